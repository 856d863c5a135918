"""Which team receives which service, and what of a duty post the public may read."""

from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.foundation.dates import london_date
from breakwater.foundation.refusals import Refusal

from ..models import Actor, DutyPost, Team, TeamService
from .locking import lock, note

CHECKED_FOR = timedelta(days=182)
KEPT_FIELDS = ("telephone", "email", "telephone_is_public", "email_is_public", "pager", "paged_as")


class NotOfThisArea(Refusal):
    """The team works in another area, or has closed: what is offered to it would be lost."""

    words = "This team has closed. Choose another"
    box = "team"


class NothingToPublish(Refusal):
    """A field is marked public and is empty. The first argument names it."""

    words = "Enter it, or do not tick it below: an empty line cannot be public"


class NothingToPage(Refusal):
    """A post that is paged needs a number or an address to page."""

    words = "Enter where it is paged, or choose that it is not paged"
    box = "pager"


@transaction.atomic
def name_receiver(*, service: TeamService, team: Team, by: Actor, at: datetime) -> bool:
    """Let `team` receive what is offered to a service from now on. Returns whether that is new. Raises NotOfThisArea."""
    area = lock(service.area, by=by)
    service = TeamService.objects.select_for_update().get(pk=service.pk, area=area)
    if team.area_id != area.pk or (team.closed_on is not None and team.closed_on <= london_date(at)):
        raise NotOfThisArea(team.pk)
    if service.team_id == team.pk:
        return False
    note(area, "service", service.pk, service=service.service, team=team.pk, instead_of=service.team_id)
    service.team = team
    service.save(update_fields=["team"])
    return True


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
