package mcpgo

import (
	"context"
	"errors"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var implementation = &mcp.Implementation{Name: "e2e", Version: "1"}

// search is the input of the tool.
type search struct {
	Query string `json:"query"`
}

// newServer returns a server that has the tool search.
func newServer() *mcp.Server {
	s := mcp.NewServer(implementation, nil)
	s.AddReceivingMiddleware(receive)
	mcp.AddTool(s, &mcp.Tool{Name: "search", Description: "searches the knowledge base"},
		func(ctx context.Context, _ *mcp.CallToolRequest, in search) (*mcp.CallToolResult, any, error) {
			chat.EnrichSpan(ctx, chat.WithQuery(in.Query))
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "spans are units of work"}}}, nil, nil
		})
	return s
}

// find connects to a server and calls its tool.
func find(ctx context.Context, server mcp.Transport, query string) error {
	client := mcp.NewClient(implementation, nil)
	client.AddSendingMiddleware(send)
	connection, err := client.Connect(ctx, server, nil)
	if err != nil {
		return err
	}
	result, err := connection.CallTool(ctx, &mcp.CallToolParams{Name: "search", Arguments: search{query}})
	if err == nil && result.IsError {
		err = errors.New("the tool failed")
	}
	return errors.Join(err, connection.Close())
}
