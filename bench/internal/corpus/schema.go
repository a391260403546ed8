package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// schema is one JSON Schema document that declares all records of a package.
func (c Config) schema(name string) []byte {
	var defs []string
	defs = append(defs, `"Plan":{"type":"string","description":"Plan is the customer's billing plan.","enum":["free","premium"]}`)
	for r := range c.Records {
		record := recordName(r)
		defs = append(defs, fmt.Sprintf("%q:%s", record, recordSchema(record, fieldsOf(record, c.Fields))))
	}
	text := fmt.Sprintf(`{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://%s/%s","$defs":{%s}}`, Module, name, strings.Join(defs, ","))
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		panic(err) // the text is made above
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// recordSchema is the schema of one record, whose properties are the namespaces.
func recordSchema(record string, fields []field) string {
	var properties []string
	for _, namespace := range namespaces(fields) {
		var members, required []string
		for _, f := range fields {
			if f.namespace != namespace {
				continue
			}
			member := strings.TrimSuffix(f.json, "}") + fmt.Sprintf(`,"description":"%s says what it was.","x-hh-go-name":%q}`, f.name, f.name)
			members = append(members, fmt.Sprintf("%q:%s", snake(f.name), member))
			if f.required {
				required = append(required, fmt.Sprintf("%q", snake(f.name)))
			}
		}
		list := ""
		if required != nil {
			list = `,"required":[` + strings.Join(required, ",") + "]"
		}
		properties = append(properties, fmt.Sprintf(`%q:{"type":"object"%s,"properties":{%s}}`, namespace, list, strings.Join(members, ",")))
	}
	return fmt.Sprintf(`{"type":"object","x-hh-record":true,"additionalProperties":false,"description":"%s is one event of the service.","properties":{%s}}`,
		record, strings.Join(properties, ","))
}

// snake is the wire key of a field: the names here have no initialism but ID,
// and none that is followed by a word.
func snake(name string) string {
	var b strings.Builder
	for i, r := range strings.ReplaceAll(name, "ID", "Id") {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}
