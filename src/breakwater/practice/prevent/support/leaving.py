"""Whoever asked for support, or is to give it, leaves: their team goes on with it, and both sides are told."""

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse

from breakwater.casework.handovers.registry import BESIDE_CASES, Beside
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName, Team

CONTACT_LEFT = "The contact for Prevent support of a school has left: its safeguarding team goes on with it"
OFFICER_LEFT = "The officer named for Prevent support of a school has left: their team goes on with it"


def _held(membership: Membership) -> list[tuple]:
    with acting_as(service_of(membership.team.area, ServiceName.CLOCKS)), connection.cursor() as cursor:
        cursor.execute("select request, school, officers, gives from access.support_of_post(%s)", [membership.pk])
        return cursor.fetchall()


def count(membership: Membership) -> int:
    return len(_held(membership))


def give_back(membership: Membership, by: Actor, at: datetime) -> int:
    """The request is the teams' already: they are told, as the post is ended at once or in the night after its last day."""
    night_after = membership.revoked_at is None and membership.ends_on == london_date(at) - timedelta(days=1)
    held = _held(membership) if membership.revoked_at == at or night_after else []
    teams = Team.objects.in_bulk({team for _, *both, _ in held for team in both})
    for request, school, officers, gives in held:
        words, path = OFFICER_LEFT if gives else CONTACT_LEFT, reverse("prevent:support_request", args=[request])
        for team in (school, officers):
            notifications.tell(words=words, path=path, team=teams[team], by=by, at=at)
    return len(held)


BESIDE_CASES.register(
    "prevent.support", Beside("request for Prevent support", "requests for Prevent support", count, give_back)
)
