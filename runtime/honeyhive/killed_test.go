package honeyhive

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests of this file start the test binary as a child process, and kill it.
// childEnv names which of the children it is.
const (
	childEnv    = "HHGEN_HONEYHIVE_CHILD"
	childURLEnv = "HHGEN_HONEYHIVE_CHILD_URL"
	childDirEnv = "HHGEN_HONEYHIVE_CHILD_DIR"
)

var children = map[string]func(){"spool": spoolChild, "accept": acceptChild, "work": workChild}

const childUpdates = 20

// childClient returns a client of the folder whose requests go to the server of the
// parent process; all children have the same URL.
func childClient(folder func(dir string) Option, options ...Option) *Client {
	if server := os.Getenv(childURLEnv); server != "" {
		options = append(options, WithTransport(to(server)))
	} else {
		options = append(options, WithTransport(roundTripper(blocked)))
	}
	options = append(options, WithURL(down), folder(os.Getenv(childDirEnv)), WithConcurrency(1))
	c, err := New(testKey, options...)
	if err != nil {
		panic(err)
	}
	return c
}

// durably is WithDurableQueue with callers that wait as long as the disk takes.
func durably(dir string) Option { return WithDurableQueue(dir, WithMaxWait(time.Minute)) }

// spoolChild stores updates at Shutdown, reports that, and waits until it is killed.
func spoolChild() {
	c := childClient(WithSpool)
	acceptAll(c)
	fmt.Println(c.Shutdown(cancelled()))
	select {}
}

// acceptChild accepts updates, reports that, and waits until it is killed.
func acceptChild() {
	acceptAll(childClient(durably))
	fmt.Println("accepted")
	select {}
}

func acceptAll(c *Client) {
	for i := range childUpdates {
		if err := c.UpdateEvent(update(id(i), "k", i)); err != nil {
			panic(err)
		}
	}
}

// workChild sends what is in the folder.
func workChild() {
	c := childClient(WithSpool)
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

// unchanged waits until nothing has been written to a folder for a second.
func unchanged(t *testing.T, dir string) {
	t.Helper()
	size := func() (n int64) {
		for _, path := range stored(t, dir) {
			if info, err := os.Stat(path); err == nil {
				n += info.Size()
			}
		}
		return n
	}
	for last, calm := size(), 0; calm < 20; calm++ {
		time.Sleep(50 * time.Millisecond)
		if now := size(); now != last {
			last, calm = now, 0
		}
	}
}

// A process that is killed after its shutdown, or with a durable queue at any time, loses
// nothing. A process that is killed while it sends what the first one left loses nothing
// either, and what it delivered is not sent again.
func TestKilledProcesses(t *testing.T) {
	for _, name := range []string{"spool", "accept"} {
		t.Run(name, func(t *testing.T) { killedProcesses(t, name) })
	}
}

func killedProcesses(t *testing.T, child string) {
	dir := t.TempDir()
	said, kill := startChild(t, child, "", dir)
	if !said.Scan() {
		t.Fatal("the child said nothing")
	}
	kill()
	if got := stored(t, dir); len(got) == 0 {
		t.Fatalf("the child said %q, and there are no files", said.Text())
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
	unchanged(t, dir) // the marks of what was answered are on disk
	// The child is sending the operations, so another client does not.
	other, _ := newClient(t, down, WithSpool(dir))
	wantStats(t, other, Stats{})
	kill()

	s := newApplier(t, nil)
	c, r := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if n := c.Stats().Delivered; n != childUpdates-answered {
		t.Errorf("%d were sent again or late", n)
	}
	want := map[string]map[string]string{}
	for i := range childUpdates {
		want[id(i)] = map[string]string{"k": fmt.Sprint(i)}
	}
	got := s.state()
	for i := range answered {
		got[id(i)] = map[string]string{"k": fmt.Sprint(i)} // as the first server had it
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if got := stored(t, dir); len(got) > 0 || len(r.all()) > 0 {
		t.Errorf("files are left: %v, reported: %v", got, r.all())
	}
}
