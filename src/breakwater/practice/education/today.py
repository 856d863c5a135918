"""What lists put on Today: a school's list that waits, schools that need their co-ordinator, corrections of one's own source."""

from datetime import datetime, time

from django.db.models import F, Q
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import LONDON, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .answers.operations import corrections as correction_operations
from .cohorts import operations as cohorts
from .fortnights import grid
from .lists.operations import leavers
from .models import CallAction, Consultation, Disagreement, FileReceipt, FileTransfer, SchoolList
from .oversight import pages
from .patches.calls import calls_of
from .who_to_talk_to import leads

SHOWN = 8


def _end_of(day) -> datetime | None:
    return datetime.combine(day, time(17), LONDON) if day else None


@TODAY_PANELS.register("education.our_list")
def our_list(actor: Actor, now: datetime) -> Panel | None:
    """The list of one's own school, and the files it is to send on."""
    if not may(actor, Permission.LIST_READ):
        return None
    team = actor.membership.team_id
    rows = [
        Waiting(
            text="Your fortnightly list",
            href=reverse("education:school_list", args=[one.public_id]),
            hint=("Confirm or query each pupil" if one.opened_at else "Not opened yet")
            + (f". Answers due by {day(one.answer_by)}" if one.answer_by else ""),
            due_at=_end_of(one.answer_by),
            tag="" if one.opened_at else "New",
            tag_kind="info",
        )
        for one in SchoolList.objects.filter(team=team, acknowledged_at=None).order_by("-released_at")[:1]
    ]
    files, to_send = nearest(
        FileTransfer.objects.filter(school_team=team, sent_at=None).order_by("due_on", "pk"), SHOWN
    )
    audit.saw("file_transfer", *(one.pk for one in files))
    rows += [
        Waiting(
            text="Send on a safeguarding file",
            href=reverse("education:our_list"),
            hint=f"{one.named_as} has left your roll{', and a plan is open' if one.had_plan else ''}",
            due_at=_end_of(one.due_on),
        )
        for one in files
    ]
    coming, to_confirm = nearest(
        FileReceipt.objects.filter(school_team=team, said_at=None).order_by("due_on", "pk"), SHOWN
    )
    audit.saw("file_receipt", *(one.pk for one in coming))
    rows += [
        Waiting(
            text="Confirm whether a safeguarding file has arrived",
            href=reverse("education:file_came", args=[one.public_id]),
            hint=f"{one.named_as} has joined your school",
            due_at=_end_of(one.due_on),
        )
        for one in coming
    ]
    total = len(rows) - len(files) - len(coming) + to_send + to_confirm
    empty = "Your list is answered. The next one comes in a fortnight."
    return Panel("Your school’s list", rows, empty, order=25, total=total) if rows else None


@TODAY_PANELS.register("education.fortnight")
def schools_that_need_me(actor: Actor, now: datetime) -> Panel | None:
    """The schools of the fortnight that need a co-ordinator first."""
    if not may(actor, Permission.FORTNIGHT_READ):
        return None
    shown = grid.fortnight(actor, now=now)
    if shown is None:
        return None
    rows = [Waiting(text=one.school, href=one.href, hint=one.why) for one in shown.first]
    return Panel(
        "Schools that need you first",
        rows,
        "Every school’s list is where it should be.",
        order=25,
        href=reverse("education:fortnight"),
        link="The whole fortnight",
    )


@TODAY_PANELS.register("education.leavers")
def left_with_a_plan(actor: Actor, now: datetime) -> Panel | None:
    """Pupils who left a school of one's patches while a plan was open. No panel where there are none."""
    if not may(actor, Permission.LIST_CHECK):
        return None
    left = leavers.left_with_a_plan(london_date(now)).filter(link_team=actor.membership.team_id, sent_at=None)
    found, total = nearest(left, SHOWN)
    audit.saw("file_transfer", *(one.pk for one in found))
    rows = [
        Waiting(
            text=f"{one.named_as}: who goes on with the plan?",
            href=reverse("education:files"),
            tag="Plan open",
            tag_kind="amber",
            hint=f"Left {one.school_team.organisation.name} on {day(one.left_on)}; the safeguarding file is not sent on yet",
        )
        for one in found
    ]
    return Panel("Left school with a plan open", rows, order=27, total=total) if rows else None


@TODAY_PANELS.register("education.left_agreed")
def left_with_something_agreed(actor: Actor, now: datetime) -> Panel | None:
    """What calls agreed of pupils who have left since: the school reads it no more. No panel where there is none."""
    if not may(actor, Permission.CALL_WORK):
        return None
    today = london_date(now)
    schools = calls_of(actor, today)[0].values("school_team")
    found = leavers.left_with_something_agreed(schools, today=today)
    audit.saw("letter", *{one.letter_id for one in found[:SHOWN]})
    rows = [
        Waiting(
            text=f"{one.named_as}: who does this now?",
            href=reverse("education:call", args=[one.letter.call.public_id]),
            tag="Left school",
            tag_kind="amber",
            hint=_left_open(one),
        )
        for one in found[:SHOWN]
    ]
    return Panel("Agreed in a call, and the pupil has left", rows, order=27, total=len(found)) if rows else None


def _left_open(one: CallAction | Disagreement) -> str:
    school = one.school_team.organisation.name
    why = (
        f"{school} says the pupil is not on its roll"
        if one.pupil.said_gone_on
        else f"No longer on the roll of {school}"
    )
    return f"{one.in_short.rstrip('.')}. {why}"


@TODAY_PANELS.register("education.calls")
def calls(actor: Actor, now: datetime) -> Panel | None:
    """The calls arranged and due of one's own schools, and what one took on in earlier ones."""
    if not may(actor, Permission.CALL_WORK):
        return None
    today = london_date(now)
    found, _ = calls_of(actor, today)
    due = found.filter(
        Q(arranged_for__isnull=False) | Q(due_from__lte=today), ended_at=None, school_list__is_past=False
    )
    due = list(
        due.select_related("school_team__organisation").order_by(
            F("arranged_for").asc(nulls_last=True), "due_by", "school_team__organisation__name"
        )
    )
    mine = CallAction.objects.open().filter(
        link_team=actor.membership.team_id, owner=CallAction.Owner.LINK, due_on__lte=today
    )
    mine = list(
        mine.filter(school_team__in=found.values("school_team"))
        .select_related("letter__call")
        .order_by("due_on", "pk")[:SHOWN]
    )
    audit.saw("call", *(one.pk for one in due[:SHOWN]))
    audit.saw("letter", *(one.letter_id for one in mine))
    rows = [
        Waiting(
            text=f"Call {one.school_team.organisation.name}",
            href=reverse("education:call", args=[one.public_id]),
            hint=f"Arranged for {moment_in_words(one.arranged_for, now=now)}"
            if one.arranged_for
            else f"By {day(one.due_by)}",
            tag=one.tag_on(today)[0],
            tag_kind=one.tag_on(today)[1],
            due_at=one.arranged_for or _end_of(one.due_by),
        )
        for one in due[:SHOWN]
    ]
    rows += [
        Waiting(
            text="You took this on in a call",
            hint=one.what,
            href=reverse("education:call", args=[one.letter.call.public_id]),
            due_at=_end_of(one.due_on),
        )
        for one in mine
    ]
    return Panel(
        "Calls to schools",
        rows,
        "No school waits for its call.",
        order=26,
        total=len(due) + len(mine),
        href=reverse("education:calls"),
        link="All calls",
    )


@TODAY_PANELS.register("education.consultations")
def to_ask_again(actor: Actor, now: datetime) -> Panel | None:
    """Consultations of one's own schools to ask again about; harm of which no contact was made first. No panel where there are none."""
    if not may(actor, Permission.LIST_CHECK):
        return None
    today, found = london_date(now), Consultation.objects.to_ask_again()
    if patches := grid.patches_of(actor, today):
        found = found.filter(school_team__organisation__school__patch__in=patches)
    found = [one for one in found.select_related("school_team__organisation") if one.ask_again_on <= today]
    found.sort(key=lambda one: (not one.is_untold_harm, one.ask_again_on, one.pk))
    audit.saw("school_consultation", *(one.pk for one in found[:SHOWN]))
    rows = [
        Waiting(
            text=f"{one.about}: {'has the MASH been told?' if one.is_untold_harm else 'ask again how it went'}",
            href=reverse("education:consultation", args=[one.public_id]),
            hint=f"{one.school_team.organisation.name} asked on {day(london_date(one.made_at))}",
            tag="No contact" if one.is_untold_harm else "",
            tag_kind="red",
            due_at=_end_of(one.ask_again_on),
        )
        for one in found[:SHOWN]
    ]
    return (
        Panel(
            "Consultations with schools",
            rows,
            order=24,
            total=len(found),
            href=reverse("education:consultations"),
            link="All consultations",
        )
        if rows
        else None
    )


@TODAY_PANELS.register("education.our_actions")
def our_actions(actor: Actor, now: datetime) -> Panel | None:
    """What the school took on in its calls. No panel where nothing waits."""
    if not may(actor, Permission.LIST_ANSWER):
        return None
    found = CallAction.objects.open().filter(school_team=actor.membership.team_id, owner=CallAction.Owner.SCHOOL)
    found, total = nearest(found.select_related("letter").order_by("due_on", "pk"), SHOWN)
    if not found:
        return None
    audit.saw("letter", *(one.letter_id for one in found))
    rows = [
        Waiting(
            text=one.what,
            href=reverse("education:our_letter", args=[one.letter.public_id]),
            hint=f"{one.named_as}. By {day(one.due_on)}" if one.person_id else f"By {day(one.due_on)}",
            due_at=_end_of(one.due_on),
        )
        for one in found
    ]
    return Panel("Agreed in your call", rows, order=26, total=total)


@TODAY_PANELS.register("education.trust")
def schools_of_ones_trust(actor: Actor, now: datetime) -> Panel | None:
    """Schools of one's trust whose list waits: a school and its day, and nobody's name."""
    if not may(actor, Permission.TRUST_READ):
        return None
    team = actor.membership.team
    waiting = [one for one in pages.trust(team.organisation, team.area).schools if not one.answered]
    audit.did("read the counts of", "team", team.pk)
    rows = [
        Waiting(
            text=one.name,
            href=reverse("education:trust"),
            hint="Opened, and not answered yet" if one.opened else "Nobody has opened its list",
            due_at=_end_of(one.due),
        )
        for one in waiting[:SHOWN]
    ]
    return Panel(
        "Lists of your schools that wait",
        rows,
        "Every list of your schools is answered.",
        order=25,
        total=len(waiting),
        href=reverse("education:trust"),
        link="All your schools",
    )


@TODAY_PANELS.register("education.leads")
def schools_asked_to_lead(actor: Actor, now: datetime) -> Panel | None:
    """Offers to lead that wait for a school of one's patches. No panel where nothing waits."""
    if not may(actor, Permission.LIST_CHECK):
        return None
    found = leads.waiting(actor.membership.team.area, grid.patches_of(actor, london_date(now)), at=now)
    rows = [
        Waiting(
            text=one.school,
            href=reverse("education:leads"),
            hint=f"{one.lead or 'Somebody'} is asked to lead",
            due_at=one.due,
        )
        for one in found[:SHOWN]
    ]
    return (
        Panel(
            "Schools asked to lead",
            rows,
            order=31,
            total=len(found),
            href=reverse("education:leads"),
            link="All of them",
        )
        if rows
        else None
    )


@TODAY_PANELS.register("education.corrections")
def corrections(actor: Actor, now: datetime) -> Panel | None:
    """What schools say is wrong in what one's team told them. No panel where nothing waits."""
    if not may(actor, Permission.LIST_CORRECT):
        return None
    found = list(correction_operations.open_for(actor.membership.team_id)[:SHOWN])
    if not found:
        return None
    audit.saw("correction", *(one.pk for one in found))
    rows = [
        Waiting(
            text=one.about[:1].upper() + one.about[1:],
            href=reverse("education:correction", args=[one.public_id]),
            hint=f"Row {one.row_code}, {one.school_team.organisation.name}",
            due_at=_end_of(one.due_on),
        )
        for one in found
    ]
    return Panel(
        "Schools say this is wrong",
        rows,
        order=30,
        total=correction_operations.open_for(actor.membership.team_id).count(),
        href=reverse("education:corrections"),
        link="All of them",
    )


@TODAY_PANELS.register("education.cohorts")
def cohorts_to_release(actor: Actor, now: datetime) -> Panel | None:
    """Lines of what schools see that wait for a second person. No panel where none does."""
    area = actor.membership.team.area if may(actor, Permission.COHORTS_RELEASE) else None
    if area is None:
        return None
    rows = [
        Waiting(
            text=one.name,
            href=reverse("education:cohort_waits", args=[one.code]),
            hint=f"Proposed by {one.proposed_by.membership.user.name}",
        )
        for one in cohorts.waiting(area)
        if one.proposed_by.membership.user_id != actor.membership.user_id
    ]
    return Panel("Waits for a second person: what schools see", rows, order=32) if rows else None
