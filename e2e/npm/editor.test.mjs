// What an editor shows of a schema file, with meta/editor.json.
import assert from "node:assert/strict";
import test from "node:test";
import service from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { json } from "./repository.mjs";

const schema = json("schema/jsonschema/meta/editor.json");
const editor = service.getLanguageService({});
editor.configure({ validate: true, schemas: [{ uri: schema.$id, fileMatch: ["*.schema.json"], schema }] });

// at is what the editor shows at | in a text.
async function at(text) {
  const document = TextDocument.create("file:///turn.schema.json", "json", 1, text.replace("|", ""));
  const position = document.positionAt(text.indexOf("|"));
  const parsed = editor.parseJSONDocument(document);
  const completions = await editor.doComplete(document, position, parsed);
  const hover = await editor.doHover(document, position, parsed);
  const marked = await editor.doValidation(document, parsed);
  return {
    offers: completions.items.map((i) => i.label),
    hover: hover ? JSON.stringify(hover.contents) : "",
    marks: marked.map((d) => document.getText(d.range)),
  };
}

const record = (properties) => `{"title": "Turn", "type": "object", "properties": ${properties}}`;
const member = (keywords) => record(`{"metadata": {"type": "object", "properties": {"a": ${keywords}}}}`);

test("completes what belongs to a place", async () => {
  for (const [text, some, none] of [
    [record(`{"|"}`), ["user_properties", "metrics", "error"], ["user_propertys"]],
    [`{"|"}`, ["x-hh-order", "$defs"], ["x-hh-maxbytes", "x-hh-open", "x-hh-unit"]],
    [record(`{"metadata": {"|"}}`), ["x-hh-open"], ["x-hh-maxbytes", "x-hh-order"]],
    [member(`{"type": "string", "|"}`), ["x-hh-maxbytes", "x-hh-overflow", "maxLength"], ["x-hh-unit", "x-hh-open", "maximum"]],
    [member(`{"type": ["number", "null"], "|"}`), ["x-hh-unit", "maximum"], ["x-hh-overflow", "x-hh-maxbytes", "maxLength"]],
    [member(`{"|"}`), ["type", "x-hh-maxitems"], ["x-hh-open", "x-hh-order"]],
  ]) {
    const { offers } = await at(text);
    for (const name of some) assert.ok(offers.includes(name), `${text} does not offer ${name}`);
    for (const name of none) assert.ok(!offers.includes(name), `${text} offers ${name}`);
  }
});

test("explains a keyword", async () => {
  const { hover } = await at(member(`{"type": "number", "x-hh-un|it": "ms"}`));
  assert.match(hover, /Unit of a number/);
});

test("marks mistakes", async () => {
  for (const [text, mark] of [
    [record(`{"user_propertys|": {"type": "object"}}`), `"user_propertys"`],
    [record(`{"metadata": {"type": "object", "x-hh-unit|": "ms"}}`), `"x-hh-unit"`],
    [member(`{"type": "string", "x-hh-maxbyte|": 64}`), `"x-hh-maxbyte"`],
    [member(`{"type": "string", "x-hh-maxbytes|": "64"}`), `"64"`],
  ]) assert.deepEqual((await at(text)).marks, [mark], text);
  for (const name of ["turn", "retrieval"]) {
    const text = JSON.stringify(json(`examples/quickstart/chat/${name}.schema.json`));
    assert.deepEqual((await at(text + "|")).marks, [], name);
  }
});
