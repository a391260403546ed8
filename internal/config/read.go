package config

import (
	"go/token"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/live"
	"github.com/hhgen/hhgen/schema/privacy"
)

// reader turns the nodes of one file into a configuration.
type reader struct {
	file   string
	errs   schema.Findings
	config Config
}

// Parse reads the text of a file, which messages call name.
func Parse(name string, text []byte) (Config, error) {
	r := &reader{file: name}
	r.read(text)
	if err := r.errs.Err(); err != nil {
		return Config{}, err
	}
	return r.config, nil
}

// read reads a text, or only some of its keys.
func (r *reader) read(text []byte, only ...string) {
	body := r.document(text)
	if body == nil {
		return
	}
	members := []member{
		{"lint", r.lint}, {"limits", r.limits}, {"dictionary", r.dictionary}, {"instrumentation", r.instrumentation},
		{"schemas", r.schemas}, {"defaults", r.defaults}, {"owner", r.owner},
	}
	for i, m := range members {
		if len(only) > 0 && !slices.Contains(only, m.name) {
			members[i].read = func(ast.Node) {}
		}
	}
	r.mapping(body, "the file", members)
}

func (r *reader) lint(n ast.Node) {
	r.mapping(n, "lint", []member{
		{"level", r.level}, {"rules", r.rules}, {"abbreviations", r.abbreviations}, {"sensitive", r.sensitive}, {"suppressions", r.suppressions},
	})
}

func (r *reader) level(n ast.Node) {
	levels := make([]string, len(lint.Levels))
	for i, l := range lint.Levels {
		levels[i] = string(l)
	}
	r.config.Lint.Level = lint.Level(r.oneOf(n, "level", levels))
}

// ruleIDs are the rules that can be set and suppressed.
var ruleIDs = slices.Concat(lint.IDs(), live.IDs())

// severities are what a rule may be set to.
var severities = []string{string(lint.Off), string(schema.Warning), string(schema.Error)}

func (r *reader) rules(n ast.Node) {
	r.config.Lint.Rules = map[string]schema.Severity{}
	for _, e := range r.entries(n, "rules") {
		if !slices.Contains(ruleIDs, e.key) {
			r.errs.Add(e.pos, Key, "unknown rule %q: %s", e.key, schema.SuggestOr(e.key, ruleIDs, "hhgen explain lists them"))
			continue
		}
		r.config.Lint.Rules[e.key] = schema.Severity(r.oneOf(e.value, "rule "+e.key, severities))
	}
}

func (r *reader) abbreviations(n ast.Node) {
	r.config.Lint.Abbreviations = map[string]string{}
	for _, e := range r.entries(n, "abbreviations") {
		long, ok := r.text(e.value, "abbreviation "+e.key)
		switch {
		case !schema.ValidKey(e.key) || strings.Contains(e.key, "_"):
			r.errs.Add(e.pos, Key, "abbreviation %q is not a valid word of a key: use a-z and 0-9", e.key)
		case ok && !schema.ValidKey(long):
			r.errs.Add(r.position(e.value), Value, "%q is not a valid replacement for %s: use snake_case", long, e.key)
		case ok:
			r.config.Lint.Abbreviations[e.key] = long
		}
	}
}

// sensitive reads words of keys, and the kinds of secrets and personal data that
// such keys hold.
func (r *reader) sensitive(n ast.Node) {
	r.config.Lint.Sensitive = map[string]privacy.Kind{}
	kinds := append(privacy.Kinds(), privacy.None)
	for _, e := range r.entries(n, "sensitive") {
		text, ok := r.text(e.value, "the kind of "+e.key)
		switch kind := privacy.Kind(text); {
		case !schema.ValidKey(e.key):
			r.errs.Add(e.pos, Key, "%q is not a word of a key, or several: write it in snake_case", e.key)
		case ok && !slices.Contains(kinds, kind):
			r.errs.Add(r.position(e.value), Value, "%q is not a kind of secret or personal data: %s", text, schema.Suggest(text, kinds))
		case ok:
			r.config.Lint.Sensitive[e.key] = kind
		}
	}
}

func (r *reader) suppressions(n ast.Node) {
	for _, item := range r.items(n, "suppressions") {
		e := &suppression.Suppression{Pos: r.position(item)}
		rule, rulePos := "", r.position(item)
		text := func(to *string, name string) member {
			return member{name, func(n ast.Node) {
				if name == "rule" {
					rulePos = r.position(n)
				}
				*to, _ = r.text(n, name+" of a suppression")
			}}
		}
		before := len(r.errs)
		r.mapping(item, "a suppression", []member{
			text(&rule, "rule"), text(&e.Key, "key"), text(&e.Record, "record"), text(&e.Package, "package"), text(&e.Reason, "reason"),
		})
		e.Rule = rule
		if len(r.errs) == before {
			r.suppression(e, rulePos)
		}
		r.config.Lint.Suppressions = append(r.config.Lint.Suppressions, e)
	}
}

// suppression checks one suppression, whose reason is left to lint.
func (r *reader) suppression(e *suppression.Suppression, rulePos token.Position) {
	namespace, key, dotted := strings.Cut(e.Key, ".")
	switch {
	case e.Rule == "":
		r.errs.Add(e.Pos, Value, "the suppression names no rule: add rule:")
	case !slices.Contains(ruleIDs, e.Rule):
		r.errs.Add(rulePos, Value, "unknown rule %q: %s", e.Rule, schema.SuggestOr(e.Rule, ruleIDs, "hhgen explain lists them"))
	case e.Key+e.Record+e.Package == "":
		r.errs.Add(e.Pos, Value, "the suppression covers no key, record or package: add key:, record: or package:, or set the rule to off")
	case e.Key != "" && (!schema.Namespace(namespace).Valid() || dotted && key == ""):
		r.errs.Add(e.Pos, Value, "key %q of a suppression names no namespace: write it as metadata.%s", e.Key, e.Key)
	}
}

func (r *reader) limits(n ast.Node) {
	l := budget.Default
	limit := func(name string, to *int) member {
		return member{name, func(n ast.Node) { r.positive(n, name, to) }}
	}
	r.mapping(n, "limits", []member{
		limit("field-bytes", &l.FieldBytes), limit("record-bytes", &l.RecordBytes), limit("record-attributes", &l.RecordAttributes),
	})
	if l != budget.Default {
		r.config.Lint.Limits = &l
	}
}

func (r *reader) instrumentation(n ast.Node) {
	if _, null := n.(*ast.NullNode); null {
		r.errs.Add(r.position(n), Value, "instrumentation has no value: write [] for none, or remove it if go.mod requires the instrumentation")
		return
	}
	known := make([]string, len(lint.Conventions))
	for i, c := range lint.Conventions {
		known[i] = string(c)
	}
	r.config.Conventions = []lint.Convention{}
	for _, item := range r.items(n, "instrumentation") {
		if c := lint.Convention(r.oneOf(item, "instrumentation", known)); !slices.Contains(r.config.Conventions, c) {
			r.config.Conventions = append(r.config.Conventions, c)
		}
	}
}

func (r *reader) dictionary(n ast.Node) {
	require := token.Position{}
	r.mapping(n, "dictionary", []member{
		{"packages", func(n ast.Node) {
			for _, item := range r.items(n, "packages") {
				switch pattern, ok := r.text(item, "a package"); {
				case ok && pattern == "":
					r.errs.Add(r.position(item), Value, "the name of a package is empty: write its import path")
				case ok:
					r.config.Dictionaries = append(r.config.Dictionaries, Dictionary{pattern, r.position(item)})
				}
			}
		}},
		{"require", func(n ast.Node) {
			require = r.position(n)
			r.boolean(n, "require", &r.config.Lint.Require)
		}},
	})
	if r.config.Lint.Require && len(r.config.Dictionaries) == 0 {
		r.errs.Add(require, Value, "require needs a dictionary: add packages: with its import path")
	}
}
