// Package golangci makes the analyzer a module plugin of golangci-lint, which
// calls it hhgen. The command golangci-lint custom builds golangci-lint with it,
// if .custom-gcl.yml is
//
//	version: v2.15.0
//	plugins:
//	  - module: github.com/hhgen/hhgen
//	    import: github.com/hhgen/hhgen/gen/vet/golangci
//	    version: latest
//
// and .golangci.yml turns it on:
//
//	version: "2"
//	linters:
//	  enable: [hhgen]
//	  settings:
//	    custom:
//	      hhgen:
//	        type: module
package golangci

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/gen/vet"
)

func init() { register.Plugin("hhgen", New) }

// New returns the plugin. It has no settings, and rejects any.
func New(settings any) (register.LinterPlugin, error) {
	if settings != nil {
		return nil, fmt.Errorf("hhgen has no settings, but %v are given: remove them", settings)
	}
	return plugin{}, nil
}

type plugin struct{}

func (plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{vet.Analyzer}, nil
}

// GetLoadMode asks for types, which also makes facts of dependencies available.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
