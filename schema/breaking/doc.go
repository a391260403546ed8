// Package breaking compares a schema with an older one, and finds changes that
// break users of the older one:
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
//	go        callers of the generated code, and code with records as literals
//
// and its findings are errors, or warnings if readers should know of a change
// but it should not be prevented.
//
// # Which packages, records and fields are compared
//
// Packages are the same if they have the same import path; /v2 in it does not
// count, since that is how Go publishes a breaking change. A package whose path
// is gone has moved if another has its name and one of its records. Records are
// the same if they have the same name, or the same keys.
//
// A field is looked for by its namespace and key, by the key that it declares
// to have been moved from, by its key in another namespace, by its Go name, and
// then by its type and documentation, in this order. A field found in one of
// the last three ways was moved or renamed; a field that is not found was
// removed. The members of objects are matched in the same way.
//
// A key that the base deprecates may go: that is a warning, KEY_RETIRED.
// Otherwise it is an error, KEY_REMOVED. A record goes with its keys.
//
// These changes are not reported: new records, new optional fields, other
// documentation, another order of fields that are not parameters of the
// constructor, and fields that an embedded record now declares with the same
// keys.
package breaking
