package preview_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hhgen/hhgen/gen/catalogue"
	"github.com/hhgen/hhgen/internal/preview"
)

// source is a catalogue that a test edits.
type source struct {
	mu    sync.Mutex
	title string
	err   error
}

func (s *source) set(title string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.title, s.err = title, err
}

func (s *source) read() (*catalogue.Catalogue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &catalogue.Catalogue{Title: s.title}, s.err
}

func (s *source) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.title
}

// serve serves a source until the test ends.
func serve(t *testing.T, s *source) (address string) {
	t.Helper()
	l, err := preview.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &preview.Server{Read: s.read, Seen: s.seen, Describe: error.Error}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// get asks for a path as a browser does that was led by a name.
func get(t *testing.T, address, host, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// Only names of this machine are answered, so no page of somebody else reads schemas.
func TestHost(t *testing.T) {
	address := serve(t, &source{title: "All keys"})
	_, port, _ := net.SplitHostPort(address)
	for host, want := range map[string]int{
		address: 200, "localhost:" + port: 200, "[::1]:" + port: 200,
		"evil.example:" + port: 403, "127.0.0.1": 403, "127.0.0.1.evil.example:" + port: 403, "localhost": 403,
	} {
		if answer, body := get(t, address, host, "/"); answer.StatusCode != want || want == 200 != strings.Contains(body, "All keys") {
			t.Errorf("%s: got %d, want %d", host, answer.StatusCode, want)
		}
	}
	if answer, _ := get(t, address, "evil.example:"+port, "/events"); answer.StatusCode != 403 {
		t.Errorf("events: got %d", answer.StatusCode)
	}
	if answer, _ := get(t, address, address, "/other"); answer.StatusCode != 404 {
		t.Errorf("other: got %d", answer.StatusCode)
	}
}

// The page is told what has changed, and what is wrong. The last one that was right
// stays.
func TestEvents(t *testing.T) {
	s := &source{title: "One"}
	address := serve(t, s)
	answer, err := http.Get("http://" + address + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatal(lines.Err())
		return ""
	}
	first := next()
	if !strings.HasSuffix(first, `","findings":""}`) {
		t.Errorf("first: %s", first)
	}
	s.set("Two", errors.New("it is wrong"))
	wrong := next()
	if want := strings.Replace(first, `"findings":""`, `"findings":"it is wrong"`, 1); wrong != want {
		t.Errorf("got %s, want %s", wrong, want)
	}
	if _, body := get(t, address, address, "/"); !strings.Contains(body, "<h1>One</h1>") {
		t.Error("the last page that was right is gone")
	}
	s.set("Three", nil)
	if third := next(); third == first || !strings.HasSuffix(third, `","findings":""}`) {
		t.Errorf("third: %s", third)
	}
	if _, body := get(t, address, address, "/"); !strings.Contains(body, "<h1>Three</h1>") {
		t.Error("the page is not the new one")
	}
}

func TestListen(t *testing.T) {
	for address, want := range map[string]string{
		"0.0.0.0:0":      "0.0.0.0:0 can be reached by other machines: use 127.0.0.1, ::1 or localhost",
		":0":             ":0 can be reached by other machines: use 127.0.0.1, ::1 or localhost",
		"example.com:80": "example.com:80 can be reached by other machines: use 127.0.0.1, ::1 or localhost",
		"8080":           `"8080" is not an address: write it as 127.0.0.1:8080, or 127.0.0.1:0 for any port`,
	} {
		if l, err := preview.Listen(address); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, %v", address, l, err)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	seen := preview.Files(dir)
	for _, name := range []string{"go.mod", "hhgen.yaml", ".github/CODEOWNERS", "new/deep/chat.go", "new/turn.schema.json"} {
		write(name, "a")
		now := preview.Files(dir)
		if now == seen {
			t.Errorf("%s is not seen", name)
		}
		seen = now
	}
	write("catalogue.html", "a")
	write("testdata/x.go", "a")
	if preview.Files(dir) != seen {
		t.Error("something is seen that declares nothing")
	}
}
