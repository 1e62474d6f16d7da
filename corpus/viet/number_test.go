package viet

import "testing"

func TestNumbersAreWrittenWithAComma(t *testing.T) {
	for _, row := range []struct {
		hundredths    int
		two, shortest string
	}{
		{0, "0,00", "0"},
		{5, "0,05", "0,05"},
		{505, "5,05", "5,05"},
		{667, "6,67", "6,67"},
		{750, "7,50", "7,5"},
		{900, "9,00", "9"},
		{1000, "10,00", "10"},
		{10000, "100,00", "100"},
		{-5, "-0,05", "-0,05"},
		{-250, "-2,50", "-2,5"},
	} {
		if got := TwoDecimals(row.hundredths); got != row.two {
			t.Errorf("%d with two decimals is %q, want %q", row.hundredths, got, row.two)
		}
		if got := Decimal(row.hundredths); got != row.shortest {
			t.Errorf("%d is %q, want %q", row.hundredths, got, row.shortest)
		}
	}
}
