package otlpserver

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// isSessionPath reports whether a path is one of HoneyHive's API for the starts and
// updates of sessions and other events: those of both its versions, which the SDKs of
// HoneyHive and hhtrace use.
func isSessionPath(path string) bool {
	switch path {
	case "/session/start", "/v1/sessions", "/events", "/events/batch", "/v1/events":
		return true
	}
	return strings.HasPrefix(path, "/v1/events/") || strings.HasPrefix(path, "/v1/sessions/")
}

// serveAPI answers the start or update of a session as HoneyHive does. If requests are
// passed on to HoneyHive, that one is too, and so are all others of its API.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, kind pathKinds) {
	if kind == sessions {
		s.count(func(stats *Stats) { stats.Sessions++ })
	}
	request, wrong := readBody(r)
	if wrong != nil {
		s.reject(r.URL.Path, *wrong)
		wrong.write(w, true)
		return
	}
	if s.options.Forward != nil && s.options.Forward.api != nil {
		a := s.passOnCall(r, request)
		if kind == sessions {
			s.giveUpdate(r.URL.Path, request, a)
		}
		a.write(w, true)
		return
	}
	s.giveUpdate(r.URL.Path, request, answer{status: http.StatusOK})
	body := map[string]any{"success": true}
	if strings.Contains(r.URL.Path, "session") {
		body["session_id"] = sessionID(request.plain)
	}
	text, _ := json.Marshal(body)
	w.Header().Set("Content-Type", jsonType)
	_, _ = w.Write(text)
}

// sessionID is the id of the session that a request starts: the one that it names, or
// a new one. API 2.0 has the session itself as the body, the older one a member of it.
func sessionID(body []byte) string {
	type session struct {
		ID string `json:"session_id"`
	}
	var start struct {
		session
		Session session `json:"session"`
	}
	_ = json.Unmarshal(body, &start)
	switch {
	case start.Session.ID != "":
		return start.Session.ID
	case start.ID != "":
		return start.ID
	}
	return uuid.NewString()
}

// passOnCall passes a request of HoneyHive's API on to HoneyHive.
func (s *Server) passOnCall(r *http.Request, request *request) answer {
	target := *s.options.Forward.api
	target.Path = strings.TrimSuffix(target.Path, "/") + r.URL.Path
	target.RawQuery = r.URL.RawQuery
	return s.send(r.Context(), r.Method, target.String(), request)
}
