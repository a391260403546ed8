package record

import (
	"fmt"

	"github.com/google/uuid"
)

// checkSessionID returns an error that shows at most the beginning of an id.
func checkSessionID(id string) error {
	const most = 64
	if validSessionID(id) {
		return nil
	}
	if len(id) > most {
		id = cut(id, most) + "..."
	}
	if id == "" {
		return fmt.Errorf("%w, not empty: start a new session with hh.StartSession", ErrInvalidSession)
	}
	return fmt.Errorf("%w, not %q: hh.SessionIDFrom makes one from any other id", ErrInvalidSession, id)
}

func validSessionID(id string) bool {
	if len(id) != 36 {
		return false
	}
	parsed, err := uuid.Parse(id)
	return err == nil && parsed != uuid.Nil
}

// sessionNamespace is the namespace of the UUIDs of [SessionIDFrom]. It is the UUIDv5
// of https://github.com/hhgen/hhgen#session in the namespace of URLs.
var sessionNamespace = uuid.MustParse("daae6c40-bcf3-5942-9723-0ae5e709c980")

// SessionIDFrom returns the session id of any other id.
func SessionIDFrom(s string) string {
	if s == "" || validSessionID(s) {
		return s
	}
	return uuid.NewSHA1(sessionNamespace, []byte(s)).String()
}
