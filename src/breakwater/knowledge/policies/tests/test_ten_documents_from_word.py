"""Ten documents of the shapes that manuals come in: what each makes, what is said to be left out, and that a writer's editor changes nothing of it."""

import pytest

from breakwater.foundation.design import rich_text
from breakwater.knowledge.policies.word_files import read
from breakwater_dev.testing.word import HEADINGS, cell, document, link, numbering, p, picture, r, table

TITLE = p("1.1 Making a contact", style="H1")
LEGAL = (("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3"))
MIXED = (("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "%3."))
DOTS = (("bullet", "•"), ("bullet", "o"), ("bullet", "▪"))


def headings_numbered_by_word():
    styles = HEADINGS.replace(
        '<w:name w:val="heading 1"/>',
        '<w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
    ).replace(
        '<w:name w:val="heading 2"/>',
        '<w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    )
    body = (
        p("Referrals", style="H1"),
        p("Why", style="H2"),
        p("Because."),
        p("Allegations", style="H1"),
        p("Who", style="H2"),
        p("How", style="H2"),
    )
    chapters = [("1", "Referrals", [("h2", "1.1 Why"), ("p", "Because.")])]
    chapters.append(("2", "Allegations", [("h2", "2.1 Who"), ("h2", "2.2 How")]))
    return document(*body, styles=styles, lists=numbering(n1=LEGAL)), chapters, []


def an_export_with_its_own_names_for_styles():
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="Heading 1"/></w:style>'
        '<w:style w:styleId="Local"><w:name w:val="House heading"/><w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    body = (
        p("3 Babies", style="berschrift1"),
        p("Bruises", style="Local"),
        p("A baby who does not move rarely bruises."),
    )
    parts = [("h2", "Bruises"), ("p", "A baby who does not move rarely bruises.")]
    return document(*body, styles=styles), [("3", "Babies", parts)], []


def an_export_of_the_web_with_bold_and_links():
    body = (
        TITLE,
        p("Call ", r("at ", bold=True), r("once", bold=True), ": ", link("the guidance", "r1"), "."),
        p("Write to ", link("us", "r2"), " or see ", link("below", anchor="b1"), "."),
        p("first", listed="4"),
        p("inner", listed="4", level=1),
        p("second", listed="4"),
    )
    links = {"r1": "https://example.org/a_(b)", "r2": "mailto:office@example.org"}
    parts = [
        ("p", "Call **at once**: [the guidance](https://example.org/a_%28b%29)."),
        ("p", "Write to [us](mailto:office@example.org) or see below."),
        ("list", "first\n  - inner\nsecond"),
    ]
    left = ["Links to a place within the file, taken as plain words: 1"]
    return document(*body, lists=numbering(n4=DOTS), links=links), [("1.1", "Making a contact", parts)], left


def paragraphs_numbered_as_law_is():
    body = (
        TITLE,
        p("Duty", listed="2"),
        p("The duty applies to all.", listed="2", level=1),
        p("Including schools.", listed="2", level=2),
        p("It begins at once.", listed="2", level=1),
    )
    parts = [
        ("numbers", "Duty"),
        ("p", "1.1 The duty applies to all."),
        ("p", "1.1.1 Including schools."),
        ("p", "1.2 It begins at once."),
    ]
    return document(*body, lists=numbering(n2=LEGAL)), [("1.1", "Making a contact", parts)], []


def a_table_with_merged_cells():
    body = (
        TITLE,
        table(
            (cell(p(r("Who", bold=True))), cell(p(r("When", bold=True)))),
            (cell("The school", p("and its lead"), below="restart"), "today"),
            (cell("", below="continue"), "a | b"),
            (cell(p(r("Everyone", bold=True)), span=2),),
        ),
        table((cell(p("A box around words."), p("And more.")),)),
    )
    parts = [
        ("table", "| Who | When |\n| The school<br>and its lead | today |\n|  | a \\| b |\n| **Everyone** |  |"),
        ("p", "A box around words."),
        ("p", "And more."),
    ]
    return document(*body), [("1.1", "Making a contact", parts)], ["Merged cells of tables, taken apart: 2"]


def a_draft_with_tracked_changes_and_comments():
    body = (
        TITLE,
        p(
            "Tell ",
            f"<w:del>{r('the head').replace('w:t', 'w:delText')}</w:del>",
            f"<w:ins>{r('the lead')}</w:ins>",
            " at once.",
            "<w:r><w:commentReference w:id='1'/></w:r>",
        ),
        f"<w:p><w:moveFrom>{r('Old place')}</w:moveFrom></w:p>",
        f"<w:p><w:moveTo>{r('New place')}</w:moveTo></w:p>",
    )
    left = [
        "Tracked deletions, left out: 2",
        "Tracked insertions, taken as accepted: 2",
        "Comments, left out: 1",
    ]
    return document(*body), [("1.1", "Making a contact", [("p", "Tell the lead at once."), ("p", "New place")])], left


def a_guide_with_pictures():
    body = (
        TITLE,
        p("Look:", picture("r1", "A tree [old]")),
        p(picture("r2")),
        p(picture("r3", "A diagram")),
    )
    links = {"r1": "media/image1.png", "r2": "media/image2.jpeg", "r3": "media/image3.emf"}
    parts = {f"word/{each}": b"bytes" for each in links.values()}
    made = [("p", "Look:"), ("picture", "0"), ("picture", "1")]
    left = [
        "Pictures of a kind that pages do not show (EMF, WMF, GIF, SVG), left out: 1",
        "Pictures without a description, taken: say what each shows. 1",
    ]
    return document(*body, links=links, parts=parts), [("1.1", "Making a contact", made)], left


def fields_and_a_table_of_contents():
    contents = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    code = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = (
        code.format("begin")
        + '<w:r><w:instrText> HYPERLINK "https://example.org/form" </w:instrText></w:r>'
        + code.format("separate")
        + r("the form")
        + code.format("end")
    )
    body = (
        contents.format(p("Contents") + p("1.1 Making a contact 3")),
        TITLE,
        p("2 Something", style="TOC1"),
        p("Fill in ", field, " today."),
        p("Page ", f'<w:fldSimple w:instr=" PAGE ">{r("7")}</w:fldSimple>'),
    )
    parts = [("p", "Fill in [the form](https://example.org/form) today."), ("p", "Page 7")]
    left = ["The table of contents, left out: pages have one of their own. 3 lines"]
    return document(*body), [("1.1", "Making a contact", parts)], left


def lists_of_letters_that_go_on_after_other_words():
    body = (
        TITLE,
        p("Look.", listed="3"),
        p("at the child", listed="3", level=1),
        p("at the home", listed="3", level=1),
        p("Listen.", listed="3"),
        p("Then wait."),
        p("Act.", listed="3"),
        p("- typed by hand"),
    )
    parts = [
        ("numbers", "Look.\n  1. at the child\n  1. at the home\nListen."),
        ("p", "Then wait."),
        ("numbers", "3. Act."),
        ("list", "typed by hand"),
    ]
    return document(*body, lists=numbering(n3=MIXED)), [("1.1", "Making a contact", parts)], []


def boxes_notes_and_margins():
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{p('In a box')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{p('In a box')}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    body = (
        p("Cover words"),
        TITLE,
        p("Said ", "<w:r><w:footnoteReference w:id='2'/></w:r>", box),
        f"<w:sdt><w:sdtContent>{p('Chosen')}</w:sdtContent></w:sdt>",
        p("<w:r><w:object/></w:r>"),
        p(r("Said by a style").replace("<w:rPr>", '<w:rPr><w:rStyle w:val="Strong"/>')),
    )
    parts = [("p", "Said In a box"), ("p", "Chosen"), ("p", "**Said by a style**")]
    left = [
        "Footnotes and endnotes, left out: 1",
        "Charts, drawings and embedded objects, left out: 1",
        "Paragraphs before the first chapter, left out: 1",
        "Headers and footers, left out: 2",
    ]
    margins = {"word/header1.xml": b"<h/>", "word/footer1.xml": b"<f/>"}
    return document(*body, parts=margins), [("1.1", "Making a contact", parts)], left


TEN = (
    headings_numbered_by_word,
    an_export_with_its_own_names_for_styles,
    an_export_of_the_web_with_bold_and_links,
    paragraphs_numbered_as_law_is,
    a_table_with_merged_cells,
    a_draft_with_tracked_changes_and_comments,
    a_guide_with_pictures,
    fields_and_a_table_of_contents,
    lists_of_letters_that_go_on_after_other_words,
    boxes_notes_and_margins,
)


@pytest.mark.parametrize("made", TEN, ids=lambda each: each.__name__)
def test_each_document_keeps_its_shape_and_says_what_it_leaves_out(made):
    content, chapters, left_out = made()
    file = read(content)
    assert [(each.number, each.title, each.parts) for each in file.chapters] == chapters
    assert file.left_out == left_out


@pytest.mark.parametrize("made", TEN, ids=lambda each: each.__name__)
def test_what_came_in_is_the_same_after_a_round_through_the_editor(made):
    for chapter in read(made()[0]).chapters:
        parts = [(kind, f"![x](/pictures/{text}.png)" if kind == "picture" else text) for kind, text in chapter.parts]
        assert rich_text.parse(rich_text.typed(parts)) == parts
