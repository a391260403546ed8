package record_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

const eventID = "6f9619ff-8b86-4d11-b42d-00c04fc964ff"

func TestParseEventID(t *testing.T) {
	tests := []struct {
		name, in string
		wantErr  string // a part of the message; "" if in is an event id
	}{
		{"lower case", eventID, ""},
		{"upper case", strings.ToUpper(eventID), ""},
		{"empty", "", "36 characters, not one of 0"},
		{"no dashes", strings.ReplaceAll(eventID, "-", ""), "not one of 32"},
		{"braces", "{" + eventID + "}", "not one of 38"},
		{"urn", "urn:uuid:" + eventID, "not one of 45"},
		{"space before", " " + eventID[1:], "invalid"},
		{"dash elsewhere", eventID[:8] + "0-" + eventID[10:], "invalid"},
		{"no hexadecimal digit", "g" + eventID[1:], "invalid"},
		{"nil UUID", uuid.Nil.String(), "version 0"},
		{"version 1", strings.Replace(eventID, "-4", "-1", 1), "version 1"},
		{"version 7", strings.Replace(eventID, "-4", "-7", 1), "version 7"},
		{"other variant", strings.Replace(eventID, "-b", "-c", 1), "UUIDv4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			id, err := hh.ParseEventID(test.in)
			if test.wantErr == "" {
				if err != nil || id.String() != eventID {
					t.Errorf("got %q, %v", id, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got error %v, want %q in it", err, test.wantErr)
			}
			if !id.IsZero() {
				t.Errorf("got id %q beside the error", id)
			}
		})
	}
}

func TestNewEventIDIsValidAndOther(t *testing.T) {
	a, b := hh.NewEventID(), hh.NewEventID()
	if a == b {
		t.Error("two new ids are equal")
	}
	if parsed, err := hh.ParseEventID(a.String()); err != nil || parsed != a {
		t.Errorf("%q is read as %q, %v", a, parsed, err)
	}
}

func TestEventIDAttribute(t *testing.T) {
	valid, err := hh.ParseEventID(strings.ToUpper(eventID))
	if err != nil {
		t.Fatal(err)
	}
	other := valid
	other[6] = 0x10 | other[6]&0x0f // version 1
	variant := valid
	variant[8] = 0xc0
	invalid := hh.Violation{Namespace: "event_id", Kind: hh.InvalidEventID}
	tests := []struct {
		name       string
		id         hh.EventID
		want       attrs
		violations []hh.Violation
	}{
		{"valid", valid, attrs{"honeyhive_event_id": eventID}, nil},
		{"zero", hh.EventID{}, nil, nil},
		{"version 1", other, nil, []hh.Violation{invalid}},
		{"other variant", variant, nil, []hh.Violation{invalid}},
		{"no UUID at all", hh.EventID{1}, nil, []hh.Violation{invalid}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := &record.Attr{Key: "honeyhive_event_id"}
			wantRecorded(t, func(b *record.Batch) { b.EventID(a, test.id) }, test.want, test.violations...)
		})
	}
}

func TestEventIDText(t *testing.T) {
	if got := (hh.EventID{}).String(); got != "" {
		t.Errorf("the zero id is %q, want nothing", got)
	}
	type event struct{ ID hh.EventID }
	for _, in := range []string{`{"ID":"` + eventID + `"}`, `{"ID":""}`} {
		var e event
		if err := json.Unmarshal([]byte(in), &e); err != nil {
			t.Fatal(err)
		}
		if out, err := json.Marshal(e); err != nil || string(out) != in {
			t.Errorf("%s is written as %s, %v", in, out, err)
		}
	}
}

func TestFailedUnmarshalKeepsTheEventID(t *testing.T) {
	id := hh.NewEventID()
	before := id
	if err := id.UnmarshalText([]byte("no id")); err == nil {
		t.Error("no error")
	}
	if id != before {
		t.Errorf("the id became %q", id)
	}
}
