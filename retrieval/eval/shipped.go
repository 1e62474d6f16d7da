package eval

import (
	"bytes"
	_ "embed"
)

//go:embed testdata/cases.jsonl
var cases []byte

// Shipped returns the officer cases that are kept with the program.
func Shipped() ([]Case, error) { return ReadCases(bytes.NewReader(cases)) }
