"""A school's list on paper: nobody has it unless somebody here lets that one reader, for a reason and until a day (LK-04)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.practice.education.models import PaperLeave, SchoolList

LONGEST_ON_PAPER = timedelta(days=92)


def in_force(team: int, today: date):
    """The leaves of a school that hold today."""
    found = PaperLeave.objects.filter(school_team=team, ended_at=None, until__gte=today)
    return found.select_related("post__user", "given_by__membership__user").order_by("post__user__name", "pk")


def may_print(actor: Actor, school_list: SchoolList, *, at: datetime) -> bool:
    """Whether this reader may have this list on paper now."""
    return in_force(school_list.team_id, london_date(at)).filter(post=actor.membership_id).exists()


@transaction.atomic
def let(*, school_list: SchoolList, post: Membership, until: date, because: str, by: Actor, at: datetime) -> PaperLeave:
    """Let one reader have the school's lists on paper until a day; a leave given before gives way."""
    PaperLeave.objects.filter(post=post, ended_at=None).update(ended_at=at, ended_by=by)
    made = PaperLeave.objects.create(
        area=school_list.area,
        school_team_id=school_list.team_id,
        link_team_id=school_list.link_team_id,
        post=post,
        until=until,
        because=because,
        given_at=at,
        given_by=by,
    )
    audit.did("let print the lists of", "team", school_list.team_id, post=post.pk, until=until.isoformat())
    notifications.tell(
        users=[post.user], words="You may have your school’s list on paper for a time", path="/our-list/", by=by, at=at
    )
    return made


@transaction.atomic
def end(*, leave: PaperLeave, by: Actor, at: datetime) -> None:
    """End it now."""
    if PaperLeave.objects.filter(pk=leave.pk, ended_at=None).update(ended_at=at, ended_by=by):
        audit.did("no longer let print the lists of", "team", leave.school_team_id, post=leave.post_id)
