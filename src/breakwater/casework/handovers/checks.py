"""What must hold before work is offered or an offer is answered: the rows held, who may answer, and who would hear of it."""

from collections.abc import Sequence

from django.db import connection

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.refusals import (
    AlreadyAnswered,
    AlreadyOffered,
    MustNotLearn,
    NotTheOneAsked,
    NotTheReceiver,
)
from breakwater.casework.handovers.registry import RECEIVERS, kept_out
from breakwater.partnership.organisations.models import Actor, Membership, Team


def may_be_offered(case: Case, to: str) -> None:
    """Hold the case until the transaction ends; it is open, and no offer of it to the service waits already."""
    if not cases.lock(case).is_open:
        raise cases.CaseIsClosed(case.reference)
    waiting = Handover.objects.waiting().filter(carried__case=case, service=to).first()
    if waiting:
        raise AlreadyOffered(waiting.reference)


def check_who_learns(cases_carried: Sequence[Case], team: Team, lead: Membership | None) -> None:
    asked = {team.organisation_id} | ({lead.team.organisation_id} if lead else set())
    if any(kept_out(case.pk, asked) for case in cases_carried):
        raise MustNotLearn(team.name)


def someone_reads(case: Case, team: Team) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select access.someone_reads_case(%s, %s)", [case.pk, team.pk])
        return cursor.fetchone()[0]


def lock_handover(handover: Handover) -> Handover:
    """The handover as it stands, held until the transaction ends."""
    return (
        Handover.objects.select_for_update(of=("self",))
        .select_related("to_team__area", "from_team", "area", "proposed_lead", "offered_user")
        .get(pk=handover.pk)
    )


def is_the_answer(handover: Handover, status: str, words: str, by: Actor) -> bool:
    """Whether this very answer stands: a page sent twice is no second answer."""
    return (handover.status, handover.answer_reason, handover.answered_by_id) == (status, words, by.pk)


def must_wait(handover: Handover) -> None:
    if handover.status != Handover.Status.OFFERED:
        raise AlreadyAnswered(handover.reference)


def only_the_receiver(handover: Handover, by: Actor) -> None:
    if by.membership_id is None or by.membership.team_id != handover.to_team_id:
        raise NotTheReceiver(handover.reference)


def only_the_one_asked(handover: Handover, by: Actor) -> None:
    """A post in a case is taken by the human who was asked, whatever post of that team they act in."""
    asked = handover.proposed_lead
    if RECEIVERS[handover.service].takes_over and asked is not None and asked.user_id != by.membership.user_id:
        raise NotTheOneAsked(handover.reference)
