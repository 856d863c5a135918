"""While nobody acknowledges a report, who is at work is paged: the safeguarding leads, again, then the head (`data/paging.yaml`)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse

from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, Team, User

from ..codes import PAGING

STEPS: list[dict] = PAGING["steps"]
LABELS: Mapping[int, str] = {step["after"]: step["label"] for step in STEPS}
WORDS = "A report that nobody has acknowledged waits for you: acknowledge it now"
# By the role of the post. A job title says little: many a safeguarding lead is a deputy head, and many a deputy lead an assistant head.
KINDS: Mapping[str, Role] = {"leads": Role.DSL, "head": Role.HEAD_TEACHER}


def page(area: Area, *, at: datetime) -> int:
    """Page for every report of an area whose next step has come; returns how many pages went out. A step is paged once."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        with connection.cursor() as cursor:
            after = [step["after"] for step in STEPS]
            cursor.execute("select * from access.page_reports(%s, %s, %s)", [area.pk, at, after])
            due = cursor.fetchall()
        for public_id, team, step, barred in due:
            path = reverse("child_on_child:report", args=[public_id])
            notifications.tell(
                users=who(Team.objects.get(pk=team), step, barred, at), words=WORDS, path=path, by=by, at=at
            )
        return len(due)


def who(team: Team, step: int, barred: list[int], at: datetime) -> list[User]:
    """Whom a step pages: those of its kind who are at work, else of the kinds after it, else everybody of the team whatever the rota says.

    Nobody who is kept from the report (SG-16).
    """
    here = [each for each in rota.of_team(team, at=at) if each.membership.user_id not in barred]
    kinds = [each["who"] for each in STEPS if each["after"] >= step]
    for kind in kinds:
        found = [each.membership.user for each in here if each.is_at_work and each.membership.role_id == KINDS[kind]]
        if found:
            return found
    return [each.membership.user for each in here]
