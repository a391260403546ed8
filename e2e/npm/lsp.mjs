// A module, and the client of VS Code's language server libraries for hhgen lsp.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";
import { root } from "./repository.mjs";

// A Go file with characters that are two UTF-16 units.
export const chat = `// Package chat has the records of a chat.
package chat

import "github.com/hhgen/hhgen/runtime"

// Turn is one turn of a conversation: 🙂.
type Turn struct {
	// Feature is the part of the product that was used.
	Feature hh.Text \`hh:"metadata,maxbytes=32"\`
	/* 🙂 */ Score float64 \`hh:"metrics,minimum=0,maximum=1"\`
}
`;

// hhgen builds the command, and returns its path.
export function hhgen(dir) {
  const path = join(dir, "hhgen");
  execFileSync("go", ["build", "-o", path, "./cmd/hhgen"], { cwd: root });
  return path;
}

// folder makes a folder for one test.
export function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "hhgen-lsp-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// makeModule makes a module that uses this repository, so nothing is downloaded.
export function makeModule(dir, files) {
  const own = readFileSync(join(root, "go.mod"), "utf8");
  const rest = own.slice(own.indexOf("\n")).replace("=> ./runtime", `=> ${root}/runtime`);
  const mod = `module example.com/app\n${rest}\nrequire github.com/hhgen/hhgen v0.0.0\n\nreplace github.com/hhgen/hhgen => ${root}\n`;
  write(join(dir, "go.mod"), mod);
  write(join(dir, "go.sum"), readFileSync(join(root, "go.sum")));
  for (const [name, text] of Object.entries(files)) write(join(dir, name), text);
}

// Client is an editor that has a workspace open.
export class Client {
  diagnostics = new Map(); // by URI
  #waiting = [];

  constructor(command, dir) {
    this.dir = dir;
    this.process = spawn(command, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.ended = new Promise((resolve) => this.process.on("exit", resolve));
    this.connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(this.process.stdout), new protocol.StreamMessageWriter(this.process.stdin));
    this.registered = [];
    this.connection.onRequest(protocol.RegistrationRequest.type, (p) => void this.registered.push(...p.registrations));
    this.connection.onNotification(protocol.PublishDiagnosticsNotification.type, (p) => {
      this.diagnostics.set(p.uri, p);
      this.#waiting = this.#waiting.filter((look) => !look());
    });
    this.connection.listen();
  }

  uri(name) { return pathToFileURL(join(this.dir, name)).href; }

  async initialize() {
    const result = await this.connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid, rootUri: this.uri(""), workspaceFolders: [{ uri: this.uri(""), name: "app" }],
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await this.connection.sendNotification(protocol.InitializedNotification.type, {});
    return result;
  }

  async open(name, text) {
    text ??= readFileSync(join(this.dir, name), "utf8");
    const textDocument = { uri: this.uri(name), languageId: name.endsWith(".go") ? "go" : "json", version: 1, text };
    await this.connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
  }

  async change(name, version, ...contentChanges) {
    const textDocument = { uri: this.uri(name), version };
    await this.connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument, contentChanges });
  }

  async save(name) {
    await this.connection.sendNotification(protocol.DidSaveTextDocumentNotification.type, { textDocument: { uri: this.uri(name) } });
  }

  // found waits until what is found in a file are these rules.
  found(name, ...rules) {
    return new Promise((resolve) => {
      const look = () => {
        const p = this.diagnostics.get(this.uri(name));
        const same = p && p.diagnostics.map((d) => d.code).join() === rules.join();
        if (same) resolve(p.diagnostics);
        return same;
      };
      if (!look()) this.#waiting.push(look);
    });
  }

  async end() {
    await this.connection.sendRequest(protocol.ShutdownRequest.type);
    await this.connection.sendNotification(protocol.ExitNotification.type);
    return this.ended;
  }
}
