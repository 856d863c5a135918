"""The area's table of cohorts: what a school may see of each, the page on which a line is changed, and what waits for a second person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.education.models import CohortProposal, CohortRule

from . import operations as cohorts
from .forms import CohortForm, NewCohortForm, ReleaseCohortForm

P = Permission
WAITS = "It waits for a second person. Until then lists are made by what the table says now"
WAITS_ALREADY = "A change of this line waits for a second person already. It is decided or taken back first"


@require_safe
def table(request):
    require(request.actor, P.COHORTS_READ)
    area = request.actor.membership.team.area
    rules = list(cohorts.in_force(area, timezone.localdate()).values())
    return render(
        request,
        "education/cohorts.html",
        {
            "area": area,
            "rules": rules,
            "may_edit": may(request.actor, P.COHORTS_EDIT, area),
            "waiting": list(cohorts.waiting(area)),
        },
    )


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
    facts = {name: getattr(rule, name) for name in cohorts.CHANGED}
    form = CohortForm(request.POST or None, initial=facts, code=rule.code)
    if request.method == "POST" and form.is_valid():
        try:
            made = cohorts.change(rule=rule, **_said(form), by=request.actor, at=timezone.now())
        except cohorts.ChangedMeanwhile:
            form.add_error(None, "Someone changed this line meanwhile. Open it again to see what it says now")
        except cohorts.NothingChanged:
            form.add_error(None, "Nothing is changed. Change something, or go back")
        except cohorts.WaitsAlready:
            form.add_error(None, WAITS_ALREADY)
        else:
            done = "Changed. The next lists are made by it; those that are out stay as they are"
            return _answered(request, made, done)
    editions = CohortRule.objects.filter(area=area, code=code).exclude(pk=rule.pk).order_by("-edition")
    editions = editions.select_related("proposal__decided_by__membership__user")
    return render(
        request,
        "education/cohort.html",
        {
            "rule": rule,
            "form": form,
            "edits": edits,
            "editions": list(editions),
            "waits": cohorts.waiting(area).filter(code=code).first(),
        },
    )


def new(request):
    """A cohort of the area's own."""
    area = request.actor.membership.team.area
    require(request.actor, P.COHORTS_EDIT, area)
    form = NewCohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = cohorts.add(area=area, **_said(form), by=request.actor, at=timezone.now())
        except cohorts.CodeTaken:
            form.add_error("code", "The table has a line of this code already")
        except cohorts.WaitsAlready:
            form.add_error("code", WAITS_ALREADY)
        else:
            return _answered(request, made, "Added. Lists are made by it from today")
    return render(request, "education/cohort_new.html", {"form": form})


def _said(form) -> dict:
    of = dict(form.cleaned_data)
    return {"because": of.pop("because"), "says": cohorts.Says(**of)}


def _answered(request, made: CohortRule | CohortProposal, done: str):
    if isinstance(made, CohortProposal):
        messages.success(request, WAITS)
        return redirect("education:cohort_waits", made.code)
    messages.success(request, done)
    return redirect("education:cohorts")


def _open(request, code: str) -> CohortProposal | None:
    return cohorts.waiting(request.actor.membership.team.area).filter(code=code).first()


def _decided(request):
    """Sent twice, or by two people at once."""
    messages.warning(request, "No change of that line waits any more: it was decided or taken back")
    return redirect("education:cohorts")


@require_safe
def waits(request, code):
    """A line that waits: what it says beside what holds now, who proposed it, and who may release it."""
    require(request.actor, P.COHORTS_READ)
    found = _open(request, code)
    if found is None:
        raise Http404
    return _page(request, found, ReleaseCohortForm())


def _page(request, found: CohortProposal, form):
    is_mine = found.proposed_by.membership.user_id == request.actor.membership.user_id
    return render(
        request,
        "education/cohort_waits.html",
        {
            "found": found,
            "form": form,
            "now": CohortRule.objects.filter(area=found.area, code=found.code, ends_on=None).first(),
            "is_mine": is_mine,
            "may_release": not is_mine and may(request.actor, P.COHORTS_RELEASE, found.area),
            "may_take_back": may(request.actor, P.COHORTS_EDIT, found.area),
            "others": cohorts.who_may_release(found, timezone.localdate()),
        },
    )


@require_POST
def decide(request, code):
    """A second person releases it, or not."""
    require(request.actor, P.COHORTS_RELEASE, request.actor.membership.team.area)
    found, form = _open(request, code), ReleaseCohortForm(request.POST)
    if found is None:
        return _decided(request)
    if not form.is_valid():
        return _page(request, found, form)
    of, releases = form.cleaned_data, form.cleaned_data["decision"] == "RELEASE"
    try:
        cohorts.decide(proposal=found, releases=releases, words=of["words"], by=request.actor, at=timezone.now())
    except cohorts.SamePerson:
        form.add_error(None, "You proposed it yourself. Another person releases it")
        return _page(request, found, form)
    except cohorts.ChangedMeanwhile:
        form.add_error(None, "The line was changed since. Say no, and ask for it to be proposed anew")
        return _page(request, found, form)
    messages.success(
        request, "Released. Lists are made by it from today" if releases else "Not released. Nothing changes"
    )
    return redirect("education:cohorts")


@require_POST
def take_back(request, code):
    """Let it be."""
    require(request.actor, P.COHORTS_EDIT, request.actor.membership.team.area)
    found = _open(request, code)
    if found is None:
        return _decided(request)
    cohorts.take_back(proposal=found, by=request.actor, at=timezone.now())
    messages.success(request, "Taken back. Nothing changes")
    return redirect("education:cohorts")
