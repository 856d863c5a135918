"""The outcomes that plans aim at, for whoever keeps the area's forms."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Area

from .. import outcomes
from ..forms.outcomes import OutcomesForm
from ..models import OutcomeList
from ..operations import outcome_lists


def _area(request) -> Area:
    return Area.objects.get(pk=request.actor.area_id_acting)


@require_safe
def outcomes_page(request):
    """What is offered now, what was, and the versions before and to come."""
    require(request.actor, Permission.FORMS_EDIT)
    area, today = _area(request), timezone.localdate()
    versions = list(OutcomeList.objects.filter(area=area).select_related("by__membership__user").order_by("-number"))
    audit.saw("outcome_list", *(one.pk for one in versions))
    context = {"now": outcomes.in_force(area, today), "versions": versions, "today": today}
    return render(request, "early_help/outcomes/outcomes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Make the next version."""
    require(request.actor, Permission.FORMS_EDIT)
    area = _area(request)
    newest = outcome_lists.newest_of(area)
    before = outcomes.of_list(newest) if newest else outcomes.SUPPORTING_FAMILIES
    form = OutcomesForm(
        request.POST if request.method == "POST" else None,
        before=before,
        initial={
            "drawn_from": newest.number if newest else 0,
            "title": before.title,
            "source": before.source,
            "from_on": timezone.localdate(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = outcome_lists.new_version(area=area, by=request.actor, at=timezone.now(), **form.facts())
        except outcome_lists.ChangedMeanwhile:
            form.add_error(None, "Someone else made a version meanwhile. Open the page again: theirs stands there.")
        except outcome_lists.NothingOffered:
            form.add_error("retired", "Leave at least one that is offered")
        else:
            messages.success(request, f"Version {made.number} is kept")
            return redirect("early_help:outcomes")
    if newest:
        audit.saw("outcome_list", newest.pk)
    return render(request, "early_help/outcomes/change.html", {"form": form})
