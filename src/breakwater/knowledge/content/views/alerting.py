"""Urgent alerts for those who write and approve them, and what waits for each reader after signing in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import ROLES, Permission, Role, may
from breakwater.partnership.organisations.models import actor_relations

from ..forms.alerts import AlertForm, WithdrawForm
from ..models import Alert
from ..models.alerts import AlertState
from ..operations import alerts, bulletins

PAGE = 25
ALERT = "alerts/<str:public_id>/"


class ShowAlerts(ListPage):
    """Alerts of the area: what waits for approval, what is in force, what was."""

    route, name, template_name = "alerts/", "alerts", "content/alerts.html"
    permission, paginate_by = Permission.ALERT_WORK, PAGE

    def get_queryset(self):
        return alerts.of_area(self.request.post.team.area)

    def get_context_data(self, **more):
        return super().get_context_data(now=self.at, **more)


class OfAlert:
    """What every view of an alert shares; its desk is what one sees next."""

    model, related = Alert, ("area", *actor_relations("written_by"))
    permission = Permission.ALERT_WORK
    leads_to = "content:alert_desk", "subject.public_id"


class WriteAlert(OperationView):
    """A new alert. It goes to nobody before two others approved it."""

    route, name = "alerts/new/", "write_alert"
    permission = Permission.ALERT_WORK
    form_class, template_name = AlertForm, "content/write_alert.html"
    success_message = "It waits for two approvals"
    leads_to = "content:alert_desk", "result.public_id"

    def form_valid(self, form):
        if self.request.POST.get("do") == "preview":
            return self.render_to_response(self.get_context_data(form=form, preview=form.facts()))
        return super().form_valid(form)

    def get_context_data(self, **more):
        return super().get_context_data(**{"preview": None} | more)

    def operate(self, form):
        area, key = self.request.post.team.area, form.cleaned_data["idempotency"]
        return alerts.write(area=area, facts=form.facts(), key=key, **self.acting)


class AlertDesk(OfAlert, SubjectPage):
    """One alert: its words, who approved it, and agency by agency who has read it."""

    route, name, template_name = ALERT, "alert_desk", "content/alert_desk.html"
    audited_as = "alert"

    def get_context_data(self, **more):
        alert, now = self.subject, self.at
        told = alerts.by_agency(alert) if alert.sent_at else []
        who = {"area": alert.area, "roles": alert.roles, "kinds": alert.kinds}
        approver = "by__membership"
        return super().get_context_data(
            alert=alert,
            approvals=alert.approvals.select_related(
                f"{approver}__user", f"{approver}__role", f"{approver}__team"
            ).order_by("at", "pk"),
            why_not=alerts.may_not_approve(alert, by=self.request.actor, at=now),
            agencies=told,
            people=sum(each.told for each in told),
            read=sum(each.read for each in told),
            would=0 if alert.sent_at else len(alerts.recipients(**who, at=now)),
            is_over=alert.expires_at <= now,
            titles=[ROLES[Role(each)].title for each in alert.roles],
            form=WithdrawForm(None),
            **more,
        )


class ApproveAlert(OfAlert, ButtonView):
    """The second approval sends it."""

    route, name = f"{ALERT}approve/", "approve_alert"
    operation = staticmethod(alerts.approve)

    @property
    def success_message(self):
        return "Approved and sent" if self.result.state == AlertState.SENT else "Approved. One more person must"


class ChaseAlert(OfAlert, ButtonView):
    """Tell again whoever has not said that they read it."""

    route, name = f"{ALERT}chase/", "chase_alert"
    operation = staticmethod(alerts.chase)

    @property
    def success_message(self):
        nobody = "Nobody was told again: all have read it or were told within ten minutes"
        return f"Told again: {self.result}" if self.result else nobody


class WithdrawAlert(OfAlert, ButtonView):
    """Take it back, with the reason."""

    route, name, form_class = f"{ALERT}withdraw/", "withdraw_alert", WithdrawForm
    success_message = "Withdrawn"
    operation = staticmethod(alerts.withdraw)


@require_safe
def for_you(request):
    """Alerts that one was told of, and the bulletins for what one does."""
    page = finished_page(alerts.told_to(request.user), PAGE, request.GET.get("page"))
    issues = bulletins.for_posts(request.posts)[:PAGE]
    may_pledge = may(request.actor, Permission.CAMPAIGN_PLEDGE)
    return render(
        request,
        "content/for_you.html",
        {"page": page, "issues": issues, "now": timezone.now(), "may_pledge": may_pledge},
    )


@require_http_methods(["GET", "POST"])
def for_you_alert(request, public_id):
    """An alert as its reader sees it, with the button that says "I have read it". It is theirs whatever post they act in."""
    told = get_object_or_404(alerts.told_to(request.user), alert__public_id=public_id)
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
    issue = get_object_or_404(bulletins.for_posts(request.posts), public_id=public_id)
    audit.saw("issue", issue.pk)
    return render(request, "content/for_you_issue.html", {"issue": issue, "items": issue.items.order_by("order", "pk")})


VIEWS = (ShowAlerts, WriteAlert, AlertDesk, ApproveAlert, ChaseAlert, WithdrawAlert)
