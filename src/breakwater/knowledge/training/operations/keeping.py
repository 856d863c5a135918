"""What the training team keeps besides courses and dates: trainers, fees, requests for sessions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from ..models import Approved, BespokeRequest, Booking, Course, Delegate, Event, Fee, Trainer
from ..service import counting, training_team
from . import places
from .delegates import NobodyKeepsTraining, NotMerged, merge


class TrainerIsKnown(Refusal):
    words = "Another trainer of the pool has this address."
    box = "email"


class NotFound(Refusal):
    words = "No training record of your area has this address. Ask them, or whoever books for them, to book once."
    box = "email"


@dataclass(frozen=True)
class TrainerFacts:
    name: str
    email: str
    organisation: str
    courses: tuple[str, ...] = ()
    days_offered: int = 0
    trained_on: date | None = None
    updated_on: date | None = None
    observed_on: date | None = None
    released_until: date | None = None
    facilitator: str = ""
    facilitator_since: date | None = None
    facilitator_until: date | None = None
    conferences: int = 0
    left_on: date | None = None


OF_TRAINER = tuple(name for name in TrainerFacts.__dataclass_fields__ if name not in ("organisation", "courses"))


@transaction.atomic
def save_trainer(trainer: Trainer | None, facts: TrainerFacts, *, by: Actor, at: datetime) -> Trainer:
    """Add somebody to the pool, or change what is known of them. Raises TrainerIsKnown."""
    area = by.membership.team.area
    others = Trainer.objects.filter(area=area, email__iexact=facts.email)
    if others.exclude(pk=trainer.pk if trainer else None).exists():
        raise TrainerIsKnown
    said = values_of(facts, *OF_TRAINER) | {"organisation": Organisation.objects.get(public_id=facts.organisation)}
    if trainer is None:
        trainer = Trainer.objects.create(area=area, **said)
    else:
        for name, value in said.items():
            setattr(trainer, name, value)
        trainer.save(update_fields=list(said))
    trainer.approved.exclude(course__public_id__in=facts.courses).delete()
    for course in Course.objects.filter(area=area, public_id__in=facts.courses):
        Approved.objects.get_or_create(trainer=trainer, course=course)
    audit.did("kept a trainer", "training_trainer", trainer.pk)
    return trainer


@dataclass(frozen=True)
class FeeFacts:
    """A fee, in pence."""

    sector: str
    sort: str
    whole_day: int
    half_day: int
    stayed_away: int
    is_funded: bool
    needs_order: bool
    cancel_within: int
    cancel_in_working_days: bool
    cancel_percent: int
    finance_code: str
    in_force_from: date


@transaction.atomic
def add_fee(facts: FeeFacts, *, by: Actor, at: datetime) -> Fee:
    """A fee from a day on; what held for the same staff and courses ends the day before."""
    area = by.membership.team.area
    same = Fee.objects.filter(area=area, sector=facts.sector, sort=facts.sort)
    if same.filter(in_force_from__gte=facts.in_force_from).exists():
        raise Refusal(
            words="A fee for the same holds from that day or a later one. Enter a later day.", box="in_force_from"
        )
    same.filter(in_force_to=None).update(in_force_to=facts.in_force_from - timedelta(days=1))
    made = Fee.objects.create(area=area, **values_of(facts))
    audit.did("set a fee", "training_fee", made.pk)
    return made


@dataclass(frozen=True)
class RequestFacts:
    about: str
    people: int
    wanted: str
    course: str = ""
    place: str = ""


@transaction.atomic
def ask_for_session(facts: RequestFacts, *, key: UUID, by: Actor, at: datetime) -> BespokeRequest:
    """An agency asks for a session of its own; the training team is told. Raises NobodyKeepsTraining."""
    post = by.membership
    if made := BespokeRequest.objects.filter(key=key).first():
        return made
    team = training_team(post.team.area)
    if team is None:
        raise NobodyKeepsTraining
    made = BespokeRequest.objects.create(
        area=post.team.area,
        team=team,
        asking_team=post.team,
        organisation=post.team.organisation,
        course=Course.objects.filter(area=post.team.area, public_id=facts.course).first() if facts.course else None,
        asked_at=at,
        asked_by=by,
        key=key,
        **values_of(facts, "about", "people", "wanted", "place"),
    )
    words = "An organisation asks for a training session of its own"
    notifications.tell(words=words, path=reverse("training:request", args=[made.public_id]), by=by, at=at, team=team)
    audit.did("asked for a session", "training_request", made.pk)
    return made


@transaction.atomic
def answer_request(request: BespokeRequest, *, agreed: str, answer: str, by: Actor, at: datetime) -> BespokeRequest:
    """Agree to a session or decline it; whoever asked is told."""
    if request.state != BespokeRequest.State.WAITING:
        raise Refusal(words="This request is answered already.")
    request.state = BespokeRequest.State.AGREED if agreed == "yes" else BespokeRequest.State.DECLINED
    request.answer, request.answered_at, request.answered_by = answer, at, by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    notifications.tell(
        words="The training team has answered your request for a session",
        path=reverse("training:request", args=[request.public_id]),
        by=by,
        at=at,
        users=[request.asked_by.membership.user],
    )
    audit.did("answered a request for a session", "training_request", request.pk)
    return request


@transaction.atomic
def book_for(event: Event, *, email: str, key: UUID, by: Actor, at: datetime) -> Booking:
    """The training team books whoever has this address, also after booking has closed. Raises NotFound."""
    with counting(event.area):
        who = Delegate.objects.in_use().filter(area=event.area, email__iexact=email).first()
    if who is None:
        raise NotFound
    wish = places.Wish([who.pk], by_manager=True, by_keeper=True)
    (made,) = places.book(event, wish, key=key, by=by, at=at)
    return made


@transaction.atomic
def merge_by_address(area: Area, *, email: str, other: str, sure: str, by: Actor, at: datetime) -> Delegate:
    """Make two records one, once somebody has compared them and says that they are one person (SG-32). Raises NotMerged."""
    double, stays = both_of(area, email=email, other=other)
    if sure != "yes":
        raise NotMerged(words="Nothing was changed. Both records stay as they are.", box="sure")
    return merge(double, stays, by=by, at=at)


def both_of(area: Area, *, email: str, other: str) -> tuple[Delegate, Delegate]:
    """The records with two addresses. Raises NotMerged."""
    return _of_address(area, email, "email"), _of_address(area, other, "other")


def _of_address(area: Area, email: str, box: str) -> Delegate:
    with counting(area):
        found = Delegate.objects.in_use().filter(area=area, email__iexact=email).first()
    if found is None:
        raise NotMerged(words="No training record of your area has this address.", box=box)
    return found
