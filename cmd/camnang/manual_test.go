package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// The installation guide names no command, flag or setting that the program does not know.
func TestTheInstallationGuideIsTrue(t *testing.T) {
	text := document(t, "docs/cai-dat.md")
	parser, err := kong.New(&commands{}, kong.Name("camnang"), kong.Vars{"version": version})
	must(t, err)
	var known, flags, settings []string
	must(t, kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Node:
			known = append(known, node.Name)
		case *kong.Flag:
			flags = append(flags, "--"+node.Name)
			settings = append(settings, node.Envs...)
		}
		return next(nil)
	}))
	uses := regexp.MustCompile("(?:^|[`\\s/])camnang ([a-z]+)((?: [^\n`]*)?)").FindAllStringSubmatch(text, -1)
	if len(uses) < 10 {
		t.Fatalf("only %d commands were found", len(uses))
	}
	for _, use := range uses {
		// install and useradd are given the name as an argument.
		if use[1] != "camnang" && !slices.Contains(known, use[1]) {
			t.Errorf("no command %q: %s", use[1], use[0])
		}
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(use[2], -1) {
			if !slices.Contains(flags, flag) {
				t.Errorf("no flag %s: %s", flag, use[0])
			}
		}
	}
	for _, name := range regexp.MustCompile("`([A-Z]+_[A-Z_]+)").FindAllStringSubmatch(text, -1) {
		if !slices.Contains(settings, name[1]) {
			t.Errorf("no setting %s", name[1])
		}
	}
	for _, name := range regexp.MustCompile(`Environment=([A-Z_]+)=`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(settings, name[1]) {
			t.Errorf("no setting %s", name[1])
		}
	}
}

// Every alarm is explained, in the words in which it is said, where an operator looks.
func TestEveryAlarmIsExplained(t *testing.T) {
	texts := document(t, "bot/watch/texts.txt")
	guide, operations := document(t, "docs/cai-dat.md"), document(t, "docs/operations.md")
	for _, start := range []string{
		"Tin nhắn gửi đến chậm được xử lý", "Tin của Trợ lý chậm được gửi đi", "Việc hẹn giờ bị chậm", "Có mục không xử lý được",
		"Sao lưu hằng ngày", "Bản sao lưu gần nhất đã cũ", "Kho dữ liệu chưa bảo đảm", "Trợ lý không gửi được tin cho đồng chí",
	} {
		for name, text := range map[string]string{"the texts": texts, "docs/cai-dat.md": guide, "docs/operations.md": operations} {
			if !strings.Contains(text, start) {
				t.Errorf("%q is not in %s", start, name)
			}
		}
	}
	alarms := regexp.MustCompile(`(?m)^== (inbox|outbox|timers|store|backup_\w+|dead)$`).FindAllString(texts, -1)
	if len(alarms) != 9 {
		t.Errorf("there are %d texts of alarms; this test and the documents know nine, the end of a backup's alarm among them", len(alarms))
	}
}
