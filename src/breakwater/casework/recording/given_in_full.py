"""That nothing which another system said is passed over: what it gave, held against what the form kept."""

from collections.abc import Iterator, Mapping

from .conditions import leaves
from .definitions import Form, Kind, Question
from .flow import walk
from .row_questions import ALL, EACH, ROW, answer_of, targets

DEEPEST, LONGEST = 6, 4000
NO_ROW = "There is no such row: {}. Name rows as they are named in their group"
OF_NOBODY = "What is said of all holds of none: each row has its own answer"
IN_A_ROW = "This is not asked of that row: {}"
NOT_ASKED = "This is not asked here. Take it out, or answer what it hangs on"
HANGS_ON = "This is asked only where “{}” calls for it. Take it out, or correct that answer"


def left_behind(
    form: Form, known: Mapping[str, Question], given: Mapping, values: Mapping
) -> dict[str, tuple[str, object]]:
    """What was said and is not among the answers that count: by question, why not, and what it was."""
    heard = walk(form, values)[1]
    found = {}
    for key, value in given.items():
        question = known[key]
        if not has_words(value):
            continue
        if key not in heard:
            found[key] = (_why(form, question), value)
        elif question.kind is Kind.GROUP and isinstance(value, list):
            if lost := list(_lost_of_rows(question, value, heard[key])):
                found[key] = (IN_A_ROW.format(", ".join(sorted({name for each in lost for name in each}))), lost)
        elif question.each and (of_rows := _lost_of_each(question, value, heard, form)):
            found[key] = of_rows
    return found


def _why(form: Form, question: Question) -> str:
    page = next(page for page, each in form.questions() if each.key == question.key)
    labels = {each.key: each.label for _, each in form.questions()}
    on = next((each.question for each in leaves(question.when) if labels.get(each.question)), None)
    on = on or next((each.question for each in leaves(page.when) if labels.get(each.question)), None)
    return HANGS_ON.format(labels[on]) if on else NOT_ASKED


def _lost_of_rows(group: Question, given: list, kept: list) -> Iterator[dict]:
    """What the rows said that the kept rows do not."""
    rows = [row for row in given if isinstance(row, dict) and any(has_words(row[key]) for key in row if key != ROW)]
    if len(rows) != len(kept):
        kept = [next((one for one in kept if row.get(ROW) and one.get(ROW) == row[ROW]), {}) for row in rows]
    for row, one in zip(rows, kept, strict=True):
        if lost := {key: value for key, value in row.items() if key not in (ROW, *one) and has_words(value)}:
            yield lost


def _lost_of_each(question: Question, value, heard: Mapping, form: Form) -> tuple[str, object] | None:
    """What was said of rows that there are not, or that are not asked; or of all, where it holds of none."""
    rows = value.get(EACH) if isinstance(value, dict) else None
    if not isinstance(rows, dict):
        return None
    names = [each.key for each in targets(question, heard, form.groups)]
    kept = heard[question.key]
    strange = {
        name: said
        for name, said in rows.items()
        if name != ALL and has_words(said) and (name not in names or answer_of(kept, name) is None)
    }
    if strange:
        return NO_ROW.format(", ".join(sorted(strange))), {EACH: strange}
    if has_words(rows.get(ALL)) and names and all(has_words(rows.get(name)) for name in names):
        return OF_NOBODY, rows[ALL]
    return None


def has_words(value) -> bool:
    """Whether anything is said at all."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, dict):
        return any(has_words(each) for each in value.values())
    return any(has_words(each) for each in value) if isinstance(value, list) else value is not None


def in_words(value, depth: int = 0) -> str:
    """Any JSON as text for people."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, dict):
        parts = (f"{name}: {in_words(each, depth + 1)}" for name, each in value.items() if has_words(each))
        return "; ".join(parts)[:LONGEST]
    if isinstance(value, list):
        return ", ".join(in_words(each, depth + 1) for each in value if has_words(each))[:LONGEST]
    return (
        "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)[:LONGEST]
    )
