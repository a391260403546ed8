package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	modpath "golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

// putVersion adds a version of a module, which is in a folder, to a module
// proxy in the file system.
func putVersion(proxy string, version modpath.Version, from string) error {
	mod, err := os.ReadFile(filepath.Join(from, "go.mod"))
	if err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": version.Version, "Time": "2026-01-01T00:00:00Z"})
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	if err := modzip.CreateFromDir(&archive, version, from); err != nil {
		return err
	}
	dir := filepath.Join(proxy, filepath.FromSlash(version.Path), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for suffix, content := range map[string][]byte{".mod": mod, ".info": info, ".zip": archive.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, version.Version+suffix), content, 0o666); err != nil {
			return err
		}
	}
	list, err := os.OpenFile(filepath.Join(dir, "list"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = list.WriteString(version.Version + "\n")
	return errors.Join(err, list.Close())
}
