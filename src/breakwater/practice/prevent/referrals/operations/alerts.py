"""The blind alert as the Prevent lead reads it, and the minimum that the lead tells one named person (SG-12, SG-13)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from breakwater.casework.pathways.registry import PATHWAYS
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, User

from ...models import Alert, Message

TITLE = "A message for you alone"
HANDED = "The work has moved: tell the new person"
KNOWS_NOTHING = "does not know of the referral"
PARTS = {
    "DECIDES": "manager who decides",
    "HOLDER": "has taken it and works on it now",
    "WORKER": "allocated worker",
    "AUTHOR": "safeguarding lead of the child’s school, who made the referral",
    "DSL": "safeguarding lead of the child’s school",
    "DUTY": "does emergency duty now",
}


@dataclass(frozen=True)
class MayBeTold:
    """Someone who may be told: who they are, what they have to do with the case, and the last message that they have of it."""

    user: int
    name: str
    part: str
    holds: bool
    told: Message | None

    @property
    def words(self) -> str:
        does = f"{self.name}, {PARTS[self.part]}"
        if self.holds and self.part == "DECIDES":
            does = f"{does}, {PARTS['HOLDER']}"
        if self.told:
            return f"{does}, has a message already"
        return does if self.part == "AUTHOR" else f"{does}, {KNOWS_NOTHING}"


@dataclass(frozen=True)
class AlertFacts:
    """What the lead learns of the case: which service, its reference, since when, the nearest deadline, who may be told."""

    service: str
    reference: str
    opened_at: datetime
    due_at: datetime | None
    people: tuple[MayBeTold, ...]

    @property
    def holding(self) -> list[MayBeTold]:
        """Who works on it now; whether they know is the message that they have."""
        return [one for one in self.people if one.holds]


class NotOneOfThem(Refusal):
    box, words = "to", "Choose one of the people shown. Somebody may have left the case meanwhile"


def facts_of(alert: Alert) -> AlertFacts | None:
    """None where the alert is another team's."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.alert_facts(%s)", [alert.pk])
        rows = cursor.fetchall()
    if not rows:
        return None
    reference, kind, opened_at, due_at = rows[0][:4]
    noun = PATHWAYS[kind].noun if kind in PATHWAYS else "case"
    told = {each.to_user_id: each for each in alert.messages.order_by("sent_at", "pk")}
    people = tuple(
        MayBeTold(human, name, part, holds, told.get(human)) for *_, human, name, part, holds in rows if human
    )
    return AlertFacts(noun.capitalize(), reference, opened_at, due_at, people)


@transaction.atomic
def tell(alert: Alert, *, to: str, says: str, words: str, reach: str = "", by: Actor, at: datetime) -> Message:
    """Tell one of those who may be told the minimum. Nobody else reads it, and no page but theirs says that there is one.

    Raises NotOneOfThem.
    """
    facts = facts_of(alert)
    if facts is None or int(to) not in {one.user for one in facts.people}:
        raise NotOneOfThem
    user = User.objects.get(pk=int(to))
    message = Message.objects.create(
        team=by.membership.team,
        alert=alert,
        to_user=user,
        says=says,
        words=words.strip(),
        reach=reach.strip(),
        case_reference=facts.reference,
        from_user=by.membership.user,
        by=by,
        sent_at=at,
    )
    notifications.tell(users=[user], words=TITLE, path=f"/messages-for-you/{message.public_id}/", by=by, at=at)
    settle(alert, by=by, at=at)
    audit.did("told", "specialist_message", message.pk)
    return message


@transaction.atomic
def settle(alert: Alert, *, by: Actor, at: datetime) -> Alert:
    """The team has looked at it: it waits no more, unless more became of it since it was read."""
    as_read = Alert.objects.filter(pk=alert.pk, settled_at=None, handed_at=alert.handed_at, moved_at=alert.moved_at)
    if as_read.update(settled_at=at, settled_by=by, handed_at=None):
        audit.did("settled an alert", "specialist_route", alert.referral_id)
    alert.refresh_from_db()
    return alert


def messages_to(user: int) -> QuerySet[Message]:
    """The messages to one human."""
    return Message.objects.select_related("from_user").filter(to_user=user)


def read(message: Message, *, by: Actor, at: datetime) -> Message:
    """The named person has opened it."""
    if message.read_at is None and by.membership.user_id == message.to_user_id:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


def acknowledge(message: Message, *, by: Actor, at: datetime) -> Message:
    """The named person says that they have read it: until then the team sees that they have not."""
    if message.acknowledged_at is None and by.membership.user_id == message.to_user_id:
        message.read_at, message.acknowledged_at = message.read_at or at, at
        message.save(update_fields=["read_at", "acknowledged_at"])
        audit.did("acknowledged", "specialist_message", message.pk)
    return message


def do(message: Message, *, by: Actor, at: datetime) -> Message:
    """The named person says that they have done what it says: until then it waits for them, and the team sees that."""
    message = acknowledge(message, by=by, at=at)
    if message.done_at is None and by.membership.user_id == message.to_user_id:
        message.done_at = at
        message.save(update_fields=["done_at"])
        audit.did("done", "specialist_message", message.pk)
    return message


def not_done() -> QuerySet[Message]:
    """What the team told that nobody has done yet, oldest first."""
    return Message.objects.select_related("to_user", "alert").filter(done_at=None).order_by("sent_at", "pk")


def reach_of(by: Actor) -> str:
    """The number that somebody gave with their last message."""
    last = Message.objects.filter(from_user=by.membership.user_id).order_by("-sent_at").first()
    return last.reach if last else ""
