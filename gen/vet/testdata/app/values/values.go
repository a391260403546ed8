// Package values gives fields constants that they take, and others.
package values

import (
	"context"
	"encoding/json"
	"time"

	"example.com/app/chat"
	"example.com/app/review"
	"example.com/dict"
)

const (
	long  = "a text of more than sixteen bytes"
	typed = chat.Plan("gold")
)

type words []string

func strings(ctx context.Context, s string) {
	chat.EnrichSpan(ctx,
		chat.WithUserID("user_42"),
		chat.WithUserID(long), // want `user_properties.user_id takes at most 16 bytes, but this constant has 33, so it would be cut: shorten it, or raise the field's maxbytes \(VALUE_BYTES\)` `set twice`
	)
	chat.WithUserID(long + s)
	chat.WithUserID("0123456789" + "0123456789") // want `this constant has 20`
	chat.WithUserID(string(typed) + long)        // want `VALUE_BYTES`
	chat.WithFeature("search in documents")      // want `metadata.feature takes at most 16 bytes, but this constant has 19`
	chat.WithFeature((long))                     // want `VALUE_BYTES`
	chat.WithShort("short")                      // want `metadata.short takes at most 4 bytes, but this constant has 5, so it would be dropped`
	chat.WithShort("caf\xe9")                    // want `this constant is not valid UTF-8, so metadata.short would be recorded with replacement characters: encode it, for example in base64 \(VALUE_UTF8\)`
	review.WithComment("äöüß")
	review.WithComment("äöüß!") // want `feedback.comment takes at most 4 characters, but this constant has 5, so it would be cut: shorten it \(VALUE_BYTES\)`
}

func patterns(s string) {
	chat.WithCode("AB,12")
	chat.WithCode(s)
	chat.WithCode("AB,1234567")      // want `metadata.code takes at most 8 bytes, but this constant has 10`
	chat.WithCode("AB, 12")          // want `metadata.code takes strings that match "\^\[A-Z\]\{2\},\\\\d\+\$", so "AB, 12" would not be recorded: give one that matches, or change the pattern \(VALUE_PATTERN\)`
	chat.WithCode("caf\xe9")         // want `VALUE_UTF8`
	chat.WithCode("")                // want `so "" would not be recorded`
	chat.WithCode(long + long)       // want `so "a text of more than sixteen bytesa text "... would not be recorded`
	chat.WithCodes("a", "a b", "c-") // want `so "a b" would not` `so "c-" would not`
	chat.WithAnswer(chat.Answer{
		Locale: new("de"),
		Steps:  nil,
	})
	chat.WithAnswer(chat.Answer{Locale: new("DE")}) // want `Answer.Locale takes strings that match`
}

func enums(p chat.Plan) {
	chat.WithPlan(p)
	chat.WithPlan(chat.PlanFree)
	chat.WithPlan("premium")
	chat.WithPlan("internal")             // an unexported constant is a value too
	chat.WithPlan("premum")               // want `"premum" is not a valid user_properties.plan and would be dropped: did you mean "premium"\? \(VALUE_ENUM\)`
	chat.WithPlan(typed)                  // want `"gold" is not a valid user_properties.plan and would be dropped: use one of free, premium, internal`
	chat.WithPlans(chat.PlanFree, "gold") // want `"gold" is not a valid metadata.plans`
	review.WithVerdict("good")
	review.WithVerdict("ugly") // want `"ugly" is not a valid feedback.verdict`
}

func numbers(n int) {
	chat.WithScore(0)
	chat.WithScore(1)
	chat.WithScore(float64(n))
	chat.WithScore(93)    // want `metrics.score takes at least 0 and at most 1, so 93 would not be recorded: give a value within the bounds, or change the bounds \(VALUE_RANGE\)`
	chat.WithScore(-0.25) // want `-0.25 would not be recorded`
	chat.WithTokens(n)
	chat.WithTokens(-1) // want `metrics.tokens takes at least 0, so -1 would not be recorded`
	chat.WithSeed(1 << 62)
	chat.WithSeed(1 << 63)                        // want `metrics.seed takes at most 9223372036854775807, since HoneyHive's integers are signed and have 64 bits, so 9223372036854775808 would not be recorded`
	chat.WithRatio(0.1)                           // recorded as 0.1, and float32(0.1) is more
	chat.WithRatio(-0.7)                          // recorded as -0.7
	chat.WithRatio(0.11)                          // want `metrics.ratio takes at least -0.7 and at most 0.1, so 0.11 would not be recorded`
	chat.WithRatio(-0.71)                         // want `metrics.ratio takes at least -0.7 and at most 0.1, so -0.71 would not be recorded`
	review.WithGrade(0)                           // want `feedback.grade takes at least 1 and at most 6, so 0 would`
	chat.WithPair([2]int{1, 10})                  // want `metrics.pair takes at most 9, so 10 would`
	chat.WithMatrix([]int{1, 10}, []int{1, 2, 3}) // want `metrics.matrix takes at most 9, so 10` `metrics.matrix takes at most 2 items, but 3 are given`
}

func durations(d time.Duration) {
	chat.WithLatency(d)
	chat.WithLatency(0)
	chat.WithLatency(120 * time.Millisecond)
	chat.WithLatency(time.Minute)
	chat.WithCheck(120)               // nanoseconds are its unit
	chat.WithLatency(120)             // want `120 is a duration in nanoseconds: multiply it by a unit, such as time.Millisecond \(VALUE_UNIT\)`
	chat.WithLatency(-(5))            // want `VALUE_UNIT`
	chat.WithLatency(2 * time.Minute) // want `metrics.latency_ms takes at most 60000 ms, so 120000 ms would not be recorded`
}

func lists(tags []string) {
	chat.WithTags("beta", "eu", "docs")
	chat.WithTags(tags...)
	chat.WithTags(words{"a", "b", "c", "d"}...)                                                 // want `metadata.tags takes at most 3 items, but 4 are given, and those over the limit would not be recorded: remove some, or raise the field's maxitems \(VALUE_ITEMS\)`
	chat.WithTags("beta", "eu", "docs", "en")                                                   // want `VALUE_ITEMS`
	chat.WithTags("beta", "experimental")                                                       // want `metadata.tags takes at most 8 bytes, but this constant has 12`
	chat.WithTags([]string{4: "a"}...)                                                          // want `but 5 are given`
	chat.WithNotes(map[string]string{"a": "x", "b": "y", "c": "z"})                             // want `metadata.notes takes at most 2 items, but 3 are given`
	chat.WithNotes(map[string]string{"a": "more than 8"})                                       // want `metadata.notes takes at most 8 bytes`
	chat.WithInput(map[string]any{"a": 1, "b": 99999999, "c": true, "d": []any{"more than 8"}}) // want `inputs.input takes at most 8 bytes`
	chat.WithInput(map[string]any{"a": nil, "b": []any{tags, nil}, "c": map[string]any{}, "d": 1, "e": len(tags), "f": true})
	chat.WithInput(map[string]any{"a": []byte{1, 2, 3, 4, 5}, "b": struct{ a, b, c, d, e int }{}, "c": words{"a", "b", "c", "d", "e"}})
	chat.WithRaw(json.RawMessage{'"', 'b', 'e', 't', 'a', '"'})
	chat.WithInput(map[string]any{"a": tags[0], "b": []any{1, 2.5, map[string]any{"x": len(tags)}, nil, "y", true}}) // want `inputs.input takes at most 4 items, but 6 are given`
}

func literals(r *int) []chat.SpanField {
	turn := chat.Turn{
		UserID:  long,   // want `VALUE_BYTES`
		Plan:    "gold", // want `VALUE_ENUM`
		Feature: "search",
		Score:   1.5,                          // want `VALUE_RANGE`
		Latency: 90,                           // want `VALUE_UNIT`
		Tags:    []string{"a", "b", "c", "d"}, // want `VALUE_ITEMS`
		Rating:  new(6),                       // want `feedback.rating takes at least 1 and at most 5, so 6`
	}
	turn.UserID = long                                             // want `VALUE_BYTES`
	turn.Score, turn.Plan = 0.5, "none"                            // want `VALUE_ENUM`
	turn.Tags[0] = "more than 8"                                   // want `metadata.tags takes at most 8 bytes`
	turn.Tags = append(turn.Tags, "more than 8", "eu")             // want `metadata.tags takes at most 8 bytes`
	turn.Tags = append([]string{"a", "b", "c", "d"}, turn.Tags...) // want `metadata.tags takes at most 3 items, but 4 are given`
	turn.Rating = r
	*turn.Rating = 7 // want `VALUE_RANGE`
	usage := &chat.Usage{
		Pair: [2]int{1, 2},
		Answer: &chat.Answer{
			Model: "more than 8", // want `Answer.Model takes at most 8 bytes`
			Steps: []chat.Step{ // want `Answer.Steps takes at most 2 items, but 3 are given`
				{Name: "more than 8"}, // want `Step.Name takes at most 8 bytes`
				{"second"},
				{"third"},
			},
		},
	}
	usage.Answer.Model = "more than 8" // want `VALUE_BYTES`
	visit := chat.Visit{
		Tenant: dict.Tenant{TenantID: "more than 8", Tier: "bronze"}, // want `user_properties.tenant_id takes at most 8 bytes` `"bronze" is not a valid user_properties.tier`
		Zone:   "eu",
	}
	visit.TenantID = "more than 8" // want `VALUE_BYTES`
	return []chat.SpanField{turn, usage, visit}
}

func open(s string) {
	chat.WithMetadata("cache_hit", true)
	chat.WithMetadata("note", s)
	chat.WithMetadata("note", "more than 8") // want `metadata.note takes at most 8 bytes`
	chat.WithMetadata("Cache Hit", true)     // want `"Cache Hit" is not a valid key, so nothing would be recorded: write it in snake_case, with at most 128 bytes \(OPEN_KEY\)`
	chat.WithMetadata("feature", "docs")     // want `a field declares metadata.feature, so nothing would be recorded: use chat.WithFeature \(OPEN_KEY\)`
}
