// Package collector writes the configuration of an OpenTelemetry Collector that
// holds the spans of all services to schemas, whatever language they are written in.
// It is one transform processor, whose statements are in OTTL. Of
//
//	Plan string `hh:"metadata,maxbytes=32"`
//
// it makes
//
//	# metadata.plan: string, at most 32 bytes (chat.go:14)
//	- append(span.cache["policy"], "wrong_type metadata.plan") where span.cache["hh"]["metadata.plan"] != nil and not IsString(...)
//	- delete_key(span.cache["hh"], "metadata.plan") where span.cache["hh"]["metadata.plan"] != nil and not IsString(...)
//	- append(span.cache["policy"], "too_long metadata.plan") where IsString(...) and Len(...) > 32
//	- set(span.cache["hh"]["metadata.plan"], Substring(..., 0, 32, true)) where IsString(...) and Len(...) > 32
//
// The statements work on a copy of a span's enrichments, in span.cache["hh"], whose
// keys have no prefix. What they do is noted in span.cache["policy"], by the kinds of
// the runtime's violations where it has one. In the end, the copy replaces what the
// span had, unless the mode is [Report], and the notes become an attribute.
//
// Conditions never fail: each looks for the type of a value before anything else,
// since OTTL has no length of an integer, and a statement that fails is skipped.
//
// The files: keys.go joins the declarations of a key, bounds.go says what is allowed,
// check.go what is wrong with a value, and what is done then; pattern.go has the
// regular expressions of keys, spelling.go those of misspelt ones; fixed.go, items.go
// and renames.go write statements, header.go and yaml.go the text around them.
package collector
