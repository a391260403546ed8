package raw

import (
	"go.opentelemetry.io/otel/attribute"

	"example.com/app/chat"
)

const lookedFor attribute.Key = "honeyhive_metrics.score"

var dropped = attribute.Key("honeyhive_metadata.feature")

var ranks = map[attribute.Key]int{"honeyhive_metrics.score": 1, attribute.Key("honeyhive_metadata.feature"): 2}

type rule struct{ Key attribute.Key }

// Reading attributes goes around nothing.
func reading(set *attribute.Set, all []attribute.KeyValue) int {
	_, found := set.Value("honeyhive_metrics.score")
	_, also := set.Value(lookedFor)
	_, _ = set.Value(attribute.Key("honeyhive_metadata." + all[0].Value.AsString()))
	_, _ = set.Filter(attribute.NewDenyKeysFilter("honeyhive_metrics.score", dropped, attribute.Key("honeyhive_error")))
	for _, kv := range all {
		if kv.Key == "honeyhive_metrics.score" || kv.Key == attribute.Key("honeyhive_metadata.feature") || kv.Key == (lookedFor) {
			return ranks[attribute.Key("honeyhive_metadata.feature")]
		}
		switch kv.Key {
		case "honeyhive_metrics.tokens", attribute.Key("honeyhive_metadata.feature"), dropped:
			return 1
		}
	}
	if found && also {
		_ = rule{Key: "honeyhive_metrics.score"}
	}
	return 0
}

func writing(v string, n int, small int) []attribute.KeyValue {
	_ = attribute.KeyValue{"honeyhive_error", attribute.StringValue(v)} // want `RAW_ATTRIBUTE`
	_ = attribute.KeyValue{Key: attribute.Key("honeyhive_error")}       // want `RAW_ATTRIBUTE`
	_ = attribute.String("honeyhive_metadata.tags.0", v)                // want `use chat.WithTags`
	_ = attribute.String("honeyhive_metadata.cache.hit", v)             // want `declare the key in a schema, and use its setter`
	_ = chat.WithScore(1)
	return append([]attribute.KeyValue(nil),
		// What a comment says is not lost.
		attribute.String("honeyhive_user_properties.user_id", v), // want `use chat.WithUserID`
		// Here neither.
		attribute.Int("honeyhive_metrics.tokens", n), // want `use chat.WithTokens`
	)
}

func hidden(v string, ints []int) (all []attribute.KeyValue) {
	{
		chat := v
		all = append(all, attribute.String("honeyhive_user_properties.user_id", chat)) // want `use chat.WithUserID`
	}
	type string int
	all = append(all, attribute.String("honeyhive_user_properties.tenant_id", v)) // want `use chat.WithTenantID`
	all = append(all, attribute.Int("honeyhive_metrics.level", len(ints)))        // want `use chat.WithLevel`
	all = append(all, attribute.Int("honeyhive_metrics.level", 300))              // want `use chat.WithLevel`
	return append(all, attribute.Int("honeyhive_metrics.tokens", -len([1]int{}))) // want `use chat.WithTokens`
}
