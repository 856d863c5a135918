"""What waits for those who keep an area's chapters, one chapter as they see it, a new one, a review."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Area

from .. import finding, presenting, waiting
from ..forms import ChapterForm, ManualForm, ReviewForm
from ..models import Chapter, Manual
from ..operations import drafting, force, manuals

P = Permission


def area_of(request):
    return request.actor.membership.team.area


def chapter_of(request, public_id: str, permission: Permission = P.POLICY_EDIT) -> Chapter:
    """The chapter of an address, for a post that may. Raises Http404, NotPermitted."""
    found = get_object_or_404(Chapter.objects.select_related("manual", "kept_by__area"), public_id=public_id)
    require(request.actor, permission, found)
    return found


@require_safe
def kept(request):
    """All that waits in the area, then every chapter."""
    require(request.actor, P.POLICY_EDIT)
    area, today = area_of(request), london_date(timezone.now())
    chapters = list(waiting.of_area(area).select_related("manual", "kept_by"))
    chapters.sort(key=lambda each: (each.manual.title, [int(part) for part in each.number.split(".")]))
    return render(
        request,
        "policies/kept.html",
        {
            "area": area,
            "today": today,
            "overdue": waiting.overdue(area, today),
            "to_decide": waiting.to_decide(area),
            "questions": waiting.questions(area),
            "writing": waiting.being_written(area),
            "chapters": chapters,
            "slug": finding.slug_of(area),
        },
    )


@require_http_methods(["GET", "POST"])
def new_manual(request):
    """A new manual. One's own area always shares it."""
    require(request.actor, P.POLICY_RATIFY, request.actor.membership.team)
    areas = list(Area.objects.order_by("name", "pk"))
    form = ManualForm(request.POST or None, areas=areas, initial={"areas": [each.code for each in areas]})
    if form.is_valid():
        said = form.cleaned_data
        ours = area_of(request)
        sharing = [ours, *(each for each in areas if each.code in said["areas"] and each.pk != ours.pk)]
        try:
            manuals.open_manual(
                slug=said["slug"],
                title=said["title"],
                about=said["about"],
                areas=sharing,
                by=request.actor,
                at=timezone.now(),
            )
        except manuals.NameTaken:
            form.add_error("slug", "Another manual or an area goes by this name. Choose another")
        else:
            messages.success(request, "The manual is open. Add its first chapter")
            return redirect("policies:new")
    return render(request, "policies/new_manual.html", {"form": form})


@require_http_methods(["GET", "POST"])
def new(request):
    """A new chapter; its text is written next."""
    require(request.actor, P.POLICY_EDIT)
    shared = list(Manual.objects.filter(areas=area_of(request)).order_by("title", "pk"))
    if not shared:
        return redirect("policies:new_manual")
    form = ChapterForm(request.POST or None, manuals=shared)
    if form.is_valid():
        said, by, at = form.cleaned_data, request.actor, timezone.now()
        manual = next(each for each in shared if each.slug == said["manual"])
        try:
            made = manuals.add_chapter(
                manual=manual,
                number=said["number"],
                title=said["title"],
                sort=said["sort"],
                kept_by=by.membership.team,
                by=by,
                at=at,
            )
        except manuals.NumberTaken:
            form.add_error("number", "Another chapter has this number, or had it. Choose another")
        else:
            return redirect("policies:draft", drafting.begin(chapter=made, by=by, at=at).public_id)
    return render(request, "policies/new.html", {"form": form})


@require_safe
def chapter(request, public_id):
    """One chapter: what is being written, where each area stands, where this area does otherwise, and all that may be done."""
    found = chapter_of(request, public_id)
    area, today = area_of(request), london_date(timezone.now())
    areas = finding.areas_of(found.manual)
    newest = finding.settled(found).first()
    period = finding.in_force(found, area, today) or finding.last_in_force(found, area, today)
    audit.saw("chapter", found.pk)
    return render(
        request,
        "policies/chapter_kept.html",
        {
            "chapter": found,
            "area": area,
            "today": today,
            "newest": newest,
            "open": finding.open_version(found),
            "standings": finding.standings(newest, areas) if newest else [],
            "period": period,
            "drawn": presenting.drawn(period.version, period.local, area, today) if period else [],
            "public": presenting.address_of(found, area),
            "is_overdue": found.is_overdue(today),
        },
    )


@require_http_methods(["GET", "POST"])
def review(request, public_id):
    """It was read over: it stands until another day, or every reader is told that it is looked at."""
    found = chapter_of(request, public_id)
    now = timezone.now()
    period = finding.in_force(found, area_of(request), london_date(now))
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        if said["found"] == "looking":
            force.flag(chapter=found, why=said["words"], by=request.actor, at=now)
            messages.success(request, "Every reader is told. It stays in force meanwhile")
            return redirect("policies:chapter_kept", public_id)
        if period is None:
            form.add_error("found", "Nothing of it is in force in your area, so there is nothing to confirm")
        else:
            force.review(
                chapter=found,
                version=period.version,
                review_by=said["review_by"],
                words=said["words"],
                by=request.actor,
                at=now,
                key=said["idempotency"],
            )
            messages.success(request, "Reviewed: it stands")
            return redirect("policies:chapter_kept", public_id)
    return render(request, "policies/review.html", {"form": form, "chapter": found})
