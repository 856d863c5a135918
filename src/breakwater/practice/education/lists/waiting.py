"""What waits for the co-ordinators of a fortnight, of some patches or of all: checked lists, pupils withheld, corrections, worries."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from breakwater.partnership.organisations.models import Actor, Patch
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.models import Correction, Fortnight, Held, SchoolList, Worry


def checked_lists(actor: Actor, fortnight: Fortnight | None, which: str, on: date) -> list[SchoolList]:
    """Those that may go out: of one's own patches, of the patch named, or of "all"."""
    team = actor.membership.team_id
    found = SchoolList.objects.filter(fortnight=fortnight, state=SchoolList.State.CHECKED, link_team=team)
    if which == grid.MINE:
        found = found.filter(patch__in=grid.patches_of(actor, on))
    elif which not in ("", "all"):
        found = found.filter(patch__name=which)
    return list(found)


def next_to_check(before: SchoolList) -> SchoolList | None:
    """The list after this one, by the name of its school, of the same patch."""
    school = "team__organisation__name"
    found = SchoolList.objects.filter(fortnight=before.fortnight, patch=before.patch, state=SchoolList.State.BUILT)
    return found.filter(**{f"{school}__gt": before.team.organisation.name}).order_by(school).first()


def held_off(fortnight: Fortnight | None, patches: Sequence[Patch]) -> list[Held]:
    found = Held.objects.filter(fortnight=fortnight, settled_at=None)
    found = found.select_related("person", "school_team__organisation")
    ordered = found.order_by("why", "school_team__organisation__name", "pk")
    return _of_patches(ordered, "school_team__organisation__school__patch", patches)


def corrections(patches: Sequence[Patch]) -> list[Correction]:
    found = Correction.objects.filter(withdrawn_at=None, done_at=None)
    found = found.select_related("owner_team", "school_team__organisation")
    return _of_patches(found.order_by("due_on", "pk"), "school_list__patch", patches)


def worries(patches: Sequence[Patch]) -> list[Worry]:
    found = Worry.objects.filter(check_made=None).select_related("school_team__organisation", "person", "case")
    return _of_patches(found.order_by("reply_at", "pk"), "school_list__patch", patches)


def _of_patches(found: QuerySet, by: str, patches: Sequence[Patch]) -> list:
    return list(found.filter(**{f"{by}__in": patches}) if patches else found)
