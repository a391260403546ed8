package breaking_test

import (
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/gostruct"
)

var today = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// packageOf is a package with one record of some fields.
func packageOf(fields ...*schema.Field) []*schema.Package {
	r := &schema.Record{Name: "Turn", Fields: fields, Pos: token.Position{Filename: "chat.go", Line: 3, Column: 6}}
	return []*schema.Package{{Path: "example.com/chat", Name: "chat", Records: []*schema.Record{r}}}
}

// text is a field that holds a string.
func text(change func(f *schema.Field)) *schema.Field {
	f := &schema.Field{
		Name: "Plan", Key: "plan", Namespace: schema.Metadata, MaxBytes: 64,
		Type: &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}},
		Pos:  token.Position{Filename: "chat.go", Line: 4, Column: 2},
	}
	change(f)
	return f
}

// number is a field that holds a float64.
func number(change func(f *schema.Field)) *schema.Field {
	f := &schema.Field{
		Name: "Score", Key: "score", Namespace: schema.Metrics,
		Type: &schema.Type{Kind: schema.KindFloat, Bits: 64, Go: schema.GoName{Name: "float64"}},
	}
	change(f)
	return f
}

func same(*schema.Field) {}

func rulesOf(findings schema.Findings) string {
	var ids []string
	for _, f := range findings {
		ids = append(ids, f.Rule.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func compare(base, now []*schema.Package) schema.Findings {
	return breaking.Compare(base, now, breaking.Config{Today: today})
}

// A schema breaks nobody who depends on the same schema.
func TestSchemasEqualThemselves(t *testing.T) {
	load := func() (out []*schema.Package) {
		pkgs, err := gostruct.Load(gostruct.Config{Dir: "../..", Output: "hh_gen.go"},
			"./examples/...", "./runtime/testdata/kinds/...", "./testdata/turn", "./runtime/testdata/wire")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pkgs {
			out = append(out, p.Package)
		}
		return out
	}
	base, now := load(), load()
	if len(base) < 5 {
		t.Fatalf("%d packages, want more", len(base))
	}
	for _, f := range compare(base, now) {
		t.Error(f)
	}
}

// list is a field that holds strings.
func list(change func(f *schema.Field)) *schema.Field {
	return text(func(f *schema.Field) {
		f.Type, f.MaxItems = &schema.Type{Kind: schema.KindList, Elem: f.Type}, 4
		change(f)
	})
}

// What changes in each member of schema.Field, and what that is. A member that
// is not listed may change unseen.
func TestEveryMemberOfField(t *testing.T) {
	type fieldMaker = func(func(*schema.Field)) *schema.Field
	cases := map[string]struct {
		of     fieldMaker
		change func(f *schema.Field)
		want   string
	}{
		"Name":        {text, func(f *schema.Field) { f.Name = "Tier" }, "SETTER_RENAMED"},
		"Key":         {text, func(f *schema.Field) { f.Key = "tier" }, "KEY_RENAMED"},
		"Namespace":   {text, func(f *schema.Field) { f.Namespace = schema.Config }, "NAMESPACE_CHANGED"},
		"Type":        {text, func(f *schema.Field) { f.Type = &schema.Type{Kind: schema.KindBool, Go: f.Type.Go} }, "TYPE_CHANGED"},
		"MaxBytes":    {text, func(f *schema.Field) { f.MaxBytes = 63 }, "BOUND_TIGHTENED"},
		"MaxLength":   {text, func(f *schema.Field) { f.MaxLength = 63 }, "BOUND_TIGHTENED"},
		"Pattern":     {text, func(f *schema.Field) { f.Pattern = "^[a-z]+$" }, "BOUND_TIGHTENED"},
		"MaxItems":    {list, func(f *schema.Field) { f.MaxItems = 3 }, "BOUND_TIGHTENED"},
		"Minimum":     {number, func(f *schema.Field) { f.Minimum = "0" }, "BOUND_TIGHTENED"},
		"Maximum":     {number, func(f *schema.Field) { f.Maximum = "0" }, "BOUND_TIGHTENED"},
		"Above":       {number, func(f *schema.Field) { f.Above = "0" }, "BOUND_TIGHTENED"},
		"Below":       {number, func(f *schema.Field) { f.Below = "0" }, "BOUND_TIGHTENED"},
		"Unit":        {duration, func(f *schema.Field) { f.Unit = "s" }, "UNIT_CHANGED"},
		"Overflow":    {text, func(f *schema.Field) { f.Overflow = schema.Drop }, "OVERFLOW_CHANGED"},
		"OmitZero":    {text, func(f *schema.Field) { f.OmitZero = true }, "CONSTRUCTOR_GONE FIELD_NOW_OPTIONAL"},
		"Inline":      {list, func(f *schema.Field) { f.Inline, f.Key = true, "" }, "KEY_RENAMED"},
		"Setter":      {text, func(f *schema.Field) { f.Setter = "WithTier" }, "SETTER_RENAMED"},
		"Baggage":     {text, func(f *schema.Field) { f.Baggage = true }, "BAGGAGE_ADDED"},
		"PII":         {text, func(f *schema.Field) { f.PII = "email" }, ""},
		"MovedFrom":   {text, func(f *schema.Field) { f.MovedFrom = schema.Move{Key: "tier", Until: "2026-06-01"} }, "MOVE_EXPIRED"},
		"Via":         {text, func(f *schema.Field) { f.Via = []schema.Embedded{{Name: "Shared", Pointer: true}} }, "CONSTRUCTOR_GONE FIELD_NOW_OPTIONAL"},
		"Large":       {text, func(f *schema.Field) { f.Large = true }, ""},
		"Deprecated":  {text, func(f *schema.Field) { f.Deprecated = "use Tier" }, ""},
		"Default":     {text, func(f *schema.Field) { f.Default = `"free"` }, ""},
		"Examples":    {text, func(f *schema.Field) { f.Examples = []string{`"free"`} }, ""},
		"Doc":         {text, func(f *schema.Field) { f.Doc = "Plan is paid for." }, ""},
		"Pos":         {text, func(f *schema.Field) { f.Pos.Line++ }, ""},
		"Declaration": {text, func(f *schema.Field) { f.Declaration = nil }, ""},
		"Where":       {text, func(f *schema.Field) { f.Where = map[string]token.Position{"maxbytes": {Line: 9}} }, ""},
	}
	for _, member := range reflect.VisibleFields(reflect.TypeFor[schema.Field]()) {
		c, ok := cases[member.Name]
		if !ok {
			t.Errorf("schema.Field.%s is not compared: add it to this table", member.Name)
			continue
		}
		if got := rulesOf(compare(packageOf(c.of(same)), packageOf(c.of(c.change)))); got != c.want {
			t.Errorf("%s: got %q, want %q", member.Name, got, c.want)
		}
	}
}

// duration is a field that holds a duration.
func duration(change func(f *schema.Field)) *schema.Field {
	return number(func(f *schema.Field) {
		f.Type, f.Unit = &schema.Type{Kind: schema.KindDuration, Go: schema.GoName{Path: "time", Name: "Duration"}}, "ms"
		change(f)
	})
}

// Who a field was is asked in an order: its place, what it says of itself, and
// then what looks alike.
func TestMatching(t *testing.T) {
	field := func(name, key string, more ...func(*schema.Field)) *schema.Field {
		return text(func(f *schema.Field) {
			f.Name, f.Key = name, key
			for _, change := range more {
				change(f)
			}
		})
	}
	doc := func(s string) func(*schema.Field) { return func(f *schema.Field) { f.Doc = s } }
	in := func(n schema.Namespace) func(*schema.Field) { return func(f *schema.Field) { f.Namespace = n } }
	moved := func(f *schema.Field) { f.MovedFrom = schema.Move{Key: "plan", Until: "2999-01-01"} }
	for _, c := range []struct {
		name      string
		base, now []*schema.Field
		want      string
	}{
		{"keys are swapped", []*schema.Field{field("A", "a"), field("B", "b")}, []*schema.Field{field("A", "b"), field("B", "a")}, "CONSTRUCTOR_REORDERED SETTER_RENAMED SETTER_RENAMED"},
		{"the place before the name", []*schema.Field{field("A", "a")}, []*schema.Field{field("A", "b", optional), field("B", "a")}, "SETTER_RENAMED"},
		{"the key before the name", []*schema.Field{field("A", "a")}, []*schema.Field{field("A", "b", optional), field("B", "a", in(schema.Config))}, "NAMESPACE_CHANGED SETTER_RENAMED"},
		{"the name before the text", []*schema.Field{field("A", "a", doc("A is it"))}, []*schema.Field{field("B", "b", doc("B is it"), optional), field("A", "c")}, "KEY_RENAMED"},
		{"the text", []*schema.Field{field("A", "a", doc("A is it"))}, []*schema.Field{field("B", "b", doc("B is it"))}, "KEY_RENAMED SETTER_RENAMED"},
		{"the text in another namespace is none alike", []*schema.Field{field("A", "a", doc("A is it"))}, []*schema.Field{field("B", "b", doc("B is it"), in(schema.Config))}, "KEY_REMOVED REQUIRED_ADDED"},
		{"the text of another type is none alike", []*schema.Field{field("A", "a", doc("A is it"))}, []*schema.Field{field("B", "b", doc("B is it"), whole)}, "KEY_REMOVED REQUIRED_ADDED"},
		{"no text is none alike", []*schema.Field{field("A", "a")}, []*schema.Field{field("B", "b", optional)}, "CONSTRUCTOR_GONE KEY_REMOVED"},
		{"the name in another namespace", []*schema.Field{field("A", "a")}, []*schema.Field{field("A", "b", in(schema.Config))}, "KEY_RENAMED"},
		{"it says so itself", []*schema.Field{field("Plan", "plan")}, []*schema.Field{field("Plan", "tier", moved)}, ""},
		{"in another namespace it does not count", []*schema.Field{field("Plan", "plan")}, []*schema.Field{field("Plan", "tier", moved, in(schema.Config))}, "KEY_RENAMED"},
		{"two become one", []*schema.Field{field("Plan", "plan"), field("Tier", "tier")}, []*schema.Field{field("Tier", "tier", moved)}, "SETTER_RENAMED"},
	} {
		if got := rulesOf(compare(packageOf(c.base...), packageOf(c.now...))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func optional(f *schema.Field) { f.Type.Optional = true }

// whole makes a field one of integers.
func whole(f *schema.Field) {
	f.Type = &schema.Type{Kind: schema.KindInt, Bits: 64, Go: schema.GoName{Name: "int"}}
}

// Ranges are compared by the numbers that they hold.
func TestRanges(t *testing.T) {
	above := func(n schema.Number) func(*schema.Field) { return func(f *schema.Field) { f.Above = n } }
	minimum := func(n schema.Number) func(*schema.Field) { return func(f *schema.Field) { f.Minimum = n } }
	below := func(n schema.Number) func(*schema.Field) { return func(f *schema.Field) { f.Below = n } }
	maximum := func(n schema.Number) func(*schema.Field) { return func(f *schema.Field) { f.Maximum = n } }
	all := func(changes ...func(*schema.Field)) func(*schema.Field) {
		return func(f *schema.Field) {
			for _, change := range changes {
				change(f)
			}
		}
	}
	natural := func(f *schema.Field) {
		f.Type = &schema.Type{Kind: schema.KindUint, Bits: 64, Go: schema.GoName{Name: "uint64"}}
	}
	for _, c := range []struct {
		base, now func(*schema.Field)
		want      string
	}{
		{minimum("0"), minimum("0.0"), ""},
		{minimum("0"), above("0"), "BOUND_TIGHTENED"},
		{above("0"), minimum("0"), "BOUND_WIDENED"},
		{minimum("1"), above("0"), "BOUND_WIDENED"},
		{maximum("1"), below("1"), "BOUND_TIGHTENED"},
		{below("1"), maximum("2"), "BOUND_WIDENED"},
		{below("1"), maximum("0.5"), "BOUND_TIGHTENED"},
		{same, below("9"), "BOUND_TIGHTENED"},
		{above("9"), same, "BOUND_WIDENED"},
		{maximum("9007199254740993"), maximum("9007199254740992"), "BOUND_TIGHTENED"},
		{all(whole, minimum("1")), all(whole, above("0")), ""},
		{all(whole, maximum("4")), all(whole, below("5")), ""},
		{all(whole, maximum("4")), all(whole, below("4")), "BOUND_TIGHTENED"},
		{all(natural, minimum("1")), all(natural, above("0")), ""},
		{minimum("1"), all(above("0"), minimum("1")), ""},
		{minimum("1"), all(above("1"), minimum("1")), "BOUND_TIGHTENED"},
		{maximum("1"), all(below("2"), maximum("1")), ""},
		{maximum("1"), all(below("1"), maximum("1")), "BOUND_TIGHTENED"},
	} {
		base, now := packageOf(number(c.base)), packageOf(number(c.now))
		if got := rulesOf(compare(base, now)); got != c.want {
			t.Errorf("%+v to %+v: got %q, want %q", *base[0].Records[0].Fields[0], *now[0].Records[0].Fields[0], got, c.want)
		}
	}
}

// Bounds in bytes and in characters are compared where both sides have them, and
// once where one follows from the other.
func TestSizes(t *testing.T) {
	size := func(bytes, characters int) func(*schema.Field) {
		return func(f *schema.Field) { f.MaxBytes, f.MaxLength = bytes, characters }
	}
	hashed := func(f *schema.Field) {
		f.MaxBytes, f.Type = 0, &schema.Type{Kind: schema.KindHashed, Go: schema.GoName{Path: schema.RuntimePath, Name: "Hashed"}}
	}
	for _, c := range []struct {
		base, now func(*schema.Field)
		want      string
	}{
		{size(64, 0), hashed, "PRIVACY_ADDED"},
		{hashed, size(64, 0), "PRIVACY_REMOVED"},
		{size(64, 16), size(32, 8), "BOUND_TIGHTENED"},
		{size(32, 8), size(64, 16), "BOUND_WIDENED"},
		{size(64, 0), size(32, 8), "BOUND_TIGHTENED BOUND_TIGHTENED"},
		{size(32, 8), size(64, 0), "BOUND_WIDENED BOUND_WIDENED"},
		{size(32, 16), size(16, 16), "BOUND_TIGHTENED"},
	} {
		base, now := packageOf(text(c.base)), packageOf(text(c.now))
		if got := rulesOf(compare(base, now)); got != c.want {
			t.Errorf("%+v to %+v: got %q, want %q", *base[0].Records[0].Fields[0], *now[0].Records[0].Fields[0], got, c.want)
		}
	}
}

// A finding is where the change is, and names where it was.
func TestFindingNamesBothPlaces(t *testing.T) {
	at := func(p token.Position) token.Position {
		p.Filename = "v1.0.0:" + p.Filename
		return p
	}
	now := text(func(f *schema.Field) {
		f.MaxBytes = 32
		f.Where = map[string]token.Position{"maxbytes": {Filename: "chat.go", Line: 5, Column: 30}}
	})
	got := breaking.Compare(packageOf(text(same)), packageOf(now), breaking.Config{At: at, Today: today})
	want := schema.Findings{{
		Pos: token.Position{Filename: "chat.go", Line: 5, Column: 30}, Rule: breaking.BoundTightened, Severity: schema.Error,
		Message: "maxbytes of metadata.plan is 32 now, and was 64 at v1.0.0:chat.go:4:2, so values that were recorded are cut or dropped: keep the bound, or declare a new key with the new bound",
		Related: []schema.Related{{Pos: token.Position{Filename: "v1.0.0:chat.go", Line: 4, Column: 2}, Message: "the base has this"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where nothing is left, the base is the only place.
func TestFindingOfWhatIsGone(t *testing.T) {
	base := packageOf(text(same))
	got := compare(base, nil)
	if len(got) != 1 || got[0].Rule != breaking.PackageRemoved || got[0].Pos != base[0].Records[0].Pos || got[0].Related != nil {
		t.Errorf("got %+v", got)
	}
}

// A package under another path is the one that was only if its name and a record
// say so, and nothing else is known to be it.
func TestPackages(t *testing.T) {
	named := func(path, name string, records ...string) *schema.Package {
		p := &schema.Package{Path: path, Name: name}
		for _, r := range records {
			p.Records = append(p.Records, &schema.Record{Name: r, Fields: []*schema.Field{text(same)}})
		}
		return p
	}
	chat := named("example.com/chat", "chat", "Turn")
	for _, c := range []struct {
		name      string
		base, now []*schema.Package
		want      string
	}{
		{"it moved", []*schema.Package{chat}, []*schema.Package{named("example.com/x/chat", "chat", "Turn")}, "PACKAGE_MOVED"},
		{"another name", []*schema.Package{chat}, []*schema.Package{named("example.com/talk", "talk", "Turn")}, "PACKAGE_REMOVED"},
		{"other records", []*schema.Package{chat}, []*schema.Package{named("example.com/x/chat", "chat", "Order")}, "PACKAGE_REMOVED"},
		{"another is it", []*schema.Package{chat, named("example.com/x/chat", "chat", "Turn")}, []*schema.Package{chat}, "PACKAGE_REMOVED"},
		{"another name in its place", []*schema.Package{chat}, []*schema.Package{named("example.com/chat", "talk", "Turn")}, "PACKAGE_MOVED"},
		{"nothing in its place", []*schema.Package{chat}, []*schema.Package{named("example.com/chat", "talk")}, "RECORD_REMOVED"},
		{"there was nothing", []*schema.Package{named("example.com/chat", "chat")}, nil, ""},
	} {
		if got := rulesOf(compare(c.base, c.now)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A record under another name is the one that was only if nothing else is and
// its keys are the same; what is new in a record must not concern its callers.
func TestRecords(t *testing.T) {
	plan, tier := text(same), text(func(f *schema.Field) { f.Name, f.Key = "Tier", "tier" })
	old := text(func(f *schema.Field) { f.Deprecated = "use Tier" })
	perhaps := text(optional)
	record := func(name string, fields ...*schema.Field) *schema.Record {
		return &schema.Record{Name: name, Fields: fields}
	}
	made := func(by string, r *schema.Record) *schema.Record {
		r.Constructor = by
		return r
	}
	for _, c := range []struct {
		name      string
		base, now []*schema.Record
		want      string
	}{
		{"the same keys", []*schema.Record{record("Turn", plan, tier)}, []*schema.Record{record("Order", tier, plan)}, "CONSTRUCTOR_REORDERED RECORD_RENAMED"},
		{"another key", []*schema.Record{record("Turn", plan)}, []*schema.Record{record("Order", tier)}, "RECORD_REMOVED"},
		{"a key more", []*schema.Record{record("Turn", plan)}, []*schema.Record{record("Order", plan, tier)}, "RECORD_REMOVED"},
		{"no keys", []*schema.Record{record("Turn")}, []*schema.Record{record("Order")}, ""},
		{"it was there", []*schema.Record{record("Turn", plan), record("Order", plan)}, []*schema.Record{record("Order", plan)}, "RECORD_REMOVED"},
		{"two are one", []*schema.Record{record("Turn", plan), record("Reply", plan)}, []*schema.Record{record("Order", plan)}, "RECORD_REMOVED RECORD_RENAMED"},
		{"its constructor too", []*schema.Record{made("MakeTurn", record("Turn", plan))}, []*schema.Record{record("Order", plan)}, "CONSTRUCTOR_RENAMED RECORD_RENAMED"},
		{"but not its constructor", []*schema.Record{made("Make", record("Turn", plan))}, []*schema.Record{made("Make", record("Order", plan))}, "RECORD_RENAMED"},
		{"all was deprecated", []*schema.Record{record("Turn", old)}, nil, "KEY_RETIRED"},
		{"not all was deprecated", []*schema.Record{record("Turn", old, tier)}, nil, "RECORD_REMOVED"},
		{"the first required field", []*schema.Record{record("Turn", perhaps)}, []*schema.Record{record("Turn", perhaps, tier)}, ""},
		{"the last is optional", []*schema.Record{record("Turn", tier, plan)}, []*schema.Record{record("Turn", tier, perhaps)}, "FIELD_NOW_OPTIONAL"},
	} {
		base, now := packageOf(plan), packageOf(plan)
		base[0].Records, now[0].Records = c.base, c.now
		if got := rulesOf(compare(base, now)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// The open namespaces are those of the package, whichever record declares them.
func TestOpens(t *testing.T) {
	open := func(opens ...*schema.Open) []*schema.Package {
		pkgs := packageOf(text(same))
		for _, o := range opens {
			pkgs[0].Records = append(pkgs[0].Records, &schema.Record{Name: "Open" + string(o.Namespace), Opens: []*schema.Open{o}})
		}
		return pkgs
	}
	metadata := &schema.Open{Namespace: schema.Metadata}
	for _, c := range []struct {
		base, now *schema.Open
		want      string
	}{
		{metadata, &schema.Open{Namespace: schema.Metadata, MaxBytes: schema.DefaultMaxBytes}, ""},
		{metadata, &schema.Open{Namespace: schema.Metadata, MaxBytes: 8}, "BOUND_TIGHTENED"},
		{metadata, &schema.Open{Namespace: schema.Metadata, Overflow: schema.Drop}, "OVERFLOW_CHANGED"},
	} {
		if got := rulesOf(compare(open(c.base), open(c.now))); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.now, got, c.want)
		}
	}
	twice := open(metadata)
	twice[0].Records[0].Opens = []*schema.Open{{Namespace: schema.Metadata, Pos: token.Position{Filename: "chat.go", Line: 9}}}
	if got := rulesOf(compare(twice, packageOf(text(same)))); got != "NAMESPACE_CLOSED" {
		t.Errorf("opened twice: got %q", got)
	}
	if got := rulesOf(compare(open(metadata), []*schema.Package{{Path: "example.com/chat", Name: "chat"}})); got != "NAMESPACE_CLOSED RECORD_REMOVED" {
		t.Errorf("all records are gone: got %q", got)
	}
}

func TestPathsAreOnePackage(t *testing.T) {
	base, now := packageOf(text(same)), packageOf(text(func(f *schema.Field) { f.Type.Go = schema.GoName{Path: "example.com/talk", Name: "Tier"} }))
	base[0].Records[0].Fields[0].Type.Go = schema.GoName{Path: "example.com/chat", Name: "Tier"}
	now[0].Path = "example.com/talk"
	cfg := breaking.Config{Paths: map[string]string{"example.com/chat": "example.com/talk"}, Today: today}
	if got := breaking.Compare(base, now, cfg); got != nil {
		t.Errorf("got %v", got)
	}
	if got := rulesOf(compare(base, now)); got != "PACKAGE_MOVED" {
		t.Errorf("without paths, got %q", got)
	}
}

// From its day on, a move is reported, without a base too.
// New packages are those with records that no package of the base has become.
func TestNew(t *testing.T) {
	named := func(path, record string) *schema.Package {
		p := packageOf(text(same))[0]
		p.Path, p.Records[0].Name = path, record
		return p
	}
	empty := &schema.Package{Path: "example.com/empty", Name: "chat"}
	base := []*schema.Package{named("example.com/chat", "Turn"), named("example.com/old", "Vote"), empty}
	moved, filled, fresh := named("example.com/moved", "Vote"), named("example.com/empty", "Query"), named("example.com/fresh", "Other")
	now := []*schema.Package{named("example.com/v2/chat", "Turn"), moved, filled, fresh, {Path: "example.com/plain", Name: "chat"}}
	if got := breaking.New(base, now, breaking.Config{}); !slices.Equal(got, []*schema.Package{filled, fresh}) {
		t.Errorf("%d packages are new: %v", len(got), got)
	}
	if got := breaking.New(base, []*schema.Package{fresh}, breaking.Config{Paths: map[string]string{"example.com/old": fresh.Path}}); got != nil {
		t.Errorf("what the caller knows to be one package is new: %v", got)
	}
}

func TestExpired(t *testing.T) {
	moved := func(f *schema.Field) {
		f.MovedFrom = schema.Move{Key: "tier", Until: "2026-06-01"}
		f.Where = map[string]token.Position{"moved-from": {Filename: "chat.go", Line: 4, Column: 30}}
	}
	pkgs := packageOf(text(moved), number(func(f *schema.Field) { f.Type = &schema.Type{Kind: schema.KindList, Elem: f.Type} }))
	if got := breaking.Expired(pkgs, today.AddDate(0, 0, -1)); got != nil {
		t.Errorf("a day before: %v", got)
	}
	got := breaking.Expired(pkgs, today)
	want := "chat.go:4:30: key plan has been recorded as tier too until 2026-06-01: remove moved-from, or move the day if something still reads the old key (MOVE_EXPIRED)"
	if len(got) != 1 || got[0].Error() != want || got[0].Severity != schema.Warning {
		t.Errorf("got %v, want %s", got, want)
	}
	pkgs[0].Written = &schema.Dialect{Options: map[string]string{"moved-from": "x-hh-moved-from"}}
	if got := breaking.Expired(pkgs, today); len(got) != 1 || !strings.Contains(got[0].Message, "remove x-hh-moved-from") {
		t.Errorf("got %v", got)
	}
}
