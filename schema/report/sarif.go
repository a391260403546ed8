package report

import (
	"go/token"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// The types here are the part of SARIF 2.1.0 that findings need. The comments
// name the sections of its specification.

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sourceRoot   = "%SRCROOT%" // the base of relative paths, by convention
)

type sarifLog struct { // 3.13
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct { // 3.14
	Tool    sarifTool     `json:"tool"`
	Results []sarifResult `json:"results"` // empty, not null: nothing was found
}

type sarifTool struct { // 3.18
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct { // 3.19
	Name           string      `json:"name"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct { // 3.49
	ID               string     `json:"id"`
	ShortDescription *sarifText `json:"shortDescription,omitempty"`
	FullDescription  *sarifText `json:"fullDescription,omitempty"`
	HelpURI          string     `json:"helpUri,omitempty"`
}

type sarifResult struct { // 3.27
	RuleID           string          `json:"ruleId"`
	RuleIndex        int             `json:"ruleIndex"`
	Level            schema.Severity `json:"level"`
	Message          sarifText       `json:"message"`
	Locations        []sarifLocation `json:"locations,omitempty"`
	RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes            []sarifFix      `json:"fixes,omitempty"`
}

type sarifText struct { // 3.11
	Text string `json:"text"`
}

type sarifLocation struct { // 3.28
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct { // 3.29
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct { // 3.4
	URI       string `json:"uri"`
	URIBaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct { // 3.30
	StartLine   int  `json:"startLine"`
	StartColumn int  `json:"startColumn,omitempty"`
	EndLine     int  `json:"endLine,omitempty"`
	EndColumn   int  `json:"endColumn,omitempty"`
	ByteOffset  *int `json:"byteOffset,omitempty"`
	ByteLength  *int `json:"byteLength,omitempty"`
}

type sarifFix struct { // 3.55
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct { // 3.56
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct { // 3.57
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"` // 3.3
}

func writeSARIF(w io.Writer, findings schema.Findings) error {
	driver := sarifDriver{Name: "hhgen", InformationURI: "https://github.com/hhgen/hhgen", Rules: sarifRules(findings)}
	results := []sarifResult{}
	for _, f := range findings {
		index := slices.IndexFunc(driver.Rules, func(r sarifRule) bool { return r.ID == f.Rule.ID })
		results = append(results, sarifResultOf(f, index))
	}
	return encode(w, sarifLog{sarifSchema, sarifVersion, []sarifRun{{sarifTool{driver}, results}}})
}

// sarifRules describe the rules that findings name, sorted by id. Other rules
// are left out, so a new rule does not change the output.
func sarifRules(findings schema.Findings) []sarifRule {
	list := []sarifRule{}
	for _, f := range findings {
		r := f.Rule
		list = append(list, sarifRule{ID: r.ID, ShortDescription: sarifTextOf(r.Title), FullDescription: sarifTextOf(strings.TrimSpace(r.Why)), HelpURI: r.URL()})
	}
	byID := func(a, b sarifRule) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(list, byID)
	list = slices.CompactFunc(list, func(a, b sarifRule) bool { return a.ID == b.ID })
	return list
}

func sarifResultOf(f *schema.Finding, rule int) sarifResult {
	r := sarifResult{RuleID: f.Rule.ID, RuleIndex: rule, Level: schema.Warning, Message: sarifText{braces.Replace(f.Message)}}
	if f.Severity == schema.Error {
		r.Level = schema.Error
	}
	if at := sarifPlace(f.Pos); at != nil {
		r.Locations = []sarifLocation{{Physical: at}}
	}
	for _, p := range f.Related {
		r.RelatedLocations = append(r.RelatedLocations, sarifLocation{sarifPlace(p.Pos), sarifTextOf(p.Message)})
	}
	for _, fix := range f.Fixes {
		r.Fixes = append(r.Fixes, sarifFixOf(fix))
	}
	return r
}

// sarifFixOf has the edits of each file in one change.
func sarifFixOf(fix schema.Fix) sarifFix {
	out := sarifFix{Description: sarifText{braces.Replace(fix.Message)}}
	for _, e := range fix.Edits {
		file, length := sarifFile(e.Pos.Filename), e.End.Offset-e.Pos.Offset
		i := slices.IndexFunc(out.Changes, func(c sarifChange) bool { return c.Artifact == file })
		if i < 0 {
			i = len(out.Changes)
			out.Changes = append(out.Changes, sarifChange{Artifact: file})
		}
		r := sarifReplacement{Deleted: sarifRegion{e.Pos.Line, e.Pos.Column, e.End.Line, e.End.Column, &e.Pos.Offset, &length}}
		if e.New != "" {
			r.Inserted = &sarifText{e.New}
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, r)
	}
	return out
}

// braces are escaped in messages, where {0} is a placeholder (3.11.5).
var braces = strings.NewReplacer("{", "{{", "}", "}}")

// sarifTextOf is nil for an empty string.
func sarifTextOf(s string) *sarifText {
	if s == "" {
		return nil
	}
	return &sarifText{braces.Replace(s)}
}

// sarifPlace is nil if the file is unknown.
func sarifPlace(pos token.Position) *sarifPhysical {
	if pos.Filename == "" {
		return nil
	}
	p := &sarifPhysical{Artifact: sarifFile(pos.Filename)}
	if pos.Line > 0 {
		p.Region = &sarifRegion{StartLine: pos.Line, StartColumn: pos.Column}
	}
	return p
}

// sarifFile is the address of a file. An absolute path, which is used if no
// relative path leads to the file, has no base.
func sarifFile(name string) sarifArtifact {
	path := filepath.ToSlash(name)
	switch {
	case strings.HasPrefix(path, "/"):
	case filepath.IsAbs(name): // on a volume of Windows
		path = "/" + path
	default:
		return sarifArtifact{(&url.URL{Path: path}).String(), sourceRoot}
	}
	return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: path}).String()}
}
