// Package uses sets fields in each way that counts, and in some that do not. What is
// expected is in uses.txt, by lines.
package uses

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"sync"

	"example.com/app/chat"
	. "example.com/app/review"
	"example.com/dict"
	hh "github.com/hhgen/hhgen/runtime"
	"go.opentelemetry.io/otel/attribute"
)

func setters(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.WithScore(1), (chat.WithPlan)("free"))
	EnrichSpan(ctx, WithGrade(1))
	score := chat.WithScore
	chat.EnrichSpan(ctx, score(0.5))
	kept := chat.WithFeature // is passed on, and not called
	keep(kept)
	byName := map[string]any{"tags": chat.WithTags}
	_ = byName
	chat.EnrichSpan(ctx, chat.NewVisit(chat.WithTenantID("t"), chat.WithTier(dict.Basic), chat.WithZone("z")))
	chat.EnrichSpan(ctx, chat.WithMetadata("key", 1))
	_ = chat.NewEnricher(nil)
	_ = chat.Attributes()
}

func keep(any) {}

func byParameter[F chat.SpanField](f func(int) F) F { return f(1) }

var _ = byParameter(chat.WithTokens)

// Exported is called by other packages.
var Exported = chat.WithRating

func literals(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.Visit{Tenant: dict.Tenant{TenantID: "t"}, Zone: "z"})
	chat.EnrichSpan(ctx, &chat.Extra{})
	_ = dict.Tenant{"t", dict.Basic}
	_ = chat.Usage{Answer: &chat.Answer{Steps: []chat.Step{{Name: "n"}, {"m"}}}}
	fields := []chat.SpanField{chat.Stay{Nights: 1}}
	fields = append(fields, chat.Stay{})
	var field chat.SessionField = chat.Stay{}
	_, _ = fields, field
	_ = map[string]chat.Stay{"a": {Floor: 1}}
	type alias = chat.Turn
	_ = alias{Score: 1}
	type other struct{ Score float64 }
	_ = other{Score: 1}
}

func returned() chat.SpanField { return chat.Stay{} }

func sent(c chan<- chat.SpanField) { c <- &chat.Stay{} }

func assignments(v *chat.Visit, turns []chat.Turn, u chat.Usage) {
	v.Zone = "z"
	v.TenantID, v.Tenant.Tier = "t", dict.Basic
	turns[0].Score += 1
	*turns[0].Tokens++
	turns[1].Tags[0] = "a"
	for _, turns[0].Feature = range []hh.Text{} {
	}
	u.Answer.Steps[0].Name = "n"
	copy(u.Pair[:], []int{1, 2})
	fmt.Sscan("1", &turns[2].Latency)
	score := turns[0].Score
	_ = score
	delete(u.Notes, "a")
}

// promoted is no record: it only embeds one.
type promoted struct {
	chat.Stay
	Own int
}

func (p *promoted) set() { p.Nights, p.Own = 1, 2 }

func conversions(row struct {
	TenantID string
	Tier     dict.Tier
}) {
	t := dict.Tenant(row)
	_ = dict.Tenant(t)
	_ = (*dict.Tenant)(nil)
}

// What another module sets is its own matter, and that of who reads its code.
func outside() {
	t, err := dict.Default()
	_, _ = t, err
	dict.Fill(&t)
	t.Reset()
	var s chat.Stay
	s.Reset()
	_ = dict.All()
}

type body struct {
	Turns  []*chat.Turn
	hidden chat.Usage
}

func unseen(data []byte) {
	var turn chat.Turn
	_ = json.Unmarshal(data, &turn)
	_ = json.NewDecoder(nil).Decode(&turn)
	_ = json.Unmarshal(data, new(body))
	_ = decode[chat.Stay](data)
	_ = decode[int](data)
	keep(&turn)
	var v any = &turn
	_ = v

	_, _ = json.Marshal(&turn)
	fmt.Println(&turn)
	log.Print(&turn)
	new(sync.Map).Store(1, &turn)
	keep(turn)
	_ = slices.Clone([]chat.Turn{})
	_ = context.WithValue(context.Background(), 1, &turn)
	filled(&turn)
}

func decode[T any](data []byte) (v T) {
	_ = json.Unmarshal(data, &v)
	return v
}

func filled(t *chat.Turn) { t.Score = 1 }

func raw(name string) []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("honeyhive_metadata.feature", name),
		attribute.String("honeyhive_metadata.feature", name), //hhgen:ignore RAW_ATTRIBUTE it is old
		attribute.String("honeyhive_metadata."+name, name),
		attribute.String("other", name),
	}
}
