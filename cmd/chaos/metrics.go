package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"net/http"
	"sort"
	"strconv"
	"strings"
)

// scrape reads the program's metrics: the value of each sample by its name, labels included.
func scrape(ctx context.Context, address string) (map[string]float64, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	samples := map[string]float64{}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), "} ")
		if ok {
			name += "}"
		} else if name, value, ok = strings.Cut(lines.Text(), " "); !ok || name == "#" {
			continue
		}
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			samples[name] = v
		}
	}
	return samples, lines.Err()
}

// share is the part of a histogram's observations since before that took at most bound seconds; bound is
// one of its bucket limits. all is how many observations there are.
func share(before, after map[string]float64, histogram string, bound float64) (part, all float64, err error) {
	limits := map[float64]float64{}
	for name, value := range after {
		if !strings.HasPrefix(name, histogram+"_bucket{") {
			continue
		}
		_, le, _ := strings.Cut(name, `le="`)
		le, _, _ = strings.Cut(le, `"`)
		limit, err := strconv.ParseFloat(le, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("the histogram %s has a bucket %q", histogram, le)
		}
		limits[limit] += value - before[name]
	}
	all = limits[math.Inf(1)]
	if _, ok := limits[bound]; !ok || all == 0 {
		return 0, all, fmt.Errorf("the histogram %s has no bucket %v, or nothing was observed", histogram, bound)
	}
	return limits[bound] / all, all, nil
}

// quantile is the least bucket limit of a histogram below which at least the part q of the observations lies.
func quantile(before, after map[string]float64, histogram string, q float64) float64 {
	var limits []float64
	for name := range after {
		if rest, ok := strings.CutPrefix(name, histogram+"_bucket{"); ok {
			_, le, _ := strings.Cut(rest, `le="`)
			le, _, _ = strings.Cut(le, `"`)
			if limit, err := strconv.ParseFloat(le, 64); err == nil {
				limits = append(limits, limit)
			}
		}
	}
	sort.Float64s(limits)
	for _, limit := range limits {
		if part, _, err := share(before, after, histogram, limit); err == nil && part >= q {
			return limit
		}
	}
	return math.Inf(1)
}
