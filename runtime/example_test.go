package hh_test

import (
	"encoding/json"
	"fmt"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	hh "github.com/hhgen/hhgen/runtime"
)

// A handler hears of every violation, for example to count or to log it.
func ExampleWithViolationHandler() {
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) {
		fmt.Println(v.Namespace, v.Key, v.Kind, v.Size, v.Limit)
	}))
	chat.NewEnricher(rt).Attributes(chat.WithTags("a", "b", "c", "d", "e"))
	// Output:
	// metadata tags too_many_items 5 4
}

// A variable becomes a Text where the program says that it may be cut.
func ExampleTruncate() {
	feature := "a feature with a name of more than thirty-two bytes"
	for _, kv := range chat.Attributes(chat.WithFeature(hh.Truncate(feature))) {
		fmt.Println(kv.Value.AsString())
	}
	// Output:
	// a feature with a name of more th
}

// A hashed value shows itself nowhere, and is hashed when it is recorded.
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
