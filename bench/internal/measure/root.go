// Package measure runs programs one after the other, again and again, and says
// how long they took and how much memory they had.
package measure

import (
	"fmt"
	"os/exec"
	"strings"
)

// Root is the folder of the repository, as the go command knows it here.
func Root() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/hhgen/hhgen").Output()
	if err != nil {
		return "", fmt.Errorf("cannot find the repository: run this in its folder bench: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
