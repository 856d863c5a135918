"""Which team receives which service, and what of a duty post the public may read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import TextChoices

from breakwater.foundation import events
from breakwater.foundation.dates import london_date
from breakwater.foundation.refusals import Refusal

from ..access import ROLES, Permission
from ..models import Actor, DutyPost, Membership, ReceiverChange, Team, TeamService
from .locking import lock, note

CHECKED_FOR = timedelta(days=182)
KEPT_FIELDS = ("telephone", "email", "telephone_is_public", "email_is_public", "pager", "paged_as")


class NotOfThisArea(Refusal):
    """The team works in another area, or has closed: what is offered to it would be lost."""

    words = "This team has closed. Choose another"
    box = "team"


class NobodyToAnswer(Refusal):
    """Nobody of the team holds a role that answers what is offered: it would lie there without an owner."""

    words = "Nobody in this team can answer what is offered. Choose a team whose people work with children’s records"
    box = "team"


class NothingToPublish(Refusal):
    """A field is marked public and is empty. The first argument names it."""

    words = "Enter it, or do not tick it below: an empty line cannot be public"


class NothingToPage(Refusal):
    """A post that is paged needs a number or an address to page."""

    words = "Enter where it is paged, or choose that it is not paged"
    box = "pager"


class Named(TextChoices):
    """What became of naming a team: it receives from now on, it did before, or a second person is asked."""

    NOW = "NOW"
    BEFORE = "BEFORE"
    WAITS = "WAITS"


@dataclass(frozen=True)
class ReceiverAsked:
    """Another team is to receive a service once a second person has approved it; keys only."""

    change: int
    by: int
    at: datetime


@transaction.atomic
def name_receiver(*, service: TeamService, team: Team, by: Actor, at: datetime) -> Named:
    """Let `team` receive what is offered to a service from now on. The MASH, emergency duty and the sealed services go to another
    team only once somebody of the service has approved it, so that nobody alone hands a service to an accomplice.

    Raises NotOfThisArea, NobodyToAnswer.
    """
    area = lock(service.area, by=by)
    service = TeamService.objects.get(pk=service.pk, area=area)
    if team.area_id != area.pk or (team.closed_on is not None and team.closed_on <= london_date(at)):
        raise NotOfThisArea(team.pk)
    waited = ReceiverChange.objects.waiting().filter(service=service, team=team).exists()
    with connection.cursor() as cursor:
        cursor.execute("select access.name_receiver(%s, %s)", [service.pk, team.pk])
        received = cursor.fetchone()[0]
    if service.team_id == team.pk:
        return Named.BEFORE
    facts = {"service": service.service, "team": team.pk, "instead_of": service.team_id}
    if received:
        if _answers(service.team_id, at) and not _answers(team.pk, at):
            raise NobodyToAnswer(team.pk)
        note(area, "service", service.pk, **facts)
        return Named.NOW
    if not waited:
        note(area, "service", service.pk, change="asked", **facts)
        change = ReceiverChange.objects.waiting().get(service=service)
        events.publish_on_commit(ReceiverAsked(change.pk, by.pk, at))
    return Named.WAITS


def _answers(team: int, at: datetime) -> bool:
    """Whether somebody of a team may answer what is offered to it."""
    roles = [role for role, description in ROLES.items() if Permission.HANDOVER_ANSWER in description.permissions]
    return Membership.objects.in_force(london_date(at)).filter(team=team, role__in=roles).exists()


@transaction.atomic
def keep_post(*, post: DutyPost, by: Actor, at: datetime, **facts) -> DutyPost:
    """Change how a duty post is reached and what of it is public; it counts as checked today. `facts`: those of KEPT_FIELDS that
    are said; the rest stay.

    Raises NothingToPublish, NothingToPage.
    """
    area = lock(post.team.area, by=by)
    post = DutyPost.objects.select_for_update().get(pk=post.pk, team__area=area)
    facts = {field: getattr(post, field) for field in KEPT_FIELDS} | facts
    if facts["paged_as"] and not facts["pager"]:
        raise NothingToPage(post.pk)
    for field in ("telephone", "email"):
        if facts[f"{field}_is_public"] and not facts[field]:
            raise NothingToPublish(field, box=field)
    differs = sorted(field for field in KEPT_FIELDS if getattr(post, field) != facts[field])
    for field in KEPT_FIELDS:
        setattr(post, field, facts[field])
    if differs or post.last_checked_on != london_date(at):
        post.last_checked_on = london_date(at)
        post.save(update_fields=[*KEPT_FIELDS, "last_checked_on"])
        note(area, "duty post", post.pk, fields=differs)
    return post


@transaction.atomic
def check_post(*, post: DutyPost, by: Actor, at: datetime) -> DutyPost:
    """Someone made sure today that the duty post is reached as it says."""
    area, today = lock(post.team.area, by=by), london_date(at)
    post = DutyPost.objects.select_for_update().get(pk=post.pk, team__area=area)
    if post.last_checked_on != today:
        post.last_checked_on = today
        post.save(update_fields=["last_checked_on"])
        note(area, "duty post", post.pk, change="checked")
    return post


def is_overdue(post: DutyPost, today: date) -> bool:
    """Whether the post was last checked more than half a year ago."""
    return today - post.last_checked_on > CHECKED_FOR
