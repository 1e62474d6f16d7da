package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"time"
)

const (
	namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relationships = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	packages      = `http://schemas.openxmlformats.org/package/2006/`
	wordTypes     = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
)

const contentTypes = `<Types xmlns="` + packages + `content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordTypes + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordTypes + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordTypes + `settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + wordTypes + `header+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const packageLinks = `<Relationships xmlns="` + packages + `relationships">` +
	`<Relationship Id="rId1" Type="` + relationships + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packages + `relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentLinks = `<Relationships xmlns="` + packages + `relationships">` +
	`<Relationship Id="rId1" Type="` + relationships + `styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + relationships + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + relationships + `header" Target="header1.xml"/></Relationships>`

// settings without a compatibility mode would open the file as one of Word 2007; 15 is that of Word 2013 and later.
const settings = `<w:settings ` + namespaces + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat>` +
	`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// pageNumber is the head of every page but the first.
const pageNumber = `<w:hdr ` + namespaces + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` +
	`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
	`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`

// made is the time of each part in the file; the format has none before.
var made = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack makes the file of a paper whose text is written.
func pack(d Document, text string) ([]byte, error) {
	document := &body{}
	document.add(`<w:document %s><w:body>%s<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>`, namespaces, text)
	document.add(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="%d" w:h="%d"/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%[7]d" w:gutter="0"/><w:titlePg/></w:sectPr>`,
		twips(pageWidth), twips(pageHeight), twips(topMargin), twips(rightMargin), twips(bottomMargin), twips(leftMargin), twips(numberMargin))
	document.WriteString(`</w:body></w:document>`)
	core := `<cp:coreProperties xmlns:cp="` + packages + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escaped(clean(d.Title)) + `</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	// Programs that look at the first bytes only know the format by its first part.
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageLinks},
		{"word/document.xml", document.String()},
		{"word/_rels/document.xml.rels", documentLinks},
		{"word/styles.xml", styleSheet()},
		{"word/settings.xml", settings},
		{"word/header1.xml", pageNumber},
		{"docProps/core.xml", core},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: made})
		if err == nil {
			_, err = w.Write([]byte(declaration + part.content))
		}
		if err != nil {
			return nil, fmt.Errorf("write the part %s of a paper: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close a paper: %w", err)
	}
	return out.Bytes(), nil
}
