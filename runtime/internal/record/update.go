package record

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// Update is a change of one event of HoneyHive, as a session client gets it.
type Update struct {
	EventID  string    // UUID
	Time     time.Time // of the call
	Duration *float64  // how long the event took, in milliseconds; nil if that does not change

	members []member // with their places in text
	text    []byte   // of the members, and of inputs if there are any
	inputs  []byte   // the part of text that is metadata.inputs; nil for none
}

// Member is one key of a namespace that an update changes.
type Member struct {
	Namespace string
	Key       string
	Value     json.RawMessage
}

// MembersOf returns the members of u as values of hh.Member, in the order in which
// they were recorded; inputs that are a key of metadata come last.
func MembersOf[M ~struct {
	Namespace string
	Key       string
	Value     json.RawMessage
}](u *Update) []M {
	if len(u.members) == 0 {
		return nil
	}
	members := make([]M, 0, len(u.members))
	for i := range u.members {
		if m := &u.members[i]; m.namespace != inputs || u.inputs == nil {
			members = append(members, M{m.namespace, m.key, u.text[m.begin:m.end:m.end]})
		}
	}
	if u.inputs != nil {
		members = append(members, M{"metadata", inputs, u.inputs})
	}
	return members
}

// inputs is the namespace that an update has as a member of metadata. The start of a
// session has it as a namespace.
const inputs = "inputs"

// collected returns the update that b has collected, without its time. It drops values
// that the same call replaced, and their attributes. Read its members before b is
// released; their values share no memory with b.
func (b *Batch) collected() Update {
	j := b.json
	j.closeTo(0)
	b.settle()
	u := Update{EventID: j.event, members: b.members}
	if len(b.members) == 0 {
		return u
	}
	u.text = append(make([]byte, 0, len(j.text)+b.inputBytes()), j.text...)
	if j.begins {
		return u
	}
	begin := len(u.text)
	for _, m := range b.members {
		if m.namespace == inputs {
			u.text = append(AppendString(append(u.text, separator(len(u.text) == begin)), m.key), ':')
			u.text = append(u.text, u.text[m.begin:m.end]...)
		}
	}
	if len(u.text) > begin {
		u.text = append(u.text, '}')
		u.inputs = u.text[begin:len(u.text):len(u.text)]
	}
	return u
}

// splitStart leaves in u, which begins a session, the members that the start of a
// session can have. It returns an update with the others, which follows the start.
func (u *Update) splitStart() (later Update) {
	slices.SortStableFunc(u.members, func(a, b member) int { return a.rank() - b.rank() })
	n := slices.IndexFunc(u.members, func(m member) bool { return m.rank() > 0 })
	if n < 0 {
		return later
	}
	later = *u
	u.members, later.members = u.members[:n], u.members[n:]
	return later
}

// rank is 0 for a member of a namespace that the start of a session can have.
func (m *member) rank() int {
	switch m.namespace {
	case inputs, "config", "metadata", "user_properties":
		return 0
	}
	return 1
}

// separator returns the byte before a member of an object.
func separator(first bool) byte {
	if first {
		return '{'
	}
	return ','
}

// inputBytes is the room that the object of the inputs takes; 0 if there are none.
func (b *Batch) inputBytes() (n int) {
	for _, m := range b.members {
		if m.namespace == inputs {
			n += len(m.key) + m.end - m.begin + len(`{"":,}`)
		}
	}
	return n
}

// deliver gives the collected update to the session client, unless it is empty.
func (b *Batch) deliver() error {
	u := b.collected()
	if len(u.members) == 0 {
		return nil
	}
	return b.keep(func() (func(), error) { return b.runtime().send(u) })
}

// keep remembers the fields that b has collected, if they are a session's, for its
// spans. In the same turn it calls send, unless sessions live on spans alone.
func (b *Batch) keep(send func() (wait func(), err error)) error {
	rt, event := b.runtime(), b.json.event
	if !b.json.session || rt.sessions == nil || len(b.members) == 0 {
		return rt.turns.inTurn(event, send)
	}
	var lost unremembered
	err := rt.turns.inTurn(event, func() (func(), error) {
		lost = rt.sessions.add(event, b.members, b.kvs, b.baggage)
		if rt.spansOnly {
			return nil, nil
		}
		return send()
	})
	// What follows may call the service, which may enrich the session.
	rt.reportUnremembered(lost)
	rt.carryAll(event)
	if rt.spansOnly {
		rt.tellSpansOnly()
	}
	return err
}

// errSpansOnly tells once that a runtime without a session client, by design, sends
// no updates.
var errSpansOnly = errors.New("hh: EnrichSession records on later spans of the session in this process, but sends no update to " +
	"HoneyHive's API, because the runtime was made with hh.WithoutSessionClient, as hhtrace does if spans go to a Collector and " +
	"there is no key: to send updates too, set HH_API_KEY or use hh.WithSessionClient")

func (rt *Runtime) tellSpansOnly() {
	if !rt.spansOnlyTold.Swap(true) {
		report.Error(errSpansOnly)
	}
}

// send gives an update to the session client, with the time. It is called in the turn of
// the event, so the times of its updates are in the order of these.
func (rt *Runtime) send(u Update) (wait func(), err error) {
	if rt.client.Update == nil {
		return nil, ErrNoSessionClient
	}
	u.Time = rt.clock.now()
	return callClient(func() (func(), error) { return rt.client.Update(u) })
}
