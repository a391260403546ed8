// What the tests read of the repository.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export const json = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));

// run runs a program in a folder, and shows what it printed if it fails.
export function run(cwd, program, ...args) {
  return execFileSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
}

const packages = [
  "./examples/...", "./runtime/testdata/chat", "./runtime/testdata/kinds/...", "./runtime/testdata/wire",
  "./testdata/sizes", "./testdata/turn",
];

// copied copies the repository.
export function copied(t) {
  const copy = mkdtempSync(join(tmpdir(), "hhgen-npm-"));
  t.after(() => rmSync(copy, { recursive: true }));
  for (const name of run(root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean)) {
    cpSync(join(root, name), join(copy, name));
  }
  return copy;
}

// exported writes the schemas of the repository's packages in a copy of it, and
// returns them by their paths.
export function exported(t) {
  const copy = copied(t);
  run(copy, "go", "run", "./cmd/hhgen", "schema", ...packages);
  run(copy, "go", "run", "./cmd/hhgen", "schema", "--event", ...packages);
  const found = {};
  for (const below of ["examples", "runtime", "testdata"]) {
    const names = run(copy, "find", below, "-name", "*.schema.json").trim().split("\n");
    for (const name of names) found[name] = JSON.parse(readFileSync(join(copy, name), "utf8"));
  }
  return found;
}
