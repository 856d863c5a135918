"""Who leads what a case was stepped down to: who may, whether anyone does, and what a manager says where nobody does.

A case that its worker steps down stays open until the proposed lead professional (or another) accepts (FD 4.9, scenario J).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from breakwater.casework.cases.models import Case
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Actor, Membership, Team, TeamService

from .models import Handover
from .registry import RECEIVERS, kept_out

LEADING = {Permission.EPISODE_WORK, Permission.HANDOVER_ANSWER}
WHO_MAY_LEAD = [role.value for role, says in ROLES.items() if says.permissions >= LEADING]


class NothingToSettle(Refusal):
    words = "Nothing outstanding for a lead here: open the handover to see who leads, or what was said."


class WhatHoldsNotSaid(Refusal):
    """A manager who lets a case close without a lead says what holds instead."""


@dataclass(frozen=True)
class Waited:
    """A handover whose cases wait for someone to lead. `standing`: NOT_ASKED, ASKED, SAID_NO, or ENDED (help has ended)."""

    handover: Handover
    standing: str


def who_may_lead(*, case: Case, on: date) -> QuerySet[Membership]:
    """Posts of the case's area that may be asked to lead help for a family: their role works on episodes and answers offers.
    None of an organisation that must not learn of the case (SG-11).

    Those who find the lead do not lead themselves (FD 4.1): the teams that take such work in are left out.
    """
    finding = [service for service, receiver in RECEIVERS.items() if receiver.finds_a_lead]
    held = Membership.objects.in_force(on).filter(team__area=case.area_id, role__in=WHO_MAY_LEAD, user__is_active=True)
    held = held.exclude(team__in=TeamService.objects.filter(area=case.area_id, service__in=finding).values("team"))
    return held.exclude(
        team__organisation__in=kept_out(case.pk, held.values_list("team__organisation", flat=True).distinct())
    )


def waited_for(case: Case) -> list[Waited]:
    """The handovers of a case for which nobody leads yet and no manager has spoken. Asked of the database, which knows."""
    with connection.cursor() as cursor:
        cursor.execute("select handover, standing from access.waits_for_a_lead(%s)", [case.pk])
        standing = dict(cursor.fetchall())
    found = Handover.objects.select_related("to_team", "proposed_lead__user").filter(pk__in=standing)
    return [Waited(handover, standing[handover.pk]) for handover in found.order_by("pk")]


def waited_among(cases: Iterable[int]) -> list[tuple[int, int, str]]:
    """(case, handover, standing) for those of some cases (by id) that wait for a lead, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, w.handover, w.standing from unnest(%s::bigint[]) c(id), lateral access.waits_for_a_lead(c.id) w",
            [list(cases)],
        )
        return cursor.fetchall()


@transaction.atomic
def chase(*, case: Case, by: Actor, at: datetime) -> None:
    """Tell each team that took the case on, once a day, that its giver waits to close and nobody leads."""
    for one in waited_for(case):
        handover = Handover.objects.select_for_update(of=("self",)).select_related("to_team").get(pk=one.handover.pk)
        if handover.lead_chased_on == london_date(at):
            continue
        handover.lead_chased_on = london_date(at)
        handover.save(update_fields=["lead_chased_on"])
        chronology.record(
            case=case,
            kind="handover",
            what="Closing was refused: nobody leads yet. The team that took it on was told",
            process=True,
            by=by,
            at=at,
        )
        audit.did("asked for a lead", "handover", handover.pk)
        notifications.tell(
            team=handover.to_team,
            words="A family stepped down to you has no lead yet, and the giver waits to close",
            path=f"/handovers/{handover.reference}/",
            reference=handover.reference,
            by=by,
            at=at,
        )


@transaction.atomic
def settle(handover: Handover, *, instead: str, by: Actor, at: datetime) -> Handover:
    """Keep what a manager says holds where nobody leads yet: its cases may close. Raises NothingToSettle, WhatHoldsNotSaid."""
    if not instead.strip():
        raise WhatHoldsNotSaid(handover.reference)
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    carried = [row.case for row in handover.carried.select_related("case")]
    if not any(one.handover.pk == handover.pk for case in carried for one in waited_for(case)):
        raise NothingToSettle(handover.reference)
    handover.instead, handover.instead_by, handover.instead_at = instead, by, at
    handover.save(update_fields=["instead", "instead_by", "instead_at"])
    for case in carried:
        chronology.record(
            case=case,
            kind="handover",
            what=f"A manager says what holds while nobody leads: {instead}",
            by=by,
            at=at,
            significant=True,
        )
    audit.did("settled without a lead", "handover", handover.pk)
    for team in Team.objects.filter(pk__in={handover.from_team_id, handover.to_team_id}).order_by("pk"):
        notifications.tell(
            team=team,
            words="A manager has said what holds while nobody leads",
            path=f"/handovers/{handover.reference}/",
            reference=handover.reference,
            by=by,
            at=at,
        )
    return handover


def tell_givers(*, case: Case, by: Actor, at: datetime) -> None:
    """Someone leads the case now: tell each team that keeps a case of its own open for that."""
    with connection.cursor() as cursor:
        cursor.execute("select reference, from_team from access.givers_waiting(%s)", [case.pk])
        waiting = cursor.fetchall()
    teams = Team.objects.in_bulk([team for _, team in waiting])
    for reference, team in waiting:
        notifications.tell(
            team=teams[team],
            words="Someone leads a family you stepped down: you may close your own case",
            path=f"/handovers/{reference}/",
            reference=reference,
            by=by,
            at=at,
        )
