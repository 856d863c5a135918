"""The figures of early help: read as published, worked out anew on demand, and the families behind a number."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.choosing import PeriodForm
from breakwater.foundation.figures.periods import month_of, period_of
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require
from breakwater.partnership.organisations.models import Area

from ..figures_page import months_wanted, page_of
from ..measures import behind
from ..measures.definitions import MEASURES
from ..measures.reading import Figures
from ..operations import figures as operations

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
    links, of_period = {}, urlencode({"period": period.code})
    if may(request.actor, Permission.HANDOVER_LATE):
        href = f"{reverse('early_help:figures_episodes')}?{of_period}"
        links = {key: [{"text": "The families behind these numbers", "href": href}] for key in behind.OF_THE_OPENED}
        links["now_open"] = [{"text": "All that are open", "href": f"{reverse('early_help:episodes')}?shown=all"}]
    if may(request.actor, Permission.ADVICE_GIVE):
        log = f"{reverse('early_help:advice_log')}?{of_period}"
        links |= {key: [{"text": "The advice behind these numbers", "href": log}] for key in ("theme", "followed")}
    audit.saw("figures", area)
    return render(
        request,
        "early_help/figures/figures.html",
        {
            "form": form,
            "period": period,
            "page": page_of(published, period, today=today) if published.has(period.months) else None,
            "measures": list(MEASURES.values()),
            "links": links,
        },
    )


@require_POST
def work_out(request):
    """Work the figures out now. Naturally repeatable: the same numbers come again."""
    require(request.actor, Permission.FIGURES_READ)
    operations.work_out(area=Area.objects.get(pk=request.actor.area_id_acting), at=timezone.now())
    messages.success(request, "The figures are worked out anew")
    period = period_of(request.POST.get("period", ""))
    where = reverse("early_help:figures")
    return redirect(f"{where}?{urlencode({'period': period.code})}" if period else where)


@require_safe
def episodes(request):
    """The families behind a number. It opens only to those who may see every one of them (SG-22)."""
    require(request.actor, Permission.FIGURES_READ)
    require(request.actor, Permission.HANDOVER_LATE)
    now, area = timezone.now(), request.actor.membership.team.area
    period = period_of(request.GET["period"]) if "period" in request.GET else month_of(london_date(now))
    if period is None:
        raise Http404
    found = behind.opened_in(area, period)
    if found.count() != operations.opened(area=area, period=period, at=now):
        raise NotPermitted(
            Permission.FIGURES_READ,
            "This list opens only to posts that may see every record in it. The number itself is the same for everyone.",
        )
    page = Paginator(found.select_related("case").order_by("-opened_at", "-pk"), SHOWN).get_page(
        request.GET.get("page")
    )
    about = cases_shown.about(one.case for one in page)
    kept = behind.kept_by([one.case_id for one in page], now)
    audit.saw("case", *(one.case_id for one in page))
    return render(
        request, "early_help/figures/episodes.html",
        {"page": page, "about": about, "kept": kept, "duties": behind.DUTIES, "period": period,
         "page_link": f"?{urlencode({'period': period.code, 'page': '{}'}, safe='{}')}"},
    )  # fmt: skip
