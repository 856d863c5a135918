"""What is in force where: from a day, corrected, ended, reviewed. Nothing that was believed is ever written over."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from .. import timeline
from ..models import Chapter, Local, Period, Question, Ratification, Review, Version, Withdrawal
from ..timeline import NoSuchSpan, Span
from .drafting import latest

__all__ = ["NoSuchSpan", "NotInOrder", "NotRatified", "VariationWaits"]


class NotRatified(Refusal):
    """The area has not taken this version by a decision."""


class VariationWaits(Refusal):
    """The area does otherwise somewhere in this chapter, and has not said whether it still does. Its argument is that variation."""


class NotInOrder(Refusal):
    words = "Something about this chapter was recorded at this very moment. Send it again."


class BeforeItsDecision(Refusal):
    """Nothing is in force before the day on which its body decided it."""

    box = "starts_on"

    def __init__(self, decided_on: date):
        since = f"It was decided on {decided_on:%-d %B %Y}, and cannot have been in force before"
        super().__init__(decided_on, words=f"{since}. Check the day, or correct the decision")


class NothingInForce(Refusal):
    box, words = "found", "Nothing of it is in force in your area, so there is nothing to confirm"


def spans_of(chapter: Chapter, area: Area) -> list[Span]:
    """What is now believed to be in force in an area, in its order."""
    rows = Period.objects.believed().filter(chapter=chapter, area=area).order_by("starts_on")
    return [Span(row.starts_on, row.ends_on, row.version_id, row.local_id) for row in rows]


@transaction.atomic
def put_in_force(*, version: Version, area: Area, starts_on: date, by: Actor, at: datetime) -> None:
    """The version is in force in the area from a day on. Raises NotRatified, VariationWaits, and what `believe` raises."""
    chapter = _locked(version.chapter)
    if not Ratification.objects.holding().filter(version=version, area=area).exists():
        raise NotRatified(area.pk, words=f"{area.name} has not ratified this version. Record its decision first.")
    is_news = latest(chapter) == version and not Period.objects.filter(version=version).exists()
    spans = spans_of(chapter, area)
    local = _local_for(version, area, spans, starts_on)
    spans = _without_what_it_replaces(version, area, spans, starts_on)
    placed = timeline.placed(spans, version=version.pk, local=local, starts_on=starts_on)
    believe(chapter, area, timeline.joined(placed), by=by, at=at)
    if is_news or chapter.review_by is None:  # shared by all areas: the first to take the newest text changes them
        chapter.title, chapter.review_by, chapter.under_review = version.title, version.review_by, ""
        chapter.save(update_fields=["title", "review_by", "under_review"])
    audit.did("put in force", "chapter", chapter.pk, area=area.code, version=version.pk, starts_on=starts_on)


def _local_for(version: Version, area: Area, spans: list[Span], starts_on: date) -> int | None:
    """The variation that comes along: the area's own, where it said that it keeps it."""
    before = timeline.on(spans, starts_on) or max((each for each in spans if each.starts_on <= starts_on), default=None)
    if before is None or before.local is None or before.version == version.pk:
        return before.local if before else None
    return before.local if _keeps(version, area, before.local) else None


def _without_what_it_replaces(version: Version, area: Area, spans: list[Span], starts_on: date) -> list[Span]:
    """What is to follow later, with this version in place of those it replaces; a variation among them goes on where it is kept."""
    older = set(
        version.chapter.versions.filter(settled_at__lt=version.settled_at).values_list("pk", flat=True)
    )  # no other than a settled one has `settled_at`
    varied = next((s.local for s in spans if s.starts_on > starts_on and s.version in older and s.local), None)
    keeps = varied is not None and _keeps(version, area, varied)
    return timeline.overtaken(spans, version=version.pk, older=older, keeps=keeps, after=starts_on)


def _keeps(version: Version, area: Area, local: int) -> bool:
    """Whether the area keeps its variation beside the version. Raises VariationWaits."""
    answered = Question.objects.filter(version=version, area=area).first()
    if answered is None or answered.answer == Question.Answer.WAITING:
        raise VariationWaits(local)
    return answered.answer == Question.Answer.KEPT


@transaction.atomic
def correct(*, chapter: Chapter, area: Area, span: Span, starts_on: date, why: str, by: Actor, at: datetime) -> None:
    """It was recorded with the wrong first day. What was believed until now stays on record. Raises NoSuchSpan, and what `believe` raises.

    Where it had taken the place of something by that mistake, that is in force again until the right day.
    """
    chapter = _locked(chapter)
    spans = spans_of(chapter, area)
    if span not in spans:
        raise NoSuchSpan
    earlier = _before_it_came(chapter, area, span)
    wanted = timeline.moved(spans, span=span, starts_on=starts_on, earlier=earlier)
    wanted = timeline.given_back(wanted, earlier=earlier, since=span.starts_on, until=starts_on)
    believe(chapter, area, wanted, by=by, at=at, why=why)
    audit.did("corrected", "chapter", chapter.pk, area=area.code, starts_on=starts_on)


def _before_it_came(chapter: Chapter, area: Area, span: Span) -> list[Span]:
    """What was believed just before the version, with this variation or none, was first recorded in the area."""
    rows = Period.objects.filter(chapter=chapter, area=area)
    came = rows.filter(version=span.version, local=span.local).aggregate(Min("believed_from"))["believed_from__min"]
    before = rows.filter(Q(believed_to=None) | Q(believed_to__gte=came), believed_from__lt=came)
    return [Span(row.starts_on, row.ends_on, row.version_id, row.local_id) for row in before]


@transaction.atomic
def withdraw(
    *, chapter: Chapter, area: Area, ends_on: date, why: str, by: Actor, at: datetime, look_at: Chapter | None = None
) -> Withdrawal:
    """Nothing of the chapter is in force in the area from a day on. Raises NoSuchSpan where nothing was."""
    chapter = _locked(chapter)
    spans = timeline.ended(spans_of(chapter, area), ends_on=ends_on)
    believe(chapter, area, spans, by=by, at=at)
    made = Withdrawal.objects.create(
        chapter=chapter, area=area, ends_on=ends_on, why=why, look_at=look_at, recorded_at=at, recorded_by=by
    )
    audit.did("withdrew", "chapter", chapter.pk, area=area.code, ends_on=ends_on)
    return made


def believe(chapter: Chapter, area: Area, wanted: Iterable[Span], *, by: Actor, at: datetime, why: str = "") -> None:
    """From this moment the record says `wanted`. What it said before is kept, with until when. The chapter is locked.

    Raises NotInOrder, BeforeItsDecision.
    """
    wanted = set(wanted)
    rows = list(Period.objects.believed().filter(chapter=chapter, area=area))
    if any(row.believed_from > at for row in rows):
        raise NotInOrder(at)
    stays = {Span(row.starts_on, row.ends_on, row.version_id, row.local_id): row for row in rows}
    new = sorted(wanted - stays.keys())
    _follow_their_decisions(new, area)
    Period.objects.filter(pk__in=[row.pk for span, row in stays.items() if span not in wanted]).update(believed_to=at)
    Period.objects.bulk_create(
        Period(
            chapter=chapter,
            area=area,
            version_id=span.version,
            local_id=span.local,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            believed_from=at,
            recorded_by=by,
            why=why,
        )
        for span in new
    )


def _follow_their_decisions(spans: list[Span], area: Area) -> None:
    """Each begins on a day on which its version, and its variation, had been decided. Raises BeforeItsDecision. The database asks it too."""
    taken = Ratification.objects.holding().filter(area=area, version__in={each.version for each in spans})
    decided = dict(taken.values_list("version", "decided_on"))
    varied = dict(Local.objects.filter(pk__in={each.local for each in spans}).values_list("pk", "decided_on"))
    for each in spans:
        first = max(filter(None, (decided.get(each.version), varied.get(each.local))), default=None)
        if first and each.starts_on < first:
            raise BeforeItsDecision(first)


@transaction.atomic
def review(
    *, chapter: Chapter, version: Version, review_by: date, words: str, by: Actor, at: datetime, key: UUID | None = None
) -> Review:
    """Somebody read it over and it stands; it is to be read again by another day. The same `key` again is the same review."""
    chapter = _locked(chapter)
    if key and (known := Review.objects.filter(key=key).first()):
        return known
    made = Review.objects.create(
        key=key,
        chapter=chapter,
        version=version,
        reviewed_on=london_date(at),
        review_by=review_by,
        words=words,
        recorded_at=at,
        recorded_by=by,
    )
    chapter.review_by, chapter.under_review = review_by, ""
    chapter.save(update_fields=["review_by", "under_review"])
    audit.did("reviewed", "chapter", chapter.pk, review_by=review_by)
    return made


@transaction.atomic
def flag(*, chapter: Chapter, why: str, by: Actor, at: datetime) -> None:
    """Say to every reader that the chapter is being looked at, and why. It stays in force."""
    chapter = _locked(chapter)
    chapter.under_review = why
    chapter.save(update_fields=["under_review"])
    audit.did("flagged", "chapter", chapter.pk, at=at)


def _locked(chapter: Chapter) -> Chapter:
    return Chapter.objects.select_for_update().get(pk=chapter.pk)
