"""The second word on which team receives the MASH, emergency duty or a sealed service: asked of that very service, given or refused there."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Role
from breakwater.partnership.organisations.keeping.teams import ReceiverAsked
from breakwater.partnership.organisations.models import Actor, Membership, ReceiverChange, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.records.operations.locking import call, refused_as

from .approvals import WHERE, NotYours

ASKED = "Another team is to receive a service of yours: it waits for a second person"
APPROVED = "A second person has approved which team receives a service"
NOT_APPROVED = "Which team receives a service was not approved: {why}"
WITH = ("service", "team__organisation", "service__team", "asked_by__membership__user", "asked_by__membership__role")


@events.subscribe(ReceiverAsked, in_transaction=True)
def ask(event: ReceiverAsked) -> None:
    """Ask those who may say yes, as `access.may_second_receiver` finds them; the rest of the team that receives it now is told."""
    change = ReceiverChange.objects.select_related(*WITH).get(pk=event.change)
    by, at = Actor.objects.get(pk=event.by), event.at
    users = _who_may_say_yes(change, at=at)
    notifications.tell(users=users, words=ASKED, path=WHERE, by=by, at=at)
    held = Membership.objects.in_force(london_date(at)).filter(team=change.service.team, user__is_active=True)
    rest = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=users.values("pk"))
    notifications.show(users=rest, words=ASKED, path="/today/", at=at)


def _who_may_say_yes(change: ReceiverChange, *, at: datetime):
    """Those who work in the service and give the second word: of the team that has it, else of the area; else the heads of service."""
    roles = [role for role, says in ROLES.items() if says.service == change.service.service]
    may = Membership.objects.in_force(london_date(at)).filter(
        team__area=change.service.area_id, role__in=roles, role__seconds_posts=True, user__is_active=True
    )
    may = may.exclude(team=change.team).exclude(user=change.asked_by.membership.user_id)
    for of_team in (may.filter(team=change.service.team), may):
        if of_team.exists():
            return User.objects.filter(pk__in=of_team.values("user"))
    return who_hold(Role.HEAD_OF_SERVICE, area=change.service.area, at=at)


def of_area(area: int) -> QuerySet[ReceiverChange]:
    """The changes that were asked for in an area."""
    return ReceiverChange.objects.filter(service__area=area).select_related(*WITH)


def waiting_for(by: Actor) -> list[ReceiverChange]:
    """The changes of the area that wait for the word of this very actor."""
    waiting = of_area(by.area_id_acting).waiting()
    return [one for one in waiting.order_by("asked_at", "pk") if call("access.may_second_receiver(%s)", one.pk)]


@transaction.atomic
def second(change: ReceiverChange, *, by: Actor, at: datetime) -> None:
    """Say yes: from now on the team receives it. Raises NotYours."""
    with refused_as(NotYours):
        call("access.second_receiver(%s)", change.pk)
    audit.did(
        "approved a receiver", "area", change.service.area_id, service=change.service.service, team=change.team_id
    )
    notifications.tell(users=[change.asked_by.membership.user], words=APPROVED, path="/area/", by=by, at=at)


@transaction.atomic
def refuse(change: ReceiverChange, *, why: str, by: Actor, at: datetime) -> None:
    """Say no; whoever asked reads why. Raises NotYours."""
    if not call("access.may_second_receiver(%s)", change.pk):
        raise NotYours
    ReceiverChange.objects.filter(pk=change.pk).update(withdrawn_at=at)
    audit.because(why)
    audit.did("refused a receiver", "area", change.service.area_id, service=change.service.service, team=change.team_id)
    words = NOT_APPROVED.format(why=why)[:200]
    notifications.tell(users=[change.asked_by.membership.user], words=words, path="/area/", by=by, at=at)
