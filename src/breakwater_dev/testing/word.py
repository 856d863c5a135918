"""Word files for tests, as Word, LibreOffice and Google Docs write them: paragraphs, runs, lists, tables, pictures, tracked changes."""

import io
import zipfile
from collections.abc import Mapping

from breakwater.foundation.storage.office import WORD

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPES = f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
HEADINGS = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="H3"><w:name w:val="heading 3"/></w:style><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
)


def r(text: str, *, bold: bool = False, inside: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{"<w:b/>" if bold else ""}</w:rPr>{inside}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "", listed: str = "", level: int = 0, properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    kind = f'<w:pStyle w:val="{style}"/>' if style else ""
    kind += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{kind}{properties}</w:pPr>{''.join(each if each.startswith('<') else r(each) for each in runs)}</w:p>"


def link(text: str, relation: str = "", anchor: str = "") -> str:
    where = f'r:id="{relation}"' if relation else f'w:anchor="{anchor}"'
    return f"<w:hyperlink {where}>{r(text)}</w:hyperlink>"


def cell(*paragraphs: str, span: int = 1, below: str = "") -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{below}"/>' if below == "restart" else "<w:vMerge/>" if below else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(each if each.startswith('<') else p(each) for each in paragraphs)}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    drawn = (f"<w:tr>{''.join(each if each.startswith('<') else cell(each) for each in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(drawn)}</w:tbl>"


def picture(relation: str, description: str = "") -> str:
    said = f' descr="{description}"' if description else ""
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1"{said}/><a:graphic><a:graphicData><a:blip r:embed="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'


def numbering(**lists: tuple[tuple[str, str], ...]) -> str:
    """Lists by number ("n7"): of each level its format and text, as in ("decimal", "%1.")."""
    described, numbers = [], []
    for name, levels in lists.items():
        number = name.lstrip("n")
        rows = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for at, (form, text) in enumerate(levels)
        )
        described.append(f'<w:abstractNum w:abstractNumId="{number}">{rows}</w:abstractNum>')
        numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    return f"<w:numbering {NAMES}>{''.join(described + numbers)}</w:numbering>"


def document(
    *body: str,
    styles: str = HEADINGS,
    lists: str = "",
    links: Mapping[str, str] | None = None,
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """The file. `links` are its relations by id: an address, or the name of a part beneath word/."""
    made = io.BytesIO()
    rows = "".join(
        f'<Relationship Id="{key}" Type="t" Target="{to}"{"" if to.startswith("media/") else chr(32) + "TargetMode=" + chr(34) + "External" + chr(34)}/>'
        for key, to in (links or {}).items()
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document {NAMES}><w:body>{"".join(body)}</w:body></w:document>',
        )
        archive.writestr("word/styles.xml", f"<w:styles {NAMES}>{styles}</w:styles>")
        if lists:
            archive.writestr("word/numbering.xml", lists)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>',
        )
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return made.getvalue()
