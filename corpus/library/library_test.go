package library

import "testing"

func TestShippedLibraryIsWellFormed(t *testing.T) {
	lib, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(lib.Documents()), len(lib.Clauses()), lib.Fingerprint())
}
