"""The figures of the front door: read as published, worked out again on demand, and the list behind a number."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.figures.numbers import Link
from breakwater.foundation.figures.periods import period_of
from breakwater.partnership.kit.figures_page import FiguresPage, WorkOutFigures
from breakwater.partnership.organisations.access import Permission, allows, require
from breakwater.partnership.organisations.access.permissions import NotPermitted

from .declared import MASH
from .measures import behind
from .measures.definitions import MEASURES, OUTCOMES, SOURCES
from .measures.tables import NO_ACTION, NONE

SHOWN = 50


class MashFigures(FiguresPage):
    figures, route, name, work_out = MASH, "mash/figures/", "figures", "front_door:figures_work_out"
    overdue_list = ("Open every contact with anything overdue", ("front_door:board", "?only=overdue"))

    def opens_lists(self):
        return allows(self.request.post.role_id, Permission.CONTACT_OVERSEE)

    def left_out(self):
        """Who decided what is for whoever oversees decisions."""
        return () if self.opens_lists() else [one.key for one in MEASURES.values() if one.names_staff]

    def lines(self, sheet):
        deciders = MEASURES["deciders"]
        return (
            {}
            if not self.opens_lists()
            else {"deciders": behind.managers(sheet.figures.lines(deciders, sheet.period.months))}
        )

    def links(self, period, counted):
        if counted is None:
            return {}
        behind_it = f"{reverse('front_door:figures_contacts')}?{urlencode({'period': period.code})}"
        decided = behind.counted_of(counted) - behind.counted_of(counted, outcome=NONE)
        lists = (
            ("contacts", "", behind_it, "Open these contacts"),
            ("no_action", NO_ACTION, f"{behind_it}&outcome={NO_ACTION}", "Open the contacts without further action"),
        )
        links = {}
        for key, outcome, href, words in lists:
            found = behind.contacts_of(self.area, period, outcome=outcome).count()
            if found == behind.counted_of(counted, outcome=outcome):
                links[key] = Link(words, href, f"{found:,} of {decided:,}" if outcome else f"{found:,}")
        late = behind.late_of(self.area, period, self.at).count()
        if late and late == behind.decided_of(counted, "NO"):
            total = behind.decided_of(counted)
            links["decision"] = Link(
                "Open the contacts not decided in time", f"{behind_it}&late=yes", f"{total - late:,} of {total:,}"
            )
        return links

    def overdue_seen(self):
        return behind.overdue_now(self.area, self.at)


class WorkOut(WorkOutFigures):
    page = MashFigures


@require_safe
def contacts(request):
    """The contacts behind a number. It opens only to those who may see every one of them."""
    require(request.actor, Permission.FIGURES_READ)
    require(request.actor, Permission.CONTACT_OVERSEE)
    period = period_of(request.GET.get("period", ""))
    source, outcome = request.GET.get("source", ""), request.GET.get("outcome", "")
    late = request.GET.get("late", "")
    if period is None or source not in {"", *SOURCES} or outcome not in {"", *OUTCOMES} or late not in {"", "yes"}:
        raise Http404
    if late and (source or outcome):
        raise Http404
    now, area = timezone.now(), request.actor.membership.team.area
    found = (
        behind.late_of(area, period, now) if late else behind.contacts_of(area, period, source=source, outcome=outcome)
    )
    counted = MASH.counted_in(area=area, period=period, at=now)
    number = behind.decided_of(counted, "NO") if late else behind.counted_of(counted, source=source, outcome=outcome)
    if found.count() != number:
        raise NotPermitted(
            Permission.FIGURES_READ,
            "This list opens only to roles that may see every record in it. The number itself is the same for everyone.",
        )
    page = finished_page(
        found.select_related("child", "case").order_by("-received_at", "-pk"), SHOWN, request.GET.get("page")
    )
    audit.saw("case", *(one.case_id for one in page))
    audit.saw("person", *(one.child_id for one in page if one.child_id))
    words = ", ".join(
        filter(
            None,
            [period.words, SOURCES.get(source, ""), OUTCOMES.get(outcome, ""), "not decided in time" if late else ""],
        )
    )
    kept = {"period": period.code, "source": source, "outcome": outcome, "late": late}
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
