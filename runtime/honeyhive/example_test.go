package honeyhive_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// A service gives the client to its runtime, and shuts the client down when it
// ends. In this example, a server on this machine takes the place of HoneyHive.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path, string(body))
	}))
	defer server.Close()

	client, err := honeyhive.New("an API key", honeyhive.WithURL(server.URL))
	fmt.Println(err)

	client, err = honeyhive.New("an-API-key", honeyhive.WithURL(server.URL), honeyhive.WithSource("production"))
	if err != nil {
		panic(err)
	}
	rt := hh.New(hh.WithSessionClient(client))
	ctx, err := rt.StartSession(context.Background(), hh.SessionConfig{ID: "6d2f1f0b-9c0a-4f0e-8a53-3f1f6f0c7b11", Name: "checkout"})
	if err != nil {
		fmt.Println(err)
	}
	if err := rt.SetSessionDuration(ctx, 1500*time.Millisecond); err != nil {
		fmt.Println(err)
	}
	if err := client.Shutdown(context.Background()); err != nil {
		fmt.Println(err) // says how much was not sent, and which file has it
	}
	fmt.Printf("%+v\n", client.Stats())
	// Output:
	// honeyhive: the API key has a space, a control character or a non-ASCII character at byte 2: copy the key again, without spaces and line ends
	// POST /session/start {"session":{"session_id":"6d2f1f0b-9c0a-4f0e-8a53-3f1f6f0c7b11","session_name":"checkout","source":"production"}}
	// PUT /events {"event_id":"6d2f1f0b-9c0a-4f0e-8a53-3f1f6f0c7b11","duration":1500.0}
	// {Accepted:2 Recovered:0 Delivered:2 Coalesced:0 Dropped:0 Spooled:0 Pending:0 Refused:0 Unstored:0}
}
