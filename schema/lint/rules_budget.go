package lint

// The rules about sizes.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// The rules.
var (
	BudgetField = &schema.Rule{
		ID: "BUDGET_FIELD", Title: "A value holds at most 1 KB, unless the schema says that it is large.",
		Why: `HoneyHive advises against more than 1 KB in a field. The limit applies to the worst case of one value, without its key.
Each member of an object or a map is a value. The items of a list are one value together, since nobody filters or charts one of them.

Some fields are worth more than 1 KB. large, at the field or in the struct of its items, says that this one is: its size still counts in
BUDGET_RECORD. Before adding it, ask who reads the value:

- of a chat history, the last turns, in a list with a lower maxitems: the turns before them are in events of their own
- of documents, their ids and scores: the texts are where they were retrieved from
- of an answer, all of it, if people or evaluators read it: large with the maxbytes that answers have

The limit is limits.field-bytes in hhgen.yaml. hhgen lint gives advice, so this is a warning there. hhgen budget is run to hold the limits,
so it is an error there. A severity in hhgen.yaml applies to both.`,
		Before: "Documents []string `hh:\"outputs,maxitems=10,maxbytes=512\"`",
		After:  "DocumentIDs []string `hh:\"outputs,maxitems=10,maxbytes=64\"`\nAnswer      string   `hh:\"outputs,large,maxbytes=4096\"`",
	}
	BudgetRecord = &schema.Rule{
		ID: "BUDGET_RECORD", Title: "A record holds at most 16 KB.",
		Why: `All data of a span is copied, queued and sent with it. The limit applies to the worst case of all fields, with their keys,
also of those that are large. The message names the largest fields. What helps is fewer items in lists, ids in place of texts, and the
rest in a record of another span, such as that of the retrieval. If the service does need that much, raise limits.record-bytes in
hhgen.yaml. The severity is that of BUDGET_FIELD.`,
		Before: "Question string `hh:\"inputs,large,maxbytes=9000\"`\nAnswer   string `hh:\"outputs,large,maxbytes=9000\"`",
		After:  "Question string `hh:\"inputs,large,maxbytes=4000\"`\nAnswer   string `hh:\"outputs,large,maxbytes=9000\"`",
	}
	BudgetAttributes = &schema.Rule{
		ID: "BUDGET_ATTRIBUTES", Title: "A record becomes at most 128 attributes.",
		Why: `A span of the OpenTelemetry SDK keeps 128 attributes and silently drops later ones: because of a long list, it may lose
its session id. hhtrace.Setup raises the SDK's limit; services that set up tracing themselves may not. The limit is limits.record-attributes
in hhgen.yaml: raise it if all services use hhtrace.Setup. The severity is that of BUDGET_FIELD.`,
		Before: "Hits []float64 `hh:\"outputs,maxitems=200\"`",
		After:  "BestHits []float64 `hh:\"outputs,maxitems=10\"`",
	}
)

// Budget are the rules that hhgen budget applies.
var Budget = schema.RuleTable{BudgetField, BudgetRecord, BudgetAttributes}

var budgetRules = []Rule{
	{BudgetField, Standard, schema.Warning, fields(budgetField)},
	{BudgetRecord, Standard, schema.Warning, records(budgetRecord)},
	{BudgetAttributes, Minimal, schema.Warning, records(budgetAttributes)},
}

func budgetField(r *run, s *site) {
	limit := r.cfg.Limits.FieldBytes
	list := s.field.Type.Listed()
	switch leaf := s.field.Type.Leaf(); {
	case s.listed, s.top.Namespace.SpanOnly(), s.field.Accepted():
		return // it is part of a value, or its length is not the schema's choice, or accepted
	case leaf.Kind == schema.KindObject && !list:
		return // its members are values
	}
	if size := s.field.LargestValue(); over(size, limit) {
		d, option, of := s.pkg.Dialect(), "maxbytes", ""
		advice := shorter(s.field, d, limit)
		if list {
			option, of, advice = "maxitems", " in its items", fewer(s.field, d, limit)
		}
		e := r.site(s, option, nil, "%s holds up to %d bytes%s, over the limit of %d: %s", subject(s), size, of, limit, advice)
		if list && size > schema.DefaultMaxBytes {
			e.Offer(false, "add "+d.Word("large"), s.field.Set(schema.Option{Name: "large"}))
		}
	}
}

// shorter is advice for a value that is not a list.
func shorter(f *schema.Field, d *schema.Dialect, limit int) string {
	if !holdsText(f.Type) {
		return "use a type of shorter values, or raise limits.field-bytes in hhgen.yaml"
	}
	return "set " + d.Assign("maxbytes", strconv.Itoa(limit)) + ", or record a reference to the text"
}

// fewer is advice for a list: first about the bounds that nobody has declared.
func fewer(f *schema.Field, d *schema.Dialect, limit int) string {
	n, advice := max(f.MaxItems, 1), "keep the last or the best items"
	switch fit := limit / max(f.LargestValue()/n, 1); {
	case f.Type.Sized() && f.MaxBytes == 0 && limit/n >= shortText:
		advice = "bound its strings (" + d.Assign("maxbytes", strconv.Itoa(limit/n)) + " fits)"
	case f.Type.Sized() && f.MaxBytes == 0:
		advice = "bound its strings, keep the last or the best items"
	case fit > 1 && f.MaxItems > 0:
		advice += " (" + d.AssignItems(f, fit) + " fits)"
	}
	if holdsText(f.Type) {
		advice += ", record ids in place of texts"
	}
	if f.LargestValue() <= schema.DefaultMaxBytes { // where large has no effect
		return advice + ", or raise limits.field-bytes in hhgen.yaml"
	}
	return advice + ", or add " + d.Word("large") + " if readers need all of it"
}

// shortText is the length in bytes of an id or a word, which strings of lists have
// at least.
const shortText = 32

// holdsText reports whether the values of a type may be long strings.
func holdsText(t *schema.Type) bool {
	return t.Sized() || slices.ContainsFunc(t.Leaf().Fields, func(f *schema.Field) bool { return holdsText(f.Type) })
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

// inBytes and inAttributes are what limits of records are about.
func inBytes(s schema.Size) int      { return s.Bytes }
func inAttributes(s schema.Size) int { return s.Attributes }

func budgetRecord(r *run, p *schema.Package, rec *schema.Record) {
	size, limit := rec.WorstCase().Bytes, r.cfg.Limits.RecordBytes
	if !over(size, limit) {
		return
	}
	most := largest(rec, inBytes)
	r.record(p, rec, "record %s holds up to %d bytes, of which %s, over the limit of %d: %s, record ids in place of texts, or raise limits.record-bytes in hhgen.yaml",
		rec.Name, size, shares(most, inBytes), limit, relief(most, p.Dialect(), size-limit, inBytes))
}

func budgetAttributes(r *run, p *schema.Package, rec *schema.Record) {
	size, limit := rec.WorstCase().Attributes, r.cfg.Limits.RecordAttributes
	if !over(size, limit) {
		return
	}
	most := largest(rec, inAttributes)
	r.record(p, rec, "record %s becomes up to %d attributes, of which %s, over the limit of %d, after which a span drops what comes: %s, record some of it on another span, or raise limits.record-attributes in hhgen.yaml if hhtrace.Setup sets up tracing",
		rec.Name, size, shares(most, inAttributes), limit, relief(most, p.Dialect(), size-limit, inAttributes))
}

// largest are the fields that matter most by a measure, at most three, the largest
// one first. Fields of less than a tenth of the record do not matter.
func largest(rec *schema.Record, measure func(schema.Size) int) []*schema.Field {
	size := func(f *schema.Field) int { return measure(f.WorstCase()) }
	sorted := slices.SortedStableFunc(slices.Values(rec.Fields), func(a, b *schema.Field) int { return cmp.Compare(size(b), size(a)) })
	for i, f := range sorted {
		if i > 0 && (i == 3 || size(f) < measure(rec.WorstCase())/10) {
			return sorted[:i]
		}
	}
	return sorted
}

// shares lists fields with their sizes: History has 20480, Answer 8192.
func shares(fields []*schema.Field, measure func(schema.Size) int) string {
	var all []string
	for i, f := range fields {
		verb := ""
		if i == 0 {
			verb = "has "
		}
		all = append(all, fmt.Sprintf("%s %s%d", f.Name, verb, measure(f.WorstCase())))
	}
	return strings.Join(all, ", ")
}

// relief is advice that makes a record smaller by some bytes or attributes.
func relief(most []*schema.Field, d *schema.Dialect, excess int, measure func(schema.Size) int) string {
	if advice := enough(most[0], d, excess, measure); advice != "" {
		return advice
	}
	if len(most) == 1 {
		return "lower the bounds of " + most[0].Name
	}
	return "lower their bounds"
}

// enough is advice for one field that makes it smaller by some bytes or attributes;
// "" if no bound of the field alone should.
func enough(f *schema.Field, d *schema.Dialect, excess int, measure func(schema.Size) int) string {
	list := f.Type.Counted()
	n := f.ByteLimit()
	if list {
		n = f.MaxItems
	}
	size := max(measure(f.WorstCase()), 1)
	kept := n - excess
	if list {
		kept = int(float64(n) * (1 - float64(excess)/float64(size)))
	}
	switch {
	case kept < n/4 || kept == 0, !list && !isText(f):
		return "" // little would be left
	case f.Large && f.LargestValue()/n*kept <= schema.DefaultMaxBytes:
		return "" // large would have no effect any more
	case list:
		return "set " + d.AssignItems(f, kept) + " for " + f.Name
	}
	return "set " + d.Assign("maxbytes", strconv.Itoa(kept)) + " for " + f.Name
}

// isText reports whether a field is one string, under one key, whose bound may be
// lowered.
func isText(f *schema.Field) bool {
	return f.Type.Sized() && f.Type.Elem == nil && len(f.Written()) == 1
}
