package traffic

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// keyRandom is the rule of lint about keys that look generated. Those that few spans
// have are data.
const keyRandom = "KEY_RANDOM"

// keySimilar is the rule of lint about spellings, which have a part of the report.
const keySimilar = "KEY_SIMILAR"

// ownPosition is a position of the records that are made, as messages have it.
var ownPosition = regexp.MustCompile(` at ` + here + `:[0-9]+:1`)

// lintWithoutData are the findings of lint about what was made. Keys that are data
// are left out first.
func (b *builder) lintWithoutData() schema.Findings {
	for {
		findings := b.lint()
		data := slices.DeleteFunc(slices.Clone(findings), func(f *schema.Finding) bool {
			return f.Rule.ID != keyRandom || b.seenAt(f.Pos.Line) >= EnoughSpans
		})
		if len(data) == 0 || !b.drop(data) {
			return findings
		}
	}
}

func (b *builder) lint() schema.Findings {
	if b.d.Lint == nil || len(b.found.Package.Records) == 0 {
		return nil
	}
	return slices.DeleteFunc(b.d.Lint(b.found.Package), func(f *schema.Finding) bool { return f.Pos.Filename != here })
}

// seenAt is how often the key of the field at a line was seen.
func (b *builder) seenAt(line int) int {
	for f, n := range b.nodes {
		if f.Pos.Line == line {
			return n.seen
		}
	}
	return EnoughSpans
}

// ignore adds comments that suppress findings, since the keys are there already.
// Each is a remark too, for people to decide about.
func (b *builder) ignore(findings schema.Findings) {
	rules, messages := map[int][]string{}, map[int][]string{}
	message := func(f *schema.Finding) string {
		return ownPosition.ReplaceAllString(f.Message, "") + " (" + f.Rule.ID + ")"
	}
	for _, f := range findings {
		if line := f.Pos.Line; !slices.Contains(rules[line], f.Rule.ID) {
			rules[line] = append(rules[line], f.Rule.ID)
			if f.Rule.ID != keySimilar {
				messages[line] = append(messages[line], message(f))
			}
		}
	}
	add := func(of any, line int) {
		if ids := rules[line]; len(ids) > 0 {
			slices.Sort(ids)
			b.found.Directives[of] = append(b.found.Directives[of], "hhgen:ignore "+strings.Join(ids, ",")+" as it is today")
		}
	}
	for _, r := range b.found.Package.Records {
		add(r, r.Pos.Line)
		for _, message := range messages[r.Pos.Line] {
			b.found.Remarks = append(b.found.Remarks, Remark{About: Declared, Key: r.Name, Text: message})
		}
	}
	for f, n := range b.nodes {
		add(f, f.Pos.Line)
		for _, message := range messages[f.Pos.Line] {
			b.remark(n, Declared, "%s", message)
		}
	}
}
