"""Who to talk to across agencies, what services leave unanswered, and schools that are asked to lead."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Organisation, Team
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.models import TalkTo

from . import leads as school_leads
from . import operations
from .forms import TalkToForm, UnansweredForm

P = Permission


@require_safe
def who(request):
    """Everybody whom agencies name, by agency; one's own team's lines first, to be kept."""
    require(request.actor, P.TALK_READ)
    today, team = timezone.localdate(), request.actor.membership.team_id
    asked = request.GET.get("q", "").strip()
    lines = TalkTo.objects.filter(area=request.actor.area_id_acting, ended_at=None).select_related("team__organisation")
    lines = [
        one for one in lines.order_by("team__organisation__name", "team__name", "about", "pk") if _fits(one, asked)
    ]
    groups = [
        (name, list(those))
        for name, those in groupby(lines, key=lambda one: f"{one.team.organisation.name}, {one.team.name}")
    ]
    return render(
        request,
        "education/who.html",
        {
            "groups": groups,
            "asked": asked,
            "own": team,
            "old": today - operations.FRESH_FOR,
            "now": timezone.now(),
            "any": bool(lines),
        },
    )


def _fits(one: TalkTo, asked: str) -> bool:
    text = f"{one.about} {one.name} {one.team.name} {one.team.organisation.name}".casefold()
    return all(word in text for word in asked.casefold().split())


def new(request):
    """Add a line to one's own team."""
    require(request.actor, P.TALK_READ)
    form = TalkToForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.add(said=form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, "Added. You are asked every three months whether it is still right")
        return redirect("education:who")
    return render(
        request, "education/who_edit.html", {"form": form, "line": None, "team": request.actor.membership.team}
    )


def _own(request, public_id) -> TalkTo:
    require(request.actor, P.TALK_READ)
    return get_object_or_404(TalkTo, public_id=public_id, team=request.actor.membership.team_id, ended_at=None)


def edit(request, public_id):
    """Change a line of one's own team."""
    line = _own(request, public_id)
    form = TalkToForm(request.POST or None, initial={name: getattr(line, name) for name in operations.FIELDS})
    if request.method == "POST" and form.is_valid():
        operations.confirm(line=line, said=form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, "Changed, and confirmed today")
        return redirect("education:who")
    return render(
        request, "education/who_edit.html", {"form": form, "line": line, "team": request.actor.membership.team}
    )


@require_POST
def confirm(request, public_id):
    operations.confirm(line=_own(request, public_id), by=request.actor, at=timezone.now())
    messages.success(request, "Thank you: confirmed today")
    return redirect("education:who")


@require_POST
def take_out(request, public_id):
    operations.take_out(line=_own(request, public_id), by=request.actor, at=timezone.now())
    messages.success(request, "Taken out")
    return redirect("education:who")


def unanswered(request):
    """Count what a service left, and read what each left in four weeks; its manager is told each month."""
    require(request.actor, P.LIST_CHECK)
    area, today = request.actor.area_id_acting, timezone.localdate()
    teams = (
        Team.objects.filter(area=area, closed_on=None)
        .select_related("organisation")
        .order_by("organisation__name", "name", "pk")
    )
    schools = teams.filter(organisation__kind=Organisation.Kind.SCHOOL)
    form = UnansweredForm(
        request.POST or None,
        teams=teams.exclude(organisation__kind=Organisation.Kind.SCHOOL),
        schools=schools,
        initial={"on": today},
    )
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        operations.note_unanswered(
            team=form.teams[of["team"]],
            school=form.schools[of["school"]],
            kind=of["kind"],
            on=of["on"],
            key=of["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "Counted. The service’s manager hears of it at the beginning of the month")
        return redirect("education:unanswered")
    rows = operations.counted(area, since=today - operations.MONTH)
    return render(request, "education/unanswered.html", {"rows": rows, "form": form, "now": timezone.now()})


@require_safe
def leads(request):
    """Schools that are asked to lead and have not answered: of one's patches, or of all."""
    require(request.actor, P.LIST_CHECK)
    now = timezone.now()
    mine = [] if request.GET.get("all") else grid.patches_of(request.actor, timezone.localdate())
    rows = school_leads.waiting(request.actor.membership.team.area, mine, at=now)
    return render(request, "education/leads.html", {"rows": rows, "mine": mine, "now": now})


@require_POST
def remind_lead(request, number):
    require(request.actor, P.LIST_CHECK)
    try:
        school = school_leads.remind(
            key=number, area=request.actor.membership.team.area, by=request.actor, at=timezone.now()
        )
    except school_leads.AnsweredAlready:
        messages.warning(request, "The school has answered meanwhile.")
    else:
        messages.success(request, f"{school} is asked again")
    return redirect("education:leads")
