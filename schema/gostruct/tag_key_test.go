package gostruct

import "testing"

// Ordinary code is never rejected, and a key that hhgen's users mistype is.
func TestMisspelt(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want string // the key; "" for none
	}{
		{`HH:"inputs"`, "HH"},
		{`hH:"anything"`, "hH"},
		{`hhh:"inputs"`, "hhh"},
		{`h:"metrics"`, "h"},
		{`hh2:"metadata,maxbytes=8"`, "hh2"},
		{`gh:"outputs"`, "gh"},
		{`h:"Metadata"`, "h"},
		{`hhh:","`, "hhh"},
		{`hhh:",maxitems=4"`, "hhh"},
		{`hhh:"metdata,maxbytes=8"`, "hhh"}, // the namespace is misspelt too
		{`hhtag:"metrics"`, "hhtag"},
		{`honeyhive:"metrics"`, "honeyhive"},
		{`honey_hive:"metrics"`, "honey_hive"},
		{`hhgen:"error"`, "hhgen"},
		{`json:"a" xml:"b" hhh:"config"`, "hhh"},
		{`tag:"metadata,maxbytes=8"`, "tag"},
		{`tag:"metrics, minimum=0"`, "tag"},

		{`json:"metadata"`, ""},
		{`json:"metadata,maxbytes=8"`, ""},
		{`yaml:"config,omitempty"`, ""},
		{`bson:"error"`, ""},
		{`ch:"metadata"`, ""}, // ClickHouse
		{`h:"12"`, ""},
		{`h:",omitempty"`, ""},
		{`hhh:"width"`, ""},
		{`tag:"metadata"`, ""},
		{`tag:"config,inline"`, ""},
		{`html:"metadata"`, ""},
		{`hash:"inputs"`, ""},
		{`honey:"sweet"`, ""},
		{`h:"metrics" hh:"-"`, ""},
		{`hh:"metrics" HH:"inputs"`, ""},
		{``, ""},
		{`no tag at all`, ""},
	} {
		if p, _ := misspelt(c.raw); p.key != c.want {
			t.Errorf("misspelt(%s) = %q, want %q", c.raw, p.key, c.want)
		}
	}
}

// A tag that mentions hh and is no list of pairs is not passed over.
func TestMalformed(t *testing.T) {
	for raw, want := range map[string]bool{
		`hh:"metadata,pattern='\d'"`:   true,
		`hh:metadata`:                  true,
		`hh: "metadata"`:               true,
		`hh="metadata"`:                true,
		`HH="metadata"`:                true,
		`h h:"metadata"`:               true,
		`hh;"metadata"`:                true,
		`hh,"metadata"`:                true,
		`"hh":"metadata"`:              true,
		`'hh':"metadata"`:              true,
		`json:"a",hh:"metadata"`:       true,
		`json:"a";hh:"metadata"`:       true,
		`json:"a" hh :"metadata"`:      true,
		`hh:"metadata"`:                false,
		`json:"a, hh=b"`:               false,
		`json:"hh:"`:                   false,
		`help:"write hh:\"metadata\""`: false,
		`json`:                         false,
		`path: /hhx`:                   false,
		`see hh, and "more"`:           false,
	} {
		if got := malformed(raw); got != want {
			t.Errorf("malformed(%s) = %v, want %v", raw, got, want)
		}
	}
}
