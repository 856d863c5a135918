"""What rooms that know nothing of Today put on it: school rolls that wait for a word, agencies' lists that are late."""

from dataclasses import replace
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse

from breakwater.delivery import going_live
from breakwater.delivery.web import approvals, service_teams
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import LONDON, london_date, to_london
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Permission, allows, may
from breakwater.partnership.organisations.models import Actor, Organisation
from breakwater.partnership.people.intake.rolls.operations import deciding
from breakwater.partnership.people.models import AgencyList, ListRow, Roll, RollTie
from breakwater.practice.education.lists.operations import doubts

SHOWN = 5


@TODAY_PANELS.register("web.approvals")
def posts_to_approve(actor: Actor, now: datetime) -> Panel | None:
    """Posts in one's own service, and which team receives it, that wait for a second person."""
    if not may(actor, Permission.POST_SECOND):
        return None
    waiting, changes = approvals.waiting_for(actor, now), service_teams.waiting_for(actor)
    rows = [
        Waiting(
            text=f"Approve a role: {one.name}, {one.role.title}",
            href=reverse("web:approvals"),
            hint=f"invited by {one.invited_by.membership.user.name} {moment_in_words(one.invited_at, now=now)}",
        )
        for one in waiting[:SHOWN]
    ]
    rows += [
        Waiting(
            text=f"Approve which team receives a service: {one.team.name}",
            href=reverse("web:approvals"),
            hint=f"asked for by {one.asked_by.membership.user.name} {moment_in_words(one.asked_at, now=now)}",
        )
        for one in changes
    ]
    total = len(waiting) + len(changes)
    return Panel("Roles to approve", rows, order=24, total=total, href=reverse("web:approvals")) if rows else None


@TODAY_PANELS.register("web.going_live")
def before_going_live(actor: Actor, now: datetime) -> Panel | None:
    """What the area still lacks, for whoever sets it up; no panel once nothing is missing."""
    if not may(actor, Permission.ORGANISATIONS_EDIT):
        return None
    lacks, there = going_live.missing(actor.membership.team.area, london_date(now)), reverse("web:going_live")
    if not lacks:
        return None
    names = list(dict.fromkeys(step.group.lower() for step in lacks))
    rows = [Waiting(text=f"{len(lacks)} missing", href=there, hint=", ".join(names))]
    return Panel("Before you go live", rows, order=22, total=len(lacks), href=there, link="See what is missing")


@TODAY_PANELS.register("web.rolls")
def rolls_that_wait(actor: Actor, now: datetime) -> Panel | None:
    """A school's roll that nobody has confirmed; for the authority, rolls held, rows in doubt and places to confirm."""
    if not may(actor, Permission.ROLL_SEND):
        return None
    authority = may(actor, Permission.ROLL_SETTLE)
    waits = Roll.WAITS_FOR_THE_AUTHORITY if authority else Q(state__in=(Roll.State.SHOWN, Roll.State.COLUMNS))
    found = Roll.objects.filter(waits, area=actor.area_id_acting).select_related("team__organisation")
    waiting, total = nearest(found.order_by("received_at", "pk"), SHOWN)
    rows = [_roll(roll, now, authority) for roll in waiting]
    if authority:
        rows += _doubts(actor.area_id_acting)
    if not rows:
        return None
    total += len(rows) - len(waiting)
    return Panel("School rolls", rows, order=46, total=total, href=reverse("people:rolls"), link="All school rolls")


@TODAY_PANELS.register("web.away")
def colleagues_away(actor: Actor, now: datetime) -> Panel | None:
    """Who of a school's safeguarding team is away today, and who covers. No panel where nobody is."""
    if not may(actor, Permission.ROTA_KEEP) or actor.membership.team.organisation.kind != Organisation.Kind.SCHOOL:
        return None
    where = reverse("organisations:rota")
    rows = [
        Waiting(text=f"{one.membership.user.name}: {one.words[:1].lower()}{one.words[1:]}", href=where)
        for one in rota.away_from(actor.membership.team, at=now)
    ]
    return Panel("Away today", rows, order=40) if rows else None


def _roll(roll: Roll, now: datetime, authority: bool) -> Waiting:
    what = "would end many places" if authority else "waits for your word"
    what = "is to be undone, its school asks" if roll.waits_to_be_undone else what
    return Waiting(
        text=f"A roll of {roll.team.organisation.name} {what}",
        href=reverse("people:roll", args=[roll.public_id]),
        hint=f"received {moment_in_words(roll.received_at, now=now)}",
    )


def _doubts(area: int) -> list[Waiting]:
    rows = RollTie.objects.filter(area=area, state=RollTie.State.WAITING).count()
    places = sum(deciding.places_to_confirm(area).values())
    waiting = []
    if rows:
        words = (
            "1 row of a roll may be a child we know" if rows == 1 else f"{rows} rows of rolls may be children we know"
        )
        waiting.append(Waiting(text=words, href=reverse("people:roll_rows")))
    if places:
        words = "1 place at a school is to confirm" if places == 1 else f"{places} places at schools are to confirm"
        waiting.append(Waiting(text=words, href=f"{reverse('people:rolls')}#places"))
    return waiting


@TODAY_PANELS.register("web.lists")
def lists_that_wait(actor: Actor, now: datetime) -> Panel | None:
    """Agencies' lists that are late or whose last file failed (SG-05), and rows in doubt for those who settle them."""
    if not may(actor, Permission.LIST_SEE):
        return None
    area, today = actor.area_id_acting, london_date(now)
    taken = AgencyList.objects.filter(area=area, closed_on=None).order_by("present_as_at", "label", "pk")
    standing = [(one, fresh) for one in taken if not (fresh := one.freshness(on=today)).is_fresh]
    rows = [
        Waiting(
            text=f"{one.label}: {fresh.said[:1].lower()}{fresh.said[1:]}",
            href=reverse("people:list", args=[one.public_id]),
        )
        for one, fresh in standing[:SHOWN]
    ] + (in_doubt := _rows_in_doubt(actor, now))
    if not rows:
        return None
    total, where = len(standing) + len(in_doubt), reverse("people:lists")
    return Panel("Agencies' lists", rows, order=47, total=total, href=where, link="All agencies' lists")


def _rows_in_doubt(actor: Actor, now: datetime) -> list[Waiting]:
    """Rows that the actor settles, and the lists of schools that wait for them."""
    area, today = actor.membership.team.area, london_date(now)
    rows = []
    if may(actor, Permission.LIST_SETTLE):
        many = ListRow.objects.in_force().filter(area=area, state=ListRow.State.WAITING).count()
        if many:
            words = "1 row of a list may be a child" if many == 1 else f"{many} rows of lists may be children"
            rows.append(Waiting(text=f"{words} we know", href=reverse("people:list_rows")))
    if not may(actor, Permission.SOCIAL_CARE_SETTLE):
        return rows
    found = doubts.of_area(area, at=now)
    rows += [
        Waiting(text=f"{one.waiting} of {one.label}: who do they mean?", href=one.path)
        for one in found
        if one.waiting and one.settles == Permission.SOCIAL_CARE_SETTLE
    ]
    until = doubts.needed(area, today)
    if rows and until and any(one.waiting for one in found):
        due = datetime.combine(until.by, time(17), LONDON)
        rows = [replace(one, hint=until.words("them"), due_at=due) for one in rows]
    return rows


_DECIDES_IT = (Permission.FIGURES_READ, Permission.CASE_READ, Permission.FORMS_EDIT)


@TODAY_PANELS.register("web.figures")
def figures_to_read(actor: Actor, now: datetime) -> Panel | None:
    """Where the figures stand, for a post whose daily work they are: one that reads counts and no case."""
    holds = {each for each in _DECIDES_IT if allows(actor.membership.role_id, each)} if actor.membership_id else set()
    if holds != {Permission.FIGURES_READ}:
        return None
    month = f"{to_london(now):%B %Y}"
    rows = [
        Waiting(
            text=f"The MASH in {month}",
            href=reverse("front_door:figures"),
            hint="How many, in time, what came of it",
        ),
        Waiting(
            text=f"Early help in {month}", href=reverse("early_help:figures"), hint="Families, plans, how they ended"
        ),
    ]
    return Panel("Figures", rows, order=5)
