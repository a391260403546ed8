// Package review records people's reviews of answers. Its schema is
// review.schema.json, which services in other languages share.
package review

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen review.schema.json
