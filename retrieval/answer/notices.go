package answer

// Sentences about the day, the document and what is missing; words.go has the others.
const (
	textPastLapsedHeading = "⚠️ Chưa có điều khoản của thời điểm được hỏi"
	textPastLapsedLead    = "Tại thời điểm ngày %s, Trợ lý không có điều khoản có hiệu lực về nội dung này. Điều khoản gần nhất trước đó có hiệu lực đến hết ngày %s."
	textNotKnownHeading   = "Trả lời (chưa rõ ngày bắt đầu có hiệu lực)"
	textThisContent       = "Nội dung này"
	textFuture            = "Ngày %s chưa đến; Trợ lý trả lời theo quy định tính đến hôm nay."
	textConflict          = "Ngày %s, %s không có hiệu lực; Trợ lý trả lời theo ngày gần nhất mà văn bản có hiệu lực."
	textWhichDocument     = "Đề nghị đồng chí nêu số văn bản kèm điều, khoản cần tra, ví dụ: Điều 8 Quy định 296."
	textInForce           = "%s đang có hiệu lực (từ ngày %s)."
	textHasLapsed         = "⚠️ %s đã hết hiệu lực: có hiệu lực từ ngày %s đến hết ngày %s%s."
	textForceNotKnown     = "Trợ lý chưa rõ thời gian có hiệu lực của %s."
	textReplaces          = "Văn bản này thay thế %s."
)
