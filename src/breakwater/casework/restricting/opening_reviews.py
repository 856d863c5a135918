"""What was opened by breaking the glass, for information governance: who, which record, why; and what was found of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Membership, User

from .models import GlassReview


class ReviewedAlready(Refusal):
    words = "Someone has reviewed this opening. Open the list again."


@dataclass(frozen=True)
class Opening:
    """One opening in an emergency. `record` is a reference; no child's name stands here."""

    number: int
    human: int
    kind: str
    record: str
    reason: str
    since: datetime
    until: datetime
    is_open: bool
    outcome: str | None
    words: str | None
    reviewed_at: datetime | None


def openings() -> list[Opening]:
    """Every opening in the area of the information governance officer who asks, newest first; empty for everyone else."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.glass_opened()")
        return [Opening(*row) for row in cursor.fetchall()]


def officers(area_id: int, at: datetime):
    """The information governance officers of an area today: the inbox that hears of every opening (TR-15)."""
    posts = Membership.objects.in_force(london_date(at)).filter(
        team__area_id=area_id, role_id=Role.INFORMATION_GOVERNANCE.value, user__is_active=True
    )
    return User.objects.filter(pk__in=posts.values("user"))


def tell_governance(*, by: Actor, at: datetime) -> None:
    """The information governance inbox hears at once of every opening (TR-15): that there is one to review, and not which."""
    notifications.tell(
        users=officers(by.area_id_acting, at),
        words="A record was opened in an emergency: review it",
        path="/opened/",
        by=by,
        at=at,
    )


@transaction.atomic
def review(opening: Opening, *, outcome: str, words: str, by: Actor, at: datetime) -> GlassReview:
    """Keep what was found of an opening; its human is told that it was looked at. Raises ReviewedAlready."""
    if opening.outcome or GlassReview.objects.filter(glass=opening.number).exists():
        raise ReviewedAlready
    made = GlassReview.objects.create(
        glass=opening.number, outcome=outcome, words=words, at=at, by=by, team=by.membership.team
    )
    audit.did("reviewed an emergency opening", "glass", opening.number, outcome=outcome)
    people = [*User.objects.filter(pk=opening.human)]
    notifications.tell(
        users=people, words="An opening in an emergency of yours was reviewed", path="/today/", by=by, at=at
    )
    if outcome == GlassReview.Outcome.WRONG:
        _tell_managers(opening, by, at)
    return made


def _tell_managers(opening: Opening, by: Actor, at: datetime) -> None:
    held = Membership.objects.in_force(london_date(at))
    teams = held.filter(user_id=opening.human).values("team")
    managers = held.filter(
        team__in=teams,
        role_id__in=[Role.MASH_MANAGER.value, Role.EARLY_HELP_MANAGER.value, Role.SOCIAL_CARE_MANAGER.value],
    ).exclude(user_id=opening.human)
    notifications.tell(
        users=User.objects.filter(pk__in=managers.values("user")),
        words="A record was opened in an emergency without need: ask information governance",
        path="/today/",
        by=by,
        at=at,
    )
