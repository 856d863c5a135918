"""The area's table of cohorts: what a school may see of each, and the page on which a line is changed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.partnership.organisations.access import Permission, may, require

from ..forms import CohortForm, NewCohortForm
from ..models import CohortRule
from ..operations import cohorts

P = Permission
EDITED = ("definition", "see", "condition", "said", "figure", "why", "owner", "review_by")


@require_safe
def table(request):
    require(request.actor, P.COHORTS_READ)
    area = request.actor.membership.team.area
    rules = list(cohorts.in_force(area, timezone.localdate()).values())
    return render(
        request, "education/cohorts.html",
        {"area": area, "rules": rules, "may_edit": may(request.actor, P.COHORTS_EDIT, area)},
    )  # fmt: skip


@require_POST
def take_up(request):
    """Begin with the table that Breakwater brings."""
    area = request.actor.membership.team.area
    require(request.actor, P.COHORTS_EDIT, area)
    cohorts.take_up(area=area, by=request.actor, at=timezone.now())
    return redirect("education:cohorts")


def cohort(request, code):
    """One line: what it says, its earlier editions, and the form that begins its next."""
    area = request.actor.membership.team.area
    require(request.actor, P.COHORTS_READ)
    rule = CohortRule.objects.filter(area=area, code=code, ends_on=None).first()
    if rule is None:
        raise Http404
    edits = may(request.actor, P.COHORTS_EDIT, area)
    if request.method == "POST":
        require(request.actor, P.COHORTS_EDIT, area)
    facts = {name: getattr(rule, name) for name in EDITED}
    form = CohortForm(request.POST or None, initial=facts, code=rule.code)
    if request.method == "POST" and form.is_valid():
        try:
            cohorts.change(rule=rule, **form.cleaned_data, by=request.actor, at=timezone.now())
        except cohorts.ChangedMeanwhile:
            form.add_error(None, "Someone changed this line meanwhile. Open it again to see what it says now")
        except cohorts.NothingChanged:
            form.add_error(None, "Nothing is changed. Change something, or go back")
        else:
            messages.success(request, "Changed. The next lists are made by it; those that are out stay as they are")
            return redirect("education:cohorts")
    editions = CohortRule.objects.filter(area=area, code=code).exclude(pk=rule.pk).order_by("-edition")
    return render(
        request, "education/cohort.html", {"rule": rule, "form": form, "edits": edits, "editions": list(editions)}
    )


def new(request):
    """A cohort of the area's own."""
    area = request.actor.membership.team.area
    require(request.actor, P.COHORTS_EDIT, area)
    form = NewCohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cohorts.add(area=area, **form.cleaned_data, by=request.actor, at=timezone.now())
        except cohorts.CodeTaken:
            form.add_error("code", "The table has a line of this code already")
        else:
            messages.success(request, "Added. Lists are made by it from today")
            return redirect("education:cohorts")
    return render(request, "education/cohort_new.html", {"form": form})
