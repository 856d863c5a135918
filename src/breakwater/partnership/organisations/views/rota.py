"""A team's rota: who is at work today, the shifts to come, who is away."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation.refusals import Refusal, run

from .. import rota as rotas
from ..access import Permission, Role, require
from ..forms import AbsenceForm, ShiftForm
from ..keeping import rota as keeping
from ..models import Absence, Shift, Team

SHOWN = timedelta(days=13)


def _teams(request) -> list[Team]:
    """The teams whose rota the acting post keeps: its own, and emergency duty where it oversees the area."""
    own = request.actor.membership.team
    require(request.actor, Permission.ROTA_KEEP, own)
    if not request.actor.membership.role.has_oversight:
        return [own]
    return [own, *(team for team in keeping.emergency_duty_of(own.area) if team != own)]


def _chosen(request) -> tuple[Team, list[Team]]:
    teams = _teams(request)
    wanted = request.GET.get("team") or request.POST.get("team") or teams[0].public_id
    found = next((team for team in teams if team.public_id == wanted), None)
    if found is None:
        raise Http404
    return found, teams


def _back(team: Team):
    return redirect(f"{reverse('organisations:rota')}?team={team.public_id}")


@require_safe
def rota(request):
    team, teams = _chosen(request)
    now = timezone.now()
    today = timezone.localdate(now)
    people = rotas.of_team(team, at=now)
    humans = {one.membership.user_id: one.membership.user.name for one in people}
    shifts = keeping.shifts_to_come(team, first=today, last=today + SHOWN)
    context = {
        "team": team,
        "teams": teams,
        "people": people,
        "shifts": [shift for shift in shifts if shift.ends_at > now],
        "absences": [(absence, humans[absence.user_id]) for absence in keeping.absences_to_come(humans, today)],
        "last": today + SHOWN,
        "now": now,
    }
    return render(request, "organisations/rota.html", context)


def new_shift(request):
    team, _ = _chosen(request)
    posts = team.duty_posts.order_by("title", "pk")
    form = ShiftForm(request.POST if request.method == "POST" else None, people=_people(team), posts=posts)
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        made = run(form, keeping.add_shifts, membership=who, facts=form.facts(), by=request.actor, at=timezone.now())
        if not form.errors:
            messages.success(
                request, f"{len(made)} {'shift' if len(made) == 1 else 'shifts'} added for {who.user.name}"
            )
            return _back(team)
    return render(request, "organisations/rota_form.html", {"form": form, "team": team, "heading": "Add a shift"})


def new_absence(request):
    team, _ = _chosen(request)
    form = AbsenceForm(request.POST if request.method == "POST" else None, people=_people(team))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        run(
            form,
            keeping.add_absence,
            membership=facts["who"],
            first=facts["first"],
            last=facts["last"],
            cover=form.people.get(facts["cover"]),
            by=request.actor,
            at=timezone.now(),
        )
        if not form.errors:
            messages.success(
                request, f"{facts['who'].user.name} is recorded as away. Their work stays theirs until you move it"
            )
            return _back(team)
    return render(request, "organisations/rota_form.html", {"form": form, "team": team, "heading": "Record an absence"})


@require_POST
def remove_shift(request, public_id):
    team, _ = _chosen(request)
    shift = get_object_or_404(Shift, public_id=public_id, membership__team=team)
    try:
        keeping.remove_shift(shift=shift, by=request.actor, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.words)
    else:
        messages.success(request, "The shift is removed from the rota")
    return _back(team)


@require_POST
def end_absence(request, public_id):
    team, _ = _chosen(request)
    absence = get_object_or_404(Absence, public_id=public_id, user__memberships__in=team.memberships.all())
    keeping.end_absence(absence=absence, team=team, by=request.actor, at=timezone.now())
    messages.success(request, "The absence is ended")
    return _back(team)


def _people(team: Team) -> list:
    today = timezone.localdate()
    posts = team.memberships.in_force_or_to_come(today).filter(user__is_active=True).exclude(role=Role.WALL_SCREEN)
    return list(posts.select_related("user", "role", "team").order_by("user__name", "pk"))
