package judge

import (
	"bytes"

	"github.com/hhgen/hhgen/schema/usage"
)

// Uses has the go command find, with its cache, what the packages use of schemas. All of
// them have to compile.
func (c CallSites) Uses() (uses []usage.Use, err error) {
	var out bytes.Buffer
	if err := c.run(&out, "-json", usesFlag); err != nil {
		return nil, err
	}
	err = eachDiagnostic(&out, func(d vetDiagnostic) error {
		u, err := usage.Decode(d.Message, position(d.Posn))
		uses = append(uses, u)
		return err
	})
	return uses, err
}
