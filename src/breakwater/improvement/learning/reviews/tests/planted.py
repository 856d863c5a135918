"""Names, days and marks planted one by one in Word documents, in PDFs and in pictures."""

import io
import zipfile
from collections.abc import Callable, Iterator

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from .planted_words import PROSE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpg" ContentType="image/jpeg"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
CORE = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office Word</Application><Pages>3</Pages>{}</Properties>'
CUSTOM = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property name="{}"><v>{}</v></property></Properties>'
BY = 'w:author="Case Reviewer" w:date="2026-05-01T10:00:00Z"'


def word(body: str = "", **parts: str | bytes) -> bytes:
    """A Word document of one paragraph of prose and whatever is planted; `parts` by their names, "/" written "__" and "." "_DOT_"."""
    held = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": f"<w:document {W}><w:body><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>{body}</w:body></w:document>",
    }
    held |= {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return made.getvalue()


def _p(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def _r(words: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{words}</w:t></w:r>"


def _story(part: str, root: str, words: str) -> bytes:
    return word(**{f"word__{part}_DOT_xml": f"<w:{root} {W}>{_p(_r(words))}</w:{root}>"})


def in_word() -> Iterator[tuple[str, bytes]]:
    """What may be in a Word document, each by what it is."""
    for field in (
        "dc:creator",
        "cp:lastModifiedBy",
        "cp:contentStatus",
        "cp:lastPrinted",
        "dcterms:created",
        "dcterms:modified",
    ):
        yield field, word(docProps__core_DOT_xml=CORE.format(f"<{field}>2026-05-01T10:00:00Z</{field}>"))
    for field in ("dc:title", "dc:subject", "cp:keywords", "dc:description", "cp:category"):
        yield f"a name in {field}", word(docProps__core_DOT_xml=CORE.format(f"<{field}>Review of Thackray</{field}>"))
    for field in ("Company", "Manager", "HyperlinkBase"):
        yield field, word(docProps__app_DOT_xml=APP.format(f"<{field}>Harbour Council</{field}>"))
    yield "a property of its own", word(docProps__custom_DOT_xml=CUSTOM.format("Case", "4711"))
    yield "words added", word(_p(f"<w:ins {BY}>{_r('and so')}</w:ins>"))
    yield "words deleted", word(_p(f"<w:del {BY}><w:r><w:delText>was left out</w:delText></w:r></w:del>"))
    yield "a name deleted", word(_p('<w:del w:id="1"><w:r><w:delText>Thackray</w:delText></w:r></w:del>'))
    yield "words moved", word(_p(f"<w:moveFrom {BY}>{_r('elsewhere')}</w:moveFrom>"))
    yield "words moved here", word(_p(f"<w:moveTo {BY}>{_r('elsewhere')}</w:moveTo>"))
    yield "formatting changed", word(_p(f"<w:pPr><w:pPrChange {BY}/></w:pPr>{_r('so')}"))
    yield (
        "a comment",
        word(word__comments_DOT_xml=f"<w:comments {W}><w:comment {BY}>{_p(_r('Check this'))}</w:comment></w:comments>"),
    )
    yield "hidden text", word(_p(_r("kept back", "<w:vanish/>")))
    yield "text hidden on the web", word(_p(_r("kept back", "<w:webHidden/>")))
    style = f'<w:styles {W}><w:style w:styleId="Away"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    yield (
        "text hidden by its style",
        word(_p('<w:pPr><w:pStyle w:val="Away"/></w:pPr>' + _r("kept back")), word__styles_DOT_xml=style),
    )
    yield "white text", word(_p(_r("kept back", '<w:color w:val="FFFFFF"/>')))
    yield "tiny text", word(_p(_r("kept back", '<w:sz w:val="2"/>')))
    yield "a name in pieces", word(_p(_r("Thac") + _r("kr", "<w:b/>") + _r("ay")))
    yield "a date in pieces", word(_p(_r("12") + _r(" Mar") + _r("ch 2024")))
    yield (
        "a name in a text box",
        word(_p(f"<w:r><w:pict><w:txbxContent>{_p(_r('Thackray'))}</w:txbxContent></w:pict></w:r>")),
    )
    yield "a name in a field", word(_p('<w:r><w:instrText> INCLUDETEXT "Thackray" </w:instrText></w:r>'))
    yield "a name in a bookmark", word(_p('<w:bookmarkStart w:id="0" w:name="Thackray"/>'))
    yield (
        "a name as alternative text",
        word(_p('<w:r><w:drawing><wp:docPr id="1" name="P" descr="Photo of Amelie"/></w:drawing></w:r>')),
    )
    yield (
        "a date as alternative text",
        word(_p('<w:r><w:drawing><wp:docPr id="1" name="P" descr="Plan of 12 March 2024"/></w:drawing></w:r>')),
    )
    yield "a name in a table", word(f"<w:tbl><w:tr><w:tc>{_p(_r('Thackray'))}</w:tc></w:tr></w:tbl>")
    for part, root in (("header1", "hdr"), ("footer2", "ftr"), ("footnotes", "footnotes"), ("endnotes", "endnotes")):
        yield f"a name in {part}", _story(part, root, "Thackray")
        yield f"a date in {part}", _story(part, root, "12 March 2024")
    link = RELS.replace("word/document.xml", "file:///C:/Cases/Thackray/report.docx")
    yield "a name in a link", word(word___rels__document_DOT_xml_DOT_rels=link)
    variable = f'<w:settings {W}><w:docVars><w:docVar w:name="worker" w:val="P V"/></w:docVars></w:settings>'
    yield "a variable", word(word__settings_DOT_xml=variable)
    yield "data within", word(customXml__item1_DOT_xml="<case><number>4711</number></case>")
    yield (
        "people",
        word(
            word__people_DOT_xml='<w15:people xmlns:w15="urn:x"><w15:person w15:author="Case Reviewer"/></w15:people>'
        ),
    )
    yield "a file within", word(word__embeddings__one_DOT_xlsx=b"PK")
    yield "a preview", word(docProps__thumbnail_DOT_jpg=picture("JPEG"))
    yield "a chart's name", word(word__charts__chart1_DOT_xml="<c><t>Thackray</t></c>")
    yield "a picture with EXIF", word(word__media__image1_DOT_jpg=picture("JPEG", exif={0x013B: "Somebody"}))
    yield "a picture nobody can read", word(word__media__image1_DOT_emf=b"\1\0\0\0")


def pdf(change: Callable[[PdfWriter], None] | None = None, drawn: bytes = b"") -> bytes:
    """A PDF of one page; `change` plants something in its writer, `drawn` on its page."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 72 700 Td (A toddler was seen by a nurse.) Tj ET\n" + drawn)
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.metadata = None
    if change:
        change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _of_page(key: str, value) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.pages[0].__setitem__(NameObject(key), value)


def _stream(writer: PdfWriter, data: bytes, **keys: str) -> StreamObject:
    made = StreamObject()
    made._data = data
    for key, value in keys.items():
        made[NameObject(f"/{key}")] = NameObject(value) if value.startswith("/") else NumberObject(int(value))
    return writer._add_object(made)


def _xmp(words: str) -> Callable[[PdfWriter], None]:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">{words}</rdf:Description></rdf:RDF></x:xmpmeta>'

    def change(writer):
        writer.root_object[NameObject("/Metadata")] = _stream(writer, packet.encode(), Type="/Metadata", Subtype="/XML")

    return change


def _layer_off(writer: PdfWriter) -> None:
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Notes")})
    )
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): off}
    )


def _exif_in_pdf(writer: PdfWriter) -> None:
    drawn = _stream(
        writer,
        picture("JPEG", exif={0x013B: "Somebody"}),
        Type="/XObject",
        Subtype="/Image",
        Width="8",
        Height="8",
        Filter="/DCTDecode",
        ColorSpace="/DeviceRGB",
        BitsPerComponent="8",
    )
    writer.pages[0]["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/I1"): drawn})


def _described(key: str, words: str) -> Callable[[PdfWriter], None]:
    def change(writer):
        element = DictionaryObject(
            {NameObject("/Type"): NameObject("/StructElem"), NameObject(key): TextStringObject(words)}
        )
        writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(
            DictionaryObject({NameObject("/K"): writer._add_object(element)})
        )

    return change


def _field(writer: PdfWriter) -> None:
    box = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("box"),
            NameObject("/V"): TextStringObject("Thackray"),
        }
    )
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([writer._add_object(box)])}
    )


def in_pdf() -> Iterator[tuple[str, bytes]]:
    """What may be in a PDF, each by what it is."""
    for key in ("/Author", "/Subject", "/Keywords", "/Company", "/SourceModified"):
        yield key, pdf(lambda writer, key=key: writer.add_metadata({key: "Somebody"}))
    for key in ("/CreationDate", "/ModDate"):
        yield key, pdf(lambda writer, key=key: writer.add_metadata({key: "D:20260501100000Z"}))
    for key in ("/Title", "/Creator", "/Producer"):
        yield f"a name in {key}", pdf(lambda writer, key=key: writer.add_metadata({key: "Thackray review"}))
    yield "XMP creator", pdf(_xmp("<dc:creator><rdf:Seq><rdf:li>Somebody</rdf:li></rdf:Seq></dc:creator>"))
    yield "XMP date", pdf(_xmp("<xmp:CreateDate>2026-05-01</xmp:CreateDate>"))
    yield "a name in XMP", pdf(_xmp("<dc:title><rdf:Alt><rdf:li>Thackray</rdf:li></rdf:Alt></dc:title>"))
    yield "a note", pdf(lambda writer: writer.add_annotation(0, FreeText(text="Check", rect=(10, 10, 90, 40))))
    yield (
        "a link with a name",
        pdf(lambda writer: writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org/thackray"))),
    )
    yield "a bookmark with a name", pdf(lambda writer: writer.add_outline_item(title="Amelie’s story", page_number=0))
    yield "a bookmark with a date", pdf(lambda writer: writer.add_outline_item(title="12 March 2024", page_number=0))
    yield "an answer in a form", pdf(_field)
    yield "a name as alternative text", pdf(_described("/Alt", "Photo of Amelie"))
    yield "a name as actual text", pdf(_described("/ActualText", "Thackray"))
    yield "a date as alternative text", pdf(_described("/Alt", "Plan of 12 March 2024"))
    yield "invisible text", pdf(drawn=b"BT /F1 12 Tf 3 Tr 72 600 Td (kept back) Tj ET")
    yield "white text", pdf(drawn=b"1 1 1 rg BT /F1 12 Tf 72 600 Td (kept back) Tj ET")
    yield "white text in grey", pdf(drawn=b"1 g BT /F1 12 Tf 72 600 Td (kept back) Tj ET")
    yield "white text in four colours", pdf(drawn=b"0 0 0 0 k BT /F1 12 Tf 72 600 Td (kept back) Tj ET")
    yield "tiny text", pdf(drawn=b"BT /F1 0.5 Tf 72 600 Td (kept back) Tj ET")
    yield "text off the page", pdf(drawn=b"BT /F1 12 Tf 72 1600 Td (kept back) Tj ET")
    yield "a name beneath a black bar", pdf(drawn=b"BT /F1 12 Tf 72 600 Td (Thackray) Tj ET 0 g 60 590 200 30 re f")
    yield "a name letter by letter", pdf(drawn=b"BT /F1 12 Tf 72 600 Td [(Th) -20 (ack) -20 (ray)] TJ ET")
    yield "a date on the page", pdf(drawn=b"BT /F1 12 Tf 72 600 Td (12 March 2024) Tj ET")
    yield "a layer that is off", pdf(_layer_off)
    yield "a picture with EXIF", pdf(_exif_in_pdf)
    yield "an earlier version", earlier_version()


def earlier_version() -> bytes:
    first = pdf()
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.pages[0][NameObject("/Rotate")] = NumberObject(0)
    made = io.BytesIO()
    writer.write(made)
    assert made.getvalue().count(b"%%EOF") > 1, "not saved onto the first version"
    assert len(PdfReader(io.BytesIO(made.getvalue())).pages) == 1
    return made.getvalue()


def picture(kind: str, exif: dict | None = None, gps: dict | None = None, after: bytes = b"", **how) -> bytes:
    made, image = io.BytesIO(), Image.new("RGB", (8, 8), "white")
    if exif or gps:
        tags = Image.Exif()
        for tag, value in (exif or {}).items():
            tags[tag] = value
        if gps:
            tags.get_ifd(0x8825).update(gps)
        how["exif"] = tags
    image.save(made, kind, **how)
    return made.getvalue() + after


def png(name: str, words: str, international: bool = False) -> bytes:
    info = PngImagePlugin.PngInfo()
    (info.add_itxt if international else info.add_text)(name, words)
    return picture("PNG", pnginfo=info)


def in_pictures() -> Iterator[tuple[str, str, bytes]]:
    """What may be in a picture: what it is, the kind of the file, its content."""
    for tag, name in (
        (0x013B, "artist"),
        (0x8298, "copyright"),
        (0x010E, "description"),
        (0x0132, "date"),
        (0x0110, "model of camera"),
        (0x9C9D, "author"),
    ):
        yield name, "jpeg", picture("JPEG", exif={tag: b"S\0o\0" if tag == 0x9C9D else "Somebody"})
    yield "where it was taken", "jpeg", picture("JPEG", gps={1: "N", 2: (50.0, 47.0, 30.0)})
    yield "a comment", "jpeg", picture("JPEG", comment=b"kept back")
    yield (
        "XMP",
        "jpeg",
        picture("JPEG", xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>Somebody</creator></x:xmpmeta>"),
    )
    yield "something behind it", "jpeg", picture("JPEG", after=b"kept back")
    yield "a text", "png", png("Author", "Somebody")
    yield "an international text", "png", png("Title", "Amélie", international=True)
    yield "EXIF in a PNG", "png", picture("PNG", exif={0x013B: "Somebody"})
    yield "a comment in a GIF", "gif", picture("GIF", comment=b"kept back")
    yield "EXIF in a WebP", "webp", picture("WEBP", exif={0x013B: "Somebody"})
