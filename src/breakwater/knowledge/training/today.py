"""What training puts on Today: one's own lapses and evaluations, a team's overdue staff, evidence to verify."""

from datetime import datetime, time

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import waiting
from .evaluations import operations as evaluations
from .operations import charges
from .requirements import lookup, status

END = time(17)


@TODAY_PANELS.register("training.mine")
def own_training(actor: Actor, now: datetime) -> Panel | None:
    """What one's own work asks for within 90 days, and what is to be evaluated."""
    if not may(actor, Permission.TRAINING_BOOK):
        return None
    records = list(lookup.own(actor.membership.user))
    today, keys, where = london_date(now), [each.pk for each in records], reverse("training:mine")
    if records:
        found = status.duties_of(keys, records[0].area_id, today)
    else:
        found = {0: status.duties_of_post(actor.membership, today)}
    rows = [
        Waiting(
            text=each.group_title,
            href=where,
            hint=each.basis,
            tag=each.state.label,
            tag_kind=each.state.kind,
            due_at=moment(each.due_on, END) if each.due_on else None,
        )
        for duties in found.values()
        for each in duties
        if each.state.presses
    ]
    rows += [
        Waiting(text=f"Evaluate: {each.event.course.title}", href=where, hint="Your certificate follows")
        for each in lookup.record_of(keys)
        if evaluations.wanted_now(each, now) == evaluations.Stage.AFTER
    ]
    return Panel("Your training", rows, order=70, href=where, link="My training record") if rows else None


@TODAY_PANELS.register("training.team")
def training_of_a_team(actor: Actor, now: datetime) -> Panel | None:
    """For whoever books for a team: how many of its staff are overdue or in grace."""
    if not may(actor, Permission.TRAINING_BOOK_FOR):
        return None
    today, where = london_date(now), reverse("training:team_due")
    team = actor.membership.team
    found = lookup.standings(lookup.employed_by(team, today), team.area_id, today)
    rows = [
        Waiting(
            text=f"{state.label}: {count} of your staff",
            href=f"{where}?state={state.value}",
            tag=state.label,
            tag_kind=state.kind,
        )
        for state in (status.State.OVERDUE, status.State.GRACE)
        if (count := sum(each.state == state for each in found))
    ]
    return Panel("Training of your staff", rows, order=71, href=where, link="All staff") if rows else None


@TODAY_PANELS.register("training.waivers")
def waivers_to_approve(actor: Actor, now: datetime) -> Panel | None:
    """Charges that somebody else asked to waive."""
    if not may(actor, Permission.TRAINING_WAIVE):
        return None
    waits = charges.to_approve(actor)
    rows = [
        Waiting(
            text="Approve or refuse the waiver of a charge", href=reverse("training:charge_waiver", args=[public_id])
        )
        for public_id in waits
    ]
    return Panel("Waivers", rows, order=72, href=reverse("training:charges"), link="Charges") if rows else None


@TODAY_PANELS.register("training.keep")
def waits_for_the_training_team(actor: Actor, now: datetime) -> Panel | None:
    """For the training team: what waits for its decision or its answer."""
    if not may(actor, Permission.TRAINING_KEEP):
        return None
    found = waiting.of_team(actor.membership.team.area, now)
    rows = [Waiting(text=f"{words}: {n}", href=reverse(f"training:{page}")) for words, n, page in found]
    where, total = reverse("training:yours"), sum(n for _, n, _ in found)
    return Panel("Training", rows, order=72, total=total, href=where, link="Training") if rows else None
