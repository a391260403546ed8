// Package travel is about sessions that come in with requests and leave with them,
// whatever the protocol: [Rules] decide which session a request belongs to, and
// [Header] edits the text of W3C baggage. Packages hhhttp and hhgrpc apply them.
package travel
