package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// xsdElement is an element of testdata/junit-4.xsd, the schema of Jenkins, by the
// way of github.com/yannh/kubeconform. All its elements are at the top, and the
// content of each is text or a sequence of references.
type xsdElement struct {
	Name    string  `xml:"name,attr"`
	Type    string  `xml:"type,attr"` // of one without a Content
	Content xsdType `xml:"complexType"`
}

type xsdType struct {
	Mixed    bool `xml:"mixed,attr"`
	Sequence []struct {
		Ref string `xml:"ref,attr"`
		Max string `xml:"maxOccurs,attr"`
		Min string `xml:"minOccurs,attr"`
	} `xml:"sequence>element"`
	Attributes []xsdAttribute `xml:"attribute"`
}

type xsdAttribute struct {
	Name string `xml:"name,attr"`
	Use  string `xml:"use,attr"`
}

// xsd reads the schema.
func xsd(t *testing.T) map[string]xsdElement {
	t.Helper()
	text, err := os.ReadFile("testdata/junit-4.xsd")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Elements []xsdElement `xml:"element"`
	}
	if err := xml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	elements := map[string]xsdElement{}
	for _, e := range document.Elements {
		elements[e.Name] = e
	}
	if len(elements) < 9 {
		t.Fatalf("read only %d elements of the schema", len(elements))
	}
	return elements
}

// xmlNode is an element of a document.
type xmlNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []xmlNode  `xml:",any"`
}

// check validates an element.
func (n xmlNode) check(elements map[string]xsdElement) error {
	e, ok := elements[n.XMLName.Local]
	if !ok {
		return fmt.Errorf("unknown element %s", n.XMLName.Local)
	}
	var errs []error
	for _, a := range n.Attrs {
		if !slices.ContainsFunc(e.Content.Attributes, func(known xsdAttribute) bool { return known.Name == a.Name.Local }) {
			errs = append(errs, fmt.Errorf("%s has no attribute %s", e.Name, a.Name.Local))
		}
	}
	for _, known := range e.Content.Attributes {
		if known.Use == "required" && !slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == known.Name }) {
			errs = append(errs, fmt.Errorf("%s needs the attribute %s", e.Name, known.Name))
		}
	}
	if !e.Content.Mixed && e.Type == "" && strings.TrimSpace(n.Text) != "" {
		errs = append(errs, fmt.Errorf("%s holds text: %q", e.Name, n.Text))
	}
	errs = append(errs, n.checkSequence(e))
	for _, child := range n.Children {
		errs = append(errs, child.check(elements))
	}
	return errors.Join(errs...)
}

// checkSequence checks the order of children, and how many there are.
func (n xmlNode) checkSequence(e xsdElement) error {
	rest := n.Children
	for _, part := range e.Content.Sequence {
		count := 0
		for len(rest) > 0 && rest[0].XMLName.Local == part.Ref {
			count, rest = count+1, rest[1:]
		}
		if count > 1 && part.Max != "unbounded" || count == 0 && part.Min != "0" {
			return fmt.Errorf("%s holds %d of %s", e.Name, count, part.Ref)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s holds %s, or holds it too late", e.Name, rest[0].XMLName.Local)
	}
	return nil
}

// parsed reads a document, and nothing behind it.
func parsed(text []byte) (root xmlNode, err error) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&root); err != nil {
		return root, err
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return root, err
	}
	return root, nil
}

func TestJUnitIsValid(t *testing.T) {
	elements := xsd(t)
	for name, findings := range cases {
		root, err := parsed(written(t, report.JUnit, findings))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := root.check(elements); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The check rejects output that is wrong because of a mistake in the writer.
func TestJUnitSchemaRejects(t *testing.T) {
	elements := xsd(t)
	good := string(written(t, report.JUnit, cases["several"]))
	for _, change := range [][2]string{
		{`<testcase classname="hhgen.RECORD_NONE" name=`, `<testcase classname="hhgen.RECORD_NONE" title=`},
		{`<skipped>`, `<system-err>late</system-err><skipped>`},
		{`<failure message=`, `<failure line="1" message=`},
		{`<testsuite name=`, `text<testsuite name=`},
		{` tests="1"`, ``},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		root, err := parsed([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if text == good || root.check(elements) == nil {
			t.Errorf("%s in place of %s is accepted", change[1], change[0])
		}
	}
}

// Counts are those of the tests below, no two tests have one name, and a warning
// fails none.
func TestJUnitCounts(t *testing.T) {
	for name, findings := range cases {
		var document struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Suites   []struct {
				Name  string `xml:"name,attr"`
				Tests int    `xml:"tests,attr"`
				Cases []struct {
					Name    string    `xml:"name,attr"`
					Class   string    `xml:"classname,attr"`
					Failure *struct{} `xml:"failure"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(written(t, report.JUnit, findings), &document); err != nil {
			t.Fatal(err)
		}
		seen, failed := map[string]bool{}, 0
		for _, suite := range document.Suites {
			if suite.Tests != len(suite.Cases) {
				t.Errorf("%s: suite %s counts %d tests, and has %d", name, suite.Name, suite.Tests, len(suite.Cases))
			}
			for _, c := range suite.Cases {
				id := suite.Name + "\n" + c.Class + "\n" + c.Name
				if seen[id] {
					t.Errorf("%s: two tests are %q", name, id)
				}
				seen[id] = true
				if c.Failure != nil {
					failed++
				}
			}
		}
		errorCount := 0
		for _, f := range sorted(findings) {
			if f.Severity == schema.Error {
				errorCount++
			}
		}
		if want := max(len(sorted(findings)), 1); len(seen) != want || document.Tests != want || failed != errorCount || document.Failures != failed {
			t.Errorf("%s: %d tests, %d failed; want %d, %d", name, len(seen), failed, want, errorCount)
		}
	}
}
