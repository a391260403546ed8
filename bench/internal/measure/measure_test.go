package measure_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/bench/internal/measure"
)

// TestMain is also the process that is measured.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "work" {
		block := make([]byte, 64<<20)
		for i := range block {
			block[i] = byte(i)
		}
		os.Exit(len(os.Args) - 2)
	}
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	prepared := 0
	c := measure.Command{Argv: [][]string{{os.Args[0], "work"}, {os.Args[0], "work"}}, Before: func() error { prepared++; return nil }}
	s, err := c.Run()
	if err != nil {
		t.Fatal(err)
	}
	if prepared != 1 || s.Wall <= 0 || s.CPU <= 0 || s.Memory < 64<<20 || s.Memory > 1<<30 {
		t.Errorf("prepared %d times: %+v", prepared, s)
	}
	c.Argv[1] = append(c.Argv[1], "fail")
	if _, err := c.Run(); err == nil {
		t.Error("a failure was not reported")
	}
	c.Exits = map[int]bool{1: true}
	if _, err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Before = func() error { return errors.New("no") }
	if _, err := c.Run(); err == nil {
		t.Error("a failed preparation was not reported")
	}
}

func TestAlternate(t *testing.T) {
	var order strings.Builder
	command := func(name string, most time.Duration) measure.Command {
		return measure.Command{Name: name, Argv: [][]string{{os.Args[0], "work"}}, Most: most, Before: func() error { order.WriteString(name); return nil }}
	}
	samples, err := measure.Alternate([]measure.Command{command("a", 0), command("b", time.Nanosecond)}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if order.String() != "abaa" || len(samples[0]) != 3 || len(samples[1]) != 1 {
		t.Errorf("order %s, samples %d and %d", order.String(), len(samples[0]), len(samples[1]))
	}
}

func TestTable(t *testing.T) {
	table := measure.Table{Title: "Times", Head: []string{"what", "time"}}
	table.Add("a", measure.Duration(1234*time.Microsecond))
	table.Add("b", measure.Duration(2*time.Second))
	table.Add("c", measure.Ratio(3, 2))
	want := "### Times\n\n| what | time |\n| --- | ---: |\n| a | 1.23 ms |\n| b | 2 s |\n| c | 1.50 |\n"
	if got := table.Markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := measure.Middle([]int64{9, 1, 5}); got != 5 {
		t.Errorf("median %d, want 5", got)
	}
}

func TestTargets(t *testing.T) {
	got := measure.Targets([]measure.Target{
		{What: "a", Most: 1, Measured: 1},
		{What: "b", Most: 1, Measured: 1.01},
		{What: "c", Wants: "at least 4", Measured: 5, Met: func(m float64) bool { return m >= 4 }},
	}).Markdown()
	for _, line := range []string{"| a | at most 1 | 1.00 | yes |", "| b | at most 1 | 1.01 | no |", "| c | at least 4 | 5.00 | yes |"} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
}
