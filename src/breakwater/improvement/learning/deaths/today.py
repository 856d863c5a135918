"""What the deaths of children put on Today: of the team and of whoever leads a response, what is due; of a key worker, what to tell a family."""

from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import ChildDeath, DeathState
from . import lookup, on_record
from .pathway import SIBLINGS

SHOWN = 12
SOON = timedelta(days=14)


@TODAY_PANELS.register("learning.deaths")
def deaths_due(actor: Actor, now: datetime) -> Panel | None:
    """What is for now in the records that the actor works on, responses that run, living children before all; then what comes next in a
    review, the soonest first, and the families they support.

    None where there is nothing.
    """
    if not may(actor, Permission.DEATH_SUPPORT):
        return None
    works = [
        one for one in lookup.tracked().exclude(state__in=lookup.OVER) if may(actor, Permission.DEATH_RESPOND, one)
    ]
    amiss = on_record.amiss(works)
    first = [(one, _waiting(one, amiss[one.pk], None)) for one in works if one.pk in amiss]
    first += [(one, _waiting(one, lookup.DECIDE, None)) for one in works if lookup.is_undecided(one)]
    running = [(one, line) for one in works if (line := lookup.to_do(one, now))]
    running.sort(key=lambda each: (each[1].step.code != SIBLINGS, each[1].due_at or end_of(london_date(now))))
    first += [(one, _waiting(one, line.step.label, line.due_at, late=line.is_late)) for one, line in running]
    found = [(one, waiting) for one in works for waiting in _of(one, actor, now)]
    audit.saw("child_death", *{one.pk for one, _ in (*first, *found)})
    far = datetime.max.replace(tzinfo=now.tzinfo)
    rows = [waiting for _, waiting in first]
    rows += sorted((waiting for _, waiting in found), key=lambda each: each.due_at or far)
    supports = lookup.supported_by(actor.membership.user_id).filter(questions__told_on=None, questions__answer__gt=b"")
    rows += [
        Waiting(
            text="A family waits for the answer to a question",
            href=reverse("learning:family_support", args=[each.public_id]),
            hint=each.reference,
        )
        for each in supports.distinct()
    ]
    where = reverse("learning:deaths")
    return (
        Panel("Child deaths", rows[:SHOWN], order=8, total=len(rows), href=where, link="All of them") if rows else None
    )


def _of(death: ChildDeath, actor: Actor, now: datetime) -> list[Waiting]:
    today, found = london_date(now), []
    is_early = death.state in (DeathState.NOTIFIED, DeathState.TRIAGED)
    if not may(actor, Permission.DEATH_WORK, death):
        return found
    next_one = lookup.next_of(death, today)
    if next_one and next_one.words != lookup.DECIDE and (next_one.by is None or next_one.by <= today):
        due = end_of(next_one.by) if next_one.by else None
        found.append(_waiting(death, next_one.words, due, late=next_one.is_late))
    entry = next((each for each in lookup.clocks_of(death, today) if each.words == lookup.NATIONAL), None)
    if entry and is_early and entry.by <= today:
        found.append(_waiting(death, entry.words, end_of(entry.by), late=entry.is_late))
    for report in death.prevention_reports.all():
        due = lookup.answer_due(report, death.area)
        if report.answered_on is None and due <= today + SOON:
            found.append(_waiting(death, "A coroner’s report waits for its answer", end_of(due), late=due < today))
    if any(each.chase_due for each in lookup.asked_of(death, today)):
        found.append(_waiting(death, "Chase a reporting form", None))
    if any(each.check_on <= today for each in death.waits_now):
        found.append(_waiting(death, "Ask again what the review waits for", None))
    return found


def _waiting(death: ChildDeath, words: str, due: datetime | None, *, late: bool = False) -> Waiting:
    href, tag = lookup.address_of(death), OVERDUE if late else ""
    return Waiting(text=words, href=href, hint=death.reference, tag=tag, tag_kind="red", due_at=due)
