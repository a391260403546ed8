// Services in TypeScript and Python under a schema of Go structs, as
// docs/other-languages.md shows them.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { hhgen } from "./lsp.mjs";
import { root } from "./repository.mjs";

const here = join(root, "e2e", "npm");
const schema = join(root, "examples/quickstart/chat/chat.event.schema.json");
const source = readFileSync(join(here, "summaries.ts"), "utf8");

// main runs the service in a span, and sends it.
const main = `import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { summarize } from "./summaries.js";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
provider.register();
trace.getTracer("summaries").startActiveSpan("summarize", (span) => {
  span.setAttribute("honeyhive.session_id", "11111111-2222-4333-8444-555555555555");
  summarize("u-17");
  span.end();
});
await provider.shutdown();
`;

// compile compiles a service with the types of the schema.
function compile(folder, text) {
  writeFileSync(join(folder, "summaries.ts"), text);
  return spawnSync("npx", ["--no-install", "tsc", "--strict", "--module", "nodenext", "--target", "es2022", "summaries.ts"], { cwd: folder, encoding: "utf8" });
}

test("a service in TypeScript", (t) => {
  const folder = mkdtempSync(join(here, "types-")); // where packages of npm are found
  t.after(() => rmSync(folder, { recursive: true }));
  execFileSync("npx", ["--no-install", "json2ts", "--ignoreMinAndMaxItems", "-i", schema, "-o", join(folder, "chat.ts")], { cwd: here });
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  for (const [right, wrong, message] of [
    ['user_id: user', 'userId: user', /'userId' does not exist/],
    ['"premium"', '"premum"', /'"premum"' is not assignable/],
    ['score: 0.93', 'score: "0.93"', /'string' is not assignable to type 'number/],
  ]) {
    const { status, stdout } = compile(folder, source.replace(right, wrong));
    assert.notEqual(status, 0, wrong);
    assert.match(stdout, message);
  }
  const { status, stdout } = compile(folder, source);
  assert.equal(status, 0, stdout);

  // What it sends is as declared.
  writeFileSync(join(folder, "main.js"), main);
  const live = spawnSync(hhgen(folder), ["live", "./examples/quickstart/chat", "--", "node", join(folder, "main.js")],
    { cwd: root, encoding: "utf8", env: { ...process.env, OTEL_SERVICE_NAME: "summaries", NO_COLOR: "1" } });
  assert.equal(live.status, 0, live.stdout + live.stderr);
  assert.match(live.stdout, /^5 keys in 1 span of 1 service: 5 as declared$/m);
});

const withoutPython = spawnSync("python3", ["-c", "import jsonschema"]).status === 0 ? false : "there is no Python with jsonschema";

test("a service in Python", { skip: withoutPython }, () => {
  const page = readFileSync(join(root, "docs/other-languages.md"), "utf8");
  const shown = page.match(/```python test_summaries\.py\n(.*?)```/s)[1].replaceAll("chat/chat.event.schema.json", schema);
  const run = (text) => spawnSync("python3", ["-c", `${text}\ntest_event()`], { cwd: here, encoding: "utf8" });
  const { status, stderr } = run(shown);
  assert.equal(status, 0, stderr);
  assert.notEqual(run(shown.replace('"premium"', '"premum"')).status, 0);
  assert.notEqual(run(shown.replace('"user_id"', '"userId"')).status, 0);
});
