package record_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

const secret = "jane.doe@example.com"

var hashKey = []byte("0123456789abcdef0123456789abcdef")

// keyedHash is what a hashed field is, written a second time.
func keyedHash(key []byte, v string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(v))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestHashedIsHMAC(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_user_properties.email", MaxBytes: 1024, MaxItems: 1}
	for _, v := range []string{"", "a", secret, "not UTF-8 \xff", strings.Repeat("long", 1<<12)} {
		for _, key := range [][]byte{hashKey, hashKey[:16], bytes.Repeat([]byte("k"), 100)} {
			want := attrs{"honeyhive_user_properties.email": keyedHash(key, v)}
			for name, put := range map[string]func(*record.Batch){
				"field":   func(b *record.Batch) { b.Hashed(a, hh.Hash(v)) },
				"dynamic": func(b *record.Batch) { b.Any(a, hh.Hash(v)) },
			} {
				got, violations := recorded(t, put, hh.WithHashKey(key))
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
				wantViolations(t, nil, violations)
			}
		}
	}
}

func TestHashedWithoutKeyIsNotSent(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_user_properties.email", MaxBytes: 1024, MaxItems: 1}
	want := hh.Violation{Namespace: "user_properties", Key: "email", Kind: hh.NoHashKey}
	for _, options := range [][]hh.Option{nil, {hh.WithHashKey(nil)}, {hh.WithHashKey([]byte{})}} {
		for _, put := range []func(*record.Batch){
			func(b *record.Batch) { b.Hashed(a, hh.Hash(secret)) },
			func(b *record.Batch) { b.Any(a, hh.Hash(secret)) },
		} {
			got, violations := recorded(t, put, options...)
			if len(got) > 0 {
				t.Errorf("sent %v", got)
			}
			wantViolations(t, []hh.Violation{want}, violations)
		}
	}
}

// A key that can be guessed hides nothing: it is reported once, and not used.
func TestWeakHashKey(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_user_properties.email", MaxBytes: 1024, MaxItems: 1}
	none := hh.Violation{Namespace: "user_properties", Key: "email", Kind: hh.NoHashKey}
	for _, key := range []string{"short", "k", "fifteen bytes!!"} {
		weak := hh.Violation{Key: "WithHashKey", Kind: hh.WeakHashKey, Size: len(key), Limit: 16}
		for name, put := range map[string]func(*record.Batch){
			"field":   func(b *record.Batch) { b.Hashed(a, hh.Hash(secret)) },
			"dynamic": func(b *record.Batch) { b.Any(a, []any{hh.Hash(secret)}) },
		} {
			got, violations := recorded(t, put, hh.WithHashKey([]byte(key)))
			if len(got) > 0 {
				t.Errorf("%s: sent %v", name, got)
			}
			wantViolations(t, []hh.Violation{weak, none}, violations)
		}
		if text := weak.Error(); text != fmt.Sprintf("hhgen: WithHashKey: weak_hash_key (%d, limit 16): hashed fields are not sent: give it 32 random bytes", len(key)) {
			t.Errorf("the message is %q", text)
		}
	}
	// Only the key that counts is judged.
	var violations []hh.Violation
	hh.New(hh.WithHashKey([]byte("short")), hh.WithHashKey(hashKey), hh.WithViolationHandler(collect(&violations)))
	hh.New(hh.WithHashKey([]byte("short")), hh.WithHashKey(nil), hh.WithViolationHandler(collect(&violations)))
	wantViolations(t, nil, violations)
}

func TestHashKeyIsCopied(t *testing.T) {
	key := bytes.Clone(hashKey)
	option := hh.WithHashKey(key)
	clear(key)
	a := &record.Attr{Key: "honeyhive_user_properties.email"}
	got, _ := recorded(t, func(b *record.Batch) { b.Hashed(a, hh.Hash(secret)) }, option)
	if diff := cmp.Diff(attrs{"honeyhive_user_properties.email": keyedHash(hashKey, secret)}, got); diff != "" {
		t.Errorf("after the caller cleared its key (-want +got):\n%s", diff)
	}
}

// holders are the places that a sensitive value may are in when it is printed.
// The unexported field is the place where fmt calls none of its methods.
func holders[V any](v V) map[string]any {
	return map[string]any{
		"value":            v,
		"pointer":          &v,
		"slice":            []V{v},
		"array":            [1]V{v},
		"map":              map[string]V{"k": v},
		"interface":        []any{v},
		"exported field":   struct{ V V }{v},
		"unexported field": struct{ v V }{v},
		"nested":           struct{ in []struct{ v V } }{[]struct{ v V }{{v}}},
	}
}

// Wrong verbs are tested too: with them, fmt prints a value without its methods.
func TestHashedIsNotPrinted(t *testing.T) {
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%t", "%c", "%e", "%U", "%p", "%T", "%w", "%!", "%10v", "%-3.2s", ""}
	for place, v := range holders(hh.Hash(secret)) {
		for _, verb := range verbs {
			wantHidden(t, place+" with "+verb, fmt.Sprintf(verb, v))
			wantHidden(t, place+" in an error with "+verb, fmt.Errorf(verb, v).Error())
		}
		wantHidden(t, place+" with Sprint", fmt.Sprint(v))
	}
}

func TestHashedIsNotLogged(t *testing.T) {
	for place, v := range holders(hh.Hash(secret)) {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("user", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("user", "v", v)
		wantHidden(t, place+" in slog", out.String())
	}
}

func TestHashedIsNotMarshaled(t *testing.T) {
	for place, v := range holders(hh.Hash(secret)) {
		out, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", place, err)
		}
		wantHidden(t, place+" in JSON", string(out))
	}
	if out, _ := json.Marshal(hh.Hash(secret)); string(out) != `"[redacted]"` {
		t.Errorf("JSON is %s", out)
	}
}

// wantHidden fails if out shows the secret, as it is or in hexadecimal digits.
func wantHidden(t *testing.T, what, out string) {
	t.Helper()
	digits := strings.ToLower(strings.NewReplacer(" ", "", "0x", "", ",", "").Replace(out))
	if strings.Contains(out, secret[:4]) || strings.Contains(digits, hex.EncodeToString([]byte(secret[:4]))) {
		t.Errorf("%s: %s", what, out)
	}
}

func TestMask(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", "****"},
		{"short", "12345678", "****"},
		{"11 characters", "12345678901", "****"},
		{"12 characters", "123456789012", "****9012"},
		{"long", strings.Repeat("x", 1000) + "tail", "****tail"},
		{"11 characters of 2 bytes", "éééééééééée", "****"},
		{"12 characters of 4 bytes", strings.Repeat("😀", 12), "****😀😀😀😀"},
		{"not UTF-8", "12345678901234\xff56", "****4\xff56"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := hh.Mask(test.in).String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMaskedAttribute(t *testing.T) {
	runValues(t, []valueTest{
		{name: "mask", put: put[record.Masked]((*record.Batch).Masked, hh.Mask("4111111111111111")), want: "****1111"},
		{name: "over the bound", attr: &record.Attr{MaxBytes: 6}, put: put[record.Masked]((*record.Batch).Masked, hh.Mask("4111111111111111")), want: "****11", kind: hh.TooLong, size: 8},
		{name: "not UTF-8", put: put[record.Masked]((*record.Batch).Masked, hh.Mask("12345678901234\xff56")), want: "****4\uFFFD56", kind: hh.InvalidUTF8},
	})
}

// The masked part of a value appears in no output.
func TestMaskedForgetsTheValue(t *testing.T) {
	for place, v := range holders(hh.Mask(secret)) {
		wantHidden(t, place, fmt.Sprintf("%v %+v %#v %s %q %x", v, v, v, v, v, v))
	}
}

// Every verb of fmt and every handler of slog finds the mask.
func TestMaskedIsPrintedAndLoggedAsTheMask(t *testing.T) {
	card := hh.Mask("4111111111111111")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, card); got != "****1111" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("paid", "card", card)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("paid", "card", card)
	if got := out.String(); !strings.Contains(got, "card=****1111") || !strings.Contains(got, `"card":"****1111"`) {
		t.Errorf("slog writes %s", got)
	}
}

// A service that logs or marshals a masked value finds the mask, as it does
// when it prints one.
func TestMaskedIsMarshaledAsTheMask(t *testing.T) {
	out, err := json.Marshal(map[string]hh.Masked{"card": hh.Mask("4111111111111111")})
	if want := `{"card":"****1111"}`; err != nil || string(out) != want {
		t.Errorf("got %s, %v, want %s", out, err, want)
	}
}
