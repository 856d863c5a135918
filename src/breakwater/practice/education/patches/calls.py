"""Whose calls: one function says which schools a co-ordinator rings, for the queue, for Today and for every count."""

from datetime import date

from django.db.models import QuerySet

from breakwater.partnership.organisations.models import Actor, Patch
from breakwater.practice.education.fortnights.grid import patches_of
from breakwater.practice.education.models import Call


def calls_of(actor: Actor, on: date, *, patch: str | None = None) -> tuple[QuerySet[Call], list[Patch]]:
    """The calls of the actor's own patches on a day, with those covered for someone away; of the patch named; or of every
    school ("all"). With them the patches these are: none for every school."""
    found = Call.objects.filter(link_team=actor.membership.team_id, school_list__recalled_at=None)
    if patch is None:
        chosen = patches_of(actor, on)
    else:
        chosen = list(Patch.objects.filter(area=actor.area_id_acting, name=patch)) if patch != "all" else []
    return (found.filter(school_list__patch__in=chosen) if chosen else found), chosen
