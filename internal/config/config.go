// Package config reads hhgen.yaml, which is at the root of a module:
//
//	lint:
//	  level: standard            # minimal, standard or strict
//	  rules:                     # off, warning or error, for single rules
//	    KEY_GENERIC: off
//	  abbreviations:             # for KEY_DESCRIPTIVE: words, and what to write instead; they win over its own list
//	    pgv: vector_store
//	    env: env                 # allowed
//	  sensitive:                 # more words of keys that SENSITIVE_KEY knows, and the kinds of their values
//	    matricule: government-id # or none
//	  suppressions:
//	    - rule: KEY_GENERIC
//	      key: metadata.data     # and/or record:, package:
//	      reason: the partner's API calls it so
//	limits:                      # of BUDGET_FIELD, BUDGET_RECORD and BUDGET_ATTRIBUTES
//	  field-bytes: 1024
//	  record-bytes: 16384
//	  record-attributes: 128
//	dictionary:
//	  packages: [example.com/org/dictionary]
//	  require: true
//	instrumentation: [openinference]   # conventions of model calls' spans, for AUTO_CAPTURED
//	schemas:                     # packages that JSON Schema files declare
//	  ./review: [review.schema.json]
//	  ./turn:
//	    files: [turn.schema.json]
//	    defaults: {maxitems: 8}
//	defaults:                    # for what JSON Schema files do not say
//	  maxitems: 32               # of lists, maps and values of any type
//	  maxbytes: 256              # of strings
//	  unions: any                # or reject
//	owner: "@org/telemetry"      # who owns the packages; or of folders, with those below them:
//	                             # {./chat: "@org/chat"}
//
// All of it is optional, and so is the file. A key or a value that is not known
// is an error at its line and column: a misspelt rule that was silently ignored
// would look like one that is kept.
package config

import (
	"errors"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

// Name is the name of the file.
const Name = "hhgen.yaml"

// Rules are the rules that the file must keep to.
var Rules schema.RuleTable

// The rules.
var (
	Syntax = Rules.Add(schema.Rule{
		ID: "CONFIG_SYNTAX", Failure: true, Title: "The configuration is one YAML document.",
		Why: "The message is that of the YAML parser. Without the configuration, nobody knows which rules hold.",
	})
	Key = Rules.Add(schema.Rule{
		ID: "CONFIG_KEY", Failure: true, Title: "The configuration has known keys only.",
		Why: "A misspelt rule that was silently ignored would look like one that is kept. `hhgen --help` shows all keys.",
	})
	Value = Rules.Add(schema.Rule{
		ID: "CONFIG_VALUE", Failure: true, Title: "A key of the configuration has a value that it can take.",
		Why: "A value that is silently ignored would look like one that holds. `hhgen --help` shows what each key takes.",
	})
)

// Config is what the file says.
type Config struct {
	// Lint has all but the packages, which are to be loaded.
	Lint         lint.Config
	Dictionaries []Dictionary
	Schemas      []SchemaPackage
	Defaults     schema.Defaults // for what JSON Schema files do not say
	// Conventions are those of the attributes on model calls' spans; nil if go.mod
	// is to tell, empty for none.
	Conventions []lint.Convention
	Owners      []Owner // a folder after those that it is in
}

// Owner is who owns the packages in a folder and in those below it.
type Owner struct {
	Folder string // as seen from that of hhgen.yaml, with slashes
	Name   string
}

// OwnerOf is who owns the package in a folder, as seen from that of hhgen.yaml with
// slashes; "" if the file does not say it.
func (c Config) OwnerOf(folder string) (name string) {
	for _, o := range c.Owners { // the deepest last
		if o.Folder == "." || o.Folder == folder || strings.HasPrefix(folder, o.Folder+"/") {
			name = o.Name
		}
	}
	return name
}

// Copy is c with suppressions of its own, for another module.
func (c Config) Copy() Config {
	suppressions := c.Lint.Suppressions
	c.Lint.Suppressions = nil
	for _, e := range suppressions {
		other := *e
		c.Lint.Suppressions = append(c.Lint.Suppressions, &other)
	}
	return c
}

// Dictionary is a package, or a pattern of packages, that declares keys for others.
type Dictionary struct {
	Pattern string
	Pos     token.Position
}

// SchemaPackage is a package that JSON Schema files of its folder declare.
type SchemaPackage struct {
	Folder string // as seen from that of hhgen.yaml, with slashes
	Pos    token.Position
	Files  []File
	// Defaults are those of the entry alone.
	Defaults schema.Defaults
}

// File is the name of a JSON Schema file, or a pattern of names, with * and ?.
type File struct {
	Name string
	Pos  token.Position
}

// Find reads the file of the module that dir is in. Without one, or without a
// module, the configuration is empty. Positions are relative to the working
// directory. An error about what is in the file is a [schema.Findings].
func Find(dir string, unsaved regular.Overlay) (Config, error) {
	root, err := folder.Module(dir)
	if root == "" || err != nil {
		return Config{}, err
	}
	return Read(filepath.Join(root, Name), unsaved)
}

// Read reads a file, which need not exist.
func Read(path string, unsaved regular.Overlay) (Config, error) {
	name, text, err := readFile(path, unsaved)
	if err != nil || text == nil {
		return Config{}, err
	}
	return Parse(name, text)
}

// Schemas reads what a file, which need not exist, says of JSON Schema files. What
// is right comes with the error about the rest. Mistakes elsewhere in the file are
// for commands that need more of it.
func Schemas(path string, unsaved regular.Overlay) ([]SchemaPackage, schema.Defaults, error) {
	name, text, err := readFile(path, unsaved)
	if err != nil || text == nil {
		return nil, schema.Defaults{}, err
	}
	r := &reader{file: name}
	r.read(text, "schemas", "defaults")
	return r.config.Schemas, r.config.Defaults, r.errs.Err()
}

// readFile reads a file, and returns what messages call it; text is nil if there
// is none.
func readFile(path string, unsaved regular.Overlay) (name string, text []byte, err error) {
	name = folder.Relative(path)
	text, err = unsaved.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil, nil
	case err != nil:
		var errs schema.Findings
		errs.Add(token.Position{Filename: name}, Syntax, "cannot read the configuration: %v", err)
		return name, nil, errs.Err()
	}
	return name, text, nil
}
