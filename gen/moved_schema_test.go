package gen_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hhgen/hhgen/internal/instance"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/moved"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// movedDocument is the record as Go declares it, and as JSON Schema.
func movedDocument(t *testing.T) (*schema.Package, []byte) {
	t.Helper()
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "..", Output: "hh_gen.go"}, "./runtime/testdata/kinds/moved")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Check(pkgs[0].Package); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.Write(pkgs[0].Package, pkgs[0].Records[0])
	if err != nil {
		t.Fatal(err)
	}
	return pkgs[0].Package, doc
}

// JSON Schema says of the moves what Go source says.
func TestMovedRoundTrip(t *testing.T) {
	want, doc := movedDocument(t)
	got, err := jsonschema.Read(jsonschema.Config{Path: want.Path, Name: want.Name, ReadFile: func(string) ([]byte, error) { return doc, nil }}, "turn.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Check(got); err != nil {
		t.Fatal(err)
	}
	ignore := cmp.Options{
		cmpopts.IgnoreFields(schema.Field{}, "Where", "Pos", "Declaration"), cmpopts.IgnoreFields(schema.Record{}, "Pos"),
		cmpopts.IgnoreFields(schema.Open{}, "Where", "Pos"), cmpopts.EquateEmpty(),
	}
	if diff := cmp.Diff(want.Records, got.Records, ignore); diff != "" {
		t.Errorf("-Go +JSON Schema:\n%s\n%s", diff, doc)
	}
}

// What is recorded, under both keys, is an instance of the schema.
func TestMovedInstance(t *testing.T) {
	_, doc := movedDocument(t)
	compiled := instance.Schema(t, doc)
	client := &vectors.Client{}
	ctx, err := hh.ContextWithSession(t.Context(), sessionID)
	if err != nil {
		t.Fatal(err)
	}
	if err := moved.NewEnricher(movedRuntime(t, hh.WithSessionClient(client))).EnrichSession(ctx, movedTurn()); err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(client.Updates()[0].AppendJSON(nil), &event); err != nil {
		t.Fatal(err)
	}
	metadata := event["metadata"].(map[string]any)
	event["inputs"] = metadata["inputs"] // as the event is stored
	delete(metadata, "inputs")
	delete(event, "event_id")
	if err := compiled.Validate(event); err != nil {
		t.Errorf("%v\n%v\n%s", err, event, doc)
	}
	wrong := maps.Clone(event)
	wrong["user_properties"] = map[string]any{"user_id": "ada", "uid": 1}
	if compiled.Validate(wrong) == nil {
		t.Error("an old key of another type is valid")
	}
}
