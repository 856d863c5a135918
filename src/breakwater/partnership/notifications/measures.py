"""What may be counted of notifications and the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Expression, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from breakwater.partnership.organisations.models import User

from .models import Notification, OutboxMessage

LATE_AFTER = timedelta(minutes=10)


def unread(*, user: User) -> int:
    """How many notifications this person has not read."""
    return Notification.objects.filter(user=user, read_at=None).count()


def unread_beside(other: Expression, *, user: User) -> tuple[int, Any]:
    """The same with something else that every page asks, in one query."""
    mine = Notification.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    count = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
    return User.objects.filter(pk=user.pk).values_list(count, other).get()


@dataclass(frozen=True)
class OutboxState:
    """The outbox at one moment. `in_words` is what a person needs to be told, empty while all is well (SG-05)."""

    late: int
    failed: int

    @property
    def in_words(self) -> list[str]:
        words = []
        if self.late:
            words.append(f"E-mails waiting for more than 10 minutes: {self.late}. Call instead of relying on e-mail.")
        if self.failed:
            words.append(f"E-mails that could not be sent in the last day: {self.failed}.")
        return words


def outbox_state(*, at: datetime) -> OutboxState:
    """How the outbox stands at `at` (aware). Bulletins let everything else go first, so that they wait is no alarm."""
    late = Q(leave="", state=OutboxMessage.State.WAITING, made_at__lt=at - LATE_AFTER)
    failed = Q(state=OutboxMessage.State.FAILED, made_at__gte=at - timedelta(days=1))
    found = OutboxMessage.objects.filter(late | failed)
    return OutboxState(**found.aggregate(late=Count("pk", filter=late), failed=Count("pk", filter=failed)))
