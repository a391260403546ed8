package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// showsColors reports whether a console acts on escape sequences, which consoles
// of Windows do when they are told to.
func showsColors(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
