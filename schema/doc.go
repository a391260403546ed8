// Package schema is the model of enrichment schemas: what a team declares, and
// what every reader produces and every emitter consumes. It knows neither Go
// source nor JSON; [github.com/hhgen/hhgen/schema/gostruct] reads the former.
//
// # A worked example
//
// This Go source
//
//	package chat
//
//	// Turn is one exchange.
//	type Turn struct {
//		UserID  string        `hh:"user_properties,maxbytes=64"`
//		Latency time.Duration `hh:"metrics,key=latency_ms,unit=ms"`
//		Tags    []string      `hh:"metadata,maxitems=4,maxbytes=16"`
//		Rating  *int          `hh:"feedback,minimum=1,maximum=5"`
//	}
//
// is this value (positions left out):
//
//	Package{Path: "example.com/chat", Name: "chat", Records: []*Record{{
//		Name: "Turn", Doc: "Turn is one exchange.",
//		Fields: []*Field{
//			{Name: "UserID", Key: "user_id", Namespace: UserProperties, MaxBytes: 64,
//				Type: &Type{Kind: KindString, Go: GoName{Name: "string"}}},
//			{Name: "Latency", Key: "latency_ms", Namespace: Metrics, Unit: "ms",
//				Type: &Type{Kind: KindDuration, Go: GoName{Path: "time", Name: "Duration"}}},
//			{Name: "Tags", Key: "tags", Namespace: Metadata, MaxItems: 4, MaxBytes: 16,
//				Type: &Type{Kind: KindList, Elem: &Type{Kind: KindString, Go: GoName{Name: "string"}}}},
//			{Name: "Rating", Key: "rating", Namespace: Feedback, Minimum: "1", Maximum: "5",
//				Type: &Type{Kind: KindInt, Bits: 64, Optional: true, Go: GoName{Name: "int"}}},
//		},
//	}}}
//
// [Check] applies the rules that hold whatever the source was. A [Field] keeps
// the position of each of its options, so that an error points at the option
// that is wrong and not at the line around it.
package schema
