package preview

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
)

// Files tells apart what is in the files that declare records, or say of them, below
// some folders: by their names, sizes and times.
func Files(roots ...string) string {
	sum := sha256.New()
	for _, root := range roots {
		folders, _ := folder.Tree(root) // what cannot be read is reported by who reads it
		repository := cmp.Or(folder.Repository(root), root)
		for _, dir := range append(folders, repository, filepath.Join(repository, ".github"), filepath.Join(repository, "docs")) {
			entries, _ := os.ReadDir(dir)
			for _, e := range entries {
				if !declares(e.Name()) {
					continue
				}
				if info, err := e.Info(); err == nil {
					fmt.Fprintln(sum, dir, e.Name(), info.Size(), info.ModTime().UnixNano())
				}
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// declares reports whether the catalogue may depend on a file of a name.
func declares(name string) bool {
	switch name {
	case "hhgen.yaml", "go.mod", "go.work", "CODEOWNERS":
		return true
	}
	return strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".json")
}
