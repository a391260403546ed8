package hhtrace_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// roundVariable makes TestServiceOfRound be a service: its value is the number of the
// round, or end for the one that sends what is left.
const (
	roundVariable  = "HHTRACE_TEST_ROUND"
	folderVariable = "HHTRACE_TEST_FOLDER"
)

// TestServiceOfRound is the process that TestKilledServices kills. It prints the name
// of each span that has ended.
func TestServiceOfRound(t *testing.T) {
	round := os.Getenv(roundVariable)
	if round == "" {
		t.Skip("TestKilledServices runs it")
	}
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithDurableSpans(os.Getenv(folderVariable)))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; round != "end"; i++ {
		name := fmt.Sprintf("%s-%d", round, i)
		_, span := otel.Tracer("test").Start(t.Context(), name)
		span.End()
		fmt.Println(name)
		time.Sleep(time.Millisecond)
	}
	if err := shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// arrivals are the spans that a receiver with faults got.
type arrivals struct {
	mu       sync.Mutex
	at       map[string][]time.Time
	lost     map[string]int // answers that were not sent
	random   *rand.Rand
	faulty   bool
	receiver *receiver.Receiver
}

// serve takes requests, and answers some of them wrongly.
func (a *arrivals) serve(takes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		fault := 9
		if a.faulty {
			fault = a.random.IntN(10)
		}
		switch fault {
		case 0:
			w.WriteHeader(500)
			return
		case 1:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
			return
		case 2:
			panic(http.ErrAbortHandler)
		}
		before := len(a.receiver.Spans())
		takes.ServeHTTP(w, r)
		for _, span := range a.receiver.Spans()[before:] {
			a.at[span.Name] = append(a.at[span.Name], time.Now())
			if fault == 3 {
				a.lost[span.Name]++
			}
		}
		if fault == 3 {
			panic(http.ErrAbortHandler) // the answer is lost
		}
	})
}

// told is how long before a kill a span must have ended to be safe: 200 ms until it is
// written, and what a busy machine adds.
const told = time.Second

// Services are killed at random moments, one after the other, while the receiver has
// faults. Each span that ended a while before a kill arrives, and arrives once, apart
// from lost answers and kills between an answer and its mark on disk.
func TestKilledServices(t *testing.T) {
	r := receiver.New(t)
	seed := rand.Uint64()
	a := &arrivals{at: map[string][]time.Time{}, lost: map[string]int{}, random: rand.New(rand.NewPCG(seed, 1)), faulty: true, receiver: r}
	front := httptest.NewServer(a.serve(r.Config.Handler))
	t.Cleanup(front.Close)
	t.Logf("the seed is %d", seed)
	folder := newFolder(t)
	var safe []string
	var kills []time.Time
	for round := range 4 {
		ended := map[string]time.Time{}
		service, printed := startRound(t, fmt.Sprint(round), folder, front.URL)
		life := told + time.Duration(rand.New(rand.NewPCG(seed, uint64(round))).IntN(1000))*time.Millisecond
		timer := time.AfterFunc(life, func() { _ = service.Process.Kill() })
		for printed.Scan() {
			ended[printed.Text()] = time.Now()
		}
		timer.Stop()
		_ = service.Wait()
		kill := time.Now()
		kills = append(kills, kill)
		for name, at := range ended {
			if strings.HasPrefix(name, fmt.Sprint(round, "-")) && kill.Sub(at) > told {
				safe = append(safe, name)
			}
		}
	}
	a.mu.Lock()
	a.faulty = false
	a.mu.Unlock()
	last, printed := startRound(t, "end", folder, front.URL)
	var output strings.Builder
	for printed.Scan() {
		output.WriteString(printed.Text() + "\n")
	}
	if err := last.Wait(); err != nil {
		t.Errorf("the last service: %v\n%s", err, output.String())
	}
	a.check(t, safe, kills)
}

// check checks that safe spans have arrived, and that none has arrived twice without a
// reason.
func (a *arrivals) check(t *testing.T, safe []string, kills []time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(safe) == 0 {
		t.Error("no span was safe")
	}
	missing := 0
	for _, name := range safe {
		if len(a.at[name]) == 0 {
			missing++
		}
	}
	twice := 0
	for name, at := range a.at {
		reasons := a.lost[name]
		for _, kill := range kills {
			if since := kill.Sub(at[0]); since > 0 && since < told {
				reasons++
			}
		}
		if len(at) > 1+reasons {
			twice++
		}
	}
	t.Logf("%d spans were safe, %d arrived", len(safe), len(a.at))
	if missing > 0 || twice > 0 {
		t.Errorf("%d of %d safe spans are missing, and %d arrived too often", missing, len(safe), twice)
	}
}

// startRound starts the service of a round.
func startRound(t *testing.T, round, folder, url string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServiceOfRound$")
	cmd.Env = append(os.Environ(), roundVariable+"="+round, folderVariable+"="+folder,
		"HH_API_KEY=", "OTEL_EXPORTER_OTLP_ENDPOINT="+url, "OTEL_EXPORTER_OTLP_TIMEOUT=1000")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}
