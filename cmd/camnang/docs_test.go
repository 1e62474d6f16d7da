package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"camnang/bot"
	"camnang/corpus/library"
)

func document(t *testing.T, names ...string) string {
	t.Helper()
	var text strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join("../..", name))
		must(t, err)
		text.Write(content)
	}
	return text.String()
}

// Every command, flag and variable that the program knows stands in docs/operations.md.
func TestEverySettingAndCommandIsDocumented(t *testing.T) {
	text := document(t, "docs/operations.md")
	parser, err := kong.New(&commands{}, kong.Name("camnang"), kong.Vars{"version": version})
	must(t, err)
	names := 0
	want := func(what, pattern string) {
		names++
		if !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("docs/operations.md does not name %s", what)
		}
	}
	must(t, kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Node:
			if node.Type == kong.CommandNode {
				want("the command "+node.Path(), "`camnang "+regexp.QuoteMeta(node.Path())+`\b`)
			}
		case *kong.Flag:
			want("the flag --"+node.Name, "--"+regexp.QuoteMeta(node.Name)+`($|[^a-z-])`)
			for _, variable := range node.Envs {
				want("the variable "+variable, "`"+regexp.QuoteMeta(variable)+"`")
			}
		}
		return next(nil)
	}))
	if names < 20 {
		t.Errorf("only %d names were looked for", names)
	}
}

// Every command that the bot's menu shows stands in the officers' guide.
func TestEveryBotCommandIsInTheGuide(t *testing.T) {
	text := document(t, "docs/huong-dan.md")
	lib, err := library.Shipped()
	must(t, err)
	menu := bot.New(bot.Config{Library: lib}).Commands()
	if len(menu) == 0 {
		t.Fatal("the menu is empty")
	}
	for _, c := range menu {
		if !strings.Contains(text, "/"+c.Name) {
			t.Errorf("docs/huong-dan.md does not name /%s", c.Name)
		}
	}
}

var phony = regexp.MustCompile(`(?m)^\.PHONY:(.*)$`)

// Every make target is named where somebody who needs it reads.
func TestEveryMakeTargetIsDocumented(t *testing.T) {
	text := document(t, "README.md", "docs/performance.md", "docs/operations.md")
	targets := phony.FindAllStringSubmatch(document(t, "Makefile"), -1)
	if len(targets) == 0 {
		t.Fatal("the Makefile names no targets")
	}
	for _, line := range targets {
		for _, target := range strings.Fields(line[1]) {
			if !regexp.MustCompile(`make (\w+=\S+ )*` + regexp.QuoteMeta(target) + `\b`).MatchString(text) {
				t.Errorf("neither README.md nor docs name `make %s`", target)
			}
		}
	}
}
