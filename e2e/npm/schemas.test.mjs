// The schemas that hhgen writes compile in ajv's strict mode, without permission
// for unions of types, and become types of TypeScript and Python.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { compile } from "json-schema-to-typescript";
import { InputData, JSONSchemaInput, FetchingJSONSchemaStore, quicktype } from "quicktype-core";
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
      const types = await compile(schema, "Root", { ignoreMinAndMaxItems: true });
      writeFileSync(join(folder, name.replaceAll(/[^a-z0-9]/g, "_") + ".ts"), types);
    });
  }
  const files = run(folder, "find", ".", "-name", "*.ts").trim().split("\n");
  run(folder, "npx", "--no-install", "tsc", "--strict", "--noEmit", ...files);
});

const chat = json("examples/quickstart/chat/chat.event.schema.json");
const turn = json("examples/quickstart/chat/turn.schema.json");

test("types of json-schema-to-typescript", async () => {
  const types = await compile(turn, "Turn", { ignoreMinAndMaxItems: true });
  for (const part of [
    "export interface Turn {", "user_id: string;", '"free" | "premium"', "tags?: string[];", "rating?: number;",
    "UserID identifies the end user.", "error?: string;",
  ]) assert.ok(types.includes(part), `no ${part} in:\n${types}`);
  assert.ok(!types.includes("[k: string]"), types);
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

test("bounds", () => {
  const valid = validator(chat);
  const plain = validator(chat, { bytes: false });
  for (const [event, both, inBytes] of [
    [{ user_properties: { user_id: "a".repeat(64) } }, true, true],
    [{ user_properties: { user_id: "a".repeat(65) } }, false, false],
    [{ user_properties: { user_id: "ü".repeat(64) } }, true, false],
    [{ feedback: { rating: 6 } }, false, false],
    [{ user_propertys: {} }, false, false],
    [{ metadata: { undeclared: true } }, true, true],
    [{ metrics: { undeclared: true } }, false, false],
  ]) {
    assert.equal(plain(event), both, JSON.stringify(event));
    assert.equal(valid(event), inBytes, JSON.stringify(event));
  }
});
