"""Agencies are asked for their summaries by a link and a number: no account, and nothing of the incident but what the link shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, User
from breakwater.practice.early_help.models import LinkDoor

from ... import agency_links
from ...agency_links import Asked
from ...models import AgencyRequest, SeriousIncident, State
from ...pathway import SUMMARIES
from .. import papers_asked
from .notifying import BoxesMissing
from .states import NotAtThisStage, locked

ANSWERED = "An agency sent its summary: read it"
EPOCH, TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class SentAlready(Refusal):
    words = "This summary was sent already."


class SavedMeanwhile(Refusal):
    words = (
        "Somebody saved this summary after you opened it. What you wrote is in the boxes. Open your link in another window to read "
        "what they wrote; save or send again to put yours in its place."
    )


@dataclass(frozen=True)
class AskedFacts:
    """Which agency, who there, by when, whom it is about and what they are asked."""

    agency: str
    contact: str
    about: str
    letter: str
    due_on: date | None = None


@transaction.atomic
def ask_agency(incident: SeriousIncident, facts: AskedFacts, *, by: Actor, at: datetime) -> Asked[AgencyRequest]:
    """Ask one agency. Raises NotAtThisStage where no rapid review is open."""
    held = locked(incident)
    if held.state != State.RAPID_OPEN:
        raise NotAtThisStage
    path = reverse("learning:incident", args=[held.public_id])
    said = vars(facts) | {"incident": held, "told_at_path": path}
    said["due_on"] = facts.due_on or SUMMARIES.due_on(held.rapid_review.starts_on)
    asked = agency_links.ask(AgencyRequest, said, area=held.area, by=by, at=at)
    audit.did("asked an agency by a link in", "serious_incident", held.pk, request=asked.request.pk)
    return asked


@transaction.atomic
def ask_again(request: AgencyRequest, *, by: Actor, at: datetime) -> Asked[AgencyRequest]:
    """A new link and number in place of the old; what was written with the old one stays. Raises SentAlready, NotAtThisStage."""
    known = AgencyRequest.objects.select_related("reader__area", "incident")
    held = known.select_for_update(of=("self",)).get(pk=request.pk)
    if held.sent_at:
        raise SentAlready
    if held.incident.state != State.RAPID_OPEN:
        raise NotAtThisStage
    audit.did("made a new link for an agency in", "serious_incident", held.incident_id, request=held.pk)
    return agency_links.renew(held, at=at)


@transaction.atomic
def go_without(request: AgencyRequest, why: str, on: date, *, by: Actor, at: datetime) -> AgencyRequest:
    """The review goes on without this summary, for a reason. The link still works."""
    held = AgencyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.sent_at:
        raise SentAlready
    held.without_on, held.without_why = on, why
    held.save(update_fields=["without_on", "without_why"])
    audit.did("went on without a summary in", "serious_incident", held.incident_id, request=held.pk)
    return held


def end_links(incident: SeriousIncident, *, at: datetime) -> None:
    """Nobody reads or writes by the links that were not used to send a summary: the rapid review is over."""
    unsent = incident.requests.filter(sent_at=None).select_related("reader")
    agency_links.end((each.reader for each in unsent), at=at)


def request_behind(door: LinkDoor) -> AgencyRequest | None:
    """What an agency's door shows, read as its link."""
    return agency_links.request_behind(AgencyRequest, door, "agency_request")


def revision_of(request: AgencyRequest) -> int:
    """By which a page knows whether somebody saved the summary since: the moment it was saved, in microseconds; 0 before."""
    return (request.saved_at - EPOCH) // TICK if request.saved_at else 0


@transaction.atomic
def save_by_link(
    door: LinkDoor, answers: Mapping[str, str], *, revision: int, sends: bool, at: datetime
) -> AgencyRequest:
    """Keep what the agency wrote; once it `sends` it, the link ends. Raises SavedMeanwhile, BoxesMissing, SentAlready.

    `revision` is of the summary that was opened (`revision_of`): two people share one link.
    """
    with acting_as(door.actor):
        held = AgencyRequest.objects.select_for_update(of=("self",)).get(reader=door.actor)
        if held.sent_at:
            raise SentAlready
        if revision != revision_of(held):
            raise SavedMeanwhile
        if sends and (missing := papers_asked.missing("summary", answers)):
            raise BoxesMissing(missing)
        held.answers, held.saved_at, held.sent_at = papers_asked.written(answers), at, at if sends else None
        held.save(update_fields=["answers", "saved_at", "sent_at"])
        audit.did("sent a summary by a link" if sends else "wrote on a summary by a link", "agency_request", held.pk)
        if sends:
            notifications.tell(users=_managers(held), words=ANSWERED, path=held.told_at_path, by=door.actor, at=at)
    if sends:
        agency_links.end([door.actor], at=at)
    return held


def _managers(request: AgencyRequest) -> list[User]:
    """Who is told of a summary: those who keep the incident now, whoever asked for it."""
    with connection.cursor() as cursor:
        cursor.execute("select access.managers_of_request(%s)", [request.pk])
        (found,) = cursor.fetchone()
    return list(User.objects.filter(pk__in=found).order_by("pk"))
