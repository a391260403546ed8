package record

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
)

// In this file the fields with the option baggage travel to other services: as members
// of the baggage of requests, and from there to the spans of the service that gets one.

// fieldMember begins the name of a baggage member that holds a field: what follows is
// the namespace and the key, as in hh.user_properties.plan.
const fieldMember = "hh."

// MaxBaggageBytes is the length of the longest string of a field that travels.
const MaxBaggageBytes = 256

// anyTravels and anyArrived report whether a field with the option baggage was recorded
// in this process, and whether one arrived. Until one did, nothing looks for them.
var anyTravels, anyArrived atomic.Bool

// IsFieldMember reports whether a baggage member holds a field.
func IsFieldMember(key string) bool { return strings.HasPrefix(key, fieldMember) }

// travels notes that the value of a's key goes to other services. Values of spans and
// of other events do not.
func (b *Batch) travels(a *Attr) {
	if b.span == nil && (b.json == nil || b.json.session) {
		note(&anyTravels)
		b.used = true
		b.baggage = append(b.baggage, a.Key)
	}
}

// stillTravel returns the keys that travel after a change: those of before whose values
// were not replaced, and those of the change. kvs are the attributes after it.
func stillTravel(before, changed []attribute.Key, replaced func(attribute.Key) bool, kvs []attribute.KeyValue) []attribute.Key {
	if len(before) == 0 && len(changed) == 0 {
		return nil
	}
	var keys []attribute.Key
	for _, key := range before {
		if !replaced(key) && !slices.Contains(changed, key) {
			keys = append(keys, key)
		}
	}
	for i, key := range changed {
		recorded := slices.ContainsFunc(kvs, func(kv attribute.KeyValue) bool { return kv.Key == key })
		if recorded && !slices.Contains(changed[i+1:], key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// appendTravelling appends the attributes with one of the keys.
func appendTravelling(to, kvs []attribute.KeyValue, keys []attribute.Key) []attribute.KeyValue {
	for _, kv := range kvs {
		if slices.Contains(keys, kv.Key) {
			to = append(to, kv)
		}
	}
	return to
}

// OutgoingBaggage returns the baggage of ctx with the fields that travel: those of the
// session of ctx, if the session travels, and those that ctx carries to its spans. ok is
// false if there are none. A field without room in the baggage is a violation.
func (rt *Runtime) OutgoingBaggage(ctx context.Context) (b baggage.Baggage, ok bool) {
	if ctx == nil || !anyTravels.Load() {
		return b, false
	}
	rt = rt.orDefault()
	b = baggage.FromContext(ctx)
	var fields []attribute.KeyValue
	if s, err := rt.ContextSession(ctx); err == nil && rt.sessions != nil && b.Member(sessionMembers[0]).Value() == s.ID {
		fields = rt.sessions.travelling(fields, s.ID)
	}
	c, _ := ctx.Value(contextKey{}).(carried)
	fields = appendTravelling(fields, c.kvs, c.baggage)
	if len(fields) == 0 {
		return b, false
	}
	with, err := baggage.New(rt.withFields(b.Members(), fields)...)
	return with, err == nil
}

// withFields adds fields to the members of baggage, as far as these fit. The later one
// of two fields with the same key stays.
func (rt *Runtime) withFields(members []baggage.Member, fields []attribute.KeyValue) []baggage.Member {
	size := 0
	for _, m := range members {
		size += len(m.String()) + len(",")
	}
	for i, kv := range fields {
		if overwritten(fields, i) {
			continue
		}
		m, err := baggage.NewMemberRaw(fieldMember+strings.TrimPrefix(string(kv.Key), Enrichment), BaggageText(kv.Value))
		if err != nil { // not UTF-8, which the runtime has mended
			continue
		}
		at := slices.IndexFunc(members, func(other baggage.Member) bool { return other.Key() == m.Key() })
		after := size + len(m.String()) + len(",")
		if at >= 0 {
			after -= len(members[at].String()) + len(",")
		}
		switch {
		case at < 0 && len(members) >= maxBaggageMembers:
			rt.noRoom(kv.Key, len(members)+1, maxBaggageMembers)
			continue
		case after-len(",") > maxBaggageBytes:
			rt.noRoom(kv.Key, after-len(","), maxBaggageBytes)
			continue
		case at >= 0:
			members[at] = m
		default:
			members = append(members, m)
		}
		size = after
	}
	return members
}

// noRoom reports a field that does not travel.
func (rt *Runtime) noRoom(key attribute.Key, size, limit int) {
	rt.Report(Violation{Namespace: namespaceOf(key), Key: lastKey(key), Kind: BaggageFull, Size: size, Limit: limit})
}

// arrived holds the fields that arrived in the baggage of a request, with the session
// that the baggage named; "" for none.
type arrived struct {
	kvs     []attribute.KeyValue
	session string
}

type arrivedContextKey struct{}

// ContextWithBaggage returns ctx with the baggage of a request in place of its own, and
// with the fields that are in it.
func (rt *Runtime) ContextWithBaggage(ctx context.Context, b baggage.Baggage) context.Context {
	if rt.IgnoresRemote() {
		b = rt.withoutRemote(ctx, b)
	}
	within := baggage.ContextWithBaggage(ctx, b)
	session, _ := rt.baggageSession(within)
	return contextWithArrived(within, arrived{rt.fieldsOf(b, rt.Report), session})
}

// contextWithArrived returns ctx with these fields in place of others that arrived.
func contextWithArrived(ctx context.Context, a arrived) context.Context {
	if before, _ := ctx.Value(arrivedContextKey{}).(arrived); len(a.kvs) == 0 && len(before.kvs) == 0 {
		return ctx
	}
	note(&anyArrived)
	return context.WithValue(ctx, arrivedContextKey{}, a)
}

// arrivedIn returns the fields in the baggage of ctx. Instrumentation that starts spans
// with the baggage of a request and with nothing else of its context, such as
// Temporal's, loses what [Runtime.ContextWithBaggage] added, which has reported
// violations already.
func (rt *Runtime) arrivedIn(ctx context.Context) arrived {
	b := baggage.FromContext(ctx)
	if b.Len() == 0 {
		return arrived{}
	}
	session, _ := rt.baggageSession(ctx)
	return arrived{rt.fieldsOf(b, func(Violation) {}), session}
}

// fieldsOf returns the fields in the baggage of a request as attributes. Strangers may
// have written the baggage, so a violation holds nothing of it.
func (rt *Runtime) fieldsOf(b baggage.Baggage, report func(Violation)) (kvs []attribute.KeyValue) {
	if b.Len() == 0 || rt.IgnoresRemote() {
		return nil
	}
	for _, m := range b.Members() {
		path, ok := strings.CutPrefix(m.Key(), fieldMember)
		if !ok {
			continue
		}
		v := BaggageValue(m.Value())
		switch {
		case !isFieldPath(path):
			report(Violation{Namespace: "baggage", Key: fieldMember + "*", Kind: InvalidKey})
		case v.Type() == attribute.STRING && len(v.AsString()) > MaxBaggageBytes:
			report(Violation{Namespace: "baggage", Key: fieldMember + "*", Kind: TooLongDropped, Size: len(v.AsString()), Limit: MaxBaggageBytes})
		default:
			kvs = append(kvs, attribute.KeyValue{Key: attribute.Key(Enrichment + path), Value: v})
		}
	}
	slices.SortFunc(kvs, func(a, b attribute.KeyValue) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return kvs
}

// baggageNamespaces are the namespaces of sessions, all of which may have fields that
// travel.
var baggageNamespaces = [...]string{"metadata", "metrics", "feedback", inputs, "outputs", "config", "user_properties"}

// isFieldPath reports whether path is a namespace and one key in it.
func isFieldPath(path string) bool {
	namespace, key, _ := strings.Cut(path, ".")
	return slices.Contains(baggageNamespaces[:], namespace) && len(key) <= maxOpenKeyBytes && openKey().MatchString(key)
}

// AppendArrivedAttributes appends to kvs the fields that arrived in the baggage of ctx's
// request, for span processors. Fields of another session than that with the given id,
// "" for none, are left out, and all fields if sessions of other processes are ignored.
func (rt *Runtime) AppendArrivedAttributes(kvs []attribute.KeyValue, ctx context.Context, id string) []attribute.KeyValue {
	if !anyArrived.Load() {
		return kvs
	}
	if rt.IgnoresRemote() {
		return kvs
	}
	a, ok := ctx.Value(arrivedContextKey{}).(arrived)
	if !ok {
		a = rt.arrivedIn(ctx)
	}
	if a.session != "" && a.session != id {
		return kvs
	}
	return append(kvs, a.kvs...)
}

// withoutFields returns b without the members that hold fields.
func withoutFields(b baggage.Baggage) baggage.Baggage {
	for _, m := range b.Members() {
		if IsFieldMember(m.Key()) {
			b = b.DeleteMember(m.Key())
		}
	}
	return b
}

// BaggageText is a value as a baggage member holds it. [BaggageValue] makes the same
// value of it, type included.
func BaggageText(v attribute.Value) string {
	switch v.Type() {
	case attribute.BOOL:
		return strconv.FormatBool(v.AsBool())
	case attribute.INT64:
		return strconv.FormatInt(v.AsInt64(), 10)
	case attribute.FLOAT64:
		return string(AppendFloat(nil, v.AsFloat64()))
	}
	s := v.AsString()
	if s != "" && s == strings.TrimSpace(s) && s[0] != '"' && BaggageValue(s).Type() == attribute.STRING {
		return s
	}
	return string(AppendString(nil, s))
}

// BaggageValue is the value that the text of a baggage member stands for: a boolean, a
// number or a string in quotes as in JSON, where a number with a point or an exponent is
// a double; everything else is a string as it is.
func BaggageValue(text string) attribute.Value {
	var quoted string
	switch {
	case text == "true", text == "false":
		return attribute.BoolValue(text == "true")
	case strings.HasPrefix(text, `"`) && json.Unmarshal([]byte(text), &quoted) == nil:
		return attribute.StringValue(quoted)
	case !json.Valid([]byte(text)) || !strings.ContainsAny(text[:1], "-0123456789"):
	case strings.ContainsAny(text, ".eE"):
		if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(f, 0) {
			return attribute.Float64Value(f)
		}
	default:
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return attribute.Int64Value(i)
		}
	}
	return attribute.StringValue(strings.ToValidUTF8(text, string(utf8.RuneError)))
}
