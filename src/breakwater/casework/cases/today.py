"""What Today asks of whoever leads: to put in a sentence why we are involved."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import display
from .models import Case, CaseWorker, ReasonForInvolvement, WorkCapacity

SHOWN = 12


@TODAY_PANELS.register("casework.involvement")
def to_put_in_a_sentence(actor: Actor, now: datetime) -> Panel | None:
    """Cases this human leads, or co-ordinates while nobody leads, where the decision's reason alone says why. No panel for none."""
    if not may(actor, Permission.CASE_WORK):
        return None
    posts = CaseWorker.objects.filter(case=OuterRef("pk"), ends_at=None)
    leads = posts.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL)
    mine = Q(Exists(leads.filter(user_id=actor.membership.user_id))) | Q(
        ~Exists(leads), Exists(posts.filter(user_id=actor.membership.user_id))
    )
    newest = ReasonForInvolvement.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk")
    waiting = Case.objects.open().filter(mine).annotate(unstated=Subquery(newest.values("from_decision")[:1]))
    waiting = waiting.filter(unstated=True).order_by("opened_at", "pk")
    found = list(waiting[:SHOWN])
    if not found:
        return None
    about = display.about(found)
    audit.saw("case", *(case.pk for case in found))
    rows = [
        Waiting(
            text=f"{about.get(case.pk, display.called(case))}: say in a sentence why we are involved",
            href=reverse("casework:involvement", args=[case.reference]),
            hint=f"{display.called(case)}, open since {day(case.opened_at)}. Until you do, the decision’s reason is shown",
        )
        for case in found
    ]
    total = len(rows) if len(rows) < SHOWN else waiting.count()
    return Panel("Why we are involved", rows, order=32, total=total)
