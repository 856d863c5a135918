"""Keeping an area's editions, and recording the level of need that a person sees in a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Case
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.models import Person

from .chart import Chart, read_chart
from .models import Considered, Indicator, Level, LevelView, Missing, ThresholdEdition

LOOKS_BACK = timedelta(days=366)
TIER_WORDS = (("label", "its name"), ("who", "who helps"))


@dataclass(frozen=True)
class IndicatorFacts:
    """What may be seen, under which heading, and the tier it points to; `alone` where it points to tier 4 by itself."""

    level: int
    domain: str
    topic: str
    text: str
    alone: bool


@dataclass(frozen=True)
class LevelFacts:
    """The level of need that a person sees and why, the indicators ticked (by key), and what nobody has said."""

    level: int
    reason: str
    indicators: Iterable[int]
    missing: Iterable[str]


class NoEdition(Refusal):
    """The area has released no edition that holds on this day."""


class DraftBegun(Refusal):
    words = "There is a draft already. Continue with that one"


class AlreadyReleased(Refusal):
    words = "This edition has been released meanwhile, and a released edition is never changed. Begin a new draft."


class Incomplete(Refusal):
    words = "Add at least one indicator to every tier, then release it."


class FromTooEarly(Refusal):
    box, words = "starts_on", "Choose today or a later day, on which no other edition begins"


class SaidTwice(Refusal):
    box, words = "text", "These words stand under this heading and tier already"


class OfAnotherEdition(Refusal):
    """An indicator was ticked that the edition in force does not hold."""


def edition_now(area: Area, on: date) -> ThresholdEdition | None:
    """The edition that is in force in an area on a day, where there is one."""
    return ThresholdEdition.objects.in_force(area, on).first()


def editions_of(area: Area) -> list[ThresholdEdition]:
    """Every edition of an area, its draft among them, the last to begin first."""
    return list(ThresholdEdition.objects.filter(area=area).order_by("-starts_on", "-pk"))


def edition_in_force(area: Area, on: date) -> ThresholdEdition:
    """The edition by which an area decides on a day. Raises NoEdition."""
    found = edition_now(area, on)
    if found is None:
        raise NoEdition(area.code)
    return found


@transaction.atomic
def begin_draft(*, area: Area, by: Actor, at: datetime) -> ThresholdEdition:
    """Begin an area's next edition: a copy of the newest one, or of the chart that Breakwater brings. Raises DraftBegun."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if ThresholdEdition.objects.filter(area=area, released_at=None).exists():
        raise DraftBegun(area.code)
    newest = ThresholdEdition.objects.filter(area=area).order_by("-starts_on", "-pk").first()
    draft = _copy_of(newest, by=by, at=at) if newest else _of_chart(read_chart(), area, by=by, at=at)
    audit.did("began an edition of thresholds", "area", area.pk)
    return draft


def _of_chart(chart: Chart, area: Area, *, by: Actor, at: datetime) -> ThresholdEdition:
    draft = ThresholdEdition.objects.create(
        area=area,
        title=chart.title,
        source=chart.source,
        tiers=chart.tiers,
        review_by=chart.review_by,
        made_at=at,
        made_by=by,
    )
    _chart_indicators(chart, draft)
    return draft


def _chart_indicators(chart: Chart, draft: ThresholdEdition) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            edition=draft,
            code=f"{order:03}",
            level=line.level,
            domain=line.domain,
            topic=line.topic,
            text=line.text,
            alone=line.alone,
            order=order,
        )
        for order, line in enumerate(chart.lines, 1)
    )


def _copy_of(edition: ThresholdEdition, *, by: Actor, at: datetime) -> ThresholdEdition:
    draft = ThresholdEdition.objects.create(
        area=edition.area, title=edition.title, source=edition.source, tiers=edition.tiers, made_at=at, made_by=by
    )
    _copy_indicators(edition, draft)
    return draft


def _copy_indicators(edition: ThresholdEdition, draft: ThresholdEdition) -> None:
    copies = list(edition.indicators.order_by("order"))
    for copy in copies:
        copy.pk, copy.edition = None, draft
    Indicator.objects.bulk_create(copies)


def lock_draft(edition: ThresholdEdition) -> ThresholdEdition:
    """The draft as it stands, held until the transaction ends. Raises AlreadyReleased."""
    held = ThresholdEdition.objects.select_for_update().get(pk=edition.pk)
    if not held.is_draft:
        raise AlreadyReleased(held.public_id)
    return held


@transaction.atomic
def describe(*, edition: ThresholdEdition, title: str, source: str, tiers: dict, by: Actor, at: datetime) -> None:
    """Say where a draft is taken from and what its tiers are called. Raises AlreadyReleased."""
    held = lock_draft(edition)
    held.title, held.source, held.tiers = title, source, tiers
    held.save(update_fields=["title", "source", "tiers"])
    audit.did("edited thresholds", "area", held.area_id)


@transaction.atomic
def write_indicator(
    edition: ThresholdEdition, facts: IndicatorFacts, *, by: Actor, at: datetime, code: str = ""
) -> Indicator:
    """Add an indicator to a draft, or change the one of this code. Raises AlreadyReleased, SaidTwice.

    A heading is one however its letters are written; the words of another indicator are not written a second time.
    """
    held = lock_draft(edition)
    others = held.indicators.filter(domain=facts.domain, topic__iexact=facts.topic).exclude(code=code)
    topic = others.order_by("order").values_list("topic", flat=True).first() or facts.topic
    said = values_of(facts) | {"topic": topic, "alone": facts.alone and facts.level == Level.FOUR}
    audit.did("edited thresholds", "area", held.area_id)
    if same := others.filter(level=facts.level, text__iexact=facts.text).first():
        if code or same.alone != said["alone"]:
            raise SaidTwice(same.code)
        return same
    if code:
        held.indicators.filter(code=code).update(**said)
        return held.indicators.get(code=code)
    last = held.indicators.aggregate(code=Max("code"), order=Max("order"))
    return Indicator.objects.create(
        edition=held, code=f"{int(last['code'] or 0) + 1:03}", order=(last["order"] or 0) + 1, **said
    )


@transaction.atomic
def drop_indicator(*, edition: ThresholdEdition, code: str, by: Actor, at: datetime) -> None:
    """Take an indicator out of a draft. Raises AlreadyReleased."""
    held = lock_draft(edition)
    held.indicators.filter(code=code).delete()
    audit.did("edited thresholds", "area", held.area_id)


@transaction.atomic
def undo_changes(*, edition: ThresholdEdition, by: Actor, at: datetime) -> None:
    """Put a draft back to the newest released edition, or to the chart that Breakwater brings. Raises AlreadyReleased."""
    held = lock_draft(edition)
    newest = _newest(held.area)
    held.indicators.all().delete()
    if newest:
        held.title, held.source, held.tiers = newest.title, newest.source, newest.tiers
        _copy_indicators(newest, held)
    else:
        chart = read_chart()
        held.title, held.source, held.tiers = chart.title, chart.source, chart.tiers
        _chart_indicators(chart, held)
    held.save(update_fields=["title", "source", "tiers"])
    audit.did("undid the changes of an edition of thresholds", "area", held.area_id)


def _newest(area: Area) -> ThresholdEdition | None:
    released = ThresholdEdition.objects.filter(area=area, released_at__isnull=False)
    return released.order_by("-starts_on", "-pk").first()


@dataclass(frozen=True)
class Changes:
    """What a draft changes beside the newest released edition."""

    added: Sequence[Indicator]
    removed: Sequence[Indicator]
    reworded: Sequence[tuple[Indicator, Indicator]]
    tiers: Sequence[str]

    @property
    def any(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.tiers)


def changes_of(draft: ThresholdEdition) -> Changes | None:
    """What differs from the newest released edition of the area; None where there is none."""
    newest = (
        ThresholdEdition.objects.filter(area=draft.area_id, released_at__isnull=False).order_by("-starts_on").first()
    )
    if newest is None:
        return None
    old, new = ({each.code: each for each in one.indicators.order_by("order", "pk")} for one in (newest, draft))
    told = [("Title", newest.title, draft.title), ("Source", newest.source, draft.source)]
    for level in Level:
        ours, theirs = (one.tiers.get(str(level.value), {}) for one in (newest, draft))
        told += [(f"{level.label}: {what}", ours.get(key, ""), theirs.get(key, "")) for key, what in TIER_WORDS]
    return Changes(
        added=[each for code, each in new.items() if code not in old],
        removed=[each for code, each in old.items() if code not in new],
        reworded=[(old[code], each) for code, each in new.items() if code in old and _words(each) != _words(old[code])],
        tiers=[f"{what}: “{before}” becomes “{after}”" for what, before, after in told if before != after],
    )


def _words(each: Indicator) -> tuple:
    return each.level, each.domain, each.topic, each.text, each.alone


@transaction.atomic
def release(
    *, edition: ThresholdEdition, starts_on: date, review_by: date, by: Actor, at: datetime
) -> ThresholdEdition:
    """Put a draft in force from a day on; the one before it ends the day before. Raises AlreadyReleased, Incomplete, FromTooEarly."""
    held = lock_draft(edition)
    if set(held.indicators.values_list("level", flat=True)) != set(Level.values):
        raise Incomplete(held.public_id)
    taken = ThresholdEdition.objects.filter(area=held.area_id, starts_on=starts_on).exclude(pk=held.pk)
    if starts_on < london_date(at) or taken.exists():
        raise FromTooEarly(starts_on)
    held.starts_on, held.review_by, held.released_at, held.released_by = starts_on, review_by, at, by
    held.save(update_fields=["starts_on", "review_by", "released_at", "released_by"])
    audit.did("released thresholds", "area", held.area_id, starts_on=starts_on.isoformat())
    return held


@transaction.atomic
def consider(case: Case, facts: LevelFacts, *, key: UUID, by: Actor, at: datetime) -> LevelView:
    """Record the level of need that a person sees in a case, with what they ticked. The same `key` again adds nothing.

    Raises NoEdition, OfAnotherEdition, cases.RepeatsTooMuch.
    """
    if known := LevelView.objects.filter(key=key).first():
        return known
    edition = edition_in_force(case.area, london_date(at))
    ticked = sorted(set(facts.indicators))
    if Indicator.objects.filter(edition=edition, pk__in=ticked).count() != len(ticked):
        raise OfAnotherEdition(case.reference)
    cases.keep_back(case, reason=facts.reason, missing="\n".join(facts.missing))
    view = LevelView.objects.create(
        case=case, edition=edition, level=facts.level, reason=facts.reason, key=key, at=at, by=by
    )
    Considered.objects.bulk_create(Considered(view=view, indicator_id=each) for each in ticked)
    Missing.objects.bulk_create(Missing(view=view, words=words) for words in facts.missing)
    audit.did("considered the level of need", "case", case.pk)
    return view


def view_of(case: Case) -> LevelView | None:
    """The last view taken of a case's level of need."""
    return (
        case.level_views.select_related("edition", "by__membership__user", "by__membership__role")
        .order_by("-at", "-pk")
        .first()
    )


@dataclass(frozen=True)
class Suggestion:
    """What the ticked indicators point to, in words that say why. Never a score, and never by itself a decision (TH-08)."""

    level: int | None
    why: str


def suggest(indicators: Iterable[Indicator]) -> Suggestion:
    """The highest tier of what is ticked; one that stands alone decides (TH-02, TH-05)."""
    ticked = list(indicators)
    if not ticked:
        return Suggestion(None, "Nothing is ticked yet.")
    alone = [each for each in ticked if each.alone]
    if alone:
        return Suggestion(4, f"“{alone[0].text}” points to {LEVELS[4].name} by itself.")
    level = max(each.level for each in ticked)
    number = sum(each.level == level for each in ticked)
    return Suggestion(
        level, f"{number} of the {len(ticked)} ticked {'lies' if number == 1 else 'lie'} at tier {level}, none higher."
    )


@dataclass(frozen=True)
class Seen:
    """An indicator considered earlier: when, in which case, for whom."""

    at: datetime
    text: str
    level: int
    reference: str
    name: str


def seen_before(people: Iterable[Person], *, case: Case, at: datetime) -> list[Seen]:
    """What was considered at tier 2 or higher for these people in other cases within 12 months, newest first (TH-04).

    Neglect is recognised by its pattern. Only of cases that the actor may read.
    """
    rows = (
        Considered.objects.filter(
            view__at__gte=at - LOOKS_BACK,
            indicator__level__gte=Level.TWO,
            view__case__participants__person__in=list(people),
            view__case__participants__capacity=Capacity.CHILD,
            view__case__participants__ends_at=None,
        )
        .exclude(view__case=case)
        .order_by("-view__at", "-pk")
        .values_list(
            "view__at",
            "indicator__text",
            "indicator__level",
            "view__case__reference",
            "view__case__participants__person__forename",
            "view__case__participants__person__surname",
        )
    )
    return [
        Seen(at, text, level, reference, f"{forename} {surname}".strip())
        for at, text, level, reference, forename, surname in rows[:100]
    ]
