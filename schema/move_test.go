package schema

import (
	"testing"
	"time"
)

func TestParseMove(t *testing.T) {
	for s, want := range map[string]Move{
		"uid until 2027-03-31":     {"uid", "2027-03-31"},
		"  uid  until  2027-03-31": {"uid", "2027-03-31"},
		"uid":                      {}, "": {}, " until 2027-03-31": {}, "uid until": {}, "uid until ": {},
		"uid until 31.3.2027": {}, "uid until 2027-3-31": {}, "uid until 2027-02-29": {}, "uid until 2027-03-31 or so": {},
	} {
		m, err := ParseMove(s)
		if m != want || (err == nil) != (want != Move{}) {
			t.Errorf("ParseMove(%q) = %+v, %v, want %+v", s, m, err, want)
		}
		if again, err := ParseMove(m.String()); (want != Move{}) && (again != m || err != nil) {
			t.Errorf("%q is read as %+v, %v", m, again, err)
		}
	}
	if s := (Move{}).String(); s != "" {
		t.Errorf("no move is %q", s)
	}
}

// A day begins in UTC, wherever the clock is.
func TestMoveEnds(t *testing.T) {
	east := time.FixedZone("east", 14*60*60)
	for at, want := range map[time.Time]bool{
		time.Date(2027, 3, 30, 23, 59, 59, 0, time.UTC): false,
		time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC):    true,
		time.Date(2027, 3, 31, 13, 0, 0, 0, east):       false,
		time.Date(2027, 3, 31, 14, 0, 0, 0, east):       true,
	} {
		if got := (Move{"uid", "2027-03-31"}).Ended(at); got != want {
			t.Errorf("ended at %s: %t", at, got)
		}
	}
	if (Move{}).Ended(time.Now()) {
		t.Error("no move has ended")
	}
}

func TestWorstCaseOfMove(t *testing.T) {
	name := &Field{Name: "Name", Key: "name", MaxBytes: 10, MovedFrom: Move{"n", "2027-03-31"}, Type: &Type{Kind: KindString}}
	f := &Field{Name: "Index", Key: "index", Namespace: Config, MovedFrom: Move{"i", "2027-03-31"}, Type: &Type{Kind: KindObject, Fields: []*Field{name}}}
	// config.index.name, config.index.n, config.i.name, config.i.n
	prefix := len("honeyhive_config.")
	want := Size{4, 4*(prefix+len(".")+10) + 2*len("index") + 2*len("i") + 2*len("name") + 2*len("n")}
	if got := f.WorstCase(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
