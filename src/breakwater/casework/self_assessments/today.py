"""Self-assessments that a team is asked for or has to sign, sections of one's own, and those returned to whoever asked, on Today."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import asking, operations
from .measures import bank_of, parts_of
from .operations import newest_editions
from .rules import LEADING_ROLES
from .sharing import not_opened_by, page_of, page_of_section


@TODAY_PANELS.register("casework.self_assessments")
def self_assessments_asked_for(actor: Actor, now: datetime) -> Panel | None:
    """What this team is asked to return, the nearest day first, what it has to sign, and sections of one's own. No panel where there is none."""
    if not may(actor, Permission.SELF_ASSESS_ANSWER):
        return None
    asked = asking.waiting_for(actor.membership.team)
    others = [*_to_sign(actor), *_own_sections(actor)]
    if not asked and not others:
        return None
    titles, address = {each.key: each.title for each in newest_editions()}, reverse("casework:self_assessments")
    rows = [
        Waiting(
            text=titles.get(each.bank, "Self-assessment"),
            href=address,
            hint=f"For {each.asking_team.name}, {each.area.name}",
            tag="Overdue" if each.due_on < london_date(now) else "",
            tag_kind="red",
            due_at=end_of(each.due_on),
        )
        for each in asked
    ]
    return Panel("Self-assessments", [*others, *rows], order=45, href=address, link="All self-assessments")


def _to_sign(actor: Actor) -> Iterator[Waiting]:
    """Those of the actor's team that are complete, for whoever has them signed and sent."""
    if actor.membership.role_id not in LEADING_ROLES:
        return
    for each in asking.open_of(actor.membership.team):
        if operations.is_complete(each):
            words = "Ready to send" if operations.is_signed(each) else "Ready to sign"
            yield Waiting(text=f"{words}: {bank_of(each.edition).title}", href=page_of(each))


def _own_sections(actor: Actor) -> Iterator[Waiting]:
    """Sections that were delegated to this human and are not complete, the one that waits longest first."""
    for given in asking.delegated_to(actor):
        found = [part for part in parts_of(given.assessment) if part.section.key == given.section]
        if found and not found[0].is_complete:
            yield Waiting(
                text=f"Answer a section: {found[0].section.title}",
                href=page_of_section(given.assessment, given.section),
                hint=f"{bank_of(given.assessment.edition).title}, delegated to you on {day(given.delegated_at)}",
            )


@TODAY_PANELS.register("casework.self_assessments_to_sign")
def signatures_asked_for(actor: Actor, now: datetime) -> Panel | None:
    """The self-assessments that somebody asked this person to sign. No panel where there is none."""
    asked = asking.signatures_asked_of(actor) if may(actor, Permission.SELF_ASSESS_ANSWER) else []
    rows = [
        Waiting(
            text=f"Read and sign: {bank_of(each.assessment.edition).title}",
            href=page_of(each.assessment),
            hint=f"{each.delegated_by.membership.user.name} asks you, since {day(each.delegated_at)}",
        )
        for each in asked
    ]
    return Panel("Your signature", rows, order=44, href=reverse("casework:self_assessments")) if rows else None


@TODAY_PANELS.register("casework.self_assessments_returned")
def self_assessments_returned(actor: Actor, now: datetime) -> Panel | None:
    """What was returned to whoever asks, until they open it. No panel where there is none."""
    returned = not_opened_by(actor.membership.user) if may(actor, Permission.SELF_ASSESS_ASK) else []
    rows = [
        Waiting(
            text=f"Returned: {each.organisation.name}",
            href=page_of(each),
            hint=f"{each.edition.title}, sent on {day(each.sent_at)}",
        )
        for each in returned
    ]
    address = reverse("casework:returns")
    return Panel("Self-assessments returned", rows, order=44, href=address, link="All returned") if rows else None
