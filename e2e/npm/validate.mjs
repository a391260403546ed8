// How a TypeScript service validates what it records.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const vocabulary = JSON.parse(readFileSync(new URL("../../schema/jsonschema/meta/vocabulary.json", import.meta.url)));

const fits = (limit, value) =>
  typeof value === "string" ? Buffer.byteLength(value) <= limit
  : typeof value === "object" && value !== null ? Object.values(value).every((member) => fits(limit, member))
  : true;

// validator compiles a schema that hhgen has written. Ajv counts characters; with
// the keyword x-hh-maxbytes it counts bytes too, of each string in a value.
export function validator(schema, { bytes = true } = {}) {
  const ajv = new Ajv({ strict: true });
  addFormats(ajv);
  const ours = Object.keys(vocabulary.properties);
  ajv.addVocabulary(ours.filter((name) => !bytes || name !== "x-hh-maxbytes"));
  if (bytes) {
    ajv.addKeyword({
      keyword: "x-hh-maxbytes",
      schemaType: "number",
      validate: fits,
    });
  }
  return ajv.compile(schema);
}
