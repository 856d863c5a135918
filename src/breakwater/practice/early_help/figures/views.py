"""The figures of early help: read as published, worked out again on demand, and the lists behind each number."""

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Case
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.figures.exact import exactly, totals_of
from breakwater.foundation.figures.numbers import Link
from breakwater.foundation.figures.periods import Period, month_of, period_of
from breakwater.partnership.kit.figures_page import FiguresPage, WorkOutFigures
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require
from breakwater.partnership.organisations.models import Area
from breakwater.practice.early_help.measures import behind
from breakwater.practice.early_help.measures.definitions import MEASURES

from .declared import EARLY_HELP

SHOWN = 50


class EarlyHelpFigures(FiguresPage):
    figures, route, name, work_out = EARLY_HELP, "early-help/figures/", "figures", "early_help:figures_work_out"
    overdue_list = ("Open the families whose duties are overdue", ("early_help:episodes", "?shown=late"))

    def opens_lists(self):
        return may(self.request.actor, Permission.HANDOVER_LATE)

    def links(self, period, counted):
        links = {} if counted is None else self._lists(period, counted)
        if may(self.request.actor, Permission.ADVICE_GIVE):
            log = f"{reverse('early_help:advice_log')}?{urlencode({'period': period.code})}"
            links |= {key: Link("Open the advice behind these numbers", log) for key in ("theme", "followed")}
        return links

    def _lists(self, period, counted):
        exact, totals, links = exactly(counted, MEASURES), totals_of(counted), {}
        lists = [("opened", behind.OF_THE_OPENED, behind.opened_in(self.area, period), "families", "episodes", {})]
        lists += [
            (of, (of,), behind.offers(self.area, period, of, self.at), "offers", "offers", {"of": of})
            for of in behind.OF_OFFERS
        ]
        lists.append(("review", ("review",), behind.reviews(self.area, period, self.at), "reviews", "reviews", {}))
        for counts, measures, found, words, page, asked in lists:
            if found.count() != totals.get(counts, 0):  # somebody else may see all of it, and this reader may not
                continue
            href = f"{reverse(f'early_help:figures_{page}')}?{urlencode({**asked, 'period': period.code})}"
            links |= {key: Link(f"Open these {words}", href, exact[key]) for key in measures}
        return links

    def overdue_seen(self):
        return behind.overdue_now(self.area, self.at)


class WorkOut(WorkOutFigures):
    page = EarlyHelpFigures


def _asked_for(request) -> Period:
    """The period of a list behind a number, for whoever may open one at all; the present month where none is named."""
    require(request.actor, Permission.FIGURES_READ)
    require(request.actor, Permission.HANDOVER_LATE)
    period = period_of(request.GET["period"]) if "period" in request.GET else month_of(london_date(timezone.now()))
    if period is None:
        raise Http404
    return period


def _whole(found: QuerySet, *, area: Area, period: Period, measure: str, at: datetime) -> None:
    """A list opens only to those who may see every record that its number counts (SG-22)."""
    counted = EARLY_HELP.counted_in(area=area, period=period, at=at)
    if found.count() != totals_of(counted).get(measure, 0):
        raise NotPermitted(
            Permission.FIGURES_READ,
            "This list opens only to roles that may see every record in it. The number itself is the same for everyone.",
        )


def _list(request, template: str, found: QuerySet, period: Period, *, of: str = "", **more):
    """A list behind a number, page by page."""
    asked = {"period": period.code} | ({"of": of} if of else {})
    context = {"page": found, "period": period, "page_link": f"?{urlencode(asked | {'page': '{}'}, safe='{}')}"}
    return render(request, f"early_help/figures/{template}.html", context | more)


@require_safe
def episodes(request):
    """The families behind a number."""
    period, now, area = _asked_for(request), timezone.now(), request.actor.membership.team.area
    found = behind.opened_in(area, period)
    _whole(found, area=area, period=period, measure="opened", at=now)
    page = finished_page(found.select_related("case").order_by("-opened_at", "-pk"), SHOWN, request.GET.get("page"))
    about = case_display.about(one.case for one in page)
    kept = behind.kept_by([one.case_id for one in page], now)
    audit.saw("case", *(one.case_id for one in page))
    return _list(request, "episodes", page, period, about=about, kept=kept, duties=behind.DUTIES)


@require_safe
def offers(request):
    """The offers behind a number: to Tier 2, of the lead, and to the front door."""
    period, now, area = _asked_for(request), timezone.now(), request.actor.membership.team.area
    of = request.GET.get("of", "accepted")
    if of not in behind.OF_OFFERS:
        raise Http404
    found = behind.offers(area, period, of, now)
    _whole(found, area=area, period=period, measure=of, at=now)
    both = found.select_related("from_team", "to_team", "proposed_lead__user").prefetch_related("carried")
    page = finished_page(both.order_by("-offered_at", "-pk"), SHOWN, request.GET.get("page"))
    carried = {row.case_id for one in page for row in one.carried.all()}
    about = case_display.about(Case.objects.filter(pk__in=carried))
    rows = [
        {
            "offer": one,
            "about": ", ".join(filter(None, (about.get(row.case_id) for row in one.carried.all()))),
            "to": RECEIVERS[one.service].team_said(one.to_team.name),
            "in_time": behind.answered_in_time(one),
        }
        for one in page
    ]
    audit.saw("handover", *(one.pk for one in page))
    return _list(request, "offers", page, period, of=of, rows=rows, heading=behind.OF_OFFERS[of], measure=of)


@require_safe
def reviews(request):
    """The reviews behind a number: due in the period, held or overdue."""
    period, now, area = _asked_for(request), timezone.now(), request.actor.membership.team.area
    found = behind.reviews(area, period, now)
    _whole(found, area=area, period=period, measure="review", at=now)
    page = finished_page(found.select_related("case").order_by("-due_at", "-pk"), SHOWN, request.GET.get("page"))
    about = case_display.about(one.case for one in page)
    audit.saw("case", *(one.case_id for one in page))
    return _list(request, "reviews", page, period, about=about)
