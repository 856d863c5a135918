"""Contacts in a team's caseload: who has how many for this shift, and how many nobody has."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from breakwater.casework.handovers.registry import LOADS, Load
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor, Team

from ..pathway import ALLEGATION, CONTACT, STRATEGY_CASE, TO_DECIDE
from .contacts import nobody_has, open_contacts


@LOADS.register("front_door.contacts")
def contacts_of(team: Team, actor: Actor, now: datetime) -> Load | None:
    """The contacts of a team that receives them."""
    if not may(actor, Permission.CONTACT_TAKE_OVER):
        return None
    open_now = open_contacts(team.area_id).filter(case__stage__in=TO_DECIDE, case__responsible_team=team)
    held = open_now.filter(claimed_until__gt=now).order_by().values_list("claimed_by").annotate(Count("pk"))
    return Load(
        title="Contacts",
        counts=dict(held),
        unallocated=open_now.filter(nobody_has(now)).count(),
        moves=lambda whose: f"{reverse('front_door:allocate')}?whose={whose}",
        kinds=(CONTACT, ALLEGATION, STRATEGY_CASE),
    )
