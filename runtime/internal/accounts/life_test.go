package accounts

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// life is what a service does from its start to its end.
type life struct {
	orders
	killAt int           // calls that returned nil, after which the service is killed; 0 for never
	after  time.Duration // from then, or from the end of its work, to the kill

	lines  []string
	killed bool
	worked bool // all calls returned
	kept   int

	unstored []*op // of which nobody knows that they are on disk
	errors   bytes.Buffer
	ended    *outcome // nil if the service was killed before
}

// most is how long a life may take. A service that hangs must not hang the test.
const most = 2 * time.Minute

// runProcess runs the service in a process of its own.
func (l *life) runProcess(t *testing.T) {
	text, err := json.Marshal(l.orders)
	if err != nil {
		t.Error(err)
		return
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serviceEnv+"="+string(text))
	cmd.Stderr = &l.errors
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Error(err)
		return
	}
	hung := time.AfterFunc(most, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	defer hung.Stop()
	killed := make(chan struct{})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.hear(lines.Text(), func() {
			time.AfterFunc(l.after, func() {
				_ = cmd.Process.Kill()
				close(killed)
			})
		})
	}
	if l.killed {
		<-killed
	}
	err = cmd.Wait()
	hung.Stop()
	if said := l.errors.String(); err != nil && !l.killed || strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic") {
		t.Errorf("life %d ended with %v: %s", l.Life, err, said)
	}
}

// runHere runs the service in this process.
func (l *life) runHere() {
	var said bytes.Buffer
	newService(l.orders, &said).run()
	for line := range strings.Lines(said.String()) {
		l.hear(strings.TrimSuffix(line, "\n"), func() {})
	}
}

// hear takes a line, and calls kill once when the time has come.
func (l *life) hear(line string, kill func()) {
	l.lines = append(l.lines, line)
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "kept":
		l.kept++
	case "worked":
		l.worked = true
	case "end":
		l.ended = &outcome{}
		if err := json.Unmarshal([]byte(rest), l.ended); err != nil {
			l.ended.Err = err.Error()
		}
	}
	reached := l.killAt > 0 && l.kept >= l.killAt || l.worked && l.Shutdown == 0
	if reached && !l.killed {
		l.killed = true
		kill()
	}
}

func (l *life) String() string {
	how := fmt.Sprintf("shut down in %v", l.Shutdown)
	if l.killed {
		how = fmt.Sprintf("killed after %d calls", l.kept)
	}
	return fmt.Sprintf("life %d: %s, %d lines, disk full at times: %t", l.Life, how, len(l.lines), l.Full)
}
