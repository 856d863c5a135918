"""Composing an issue of what changed, having it approved by whoever answers for its topic, and sending it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Count, Func, Max, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import operations as organisations
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Area, Membership, User

from ..models import Issue, Item, Reach, Subscriber
from ..models.bulletins import IssueState
from ..registry import CHANGED, Change
from ..rules import APPROVES
from . import dispatching

FIRST_LOOKS_BACK = timedelta(days=60)


class NotNow(Refusal):
    """This cannot be done where the issue stands. The words say why."""


def changed(*, issue: Issue, at: datetime) -> list[Change]:
    """What is new or has changed since the last issue of this topic that went to the same readers, newest first."""
    same = Issue.objects.filter(area=issue.area, topic=issue.topic, reach=issue.reach, state=IssueState.SENT)
    since = same.aggregate(at=Max("sent_at"))["at"] or at - FIRST_LOOKS_BACK
    found = [change for ask in CHANGED.values() for change in ask(issue.area, since, at)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def issues() -> QuerySet[Issue]:
    return Issue.objects.select_related("area")


def sent_of(area: Area) -> QuerySet[Issue]:
    """The issues of an area that have gone out, the newest first."""
    found = Issue.objects.filter(area=area, state=IssueState.SENT).select_related("dispatch")
    return found.order_by("-sent_at", "-pk")


def unsent_of(area: Area) -> QuerySet[Issue]:
    """Those that have not, the last written first."""
    return Issue.objects.filter(area=area).exclude(state=IssueState.SENT).order_by("-written_at", "pk")


def for_posts(posts) -> QuerySet[Issue]:
    """The bulletins for professionals that are for one of these posts, the newest first."""
    return Issue.objects.for_posts(posts).order_by("-sent_at", "-pk")


def next_number(issue: Issue) -> int:
    """The number that an issue would have if it went out now."""
    published = Issue.objects.published().filter(area=issue.area, topic=issue.topic)
    return (published.aggregate(last=Max("number"))["last"] or 0) + 1


def subscribers_to(issue: Issue) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(area=issue.area, topics__contains=[issue.topic])


def subscribers_of(area: Area) -> tuple[dict[str, int], int]:
    """How many an area has by topic, and how many follow chapters of the manual."""
    ours = Subscriber.objects.filter(area=area)
    each = ours.annotate(topic=Func("topics", function="unnest", output_field=CharField())).values("topic")
    by_topic = dict(each.annotate(number=Count("pk")).order_by().values_list("topic", "number"))
    return by_topic, ours.exclude(chapters=[]).count()


@dataclass(frozen=True)
class IssueFacts:
    """An issue of a bulletin: on what, for whom, and how it begins. `roles` are of professionals alone."""

    topic: str
    reach: str
    roles: list[str]
    title: str
    lead: str


@transaction.atomic
def begin(area: Area, facts: IssueFacts, *, key: UUID, by: Actor, at: datetime) -> Issue:
    """Begin an issue; the same `key` again is the same one."""
    said = values_of(facts) | {"roles": facts.roles if facts.reach == Reach.PROFESSIONALS else []}
    written = {"area": area, "written_by": by, "written_at": at}
    issue, is_new = Issue.objects.get_or_create(key=key, defaults=said | written)
    if is_new:
        audit.did("begun", "issue", issue.pk)
    return issue


@transaction.atomic
def write(
    *,
    issue: Issue,
    title: str,
    lead: str,
    chosen: Iterable[Change],
    left_out: set[int],
    by: Actor,
    at: datetime,
) -> Issue:
    """Change a draft: its title and lead, without the items `left_out`, with what is newly chosen of what changed. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    issue.title, issue.lead, issue.written_by, issue.written_at, issue.state = title, lead, by, at, IssueState.DRAFT
    issue.save(update_fields=["title", "lead", "written_by", "written_at", "state"])
    issue.items.filter(pk__in=left_out).delete()
    there = set(issue.items.values_list("source", flat=True))
    after = _last_order(issue)
    new = [change for change in chosen if change.key not in there]
    Item.objects.bulk_create(
        Item(
            issue=issue,
            order=after + number,
            source=change.key,
            what=change.what,
            heading=change.title[:160],
            words=change.summary[:600],
            address=change.href,
        )
        for number, change in enumerate(new, 1)
    )
    audit.did("written", "issue", issue.pk, items=len(there) + len(new))
    return issue


@transaction.atomic
def add(
    *, issue: Issue, heading: str, words: str, address: str, by: Actor, at: datetime, key: UUID | None = None
) -> Item:
    """Add something that the writer wrote themselves; the same `key` again is the same thing. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    if key and (there := Item.objects.filter(issue=issue, key=key).first()):
        return there
    _touch(issue, by, at)
    return Item.objects.create(
        issue=issue, order=_last_order(issue) + 1, heading=heading, words=words, address=address, key=key
    )


@transaction.atomic
def move_up(*, issue: Issue, item: int, by: Actor, at: datetime) -> None:
    """Let one item change places with the one before it. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    items = list(issue.items.order_by("order", "pk"))
    place = next((number for number, each in enumerate(items) if each.pk == item), 0)
    if place:
        items[place - 1], items[place] = items[place], items[place - 1]
    for number, each in enumerate(items, 1):
        each.order = number
    Item.objects.bulk_update(items, ["order"])
    _touch(issue, by, at)


@transaction.atomic
def ask_for_approval(*, issue: Issue, by: Actor, at: datetime) -> Issue:
    """Say that it is ready, and tell whoever may approve it. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT)
    if not issue.items.exists() and not issue.lead:
        raise NotNow(words="There is nothing in it yet")
    issue.state = IssueState.WAITING
    issue.save(update_fields=["state"])
    audit.did("asked for approval of", "issue", issue.pk)
    approvers = organisations.who_hold(APPROVES.get(issue.topic, Role.BUSINESS_MANAGER), area=issue.area, at=at)
    notifications.tell(
        words="A bulletin waits to be approved",
        path=reverse("content:bulletin", args=[issue.public_id]),
        users=approvers or organisations.who_hold(Role.BUSINESS_MANAGER, area=issue.area, at=at),
        by=by,
        at=at,
    )
    return issue


@transaction.atomic
def approve(*, issue: Issue, by: Actor, at: datetime, read: datetime | None = None) -> Issue:
    """Say that these words may go out: those last changed at the moment `read`, where a page says which it showed. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    if read and read != issue.written_at:
        raise NotNow(words="It was changed after you opened it. Read it as it is now")
    if not issue.items.exists() and not issue.lead:
        raise NotNow(words="There is nothing in it yet")
    issue.state, issue.approved_by, issue.approved_at = IssueState.APPROVED, by, at
    issue.save(update_fields=["state", "approved_by", "approved_at"])
    audit.did("approved", "issue", issue.pk)
    return issue


@transaction.atomic
def take_back(*, issue: Issue, by: Actor, at: datetime) -> Issue:
    """Make an approved issue a draft again: what is changed afterwards must be approved again. Raises NotNow."""
    issue = _locked(issue, IssueState.APPROVED, IssueState.WAITING)
    issue.state, issue.approved_by, issue.approved_at = IssueState.DRAFT, None, None
    issue.save(update_fields=["state", "approved_by", "approved_at"])
    audit.did("withdrawn", "issue", issue.pk)
    return issue


@transaction.atomic
def send(*, issue: Issue, by: Actor, at: datetime) -> Issue:
    """Give it its number and send it: a public one to the archive, the feed and subscribers; another to its professionals. Raises NotNow."""
    issue = _locked(issue, IssueState.APPROVED)
    last = (
        Issue.objects.filter(area=issue.area, topic=issue.topic, reach=issue.reach).aggregate(last=Max("number"))[
            "last"
        ]
        or 0
    )
    issue.state, issue.number, issue.sent_at = IssueState.SENT, last + 1, at
    if issue.reach == Reach.PROFESSIONALS:
        readers = professionals(area=issue.area, roles=issue.roles, at=at)
        issue.told = len(readers)
        notifications.tell(
            words="A bulletin for professionals waits for you",
            users=readers,
            by=by,
            at=at,
            path=reverse("content:for_you_issue", args=[issue.public_id]),
        )
    issue.save(update_fields=["state", "number", "sent_at", "told"])
    if issue.reach == Reach.PUBLIC:
        dispatching.begin(issue=issue, at=at)
    audit.did("sent", "issue", issue.pk, number=issue.number)
    return issue


def professionals(*, area: Area, roles: list[str], at: datetime) -> list[User]:
    """Everyone who holds a post of one of these roles in the area that day: each human once."""
    held = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))


@transaction.atomic
def annotate(*, issue: Issue, words: str, by: Actor) -> None:
    """Say on a sent issue what has changed since. Raises NotNow."""
    issue = _locked(issue, IssueState.SENT)
    issue.since_then = words
    issue.save(update_fields=["since_then"])
    audit.did("annotated", "issue", issue.pk)


def _locked(issue: Issue, *states: IssueState) -> Issue:
    """The issue, with the others of its topic locked so that numbers follow one another. Raises NotNow."""
    rows = Issue.objects.select_for_update().filter(area=issue.area, topic=issue.topic).order_by("pk")
    found = next(row for row in rows if row.pk == issue.pk)
    if found.state not in states:
        raise NotNow(words=f"It is at “{found.get_state_display()}”. Open it again to see")
    return found


def _touch(issue: Issue, by: Actor, at: datetime) -> None:
    """What was changed is a draft, and no longer what somebody read."""
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.DRAFT, written_by=by, written_at=at)
    audit.did("written", "issue", issue.pk)


def _last_order(issue: Issue) -> int:
    return issue.items.aggregate(last=Max("order"))["last"] or 0
