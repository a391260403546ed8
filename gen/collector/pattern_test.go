package collector

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/live"
)

// below matches the numbers below n, as lists are indexed, and nothing else.
func TestBelow(t *testing.T) {
	for _, n := range []int{0, 1, 2, 9, 10, 11, 19, 20, 99, 100, 101, 128, 130, 500, 999, 1000, 1024, 65536} {
		re := regexp.MustCompile(`^` + below(n) + `$`)
		for i := range 1200 {
			if got := re.MatchString(strconv.Itoa(i)); got != (i < n) {
				t.Fatalf("below(%d) = %s matches %d: %t", n, below(n), i, got)
			}
		}
		for _, s := range []string{"", "-1", "00", "01", "1.0", fmt.Sprint(n), "a"} {
			if re.MatchString(s) {
				t.Errorf("below(%d) = %s matches %q", n, below(n), s)
			}
		}
		if n > 0 && !re.MatchString(strconv.Itoa(n-1)) {
			t.Errorf("below(%d) = %s does not match %d", n, below(n), n-1)
		}
	}
}

// kinds of segments of keys that are drawn, with texts that are of that kind or not.
var segmentTexts = []string{"a", "b", "ab", "a_b", "A", "0", "1", "2", "3", "10", "01", "-", "ä", "a-b", "a\nb"}

func drawLeaf(t *rapid.T) *keys.Leaf {
	l := &keys.Leaf{Package: &schema.Package{}, Namespace: "metadata", Field: &schema.Field{}, Bound: &schema.Field{}, Type: &schema.Type{Kind: schema.KindString}}
	l.Namespace = rapid.SampledFrom([]schema.Namespace{"metadata", "metrics"}).Draw(t, "namespace")
	for range rapid.IntRange(1, 3).Draw(t, "segments") {
		s := keys.Segment{Kind: keys.SegmentKind(rapid.IntRange(0, int(keys.Rest)).Draw(t, "kind"))}
		if s.Kind == keys.Open && len(l.Path) > 0 {
			s.Kind = keys.Key // only namespaces are open
		}
		switch s.Kind {
		case keys.Name:
			s.Name = rapid.SampledFrom([]string{"a", "b", "a_b", "a-b", "a+"}).Draw(t, "name")
		case keys.Index:
			s.Max = rapid.IntRange(1, 12).Draw(t, "max")
		}
		l.Path = append(l.Path, s)
		if s.Kind == keys.Rest || s.Kind == keys.Open {
			break // nothing is below them
		}
	}
	return l
}

// The expression of known keys matches what a tree of keys finds declared, by packages
// of which each takes what it declares.
func TestKnownKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := rapid.SliceOfN(rapid.Custom(drawLeaf), 1, 4).Draw(t, "leaves")
		tree, re := keys.NewTree(leaves), regexp.MustCompile(anyOf(leaves...))
		for range 20 {
			parts := rapid.SliceOfN(rapid.SampledFrom(segmentTexts), 1, 4).Draw(t, "parts")
			key := rapid.SampledFrom([]string{"metadata", "metrics", "other"}).Draw(t, "of") + "." + strings.Join(parts, ".")
			found := tree.Find(key)
			if found.Parent {
				continue // in an open namespace, the expression takes a single value above declared keys
			}
			if got, want := re.MatchString(key), found.Declared(); got != want {
				t.Fatalf("%s matches %q: %t, want %t", re, key, got, want)
			}
		}
	})
}

// A misspelt key is replaced by one that is declared.
func TestSpellings(t *testing.T) {
	l := &keys.Leaf{Namespace: "outputs", Path: []keys.Segment{{Name: "hits"}, {Kind: keys.Index, Max: 3}, {Name: "document_id"}}}
	s, ok := misspelt(l)
	if !ok {
		t.Fatal("no spelling")
	}
	re := regexp.MustCompile(s.old)
	for _, key := range []string{"documentId", "documentID", "DocumentId", "document-id", "document.id", "DOCUMENT_ID", "documentid"} {
		if got := re.ReplaceAllString("outputs.hits.2."+key, s.now); got != "outputs.hits.2.document_id" {
			t.Errorf("%s becomes %s", key, got)
		}
	}
	for _, key := range []string{
		"outputs.hits.document_id", "outputs.hits.2.document__id", "inputs.hits.2.documentId", "outputs.hits.2.documentIds",
	} {
		if re.MatchString(key) {
			t.Errorf("%s is taken for a misspelt key", key)
		}
	}
}

// Keys of HoneyHive's SDKs stay, and are those that hhgen live knows.
func TestOwnKeys(t *testing.T) {
	re := regexp.MustCompile((&policy{}).known())
	for _, own := range ownKeys {
		key := strings.Replace(own, ".*", ".x", 1)
		if !live.Own(schema.AttributePrefix + key) {
			t.Errorf("hhgen live does not know %s", key)
		}
		if !re.MatchString(key) {
			t.Errorf("%s does not stay", key)
		}
	}
	for _, key := range []string{"event_types", "inputs.question", "outputs.results"} {
		if live.Own(schema.AttributePrefix+key) || re.MatchString(key) {
			t.Errorf("%s stays", key)
		}
	}
}
