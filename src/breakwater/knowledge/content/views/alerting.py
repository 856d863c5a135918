"""Urgent alerts for those who write and approve them, and what waits for each reader after signing in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import ROLES, Permission, Role, may, require

from ..forms.alerts import AlertForm, WithdrawForm
from ..models import Alert, Issue, Told
from ..models.alerts import AlertState
from ..operations import alerts

PAGE = 25


def _alert(public_id):
    return get_object_or_404(
        Alert.objects.select_related("area", "written_by__membership__user", "written_by__membership__team"),
        public_id=public_id,
    )


@require_safe
def overview(request):
    """Alerts of the area: what waits for approval, what is in force, what was."""
    require(request.actor, Permission.ALERT_WORK)
    rows = Alert.objects.filter(area=request.post.team.area).order_by("-written_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "content/alerts.html", {"page": page, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
def write(request):
    """A new alert. It goes to nobody before two others approved it."""
    require(request.actor, Permission.ALERT_WORK)
    form = AlertForm(request.POST or None)
    if form.is_valid():
        key, area = form.cleaned_data["idempotency"], request.post.team.area
        try:
            alert = alerts.write(area=area, facts=form.facts(), key=key, by=request.actor, at=timezone.now())
        except alerts.NotNow as refused:
            form.add_error("is_operational", str(refused))
        else:
            messages.success(request, "It waits for two approvals")
            return redirect("content:alert_desk", alert.public_id)
    return render(request, "content/write_alert.html", {"form": form})


@require_safe
def desk(request, public_id):
    """One alert: its words, who approved it, and agency by agency who has read it."""
    alert = _alert(public_id)
    require(request.actor, Permission.ALERT_WORK, alert)
    audit.saw("alert", alert.pk)
    now = timezone.now()
    told = alerts.by_agency(alert) if alert.sent_at else []
    would = {} if alert.sent_at else alerts.recipients(area=alert.area, roles=alert.roles, kinds=alert.kinds, at=now)
    return render(
        request,
        "content/alert_desk.html",
        {
            "alert": alert,
            "approvals": alert.approvals.select_related(
                "by__membership__user", "by__membership__role", "by__membership__team"
            ).order_by("at", "pk"),
            "why_not": alerts.may_not_approve(alert, by=request.actor, at=now),
            "agencies": told,
            "people": sum(each.told for each in told),
            "read": sum(each.read for each in told),
            "would": len(would),
            "is_over": alert.expires_at <= now,
            "titles": [ROLES[Role(each)].title for each in alert.roles],
            "form": WithdrawForm(None),
        },
    )


@require_POST
def approve(request, public_id):
    """The second approval sends it."""
    alert = _alert(public_id)
    require(request.actor, Permission.ALERT_WORK, alert)
    try:
        alert = alerts.approve(alert=alert, by=request.actor, at=timezone.now())
    except alerts.NotNow as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, "Approved and sent" if alert.state == AlertState.SENT else "Approved. One more person must"
        )
    return redirect("content:alert_desk", public_id)


@require_POST
def chase(request, public_id):
    """Tell again whoever has not said that they read it."""
    alert = _alert(public_id)
    require(request.actor, Permission.ALERT_WORK, alert)
    try:
        number = alerts.chase(alert=alert, by=request.actor, at=timezone.now())
    except alerts.NotNow as refused:
        messages.error(request, str(refused))
    else:
        nobody = "Nobody was told again: all have read it or were told within ten minutes"
        messages.success(request, f"Told again: {number}" if number else nobody)
    return redirect("content:alert_desk", public_id)


@require_POST
def withdraw(request, public_id):
    """Take it back, with the reason."""
    alert = _alert(public_id)
    require(request.actor, Permission.ALERT_WORK, alert)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            alerts.withdraw(alert=alert, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        except alerts.NotNow as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Withdrawn")
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("content:alert_desk", public_id)


@require_safe
def for_you(request):
    """Alerts that one was told of, and the bulletins for what one does."""
    told = Told.objects.filter(user=request.user).select_related("alert").order_by("-told_at", "-pk")
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    issues = Issue.objects.for_posts(request.posts).order_by("-sent_at", "-pk")[:PAGE]
    may_pledge = may(request.actor, Permission.CAMPAIGN_PLEDGE)
    return render(
        request,
        "content/for_you.html",
        {"page": page, "issues": issues, "now": timezone.now(), "may_pledge": may_pledge},
    )


@require_http_methods(["GET", "POST"])
def for_you_alert(request, public_id):
    """An alert as its reader sees it, with the button that says "I have read it". It is theirs whatever post they act in."""
    told = get_object_or_404(Told.objects.select_related("alert__area"), alert__public_id=public_id, user=request.user)
    if request.method == "POST":
        alerts.acknowledge(told=told, at=timezone.now())
        messages.success(request, "Thank you. It is noted that you have read it.")
        return redirect("content:for_you_alert", public_id)
    audit.saw("alert", told.alert_id)
    return render(
        request,
        "content/for_you_alert.html",
        {"told": told, "alert": told.alert, "is_over": told.alert.expires_at <= timezone.now()},
    )


@require_safe
def for_you_issue(request, public_id):
    """A bulletin for professionals, for those one of whose posts it is for, whichever they act in."""
    issue = get_object_or_404(Issue.objects.for_posts(request.posts), public_id=public_id)
    audit.saw("issue", issue.pk)
    return render(request, "content/for_you_issue.html", {"issue": issue, "items": issue.items.order_by("order", "pk")})
