// Package accounts has tests only. They run services that record sessions through
// package honeyhive while servers, networks, disks and processes fail, and account
// for each operation that the client accepted: it is delivered, rejected by the
// server, reported, or still stored. They know only what a service knows, and what
// arrives.
package accounts
