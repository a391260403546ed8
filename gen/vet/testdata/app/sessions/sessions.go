// Package sessions returns the errors of sessions.
package sessions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

type model interface {
	Complete(ctx context.Context, question string) (string, error)
}

type service struct {
	model model
	chat.Enricher
}

func (s *service) answer(ctx context.Context, question string) (string, error) {
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{Name: "answer"}) // want `the error of StartSession fails what this function does, but telemetry must not: log the error, and go on \(SESSION_ERROR\)`
	if err != nil {
		return "", err
	}
	answer, err := s.model.Complete(ctx, question)
	if err != nil {
		return "", err
	}
	if err := s.EnrichSession(ctx, chat.WithScore(1)); err != nil { // want `the error of EnrichSession fails what this function does`
		return "", fmt.Errorf("enriching the session: %w", err)
	}
	if err = chat.EnrichEvent(ctx, hh.EventID{}, chat.WithScore(1)); err != nil { // want `the error of EnrichEvent fails`
		log.Print("no event")
		return answer, err
	}
	return answer, chat.EnrichSession(ctx, chat.WithScore(1)) // want `SESSION_ERROR`
}

func (s *service) direct(ctx context.Context) error {
	if _, err := s.model.Complete(ctx, "?"); err != nil {
		return errors.Join(err, s.EnrichSession(ctx, chat.WithScore(1))) // want `SESSION_ERROR`
	}
	err := hh.SetSessionDuration(ctx, time.Second) // want `the error of SetSessionDuration fails`
	return err
}

func (s *service) panics(ctx context.Context) {
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err != nil { // want `SESSION_ERROR`
		panic(err)
	}
	_, _ = s.model.Complete(ctx, "?")
}

func (s *service) bare(ctx context.Context) (answer string, err error) {
	if err = s.EnrichSession(ctx, chat.WithScore(1)); err != nil { // want `SESSION_ERROR`
		return
	}
	return s.model.Complete(ctx, "?")
}

type framework struct{ *http.Request }

func (framework) JSON(status int, body any) {}

func (s *service) framework(f framework) {
	if err := s.EnrichSession(f.Context(), chat.WithScore(1)); err != nil { // want `SESSION_ERROR`
		f.JSON(http.StatusServiceUnavailable, err)
		return
	}
	_, _ = s.model.Complete(f.Context(), "?")
}

func run(ctx context.Context, s *service) {
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{}) // want `SESSION_ERROR`
	if err != nil {
		log.Fatal(err)
	}
	_, _ = s.model.Complete(ctx, "?")
}

func handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := chat.StartSession(r.Context(), hh.SessionConfig{}, chat.WithScore(1)) // want `SESSION_ERROR`
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// The functions below only record, or handle the error.

func enrich(ctx context.Context, plan chat.Plan) error {
	if err := chat.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return chat.EnrichSession(ctx, chat.WithScore(1))
}

func all(ctx context.Context) error {
	if err := enrich(ctx, chat.PlanFree); err != nil {
		return err
	}
	log.Print("done")
	return chat.EnrichSession(ctx, chat.WithScore(1))
}

func feedback(w http.ResponseWriter, r *http.Request) {
	var body struct {
		ID     hh.EventID
		Rating int
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := chat.EnrichEvent(r.Context(), body.ID, chat.WithRating(body.Rating)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *service) handled(ctx context.Context, id string) (string, error) {
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{ID: id})
	if err != nil {
		return "", err // a wrong id is the caller's
	}
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err != nil {
		log.Print(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); errors.Is(err, hh.ErrNoSession) {
		return "", err
	}
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err != nil {
		return s.model.Complete(ctx, "without a session")
	}
	record := func() error { return chat.EnrichSession(ctx, chat.WithScore(1)) }
	if err := record(); err != nil {
		log.Print(err)
	}
	return s.model.Complete(ctx, "?")
}
