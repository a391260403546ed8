package lsp

import "encoding/json"

// The types of the protocol that the server uses, with the names that the
// specification gives them: https://microsoft.github.io/language-server-protocol.

type position struct {
	Line      uint32 `json:"line"`      // from 0
	Character uint32 `json:"character"` // from 0, in units of the encoding that was agreed on
}

// before reports whether p is before o.
func (p position) before(o position) bool {
	return p.Line < o.Line || p.Line == o.Line && p.Character < o.Character
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"` // exclusive
}

// overlaps reports whether two ranges share a place; those that touch do.
func (r textRange) overlaps(o textRange) bool {
	return !r.End.before(o.Start) && !o.End.before(r.Start)
}

type location struct {
	URI   string    `json:"uri"`
	Range textRange `json:"range"`
}

type initializeParams struct {
	RootPath         string            `json:"rootPath"`
	RootURI          string            `json:"rootUri"`
	WorkspaceFolders []workspaceFolder `json:"workspaceFolders"`
	Capabilities     struct {
		General struct {
			PositionEncodings []encoding `json:"positionEncodings"`
		} `json:"general"`
		Workspace struct {
			DidChangeWatchedFiles struct {
				DynamicRegistration bool `json:"dynamicRegistration"`
			} `json:"didChangeWatchedFiles"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

type workspaceFolder struct {
	URI string `json:"uri"`
}

type initializeResult struct {
	Capabilities serverCapabilities `json:"capabilities"`
	ServerInfo   serverInfo         `json:"serverInfo"`
}

type serverInfo struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type serverCapabilities struct {
	PositionEncoding encoding         `json:"positionEncoding"`
	TextDocumentSync textDocumentSync `json:"textDocumentSync"`
	HoverProvider    bool             `json:"hoverProvider"`
	CodeAction       codeActionOption `json:"codeActionProvider"`
	Workspace        workspaceServer  `json:"workspace"`
}

type textDocumentSync struct {
	OpenClose bool        `json:"openClose"`
	Change    int         `json:"change"`
	Save      saveOptions `json:"save"`
}

// incremental is the kind of synchronization that sends changes.
const incremental = 2

type saveOptions struct {
	IncludeText bool `json:"includeText"`
}

type codeActionOption struct {
	Kinds []string `json:"codeActionKinds"`
}

// quickFix is the kind of code action that repairs a finding.
const quickFix = "quickfix"

type workspaceServer struct {
	Folders folderSupport `json:"workspaceFolders"`
}

type folderSupport struct {
	Supported           bool `json:"supported"`
	ChangeNotifications bool `json:"changeNotifications"`
}

type textDocument struct {
	URI     string `json:"uri"`
	Version *int32 `json:"version"`
	Text    string `json:"text"` // when it is opened
}

type documentParams struct {
	TextDocument textDocument `json:"textDocument"`
}

type changeParams struct {
	TextDocument textDocument    `json:"textDocument"`
	Changes      []contentChange `json:"contentChanges"`
}

type contentChange struct {
	Range *textRange `json:"range"` // nil for the whole document
	Text  string     `json:"text"`
}

type positionParams struct {
	TextDocument textDocument `json:"textDocument"`
	Position     position     `json:"position"`
}

type codeActionParams struct {
	TextDocument textDocument `json:"textDocument"`
	Range        textRange    `json:"range"`
	Context      struct {
		Only []string `json:"only"`
	} `json:"context"`
}

type watchedParams struct {
	Changes []struct {
		URI string `json:"uri"`
	} `json:"changes"`
}

type foldersParams struct {
	Event struct {
		Added   []workspaceFolder `json:"added"`
		Removed []workspaceFolder `json:"removed"`
	} `json:"event"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Version     *int32       `json:"version,omitempty"` // of an open document
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Range           textRange            `json:"range"`
	Severity        int                  `json:"severity"`
	Code            string               `json:"code"`
	CodeDescription *codeDescription     `json:"codeDescription,omitempty"`
	Source          string               `json:"source"`
	Message         string               `json:"message"`
	Tags            []int                `json:"tags,omitempty"`
	Related         []relatedInformation `json:"relatedInformation,omitempty"`
}

// The severities of diagnostics.
const (
	severityError   = 1
	severityWarning = 2
)

type codeDescription struct {
	Href string `json:"href"`
}

type relatedInformation struct {
	Location location `json:"location"`
	Message  string   `json:"message"`
}

type hover struct {
	Contents markupContent `json:"contents"`
	Range    *textRange    `json:"range,omitempty"`
}

type markupContent struct {
	Kind  string `json:"kind"` // markdown
	Value string `json:"value"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        workspaceEdit `json:"edit"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"` // by URI
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}

type logParams struct {
	Type    int    `json:"type"`
	Message string `json:"message"`
}

// The kinds of log messages.
const (
	logError = 1
	logInfo  = 3
)

type registrationParams struct {
	Registrations []registration `json:"registrations"`
}

type registration struct {
	ID      string          `json:"id"`
	Method  string          `json:"method"`
	Options json.RawMessage `json:"registerOptions"`
}
