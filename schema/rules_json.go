package schema

// The rules about JSON Schema.
var (
	JSONSyntax = Rules.Add(Rule{
		ID: "JSON_SYNTAX", Failure: true, Title: "A schema document is JSON.",
		Why: `A document that cannot be read has no schema. A name that occurs twice in an object is an error too: readers of JSON
disagree on which value counts.`,
	})
	MetaSchema = Rules.Add(Rule{
		ID: "META_SCHEMA", Title: "A document follows its meta-schema.",
		Why: `The meta-schema of a draft says which values a keyword takes. A document that breaks it means something different to
each tool.`,
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "text"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string"}}}}
}`,
	})
	KeywordUnknown = Rules.Add(Rule{
		ID: "KEYWORD_UNKNOWN", Title: "A schema has known keywords only.",
		Why: "JSON Schema ignores keywords that it does not know, so a misspelt bound would have no effect.",
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string", "maxLenght": 32}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string", "maxLength": 32}}}}
}`,
	})
	KeywordRefused = Rules.Add(Rule{
		ID: "KEYWORD_REFUSED", Title: "A keyword has an effect where it is used.",
		Why: `Nothing checks contains when a value is recorded, and an option of a field has no effect on an item of a
list. A keyword without effect looks like a promise.`,
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string", "not": {"const": "none"}}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string"}}}}
}`,
	})
	KeywordValue = Rules.Add(Rule{
		ID: "KEYWORD_VALUE", Title: "A keyword has a value that hhgen can use.",
		Why: `Some values are valid JSON Schema but describe nothing that could be recorded: a type that is only null, or an enum
of objects.`,
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "null"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": ["string", "null"]}}}}
}`,
	})
	RefUnresolved = Rules.Add(Rule{
		ID: "REF_UNRESOLVED", Title: "A reference leads to a schema.",
		Why: "A $ref whose target is missing would leave a field without a type.",
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"$ref": "#/$defs/Plan"}}}},
  "$defs": {"Plans": {"type": "string"}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"$ref": "#/$defs/Plan"}}}},
  "$defs": {"Plan": {"type": "string"}}
}`,
	})
	RefRemote = Rules.Add(Rule{
		ID: "REF_REMOTE", Title: "A reference stays within the module.",
		Why: `Generating must give the same result everywhere, so it reads nothing from the network, and no file that another
machine may lack. Copy the schema into the module.`,
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"$ref": "https://example.com/plan.json"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"$ref": "#/$defs/Plan"}}}},
  "$defs": {"Plan": {"type": "string"}}
}`,
	})
	NamespaceUnknown = Rules.Add(Rule{
		ID: "NAMESPACE_UNKNOWN", Title: "The properties of a record are namespaces.",
		Why: "A document describes an event of HoneyHive: metadata, metrics, feedback and so on, with the keys within them.",
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metdata": {"type": "object", "properties": {"plan": {"type": "string"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string"}}}}
}`,
	})
	GoNameInvalid = Rules.Add(Rule{
		ID: "GO_NAME_INVALID", Title: "A name in Go code is a Go identifier.",
		Why: "A key such as 2fa does not make an exported name. x-hh-go-name sets the name of a field, and x-hh-go-type that of a type.",
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string", "x-hh-go-name": "the plan"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string", "x-hh-go-name": "ThePlan"}}}}
}`,
	})
	GoNameTwice = Rules.Add(Rule{
		ID: "GO_NAME_TWICE", Title: "Each key and each value of an enum has a Go name of its own.",
		Why: "Keys that differ only in punctuation or case make the same Go name. x-hh-go-name gives one of them another name.",
		Before: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"a_b": {"type": "string"}, "ab": {"type": "string", "x-hh-go-name": "AB"}}}}
}`,
		After: `{
  "title": "Turn",
  "type": "object",
  "properties": {"metadata": {"type": "object", "properties": {"plan": {"type": "string"}, "tier": {"type": "string"}}}}
}`,
	})
	TypeConflict = Rules.Add(Rule{
		ID: "TYPE_CONFLICT", Title: "A Go type has one declaration.",
		Why: `Two objects or enums whose names make the same Go type must be the same. x-hh-go-type gives one of them another name.`,
	})
)
