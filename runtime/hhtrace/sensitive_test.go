package hhtrace_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"text/template"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/sensitive"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// In this file a value that no output may show is recorded in every way, and all
// outputs are searched for it.

// marker is what no output may show, and hidden is a value that contains it.
const (
	marker = "zebra7"
	hidden = marker + "-quilt-2222"
)

var markerKey = []byte("0123456789abcdef0123456789abcdef")

// wantNoMarker fails if a text shows the marker, or the key of hashes, in one of the
// forms in which printers and encoders write bytes.
func wantNoMarker(t *testing.T, what, text string) {
	t.Helper()
	packed := strings.NewReplacer(" ", "", "0x", "", ",", "", `\x`, "", "%", "").Replace(strings.ToLower(text))
	for _, bytes := range [][]byte{[]byte(marker), markerKey[:8]} {
		forms := []string{string(bytes), hex.EncodeToString(bytes), strings.Trim(strings.ReplaceAll(fmt.Sprint(bytes), " ", ""), "[]")}
		for shift := range 3 {
			encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), bytes...))
			forms = append(forms, strings.ToLower(encoded[2*shift:len(encoded)-1]))
		}
		for _, form := range forms {
			if strings.Contains(packed, form) {
				t.Errorf("%s shows %q as %q: %s", what, bytes, form, text)
				return
			}
		}
	}
}

// The marker is found in what these printers write of an unprotected string.
func TestMarkerIsFound(t *testing.T) {
	for _, text := range []string{
		hidden, fmt.Sprintf("%q", hidden), fmt.Sprintf("%x", hidden), fmt.Sprintf("% X", hidden), fmt.Sprintf("%#x", []byte(hidden)),
		fmt.Sprint([]byte(hidden)), fmt.Sprintf("%#v", []byte("a"+hidden)), base64.StdEncoding.EncodeToString([]byte(hidden)),
		base64.StdEncoding.EncodeToString([]byte("a" + hidden)), base64.URLEncoding.EncodeToString([]byte("ab" + hidden)), fmt.Sprint(markerKey),
	} {
		fake := &testing.T{}
		wantNoMarker(fake, "text", text)
		if !fake.Failed() {
			t.Errorf("not found in %s", text)
		}
	}
}

// secretive has methods whose results may not be shown.
type secretive struct{ panics bool }

func (s secretive) MarshalText() ([]byte, error) {
	if s.panics {
		panic(hidden)
	}
	return nil, errors.New(hidden)
}

// inJSON writes a hashed value itself.
type inJSON struct{ of hh.Hashed }

func (v inJSON) MarshalJSON() ([]byte, error) { return json.Marshal([]any{v.of}) }

// bare has the content of a hashed value, and none of its methods.
type bare hh.Hashed

// dynamic has sensitive values in all places of dynamic values.
func dynamic() map[string]any {
	h, m := hh.Hash(hidden), hh.Mask(hidden)
	return map[string]any{
		"hashed": h, "masked": m, "pointers": []any{&h, &m}, "lists": []any{[]hh.Hashed{h}, [1]hh.Masked{m}},
		"struct": struct {
			H hh.Hashed
			M hh.Masked `json:",omitempty"`
			P *hh.Hashed
			S hh.Hashed `json:",string"`
			h hh.Hashed
		}{h, m, &h, h, h},
		"embedded": struct{ hh.Hashed }{h}, "keys": map[hh.Hashed]hh.Masked{h: m}, "bare": bare(h), "json": inJSON{h},
		"error": fmt.Errorf("no %v, %+v, %#v, %s, %q, %x, %d", h, h, h, h, h, h, h), "text": fmt.Sprint(h, &h, []any{h}, bare(h)),
		"panics": secretive{true}, "fails": secretive{},
	}
}

// customer is a record with a sensitive value in every field.
func customer() sensitive.Customer {
	h, m := hh.Hash(hidden), hh.Mask(hidden)
	return sensitive.Customer{
		Email: h, Phone: &h, Login: h, Name: h, Others: []hh.Hashed{h, h}, Pair: [2]hh.Hashed{h, h}, ByRole: map[string]hh.Hashed{"a": h},
		Contacts: map[string]hh.Hashed{"b": h}, Card: m, Short: m, Drop: m, Cards: []hh.Masked{m}, Bank: map[string]hh.Masked{"c": m},
		Address: sensitive.Address{Street: h, Door: &m}, Places: []sensitive.Address{{Street: h, Door: &m}},
		Any: dynamic(), AnyMap: dynamic(),
	}
}

// sensitiveSession is not the session of other tests, which would find its fields.
const sensitiveSession = "99999999-2222-4333-8444-555555555555"

// recordCustomer records customer in every way, on spans of the provider.
func recordCustomer(t *testing.T, provider *sdktrace.TracerProvider, rt *hh.Runtime) {
	t.Helper()
	c, e := customer(), sensitive.NewEnricher(rt)
	failure := sensitive.Failure{Err: fmt.Errorf("no customer %v in %+v", c.Email, c)}
	ctx, err := e.StartSession(t.Context(), hh.SessionConfig{ID: sensitiveSession}, c)
	ctx, span := provider.Tracer("test").Start(e.ContextWith(ctx, c, sensitive.WithAny(c.Email)), "span")
	e.EnrichSpan(ctx, c, failure)
	e.EnrichSpan(ctx, sensitive.WithAny(&c), sensitive.WithErr(failure.Err))
	span.SetAttributes(e.Attributes(c, failure)...)
	err = errors.Join(err, e.EnrichSession(ctx, c, sensitive.WithAny([]any{c})), e.EnrichEvent(ctx, hh.NewEventID(), c))
	header := propagation.MapCarrier{}
	hhtrace.NewPropagator(hhtrace.WithRuntime(rt)).Inject(ctx, header)
	span.End()
	wantNoMarker(t, "an error", fmt.Sprintf("%v %+v %#v", err, err, err))
	wantNoMarker(t, "the baggage", fmt.Sprint(header))
	wantNoMarker(t, "the context", fmt.Sprintf("%v %+v %#v %v", ctx, ctx, ctx, rt))
}

// reports collects violations, and what reaches otel.Handle, in all forms.
type reports struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *reports) add(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b, err := json.Marshal(v)
	fmt.Fprintf(&r.text, "%v %+v %#v %s %v\n", v, v, v, b, err)
}

func (r *reports) option() hh.Option {
	return hh.WithViolationHandler(func(v hh.Violation) { r.add(v) })
}

func (r *reports) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// Spans, starts and updates that are sent have hashes, with a key, and otherwise
// nothing.
func TestSensitiveValuesAreNotSent(t *testing.T) {
	mac := hmac.New(sha256.New, markerKey)
	mac.Write([]byte(hidden))
	hash := hex.EncodeToString(mac.Sum(nil))
	for name, options := range map[string][]hh.Option{"hashed": {hh.WithHashKey(markerKey)}, "no key": nil, "weak key": {hh.WithHashKey([]byte(marker))}} {
		t.Run(name, func(t *testing.T) {
			var violations reports
			errs, r := handled(t), toReceiver(t)
			shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithRuntimeOptions(append(options, violations.option())...))
			if err != nil {
				t.Fatal(err)
			}
			recordCustomer(t, otel.GetTracerProvider().(*sdktrace.TracerProvider), nil)
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			sent := sentTo(r)
			for what, text := range map[string]string{"a request": sent, "a violation": violations.String(), "a handled error": errs.text()} {
				wantNoMarker(t, what, text)
			}
			if hashes := strings.Count(sent, hash); (hashes > 100) != (name == "hashed") || !strings.Contains(sent, "****2222") {
				t.Errorf("%d hashes were sent in %s", hashes, sent)
			}
		})
	}
}

// sentTo is all that a receiver got.
func sentTo(r *receiver.Receiver) string {
	var b strings.Builder
	for _, request := range r.Requests() {
		if request.Body != nil {
			body, _ := json.Marshal(request.Body)
			b.Write(body)
		}
		fmt.Fprintf(&b, "%v\n", request)
	}
	fmt.Fprintf(&b, "%v\n", r.Spans())
	return b.String()
}

func TestSensitiveValuesAreNotPrinted(t *testing.T) {
	var out bytes.Buffer
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithAPIKey(""), hhtrace.WithOutput(&out), hhtrace.WithRuntimeOptions(hh.WithHashKey(markerKey)))
	if err != nil {
		t.Fatal(err)
	}
	recordCustomer(t, otel.GetTracerProvider().(*sdktrace.TracerProvider), nil)
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantNoMarker(t, "what is printed", out.String())
	if !strings.Contains(out.String(), "****2222") {
		t.Errorf("printed %s", out.String())
	}
}

// Files of the spool, losses and metrics have no values either.
func TestSensitiveValuesAreNotStored(t *testing.T) {
	dir, reader := t.TempDir(), sdkmetric.NewManualReader()
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	var errs, violations reports
	client, err := honeyhive.New("key", honeyhive.WithURL("http://127.0.0.1:1"), honeyhive.WithSpool(dir),
		honeyhive.WithErrorHandler(func(err error) { errs.add(err) }), honeyhive.WithMeterProvider(meters))
	if err != nil {
		t.Fatal(err)
	}
	rt := hh.New(hh.WithHashKey(markerKey), hh.WithSessionClient(client), hh.WithMeterProvider(meters), violations.option())
	recordCustomer(t, sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(hhtrace.WithRuntime(rt)))), rt)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	errs.add(client.Shutdown(ended))
	var metrics metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &metrics); err != nil {
		t.Error(err)
	}
	spooled := contents(t, dir)
	for what, text := range map[string]string{
		"the spool": spooled, "an error": errs.String(), "a violation": violations.String(), "a metric": fmt.Sprintf("%+v", metrics),
	} {
		wantNoMarker(t, what, text)
	}
	if !strings.Contains(spooled, "****2222") {
		t.Errorf("spooled %s", spooled)
	}
}

// contents is what the files of a folder hold.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s: %s\n", path, text)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return b.String()
}

// Records, their fields and what setters return may be printed, logged and encoded.
func TestSensitiveValuesMayBeLogged(t *testing.T) {
	c := customer()
	c.Any, c.AnyMap = nil, nil // gob knows only their types
	full := customer()
	for _, m := range []map[string]any{full.Any.(map[string]any), full.AnyMap} { // encoders return their errors and panics
		delete(m, "panics")
		delete(m, "fails")
	}
	for name, v := range map[string]any{
		"record": c, "pointer": &c, "full record": full, "setter": sensitive.WithEmail(c.Email), "setters": []sensitive.SpanField{
			sensitive.WithPhone(c.Email), sensitive.WithOthers(c.Email, c.Email), sensitive.WithAny(c.Email), sensitive.WithAddress(c.Address),
			sensitive.WithPair(c.Pair), sensitive.WithByRole(c.ByRole), sensitive.WithCard(c.Card), sensitive.WithLogin(c.Login),
		},
		"hashed": c.Email, "bare": bare(c.Email), "masked": c.Card, "error": fmt.Errorf("%w: %v", errors.Join(errors.New("a")), c),
		"runtime": hh.New(hh.WithHashKey(markerKey)), "enricher": sensitive.NewEnricher(hh.New(hh.WithHashKey(markerKey))),
		"option": hh.WithHashKey(markerKey), "attributes": sensitive.Attributes(c),
	} {
		var b bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "% X", "%#x", "%d", "%c", "%U", "%e", "%t", "%p", "%T", "%10.3v"} {
			fmt.Fprintf(&b, verb+"\n", v)
		}
		text, errJSON := json.Marshal(v)
		markup, errXML := xml.Marshal(v)
		fmt.Fprintln(&b, string(text), string(markup), errJSON, errXML, gob.NewEncoder(&b).Encode(v))
		slog.New(slog.NewTextHandler(&b, nil)).Info("customer", "v", v, slog.Group("in", "v", v))
		slog.New(slog.NewJSONHandler(&b, nil)).Info("customer", "v", v, slog.Group("in", "v", v))
		fmt.Fprintln(&b, template.Must(template.New("").Parse(`{{.}} {{printf "%v" .}} {{printf "%q" .}}`)).Execute(&b, v))
		wantNoMarker(t, name, b.String())
	}
}

// A program that panics with such a value does not print it.
func TestSensitiveValuesAreNotInPanics(t *testing.T) {
	c := customer()
	values := map[string]any{
		"hashed": c.Email, "pointer": &c.Email, "bare": bare(c.Email), "record": c, "error": fmt.Errorf("no customer %v", c), "setter": sensitive.WithEmail(c.Email),
	}
	const variable = "HHTRACE_TEST_PANIC"
	if name := os.Getenv(variable); name != "" {
		panic(values[name])
	}
	for name := range values {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), variable+"="+name)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "panic: ") {
			t.Errorf("%s: %v, %s", name, err, out)
		}
		wantNoMarker(t, name, string(out))
	}
}

// Failures of tests show what was recorded.
func TestSensitiveValuesAreNotInFailures(t *testing.T) {
	fake := &fakeTest{TB: t}
	rec := hhtest.New(fake, hhtest.WithRuntimeOptions(hh.WithHashKey(markerKey)))
	ctx, span := otel.Tracer("test").Start(t.Context(), "span")
	sensitive.EnrichSpan(ctx, customer())
	span.End()
	got, h := hhtest.Span(fake, rec, "span"), hh.Hash(hidden+"!")
	got.Has(sensitive.WithEmail(h), sensitive.WithCard(hh.Mask(hidden+"!")), sensitive.WithAny(h)).HasExactly(sensitive.WithEmail(h)).Lacks(customer())
	got.Has(sensitive.WithAny(secretive{}), sensitive.WithLogin(hh.Hash("")), sensitive.Customer{Email: h})
	wantNoMarker(t, "a failure", fake.text.String())
	if !strings.Contains(fake.text.String(), "****2222") {
		t.Errorf("the failures are %s", fake.text.String())
	}
}

// fakeTest keeps the failures of a test.
type fakeTest struct {
	testing.TB
	text strings.Builder
}

func (f *fakeTest) Errorf(format string, args ...any) { fmt.Fprintf(&f.text, format+"\n", args...) }
