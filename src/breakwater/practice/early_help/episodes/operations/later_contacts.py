"""A contact that comes in while an episode is open: its co-ordinators are offered it, and whoever leads hears of it at once (SG-08)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.models import Case, CaseWorker, WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.handovers.registry import Allocated, kept_out
from breakwater.casework.models import Handover, Participant
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.levels import COORDINATOR
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.episodes.withholding import not_to_be_told
from breakwater.practice.early_help.models import Episode, FamilyLink

from . import links

SERVICE = "early_help_open"
READ_WITHIN = WorkingDays(1)
CAME_IN = "A new contact came in about a family you help"
READ_IT = "Read the new contact, and see with the family whether the plan still fits"
WHERE = "What was told is on the page of the episode, under what was handed over, as far as your role may read it."


class NothingOpenAnyMore(Refusal):
    """The episode closed before the contact was accepted, so there is nothing to add it to."""

    words = "The episode has closed. Decline the offer and say so: the MASH decides the contact again."


class HelperMustNotLearn(Refusal):
    """Whoever leads or co-ordinates works where nobody may learn of this contact, and they would read of it on the episode (SG-11)."""

    words = (
        "The organisation of somebody who helps this family must not learn of this contact, so it cannot be added to the episode. "
        "Decline the offer and say so: the MASH decides the contact again."
    )


def open_for(child: int) -> Episode | None:
    """The episode that is open for a child, the newest where there are several."""
    about = Participant.objects.filter(person=child, capacity="CHILD", ends_at=None).values("case")
    found = Episode.objects.filter(case__closed_at=None, case__in=about).order_by("-opened_at", "-pk")
    return found.select_related("case__responsible_team").first()


def allocated(child: int) -> Allocated | None:
    """The team of the child's open episode, who leads it and who co-ordinates."""
    episode = open_for(child)
    if episode is None:
        return None
    posts = {post.capacity: post.user.name for post in _posts(episode.case_id)}
    lead = posts.get(WorkCapacity.LEAD_PROFESSIONAL, "still to be found")
    coordinator = posts.get(WorkCapacity.COORDINATOR, episode.case.responsible_team.name)
    said = f"{episode.called} is open. Lead professional: {lead}. {COORDINATOR}: {coordinator}"
    return Allocated(service=SERVICE, team=episode.case.responsible_team, said=said, case=episode.case_id)


def tell_who_helps(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Whoever leads or co-ordinates hears that a contact was offered, wherever their team is.

    Not whoever works where nobody may learn of it (SG-11).
    """
    for row in handover.carried.select_related("case").order_by("pk"):
        for episode in _episodes_of(row.case):
            posts = [post for post in _posts(episode.case_id) if post.membership.team_id != handover.to_team_id]
            users = [] if _must_not_learn(row.case, posts) else [post.user for post in posts]
            notifications.tell(
                users=users,
                words=CAME_IN,
                path=reverse("early_help:episode", args=[episode.reference]),
                reference=episode.reference,
                by=by,
                at=at,
            )


def add_to_episode(*, handover: Handover, by: Actor, at: datetime) -> Case:
    """Add an accepted contact to the open episode of its child: a task for whoever leads, and a line in the chronology.

    Raises NothingOpenAnyMore, HelperMustNotLearn.
    """
    found: dict[int, Episode] = {}
    for row in handover.carried.select_related("case").order_by("pk"):
        for episode in _episodes_of(row.case):
            if _must_not_learn(row.case, _posts(episode.case_id)):
                raise HelperMustNotLearn(handover.reference)
            found.setdefault(episode.pk, episode)
            what = f"A new contact, {row.case.reference}, was added"
            chronology.record(
                case=episode.case, kind="early_help", what=what, by=by, at=at, significant=True, source=by.post[:120]
            )
    if not found:
        raise NothingOpenAnyMore(handover.reference)
    added = [row.case for row in handover.carried.select_related("case")]
    for episode in found.values():
        _end_links_of_whom_nobody_may_tell(episode, added, by=by, at=at)
        _ask_to_read(episode, by=by, at=at)
    return next(iter(found.values())).case


def _end_links_of_whom_nobody_may_tell(episode: Episode, added: Sequence[Case], *, by: Actor, at: datetime) -> None:
    """Whoever must not be told of the contact that is added reads nothing more by a link they had before (SG-27)."""
    held = list(FamilyLink.objects.filter(episode=episode, ended_at=None).select_related("person"))
    not_told = not_to_be_told([link.person for link in held], episode, besides=added) if held else {}
    for link in held:
        if link.person_id in not_told:
            links.end_family_link(link=link, because="It was decided since that they must not be told", by=by, at=at)


def _ask_to_read(episode: Episode, *, by: Actor, at: datetime) -> None:
    """A task for whoever leads; for whoever co-ordinates, or the team, where nobody does."""
    team = episode.case.responsible_team
    posts = {post.capacity: post for post in _posts(episode.case_id)}
    owner = posts.get(WorkCapacity.LEAD_PROFESSIONAL) or posts.get(WorkCapacity.COORDINATOR)
    due_at = due(READ_WITHIN, at, hours_of(team, london_date(at)), working_calendar(team.area)).shown_at
    todo = tasks.ToDo(title=READ_IT, detail=WHERE, owner=owner.membership if owner else None, due_at=due_at)
    tasks.make(todo, team=team, case=episode.case, by=by, at=at)


def _episodes_of(contact: Case) -> list[Episode]:
    children = contact.participants.filter(capacity="CHILD", ends_at=None).order_by("pk")
    found = [open_for(child) for child in children.values_list("person", flat=True)]
    return [episode for episode in found if episode is not None]


def _must_not_learn(contact: Case, posts: Sequence[CaseWorker]) -> bool:
    return bool(kept_out(contact.pk, [post.membership.team.organisation_id for post in posts]))


def _posts(case: int) -> list[CaseWorker]:
    """Who leads and who co-ordinates a case."""
    held = CaseWorker.objects.filter(
        case=case, ends_at=None, capacity__in=(WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.COORDINATOR)
    )
    return list(held.select_related("user", "membership__team__organisation").order_by("pk"))
