// Package owner reads who owns the files of a repository from its CODEOWNERS file,
// by the rules of GitHub:
// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
package owner
