// Package preview serves the catalogue on loopback while schemas are edited. The page
// loads itself again when the catalogue has changed, and shows what is wrong with a
// schema above the last page that was right.
package preview
