package known

import "github.com/hhgen/hhgen/schema"

// Rules are the rules about files of known findings.
var Rules schema.RuleTable

// The rules.
var (
	Syntax = Rules.Add(schema.Rule{
		ID: "BASELINE_SYNTAX", Failure: true, Title: "A baseline is JSON as hhgen wrote it, without some of its entries.",
		Why: `A person removes entries of a baseline, or merges two of them. An entry that is silently ignored would look like one
that holds.`,
	})
	Fixed = Rules.Add(schema.Rule{
		ID: "BASELINE_FIXED", Severity: schema.Warning, Title: "A baseline has findings that exist.",
		Why: `An entry without a finding hides the next finding in its place. ` + "`--update-baseline`" + ` removes such entries, and adds
none. Entries are judged by runs that would have found them: of their rule, package and, if the rule compares packages, of all packages of
the module.`,
	})
)
