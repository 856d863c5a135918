"""Handovers that propose somebody of a school to lead: the school's co-ordinator supports and chases them (FD 4.9, 5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.casework.handovers.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Patch, ServiceName


class AnsweredAlready(Refusal):
    words = "The school has answered meanwhile."


@dataclass(frozen=True)
class Waiting:
    """One offer that waits for a school: never for whom."""

    key: int
    school: str
    lead: str
    since: date
    due: datetime
    is_late: bool


def waiting(area: Area, patches: Sequence[Patch] = (), *, at: datetime) -> list[Waiting]:
    """Offers to schools that nobody has answered, of some patches or of all, soonest due first.

    Found as the area's service of lists: co-ordinators are no party to a handover and read nothing of its children.
    """
    with acting_as(service_of(area, ServiceName.LISTS)):
        found = _offered(area).order_by("answer_due_at", "pk")
        if patches:
            found = found.filter(to_team__organisation__school__patch__in=patches)
        return [
            Waiting(
                one.pk,
                one.to_team.organisation.name,
                one.proposed_lead.user.name if one.proposed_lead else "",
                london_date(one.offered_at),
                one.answer_due_at,
                one.answer_due_at < at,
            )
            for one in found
        ]


def _offered(area: Area):
    return Handover.objects.filter(
        area=area, status=Handover.Status.OFFERED, to_team__organisation__kind=Organisation.Kind.SCHOOL
    ).select_related("to_team__organisation", "proposed_lead__user")


@transaction.atomic
def remind(*, key: int, area: Area, by: Actor, at: datetime) -> str:
    """Ask the school again; returns its name. Raises AnsweredAlready."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        found = _offered(area).filter(pk=key).first()
    if found is None:
        raise AnsweredAlready(key)
    notifications.tell(
        team=found.to_team,
        words="Somebody of your school is asked to lead for a family: please answer. Your link co-ordinator helps",
        path="/handovers/",
        by=by,
        at=at,
    )
    audit.did("asked a school again about", "handover", found.pk)
    return found.to_team.organisation.name
