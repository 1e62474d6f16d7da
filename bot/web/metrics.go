package web

import (
	"context"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"camnang/bot/queue"
)

// Sources are where the figures come from that are read when somebody asks for them. The zero value of every
// field leaves its figures out.
type Sources struct {
	Version string
	// Depths measures the queues.
	Depths func(context.Context) (queue.Depths, error)
	// Counts gives what was counted since the process started.
	Counts func() Counts
	// Backup is when the last backup was made; zero when none was.
	Backup func(context.Context) (time.Time, error)
}

// Counts are figures that only grow, by what became of each, and whether this process polls Telegram now.
type Counts struct {
	// Updates: what came in (received, refused, set_aside).
	Updates map[string]int64
	// Handling: tries to handle an update (handled, failed, panicked, given_up, conflict, handed_back).
	Handling map[string]int64
	// Sends: tries to send a message (sent, throttled, which is a 429, postponed, unreachable, migrated, dropped,
	// withheld).
	Sends map[string]int64
	// Timers: tries to fire (fired, failed, panicked, conflict, given_up).
	Timers map[string]int64
	// LeasesLost: claims that passed to another owner before they were settled, by what was claimed (telegram:
	// an update or a message, timers, poll: the lease to poll).
	LeasesLost map[string]int64
	// PollFailures counts answers to a poll that were none, WebhookRefused calls of the webhook without its
	// secret.
	PollFailures, WebhookRefused int64
	Polling                      bool
}

// Metrics are the figures of the program in the form that Prometheus reads. It is safe for concurrent use.
type Metrics struct {
	registry  *prometheus.Registry
	inquiries *prometheus.CounterVec
	answering prometheus.Histogram
	handling  *prometheus.HistogramVec
	waiting   prometheus.Histogram
}

// scrapeWithin bounds reading the queues for one scrape; Prometheus gives up after 10 s by itself.
const scrapeWithin = 2 * time.Second

// spans are the bounds of the histograms in seconds: around the aims (an inquiry within 10 ms, an update handled
// within 20 ms) fine, and up to the deadline of a handler.
var spans = []float64{.001, .002, .003, .005, .0075, .01, .015, .02, .03, .05, .1, .15, .2, .5, 1, 2, 5, 10, 20}

// NewMetrics makes the figures.
func NewMetrics(s Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		inquiries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "camnang_inquiries_total", Help: "Inquiries answered, by kind of answer.",
		}, []string{"kind"}),
		answering: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "camnang_answer_seconds", Help: "Time to find the answer to an inquiry.", Buckets: spans,
		}),
		handling: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "camnang_handling_seconds", Help: "Time from an update's arrival in the inbox to its settlement, by kind of event.", Buckets: spans,
		}, []string{"event"}),
		waiting: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "camnang_inbox_seconds", Help: "Time that an update waited in the inbox before it was handled.", Buckets: spans,
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "camnang_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": s.Version, "go": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.inquiries, m.answering, m.handling, m.waiting, build, asked{s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Inquiry counts an answer of the kind, and how long it took to find.
func (m *Metrics) Inquiry(kind string, took time.Duration) {
	m.inquiries.WithLabelValues(kind).Inc()
	m.answering.Observe(took.Seconds())
}

// Handled notes how long it took from the arrival of an update with an event of the kind to its settlement.
func (m *Metrics) Handled(kind string, took time.Duration) {
	m.handling.WithLabelValues(kind).Observe(took.Seconds())
}

// Waited notes how long of that it waited before it was handled.
func (m *Metrics) Waited(_ string, took time.Duration) { m.waiting.Observe(took.Seconds()) }

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// asked collects what is read only when somebody asks.
type asked struct{ Sources }

// The figures that are read when somebody asks.
var (
	depthFigure    = figure("queue_depth", "Items in the queue.", "queue")
	lagFigure      = figure("queue_lag_seconds", "Age of the oldest unsettled item; of timers, how long the first is overdue.", "queue")
	storeFigure    = figure("store_up", "1 when the store answered this scrape.")
	updateFigure   = figure("updates_total", "Updates that came in.", "result")
	handledFigure  = figure("handled_total", "Tries to handle an update.", "result")
	sendFigure     = figure("sends_total", "Tries to send a message; throttled is Telegram's 429.", "result")
	timerFigure    = figure("timers_total", "Tries to fire timers.", "result")
	leaseFigure    = figure("leases_lost_total", "Claims that passed to another owner before they were settled.", "claim")
	pollFigure     = figure("poll_failures_total", "Polls of Telegram that failed.")
	webhookFigure  = figure("webhook_refused_total", "Calls of the webhook without its secret.")
	pollingFigure  = figure("polling", "1 while this process is the one that polls Telegram.")
	backupFigure   = figure("last_backup_timestamp_seconds", "When the last backup was made; 0 when none was.")
	askedForFigure = []*prometheus.Desc{
		depthFigure, lagFigure, storeFigure, updateFigure, handledFigure, sendFigure, timerFigure, leaseFigure, pollFigure,
		webhookFigure, pollingFigure, backupFigure,
	}
)

func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("camnang_"+name, help, labels, nil)
}

// Describe names the figures.
func (a asked) Describe(out chan<- *prometheus.Desc) {
	for _, d := range askedForFigure {
		out <- d
	}
}

// Collect reads the figures. What the store does not give in time is left out, and store_up is 0.
func (a asked) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
	}
	if a.Depths != nil {
		d, err := a.Depths(ctx)
		gauge(storeFigure, one(err == nil))
		if err == nil {
			for name, depth := range map[string]int{"inbox": d.Inbox, "outbox": d.Outbox, "timers": d.Timers, "dead": d.Dead} {
				gauge(depthFigure, float64(depth), name)
			}
			for name, lag := range map[string]time.Duration{"inbox": d.InboxLag, "outbox": d.OutboxLag, "timers": d.TimerLag} {
				gauge(lagFigure, lag.Seconds(), name)
			}
		}
	}
	if a.Backup != nil {
		if at, err := a.Backup(ctx); err == nil {
			seconds := 0.0
			if !at.IsZero() {
				seconds = float64(at.UnixMilli()) / 1000
			}
			gauge(backupFigure, seconds)
		}
	}
	if a.Counts == nil {
		return
	}
	c := a.Counts()
	for d, counts := range map[*prometheus.Desc]map[string]int64{
		updateFigure: c.Updates, handledFigure: c.Handling, sendFigure: c.Sends, timerFigure: c.Timers, leaseFigure: c.LeasesLost,
	} {
		for label, n := range counts {
			counter(d, n, label)
		}
	}
	counter(pollFigure, c.PollFailures)
	counter(webhookFigure, c.WebhookRefused)
	gauge(pollingFigure, one(c.Polling))
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
