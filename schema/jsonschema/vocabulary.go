package jsonschema

// MetaSchemaURL is the $id of the meta-schema of this dialect: JSON Schema
// 2020-12 with the vocabulary of the x-hh- keywords.
const MetaSchemaURL = "https://github.com/hhgen/hhgen/schema/jsonschema/meta/vocabulary.json"
