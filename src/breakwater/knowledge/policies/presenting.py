"""The words of a chapter as a page shows them: shared text with an area's own in its place, numbers from the area's record."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from markupsafe import Markup, escape

from breakwater.foundation.design import rich_text
from breakwater.foundation.design.environment import ring
from breakwater.partnership.organisations.models import Area, ContactPoint
from breakwater.partnership.organisations.registry import DESTINATIONS

from .blocks import Block, inline
from .finding import slug_of
from .models import Chapter, Local, Period, Version

AUDIENCES = {
    "everyone": "Everyone",
    "schools": "Schools, colleges and early years",
    "health": "Health",
    "social_care": "Children's social care and early help",
    "police": "Police",
}
# What a chapter may say in place of a number, which stands in the area's record alone.
PLACES = {"front door": ContactPoint.Purpose.FRONT_DOOR, "out of hours": ContactPoint.Purpose.OUT_OF_HOURS}
IN_WORDS = {"front door": "your area's MASH number", "out of hours": "your area's out-of-hours number"}
PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")


@dataclass(frozen=True)
class Drawn:
    """One paragraph on a page. `label` says whose it is where it is not everybody's; `shared` is what the others read instead."""

    anchor: str
    kind: str
    number: int | None
    lines: tuple[Markup, ...]
    html: Markup
    label: str = ""
    shared: Markup = Markup("")


def text_for(
    body: Sequence[Block], changes: Sequence[Mapping[str, str]], area_name: str
) -> list[tuple[Block, str, Block | None]]:
    """(block, label, shared block in its place): the shared text with an area's changes put in. What no longer has a place ends the text."""
    by_anchor = {each["anchor"]: each for each in changes}
    made: list[tuple[Block, str, Block | None]] = []
    for block in body:
        change = by_anchor.pop(block["anchor"], None)
        if change is None:
            made.append((block, "", None))
        elif change["mode"] == "add":
            made += [(block, "", None), (_own(change), f"Besides, in {area_name}", None)]
        elif change["mode"] == "replace":
            made.append(({**block, "kind": _kind(block), "text": change["text"]}, f"In {area_name}", block))
        else:
            made.append(({**block, "kind": "p", "text": ""}, f"Not used in {area_name}", block))
    homeless = [each for each in by_anchor.values() if each["mode"] != "hide"]
    return made + [(_own(each), f"Besides, in {area_name}", None) for each in homeless]


def _own(change: Mapping[str, str]) -> Block:
    return {"anchor": f"{change['anchor']}-own", "kind": "p", "text": change["text"]}


def _kind(block: Block) -> str:
    return block["kind"] if block["kind"] in ("h2", "h3") else "p"


def numbers_on(area: Area, day: date, bodies: Sequence[Block]) -> dict[str, Markup]:
    """What stands for each place that the text names, as the area's record said it on that day. Asks nothing where none is named."""
    return {name: _number(found) for name, found in _points_on(area, day, bodies).items()}


def plain_numbers_on(area: Area, day: date, bodies: Sequence[Block]) -> dict[str, str]:
    """The same for paper."""
    return {
        name: found.telephone if found else "the number on the front page"
        for name, found in _points_on(area, day, bodies).items()
    }


def filled(line: str, numbers: Mapping[str, str]) -> str:
    """A line of text with numbers in their places."""
    return PLACE.sub(lambda found: str(numbers.get(found[1], found[0])), line)


def _points_on(area: Area, day: date, bodies: Sequence[Block]) -> dict[str, ContactPoint | None]:
    named = {name for block in bodies for name in PLACE.findall(block["text"])}
    if not named:
        return {}
    points = ContactPoint.objects.filter(
        area=area, purpose__in=[PLACES[name] for name in named], effective_from__lte=day
    )
    points = (
        points.filter(Q(effective_to=None) | Q(effective_to__gte=day)).exclude(telephone="").order_by("-order", "-pk")
    )
    found = {each.purpose: each for each in points}
    return {name: found.get(PLACES[name]) for name in named}


def placeless(body: Sequence[Mapping]) -> list[dict]:
    """The text with words where each area's own number would stand; which of its numbers it is remains to be told apart."""
    return [{**block, "text": PLACE.sub(lambda found: IN_WORDS[found[1]], block["text"])} for block in body]


def _number(point: ContactPoint | None) -> Markup:
    if point is None:
        return Markup('<a class="govuk-link" href="/">the number on the front page</a>')
    return ring(point.telephone)


def tree(periods: Iterable[Period], here: Chapter, area: Area) -> list[tuple[str, str, bool]]:
    """The contents of a manual: name and address of each chapter, and whether it is the one shown."""
    return [
        (f"{each.chapter.number} {each.version.title}", address_of(each.chapter, area), each.chapter_id == here.pk)
        for each in periods
    ]


def drawn(version: Version, local: Local | None, area: Area, day: date) -> list[Drawn]:
    """The text as the area's staff read it on a day."""
    parts = text_for(version.body, local.changes if local else (), area.name)
    numbers = numbers_on(area, day, [block for block, _, _ in parts])
    made, count = [], 0
    for block, label, shared in parts:
        numbered = block["kind"] not in ("h2", "h3")
        count += numbered
        made.append(
            Drawn(
                block["anchor"],
                block["kind"],
                count if numbered else None,
                _lines(block["text"], numbers),
                _html(block, numbers),
                label,
                _html(shared, numbers) if shared else Markup(""),
            )
        )
    return made


def drawn_shared(version: Version, others: Sequence) -> list[Drawn]:
    """The shared text for a reader of no area, with each area's own words named beside it (`others` are periods with a local)."""
    own: dict[str, list] = {}
    for period in others:
        for change in period.local.changes:
            own.setdefault(change["anchor"], []).append((period.area.name, change))
    numbers = {name: Markup(words) for name, words in IN_WORDS.items()}
    made, count = [], 0
    for block in version.body:
        numbered = block["kind"] not in ("h2", "h3")
        count += numbered
        lines, html = _lines(block["text"], numbers), _html(block, numbers)
        made.append(Drawn(block["anchor"], block["kind"], count if numbered else None, lines, html))
        for name, change in own.get(block["anchor"], []):
            label = f"Not used in {name}" if change["mode"] == "hide" else f"In {name}"
            lines, html = _lines(change["text"], numbers), _html({"kind": "p", "text": change["text"]}, numbers)
            made.append(Drawn(f"{block['anchor']}-{len(made)}", "p", None, lines, html, label))
    return made


def _lines(text: str, numbers: Mapping[str, Markup]) -> tuple[Markup, ...]:
    return tuple(_placed(inline(line), numbers) for line in text.split("\n") if line)


def _html(block: Block, numbers: Mapping[str, Markup]) -> Markup:
    return rich_text.html_of(block["kind"], block["text"], line=lambda line: _placed(inline(line), numbers))


def _placed(line: Markup, numbers: Mapping[str, Markup]) -> Markup:
    if "{" not in line:
        return line
    return Markup(PLACE.sub(lambda found: str(numbers.get(found[1], escape(found[0]))), str(line)))


def notes_of(version: Version) -> list[tuple[str, list[str]]]:
    """What changes, by whom it is for: up to three lines each."""
    return [(label, version.notes[key].split("\n")) for key, label in AUDIENCES.items() if version.notes.get(key)]


def address_of(chapter: Chapter, area: Area | None = None) -> str:
    """Where everyone reads a chapter."""
    if area is None:
        return reverse("policies:chapter_shared", args=[chapter.manual.slug, chapter.number])
    return reverse("policies:chapter", args=[chapter.manual.slug, chapter.number, slug_of(area)])


def paper_of(chapter: Chapter, version: Version, area: Area) -> str:
    """Where a version is printed as an area has it."""
    return reverse("policies:paper", args=[chapter.manual.slug, chapter.number, slug_of(area), version.number])


def way(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The steps from the public site's home to here."""
    home = DESTINATIONS.get("home")
    first = [{"text": "Home", "href": reverse(home.view)}] if home else []
    return [
        *first,
        {"text": "Policies and procedures", "href": reverse("policies:manuals")},
        *({"text": t, "href": h} for t, h in steps),
    ]


@dataclass(frozen=True)
class LookedAt:
    """A chapter of a Word file before it is taken in: its text drawn, and what it holds in numbers."""

    html: Markup
    paragraphs: int
    tables: int
    pictures: int


def looked_at(found, pictures: Sequence) -> LookedAt:
    """The chapter as the pages would draw it; a picture that is not kept yet is named by what it shows."""
    drawn = [
        Markup('<p class="govuk-inset-text">Picture: {}</p>').format(pictures[int(text)][0].alternative)
        if kind == "picture"
        else rich_text.html_of(kind, text, level=4)
        for kind, text in found.parts
    ]
    kinds = [kind for kind, _ in found.parts]
    return LookedAt(
        Markup("").join(drawn), len(kinds) - kinds.count("picture"), kinds.count("table"), kinds.count("picture")
    )
