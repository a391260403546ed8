package otlpserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/otlp"
)

// What a service records about a session comes over HoneyHive's API, and is given away
// with the keys that spans would have.
func TestUpdates(t *testing.T) {
	var got []string
	s := listen(t, Options{Updates: func(s *otlp.Span) {
		line := s.Name
		for _, a := range s.Attributes {
			value := fmt.Sprintf("%q", a.Value.Text)
			switch a.Value.Kind {
			case otlp.Bool:
				value = fmt.Sprint(a.Value.Bool())
			case otlp.Int:
				value = fmt.Sprint(a.Value.Int())
			case otlp.Double:
				value = fmt.Sprintf("%.1f", a.Value.Double())
			}
			line += " " + a.Key + "=" + value
		}
		got = append(got, line)
	}})
	const js = "application/json"
	send(t, http.MethodPut, s.URL()+"/events", js, `{"event_id":"e","metrics":{"i":1,"f":1.0,"big":9223372036854775808},"metadata":{"inputs":{"q":"a"},"ok":true,"none":null,
		"list":["x",null,{"y":2}]},"duration":5}`)
	send(t, http.MethodPut, s.URL()+"/v1/events/e2", js, `{"feedback":{"rating":"good"}}`)
	send(t, http.MethodPost, s.URL()+"/session/start", js, `{"session":{"session_id":"s","inputs":{"q":"b"},"user_properties":{"plan":"free"}}}`)
	send(t, http.MethodPost, s.URL()+"/v1/sessions", js, `{"session_id":"s","session_name":"n"}`) // nothing in it
	send(t, http.MethodPut, s.URL()+"/events", js, `{"event_id":1`)
	want := []string{
		`session update honeyhive_inputs.q="a" honeyhive_metadata.list.0="x" honeyhive_metadata.list.2.y=2 honeyhive_metadata.ok=true ` +
			`honeyhive_metrics.big=9223372036854775808.0 honeyhive_metrics.f=1.0 honeyhive_metrics.i=1 honeyhive.session_id="e"`,
		`session update honeyhive_feedback.rating="good" honeyhive.session_id="e2"`,
		`session update honeyhive_inputs.q="b" honeyhive_user_properties.plan="free" honeyhive.session_id="s"`,
	}
	if stats := s.stop(); stats.Sessions != 5 || stats.Spans != 0 {
		t.Errorf("%+v", stats)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// An update that is sent again, because it could not be passed on, is given once.
func TestUpdatesOnce(t *testing.T) {
	o := newOther(t)
	o.Close()
	var got []string
	s := listen(t, Options{Forward: forward(t, o.URL+"/opentelemetry/v1/traces", nil), Updates: func(s *otlp.Span) { got = append(got, s.Name) }})
	for range 2 {
		send(t, http.MethodPut, s.URL()+"/events", "application/json", `{"event_id":"e","metadata":{"a":1}}`)
	}
	s.stop()
	if !slices.Equal(got, []string{UpdateName}) {
		t.Error(got)
	}
}

// An update with more values than a session can have takes bounded memory.
func TestUpdatesHostile(t *testing.T) {
	for _, body := range []string{
		`{"metadata":{"a":[` + strings.Repeat("1,", 1<<20) + `1]}}`,
		`{"metadata":{"a":` + strings.Repeat("[", 1<<20) + `}}`,
		`{"metadata":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9001),
		`{"metadata":"a","session":[]}`,
		`{"metadata":{"` + strings.Repeat("k", 1<<20) + `":[` + strings.Repeat("1,", 1<<14) + `1]}}`,
		"null", "[]", "",
	} {
		if s := updateOf("/events", []byte(body)); s != nil && len(s.Attributes) > maxUpdateValues+1 {
			t.Errorf("%.30s: %d attributes", body, len(s.Attributes))
		}
	}
}
