package answer

import (
	"fmt"

	"camnang/retrieval/guard"
)

// What officers read. Plain administrative Vietnamese; the wording follows what is usual in the field.
const (
	textNotFoundHeading   = "Chưa tìm thấy căn cứ"
	textNotFound          = "Trợ lý chưa tìm thấy căn cứ cho nội dung này trong %d văn bản hiện có. Đồng chí có thể nêu rõ cấp tổ chức đảng hoặc số văn bản, hoặc hỏi bằng từ ngữ khác."
	textLocalOnly         = "Trợ lý chỉ có quy định của một địa phương khác về nội dung này; quy định đó không áp dụng cho đơn vị của đồng chí. Đề nghị đồng chí đối chiếu quy trình do cấp ủy cấp trên của đơn vị ban hành."
	textOutOfScope        = "Nội dung này nằm ngoài phạm vi công tác kiểm tra, giám sát và kỷ luật của Đảng. Trợ lý chỉ tra cứu các quy định trong phạm vi đó và không trả lời bằng kiến thức chung."
	textUnavailable       = "Chức năng tra cứu đang gián đoạn. Trợ lý không trả lời khi chưa có căn cứ. Đề nghị đồng chí thử lại sau ít phút."
	textDegraded          = "Chức năng tìm theo ý nghĩa đang gián đoạn; kết quả dưới đây chỉ được tìm theo từ ngữ."
	textImpossibleDay     = "Ngày %s không có trong lịch. Đề nghị đồng chí kiểm tra lại ngày đã ghi."
	textUnknownDocument   = "Trợ lý chưa có văn bản %s trong %d văn bản hiện có nên chưa có căn cứ để trả lời. Đề nghị đồng chí kiểm tra lại số, ký hiệu văn bản."
	textNoSuchAddress     = "Trợ lý chưa có nội dung %s của %s. Đồng chí có thể mở danh sách điều khoản hiện có của văn bản bằng lệnh /vanban."
	textNotInDocument     = "Trợ lý chưa thấy nội dung này trong %s; dưới đây là căn cứ tìm được ở văn bản khác."
	textNothingInDocument = "Trợ lý chưa có nội dung này trong phần đã có của %s. Đồng chí có thể mở danh sách điều khoản hiện có bằng lệnh /vanban, hoặc hỏi không kèm số văn bản."
	textEmpty             = "Tin nhắn chưa có nội dung. Đề nghị đồng chí nhập câu hỏi về quy định, quy trình kiểm tra, giám sát, kỷ luật của Đảng."
	textNoWords           = "Tin nhắn không có chữ nên Trợ lý chưa xử lý được. Đề nghị đồng chí nhập nội dung bằng chữ."
	textBroken            = "Trợ lý không đọc được tin nhắn vì chữ bị lỗi mã. Đề nghị đồng chí gõ lại tin nhắn."
	textTooLong           = "Tin nhắn dài quá 4.000 ký tự nên Trợ lý chưa xử lý. Đề nghị đồng chí tóm tắt nội dung cần gửi."

	textQuotedHeading   = "Trả lời (theo quy định còn hiệu lực tính đến ngày %s)"
	textThenHeading     = "Trả lời (theo quy định có hiệu lực tại thời điểm ngày %s)"
	textLapsedHeading   = "⚠️ Chưa có điều khoản hiện hành"
	textLapsedLead      = "Trợ lý chưa tìm được điều khoản hiện hành trả lời trực tiếp nội dung này. Điều khoản gần nhất có hiệu lực đến hết ngày %s, nay đã hết hiệu lực%s. Đề nghị đồng chí không dùng nội dung dưới đây làm căn cứ giải quyết việc hiện nay."
	textNotCompared     = " và chưa được đối chiếu với văn bản thay thế (%s)"
	textSuperseded      = "⚠️ %s có hiệu lực đến hết ngày %s%s."
	textSupersededBy    = "; văn bản hiện hành cùng lĩnh vực là %s"
	textChangedInPeriod = "Trong khoảng thời gian đồng chí hỏi, quy định có thay đổi: đến hết ngày %s áp dụng %s."
	textNow             = "Hiện nay (%s): %s – %s."
	textNowNothing      = "Tính đến ngày %s, Trợ lý chưa có điều khoản hiện hành cho nội dung này."
	textStartNotKnown   = "Chưa rõ ngày bắt đầu có hiệu lực của nội dung này."
	textReference       = "Nội dung có tính chất tham khảo; khi áp dụng, đề nghị đồng chí đối chiếu văn bản gốc."
	textRefusedCase     = "Nội dung đồng chí gửi có dấu hiệu nêu đích danh người hoặc vụ việc cụ thể. Trợ lý không tiếp nhận và không lưu. Đề nghị đồng chí xóa tin nhắn và chỉ hỏi theo tình huống giả định (đồng chí A, chi bộ B)."
	textRefusedSecrecy  = "Nội dung đồng chí gửi có dấu hiệu thuộc danh mục bí mật. Trợ lý không tiếp nhận và không lưu. Đề nghị đồng chí xóa tin nhắn và chỉ hỏi về quy định chung."
	textRefusedMisuse   = "Trợ lý không thực hiện yêu cầu này. Trợ lý chỉ tra cứu quy định về kiểm tra, giám sát, kỷ luật của Đảng; không cung cấp danh tính, dữ liệu vụ việc, cấu hình hệ thống và không xác nhận nội dung chưa có căn cứ."
)

// Refusal returns the sentences for a text that must not be taken in, by its guard.Reason as a text. A
// reason that it does not know has the sentences of guard.CaseData, which promise that nothing is kept.
func Refusal(reason string) string {
	switch guard.Reason(reason) {
	case guard.Secrecy:
		return textRefusedSecrecy
	case guard.Misuse:
		return textRefusedMisuse
	}
	return textRefusedCase
}

// ImpossibleDay returns the sentence for a phrase of the form of a date that names no day ("31/2/2024").
func ImpossibleDay(phrase string) string { return fmt.Sprintf(textImpossibleDay, phrase) }
