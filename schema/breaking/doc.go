// Package breaking compares a schema with an older one, and finds what breaks
// those who depend on the older one:
//
//	findings := breaking.Compare(base, now, breaking.Config{Today: time.Now()})
//
// # Whom a change breaks
//
// Each rule is in one category:
//
//	wire      stored data, and the dashboards and queries over it: a key that
//	          is gone, renamed, of another type or unit, or that takes less
//	consumer  programs that read values: longer ones, new ones, absent ones
//	go        callers of the generated code, and who writes records as literals
//
// and its findings are errors, or warnings where readers should know of a change
// that nobody should be kept from.
//
// # What is the same
//
// Packages are the same if they have one import path; /v2 in it does not count,
// since that is how Go publishes a change that breaks. One whose path is gone has
// moved if another has its name and one of its records. Records are the same if
// they have one name, or else all keys in common.
//
// A field is looked for by its namespace and key, by the key that it declares
// to have been moved from, by its key in another namespace, by its Go name, and
// then by its type and documentation, in this order. What is found by the last
// three has moved or was renamed; what is not found was removed. The members of
// objects are matched likewise.
//
// A key that the base deprecates may go: that is a warning, KEY_RETIRED.
// Otherwise it is an error, KEY_REMOVED. A record goes with its keys.
//
// New records, new optional fields, other documentation, another order of
// fields that the constructor does not show, and fields that an embedded record
// has taken over with their keys are no findings.
package breaking
