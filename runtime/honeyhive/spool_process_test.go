package honeyhive

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tests of this file start the test binary as a child process, and kill it.
// childEnv names which of the children it is.
const (
	childEnv    = "HHGEN_HONEYHIVE_CHILD"
	childURLEnv = "HHGEN_HONEYHIVE_CHILD_URL"
	childDirEnv = "HHGEN_HONEYHIVE_CHILD_DIR"
)

var children = map[string]func(){"spool": spoolChild, "work": workChild}

const childUpdates = 20

func childClient(options ...Option) *Client {
	options = append(options, WithURL(os.Getenv(childURLEnv)), WithSpool(os.Getenv(childDirEnv)), WithConcurrency(1))
	c, err := New(testKey, options...)
	if err != nil {
		panic(err)
	}
	return c
}

// spoolChild spools updates, reports that, and waits until it is killed.
func spoolChild() {
	c := childClient(WithTransport(roundTripper(blocked)))
	for i := range childUpdates {
		if err := c.UpdateEvent(update(id(i), "k", i)); err != nil {
			panic(err)
		}
	}
	fmt.Println(c.Shutdown(cancelled()))
	select {}
}

// workChild sends the operations of a spool.
func workChild() {
	c := childClient()
	_ = c.Flush(context.Background())
	select {}
}

// startChild starts a child process; kill kills it.
func startChild(t *testing.T, name, url, dir string) (said *bufio.Scanner, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+name, childURLEnv+"="+url, childDirEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	killed := false
	kill = func() {
		if !killed {
			killed = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	return bufio.NewScanner(out), kill
}

// A process that is killed after its shutdown loses nothing. A process that is
// killed while it sends the files of the first one loses nothing either.
func TestKilledProcesses(t *testing.T) {
	dir := t.TempDir()
	said, kill := startChild(t, "spool", "http://127.0.0.1:1", dir)
	if !said.Scan() {
		t.Fatal("the child said nothing")
	}
	kill()
	if got := spoolNames(t, dir); len(got[spoolSuffix]) != 1 {
		t.Fatalf("the child said %q, files: %v", said.Text(), got)
	}

	const answered = 7
	reached := make(chan struct{})
	first := newServer(t, func(n int, _ http.ResponseWriter, r *http.Request) {
		if n == answered {
			close(reached)
		}
		if n >= answered {
			<-r.Context().Done()
		}
	})
	_, kill = startChild(t, "work", first.URL, dir)
	<-reached
	// The child is sending the files, so another client does not.
	other, _ := newClient(t, "http://127.0.0.1:1", WithSpool(dir))
	wantStats(t, other, Stats{})
	kill()

	s := newApplier(t, nil)
	c, r := newClient(t, s.URL, WithSpool(dir))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	want := map[string]map[string]string{}
	for i := range childUpdates {
		want[id(i)] = map[string]string{"k": fmt.Sprint(i)}
	}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if got := spoolNames(t, dir); len(got) > 0 || len(r.all()) > 0 {
		t.Errorf("files are left: %v, reported: %v", got, r.all())
	}
}
