// Package budget computes how much records can hold at most. The rules
// BUDGET_FIELD, BUDGET_RECORD and BUDGET_ATTRIBUTES of package lint report
// records and fields over a limit.
//
// The worst case of a record counts its declared fields: each string as long as
// its bound, each list and map as full as its bound. Keys of open namespaces
// are recorded separately, and do not count.
package budget

import "github.com/hhgen/hhgen/schema"

// Limits are the limits of fields and records; 0 is no limit.
type Limits struct {
	FieldBytes       int `json:"fieldBytes"`       // of the values of one field, without their keys
	RecordBytes      int `json:"recordBytes"`      // of a record, keys included
	RecordAttributes int `json:"recordAttributes"` // that a record becomes
}

// Default are the limits if none are configured.
var Default = Limits{FieldBytes: schema.DefaultMaxBytes, RecordBytes: schema.MaxRecordBytes, RecordAttributes: schema.SpanAttributes}
