"""What came back in a page's boxes, understood: answers, and what is wrong told at its box."""

from breakwater.foundation.design.revealing import LEAVE_OUT

from . import kinds
from .conditions import UNCLEAR, is_said
from .definitions import Kind, Question, Required
from .flow import asked_in_row
from .kinds import Wrong
from .respondent import named
from .row_questions import ROW, lacking, single
from .sent_boxes import has_words, number_of_rows, row_box, row_prefix
from .words import title_of_row

CONTINUE, SAVE, SKIP, ROWS, KEEP = "continue", "save", "skip", "rows", "keep"


def belongs(name: str, question: Question, prefix: str) -> bool:
    whole = named(question, prefix)
    return name == whole or name.startswith(f"{whole}-")


def insists(question: Question, in_danger: bool) -> bool:
    if question.required is Required.UNLESS_IN_DANGER:
        return not in_danger
    return question.required is Required.ALWAYS


def understand(opened, heard: dict) -> dict:
    """Turn what the boxes held into answers; what is wrong is told at its box."""
    made, heard = {}, dict(heard)
    for question in opened.questions:
        if question.when is not None and not question.when.holds(heard):
            made[question.key] = _under_another_choice(opened, question, "")
            continue
        if question.kind is Kind.GROUP:
            value = _rows(opened, question, {**opened.values, **made}, heard)
        else:
            value = _answer(opened, question, "", {**opened.values, **made})
        if question.is_answered_by_people:
            made[question.key] = value
        if is_said(value):
            heard[question.key] = value
    return made


def _told_at(opened, question: Question, prefix: str, value) -> str:
    """The row of an answer that lacks one, or "" where it is whole; a question that is asked once is its own row."""
    if not question.each:
        return "" if value is not None else question.key
    row = lacking(question, value, opened.asking.targets(question))
    return row and single(question, row).key


def _answer(opened, question: Question, prefix: str, values: dict):
    """One answer, or None with the fault told. When a child is in danger, what cannot be read is kept as it was typed."""
    boxes = opened.boxes
    names = [name for name in boxes.fields if belongs(name, question, prefix)]
    faulty = [name for name in names if name in boxes.errors]
    value = None
    if not faulty:
        try:
            value = kinds.understood(question, prefix, boxes.cleaned_data, opened.asking)
        except Wrong as wrong:
            faulty = [wrong.name if wrong.name in boxes.fields else names[0]]
            _tell(opened, faulty[0], question, prefix, wrong.words)
    if question.kind is Kind.FILE and value is None and not faulty:
        value = opened.values.get(question.key)  # a browser cannot send again what it sent before
    in_danger = opened.form.says_danger({**values, question.key: value} if is_said(value) else values)
    if faulty and (in_danger or opened.asked == KEEP):
        for name in faulty:
            boxes.errors.pop(name, None)
        return _as_typed(opened, named(question, prefix), names)
    insisted = not faulty and names and opened.asked == CONTINUE and insists(question, in_danger)
    if insisted and (lacks := _told_at(opened, question, prefix, value)):
        first = next((name for name in names if name.startswith(f"{prefix}{lacks}")), names[0])
        _tell(opened, first, question, prefix, question.missing or boxes.fields[first].ask)
    return value


def _tell(opened, name: str, question: Question, prefix: str, words: str) -> None:
    """Say what is wrong at a box; of several rows, say which one it is in."""
    group = next((each for each in opened.questions if prefix.startswith(f"{each.key}-")), None)
    if group and number_of_rows(group, opened.data) > 1:
        number = int(prefix.removeprefix(f"{group.key}-").rstrip("-"))
        words = f"{title_of_row(group, number + 1, {})}: {words[:1].lower()}{words[1:]}"
    opened.boxes.add_error(name, words)


def _under_another_choice(opened, question: Question, prefix: str):
    """What stands under a choice that contradicts what is entered, the one made or another, where that must not hold anybody up:
    kept in its boxes, for them to settle.
    """
    boxes, main = opened.boxes, named(question, prefix)
    chooser = next((name for name in boxes.settled.contradicted if _reveals(boxes, name, question, prefix)), None)
    if chooser is None:
        return None
    if chooser not in boxes.errors:  # it is kept as it stands, and so is what is under it
        for name in [name for name in boxes.errors if belongs(name, question, prefix)]:
            boxes.errors.pop(name)
    return _as_typed(opened, main, [main])


def _reveals(boxes, chooser: str, question: Question, prefix: str) -> bool:
    """Whether a question stands under one of a choice's answers, but for those that were left out."""
    left_out = boxes.settled.left_out.get(chooser, ())
    under = (box for value, names in boxes.fields[chooser].reveals.items() if value not in left_out for box in names)
    return any(belongs(box, question, prefix) for box in under)


def _as_typed(opened, main: str, names: list[str]):
    """What stood in the boxes, for people to read and for the same boxes to show again; with a choice, what is under others."""
    boxes, under = opened.boxes, []
    for value in boxes.settled.contradicted.get(main, ()):
        under += [box for box in boxes.fields[main].reveals[value] if box not in under]
    given = _texts_of(opened, names)
    typed = " ".join(text for texts in (*given.values(), *_texts_of(opened, under).values()) for text in texts)
    given = {name.removeprefix(main): texts for name, texts in given.items()}
    return {"state": UNCLEAR, "typed": typed, "boxes": given} if typed else None


def _texts_of(opened, names: list[str]) -> dict[str, list[str]]:
    found = {
        name: [text for text in texts if text]
        for name, texts in opened.data.lists()
        if any(name == each or name.startswith(f"{each}-") for each in names) and not name.endswith(f"-{LEAVE_OUT}")
    }
    return {name: texts for name, texts in found.items() if texts}


def _rows(opened, group: Question, values: dict, heard: dict):
    """The rows of a group that hold something. A row left blank is passed over, unless there are too few."""
    count = number_of_rows(group, opened.data)
    roster = f"{group.key}-roster"
    if (
        opened.asked == CONTINUE
        and roster in opened.boxes.fields
        and opened.data.get(roster)
        and not opened.form.says_danger(values)
    ):
        opened.boxes.add_error(
            roster, f"Press “Add another {group.one or 'one'}” to add who you chose, or choose nobody"
        )
    filled = [number for number in range(count) if has_words(group, opened.data, number)]
    in_danger = opened.form.says_danger(values)
    needed = (group.least or 1) if insists(group, in_danger) and opened.asked == CONTINUE else 0
    blank = [number for number in range(count) if number not in filled]
    rows = []
    for number in sorted([*filled, *blank[: max(needed - len(filled), 0)]]):
        row = _row(opened, group, number, values, heard)
        if row:
            rows.append(row)
    if len(filled) < needed and not any(name.startswith(f"{group.key}-") for name in opened.boxes.errors):
        first = next(name for name in opened.boxes.fields if name.startswith(row_prefix(group, (blank or [0])[0])))
        opened.boxes.add_error(first, group.missing or f"Add at least {needed} {group.one or 'entry'}")
    return rows or None


def _row(opened, group: Question, number: int, values: dict, heard: dict) -> dict:
    prefix, row = row_prefix(group, number), {}
    name = opened.data.get(row_box(group, number)) if group.key in opened.form.rows_asked_about else ""
    for question in group.questions:
        asked, _ = asked_in_row(group, row, heard)
        if not question.is_answered_by_people:
            continue
        value = (
            _answer(opened, question, prefix, values)
            if question in asked
            else _under_another_choice(opened, question, prefix)
        )
        if is_said(value):
            row[question.key] = value
    return {ROW: name, **row} if row and name else row
