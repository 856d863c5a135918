"""The screen on the MASH's wall: what is due soon and what waits. References and initials alone, since visitors pass by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Q, When

from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.casework.clocks.time_left import due_words
from breakwater.casework.models import Clock
from breakwater.foundation import jobs
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications import measures
from breakwater.partnership.organisations.models import Actor

from ..board.contacts import CANNOT_WAIT, open_contacts
from ..emergency_duty import alarms_in_hand
from ..models import AgencyKind, Alarm, Contact, DutyAction, InformationRequest
from ..other_authorities import operations as boundary
from ..pathway import TO_DECIDE, TO_SCREEN
from ..social_care_list import listed_children

SOON = timedelta(hours=2)
SHOWN = 6
WAITING = ("SENT", "SEEN", "IN_PROGRESS", "OVERDUE", "ESCALATED")


@dataclass(frozen=True)
class Row:
    """One thing on the wall: a contact by reference, what is due, when, and the initials of who has it."""

    reference: str
    what: str
    when: str
    who: str = ""


@dataclass(frozen=True)
class Column:
    """A list on the wall, its nearest rows, and how many there are in all."""

    key: str
    title: str
    rows: Sequence[Row]
    count: int
    is_loud: bool = False
    nothing: str = "None"

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Wall:
    columns: Sequence[Column]
    agencies: Sequence[tuple[str, int, int]]
    warnings: Sequence[str]
    worked_out_at: datetime


def initials(name: str) -> str:
    """ "AB" of Amara Lanternlight-Bright: the first letter of the first and of the last name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def wall_for(actor: Actor, *, now: datetime) -> Wall:
    """The wall as this post sees it: in a request as many queries however much waits.

    What is restricted to named readers is not on a wall; a page about it that nobody answered stands there without a reference.
    """
    area = actor.area_id_acting
    alarms = list(Alarm.objects.filter(area=area, acknowledged_at=None).order_by("-is_danger", "raised_at", "pk"))
    danger, nobodys = _contacts(area, now)
    return Wall(
        columns=[
            danger,
            *_clocks(area, now),
            nobodys,
            _requests(area, now),
            _duty(area, alarms, now),
            _passings(area, now),
        ],
        agencies=_agencies(area, now),
        warnings=[
            *jobs.state(at=now).in_words,
            *measures.outbox_state(at=now).in_words,
            *listed_children.list_state(area, at=now).in_words,
        ],
        worked_out_at=now,
    )


def _clocks(area: int, now: datetime) -> tuple[Column, Column]:
    """What is missed and what is due, one row a contact: its nearest time of all that run."""
    running = (
        Clock.objects.running()
        .filter(case__contact__in=open_contacts(area).order_by().values("pk"), due_at__lte=now + SOON)
        .select_related("case__contact__claimed_by__user")
        .only(
            "rule",
            "team",
            "due_at",
            "due_on",
            "breach_at",
            "case__contact__reference",
            "case__contact__claimed_until",
            "case__contact__claimed_by__user__name",
            "case__reference",
        )
        .order_by("due_at", "pk")
    )
    missed, soon = {}, {}
    for clock in running:
        (missed if clock.breach_at <= now else soon).setdefault(clock.case_id, clock)
    soon = {case: clock for case, clock in soon.items() if case not in missed}
    return (
        _column_of(
            soon, now, key="soon", title="Due in the next two hours", nothing="Nothing is due in the next two hours"
        ),
        _column_of(missed, now, key="missed", title="Overdue", nothing="Nothing overdue"),
    )


def _column_of(clocks: dict[int, Clock], now: datetime, *, key: str, title: str, nothing: str) -> Column:
    chosen = list(clocks.values())[:SHOWN]
    rows = [
        Row(
            reference=clock.case.contact.reference,
            what=CLOCK_RULES[clock.rule].label if clock.rule in CLOCK_RULES else clock.rule,
            when=_said(due_words(clock, now=now)),
            who=_claimant(clock.case.contact, now),
        )
        for clock in chosen
    ]
    return Column(key, title, rows, len(clocks), is_loud=key == "missed" and bool(clocks), nothing=nothing)


def _said(words: str) -> str:
    return words[:1].upper() + words[1:]


def _claimant(contact, now: datetime) -> str:
    held = contact.claimed_until is not None and contact.claimed_until > now
    return initials(contact.claimed_by.user.name) if held else ""


def _contacts(area: int, now: datetime) -> tuple[Column, Column]:
    """Children said to be in danger now or not to be able to wait, each once, and contacts that nobody has."""
    waiting = list(
        open_contacts(area)
        .filter(case__stage__in=TO_DECIDE)
        .annotate(waits_for_nothing=Case(When(CANNOT_WAIT, then=True), default=False))
        .filter(Q(immediate_danger=True) | CANNOT_WAIT | Q(claimed_until=None) | Q(claimed_until__lte=now))
        .select_related("claimed_by__user", "case")
        .only("case__stage", "reference", "received_at", "immediate_danger", "claimed_until", "claimed_by__user__name")
        .order_by("received_at", "pk")
        .distinct()
    )
    duty = alarms_in_hand.in_hand([contact.pk for contact in waiting])
    # Danger first, as on the board; the longest waiting first within each.
    danger = [contact for contact in waiting if contact.immediate_danger]
    danger += [contact for contact in waiting if contact.waits_for_nothing and not contact.immediate_danger]
    nobodys = [
        contact
        for contact in waiting
        if contact.case.stage in TO_SCREEN and not _claimant(contact, now) and contact.pk not in duty
    ]

    def having(contact) -> str:
        if _claimant(contact, now):
            return ""
        return "Emergency duty has it" if contact.pk in duty else "Nobody has it"

    def column(key: str, title: str, contacts: list, nothing: str) -> Column:
        rows = [
            Row(
                contact.reference,
                f"{'' if key != 'danger' or contact.immediate_danger else 'Cannot wait. '}Came {moment_in_words(contact.received_at, now=now)}",
                having(contact) if key == "danger" else "",
                _claimant(contact, now)
                or (initials(duty[contact.pk].by.membership.user.name) if contact.pk in duty else ""),
            )
            for contact in contacts[:SHOWN]
        ]
        return Column(key, title, rows, len(contacts), is_loud=key == "danger" and bool(contacts), nothing=nothing)

    return (
        column("danger", "In danger now, or cannot wait", danger, "No contact says so"),
        column("nobodys", "Nobody’s", nobodys, "Every contact has someone"),
    )


def _requests(area: int, now: datetime) -> Column:
    late = list(
        InformationRequest.objects.filter(area=area, status__in=WAITING, breach_at__lte=now)
        .select_related("contact")
        .only("reference", "kind", "due_at", "due_on", "breach_at", "contact__reference")
        .order_by("breach_at", "pk")
    )
    rows = [
        Row(
            request.contact.reference, request.get_kind_display(), f"Was due {moment_in_words(request.due_at, now=now)}"
        )
        for request in late[:SHOWN]
    ]
    return Column("requests", "Answers overdue", rows, len(late), is_loud=bool(late), nothing="No answer is overdue")


def _agencies(area: int, now: datetime) -> list[tuple[str, int, int]]:
    """Which agency we wait for: how many answers, and how many of them overdue."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    found = (
        InformationRequest.objects.filter(area=area, status__in=WAITING)
        .values_list("kind")
        .annotate(waiting=Count("pk"), late=Count("pk", filter=Q(breach_at__lte=now)))
    )
    for kind, waiting, late in found.order_by():
        counted[kind] = [waiting, late]
    labels = dict(AgencyKind.choices)
    return [(labels[kind], *counted[kind]) for kind in sorted(counted, key=lambda kind: (-counted[kind][0], kind))]


def _duty(area: int, alarms: list[Alarm], now: datetime) -> Column:
    """Pages that nobody answered, and what emergency duty did that nobody picked up."""
    done = list(
        DutyAction.objects.filter(contact__case__area=area, picked_up_at=None)
        .select_related("contact")
        .only("what", "done_at", "contact__reference")
        .order_by("done_at", "pk")
    )
    shown = set(
        Contact.objects.filter(reference__in=[alarm.reference for alarm in alarms]).values_list("reference", flat=True)
    )
    rows = [
        Row(
            alarm.reference if alarm.reference in shown else "A restricted record",
            f"{'In danger now' if alarm.is_danger else 'Cannot wait'}, nobody has answered",
            f"Since {moment_in_words(alarm.raised_at, now=now)}",
        )
        for alarm in alarms
    ]
    rows += [
        Row(one.contact.reference, one.get_what_display(), _said(moment_in_words(one.done_at, now=now))) for one in done
    ]
    return Column(
        "duty", "From emergency duty", rows[:SHOWN], len(rows), is_loud=bool(alarms), nothing="All is picked up"
    )


def _passings(area: int, now: datetime) -> Column:
    found = list(boundary.waiting_for_a_receipt(area))
    rows = [
        Row(one.contact.reference, one.to_name, f"Passed {moment_in_words(one.passed_at, now=now)}")
        for one in found[:SHOWN]
    ]
    return Column(
        "passings", "Referred to another authority, no receipt", rows, len(found), nothing="Every receipt is here"
    )
