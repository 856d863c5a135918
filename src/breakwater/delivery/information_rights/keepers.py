"""Keepers of compartments: asked of every request alike, and what they decide may be given."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit, jobs
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from . import lookup
from .models import KeeperAsked, RightsRequest
from .operations import NotYet


@transaction.atomic
def ask(request: RightsRequest, *, by: Actor, at: datetime) -> list[KeeperAsked]:
    """Ask whoever keeps a compartment in the area, once. They decide by who asks, on what standing, and of whom: in words here, and by the records
    approved, which the wall shows to them (`lookup.asked_about`)."""
    made = []
    standing = f", {request.get_standing_display()}" if request.standing else ""
    who = f"Asked by {request.asker_name}: {request.get_asker_display()}{standing}"
    about = "\n".join([request.about, who])
    for keeper in KeeperAsked.Keeper:
        incidents = keeper == KeeperAsked.Keeper.INCIDENTS
        team = lookup.team_of_business(request.area, at) if incidents else lookup.team_of_service(request.area, keeper)
        if team is None or KeeperAsked.objects.filter(request=request, keeper=keeper).exists():
            continue
        facts = {"reference": request.reference, "about": about, "asked_at": at}
        made.append(
            KeeperAsked.objects.create(request=request, team=request.team, keeper=keeper, keeper_team=team, **facts)
        )
        notifications.tell(
            words="Information governance asks whether you hold anything for an information request",
            path="/today/",
            team=team,
            by=by,
            at=at,
            reference=request.reference,
        )
    return made


@transaction.atomic
def answer(asked: KeeperAsked, given: str, *, by: Actor, at: datetime) -> KeeperAsked:
    """The keeper's decision: what may be given, in their words, or nothing."""
    held = KeeperAsked.objects.select_for_update().get(pk=asked.pk)
    if held.answered_at:
        raise NotYet
    held.given, held.answered_at, held.answered_by = given, at, by
    held.save(update_fields=["given", "answered_at", "answered_by"])
    audit.did("answered for an information request", "rights_keeper", held.pk)
    officer = Actor.objects.filter(
        membership__in=lookup.officers_of(by.membership.team.area, at), membership__team=held.team_id
    ).first()
    if officer:
        jobs.defer("rights.keeper", asked=held.pk, officer=officer.pk)
    return held
