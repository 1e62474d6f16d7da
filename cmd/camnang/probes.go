package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"camnang/bot/web"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

const (
	// clockLimit is how far this machine's clock may be from the store's and from Telegram's. Reminders and codes
	// are good to the minute, and the Date of an answer only to the second.
	clockLimit = 5 * time.Second
	// backupAge is how old the last backup may be: a day, and what it may be put off.
	backupAge = 26 * time.Hour
	// probeLease is the lease taken to try the store; it tells the store's time.
	probeLease  = "probe"
	probeLength = time.Second
	// probeInquiry is answered by a clause in force as long as the library has one on complaints against discipline.
	probeInquiry = "Không đồng ý với quyết định kỷ luật thì khiếu nại trong thời hạn bao lâu?"
)

// probes are what health --deep tries. The details hold no address and no secret.
func (a *app) probes() []web.Probe {
	all := []web.Probe{
		{Name: "telegram", Test: a.probeTelegram},
		{Name: "store", Test: a.probeStore},
		{Name: "clock", Test: a.probeClock},
		{Name: "inquiry", Test: a.probeInquiry},
	}
	if a.people.BackupDir != "" {
		all = append(all, web.Probe{Name: "backup", Test: a.probeBackup})
	}
	return all
}

func (a *app) probeTelegram(ctx context.Context) (string, error) {
	me, err := a.client.Me(ctx)
	if err != nil {
		return "no answer to getMe", err
	}
	return "@" + me.Username, nil
}

func (a *app) probeStore(ctx context.Context) (string, error) {
	begin := time.Now()
	_, took, err := a.storeTime(ctx)
	if err != nil {
		return "a change was not taken", err
	}
	promises, err := a.store.Promises(ctx)
	if err != nil {
		return "it does not say what it promises", err
	}
	weak := 0
	for _, p := range promises {
		if !p.Good {
			weak++
		}
	}
	detail := fmt.Sprintf("a change took %v", took.Round(10*time.Microsecond))
	if weak > 0 {
		detail += fmt.Sprintf("; %d settings let it lose what it took, see the log from %s", weak, begin.Format(time.RFC3339))
	}
	return detail, nil
}

// storeTime makes a change to the store and gives the store's time at it, and how long it took. While another
// replica does the same the time is that replica's, at most a second before.
func (a *app) storeTime(ctx context.Context) (at time.Time, took time.Duration, err error) {
	begin := time.Now()
	lease, _, err := a.store.Leases().Acquire(ctx, probeLease, a.owner, probeLength)
	return lease.Until.Add(-probeLength), time.Since(begin), err
}

func (a *app) probeClock(ctx context.Context) (string, error) {
	at, took, err := a.storeTime(ctx)
	if err != nil {
		return "the store does not tell its time", err
	}
	// The store told its time at some moment of the call.
	fromStore := at.Sub(time.Now().Add(-took / 2)).Abs()
	at, err = a.telegramTime(ctx)
	if err != nil {
		return "Telegram does not tell its time", err
	}
	fromTelegram := time.Until(at).Abs()
	detail := fmt.Sprintf("%v from the store, %v from Telegram", fromStore.Round(time.Millisecond), fromTelegram.Round(time.Second))
	if fromStore >= clockLimit || fromTelegram >= clockLimit {
		return detail, fmt.Errorf("the clocks differ by %v or more: %s", clockLimit, detail)
	}
	return detail, nil
}

// telegramTime is the Date of an answer of the Bot API. The token is not in the call, so what is answered does not
// matter.
func (a *app) telegramTime(ctx context.Context) (time.Time, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, a.channel.api, nil)
	if err != nil {
		return time.Time{}, err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return time.Time{}, err
	}
	defer response.Body.Close()
	at, err := http.ParseTime(response.Header.Get("Date"))
	// The Date is cut to the second.
	return at.Add(500 * time.Millisecond), err
}

func (a *app) probeInquiry(ctx context.Context) (string, error) {
	begin := time.Now()
	got := newEngine(a.index).Ask(ctx, answer.Inquiry{Text: probeInquiry, Today: calendar.On(begin.In(a.location))})
	detail := fmt.Sprintf("%s in %v", got.Kind, time.Since(begin).Round(10*time.Microsecond))
	if got.Kind != answer.Quoted {
		return detail, errors.New("an inquiry that the library answers was not answered")
	}
	return detail, nil
}

func (a *app) probeBackup(ctx context.Context) (string, error) {
	n, _, err := a.noted(ctx, backupDuty)
	switch {
	case err != nil:
		return "not known", err
	case n.Failure != "":
		return "the last try failed", errors.New(n.Failure)
	case n.Done.IsZero() && time.Since(a.begun) < dutyLease:
		return "none yet", nil
	case n.Done.IsZero():
		return "none yet", errors.New("no backup was made")
	}
	age := time.Since(n.Done)
	detail := fmt.Sprintf("made %v ago", age.Round(time.Minute))
	if age > backupAge {
		return detail, errors.New("the last backup is too old")
	}
	return detail, nil
}
