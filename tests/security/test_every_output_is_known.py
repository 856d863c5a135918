"""Each kind of output is found by looking, and has the one writer that takes words as words. Another one fails until it stands here.

What each writer makes of hostile words is tried in `test_hostile_words.py`; pages are drawn by two engines that escape, also tried there.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from breakwater.delivery.settings import LOGGING

SOURCE = Path(__file__).resolve().parents[2] / "src" / "breakwater"
ANSWERS = {"HttpResponse", "StreamingHttpResponse", "FileResponse", "JsonResponse"}
# What an answer that is no page says it is, and who makes words harmless in it.
KINDS = {
    "application/atom+xml; charset=utf-8": "Django's writer of feeds",
    "application/json": "json.dumps",
    "application/octet-stream": "a file as it came, or an archive of ours",
    "application/pdf": "foundation/design/paper.py, which takes words as data",
    "application/xml": "an example of ours",
    "application/zip": "foundation's archives, of files with names of ours",
    "text/calendar; charset=utf-8": "partnership/kit/calendar_file.py",
    "text/csv; charset=utf-8": "foundation/design/csv_file.py, or samples of ours",
    "text/plain; charset=utf-8": "a sentence of ours",
}
# Kinds that are worked out: from what a file was found to be as it came in, or from a list of ours.
WORKED_OUT = {
    "casework/documents/views.py",
    "delivery/api/problems.py",
    "delivery/web/busy.py",
    "delivery/web/views/demo.py",
    "delivery/web/views/downtime.py",
    "improvement/assurance/boards/views/documents.py",
    "improvement/learning/reviews/views/drafts.py",
    "knowledge/content/views/library.py",
    "knowledge/content/views/pages.py",
    "knowledge/content/views/staff.py",
    "knowledge/training/certificates/views.py",
}
# Parts that write a file in which words could be something else; each module that uses one.
WRITERS = {
    "openpyxl": {"delivery/downloads/writing.py", "partnership/people/intake/reading/tables.py"},  # the second reads
    "icalendar": {"partnership/kit/calendar_file.py"},
    "typst": {"foundation/design/paper.py"},
    "vl_convert": {"foundation/design/charts.py"},
    "django.utils.feedgenerator": {"knowledge/content/views/bulletins.py", "knowledge/policies/views/feeds.py"},
    "docx": set(),
    "xlsxwriter": set(),
    "reportlab": set(),
    "email": {"partnership/notifications/sending.py", "partnership/notifications/undelivered.py"},
}
# Subjects of messages that are put together: of which words of ours.
SUBJECTS = {
    "delivery/web/sign_in.py": "templates of the sign-in library in our words",
    "improvement/learning/lessons/operations/responses.py": "one of two sentences of ours",
    "knowledge/content/operations/bulletins.py": "a bulletin's own title, to whoever writes it",
    "knowledge/training/letters.py": "sentences of ours",
    "knowledge/training/requirements/reminding.py": "a sentence of ours",
    "knowledge/training/evaluations/asking.py": "sentences of ours",
}
# What a page title may not say of a person (no name in a title).
OF_A_PERSON = re.compile(
    r"\b(?:person|child|pupil|subject|family|parent|relative|adult|sibling|mother|father)\w*\.(?:name|forename|surname|full_name|called|words|heading)\b"
)


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """What stands in each module of the product, with its path: calls, imports and texts that are put together."""
    kinds = (ast.Call, ast.Import, ast.ImportFrom, ast.JoinedStr)
    return [
        (str(path.relative_to(SOURCE)), node)
        for path in SOURCE.rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds)
    ]


def calls() -> list[tuple[str, ast.Call]]:
    return [(path, node) for path, node in nodes() if isinstance(node, ast.Call)]


def named(call: ast.Call) -> str:
    return ast.unparse(call.func)


def said_as(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def test_each_kind_of_answer_is_known():
    kinds, worked_out = set(), set()
    for path, call in calls():
        if named(call).split(".")[-1] not in ANSWERS:
            continue
        said = said_as(call, "content_type") or (call.args[1] if len(call.args) > 1 else None)
        if isinstance(said, ast.Constant):
            kinds.add(said.value)
        elif said is not None:
            worked_out.add(path)
    assert kinds == KINDS.keys()
    assert worked_out <= WORKED_OUT, worked_out - WORKED_OUT


def test_each_module_that_writes_a_file_of_another_kind_is_known():
    found = {part: set() for part in WRITERS}
    for path, node in nodes():
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        for part in WRITERS:
            if any(name == part or name.startswith(f"{part}.") for name in names):
                found[part].add(path)
    assert found == WRITERS


def test_no_name_of_a_file_is_put_into_a_header_by_hand():
    put_together = [(path, node.lineno, ast.unparse(node)) for path, node in nodes() if isinstance(node, ast.JoinedStr)]
    by_hand = {f"{path}:{line}" for path, line, text in put_together if "attachment" in text and "filename" in text}
    assert by_hand == set()


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\\b.pdf", "Bericht für Łódź.pdf", "x\r\nSet-Cookie: a=b"])
def test_a_name_of_a_file_stays_one_name_in_its_header(name):
    try:
        answer = HttpResponse(headers={"Content-Disposition": content_disposition_header(True, name)})
    except ValueError:  # BadHeaderError: an answer is not sent in two
        assert "\n" in name
        return
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename")
    assert not re.search(r'[^\\]"; filename=', said)
    assert said.isascii()


def test_each_subject_of_a_message_is_a_sentence_of_ours():
    put_together = {}
    for path, call in calls():
        if not named(call).endswith("notifications.post"):
            continue
        subject = said_as(call, "subject")
        if not isinstance(subject, ast.Constant) and not ast.unparse(subject).split(".")[-1].isupper():
            put_together[path] = ast.unparse(subject)
    assert put_together.keys() == SUBJECTS.keys()


def test_no_title_of_a_page_names_a_person():
    titles = re.compile(r"block (?:head_)?title %\}(.*?)\{% endblock", re.DOTALL)
    found, read = [], 0
    for path in SOURCE.rglob("*.html"):
        for title in titles.findall(path.read_text()):
            read += 1
            if OF_A_PERSON.search(title):
                found.append((str(path.relative_to(SOURCE)), title))
    assert read > 400
    assert OF_A_PERSON.search("{{ person.name }}")
    assert found == []


def test_a_line_of_the_log_is_a_sentence_of_ours_with_references():
    """Words go through the one formatter; a message is never put together before it gets there, and holds no field of a person."""
    wrong = []
    for path, call in calls():
        if re.fullmatch(r"(?:log|logger|logging)\.(?:debug|info|warning|error|exception|critical)", named(call)):
            text, *rest = call.args
            if not isinstance(text, ast.Constant) or any(
                re.search(r"\.(?:name|email|words|text|body)\b", ast.unparse(each)) for each in rest
            ):
                wrong.append((path, ast.unparse(call)))
    assert wrong == []
    assert {each["formatter"] for each in LOGGING["handlers"].values()} == {"line"}
