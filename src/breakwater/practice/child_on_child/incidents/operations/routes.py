"""The four ways in which an incident is answered, with their receipts; what the police and social care answer, and when a way ends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Incident, IncidentChild, PoliceUpdate, Route, RouteTelling, SocialCareUpdate, Trigger
from .. import lookup
from ..naming import names_another
from . import reviews
from .opening import device_moved, locked

Kind, State = Route.Kind, Route.State
SAID_BY_POLICE = ("state", "on", "words", "plan_words", "child")
SAID_BY_SOCIAL_CARE = ("answer", "on", "said_by", "words")
ONE_PARENT = re.compile(
    r"\b(?:(?:grand|step|foster )?(?:mother|father|mum|dad|parent)|mummy|daddy|aunt|uncle|carer|(?:her|his) (?:parents|family|carers))\b",
    re.IGNORECASE,
)


class OthersFirst(Refusal):
    """Rape, assault by penetration, sexual assault, or a sexual act against a child under 13: never the school alone, whatever the child wishes."""

    words = (
        "The police and children’s social care have to be told first, whatever the child or the parents wish. Record that you "
        "told both, then what the school does itself."
    )
    box = "kind"


class WeighFirst(Refusal):
    words = (
        "A child affected is under 13. Decide first, with a second person, whether the police and children’s social care are told: the "
        "incident asks for it."
    )
    box = "kind"


class RunsAlready(Refusal):
    words = "This is recorded already, and has not ended. Open it to add to it."
    box = "kind"


class ContactNotSent(Refusal):
    words = "The contact is begun and not sent. Send it first: its reference is then here."


class RouteEnded(Refusal):
    words = "This has ended. Add it again if it is needed again."


class PoliceDecide(Refusal):
    words = "It ends with what the police or the court decide. Record their answer."


class NotDecided(Refusal):
    words = "Record what the MASH decided first, on which day, and who said so."


class NobodyIsBound(Refusal):
    words = "Choose the child the conditions apply to: they are shown in that child’s plan."
    box = "child"


class ConditionsName(Refusal):
    """They stand in the plan of the child whom they bind, which names no other (PL 9.4)."""

    words = (
        "What the police gave names another child of the incident. It is kept as they gave it. Read how it is shown in this child’s plan, "
        "and name no other child there."
    )
    box = "plan_words"


class WhoseParent(Refusal):
    """What one child's parent may hear is not read as if it were another's (PL 9.4)."""

    words = "Whose parent? Write what may be said to a parent under that parent’s child."
    box = "may_say"


@dataclass(frozen=True)
class RouteFacts:
    """Why this way, who answers for it there, their reference, and what the school may do and say meanwhile.

    `may_say_to` is for one child and that child's parents, by the child's public id; `device` is who has the device with images.
    """

    why: str = ""
    reference: str = ""
    contact_name: str = ""
    contact_how: str = ""
    may_say: str = ""
    may_say_to: Mapping[str, str] = field(default_factory=dict)
    device: str = ""


@dataclass(frozen=True)
class PoliceFacts:
    """What the police or the court said, on which day; and what stands of the contact with them now.

    `plan_words` is how it reads in the plan of the child whom it binds, where it names another.
    """

    state: str
    on: date
    words: str = ""
    reference: str = ""
    contact_name: str = ""
    contact_how: str = ""
    may_say: str = ""
    may_say_to: Mapping[str, str] = field(default_factory=dict)
    child: IncidentChild | None = None
    plan_words: str = ""


@dataclass(frozen=True)
class SocialCareFacts:
    """What came back of a contact, on which day, and who said so; and who deals with it there now."""

    answer: str
    on: date
    said_by: str
    words: str = ""
    contact_name: str = ""
    contact_how: str = ""


@transaction.atomic
def add_route(incident: Incident, facts: RouteFacts, *, kind: str, by: Actor, at: datetime) -> Route:
    """Record that it is answered in this way. Raises ItIsClosed, RunsAlready, OthersFirst, WeighFirst."""
    held = locked(incident)
    routes, children = list(held.routes.all()), list(held.children.all())
    if any(each.kind == kind and each.ended_at is None for each in routes):
        raise RunsAlready
    if kind == Kind.INTERNAL and lookup.not_told(held, children, routes):
        raise OthersFirst
    if kind == Kind.INTERNAL and lookup.has_to_weigh(held, children, routes):
        raise WeighFirst
    return open_route(held, kind, facts, by=by, at=at)


@transaction.atomic
def report_to_police(incident: Incident, facts: RouteFacts, *, by: Actor, at: datetime) -> Route:
    """Record the report to the police: somebody called them. The crime reference may follow. Raises ItIsClosed, RunsAlready, WhoseParent."""
    if facts.device and facts.device != incident.device:
        was, incident.device = incident.device, facts.device
        Incident.objects.filter(pk=incident.pk).update(device=facts.device)
        device_moved(incident, was=was, by=by, at=at)
    made = add_route(incident, facts, kind=Kind.POLICE, by=by, at=at)
    PoliceUpdate.objects.create(route=made, state=State.REPORTED, on=london_date(at), recorded_at=at, recorded_by=by)
    return made


def open_route(held: Incident, kind: str, facts: RouteFacts, *, by: Actor, at: datetime, **more) -> Route:
    """The row of a route of an incident that is held; `more` is of the contact with social care."""
    _check_whose(facts)
    made = Route.objects.create(
        **values_of(facts, "why", "reference", "contact_name", "contact_how", "may_say"),
        may_say_to={key: words for key, words in facts.may_say_to.items() if words},
        **more,
        incident=held,
        kind=kind,
        state=State.REPORTED if kind == Kind.POLICE else State.NONE,
        opened_at=at,
        opened_by=by,
        receipt_at=at if facts.reference else None,
    )
    audit.did("opened a route of", "incident", held.pk, route=kind)
    return made


@transaction.atomic
def record_answer(route: Route, facts: RouteFacts, *, by: Actor, at: datetime) -> Route:
    """The reference, and who answers there. Raises ItIsClosed, RouteEnded, ContactNotSent."""
    held = _running(route)
    if held.is_begun:
        raise ContactNotSent
    _say(held, facts, at)
    audit.did("recorded the receipt of a route of", "incident", held.incident_id, route=held.kind)
    return held


@transaction.atomic
def record_police(route: Route, facts: PoliceFacts, *, revision: int, by: Actor, at: datetime) -> Route:
    """What the police or the court said: added, never changed. What decides it ends the route.

    The incident is reviewed today, and another school is told of it.

    Raises ItIsClosed, RouteEnded, ChangedMeanwhile, NobodyIsBound, ConditionsName.
    """
    held = _running(route)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    check_police(facts)
    held.state, held.revision = facts.state, held.revision + 1
    if not held.is_investigated:
        held.ended_at, held.ended_words = at, held.get_state_display()
    _say(held, facts, at, "state", "revision", "ended_at", "ended_words")
    said = values_of(facts, *SAID_BY_POLICE)
    made = PoliceUpdate.objects.create(**said, route=held, recorded_at=at, recorded_by=by)
    after_police(held.incident, made, by=by, at=at)
    audit.did("recorded an answer of the police to", "incident", held.incident_id, state=facts.state)
    return held


def check_police(facts: PoliceFacts) -> None:
    """Raises NobodyIsBound, ConditionsName."""
    if facts.state == State.BAIL and facts.child is None:
        raise NobodyIsBound
    if facts.child is not None and names_another(facts.plan_words or facts.words, facts.child):
        raise ConditionsName


def after_police(incident: Incident, said: PoliceUpdate, *, by: Actor, at: datetime) -> None:
    """The incident is reviewed today, so is each assessment in force, and another school is told of it (PL 9.5)."""
    Incident.objects.filter(pk=incident.pk).update(next_on=london_date(at), police_said_at=at)
    reviews.call_after_police(incident, said, by=by, at=at)


@transaction.atomic
def record_social_care(route: Route, facts: SocialCareFacts, *, by: Actor, at: datetime) -> Route:
    """What came back of a contact that was sent, also where it ended meanwhile: added, never changed. Raises ItIsClosed, ContactNotSent."""
    held = locked_route(route)
    if held.is_begun:
        raise ContactNotSent
    for name in ("contact_name", "contact_how"):
        setattr(held, name, getattr(facts, name) or getattr(held, name))
    held.save(update_fields=["contact_name", "contact_how"])
    said = values_of(facts, *SAID_BY_SOCIAL_CARE)
    SocialCareUpdate.objects.create(**said, route=held, recorded_at=at, recorded_by=by)
    if facts.answer != SocialCareUpdate.Answer.WAITING:
        after_social_care(held, by=by, at=at)
    audit.did("recorded an answer of social care to", "incident", held.incident_id, answer=facts.answer)
    return held


def after_social_care(held: Route, *, by: Actor, at: datetime) -> None:
    """What social care decided calls for a review of the assessment of that child which is in force (PL 9.5)."""
    words = f"{held.get_kind_display()} decided on {held.reference}"
    reviews.call_review_of(held.child, Trigger.SOCIAL_CARE, words, by=by, at=at)


@transaction.atomic
def end_route(route: Route, *, words: str, by: Actor, at: datetime) -> Route:
    """It has ended, and how; the police decide of theirs. Raises ItIsClosed, RouteEnded, PoliceDecide, NotDecided."""
    held = _running(route)
    if held.kind == Kind.POLICE:
        raise PoliceDecide
    if held.pk not in lookup.may_end([held], lookup.decided_of(held.incident)):
        raise NotDecided
    held.ended_at, held.ended_words = at, words
    held.save(update_fields=["ended_at", "ended_words"])
    audit.did("ended a route of", "incident", held.incident_id, route=held.kind)
    return held


@transaction.atomic
def tell_again(route: Route, *, words: str, by: Actor, at: datetime) -> RouteTelling:
    """The police or social care, who knew of less, were told again. Raises ItIsClosed, RouteEnded."""
    held = _running(route)
    audit.did("told again of", "incident", held.incident_id, route=held.kind)
    return RouteTelling.objects.create(route=held, words=words, told_at=at, told_by=by)


def locked_route(route: Route) -> Route:
    """The route, held still, of an incident that is open. Raises ItIsClosed."""
    locked(route.incident)
    return Route.objects.select_for_update(of=("self",)).select_related("incident").get(pk=route.pk)


def _running(route: Route) -> Route:
    held = locked_route(route)
    if held.ended_at:
        raise RouteEnded
    return held


def _check_whose(facts: RouteFacts | PoliceFacts) -> None:
    if ONE_PARENT.search(facts.may_say):
        raise WhoseParent


def _say(held: Route, facts: RouteFacts | PoliceFacts, at: datetime, *also: str) -> None:
    _check_whose(facts)
    held.may_say_to = held.may_say_to | {key: words for key, words in facts.may_say_to.items() if words}
    names = ("reference", "contact_name", "contact_how", "may_say")
    for name in names:
        setattr(held, name, getattr(facts, name) or getattr(held, name))
    if held.reference and held.receipt_at is None:
        held.receipt_at = at
    held.save(update_fields=[*names, "may_say_to", "receipt_at", *also])
