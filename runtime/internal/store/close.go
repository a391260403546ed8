package store

import (
	"context"
	"fmt"
	"slices"
)

// Close writes what waits, and frees the journals. Files with live records stay for
// the next process. The error says how many records are not on disk. When ctx is done,
// Close returns, and what it began goes on.
func (s *Store) Close(ctx context.Context) error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	why := s.wait(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unstored == 0 {
		return nil
	}
	if s.problem != nil {
		why = s.problem
	}
	return fmt.Errorf("%d record(s) are not on disk in %q, and are lost when the process ends: %w", s.unstored, s.folder.path, why)
}

// wait waits until the goroutines have ended and everything was reported.
func (s *Store) wait(ctx context.Context) error {
	select {
	case <-s.stopped:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case <-s.reports.done():
	case <-ctx.Done():
	}
	return ErrClosed
}

// leave closes the files, removes the journals that are done, and unlocks the others.
func (w *writer) leave() {
	w.mu.Lock()
	journals := append(slices.Clone(w.taken), w.own)
	done := w.own.live == 0
	w.mu.Unlock()
	for _, j := range journals {
		w.retire(j)
	}
	w.syncer.end()
	w.trim()
	if done && len(w.own.segments) == 0 {
		w.removeLock(w.own)
	}
	for _, j := range journals {
		_ = j.lock.Unlock()
	}
	_ = w.folder.disk.close()
}
