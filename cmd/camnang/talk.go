package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/store"
	"camnang/corpus/procedure"
)

type talkCommand struct{ zone }

// Run is a conversation on the terminal: a line is a message, a number taps that button of the last message
// with buttons, and the end of the input ends it. What is said is kept in a folder that is removed.
func (c *talkCommand) Run(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "camnang-talk-")
	if err != nil {
		return fmt.Errorf("make a folder for the conversation: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	quiet := slog.New(slog.DiscardHandler)
	index, err := openIndex(ctx, cacheDir(), quiet)
	if err != nil {
		return err
	}
	kept, err := store.Open(ctx, store.Options{Dir: dir, Log: quiet})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close(context.WithoutCancel(ctx))) }()
	now := time.Now()
	location, err := c.location()
	if err != nil {
		return err
	}
	if err := oneOfficer(ctx, kept, now); err != nil {
		return err
	}
	procedures, err := procedure.Shipped(index.Library())
	if err != nil {
		return fmt.Errorf("read the procedures: %w", err)
	}
	t := terminal{out: out, store: kept, conversation: bot.New(bot.Config{
		Ask: newEngine(index), Library: index.Library(), Memory: kept.Memory(), People: kept.People(), Records: kept.Records(),
		Plans: kept.Plans(), Training: kept.Training(), Workdays: kept.Workdays(), Procedures: procedures, Journal: kept.Journal(), Eraser: kept, Files: noFiles{}, Location: location,
		Operations: operations{&app{store: kept, index: index, location: location, begun: now}},
		Guard:      refusalReason, Log: quiet,
	})}
	if err := t.tell(ctx, bot.Event{Kind: bot.EventText, Text: "/start"}); err != nil {
		return err
	}
	lines, failed := linesOf(in)
	for {
		select {
		case <-ctx.Done():
			return nil
		case line, more := <-lines:
			if !more {
				return <-failed
			}
			if err := t.line(ctx, line); err != nil {
				return err
			}
		}
	}
}

// talker is the account at the terminal.
const talker int64 = 1

// oneOfficer makes a roster of one officer, who is a head and an administrator too, so that every command can be tried.
func oneOfficer(ctx context.Context, s *store.Store, now time.Time) error {
	roster, err := s.People().Roster(ctx)
	if err != nil {
		return err
	}
	edit := roster.Edit()
	unit, err := edit.AddUnit(sampleSeed, sampleCommittee, "")
	if err != nil {
		return err
	}
	id, err := edit.AddOfficer(sampleSeed, officer.Officer{Name: "Nguyễn Văn An", Number: "M001", Unit: unit, Heads: []officer.UnitID{unit}, Administrator: true})
	if err != nil {
		return err
	}
	if err := joined(edit, id, talker, now); err != nil {
		return err
	}
	return s.Records().Change(ctx, edit.Changes())
}

// noFiles is a terminal, from which nobody sends a file.
type noFiles struct{}

func (noFiles) Fetch(context.Context, string, int64) ([]byte, error) {
	return nil, errors.New("a terminal has no files")
}

// linesOf reads lines until in ends, then closes lines and sends why. A terminal that is never typed on keeps
// it waiting, and nobody else.
func linesOf(in io.Reader) (lines <-chan string, failed <-chan error) {
	read, why := make(chan string), make(chan error, 1)
	go func() {
		s := bufio.NewScanner(in)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			read <- s.Text()
		}
		why <- s.Err()
		close(read)
	}()
	return read, why
}

// terminal is a chat of one person, in lines of text.
type terminal struct {
	out          io.Writer
	store        *store.Store
	conversation *bot.Conversation
	events       int
	messages     int64
	// buttons are those of the last message that had any, in the order shown.
	buttons []bot.Button
	under   int64
}

func (t *terminal) line(ctx context.Context, text string) error {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 1 && n <= len(t.buttons) {
		b := t.buttons[n-1]
		if b.Copy != "" {
			_, err := fmt.Fprintln(t.out, b.Copy)
			return err
		}
		return t.tell(ctx, bot.Event{Kind: bot.EventTap, Payload: b.Payload, Tap: "tap", Message: t.under})
	}
	e := bot.Event{Kind: bot.EventText, Text: text}
	if reason := refusalReason(text); reason != "" {
		e.Text, e.Refused = "", reason
	}
	return t.tell(ctx, e)
}

func (t *terminal) tell(ctx context.Context, e bot.Event) error {
	t.events++
	e.ID, e.Chat, e.Private, e.Person, e.At = strconv.Itoa(t.events), talker, true, bot.Person{ID: talker, Name: "đồng chí"}, time.Now()
	turn, err := t.conversation.Handle(ctx, e)
	if err != nil {
		return fmt.Errorf("handle the message: %w", err)
	}
	if len(turn.Changes) > 0 || len(turn.Notes) > 0 {
		if err := t.store.Records().Change(ctx, turn.Changes, turn.Notes...); err != nil {
			return fmt.Errorf("carry out what the message led to: %w", err)
		}
	}
	for _, r := range turn.Replies {
		if err := t.show(r); err != nil {
			return err
		}
	}
	return nil
}

func (t *terminal) show(r bot.Reply) error {
	var b strings.Builder
	if r.Kind == bot.Delete {
		return nil
	}
	if r.Kind == bot.Acknowledge {
		if r.Note != "" {
			fmt.Fprintf(&b, "(%s)\n", r.Note)
		}
		_, err := io.WriteString(t.out, b.String())
		return err
	}
	t.messages++
	if r.Chat != 0 && r.Chat != talker {
		fmt.Fprintf(&b, "(%d) ", r.Chat)
	}
	if r.File != nil {
		fmt.Fprintf(&b, "[%s, %d byte] ", r.File.Name, len(r.File.Content))
	}
	for _, s := range r.Text {
		b.WriteString(s.Text)
	}
	b.WriteString("\n")
	if len(r.Buttons) > 0 {
		t.buttons, t.under = nil, t.messages
		for _, row := range r.Buttons {
			for _, button := range row {
				t.buttons = append(t.buttons, button)
				fmt.Fprintf(&b, "[%d %s] ", len(t.buttons), button.Label)
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("\n")
	_, err := io.WriteString(t.out, b.String())
	return err
}
