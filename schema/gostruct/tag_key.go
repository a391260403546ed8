package gostruct

import (
	"fmt"
	"go/ast"
	"go/token"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// pair is one key:"value" of a struct tag, as package reflect reads it.
type pair struct {
	key, value string
	offset     int // of the key
}

// pairsOf splits a struct tag. rest is the part that package reflect does not
// read: it begins at the first piece that is not a pair. pairsOf runs for each
// tag of each struct.
func pairsOf(raw string) (pairs []pair, rest string) {
	for at := 0; ; {
		at += len(raw[at:]) - len(strings.TrimLeft(raw[at:], " "))
		rest = raw[at:]
		key := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || r == ':' || r == '"' || r == 0x7f })
		if key <= 0 || !strings.HasPrefix(rest[key:], `:"`) {
			return pairs, rest
		}
		quoted, err := strconv.QuotedPrefix(rest[key+1:])
		if err != nil {
			return pairs, rest
		}
		value, _ := strconv.Unquote(quoted) // it was quoted
		pairs = append(pairs, pair{rest[:key], value, at})
		at += key + 1 + len(quoted)
	}
}

// almostTag is a piece of a struct tag that mentions hh and is not a pair:
// hh:metrics, hh: "metrics", h h:"metrics", HH=metrics, hh;"metrics",
// "hh":"metrics".
var almostTag = regexp.MustCompile(`(?i)(^|[\s,;"'])h ?h["']? *([:="]|[;,.]")`)

// malformed reports whether a struct tag mentions hh, but has no such key.
func malformed(raw string) bool {
	if _, ok := tagOf(raw); ok {
		return false
	}
	pairs, rest := pairsOf(raw)
	return rest != "" && almostTag.MatchString(rest) || slices.ContainsFunc(pairs, func(p pair) bool {
		return strings.Trim(p.key, ",;'=`") == "hh" // json:"name",hh:"metrics"
	})
}

// singleBackslash finds a backslash that begins no escape of a Go string, in the value
// of hh.
var singleBackslash = regexp.MustCompile(`(^| )hh:"([^"\\]|\\.)*"`)

// malformedFix is advice about a malformed tag.
func malformedFix(raw string) string {
	_, rest := pairsOf(raw)
	if value := singleBackslash.FindString(rest); value != "" {
		return `write two backslashes for each one, as in pattern='^\\d+$'`
	}
	return "write `hh:\"namespace,option=value\"`"
}

// misspelt finds the key of a struct tag that looks like a misspelt hh. If a
// tag also has hh, even hh:"-", the other key belongs to another package.
func misspelt(raw string) (p pair, ok bool) {
	if _, ok := tagOf(raw); ok {
		return pair{}, false
	}
	pairs, _ := pairsOf(raw)
	i := slices.IndexFunc(pairs, pair.misspelt)
	if i < 0 {
		return pair{}, false
	}
	return pairs[i], true
}

// misspelt reports whether a key is hh in another case, or is similar to hh or
// unknown and has a value of hhgen's.
func (p pair) misspelt() bool {
	key := strings.ToLower(p.key)
	if key == "hh" || slices.Contains(otherKeys, key) {
		return key == "hh"
	}
	value := splitOptions(p.value)
	first := strings.TrimSpace(value[0].text)
	namespace := slices.ContainsFunc(schema.Namespaces, func(n schema.Namespace) bool { return strings.EqualFold(string(n), first) })
	options := slices.ContainsFunc(value[1:], func(o part) bool { return ownOption.MatchString(o.text) })
	if nearHH(key) || strings.HasPrefix(key, "hh") || strings.HasPrefix(key, "honey") {
		return namespace || options || p.value == ","
	}
	return namespace && options
}

// nearHH reports whether a key differs from hh by one letter, which is missing,
// added or changed.
func nearHH(key string) bool {
	switch len(key) {
	case 1:
		return key == "h"
	case 2:
		return key[0] == 'h' || key[1] == 'h'
	case 3:
		return strings.Count(key, "h") >= 2
	}
	return false
}

// ownOption is an option that is rare in tags of other packages.
var ownOption = regexp.MustCompile(`(?i)^ *(maxbytes|maxlength|maxitems|pattern|minimum|maximum|above|below|unit|overflow|moved-from) *=`)

// otherKeys are tag keys of well-known packages, whose values are often names
// of fields, such as metadata or config.
var otherKeys = strings.Fields(`
	arg asn1 avro bigquery binding boil bson bun cbor ch column cql csv datastore db default desc dynamo dynamodbav env
	envconfig example faker firestore flag form graphql gorm graph hash hcl header help http ini json jsonapi jsonschema koanf
	long mapstructure msg msgpack neo4j orm param parquet path pg pgx plist properties protobuf query redis schema short
	spanner sql structs swagger tfsdk toml url uri validate xlsx xml xorm yaml`)

// tagKeys reports tags whose key looks like hh, in all structs of a file: a
// struct with only misspelt keys is not a record.
func (l *loader) tagKeys(f *ast.File) {
	own := !ast.IsGenerated(f)
	for loss := range tagLosses(f) {
		e := l.errs.Add(l.position(loss.pos), loss.Rule, "%s", loss.Message)
		l.fixTag(e, syntax{pos: loss.pos, tag: loss.tag, own: own})
	}
}

// tagLosses finds the tags below a node that have no hh but seem to mean it.
func tagLosses(n ast.Node) iter.Seq[Loss] {
	return func(yield func(Loss) bool) {
		more := true
		ast.Inspect(n, func(n ast.Node) bool {
			s, ok := n.(*ast.StructType)
			if !ok {
				return more
			}
			for _, field := range s.Fields.List {
				if field.Tag == nil {
					continue
				}
				raw, _ := strconv.Unquote(field.Tag.Value) // a string, since the file was parsed
				rule, p, message := almost(raw)
				for _, id := range namesIn(field) {
					if rule != nil && more {
						more = yield(lossOf(id, field.Tag, rule, p, message))
					}
				}
			}
			return more
		})
	}
}

// lossOf makes a loss of the result of [almost] for the tag of a field.
func lossOf(id *ast.Ident, tag *ast.BasicLit, rule *schema.Rule, p pair, message string) Loss {
	loss := Loss{Rule: rule, Message: message, pos: id.Pos(), end: id.End(), tag: tag}
	if rule == schema.TagKey {
		loss.pos, loss.end = inTag(tag, p.offset), tag.End()
	}
	return loss
}

// namesIn are the names of a field; that of its type, if it is embedded.
func namesIn(field *ast.Field) []*ast.Ident {
	if field.Names != nil {
		return field.Names
	}
	if id := embeddedName(field.Type); id != nil {
		return []*ast.Ident{id}
	}
	return nil
}

// almost checks a struct tag that has no hh but may mean it. It returns the
// rule that is broken, the misspelt key and the message; rule is nil if the tag
// is fine.
func almost(raw string) (rule *schema.Rule, p pair, message string) {
	if malformed(raw) {
		return schema.TagSyntax, p, fmt.Sprintf("struct tag %q is malformed: %s", raw, malformedFix(raw))
	}
	if p, ok := misspelt(raw); ok {
		return schema.TagKey, p, fmt.Sprintf(
			"tag key %q looks like a misspelt hh: write `hh:%q`, or add `hh:\"-\"` if another package reads it", p.key, p.value)
	}
	return nil, p, ""
}

// almost reports a struct tag without hh that seems to mean it. It returns
// whether it reported one. If the source is not available, n has no tag.
func (l *loader) almost(raw string, n syntax, pos token.Position) bool {
	rule, p, message := almost(raw)
	if rule == schema.TagKey && n.tag != nil {
		pos = l.position(inTag(n.tag, p.offset))
	}
	if rule != nil {
		l.fixTag(l.errs.Add(pos, rule, "%s", message), n)
	}
	return rule != nil
}

// inTag is the position of an offset in a struct tag. If the tag is not a raw
// string, it is the position of the tag.
func inTag(tag *ast.BasicLit, offset int) token.Pos {
	if tag.Value[0] != '`' {
		return tag.Pos()
	}
	return tag.Pos() + token.Pos(1+offset)
}
