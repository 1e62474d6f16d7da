package guard

import (
	"strings"
	"testing"
)

// The budget is 200 µs for a message of 4,000 characters, about what Telegram allows.
func BenchmarkCheck(b *testing.B) {
	var long strings.Builder
	for _, c := range devCases(b) {
		if c.Kind != "injection" {
			long.WriteString(c.Question + "\n")
		}
	}
	texts := map[string]string{
		"question": "Đảng viên bị cảnh cáo rồi, không tái phạm gì nữa thì sau bao lâu kỷ luật tự hết hiệu lực?",
		"4000":     string([]rune(long.String())[:4000]),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Check(text)
			}
		})
	}
}
