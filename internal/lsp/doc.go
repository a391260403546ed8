// Package lsp is a server of the Language Server Protocol 3.17, by which editors
// show the findings of hhgen while somebody types:
//
//	err := lsp.NewServer(os.Stdin, os.Stdout, version).Serve(ctx)
//
// It publishes findings, offers their fixes, and shows on hover what a field is
// recorded as. Everything else that a language server does is for gopls, and for
// the JSON support of the editor.
//
// One goroutine reads messages and answers them. Another one, [Server.work],
// judges one module after the other by package judge: what is in the editor takes
// the place of what is on disk. It waits until typing pauses, begins again with
// what is newest, and stops the go command if a change makes its answer useless.
// The call sites of a module come last, since the go command looks at them.
//
// The server writes no file of the user's, and starts nothing but the go command.
//
// Messages and types are its own, in message.go and protocol.go, about what the
// server needs and no more. The libraries that were compared do not fit: the types
// of go.lsp.dev/protocol are of 2022, and bring encoders and a logger with them;
// golang.org/x/exp/jsonrpc2 has no versions; github.com/sourcegraph/jsonrpc2 ends the
// connection at a message that is not JSON; github.com/creachadair/jrpc2 allocates
// what a header announces. Each would be one more module for everybody who has
// hhgen among their tools.
package lsp
