// Package collector writes the configuration of an OpenTelemetry Collector that
// holds the spans of all services to schemas, whatever language they are written in.
// It is one transform processor, whose statements are in OTTL. Of
//
//	Plan string `hh:"metadata,maxbytes=32"`
//
// it makes, with V for span.cache["hh"]["metadata.plan"],
//
//	# metadata.plan: string, at most 32 bytes (chat.go:14)
//	- append(span.cache["policy"], "dropped metadata.plan, not a string") where V != nil and not IsString(V)
//	- delete_key(span.cache["hh"], "metadata.plan") where V != nil and not IsString(V)
//	- append(span.cache["policy"], "cut metadata.plan, over 32 bytes") where V != nil and Len(V) > 32
//	- set(V, Substring(V, 0, 32, true)) where V != nil and Len(V) > 32
//
// The statements work on a copy of a span's enrichments, in span.cache["hh"], whose
// keys have no prefix. What they do is noted in span.cache["policy"]. In the end, the
// copy replaces what the span had, unless the mode is [Report], and the notes become an
// attribute.
//
// Conditions never fail: each looks at the type of a value before anything else, since
// OTTL has no length of an integer, and a statement that fails is skipped.
//
// An expression of RE2 cannot leave out what another part of it takes. So a key that a
// field of a package declares, followed by more, stays if a map at the top of the same
// namespace would take it; the runtime does not send it, and hhgen live reports it.
//
// The files: keys.go joins the declarations of a key, bounds.go says what is allowed,
// check.go what is wrong with a value, and what is done then; pattern.go has the
// regular expressions of keys, spelling.go those of misspelt ones; fixed.go, items.go
// and renames.go write statements, header.go and yaml.go the text around them, and ottl.go
// its literals.
package collector
