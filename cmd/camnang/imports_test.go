package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// row is one line of the table of packages in docs/architecture.md.
type row struct {
	imports []string
	any     bool
	user    []string
}

func readTable(t *testing.T) map[string]row {
	t.Helper()
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]row{}
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.TrimSpace(cells[1]) == "package" || strings.HasPrefix(cells[1], "---") {
			continue
		}
		var r row
		for _, name := range strings.Split(cells[3], ",") {
			switch name = strings.TrimSpace(name); name {
			case "–", "":
			case "anything":
				r.any = true
			default:
				r.imports = append(r.imports, "camnang/"+name)
			}
		}
		for _, module := range strings.Split(cells[4], ",") {
			if module = strings.TrimSpace(module); module != "" {
				r.user = append(r.user, module)
			}
		}
		table["camnang/"+strings.TrimSpace(cells[1])] = r
	}
	return table
}

func TestImportsKeepToTheTable(t *testing.T) {
	table := readTable(t)
	owner := map[string]string{}
	for name, r := range table {
		for _, module := range r.user {
			owner[module] = name
		}
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles", "camnang/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for decoder.More() {
		var p struct {
			ImportPath string
			Imports    []string
			GoFiles    []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) == 0 {
			continue
		}
		seen++
		r, known := table[p.ImportPath]
		if !known {
			t.Errorf("%s has no row in docs/architecture.md", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "camnang/") && !r.any && !slices.Contains(r.imports, i) {
				t.Errorf("%s imports %s, which its row does not allow", p.ImportPath, i)
			}
			for module, user := range owner {
				if (i == module || strings.HasPrefix(i, module+"/")) && user != p.ImportPath {
					t.Errorf("%s imports %s, which only %s may", p.ImportPath, i, user)
				}
			}
			if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") && !owned(owner, i) {
				t.Errorf("%s imports %s, which no row names as its only user", p.ImportPath, i)
			}
		}
	}
	if seen != len(table) {
		t.Errorf("%d packages, %d rows: a row names a package that is not there", seen, len(table))
	}
}

func owned(owner map[string]string, path string) bool {
	for module := range owner {
		if path == module || strings.HasPrefix(path, module+"/") {
			return true
		}
	}
	return false
}
