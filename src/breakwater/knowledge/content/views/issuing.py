"""Bulletins for whoever writes and approves them: begin, compose of what changed, look at it, approve, send, see how it went."""

from datetime import UTC, datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import ROLES, Permission, Role, may, require

from .. import letters, rules
from ..forms.bulletins import BeginForm, ComposeForm, ItemForm, SinceForm
from ..models import Issue, Reach, Topic
from ..models.bulletins import IssueState
from ..operations import bulletins, dispatching

PAGE = 25
ISSUE = "site/bulletins/<str:public_id>/"
STEPS = {
    "ask": (Permission.CONTENT_EDIT, bulletins.ask_for_approval, "It waits to be approved"),
    "approve": (Permission.BULLETIN_APPROVE, bulletins.approve, "Approved"),
    "take_back": (Permission.CONTENT_EDIT, bulletins.take_back, "A draft again"),
    "send": (Permission.BULLETIN_APPROVE, bulletins.send, "On its way"),
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
def compose(request, public_id):
    """What goes in: by ticking what changed, and by something of one's own."""
    issue = _issue(public_id)
    require(request.actor, Permission.CONTENT_EDIT, issue)
    if issue.state not in (IssueState.DRAFT, IssueState.WAITING):
        return redirect("content:bulletin", public_id)
    now, items = timezone.now(), list(issue.items.order_by("order", "pk"))
    there = {item.source for item in items}
    changed = [change for change in bulletins.changed(issue=issue, at=now) if change.key not in there]
    adds, moves = request.POST.get("do") == "add", whole_number(request.POST.get("up"))
    form = ComposeForm(
        request.POST if request.method == "POST" and not adds and moves is None else None,
        kept=[(str(item.pk), item.heading, item.words) for item in items],
        chosen=[(change.key, f"{change.what}: {change.title}", change.summary) for change in changed],
        initial={"title": issue.title, "lead": issue.lead, "kept": [str(item.pk) for item in items]},
    )
    own = ItemForm(request.POST if adds else None, prefix="own")
    try:
        if moves is not None:
            bulletins.move_up(issue=issue, item=moves, by=request.actor, at=now)
            return redirect("content:compose", public_id)
        if adds and own.is_valid():
            facts = {name: own.cleaned_data[name] for name in ("heading", "words", "address")}
            bulletins.add(issue=issue, key=own.cleaned_data["idempotency"], by=request.actor, at=now, **facts)
            return redirect("content:compose", public_id)
        if form.is_valid():
            wanted = set(form.cleaned_data.get("chosen", []))
            bulletins.write(
                issue=issue,
                title=form.cleaned_data["title"],
                lead=form.cleaned_data["lead"],
                by=request.actor,
                at=now,
                chosen=[change for change in changed if change.key in wanted],
                left_out=_shown(request) - {int(pk) for pk in form.cleaned_data.get("kept", [])},
            )
            return redirect("content:bulletin", public_id)
    except bulletins.NotNow as refused:
        messages.error(request, refused.words)
        return redirect("content:bulletin", public_id)
    return render(request, "content/compose.html", {"issue": issue, "form": form, "own": own, "items": items})


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
            "titles": [ROLES[Role(each)].title for each in issue.roles],
            "may_approve": may(request.actor, Permission.BULLETIN_APPROVE, issue),
            "counts": dispatching.counts([sent.pk]).get(sent.pk) if sent else None,
            "approver": ROLES[Role(rules.APPROVES.get(issue.topic, Role.BUSINESS_MANAGER))].title,
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


def _shown(request) -> set[int]:
    """The items that the writer saw: what somebody added meanwhile is not taken out for want of a tick."""
    return {whole_number(pk) for pk in request.POST.getlist("shown")} - {None}


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


def _letter(issue: Issue, items) -> str:
    """The e-mail as subscribers get it; a draft's number stands as the one it would have."""
    if issue.reach == Reach.PROFESSIONALS:
        return ""
    shown = issue
    if not issue.number:
        shown = Issue(topic=issue.topic, number=bulletins.next_number(issue), title=issue.title, lead=issue.lead)
    return letters.of_issue(shown, items)


VIEWS = (ShowIssues, BeginIssue, StepOn)
