package record_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// outsider embeds a record, so that it is a field of the record's package to
// the compiler; but that package has no code for it.
type outsider struct{ turn }

// Durations are fields of a second package.
func init() {
	spent := &record.Attr{Key: "honeyhive_metrics.spent_ms", Unit: time.Millisecond}
	hhimpl.Register(reflect.TypeFor[time.Duration](), func(b *record.Batch, of any) bool {
		d, ok := of.(time.Duration)
		if ok {
			b.Duration(spent, d)
		}
		return ok
	})
}

// fieldsTest are fields of any packages, and what they become.
type fieldsTest struct {
	name     string
	fields   []any
	want     attrs
	update   string   // as an update, without id
	rejected []string // the types in the error
}

var fieldsTests = []fieldsTest{
	{"none", nil, attrs{}, `{}`, nil},
	{"nil", []any{nil, (*turn)(nil), error(nil)}, attrs{}, `{}`, nil},
	{"field", []any{withScore(1)}, attrs{"honeyhive_metrics.score": 1.0}, `{"metrics":{"score":1.0}}`, nil},
	{"fields of two packages", []any{time.Second, withTags("a", "b"), time.Minute},
		attrs{"honeyhive_metrics.spent_ms": 60000.0, "honeyhive_metadata.tags.0": "a", "honeyhive_metadata.tags.1": "b"},
		`{"metadata":{"tags":["a","b"]},"metrics":{"spent_ms":60000.0}}`, nil},
	{"record", []any{turn{userID: "u", feature: "f"}},
		attrs{"honeyhive_user_properties.user_id": "u", "honeyhive_metadata.feature": "f"},
		`{"metadata":{"feature":"f"},"user_properties":{"user_id":"u"}}`, nil},
	{"pointer to a record", []any{&turn{userID: "u"}, withID("i")},
		attrs{"honeyhive_user_properties.user_id": "u", "honeyhive_metadata.feature": "", "honeyhive_metadata.id": "i"},
		`{"metadata":{"feature":"","id":"i"},"user_properties":{"user_id":"u"}}`, nil},
	{"foreign types", []any{1, withScore(1), "text", struct{ turn }{}, outsider{}, &outsider{}, new(*turn), time.March, []any{}, func() {}},
		attrs{"honeyhive_metrics.score": 1.0}, `{"metrics":{"score":1.0}}`,
		[]string{"int", "string", "struct { record_test.turn }", "record_test.outsider", "*record_test.outsider", "**record_test.turn", "time.Month",
			"[]interface {}", "func()"}},
}

func TestFieldsOfAnyPackage(t *testing.T) {
	for _, test := range fieldsTests {
		t.Run(test.name, func(t *testing.T) {
			var violations []hh.Violation
			rt := hh.New(hh.WithViolationHandler(collect(&violations)))
			kvs, err := engine(rt).AttributesOf(test.fields...)
			if diff := cmp.Diff(test.want, asMap(kvs)); diff != "" {
				t.Errorf("attributes (-want +got):\n%s", diff)
			}
			wantRejected(t, err, test.rejected)
			members, err := engine(rt).MembersOf(test.fields...)
			if got := string(hh.Update{Members: asMembers(members)}.AppendJSON(nil)); got != test.update {
				t.Errorf("update (-want +got):\n- %s\n+ %s", test.update, got)
			}
			wantRejected(t, err, test.rejected)
			wantViolations(t, nil, violations)
		})
	}
}

// wantRejected fails unless err has one line for each of the types.
func wantRejected(t *testing.T, err error, types []string) {
	t.Helper()
	var got []string
	if err != nil {
		got = strings.Split(err.Error(), "\n")
	}
	var want []string
	for _, typ := range types {
		want = append(want, "hh: "+typ+" is neither a record nor a field of a package that hhgen generated")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

// Violations of values are reported as when the values are recorded.
func TestFieldsOfAnyPackageViolate(t *testing.T) {
	var violations []hh.Violation
	rt := hh.New(hh.WithViolationHandler(collect(&violations)))
	if kvs, err := engine(rt).AttributesOf(withScore(2)); len(kvs) > 0 || err != nil {
		t.Errorf("attributes %v, error %v", kvs, err)
	}
	if members, err := engine(rt).MembersOf(withScore(2)); len(members) > 0 || err != nil {
		t.Errorf("members %v, error %v", members, err)
	}
	outOfRange := hh.Violation{Namespace: "metrics", Key: "score", Kind: hh.OutOfRange}
	wantViolations(t, []hh.Violation{outOfRange, outOfRange}, violations)
}

// A field of spans shows in what a session cannot have, and in no update.
func TestMembersOfSpanFields(t *testing.T) {
	members, err := engine(hh.New()).MembersOf(withErr(errors.New("failed")))
	if err != nil || len(members) != 1 || members[0].Namespace != "error" || string(members[0].Value) != `"failed"` {
		t.Errorf("members %v, error %v", members, err)
	}
	if got := string(hh.Update{Members: asMembers(members)}.AppendJSON(nil)); got != `{}` {
		t.Errorf("update %s, want none", got)
	}
}

// What one call returns is not changed by the next.
func TestMembersBelongToTheCaller(t *testing.T) {
	rt := hh.New()
	first, err := engine(rt).MembersOf(withTags("a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := engine(rt).MembersOf(time.Second, withTags("x", "y", "z")); err != nil {
			t.Fatal(err)
		}
	}
	if string(first[0].Value) != `["a","b"]` {
		t.Errorf("members %s", first)
	}
}

func TestEventIDsOfUpdates(t *testing.T) {
	valid, err := hh.ParseEventID(eventID)
	if err != nil {
		t.Fatal(err)
	}
	version7 := valid
	version7[6] = 0x70 | version7[6]&0x0f
	for id, want := range map[hh.EventID]string{
		valid:    "",
		{}:       "hh: the event id is zero: use hh.NewEventID or hh.ParseEventID",
		version7: "hh: an event id is a UUIDv4, not 6f9619ff-8b86-7d11-b42d-00c04fc964ff",
		{15}:     "hh: an event id is a UUIDv4, not 0f000000-0000-0000-0000-000000000000",
	} {
		b, err := engine(hh.New(hh.WithSessionClient(discard{}))).Event(id)
		if got := message(err); got != want || (b == nil) != (want != "") {
			t.Errorf("%v: error %q, want %q", [16]byte(id), got, want)
		}
		if b != nil {
			b.Update(&err)
		}
	}
}

func asMembers(given []record.Member) (members []hh.Member) {
	for _, m := range given {
		members = append(members, hh.Member(m))
	}
	return members
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
