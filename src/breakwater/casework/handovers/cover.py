"""Whoever covers for a lead professional who is away has a post in the families meanwhile: it gives sight of them, and ends by itself.

Nobody gives it: the area's service does, from what the rota says, which nobody can say of themselves. A family that is sealed, or
that whoever covers is barred from, stays unseen.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker, WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.keeping.rota import CoverChanged
from breakwater.partnership.organisations.models import Absence, Actor, Area, Membership, ServiceName

COVER = WorkCapacity.COVER


@events.subscribe(CoverChanged, in_transaction=True)
def on_change(event: CoverChanged) -> None:
    tend(Area.objects.get(pk=event.area), at=event.at)


@transaction.atomic
def tend(area: Area, *, at: datetime) -> None:
    """Give those who cover today their posts, and end those of whoever covers no more. Done again, it changes nothing."""
    one_at_a_time(f"cover-{area.pk}")
    with acting_as(service_of(area, ServiceName.INTAKE)) as by:
        wanted = _covered_today(area, at)
        held = CaseWorker.objects.filter(capacity=COVER, ends_at=None, case__area=area)
        for post in held.select_related("case"):
            if wanted.get(post.case_id, (None, None))[1] != post.membership_id:
                post.ends_at = at
                post.save(update_fields=["ends_at"])
                audit.did("ended the cover of", "case", post.case_id, membership=post.membership_id)
        known = set(held.values_list("case", "membership"))
        new = {case: (lead, cover) for case, (lead, cover) in wanted.items() if (case, cover) not in known}
        _begin(new, by=by, at=at)


def _covered_today(area: Area, at: datetime) -> dict[int, tuple[CaseWorker, int]]:
    """The post of each lead who is away, with the membership (by key) that covers for it: by case. Of their own team alone."""
    today = london_date(at)
    away = Absence.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), removed_at=None, starts_on__lte=today)
    away = away.filter(covered_by__in=Membership.objects.in_force(today).filter(team__area=area, user__is_active=True))
    covers = {(one.user_id, one.covered_by.team_id): one.covered_by_id for one in away.select_related("covered_by")}
    leads = CaseWorker.objects.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None, case__closed_at=None)
    leads = leads.filter(case__area=area, user__in=[user for user, _ in covers]).annotate(team=F("membership__team"))
    found = leads.select_related("case", "user").order_by("pk")
    return {
        post.case_id: (post, covers[post.user_id, post.team]) for post in found if (post.user_id, post.team) in covers
    }


def _begin(new: dict[int, tuple[CaseWorker, int]], *, by: Actor, at: datetime) -> None:
    people = Membership.objects.select_related("user", "team").in_bulk({cover for _, cover in new.values()})
    leads = {lead.user_id: lead.user for lead, _ in new.values()}
    for lead, cover in new.values():
        member = people[cover]
        cases.assign(case=lead.case, membership=member, capacity=COVER, by=by, at=at)
        what = f"{member.user.name} covers for {lead.user.name}, who leads and is away"
        chronology.record(case=lead.case, kind="handover", what=what, process=True, by=by, at=at)
    if leads:
        words = "You are recorded as away: a colleague covers for the families that you lead"
        notifications.tell(users=leads.values(), words=words, path="/today/", by=by, at=at)
    for member in people.values():
        words = "You cover for a colleague who is away: you see the families that they lead"
        notifications.tell(users=[member.user], words=words, path="/today/", by=by, at=at)
