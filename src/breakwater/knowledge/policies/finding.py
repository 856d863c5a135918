"""What the pages ask of the record: chapters, versions, what was in force on a day and what was believed of it then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area

from .models import Chapter, Manual, Period, Question, Ratification, Review, Sharing, Version, Withdrawal

WITH = ("version", "local")
OPEN = (Version.State.DRAFT, Version.State.CONSULTATION)


def chapter_at(manual: str, number: str) -> Chapter:
    """The chapter of an address. Raises Http404."""
    return get_object_or_404(Chapter.objects.select_related("manual", "kept_by"), manual__slug=manual, number=number)


def areas_of(manual: Manual) -> list[Area]:
    """The areas that share a manual, by name."""
    return list(manual.areas.order_by("name", "pk"))


def slug_of(area: Area) -> str:
    """An area in an address: "isle-of-wight"."""
    return slugify(area.name)


def area_at(areas: list[Area], slug: str) -> Area:
    """The area of an address. Raises Http404."""
    found = next((each for each in areas if slug_of(each) == slug), None)
    if found is None:
        raise Http404
    return found


def in_force(chapter: Chapter, area: Area, day: date, *, known_at: datetime | None = None) -> Period | None:
    """What was in force on a day, as it was known at a moment, or as it is known now. The database sees to it that it is one."""
    rows = Period.objects.believed(known_at).on(day).filter(chapter=chapter, area=area)
    return rows.select_related(*WITH).defer("version__words").first()


def last_in_force(chapter: Chapter, area: Area, day: date) -> Period | None:
    """What was in force last before a day on which nothing is, or will be first."""
    rows = Period.objects.believed().filter(chapter=chapter, area=area).select_related(*WITH).defer("version__words")
    return rows.filter(starts_on__lte=day).order_by("-starts_on").first() or rows.order_by("starts_on").first()


def came_into_force(chapter: Chapter, area: Area, day: date):
    """What has come into force in an area by a day, newest first: the last twenty."""
    rows = Period.objects.believed().filter(chapter=chapter, area=area, starts_on__lte=day).select_related(*WITH)
    return rows.defer("version__words", "version__body").order_by("-starts_on", "-pk")[:20]


def first_recorded(chapter: Chapter, area: Area) -> datetime | None:
    """When this record first said anything of the chapter in the area."""
    rows = Period.objects.filter(chapter=chapter, area=area).order_by("believed_from")
    return rows.values_list("believed_from", flat=True).first()


def withdrawn(chapter: Chapter, area: Area, day: date) -> Withdrawal | None:
    """Why nothing is in force on a day, where the chapter was withdrawn."""
    rows = Withdrawal.objects.filter(chapter=chapter, area=area, ends_on__lte=day)
    return rows.select_related("look_at__manual").order_by("-recorded_at", "-pk").first()


def reviewed(version: Version, day: date) -> Review | None:
    """The last time until a day that the version was read over and found to stand."""
    return version.reviews.filter(reviewed_on__lte=day).order_by("-reviewed_on", "-pk").first()


def settled(chapter: Chapter) -> QuerySet[Version]:
    """Versions with a number, newest first, each with how many areas took it."""
    rows = Version.objects.filter(chapter=chapter, state=Version.State.SETTLED)
    return rows.annotate(taken=Count("ratifications", filter=Q(ratifications__corrected_at=None))).order_by(
        "-major", "-minor", "-editorial", "-pk"
    )


def newest_in_force(chapter: Chapter, day: date) -> Version | None:
    """The newest version that any area has in force on a day: what no area has ratified is nobody's to follow."""
    anywhere = Period.objects.believed().on(day).filter(chapter=chapter)
    return settled(chapter).filter(pk__in=anywhere.values("version")).first()


@dataclass(frozen=True)
class Row:
    """A version in its chapter's history: the one before it, and where it is or was in force from when until when."""

    version: Version
    before: Version | None
    periods: list[Period]


def history(chapter: Chapter) -> list[Row]:
    """The versions of a chapter, newest first."""
    rows = list(settled(chapter).defer("body", "words"))
    where: dict[int, list[Period]] = {}
    for each in (
        Period.objects.believed().filter(chapter=chapter).select_related("area").order_by("area__name", "starts_on")
    ):
        where.setdefault(each.version_id, []).append(each)
    return [Row(each, before, where.get(each.pk, [])) for each, before in zip(rows, [*rows[1:], None], strict=True)]


def version_of(chapter: Chapter, number: str) -> Version:
    """The version of an address ("2.0.0"). Raises Http404."""
    parts = number.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise Http404
    major, minor, editorial = (int(part) for part in parts)
    return get_object_or_404(Version, chapter=chapter, major=major, minor=minor, editorial=editorial)


def settled_version(public_id: str) -> Version:
    """A version that is no longer written. Raises Http404."""
    rows = Version.objects.filter(state=Version.State.SETTLED).select_related("chapter__manual")
    return get_object_or_404(rows, public_id=public_id)


def numbers_of(versions: Collection[int]) -> dict[int, str]:
    """The numbers of versions, by their keys."""
    return {each.pk: each.number for each in Version.objects.filter(pk__in=versions)}


def manuals_shared_by(area: Area) -> list[Manual]:
    """The manuals of an area, by title."""
    return list(Manual.objects.filter(areas=area).order_by("title", "pk"))


def paragraph(chapter: Chapter, area: Area, anchor: str, day: date) -> tuple[dict | None, dict | None]:
    """A paragraph of what is in force in an area on a day, and what the area says of it otherwise; None where there is neither."""
    period = in_force(chapter, area, day)
    texts = period.version.body if period else []
    changes = period.local.changes if period and period.local else []
    place, own = (next((each for each in rows if each["anchor"] == anchor), None) for rows in (texts, changes))
    return place, own


def open_version(chapter: Chapter) -> Version | None:
    return Version.objects.filter(chapter=chapter, state__in=OPEN).first()


@dataclass(frozen=True)
class Standing:
    """Where one area stands with a settled version: its decision, its answer on its variation, from when it is in force."""

    area: Area
    ratification: Ratification | None
    question: Question | None
    starts_on: date | None
    has_own: bool


def standings(version: Version, areas: list[Area]) -> list[Standing]:
    """Each area's standing with a version."""
    taken = {each.area_id: each for each in version.ratifications.holding()}
    asked = {each.area_id: each for each in version.questions.select_related("local")}
    rows = list(Period.objects.believed().filter(version=version).order_by("starts_on"))
    first = {each.area_id: each.starts_on for each in reversed(rows)}
    owns = {each.area_id for each in rows if each.local_id and each.ends_on is None}
    return [
        Standing(each, taken.get(each.pk), asked.get(each.pk), first.get(each.pk), each.pk in owns) for each in areas
    ]


def locals_in_force(chapter: Chapter, day: date) -> list[Period]:
    """The areas that do otherwise on a day."""
    rows = Period.objects.believed().on(day).filter(chapter=chapter, local__isnull=False)
    return list(rows.select_related("area", *WITH).defer("version__words").order_by("area__name"))


@dataclass(frozen=True)
class Line:
    """A chapter in a list: what is in force of it in the area of the list, if anything."""

    chapter: Chapter
    period: Period | None

    @property
    def section(self) -> str:
        return self.chapter.number.partition(".")[0]


def manuals_of(area: Area, day: date) -> list[tuple[Manual, list[Line]]]:
    """The manuals of which something is in force in an area, each with its chapters in the order of their numbers."""
    found = {
        each.chapter_id: each
        for each in Period.objects.believed()
        .on(day)
        .filter(area=area)
        .select_related("version")
        .defer("version__body", "version__words")
    }
    manuals = Manual.objects.filter(areas=area, chapters__in=list(found)).distinct().order_by("title", "pk")
    manuals = manuals.prefetch_related("chapters")
    return [
        (manual, [Line(each, found.get(each.pk)) for each in sorted(manual.chapters.all(), key=_order)])
        for manual in manuals
    ]


def chapters_of(manual: Manual, area: Area, day: date) -> list[Period]:
    """What is in force of a manual in an area, in the order of its numbers."""
    rows = Period.objects.believed().on(day).filter(area=area, chapter__manual=manual)
    rows = rows.select_related("chapter__manual", "version").defer("version__body", "version__words")
    return sorted(rows, key=lambda each: _order(each.chapter))


def _order(chapter: Chapter) -> list[int]:
    return [int(part) for part in chapter.number.split(".")]


def sharing_areas() -> list[Area]:
    """The areas that share any manual, by name."""
    return list(Area.objects.filter(pk__in=Sharing.objects.values("area")).order_by("name", "pk"))


def first_area(areas: list[Area]) -> Area | None:
    """The area whose chapters a reader sees who has chosen none: the one that opened the first manual."""
    first = Sharing.objects.order_by("pk").values_list("area", flat=True).first()
    return next((each for each in areas if each.pk == first), None)


def amendments(area: Area, day: date, most: int = 60) -> list[Period]:
    """What came into force in an area by a day, newest first. A version that goes on with another variation did not begin again."""
    rows = Period.objects.believed().filter(area=area)
    goes_on = rows.filter(version=OuterRef("version"), ends_on=OuterRef("starts_on"))
    rows = rows.filter(~Exists(goes_on), starts_on__lte=day).select_related("chapter__manual", "version", "local")
    return list(rows.defer("version__body", "version__words").order_by("-starts_on", "-pk")[:most])


def begun(area: Area, since: datetime, until: datetime, most: int = 60) -> list[Period]:
    """What is in force in an area at a moment, and could not be told of at another before: not recorded, or not begun. Newest first."""
    told = Period.objects.filter(
        area=area, version=OuterRef("version"), believed_from__lte=since, starts_on__lte=london_date(since)
    )
    rows = Period.objects.believed(until).on(london_date(until)).filter(~Exists(told), area=area)
    rows = rows.select_related("chapter__manual", "version").defer("version__body", "version__words")
    return list(rows.order_by("-starts_on", "-pk")[:most])


def changed(area: Area, since: datetime, until: datetime, chapters: Collection[str]) -> list[Period]:
    """What is in force of these chapters at a moment and could not be told of at another before, the area's own words among it."""
    own = Coalesce("local", 0)
    told = Period.objects.alias(own=own).filter(
        area=area,
        version=OuterRef("version"),
        own=OuterRef("own"),
        believed_from__lte=since,
        starts_on__lte=london_date(since),
    )
    rows = Period.objects.believed(until).on(london_date(until)).filter(area=area, chapter__public_id__in=chapters)
    rows = rows.alias(own=own).filter(~Exists(told)).select_related("chapter__manual", "version", "local")
    return list(rows.defer("version__body", "version__words").order_by("chapter", "-starts_on", "-pk"))


def ended(area: Area, since: datetime, until: datetime, chapters: Collection[str]) -> list[Withdrawal]:
    """Which of these chapters ended in an area between two moments: when its day had come and it was on record."""
    rows = Withdrawal.objects.filter(
        area=area, chapter__public_id__in=chapters, recorded_at__lte=until, ends_on__lte=london_date(until)
    )
    rows = rows.filter(Q(recorded_at__gt=since) | Q(ends_on__gt=london_date(since)))
    return list(rows.select_related("chapter__manual").order_by("chapter", "pk"))


def in_force_everywhere(area: Area, day: date, *, with_words: bool = True) -> list[Period]:
    """Everything in force in an area on a day, with its words where they are wanted."""
    rows = Period.objects.believed().on(day).filter(area=area).select_related("chapter__manual", "version")
    rows = rows.defer("version__body", *(() if with_words else ("version__words",)))
    return list(rows.order_by("chapter__manual__title", "chapter__number", "pk"))


def last_change(area: Area) -> tuple:
    """How many periods are on record in an area, the newest, and when the last one ceased to be believed."""
    rows = Period.objects.filter(area=area)
    return tuple(rows.aggregate(Count("pk"), Max("pk"), Max("believed_to")).values())


def period_of(version: Version, area: Area, day: date) -> Period | None:
    """When a version is or was in force in an area, as it is believed now: on a day; else the last time before it, else the first after."""
    rows = Period.objects.believed().filter(version=version, area=area).select_related("local")
    return (
        rows.on(day).first()
        or rows.filter(starts_on__lte=day).order_by("-starts_on").first()
        or rows.order_by("starts_on").first()
    )


def to_read(area: Area, day: date) -> list[Period]:
    """What is in force in an area, newest first: what an agency may ask its staff to read."""
    rows = Period.objects.believed().on(day).filter(area=area).select_related("chapter__manual", "version")
    return list(rows.defer("version__body", "version__words").order_by("-starts_on", "-pk"))


def not_ended(area: Area, day: date) -> list[Period]:
    """What is in force in an area on a day, or will come into force after it."""
    rows = Period.objects.believed().filter(Q(ends_on=None) | Q(ends_on__gt=day), area=area)
    return list(rows.select_related(*WITH, "chapter__manual").defer("version__words").order_by("pk"))


def has_begun(version: int, area: Area, day: date) -> bool:
    """Whether a version came into force in an area by a day."""
    return Period.objects.believed().filter(version=version, area=area, starts_on__lte=day).exists()
