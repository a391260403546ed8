// Package records writes literals of records.
package records

import (
	"context"

	"example.com/app/chat"
	"example.com/dict"
)

// Turn is an alias.
type Turn = chat.Turn

// other is no record, although it looks like one.
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
	chat.EnrichSpan(ctx, chat.Visit{Zone: "eu", Tenant: dict.Tenant{TenantID: "t"}})            // want `Tenant leaves out Tier, which would be recorded as zero: set it, or use dict.NewTenant`
	chat.EnrichSpan(ctx, chat.Turn{UserID: "u", Plan: "free", Feature: "f"}, chat.WithScore(1)) // want `Turn leaves out Latency`
}

func zero(err error) (chat.Turn, error) {
	if err != nil {
		return chat.Turn{}, err
	}
	var t chat.Turn
	t.UserID = "u"
	return t, nil
}

func later() chat.Turn {
	t := chat.Turn{UserID: "u", Plan: "free"}
	t.Feature, t.Score = "f", 1
	t.Latency = 0
	return t
}

func notAllLater() chat.Turn {
	t := chat.Turn{UserID: "u", Plan: "free"} // want `Turn leaves out Feature and Latency`
	t.Score = 1
	return t
}

func embeddedLater() chat.Visit {
	v := chat.Visit{Zone: "eu"}
	v.TenantID = "t"
	v.Tenant.Tier = "basic"
	return v
}

func elsewhere(fill func(*chat.Turn)) (chat.Turn, *chat.Turn) {
	t := chat.Turn{UserID: "u"}
	fill(&t)
	p := &chat.Turn{UserID: "u"}
	fill(p)
	return t, p
}

func pointer(ctx context.Context) {
	p := &chat.Turn{UserID: "u"} // want `Turn leaves out Plan, Feature, Score and Latency`
	chat.EnrichSpan(ctx, p)
}

func many() []chat.Turn {
	return []chat.Turn{
		{UserID: "u", Plan: "free", Feature: "f", Score: 1, Latency: 0},
		{UserID: "u", Plan: "free"}, // want `Turn leaves out Feature, Score and Latency`
	}
}

func twice(ctx context.Context, turn chat.Turn, key string) {
	chat.EnrichSpan(ctx, chat.WithScore(1), chat.WithUserID("u"), chat.WithScore(0.5))                                                // want `metrics.score is given twice in one call, and only the later value stays: remove one \(FIELD_TWICE\)`
	chat.EnrichSpan(ctx, chat.Visit{Zone: "eu", Tenant: dict.Tenant{TenantID: "t", Tier: "basic"}}, chat.WithZone("us"))              // want `metadata.zone is given twice`
	chat.EnrichSpan(ctx, chat.NewVisit(chat.WithTenantID("t"), chat.WithTier("basic"), chat.WithZone("eu")), chat.WithTier("deluxe")) // want `user_properties.tier is given twice`
	chat.EnrichSpan(ctx, chat.WithMetadata("hit", true), chat.WithMetadata("hit", 1))                                                 // want `metadata.hit is given twice`
	chat.EnrichSpan(ctx, chat.WithMetadata("hit", true), chat.WithMetadata("miss", true))
	chat.EnrichSpan(ctx, turn, chat.WithScore(1)) // a record that comes from elsewhere may be a default
	chat.EnrichSpan(ctx, chat.WithScore(1))
	chat.EnrichSpan(ctx, chat.WithScore(1))
}

func deprecated() {
	chat.WithRegion("eu")  // want `WithRegion is deprecated: use zone, or place \(FIELD_DEPRECATED\)`
	set := chat.WithRegion // want `FIELD_DEPRECATED`
	set("eu")
	u := chat.Usage{Pair: [2]int{}, Region: "eu"} // want `Region is deprecated: use zone, or place`
	u.Region = "us"                               // want `FIELD_DEPRECATED`
	_ = u.Region                                  // reading is fine
}
