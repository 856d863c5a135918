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
from breakwater.partnership.organisations.models import Actor, Area, Membership, User, actor_relations

from .. import letters
from ..models import Issue, Item, Reach, Subscriber
from ..models.bulletins import IssueState
from ..registry import CHANGED, Change
from ..rules import APPROVERS, APPROVES
from . import dispatching

FIRST_LOOKS_BACK = timedelta(days=60)
SAVED_MEANWHILE = (
    "Someone else saved this bulletin while you wrote. Open it in another window, compare, and save again there"
)
OWN_WORDS = "You wrote it last. Somebody else reads and approves it: ask for approval"


class NotNow(Refusal):
    """This cannot be done where the issue stands. The words say why."""


def changed(*, issue: Issue, at: datetime) -> list[Change]:
    """What is new or has changed since the last issue of this topic that went to the same readers, the newest day first, English before other languages."""
    same = Issue.objects.filter(area=issue.area, topic=issue.topic, reach=issue.reach, state=IssueState.SENT)
    since = same.aggregate(at=Max("sent_at"))["at"] or at - FIRST_LOOKS_BACK
    found = [change for ask in CHANGED.values() for change in ask(issue.area, since, at)]
    found.sort(key=lambda change: ("," in change.what, change.title))
    return sorted(found, key=lambda change: london_date(change.at), reverse=True)


def issues() -> QuerySet[Issue]:
    return Issue.objects.select_related(
        "area__site_home", *actor_relations("written_by"), *actor_relations("approved_by")
    )


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


def numbered(issue: Issue) -> Issue:
    """The issue with its number, or with the one that it would have."""
    if issue.number:
        return issue
    return Issue(area=issue.area, topic=issue.topic, number=next_number(issue), title=issue.title, lead=issue.lead)


def may_approve(issue: Issue, *, by: Actor) -> bool:
    """Whether these words are somebody else's."""
    return _human(by) != _human(issue.written_by)


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


@dataclass(frozen=True)
class ItemFacts:
    """One thing in an issue, as its writer has it."""

    heading: str
    words: str
    address: str


@dataclass(frozen=True)
class Composed:
    """A draft as its writer's page has it: all its boxes at once, whichever button was pressed.

    `items` by their numbers, in their order; `left_out` are those that the writer saw and took out; `chosen` is taken of what changed;
    `own` is a new thing of the writer's, known by `key`; `moved` is an item and how many places it goes (-1 is up). `revision` is when
    the issue that the page showed had last been changed.
    """

    title: str
    lead: str
    items: dict[int, ItemFacts]
    revision: datetime | None
    left_out: frozenset[int] = frozenset()
    chosen: tuple[Change, ...] = ()
    own: ItemFacts | None = None
    key: UUID | None = None
    moved: tuple[int, int] | None = None


@transaction.atomic
def compose(issue: Issue, *, facts: Composed, by: Actor, at: datetime) -> Issue:
    """Save a draft. Whoever changed its words wrote it; to put its things in another order is a change and no writing. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    if facts.revision != issue.written_at:
        if facts.own and issue.items.filter(key=facts.key, **values_of(facts.own)).exists():
            return issue  # the same form sent twice
        raise NotNow(words=SAVED_MEANWHILE)
    items = list(issue.items.order_by("order", "pk"))
    before = _said(issue, items)
    issue.title, issue.lead, issue.state = facts.title, facts.lead, IssueState.DRAFT
    issue.items.filter(pk__in=facts.left_out).delete()
    items = [each for each in items if each.pk not in facts.left_out]
    for each in items:
        if said := facts.items.get(each.pk):
            each.heading, each.words, each.address = said.heading, said.words, said.address
    items += [_changed(issue, change) for change in _new(facts.chosen, items)]
    if facts.own and not Item.objects.filter(issue=issue, key=facts.key).exists():
        items.append(Item(issue=issue, order=0, key=facts.key, **values_of(facts.own)))
    if facts.moved:
        _move(items, *facts.moved)
    after = _said(issue, items)
    if sorted(after) != sorted(before):
        issue.written_by = by
    if after != before:
        issue.written_at = at
    issue.save(update_fields=["title", "lead", "written_by", "written_at", "state"])
    for number, each in enumerate(items, 1):
        each.order = number
    Item.objects.bulk_update([each for each in items if each.pk], ["order", "heading", "words", "address"])
    Item.objects.bulk_create([each for each in items if not each.pk])
    audit.did("written", "issue", issue.pk, items=len(items))
    return issue


def _said(issue: Issue, items: Iterable[Item]) -> list[tuple[str, ...]]:
    """Every word of an issue, in its order."""
    return [(issue.title, issue.lead), *((each.heading, each.words, each.address) for each in items)]


def _new(chosen: Iterable[Change], items: list[Item]) -> list[Change]:
    there = {each.source for each in items}
    return [change for change in chosen if change.key not in there]


def _changed(issue: Issue, change: Change) -> Item:
    return Item(
        issue=issue,
        order=0,
        source=change.key,
        what=change.what,
        heading=change.title[:160],
        words=change.summary[:600],
        address=change.href,
    )


def _move(items: list[Item], pk: int, places: int) -> None:
    place = next((number for number, each in enumerate(items) if each.pk == pk), None)
    if place is not None and 0 <= place + places < len(items):
        items.insert(place + places, items.pop(place))


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
def ask_for_approval(*, issue: Issue, by: Actor, at: datetime) -> Issue:
    """Say that it is ready, and tell whoever may approve it. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT)
    if not issue.items.exists() and not issue.lead:
        raise NotNow(words="There is nothing in it yet")
    issue.state = IssueState.WAITING
    issue.save(update_fields=["state"])
    audit.did("asked for approval of", "issue", issue.pk)
    notifications.tell(
        words="A bulletin waits to be approved",
        path=reverse("content:bulletin", args=[issue.public_id]),
        users=_approvers(issue, by, at),
        by=by,
        at=at,
    )
    return issue


def _approvers(issue: Issue, by: Actor, at: datetime) -> list[User]:
    """Whoever answers for the topic, else the business manager, else anybody who approves bulletins; never the one who wrote it."""
    wrote = {_human(by), _human(issue.written_by)}
    for roles in ([APPROVES.get(issue.topic)], [Role.BUSINESS_MANAGER], APPROVERS):
        held = (user for role in roles if role for user in organisations.who_hold(role, area=issue.area, at=at))
        if found := [user for user in held if user.pk not in wrote]:
            return found
    return []


def _human(actor: Actor) -> int | None:
    return actor.membership.user_id if actor.membership_id else None


@transaction.atomic
def approve(*, issue: Issue, by: Actor, at: datetime, read: datetime | None = None) -> Issue:
    """Say that these words may go out: those last changed at the moment `read`, where a page says which it showed. Raises NotNow."""
    issue = _locked(issue, IssueState.DRAFT, IssueState.WAITING)
    if _human(by) and _human(by) == _human(issue.written_by):
        raise NotNow(words=OWN_WORDS)
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
    issue.state, issue.approved_by, issue.approved_at, issue.send_at = IssueState.DRAFT, None, None, None
    issue.save(update_fields=["state", "approved_by", "approved_at", "send_at"])
    audit.did("withdrawn", "issue", issue.pk)
    return issue


@transaction.atomic
def plan(issue: Issue, *, send_at: datetime | None, by: Actor, at: datetime) -> Issue:
    """Let an approved issue go out by itself at a moment, or not by itself after all. Raises NotNow."""
    issue = _locked(issue, IssueState.APPROVED)
    if send_at and send_at <= at:
        raise NotNow(words="Choose a moment that is still to come")
    issue.send_at = send_at
    issue.save(update_fields=["send_at"])
    audit.did("planned", "issue", issue.pk)
    return issue


def due(*, at: datetime) -> list[Issue]:
    """The approved issues whose moment has come."""
    rows = Issue.objects.filter(state=IssueState.APPROVED, send_at__lte=at).select_related("area")
    return list(rows.order_by("send_at", "pk"))


@transaction.atomic
def try_on(issue: Issue, *, by: Actor, at: datetime) -> None:
    """Send the e-mail as it is now to whoever asks, and to nobody else. Raises NotNow."""
    if issue.reach != Reach.PUBLIC:
        raise NotNow(words="A bulletin for professionals is read after signing in: no e-mail holds its words")
    letter = letters.of_issue(numbered(issue), list(issue.items.order_by("order", "pk")))
    notifications.post(
        to=by.membership.user.email,
        subject=f"Test: {letter.subject}",
        body=f"{letter.body}\n\nThis is a test. It went to you alone.\n",
        html=letter.html_for("<p>This is a test. It went to you alone.</p>"),
        pictures=letter.pictures,
        at=at,
        area=issue.area,
    )
    audit.did("tried", "issue", issue.pk)


@transaction.atomic
def send(*, issue: Issue, by: Actor, at: datetime, is_planned: bool = False) -> Issue:
    """Give it its number and send it: a public one to the archive, the feed and subscribers; another to its professionals. Raises NotNow.

    One that goes out because it `is_planned` does so only if its moment is still the one that has come.
    """
    issue = _locked(issue, IssueState.APPROVED)
    if is_planned and (issue.send_at is None or issue.send_at > at):
        raise NotNow(words="It was planned again, or its plan was stopped")
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
