// Package vet finds what the compiler cannot see in code that uses generated
// enrichers, in any package and module: values that their fields do not take,
// and calls that record nothing. Of records themselves, it finds the fields that
// package gostruct says are lost.
//
// Given a package chat that was generated from
//
//	type Turn struct {
//		Feature hh.Text `hh:"metadata,maxbytes=32"`
//		Score   float64 `hh:"metrics,maximum=1"`
//	}
//
// the analyzer has package gostruct read the tags, as hhgen does, and exports what
// the runtime would enforce as a fact about chat, a [Schema]:
//
//	Fields:  {"example.com/chat.featureField.v": {Key: "metadata.feature", MaxBytes: 32}, "example.com/chat.Turn.Feature": ...}
//	Setters: {"WithFeature": {Type: "featureField"}, ...}
//	Records: {"Turn": {Required: ["Feature", "Score"]}}
//
// In a package that imports chat, it needs no source of chat:
//
//	chat.EnrichSpan(ctx, chat.WithScore(7)) // metrics.score takes at most 1, ...: ... (VALUE_RANGE)
//
// What is known of an exported type is a fact about it too, a [Type], since a
// package may use the type without importing chat.
//
// Each check belongs to a rule of [Rules], and each rule has a page in the
// folder rules, made from that table. A comment makes an exception:
//
//	//hhgen:ignore VALUE_RANGE the load test sends it on purpose
//
// The analyzer runs in hhgen vet, in go vet by its flag -vettool, and in
// golangci-lint by the package golangci.
package vet
