// Load is the floor that hhgen is compared with: it loads packages as hhgen
// does, by golang.org/x/tools/go/packages in the same mode, and does nothing
// else. Errors in the packages are not its concern.
//
//	load ./...
package main

import (
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	config := packages.Config{Mode: packages.LoadSyntax | packages.NeedModule}
	pkgs, err := packages.Load(&config, os.Args[1:]...)
	if err == nil && len(pkgs) == 0 {
		err = fmt.Errorf("no packages")
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "load: %v\n", err)
		os.Exit(1)
	}
}
