// What editors show of hhgen lsp, by the client library of VS Code.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import protocol from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { chat, Client, folder, hhgen, makeModule, write } from "./lsp.mjs";

const bot = `// Package bot is a service.
package bot

import (
	"context"

	"example.com/app/chat"
)

func rate(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.WithScore(0.5))
}
`;

const review = `{
  "title": "Review", "description": "Review is what a reader thinks.", "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {
    "comment": {"type": "string", "description": "what was said", "maxLength": 64}
  }}}
}
`;

test("shows what hhgen check finds, while somebody types", async (t) => {
  const dir = folder(t);
  const command = hhgen(dir);
  const app = join(dir, "mit Leerzeichen & Ümlaut");
  makeModule(app, {
    "chat/chat.go": chat, "bot/bot.go": bot, "review/review.schema.json": review,
    "hhgen.yaml": "schemas:\n  ./review: [review.schema.json]\n",
  });
  execFileSync(command, ["./..."], { cwd: app });
  const client = new Client(command, app);
  t.after(() => client.process.kill());
  const { capabilities, serverInfo } = await client.initialize();
  assert.equal(capabilities.positionEncoding, "utf-16");
  assert.equal(serverInfo.name, "hhgen");

  // A typo behind characters of two UTF-16 units, and its fix.
  await client.open("chat/chat.go");
  const at = { line: 9, character: chat.split("\n")[9].indexOf("metrics") };
  await client.change("chat/chat.go", 2, { range: { start: at, end: { line: 9, character: at.character + 7 } }, text: "metrcs" });
  const [typo] = await client.found("chat/chat.go", "TAG_NAMESPACE");
  const wrong = TextDocument.create("x:", "go", 1, chat.replace("metrics", "metrcs"));
  assert.equal(wrong.getText(typo.range), "metrcs");
  assert.match(typo.codeDescription.href, /docs\/rules\/TAG_NAMESPACE\.md$/);
  assert.equal(typo.source, "hhgen");
  assert.equal(typo.severity, protocol.DiagnosticSeverity.Error);
  const [fix] = await client.connection.sendRequest(protocol.CodeActionRequest.type, {
    textDocument: { uri: client.uri("chat/chat.go") }, range: typo.range, context: { diagnostics: [typo] },
  });
  const edits = fix.edit.changes[client.uri("chat/chat.go")];
  assert.equal(TextDocument.applyEdits(wrong, edits), chat);
  await client.change("chat/chat.go", 3, ...edits.map((e) => ({ range: e.range, text: e.newText })));
  await client.found("chat/chat.go");

  // JSON Schema, and a file that is not open.
  await client.open("review/review.schema.json");
  await client.change("review/review.schema.json", 2, { text: review.replace('"string"', '"strin"') });
  const [type] = await client.found("review/review.schema.json", "META_SCHEMA");
  assert.equal(TextDocument.create("x:", "json", 1, review.replace('"string"', '"strin"')).getText(type.range), '"strin"');
  await client.change("review/review.schema.json", 3, { text: review });
  await client.found("review/review.schema.json");
  write(join(app, "chat/chat.go"), chat.replace("maximum=1", "maximum=2"));
  await client.change("chat/chat.go", 4, { text: chat.replace("maximum=1", "maximum=2") });
  await client.save("chat/chat.go");
  await client.found("chat/hh_gen.go", "OUTPUT_STALE");
  execFileSync(command, ["./..."], { cwd: app });
  assert.deepEqual(client.registered.map((r) => r.method), ["workspace/didChangeWatchedFiles"]);
  await client.connection.sendNotification(protocol.DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri("chat/hh_gen.go"), type: protocol.FileChangeType.Changed }],
  });
  await client.found("chat/hh_gen.go");

  // A call site, as it is typed and then saved: what hhgen check prints is what is shown.
  await client.open("bot/bot.go");
  const score = bot.replace("0.5", "93");
  await client.change("bot/bot.go", 2, { text: score });
  const [range] = await client.found("bot/bot.go", "VALUE_RANGE");
  write(join(app, "bot/bot.go"), score);
  const { stdout } = spawnSync(command, ["check", "--format", "json", "./..."], { cwd: app, encoding: "utf8" });
  const found = JSON.parse(stdout).findings;
  assert.deepEqual(found.map((f) => [f.file, f.line, f.column, f.rule, f.message]),
    [["bot/bot.go", range.range.start.line + 1, range.range.start.character + 1, range.code, range.message]]);

  const hover = await client.connection.sendRequest(protocol.HoverRequest.type, {
    textDocument: { uri: client.uri("bot/bot.go") }, position: { line: 10, character: bot.split("\n")[10].indexOf("WithScore") + 3 },
  });
  assert.match(hover.contents.value, /honeyhive_metrics\.score/);
  assert.equal(await client.end(), 0);
});
