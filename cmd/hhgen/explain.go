package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/rules"
	"github.com/hhgen/hhgen/schema"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain",
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := explain(args)
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), text)
			return err
		},
	}
}

// explain is the pages of rules, or the list of all.
func explain(names []string) (string, error) {
	if len(names) == 0 {
		return rules.List(), nil
	}
	all := rules.All()
	pages := make([]string, len(names))
	for i, name := range names {
		id := strings.ToUpper(strings.Trim(name, "()")) // as the end of a message has it
		r := all.Find(id)
		if r == nil {
			return "", fmt.Errorf("unknown rule %q: %s", name, schema.SuggestOr(id, all.IDs(), similar(id, all.IDs())))
		}
		pages[i] = rules.Text(r)
	}
	return strings.Join(pages, "\n"), nil
}

// similar are the rules whose names have a word, if there are only a few.
func similar(word string, ids []string) string {
	var found []string
	for _, id := range ids {
		if strings.Contains(id, word) {
			found = append(found, id)
		}
	}
	if len(found) == 0 || len(found) > 5 {
		return "hhgen explain lists them"
	}
	return "use one of " + strings.Join(found, ", ")
}
