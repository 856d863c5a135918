"""Every professional who knew the child, and the form that each is asked for by a link and a number (PL 7.5, K37)."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, end_link, link_for, renew_link
from breakwater.partnership.organisations.models import Actor, LinkKind
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.models import LinkDoor

from ...models import ChildDeath, DeathChase, DeathProfessional, DeathRequest, DeathState
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
        plain = "".join(sign for sign in f"{self.agency} {self.name}".casefold() if sign.isalnum())
        return hmac.new(settings.SECRET_KEY.encode(), f"professional {plain}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class AskFacts:
    """Whom the form is about, what is asked, by when."""

    about: str
    letter: str
    due_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """The request with what opens it: the address's token, and the number that is said on the telephone. Neither is kept."""

    request: DeathRequest
    token: str
    number: str


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
def ask(professional: DeathProfessional, facts: AskFacts, *, by: Actor, at: datetime) -> Asked:
    """Ask one for the form. Raises AskedAlready."""
    held = locked(professional.death)
    if any(each.is_open for each in professional.requests.all()):
        raise AskedAlready
    reader = link_for(by.membership.team.area, LinkKind.AGENCY)
    made = DeathRequest.objects.create(
        death=held,
        professional=professional,
        area=by.membership.team.area,
        team=held.team,
        reader=reader,
        agency=professional.agency,
        about=facts.about,
        letter=facts.letter,
        asked_at=at,
        due_on=facts.due_on or CLOCKS["K37"].due_on(london_date(at), held.area),
        told_at_path=reverse("learning:death", args=[held.public_id]),
        asked_by=by,
        maker=by.membership.user,
    )
    DeathRequest.objects.filter(pk=made.pk).update(maker=None)
    if held.state == DeathState.TRIAGED:  # before, the team has still to consider a serious incident
        move(held, DeathState.GATHERING, by=by, at=at)
    audit.did("asked for a reporting form in", "child_death", held.pk, request=made.pk)
    return _opened(made, at=at)


@transaction.atomic
def ask_again(request: DeathRequest, *, by: Actor, at: datetime) -> Asked:
    """A new link and number in place of the old. Raises ReturnedAlready."""
    held = _open(request)
    renew_link(held.reader)
    LinkDoor.objects.filter(actor=held.reader, ended_at=None).update(ended_at=at)
    audit.did("made a new link for a reporting form in", "child_death", held.death_id, request=held.pk)
    return _opened(held, at=at)


def _opened(request: DeathRequest, *, at: datetime) -> Asked:
    ends_at = max(end_of(request.due_on), at) + links.FORGOTTEN_AFTER
    opened = links.make_door(actor=request.reader, ends_at=ends_at, at=at, with_number=True)
    return Asked(request, opened.token, opened.number)


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
    end_link_of(held, at=at)
    return held


@transaction.atomic
def go_without(request: DeathRequest, why: str, on: date, *, by: Actor, at: datetime) -> DeathRequest:
    """The review goes on without this form. The link ends. Raises ReturnedAlready."""
    held = _open(request)
    held.without_on, held.without_why = on, why
    held.save(update_fields=["without_on", "without_why"])
    audit.did("went on without a reporting form in", "child_death", held.death_id, request=held.pk)
    end_link_of(held, at=at)
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


def end_link_of(request: DeathRequest, *, at: datetime) -> None:
    LinkDoor.objects.filter(actor=request.reader, ended_at=None).update(ended_at=at)
    end_link(request.reader, at=at)


def request_behind(door: LinkDoor) -> DeathRequest | None:
    """What a respondent's door shows, read as its link."""
    with acting_as(door.actor):
        found = DeathRequest.objects.filter(reader=door.actor).first()
        if found:
            audit.saw("death_request", found.pk)
        return found


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
    LinkDoor.objects.filter(pk=door.pk).update(ended_at=at)
    end_link(door.actor, at=at)
    return held
