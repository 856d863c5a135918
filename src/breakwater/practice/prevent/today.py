"""What the Prevent room puts on Today: for the compartment what waits, for one named person their message."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day, spoken
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import Alert, Message, PanelCase, PanelMeeting, Referral
from .panels import lookup, meetings
from .pathway import REFER
from .referrals.operations import alerts, referring, writing
from .referrals.operations.alerts import HANDED, TITLE

SHOWN = 12
OPENED = "A case was opened about a child with a live referral"


@TODAY_PANELS.register("prevent.message")
def message_for_one(actor: Actor, now: datetime) -> Panel | None:
    """A message that this human has not done. No panel where there is none, and no other page counts it (SG-12)."""
    if not may(actor, Permission.TASK_DO):
        return None
    unread = Message.objects.filter(to_user=actor.membership.user_id, done_at=None).order_by("sent_at", "pk")
    found, total = nearest(unread, SHOWN)
    rows = [
        Waiting(text=TITLE, href=reverse("prevent:message", args=[each.public_id]), hint=_state_for_reader(each))
        for each in found
    ]
    return Panel(TITLE, rows, order=1, total=total) if rows else None


@TODAY_PANELS.register("prevent.alerts")
def alerts_waiting(actor: Actor, now: datetime) -> Panel | None:
    """Cases opened about children with a live referral, which nobody of the team has looked at. No panel where there are none."""
    if not may(actor, Permission.SPECIALIST_WORK):
        return None
    waits = Alert.objects.filter(settled_at=None).exclude(own=True, moved="", handed_at=None)
    found, raised = nearest(waits.order_by("raised_at", "pk"), SHOWN)
    told, not_done = nearest(alerts.not_done(), SHOWN)
    audit.saw("specialist_route", *{each.referral_id for each in found}, *{each.alert.referral_id for each in told})
    rows = [
        Waiting(
            text=_what_became(each),
            href=reverse("prevent:alert", args=[each.public_id]),
            hint=moment_in_words(each.handed_at or each.moved_at or each.raised_at, now=now),
            tag="Look now",
            tag_kind="red",
        )
        for each in found
    ]
    rows += [
        Waiting(
            text=f"{each.to_user.name} has {_not_yet(each)}",
            href=reverse("prevent:alert", args=[each.alert.public_id]),
            hint=f"sent {moment_in_words(each.sent_at, now=now)}, {'opened' if each.read_at else 'not opened'}",
        )
        for each in told
    ]
    return Panel("Who needs to know?", rows, order=1, total=raised + not_done) if rows else None


def _state_for_reader(message: Message) -> str:
    about = f"About {message.case_reference}"
    return f"{about}: read, not done yet" if message.acknowledged_at else about


def _what_became(alert: Alert) -> str:
    if alert.handed_at:
        return HANDED
    return f"A case about a child with a referral: {alert.get_moved_display().lower()}" if alert.moved else OPENED


def _not_yet(message: Message) -> str:
    return "read your message, and not done it yet" if message.acknowledged_at else "not acknowledged your message"


@TODAY_PANELS.register("prevent.returned")
def services_that_declined(actor: Actor, now: datetime) -> Panel | None:
    """Referrals whose other service declined: the team acts the same day (SG-02). No panel where there are none."""
    if not may(actor, Permission.SPECIALIST_WORK):
        return None
    found, total = nearest(referring.returned_lately(), SHOWN)
    audit.saw("specialist_route", *(each.referral_id for each in found))
    rows = [
        Waiting(
            text="A service that was offered instead declined",
            href=reverse("prevent:referral", args=[each.referral.public_id]),
            hint=f"{each.agency or 'the service'}, {day(each.on)}: say what happens next",
            due_at=end_of(each.due_on),
        )
        for each in found
    ]
    return Panel("Prevent: act today", rows, order=2, total=total) if rows else None


@TODAY_PANELS.register("prevent.new")
def new_referrals(actor: Actor, now: datetime) -> Panel | None:
    """Referrals that the police do not have yet, the nearest day first: before everything else. No panel where there are none."""
    if not may(actor, Permission.SPECIALIST_WORK):
        return None
    new = Referral.objects.filter(purged_at=None, ended_on=None, referred_on=None).select_related("school")
    found = list(new.order_by("received_at", "pk")[:SHOWN])
    audit.saw("specialist_route", *(each.pk for each in found))
    rows = [_waiting(each, now) for each in found]
    if not rows:
        return None
    by = day(REFER.due_on(london_date(found[0].received_at)))
    return Panel(
        f"New referrals: to the police by {by}",
        rows,
        order=2,
        total=new.count(),
        most=SHOWN,
        href=reverse("prevent:referrals"),
        link="See all",
    )


@TODAY_PANELS.register("prevent.referrals")
def referrals_waiting(actor: Actor, now: datetime) -> Panel | None:
    """Live referrals that the police have: what is due soonest first, for the compartment alone."""
    if not may(actor, Permission.SPECIALIST_WORK):
        return None
    found, total = nearest(referring.of_interest().select_related("school"), SHOWN)
    audit.saw("specialist_route", *(each.pk for each in found))
    rows = [_waiting(each, now) for each in found]
    return Panel(
        "Prevent: with the police",
        sorted(rows, key=lambda row: (row.due_at is None, row.due_at or now)),
        "Nothing outstanding: the police have everything that came.",
        order=15,
        total=total,
        href=reverse("prevent:referrals"),
        link="See all",
    )


def _waiting(referral: Referral, now: datetime) -> Waiting:
    due, tag = None, ""
    if referral.referred_on is None:
        step, due, tag = "refer to the police", REFER.due_on(london_date(referral.received_at)), "New"
    elif referral.receipt_on is None:
        step = "waiting for the police receipt"
    elif not referral.police_reference or not referral.checked_at:
        step, due = "check the police reference", referring.tell_by(referral)
    elif referral.copy in ("", Referral.Copy.OFFERED):
        step, due = "the school’s copy", referring.tell_by(referral)
    elif not referral.outcome or referral.purged_at:
        step, due = "tell the referrer what came of it", referring.tell_by(referral)
    else:
        step = "delete what was written"
    came = f"Came with {referral.arrived_with}" if referral.arrived_with else "National form"
    return Waiting(
        text=f"{came}, {referral.school.name}" if referral.school else came,
        href=reverse("prevent:referral", args=[referral.public_id]),
        hint=f"received {moment_in_words(referral.received_at, now=now)}: {step}",
        tag=tag,
        due_at=end_of(due) if due else None,
    )


@TODAY_PANELS.register("prevent.mine")
def for_whoever_referred(actor: Actor, now: datetime) -> Panel | None:
    """What waits for the author of a referral: one not sent, a copy offered, an action. No names, and no panel where nothing waits."""
    if not may(actor, Permission.PREVENT_REFER) or may(actor, Permission.SPECIALIST_WORK):
        return None
    today = london_date(now)
    waits = (
        Q(sent_at=None, gone_at=None)
        | Q(copy="OFFERED", gone_at=None)
        | Q(actions__done_on=None, actions__isnull=False)
    )
    forms = list(
        writing.forms_of(actor).filter(waits).distinct().prefetch_related("actions").order_by("started_at")[:SHOWN]
    )
    rows = []
    for form in forms:
        at = reverse("prevent:form", args=[form.public_id])
        if not form.sent_at:
            rows.append(
                Waiting(
                    text="A form that you began is not sent", href=at, hint=f"begun {day(london_date(form.started_at))}"
                )
            )
        if form.copy == "OFFERED" and not form.gone_at:
            rows.append(Waiting(text="A copy is offered to you: take it, or say that you need none", href=at))
        for one in form.actions.all():
            if one.done_on is None:
                is_late = one.due_on < today
                facts = {"tag": OVERDUE, "tag_kind": "red"} if is_late else {}
                rows.append(
                    Waiting(
                        text="An action for you",
                        href=at,
                        hint=f"due {day(one.due_on)}",
                        due_at=end_of(one.due_on),
                        **facts,
                    )
                )
    return Panel("Waiting for you", rows, order=8) if rows else None


@TODAY_PANELS.register("prevent.reviews")
def waits_for_the_chair(actor: Actor, now: datetime) -> Panel | None:
    """For the chair: reviews due within four weeks, what the police refer to the panel, and meetings to hold and to record."""
    if not may(actor, Permission.PANEL_CHAIR):
        return None
    today = london_date(now)
    found, due = nearest(lookup.due_reviews(until=today + timedelta(days=28)), SHOWN)
    waiting = [each for each in lookup.to_bring() if lookup.is_referred(each)]
    audit.saw("specialist_panel", *{each.case_id for each in found})
    audit.saw("specialist_route", *(each.pk for each in waiting))
    rows = [
        Waiting(
            text="The police refer a case: bring it to the panel",
            href=reverse("prevent:panel_open", args=[each.public_id]),
            hint=f"referral received {moment_in_words(each.received_at, now=now)}",
        )
        for each in waiting
    ]
    rows += [
        Waiting(
            text=each.get_kind_display(),
            href=reverse("prevent:panel_case", args=[each.case.public_id]),
            hint=f"due {day(each.due_on)}",
            tag=OVERDUE if each.due_on < today else "Today" if each.acts_today else "",
            tag_kind="red",
            due_at=end_of(each.due_on),
        )
        for each in found
    ]
    rows += [_meeting(each, today) for each in meetings.to_record(today)] + _meetings_to_come(today)
    total = len(rows) - len(found) + due
    return Panel("Channel panel", rows, order=8, total=total, href=reverse("prevent:panel"), link="The panel", most=6)


def _meeting(meeting: PanelMeeting, today: date) -> Waiting:
    """One that is still to come, or whose attendance nobody has recorded."""
    is_past = meeting.on < today
    return Waiting(
        text="Record who came to the panel" if is_past else "The panel meets",
        href=reverse("prevent:panel_attendance", args=[meeting.public_id]) if is_past else reverse("prevent:panel"),
        hint=", ".join(filter(None, [spoken(meeting.starts_at or meeting.on), meeting.place])),
        due_at=meeting.starts_at or end_of(meeting.on),
    )


def _meetings_to_come(today: date) -> list[Waiting]:
    soon = meetings.to_come(today).filter(on__lte=today + timedelta(days=28))
    return [_meeting(each, today) for each in soon]


@TODAY_PANELS.register("prevent.panel_cases")
def cases_to_consider(actor: Actor, now: datetime) -> Panel | None:
    """For whoever sits on the panel and does not chair: the next meeting, what is due of them, and the cases opened to them."""
    if not may(actor, Permission.PANEL_SIT) or may(actor, Permission.PANEL_CHAIR):
        return None
    today, user = london_date(now), actor.membership.user_id
    found, opened = nearest(PanelCase.objects.filter(exited_on=None).order_by("opened_on", "pk"), SHOWN)
    audit.saw("specialist_panel", *(each.pk for each in found))
    due = [
        Waiting(
            text="Something is asked of your agency",
            href=reverse("prevent:panel_case", args=[each.case.public_id]),
            hint=f"for the Channel panel, by {day(each.answer_by)}",
            due_at=end_of(each.answer_by),
        )
        for each in lookup.asked_of(user)
    ]
    due += [
        Waiting(
            text="Support that you see to",
            href=reverse("prevent:panel_case", args=[each.case.public_id]),
            hint=f"due {day(each.due_on)}",
            due_at=end_of(each.due_on),
        )
        for each in lookup.support_seen_to_by(user)
    ]
    rows = [
        Waiting(
            text="A case of the Channel panel",
            href=reverse("prevent:panel_case", args=[each.public_id]),
            hint=f"with the panel since {day(each.opened_on)}",
        )
        for each in found
    ]
    rows = sorted(due, key=lambda row: row.due_at) + _meetings_to_come(today) + rows
    return Panel(
        "Channel panel",
        rows,
        "No case is open to you.",
        order=8,
        total=len(rows) - len(found) + opened,
        href=reverse("prevent:panel"),
        link="See all",
        most=6,
    )
