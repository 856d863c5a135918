"""A school asks, the officer offers times, the school takes one: each step says who acts next, and by when (SG-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import spoken
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, TeamService

from ...models import Appointment, SupportRequest, Training
from ...models.support import Kind, RequestState
from .. import pathway

LONGEST = timedelta(hours=8)  # of an appointment


class NobodyToAsk(Refusal):
    words = "Your area has not said who gives Prevent support to schools yet. Call the Prevent co-ordinator"


class MovedOn(Refusal):
    """Somebody has acted on it meanwhile."""

    words = "This has moved on meanwhile. Nothing was changed: read what was recorded, and continue from there"


class NotATimeOffered(Refusal):
    box, words = "starts_at", "This time is not offered any more. Choose one of those shown"


class TimeGone(Refusal):
    box, words = "starts_at", "This time has passed. Choose another, or say that none suits"


class NotYet(Refusal):
    box, words = "reason", "The appointment is still to come. Cancel it instead"


class NotWorkingTime(Refusal):
    words = "is not in working hours: choose a working day, between 8am and 8pm"


class TooSoon(Refusal):
    words = "is too soon: choose a time at least one hour ahead"


class OfficerBusy(Refusal):
    words = "clashes with another appointment of yours, or with a time that you offered to another school"


@dataclass(frozen=True)
class AskFacts:
    """The three answers of a school, with what training or a curriculum needs besides."""

    kind: str
    about: str
    when_suits: str = ""
    audience: str = ""
    size: int | None = None
    subjects: str = ""
    after_incident: bool = False


@dataclass(frozen=True)
class OfferFacts:
    """Two or three times to choose from, how long and where, and what the school has ready."""

    offered: Sequence[datetime]
    minutes: int
    place: str
    documents_asked: str = ""


@dataclass(frozen=True)
class TrainingFacts:
    topic: str
    attended: int
    evaluated: int
    confident: int


def officers_of(area: Area) -> Team | None:
    """The team that gives Prevent support to the area's schools."""
    named = TeamService.objects.filter(area=area, service=pathway.SERVICE).select_related("team__area")
    return next((each.team for each in named), None)


@transaction.atomic
def ask(facts: AskFacts, *, by: Actor, at: datetime, key: UUID) -> SupportRequest:
    """Ask for support. Signposting is answered at once, by the library. Raises NobodyToAsk."""
    if known := made_before(SupportRequest, key):
        return known
    school = by.membership.team
    officers = officers_of(school.area)
    if officers is None:
        raise NobodyToAsk(school.pk)
    is_answered = facts.kind == Kind.SIGNPOSTING
    asked = SupportRequest.objects.create(
        **values_of(facts),
        area=school.area,
        school_team=school,
        officer_team=officers,
        state=RequestState.GIVEN if is_answered else RequestState.WAITING,
        closed_at=at if is_answered else None,
        answer_by=pathway.answer_by(school.area, london_date(at)),
        asked_at=at,
        asked_by=by,
        key=key,
    )
    audit.did("asked for support", "support_request", asked.pk, support=facts.kind)
    if not is_answered:
        _tell(asked.officer_team, "A school asks for Prevent support", asked, by=by, at=at)
    return asked


@transaction.atomic
def offer_times(asked: SupportRequest, facts: OfferFacts, *, by: Actor, at: datetime) -> SupportRequest:
    """Offer times to choose from, each kept for the school until it answers. Raises MovedOn, NotWorkingTime, TooSoon, OfficerBusy."""
    asked = _locked(asked, RequestState.WAITING, RequestState.OFFERED)
    boxes = dict(zip(facts.offered, ("first_at", "second_at", "third_at"), strict=False))
    for starts_at in facts.offered:
        _must_be_free(asked, starts_at, facts.minutes, officer=by.membership, at=at, box=boxes[starts_at])
    _set(
        asked,
        **values_of(facts) | {"offered": sorted(facts.offered)},
        officer=by.membership,
        state=RequestState.OFFERED,
        answer_by=pathway.answer_by(asked.area, london_date(at)),
    )
    audit.did("offered times", "support_request", asked.pk)
    _tell(asked.school_team, "Times for Prevent support are offered: choose one", asked, by=by, at=at)
    return asked


@transaction.atomic
def take_time(asked: SupportRequest, *, starts_at: datetime, by: Actor, at: datetime) -> Appointment:
    """The school takes one of the times, and the appointment is booked. Raises MovedOn, NotATimeOffered, TimeGone."""
    asked = _locked(asked, RequestState.OFFERED)
    if starts_at not in asked.offered:
        raise NotATimeOffered(asked.pk)
    if starts_at <= at:
        raise TimeGone(asked.pk)
    booked = Appointment.objects.create(
        request=asked,
        area=asked.area,
        school_team=asked.school_team,
        officer_team=asked.officer_team,
        starts_at=starts_at,
        changed_at=at,
        changed_by=by,
        **values_of(asked, "officer", "minutes", "place", "documents_asked"),
    )
    _set(asked, state=RequestState.BOOKED, offered=[])
    audit.did("booked", "appointment", booked.pk)
    _tell_both(booked, "An appointment for Prevent support is booked", by=by, at=at)
    return booked


@transaction.atomic
def say_none_suits(asked: SupportRequest, *, words: str, by: Actor, at: datetime) -> SupportRequest:
    """None of the times suits: the request is the officer's again, the same day (SG-02). Raises MovedOn."""
    asked = _locked(asked, RequestState.OFFERED)
    due = pathway.same_day(asked.area, london_date(at))
    _set(asked, state=RequestState.WAITING, offered=[], none_suits=words, answer_by=due)
    audit.did("declined the times offered", "support_request", asked.pk)
    _tell(asked.officer_team, "None of the times offered suits: offer others today", asked, by=by, at=at)
    return asked


@transaction.atomic
def decline(asked: SupportRequest, *, reason: str, by: Actor, at: datetime) -> SupportRequest:
    """It is not given, and why: counted, and the school hears it the same day. Raises MovedOn."""
    asked = _locked(asked, RequestState.WAITING, RequestState.OFFERED)
    due = pathway.same_day(asked.area, london_date(at))
    _set(asked, state=RequestState.NOT_GIVEN, reason=reason, offered=[], closed_at=at, answer_by=due)
    audit.did("declined", "support_request", asked.pk)
    _tell(asked.school_team, "Prevent support that you asked for is not given: read why", asked, by=by, at=at)
    return asked


@transaction.atomic
def withdraw(asked: SupportRequest, *, reason: str, by: Actor, at: datetime) -> SupportRequest:
    """The school needs it no longer. Raises MovedOn."""
    asked = _locked(asked, RequestState.WAITING, RequestState.OFFERED)
    _set(asked, state=RequestState.WITHDRAWN, reason=reason, offered=[], closed_at=at)
    audit.did("withdrew", "support_request", asked.pk)
    _tell(asked.officer_team, "A school withdrew its request for Prevent support", asked, by=by, at=at)
    return asked


@transaction.atomic
def move(booked: Appointment, *, starts_at: datetime, place: str, reason: str, by: Actor, at: datetime) -> Appointment:
    """Another time or place; the calendar file has a higher sequence. Raises MovedOn, NotWorkingTime, TooSoon, OfficerBusy."""
    booked = _booked(booked)
    if starts_at != booked.starts_at:
        _must_be_free(booked.request, starts_at, booked.minutes, officer=booked.officer, at=at, box="clock")
        booked.moved_from = booked.starts_at
    booked.starts_at, booked.place, booked.sequence = starts_at, place, booked.sequence + 1
    _change(booked, reason, by=by, at=at, also=("starts_at", "moved_from", "place", "sequence"))
    audit.did("moved", "appointment", booked.pk)
    _tell_both(booked, "An appointment for Prevent support was moved", by=by, at=at)
    return booked


@transaction.atomic
def cancel(booked: Appointment, *, reason: str, by: Actor, at: datetime) -> Appointment:
    """Either side cancels; the officer offers other times the same day (SG-02). Raises MovedOn."""
    return _off(
        _booked(booked),
        Appointment.State.CANCELLED,
        "An appointment for Prevent support is cancelled",
        reason,
        by=by,
        at=at,
    )


@transaction.atomic
def say_nobody_came(booked: Appointment, *, reason: str, by: Actor, at: datetime) -> Appointment:
    """Nobody was there for it; the officer offers other times the same day. Raises MovedOn, NotYet."""
    booked = _booked(booked)
    if booked.starts_at > at:
        raise NotYet(booked.pk)
    return _off(
        booked,
        Appointment.State.NO_SHOW,
        "Nobody was there for an appointment for Prevent support",
        reason,
        by=by,
        at=at,
    )


@transaction.atomic
def record_training(booked: Appointment, facts: TrainingFacts, *, by: Actor, at: datetime) -> Training:
    """The training took place: how many were there, and what they said. Raises MovedOn."""
    booked = hold(booked, by=by, at=at)
    made = Training.objects.create(
        appointment=booked,
        area=booked.area,
        school_team=booked.school_team,
        officer_team=booked.officer_team,
        recorded_at=at,
        recorded_by=by,
        **values_of(facts),
    )
    audit.did("recorded the training", "appointment", booked.pk)
    return made


def hold(booked: Appointment, *, by: Actor, at: datetime) -> Appointment:
    """It took place, and its request is given. Raises MovedOn."""
    booked = _booked(booked)
    booked.state = Appointment.State.HELD
    _change(booked, booked.reason, by=by, at=at, also=("state",))
    _set(booked.request, state=RequestState.GIVEN, closed_at=at)
    return booked


@transaction.atomic
def ask_to_move(booked: Appointment, *, words: str, by: Actor, at: datetime) -> Appointment:
    """The school asks for another time; the appointment stays until the officer moves it. Raises MovedOn."""
    booked = _booked(booked)
    booked.asks_to_move = words
    booked.save(update_fields=["asks_to_move"])
    audit.did("asked to move", "appointment", booked.pk)
    path = reverse("prevent:appointment", args=[booked.public_id])
    words = "A school asks to move an appointment for Prevent support"
    notifications.tell(words=words, path=path, team=booked.officer_team, by=by, at=at)
    return booked


def _must_be_free(
    asked: SupportRequest, starts_at: datetime, minutes: int, *, officer: Membership, at: datetime, box: str
) -> None:
    """One person is at one place at a time: booked, or offered to another school. Raises NotWorkingTime, TooSoon, OfficerBusy."""
    said, ends_at = spoken(starts_at), starts_at + timedelta(minutes=minutes)
    if not pathway.is_working_time(asked.area, starts_at, minutes):
        raise NotWorkingTime(box=box, words=f"{said} {NotWorkingTime.words}")
    if starts_at < at + pathway.NOTICE:
        raise TooSoon(box=box, words=f"{said} {TooSoon.words}")
    one_at_a_time(f"appointments of {officer.user_id}")
    others = Appointment.objects.filter(officer__user=officer.user_id, state=Appointment.State.BOOKED)
    others = others.exclude(request=asked).filter(starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST)
    taken = [(each.starts_at, each.minutes) for each in others]
    kept = SupportRequest.objects.filter(officer__user=officer.user_id, state=RequestState.OFFERED).exclude(pk=asked.pk)
    taken += [(time, each.minutes) for each in kept for time in each.offered]
    if any(begins < ends_at and starts_at < begins + timedelta(minutes=lasts) for begins, lasts in taken):
        raise OfficerBusy(box=box, words=f"{said} {OfficerBusy.words}")


def _off(booked: Appointment, state: str, words: str, reason: str, *, by: Actor, at: datetime) -> Appointment:
    booked.state, booked.sequence = state, booked.sequence + 1
    _change(booked, reason, by=by, at=at, also=("state", "sequence"))
    due = pathway.same_day(booked.area, london_date(at))
    _set(booked.request, state=RequestState.WAITING, answer_by=due)
    audit.did("called off", "appointment", booked.pk, state=state)
    _tell_both(booked, words, by=by, at=at)
    return booked


def _locked(asked: SupportRequest, *states: str) -> SupportRequest:
    held = SupportRequest.objects.select_for_update(of=("self",)).select_related("area", "school_team", "officer_team")
    held = held.get(pk=asked.pk)
    if held.state not in states:
        raise MovedOn(held.pk)
    return held


def _booked(booked: Appointment) -> Appointment:
    held = Appointment.objects.select_for_update(of=("self",)).select_related(
        "area", "request", "school_team__organisation", "officer_team"
    )
    held = held.get(pk=booked.pk)
    if held.state != Appointment.State.BOOKED:
        raise MovedOn(held.pk)
    return held


def _set(row, **facts) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def _change(booked: Appointment, reason: str, *, by: Actor, at: datetime, also: Sequence[str]) -> None:
    booked.reason, booked.changed_at, booked.changed_by, booked.asks_to_move = reason, at, by, ""
    booked.save(update_fields=["reason", "changed_at", "changed_by", "asks_to_move", *also])


def _tell_both(booked: Appointment, words: str, *, by: Actor, at: datetime) -> None:
    path = reverse("prevent:appointment", args=[booked.public_id])
    for team in (booked.school_team, booked.officer_team):
        notifications.tell(words=words, path=path, team=team, by=by, at=at)


def _tell(team: Team, words: str, asked: SupportRequest, *, by: Actor, at: datetime) -> None:
    path = reverse("prevent:support_request", args=[asked.public_id])
    notifications.tell(words=words, path=path, team=team, by=by, at=at)
