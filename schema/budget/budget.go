// Package budget says how much records can hold at most, and what of it is over
// a limit.
//
//	rows := budget.Of(packages)              // the worst cases
//	over := budget.Judge(record, limits)     // findings
//
// The worst case of a record counts its declared fields: each string as long as
// its bound, each list and map as full as its bound. Keys of open namespaces are
// recorded beside records, and do not count.
package budget

import (
	"fmt"

	"github.com/hhgen/hhgen/internal/report"
	"github.com/hhgen/hhgen/schema"
)

// The rules.
const (
	FieldRule      schema.Rule = "BUDGET_FIELD"      // the values of a field
	RecordRule     schema.Rule = "BUDGET_RECORD"     // the bytes of a record
	AttributesRule schema.Rule = "BUDGET_ATTRIBUTES" // the attributes of a record
)

// Limits are what is permitted; 0 is no limit.
type Limits struct {
	FieldBytes       int `json:"fieldBytes"`       // of the values of one field, without their keys
	RecordBytes      int `json:"recordBytes"`      // of a record, keys included
	RecordAttributes int `json:"recordAttributes"` // that a record becomes
}

// Default are the limits where nobody says otherwise. HoneyHive advises against
// fields over 1 KB, and a span of the OpenTelemetry SDK keeps 128 attributes
// unless it is told otherwise.
var Default = Limits{FieldBytes: 1024, RecordBytes: 16 * 1024, RecordAttributes: 128}

// Judge finds what of a record is over the limits. An error's text and an
// event's id are no fields in this sense: nobody chooses what they hold.
func Judge(r *schema.Record, l Limits) (findings []report.Finding) {
	for _, f := range r.Fields {
		if n := f.WorstCaseValue(); over(n, l.FieldBytes) && !f.Namespace.SpanOnly() {
			findings = append(findings, report.Finding{
				Pos: f.At(boundOption(f)), Rule: FieldRule, Severity: report.Error,
				Message: fmt.Sprintf("%s holds up to %d bytes, over the limit of %d: lower its bounds, or record a reference", wireKey(f), n, l.FieldBytes),
			})
		}
	}
	for _, m := range []struct {
		rule    schema.Rule
		format  string
		limit   int
		measure func(schema.Size) int
	}{
		{RecordRule, "record %s holds up to %d bytes, of which %s has %d, over the limit of %d: lower bounds, or split it", l.RecordBytes, bytesOf},
		{AttributesRule, "record %s becomes up to %d attributes, of which %s has %d, over the limit of %d: lower bounds, or split it", l.RecordAttributes, attributesOf},
	} {
		if n := m.measure(r.WorstCase()); over(n, m.limit) {
			key, most := largest(r, m.measure)
			findings = append(findings, report.Finding{
				Pos: r.Pos, Rule: m.rule, Severity: report.Error,
				Message: fmt.Sprintf(m.format, r.Name, n, key, most, m.limit),
			})
		}
	}
	return findings
}

func over(n, limit int) bool { return limit > 0 && n > limit }

func bytesOf(s schema.Size) int { return s.Bytes }

func attributesOf(s schema.Size) int { return s.Attributes }

// boundOption is the option that lowers the size of f most: the number of items
// if it has one.
func boundOption(f *schema.Field) string {
	if f.MaxItems > 0 {
		return "maxitems"
	}
	return "maxbytes"
}

// largest is the field that is most by a measure, the first of several.
func largest(r *schema.Record, measure func(schema.Size) int) (key string, most int) {
	for _, f := range r.Fields {
		if n := measure(f.WorstCase()); n > most {
			key, most = wireKey(f), n
		}
	}
	return key, most
}

// wireKey is the key of a field with its namespace. A namespace that is one
// string has no keys, and inline members have those of the data.
func wireKey(f *schema.Field) string {
	switch {
	case f.Namespace.SpanOnly():
		return string(f.Namespace)
	case f.Inline:
		return string(f.Namespace) + ".*"
	}
	return string(f.Namespace) + "." + f.Key
}
