// Package vet finds mistakes that the compiler cannot see in code that uses
// generated enrichers, in any package and module: values that their fields
// reject, and calls that record nothing. In the records themselves, it finds the
// fields that would not be recorded, as package gostruct reports them.
//
// Given a package chat that was generated from
//
//	type Turn struct {
//		Feature hh.Text `hh:"metadata,maxbytes=32"`
//		Score   float64 `hh:"metrics,maximum=1"`
//	}
//
// the analyzer has package gostruct read the tags, as hhgen does, and exports the
// limits that the runtime enforces as a fact about chat, a [Schema]:
//
//	Fields:  {"example.com/chat.featureField.v": {Key: "metadata.feature", MaxBytes: 32}, "example.com/chat.Turn.Feature": ...}
//	Setters: {"WithFeature": {Type: "featureField"}, ...}
//	Records: {"Turn": {Required: ["Feature", "Score"]}}
//
// To check a package that imports chat, it does not read the source of chat:
//
//	chat.EnrichSpan(ctx, chat.WithScore(7)) // metrics.score takes at most 1, ...: ... (VALUE_RANGE)
//
// Each exported type has a fact of its own too, a [Type], since a package may use
// the type without importing chat.
//
// Each check belongs to a rule of [Rules], and each rule has a page in the
// folder docs/rules, made from that table. A comment suppresses a finding:
//
//	//hhgen:ignore VALUE_RANGE the load test sends it on purpose
//
// The analyzer runs in hhgen vet, in go vet by its flag -vettool, and in
// golangci-lint by the package golangci.
package vet
