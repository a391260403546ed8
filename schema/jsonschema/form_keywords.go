package jsonschema

import (
	"sync"
)

// This file has the meta-schemas of the drafts as a table. A document is checked by it,
// instead of by a validator that reads the published meta-schemas, because to prepare that
// takes longer than to check a document. A test compares the two.

// formKeyword is a keyword of a meta-schema, with the form of its value.
type formKeyword struct {
	name        string
	first, last *draft // that have it; nil for the oldest and the newest
	form        form
}

// formKeywords are the keywords that the meta-schemas of the drafts check.
var formKeywords = []formKeyword{
	{"$schema", nil, draft7, aURI}, {"$schema", draft2019, nil, aString},
	{"$id", draft6, draft7, aReference}, {"$id", draft2019, nil, anID},
	{"id", nil, openAPI3, aString},
	{"$ref", nil, openAPI3, aString}, {"$ref", draft6, draft7, aReference}, {"$ref", draft2019, nil, aString},
	{"$anchor", draft2019, draft2019, anAnchor(`^[A-Za-z][-A-Za-z0-9.:_]*$`)}, {"$anchor", draft2020, nil, anAnchor(newAnchor)},
	{"$dynamicRef", draft2020, nil, aString}, {"$dynamicAnchor", draft2020, nil, anAnchor(newAnchor)},
	{"$recursiveRef", draft2019, nil, aString},
	{"$recursiveAnchor", draft2019, draft2019, aBoolean}, {"$recursiveAnchor", draft2020, nil, anAnchor(newAnchor)},
	{"$vocabulary", draft2019, nil, mapOf(aBoolean)},
	{"$comment", draft7, nil, aString},
	{"$defs", draft2019, nil, mapOf(aSchema)}, {"definitions", nil, nil, mapOf(aSchema)},

	{"title", nil, nil, aString}, {"description", nil, nil, aString},
	{"readOnly", draft7, nil, aBoolean}, {"writeOnly", draft7, nil, aBoolean}, {"deprecated", draft2019, nil, aBoolean},
	{"examples", draft7, nil, aList},
	{"format", nil, nil, aString},
	{"contentMediaType", draft7, nil, aString}, {"contentEncoding", draft7, nil, aString}, {"contentSchema", draft2019, nil, aSchema},

	{"type", nil, nil, anyOf(aType, listOf(aType, notEmpty, unique))},
	{"enum", nil, draft7, listOf(nil, notEmpty, unique)}, {"enum", draft2019, nil, aList},
	{"multipleOf", nil, nil, aPositive},
	{"maximum", nil, nil, aNumber}, {"minimum", nil, nil, aNumber},
	{"exclusiveMaximum", nil, openAPI3, aBoolean}, {"exclusiveMaximum", draft6, nil, aNumber},
	{"exclusiveMinimum", nil, openAPI3, aBoolean}, {"exclusiveMinimum", draft6, nil, aNumber},
	{"maxLength", nil, nil, aCount}, {"minLength", nil, nil, aCount}, {"pattern", nil, nil, aString},
	{"maxItems", nil, nil, aCount}, {"minItems", nil, nil, aCount}, {"uniqueItems", nil, nil, aBoolean},
	{"maxContains", draft2019, nil, aCount}, {"minContains", draft2019, nil, aCount},
	{"maxProperties", nil, nil, aCount}, {"minProperties", nil, nil, aCount},
	{"required", nil, openAPI3, listOf(aString, notEmpty, unique)}, {"required", draft6, nil, listOf(aString, unique)},
	{"dependentRequired", draft2019, nil, mapOf(listOf(aString, unique))},

	{"items", nil, draft2019, anyOf(aSchema, someSchemas)}, {"items", draft2020, nil, aSchema}, {"prefixItems", draft2020, nil, someSchemas},
	{"additionalItems", nil, openAPI3, anyOf(aBoolean, aSchema)}, {"additionalItems", draft6, draft2019, aSchema},
	{"contains", draft6, nil, aSchema},
	{"properties", nil, nil, mapOf(aSchema)}, {"patternProperties", nil, nil, mapOf(aSchema)},
	{"additionalProperties", nil, openAPI3, anyOf(aBoolean, aSchema)}, {"additionalProperties", draft6, nil, aSchema},
	{"propertyNames", draft6, nil, aSchema},
	{"unevaluatedItems", draft2019, nil, aSchema}, {"unevaluatedProperties", draft2019, nil, aSchema},
	{"dependencies", nil, openAPI3, mapOf(anyOf(aSchema, listOf(aString, notEmpty, unique)))},
	{"dependencies", draft6, nil, mapOf(anyOf(aSchema, listOf(aString, unique)))},
	{"dependentSchemas", draft2019, nil, mapOf(aSchema)},
	{"if", draft7, nil, aSchema}, {"then", draft7, nil, aSchema}, {"else", draft7, nil, aSchema}, {"not", nil, nil, aSchema},
	{"allOf", nil, nil, someSchemas}, {"anyOf", nil, nil, someSchemas}, {"oneOf", nil, nil, someSchemas},
}

const newAnchor = `^[A-Za-z_][-A-Za-z0-9._]*$`

// forms are the forms of keywords in one draft.
type forms struct {
	of map[string]form
	// booleans says that true and false are schemas.
	booleans bool
	// pairs says that an exclusive bound needs the bound that it is about.
	pairs bool
}

// formsOf are the forms of each draft, which are made when they are needed.
var formsOf sync.Map // of *draft to *forms

// forms returns the forms of keywords in d.
func (d *draft) forms() *forms {
	if f, ok := formsOf.Load(d); ok {
		return f.(*forms)
	}
	if d == openAPI7 {
		return draft7.forms()
	}
	f := &forms{of: map[string]form{}, booleans: !d.oldBounds, pairs: d.oldBounds}
	for _, k := range formKeywords {
		if (k.first == nil || !d.before(k.first)) && (k.last == nil || !k.last.before(d)) {
			f.of[k.name] = k.form
		}
	}
	formsOf.Store(d, f)
	return f
}
