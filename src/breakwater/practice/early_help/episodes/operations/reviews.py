"""The day of the next review: one day for the minutes, the plan and the clock that Today counts to."""

from datetime import date, datetime

from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Clock
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import Episode, Plan
from breakwater.practice.early_help.pathway import REVIEW


def begin_review(*, episode: Episode, on: date | None, at: datetime) -> None:
    """The duty of the next review begins: due on the day that people agreed, otherwise when the rule says."""
    case = episode.case
    if on is None:
        clocks.start(case=case, rule=REVIEW, team=case.responsible_team, at=at)
    else:
        clocks.start_for_day(case=case, rule=REVIEW, team=case.responsible_team, on=on, at=at)


def agree_review(*, episode: Episode, on: date, by: Actor, at: datetime) -> None:
    """People agreed another day: plan and clock say that one. A review that is overdue stays overdue until it is held."""
    Plan.objects.filter(episode=episode).exclude(review_on=on).update(review_on=on)
    running = Clock.objects.running().filter(case=episode.case, rule=REVIEW.key).first()
    if running is None or running.due_on == on or running.was_breached(at):
        return
    clocks.stop(case=episode.case, rule=REVIEW, by=by, at=at)
    clocks.start_for_day(
        case=episode.case, rule=REVIEW, team=episode.case.responsible_team, on=on, at=at, began=running.started_at
    )
