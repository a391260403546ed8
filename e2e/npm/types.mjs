// How a TypeScript service gets its types.
import { compile } from "json-schema-to-typescript";

// types are the TypeScript types of a schema that hhgen has written. Lists are
// arrays, and not tuples of each length.
export function types(schema) {
  return compile(schema, "Event", { ignoreMinAndMaxItems: true });
}
