"""Opening hours of teams, which team receives what, and duty posts."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import run

from ..forms import DutyPostForm, ReceiverForm, WeekForm
from ..keeping import hours as keeping
from ..keeping import teams
from ..models import DutyPost, ReceiverChange, Team, TeamService
from .own import back_to, own_area, press

BECAME = {
    teams.Named.NOW: "receives what is offered from now on",
    teams.Named.BEFORE: "receives it already",
    teams.Named.WAITS: "receives it once a second person has approved it: somebody of the service, or its head, is told",
}


def hours(request, public_id):
    area, today = own_area(request), timezone.localdate()
    team = _team(area, public_id)
    rows = list(team.hours.all())
    week = keeping.in_force(rows, today)
    coming = sorted({row.effective_from for row in rows if row.effective_from > today})
    form = WeekForm(request.POST if request.method == "POST" else None, week=week, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        starts_on = form.cleaned_data["starts_on"]
        changed = run(
            form,
            keeping.keep,
            team=team,
            week=form.week(),
            starts_on=starts_on,
            by=request.actor,
            at=timezone.now(),
        )
        if not form.errors:
            words = f"The hours of {team.name} count from {day(starts_on)}"
            return back_to(request, "hours", words if changed else f"These are the hours of {team.name} already")
    return render(request, "organisations/hours.html", {"form": form, "team": team, "coming": coming})


@require_POST
def call_off_hours(request, public_id):
    team = _team(own_area(request), public_id)
    try:
        starts_on = date.fromisoformat(request.POST.get("starts_on", ""))
    except ValueError:
        raise Http404 from None
    return press(
        request,
        "hours",
        keeping.call_off,
        lambda gone: "The change of hours is undone" if gone else "It was undone before",
        team=team,
        starts_on=starts_on,
        by=request.actor,
        at=timezone.now(),
    )


def receiver(request, service):
    area = own_area(request)
    row = get_object_or_404(TeamService.objects.select_related("team"), area=area, service=service)
    offered = area.teams.filter(closed_on=None).exclude(organisation__kind="SCHOOL").select_related("organisation")
    form = ReceiverForm(
        request.POST if request.method == "POST" else None,
        teams=offered.order_by("organisation__name", "name", "pk"),
        initial={"team": str(row.team_id)},
    )
    name = row.service_in_words
    if request.method == "POST" and form.is_valid():
        team = form.cleaned_data["team"]
        named = run(form, teams.name_receiver, service=row, team=team, by=request.actor, at=timezone.now())
        if not form.errors:
            return back_to(request, "services", f"{name}: {team.name} {BECAME[named]}")
    waits = ReceiverChange.objects.waiting().filter(service=row).select_related("team").first()
    return render(request, "organisations/receiver.html", {"form": form, "row": row, "name": name, "waits": waits})


def duty_post(request, public_id):
    post = _post(own_area(request), public_id)
    public = [field for field in ("telephone", "email") if getattr(post, f"{field}_is_public")]
    form = DutyPostForm(
        request.POST if request.method == "POST" else None,
        initial={
            "telephone": post.telephone,
            "email": post.email,
            "public": public,
            "pager": post.pager,
            "paged_as": str(post.paged_as or ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        run(form, teams.keep_post, post=post, by=request.actor, at=timezone.now(), **form.facts())
        if not form.errors:
            return back_to(request, "posts", f"{post.title} is kept, and counts as checked today")
    return render(request, "organisations/post.html", {"form": form, "post": post})


@require_POST
def post_checked(request, public_id):
    post = _post(own_area(request), public_id)
    teams.check_post(post=post, by=request.actor, at=timezone.now())
    return back_to(request, "posts", f"You checked {post.title} today")


def _team(area, public_id: str) -> Team:
    return get_object_or_404(Team, public_id=public_id, area=area, closed_on=None)


def _post(area, public_id: str) -> DutyPost:
    return get_object_or_404(DutyPost.objects.select_related("team", "patch"), public_id=public_id, team__area=area)
