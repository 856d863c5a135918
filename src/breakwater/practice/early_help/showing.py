"""An episode as its pages show it: where we are, what to do next, the family's words first."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.models import Case, CaseWorker, Participant, WorkCapacity
from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.models import Handover, Meeting
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import age_in_words
from breakwater.foundation.design.moments import day, moment
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor, Membership

from .models import Agreement, Episode
from .pathway import EPISODE

LAST_EVENTS = 6


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: in words, and the button that begins it (none where someone else must act)."""

    words: str
    button: str = ""
    href: str = ""


@dataclass(frozen=True)
class EpisodePage:
    """All that an episode's page shows."""

    episode: Episode
    case: Case
    children: list[dict]
    others: list[dict]
    steps: list[dict]
    next_step: NextStep
    words: list[dict]
    agreements: list[dict]
    coordinator: CaseWorker | None
    lead: CaseWorker | None
    clocks: list[dict]
    events: list[dict]
    invited: Handover | None
    person_ids: list[int]

    @property
    def lead_has_left(self) -> bool:
        return self.lead is not None and cases_shown.has_left(self.lead)


def episode_page(episode: Episode, now: datetime) -> EpisodePage:
    """The whole page, in a fixed number of queries."""
    case = episode.case
    parts = list(Participant.objects.filter(case=case, ends_at=None).select_related("person").order_by("pk"))
    agreements = list(episode.agreements.select_related("by__membership__user").order_by("-recorded_at", "-pk"))
    posts = {post.capacity: post for post in cases_shown.workers_of([case])[case.pk]}
    clocks = list(Clock.objects.running().filter(case=case).order_by("due_at", "pk"))
    meetings = list(Meeting.objects.filter(case=case, cancelled_because="").order_by("starts_at", "pk"))
    invited = (
        Handover.objects.waiting()
        .filter(carried__case=case, service="lead_professional")
        .select_related("to_team__organisation", "proposed_lead__user")
        .first()
    )
    lead = posts.get(WorkCapacity.LEAD_PROFESSIONAL)
    agreed = any(given.answer == Agreement.Answer.AGREES for given in latest(agreements))
    return EpisodePage(
        episode=episode,
        case=case,
        children=[_person(part, now) for part in parts if part.capacity == "CHILD"],
        others=[_person(part, now) for part in parts if part.capacity != "CHILD"],
        steps=_steps(episode, agreements, agreed, lead, invited, meetings),
        next_step=_next_step(episode, agreements, agreed, lead, invited, meetings, now),
        words=[
            {"words": given.words, "who": f"{given.relation}, {day(given.given_on)}"}
            for given in agreements
            if given.words
        ],
        agreements=[_agreement(given) for given in agreements] + _not_asked(parts, agreements),
        coordinator=posts.get(WorkCapacity.COORDINATOR),
        lead=lead,
        clocks=[clocks_shown.shown(clock, now=now, with_source=True) for clock in clocks],
        events=_events(case),
        invited=invited,
        person_ids=[part.person_id for part in parts],
    )


def _events(case: Case) -> list[dict]:
    """The newest entries of the case; what stands once for each child is said once."""
    entries = ChronologyEntry.objects.filter(case=case).order_by("-happened_at", "-pk")[: 2 * LAST_EVENTS]
    said = {(entry.happened_at, entry.what): entry for entry in entries}
    return [
        {"title": entry.what, "when": moment(entry.happened_at), "significant": entry.is_significant,
         "source": f"source: {entry.source}"}
        for entry in list(said.values())[:LAST_EVENTS]
    ]  # fmt: skip


def latest(agreements: list[Agreement]) -> list[Agreement]:
    """Each person's latest word, of agreements newest first."""
    by_name: dict[str, Agreement] = {}
    for given in agreements:
        by_name.setdefault(given.name, given)
    return list(by_name.values())


def _person(part: Participant, now: datetime) -> dict:
    who = part.person
    return {
        "name": who.name,
        "age": age_in_words(on=london_date(now), born=who.born, expected=who.expected_on),
        "what": part.get_capacity_display(),
        "href": reverse("casework:person", args=[who.public_id]),
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
    }


def _not_asked(parts: list[Participant], agreements: list[Agreement]) -> list[dict]:
    """Parents and carers of the episode of whom no answer is kept: who has not been asked is as plain as who was."""
    answered = {given.person_id for given in agreements if given.person_id}
    names = {" ".join(given.name.casefold().split()) for given in agreements}
    return [
        {"who": f"{part.person.name}, {part.get_capacity_display()}", "answer": "Not asked yet", "kind": "quiet", "to": "",
         "how": "No answer is written down", "limits": ""}
        for part in parts
        if part.capacity == "PARENT" and part.person_id not in answered and part.person.name.casefold() not in names
    ]  # fmt: skip


def _steps(episode, agreements, agreed, lead, invited, meetings) -> list[dict]:
    here = episode.case
    address = [episode.reference]

    def step(text, done, href="", hint="", status="To do"):
        return {"text": text, "href": href if here.is_open else "", "hint": hint, "status": "Done" if done else status,
                "kind": "done" if done else "info" if status == "To do" else "quiet"}  # fmt: skip

    said = "They said no" if agreements and not agreed else "To do"
    held = [meeting for meeting in meetings if meeting.held_at]
    to_come = [meeting for meeting in meetings if not meeting.held_at]
    return [
        step("The family says whether they want this", agreed, reverse("early_help:agreement", args=address), status=said),
        step(
            "Someone leads", lead is not None and not cases_shown.has_left(lead), reverse("early_help:lead", args=address),
            hint=lead.membership.user.name if lead else "", status="Asked, waits for an answer" if invited else "To do",
        ),
        step(
            "The family and those who help meet", bool(held), reverse("casework:meeting_new", args=address),
            hint=f"Next meeting {day(to_come[0].starts_at)}" if to_come else "",
            status="Called" if to_come else "To do",
        ),
    ]  # fmt: skip


def _next_step(episode, agreements, agreed, lead, invited, meetings, now) -> NextStep:
    address = [episode.reference]
    if not episode.case.is_open:
        return NextStep(f"This ended on {day(episode.case.closed_at)}: {episode.case.closing_reason}")
    if agreements and not agreed:
        return NextStep(
            "The family does not want this. Help of this kind is their choice. Talk over what else could help, write down "
            "what they say, and close it; if a child is at risk, bring it to the front door.",
            "Write down what they say", reverse("early_help:agreement", args=address),
        )  # fmt: skip
    if not agreed:
        return NextStep(
            "Speak with the family: what do they want to be better, and do they agree?",
            "Write down what they say", reverse("early_help:agreement", args=address),
        )  # fmt: skip
    if invited:
        who = invited.proposed_lead.user.name if invited.proposed_lead_id else invited.to_team.name
        return NextStep(
            f"{who} is asked to lead and answers by {day(invited.answer_due_on)}. Ring if you hear nothing.",
            "Open the invitation", reverse("casework:handover", args=[invited.reference]),
        )  # fmt: skip
    if (lead is None or cases_shown.has_left(lead)) and (proposed := proposed_lead(episode)):
        return NextStep(
            f"Ask {proposed.user.name}, {proposed.team.organisation.name}, to lead: whoever stepped the family down proposes them, "
            "and may not close until someone leads.",
            f"Ask {proposed.user.name}",
            f"{reverse('early_help:lead', args=address)}?organisation={proposed.team.organisation.public_id}",
        )
    if lead is None or cases_shown.has_left(lead):
        return NextStep(
            "Find the person who will lead: often the one the family trusts most.",
            "Ask someone to lead", reverse("early_help:lead", args=address),
        )  # fmt: skip
    to_come = next((meeting for meeting in meetings if not meeting.held_at), None)
    if to_come is not None:
        words = "Hold the meeting" if to_come.starts_at > now else "Write down what the meeting decided"
        return NextStep(
            f"{words}: {to_come.kind}, {day(to_come.starts_at)}.",
            "Open the meeting", reverse("casework:meeting", args=[to_come.public_id]),
        )  # fmt: skip
    return NextStep(
        "Bring the family and those who help together." if not meetings else "Call the next meeting, to see how far you are.",
        "Call a meeting", reverse("casework:meeting_new", args=address),
    )  # fmt: skip


def proposed_lead(episode: Episode) -> Membership | None:
    """Whom the giver of the episode proposed to lead it, while they hold that post and have not said no."""
    proposed = (
        Membership.objects.in_force(timezone.localdate())
        .filter(
            pk__in=Handover.objects.filter(opened_case=episode.case_id).values("proposed_lead"), user__is_active=True
        )
        .select_related("user", "team__organisation")
        .first()
    )
    said_no = Handover.objects.filter(
        carried__case=episode.case_id, service="lead_professional", status="DECLINED", proposed_lead=proposed
    )
    return None if proposed is None or said_no.exists() else proposed


def _panel(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    cases = {case.pk: case for case in about.of_kind(EPISODE)}
    if not cases:
        return None
    episodes = Episode.objects.filter(case__in=cases).order_by("-opened_at", "-pk")
    return PersonPanel(
        "Early help",
        [
            PanelRow(
                text=f"{episode.label} {episode.reference}",
                href=reverse("early_help:episode", args=[episode.reference]),
                hint=f"Opened {day(episode.opened_at)}",
                tag=cases[episode.case_id].stage_label,
                tag_kind="info" if cases[episode.case_id].is_open else "quiet",
            )
            for episode in episodes
        ],
        order=30,
    )


PERSON_PANELS.register("early_help.episodes", PanelMaker(Permission.EPISODE_READ, _panel))
