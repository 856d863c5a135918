"""Posts that wait for a second person of the service, and a locum let into emergency duty for one shift."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.delivery.web import answers, approvals, service_teams, shifts
from breakwater.delivery.web.forms import RefusePostForm, RefuseTeamForm, ShiftForm
from breakwater.delivery.web.invitations import KeyOfAnother
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Invitation, ReceiverChange

GONE = "This invitation waits for no approval of yours: it may be approved, refused or withdrawn already"


CHANGE_GONE = (
    "This waits for no approval of yours: it may be approved or refused already, or another team was asked for"
)


@require_safe
def waiting(request):
    """The posts in one's own service that wait for approval."""
    require(request.actor, Permission.POST_SECOND)
    now = timezone.now()
    context = {
        "invitations": approvals.waiting_for(request.actor, now),
        "changes": service_teams.waiting_for(request.actor),
        "now": now,
    }
    return render(request, "web/approvals.html", context)


def _invitation(request, number: int) -> Invitation:
    found = Invitation.objects.select_related("team__area", "role", "invited_by__membership__user")
    return get_object_or_404(found, pk=number, team__area_id=request.actor.area_id_acting, needs_second=True)


@require_POST
def approve(request, number):
    require(request.actor, Permission.POST_SECOND)
    invitation = _invitation(request, number)
    try:
        approvals.second(invitation=invitation, by=request.actor, at=timezone.now())
    except approvals.NotYours:
        messages.warning(request, GONE)
    else:
        messages.success(request, f"Approved. The invitation is on its way to {invitation.email}")
    return redirect("web:approvals")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request, number):
    require(request.actor, Permission.POST_SECOND)
    invitation = _invitation(request, number)
    form = RefusePostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            approvals.refuse(invitation=invitation, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        except approvals.NotYours:
            messages.warning(request, GONE)
        else:
            messages.success(request, "Refused. Whoever invited them is told why")
        return redirect("web:approvals")
    return render(request, "web/refuse_post.html", {"form": form, "invitation": invitation})


def _change(request, number: int) -> ReceiverChange:
    found = ReceiverChange.objects.select_related(*service_teams.WITH)
    return get_object_or_404(found, pk=number, service__area_id=request.actor.area_id_acting)


@require_POST
def approve_receiver(request, number):
    """Say yes to the team that is to receive a service."""
    require(request.actor, Permission.POST_SECOND)
    change = _change(request, number)
    try:
        service_teams.second(change=change, by=request.actor, at=timezone.now())
    except approvals.NotYours:
        messages.warning(request, CHANGE_GONE)
    else:
        words = change.service.service_in_words
        messages.success(request, f"Approved. {words}: {change.team.name} receives what is offered from now on")
    return redirect("web:approvals")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_receiver(request, number):
    """Say no to the team that is to receive a service, and why."""
    require(request.actor, Permission.POST_SECOND)
    change = _change(request, number)
    form = RefuseTeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            service_teams.refuse(change=change, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        except approvals.NotYours:
            messages.warning(request, CHANGE_GONE)
        else:
            messages.success(request, "Refused. Whoever asked for it is told why")
        return redirect("web:approvals")
    return render(request, "web/refuse_receiver.html", {"form": form, "change": change})


def _soon_enough(form: ShiftForm, now: datetime) -> shifts.Shift | None:
    """The shift that was typed; where it would end too late the form says until when it can last."""
    wanted = form.facts(now)
    if wanted.ends_at - now <= shifts.LONGEST:
        return wanted
    latest = moment_in_words(now + shifts.LONGEST, now=now)
    form.add_error(
        "ends",
        f"That is {moment_in_words(wanted.ends_at, now=now)}. Enter a time until {latest}: a shift lasts at most 16 hours",
    )
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def shift(request):
    """Let a locum into emergency duty until the shift ends."""
    require(request.actor, Permission.SHIFT_LET_IN)
    form, now = ShiftForm(request.POST if request.method == "POST" else None), timezone.now()
    if form.is_valid() and (wanted := _soon_enough(form, now)):
        try:
            shifts.let_in(shift=wanted, by=request.actor, at=now)
        except KeyOfAnother:
            return answers.sent_before(request)
        except shifts.NobodyIsLetIn:
            form.add_error(
                None,
                "Nobody was let in. It must be someone else than yourself, and your area must have an emergency duty team",
            )
        else:
            until = moment_in_words(wanted.ends_at, now=now)
            messages.success(
                request, f"{wanted.name} has a link by e-mail and is let in until {until}. The head of service is told"
            )
            return redirect("web:today")
    return render(request, "web/shift.html", {"form": form})
