package record

import (
	"errors"
	"fmt"
	"reflect"
	"sync"

	"go.opentelemetry.io/otel/attribute"
)

// recorders record the fields of generated packages, by the packages' paths.
var recorders sync.Map // of string to func(*Batch, any) bool

// Register tells the package hhtest how to record the fields of a generated
// package: of is one of the package's types.
func Register(of reflect.Type, record func(b *Batch, field any) bool) {
	recorders.Store(of.PkgPath(), record)
}

// record records a field or record of any generated package.
func (b *Batch) record(field any) error {
	t := reflect.TypeOf(field)
	if t == nil {
		return nil
	}
	named := t
	if named.Kind() == reflect.Pointer {
		named = named.Elem()
	}
	if record, ok := recorders.Load(named.PkgPath()); ok && record.(func(*Batch, any) bool)(b, field) {
		return nil
	}
	return fmt.Errorf("hh: %v is neither a record nor a field of a package that hhgen generated", t)
}

// AttributesOf returns the attributes that a span gets from fields and records of any
// generated packages, for package hhtest.
func (rt *Runtime) AttributesOf(fields ...any) (kvs []attribute.KeyValue, err error) {
	b := rt.Batch()
	defer b.Attributes(&kvs)
	for _, f := range fields {
		err = errors.Join(err, b.record(f))
	}
	return nil, err
}

// MembersOf returns the members that an update of a session gets from fields and
// records of any generated packages, for package hhtest. Fields that only spans have
// become members of the namespaces error and event_id, which no update has.
func (rt *Runtime) MembersOf(fields ...any) ([]Member, error) {
	b := rt.event("", false)
	defer b.release()
	var err error
	for _, f := range fields {
		err = errors.Join(err, b.record(f))
	}
	u := b.collected()
	return MembersOf[Member](&u), err
}
