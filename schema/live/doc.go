// Package live holds the spans that services send against the schemas that declare
// their keys, whatever language a service is written in:
//
//	c := live.New(packages, live.Options{})
//	for _, span := range spans {
//		c.Add(&span)
//	}
//	findings, summary := c.Findings(), c.Summary()
//
// A [Judge] says what is wrong with one value of one [keys.Leaf], and is what others
// compare with: the runtime, which keeps such values from being sent, and a
// Collector that corrects them.
//
// # What is judged
//
// Attributes whose keys begin with honeyhive_ are enrichments, and each is as a
// schema declares it or a finding. Those of HoneyHive's own SDKs, such as
// honeyhive_event_type, are known. All other attributes belong to somebody else's
// conventions, and only count towards the size of their span.
//
// An integer is a number: JavaScript has no other way to send 1.0. A whole double is
// not an integer. A list is one attribute for each item, as HoneyHive's SDKs send
// it, so an array of OpenTelemetry, a map, and JSON in a string are values of the
// wrong type where a schema declares items or members. An empty value is the same as
// none.
//
// # When a required field is missing
//
// A span need not have a whole record: setters record single fields, and a span may
// have several records. So a span has a record, and lacks what is missing of it, if
// it has at least three of its keys, one of which is not a user property that it may
// have from its session, and these are at least half of the keys, or half of the
// required ones. A span with at least two of the keys has it, too, if at least half
// of the spans of its name, service and scope that have two have all required ones.
// Keys that the span has as part of another record, which is complete, do not count
// as keys of this one. Within a list, a map or an optional object, members have no
// setters of their own: a required member is missing wherever another one is there.
//
// # Findings
//
// There is one finding for each rule, key and service. It is at the declaration of
// the key, or where the first span is in the input if nothing declares it. Its
// message does not depend on how much was read, so a baseline can have it; the
// scopes and names of spans, with counts and an example of each, are the related
// places. A value is an example only where the field is not sensitive.
//
// # Memory
//
// What is kept grows with the schemas and the number of different findings, not with
// the number of spans, and has limits: beyond them, occurrences are counted, and
// [Summary.Unlisted] says how many.
package live
