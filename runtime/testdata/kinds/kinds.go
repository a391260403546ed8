// Package kinds declares a field of every type and option that there is.
package kinds

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"time"

	"github.com/google/uuid"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/dict"
)

//go:generate go run github.com/hhgen/hhgen/cmd/hhgen

// Named types of the basic kinds.
type (
	Flag   bool
	Count  int
	Port   uint16
	Ratio  float32
	Label  string
	Labels []Label
	Secret = string
	// Pair is generic.
	Pair[T any] struct {
		First  T `hh:","`
		Second T `hh:","`
	}
)

// Color is an enum.
type Color string

// The colors; one is not exported.
const (
	Red   Color = "red"
	Green Color = "green"
	blue  Color = "blue"
)

// Scalars has every type that is one attribute.
type Scalars struct {
	_ hh.Record `hh:"new=MakeScalars"`

	Bool     bool           `hh:"metrics"`
	Flag     Flag           `hh:"metrics"`
	Int      int            `hh:"metrics,minimum=-3,maximum=9223372036854775807"`
	Int8     int8           `hh:"metrics"`
	Int16    int16          `hh:"metrics"`
	Int32    int32          `hh:"metrics"`
	Int64    int64          `hh:"metrics"`
	Uint     uint           `hh:"metrics"`
	Uint8    uint8          `hh:"metrics"`
	Uint16   uint16         `hh:"metrics"`
	Uint32   uint32         `hh:"metrics"`
	Uint64   uint64         `hh:"metrics,maximum=100"`
	Byte     byte           `hh:"metrics"`
	Rune     rune           `hh:"metrics"`
	Float32  float32        `hh:"metrics"`
	Float64  float64        `hh:"metrics,minimum=-0.5,maximum=1e3"`
	Count    Count          `hh:"metrics,unit=tokens"`
	Port     Port           `hh:"metrics"`
	Ratio    Ratio          `hh:"metrics"`
	String   string         `hh:"metadata"`
	Label    Label          `hh:"metadata,maxbytes=8,overflow=drop"`
	Secret   Secret         `hh:"metadata,maxbytes=2000,large"` //hhgen:ignore SENSITIVE_KEY no secret is in it
	Color    Color          `hh:"feedback"`
	Text     hh.Text        `hh:"inputs,maxbytes=8"`
	Hashed   hh.Hashed      `hh:"user_properties"`
	Masked   hh.Masked      `hh:"user_properties"`
	Took     time.Duration  `hh:"metrics,key=took_s,unit=s,maximum=60"`
	Wait     time.Duration  `hh:"metrics,key=wait_us,unit=us"`
	At       time.Time      `hh:"metadata"`
	Addr     netip.Addr     `hh:"metadata"`
	UUID     uuid.UUID      `hh:"metadata,key=request_uuid"`
	Big      big.Int        `hh:"metadata"`
	BigRef   *big.Int       `hh:"metadata"`
	Deadline *time.Time     `hh:"metadata"`
	Budget   *time.Duration `hh:"metrics,unit=ms,key=budget_ms"`
	Maybe    *Color         `hh:"feedback"`
	Err      error          `hh:"error"`
	EventID  hh.EventID     `hh:"event_id"`
	Ignored  chan int       `hh:"-"`
	Skipped  string         `hh:"-"`
}

// Zero has what is left out when it is zero.
type Zero struct {
	ZeroInt    int           `hh:"metrics,omitzero"`
	ZeroString string        `hh:"metadata,omitzero"`
	ZeroTime   time.Time     `hh:"metadata,omitzero"`
	ZeroTook   time.Duration `hh:"metrics,key=zero_ms,unit=ms,omitzero"`
	ZeroAddr   netip.Addr    `hh:"metadata,omitzero"`
	ZeroPoint  Point         `hh:"metadata,omitzero"`
	ZeroHashed hh.Hashed     `hh:"metadata,omitzero"`
	ZeroMasked hh.Masked     `hh:"metadata,omitzero"`
	ZeroText   hh.Text       `hh:"metadata,omitzero"`
	ZeroColor  Color         `hh:"feedback,omitzero"`
	ZeroFlag   Flag          `hh:"metrics,omitzero"`
	ZeroRatio  Ratio         `hh:"metrics,omitzero"`
	ZeroPair   [2]int        `hh:"metrics,omitzero"`
	ZeroGrade  Grade         `hh:"metadata,omitzero"`
	ZeroCell   Cell          `hh:"config,omitzero"`
}

// Grade says by itself what is zero.
type Grade string

// IsZero reports whether g is no grade; it panics for one.
func (g Grade) IsZero() bool {
	if g == "panic" {
		panic(g)
	}
	return g == "" || g == "none"
}

// Cell is an object that does, since Go does not compare it.
type Cell struct {
	Name  string   `hh:",maxbytes=4"`
	Marks []string `hh:",maxitems=2,maxbytes=4"`
}

// IsZero reports whether c has neither a name nor marks.
func (c Cell) IsZero() bool { return c.Name == "" && len(c.Marks) == 0 }

// Point is a nested object.
type Point struct {
	_     hh.Record `hh:"partial"`
	X     int       `hh:",key=x_pos"`
	Y     *int      `hh:",key=y_pos"`
	Name  string    `hh:",maxbytes=4"`
	Note  string    `hh:",omitzero"`
	Other string
}

// Line nests objects in an object.
type Line struct {
	From Point   `hh:","`
	To   *Point  `hh:","`
	Path []Point `hh:",maxitems=2"`
}

// Composites has every type that is several attributes.
type Composites struct {
	Point   Point              `hh:"outputs"`
	Line    *Line              `hh:"outputs"`
	List    []string           `hh:"metadata,maxitems=3,maxbytes=4"`
	Named   Labels             `hh:"metadata,maxitems=2"`
	Colors  []Color            `hh:"metrics,maxitems=3"`
	Refs    []*int             `hh:"metrics,maxitems=3"`
	Matrix  [][]float64        `hh:"metrics,maxitems=2,maximum=9"`
	Fixed   [2]int             `hh:"metrics"`
	Grid    [3][]bool          `hh:"metrics,maxitems=1"`
	Pairs   []*[2]int          `hh:"metrics,maxitems=3"`
	Points  []Point            `hh:"outputs,maxitems=2"`
	PtrList []*Point           `hh:"outputs,maxitems=2"`
	Counts  map[string]int     `hh:"metrics,maxitems=2"`
	ByColor map[Color]float64  `hh:"metrics,maxitems=2"`
	Places  map[string]Point   `hh:"outputs,maxitems=2"`
	Groups  map[string][]int   `hh:"outputs,maxitems=2"`
	Times   []time.Time        `hh:"metadata,maxitems=2"`
	Many    []string           `hh:"metadata,maxitems=500"`
	Halves  Pair[int]          `hh:"config"`
	JSON    json.RawMessage    `hh:"config,maxitems=8,maxbytes=16"`
	Any     any                `hh:"inputs,maxitems=8,maxbytes=16"`
	AnyMap  map[string]any     `hh:"metadata,maxitems=8,maxbytes=16"`
	Inline  map[string]float64 `hh:"feedback,inline,maxitems=3"`
}

// Singles has float32 bounds that no float64 holds.
type Singles struct {
	Least   *float32         `hh:"metrics,minimum=0.7"`
	Most    *float32         `hh:"metrics,maximum=0.1"`
	Weights []float32        `hh:"metrics,maxitems=3,maximum=0.3"`
	Shares  map[string]Ratio `hh:"metrics,maxitems=3"`
	Steps   []*float32       `hh:"metrics,maxitems=3"`
	Between *Between         `hh:"config"`
}

// Between is nested.
type Between struct {
	Low  float32    `hh:",minimum=0.1"`
	Both [2]float32 `hh:",maximum=0.9"`
}

// Cells has more than 1,024 bytes, and more attributes than a span keeps.
type Cells struct {
	Cells [130]int `hh:"metrics"`
}

// Params is one map and nothing else.
type Params struct {
	Params map[string]any `hh:"inputs,maxitems=8"`
}

// Shared embeds what other packages declare.
type Shared struct {
	dict.Tenant
	*dict.Build
	local
	Region string `hh:"metadata,maxbytes=16,deprecated='use zone, or place'"`
}

type local struct {
	hidden int `hh:"metadata,key=hidden_count"`
}

// Opened opens two namespaces.
type Opened struct {
	_ hh.Open `hh:"config,maxbytes=8"`
	_ hh.Open `hh:"metrics"`

	Temperature float64 `hh:"config,setter=SetTemperature"`
}

// Matches has patterns, of ECMA-262, for each kind of string.
type Matches struct {
	Code      string            `hh:"metadata,maxbytes=16,pattern='^[A-Z]{2},\\d+$'"`
	CodeLabel *Label            `hh:"metadata,overflow=drop,maxbytes=4,pattern=^\\S+$"`
	CodeText  hh.Text           `hh:"inputs,omitzero,pattern='^[^]{1,4}$'"`
	CodeAddr  *netip.Addr       `hh:"metadata,pattern=^[\\d.]+$"`
	CodeList  []string          `hh:"metadata,maxitems=4,pattern=^\\p{Lu}"`
	CodeMap   map[string]*Label `hh:"metadata,maxitems=4,pattern=^\\u{41}"`
	CodePlace *CodePlace        `hh:"outputs,moved-from='old_place until 2999-01-01'"`
}

// CodePlace is nested.
type CodePlace struct {
	Name string `hh:",pattern=^a|b$"`
}
