package gostruct

import (
	"go/build/constraint"
	"os"
	"path/filepath"
	"testing"
)

func TestAlways(t *testing.T) {
	for _, c := range []struct {
		line           string
		want, standard bool
	}{
		{"linux", false, false},
		{"!windows", false, false},
		{"cgo", false, false},
		{"linux || !linux", true, true},
		{"(linux || darwin) || !(darwin || linux)", true, true},
		{"linux && !linux", false, false},
		{"go1.18", true, true},
		{"go1.18 || windows", true, true},
		{"go1.9999", false, false},
		{"!go1.18", false, false},
		{"goexperiment.jsonv2", false, true},
		{"!goexperiment.jsonv2", false, true},
		{"!goexperiment.jsonv2 && linux", false, false},
		{"a || b || c || d || e || f || g || h || i || j || k || l || m || !m", false, false}, // too many to try
	} {
		x, err := constraint.Parse("//go:build " + c.line)
		if err != nil {
			t.Fatal(err)
		}
		if got := always(x, false); got != c.want {
			t.Errorf("always(%s) = %v, want %v", c.line, got, c.want)
		}
		if got := always(x, true); got != c.standard {
			t.Errorf("always(%s) of the standard library = %v, want %v", c.line, got, c.standard)
		}
	}
}

func TestConditionOf(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, source, want string }{
		{"a.go", "package a", ""},
		{"a_linux.go", "package a", "by its name"},
		{"a_arm64.go", "package a", "by its name"},
		{"a_windows_amd64.go", "package a", "by its name"},
		{"linux.go", "package a", ""},
		{"a_unix.go", "package a", ""},
		{"b.go", "//go:build linux\n\npackage a", "by //go:build linux"},
		{"c.go", "// Copyright.\n\n//go:build !race\n// Package a.\npackage a", "by //go:build !race"},
		{"d.go", "package a\n\n//go:build linux\n\nvar x int", ""},
		{"e.go", "package a\n\nimport \"C\"", byCgo},
		{"f.go", "//go:build go1.18\n\npackage a", ""},
		{"a1b2-d", "package a", byCgo},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, []byte(c.source+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := conditionOf(path, false); got != c.want {
			t.Errorf("conditionOf(%s) = %q, want %q", c.name, got, c.want)
		}
	}
}
