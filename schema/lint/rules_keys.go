package lint

// The rules about names.

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/privacy"
	"github.com/hhgen/hhgen/schema/words"
)

// The rules.
var (
	KeySnakeCase = &schema.Rule{
		ID: "KEY_SNAKE_CASE", Title: "The words of a key are separated by single underscores.",
		Why: `A key with two underscores in a row, or with one at its end, looks like another key and is easily mistyped in a
chart. (hhgen rejects upper case, dots, spaces and hyphens as KEY_FORM.)`,
		Before: "Plan string `hh:\"metadata,key=billing__plan_,maxbytes=32\"`",
		After:  "Plan string `hh:\"metadata,key=billing_plan,maxbytes=32\"`",
	}
	KeyDescriptive = &schema.Rule{
		ID: "KEY_DESCRIPTIVE", Title: "Keys are made of whole words.",
		Why: `People who build dashboards search for user_id, not for uid. Abbreviations also multiply: uid, usr_id and user_id
become three keys for one thing. What is as common as its long form is fine, as id, url and max are. A configuration adds words under
lint.abbreviations, and allows one there, as in env: env.`,
		Before: "UID      string `hh:\"user_properties,maxbytes=64\"`\nMsgCount int    `hh:\"metrics\"`",
		After:  "UserID       string `hh:\"user_properties,maxbytes=64\"`\nMessageCount int    `hh:\"metrics\"`",
	}
	KeyRandom = &schema.Rule{
		ID: "KEY_RANDOM", Title: "A key is a name, not an identifier or a hash.",
		Why: `A key with a generated part is never used again: no chart can use it, and each such key makes the list of keys in
HoneyHive longer. This holds for hashes, for dates, and for numbers that tell one thing from others, as in step_1. Record that part as a
value. Numbers in names are fine, as in p95_latency_ms, recall_at_10 and gpt_4_score.`,
		Before: "Score float64 `hh:\"metrics,key=score_9f86d081,minimum=0,maximum=1\"`\nStep1 string  `hh:\"outputs,maxbytes=256\"`",
		After:  "Score float64 `hh:\"metrics,minimum=0,maximum=1\"`\nBuild string  `hh:\"metadata,maxbytes=40\"`\nStep  string  `hh:\"outputs,maxbytes=256\"`",
	}
	KeyGeneric = &schema.Rule{
		ID: "KEY_GENERIC", Title: "A key says what its value is about.",
		Why: `Two teams that record a key called data will not record the same thing. A vague word beside one that says something is
fine, as in search_result_count. Members of objects are not checked, since the names of the objects say what they are about.`,
		Before: "Data string `hh:\"metadata,maxbytes=256\"`",
		After:  "ShippingNote string `hh:\"metadata,maxbytes=256\"`",
	}
	KeyNamespace = &schema.Rule{
		ID: "KEY_NAMESPACE", Title: "A key does not repeat its namespace.",
		Why:    `HoneyHive shows the key with its namespace, so metrics.metric_recall says twice what it is. An id keeps its noun, as in user_properties.user_id and feedback.feedback_id.`,
		Before: "MetricRecall   float64 `hh:\"metrics\"`\nFeedbackRating int     `hh:\"feedback\"`",
		After:  "Recall float64 `hh:\"metrics\"`\nRating int     `hh:\"feedback\"`",
	}
	ReservedKey = &schema.Rule{
		ID: "RESERVED_KEY", Title: "Keys that HoneyHive uses are not recorded with other data.",
		Why: `HoneyHive renders feedback.ground_truth as the expected answer, and finds the events of an experiment by metadata.run_id,
metadata.dataset_id and metadata.datapoint_id. A field that is just that is right: ground_truth as a string, an object or a list, and
run_id as a string, in a record that also has dataset_id or datapoint_id, as HoneyHive needs them to compare runs. A run_id alone is
reported, since most are those of pipelines. Where it is that of an experiment without a dataset, suppress the finding.`,
		Before: "RunID string `hh:\"metadata,maxbytes=64\"`",
		After:  "RunID         string `hh:\"metadata,maxbytes=64\"`\nDatapointID   string `hh:\"metadata,maxbytes=64\"`\nPipelineRunID string `hh:\"metadata,maxbytes=64\"`\nGroundTruth   string `hh:\"feedback\"`",
	}
	AutoCaptured = &schema.Rule{
		ID: "AUTO_CAPTURED", Title: "A field does not repeat what HoneyHive stores by itself.",
		Why: `Two kinds of keys are reported in every module: those that HoneyHive computes, such as metadata.cost, and fields of the
event, such as its duration. The other keys are filled from attributes that instrumentation sets on the spans of model calls, such as
gen_ai.request.model. If a field with the same key is recorded on such a span, the later value overwrites the other one.

These keys are reported only if the module has instrumentation that sets the attributes. hhgen knows that from go.mod, if it directly
requires a module of internal/load/instrumentation.tsv. Otherwise, name the conventions of the attributes in hhgen.yaml, for example of
those that you set yourself, or that services set which embed the records of the module:

    instrumentation: [otel-genai]    # or openinference, traceloop; [] for none

schema/lint/auto_captured.tsv has the keys and their attributes.`,
		Before: "Cost float64 `hh:\"metadata\"`",
		After:  "EscalationCost float64 `hh:\"metrics,key=escalation_cost_usd,unit=usd\"`",
	}
	SensitiveKey = &schema.Rule{
		ID: "SENSITIVE_KEY", Title: "Secrets and personal data are not recorded as they are.",
		Why: `More people read traces than databases, and traces are kept for a long time. hh.Hashed takes only hashed values, and
still tells users apart; hh.Masked takes only masked ones. The words of a key decide: customer_name holds a person's name, and
template_name does not. Data that identifies only together with other data, such as a year of birth, is a warning, from level standard
on. The option pii=name says that somebody decided to record a name as it is, and pii=none that the words mislead; for secrets, only a
suppression does. Booleans are not checked, and of enums only what GDPR Article 9 protects, such as religion.`,
		Before: "Email string `hh:\"user_properties,maxbytes=128\"`",
		After:  "Email hh.Hashed `hh:\"user_properties\"`",
	}
	DynamicKeys = &schema.Rule{
		ID: "DYNAMIC_KEYS", Title: "Keys are declared, not made at run time.",
		Why: `The keys of a map are data. In a namespace for charts, they become keys that nobody declared, and their number grows
with the data. A list of pairs, or a struct, avoids this. In config, inputs and outputs, which store a request or an answer as it is,
only inlined fields are checked.`,
		Before: "ScoreByUser map[string]float64 `hh:\"metrics,maxitems=8\"`",
		After:  "BestScore  float64 `hh:\"metrics\"`\nWorstScore float64 `hh:\"metrics\"`",
	}
)

var keyRules = []Rule{
	{KeySnakeCase, Standard, schema.Warning, fields(keySnakeCase)},
	{KeyDescriptive, Standard, schema.Warning, fields(keyDescriptive)},
	{KeyRandom, Standard, schema.Error, fields(keyRandom)},
	{KeyGeneric, Standard, schema.Warning, fields(keyGeneric)},
	{KeyNamespace, Standard, schema.Warning, fields(keyNamespace)},
	{ReservedKey, Minimal, schema.Error, fields(reservedKey)},
	{AutoCaptured, Standard, schema.Warning, fields(autoCaptured)},
	{SensitiveKey, Minimal, schema.Error, fields(sensitiveKey)},
	{DynamicKeys, Standard, schema.Warning, fields(dynamicKeys)},
}

func keySnakeCase(r *run, s *site) {
	key := s.field.Key
	if better := strings.Join(schema.KeyWords(key), "_"); s.keyed() && better != key {
		r.offerKey(r.site(s, "key", nil, "key %q has more underscores than it needs: %s", key, s.rename(better)), s, better)
	}
}

func keyDescriptive(r *run, s *site) {
	if !s.keyed() {
		return
	}
	key := s.field.Key
	if len(key) == 1 {
		r.site(s, "key", nil, "key %q is one letter: write the word that it stands for", key)
		return
	}
	if better := r.expand(s).String(); better != words.Split(key).String() && !r.vague(s) {
		r.offerKey(r.site(s, "key", nil, "key %q is abbreviated: %s", key, s.rename(better)), s, better)
	}
}

// expand writes out the abbreviations in the key of a field.
func (r *run) expand(s *site) words.Key {
	return r.abbreviations.Expand(words.Split(s.field.Key), s.field.Type.Leaf().Kind.Number())
}

func keyRandom(r *run, s *site) {
	if !s.keyed() {
		return
	}
	if what := r.generated(s); what != "" {
		r.site(s, "key", nil, "key %q contains %s, which is data: name the key after its meaning, and record the data as a value", s.field.Key, what)
	}
}

// generated names the part of the field's key that is data. Of a vague word with a
// number, as in value_2, the word is the fault.
func (r *run) generated(s *site) string {
	if part := generatedPart(s.field.Key); part != "" {
		return part
	}
	number, use := r.expand(s).DataNumber()
	if what := numbersOf[use]; what != "" && (use != words.Counter || !r.saysNothing(s)) {
		return what + ", " + number
	}
	return ""
}

func keyGeneric(r *run, s *site) {
	if r.vague(s) {
		r.site(s, "key", nil, "key %q does not say what it is about: name it after the meaning of the value", s.field.Key)
	}
}

// vague reports whether the words of the field's key are the fault, and not a part
// that is data.
func (r *run) vague(s *site) bool { return r.saysNothing(s) && r.generated(s) == "" }

// saysNothing reports whether the field's key says nothing about its value, with
// its abbreviations written out. Objects say what their members are about.
func (r *run) saysNothing(s *site) bool {
	return s.keyed() && !s.nested() && r.expand(s).Vague(string(s.top.Namespace))
}

func keyNamespace(r *run, s *site) {
	if s.nested() || !s.keyed() || r.vague(s) {
		return
	}
	if rest := words.WithoutNamespace(string(s.top.Namespace), s.field.Key); rest != "" {
		r.offerKey(r.site(s, "key", nil, "key %q repeats its namespace, so readers see %s: %s", s.field.Key, s.attribute(), s.rename(rest)), s, rest)
	}
}

// experiment has the keys by which HoneyHive finds the events of an experiment, and
// what they name.
var experiment = map[string]string{"run_id": "run", "dataset_id": "dataset", "datapoint_id": "datapoint"}

func reservedKey(r *run, s *site) {
	names, ok := experiment[s.path]
	switch {
	case s.attribute() == "feedback.ground_truth":
		groundTruth(r, s)
	case ok && s.top.Namespace == schema.Metadata:
		experimentKey(r, s, names)
	case !s.nested() && strings.HasPrefix(s.field.Key, schema.AttributePrefix) && s.keyed():
		better := strings.TrimPrefix(s.field.Key, schema.AttributePrefix)
		r.offerKey(r.site(s, "key", nil, "%s begins like HoneyHive's own keys: %s", s, s.rename(better)), s, better)
	}
}

// groundTruth checks that the expected answer can be shown as one.
func groundTruth(r *run, s *site) {
	if kind := s.field.Type.Leaf().Kind; kind.Text() && kind.Secrecy() == 0 || kind == schema.KindObject || kind.Dynamic() {
		return
	}
	r.site(s, "key", nil, "%s is shown as the expected answer, which is a string or an object, not %s: record the answer itself, or choose a key that says what the field holds",
		s, kindOf(s.field.Type))
}

// kindOf says what the values of a type are, and whether they can be read.
func kindOf(t *schema.Type) string {
	if t.Elem != nil {
		return t.Wire()
	}
	return t.Kind.String()
}

// experimentKey checks that a key of experiments is one of a record that describes
// an experiment.
func experimentKey(r *run, s *site, names string) {
	if kind := s.field.Type.Kind; !kind.Text() || kind.Secrecy() > 0 {
		r.site(s, "key", nil, "%s names the %s of an experiment of HoneyHive, which is a string, not %s: choose a key that says what the field holds",
			s, names, kindOf(s.field.Type))
		return
	}
	declared := map[string]bool{}
	for _, f := range s.rec.Fields {
		declared[f.Key] = declared[f.Key] || f.Namespace == schema.Metadata
	}
	missing := "datapoint_id or dataset_id"
	if s.path != "run_id" {
		missing = "run_id"
	}
	if declared["run_id"] && (declared["dataset_id"] || declared["datapoint_id"]) {
		return
	}
	r.site(s, "key", nil, "%s names the %s of an experiment of HoneyHive: declare %s beside it if the field is about experiments, or choose a key that says what it holds, such as pipeline_%s",
		s, names, missing, s.field.Key)
}

func autoCaptured(r *run, s *site) {
	if experiment[s.path] != "" && s.top.Namespace == schema.Metadata {
		return // RESERVED_KEY is about it
	}
	if how, ok := r.captureOf(s); ok {
		r.site(s, "key", nil, "%s %s, or choose a key for what is different%s", s, how, distinct(s))
	}
}

func sensitiveKey(r *run, s *site) {
	if !s.keyed() {
		return
	}
	kind := s.field.Sensitive(r.sensitive, s.top.Namespace, s.path)
	if kind == "" || s.field.PII != "" && !kind.Secret() {
		return
	}
	severity := r.severity
	if kind.Level() == privacy.Indirect {
		if severity = r.cfg.indirect(); severity == Off {
			return
		}
	}
	e := r.siteAs(severity, s, "key", "%s holds %s, as its words say: %s", s, kind.Noun(), s.protect(kind))
	if kind.Secret() || !s.own {
		return
	}
	for _, decided := range []privacy.Kind{kind, privacy.None} {
		e.Offer(false, "add "+s.decided(decided), r.setKey(s, schema.Option{Name: "pii", Value: string(decided)}))
	}
}

// decided words the option that says what a field holds.
func (s *site) decided(kind privacy.Kind) string {
	return s.pkg.Dialect().Assign("pii", string(kind))
}

// indirect is the severity of findings about data that identifies only together
// with others: the rule's, if that is configured.
func (c Config) indirect() schema.Severity {
	if set, ok := c.Rules[SensitiveKey.ID]; ok {
		return set
	}
	if c.Level == Minimal {
		return Off
	}
	return schema.Warning
}

// protect words what to do about a value of a kind that anybody can read.
func (s *site) protect(kind privacy.Kind) string {
	switch {
	case kind.Secret() && s.field.PII != "":
		return "declare it as hh.Hashed to tell values apart, or suppress this with a reason, since " + s.decided(s.field.PII) + " does not make a secret harmless"
	case kind.Secret():
		return "do not record it, or declare it as hh.Hashed to tell values apart"
	}
	fix := "declare it as hh.Hashed to tell values apart, or as hh.Masked"
	if s.top.Namespace == schema.Metrics {
		fix = "leave it out" // a hash is no number
	}
	return fix + "; add " + s.decided(kind) + " if it may be read, or " + s.decided(privacy.None) + " if it holds something else"
}

func dynamicKeys(r *run, s *site) {
	t := s.field.Type.Leaf()
	isMap := slices.ContainsFunc(layers(s.field.Type), func(t *schema.Type) bool { return t.Kind == schema.KindMap })
	switch {
	case !isMap && !t.Kind.Dynamic():
		return
	case t.Kind == schema.KindJSON && wantsScalars(s.top.Namespace):
		return // TYPE_FOR_NAMESPACE reports it
	case !isMap && s.field.MaxItems == 1 && !s.field.Inline:
		return // it is one value, such as a number or a string
	}
	switch s.top.Namespace {
	case schema.Config, schema.Inputs, schema.Outputs:
		if !s.field.Inline {
			return
		}
	}
	option := "maxitems"
	if s.field.Inline {
		option = "inline"
	}
	r.site(s, option, nil, "the keys of %s are known only at run time, and each becomes a key of %s: declare a struct, or record a list", s.field.Name, s.top.Namespace)
}

// layers are a type and its element types.
func layers(t *schema.Type) (all []*schema.Type) {
	for ; t != nil; t = t.Elem {
		all = append(all, t)
	}
	return all
}
