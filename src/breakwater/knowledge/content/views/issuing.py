"""Bulletins for whoever writes and approves them: begin, compose of what changed, look at it, approve, send, see how it went."""

from datetime import UTC, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Func
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.organisations.access import ROLES, Permission, Role, may, require

from .. import letters, rules
from ..forms.bulletins import BeginForm, ComposeForm, ItemForm, SinceForm
from ..models import Issue, Reach, Subscriber, Topic
from ..models.bulletins import IssueState
from ..operations import bulletins, dispatching

PAGE = 25
STEPS = {
    "ask": (Permission.CONTENT_EDIT, bulletins.ask_for_approval, "It waits to be approved"),
    "approve": (Permission.BULLETIN_APPROVE, bulletins.approve, "Approved"),
    "take_back": (Permission.CONTENT_EDIT, bulletins.take_back, "A draft again"),
    "send": (Permission.BULLETIN_APPROVE, bulletins.send, "On its way"),
}


def _area(request):
    return request.post.team.area


def _issue(public_id):
    return get_object_or_404(Issue.objects.select_related("area"), public_id=public_id)


@require_safe
def overview(request):
    """Every issue, drafts first, with what became of those that were sent."""
    require(request.actor, Permission.CONTENT_EDIT)
    area = _area(request)
    rows = Issue.objects.filter(area=area).select_related("dispatch")
    drafts = list(rows.exclude(state=IssueState.SENT).order_by("-written_at", "pk")[:100])
    page = Paginator(rows.filter(state=IssueState.SENT).order_by("-sent_at", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    sent = list(page)
    counts = dispatching.counts([each.dispatch.pk for each in sent if hasattr(each, "dispatch")])
    each = Subscriber.objects.filter(area=area).annotate(
        topic=Func("topics", function="unnest", output_field=CharField())
    )
    readers = dict(each.values("topic").annotate(number=Count("pk")).order_by().values_list("topic", "number"))
    return render(
        request,
        "content/issues.html",
        {
            "drafts": drafts,
            "page": page,
            "sent": [(each, counts.get(each.dispatch.pk) if hasattr(each, "dispatch") else None) for each in sent],
            "readers": [(topic.label, readers.get(topic, 0)) for topic in Topic]
            + [("Chapters of the manual", Subscriber.objects.filter(area=area).exclude(chapters=[]).count())],
        },
    )


@require_http_methods(["GET", "POST"])
def begin(request):
    """A new issue."""
    require(request.actor, Permission.CONTENT_EDIT)
    form = BeginForm(request.POST or None, initial={"reach": Reach.PUBLIC})
    if form.is_valid():
        key = form.cleaned_data["idempotency"]
        issue = bulletins.begin(_area(request), form.facts(), key=key, by=request.actor, at=timezone.now())
        return redirect("content:compose", issue.public_id)
    return render(request, "content/begin_issue.html", {"form": form})


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
        messages.error(request, str(refused))
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
        messages.success(request, "It stands above the issue now")
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


@require_POST
def step(request, public_id, what):
    """Ask for approval, approve, take back or send."""
    issue = _issue(public_id)
    if what not in STEPS:
        return redirect("content:bulletin", public_id)
    permission, act, done = STEPS[what]
    require(request.actor, permission, issue)
    more = {"read": _read(request)} if what == "approve" else {}
    try:
        act(issue=issue, by=request.actor, at=timezone.now(), **more)
    except bulletins.NotNow as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("content:bulletin", public_id)


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
    return Subscriber.objects.filter(area=issue.area, topics__contains=[issue.topic]).count()


def _letter(issue: Issue, items) -> str:
    """The e-mail as subscribers get it; a draft's number stands as the one it would have."""
    if issue.reach == Reach.PROFESSIONALS:
        return ""
    shown = issue
    if not issue.number:
        last = Issue.objects.published().filter(area=issue.area, topic=issue.topic).order_by("-number").first()
        shown = Issue(topic=issue.topic, number=(last.number if last else 0) + 1, title=issue.title, lead=issue.lead)
    return letters.of_issue(shown, items)
