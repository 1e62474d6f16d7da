package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// handledHistogram is the program's own measure of the time from the moment an update was stored to the moment
// its handling was settled, in seconds.
const handledHistogram = "camnang_handling_seconds"

// latency is 200 updates a second for half a minute on Redis: 99 of 100 are handled within 20 ms of being
// stored, with appendfsync everysec; with always it is reported beside it.
func latency(ctx context.Context, s *setting) error {
	for _, fsync := range []string{"everysec", "always"} {
		if err := latencyOf(ctx, s, fsync); err != nil {
			return fmt.Errorf("appendfsync %s: %w", fsync, err)
		}
	}
	return nil
}

func latencyOf(ctx context.Context, s *setting, fsync string) error {
	const perSecond = 200
	seconds := s.pick(30, 2)
	st, err := newStage(400, unlimited())
	if err != nil {
		return err
	}
	defer st.close()
	server, err := newRedis(ctx, filepath.Join(st.dir, "redis"), fsync)
	if err != nil {
		return err
	}
	defer server.proc.kill()
	st.redis = server.url()
	if err := st.enrol(ctx); err != nil {
		return err
	}
	p, address, err := st.serve(s.program, st.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	if err := ready(ctx, address, p); err != nil {
		return fmt.Errorf("%w; it wrote: %s", err, p.said.String())
	}
	before, err := scrape(ctx, address)
	if err != nil {
		return err
	}
	ticks := time.NewTicker(time.Second / perSecond)
	defer ticks.Stop()
	for n := range perSecond * seconds {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticks.C:
		}
		if _, err := st.Say(st.people[n%len(st.people)], "Chi bộ kiểm tra đảng viên về những nội dung nào?"); err != nil {
			return err
		}
	}
	var after map[string]float64
	want := float64(perSecond * seconds)
	err = until(ctx, "all updates to be handled", func() bool {
		after, err = scrape(ctx, address)
		return p.over() || err == nil && sum(after, handledHistogram+"_count")-sum(before, handledHistogram+"_count") >= want
	})
	if err != nil {
		return err
	}
	part, all, err := share(before, after, handledHistogram, 0.02)
	if err != nil {
		return err
	}
	s.report.floor("latency."+fsync+".updates", all, "", want)
	p99 := quantile(before, after, handledHistogram, 0.99) * 1000
	if fsync == "everysec" && !s.short {
		s.report.floor("latency.everysec.within-20ms", 100*part, "%", 99)
		s.report.ceiling("latency.everysec.p99", p99, "ms", 20)
	} else {
		s.report.plain("latency."+fsync+".within-20ms", 100*part, "%")
		s.report.plain("latency."+fsync+".p99", p99, "ms")
	}
	return errors.Join(p.trouble())
}

// sum adds the samples of one name over their labels.
func sum(samples map[string]float64, name string) (total float64) {
	for sample, value := range samples {
		if sample == name || len(sample) > len(name) && sample[:len(name)] == name && sample[len(name)] == '{' {
			total += value
		}
	}
	return total
}
