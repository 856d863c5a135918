"""Whatever somebody types is words: in every box of every form, and in every kind of output.

The forms written in YAML have their own (`casework/recording/tests/test_hostile_answers.py`), and so has what is kept as rich text.
"""

import ast
import csv
import io
import logging
import re
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines
from django.utils import timezone

from breakwater.delivery.settings.logs import Line
from breakwater.foundation.design import fields, paper, rich_text
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_file
from breakwater.partnership.notifications import sending
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater_dev.testing.forms import bare, forms_of_the_house

CHECKOUT = Path(__file__).resolve().parents[2]
MARKED = (
    "<script>bwx()</script>\"><img src=x onerror=bwx()>' onfocus='bwx()' autofocus x='</textarea><svg/onload=bwx()>"
    "{{ 7*191 }}{% raw %}${7*191}#{7*191}<%= 7*191 %>javascript:bwx()<!-- --><style>@import 'x'</style>&lt;b&gt;' or 1=1 --"
)
CONTROL = "a\0b\r\nBcc: bwx@example.org\r\n\r\n\x1b[31m\u202egpj.exe\u2066\ud800\x7f😀\u200b"
LONG = "x" * 10_240
SAYS = {"marked": MARKED, "control": CONTROL, "long": LONG, "formula": "=HYPERLINK(1)"}
FORMS = forms_of_the_house()


class Seen(HTMLParser):
    """What stands in a page: each tag with its attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def runs(html: str) -> list[str]:
    """What in it a browser would run or fetch, and none of ours is: our pages have neither handlers nor scripts within them."""
    found = []
    for tag, attributes in Seen(html).tags:
        if tag in ("script", "img", "svg", "style", "iframe", "object", "base", "meta"):
            found.append(tag)
        found += [name for name in attributes if name.startswith("on") or name in ("autofocus", "srcdoc")]
        found += [value for value in attributes.values() if (value or "").strip().lower().startswith("javascript:")]
    return found


def filled(form: type, words: str) -> dict:
    """The same words in every box of a form, and in each part of a box that has several."""
    ends = ("", "-day", "-month", "-year", "-hour", "-minute")
    return {f"{name}{end}": words for name in form.base_fields for end in ends}


def texts(held):
    """Every text within what a form has made of its boxes."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for each in held.values():
            yield from texts(each)
    elif isinstance(held, (list, tuple, set)):
        for each in held:
            yield from texts(each)


def test_every_form_of_the_house_is_found():
    assert len(FORMS) > 400


@pytest.mark.parametrize("words", SAYS.values(), ids=SAYS.keys())
def test_in_every_box_of_every_form_what_is_typed_is_words(words, db):
    wrong = []
    for form in FORMS:
        made = bare(form)(filled(form, words))
        made.full_clean()
        html = made.draw()
        wrong += [f"{form.__module__}.{form.__qualname__} draws {each}" for each in runs(html)]
        if "1337" in html:
            wrong.append(f"{form.__qualname__} reckons")
        html.encode("utf-8")
        for name, box in made.fields.items():
            for text in texts(made.cleaned_data.get(name)):
                text.encode("utf-8")
                bad = "\0" in text or "\x1b" in text or (getattr(box, "one_line", False) and re.search(r"[\r\n]", text))
                if bad and not isinstance(box, fields.PasswordField):
                    wrong.append(f"{form.__qualname__}.{name} keeps {text!r}")
    assert wrong == []


def test_the_check_of_drawn_pages_sees_what_would_run():
    assert runs(f"<p>{MARKED}</p>")
    assert runs('<a href="JavaScript:x()">')


@pytest.mark.parametrize("words", SAYS.values(), ids=SAYS.keys())
def test_templates_of_both_engines_and_rich_text_show_words_as_words(words):
    for name in ("jinja2", "django"):
        html = (
            engines[name]
            .from_string("<p title='{{ said }}'>{{ said }}</p>")
            .render({"said": words.replace("\ud800", "")})
        )
        assert runs(html) == []
        assert "1337" not in html
    for before in ("", "# ", "- ", "1. ", "| ", "![", "[x]("):
        assert runs(str(rich_text.draw(before + words))) == []


# --- what goes round the escaping -----------------------------------------------------------------------------------

# Each joins words of our own, or what another part has drawn or cleaned; `| format` after it escapes what it puts in.
SAID_TO_BE_SAFE = {
    "casework/jinja2/casework/duplicates/list.html",
    "casework/jinja2/casework/duplicates/pair.html",
    "improvement/assurance/jinja2/assurance/plans/priority.html",
    "improvement/assurance/jinja2/assurance/scrutiny/visit.html",
    "improvement/learning/jinja2/learning/lessons/recommendation.html",
    "knowledge/content/jinja2/content/blocks.html",  # Wagtail's rich text, cleaned as it is saved
    "knowledge/content/jinja2/content/icons.html",
    "knowledge/content/jinja2/content/lesson_page.html",  # a stylesheet of the checkout
    "practice/early_help/jinja2/early_help/board.html",
    "practice/front_door/jinja2/front_door/mash/card.html",
    "practice/front_door/jinja2/front_door/notices/upload.html",  # names of columns that we accept
    "practice/prevent/jinja2/prevent/referrals.html",
}
ROUND = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+(?:off|false)|mark_safe|Markup\(")
SCRIPTS = re.compile(
    r"\b(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
)
WRITE_HTML: set[str] = set()


def test_only_the_templates_listed_go_round_the_escaping():
    source = CHECKOUT / "src" / "breakwater"
    found = {str(path.relative_to(source)) for path in source.rglob("*.html") if ROUND.search(path.read_text())}
    assert found == SAID_TO_BE_SAFE


def test_no_word_of_a_row_is_called_safe_itself():
    """`safe` stands behind a text of the template, or one of the drawers; never behind a name that holds what somebody typed."""
    called = re.compile(r"([\w.)\]\"']+)\s*\|\s*safe\b")
    drawers = ("rich(value)", "words)", "drawn[name]", "style", '<wbr>")')
    for name in SAID_TO_BE_SAFE:
        for before in called.findall((CHECKOUT / "src" / "breakwater" / name).read_text()):
            assert before[-1] in "\"'" or before.endswith((")", "]")) or before in drawers, (name, before)


def test_no_script_of_ours_makes_html_of_words():
    source = CHECKOUT / "src" / "breakwater"
    ours = [path for path in source.rglob("*.js") if not {"vendor", "editor"} & set(path.parts)]
    assert len(ours) > 5
    assert {str(path.relative_to(source)) for path in ours if SCRIPTS.search(path.read_text())} == WRITE_HTML


def test_python_that_makes_html_programs_or_sql_of_words_is_refused_by_the_linter(tmp_path):
    """`./breakwater lint` runs bandit's set (ruff's S); only what pyproject.toml lists, with a reason each, may do so."""
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import hashlib\nimport subprocess\nfrom markupsafe import Markup\nfrom django.utils.safestring import mark_safe\n\n\n"
        "def f(x, c):\n    subprocess.run(x, shell=True)\n    c.execute(f\"select * from t where a = '{x}'\")\n"
        "    hashlib.md5(x)\n    eval(x)\n    return Markup(x), mark_safe(x)\n"
    )
    ruff = Path(sys.executable).parent / "ruff"
    command = [ruff, "check", "--config", CHECKOUT / "pyproject.toml", "--output-format", "concise", "--no-cache", bad]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    assert {"S602", "S608", "S307", "S324", "S704", "S308"} <= set(re.findall(r"\bS\d{3}\b", said))


# --- the other kinds of output --------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\0=1", "=cmd|' /C calc'!A0"]


def test_no_cell_of_a_table_to_download_is_a_formula_and_a_number_is_a_number():
    rows = [[each, "“A”, 'b'", "-12.50", "+4%", -3, None] for each in FORMULAS]
    read = list(csv.reader(io.StringIO(csv_answer("x.csv", rows).content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in read] == [f"'{each}" for each in FORMULAS]
    assert {tuple(row[2:]) for row in read} == {("-12.50", "+4%", "-3", "")}


def test_what_a_page_downloads_as_a_table_goes_through_the_one_writer():
    """Another writer of tables would have to keep formulas out by itself. Those listed write what only the product reads, or samples."""
    written = {
        "delivery/downloads/writing.py",  # keeps them out by the same rule
        "delivery/export/package.py",  # for a system elsewhere, as it is held
        "foundation/design/csv_file.py",
        "improvement/commissioning/needs/views.py",  # headings and an example of ours
        "delivery/information_rights/giving/package.py",  # by the same rule
        "delivery/returns/census/printing.py",  # by the same rule
        "delivery/returns/packages.py",  # by the same rule
        "partnership/people/intake/reading/filled_in.py",  # between two of our own pages
        "partnership/people/linking/files.py",  # the command of an owner
        "practice/front_door/police_notices/notice_file.py",  # a sample
    }
    source = CHECKOUT / "src" / "breakwater"
    paths = [path for path in source.rglob("*.py") if "tests" not in path.parts]
    found = {
        str(path.relative_to(source)) for path in paths if re.search(r"csv\.(?:Dict)?[wW]riter\(", path.read_text())
    }
    assert found == written


@pytest.mark.parametrize("field", ["subject", "to"])
def test_no_message_carries_a_header_that_somebody_typed(field):
    said = {"to": "one@example.org", "subject": "You have a contact to read", "body": "x"}
    said[field] = f"{said[field]}\r\nBcc: two@example.org"
    with pytest.raises(ValueError, match="linefeed"):
        sending.by_smtp(OutboxMessage(public_id="a" * 20, made_at=timezone.now(), **said))


def test_a_calendar_entry_is_one_entry_whatever_its_words():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    hostile = "Meeting\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd\r\nATTENDEE:mailto:x@example.org"
    facts = CalendarEntry(
        uid="a", made_at=at, starts_at=at, ends_at=None, url="https://x.example/", summary=hostile, place=hostile
    )
    lines = calendar_file(facts).decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith(("BEGIN:VALARM", "ATTACH", "ATTENDEE"))]


def test_a_paper_shows_what_would_be_a_program_of_its_typesetter(tmp_path):
    template = tmp_path / "x.typ"
    template.write_text('#set document(title: "x")\n#let data = json(bytes(sys.inputs.data))\n#data.said')
    secret = tmp_path / "secret.txt"
    secret.write_text("canary of the disk")
    for said in (
        f'#read("{secret}")',
        '#eval("1+1")',
        '#include "x.typ"',
        "$ x $ ] #panic() [",
        CONTROL.replace("\ud800", ""),
    ):
        made = paper.paper(template, {"said": paper.printable(said, [])})
        assert made.startswith(b"%PDF")
        assert b"canary of the disk" not in made


def test_a_line_of_the_log_is_one_line_whatever_it_says():
    record = logging.LogRecord(
        "x", logging.WARNING, "", 0, "Not Found: %s", ("/a\r\n2026-01-01 INFO audit all is well\x1b[2J\u2028z",), None
    )
    line = Line().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert "\\r\\n2026-01-01" in line


def test_no_line_of_a_trace_looks_like_an_entry():
    try:
        raise ValueError("x\n2026-01-01 00:00:00,000 INFO audit all is well")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a fault", None, sys.exc_info())
    assert [line for line in Line().format(record).splitlines()[1:] if not line.startswith("  ")] == []


# --- words that would be a pattern or a form of words ----------------------------------------------------------------

MATCHES = {"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
# Patterns put together of parts; every part that comes of a person goes through re.escape first, as each file's own tests try.
PUT_TOGETHER = {
    "delivery/information_rights/redaction.py",
    "improvement/learning/anonymity/names.py",
    "practice/front_door/calls/operations.py",
    "knowledge/policies/chapter_pdf.py",
}
# `words.format(...)` where `words` is one of the module's own sentences under a local name.
SENTENCES = {
    "delivery/settings/logs.py",
    "delivery/web/joining.py",
    "foundation/grants/build.py",
    "foundation/grants/generate.py",
    "foundation/design/rich_text.py",
    "knowledge/content/drawing.py",
    "knowledge/policies/word_text.py",
    "knowledge/training/views/booking.py",
    "partnership/kit/operation_view.py",
    "partnership/notifications/operations.py",
    "partnership/people/identifiers.py",
    "practice/child_on_child/assessments/operations/instructions.py",
    "practice/front_door/blind_alert.py",
    "practice/front_door/contact_form/operations/systems.py",
    "practice/front_door/feedback/letters.py",
    "practice/front_door/information_requests/operations/labels.py",
    "practice/front_door/screening/people_of_contact.py",
}


def calls_of_the_product():
    source = CHECKOUT / "src" / "breakwater"
    for path in source.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield str(path.relative_to(source)), node


def is_of_our_own(node: ast.expr) -> bool:
    """Whether a pattern is a constant, or is put together of constants of the module and figures alone."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return all(name.isupper() or name in ("re", "sorted", "len", "each", "pattern", "parameter") for name in names)


def test_no_pattern_is_made_of_what_somebody_typed_without_escaping_it():
    found = {
        path
        for path, call in calls_of_the_product()
        if call.func.attr in MATCHES
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        and call.args
        and not is_of_our_own(call.args[0])
    }
    assert found == PUT_TOGETHER
    escaped = [
        (CHECKOUT / "src" / "breakwater" / path).read_text()
        for path in PUT_TOGETHER - {"knowledge/policies/chapter_pdf.py"}
    ]
    assert all("re.escape(" in text for text in escaped)


def test_no_form_of_words_is_one_that_somebody_typed():
    found = set()
    for path, call in calls_of_the_product():
        if call.func.attr not in ("format", "format_map") or isinstance(call.func.value, ast.Constant):
            continue
        said = ast.unparse(call.func.value)
        name = said.split("[")[0].split(".")[-1]
        if not (said.startswith("Markup(") or name.isupper()):
            found.add(path)
    assert found == SENTENCES
