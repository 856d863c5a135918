"""Families whom social care steps down to early help: one offered today, one that waits for its lead, one that has one."""

from datetime import datetime, timedelta

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, Handover, Participant
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.episodes.operations import leads as leads_operations
from breakwater.practice.early_help.models import Agreement, Episode

from . import words

WHY = "The assessment is done. Home is safe, and the family would like help to keep mornings and school going."
KEEPS = "The school goes on with breakfast club. I stay reachable for four weeks after you begin."


def tell(life, family_of) -> None:
    """`family_of(life, fits)` finds a family that no other story has used."""
    now = life.now
    offered = _steps_down(life, family_of, now - timedelta(hours=20), "lead")
    assert offered.status == Handover.Status.OFFERED
    waits = _taken_up(life, _steps_down(life, family_of, now - timedelta(days=4), "lead"), now - timedelta(days=3))
    with acting_as(life.actor("social worker")) as by:
        leads.chase(case=waits.source_case, by=by, at=now - timedelta(hours=3))
    led = _taken_up(life, _steps_down(life, family_of, now - timedelta(days=9), "lead 2"), now - timedelta(days=8))
    with acting_as(life.actor("coordinator")) as by:
        asked = leads_operations.invite_lead(
            led,
            leads_operations.LeadInvitation(
                lead=life.post("lead 2"), words=words.LEAD_ASKED.format(child="The family")
            ),
            by=by,
            at=now - timedelta(days=7),
        )
    with acting_as(life.actor("lead 2")) as by:
        handovers.accept(handover=asked, by=by, at=now - timedelta(days=6))


def _steps_down(life, family_of, at: datetime, lead: str) -> Handover:
    """The social worker offers a family they have held for some weeks, with a lead in mind."""
    family, children = family_of(life, lambda each: len(each.children) <= 2)
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as intake:
        case = cases.open_case(
            kind="referral",
            area=life.area,
            team=life.post("social worker").team,
            by=intake,
            at=at - timedelta(days=40),
            people=[(child.person, Participant.Capacity.CHILD) for child in children]
            + [(adult, Participant.Capacity.PARENT) for adult in family.adults],
        )
    with acting_as(life.actor("social worker")) as by:
        cases.assign(
            case=case, membership=life.post("social worker"), capacity="WORKER", by=by, at=at - timedelta(days=39)
        )
        return handovers.offer(
            [Case.objects.get(pk=case.pk)],
            handovers.Offer(to="early_help", reason=WHY, passes=KEEPS, proposed_lead=life.post(lead)),
            by=by,
            at=at,
        )


def _taken_up(life, offer: Handover, at: datetime) -> Episode:
    """The co-ordinator accepts, and the mother agrees."""
    with acting_as(life.actor("coordinator")) as by:
        taken = handovers.accept(handover=offer, by=by, at=at)
        episode = Episode.objects.select_related("case__area", "source_case").get(case=taken.opened_case)
        parent = episode.case.participants.filter(capacity="PARENT").select_related("person").order_by("pk").first()
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                person=parent.person,
                name=parent.person.name,
                relation="Parent",
                answer=Agreement.Answer.AGREES,
                method=Agreement.Method.PHONE,
                given_on=london_date(at),
                to_assessment=True,
                to_sharing=True,
                shared_with="School and health visitor",
                limits_explained=True,
                words=words.AGREED,
            ),
            by=by,
            at=at,
        )
        return Episode.objects.select_related("case__area", "source_case").get(pk=episode.pk)
