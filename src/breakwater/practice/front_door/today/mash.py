"""What the front door puts on Today: contacts one has claimed, and contacts that nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.casework.models import Clock, Transition
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, Role, may
from breakwater.partnership.organisations.models import Actor

from ..board import ready_hints
from ..board.contacts import open_contacts
from ..emergency_duty.night import alarms_waiting, contacts_of
from ..emergency_duty.offers import not_answered
from ..models import Allegation, Contact, Passing, Rag
from ..other_authorities import operations as boundary
from ..pathway import DUTIES, OFFICER_NOTICE, PASSING, READY, SOONER
from ..screening.operations.ready import is_sent_back, last_moves
from ..social_care_list import listed_children

SHOWN = 16  # more than Today draws: what is above is left out


@TODAY_PANELS.register("front_door.alarms")
def alarms_nobody_answered(actor: Actor, now: datetime) -> Panel | None:
    """Alarms for emergency duty, before everything else; of a restricted record its reference alone (SG-04)."""
    if actor.membership.role_id != Role.EMERGENCY_DUTY.value:
        return None
    waiting = alarms_waiting(actor.membership.team.area, now)
    if not waiting:
        return None
    audit.saw("case", *(contact.case_id for contact in contacts_of(waiting)))
    audit.saw("person", *(contact.child_id for contact in contacts_of(waiting) if contact.child_id))
    in_danger = any(one.alarm.is_danger for one in waiting)
    return Panel(
        "A child is said to be in danger now: answer"
        if in_danger
        else "A child is said not to be able to wait: answer",
        [
            Waiting(
                text=one.child or ("A police file" if one.file else "A restricted record"),
                href=reverse("front_door:duty"),
                hint=" ".join(filter(None, [f"{one.alarm.reference}. {one.answer_by}.", one.in_a_line])),
                tag="In danger now" if one.alarm.is_danger else "Cannot wait",
                tag_kind="red",
            )
            for one in waiting
        ],
        order=1,
        href=reverse("front_door:duty"),
        link="Acknowledge it",
        most=len(waiting),
    )


@TODAY_PANELS.register("front_door.offers_at_night")
def strategy_discussions_not_answered(actor: Actor, now: datetime) -> Panel | None:
    """Strategy discussions that are offered and not answered yet, for emergency duty. No panel where there is none (SG-01)."""
    if actor.membership.role_id != Role.EMERGENCY_DUTY.value or not (
        waiting := not_answered(actor.membership.team.area)
    ):
        return None
    audit.saw("case", *(one.case.pk for one in waiting))
    audit.saw("person", *(one.child_id for one in waiting if one.child_id))
    return Panel(
        "Strategy discussion offered, not answered yet",
        [
            Waiting(
                text=one.child,
                href=one.href,
                hint=f"{one.case.reference}, offered to {one.team} {moment_in_words(one.offered_at, now=now)}. "
                f"Answer due {moment_in_words(one.answer_by, now=now)}. Call them on duty: {one.telephone or 'by your own list'}",
                due_at=one.answer_by,
            )
            for one in waiting
        ],
        order=2,
        href=reverse("front_door:duty"),
        link="Emergency duty",
        most=len(waiting),
    )


@TODAY_PANELS.register("front_door.social_care")
def social_care_is_old(actor: Actor, now: datetime) -> Panel | None:
    """That social care's list is too old to go by (SG-05); nothing while it is fresh."""
    if not may(actor, Permission.BOARD_READ):
        return None
    words = listed_children.list_state(actor.area_id_acting, at=now).in_words
    if not words:
        return None
    href = (
        reverse("front_door:social_care_lists")
        if may(actor, Permission.SOCIAL_CARE_TAKE_IN)
        else reverse("front_door:board")
    )
    return Panel("Social care's list is old", [Waiting(text=line, href=href) for line in words], "", order=5)


@TODAY_PANELS.register("front_door.claimed")
def contacts_claimed(actor: Actor, now: datetime) -> Panel | None:
    """Contacts that this post holds until the end of its shift, danger first, then the nearest."""
    if not may(actor, Permission.CONTACT_CLAIM):
        return None
    mine = Q(claimed_by=actor.membership_id, claimed_until__gt=now) & ~Q(case__stage=READY)
    wanted = Wanted("Contacts allocated to you", mine, "whose=mine", order=40, empty="No contact is allocated to you.")
    return _panel(wanted, actor, now)


@TODAY_PANELS.register("front_door.ready")
def contacts_ready_for_decision(actor: Actor, now: datetime) -> Panel | None:
    """Contacts that screeners have handed to the managers, danger first, then the nearest deadline. No panel where none is."""
    if not may(actor, Permission.CONTACT_DECIDE):
        return None
    wanted = Wanted("Ready for your decision", Q(case__stage=READY), "stage=ready", order=7, rules=(*DUTIES, *SOONER))
    panel = _panel(wanted, actor, now)
    return panel if panel.rows else None


@TODAY_PANELS.register("front_door.handed_over")
def contacts_with_the_manager(actor: Actor, now: datetime) -> Panel | None:
    """Contacts this post has and handed to a manager: where they are. No panel where there is none."""
    if not may(actor, Permission.CONTACT_CLAIM) or may(actor, Permission.CONTACT_DECIDE):
        return None
    mine = Exists(Transition.objects.filter(case=OuterRef("case_id"), to_stage=READY, by=actor.pk))
    wanted = Wanted(
        "With the manager, ready for decision",
        Q(case__stage=READY) & Q(mine),
        "stage=ready",
        order=42,
        rules=(*DUTIES, *SOONER),
    )
    panel = _panel(wanted, actor, now)
    return panel if panel.rows else None


@TODAY_PANELS.register("front_door.unclaimed")
def contacts_nobody_has(actor: Actor, now: datetime) -> Panel | None:
    """Contacts to decide that nobody works on, danger first, then the nearest."""
    if not may(actor, Permission.BOARD_READ):
        return None
    free = Q(decided_at=None) & ~Q(case__stage=READY) & (Q(claimed_until=None) | Q(claimed_until__lte=now))
    wanted = Wanted(
        "Unallocated contacts",
        free,
        "whose=unclaimed",
        order=30,
        empty="Every contact is in someone's hands.",
        mark="Unallocated",
    )
    return _panel(wanted, actor, now)


@TODAY_PANELS.register("front_door.passings")
def passed_without_a_receipt(actor: Actor, now: datetime) -> Panel | None:
    """Contacts passed to another authority that has not said it has them: until then the child is ours (SG-08). No panel where
    there is none.
    """
    if not may(actor, Permission.BOARD_READ) or not may(actor, Permission.CONTACT_CLAIM):
        return None
    found = list(boundary.waiting_for_a_receipt(actor.area_id_acting)[: SHOWN + 1])
    if not found:
        return None
    cases = [passing.contact.case_id for passing in found]
    running = Clock.objects.running().filter(case_id__in=cases, rule=PASSING.key)
    clocks = {clock.case_id: clock for clock in running}
    audit.saw("case", *cases)
    audit.saw("person", *[passing.contact.child_id for passing in found if passing.contact.child_id])
    return Panel(
        "Referred to another authority, no receipt yet",
        [_passing_row(passing, clocks.get(passing.contact.case_id), now) for passing in found[:SHOWN]],
        order=24,
        total=len(found),
        href=f"{reverse('front_door:board')}?stage=waiting",
        link="See them on the board",
    )


def _passing_row(passing: Passing, clock: Clock | None, now: datetime) -> Waiting:
    contact = passing.contact
    return Waiting(
        text=contact.child.name if contact.child else contact.named_as,
        href=reverse("front_door:passing", args=[contact.reference]),
        hint=f"{contact.reference}, passed to {passing.to_name} {moment_in_words(passing.passed_at, now=now)}. "
        "Until they say that they have it, the child is ours.",
        due_at=clock.due_at if clock else None,
        clock=clock_shown(clock, now=now) if clock else None,
    )


@dataclass(frozen=True)
class Wanted:
    """Which open contacts a panel of Today shows, and the board's `query` that shows them all.

    `mark`: what Today says of those that it shows above, which are left out. `rules`: the clocks that order it.
    """

    title: str
    which: Q
    query: str
    order: int
    empty: str = ""
    mark: str = ""
    rules: Sequence[str] = DUTIES


def _panel(wanted: Wanted, actor: Actor, now: datetime) -> Panel:
    found = open_contacts(actor.area_id_acting).filter(wanted.which)
    running = Clock.objects.running().filter(rule__in=wanted.rules)
    due = Subquery(running.filter(case=OuterRef("case_id")).order_by("due_at").values("due_at")[:1])
    nearest = list(
        found.annotate(due=due)
        .order_by("-immediate_danger", F("due").asc(nulls_last=True), "pk")
        .select_related("case", "child")[: SHOWN + 1]
    )
    total = len(nearest) if len(nearest) <= SHOWN else found.count()
    nearest = nearest[:SHOWN]
    cases = [contact.case_id for contact in nearest]
    clocks = {clock.case_id: clock for clock in running.filter(case_id__in=cases).order_by("-due_at", "-pk")}
    moves = last_moves(cases)
    audit.saw("case", *cases)
    audit.saw("person", *[contact.child_id for contact in nearest if contact.child_id])
    return Panel(
        wanted.title,
        [_row(contact, clocks.get(contact.case_id), moves.get(contact.case_id), now) for contact in nearest],
        wanted.empty,
        order=wanted.order,
        total=total,
        href=f"{reverse('front_door:board')}?{wanted.query}",
        link="See them on the board",
        leaves_out=bool(wanted.mark),
        mark=wanted.mark,
    )


def _row(contact: Contact, clock: Clock | None, move: Transition | None, now: datetime) -> Waiting:
    said = "Said to be in danger now" if contact.immediate_danger else contact.get_cannot_wait_display()
    rating = f"rated {Rag(contact.rag).label.lower()}" if contact.rag else "not rated"
    return Waiting(
        text=contact.child.name if contact.child else contact.named_as,
        href=reverse("front_door:contact", args=[contact.reference]),
        hint=f"{contact.reference}, received {moment_in_words(contact.received_at, now=now)}, {rating}"
        + (f", {said[:1].lower()}{said[1:]}" if said else "")
        + ready_hints.hint(contact.case.stage, move, now=now),
        tag="Sent back" if is_sent_back(move) else "",
        tag_kind="amber",
        due_at=clock.due_at if clock else None,
        clock=clock_shown(clock, now=now) if clock else None,
    )


@TODAY_PANELS.register("front_door.allegations_nobody_has")
def allegations_nobody_has(actor: Actor, now: datetime) -> Panel | None:
    """Allegations that no reader has taken up, before everything else: a child in danger now first, then the nearest notice."""
    if not may(actor, Permission.ALLEGATION_WORK):
        return None
    free = Allegation.objects.filter(decided_at=None, taken_up_by=None)
    found = list(free.order_by(*Allegation.URGENT_FIRST, "received_at", "pk")[: SHOWN + 1])
    if not found:
        return None
    total = len(found) if len(found) <= SHOWN else free.count()
    found = found[:SHOWN]
    cases = [each.case_id for each in found]
    running = Clock.objects.running().filter(case_id__in=cases, rule=OFFICER_NOTICE.key)
    clocks = {clock.case_id: clock for clock in running}
    audit.saw("case", *cases)
    return Panel(
        "Allegations that nobody has taken up",
        [_allegation_row(each, clocks.get(each.case_id), now) for each in found],
        order=4,
        total=total,
        href=reverse("front_door:allegations"),
        link="All allegations",
    )


def _allegation_row(each: Allegation, clock: Clock | None, now: datetime) -> Waiting:
    return Waiting(
        text=f"Allegation {each.reference}",
        href=reverse("front_door:allegation", args=[each.reference]),
        hint=f"received {moment_in_words(each.received_at, now=now)}"
        if not each.taken_up_at
        else f"taken up {moment_in_words(each.taken_up_at, now=now)}",
        tag="In danger now" if each.immediate_danger else each.get_cannot_wait_display(),
        tag_kind="red",
        due_at=clock.due_at if clock else None,
        clock=clock_shown(clock, now=now) if clock else None,
    )


@TODAY_PANELS.register("front_door.allegations")
def allegations_taken_up(actor: Actor, now: datetime) -> Panel | None:
    """Allegations this post has taken up and not decided. Those that nobody has stand before them."""
    if not may(actor, Permission.ALLEGATION_WORK):
        return None
    mine = Allegation.objects.filter(decided_at=None, taken_up_by=actor.membership_id)
    found, total = nearest(mine.order_by(*Allegation.URGENT_FIRST, "received_at", "pk"), SHOWN)
    if not found and actor.membership.role_id != Role.DESIGNATED_OFFICER.value:
        return None
    running = Clock.objects.running().filter(case__in=[each.case_id for each in found])
    clocks = {clock.case_id: clock for clock in running.order_by("-due_at", "-pk")}
    audit.saw("case", *(each.case_id for each in found))
    return Panel(
        "Allegations you have taken up",
        [_allegation_row(each, clocks.get(each.case_id), now) for each in found],
        "You have taken up none that is still open.",
        order=41,
        total=total,
        href=reverse("front_door:allegations"),
        link="All allegations",
    )
