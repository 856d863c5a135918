"""What the manuals put on Today: reviews that are late for their owner, decisions and variations that wait, drafts to read."""

from datetime import datetime, time

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import waiting

SHOWN = 5
END = time(17)


@TODAY_PANELS.register("policies.kept")
def chapters_that_wait(actor: Actor, now: datetime) -> Panel | None:
    """For whoever keeps chapters: what is late in their area, what it has to decide, what agencies said."""
    if not may(actor, Permission.POLICY_EDIT):
        return None
    area, today = actor.membership.team.area, london_date(now)
    rows = [
        Waiting(
            text=f"Review {each.heading}",
            href=reverse("policies:chapter_kept", args=[each.public_id]),
            hint=f"Owner: {each.kept_by.name}. It stays in force until it is replaced",
            tag="Overdue",
            tag_kind="amber",
            due_at=moment(each.review_by, END),
        )
        for each in waiting.overdue(area, today)
    ]
    rows += [
        Waiting(
            text=f"Does {area.name} keep its own wording in {each.version.chapter.heading}?",
            href=reverse("policies:question", args=[each.public_id]),
            hint=f"The shared text moves to {each.version.number}",
        )
        for each in waiting.questions(area)
    ]
    rows += [
        Waiting(
            text=f"{'Put in force' if each.is_taken else 'Decide on'} {each.chapter.heading}",
            href=reverse("policies:chapter_kept", args=[each.chapter.public_id]),
            hint=f"Version {each.number}",
        )
        for each in waiting.to_decide(area)
    ]
    rows += [
        Waiting(
            text=f"Answer what agencies say of {each.chapter.heading}",
            href=reverse("policies:comments", args=[each.public_id]),
            hint=f"{each.unanswered} not answered",
        )
        for each in waiting.being_written(area)
        if each.unanswered
    ]
    if not rows:
        return None
    return Panel(
        "Policies and procedures",
        rows[:SHOWN],
        order=61,
        total=len(rows),
        href=reverse("policies:kept"),
        link="All chapters",
    )


@TODAY_PANELS.register("policies.asked")
def drafts_to_read(actor: Actor, now: datetime) -> Panel | None:
    """For agencies: drafts on which they may say what they think."""
    if not may(actor, Permission.POLICY_COMMENT) or may(actor, Permission.POLICY_EDIT):
        return None
    found = waiting.consultations(actor.membership.team.area, london_date(now))
    if not found:
        return None
    rows = [
        Waiting(
            text=f"Comment for your agency on {each.chapter.heading}",
            href=reverse("policies:comments", args=[each.public_id]),
            due_at=moment(closes_on, END),
            hint=f"until {closes_on:%-d %B}",
        )
        for each in found
        if (closes_on := max(asked.closes_on for asked in each.consultations.all()))
    ]
    return Panel(
        "Drafts of the manual",
        rows[:SHOWN],
        order=62,
        total=len(rows),
        href=reverse("policies:asked"),
        link="All drafts",
    )
