"""A manual comes in from Word; a version goes out on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import Permission, require

from .. import chapter_pdf, finding
from ..forms import WordForm
from ..models import Manual
from ..operations import importing
from .keeping import area_of
from .public import day_of


@require_http_methods(["GET", "POST"])
def take_in(request):
    """Each chapter of the file becomes a draft."""
    require(request.actor, Permission.POLICY_EDIT)
    shared = list(Manual.objects.filter(areas=area_of(request)).order_by("title", "pk"))
    if not shared:
        return redirect("policies:new_manual")
    form = WordForm(request.POST or None, request.FILES or None, manuals=shared)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        manual = next(each for each in shared if each.slug == form.cleaned_data["manual"])
        try:
            found = importing.read(sent, sent.name, sent.content_type or "")
            taken = importing.take(manual=manual, found=found, by=request.actor, at=timezone.now())
        except storage.Refused as refused:
            form.add_error("file", str(refused))
        else:
            made = len(taken.new) + len(taken.next_version)
            messages.success(
                request,
                f"{made} {'chapter is a draft' if made == 1 else 'chapters are drafts'} now. Read each over before you settle it",
            )
            if taken.left_out:
                messages.info(request, f"Left as they are, because a draft was open: {', '.join(taken.left_out)}")
            return redirect("policies:kept")
    return render(request, "policies/import.html", {"form": form})


@public_page
@require_safe
def paper(request, manual, number, area, version, on=""):
    """Any version as one area has it, or had it on a day."""
    today = london_date(timezone.now())
    day = day_of(on) if on else today
    chapter = finding.chapter_at(manual, number)
    here = finding.area_at(finding.areas_of(chapter.manual), area)
    found = finding.version_of(chapter, version)
    made = chapter_pdf.paper(chapter, found, finding.period_of(found, here, day), here, on=day, printed_on=today)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{chapter.number}-{found.number}-{area}.pdf"'
    return answer
