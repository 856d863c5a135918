"""The Tier 2 board: offers that wait for the team, then open episodes by what they wait for."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require

from .forms import BoardFilter
from .page import SHELVES, board_for, offers_to, people_in


@require_safe
def episodes(request):
    require(request.actor, Permission.EPISODE_READ)
    now = timezone.now()
    # A manager answers for the team; everyone else begins with their own.
    usual = "due" if may(request.actor, Permission.HANDOVER_LATE) else "mine"
    asked = {key: value for key, value in request.GET.items() if key in BoardFilter.base_fields}
    wanted = {
        "shown": asked.get("shown") if asked.get("shown") in SHELVES else usual,
        **{key: asked.get(key, "") for key in ("stage", "whose", "order")},
    }
    board = board_for(request.actor, now=now, wanted=wanted, page=request.GET.get("page", 1))
    form = BoardFilter(wanted, coordinators=people_in(board.coordinators))
    form.is_valid()
    waiting, waiting_about = _offers(request.actor)
    audit.saw("case", *(card.case_id for card in board.cards))
    audit.saw("handover", *{one.pk for one in waiting})
    kept = {key: value for key, value in wanted.items() if value}
    return render(
        request,
        "early_help/board.html",
        {
            "board": board,
            "form": form,
            "shelf": wanted["shown"],
            "shelves": SHELVES,
            "chosen": _chosen(form, kept),
            "page_link": f"?{urlencode({**kept, 'page': '{}'}, safe='{}')}",
            "waiting": waiting,
            "waiting_about": waiting_about,
            "many_teams": len({card.team for card in board.cards}) > 1,
            "may_advise": may(request.actor, Permission.ADVICE_GIVE),
            "sees_figures": may(request.actor, Permission.FIGURES_READ),
            "now": now,
        },
    )


def _chosen(form: BoardFilter, kept: dict) -> list[dict]:
    """What narrows the list now, each with the address without it."""
    words = {name: dict(form.fields[name].choices) for name in ("stage", "whose")}
    return [
        {
            "text": words[name][kept[name]],
            "remove_url": f"?{urlencode({key: value for key, value in kept.items() if key != name})}",
        }
        for name in words
        if kept.get(name) in words[name]
    ]


def _offers(actor) -> tuple[list[Handover], dict[int, str]]:
    """Offers that wait for the actor's team, nearest first, and whom each is about."""
    if not may(actor, Permission.HANDOVER_ANSWER):
        return [], {}
    waiting = offers_to(actor.membership.team_id)
    carried = {one.pk: one.cases_in_sight() for one in waiting}
    about = case_display.about(case for found in carried.values() for case in found)
    return waiting, {
        pk: ", ".join(about[case.pk] for case in found if case.pk in about) for pk, found in carried.items()
    }
