"""Every professional who knew the child, and the form that each is asked for by a link and a number (PL 7.5, K37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import LinkDoor

from ... import agency_links
from ...agency_links import Asked
from ...models import ChildDeath, DeathChase, DeathProfessional, DeathRequest, DeathState, likeness_of
from ..pathway import CLOCKS
from .states import locked, move

ANSWERED = "A form that was asked for came: read it"


class ReturnedAlready(Refusal):
    words = "This form came already, or the review goes on without it."


class AskedAlready(Refusal):
    words = "They were asked already, and have not answered. Make a new link, or chase them."


class ListedAlready(Refusal):
    words = "They are on the list already."
    box = "agency"


@dataclass(frozen=True)
class Named:
    """A professional: agency, name and role, how they are reached."""

    agency: str
    name: str = ""
    contact: str = ""

    @property
    def likeness(self) -> str:
        """By which the same professional is known, without their name: letters and figures of agency and name alone."""
        return likeness_of(self.agency, self.name)


@dataclass(frozen=True)
class AskFacts:
    """Whom the form is about, what is asked, by when."""

    about: str
    letter: str
    due_on: date | None = None


@dataclass(frozen=True)
class ReturnFacts:
    """A form came, or there is nothing to report; who says so, and where the form went."""

    returned: str
    words: str


def add_professionals(death: ChildDeath, named: Iterable[Named], *, by: Actor, at: datetime) -> list[DeathProfessional]:
    """Add those who are not listed yet."""
    there = set(death.professionals.values_list("likeness", flat=True))
    anew = {each.likeness: each for each in named if each.likeness not in there}
    return [
        DeathProfessional.objects.create(death=death, **vars(each), likeness=likeness, added_at=at, by=by)
        for likeness, each in anew.items()
    ]


@transaction.atomic
def add_professional(death: ChildDeath, facts: Named, *, by: Actor, at: datetime) -> DeathProfessional:
    """Add one by hand. Raises ListedAlready."""
    held = locked(death)
    made = add_professionals(held, [facts], by=by, at=at)
    if not made:
        raise ListedAlready
    audit.did("added a professional to", "child_death", held.pk)
    return made[0]


@transaction.atomic
def ask(professional: DeathProfessional, facts: AskFacts, *, by: Actor, at: datetime) -> Asked[DeathRequest]:
    """Ask one for the form. Raises AskedAlready."""
    held = locked(professional.death)
    if any(each.is_open for each in professional.requests.all()):
        raise AskedAlready
    said = {
        "death": held,
        "professional": professional,
        "team": held.team,
        "agency": professional.agency,
        "about": facts.about,
        "letter": facts.letter,
        "due_on": facts.due_on or CLOCKS["K37"].due_on(london_date(at), held.area),
        "told_at_path": reverse("learning:death", args=[held.public_id]),
    }
    asked = agency_links.ask(DeathRequest, said, area=by.membership.team.area, by=by, at=at)
    if held.state == DeathState.TRIAGED:  # before, the team has still to consider a serious incident
        move(held, DeathState.GATHERING, by=by, at=at)
    audit.did("asked for a reporting form in", "child_death", held.pk, request=asked.request.pk)
    return asked


@transaction.atomic
def ask_again(request: DeathRequest, *, by: Actor, at: datetime) -> Asked[DeathRequest]:
    """A new link and number in place of the old. Raises ReturnedAlready."""
    held = _open(request)
    audit.did("made a new link for a reporting form in", "child_death", held.death_id, request=held.pk)
    return agency_links.renew(held, at=at)


@transaction.atomic
def chase(request: DeathRequest, on: date, words: str, *, key: UUID, by: Actor, at: datetime) -> DeathChase:
    """Record that it was chased. A second time gives the first. Raises ReturnedAlready."""
    if known := made_before(DeathChase, key):
        return known
    held = _open(request)
    audit.did("chased a reporting form in", "child_death", held.death_id, request=held.pk)
    return DeathChase.objects.create(request=held, on=on, words=words, at=at, by=by, key=key)


@transaction.atomic
def record_return(request: DeathRequest, facts: ReturnFacts, *, by: Actor, at: datetime) -> DeathRequest:
    """The form came another way, or a nil return did. The link ends. Raises ReturnedAlready."""
    held = _returned(_open(request), facts, at=at)
    audit.did("recorded a reporting form in", "child_death", held.death_id, request=held.pk)
    agency_links.end([held.reader], at=at)
    return held


@transaction.atomic
def go_without(request: DeathRequest, why: str, on: date, *, by: Actor, at: datetime) -> DeathRequest:
    """The review goes on without this form. The link ends. Raises ReturnedAlready."""
    held = _open(request)
    held.without_on, held.without_why = on, why
    held.save(update_fields=["without_on", "without_why"])
    audit.did("went on without a reporting form in", "child_death", held.death_id, request=held.pk)
    agency_links.end([held.reader], at=at)
    return held


def _open(request: DeathRequest) -> DeathRequest:
    found = DeathRequest.objects.select_for_update(of=("self",)).select_related("reader__area")
    held = found.get(pk=request.pk)
    if not held.is_open:
        raise ReturnedAlready
    return held


def _returned(request: DeathRequest, facts: ReturnFacts, *, at: datetime) -> DeathRequest:
    request.returned, request.returned_words, request.returned_at = facts.returned, facts.words, at
    request.save(update_fields=["returned", "returned_words", "returned_at"])
    return request


def request_behind(door: LinkDoor) -> DeathRequest | None:
    """What a respondent's door shows, read as its link."""
    return agency_links.request_behind(DeathRequest, door, "death_request")


@transaction.atomic
def return_by_link(door: LinkDoor, facts: ReturnFacts, *, at: datetime) -> DeathRequest:
    """The respondent says that the form is completed where it belongs, or that there is nothing to report; the link ends.

    Raises ReturnedAlready.
    """
    with acting_as(door.actor):
        found = DeathRequest.objects.select_for_update(of=("self",)).select_related("asked_by__membership__user")
        held = found.get(reader=door.actor)
        if not held.is_open:
            raise ReturnedAlready
        _returned(held, facts, at=at)
        audit.did("returned a reporting form by a link", "death_request", held.pk)
        asker = held.asked_by.membership.user
        notifications.tell(users=[asker], words=ANSWERED, path=held.told_at_path, by=door.actor, at=at)
    agency_links.end([door.actor], at=at)
    return held
