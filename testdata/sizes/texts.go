package sizes

import hh "github.com/hhgen/hhgen/runtime"

// Texts has strings that are cut, mended, hashed and masked.
type Texts struct {
	Short  string    `hh:"metadata,maxbytes=64"`
	Full   string    `hh:"metadata,maxbytes=1024"`
	Hashed hh.Hashed `hh:"user_properties"`
	Masked hh.Masked `hh:"user_properties"`
}
