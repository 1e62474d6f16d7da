package paper

// style is how the paragraphs of one part of a paper look. Sizes are in points, lengths in mm.
type style struct {
	id, name                string
	size                    float64
	bold, italic, underline bool
	// place is left, right, center or both.
	place         string
	before, after float64 // of the paragraph, in points
	first         float64 // how far the first line is moved in; below zero: out
	left, right   float64
	// next keeps the paragraph on the page of the one after it.
	next bool
	// ruled draws a line under it.
	ruled bool
	// level of the outline, from 1; 0 for none.
	level int
}

// The sizes of the head, the title, the text and the signatures are those of Guidance 36-HD/VPTW of 3/4/2018. That of
// tables is chosen: one less than the text.
var styles = []style{
	{id: "Above", name: "Cơ quan cấp trên", size: 14, place: "center"},
	{id: "Organ", name: "Cơ quan ban hành", size: 14, bold: true, place: "center"},
	{id: "Star", name: "Dấu sao", size: 14, place: "center"},
	{id: "Number", name: "Số và ký hiệu", size: 14, place: "center"},
	{id: "Party", name: "Tên Đảng", size: 15, bold: true, place: "center"},
	{
		id: "Rule", name: "Đường kẻ", size: 2, place: "center", ruled: true, after: 6,
		left: (headRight - partyWidth) / 2, right: (headRight - partyWidth) / 2,
	},
	{id: "PlaceDay", name: "Địa danh và ngày", size: 14, italic: true, place: "center"},
	{id: "Title", name: "Title", size: 16, bold: true, place: "center", before: 24, next: true},
	{id: "Subtitle", name: "Subtitle", size: 14, bold: true, place: "center", next: true},
	{id: "Dashes", name: "Gạch dưới trích yếu", size: 14, place: "center", after: 12, next: true},
	{id: "Heading1", name: "heading 1", size: 14, bold: true, place: "both", first: 10, before: 6, after: 6, next: true, level: 1},
	{id: "BodyText", name: "Body Text", size: 14, place: "both", first: 10, after: 6},
	{id: "Item", name: "Gạch đầu dòng", size: 14, place: "both", first: 10, after: 4},
	{id: "Note", name: "Ghi chú", size: 13, italic: true, place: "both", first: 10, after: 6},
	{id: "Caption", name: "caption", size: 13, bold: true, place: "center", before: 6, after: 4, next: true},
	{id: "TableHead", name: "Đầu bảng", size: 13, bold: true, place: "center", before: 2, after: 2},
	{id: "TableText", name: "Chữ trong bảng", size: 13, place: "left", before: 2, after: 2},
	{id: "TableNumber", name: "Số trong bảng", size: 13, place: "center", before: 2, after: 2},
	{id: "TableTextTotal", name: "Chữ dòng tổng", size: 13, bold: true, place: "left", before: 2, after: 2},
	{id: "TableNumberTotal", name: "Số dòng tổng", size: 13, bold: true, place: "center", before: 2, after: 2},
	{id: "Gap", name: "Khoảng trống", size: 6, place: "left"},
	{id: "CopiesHead", name: "Nơi nhận", size: 14, underline: true, place: "left", next: true},
	{id: "Copy", name: "Nơi nhận chi tiết", size: 12, place: "left", next: true},
	{id: "Signer", name: "Quyền hạn chức vụ", size: 14, bold: true, place: "center", next: true},
	// The room before the name is for the signature and the seal.
	{id: "SignerName", name: "Họ tên người ký", size: 14, bold: true, place: "center", before: 72},
	{id: "Header", name: "header", size: 14, place: "center"},
}

const font = "Times New Roman"

// styleSheet is the part with the styles. Elements stand in the order of the schema.
func styleSheet() string {
	b := &body{}
	b.add(`<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="%[2]s" w:hAnsi="%[2]s" w:eastAsia="%[2]s" w:cs="%[2]s"/>`+
		`<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`+
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`+
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>`+
		`<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>`, namespaces, font)
	for _, s := range styles {
		s.in(b)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

func (s style) in(b *body) {
	b.add(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>`, s.id, s.name)
	if s.next {
		b.WriteString(`<w:keepNext/>`)
	}
	if s.ruled {
		b.WriteString(`<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:pBdr>`)
	}
	b.add(`<w:spacing w:before="%d" w:after="%d"/>`, int(s.before*20), int(s.after*20))
	if s.first != 0 || s.left != 0 || s.right != 0 {
		b.add(`<w:ind w:left="%d" w:right="%d" w:firstLine="%d"/>`, twips(s.left), twips(s.right), twips(s.first))
	}
	b.add(`<w:jc w:val="%s"/>`, s.place)
	if s.level > 0 {
		b.add(`<w:outlineLvl w:val="%d"/>`, s.level-1)
	}
	b.WriteString(`</w:pPr><w:rPr>`)
	if s.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if s.italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	b.add(`<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, int(s.size*2))
	if s.underline {
		b.WriteString(`<w:u w:val="single"/>`)
	}
	b.WriteString(`</w:rPr></w:style>`)
}
