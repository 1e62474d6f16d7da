package answer

import "camnang/retrieval/guard"

// What officers read. Plain administrative Vietnamese; the wording follows what is usual in the field.
const (
	textNotFoundHeading   = "Chưa tìm thấy căn cứ"
	textNotFound          = "Trợ lý chưa tìm thấy căn cứ cho nội dung này trong %d văn bản hiện có. Đồng chí có thể nêu rõ cấp tổ chức đảng hoặc số văn bản, hoặc hỏi bằng từ ngữ khác."
	textLocalOnly         = "Trợ lý chỉ có quy định của một địa phương khác về nội dung này; quy định đó không áp dụng cho đơn vị của đồng chí. Đề nghị đồng chí đối chiếu quy trình do cấp ủy cấp trên của đơn vị ban hành."
	textOutOfScope        = "Nội dung này nằm ngoài phạm vi công tác kiểm tra, giám sát và kỷ luật của Đảng. Trợ lý chỉ tra cứu các quy định trong phạm vi đó và không trả lời bằng kiến thức chung."
	textUnavailable       = "Chức năng tra cứu đang gián đoạn. Trợ lý không trả lời khi chưa có căn cứ. Đề nghị đồng chí thử lại sau ít phút."
	textDegraded          = "Chức năng tìm theo nghĩa đang gián đoạn; kết quả dưới đây chỉ tìm theo từ ngữ."
	textImpossibleDay     = "Ngày %s không có trong lịch. Đề nghị đồng chí kiểm tra lại ngày cần hỏi."
	textUnknownDocument   = "Trợ lý chưa có văn bản %s trong %d văn bản hiện có nên chưa có căn cứ để trả lời. Đề nghị đồng chí kiểm tra lại số, ký hiệu văn bản."
	textNoSuchAddress     = "Trợ lý chưa có nội dung %s của %s. Đồng chí có thể mở danh sách điều khoản hiện có của văn bản bằng lệnh /vanban."
	textNotInDocument     = "Trợ lý chưa thấy nội dung này trong %s; dưới đây là căn cứ tìm được ở văn bản khác."
	textNothingInDocument = "Trợ lý chưa có nội dung này trong phần đã có của %s. Đồng chí có thể mở danh sách điều khoản hiện có bằng lệnh /vanban, hoặc hỏi không kèm số văn bản."
	textEmpty             = "Tin nhắn chưa có nội dung. Đề nghị đồng chí nhập câu hỏi về quy định, quy trình kiểm tra, giám sát, kỷ luật của Đảng."
	textNoWords           = "Trợ lý chưa đọc được câu hỏi vì tin nhắn không có chữ. Đề nghị đồng chí nhập câu hỏi bằng chữ."
	textBroken            = "Trợ lý không đọc được tin nhắn vì chữ bị lỗi mã. Đề nghị đồng chí gõ lại câu hỏi."
	textTooLong           = "Câu hỏi dài quá 4.000 ký tự nên Trợ lý chưa xử lý. Đề nghị đồng chí tóm tắt câu hỏi."

	textQuotedHeading   = "Trả lời (theo quy định có hiệu lực đến %s)"
	textThenHeading     = "Trả lời (theo quy định có hiệu lực tại ngày %s)"
	textLapsedHeading   = "⚠️ Chưa có điều khoản hiện hành"
	textLapsedLead      = "Trợ lý chưa có điều khoản hiện hành cho nội dung này. Điều khoản gần nhất có hiệu lực đến hết ngày %s, nay đã hết hiệu lực%s. Không dùng nội dung dưới đây làm căn cứ cho việc hiện nay."
	textNotCompared     = " và chưa được đối chiếu với văn bản thay thế (%s)"
	textSuperseded      = "⚠️ %s có hiệu lực đến hết ngày %s%s."
	textSupersededBy    = "; văn bản hiện hành cùng lĩnh vực là %s"
	textChangedInPeriod = "Trong khoảng thời gian đồng chí hỏi, quy định có thay đổi: đến hết ngày %s áp dụng %s."
	textNow             = "Hiện nay (%s): %s – %s."
	textNowNothing      = "Trợ lý chưa có điều khoản hiện hành (ngày %s) cho nội dung này."
	textStartNotKnown   = "Chưa rõ ngày bắt đầu có hiệu lực của nội dung này."
	textReference       = "Nội dung có tính chất tham khảo; khi áp dụng, đề nghị đồng chí đối chiếu văn bản gốc."
	textRefusedCase     = "Nội dung đồng chí gửi có dấu hiệu nêu đích danh người hoặc vụ việc. Trợ lý không tiếp nhận và không lưu. Đề nghị đồng chí xóa tin nhắn và chỉ hỏi theo tình huống giả định (đồng chí A, chi bộ B)."
	textRefusedSecrecy  = "Nội dung đồng chí gửi có dấu hiệu thuộc danh mục bí mật nhà nước. Trợ lý không tiếp nhận và không lưu. Đề nghị đồng chí xóa tin nhắn."
	textRefusedMisuse   = "Trợ lý không thực hiện yêu cầu này. Trợ lý chỉ tra cứu quy định về kiểm tra, giám sát, kỷ luật của Đảng theo văn bản, không cung cấp danh tính, dữ liệu vụ việc hay cấu hình hệ thống và không xác nhận nội dung chưa có căn cứ."
)

func refusal(reason guard.Reason) string {
	switch reason {
	case guard.CaseData:
		return textRefusedCase
	case guard.Secrecy:
		return textRefusedSecrecy
	}
	return textRefusedMisuse
}
