"""Early help family by family, as the Supporting Families framework asked and the Early Help System Guide still does: no free text."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from breakwater.casework.models import CaseWorker, Participant
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.practice.early_help.models import (
    Agreement,
    Assessment,
    Closing,
    Episode,
    FamilyMeeting,
    Goal,
    Plan,
    Score,
)
from breakwater.practice.front_door.models import Contact

from ..census.rules.registry import months_after
from ..census_part import REFERRED
from .declared import CHILD, Column, Period, Table
from .people import Known

SOURCE = (
    "Supporting Families programme guidance 2022 to 2025, chapter 3, and the Early Help System Guide (ended March 2025)"
)
DATASET = "National standard safeguarding dataset, early help episodes"
FAMILY = Column("family_id", "id", "Reference of the early help episode, the same in every table")
Code = Closing.Code
# The dataset knows three ends (FD 4.8).
END_REASONS = {Code.MET: "OUTCOMES_MET", Code.ENOUGH: "OUTCOMES_MET", Code.STEPPED_UP: "STEP_UP"}
NO_FURTHER = "NFA"


def episodes(period: Period) -> QuerySet[Episode]:
    """Those that were open at some moment of the period, the earliest first."""
    during = Q(case__closed_at=None) | Q(case__closed_at__gte=period.start)
    found = Episode.objects.filter(during, case__area=period.area, opened_at__lt=period.end)
    return found.select_related("case", "source_case").order_by("opened_at", "pk")


def families(period: Period) -> Iterator[Sequence[object]]:
    found = list(episodes(period))
    audit.saw("case", *(each.case_id for each in found))
    keys = [each.pk for each in found]
    by = {
        model: {row.episode_id: row for row in model.objects.filter(episode__in=keys)}
        for model in (Assessment, Plan, Closing)
    }
    agreed, reviews = {}, defaultdict(list)
    for row in Agreement.objects.filter(episode__in=keys, answer=Agreement.Answer.AGREES).order_by("given_on", "pk"):
        agreed.setdefault(row.episode_id, row.given_on)
    held = FamilyMeeting.objects.filter(episode__in=keys, meeting__held_at__isnull=False).exclude(kind="FIRST")
    for row in held.select_related("meeting").order_by("meeting__held_at"):
        reviews[row.episode_id].append(row.meeting.held_at)
    leads = _leads(found)
    members, seen = _members(found), _seen_again(found, by[Closing])
    for each in found:
        assessment, plan, closing = (by[model].get(each.pk) for model in (Assessment, Plan, Closing))
        yield (
            each.reference,
            each.opened_at,
            each.source_case.kind if each.source_case_id and each.source_case else "",
            len(members[each.case_id]),
            agreed.get(each.pk),
            leads.get(each.case_id),
            assessment.started_at if assessment else None,
            assessment.completed_at if assessment else None,
            plan.made_at if plan else None,
            plan.review_on if plan else None,
            len(reviews[each.pk]),
            reviews[each.pk][-1] if reviews[each.pk] else None,
            each.stepped_up_at,
            each.case.closed_at,
            closing.code if closing else "",
            closing.look_back_on if closing else None,
            seen.get(each.pk),
        )


def members(period: Period) -> Iterator[Sequence[object]]:
    found = list(episodes(period))
    rows = _members(found)
    known = Known((person for each in rows.values() for person, _ in each), period.until)
    for each in found:
        for person, capacity in rows[each.case_id]:
            if person in known:
                yield each.reference, *known.cells(person), capacity


def needs(period: Period) -> Iterator[Sequence[object]]:
    found = list(episodes(period))
    goals = list(Goal.objects.filter(episode__in=found).select_related("episode").order_by("made_at", "pk"))
    scores = defaultdict(list)
    for score in Score.objects.filter(goal__in=goals).order_by("at", "pk"):
        scores[score.goal_id].append(score)
    for goal in goals:
        given = scores[goal.pk]
        for heading in goal.outcomes or [""]:
            yield (
                goal.episode.reference,
                goal.public_id,
                goal.framework,
                heading,
                goal.made_at,
                goal.target,
                given[0].value if given else None,
                given[0].at if given else None,
                given[-1].value if given else None,
                given[-1].at if given else None,
                goal.state,
                goal.ended_at,
            )


def dataset(period: Period) -> Iterator[Sequence[object]]:
    found = list(episodes(period))
    rows, leads = _members(found), _leads(found)
    known = Known((person for each in rows.values() for person, _ in each), period.until)
    ends = dict(Closing.objects.filter(episode__in=found).values_list("episode_id", "code"))
    for each in found:
        code = ends.get(each.pk)
        reason = END_REASONS.get(code, NO_FURTHER) if code else ""
        for person, capacity in rows[each.case_id]:
            if capacity == Participant.Capacity.CHILD and person in known:
                yield (
                    each.reference,
                    known.id_of(person),
                    each.opened_at,
                    each.case.closed_at,
                    reason,
                    leads.get(each.case_id),
                )


def _members(found: list[Episode]) -> dict[int, list[tuple[int, str]]]:
    """By case (person, capacity) of everybody who took part in it."""
    rows = defaultdict(list)
    taking_part = Participant.objects.filter(case__in=[each.case_id for each in found]).order_by("pk")
    for case, person, capacity in taking_part.values_list("case_id", "person_id", "capacity"):
        if (person, capacity) not in rows[case]:
            rows[case].append((person, capacity))
    return rows


def _leads(found: list[Episode]) -> dict[int, str]:
    """By case the organisation of the lead professional, the last one."""
    posts = CaseWorker.objects.filter(
        case__in=[each.case_id for each in found], capacity=CaseWorker.Capacity.LEAD_PROFESSIONAL
    )
    return dict(posts.order_by("starts_at", "pk").values_list("case_id", "membership__team__organisation__name"))


def _seen_again(found: list[Episode], closings: dict[int, Closing]) -> dict[int, object]:
    """By episode the first day within six months of its end on which one of its children was referred to social care again."""
    children = defaultdict(set)
    for case, rows in _members(found).items():
        children[case] = {person for person, capacity in rows if capacity == Participant.Capacity.CHILD}
    everybody = {person for those in children.values() for person in those}
    again = Contact.objects.filter(child__in=everybody, outcome__in=REFERRED).order_by("decided_at")
    referred = list(again.values_list("child_id", "decided_at"))
    seen = {}
    for each in found:
        if closing := closings.get(each.pk):
            ended, until = closing.at, months_after(london_date(closing.at), 6)
            days = (
                at
                for child, at in referred
                if child in children[each.case_id] and ended < at and london_date(at) <= until
            )
            seen[each.pk] = next(days, None)
    return seen


TABLES = (
    Table(
        "early_help_families",
        "Early help: families",
        SOURCE,
        12,
        (
            FAMILY,
            Column("opened_on", "date", "The day the episode was opened"),
            Column(
                "came_from",
                "code",
                "Kind of case it was opened from (contact, ...); empty where none, or where you may not read it",
            ),
            Column("members", "number", "People who take or took part in it, as far as you may read"),
            Column(
                "agreed_on", "date", "The day somebody first agreed to help; empty where nobody is recorded to have"
            ),
            Column("lead_organisation", "words", "Organisation of the lead professional"),
            Column("assessment_started_on", "date", "The day the whole-family assessment was begun"),
            Column("assessment_completed_on", "date", "The day it was signed off"),
            Column("plan_made_on", "date", "The day the family plan was made"),
            Column("review_due_on", "date", "The day of the next review, as the plan says"),
            Column("reviews_held", "number", "Meetings of the team around the family held after the first"),
            Column("last_review_on", "date", "The day of the last of them"),
            Column("stepped_up_on", "date", "The day the family was last stepped up to the MASH from here"),
            Column("closed_on", "date", "The day the episode was closed; empty while it is open"),
            Column("closing_code", "code", "; ".join(f"{code.value} {code.label}" for code in Code)),
            Column("look_back_on", "date", "The day on which somebody looks whether it lasted"),
            Column(
                "referred_again_on",
                "date",
                "First referral to social care of one of its children within six months of closing that you may read; empty says nothing of others",
            ),
        ),
        families,
    ),
    Table(
        "early_help_members",
        "Early help: members of families",
        SOURCE,
        12,
        (
            FAMILY,
            *CHILD,
            Column("capacity", "code", "; ".join(f"{each.value} {each.label}" for each in Participant.Capacity)),
        ),
        members,
    ),
    Table(
        "early_help_needs",
        "Early help: needs by headline outcome",
        SOURCE,
        12,
        (
            FAMILY,
            Column("need_id", "id", "The goal of the plan; one row for each headline it belongs to"),
            Column("framework", "code", "The list of headlines it was chosen from"),
            Column("headline", "code", "Number of the headline outcome; empty where none was chosen"),
            Column("recorded_on", "date", "The day the goal was set"),
            Column("target", "number", "The score, 0 to 10, that would be good enough"),
            Column("first_score", "number", "First score given: the evidence to begin with"),
            Column("first_scored_on", "date", "Its day"),
            Column("last_score", "number", "Last score given: the evidence now"),
            Column("last_scored_on", "date", "Its day"),
            Column("outcome", "code", "; ".join(f"{each.value} {each.label}" for each in Goal.State)),
            Column("ended_on", "date", "The day the goal was ended"),
        ),
        needs,
    ),
    Table(
        "safeguarding_episodes",
        "Safeguarding dataset: early help episodes",
        DATASET,
        12,
        (
            Column("episode_id", "id", "Reference of the early help episode"),
            CHILD[0],
            Column("start_date", "date", "The day it was opened"),
            Column("end_date", "date", "The day it was closed; empty while it is open"),
            Column(
                "end_reason",
                "code",
                "OUTCOMES_MET, STEP_UP or NFA; empty while it is open. Why it was begun is not coded here, and left out",
            ),
            Column("organisation", "words", "Organisation of the lead professional; the worker's name is left out"),
        ),
        dataset,
    ),
)
