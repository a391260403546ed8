package adoption

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
)

// next says which commands make use of the file, in the order in which they work:
// the module may lack the tool and the runtime. Then are commands of hhgen after
// that which generates.
func (t *Target) next(f output.File, then ...string) string {
	add := t.tool.Add(t.Root)
	commands, levels, pattern := t.enter(len(add) == 0)
	commands = append(commands, add...)
	hhgen := t.tool.Command(levels)
	requires, imports := t.requires(tool.Runtime), bytes.Contains(f.New, []byte(strconv.Quote(tool.Runtime)))
	if !requires && imports || t.vendored && len(add) > 0 {
		commands = append(commands, t.tidy(true)...)
	}
	commands = append(commands, hhgen+" "+pattern)
	commands = append(commands, t.tidy(!requires && !imports)...) // for what the generated file imports
	for _, c := range then {
		commands = append(commands, hhgen+" "+c+" "+pattern)
	}
	return "\nRead it, then run:\n\n\t" + strings.Join(commands, "\n\t") + "\n"
}

// enter are the commands that lead to the module; none from a folder below its root,
// unless the root is needed. It is so many levels below the root, and names the
// packages of the module by a pattern.
func (t *Target) enter(anywhere bool) (commands []string, levels int, pattern string) {
	root := filepath.ToSlash(folder.Relative(t.Root))
	here, err := filepath.Abs(".")
	if _, below := folder.Below(t.Root, here); err == nil && below && anywhere && root != "." {
		return nil, tool.Levels(t.Root, here), root + "/..."
	}
	if root != "." {
		commands = []string{"cd " + schema.Printable(root)}
	}
	return commands, 0, "./..."
}

// tidy are the commands that have the module require what it imports, if needed, and
// keep what is in its vendor folder complete.
func (t *Target) tidy(needed bool) (commands []string) {
	if needed {
		commands = append(commands, "go mod tidy")
	}
	if t.vendored && !folder.Is(filepath.Join(t.Root, "vendor", filepath.FromSlash(tool.Runtime), "hhimpl")) {
		commands = append(commands, "go mod vendor")
	}
	return commands
}

// requires reports whether go.mod requires a module.
func (t *Target) requires(path string) bool {
	for _, r := range t.mod.Require {
		if r.Mod.Path == path {
			return true
		}
	}
	return false
}
