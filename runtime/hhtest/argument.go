package hhtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	hh "github.com/hhgen/hhgen/runtime"
)

// This file reports arguments of assertions that cannot be compared, and says
// what to write in their place.

// problem says why an argument cannot be compared; "" if it can.
func problem(method string, field any, l leaves, violations []hh.Violation, err error) string {
	switch {
	case field == nil:
		return "nil records nothing: leave it out, or write a record or a setter"
	case err != nil:
		return strings.TrimPrefix(err.Error(), "hh: ")
	case len(violations) > 0:
		return violations[0].Error() + ": the value given cannot be recorded as it is" + unset("; ", field)
	case len(l) > 0:
		return ""
	}
	v := reflect.ValueOf(field)
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return fmt.Sprintf("a nil %T records nothing: write a record or setters", field)
	case isRecord(v):
		return fmt.Sprintf("this %T records nothing, because none of its fields is set: set one, or write setters", field)
	}
	given, example := carriedBy(v)
	if method == "Lacks" {
		return fmt.Sprintf("this %T records nothing, because its value is %s: Lacks does not compare values, "+
			"so give the setter any value that is recorded, such as %s", field, given, example)
	}
	return fmt.Sprintf("this %T records nothing, because its value is %s: to check that the field is absent, "+
		"write Lacks, and give the setter any value that is recorded, such as %s", field, given, example)
}

// carriedBy describes the value of a field that records nothing, and gives an
// example of a value that would be recorded.
func carriedBy(field reflect.Value) (given, example string) {
	v := field
	if field.Kind() == reflect.Struct {
		if of := field.FieldByName("v"); of.IsValid() {
			v = of
		}
		if n := field.FieldByName("n"); n.IsValid() && n.CanInt() && n.Int() == 0 {
			return "an empty list", "one item"
		}
	}
	switch v.Type() {
	case reflect.TypeFor[json.RawMessage]():
		return nilOr(v, "empty"), "json.RawMessage(`{\"any\":1}`)"
	case reflect.TypeFor[hh.EventID]():
		return "zero", "hh.NewEventID()"
	}
	switch v.Kind() {
	case reflect.Slice:
		return "an empty list", "one item"
	case reflect.Map:
		return "an empty map", "one member"
	case reflect.String:
		return "empty", `"any"`
	case reflect.Interface, reflect.Pointer:
		if v.Type().Implements(reflect.TypeFor[error]()) {
			return nilOr(v, "an error without a message"), `errors.New("any")`
		}
		return nilOr(v, "empty"), `"any"`
	case reflect.Struct:
		return "zero, or has no field that is set", "one that is not zero"
	}
	return "zero", "1"
}

func nilOr(v reflect.Value, otherwise string) string {
	if v.IsNil() {
		return "nil"
	}
	return otherwise
}

// isRecord reports whether a value is a record, or a pointer to one. The types
// that setters return are structs too, but their names are not exported.
func isRecord(v reflect.Value) bool {
	v = reflect.Indirect(v)
	return v.Kind() == reflect.Struct && v.Type().Name() != "" && v.Type().Name()[0] >= 'A' && v.Type().Name()[0] <= 'Z'
}

// unset explains that a record has zero fields that are always recorded, and names
// setters to use in its place. The explanation begins with before. It is "" if
// the argument is not a record, or has no such field.
func unset(before string, field any) string {
	v := reflect.ValueOf(field)
	if !isRecord(v) {
		return ""
	}
	var r recordFields
	r.read(reflect.Indirect(v), packageName(field))
	if len(r.zero) == 0 {
		return ""
	}
	what := strings.Join(r.set, ", ")
	if what == "" {
		what = "setters"
	}
	return fmt.Sprintf("%s%T is compared with all fields that it always records, and %s here: "+
		"to compare single fields, write %s", before, field, areZero(r.zero), what)
}

// areZero says that fields are zero, and names the first few.
func areZero(names []string) string {
	const few = 3
	if n := len(names); n > few {
		return fmt.Sprintf("%s and %d more are zero", strings.Join(names[:few], ", "), n-few)
	}
	if len(names) == 1 {
		return names[0] + " is zero"
	}
	return strings.Join(names, ", ") + " are zero"
}

// packageName is the name of the package of a value's type.
func packageName(of any) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(reflect.TypeOf(of).String(), "*"), ".")
	return name
}

// recordFields are the fields of a record: setters for the fields that are set,
// and the names of the zero fields that are recorded anyway.
type recordFields struct{ set, zero []string }

func (r *recordFields) read(record reflect.Value, pkg string) {
	for i := range record.NumField() {
		f, v := record.Type().Field(i), record.Field(i)
		tag := f.Tag.Get("hh")
		switch {
		case tag == "-":
		case f.Anonymous && tag == "" && reflect.Indirect(v).Kind() == reflect.Struct:
			r.read(reflect.Indirect(v), pkg)
		case !f.IsExported() || tag == "":
		case !v.IsZero():
			r.set = append(r.set, fmt.Sprintf("%s.%s(%s)", pkg, setterOf(f.Name, tag), literal(v)))
		case required(v.Kind()) && !hasOption(tag, "omitzero"):
			r.zero = append(r.zero, f.Name)
		}
	}
}

// required reports whether a field of a kind is recorded when it is zero.
func required(k reflect.Kind) bool {
	switch k {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return false
	}
	return true
}

// setterOf is the setter of a field, as generated code calls it.
func setterOf(name, tag string) string {
	for option := range strings.SplitSeq(tag, ",") {
		if setter, ok := strings.CutPrefix(strings.TrimSpace(option), "setter="); ok {
			return setter
		}
	}
	return "With" + name
}

func hasOption(tag, name string) bool {
	for option := range strings.SplitSeq(tag, ",") {
		if strings.TrimSpace(option) == name {
			return true
		}
	}
	return false
}

// literal is the Go literal of a value, or "..." if that is long.
func literal(v reflect.Value) string {
	const most = 40
	text := "..."
	switch {
	case v.Kind() == reflect.String:
		text = strconv.Quote(v.String())
	case v.Type().PkgPath() == "" && (v.CanInt() || v.CanUint() || v.CanFloat() || v.Kind() == reflect.Bool):
		text = fmt.Sprint(v)
	}
	if len(text) > most {
		return "..."
	}
	return text
}
