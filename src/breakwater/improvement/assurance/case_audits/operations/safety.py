"""A child at risk now: at once to whoever holds the case, as a task of theirs, within days and whatever stage the audit is at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Team, User

from ...models import AuditedCase, CaseReturn, SafetyConcern
from .. import tool

EVENING = timedelta(hours=7)  # due at 17:00, so that it is late while somebody is there to call
TITLE = "A child of this case may be at risk now: raised by a case audit"
TOLD = "A child may be at risk now: read the task today"
TOLD_LEAD = "A child of a case audit may be at risk now: see who was told"
TOLD_LATE = "A child may be at risk, and nobody has acted on it in time: read the task now"


class NotTaken(Refusal):
    words = (
        "This could not be passed on from here: the record may be restricted since it was drawn. Call the MASH now, and in an "
        "emergency 999."
    )


@dataclass(frozen=True)
class Raised:
    """The concern (a link reads none), which team holds the case, and whether the case is still open."""

    concern: SafetyConcern | None
    team: Team
    is_open: bool

    @property
    def in_words(self) -> str:
        """Who was told, and whom else to call."""
        if self.is_open:
            return f"{self.team.in_words} was told now. They have a task; you cannot close it"
        return (
            f"{self.team.in_words} was told now, but has closed the case since it was drawn. Call the MASH as well: "
            "make a contact about the child"
        )


@transaction.atomic
def raise_concern(of: AuditedCase | CaseReturn, words: str, *, key: UUID, by: Actor, at: datetime) -> Raised:
    """The case holder has a task due at the end of the next working day; they, their team and the audit's lead are told now. Raises NotTaken.

    The same words of the same form are raised once; other words of it are another concern.
    """
    key = uuid5(key, words)
    kind = "audited_case" if isinstance(of, AuditedCase) else "case_return"
    due = end_of(add_working_days(london_date(at), tool.SAFETY_DAYS)) - EVENING
    with connection.cursor() as cursor:
        cursor.execute(
            "select concern, task_public, team, humans, is_open, is_new, told_lead, audited from access.raise_case_safety(%s, %s, %s, %s, %s, %s, %s)",
            [kind, of.pk, TITLE, words, due, at, key],
        )
        made = cursor.fetchone()
    if made is None:
        raise NotTaken(of.pk)
    concern, task, team, humans, is_open, is_new, lead, audited = made
    holder = Team.objects.get(pk=team)
    if is_new:
        audit.did("raised the immediate safety of a child in", kind, of.pk, concern=concern)
        users = User.objects.filter(pk__in=humans).order_by("pk")
        notifications.tell(
            team=holder, users=users, words=TOLD, path=reverse("casework:task", args=[task]), by=by, at=at
        )
        page = reverse("assurance:audited_case", args=[audited])
        leads = User.objects.filter(pk=lead).exclude(pk=by.membership.user_id if by.membership_id else None)
        notifications.tell(users=leads, words=TOLD_LEAD, path=page, by=by, at=at)
    return Raised(SafetyConcern.objects.filter(pk=concern).first(), holder, is_open)
