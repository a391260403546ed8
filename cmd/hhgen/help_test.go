package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The manual has a section for each command, and usage lines with each of its flags.
func TestManualKnowsCommands(t *testing.T) {
	root := command()
	doc := manual()
	for _, c := range root.Commands() {
		lines := usageOf(doc, c.Name())
		if lines == "" || !c.Hidden && len(section(doc, c.CommandPath())) == 0 {
			t.Errorf("doc.go has no usage or no section of %s", c.CommandPath())
		}
		checkFlags(t, c, lines)
	}
	whole := help(root)
	checkFlags(t, root, whole[:strings.Index(whole, "hhgen check")]+"--version")
}

func checkFlags(t *testing.T, c *cobra.Command, lines string) {
	t.Helper()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(lines, "--"+f.Name) && f.Name != "help" {
			t.Errorf("the usage of %s lacks --%s:\n%s", c.CommandPath(), f.Name, lines)
		}
	})
}
