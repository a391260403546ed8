// The schemas that hhgen writes compile in ajv's strict mode, without permission
// for unions of types, and become types of TypeScript and Python.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { InputData, JSONSchemaInput, FetchingJSONSchemaStore, quicktype } from "quicktype-core";
import { types } from "./types.mjs";
import { validator } from "./validate.mjs";
import { exported, json, root, run } from "./repository.mjs";

test("schemas of all packages", async (t) => {
  const schemas = exported(t);
  assert.ok(Object.keys(schemas).length >= 50, "too few schemas");
  const folder = mkdtempSync(join(root, "e2e", "npm", "types-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, schema] of Object.entries(schemas)) {
    await t.test(name, async () => {
      validator(schema);
      writeFileSync(join(folder, name.replaceAll(/[^a-z0-9]/g, "_") + ".ts"), await types(schema));
    });
  }
  const files = run(folder, "find", ".", "-name", "*.ts").trim().split("\n");
  run(folder, "npx", "--no-install", "tsc", "--strict", "--noEmit", ...files);
});

const chat = json("examples/quickstart/chat/chat.event.schema.json");
const turn = json("examples/quickstart/chat/turn.schema.json");

test("types of json-schema-to-typescript", async () => {
  const text = await types(turn);
  for (const part of [
    "export interface Turn {", "user_id: string;", '"free" | "premium"', "tags?: string[];", "rating?: number;",
    "UserID identifies the end user.", "error?: string;",
  ]) assert.ok(text.includes(part), `no ${part} in:\n${text}`);
  assert.ok(!text.includes("[k: string]"), text);
});

test("types of quicktype", async () => {
  for (const [lang, parts] of [
    ["typescript", ["export interface Event {", "user_id?:", "UserID identifies the end user.", "enum Plan", "tags?:"]],
    ["python", ["class Event:", "user_id: Optional[str]", "class Plan(Enum):"]],
  ]) {
    const input = new JSONSchemaInput(new FetchingJSONSchemaStore());
    await input.addSource({ name: "Event", schema: JSON.stringify(chat) });
    const inputData = new InputData();
    inputData.addInput(input);
    const options = lang === "typescript" ? { "just-types": "true", "prefer-unions": "false" } : { "just-types": "true", "python-version": "3.7" };
    const text = (await quicktype({ inputData, lang, rendererOptions: options })).lines.join("\n");
    for (const part of parts) assert.ok(text.includes(part), `no ${part} in ${lang}:\n${text}`);
  }
});

// events are events of chat, whether they are valid by JSON Schema alone, and
// whether they are with the bounds in bytes.
const events = [
  [{ user_properties: { user_id: "a".repeat(64) } }, true, true],
  [{ user_properties: { user_id: "a".repeat(65) } }, false, false],
  [{ user_properties: { user_id: "ü".repeat(64) } }, true, false],
  [{ feedback: { rating: 6 } }, false, false],
  [{ user_propertys: {} }, false, false],
  [{ metadata: { undeclared: true } }, true, true],
  [{ metrics: { undeclared: true } }, false, false],
];

test("bounds by ajv", () => {
  const valid = validator(chat);
  const plain = validator(chat, { bytes: false });
  for (const [event, alone, inBytes] of events) {
    assert.equal(plain(event), alone, JSON.stringify(event));
    assert.equal(valid(event), inBytes, JSON.stringify(event));
  }
});

const python = spawnSync("python3", ["-c", "import jsonschema"]).status === 0;

test("bounds by jsonschema", { skip: !python && "there is no Python with jsonschema" }, () => {
  const input = JSON.stringify(events.map(([event]) => event));
  const program = [join(root, "e2e/npm/validate.py"), join(root, "examples/quickstart/chat/chat.event.schema.json")];
  const out = execFileSync("python3", program, { input, encoding: "utf8" });
  const errors = JSON.parse(out);
  for (const [i, [event, , inBytes]] of events.entries()) {
    assert.equal(errors[i].length === 0, inBytes, `${JSON.stringify(event)}: ${errors[i]}`);
  }
});
