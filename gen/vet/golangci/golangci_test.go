package golangci_test

import (
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/hhgen/hhgen/gen/vet"
	_ "github.com/hhgen/hhgen/gen/vet/golangci"
)

func TestPlugin(t *testing.T) {
	newPlugin, err := register.GetPlugin("hhgen")
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(nil)
	if err != nil {
		t.Fatal(err)
	}
	analyzers, err := p.BuildAnalyzers()
	if err != nil || len(analyzers) != 1 || analyzers[0] != vet.Analyzer {
		t.Errorf("got analyzers %v, %v", analyzers, err)
	}
	if got := p.GetLoadMode(); got != register.LoadModeTypesInfo {
		t.Errorf("load mode is %s, and facts need types", got)
	}
}

func TestSettings(t *testing.T) {
	newPlugin, err := register.GetPlugin("hhgen")
	if err != nil {
		t.Fatal(err)
	}
	_, err = newPlugin(map[string]any{"level": "strict"})
	if want := "hhgen has no settings, but map[level:strict] are given: remove them"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
