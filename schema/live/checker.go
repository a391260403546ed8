package live

import (
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/privacy"
)

// Off is the severity of a rule that is not applied.
const Off schema.Severity = "off"

// Options say how strict to be. The zero value is the default.
type Options struct {
	Rules        map[string]schema.Severity // of single rules, in place of their own
	Suppressions []*suppression.Suppression
	Sensitive    map[string]privacy.Kind // more words of keys whose values are not shown, or are harmless
	RecordBytes  int                     // of a span's enrichments; 0 for [schema.MaxRecordBytes]
}

// bounds are the limits of what is kept, whatever the input holds.
type bounds struct {
	keys     int // of attributes that are remembered; others are looked up each time
	columns  int // undeclared keys that are counted
	groups   int // names of spans, by service and scope
	services int
	found    int // findings
}

var defaultBounds = bounds{keys: 50_000, columns: 10_000, groups: 20_000, services: 1_000, found: 2_000}

const (
	maxKeyBytes = 512 // of a key that is remembered
	maxPlaces   = 16  // scopes and names of spans of one finding
	maxText     = 200 // bytes of a name in what is kept
)

// Checker holds spans against schemas. It is for one goroutine.
type Checker struct {
	options Options
	words   *privacy.Words
	schemas *schemas
	bounds  bounds
	input   string // that spans are read from; "" if it has no name

	keys     map[string]*key
	columns  map[string]*column
	other    *column // stands for the columns beyond the limit
	services map[string]*service
	groups   map[groupName]*group
	found    map[subject]*found
	objects  map[string]*instance // of the span
	number   uint64               // of the span, from 1
	touched  []*column            // by the span
	records  []*record            // of which the span has keys
	stamps   []uint64             // the last span that had a required field, by its number
	replaced map[string]int       // strings that are not UTF-8, by the input
	unlisted int
	faulty   map[sent]bool    // after [Checker.Findings]
	listed   map[*service]int // findings, after [Checker.Findings]
}

// New returns a checker that has read no spans. The packages must have passed
// [schema.Check].
func New(pkgs []*schema.Package, o Options) *Checker {
	if o.RecordBytes == 0 {
		o.RecordBytes = schema.MaxRecordBytes
	}
	c := &Checker{
		options: o, words: privacy.Default().With(o.Sensitive), bounds: defaultBounds,
		keys: map[string]*key{}, columns: map[string]*column{}, services: map[string]*service{},
		groups: map[groupName]*group{}, found: map[subject]*found{}, objects: map[string]*instance{}, replaced: map[string]int{},
	}
	c.other = &column{name: "other keys"}
	c.schemas = read(pkgs)
	c.stamps = make([]uint64, c.schemas.required)
	return c
}

// Input names the file of the spans that follow, for the places of findings.
func (c *Checker) Input(name string) { c.input = name }

// Replaced notes that some strings of the present input were not valid UTF-8 before
// they were read.
func (c *Checker) Replaced(n int) {
	if n > 0 {
		c.replaced[c.input] += n
	}
}

// Add holds a span against the schemas.
func (c *Checker) Add(s *otlp.Span) {
	c.number++
	at := place{checker: c, span: s, group: c.group(s)}
	at.group.service.spans++
	size, session := 0, ""
	for i := range s.Attributes {
		a := &s.Attributes[i]
		switch {
		case strings.HasPrefix(a.Key, schema.AttributePrefix):
			if a.Key == ownSession {
				session = a.Value.Text
			}
			size += len(a.Key) + sizeOf(a.Value)
			c.attribute(at, a)
		case a.Key == "honeyhive.session_id", a.Key == "traceloop.association.properties.session_id":
			session = a.Value.Text
		}
	}
	if size > 0 {
		at.group.service.enriched++
		c.session(at, session)
	}
	c.limits(at, size)
	c.complete(at)
}

// attribute judges an enrichment.
func (c *Checker) attribute(at place, a *otlp.Attribute) {
	k := c.key(a.Key)
	if k.own != nil {
		k.own(at, a)
		return
	}
	if a.Value.Kind == otlp.Empty {
		return
	}
	c.touch(at, k)
	if k.fault != nil {
		k.fault(at, a)
		return
	}
	v, by := k.verdict(a.Value)
	if !v.OK() {
		at.value(k, by, v, a.Value)
	}
}

// session judges the session of an enriched span.
func (c *Checker) session(at place, id string) {
	switch {
	case id == "":
		at.note(subject{rule: Session}, detail{}, "%s enriches spans without a session: start one with hh.StartSession, or set honeyhive.session_id")
	case !isUUID(id):
		at.note(subject{rule: Session, detail: "uuid"}, detail{}, "%s enriches spans with a session id that is not a UUID: in Go, hh.SessionIDFrom makes one of any id")
	}
}

// limits judges how full a span is.
func (c *Checker) limits(at place, size int) {
	n, most := len(at.span.Attributes), schema.SpanAttributes
	if d := at.span.Dropped; d > 0 {
		at.note(subject{rule: Dropped}, detail{size: d, unit: "lost attributes"},
			"%s sends spans that have lost attributes: record fewer, or raise OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT")
	}
	if full(n, most) {
		at.note(subject{rule: Attributes}, detail{size: n, limit: most, unit: "attributes"},
			"%s sends spans that are almost full, since SDKs keep 128 attributes: record fewer, or raise OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT")
	}
	if full(size, c.options.RecordBytes) {
		at.note(subject{rule: SpanBytes}, detail{size: size, limit: c.options.RecordBytes, unit: "bytes"},
			"%s sends spans whose enrichments are almost too large: record less, or raise record-bytes in hhgen.yaml")
	}
}

// full reports whether n is more than 9 in 10 of a limit.
func full(n, limit int) bool { return n > limit*9/10 }

// sizeOf is how many bytes a value has.
func sizeOf(v otlp.Value) (n int) {
	switch v.Kind {
	case otlp.String, otlp.Bytes:
		return len(v.Text)
	case otlp.Bool:
		return 1
	case otlp.Int, otlp.Double:
		return 8
	}
	for _, item := range v.List {
		n += sizeOf(item)
	}
	for _, p := range v.Pairs {
		n += len(p.Key) + sizeOf(p.Value)
	}
	return n
}

// cut is text of at most maxText bytes, which is kept.
func cut(text string) string {
	if len(text) <= maxText {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:maxText], "") + "..."
}
