package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"

	"github.com/hhgen/hhgen/schema"
)

// JUnit's XML has no specification. The types here are what the schema of
// Jenkins, the one most tools point to, requires and allows.

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"` // the file
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"` // the rule, in a package hhgen
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Skipped string        `xml:"skipped,omitempty"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

const noTime = "0" // of what takes none; some readers require a time

// writeJUnit prints a suite for each file, in which each finding is a test: one
// that failed for an error, and one that was skipped for a warning, which fails
// no run. Readers take a report without tests for a mistake, so one passes if
// nothing was found.
func writeJUnit(w io.Writer, findings schema.Findings) error {
	suites := junitSuites{Name: "hhgen"}
	if len(findings) == 0 {
		passed := junitCase{Class: "hhgen", Name: "no findings", Time: noTime}
		suites.Suites = []junitSuite{{Name: "hhgen", Tests: 1, Time: noTime, Cases: []junitCase{passed}}}
		suites.Tests = 1
	}
	seen := map[string]int{}
	for _, f := range findings {
		suite := suites.suite(cmp.Or(schema.Printable(filepath.ToSlash(f.Pos.Filename)), "hhgen"))
		suite.add(f, seen)
		suites.Tests++
		if f.Severity == schema.Error {
			suites.Failures++
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// suite is that of a file. Findings are sorted, so it is the last, or a new one.
func (s *junitSuites) suite(name string) *junitSuite {
	if n := len(s.Suites); n == 0 || s.Suites[n-1].Name != name {
		s.Suites = append(s.Suites, junitSuite{Name: name, Time: noTime})
	}
	return &s.Suites[len(s.Suites)-1]
}

// add adds a finding. Its test is named as it will be after lines have moved, by
// which readers tell new failures from known ones, and no two have one name.
func (s *junitSuite) add(f *schema.Finding, seen map[string]int) {
	test := junitCase{Class: "hhgen." + f.Rule.ID, Name: schema.Printable(f.LastingMessage()), Time: noTime}
	about := s.Name + "\n" + test.Class + "\n" + test.Name
	if seen[about]++; seen[about] > 1 {
		test.Name += fmt.Sprintf(" (%d)", seen[about])
	}
	if f.Severity == schema.Error {
		test.Failure = &junitFailure{Message: schema.Printable(f.Message), Type: f.Rule.ID, Text: f.Line()}
		s.Failures++
	} else {
		test.Skipped = f.Line()
		s.Skipped++
	}
	s.Tests++
	s.Cases = append(s.Cases, test)
}
