package lsp

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// pathOf is the file that a URI names: an absolute path.
func pathOf(uri string) (string, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return "", err
	}
	path := u.Path
	switch {
	case u.Scheme != "file":
		return "", fmt.Errorf("%s is no file", uri)
	case u.Host != "" && u.Host != "localhost":
		path = "//" + u.Host + path // a file share of Windows
	case len(path) >= 3 && path[0] == '/' && path[2] == ':': // /c:/folder
		path = strings.ToUpper(path[1:2]) + path[2:]
	}
	path = filepath.Clean(filepath.FromSlash(path))
	if !filepath.IsAbs(path) || strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("%s is not an absolute path", uri)
	}
	return path, nil
}

// uriOf is the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	u := url.URL{Scheme: "file", Path: path}
	if rest, share := strings.CutPrefix(path, "//"); share {
		u.Host, u.Path, _ = strings.Cut(rest, "/")
	}
	if !strings.HasPrefix(u.Path, "/") {
		u.Path = "/" + u.Path
	}
	return u.String()
}
