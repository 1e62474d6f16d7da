package main

import (
	"fmt"
	"testing"
)

// figures are the lines that the measuring programs end with.
var figures measures

type measures struct{ lines []string }

// keep notes a figure where less is better, and fails the measurement when it is above its ceiling.
func (m *measures) keep(b *testing.B, name string, value float64, unit string, ceiling float64) {
	b.Helper()
	m.lines = append(m.lines, fmt.Sprintf("figure %s %.2f %s ceiling %g", name, value, unit, ceiling))
	b.ReportMetric(value, name+"-"+unit)
	if value > ceiling {
		b.Errorf("%s is %.2f %s, above its ceiling of %g", name, value, unit, ceiling)
	}
}
