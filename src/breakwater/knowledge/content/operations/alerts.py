"""Urgent alerts: written by one, approved by two others, told to everyone in the roles they are for, answered for by agency."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import working_days_between
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission, Role
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, User

from ..models import Alert, Approval, Reach, Told
from ..models.alerts import AlertState
from . import dispatching

NEEDED = 2
KEPT = timedelta(days=7 * 366)
AGAIN_AFTER = timedelta(minutes=10)  # whoever presses twice chases once
CHASED_AFTER = 1  # working day (PL 3.2)
A_DAY = timedelta(hours=20)  # that working day, looked at every hour
WORDS = "An urgent alert waits for you: read it and say that you have"
NO_POLICE = (
    "It needs the approval of the police, and nobody of the police may approve alerts here. Ask the partnership business manager to "
    "invite somebody of the police to a role that may"
)
AGAIN = "An urgent alert still waits for you: read it and say that you have"


class NotNow(Refusal):
    """This cannot be done where the alert stands. The words say why."""


def of_area(area: Area) -> QuerySet[Alert]:
    """The alerts of an area, the newest first."""
    return Alert.objects.filter(area=area).order_by("-written_at", "-pk")


def told_to(user: User) -> QuerySet[Told]:
    """The alerts that somebody was told of, whatever post they act in, the newest first."""
    return Told.objects.filter(user=user).select_related("alert__area").order_by("-told_at", "-pk")


@transaction.atomic
def write(*, area: Area, facts: dict, key: UUID, by: Actor, at: datetime) -> Alert:
    """Write an alert and tell whoever may approve it; the same `key` again is the same one.

    Raises NotNow for one about a police operation where nobody of the police could approve it.
    """
    alert, is_new = Alert.objects.get_or_create(
        key=key, defaults=facts | {"area": area, "written_by": by, "written_at": at}
    )
    if is_new:
        posts = _approving(area, at).exclude(user=_human(by))
        if alert.is_operational and not posts.filter(team__organisation__kind=Organisation.Kind.POLICE).exists():
            raise NotNow(box="is_operational", words=NO_POLICE)
        audit.did("written", "alert", alert.pk)
        users = User.objects.filter(pk__in=posts.values("user"))
        notifications.tell(
            words="An urgent alert waits for two approvals", path=_desk(alert), users=users, by=by, at=at
        )
    return alert


@transaction.atomic
def approve(alert: Alert, *, by: Actor, at: datetime) -> Alert:
    """Say that it may go. The second approval sends it at once. Raises NotNow."""
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if why := may_not_approve(alert, by=by, at=at):
        raise NotNow(words=why)
    Approval.objects.create(alert=alert, user_id=_human(by), by=by, at=at)
    audit.did("approved", "alert", alert.pk)
    if alert.approvals.count() >= NEEDED:
        _send(alert, by, at)
    return alert


def may_not_approve(alert: Alert, *, by: Actor, at: datetime) -> str:
    """Why this person's approval would not count, in words; empty where it would."""
    if alert.state != AlertState.DRAFT:
        return f"It is at “{alert.get_state_display()}”"
    if alert.expires_at <= at:
        return "Its time is over before it was approved"
    if alert.written_by.membership.user_id == _human(by):
        return "You wrote it. Two others approve it"
    made = list(alert.approvals.select_related("by__membership__team__organisation"))
    if any(each.user_id == _human(by) for each in made):
        return "You have approved it. One more person must"
    if (
        alert.is_operational
        and len(made) == NEEDED - 1
        and not any(_is_police(each.by) for each in [*made, Approval(by=by)])
    ):
        return "It is about a police operation: the second approval must be the police's"
    return ""


@transaction.atomic
def withdraw(alert: Alert, *, why: str, by: Actor, at: datetime) -> Alert:
    """Take it back: nobody reads it as in force any more, no copy leaves after it, and those who were told hear it. Raises NotNow."""
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.state == AlertState.WITHDRAWN:
        raise NotNow(words="It is withdrawn already")
    was_sent = alert.state == AlertState.SENT
    alert.state, alert.withdrawn_at, alert.why_withdrawn = AlertState.WITHDRAWN, at, why
    alert.save(update_fields=["state", "withdrawn_at", "why_withdrawn"])
    audit.did("withdrawn", "alert", alert.pk)
    if was_sent:
        dispatching.stop(alert=alert, at=at)
        users = User.objects.filter(pk__in=alert.told.values("user"))
        notifications.tell(words="An urgent alert was withdrawn", path=_page(alert), users=users, by=by, at=at)
    return alert


@transaction.atomic
def acknowledge(*, told: Told, at: datetime) -> None:
    """Keep the moment at which somebody said that they had read it; a second time changes nothing."""
    if Told.objects.filter(pk=told.pk, acknowledged_at=None).update(acknowledged_at=at):
        audit.did("acknowledged", "alert", told.alert_id)


@transaction.atomic
def chase(alert: Alert, *, by: Actor, at: datetime, only_first: bool = False) -> int:
    """Tell again whoever has not said that they read it (`only_first`: and was never chased), none twice in ten minutes.

    Return how many there were. Raises NotNow where it is not in force.
    """
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.state != AlertState.SENT or alert.expires_at <= at:
        raise NotNow(words="It is not in force")
    waiting = alert.told.filter(acknowledged_at=None)
    waiting = waiting.filter(
        Q(chased_at=None, told_at__lt=at - A_DAY)
        if only_first
        else Q(chased_at=None) | Q(chased_at__lte=at - AGAIN_AFTER)
    )
    users = list(User.objects.filter(is_active=True, pk__in=waiting.values("user")))
    if users:
        waiting.update(chased_at=at)
        notifications.tell(words=AGAIN, path=_page(alert), users=users, by=by, at=at)
        audit.did("chased", "alert", alert.pk, people=len(users))
    return len(users)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete alerts written more than seven years ago, with who approved, was told and had read them; return how many."""
    old = Alert.objects.filter(written_at__lt=at - KEPT)
    number = old.count()
    dispatching.forget(alerts=old)
    old.delete()
    return number


def due_to_be_chased(*, area: Area, at: datetime) -> list[Alert]:
    """Alerts in force that somebody has not read one working day after they were told."""
    unread = Told.objects.filter(acknowledged_at=None, chased_at=None, told_at__lt=at - A_DAY)
    unread = unread.filter(alert__in=Alert.objects.in_force(at).filter(area=area))
    told = dict(unread.order_by("-told_at").values_list("alert", "told_at").distinct())  # of each the first
    due = [
        alert
        for alert, since in told.items()
        if working_days_between(london_date(since), london_date(at)) >= CHASED_AFTER
    ]
    return list(Alert.objects.filter(pk__in=due).order_by("pk"))


@transaction.atomic
def tell_who_joined(area: Area, *, by: Actor, at: datetime) -> int:
    """Tell of what is in force whoever has come into a role that it is for since it was sent; return how many."""
    joined = 0
    for alert in Alert.objects.in_force(at).filter(area=area).select_for_update().order_by("pk"):
        known = set(alert.told.values_list("user", flat=True))
        found = recipients(area=area, roles=alert.roles, kinds=alert.kinds, at=at)
        joined += _tell(alert, {user: post for user, post in found.items() if user not in known}, by, at)
    return joined


def recipients(*, area: Area, roles: list[str], kinds: list[str], at: datetime) -> dict[int, Membership]:
    """Who would be told: each human once, through the first of their posts that fits. Nobody can opt out."""
    posts = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__in=roles, user__is_active=True)
    if kinds:
        posts = posts.filter(team__organisation__kind__in=kinds)
    found: dict[int, Membership] = {}
    for post in posts.order_by("pk"):
        found.setdefault(post.user_id, post)
    return found


@dataclass(frozen=True)
class Agency:
    """How one agency stands: how many were told, and who has not said that they read it."""

    name: str
    told: int
    read: int
    not_yet: list[Told]


def by_agency(alert: Alert) -> list[Agency]:
    """Each agency with those who have not answered, the ones that most are missing from first."""
    rows: dict[str, list[Told]] = {}
    told = alert.told.select_related("user", "membership__team__organisation")
    for each in told.order_by("membership__team__organisation__name", "user__name", "pk"):
        rows.setdefault(each.membership.team.organisation.name, []).append(each)
    made = [
        Agency(
            name,
            len(all_),
            sum(each.acknowledged_at is not None for each in all_),
            [each for each in all_ if not each.acknowledged_at],
        )
        for name, all_ in rows.items()
    ]
    return sorted(made, key=lambda agency: (-len(agency.not_yet), agency.name))


def _send(alert: Alert, by: Actor, at: datetime) -> None:
    found = recipients(area=alert.area, roles=alert.roles, kinds=alert.kinds, at=at)
    alert.state, alert.sent_at = AlertState.SENT, at
    alert.save(update_fields=["state", "sent_at"])
    _tell(alert, found, by, at)
    if alert.reach == Reach.PUBLIC:
        dispatching.begin(alert=alert, at=at)
    audit.did("sent", "alert", alert.pk, people=len(found))


def _tell(alert: Alert, found: dict[int, Membership], by: Actor, at: datetime) -> int:
    Told.objects.bulk_create(
        Told(alert=alert, user_id=user, membership=post, told_at=at) for user, post in found.items()
    )
    notifications.tell(words=WORDS, path=_page(alert), users=User.objects.filter(pk__in=found), by=by, at=at)
    return len(found)


def _approving(area: Area, at: datetime):
    """The posts whose holders may approve."""
    roles = [role.value for role in Role if Permission.ALERT_WORK in ROLES[role].permissions]
    return Membership.objects.in_force(london_date(at)).filter(team__area=area, role__in=roles, user__is_active=True)


def _human(actor: Actor) -> int:
    return actor.membership.user_id


def _is_police(actor: Actor) -> bool:
    return actor.membership.team.organisation.kind == Organisation.Kind.POLICE


def _page(alert: Alert) -> str:
    return reverse("content:for_you_alert", args=[alert.public_id])


def _desk(alert: Alert) -> str:
    return reverse("content:alert_desk", args=[alert.public_id])
