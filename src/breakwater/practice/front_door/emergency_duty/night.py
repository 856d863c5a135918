"""Emergency duty's own page, for a phone at night: what came in since closing, what is due, what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Q, When
from django.db.models.functions import Left
from django.utils.text import Truncator

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.casework.models import Clock
from breakwater.foundation.dates.in_words import moment_in_words, plural
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.dates.office_hours import NeverOpens
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.operations import receiving_team

from ..child_as_told import age_told, schools_of
from ..models import Alarm, Call, Contact, DutyAction, NoticeBatch, Submission
from ..models.notices import PAGED
from ..pathway import DUTIES, EMERGENCY
from ..senders import in_a_line, reach_to_tap
from .alarms_in_hand import paged_said
from .offers import Offer, not_answered

SHOWN = 60
A_LINE = 140  # signs of what is feared, in a list
LONGEST_NIGHT = 14  # days to look back for the last closing
# As on the board: danger, then what cannot wait and nobody has rated; the newest first within each.
_FIRST = Case(When(immediate_danger=True, then=0), When(~Q(cannot_wait="") & Q(rag=""), then=1), default=2)


@dataclass(frozen=True)
class Came:
    """One contact that came in while the office was closed, or that emergency duty has worked on since.

    `clock` is there only where it ends before the office opens: what is due in the day is the day team's.
    """

    contact: Contact
    child: str
    about: str
    clock: dict | None
    actions: Sequence[DutyAction]

    @property
    def presses(self) -> bool:
        """Whether it is for tonight: danger, something else that cannot wait, or something that emergency duty did."""
        return bool(self.contact.immediate_danger or self.contact.cannot_wait or self.actions or self.clock)


@dataclass(frozen=True)
class Waiting:
    """An alarm nobody has answered: who was paged and by when to answer, in words, and the child, where this post may read
    the record; or the police file that it is about, by its id. `concern` is what is feared, and `reach` where the child is, who
    said so and how they are called back, as rows of a summary list: both where this post may read what was sent.
    """

    alarm: Alarm
    paged: str
    answer_by: str
    child: str
    is_readable: bool
    file: str = ""
    concern: str = ""
    reach: Sequence[dict] = ()
    contact: Contact | None = None

    @property
    def in_a_line(self) -> str:
        """What is feared, and the number to call back, for a list."""
        return " ".join(filter(None, [Truncator(self.concern).chars(A_LINE), in_a_line(self.reach)]))


@dataclass(frozen=True)
class Night:
    """The page: `since` is when the office last closed, `opens_at` when it opens next (None where nobody knows)."""

    since: datetime
    opens_at: datetime | None
    is_open: bool
    alarms: Sequence[Waiting]
    offers: Sequence[Offer]
    came: Sequence[Came]
    has_more: bool
    worked_out_at: datetime

    @property
    def tonight(self) -> Sequence[Came]:
        return [one for one in self.came if one.presses]

    @property
    def for_the_day(self) -> Sequence[Came]:
        return [one for one in self.came if not one.presses]


def last_closing(actor: Actor, at: datetime) -> datetime:
    """When the MASH's office last closed; a day ago where it did not close within a fortnight."""
    hours = hours_of(receiving_team(actor.membership.team.area, "front_door"), london_date(at))
    for back in range(LONGEST_NIGHT):
        day = london_date(at) - timedelta(days=back)
        if hours.opens_on(day) and hours.close_of(day) <= at:
            return hours.close_of(day)
    return at - timedelta(days=1)


def night(actor: Actor, *, now: datetime) -> Night:
    """The page as this post sees it: the same queries, whatever the number of contacts.

    What was taken on or done since closing stands here too, however long ago its contact came in.
    """
    area, since = actor.membership.team.area, last_closing(actor, now)
    hours = hours_of(receiving_team(area, "front_door"), london_date(now))
    try:
        opens_at = hours.next_opening(now)
    except NeverOpens:
        opens_at = None
    tonight = DutyAction.objects.filter(contact__case__area=area, recorded_at__gte=since).values("contact")
    came_or_worked_on = Contact.objects.filter(case__area=area, case__closed_at=None).filter(
        Q(out_of_hours=True, received_at__gte=since) | Q(pk__in=tonight)
    )
    rows = list(came_or_worked_on.select_related("case", "child").order_by(_FIRST, "-received_at", "-pk")[: SHOWN + 1])
    shown = rows[:SHOWN]
    return Night(
        since=since,
        opens_at=opens_at,
        is_open=hours.is_open(now),
        alarms=alarms_waiting(area, now),
        offers=not_answered(area),
        came=_came(shown, now, opens_at),
        has_more=len(rows) > SHOWN,
        worked_out_at=now,
    )


def _answer_by(alarm: Alarm, now: datetime) -> str:
    """Answer by 20:15: 9 minutes left; with its day where that is not today."""
    due = alarm.raised_at + timedelta(minutes=EMERGENCY.allows.n)
    minutes = int(abs(due - now).total_seconds() // 60)
    is_today = london_date(due) == london_date(now)
    at = f"{to_london(due):%H:%M}" if is_today else moment_in_words(due, now=now)
    return f"Answer by {at}: {plural(minutes, 'minute')} left" if now < due else f"Not answered by {at}: answer now"


def alarms_waiting(area, now: datetime) -> list[Waiting]:
    """The alarms of an area that nobody has answered: danger first, the newest first."""
    alarms = list(Alarm.objects.filter(area=area, acknowledged_at=None).order_by("-is_danger", "-raised_at", "-pk"))
    paged = paged_said(alarms, now=now)
    about = Contact.objects.filter(reference__in=[alarm.reference for alarm in alarms]).select_related("child")
    contacts = {contact.reference: contact for contact in about}
    sent = Submission.objects.filter(pk__in=[contact.submission_id for contact in contacts.values()])
    submissions = sent.select_related("answers", "sender_user").in_bulk()
    calls = Call.objects.filter(submission__in=submissions).exclude(where_now="")
    places = dict(calls.values_list("submission", "where_now"))
    files = files_behind(alarm.reference for alarm in alarms if alarm.reference not in contacts)
    return [
        _waiting(
            alarm,
            contacts.get(alarm.reference),
            submissions,
            places,
            said=(paged[alarm.pk], _answer_by(alarm, now)),
            file=files.get(alarm.reference, ""),
        )
        for alarm in alarms
    ]


def _waiting(
    alarm: Alarm,
    contact: Contact | None,
    submissions: Mapping[int, Submission],
    places: Mapping[int, str],
    *,
    said: tuple[str, str],
    file: str,
) -> Waiting:
    paged, answer_by = said
    if contact is None:
        return Waiting(alarm, paged, answer_by, "", is_readable=False, file=file)
    submission = submissions.get(contact.submission_id)
    return Waiting(
        alarm,
        paged,
        answer_by,
        contact.child.name if contact.child else contact.named_as,
        is_readable=True,
        concern=submission.worry if submission else contact.worry,
        reach=[*_where(contact, places.get(contact.submission_id, "")), *reach_to_tap(submission, of_team=False)],
        contact=contact,
    )


def where_to_go(contact: Contact) -> list[dict]:
    """The same of one contact, for whoever took it on and goes there."""
    places = Call.objects.filter(submission=contact.submission_id).values_list("where_now", flat=True)
    return _where(contact, places.first() or "")


def _where(contact: Contact, now_at: str) -> list[dict]:
    """Where help is to be sent, as told: where the child is now, and where they live."""
    home = ", ".join(filter(None, [contact.address_as_told, contact.postcode_as_told]))
    rows = [("Where the child is now", now_at), ("Address", home)]
    return [{"key": key, "value": value} for key, value in rows if value]


def contacts_of(waiting: Iterable[Waiting]) -> list[Contact]:
    """The contacts of which such alarms show something."""
    return [one.contact for one in waiting if one.contact]


def files_behind(references: Iterable[str]) -> dict[str, str]:
    """The police files of which alarms say that lines were left out, by what stands for a reference."""
    if not (references := [one for one in references if len(one) == PAGED]):
        return {}
    beginning = NoticeBatch.objects.annotate(beginning=Left("public_id", PAGED)).filter(beginning__in=references)
    return dict(beginning.values_list("beginning", "public_id"))


def not_picked_up(actor: Actor) -> list[DutyAction]:
    """What emergency duty did that the day team has not picked up yet, the oldest first."""
    return list(
        _actions().filter(contact__case__area=actor.area_id_acting, picked_up_at=None).order_by("done_at", "pk")[:SHOWN]
    )


def _actions():
    return DutyAction.objects.select_related(
        "contact__case", "contact__child", "by__membership__user", "by__membership__role", "by__membership__team"
    )


def _came(rows: Sequence[Contact], now: datetime, opens_at: datetime | None) -> list[Came]:
    running = Clock.objects.running().filter(case_id__in=[row.case_id for row in rows], rule__in=DUTIES)
    clocks = {clock.case_id: clock for clock in running if opens_at is None or clock.due_at <= opens_at}
    schools = schools_of([row.child_id for row in rows if row.child_id], on=london_date(now))
    actions: dict[int, list[DutyAction]] = {}
    for action in _actions().filter(contact__in=rows).order_by("done_at", "pk"):
        actions.setdefault(action.contact_id, []).append(action)
    return [
        Came(
            contact=row,
            child=row.child.name if row.child else row.named_as,
            about=", ".join(
                filter(None, [age_told(row, london_date(now)), schools.get(row.child_id) or row.school_as_told])
            ),
            clock=clock_shown(clocks[row.case_id], now=now) if row.case_id in clocks else None,
            actions=actions.get(row.pk, []),
        )
        for row in rows
    ]
