"""Families that are helped in the benchmark's world: agreed, led by a school, assessed, with a plan of four goals and a meeting."""

from datetime import timedelta

HELPED, GOALS = 50, 4
LEADS = 3  # the membership of a school's safeguarding lead


def helped(coordinates: int) -> list[str]:
    """References of fifty families of the co-ordinator's team with a lead and a plan, made once by the product's own operations."""
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership
    from breakwater.practice.early_help.models import Episode

    coordinator, lead = (Membership.objects.get(pk=pk) for pk in (coordinates, LEADS))
    with acting_as(coordinator):
        episodes = list(
            Episode.objects.select_related("case__area", "case__responsible_team")
            .filter(case__responsible_team=coordinator.team, case__closed_at=None)
            .order_by("pk")[:HELPED]
        )
        waiting = [episode for episode in episodes if not episode.agreements.exists()]
    for episode in waiting:
        _help(episode, coordinator, lead, timezone.now())
    return [episode.reference for episode in episodes]


def lead_families(coordinates: int, leads: list, *, each: int) -> None:
    """Give each of these posts so many families to lead, of those of the co-ordinator's team that nobody helps yet."""
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership
    from breakwater.practice.early_help.models import Episode

    coordinator = Membership.objects.get(pk=coordinates)
    with acting_as(coordinator):
        waiting = Episode.objects.select_related("case__area", "case__responsible_team").filter(
            case__responsible_team=coordinator.team, case__closed_at=None, agreements=None
        )
        families = iter(waiting.order_by("-pk")[: each * len(leads)])
        found = [(next(families, None), lead) for lead in leads for _ in range(each)]
    for episode, lead in found:
        if episode is not None:
            _help(episode, coordinator, lead, timezone.now())


def _help(episode, coordinator, lead, now) -> None:
    from breakwater.casework.handovers import operations as handovers
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.practice.early_help.assessments import operations as assessments
    from breakwater.practice.early_help.episodes.operations import agreements, leads
    from breakwater.practice.early_help.meetings import operations as meetings
    from breakwater.practice.early_help.plans import operations as plans

    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Jo Example",
                relation="Mother",
                answer="AGREES",
                method="PHONE",
                given_on=now.date(),
                to_assessment=True,
                words="Calmer mornings",
            ),
            by=by,
            at=now,
        )
        asked = leads.invite_lead(episode, leads.LeadInvitation(lead=lead, words="She trusts you"), by=by, at=now)
    with acting_as(lead) as by:
        handovers.accept(handover=asked, by=by, at=now)
        begun = assessments.start_assessment(episode=episode, by=by, at=now)
        assessments.save_section(
            begun.answers,
            assessments.SectionAsTyped(
                section="story",
                cleaned={"change": "No shouting before school"},
                drawn=assessments.Drawn(begun.answers.revision, {}),
            ),
            by=by,
            at=now,
        )
        for number in range(GOALS):
            goal = plans.add_goal(
                episode,
                plans.GoalFacts(words=f"Calm mornings {number}", scores={"PARENT": 3, "CHILD": 4}, outcomes=["5"]),
                by=by,
                at=now,
            )
            for days in (7, 21):
                plans.add_action(
                    episode,
                    plans.ActionFacts(
                        goal=goal,
                        words="Lay out clothes",
                        owner_kind="FAMILY",
                        owner_name="Jo Example",
                        due_on=now.date() + timedelta(days=days),
                    ),
                    by=by,
                    at=now,
                )
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Nan is rung first", review_on=now.date() + timedelta(days=40)),
            revision=0,
            by=by,
            at=now,
        )
        meetings.call_family_meeting(
            episode,
            meetings.Invitation(
                kind="FIRST",
                starts_at=now + timedelta(days=4),
                place="School",
                family=["Jo Example"],
                others=[("A nurse", "Health")],
            ),
            by=by,
            at=now,
        )
