package lint_test

import (
	"fmt"
	"go/token"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/lint"
)

// pkg makes a package of one record, whose fields are in lines of p.go.
func pkg(path string, fields ...*schema.Field) *schema.Package {
	file := path + "/p.go"
	for i, f := range fields {
		if !f.Pos.IsValid() {
			f.Pos = token.Position{Filename: file, Line: 10 + i, Column: 2}
		}
		if f.Name == "" {
			f.Name = schema.GoKey(f.Key)
		}
	}
	rec := &schema.Record{Name: "Turn", Fields: fields, Pos: token.Position{Filename: file, Line: 3, Column: 6}}
	return &schema.Package{Path: path, Name: "p", Records: []*schema.Record{rec}}
}

func text(key string, n schema.Namespace) *schema.Field {
	return &schema.Field{Key: key, Namespace: n, MaxBytes: 16, Type: &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}}}
}

func number(key string, n schema.Namespace) *schema.Field {
	return &schema.Field{Key: key, Namespace: n, Type: &schema.Type{Kind: schema.KindFloat, Bits: 64, Go: schema.GoName{Name: "float64"}}}
}

// has reports whether a rule, alone, finds something in a key.
func has(rule *schema.Rule, f *schema.Field) bool {
	for _, found := range lint.Run(lint.Config{Level: lint.Strict}, []*schema.Package{pkg("example.com/a", f)}) {
		if found.Rule == rule {
			return true
		}
	}
	return false
}

// Keys that rules about names refuse, and their neighbours that they must not.
func TestKeys(t *testing.T) {
	for _, c := range []struct {
		rule      *schema.Rule
		field     func(string, schema.Namespace) *schema.Field
		bad, fine []string
	}{
		{rule: lint.KeySnakeCase, field: text, bad: []string{"a__bc", "abc_"}, fine: []string{"a_b", "abc", "a1_b2"}},
		{rule: lint.KeyDescriptive, field: text,
			bad:  []string{"uid", "usr", "msg_cnt", "req_src", "x", "ts"},
			fine: []string{"user_id", "url", "api_version", "max_tokens", "top_k", "ab_test", "doc_count"}},
		{rule: lint.KeyRandom, field: text,
			bad: []string{"run_9f86d081", "k_12345", "k_123456", "user12345678", "x1y2z3w4v5", "abc_0af7651916cd43dd8448eb211c80319c",
				"x_550e8400_e29b_41d4_a716_446655440000", "a1b2c3d4e5f6g7", "year_2024", "x1y2z3w4v"},
			fine: []string{"sha256_sum", "gpt4o", "utf8", "ipv6", "top_1000", "decade", "effaced_facade", "iso9001", "model_v3", "x1y1x2y2", "conversation_count"}},
		{rule: lint.KeyGeneric, field: text,
			bad: []string{"data", "value", "info", "extra_data", "data2", "value_2", "misc", "inputs"}, fine: []string{"data_center", "info_rate", "face_value", "top_2", "feedback_score", "answer"}},
		{rule: lint.SensitiveKey, field: text,
			bad: []string{"password", "user_password", "api_key", "openai_api_key", "ssn", "email", "customer_emails", "email_address",
				"phone_number", "credit_card_number", "date_of_birth", "client_ip", "otp_code", "cc_number", "csrf_token", "access_token", "password_value", "credentials"},
			fine: []string{"email_count", "password_reset", "prompt_token", "token_count", "key", "ship", "ip_version", "card_type", "phone_model", "name", "user_id", "email_hash", "hashed_email"}},
		{rule: schema.UnitMissing, field: number,
			bad:  []string{"latency", "response_time", "timeout", "file_size", "used_memory", "time", "latency_p99", "delay_avg", "first_wait"},
			fine: []string{"latency_ms_p99", "score_max", "total", "latency_ms", "timeout_s", "batch_size", "start_time", "times_seen", "resized", "score", "size_bytes"}},
		{rule: lint.AutoCaptured, field: text,
			bad: []string{"session_id", "event_type", "cost", "latency_ms"}, fine: []string{"user_name", "ids", "team", "user_id", "provider", "prompt_tokens"}},
		{rule: lint.ReservedKey, field: text,
			bad: []string{"run_id", "dataset_id", "datapoint_id", "honeyhive_x"}, fine: []string{"run", "ground_truth", "honey"}},
	} {
		for want, keys := range map[bool][]string{true: c.bad, false: c.fine} {
			for _, key := range keys {
				if got := has(c.rule, c.field(key, schema.Metadata)); got != want {
					t.Errorf("%s on %q: %t, want %t", c.rule.ID, key, got, want)
				}
			}
		}
	}
}

// Units and the ends of keys that say them.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		key, unit string
		want      bool
	}{
		{"latency_ms", "ms", false}, {"latency_millis", "ms", false}, {"latency", "ms", true}, {"latency_s", "ms", true}, {"ms", "ms", false},
		{"latencyms", "ms", true}, {"ms_latency", "ms", true},
		{"size_bytes", "By", false}, {"size_mb", "MB", false}, {"size_mb", "MiB", true}, {"size_bytes", "kB", true},
		{"token_count", "tokens", false}, {"tokens_used", "tokens", false}, {"input_tokens", "{token}", false}, {"count", "tokens", true}, {"count", "{token}", true},
		{"done_percent", "%", false}, {"pct_done", "%", false}, {"done", "%", true},
		{"speed_tokens_per_s", "tokens/s", false}, {"speed", "tokens/s", true},
		{"tokens_per_second", "tokens/s", false}, {"tokens_per_sec", "tokens/second", false}, {"words_per_minute", "words/min", false},
		{"speed_km_per_h", "km/h", false}, {"ms_per_token", "ms/token", false}, {"ms_per_token", "ms", false}, {"tokens_per_s", "tokens/min", true},
		{"upload_mbit_per_s", "Mbit/s", false}, {"share", "1/s", false}, {"share", "°/s", false},
		{"latency_ms_p95", "ms", false}, {"latency_ms_min", "ms", false}, {"latency_ms_p95", "s", true}, {"latency_min", "ms", true}, {"wait_min", "min", false},
		{"ratio", "1", false}, {"angle", "°", false}, {"weight_kg", "kg", false}, {"weight", "kg", true}, {"weight", "KG", true},
		{"celsius_min", "celsius", false}, {"low", "", false},
	} {
		f := number(c.key, schema.Metrics)
		f.Unit = c.unit
		if got := has(lint.UnitSuffix, f); got != c.want {
			t.Errorf("key %q, unit %q: %t, want %t", c.key, c.unit, got, c.want)
		}
		if c.unit != "" && has(schema.UnitMissing, f) {
			t.Errorf("key %q, unit %q: the unit is missing", c.key, c.unit)
		}
	}
}

// lines are findings as a report prints them, with their severity and places.
func lines(findings schema.Findings) (out []string) {
	for _, f := range findings {
		s := fmt.Sprintf("%s: %s", f.Severity, f)
		for _, p := range f.Related {
			s += fmt.Sprintf(" [%s: %s]", p.Pos, p.Message)
		}
		out = append(out, s)
	}
	return out
}

func compare(t *testing.T, cfg lint.Config, want []string, pkgs ...*schema.Package) {
	t.Helper()
	if diff := cmp.Diff(want, lines(lint.Run(cfg, pkgs))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Levels take the rules of their category and of those before; single rules are
// set whatever the level.
func TestLevels(t *testing.T) {
	make := func() *schema.Package {
		return pkg("example.com/a", text("password", schema.Metadata), text("data", schema.Metadata))
	}
	password := "error: example.com/a/p.go:10:2: key \"password\" of metadata holds a password, as its words say: do not record it, or declare it as hh.Hashed to tell values apart (SENSITIVE_KEY)"
	data := "example.com/a/p.go:11:2: key \"data\" does not say what it is about: name it after the meaning of the value (KEY_GENERIC)"
	compare(t, lint.Config{Level: lint.Minimal}, []string{password}, make())
	compare(t, lint.Config{}, []string{password, "warning: " + data}, make())
	compare(t, lint.Config{Level: lint.Minimal, Rules: map[string]schema.Severity{lint.KeyGeneric.ID: schema.Error, lint.SensitiveKey.ID: lint.Off}},
		[]string{"error: " + data}, make())
	if got := len(lint.Run(lint.Config{Level: lint.Strict}, []*schema.Package{make()})); got != 5 {
		t.Errorf("level strict has %d findings, want three descriptions more", got)
	}
}

// A field that is promoted from another package is judged there, and reported
// where the record embeds it if it disagrees with a third one.
func TestPromoted(t *testing.T) {
	declared := token.Position{Filename: "dictionary/d.go", Line: 7, Column: 2}
	embedded := token.Position{Filename: "example.com/a/p.go", Line: 4, Column: 2}
	promoted := func() *schema.Field {
		f := text("data", schema.Metadata)
		f.Pos = declared
		f.Via = []schema.Embedded{{Name: "Shared", Go: schema.GoName{Path: "example.com/dictionary", Name: "Shared"}, Pos: embedded}}
		return f
	}
	compare(t, lint.Config{}, nil, pkg("example.com/a", promoted()))
	compare(t, lint.Config{Level: lint.Strict},
		[]string{"warning: example.com/a/p.go:3:6: record Turn has no description: add a comment that says what it is (DESCRIPTION_MISSING)"},
		pkg("example.com/a", promoted()))

	other := pkg("example.com/b", number("data", schema.Metadata))
	want := []string{`error: example.com/a/p.go:4:2: key "data" of metadata has type string at dictionary/d.go:7:2, and type number in package example.com/b at example.com/b/p.go:10:2: make them agree, or use one version of the module that declares it (KEY_CONFLICT) [example.com/b/p.go:10:2: key "data" of metadata of package example.com/b]`}
	compare(t, lint.Config{Others: []*schema.Package{other}}, want, pkg("example.com/a", promoted()))

	// Of the same declaration, there is nothing to compare.
	compare(t, lint.Config{Others: []*schema.Package{pkg("example.com/b", promoted())}}, nil, pkg("example.com/a", promoted()))
}

// Others are compared with, and have no findings of their own.
func TestOthers(t *testing.T) {
	compare(t, lint.Config{Others: []*schema.Package{pkg("example.com/b", text("data", schema.Metadata), text("password", schema.Inputs))}}, nil,
		pkg("example.com/a", text("answer", schema.Outputs)))
	compare(t, lint.Config{Others: []*schema.Package{pkg("example.com/b", text("team", schema.Metadata)), pkg("example.com/c", number("team", schema.Metadata))}}, nil,
		pkg("example.com/a", text("answer", schema.Outputs)))
}

// A limit of 0 is none.
func TestLimits(t *testing.T) {
	make := func() *schema.Package { return pkg("example.com/a", text("team", schema.Metadata)) }
	compare(t, lint.Config{Limits: &budget.Limits{}}, nil, make())
	compare(t, lint.Config{Limits: &budget.Limits{FieldBytes: 16}}, nil, make())
	compare(t, lint.Config{Limits: &budget.Limits{FieldBytes: 15}},
		[]string{`warning: example.com/a/p.go:10:2: key "team" of metadata holds up to 16 bytes, over the limit of 15: set maxbytes=15, or record a reference to the text (BUDGET_FIELD)`}, make())
}

// at is the place of a comment about a line.
func at(file string, line int) suppression.Comment {
	return suppression.Comment{Shown: token.Position{Filename: file, Line: line}}
}

// Suppressions select findings by all that they say, and are not used up.
func TestSuppressions(t *testing.T) {
	data := func() *schema.Package { return pkg("example.com/a", text("data", schema.Metadata)) }
	finding := "warning: example.com/a/p.go:10:2: key \"data\" does not say what it is about: name it after the meaning of the value (KEY_GENERIC)"
	pos := token.Position{Filename: "hhgen.yaml", Line: 3, Column: 7}
	for _, c := range []struct {
		name   string
		e      suppression.Suppression
		covers bool
	}{
		{"by key", suppression.Suppression{Key: "metadata.data"}, true},
		{"by record", suppression.Suppression{Record: "Turn"}, true},
		{"by package", suppression.Suppression{Package: "example.com/a"}, true},
		{"by all", suppression.Suppression{Key: "metadata.data", Record: "Turn", Package: "example.com/a"}, true},
		{"at its line", suppression.Suppression{Comment: at("example.com/a/p.go", 10)}, true},
		{"another key", suppression.Suppression{Key: "inputs.data", Record: "Turn"}, false},
		{"another record", suppression.Suppression{Key: "metadata.data", Record: "Order"}, false},
		{"another package", suppression.Suppression{Key: "metadata.data", Package: "example.com/b"}, false},
		{"another line", suppression.Suppression{Comment: at("example.com/a/p.go", 11)}, false},
		{"about nothing", suppression.Suppression{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.e.Rule, c.e.Reason, c.e.Pos = lint.KeyGeneric.ID, "it is called so", pos
			var want []string
			if !c.covers {
				want = []string{finding, "warning: hhgen.yaml:3:7: no finding of KEY_GENERIC needs this suppression: remove it (SUPPRESSION_UNUSED)"}
			}
			cfg := lint.Config{Suppressions: []*suppression.Suppression{&c.e}}
			compare(t, cfg, want, data())
			compare(t, cfg, want, data())
		})
	}
	other := suppression.Suppression{Rule: lint.KeyMoved.ID, Reason: "r", Record: "Turn", Pos: pos}
	compare(t, lint.Config{Suppressions: []*suppression.Suppression{&other}},
		[]string{finding, "warning: hhgen.yaml:3:7: no finding of KEY_MOVED needs this suppression: remove it (SUPPRESSION_UNUSED)"}, data())
	other.Silent = true
	compare(t, lint.Config{Suppressions: []*suppression.Suppression{&other}}, []string{finding}, data())
}

// Directives may name the rules of others, and then are none of lint's business.
func TestForeignRules(t *testing.T) {
	e := &suppression.Suppression{Rule: "CALL_LATE", Comment: at("a.go", 2), Pos: token.Position{Filename: "a.go", Line: 2, Column: 1}}
	p := pkg("example.com/a", text("answer", schema.Outputs))
	compare(t, lint.Config{Suppressions: []*suppression.Suppression{e}, Foreign: []string{"CALL_LATE"}}, nil, p)
	compare(t, lint.Config{Suppressions: []*suppression.Suppression{e}},
		[]string{`error: a.go:2:1: there is no rule CALL_LATE to suppress: hhgen explain lists them (SUPPRESSION_FORM)`}, p)
}

// A dictionary that is linted too is what others are compared with, whatever
// its path; its own keys need no dictionary.
func TestDictionaries(t *testing.T) {
	z := pkg("example.com/z", text("team", schema.Metadata))
	a := pkg("example.com/a", number("team", schema.Metadata))
	conflict := `error: example.com/a/p.go:10:2: key "team" of metadata has type number here, and type string in package example.com/z at example.com/z/p.go:10:2: make them agree, or embed p.Turn (KEY_CONFLICT) [example.com/z/p.go:10:2: key "team" of metadata of package example.com/z]`
	compare(t, lint.Config{Dictionaries: []*schema.Package{z}}, []string{conflict}, a, z)
	compare(t, lint.Config{Dictionaries: []*schema.Package{z}}, []string{conflict}, a)
	compare(t, lint.Config{Dictionaries: []*schema.Package{z}, Require: true}, []string{
		`error: example.com/a/p.go:10:2: key "team" of metadata is declared by the dictionary at example.com/z/p.go:10:2: embed p.Turn instead (DICTIONARY_EMBED) [example.com/z/p.go:10:2: key "team" of metadata of package example.com/z]`,
		conflict,
	}, a, z)
	compare(t, lint.Config{Dictionaries: []*schema.Package{z}, Require: true}, nil, z)
}

// The members of what an inlined map holds lie below its keys, and are no keys of
// the namespace.
func TestInlined(t *testing.T) {
	member := number("team", "")
	object := &schema.Type{Kind: schema.KindObject, Go: schema.GoName{Path: "example.com/a", Name: "Inner"}, Fields: []*schema.Field{member}}
	inline := &schema.Field{Name: "All", Namespace: schema.Inputs, Inline: true, MaxItems: 2, Type: &schema.Type{Kind: schema.KindMap, Elem: object}}
	compare(t, lint.Config{Rules: map[string]schema.Severity{lint.DynamicKeys.ID: lint.Off}}, nil,
		pkg("example.com/a", inline), pkg("example.com/b", text("team", schema.Inputs)))
}

// What is in a shared nested type is one finding, however many records have it.
func TestOnce(t *testing.T) {
	inner := &schema.Field{Name: "Txt", Key: "txt", Type: &schema.Type{Kind: schema.KindBool}, Pos: token.Position{Filename: "example.com/a/p.go", Line: 30, Column: 2}}
	object := &schema.Type{Kind: schema.KindObject, Go: schema.GoName{Path: "example.com/a", Name: "Inner"}, Fields: []*schema.Field{inner}}
	p := pkg("example.com/a", &schema.Field{Key: "first", Namespace: schema.Metadata, Type: object}, &schema.Field{Key: "second", Namespace: schema.Metadata, Type: object})
	compare(t, lint.Config{}, []string{`warning: example.com/a/p.go:30:2: key "txt" is abbreviated: set key=text (KEY_DESCRIPTIVE)`}, p)
}
