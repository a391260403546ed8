package lint

// The rules about sizes.

import (
	"github.com/hhgen/hhgen/schema"
)

// The rules.
var (
	BudgetField = &schema.Rule{
		ID: "BUDGET_FIELD", Title: "A field holds at most 1 KB.",
		Why: `HoneyHive advises against more than 1 KB in a field. The limit applies to the worst case: all items, each of its
greatest length, without keys. The limit is limits.field-bytes of the configuration.`,
		Before: "Documents []string `hh:\"outputs,maxitems=10,maxbytes=512\"`",
		After:  "DocumentIDs []string `hh:\"outputs,maxitems=10,maxbytes=64\"`",
	}
	BudgetRecord = &schema.Rule{
		ID: "BUDGET_RECORD", Title: "A record holds at most 16 KB.",
		Why: `All data of a span is copied, queued and sent with it. The limit applies to the worst case, with keys. It is
limits.record-bytes of the configuration.`,
		Before: "Question string `hh:\"inputs,large,maxbytes=9000\"`\nAnswer   string `hh:\"outputs,large,maxbytes=9000\"`",
		After:  "Question string `hh:\"inputs,maxbytes=1024\"`\nAnswer   string `hh:\"outputs,maxbytes=1024\"`",
	}
	BudgetAttributes = &schema.Rule{
		ID: "BUDGET_ATTRIBUTES", Title: "A record becomes at most 128 attributes.",
		Why: `A span of the OpenTelemetry SDK keeps 128 attributes and silently drops later ones: because of a long list, it may lose
its session id. hhtrace.Setup raises the limit; services that set up tracing themselves may not. The limit is limits.record-attributes of
the configuration.`,
		Before: "Hits []float64 `hh:\"outputs,maxitems=200\"`",
		After:  "BestHits []float64 `hh:\"outputs,maxitems=10\"`",
	}
)

var budgetRules = []Rule{
	{BudgetField, Standard, schema.Warning, fields(budgetField)},
	{BudgetRecord, Standard, schema.Warning, records(budgetRecord)},
	{BudgetAttributes, Minimal, schema.Warning, records(budgetAttributes)},
}

func budgetField(r *run, s *site) {
	if s.nested() || s.top.Namespace.SpanOnly() {
		return
	}
	size, limit := s.field.WorstCaseValue(), r.cfg.Limits.FieldBytes
	if !over(size, limit) {
		return
	}
	option := "maxbytes"
	if s.field.Type.Counted() {
		option = "maxitems"
	}
	r.site(s, option, nil, "%s holds up to %d bytes, over the limit of %d: lower its bounds, or record a reference", subject(s), size, limit)
}

// over reports whether a size is over a limit, if there is one.
func over(size, limit int) bool { return limit > 0 && size > limit }

// subject names a field in a message about its size.
func subject(s *site) string {
	if s.path == "" {
		return s.field.Name
	}
	return s.String()
}

func budgetRecord(r *run, p *schema.Package, rec *schema.Record) {
	size, limit := rec.WorstCase().Bytes, r.cfg.Limits.RecordBytes
	if over(size, limit) {
		name, most := largest(rec, func(s schema.Size) int { return s.Bytes })
		r.record(p, rec, "record %s holds up to %d bytes, of which %s has %d, over the limit of %d: lower bounds, or split it", rec.Name, size, name, most, limit)
	}
}

func budgetAttributes(r *run, p *schema.Package, rec *schema.Record) {
	size, limit := rec.WorstCase().Attributes, r.cfg.Limits.RecordAttributes
	if over(size, limit) {
		name, most := largest(rec, func(s schema.Size) int { return s.Attributes })
		r.record(p, rec, "record %s becomes up to %d attributes, of which %s has %d, over the limit of %d, after which a span drops what comes: lower bounds, or split it",
			rec.Name, size, name, most, limit)
	}
}

// largest is the field that is most by a measure.
func largest(rec *schema.Record, measure func(schema.Size) int) (name string, most int) {
	for _, f := range rec.Fields {
		if n := measure(f.WorstCase()); n > most {
			name, most = f.Name, n
		}
	}
	return name, most
}
