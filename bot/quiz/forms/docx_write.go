package forms

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"

	"camnang/bot/quiz"
)

const (
	xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNamespace  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	officePackage  = `http://schemas.openxmlformats.org/package/2006/`
	officeLinks    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	wordTypes      = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
)

const wordContentTypes = `<Types xmlns="` + officePackage + `content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordTypes + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordTypes + `styles+xml"/></Types>`

const wordPackageLinks = `<Relationships xmlns="` + officePackage + `relationships">` +
	`<Relationship Id="rId1" Type="` + officeLinks + `officeDocument" Target="word/document.xml"/></Relationships>`

const wordDocumentLinks = `<Relationships xmlns="` + officePackage + `relationships">` +
	`<Relationship Id="rId1" Type="` + officeLinks + `styles" Target="styles.xml"/></Relationships>`

// wordStyles: text of 14 pt; a question stands apart from the one before it, and its lines stay on one page.
const wordStyles = `<w:styles ` + wordNamespace + `><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
	`<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>` +
	`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="40"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="CauHoi"><w:name w:val="Câu hỏi"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>` +
	`<w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="60"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:style></w:styles>`

// wordSection is a page of A4 with the margins of administrative papers.
const wordSection = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>` +
	`<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`

// partTime is the time of each part in the file, so that equal questions make equal files; the format has none before.
var partTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// writeDocx makes a Word file that ParseDocx reads, and trainers: each line of writeText is a paragraph.
func writeDocx(questions []quiz.Question) ([]byte, error) {
	var text strings.Builder
	for i, q := range questions {
		lines := textLines(i+1, q)
		for j, l := range lines {
			properties := ""
			switch {
			case j == 0:
				properties = `<w:pPr><w:pStyle w:val="CauHoi"/></w:pPr>`
			case j < len(lines)-1:
				properties = `<w:pPr><w:keepNext/></w:pPr>`
			}
			fmt.Fprintf(&text, `<w:p>%s<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, properties, xmlText(l))
		}
	}
	document := `<w:document ` + wordNamespace + `><w:body>` + text.String() + wordSection + `</w:body></w:document>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", wordContentTypes},
		{"_rels/.rels", wordPackageLinks},
		{"word/document.xml", document},
		{"word/_rels/document.xml.rels", wordDocumentLinks},
		{"word/styles.xml", wordStyles},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: partTime})
		if err == nil {
			_, err = w.Write([]byte(xmlDeclaration + part.content))
		}
		if err != nil {
			return nil, fmt.Errorf("write the part %s of a file of questions: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close a file of questions: %w", err)
	}
	return out.Bytes(), nil
}
