// Package lint applies the rules that a schema should keep to be understood by
// other teams: names that say what they mean, units, no sensitive data, sizes
// that HoneyHive shows, and one meaning for each key in all packages.
//
//	findings := lint.Run(lint.Config{Level: lint.Standard}, packages)
//
// What does not become code, or loses data whatever else is declared, is refused
// by [github.com/hhgen/hhgen/schema.Check] and is not looked at here: Run
// expects packages that passed it.
//
// # Rules
//
// [Rules] is the table. Each entry has an id, a category, a severity, the text
// of its page in rules/, and the function that checks it. A level takes the
// rules of its category and of those before it:
//
//	minimal   what leaks or loses data, or breaks a key for another team
//	standard  what HoneyHive advises: keys, units, sizes
//	strict    what helps readers: documentation, units that names suggest
//
// A configuration sets single rules to off, warning or error, whatever the level.
//
// # Who declares a field
//
// A field that a record embeds from another package is judged where it is
// declared: its users cannot change it. Rules about a whole record, and about
// keys of several packages, see all fields that are recorded.
package lint
