"""One school's list made again: a recalled one gets its new version, one not yet out takes up what was settled meanwhile."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import Correction, SchoolList

from . import building, release

JOB = "education.make_anew"


class NotAnew(Refusal):
    words = "This list is out, or a later one is. A wrong one is recalled."


def may_be_made(school_list: SchoolList) -> bool:
    """Whether a new version has a place: nothing of this fortnight is out, and nothing later."""
    if school_list.is_out:
        return False
    of_school = SchoolList.objects.filter(team=school_list.team_id)
    later = of_school.filter(released_at__isnull=False, fortnight__period__gt=school_list.fortnight.period)
    following = of_school.filter(fortnight=school_list.fortnight_id, version__gt=school_list.version)
    return not later.exists() and not following.exists()


def settled_since(school_list: SchoolList) -> int:
    """How many corrections of the school were answered since its list was made: made again, the list says so."""
    if school_list.released_at:
        return 0
    return Correction.objects.filter(school_team=school_list.team_id, done_at__gt=school_list.built_at).count()


@transaction.atomic
def ask(school_list: SchoolList, *, by: Actor, at: datetime) -> None:
    """Let the list be made again from what is known now; a check made before is taken back. Raises NotAnew."""
    held = SchoolList.objects.select_for_update(of=("self",)).select_related("fortnight").get(pk=school_list.pk)
    if not may_be_made(held):
        raise NotAnew(held.public_id)
    if held.state == SchoolList.State.CHECKED:
        release.uncheck(school_list=held, by=by, at=at)
    audit.did("had made again", "school_list", held.pk)
    jobs.defer(
        JOB,
        area=held.area_id,
        team=held.team_id,
        period=held.fortnight.period.isoformat(),
        lock=f"lists:{held.area_id}",
    )


def make(*, area, team, period, at: datetime) -> building.Built:
    """What the job does."""
    return building.build(area=area, period=period, lists_on=london_date(at), only=team, at=at)
