module github.com/hhgen/hhgen/bench

go 1.26.0

require github.com/hhgen/hhgen v0.0.0

replace github.com/hhgen/hhgen => ../
