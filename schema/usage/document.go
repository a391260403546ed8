package usage

import "go/token"

// document is the output of format json. Its members do not change; later versions may
// add others.
type document struct {
	Packages []documentPackage `json:"packages"`
	Records  []documentRecord  `json:"records"`
	Fields   []documentField   `json:"fields"`
	Raw      []documentRaw     `json:"raw"`
	Read     int               `json:"read"`            // number of packages whose code was read
	Spans    *int              `json:"spans,omitempty"` // number of spans that were read
}

type documentPackage struct {
	Path       string `json:"path"`
	Fields     int    `json:"fields"`
	Unset      int    `json:"unset"`
	Tests      int    `json:"tests"`
	Maybe      int    `json:"maybe"`
	Once       int    `json:"once"`
	Records    int    `json:"records"`
	Unrecorded int    `json:"unrecorded"`
	RawKeys    int    `json:"rawKeys"`
	RawPlaces  int    `json:"rawPlaces"`
}

type documentRecord struct {
	Package  string   `json:"package"`
	Name     string   `json:"name"`
	Fields   int      `json:"fields"`
	Declared position `json:"declared"`
	State    State    `json:"state"`
}

type documentField struct {
	Key        string        `json:"key"`
	Package    string        `json:"package"`
	Record     string        `json:"record"`
	Name       string        `json:"name"`
	Setter     string        `json:"setter,omitempty"`
	Deprecated bool          `json:"deprecated,omitempty"`
	Declared   position      `json:"declared"`
	State      State         `json:"state"`
	Uses       []documentUse `json:"uses"`
	Spans      *int          `json:"spans,omitempty"`    // number of spans that have it
	Services   []string      `json:"services,omitempty"` // that sent these
}

type documentUse struct {
	How     How    `json:"how"`
	Package string `json:"package"`
	Code    Code   `json:"code,omitempty"`
	position
}

type documentRaw struct {
	Package    string     `json:"package"`
	Key        string     `json:"key"`
	Suppressed int        `json:"suppressed,omitempty"`
	Places     []position `json:"places"`
}

type position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

func positionOf(p token.Position) position { return position{p.Filename, p.Line, p.Column} }

func documentOf(r *Report) document {
	d := document{Packages: []documentPackage{}, Records: []documentRecord{}, Fields: []documentField{}, Raw: []documentRaw{}, Read: r.Read}
	if r.Arrivals != nil {
		d.Spans = &r.Arrivals.Spans
	}
	for _, p := range r.Packages {
		d.Packages = append(d.Packages, documentPackage(p))
	}
	for _, rec := range r.Records {
		d.Records = append(d.Records, documentRecord{rec.Package, rec.Name, rec.Fields, positionOf(rec.Pos), rec.State})
	}
	for _, f := range r.Fields {
		one := documentField{
			Key: f.Key, Package: f.Package, Record: f.Record, Name: f.Name, Setter: f.Setter, Deprecated: f.Deprecated,
			Declared: positionOf(f.Pos), State: f.State, Uses: []documentUse{}, Services: f.Services,
		}
		if r.Arrivals != nil {
			one.Spans = &f.Spans
		}
		for _, use := range f.Uses {
			one.Uses = append(one.Uses, documentUse{use.How, use.From, use.Code, positionOf(use.Pos)})
		}
		d.Fields = append(d.Fields, one)
	}
	for _, raw := range r.Raw {
		one := documentRaw{raw.Package, raw.Key, raw.Suppressed, []position{}}
		for _, p := range raw.Places {
			one.Places = append(one.Places, positionOf(p))
		}
		d.Raw = append(d.Raw, one)
	}
	return d
}
