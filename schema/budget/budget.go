// Package budget says how much records can hold at most. What of it is over a
// limit is judged by the rules BUDGET_FIELD, BUDGET_RECORD and BUDGET_ATTRIBUTES
// of package lint.
//
// The worst case of a record counts its declared fields: each string as long as
// its bound, each list and map as full as its bound. Keys of open namespaces are
// recorded beside records, and do not count.
package budget

import "github.com/hhgen/hhgen/schema"

// Limits are what is permitted; 0 is no limit.
type Limits struct {
	FieldBytes       int `json:"fieldBytes"`       // of the values of one field, without their keys
	RecordBytes      int `json:"recordBytes"`      // of a record, keys included
	RecordAttributes int `json:"recordAttributes"` // that a record becomes
}

// Default are the limits where nobody says otherwise.
var Default = Limits{FieldBytes: schema.DefaultMaxBytes, RecordBytes: schema.MaxRecordBytes, RecordAttributes: schema.SpanAttributes}
