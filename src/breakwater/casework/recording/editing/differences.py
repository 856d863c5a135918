"""What differs between two versions of a form, in words, question by question; and taking over what the product changed."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from breakwater.casework.recording.definitions import STATE_WORDS, Form, Page, Question

from .protected import placed
from .vocabulary import KINDS, NEEDED, SEEN_BY, WORKED_OUT, condition_in_words, name_of, questions_of

ADDED, RETIRED, CHANGED, MOVED = "Added", "Retired", "Changed", "Moved"
NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """One thing about a question: what it was and what it is."""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Difference:
    """One question or page that differs. `how` is Added, Retired, Changed or Moved."""

    how: str
    page: str
    words: str
    key: str
    lines: tuple[Line, ...] = field(default=())


def differences(old: Form | None, new: Form) -> list[Difference]:
    """Everything that differs, in the order of the new form; what is gone comes last."""
    if old is None:
        return [Difference(ADDED, each.page.title, name_of(each.question), key) for key, each in placed(new).items()]
    made = (
        [Difference(CHANGED, "The whole form", "Its title and what it says of itself", "", tuple(lines))]
        if (lines := list(_form_lines(old, new)))
        else []
    )
    made += _pages(old, new)
    before, after = placed(old), placed(new)
    moved = _moved(list(before), list(after))
    for key, now in after.items():
        if key not in before:
            made.append(
                Difference(ADDED, now.page.title, name_of(now.question), key, tuple(_as_added(new, now.question)))
            )
            continue
        lines = tuple(_question_lines(old, new, before[key].question, now.question))
        goes = before[key].page.key != now.page.key
        if goes:
            lines = (Line("Page", before[key].page.title, now.page.title), *lines)
        if lines or key in moved:
            how = MOVED if goes or not lines else CHANGED
            made.append(Difference(how, now.page.title, name_of(now.question), key, lines))
    for key, was in before.items():
        if key not in after:
            made.append(Difference(RETIRED, was.page.title, name_of(was.question), key))
    return made


def _form_lines(old: Form, new: Form) -> Iterator[Line]:
    for what, was, now in (("Title", old.title, new.title), ("What it says of itself", old.about, new.about)):
        if was != now:
            yield Line(what, was or NOTHING, now or NOTHING)


def _pages(old: Form, new: Form) -> list[Difference]:
    before, after = {page.key: page for page in old.pages}, {page.key: page for page in new.pages}
    moved = _moved(list(before), list(after))
    made = []
    for key, page in after.items():
        if key not in before:
            made.append(Difference(ADDED, page.title, f"The page “{page.title}”", f"page:{key}"))
        elif (lines := tuple(_page_lines(old, new, before[key], page))) or key in moved:
            made.append(
                Difference(CHANGED if lines else MOVED, page.title, f"The page “{page.title}”", f"page:{key}", lines)
            )
    made += [
        Difference(RETIRED, page.title, f"The page “{page.title}”", f"page:{key}")
        for key, page in before.items()
        if key not in after
    ]
    return made


def _page_lines(old: Form, new: Form, was: Page, now: Page) -> Iterator[Line]:
    yield from _lines(
        ("Title", was.title, now.title),
        ("Hint", was.hint, now.hint),
        ("Why we ask", was.why, now.why),
        _told("Shown", was.when != now.when, _when(old, was.when), _when(new, now.when)),
    )


def _told(what: str, differs: bool, was: str, now: str) -> tuple[str, str, str]:
    """A rule in words; one that is the same but names a question by its new words does not differ."""
    return (what, was, now) if differs else (what, now, now)


def _question_lines(old: Form, new: Form, was: Question, now: Question) -> Iterator[Line]:
    yield from _lines(
        ("Question", was.label, now.label),
        ("Words", was.statement, now.statement),
        ("Hint", was.hint, now.hint),
        ("Why we ask", was.why, now.why),
        ("Said when it is missing", was.missing, now.missing),
        ("Answered by", KINDS[was.kind], KINDS[now.kind]),
        ("Answer", NEEDED[was.required], NEEDED[now.required]),
        _told("Shown", was.when != now.when, _when(old, was.when), _when(new, now.when)),
        ("Read by", SEEN_BY[was.visibility], SEEN_BY[now.visibility]),
        _told("Asked", (was.each, was.apart) != (now.each, now.apart), _asked(old, was), _asked(new, now)),
        ("Behind the heading", was.fold or was.tuck, now.fold or now.tuck),
        _told(
            "Calculated", (was.function, was.of) != (now.function, now.of), _worked_out(old, was), _worked_out(new, now)
        ),
        ("At least", _figure(was.least), _figure(now.least)),
        ("At most", _figure(was.most), _figure(now.most)),
        ("Day", was.tense, now.tense),
    )
    then, there = was.option_words, now.option_words
    for code, words in there.items():
        if code not in then:
            yield Line("Choice added", "", words)
        elif then[code] != words:
            yield Line("Choice reworded", then[code], words)
    for code, words in then.items():
        if code not in there:
            yield Line("Choice retired", words, "")
    if [code for code in then if code in there] != [code for code in there if code in then]:
        yield Line("Order of choices", ", ".join(then.values()), ", ".join(there.values()))
    yield from _lines(("May be said instead", _states(was), _states(now)))


def _as_added(form: Form, question: Question) -> Iterator[Line]:
    yield Line("Answered by", "", KINDS[question.kind])
    if question.option_words:
        yield Line("Choices", "", ", ".join(question.option_words.values()))
    if question.when:
        yield Line("Shown", "", _when(form, question.when))


def _lines(*pairs: tuple[str, str, str]) -> Iterator[Line]:
    return (Line(what, was or NOTHING, now or NOTHING) for what, was, now in pairs if was != now)


def _when(form: Form, condition) -> str:
    words = condition_in_words(form, condition)
    return f"when {words}" if words else "always"


def _states(question: Question) -> str:
    return ", ".join(state.label or STATE_WORDS.get(state.value, "") for state in question.states)


def _asked(form: Form, question: Question) -> str:
    group = form.groups.get(question.each)
    return f"of each {group.one or group.label}" if group else "once"


def _worked_out(form: Form, question: Question) -> str:
    known = questions_of(form)
    rests = ", ".join(f"“{name_of(known[key])}”" for key in question.of if key in known)
    return f"{WORKED_OUT.get(question.function, question.function)}: {rests}" if question.function else ""


def _figure(number: int | None) -> str:
    return "" if number is None else str(number)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Of what stands in both, what changed its order."""
    then, now = [key for key in before if key in after], [key for key in after if key in before]
    still = {
        key
        for block in SequenceMatcher(a=then, b=now, autojunk=False).get_matching_blocks()
        for key in then[block.a : block.a + block.size]
    }
    return set(now) - still


@dataclass(frozen=True)
class Merged:
    """An area's definition with what the product changed; `contested` are questions that both changed: the area's words stay."""

    data: dict
    contested: tuple[str, ...]


def taken_over(base: dict, ours: dict, theirs: dict) -> Merged:
    """Join what the product changed since `base` into the area's own. What only one side changed is changed; what both
    changed differently stays as the area has it. What the area retired stays retired.
    """
    made, contested = copy.deepcopy(ours), []
    was, mine, new = (_by_key(data) for data in (base, ours, theirs))
    for key, (question, page, group) in new.items():
        if key in mine:
            _join(was.get(key, ({}, "", ""))[0], _found(made, key), question, contested)
        elif key not in was:
            _insert(made, theirs, question, page, group)
    for key, (question, _, _) in was.items():
        if key not in new and key in mine and mine[key][0] == question:
            _drop(made, key)
    for there in theirs["pages"]:
        here = next((page for page in made["pages"] if page["key"] == there["key"]), None)
        then = next((page for page in base["pages"] if page["key"] == there["key"]), None)
        if here and then:
            _join({**then, "label": then["title"]}, here, there, contested, skip=("questions",))
    made["pages"] = [page for page in made["pages"] if page["questions"]]
    return Merged(made, tuple(contested))


def _by_key(data: dict) -> dict[str, tuple[dict, str, str]]:
    made = {}
    for page in data["pages"]:
        for question in page["questions"]:
            made[question["key"]] = (question, page["key"], "")
            for inner in question.get("questions", ()):
                made[inner["key"]] = (inner, page["key"], question["key"])
    return made


def _found(data: dict, key: str) -> dict:
    return _by_key(data)[key][0]


def _join(base: dict, ours: dict, theirs: dict, contested: list[str], skip=("questions", "key")) -> None:
    for name in {*base, *theirs} - {*skip, "key"}:
        then, mine, new = base.get(name), ours.get(name), theirs.get(name)
        if new in (then, mine):
            continue
        if mine != then:
            contested.append(str(ours.get("label") or ours.get("title") or ours["key"]))
        elif new is None:
            ours.pop(name, None)
        else:
            ours[name] = copy.deepcopy(new)


def _insert(made: dict, theirs: dict, question: dict, page: str, group: str) -> None:
    """Put a new question of the product where it stands there: after the nearest one before it that is here too."""
    source = next(each for each in theirs["pages"] if each["key"] == page)
    siblings = source["questions"] if not group else _found(theirs, group)["questions"]
    if group:
        if group not in _by_key(made) or question["key"] in _by_key(made):
            return
        among = _found(made, group)["questions"]
    else:
        there = next((each for each in made["pages"] if each["key"] == page), None)
        if there is None:
            before = [each["key"] for each in theirs["pages"]]
            before = before[: before.index(page)]
            place = max((number + 1 for number, each in enumerate(made["pages"]) if each["key"] in before), default=0)
            there = {**{name: value for name, value in source.items() if name != "questions"}, "questions": []}
            made["pages"].insert(place, there)
        among = there["questions"]
    keys = [each["key"] for each in siblings]
    before = set(keys[: keys.index(question["key"])])
    place = max((number + 1 for number, each in enumerate(among) if each["key"] in before), default=0)
    among.insert(place, copy.deepcopy(question))


def _drop(made: dict, key: str) -> None:
    for page in made["pages"]:
        page["questions"] = [each for each in page["questions"] if each["key"] != key]
        for group in page["questions"]:
            if "questions" in group:
                group["questions"] = [each for each in group["questions"] if each["key"] != key]
