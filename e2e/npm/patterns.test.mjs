// The runtime records a string without a violation if ajv takes it for the pattern of
// its key. It reports no_match if ajv rejects it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import Ajv from "ajv/dist/2020.js";
import { copied, run } from "./repository.mjs";

const patterns = [
  "^[A-Z]{2},\\d+$", "a", "^$", "^\\s*\\S+\\s*$", "^.{1,4}$", "^[^]{2}$", "[]", "\\bfoo\\b", "^\\w+$", "^[\\w.-]+@\\w+$", "^(?<year>\\d{4})-(?:0[1-9]|1[0-2])$",
  "^\\u{1F600}+$", "^\\ud83d\\ude00$", "^\\p{L}+$", "^\\P{Lu}*$", "\\p{Script=Greek}", "^[\\p{L}\\p{Nd}_]*$", "\\cJ", "^a|b$", "^(a|bc)*?$", "^\\/\\.\\$$", "^\\x41\\u0042$",
  "^it's \"a=b\", `c`$", "^[\\]\\-^\\\\]+$", "\\p{ASCII}", "^\\p{White_Space}$",
  "^(?=.*[A-Z])(?=.*\\d)[!-~]{4,}$", "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$", "^(?!^[-+.]*$)[+-]?0*(?:\\d{0,3}|\\d{0,2}\\.\\d)$", "^^(?!a|b$)(?=[^\\n]).",
  "(?!.*\\s)^(?=.)", "^(?=[^]{2}$)^\\p{L}*", "^(?!)a", "^(?=)", "^(?!.*\\n)", "^(?=(?<y>\\d+)-)(?:\\d|-)+$",
];

const values = [
  "", "a", "AB,12", "AB,12\n", "ab", "b", "abcbc", " foo ", "foobar", "\u00a0x\u2028", "\ufeff", "\u0085", "\n", "a\nb", "\u2028", "é", "Äö9_", "Ωμέγα", "٣", "😀", "😀😀",
  "\ud7ff", "x@y", "2026-11", "2026-13", "/.$", "AB", "it's \"a=b\", `c`", "]-^\\", "\u212a", "\u017f", "\u180e", "\u0000",
  "12", "-0.5", "+.", ".", "1234.5", "00012",
];

const schema = {
  title: "Patterns", type: "object",
  properties: { metadata: { type: "object", properties: Object.fromEntries(patterns.map((pattern, i) => ["p" + i, { type: "string", pattern }])) } },
};

// program reads strings, and prints the keys of which each is a violation.
const program = `package main

import (
	"encoding/json"
	"os"
	"reflect"

	"github.com/hhgen/hhgen/patterns"
	hh "github.com/hhgen/hhgen/runtime"
)

func main() {
	var values []string
	if err := json.NewDecoder(os.Stdin).Decode(&values); err != nil {
		panic(err)
	}
	all := make([][]string, len(values))
	for i := range values {
		var r patterns.Patterns
		for n := range reflect.TypeOf(r).NumField() {
			reflect.ValueOf(&r).Elem().Field(n).Set(reflect.ValueOf(&values[i]))
		}
		rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { all[i] = append(all[i], v.Key+" "+string(v.Kind)) }))
		patterns.NewEnricher(rt).Attributes(r)
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		panic(err)
	}
}
`;

test("patterns by ajv and at run time", (t) => {
  const copy = copied(t);
  mkdirSync(join(copy, "patterns", "cmd"), { recursive: true });
  writeFileSync(join(copy, "patterns", "patterns.schema.json"), JSON.stringify(schema));
  writeFileSync(join(copy, "patterns", "cmd", "main.go"), program);
  run(copy, "go", "run", "./cmd/hhgen", "--package", "patterns", "patterns/patterns.schema.json");
  const out = execFileSync("go", ["run", "./patterns/cmd"], { cwd: copy, encoding: "utf8", input: JSON.stringify(values) });
  const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
  let rejected = 0;
  for (const [i, violations] of JSON.parse(out).entries()) {
    validate({ metadata: Object.fromEntries(patterns.map((_, n) => ["p" + n, values[i]])) });
    const want = (validate.errors ?? []).map((e) => {
      assert.equal(e.keyword, "pattern");
      return e.instancePath.slice("/metadata/".length) + " no_match";
    });
    assert.deepEqual((violations ?? []).sort(), want.sort(), JSON.stringify(values[i]));
    rejected += want.length;
  }
  assert.ok(rejected > 100 && rejected < patterns.length * values.length - 100, `${rejected} values are rejected`);
});
