package gen_test

// document is a JSON Schema document of the test, and the names of its records
// with the place of each.
type document struct {
	name    string
	text    string
	records []string // places; "" is the document itself
}

// shared is a file that documents refer to. It is no document of a record.
const shared = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema",
	"$defs": {
		"Plan": {"type": "string", "enum": ["free", "premium", "two words"]},
		"Place": {"type": "object", "required": ["city"], "properties": {
			"city": {"type": "string", "maxLength": 6}, "zip": {"type": "string", "x-hh-maxbytes": 5}}}
	}
}`

// documents use every keyword and every kind of value together.
var documents = []document{
	{name: "turn", text: `{
	"$schema": "https://json-schema.org/draft/2020-12/schema",
	"$id": "https://example.com/turn.schema.json", "$comment": "the usual",
	"title": "Turn", "description": "Turn is one exchange.", "type": "object", "additionalProperties": false,
	"required": ["user_properties", "metrics"],
	"properties": {
		"user_properties": {"type": "object", "required": ["user_id", "plan"], "properties": {
			"user_id": {"type": "string", "x-hh-maxbytes": 8, "description": "Who asks."},
			"plan": {"type": "string", "enum": ["free", "premium"]},
			"nickname": {"type": "string"}
		}},
		"metadata": {"type": "object", "additionalProperties": false, "properties": {
			"feature": {"type": "string", "maxLength": 5, "x-hh-go-type": "hh.Text"},
			"both": {"type": "string", "maxLength": 4, "x-hh-maxbytes": 7},
			"policy": {"type": "string", "x-hh-maxbytes": 6, "x-hh-overflow": "drop"},
			"started_at": {"type": "string", "format": "date-time"},
			"kind": {"const": "turn"}
		}},
		"metrics": {"type": "object", "required": ["score"], "properties": {
			"score": {"type": "number", "minimum": 0, "maximum": 1},
			"latency_ms": {"type": "number", "minimum": 0, "maximum": 60000, "x-hh-unit": "ms", "x-hh-go-type": "time.Duration"},
			"tokens": {"type": "integer", "minimum": 0, "x-hh-unit": "tokens"},
			"cached": {"type": "boolean"}
		}}
	}}`},
	{name: "numbers", text: `{
	"title": "Numbers", "type": "object", "required": ["feedback", "metrics"], "properties": {
		"metrics": {"type": "object", "required": ["plain", "closed"], "properties": {
			"plain": {"type": "number"},
			"closed": {"type": "number", "minimum": -1.5, "maximum": 2.25},
			"open": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.3},
			"half": {"type": "number", "minimum": 0.1, "exclusiveMaximum": 1e2},
			"all_four": {"type": "number", "minimum": 0, "exclusiveMinimum": -1, "maximum": 10, "exclusiveMaximum": 9.5},
			"single": {"type": "number", "minimum": -4, "maximum": 4, "x-hh-go-type": "float32"},
			"ratio": {"type": "number", "maximum": 1, "x-hh-go-type": "Ratio"},
			"slim_ratio": {"type": "number", "x-hh-go-type": "SlimRatio", "x-hh-go-underlying": "float32"}
		}},
		"feedback": {"type": "object", "required": ["count"], "properties": {
			"count": {"type": "integer"},
			"stars": {"type": "integer", "minimum": 1, "maximum": 5},
			"inner": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
			"all_four_whole": {"type": "integer", "minimum": 0, "exclusiveMinimum": 0, "maximum": 9, "exclusiveMaximum": 9},
			"octet": {"type": "integer", "minimum": 0, "maximum": 200, "x-hh-go-type": "uint8"},
			"short": {"type": "integer", "minimum": -300, "maximum": 300, "x-hh-go-type": "int16"},
			"medium": {"type": "integer", "x-hh-go-type": "int32"},
			"long": {"type": "integer", "minimum": -9223372036854775807, "maximum": 9223372036854775806, "x-hh-go-type": "int64"},
			"unsigned": {"type": "integer", "minimum": 1, "x-hh-go-type": "uint64"},
			"port": {"type": "integer", "minimum": 1, "maximum": 49151, "x-hh-go-type": "Port", "x-hh-go-underlying": "uint16"},
			"level": {"type": "integer", "maximum": 1e2, "x-hh-go-type": "Level"}
		}}
	}}`},
	{name: "lists", text: `{
	"title": "Lists", "type": "object", "required": ["metrics"], "properties": {
		"metadata": {"type": "object", "properties": {
			"tags": {"type": "array", "maxItems": 4, "items": {"type": "string", "x-hh-maxbytes": 5}},
			"labels": {"type": "array", "maxItems": 2, "x-hh-go-type": "Labels", "items": {"type": "string", "maxLength": 3}},
			"nullable": {"type": "array", "maxItems": 3, "items": {"type": ["string", "null"], "x-hh-maxbytes": 4}},
			"plans": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/Plan"}},
			"maybe_plans": {"type": "array", "maxItems": 3, "items": {"type": ["string", "null"], "enum": ["a", null, "b"], "x-hh-go-type": "MaybePlan"}},
			"times": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "date-time"}},
			"many": {"type": "array", "maxItems": 200, "items": {"type": "boolean"}},
			"words": {"type": "array", "maxItems": 2, "items": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 2}}}
		}},
		"metrics": {"type": "object", "required": ["fixed"], "properties": {
			"fixed": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "number", "maximum": 1}},
			"maybe_fixed": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["integer", "null"], "minimum": 0}},
			"matrix": {"type": "array", "maxItems": 3, "items": {"type": "array", "maxItems": 3, "items": {"type": "number"}}},
			"grid": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "array", "maxItems": 2, "items": {"type": "boolean"}}},
			"pairs": {"type": "array", "maxItems": 2, "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer"}}},
			"maybe_pairs": {"type": "array", "maxItems": 3, "items": {"type": ["array", "null"], "minItems": 2, "maxItems": 2, "items": {"type": "integer"}}},
			"octets": {"type": "array", "maxItems": 3, "items": {"type": "integer", "minimum": 0, "maximum": 99, "x-hh-go-type": "uint8"}},
			"maybe_numbers": {"type": "array", "maxItems": 3, "items": {"type": ["number", "null"], "exclusiveMaximum": 1}}
		}},
		"outputs": {"type": "object", "properties": {
			"points": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/Point"}},
			"maybe_points": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/PointOrNull"}}
		}}
	},
	"$defs": {
		"Plan": {"enum": ["free", "premium"]},
		"Point": {"type": "object", "required": ["x_pos"], "properties": {"x_pos": {"type": "integer"}, "y_pos": {"type": "integer"}}},
		"PointOrNull": {"type": ["object", "null"], "x-hh-go-type": "Point", "required": ["x_pos"], "properties": {"x_pos": {"type": "integer"}, "y_pos": {"type": "integer"}}}
	}}`},
	{name: "maps", text: `{
	"title": "Maps", "type": "object", "properties": {
		"metrics": {"type": "object", "properties": {
			"counts": {"type": "object", "maxProperties": 3, "additionalProperties": {"type": "integer", "minimum": 0}},
			"by_plan": {"type": "object", "maxProperties": 2, "x-hh-go-key": "Plan", "additionalProperties": {"type": "number", "maximum": 1}},
			"maybe": {"type": "object", "maxProperties": 3, "additionalProperties": {"type": ["boolean", "null"]}}
		}},
		"outputs": {"type": "object", "properties": {
			"places": {"type": "object", "maxProperties": 2, "additionalProperties": {"$ref": "shared.json#/$defs/Place"}},
			"groups": {"type": "object", "maxProperties": 2, "x-hh-go-type": "Groups", "additionalProperties": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 3}}},
			"tree": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "string", "x-hh-maxbytes": 4}}},
			"plans": {"type": "object", "x-hh-maxitems": 2, "additionalProperties": {"$ref": "#/$defs/Plan"}}
		}}
	},
	"$defs": {"Plan": {"type": "string", "enum": ["free", "premium"]}}}`},
	{name: "nested", text: `{
	"title": "Nested", "type": "object", "required": ["inputs"], "properties": {
		"inputs": {"type": "object", "required": ["request"], "properties": {
			"request": {"type": "object", "required": ["model", "options"], "additionalProperties": false, "properties": {
				"model": {"type": "string", "enum": ["gpt-4o", "claude"], "x-hh-go-names": ["GPT", "Claude"]},
				"options": {"type": "object", "required": ["temperature"], "properties": {
					"temperature": {"type": "number", "minimum": 0, "maximum": 2},
					"stop": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 4}},
					"limits": {"type": "object", "properties": {
						"tokens": {"type": "integer", "minimum": 1, "maximum": 4096},
						"deadline": {"type": "string", "format": "date-time"},
						"timeout_s": {"type": "number", "maximum": 30, "x-hh-unit": "s", "x-hh-go-type": "time.Duration"}
					}}
				}},
				"maybe": {"type": ["string", "null"], "maxLength": 3},
				"extra": {"x-hh-maxitems": 3, "x-hh-maxbytes": 5}
			}},
			"place": {"$ref": "shared.json#/$defs/Place", "description": "Where."},
			"home": {"$ref": "shared.json#/$defs/Place"}
		}}
	}}`},
	{name: "inline", text: `{
	"title": "Inline", "type": "object", "required": ["metrics"], "properties": {
		"metrics": {"type": "object", "required": ["score"],
			"properties": {"score": {"type": "number"}},
			"additionalProperties": {"type": "integer", "minimum": 0, "maximum": 9, "x-hh-inline": true, "x-hh-maxitems": 3}},
		"metadata": {"type": "object",
			"properties": {"feature": {"type": "string", "maxLength": 4}},
			"additionalProperties": {"x-hh-maxitems": 4, "x-hh-maxbytes": 6}},
		"outputs": {"type": "object",
			"additionalProperties": {"x-hh-go-type": "encoding/json.RawMessage", "x-hh-maxitems": 4, "x-hh-maxbytes": 6, "x-hh-go-name": "Result"}},
		"config": {"type": "object",
			"additionalProperties": {"type": "string", "x-hh-maxbytes": 5, "x-hh-maxitems": 2, "x-hh-inline": {"key": "Option", "type": "Options"}}},
		"feedback": {"type": "object",
			"additionalProperties": {"type": "object", "x-hh-maxitems": 2, "x-hh-go-type": "Judgement", "required": ["good"], "properties": {"good": {"type": "boolean"}, "why": {"type": "string", "maxLength": 3}}}}
	}}`},
	{name: "dynamic", text: `{
	"title": "Dynamic", "type": "object", "properties": {
		"inputs": {"type": "object", "properties": {
			"anything": {"x-hh-maxitems": 5, "x-hh-maxbytes": 6},
			"drop": {"x-hh-maxitems": 5, "x-hh-maxbytes": 6, "x-hh-overflow": "drop"},
			"unbounded": {"x-hh-maxitems": 3, "examples": [{"a": 1}, "b"]}
		}},
		"config": {"type": "object", "properties": {
			"raw": {"x-hh-maxitems": 5, "x-hh-maxbytes": 6, "x-hh-go-type": "encoding/json.RawMessage"},
			"raw_object": {"type": "object", "x-hh-maxitems": 5, "x-hh-maxbytes": 6, "x-hh-go-type": "encoding/json.RawMessage"},
			"object": {"type": "object", "x-hh-maxitems": 4, "x-hh-maxbytes": 6},
			"objects": {"type": "object", "additionalProperties": true, "x-hh-maxitems": 4, "x-hh-maxbytes": 6, "x-hh-go-type": "Settings"}
		}},
		"user_properties": {"type": "object", "properties": {
			"profile": {"x-hh-maxitems": 3, "x-hh-maxbytes": 2000, "x-hh-large": true, "x-hh-go-type": "encoding/json.RawMessage"}
		}}
	}}`},
	{name: "span", text: `{
	"title": "Span", "type": "object", "properties": {
		"error": {"type": "string", "x-hh-maxbytes": 12, "description": "What went wrong."},
		"event_id": {"type": "string", "format": "uuid"},
		"metadata": {"type": "object", "properties": {
			"request": {"type": "string", "format": "uuid"},
			"day": {"type": "string", "format": "date"},
			"address": {"type": "string", "format": "ipv4"},
			"peer": {"type": "string", "format": "ipv4", "x-hh-go-type": "net/netip.Addr", "x-hh-marshaler": "value"},
			"big": {"type": "string", "x-hh-maxbytes": 4, "x-hh-go-type": "math/big.Int", "x-hh-marshaler": "address"},
			"mail": {"type": "string", "format": "email", "maxLength": 20}
		}}
	}}`},
	{name: "draft7", text: `{
	"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.com/draft7.schema.json",
	"title": "Seventh", "type": "object", "required": ["metrics", "metadata"], "properties": {
		"metrics": {"type": "object", "required": ["share"], "properties": {
			"share": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
			"kind": {"$ref": "#/definitions/plan_kind"}
		}},
		"metadata": {"type": "object", "required": ["plan"], "properties": {
			"plan": {"$ref": "#/definitions/plan_kind"},
			"only": {"type": "string", "const": "this"},
			"at": {"type": "string", "format": "date-time"},
			"history": {"type": "array", "maxItems": 2, "items": {"$ref": "#/definitions/step"}}
		}}
	},
	"definitions": {
		"plan_kind": {"type": "string", "enum": ["free", "premium"]},
		"step": {"type": "object", "required": ["name"], "properties": {
			"name": {"type": "string", "maxLength": 4}, "took_us": {"type": "number", "x-hh-unit": "us", "x-hh-go-type": "time.Duration"}}}
	}}`},
	{name: "spelled", text: `{
	"$schema": "https://json-schema.org/draft/2020-12/schema",
	"x-hh-go-name": "Spelled", "title": "Spelled otherwise", "x-hh-constructor": "MakeSpelled",
	"x-hh-order": ["Score", "TenantID", "Name", "Build", "Rating", "Old"],
	"type": "object", "required": ["metrics", "user_properties"], "properties": {
		"user_properties": {"type": "object", "required": ["tenant_id"], "properties": {
			"tenant_id": {"type": "string", "x-hh-maxbytes": 6, "x-hh-go-embedded": [{"name": "Tenant", "type": "Tenant"}]}
		}},
		"metadata": {"type": "object", "properties": {
			"name": {"type": "string", "x-hh-maxbytes": 5, "x-hh-setter": "SetName", "default": "none", "examples": ["a", "b"]},
			"build": {"type": "string", "maxLength": 7, "x-hh-go-embedded": [{"name": "Build_", "type": "Build_", "pointer": true}]},
			"old": {"type": "string", "maxLength": 3, "deprecated": true, "x-hh-deprecated": "use name"}
		}},
		"metrics": {"type": "object", "required": ["score"], "properties": {
			"score": {"type": "number", "minimum": 0, "maximum": 1},
			"stars": {"type": "integer", "x-hh-go-name": "Rating", "minimum": 1, "maximum": 5, "x-hh-omitzero": true}
		}}
	}}`},
	{name: "records", records: []string{"#/$defs/First", "#/$defs/Second"}, text: `{
	"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {
		"First": {"x-hh-record": true, "type": "object", "required": ["metrics"], "properties": {
			"metrics": {"type": "object", "required": ["one"], "properties": {"one": {"type": "integer", "maximum": 3}, "both": {"$ref": "#/$defs/Level"}}}}},
		"Second": {"x-hh-record": true, "type": "object", "properties": {
			"metrics": {"type": "object", "properties": {"two": {"type": "number", "minimum": 3}, "both": {"$ref": "#/$defs/Level"}}},
			"config": {"type": "object", "properties": {"place": {"$ref": "shared.json#/$defs/Place"}}}}},
		"Level": {"type": "string", "enum": ["low", "high"]}
	}}`},
	{name: "refs", text: `{
	"title": "Refs", "type": "object", "required": ["user_properties"], "properties": {
		"user_properties": {"$ref": "#/$defs/User"},
		"metadata": {"type": "object", "properties": {
			"short": {"$ref": "#/$defs/Text", "x-hh-maxbytes": 5},
			"characters": {"$ref": "#/$defs/Text", "maxLength": 3},
			"large": {"type": "string", "x-hh-maxbytes": 2000, "x-hh-large": true},
			"large_characters": {"type": "string", "maxLength": 500, "x-hh-large": true},
			"share": {"$ref": "#/$defs/Share", "maximum": 0.5}
		}}
	},
	"$defs": {
		"User": {"type": "object", "required": ["plan"], "properties": {"plan": {"$ref": "shared.json#/$defs/Plan"}, "name": {"$ref": "#/$defs/Again"}}},
		"Text": {"type": "string"},
		"Again": {"$ref": "#/$defs/Text"},
		"Share": {"type": "number", "minimum": 0}
	}}`},
	{name: "durations", text: `{
	"title": "Durations", "type": "object", "required": ["metrics"], "properties": {
		"metrics": {"type": "object", "required": ["took_ns"], "properties": {
			"took_ns": {"type": "number", "x-hh-unit": "ns", "x-hh-go-type": "time.Duration"},
			"took_us": {"type": "number", "minimum": 0, "maximum": 1000, "x-hh-unit": "us", "x-hh-go-type": "time.Duration"},
			"took_ms": {"type": "number", "exclusiveMinimum": -5, "exclusiveMaximum": 5, "x-hh-unit": "ms", "x-hh-go-type": "time.Duration"},
			"took_s": {"type": "number", "maximum": 0.5, "x-hh-unit": "s", "x-hh-go-type": "time.Duration"},
			"took_min": {"type": "number", "maximum": 90, "x-hh-unit": "min", "x-hh-go-type": "time.Duration"},
			"took_h": {"type": "number", "exclusiveMaximum": 24, "x-hh-unit": "h", "x-hh-go-type": "time.Duration"},
			"steps_ms": {"type": "array", "maxItems": 3, "items": {"type": "number", "maximum": 100, "x-hh-unit": "ms", "x-hh-go-type": "time.Duration"}},
			"maybe_ms": {"type": "array", "maxItems": 3, "items": {"type": ["number", "null"], "x-hh-unit": "ms", "x-hh-go-type": "time.Duration"}},
			"by_step_s": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "number", "x-hh-unit": "s", "x-hh-go-type": "time.Duration"}}
		}}
	}}`},
}
