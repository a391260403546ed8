package traffic

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/privacy"
)

// enumValue is the form of values that programs choose: a few words. Numbers of
// three digits or more are of ids and versions.
var (
	enumValue  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([ _./:-][A-Za-z0-9]+){0,3}$`)
	longNumber = regexp.MustCompile(`[0-9]{3}`)
)

// freeWords end keys whose values are few only for a while: ids, and what people or
// other companies name.
var freeWords = strings.Fields(`id uuid uid guid key hash digest token code number name title label user customer tenant account
	organization org company team model version revision build commit branch tag host hostname url uri path file filename endpoint
	email phone address text message content prompt question answer query response output input comment note description summary reason
	date time at day month`)

// enum is the type of a key with few values that repeat; nil if they are not.
func (b *builder) enum(n *node, ns schema.Namespace) *schema.Type {
	if t := b.enums[n]; t != nil {
		return t
	}
	v := &n.values
	if v.many || v.empty > 0 || len(v.distinct) < 2 || len(v.distinct) > MostValues ||
		v.total() < EnoughValues || v.total() < EnoughRepeats*len(v.distinct) {
		return nil
	}
	if v.otherType() != "" {
		return nil
	}
	if n.key == "*" || n.free() || b.sensitive(n, ns) != "" {
		return nil
	}
	for s, times := range v.distinct {
		if times < 2 || !enumValue.MatchString(s) || longNumber.MatchString(s) {
			return nil
		}
	}
	t := &schema.Type{Kind: schema.KindString, Go: schema.GoName{Path: b.d.Path}}
	values := slices.SortedFunc(maps.Keys(v.distinct), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	name, constants, ok := b.names.enum(n, values)
	if !ok {
		return nil // two values have one name
	}
	t.Go.Name, t.Doc = name, fmt.Sprintf("%s is one of the values of %s that were seen.", name, n.path)
	for i, s := range values {
		t.Enum = append(t.Enum, schema.EnumMember{Go: schema.GoName{Path: b.d.Path, Name: constants[i]}, Value: s})
	}
	b.enums[n] = t
	return t
}

// free reports whether the end of n's key says that its values are ids or texts.
func (n *node) free() bool {
	key, _ := lastKeys(n)
	parts := schema.KeyWords(key)
	return len(parts) > 0 && slices.Contains(freeWords, parts[len(parts)-1])
}

// sensitive is the kind of secret or personal data that the words of a key name; ""
// for none.
func (b *builder) sensitive(n *node, ns schema.Namespace) privacy.Kind {
	judge := b.d.Sensitive
	if judge == nil {
		judge = privacy.Default()
	}
	path := strings.ReplaceAll(strings.TrimPrefix(n.path, string(ns)+"."), ".*", "")
	return judge.Judge(privacy.Key{Path: path, OfUser: ns == schema.UserProperties, Settings: ns == schema.Config})
}
