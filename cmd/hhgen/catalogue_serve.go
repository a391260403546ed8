package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/gen/catalogue"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/preview"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// follow serves the page until somebody ends it, and follows edits.
func (f *docsFlags) follow(cmd *cobra.Command, args []string) error {
	watched, err := newWatched(args)
	if err != nil {
		return err
	}
	l, err := preview.Listen(f.serve)
	if err != nil {
		return err
	}
	s := &preview.Server{
		Read: func() (*catalogue.Catalogue, error) {
			set, err := f.read(args, io.Discard)
			for _, m := range set {
				watched.add(m.Root)
			}
			if err == nil {
				err = set.Check()
			}
			if err != nil {
				return nil, err
			}
			return f.of(set)
		},
		Seen:     watched.seen,
		Describe: describeFailure,
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "http://%s/\n", l.Addr()); err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// describeFailure is an error as the command prints it.
func describeFailure(err error) string {
	var findings schema.Findings
	if !errors.As(err, &findings) {
		return printable(err)
	}
	var b strings.Builder
	_ = report.Write(&b, report.Text, findings) // a string can always become longer
	return b.String()
}

// watched are the modules whose edits are followed: those of the arguments, and those
// that were read.
type watched struct {
	mu    sync.Mutex
	roots []string
}

func newWatched(args []string) (*watched, error) {
	roots, err := load.Roots(args)
	w := &watched{}
	for _, root := range roots {
		w.add(root)
	}
	return w, err
}

func (w *watched) add(root string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, known := range w.roots {
		if known == root {
			return
		}
	}
	if root != "" {
		w.roots = append(w.roots, root)
	}
}

func (w *watched) seen() string {
	w.mu.Lock()
	roots := w.roots
	w.mu.Unlock()
	return preview.Files(roots...)
}
