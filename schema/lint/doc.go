// Package lint applies rules that make a schema clear to other teams:
// descriptive names, units, no sensitive data, sizes that HoneyHive shows, and
// one meaning for each key in all packages.
//
//	findings := lint.Run(lint.Config{Level: lint.Standard}, packages)
//
// Schemas that cannot become code, or that always lose data, are rejected by
// [github.com/hhgen/hhgen/schema.Check], and not checked here: Run expects
// packages that passed it.
//
// # Rules
//
// [Rules] is the table. Each entry has an id, a category, a severity, the text
// of its page in rules/, and the function that checks it. A level takes the
// rules of its category and of those before it:
//
//	minimal   rules against leaks, lost data, and keys that break for another team
//	standard  advice of HoneyHive: keys, units, sizes
//	strict    help for readers: documentation, units that names suggest
//
// A configuration sets single rules to off, warning or error, whatever the level.
//
// # Who declares a field
//
// A field that a record embeds from another package is judged where it is
// declared: its users cannot change it. Rules about a whole record, and about
// keys of several packages, see all fields that are recorded.
package lint
