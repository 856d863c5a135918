"""The list of episodes, by what they wait for."""

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require

from ..models import Episode

SHOWN = 30
SHELVES = {
    "mine": "Yours",
    "agreement": "No agreement yet",
    "lead": "No lead yet",
    "active": "Active",
    "all": "All open",
    "closed": "Closed",
}


def _on_shelf(episodes, shelf: str, actor):
    if shelf == "closed":
        return episodes.exclude(case__closed_at=None)
    opened = episodes.filter(case__closed_at=None)
    if shelf == "mine":
        mine = Q(case__workers__user_id=actor.membership.user_id, case__workers__ends_at=None)
        return opened.filter(mine).distinct()
    stage = {"agreement": "offered", "lead": "agreed", "active": "active"}.get(shelf)
    return opened.filter(case__stage=stage) if stage else opened


@require_safe
def episodes(request):
    """A co-ordinator's list: offers that wait, then episodes by what they wait for."""
    require(request.actor, Permission.EPISODE_READ)
    now, me = timezone.now(), request.actor.membership
    shelf = request.GET.get("shown", "mine")
    shelf = shelf if shelf in SHELVES else "mine"
    found = _on_shelf(Episode.objects.select_related("case__responsible_team"), shelf, request.actor)
    nearest = Clock.objects.running().filter(case=OuterRef("case")).order_by("due_at").values("due_at")[:1]
    found = found.annotate(due=Subquery(nearest)).order_by(F("due").asc(nulls_last=True), "-opened_at", "-pk")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = _rows(list(page), now)
    waiting = []
    if may(request.actor, Permission.HANDOVER_ANSWER):
        waiting = list(
            Handover.objects.waiting()
            .filter(to_team=me.team)
            .select_related("from_team")
            .prefetch_related("carried__case")
            .order_by("answer_due_at", "pk")[:SHOWN]
        )
    offered = {one.pk: [row.case for row in one.carried.all()] for one in waiting}
    about = cases_shown.about(case for cases in offered.values() for case in cases)
    waiting_about = {
        pk: ", ".join(about[case.pk] for case in cases if case.pk in about) for pk, cases in offered.items()
    }
    audit.saw("case", *{one.case_id for one in page})
    audit.saw("handover", *{one.pk for one in waiting})
    return render(
        request,
        "early_help/episodes.html",
        {
            "rows": rows,
            "page": page,
            "shelf": shelf,
            "shelves": SHELVES,
            "waiting": waiting,
            "waiting_about": waiting_about,
            "now": now,
        },
    )


def _rows(found: list[Episode], now) -> list[dict]:
    cases = [episode.case for episode in found]
    children = cases_shown.children_of(case.pk for case in cases)
    posts = cases_shown.workers_of(cases)
    clocks: dict[int, Clock] = {}
    for clock in Clock.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, clock)
    return [
        {
            "episode": episode,
            "children": children.get(episode.case_id, "Nobody named yet"),
            "stage": episode.case.stage_label,
            "workers": [cases_shown.worker_said(post) for post in posts[episode.case_id]],
            "clock": clocks_shown.shown(clocks[episode.case_id], now=now) if episode.case_id in clocks else None,
        }
        for episode in found
    ]
