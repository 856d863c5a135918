"""Chapters as everyone reads them: in force today, on any past day, what was believed then, and what differs."""

from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.pages import light_page
from breakwater.partnership.kit.learning_links import learning_behind
from breakwater.partnership.organisations.registry import DESTINATIONS

from .. import differences, finding, presenting
from ..forms import ThenForm
from ..models import Chapter

EARLIEST = date(1990, 1, 1)


def _today() -> date:
    return london_date(timezone.now())


def _areas(chapter: Chapter, areas, view: str = "policies:chapter", *more) -> list[dict]:
    """Where each area's own text stands."""
    return [
        {
            "name": each.name,
            "slug": finding.slug_of(each),
            "href": reverse(view, args=[chapter.manual.slug, chapter.number, finding.slug_of(each), *more]),
        }
        for each in areas
    ]


@light_page
@require_safe
def manuals(request, area=""):
    """Every manual with its chapters, as one area has them: the one asked for, or the one that opened the first."""
    areas = finding.sharing_areas()
    here = finding.area_at(areas, area) if area else finding.first_area(areas)
    today = _today()
    shown = finding.manuals_of(here, today) if here else []
    return render(
        request,
        "policies/manuals.html",
        {
            "shown": shown,
            "here": here,
            "today": today,
            "way": presenting.way()[:-1],
            "slug": finding.slug_of(here) if here else "",
            "areas": [(each, reverse("policies:manuals_in", args=[finding.slug_of(each)])) for each in areas],
            "partnership": here.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def changes(request, area):
    """What came into force in an area, by month, newest first."""
    areas = finding.sharing_areas()
    here = finding.area_at(areas, area)
    found = finding.amendments(here, _today())
    months = [
        (
            f"{first.starts_on:%B %Y}",
            [
                (each, presenting.address_of(each.chapter, here), presenting.notes_of(each.version))
                for each in (first, *rest)
            ],
        )
        for first, *rest in (list(group) for _, group in groupby(found, key=lambda each: each.starts_on.replace(day=1)))
    ]
    return render(
        request,
        "policies/changes.html",
        {
            "months": months,
            "here": here,
            "way": presenting.way(),
            "partnership": here.partnership_name,
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def chapter_shared(request, manual, number):
    """The shared text for a reader of no area: each area's own words stand named beside it."""
    found = finding.chapter_at(manual, number)
    areas = finding.areas_of(found.manual)
    if not finding.settled(found).exists():
        raise Http404
    today = _today()
    newest = finding.newest_in_force(found, today)
    others = finding.locals_in_force(found, today)
    return render(
        request,
        "policies/chapter_shared.html",
        {
            "chapter": found,
            "version": newest,
            "areas": _areas(found, areas),
            "way": presenting.way(),
            "drawn": presenting.drawn_shared(newest, others) if newest else [],
            "of": len(areas),
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def chapter(request, manual, number, area):
    """What is in force in one area today."""
    found = finding.chapter_at(manual, number)
    areas = finding.areas_of(found.manual)
    here, today = finding.area_at(areas, area), _today()
    period = finding.in_force(found, here, today)
    newest = finding.settled(found).defer("body", "words").first()
    if newest is None:
        raise Http404
    context = {
        "chapter": found,
        "here": here,
        "slug": area,
        "areas": _areas(found, areas),
        "of": len(areas),
        "today": today,
        "way": presenting.way(),
        "period": period,
        "newest": newest,
        "partnership": here.partnership_name,
        "robots_may_index": True,
    }
    if search := DESTINATIONS.get("search"):
        context["search"] = reverse(search.view)
    follow = DESTINATIONS.get("follow")
    if follow:
        asked = urlencode({"chapter": found.public_id, "area": area})
        context["follow"] = f"{reverse(follow.view)}?{asked}"
    if period is None:
        context |= {
            "withdrawn": finding.withdrawn(found, here, today),
            "last": finding.last_in_force(found, here, today),
        }
        return render(request, "policies/not_in_force.html", context)
    context |= {
        "version": period.version,
        "drawn": presenting.drawn(period.version, period.local, here, today),
        "tree": presenting.tree(finding.chapters_of(found.manual, here, today), found, here),
        "notes": presenting.notes_of(period.version),
        "is_overdue": found.is_overdue(today),
        "learning": learning_behind("policy", found.pk, here.pk),
    }
    return render(request, "policies/chapter.html", context)


@light_page
@require_safe
def ask_then(request, manual, number, area):
    """Ask for a day: sends on to its own address, which can be kept and cited."""
    found = finding.chapter_at(manual, number)
    areas = finding.areas_of(found.manual)
    here = finding.area_at(areas, area)
    form = ThenForm(request.GET if request.GET else None)
    if form.is_bound and form.is_valid():
        day, known = form.cleaned_data["on"], form.cleaned_data["known"] or form.cleaned_data["on"]
        return redirect("policies:then", manual, number, area, day.isoformat(), known.isoformat())
    return render(
        request,
        "policies/ask_then.html",
        {
            "chapter": found,
            "here": here,
            "slug": area,
            "areas": _areas(found, areas, "policies:ask_then"),
            "form": form,
            "way": presenting.way((found.heading, presenting.address_of(found, here))),
            "partnership": here.partnership_name,
        },
    )


@light_page
@require_safe
def then_alone(request, manual, number, area, on):
    """A day without the day on which it was known: as it was known on that same day."""
    return redirect("policies:then", manual, number, area, day_of(on).isoformat(), on)


@light_page
@require_safe
def then(request, manual, number, area, on, known):
    """What was in force on a day as we know it now, and what this record said of it then."""
    day, known_on = day_of(on), day_of(known)
    found = finding.chapter_at(manual, number)
    areas = finding.areas_of(found.manual)
    here = finding.area_at(areas, area)
    now = timezone.now()
    known_at = min(end_of(known_on), now)
    today_says = finding.in_force(found, here, day)
    then_said = finding.in_force(found, here, day, known_at=known_at)
    agree = _same(today_says, then_said)
    context = {
        "chapter": found,
        "here": here,
        "slug": area,
        "on": day,
        "known": known_on,
        "today_says": today_says,
        "then_said": then_said,
        "agree": agree,
        "areas": _areas(found, areas, "policies:then", on, known),
        "way": presenting.way((found.heading, presenting.address_of(found, here))),
        "drawn": presenting.drawn(today_says.version, today_says.local, here, day) if today_says else [],
        "then_drawn": presenting.drawn(then_said.version, then_said.local, here, day)
        if then_said and not agree
        else [],
        "began": finding.first_recorded(found, here) if then_said is None else None,
        "known_at": known_at,
        "today": london_date(now),
        "is_before": known_at < now - timedelta(days=1),
        "withdrawn": None if today_says else finding.withdrawn(found, here, day),
        "review": finding.reviewed(today_says.version, day) if today_says else None,
        "partnership": here.partnership_name,
    }
    return render(request, "policies/then.html", context)


def _same(one, other) -> bool:
    return (one and (one.version_id, one.local_id)) == (other and (other.version_id, other.local_id))


def day_of(text: str) -> date:
    """The day of an address. Raises Http404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= date(2100, 1, 1):
        raise Http404
    return day


@light_page
@require_safe
def versions(request, manual, number):
    """Every version: what it changed, where it is or was in force, and what differs from the one before."""
    found = finding.chapter_at(manual, number)
    areas = finding.areas_of(found.manual)
    return render(
        request,
        "policies/versions.html",
        {
            "chapter": found,
            "rows": finding.history(found),
            "areas": _areas(found, areas),
            "of": len(areas),
            "way": presenting.way((found.heading, presenting.address_of(found))),
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def compare(request, manual, number, old, new):
    """What differs between two versions, paragraph by paragraph."""
    found = finding.chapter_at(manual, number)
    before, after = finding.version_of(found, old), finding.version_of(found, new)
    return render(
        request,
        "policies/compare.html",
        {
            "chapter": found,
            "before": before,
            "after": after,
            "found": differences.between(presenting.placeless(before.body), presenting.placeless(after.body)),
            "notes": presenting.notes_of(after),
            "way": presenting.way(
                (found.heading, presenting.address_of(found)),
                ("Versions", reverse("policies:versions", args=[manual, number])),
            ),
        },
    )
