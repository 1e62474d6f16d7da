package viet

import (
	"fmt"
	"strings"
)

// TwoDecimals writes a number of hundredths with a comma and two decimals: "6,67", "7,50", "10,00", "-0,05". So is every mean
// of marks written, wherever officers read one, because means stand under each other to be compared.
func TwoDecimals(hundredths int) string {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	return fmt.Sprintf("%s%d,%02d", sign, hundredths/100, hundredths%100)
}

// Decimal writes a number of hundredths with a comma, at most two decimals and no zeros at the end: "6,67", "7,5", "10". So is
// the mark of one person written, wherever officers read one, because that is how marks are given.
func Decimal(hundredths int) string {
	return strings.TrimRight(strings.TrimRight(TwoDecimals(hundredths), "0"), ",")
}
