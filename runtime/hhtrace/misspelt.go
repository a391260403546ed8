package hhtrace

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// misspelt returns an error that names the variables of an environment which nothing
// reads, and which are close to one that is read.
func misspelt(environment []string) error {
	var errs []error
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		if meant := meantBy(name); meant != "" && value != "" {
			errs = append(errs, fmt.Errorf("hhtrace: %s is set, but nothing reads it: did you mean %s?", name, meant))
		}
	}
	return errors.Join(errs...)
}

var reported sync.Map // set of the errors of misspelt variables

// reportMisspelt passes what misspelt finds to otel.Handle, once.
func reportMisspelt() {
	if err := misspelt(os.Environ()); err != nil {
		if _, again := reported.LoadOrStore(err.Error(), nil); !again {
			report.Error(err)
		}
	}
}

// meantBy returns the variable of HoneyHive that was probably meant by a name; "" if
// the name is right, or is not close to any.
func meantBy(name string) string {
	spelt := letters(name)
	if !strings.HasPrefix(spelt, "HH") {
		return ""
	}
	meant := ""
	for _, v := range variables {
		switch read := letters(v.name); {
		case name == v.name:
			return ""
		case !strings.HasPrefix(read, "HH") || meant != "":
		case oneSlip(spelt, read) || short(spelt) == short(read):
			meant = v.name
		}
	}
	return meant
}

// synonyms are other words for the words in the names of variables.
var synonyms = strings.NewReplacer("HONEYHIVE", "HH", "TOKEN", "KEY", "SECRET", "KEY", "ENDPOINT", "URL",
	"BASE", "API", "INGESTION", "INGESTION", "INGEST", "INGESTION")

// letters returns a name in upper case without underscores, with the words that
// HoneyHive uses.
func letters(name string) string {
	return synonyms.Replace(strings.ReplaceAll(strings.ToUpper(name), "_", ""))
}

// short returns the letters of a name without the word API, which is often left out.
func short(letters string) string { return strings.Replace(letters, "API", "", 1) }

// oneSlip reports whether a and b differ by at most one letter that is missing,
// added or wrong, or by two neighbours that changed places.
func oneSlip(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
