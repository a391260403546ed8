package hh_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// A handler is called with every violation, for example to count or to log it.
func ExampleWithViolationHandler() {
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) {
		fmt.Println(v.Namespace, v.Key, v.Kind, v.Size, v.Limit)
	}))
	chat.NewEnricher(rt).Attributes(chat.WithTags("a", "b", "c", "d", "e"))
	// Output:
	// metadata tags too_many_items 5 4
}

// Truncate makes a Text of a variable: the program accepts that it may be cut.
func ExampleTruncate() {
	feature := "a feature with a name of more than thirty-two bytes"
	for _, kv := range chat.Attributes(chat.WithFeature(hh.Truncate(feature))) {
		fmt.Println(kv.Value.AsString())
	}
	// Output:
	// a feature with a name of more th
}

// A Hashed never shows its value. It is hashed when it is recorded.
func ExampleHash() {
	email := hh.Hash("ada@example.com")
	text, _ := json.Marshal(map[string]any{"email": email})
	fmt.Printf("%v %s\n", email, text)
	// Output:
	// [redacted] {"email":"[redacted]"}
}

// A mask keeps the end of a value, if the value is long enough.
func ExampleMask() {
	fmt.Println(hh.Mask("4111 1111 1111 1234"), hh.Mask("short"))
	// Output:
	// ****1234 ****
}

func ExampleParseEventID() {
	id, err := hh.ParseEventID("7F22137A-6911-4ED3-BC36-110F1DDE6B66")
	fmt.Println(id, err)
	_, err = hh.ParseEventID("00000000-0000-1000-8000-000000000000")
	fmt.Println(err)
	// Output:
	// 7f22137a-6911-4ed3-bc36-110f1dde6b66 <nil>
	// hh: an event id is a UUIDv4, not a UUID of version 1
}

// printer is a session client that prints instead of sending.
type printer struct{}

func (printer) StartSession(s hh.SessionStart) error {
	fmt.Println("start", s.ID, s.Name)
	return nil
}

func (printer) UpdateEvent(u hh.Update) error {
	fmt.Printf("update %s\n", u.AppendJSON(nil))
	return nil
}

// A call records one update of the session. Spans that start later carry its
// fields too.
func ExampleStartSession() {
	hh.SetDefault(hh.New(hh.WithSessionClient(printer{}))) // hhtrace.Setup has one that sends
	defer hh.SetDefault(nil)

	ctx, err := hh.StartSession(context.Background(), hh.SessionConfig{
		ID:   "7f22137a-6911-4ed3-bc36-110f1dde6b66", // without one, a new id is made
		Name: "support chat",
	})
	if err != nil {
		fmt.Println(err) // the session begins with its first span
	}
	if err := chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree), chat.WithTags("beta", "eu")); err != nil {
		fmt.Println(err)
	}
	if err := hh.SetSessionDuration(ctx, 90*time.Second); err != nil {
		fmt.Println(err)
	}
	// Output:
	// start 7f22137a-6911-4ed3-bc36-110f1dde6b66 support chat
	// update {"event_id":"7f22137a-6911-4ed3-bc36-110f1dde6b66","metadata":{"tags":["beta","eu"]},"user_properties":{"plan":"free"}}
	// update {"event_id":"7f22137a-6911-4ed3-bc36-110f1dde6b66","duration":90000.0}
}

// A session that began elsewhere is continued by its id.
func ExampleContextWithSession() {
	enricher := chat.NewEnricher(hh.New(hh.WithSessionClient(printer{})))
	for _, id := range []string{"7f22137a-6911-4ed3-bc36-110f1dde6b66", "sess_abc123"} {
		ctx, err := hh.ContextWithSession(context.Background(), id)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if err := enricher.EnrichSession(ctx, chat.WithRating(5)); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// update {"event_id":"7f22137a-6911-4ed3-bc36-110f1dde6b66","feedback":{"rating":5}}
	// hh: a session id is a UUID of 36 characters, not "sess_abc123": hh.SessionIDFrom makes one from any other id
}

// Services that know the id of a conversation agree on its session.
func ExampleSessionIDFrom() {
	fmt.Println(hh.SessionIDFrom("conv_123"))
	ctx, err := hh.ContextWithSession(context.Background(), hh.SessionIDFrom("conv_123"))
	id, _ := hh.SessionFromContext(ctx)
	fmt.Println(id, err)
	// Output:
	// fd1a6108-aeb9-5291-a801-8ddeddf9a36e
	// fd1a6108-aeb9-5291-a801-8ddeddf9a36e <nil>
}

// Store the id to continue the session where no baggage arrives.
func ExampleSessionFromContext() {
	_, ok := hh.SessionFromContext(context.Background())
	fmt.Println(ok)
	ctx, _ := hh.ContextWithSession(context.Background(), "7f22137a-6911-4ed3-bc36-110f1dde6b66")
	id, ok := hh.SessionFromContext(ctx)
	fmt.Println(id, ok)
	// Output:
	// false
	// 7f22137a-6911-4ed3-bc36-110f1dde6b66 true
}

// If HoneyHive will not get an update, the call returns an error.
func ExampleErrNoSession() {
	err := chat.EnrichSession(context.Background(), chat.WithPlan(chat.PlanFree))
	fmt.Println(errors.Is(err, hh.ErrNoSession))
	ctx, _ := hh.StartSession(context.Background(), hh.SessionConfig{})
	err = chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree))
	fmt.Println(errors.Is(err, hh.ErrNoSessionClient))
	// Output:
	// true
	// true
}

// A queue merges updates if it sends less often than services enrich.
func ExampleUpdate_Merge() {
	member := func(namespace, key, value string) hh.Member {
		return hh.Member{Namespace: namespace, Key: key, Value: json.RawMessage(value)}
	}
	u := hh.Update{Members: []hh.Member{member("metrics", "turns", "1"), member("outputs", "answer", `"42"`)}}
	u.Merge(hh.Update{Members: []hh.Member{member("metrics", "turns", "2"), member("metrics", "score", "1.0")}})
	fmt.Printf("%s\n", u.AppendJSON(nil))
	// Output:
	// {"metrics":{"turns":2,"score":1.0},"outputs":{"answer":"42"}}
}
