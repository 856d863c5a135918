"""The figures of the front door: read as published, worked out again on demand, and the list behind a number."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.figures.choosing import PeriodForm
from breakwater.foundation.figures.exact import lines_of
from breakwater.foundation.figures.page import months_wanted
from breakwater.foundation.figures.periods import month_of, period_of
from breakwater.partnership.organisations.access import Permission, allows, require
from breakwater.partnership.organisations.access.permissions import NotPermitted

from . import operations
from .measures import behind
from .measures.definitions import MEASURES, OUTCOMES, SOURCES
from .measures.reading import Figures
from .measures.tables import NO_ACTION, NONE
from .page import page_of

SHOWN = 50


@require_safe
def figures(request):
    """The figures of the post's area for a period, the same for everyone who may read them."""
    require(request.actor, Permission.FIGURES_READ)
    area, now = request.actor.area_id_acting, timezone.now()
    today, earliest = london_date(now), operations.first_month(now)
    form = PeriodForm(request.GET if request.GET else {"period": month_of(today).code}, today=today, earliest=earliest)
    period = form.wanted(period_of)
    published = Figures(area, months_wanted(period, today))
    opens = allows(request.post.role_id, Permission.CONTACT_OVERSEE)
    audit.saw("figures", area)
    return render(
        request,
        "front_door/figures/figures.html",
        {
            "form": form,
            "period": period,
            "page": page_of(published, period, today=today, with_staff=opens) if published.has(period.months) else None,
            "measures": [measure for measure in MEASURES.values() if opens or not measure.names_staff],
            "links": _links(request, period, now) if opens else {},
        },
    )


def _links(request, period, now) -> dict[str, list[dict]]:
    """The lists behind numbers, by measure, each with its exact number: whoever may open a list sees what it holds (SG-22)."""
    area = request.actor.membership.team.area
    links = {
        "overdue": [{"text": "The contacts that are overdue", "href": f"{reverse('front_door:board')}?only=overdue"}]
    }
    counted = operations.counted_in(area=area, period=period, at=now)
    behind_it = f"{reverse('front_door:figures_contacts')}?{urlencode({'period': period.code})}"
    decided = operations.counted_of(counted) - operations.counted_of(counted, outcome=NONE)
    lists = (
        ("contacts", "", behind_it, "The contacts behind these numbers"),
        ("no_action", NO_ACTION, f"{behind_it}&outcome={NO_ACTION}", "The contacts that ended without further action"),
    )
    counted_late, board = lines_of(counted, "now_overdue"), f"{reverse('front_door:board')}?only=overdue"
    if behind.overdue_now(area, now) == counted_late:
        links |= {
            f"overdue {duty}": [{"text": "Overdue", "href": board, "exact": f"{n:,}"}]
            for duty, n in counted_late.items()
        }
    for key, outcome, href, words in lists:
        found = behind.contacts_of(area, period, outcome=outcome).count()
        if found == operations.counted_of(counted, outcome=outcome):
            links[key] = [
                {"text": words, "href": href, "exact": f"{found:,} of {decided:,}" if outcome else f"{found:,}"}
            ]
    return links


@require_POST
def work_out(request):
    """Work the figures out now. Naturally repeatable: the same numbers come again."""
    require(request.actor, Permission.FIGURES_READ)
    operations.work_out(area=request.post.team.area, at=timezone.now())
    messages.success(request, "The figures are calculated again")
    period = period_of(request.POST.get("period", ""))
    return redirect(
        f"{reverse('front_door:figures')}?{urlencode({'period': period.code})}" if period else "front_door:figures"
    )


@require_safe
def contacts(request):
    """The contacts behind a number. It opens only to those who may see every one of them."""
    require(request.actor, Permission.FIGURES_READ)
    require(request.actor, Permission.CONTACT_OVERSEE)
    period = period_of(request.GET.get("period", ""))
    source, outcome = request.GET.get("source", ""), request.GET.get("outcome", "")
    if period is None or source not in {"", *SOURCES} or outcome not in {"", *OUTCOMES}:
        raise Http404
    now, area = timezone.now(), request.actor.membership.team.area
    found = behind.contacts_of(area, period, source=source, outcome=outcome)
    if found.count() != operations.counted(area=area, period=period, source=source, outcome=outcome, at=now):
        raise NotPermitted(
            Permission.FIGURES_READ,
            "This list opens only to roles that may see every record in it. The number itself is the same for everyone.",
        )
    page = finished_page(
        found.select_related("child", "case").order_by("-received_at", "-pk"), SHOWN, request.GET.get("page")
    )
    audit.saw("case", *(one.case_id for one in page))
    audit.saw("person", *(one.child_id for one in page if one.child_id))
    words = ", ".join(filter(None, [period.words, SOURCES.get(source, ""), OUTCOMES.get(outcome, "")]))
    kept = {"period": period.code, "source": source, "outcome": outcome}
    return render(
        request,
        "front_door/figures/contacts.html",
        {
            "page": page,
            "words": words,
            "period": period,
            "page_link": f"?{urlencode({**kept, 'page': '{}'}, safe='{}')}",
        },
    )
