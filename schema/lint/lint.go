package lint

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"time"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/privacy"
	"github.com/hhgen/hhgen/schema/words"
)

// Level selects rules by their category: each level has those of the levels
// before it.
type Level string

// The levels, which are also the categories of rules.
const (
	Minimal  Level = "minimal"
	Standard Level = "standard" // the default
	Strict   Level = "strict"
)

// Levels are all levels, the least demanding first.
var Levels = []Level{Minimal, Standard, Strict}

// Check returns an error if l is not one of [Levels].
func (l Level) Check() error {
	if !slices.Contains(Levels, l) {
		return fmt.Errorf("unknown level %q: %s", l, schema.Suggest(string(l), Levels))
	}
	return nil
}

// Off is the severity of a rule that is not applied.
const Off schema.Severity = "off"

// Config says how strict to be. The zero value is the default.
type Config struct {
	Level         Level                      // "" for Standard
	Rules         map[string]schema.Severity // of single rules; they override the level
	Abbreviations map[string]string          // words for KEY_DESCRIPTIVE, and their replacements; they win over its list
	Sensitive     map[string]privacy.Kind    // more words that SENSITIVE_KEY knows, or that are harmless
	Suppressions  []*suppression.Suppression
	Limits        *budget.Limits // nil for budget.Default

	// Dictionaries declare keys for others. Other packages are compared with
	// them. They are not linted unless they are among the packages given to
	// Run.
	Dictionaries []*schema.Package
	// Require allows only keys of embedded dictionaries.
	Require bool
	// Others are packages that linted ones are compared with. They are not
	// linted themselves.
	Others []*schema.Package

	// Instrumentation is that of model calls in the packages' module.
	Instrumentation []Instrumentation

	// Today is the day on which moves may have ended.
	Today time.Time

	// Foreign are the ids of other rules that comments may suppress.
	Foreign []string
}

// Rule is one entry of the table of lint rules.
type Rule struct {
	*schema.Rule
	Level   Level           // the first level that has the rule
	Default schema.Severity // if the level has the rule
	check   func(*run)      // nil for the rules about suppressions
}

// Rules is the table of rules.
var Rules = slices.Concat(keyRules, valueRules, typeRules, sharedRules, movedRules, budgetRules, suppressionRules)

func init() {
	for _, r := range Rules {
		r.Severity = cmp.Or(r.Severity, r.Default) // rules of other tables have a severity already
	}
}

// Descriptions are the rules without the parts that only lint needs.
func Descriptions() schema.RuleTable {
	out := make(schema.RuleTable, len(Rules))
	for i, r := range Rules {
		out[i] = r.Rule
	}
	return out
}

// IDs are the ids of all rules.
func IDs() []string {
	out := make([]string, len(Rules))
	for i, r := range Rules {
		out[i] = r.ID
	}
	return out
}

// severity is the severity of a rule under a configuration.
func (c Config) severity(r Rule) schema.Severity {
	if s, ok := c.Rules[r.ID]; ok {
		return s
	}
	level := c.Level
	if level == "" {
		level = Standard
	}
	if slices.Index(Levels, r.Level) > slices.Index(Levels, level) {
		return Off
	}
	return r.Default
}

// Applies reports whether a rule of the table is applied.
func (c Config) Applies(id string) bool {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.ID == id })
	return i >= 0 && c.severity(Rules[i]) != Off
}

// ComparesPackages reports whether what a rule finds in a package depends on which
// others are linted.
func ComparesPackages(id string) bool {
	return id == suppression.Unused.ID || slices.ContainsFunc(sharedRules, func(r Rule) bool { return r.ID == id })
}

// Run applies the rules to packages, and returns the findings in order.
func Run(cfg Config, pkgs []*schema.Package) schema.Findings {
	if cfg.Limits == nil {
		cfg.Limits = &budget.Default
	}
	r := newRun(cfg, pkgs)
	for i := range Rules {
		r.rule = &Rules[i]
		if r.severity = cfg.severity(*r.rule); r.severity != Off && r.rule.check != nil {
			r.rule.check(r)
		}
	}
	findings := r.remaining()
	findings = append(findings, r.judgeSuppressions()...)
	findings.Sort()
	return findings
}

// run is one application of the rules.
type run struct {
	cfg           Config
	pkgs          []*schema.Package // the packages to lint
	sites         []*site           // their fields
	compared      []*site           // fields of dictionaries, of others, and sites, in this order
	abbreviations words.Abbreviations
	sensitive     *privacy.Words
	rule          *Rule // the one being applied
	severity      schema.Severity
	found         []finding
	linted        map[*schema.Package]bool
	suppressions  *suppression.Set
}

// finding is a finding with the subject by which suppressions select it.
type finding struct {
	schema.Finding
	subject suppression.Subject
}

func newRun(cfg Config, pkgs []*schema.Package) *run {
	r := &run{cfg: cfg, pkgs: pkgs, abbreviations: cfg.Abbreviations}
	r.sensitive = cfg.SensitiveWords()
	r.linted, r.suppressions = map[*schema.Package]bool{}, suppression.NewSet(cfg.Suppressions)
	linted := map[string]bool{}
	for _, p := range pkgs {
		linted[p.Path], r.linted[p] = true, true
	}
	r.sites = sitesOf(pkgs, linted)
	var dictionaries []*schema.Package
	for _, p := range cfg.Dictionaries {
		if !linted[p.Path] {
			dictionaries = append(dictionaries, p)
		}
	}
	r.compared = slices.Concat(sitesOf(dictionaries, nil), sitesOf(cfg.Others, nil), r.dictionariesFirst())
	return r
}

// dictionariesFirst are the sites of linted packages. Dictionaries come first,
// so a finding about a difference is about the other package.
func (r *run) dictionariesFirst() []*site {
	var first, rest []*site
	for _, s := range r.sites {
		if r.isDictionary(s.pkg) {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return append(first, rest...)
}

func (r *run) isDictionary(p *schema.Package) bool {
	return slices.ContainsFunc(r.cfg.Dictionaries, func(d *schema.Package) bool { return d.Path == p.Path })
}

// site reports something about a field, at one of its options.
func (r *run) site(s *site, option string, related []schema.Related, format string, args ...any) *schema.Finding {
	return r.add(s.pkg, s.rec, string(s.top.Namespace)+"."+s.path, s.at(option), related, fmt.Sprintf(format, args...))
}

// siteAs is site with another severity than that of the rule.
func (r *run) siteAs(severity schema.Severity, s *site, option, format string, args ...any) *schema.Finding {
	e := r.site(s, option, nil, format, args...)
	e.Severity = severity
	return e
}

// record reports something about a record.
func (r *run) record(p *schema.Package, rec *schema.Record, format string, args ...any) {
	r.add(p, rec, "", rec.Pos, nil, fmt.Sprintf(format, args...))
}

func (r *run) add(p *schema.Package, rec *schema.Record, key string, pos token.Position, related []schema.Related, message string) *schema.Finding {
	r.found = append(r.found, finding{
		Finding: schema.Finding{Pos: pos, Rule: r.rule.Rule, Severity: r.severity, Message: message, Related: related},
		subject: suppression.Subject{Package: p.Path, Record: rec.Name, Key: key},
	})
	return &r.found[len(r.found)-1].Finding // to be offered fixes before the next one is added
}

// fields makes a check of a function for one field. It calls the function for
// each field, where the field is declared.
func fields(check func(*run, *site)) func(*run) {
	return func(r *run) {
		for _, s := range r.sites {
			if s.own {
				check(r, s)
			}
		}
	}
}

// records makes a check of a function for one record.
func records(check func(*run, *schema.Package, *schema.Record)) func(*run) {
	return func(r *run) {
		for _, p := range r.pkgs {
			for _, rec := range p.Records {
				check(r, p, rec)
			}
		}
	}
}

// SensitiveWords are the words that SENSITIVE_KEY knows by a configuration.
func (c Config) SensitiveWords() *privacy.Words { return privacy.Default().With(c.Sensitive) }
