package gostruct_test

import (
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// A package depends on what its imports import too.
func TestDepends(t *testing.T) {
	p := load(t, map[string]string{
		"chat/chat.go": "package chat\n\nimport \"example.com/dict\"\n\ntype Turn struct{ dict.User }\n",
		"dict/dict.go": "package dict\n\nimport \"example.com/base\"\n\ntype User struct{ base.ID }\n",
		"base/base.go": "package base\n\nimport \"strings\"\n\ntype ID struct {\n\tID string `hh:\"metadata\"`\n}\n\nvar _ = strings.Cut\n",
	})
	depends, whole := p.Depends()
	if !whole {
		t.Error("without cgo, all Go files are written by people")
	}
	folders := maps.Collect(depends)
	for _, path := range []string{"example.com/dict", "example.com/base"} {
		if want := filepath.Join(filepath.Dir(p.Dir), filepath.Base(path)); folders[path] != want {
			t.Errorf("%s: %q, want %s", path, folders[path], want)
		}
	}
	if folders["strings"] == "" || folders["example.com/chat"] != "" {
		t.Errorf("packages: %q", slices.Sorted(maps.Keys(folders)))
	}
	for range depends {
		break // the rest is not asked for
	}
}

// What cgo makes is not among the files of the folder.
func TestDependsOnCgo(t *testing.T) {
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("there is no C compiler")
	}
	t.Setenv("CGO_ENABLED", "1")
	p := load(t, map[string]string{
		"chat/chat.go": "package chat\n\nimport _ \"example.com/native\"\n\ntype Turn struct {\n\tSize int `hh:\"metrics\"`\n}\n",
		"native/n.go":  "package native\n\n// typedef int number;\nimport \"C\"\n\ntype Number C.number\n",
	})
	if _, whole := p.Depends(); whole {
		t.Error("the type of a C header is a file's of the folder")
	}
}
