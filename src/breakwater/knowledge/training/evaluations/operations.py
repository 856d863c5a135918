"""Evaluations: the same questions before and after, three months on with the manager, and what changed (PL 8.10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from .. import link_pages
from ..certificates import operations as certificates
from ..models import Attendance, Booking, BookingState, Certificate, Evaluation

Stage = Evaluation.Stage
STAYS_OPEN = timedelta(days=90)
IMPACT_AFTER = 3  # months
FEW = 10  # nothing is inferred from fewer


class AlreadySent(Refusal):
    words = "You have sent this evaluation already. Thank you."


@dataclass(frozen=True)
class Said:
    """What a delegate says at a stage; `ratings` are of relevance, pace, trainers and venue."""

    scores: Mapping[str, int]
    words: str = ""
    ratings: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Change:
    """Of those who answered before and after: how many, and how sure they were of an outcome, 1 to 5."""

    outcome: str
    n: int
    before: float | None
    after: float | None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def booking_by_link(public_id: str, stage: str, *, at: datetime) -> tuple[Booking, str] | None:
    """The booking whose evaluation a link opens, while its time runs; the manager's link opens three months on as well."""
    known = Booking.objects.filter(public_id=public_id, state=BookingState.CONFIRMED)
    booking = known.select_related("event__course", "event__edition", "event__area", "delegate").first()
    wanted = Stage.IMPACT if stage == "MANAGER" else stage
    return (booking, stage) if booking and is_open(booking, wanted, at) else None


def is_open(booking: Booking, stage: str, at: datetime) -> bool:
    """Whether it is the time for a stage."""
    event = booking.event
    if booking.state != BookingState.CONFIRMED:
        return False
    if stage == Stage.BEFORE:
        return at < event.ends_at
    if all(each.came == Attendance.Came.NO for each in booking.attendances.all()):
        return False
    if stage == Stage.AFTER:
        return event.ends_at - timedelta(hours=1) <= at <= event.ends_at + STAYS_OPEN
    asks_on = months_later(london_date(event.ends_at), IMPACT_AFTER)
    return asks_on <= london_date(at) <= asks_on + STAYS_OPEN


def wanted_now(booking: Booking, at: datetime) -> str:
    """The stage that is to be answered now; "" for none."""
    if booking.state != BookingState.CONFIRMED:
        return ""
    sent = {each.stage for each in booking.evaluations.all()}
    return next((stage for stage in Stage.values if stage not in sent and is_open(booking, stage, at)), "")


def token(booking: Booking, stage: str) -> str:
    return link_pages.made("evaluation", booking.area, booking.public_id, stage)


def already_sent(booking: Booking, stage: str) -> Evaluation | None:
    return booking.evaluations.filter(stage=stage).first()


@transaction.atomic
def send(booking: Booking, stage: str, said: Said, *, by: Actor, at: datetime) -> Certificate | None:
    """Keep what a delegate says. After the course it makes their certificate, which is returned. Raises AlreadySent."""
    Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if already_sent(booking, stage):
        raise AlreadySent
    Evaluation.objects.create(
        booking=booking, stage=stage, scores=dict(said.scores), words=said.words, at=at, **said.ratings or {}
    )
    audit.did("evaluated", "training_booking", booking.pk, stage=stage)
    return certificates.issue_if_evaluated(booking, by=by, at=at) if stage == Stage.AFTER else None


@transaction.atomic
def add_manager_words(booking: Booking, *, words: str, by: Actor, at: datetime) -> None:
    """What the manager sees in the work, three months on; once. Raises AlreadySent."""
    said = Evaluation.objects.select_for_update().filter(booking=booking, stage=Stage.IMPACT).first()
    if said is None or said.manager_words:
        raise AlreadySent
    said.manager_words = words
    said.save(update_fields=["manager_words"])
    audit.did("commented as manager on", "training_booking", booking.pk)


def of_event(event) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(booking__event=event).select_related("booking").order_by("at", "pk")


def changes(outcomes: Iterable[str], said: Iterable[Evaluation]) -> list[Change]:
    """Paired change of each outcome: those alone who answered it before and after."""
    before, after = {}, {}
    for each in said:
        if each.stage != Stage.IMPACT:
            (before if each.stage == Stage.BEFORE else after)[each.booking_id] = each.scores
    made = []
    for number, outcome in enumerate(outcomes, start=1):
        key = str(number)
        pairs = [
            (before[who][key], after[who][key])
            for who in before.keys() & after.keys()
            if key in before[who] and key in after[who]
        ]
        firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
        made.append(Change(outcome, len(pairs), fmean(firsts) if pairs else None, fmean(seconds) if pairs else None))
    return made
