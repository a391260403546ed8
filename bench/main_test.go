package main

import (
	"os"
	"slices"
	"testing"
)

func TestReplace(t *testing.T) {
	page := []byte("before\n" + begin + "\nold\n" + end + "\nafter\n")
	got, err := replace(page, "new\n")
	if err != nil {
		t.Fatal(err)
	}
	want := "before\n" + begin + "\n\nnew\n\n" + end + "\nafter\n"
	if string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if again, err := replace(got, "new\n"); err != nil || string(again) != want {
		t.Errorf("writing again gives %q, %v", again, err)
	}
	if _, err := replace([]byte("nothing"), ""); err == nil {
		t.Error("a page without marks was accepted")
	}
}

// The page has a place for the tables.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replace(page, ""); err != nil {
		t.Error(err)
	}
}

func TestOnly(t *testing.T) {
	if _, err := run("compiler", true, nil); err == nil {
		t.Error("an unknown part was accepted")
	}
}

func TestSizes(t *testing.T) {
	if got, err := parseSizes("1,100"); err != nil || !slices.Equal(got, []int{1, 100}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := parseSizes(""); err != nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
	for _, list := range []string{"0", "a", "1,", "1 2"} {
		if _, err := parseSizes(list); err == nil {
			t.Errorf("%q was read", list)
		}
	}
}
