"""An episode as its pages show it: where we are, what to do next, the family's words first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.deaths import goes_on
from breakwater.casework.cases.models import Case, CaseWorker, Participant, WorkCapacity
from breakwater.casework.child_page.pages import age_of
from breakwater.casework.chronology import happened
from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers.ledger import LedgerLine
from breakwater.casework.models import Handover, Meeting
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.people.consent import is_asked_themselves
from breakwater.practice.early_help.episodes.agreed import latest
from breakwater.practice.early_help.episodes.leavers import Leaver, leavers_in
from breakwater.practice.early_help.episodes.ledger import (
    Recorded,
    brothers_and_sisters,
    never_asked,
    recorded_consent,
    safe_ways,
    why_not_told,
)
from breakwater.practice.early_help.episodes.operations.leads import proposed_lead
from breakwater.practice.early_help.episodes.operations.proposed import proposed_for
from breakwater.practice.early_help.episodes.operations.step_up import brought_up
from breakwater.practice.early_help.episodes.participants import CHILDREN_OF_THE_FAMILY, relations_of
from breakwater.practice.early_help.family_links.page import comments_of
from breakwater.practice.early_help.models import Agreement, Closing, Episode, FamilyPart, MovedOn
from breakwater.practice.early_help.plans.page import goal_shown

from .next_step import NextStep, Standing, next_step, steps_of

LAST_EVENTS, LAST_WORDS = 6, 3
BESIDE = ("assessment__answers", "plan", "closing", "moved_on")  # of which an episode has one or none
SIX_MONTHS = timedelta(days=183)


@dataclass(frozen=True)
class EpisodePage:
    """All that an episode's page shows."""

    episode: Episode
    case: Case
    children: list[dict]
    others: list[dict]
    proposed: list[dict]
    steps: list[dict]
    left_school: list[Leaver]
    next_step: NextStep
    brought_up: str
    words: list[dict]
    agreements: list[dict]
    recorded: list[Recorded]
    coordinator: CaseWorker | None
    cover: CaseWorker | None
    lead: CaseWorker | None
    clocks: list[dict]
    events: list[dict]
    plan: list[dict]
    helped_before: list[dict]
    closing: Closing | None
    moved_on: MovedOn | None
    came_by: Handover | None
    person_ids: list[int]

    @property
    def lead_has_left(self) -> bool:
        return self.lead is not None and case_display.has_left(self.lead)


def episode_page(episode: Episode, now: datetime, lines: Sequence[LedgerLine] = ()) -> EpisodePage:
    """The whole page, in a fixed number of queries. Ask for the episode with BESIDE it; `lines` is its ledger."""
    case = episode.case
    parts = list(Participant.objects.filter(case=case, ends_at=None).select_related("person").order_by("pk"))
    agreements = list(episode.agreements.select_related("by__membership__user").order_by("-recorded_at", "-pk"))
    posts = {post.capacity: post for post in case_display.workers_of([case])[case.pk]}
    clocks = list(Clock.objects.running().filter(case=case).order_by("due_at", "pk"))
    meetings = Meeting.objects.filter(case=case, cancelled_because="").select_related("family_meeting")
    meetings = list(meetings.order_by("starts_at", "pk"))
    invited = (
        Handover.objects.waiting()
        .filter(carried__case=case, service="lead_professional")
        .select_related("to_team", "proposed_lead__user")
        .first()
    )
    said, lead = latest(agreements), posts.get(WorkCapacity.LEAD_PROFESSIONAL)
    is_found = invited is not None or lead is not None and not case_display.has_left(lead)
    closing: Closing | None = getattr(episode, "closing", None)
    theirs, recorded = comments_of(episode), recorded_consent(lines, agreements)
    unanswered = _unanswered(parts, agreements, recorded, london_date(now))
    others = [part for part in parts if part.capacity != "CHILD"]
    relations = relations_of(episode, [part.person for part in others], london_date(now)) if others else {}
    here = Standing(
        episode=episode,
        is_over_by_death=any(part.person.died_on for part in parts if part.capacity == "CHILD") and not goes_on(case),
        answered=bool(agreements),
        recorded=recorded,
        reach=safe_ways(lines),
        young=[part.person.name for part in unanswered if part.capacity in CHILDREN_OF_THE_FAMILY],
        agreed=any(given.opens_help for given in said),
        only_a_carer=any(given.answer == Agreement.Answer.AGREES and not given.opens_help for given in said),
        lead=lead,
        invited=invited,
        proposed=None if is_found else proposed_lead(episode),
        said_no=None if is_found or not case.is_open else _said_no_last(case),
        meetings=meetings,
        family_meetings={one.pk: one.family_meeting for one in meetings if hasattr(one, "family_meeting")},
        assessment=getattr(episode, "assessment", None),
        plan=getattr(episode, "plan", None),
        goals=list(episode.goals.prefetch_related("scores").select_related("about").order_by("made_at", "pk")),
        led_by=closing.led_by if closing else "",
        moved_on=getattr(episode, "moved_on", None),
        unanswered=sum(bool(one["reply_href"]) for one in theirs)
        + FamilyPart.objects.filter(episode=episode, reply=None).exclude(sent_at=None).count(),
    )
    return EpisodePage(
        episode=episode,
        case=case,
        children=[_person(part, now) for part in parts if part.capacity == "CHILD"],
        others=_others(others, relations, now) + _other_children(lines, parts, now),
        proposed=proposed_rows(episode, now) if case.is_open else [],
        steps=steps_of(here),
        left_school=leavers_in(
            episode, (part.person_id for part in parts if part.capacity == "CHILD"), today=london_date(now)
        ),
        next_step=next_step(here, now),
        brought_up=brought_up(episode, now),
        words=theirs[:LAST_WORDS] + _story(episode) + _said_with(agreements),
        agreements=[_agreement(given) for given in agreements]
        + [_not_asked(part, why_not_told(lines, part.person)) for part in unanswered]
        + _asked_by_nobody(lines, agreements, parts),
        recorded=recorded if case.is_open else [],
        coordinator=posts.get(WorkCapacity.COORDINATOR),
        cover=posts.get(WorkCapacity.COVER),
        lead=here.lead,
        clocks=[time_left.shown(clock, now=now, with_source=True) for clock in clocks],
        events=_events(case),
        plan=[goal_shown(goal, [], london_date(now)) for goal in here.goals],
        helped_before=_helped_before(episode, [part.person_id for part in parts if part.capacity == "CHILD"]),
        closing=closing,
        moved_on=here.moved_on,
        came_by=Handover.objects.filter(opened_case=case).order_by("offered_at").only("reference").first(),
        person_ids=[part.person_id for part in parts],
    )


def _others(parts: Sequence[Participant], relations: Mapping[int, str], now: datetime) -> list[dict]:
    """Who else takes part, by what they are to the child where it is recorded."""
    return [
        _person(part, now) | {"what": relations.get(part.person_id) or part.get_capacity_display()} for part in parts
    ]


def _said_with(agreements: Sequence[Agreement]) -> list[dict]:
    """What was said by who agreed or did not."""
    return [
        {"words": given.words, "who": f"{given.relation}, {day(given.given_on)}"} for given in agreements if given.words
    ]


def _helped_before(episode: Episode, children: list[int]) -> list[dict]:
    """Help that these children had and that ended within six months before this began: it is said, so that nobody starts again."""
    earlier = (
        Episode.objects.filter(
            case__participants__person__in=children,
            case__participants__capacity="CHILD",
            case__closed_at__gt=episode.opened_at - SIX_MONTHS,
            case__closed_at__lte=episode.opened_at,
        )
        .exclude(pk=episode.pk)
        .select_related("case", "closing")
        .distinct()
    )
    return [
        {
            "href": reverse("early_help:episode", args=[one.reference]),
            "text": one.called,
            "words": f"ended on {day(one.case.closed_at)}: {one.case.closing_reason}",
        }
        for one in earlier.order_by("-case__closed_at", "-pk")
    ]


def _story(episode: Episode) -> list[dict]:
    """What the family would like to change, as the assessment keeps it in their words."""
    assessed = getattr(episode, "assessment", None)
    said = assessed.answers.values if assessed else {}
    if not isinstance(said.get("change"), str) or not said["change"]:
        return []
    return [{"words": said["change"], "who": f"{said.get('story_who') or 'The family'}, in the {episode.label}"}]


def _said_no_last(case: Case) -> Handover | None:
    """Whoever was asked to lead last, if they declined, with why; nobody once another was asked, or led, after that answer."""
    asked = Handover.objects.filter(carried__case=case, service="lead_professional")
    last = asked.select_related("proposed_lead__user", "to_team").order_by("-offered_at", "-pk").first()
    if last is None or last.status != "DECLINED":
        return None
    led = case.workers.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL, starts_at__gte=last.answered_at)
    return None if led.exists() else last


def _events(case: Case) -> list[dict]:
    """The newest entries of the case by months; what stands once for each child is said once."""
    entries = ChronologyEntry.objects.filter(case=case).order_by("-happened_at", "-pk")[: 2 * LAST_EVENTS]
    said = {(entry.happened_at, entry.what): entry for entry in entries}
    return happened.months(list(said.values())[:LAST_EVENTS], folds=False, in_brief=True)


def proposed_rows(episode: Episode, now: datetime) -> list[dict]:
    """Who is proposed for the episode from a contact about its children that the actor may read. Said to the audit."""
    found = proposed_for(episode)
    audit.saw("person", *(part.person_id for part in found))
    audit.saw("case", *(part.case_id for part in found))
    return [
        _person(part, now)
        | {
            "reference": case_display.called(part.case),
            "add_href": reverse("early_help:person_add", args=[episode.reference, part.person.public_id]),
        }
        for part in found
    ]


def _person(part: Participant, now: datetime) -> dict:
    who = part.person
    return {
        "name": who.name,
        "age": age_of(who, now),
        "what": part.get_capacity_display(),
        "href": reverse("casework:person", args=[who.public_id]),
        "caution": who.care_with_contact,
    }


def _agreement(given: Agreement) -> dict:
    to = [
        words
        for said, words in (
            (given.to_assessment, "the assessment"),
            (given.to_sharing, f"sharing with {given.shared_with}" if given.shared_with else "sharing"),
            (given.to_reporting, "being counted in reports"),
            (given.to_contact_after, "being asked afterwards"),
        )
        if said
    ]
    return {
        "who": f"{given.name}, {given.relation}",
        "answer": given.get_answer_display(),
        "kind": {"AGREES": "good", "OBJECTS": "amber", "WITHDRAWN": "amber"}[given.answer],
        "to": "; ".join(to) or "Nothing",
        "how": f"{given.get_method_display()}, {day(given.given_on)}",
        "limits": "Yes" if given.limits_explained else "Not yet",
        "more": _more_of(given),
    }


def _more_of(given: Agreement) -> str:
    """What an answer says besides: whether they may decide, what was decided, whether a copy is safe, when they are asked again."""
    said = [
        given.get_responsibility_display() if given.responsibility != Agreement.Responsibility.NOT_KNOWN else "",
        f"Decided: {given.decided}" if given.decided else "",
        f"For the children: {given.risk}" if given.risk else "",
        f"No copy of the plan: {given.no_copy_because}" if given.may_have_copy is False else "",
        f"Ask again by {day(given.asked_again_by)}" if given.answer == Agreement.Answer.AGREES else "",
    ]
    return ". ".join(part.rstrip(". ") for part in said if part)


def _unanswered(
    parts: list[Participant], agreements: list[Agreement], recorded: list[Recorded], today: date
) -> list[Participant]:
    """Parents and carers, and young people of 16 or 17, of whom no answer is kept: who has not been asked is as plain as who was."""
    answered = {given.person_id for given in agreements if given.person_id}
    said = [given.name for given in agreements] + [one.answers.get("name", "") for one in recorded]
    names = {" ".join(name.casefold().split()) for name in said}
    return [
        part
        for part in parts
        if (part.capacity == "PARENT" or _is_asked_themselves(part, today))
        and part.person_id not in answered
        and part.person.name.casefold() not in names
    ]


def _is_asked_themselves(part: Participant, today: date) -> bool:
    return part.capacity in CHILDREN_OF_THE_FAMILY and is_asked_themselves(part.person.born, on=today)


def _not_asked(part: Participant, not_told: str) -> dict:
    """One of whom no answer is kept; `not_told` is what the handover says of telling them."""
    care = part.person.care_with_contact or not_told
    return {
        "who": f"{part.person.name}, {part.get_capacity_display()}",
        "answer": "Not asked yet: read first why care is needed" if care else "Not asked yet",
        "kind": "amber" if care else "quiet",
        "to": care,
        "how": "No answer is recorded",
        "limits": "",
        "more": "At 16 or 17 they are asked themselves" if part.capacity in CHILDREN_OF_THE_FAMILY else "",
    }


def _asked_by_nobody(
    lines: Sequence[LedgerLine], agreements: Sequence[Agreement], parts: Sequence[Participant]
) -> list[dict]:
    """Whom the referrer names and did not ask, and who is not in the episode by a record of theirs."""
    known = {given.name.casefold() for given in agreements} | {part.person.name.casefold() for part in parts}
    known |= {part.person_id for part in parts}
    return [
        {
            "who": fact.about or "The family",
            "answer": "Not asked yet",
            "kind": "quiet",
            "to": "",
            "how": f"{fact.source}, {day(fact.known_at)}",
            "limits": "",
            "more": "",
        }
        for fact in never_asked(lines)
        if fact.about.casefold() not in known and (fact.person is None or fact.person.pk not in known)
    ]


def _other_children(lines: Sequence[LedgerLine], parts: Sequence[Participant], now: datetime) -> list[dict]:
    """Brothers and sisters, and children of the same referral, who take no part in the episode."""
    keys, names = {part.person_id for part in parts}, {part.person.name.casefold() for part in parts}
    return [
        {
            "name": fact.about,
            "age": age_of(fact.person, now) if fact.person else "",
            "what": fact.words.rstrip("."),
            "href": reverse("casework:person", args=[fact.person.public_id]) if fact.person else "",
            "caution": fact.person.care_with_contact if fact.person else "",
        }
        for fact in brothers_and_sisters(lines)
        if fact.about.casefold() not in names and (fact.person is None or fact.person.pk not in keys)
    ]
