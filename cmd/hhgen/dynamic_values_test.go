package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"math/big"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

// dynamicValues are the examples in the table of dynamic values in docs/runtime.md.
var dynamicValues = map[string]any{
	"1500*time.Millisecond":            1500 * time.Millisecond,
	"time.Unix(0, 0)":                  time.Unix(0, 0),
	`errors.New("timeout")`:            errors.New("timeout"),
	`netip.MustParseAddr("192.0.2.1")`: netip.MustParseAddr("192.0.2.1"),
	"big.NewInt(7)":                    big.NewInt(7),
	"json.RawMessage(`[1, 2.0]`)":      json.RawMessage(`[1, 2.0]`),
	"time.July":                        time.July,
	`json.Number("12")`:                json.Number("12"),
	`[]byte("hello")`:                  []byte("hello"),
	"[2]byte{1, 2}":                    [2]byte{1, 2},
	"struct{ Score float64 }{1}":       struct{ Score float64 }{1},
	`map[int]string{1: "a"}`:           map[int]string{1: "a"},
	`map[any]any{"a": 1}`:              map[any]any{"a": 1},
	"[]any{1, nil}":                    []any{1, nil},
	"map[string]any{}":                 map[string]any{},
	"slog.IntValue(1)":                 slog.IntValue(1),
	"make(chan int)":                   make(chan int),
	"math.NaN()":                       math.NaN(),
	"uint64(math.MaxUint64)":           uint64(math.MaxUint64),
}

// dynamicRow is a row of the table: an example, and what it is recorded as.
var dynamicRow = regexp.MustCompile("(?m)^\\| .* \\| `+(.*[^`])`+ \\| `(.*)` \\|$")

// The table says what is recorded.
func TestDynamicValuesInDocs(t *testing.T) {
	_, section, _ := strings.Cut(string(readFile(t, "../../docs/runtime.md")), "\n### Dynamic values\n")
	section, _, _ = strings.Cut(section, "\n#")
	rows := dynamicRow.FindAllStringSubmatch(section, -1)
	if len(rows) != len(dynamicValues) {
		t.Errorf("the table has %d rows with an example, and this test %d values", len(rows), len(dynamicValues))
	}
	for _, row := range rows {
		v, known := dynamicValues[row[1]]
		if got := recordedAs(t, v); !known || got != row[2] {
			t.Errorf("%s is recorded as %s, and the table says %s", row[1], got, row[2])
		}
	}
}

// recordedAs returns the JSON that an update has of a dynamic value, or the kind of
// its violation.
func recordedAs(t *testing.T, v any) string {
	t.Helper()
	rec := hhtest.New(t, hhtest.Local(), hhtest.AllowViolations())
	event := hh.NewEventID()
	b, err := hhimpl.Event(t.Context(), rec.Runtime(), event)
	if err != nil {
		t.Fatal(err)
	}
	b.Any(&hhimpl.Attr{Key: "honeyhive_outputs.value", MaxBytes: 64, MaxItems: 64}, v)
	b.Update(&err)
	if violations := rec.Violations(); len(violations) > 0 {
		return string(violations[0].Kind)
	}
	updates := rec.Updates()
	if err != nil || len(updates) != 1 || len(updates[0].Members) != 1 {
		t.Fatalf("updates are %v: %v", updates, err)
	}
	return string(updates[0].Members[0].Value)
}
