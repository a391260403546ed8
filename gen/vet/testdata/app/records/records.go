// Package records writes literals of records.
package records

import (
	"context"
	"encoding/json"
	"time"

	"example.com/app/chat"
	"example.com/dict"
)

// Turn is an alias.
type Turn = chat.Turn

// other is not a record, although it looks like one.
type other chat.Turn

func complete(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.Turn{UserID: "u", Plan: "free", Feature: "f", Score: 0, Latency: 0})
	chat.EnrichSpan(ctx, &chat.Turn{UserID: "u", Plan: "free", Feature: "f", Score: 0, Latency: 0})
	chat.EnrichSpan(ctx, chat.Turn{UserID: "u", Plan: "free", Feature: "f"}, chat.WithScore(1), chat.WithLatency(0))
	chat.EnrichSpan(ctx, chat.NewTurn(chat.WithUserID("u"), chat.WithPlan("free"), chat.WithFeature("f"), chat.WithScore(1), chat.WithLatency(0)))
	chat.EnrichSpan(ctx, chat.Visit{dict.Tenant{"t", "basic"}, "eu"})
	_ = other{UserID: "u"}
}

func incomplete(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.Turn{UserID: "u", Score: 1})                                      // want `Turn leaves out Plan, Feature and Latency, which would be recorded as zero: set them, or use chat.NewTurn \(REQUIRED_FIELD\)`
	chat.EnrichSpan(ctx, &Turn{UserID: "u", Plan: "free", Feature: "f", Score: 1})              // want `Turn leaves out Latency, which would be recorded as zero: set it, or use chat.NewTurn`
	chat.EnrichSpan(ctx, chat.Turn{})                                                           // want `Turn leaves out UserID, Plan, Feature, Score and Latency`
	chat.EnrichSpan(ctx, chat.Visit{Zone: "eu"})                                                // want `Visit leaves out Tenant.TenantID and Tenant.Tier`
	chat.EnrichSpan(ctx, chat.Visit{Zone: "eu", Tenant: dict.Tenant{TenantID: "t"}})            // want `Visit leaves out Tenant.Tier, which would be recorded as zero: set it, or use chat.NewVisit`
	chat.EnrichSpan(ctx, chat.Turn{UserID: "u", Plan: "free", Feature: "f"}, chat.WithScore(1)) // want `Turn leaves out Latency`
}

// moving gives fields that are recorded by two keys.
func moving(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.Account{Seats: 1}, chat.WithAccount("more than 8"))                // want `user_properties.account_id takes at most 8 bytes`
	chat.EnrichSpan(ctx, chat.Account{Seats: 1, Account: "more than 8"}, chat.WithAccount("id")) // want `user_properties.account_id takes at most 8 bytes` `user_properties.account_id is set twice`
}

func zero(err error) (chat.Turn, error) {
	if err != nil {
		return chat.Turn{}, err
	}
	var t chat.Turn
	t.UserID = "u"
	return t, nil
}

func later(ctx context.Context, body []byte) {
	t := chat.Turn{UserID: "u", Plan: "free"}
	t.Feature, t.Score = "f", 1
	t.Latency = 0
	chat.EnrichSpan(ctx, t)

	u := chat.Turn{UserID: "u", Plan: "free", Feature: "f"}
	_ = json.Unmarshal(body, &u.Score)
	u.Latency += time.Second
	chat.EnrichSpan(ctx, u)

	v := chat.Visit{Zone: "eu"}
	v.TenantID = "t"
	v.Tenant.Tier = "basic"
	chat.EnrichSpan(ctx, v)

	w := chat.Visit{Zone: "eu"}
	w.Tenant = dict.Tenant{TenantID: "t", Tier: "basic"}
	chat.EnrichSpan(ctx, &w)

	x := chat.Turn{UserID: "u", Plan: "free", Feature: "f"}
	chat.EnrichSpan(ctx, x, chat.WithScore(1), chat.WithLatency(0))
}

func notAllLater(ctx context.Context) {
	t := chat.Turn{UserID: "u", Plan: "free"} // want `Turn leaves out Feature and Latency`
	t.Score = 1
	chat.EnrichSpan(ctx, t)
	var u = &chat.Turn{UserID: "u", Plan: "free"} // want `Turn leaves out Feature and Latency`
	(*u).Score = 1
	if u != nil {
		chat.EnrichSpan(ctx, *u)
	}
	v := chat.Turn{UserID: "u", Plan: "free"} // want `Turn leaves out Feature and Latency`
	defer func() { chat.EnrichSpan(ctx, v, chat.WithScore(1)) }()
}

var defaults = chat.Turn{Plan: "free"}

// started is completed by its callers.
func started(id string) (chat.Turn, *chat.Turn, []chat.Turn) {
	return chat.Turn{UserID: id}, &chat.Turn{UserID: id}, []chat.Turn{{UserID: id}}
}

type job struct {
	turn    chat.Turn
	pointer *chat.Turn
}

func (j *job) complete() { j.turn.Score = 1 }

func elsewhere(ctx context.Context, fill func(*chat.Turn), filled func(chat.Turn) chat.Turn) {
	t := chat.Turn{UserID: "u"}
	fill(&t)
	chat.EnrichSpan(ctx, t)

	p := &chat.Turn{UserID: "u"}
	fill(p)
	chat.EnrichSpan(ctx, p)

	q := &chat.Turn{UserID: "u"}
	var same = q
	fill(same)
	chat.EnrichSpan(ctx, q)

	r := &chat.Turn{UserID: "u"}
	j := job{turn: chat.Turn{UserID: "u"}, pointer: r}
	j.complete()
	chat.EnrichSpan(ctx, j.turn, r)

	u := chat.Turn{UserID: "u"}
	u = filled(u)
	chat.EnrichSpan(ctx, u)
	u, err := chat.Turn{UserID: "u"}, error(nil)
	chat.EnrichSpan(ctx, filled(u), chat.WithErr(err))

	for _, each := range []*chat.Turn{{UserID: "u"}} {
		fill(each)
		chat.EnrichSpan(ctx, each)
	}
	d := defaults
	d.UserID = "u"
	chat.EnrichSpan(ctx, d)
}

func pointer(ctx context.Context) {
	p := &chat.Turn{UserID: "u"} // want `Turn leaves out Plan, Feature, Score and Latency`
	chat.EnrichSpan(ctx, p)
}

func twice(ctx context.Context, turn chat.Turn, key string) {
	chat.EnrichSpan(ctx, chat.WithScore(1), chat.WithUserID("u"), chat.WithScore(0.5))                                                // want `metrics.score is set twice in one call, and only the last value is recorded: remove one \(FIELD_TWICE\)`
	chat.EnrichSpan(ctx, chat.Visit{Zone: "eu", Tenant: dict.Tenant{TenantID: "t", Tier: "basic"}}, chat.WithZone("us"))              // want `metadata.zone is set twice`
	chat.EnrichSpan(ctx, chat.NewVisit(chat.WithTenantID("t"), chat.WithTier("basic"), chat.WithZone("eu")), chat.WithTier("deluxe")) // want `user_properties.tier is set twice`
	chat.EnrichSpan(ctx, chat.WithMetadata("hit", true), chat.WithMetadata("hit", 1))                                                 // want `metadata.hit is set twice`
	chat.EnrichSpan(ctx, chat.WithMetadata("hit", true), chat.WithMetadata("miss", true))
	chat.EnrichSpan(ctx, turn, chat.WithScore(1)) // a record that comes from elsewhere may be a default
	chat.EnrichSpan(ctx, chat.WithScore(1))
	chat.EnrichSpan(ctx, chat.WithScore(1))
	chat.EnrichSpan(ctx, // both records need a tenant
		chat.NewVisit(chat.WithTenantID("t"), chat.WithTier("basic"), chat.WithZone("eu")),
		chat.NewStay(chat.WithTenantID("t"), chat.WithTier("basic"), chat.WithNights(2)))
}

func deprecated() {
	chat.WithRegion("eu")  // want `WithRegion is deprecated: use zone, or place \(FIELD_DEPRECATED\)`
	set := chat.WithRegion // want `FIELD_DEPRECATED`
	set("eu")
	u := chat.Usage{Pair: [2]int{}, Region: "eu"} // want `Region is deprecated: use zone, or place`
	u.Region = "us"                               // want `FIELD_DEPRECATED`
	_ = u.Region                                  // reading is fine
	u.Region = ""                                 // and so is leaving it out
}

// A field that a record always has cannot be avoided.
func deprecatedRequired(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.NewStay(chat.WithTenantID("t"), chat.WithTier("basic"), chat.WithNights(2)))
	s := chat.Stay{Tenant: dict.Tenant{TenantID: "t", Tier: "basic"}, Nights: 2}
	s.Nights = 3
	chat.EnrichSpan(ctx, s, chat.Stay{Tenant: s.Tenant})
	chat.EnrichSpan(ctx, chat.WithNights(2)) // want `WithNights is deprecated: use days`
}

// omitted sets fields with omitzero to zero, so they are not recorded.
func omitted() {
	s := chat.Stay{Room: "", Floor: 0, Rooms: []chat.Room{"suite", ""}} // want `"" is not a valid metadata.rooms`
	s.Room, s.Floor = "", 0
	s.Floor = -1 // want `VALUE_RANGE`
	chat.WithFloor(0)
	chat.WithRoom("")
	chat.WithFloor(-1)  // want `VALUE_RANGE`
	chat.WithRoom("ro") // want `VALUE_ENUM`
}
