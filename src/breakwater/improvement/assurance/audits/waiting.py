"""What waits to be done in the rounds of a team, and by an organisation."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from breakwater.casework.self_assessments.measures import bank_of
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models import Team

from ..models import FollowUp, FormalRequest, RoundArea
from . import lookup
from .pathway import BECAUSE

OF_MEMBER = ("member__organisation", "member__round_area__round")


def open_rounds(team: Team, *, today: date) -> list[tuple[RoundArea, dict[str, int]]]:
    """The rounds of a team that have something overdue or to be moderated, with how many of each."""
    found = []
    for part in lookup.ROUNDS.filter(team=team, launched_at__isnull=False, closed_at=None).order_by(
        "round__due_on", "pk"
    ):
        counts = lookup.counts_of(lookup.members_of(part), today=today)
        shown = {"overdue": counts["overdue"], "to moderate": counts["sample"]}
        if any(shown.values()):
            found.append((part, shown))
    return found


def follow_ups(team: Team, *, until: date) -> list[FollowUp]:
    found = FollowUp.objects.filter(member__asking_team=team, done_on=None, due_on__lte=until)
    return list(found.select_related(*OF_MEMBER).order_by("due_on", "pk"))


def formal(team: Team) -> list[FormalRequest]:
    """Formal requests of a team without an answer."""
    found = FormalRequest.objects.filter(member__asking_team=team, answered_on=None)
    return list(found.select_related(*OF_MEMBER).order_by("answer_by", "pk"))


def formal_to(team: Team) -> list[FormalRequest]:
    """Formal requests that an organisation's team has to answer."""
    found = FormalRequest.objects.filter(member__answering_team=team, answered_on=None)
    return list(found.select_related(*OF_MEMBER).order_by("answer_by", "pk"))


@dataclass(frozen=True)
class OverdueSchool:
    school: str
    title: str
    due_on: date


def overdue_in_trust(today: date) -> list[OverdueSchool]:
    """What the schools of the actor's trust have not returned, the longest first."""
    with connection.cursor() as cursor:
        cursor.execute("select school, title, due_on from access.overdue_audits_of_trust(%s)", [today])
        return [OverdueSchool(*row) for row in cursor.fetchall()]


def due_again(team: Team, *, until: date) -> list[tuple[str, str, date]]:
    """The audits whose next round is due by a day: their title, why, and the day."""
    last, found = {}, []
    for part in lookup.ROUNDS.filter(team=team).order_by("round__due_on", "pk"):
        last[part.round.bank] = part
    for part in last.values():
        bank = bank_of(part.round.edition)
        due_on = months_later(part.round.due_on, bank.again_after)
        if part.launched_at and bank.again_after and due_on <= until:
            found.append((bank.title, BECAUSE.get(bank.again_after, ""), due_on))
    return found
