package accounts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/faults"
)

// serviceEnv holds the orders of a child process, as JSON.
const serviceEnv = "HHGEN_ACCOUNTS_SERVICE"

func TestMain(m *testing.M) {
	if text := os.Getenv(serviceEnv); text != "" {
		var o orders
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			panic(err)
		}
		newService(o, os.Stdout).run()
		return
	}
	os.Exit(m.Run())
}

// orders say what a service does in one life.
type orders struct {
	Server  faults.Address
	Keeps   string // name of the way in which the client keeps operations
	Dir     string
	Life    int
	Seed    uint64
	Events  []string // events of earlier lives
	Lane    int      // the first of the goroutines that record
	Lanes   int      // how many there are
	Ops     int      // operations of each
	HTTP2   bool
	V1      bool
	Jump    time.Duration // by which the clock is wrong
	Full    bool          // the disk may be full
	Disk    []fileSize    // beyond which files cannot grow
	Recover bool          // send all that is left, and record nothing
	// Shutdown is how long the service gives to Shutdown. With 0, it waits to be
	// killed.
	Shutdown time.Duration
	// Early is when Shutdown is called, if others still record then.
	Early time.Duration
}

// opsOfLife is the first number of a life's operations: the numbers of a lane grow.
const opsOfLife = 1_000_000

// service is a service that does what its orders say, and writes what happens to
// standard output, a line each:
//
//	called EVENT LANE NUMBER   what it begins
//	kept EVENT LANE NUMBER N   the call returned nil, and N operations are not on disk yet
//	rejected EVENT LANE NUMBER the call returned an error
//	event EVENT                others may update the session now
//	failed ATTEMPT             a request got no answer
//	gaveup EVENT OPERATIONS START STATUS
//	wrong PROBLEM              what must not be
//	said ERROR                 any other report
//	worked                     all calls returned
//	end OUTCOME                as JSON
type service struct {
	orders
	client *honeyhive.Client

	out     sync.Mutex
	keeping sync.Mutex
	to      io.Writer
	events  struct {
		sync.Mutex
		ids []string
	}
	disk  disk
	calls atomic.Int64
	kept  atomic.Int64
}

// outcome is the end of a life.
type outcome struct {
	Stats   honeyhive.Stats
	Kept    int // calls that returned nil
	Dropped int // of the ShutdownError
	Spooled int
	Err     string
}

func newService(o orders, to io.Writer) *service {
	s := &service{orders: o, to: to}
	s.events.ids = slices.Clone(o.Events)
	return s
}

func (s *service) say(format string, args ...any) {
	line := []byte(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " ") + "\n")
	s.out.Lock()
	defer s.out.Unlock()
	_, _ = s.to.Write(line) // at once, because the process may be killed
}

func (s *service) run() {
	transport := faults.NewTransport(s.Server, s.Life, s.HTTP2, func(attempt int) { s.say("failed %d", attempt) })
	options := []honeyhive.Option{
		honeyhive.WithURL(s.Server.URL), honeyhive.WithTransport(transport), honeyhive.WithTimeout(s.timeout()),
		honeyhive.WithBackoff(5*time.Millisecond, 50*time.Millisecond), honeyhive.WithErrorHandler(s.report),
	}
	if s.V1 {
		options = append(options, honeyhive.WithV1Paths())
	}
	client, err := honeyhive.New("key", append(options, ways[s.Keeps].options(s.Dir, s.wait()))...)
	if err != nil {
		s.say("said %v", err)
		return
	}
	s.client = client
	defer transport.CloseIdleConnections()
	worked := make(chan struct{})
	go func() {
		s.work()
		s.say("worked")
		close(worked)
	}()
	if s.Early > 0 {
		time.Sleep(s.Early)
	} else {
		<-worked
	}
	if s.Shutdown == 0 {
		select {}
	}
	o := s.end()
	<-worked
	o.Kept = int(s.kept.Load())
	s.finish(o)
}

// timeout is how long an attempt may take. When the server is healthy, a busy machine
// should not make attempts fail.
func (s *service) timeout() time.Duration {
	if s.Recover {
		return 30 * time.Second
	}
	return 300 * time.Millisecond
}

// wait is how long a call waits for the disk: until the operation is stored, unless the
// disk is full at times.
func (s *service) wait() time.Duration {
	if s.Full {
		return time.Millisecond
	}
	return time.Minute
}

func (s *service) report(err error) {
	if e, ok := errors.AsType[*honeyhive.GiveUpError](err); ok {
		s.say("gaveup %s %d %t %d", e.EventID, 1+e.Merged, e.Start, e.Status)
		return
	}
	s.say("said %v", err)
}

func (s *service) work() {
	if s.Recover {
		if err := s.client.Flush(context.Background()); err != nil {
			s.say("said %v", err)
		}
		return
	}
	var lanes sync.WaitGroup
	for n := range s.Lanes {
		lanes.Go(func() { s.record(s.Lane + n) })
	}
	lanes.Wait()
}

// end shuts the client down.
func (s *service) end() (o outcome) {
	ctx, cancel := context.WithTimeout(context.Background(), s.Shutdown)
	defer cancel()
	if err := s.client.Shutdown(ctx); err != nil {
		o.Err = err.Error()
		if e, ok := errors.AsType[*honeyhive.ShutdownError](err); ok {
			o.Dropped, o.Spooled = e.Dropped, e.Spooled
		}
	}
	return o
}

func (s *service) finish(o outcome) {
	o.Stats = s.client.Stats()
	text, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	s.say("end %s", text)
}

// look uses the client as others may at any time.
func (s *service) look(random *rand.Rand) {
	if c := s.client.Stats(); c.Accepted+c.Recovered != c.Delivered+c.Coalesced+c.Dropped+c.Spooled+c.Pending {
		s.say("wrong the counts do not add up: %+v", c)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(5))*time.Millisecond)
	defer cancel()
	_ = s.client.Flush(ctx)
	_ = fmt.Sprintf("%v %+v", s.client, s.client)
}

// record makes the calls of one goroutine.
func (s *service) record(lane int) {
	random := rand.New(rand.NewPCG(s.Seed, uint64(lane)))
	number := s.Life * opsOfLife
	for done := 0; done < s.Ops; {
		switch event := s.event(random); {
		case event == "" || random.IntN(30) == 0:
			done += s.begin(random, lane, &number)
		default:
			done += s.update(random, event, lane, &number)
		}
		switch random.IntN(50) {
		case 0:
			time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
		case 1:
			s.look(random)
		case 2, 3, 4, 5:
			time.Sleep(time.Duration(random.IntN(1000)) * time.Microsecond)
		}
	}
}

// event picks an event, more often a new one.
func (s *service) event(random *rand.Rand) string {
	s.events.Lock()
	defer s.events.Unlock()
	n := len(s.events.ids)
	if n == 0 {
		return ""
	}
	return s.events.ids[max(random.IntN(n), random.IntN(n))]
}

// begin starts a session. In some cases, it updates the session before.
func (s *service) begin(random *rand.Rand, lane int, number *int) (calls int) {
	id := fmt.Sprintf("%08d-%04d-4000-8000-%012d", s.Life, lane, *number+1)
	kind := "start"
	if random.IntN(10) == 0 {
		calls += s.update(random, id, lane, number)
		kind = "latestart"
	}
	*number++
	start := hh.SessionStart{ID: id, Time: s.now(), Name: "session", Members: []hh.Member{member("metadata", startKey, 1)}}
	if random.IntN(2) == 0 {
		start.Members = append(start.Members, own(lane, *number)...)
	}
	err := s.call(id, kind, lane, *number, func() error { return s.client.StartSession(start) })
	if err == nil {
		s.say("event %s", id)
		s.events.Lock()
		s.events.ids = append(s.events.ids, id)
		s.events.Unlock()
	}
	return calls + 1
}

// update updates an event.
func (s *service) update(random *rand.Rand, event string, lane int, number *int) (calls int) {
	*number++
	if random.IntN(5) == 0 {
		u := hh.Update{EventID: event, Time: s.now(), Members: own(lane, *number)[1:]}
		_ = s.call(event, "bare", lane, *number, func() error { return s.client.UpdateEvent(u) })
		return 1
	}
	u := hh.Update{EventID: event, Time: s.now(), Members: own(lane, *number)}
	for _, namespace := range []string{"metrics", "feedback", "config", "user_properties"} {
		if random.IntN(8) == 0 {
			u.Members = append(u.Members, member(namespace, fmt.Sprint("k", lane), *number))
		}
	}
	switch random.IntN(1000) {
	case 0:
		u.Members = append(u.Members, hh.Member{Namespace: "metrics", Key: "p", Value: []byte(faults.Poison)})
	case 1:
		u.Members = append(u.Members, padding(300<<10)) // more than the server takes
	default:
		if random.IntN(4) == 0 {
			u.Members = append(u.Members, padding(random.IntN(2<<10)))
		}
	}
	kind := "update"
	if random.IntN(3) == 0 {
		kind = "twofold"
		u.Members = append(u.Members, member("feedback", fmt.Sprintf(ownKey, lane, *number), *number))
	}
	_ = s.call(event, kind, lane, *number, func() error { return s.client.UpdateEvent(u) })
	return 1
}

// now is what the clock of the service says.
func (s *service) now() time.Time { return time.Now().Add(s.Jump) }

func (s *service) call(event, kind string, lane, number int, f func() error) error {
	s.disk.change(s.Disk, int(s.calls.Add(1)))
	s.say("called %s %d %d %s", event, lane, number, kind)
	err := f()
	if err != nil {
		s.say("rejected %s %d %d %s", event, lane, number, err)
		return err
	}
	s.kept.Add(1)
	s.sayKept(event, lane, number)
	return nil
}

// sayKept also says how many operations are not on disk: with 0, all that were said
// to be kept before are.
func (s *service) sayKept(event string, lane, number int) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	s.say("kept %s %d %d %d", event, lane, number, s.client.Stats().Unstored)
}

// Keys of the members by which the checker knows operations.
const (
	startKey = "started"
	ownKey   = "own%d_%d"
	lastKey  = "last%d"
)

// own are the members by which an operation is known: one that nothing else sets, and
// one that all operations of the lane set.
func own(lane, number int) []hh.Member {
	return []hh.Member{member("metadata", fmt.Sprintf(ownKey, lane, number), number), member("metadata", fmt.Sprintf(lastKey, lane), number)}
}

func member(namespace, key string, value int) hh.Member {
	return hh.Member{Namespace: namespace, Key: key, Value: fmt.Appendf(nil, "%d", value)}
}

func padding(n int) hh.Member {
	return hh.Member{Namespace: "metadata", Key: "padding", Value: append(append([]byte{'"'}, bytes.Repeat([]byte("x"), n)...), '"')}
}
