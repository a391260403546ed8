package corpus

import (
	"bytes"
	"go/format"
	"strings"
	"testing"
)

// Each type of a field can be recorded by hand, without hhgen.
func TestByHand(t *testing.T) {
	c := Config{Records: 2, Fields: len(templates)}
	var recording, records bytes.Buffer
	c.recording(&recording, "p0000", ByHand)
	c.records(&records, "p0000")
	for _, source := range []string{recording.String(), withoutTags(records.String())} {
		if _, err := format.Source([]byte(source)); err != nil {
			t.Error(err)
		}
		for _, ours := range []string{"hhgen", "hh.", "hh:", "EnrichSpan", "MISSING"} {
			if strings.Contains(source, ours) {
				t.Errorf("%q is in\n%s", ours, source)
			}
		}
	}
	for _, f := range templates {
		if byHand[f.goType] == "" {
			t.Errorf("type %s is not recorded by hand", f.goType)
		}
	}
}
