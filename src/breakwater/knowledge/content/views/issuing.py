"""Bulletins for whoever writes and approves them: begin, compose of what changed, look at it, approve, send, see how it went."""

from datetime import UTC, datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import ROLES, Permission, Role, may, require

from .. import drawing, letters, rules
from ..forms.bulletins import BeginForm, PlanForm, SinceForm
from ..models import Issue, Reach, Topic
from ..models.bulletins import IssueState
from ..operations import bulletins, dispatching

PAGE = 25
ISSUE = "site/bulletins/<str:public_id>/"
MAIL_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'"],
    "frame-ancestors": ["'none'"],
}
STEPS = {
    "ask": (Permission.CONTENT_EDIT, bulletins.ask_for_approval, "It waits to be approved"),
    "approve": (Permission.BULLETIN_APPROVE, bulletins.approve, "Approved"),
    "take_back": (Permission.CONTENT_EDIT, bulletins.take_back, "A draft again"),
    "send": (Permission.BULLETIN_APPROVE, bulletins.send, "On its way"),
    "cancel_schedule": (Permission.BULLETIN_APPROVE, partial(bulletins.plan, send_at=None), "Schedule cancelled"),
    "try": (Permission.CONTENT_EDIT, bulletins.try_on, "A test is on its way to your own mailbox"),
}


def _issue(public_id):
    return get_object_or_404(bulletins.issues(), public_id=public_id)


class ShowIssues(ListPage):
    """Every issue, drafts first, with what became of those that were sent."""

    route, name, template_name = "site/bulletins/", "issues", "content/issues.html"
    permission, paginate_by = Permission.CONTENT_EDIT, PAGE

    def get_queryset(self):
        return bulletins.sent_of(self.request.post.team.area)

    def rows_of(self, page):
        sent = list(page.object_list)
        counts = dispatching.counts([each.dispatch.pk for each in sent if hasattr(each, "dispatch")])
        return [(each, counts.get(each.dispatch.pk) if hasattr(each, "dispatch") else None) for each in sent]

    def get_context_data(self, **more):
        area = self.request.post.team.area
        readers, of_chapters = bulletins.subscribers_of(area)
        counted = [(topic.label, readers.get(topic, 0)) for topic in Topic]
        return super().get_context_data(
            drafts=bulletins.unsent_of(area)[:100],
            readers=[*counted, ("Chapters of the manual", of_chapters)],
            **more,
        )


class BeginIssue(OperationView):
    """A new issue."""

    route, name = "site/bulletins/new/", "begin_issue"
    permission = Permission.CONTENT_EDIT
    form_class, template_name = BeginForm, "content/begin_issue.html"
    initial = {"reach": Reach.PUBLIC}
    leads_to = "content:compose", "result.public_id"

    def operate(self, form):
        area, key = self.request.post.team.area, form.cleaned_data["idempotency"]
        return bulletins.begin(area, form.facts(), key=key, **self.acting)


@require_http_methods(["GET", "POST"])
def bulletin(request, public_id):
    """One issue as it will be read, on the page and in the mail; what may be done with it now; afterwards, how it went."""
    issue = _issue(public_id)
    require(request.actor, Permission.CONTENT_EDIT, issue)
    form = SinceForm(request.POST or None, initial={"since_then": issue.since_then})
    if issue.state == IssueState.SENT and form.is_valid():
        bulletins.annotate(issue=issue, words=form.cleaned_data["since_then"], by=request.actor)
        messages.success(request, "It is above the issue now")
        return redirect("content:bulletin", public_id)
    audit.saw("issue", issue.pk)
    items = list(issue.items.order_by("order", "pk"))
    sent = getattr(issue, "dispatch", None)
    return render(
        request,
        "content/bulletin.html",
        {
            "issue": issue,
            "items": items,
            "form": form,
            "letter": _letter(issue, items),
            "faults": dispatching.faults(sent) if sent else [],
            "may_approve_now": bulletins.may_approve(issue, by=request.actor),
            "titles": [ROLES[Role(each)].title for each in issue.roles],
            "may_approve": may(request.actor, Permission.BULLETIN_APPROVE, issue),
            "counts": dispatching.counts([sent.pk]).get(sent.pk) if sent else None,
            "approvers": rules.approvers_of(issue),
            "address": letters.address_of(issue) if issue.number and issue.reach == Reach.PUBLIC else "",
            "readers": _readers(issue),
        },
    )


class StepOn(ButtonView):
    """Ask for approval, approve, take back or send."""

    route, name = f"{ISSUE}<slug:what>/now/", "issue_step"
    model, related = Issue, ("area",)
    leads_to = "content:bulletin", "subject.public_id"

    @property
    def permission(self):
        return STEPS[self.kwargs["what"]][0] if self.kwargs["what"] in STEPS else Permission.CONTENT_EDIT

    def answer_instead(self):
        return None if self.kwargs["what"] in STEPS else redirect(self.get_success_url())

    def operate(self, form):
        _, act, self.success_message = STEPS[self.kwargs["what"]]
        more = {"read": _read(self.request)} if self.kwargs["what"] == "approve" else {}
        return act(issue=self.subject, **self.acting, **more)


def _read(request) -> datetime:
    """When the words were last changed that the approver saw; a page that does not say has shown none."""
    try:
        return datetime.fromisoformat(request.POST.get("read", ""))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _readers(issue: Issue) -> int:
    if issue.reach == Reach.PROFESSIONALS:
        return len(bulletins.professionals(area=issue.area, roles=issue.roles, at=timezone.now()))
    return bulletins.subscribers_to(issue).count()


def _letter(issue: Issue, items) -> letters.Letter | None:
    """The e-mail as subscribers get it; a draft's number is the one it would have."""
    if issue.reach == Reach.PROFESSIONALS:
        return None
    return letters.of_issue(bulletins.numbered(issue), items)


@csp_override(MAIL_CSP)
@require_safe
def e_mail(request, public_id):
    """The e-mail as a mail program draws it, in the area's colour."""
    issue = _issue(public_id)
    require(request.actor, Permission.CONTENT_EDIT, issue)
    letter = _letter(issue, list(issue.items.order_by("order", "pk")))
    if letter is None:
        raise Http404
    return HttpResponse(drawing.for_the_screen(letter.html, letter.pictures))


class Plan(OperationView):
    """When an approved issue goes out by itself."""

    route, name = f"{ISSUE}plan/", "plan_issue"
    model, related, permission = Issue, ("area",), Permission.BULLETIN_APPROVE
    form_class, template_name = PlanForm, "content/plan_issue.html"
    context_object_name = "issue"
    leads_to = "content:bulletin", "subject.public_id"
    success_message = "Scheduled"
    initial = {"send_at": "08:00"}

    def operate(self, form):
        return bulletins.plan(self.subject, send_at=form.cleaned_data["moment"], **self.acting)


VIEWS = (ShowIssues, BeginIssue, StepOn, Plan)
