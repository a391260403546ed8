package mcpgo

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/travel"

	"github.com/hhgen/hhgen/e2e/internal/service"
)

const (
	query  = "span"
	tenant = "acme" // of a field that travels to other processes
)

// The program is the client, which starts itself with the argument server.
func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error {
		if len(os.Args) > 1 && os.Args[1] == "server" {
			return serve(ctx)
		}
		return service.Trace(ctx, func(ctx context.Context) error {
			cmd := exec.Command(os.Args[0], "server")
			cmd.Stderr = os.Stderr
			ctx = travel.ContextWith(ctx, travel.WithTenant(tenant))
			return find(ctx, &mcp.CommandTransport{Command: cmd}, query)
		})
	})
}

// serve is the server's process, which ends when the client closes its pipe.
func serve(ctx context.Context) error {
	shutdown, err := hhtrace.Setup(ctx)
	if err != nil {
		return err
	}
	return errors.Join(newServer().Run(ctx, &mcp.StdioTransport{}), shutdown(ctx))
}

func TestService(t *testing.T) {
	received := service.Run(t)
	received.Check(t, "call search", "serve search")
	received.Carried(t, "call search")
	received.Has(t, "call search", "honeyhive_event_type", "tool")
	received.Has(t, "serve search", "honeyhive_inputs.query", query)
	received.Has(t, "serve search", "honeyhive_metadata.tenant", tenant)
}

func TestFind(t *testing.T)      { testFind(t) }
func TestFindAgain(t *testing.T) { testFind(t) }

func testFind(t *testing.T) {
	rec := hhtest.New(t)
	ctx := service.Session(t.Context())
	clientSide, serverSide := mcp.NewInMemoryTransports()
	server, err := newServer().Connect(context.Background(), serverSide, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Wait()
	if err := find(ctx, clientSide, query); err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "call search").InSession(id).HasExactly(service.Field())
	hhtest.Span(t, rec, "serve search").InSession(id).HasExactly(chat.WithQuery(query))
}
