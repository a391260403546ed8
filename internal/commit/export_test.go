package commit

import "os"

// Temporary makes the temporary file of a new one.
func Temporary(path, content string) (*os.File, error) { return temporary(path, []byte(content), nil) }
