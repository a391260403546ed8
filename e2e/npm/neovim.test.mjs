// What Neovim shows of hhgen lsp.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { chat, folder, hhgen, makeModule, write } from "./lsp.mjs";
import { root } from "./repository.mjs";

const absent = spawnSync("nvim", ["--version"]).error ? "there is no nvim: install Neovim" : false;

test("Neovim marks a mistake while it is there", { skip: absent }, (t) => {
  const dir = folder(t);
  const app = join(dir, "app");
  execFileSync(hhgen(dir), ["--version"]);
  makeModule(app, { "chat/chat.go": chat });
  execFileSync(join(dir, "hhgen"), ["./..."], { cwd: app });
  const editors = readFileSync(join(root, "docs/editors.md"), "utf8");
  write(join(dir, "editors.lua"), editors.match(/```lua [^\n]*\n(.*?)```/s)[1]);
  const result = join(dir, "result.json");
  const script = join(dirname(fileURLToPath(import.meta.url)), "neovim.lua");
  const env = { ...process.env, PATH: `${dir}:${process.env.PATH}`, EDITORS: join(dir, "editors.lua"), RESULT: result, XDG_STATE_HOME: dir, XDG_DATA_HOME: dir };
  const { status, stderr } = spawnSync("nvim", ["--headless", "-u", "NONE", "-n", "chat/chat.go", "-S", script], { cwd: app, env, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const { typed, corrected, wanted: [line, column] } = JSON.parse(readFileSync(result, "utf8"));
  assert.deepEqual(typed.map((d) => [d.rule, d.source, d.line, d.column, d.last]), [["TAG_NAMESPACE", "hhgen", line, column, column + "metrcs".length]]);
  assert.equal(corrected, 0);
});
