"""Whose calls: one function says which schools a co-ordinator rings, for the queue, for Today and for every count."""

from datetime import date

from breakwater.partnership.organisations.models import Actor, Patch

from .grid import patch_of
from .models import Call


def calls_of(actor: Actor, on: date, *, patch: str | None = None) -> tuple[object, Patch | None]:
    """The calls of the actor's own patch on a day, of the patch named, or of every school ("all"), and that patch."""
    found = Call.objects.filter(link_team=actor.membership.team_id, school_list__recalled_at=None)
    chosen = patch_of(actor, on) if patch is None else None
    if patch not in (None, "all"):
        chosen = Patch.objects.filter(area=actor.area_id_acting, name=patch).first()
    return (found.filter(school_list__patch=chosen) if chosen else found), chosen
