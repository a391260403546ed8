// A service of npm's OpenTelemetry SDK, which sends what no compiler of Go has seen, is
// held against the schemas of the quick start, over both protocols of HTTP.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { hhgen as build } from "./lsp.mjs";
import { root } from "./repository.mjs";

const service = join(root, "e2e", "npm", "service.mjs");

test("the SDK's spans against schemas", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hhgen-otlp-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const hhgen = build(folder);
  const live = (protocol, ...args) => spawnSync(hhgen, ["live", "./examples/quickstart/chat", "--", "node", service, ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, NO_COLOR: "1" } });
  for (const protocol of ["http/json", "http/protobuf"]) {
    await t.test(protocol, () => {
      const right = live(protocol);
      assert.equal(right.status, 0, right.stdout + right.stderr);
      assert.match(right.stdout, /^7 keys in 3 spans of 1 service: 7 as declared$/m);
      const wrong = live(protocol, "wrong");
      assert.equal(wrong.status, 1, wrong.stdout + wrong.stderr);
      for (const part of [/honeyhive_metadata\.userId.*\(SENT_NAMESPACE\)/, /feedback\.rating.*\(SENT_TYPE\)/, /33 of 32 bytes.*\(SENT_BYTES\)/]) assert.match(wrong.stdout, part);
    });
  }
});
