"""Where the room hangs in what others name, and what it shows to the one search of the site above it."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.design.moments import day
from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination

from . import finding, presenting
from .models import Chapter, Period, Version
from .models.manuals import OF_THE_PARTNERSHIP

DESTINATIONS.register("procedures", Destination("Policies and procedures", "policies:manuals"))

# Keeps a picture of a text, as keywords content, name, declared, alternative, by; returns its address or raises storage.Refused.
PICTURES: Registry[Callable[..., str]] = Registry("text_pictures", "Where pictures within chapters are kept.")


@dataclass(frozen=True)
class Listed:
    """A chapter as an area has it today."""

    title: str
    href: str
    summary: str
    manual: str


@dataclass(frozen=True)
class InForce(Listed):
    """The same with all its words."""

    words: str


@dataclass(frozen=True)
class Begun:
    """A version of a chapter that came into force: what it changes, for everyone, and when that was recorded."""

    key: int
    title: str
    summary: str
    href: str
    at: datetime


@dataclass(frozen=True)
class Followed:
    """A chapter that somebody follows in an area: its id, its name with the area's, where it stands."""

    public_id: str
    name: str
    href: str


@dataclass(frozen=True)
class Moved:
    """What happened to a chapter that somebody follows."""

    public_id: str
    title: str
    words: str
    href: str


def area_of_chapter(public_id: str, slug: str) -> Area | None:
    """The area by its name in an address, where it shares the chapter's manual."""
    found = Chapter.objects.filter(public_id=public_id).select_related("manual").first()
    return (
        next((each for each in finding.areas_of(found.manual) if finding.slug_of(each) == slug), None)
        if found
        else None
    )


def chapters_followed(public_ids: Collection[str], area: Area) -> list[Followed]:
    """These chapters by their names in an area, in the order of their manuals and numbers."""
    rows = Chapter.objects.filter(public_id__in=public_ids, manual__areas=area).select_related("manual")
    return [
        Followed(each.public_id, f"{each.heading}, {area.name}", presenting.address_of(each, area))
        for each in rows.order_by("manual__title", "number", "pk")
    ]


def chapters_moved(public_ids: Collection[str], area: Area, since: datetime, until: datetime) -> list[Moved]:
    """What came into force of these chapters in an area, or ended, between two moments."""
    return [
        Moved(
            each.chapter.public_id,
            f"{each.chapter.number} {each.version.title}",
            f"Version {each.version.number}, in force in {area.name} from {day(each.starts_on)}{', with its own variation' if each.local_id else ''}. "
            + each.version.notes.get("everyone", "").replace("\n", " "),
            presenting.address_of(each.chapter, area),
        )
        for each in finding.changed(area, since, until, public_ids)
    ] + [
        Moved(
            each.chapter.public_id,
            each.chapter.heading,
            f"Not in force in {area.name} from {day(each.ends_on)}. {each.why}",
            presenting.address_of(each.chapter, area),
        )
        for each in finding.ended(area, since, until, public_ids)
    ]


def chapters_begun(area: Area, since: datetime, until: datetime) -> list[Begun]:
    """Versions in force in an area at a moment that were not, or were not on record, at another before: each once."""
    return [
        Begun(
            each.version_id,
            f"{each.chapter.number} {each.version.title}",
            each.version.notes.get("everyone", "").replace("\n", " "),
            presenting.address_of(each.chapter, area),
            each.believed_from,
        )
        for each in finding.begun(area, since, until)
    ]


def chapters_listed(area: Area, day: date) -> list[Listed]:
    """What is in force in an area on a day, without its text."""
    return [Listed(*_listed(each, area)) for each in finding.in_force_everywhere(area, day, with_words=False)]


def chapters_in_force(area: Area, day: date) -> list[InForce]:
    """What is in force in an area on a day, for the search."""
    return [InForce(*_listed(each, area), each.version.words) for each in finding.in_force_everywhere(area, day)]


def _listed(each: Period, area: Area) -> tuple[str, str, str, str]:
    title = f"{each.chapter.number} {each.version.title}"
    return title, presenting.address_of(each.chapter, area), each.version.summary, each.chapter.manual.title


def force_changed(area: Area, day: date) -> Hashable:
    """What changes when something else is in force."""
    return finding.last_change(area)


def chapters_by_name(area: Area, on: date) -> list[tuple[str, str]]:
    """(heading, address) of the chapters in force in an area on a day."""
    rows = sorted(finding.to_read(area, on), key=lambda each: each.chapter.heading)
    return [(f"{each.chapter.heading} (chapter)", presenting.address_of(each.chapter, area)) for each in rows]


def chapters_by_key(area: Area, on: date) -> list[tuple[str, str]]:
    """(public id, heading) of the chapters in force in an area on a day."""
    rows = sorted(finding.to_read(area, on), key=lambda each: each.chapter.heading)
    return [(each.chapter.public_id, each.chapter.heading) for each in rows]


@dataclass(frozen=True)
class Document:
    """A document of the partnership as an area has it: what it is, where it is read, and where it is printed."""

    title: str
    sort: str
    summary: str
    href: str
    paper: str
    version: str
    since: date


def documents_in_force(area: Area, on: date) -> list[Document]:
    """The threshold document, the published arrangements and the yearly reports in force, the newest report first."""
    found = [each for each in finding.to_read(area, on) if each.chapter.sort in OF_THE_PARTNERSHIP]
    found.sort(key=lambda each: OF_THE_PARTNERSHIP.index(each.chapter.sort))  # to_read has the newest first
    return [
        Document(
            each.version.title,
            each.chapter.get_sort_display(),
            each.version.summary,
            presenting.address_of(each.chapter, area),
            presenting.paper_of(each.chapter, each.version, area),
            each.version.number,
            each.starts_on,
        )
        for each in found
    ]


@dataclass(frozen=True)
class Cited:
    """A version of a chapter, or one paragraph of it by its anchor, as an area has it: in words, and from when it is in force there."""

    version: Version
    anchor: str
    words: str
    since: date


def versions_to_cite(area: Area, on: date) -> list[tuple[str, str]]:
    """(public id, "1.1 Title, version 2.0.0") of what is in force in an area on a day, or will be, by the chapters' numbers."""
    rows = sorted(finding.not_ended(area, on), key=lambda each: each.chapter.heading)
    return [(each.version.public_id, f"{each.chapter.heading}, version {each.version.number}") for each in rows]


def cite(public_id: str, number: int | None, area: Area, on: date) -> Cited | None:
    """A version by its public id, or the paragraph with that number as the area's staff read it; None where there is none."""
    period = next((each for each in finding.not_ended(area, on) if each.version.public_id == public_id), None)
    if period is None:
        return None
    words = f"{period.chapter.heading}, version {period.version.number}"
    if number is None:
        return Cited(period.version, "", words, period.starts_on)
    drawn = presenting.drawn(period.version, period.local, area, on)
    found = next((each for each in drawn if each.number == number), None)
    return found and Cited(period.version, found.anchor, f"{words}, paragraph {number}", period.starts_on)


def came_into_force(version: int, area: Area, on: date) -> bool:
    """Whether a version has come into force in an area by a day; a later one may have followed it."""
    return finding.has_begun(version, area, on)


def address_of_paragraph(chapter: Chapter, anchor: str, area: Area) -> str:
    """Where everyone reads a paragraph of what is in force."""
    return presenting.address_of(chapter, area) + (f"#{anchor}" if anchor else "")
