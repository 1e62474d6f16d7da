package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/bot/web"
	"camnang/corpus/calendar"
	"camnang/retrieval"
)

// redis is a redis-server of its own on a free port, which keeps nothing on a disk.
type redis struct{ address string }

// newRedis starts one that ends with the test, or with the test's process, however that ends.
func newRedis(t testing.TB) *redis {
	t.Helper()
	path := needs(t, "redis-server")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	r := &redis{address: l.Addr().String()}
	must(t, l.Close())
	_, port, err := net.SplitHostPort(r.address)
	must(t, err)
	cmd := exec.Command("sh", "-c", `"$@" >/dev/null & read word; kill -9 $!; wait`, "sh",
		path, "--bind", "127.0.0.1", "--port", port, "--dir", t.TempDir(), "--save", "")
	word, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = word.Close()
		_ = cmd.Wait()
	})
	eventually(t, "redis-server to answer", func() bool { return r.does("PING") == "+PONG" })
	return r
}

// does is the server's answer to a command, "" when there is none.
func (r *redis) does(command string) string {
	c, err := net.DialTimeout("tcp", r.address, time.Second)
	if err != nil {
		return ""
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, command+"\r\n"); err != nil {
		return ""
	}
	answer := make([]byte, 64)
	n, _ := c.Read(answer)
	return strings.TrimSpace(string(answer[:n]))
}

// turned is a clock that goes by itself and that a test sets.
type turned struct {
	mu sync.Mutex
	by time.Duration
}

func (c *turned) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Without the monotonic reading, as after somebody set the clock of a machine.
	return time.Now().Round(0).Add(c.by)
}

func (c *turned) turn(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += by
}

// party is a bot's officers, store and chats, and a clock that the test turns: a committee led by people[0], a cell of all
// the others, and an administrator, people[1], in the committee. It is a Monday in June, at 08:00, some years from now: a
// month without public holidays, and ahead of the clock of a server, which nobody turns.
type party struct {
	*platform
	t     *testing.T
	clock *turned
	// redis is nil for the embedded store, which is at dir.
	redis *redis
	dir   string
	store *store.Store
	// committee and cell are the units.
	committee, cell officer.UnitID
	log             *transcript
}

// onBoth runs a test on the embedded store and on a redis-server.
func onBoth(t *testing.T, people int, test func(*testing.T, *party)) {
	t.Helper()
	for _, name := range []string{"embedded", "redis-server"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &party{t: t, platform: newPlatform(t, people), clock: &turned{}, dir: t.TempDir(), log: &transcript{}}
			if name != "embedded" {
				w.redis = newRedis(t)
			}
			w.begins()
			test(t, w)
		})
	}
}

func (w *party) begins() {
	first := time.Date(time.Now().Year()+4, time.June, 1, 8, 0, 0, 0, hanoi)
	for first.Weekday() != time.Monday {
		first = first.AddDate(0, 0, 1)
	}
	w.clock.turn(time.Until(first))
	w.enters(w.clock.now())
}

// enters opens the store and enters everybody, joined at a moment.
func (w *party) enters(at time.Time) {
	w.store = w.open(false)
	edit := w.roster().Edit()
	var err error
	w.committee, err = edit.AddUnit("party", "Đảng ủy xã", "")
	must(w.t, err)
	w.cell, err = edit.AddUnit("party", "Chi bộ 1", w.committee)
	must(w.t, err)
	for i, account := range w.people {
		o := officer.Officer{Name: fmt.Sprint("Cán bộ ", i+1), Number: fmt.Sprint("CB", i+1), Unit: w.cell}
		switch i {
		case 0:
			o.Unit, o.Heads = w.committee, []officer.UnitID{w.committee}
		case 1:
			o.Unit, o.Administrator = w.committee, true
		}
		id, err := edit.AddOfficer("party", o)
		must(w.t, err)
		must(w.t, joined(edit, id, account, at))
	}
	w.changes(edit.Changes())
	w.t.Cleanup(func() {
		if w.t.Failed() {
			said := w.log.String()
			w.t.Logf("the program wrote at last:\n%s", said[max(0, len(said)-4000):])
		}
	})
}

// open is a handle on the store, closed when the test ends; the embedded one has one only.
func (w *party) open(restoring bool) *store.Store {
	w.t.Helper()
	o := store.Options{Dir: w.dir, Bot: botNumber(w.Token()), Now: w.clock.now, Log: slog.New(slog.DiscardHandler), Restoring: restoring}
	if w.redis != nil {
		o.URL = "redis://" + w.redis.address
	}
	s, err := store.Open(w.t.Context(), o)
	must(w.t, err)
	w.t.Cleanup(func() { must(w.t, s.Close(context.WithoutCancel(w.t.Context()))) })
	return s
}

// replica is the program over the party's store, with a handle of its own where the store is a server.
func (w *party) replica() *app {
	w.t.Helper()
	a := &app{
		channel: channel{api: w.address, token: w.Token()}, log: slog.New(slog.NewTextHandler(w.log, nil)), location: hanoi,
		store: w.store, owner: rand.Text(), clock: w.clock.now, begun: w.clock.now(),
	}
	if w.redis != nil {
		a.store = w.open(false)
	}
	var err error
	a.client, err = telegram.NewClient(a.channel.api, a.channel.token)
	must(w.t, err)
	w.t.Cleanup(a.client.Close)
	a.metrics = web.NewMetrics(web.Sources{Depths: a.store.Depths, Counts: a.counted, Backup: a.lastBackup})
	index, err := builtIndex()
	must(w.t, err)
	w.indexed(a, index)
	return a
}

// indexed gives a program that does not run yet its library.
func (w *party) indexed(a *app, index *retrieval.Index) {
	w.t.Helper()
	a.index = index
	var err error
	a.talks, err = a.conversation()
	must(w.t, err)
}

// running runs parts of the program, all when none is named, until the test stops it or ends.
func (w *party) running(a *app, names ...string) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.t.Context()))
	var parts []part
	for _, p := range a.parts() {
		if len(names) == 0 || slices.Contains(names, p.name) {
			parts = append(parts, p)
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- inOrder(ctx, parts...) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("the program ended with %v", err)
		}
	})
	w.t.Cleanup(stop)
	return stop
}

func (w *party) roster() *officer.Roster {
	w.t.Helper()
	r, err := w.store.People().Roster(w.t.Context())
	must(w.t, err)
	return r
}

func (w *party) book() *plan.Book {
	w.t.Helper()
	b, err := w.store.Plans().Book(w.t.Context())
	must(w.t, err)
	return b
}

func (w *party) changes(changes []queue.Change) {
	w.t.Helper()
	must(w.t, w.store.Records().Change(w.t.Context(), changes))
}

// id is the officer of people[i].
func (w *party) id(i int) officer.ID {
	w.t.Helper()
	o, ok := w.roster().ByTelegram(w.people[i])
	if !ok {
		w.t.Fatalf("people[%d] has not joined", i)
	}
	return o.ID
}

// day is so many days from the party's today.
func (w *party) day(ahead int) calendar.Day { return calendar.On(w.clock.now().In(hanoi)).Add(ahead) }

// plans makes plans, a week old, and wakes whom they concern.
func (w *party) plans(plans ...plan.Plan) []*plan.Plan {
	w.t.Helper()
	for i := range plans {
		if plans[i].Created.IsZero() {
			plans[i].Created = w.clock.now().AddDate(0, 0, -7).UTC()
		}
	}
	made, changes := w.book().Create(plans...)
	w.changes(changes)
	for _, p := range made {
		w.wakes(p.Concerned()...)
	}
	return made
}

// work is a plan of the cell, made by the head, of steps.
func (w *party) work(steps ...plan.Step) plan.Plan {
	return plan.Plan{Kind: plan.Case, Title: "Giám sát chuyên đề", Unit: w.cell, Owner: w.id(0), Steps: steps}
}

// errand is what people[i] set themself for a day.
func (w *party) errand(i int, day calendar.Day) plan.Plan {
	return plan.Plan{Kind: plan.Errand, Title: "Việc riêng", Owner: w.id(i), Steps: []plan.Step{w.step(i, day)}}
}

func (w *party) step(i int, day calendar.Day) plan.Step {
	return plan.Step{Title: "Nộp báo cáo", Lead: w.id(i), Day: day, Weight: plan.Milestone, Reason: plan.Reason{Source: plan.Typed}}
}

// edits does something to a plan as people[0] does in the chat, and wakes whom it concerns.
func (w *party) edits(id plan.ID, do func(*plan.Edit) error) {
	w.t.Helper()
	p, ok := w.book().Plan(id)
	if !ok {
		w.t.Fatalf("there is no plan %s", id)
	}
	e := p.Edit(w.id(0), w.clock.now())
	must(w.t, do(e))
	w.changes(e.Changes())
	w.wakes(e.Concerned()...)
}

func (w *party) wakes(ids ...officer.ID) {
	w.t.Helper()
	must(w.t, w.store.Timers().Set(w.t.Context(), reminder.Wakes(w.roster(), w.clock.now(), ids...)...))
}

// due has the server see what is due by the party's clock: its own cannot be turned.
func (w *party) due() {
	w.t.Helper()
	if w.redis == nil {
		return
	}
	now := time.Now()
	for _, lane := range append([]int64{0}, w.people...) {
		set, err := w.store.Timers().List(w.t.Context(), lane, 100)
		must(w.t, err)
		for _, timer := range set {
			if timer.Due.After(now) && !timer.Due.After(w.clock.now()) {
				timer.Due = now
				must(w.t, w.store.Timers().Set(w.t.Context(), timer))
			}
		}
	}
}

// quiet waits until all is done that is due: no timer, no message and no update is left. What waits for nobody because no
// part runs that would do it makes it wait in vain.
func (w *party) quiet() {
	w.t.Helper()
	eventually(w.t, "all that is due to be done", func() bool {
		w.due()
		// In the order in which one leads to the next: what is handed on between two looks is seen by the second. Twice,
		// because a message that cannot be sent sets a timer again.
		return len(w.Updates()) == 0 && w.idle() && w.idle()
	})
}

// idle tells whether the store holds no update, no timer that is due and no message.
func (w *party) idle() bool {
	w.t.Helper()
	before, err := w.store.Depths(w.t.Context())
	must(w.t, err)
	for _, lane := range append([]int64{0}, w.people...) {
		set, err := w.store.Timers().List(w.t.Context(), lane, 100)
		must(w.t, err)
		if slices.ContainsFunc(set, func(timer queue.Timer) bool { return !timer.Due.After(w.clock.now()) }) {
			return false
		}
	}
	after, err := w.store.Depths(w.t.Context())
	must(w.t, err)
	return before.Inbox == 0 && before.TimerLag == 0 && after.Outbox == 0
}

// turns sets the clock and waits until what is due then is done.
func (w *party) turns(by time.Duration) {
	w.t.Helper()
	w.clock.turn(by)
	w.quiet()
}

// greeted has everybody open their chat, with a program running.
func (w *party) greeted() {
	w.t.Helper()
	for _, person := range w.people {
		_, err := w.Start(person, "")
		must(w.t, err)
	}
	for _, person := range w.people {
		w.reply(w.t, person, 0)
	}
	w.quiet()
}

// reminded are the reminders that somebody was sent, oldest first.
func (w *party) reminded(i int) []simulator.Message {
	return slices.DeleteFunc(w.fromBot(w.people[i]), func(m simulator.Message) bool { return !strings.HasPrefix(m.Text, "⏰") })
}

// wantReminded checks how many reminders everybody from people[from] on has got.
func (w *party) wantReminded(when string, from, want int) {
	w.t.Helper()
	for i := from; i < len(w.people); i++ {
		if got := w.reminded(i); len(got) != want {
			w.t.Errorf("%s people[%d] has %d reminders, not %d: %+v", when, i, len(got), want, got)
		}
	}
}
