"""Where an episode is and what to do next: one list of steps, and one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.models import Handover, Meeting
from breakwater.foundation.design.moments import day, spoken
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.early_help.episodes.ledger import Recorded
from breakwater.practice.early_help.models import Assessment, Episode, Goal, MovedOn, Plan

OVER_BY_DEATH = (
    "Do not call the family before you have spoken with their key worker, or whoever leads the response to the death. "
    "Nothing here is for them any more; once that is settled, close it."
)


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: in words, and the button that begins it (none where someone else must act).

    `reach` is how to call the family, where that is what to do: each safe way with its times.
    """

    words: str
    button: str = ""
    href: str = ""
    is_danger: bool = False
    reach: Sequence[str] | None = None


@dataclass(frozen=True)
class Standing:
    """What is there of an episode, as far as its steps ask."""

    episode: Episode
    answered: bool
    agreed: bool
    only_a_carer: bool
    lead: CaseWorker | None
    invited: Handover | None
    proposed: Membership | None
    said_no: Handover | None
    meetings: list[Meeting]
    family_meetings: dict[int, object]
    assessment: Assessment | None
    plan: Plan | None
    recorded: list[Recorded] = field(default_factory=list)
    reach: list[str] = field(default_factory=list)  # how each of the family is safely called
    young: list[str] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    unanswered: int = 0
    led_by: str = ""  # once it has ended
    moved_on: MovedOn | None = None
    is_over_by_death: bool = False  # no child of it lives, and it was not opened about the death

    @property
    def is_led(self) -> bool:
        return self.lead is not None and not case_display.has_left(self.lead)

    @property
    def to_come(self) -> Meeting | None:
        return next((meeting for meeting in self.meetings if not meeting.held_at), None)

    def at(self, name: str, *more) -> str:
        return reverse(f"early_help:{name}", args=[self.episode.reference, *more])

    def meeting_at(self, meeting: Meeting) -> str:
        family = self.family_meetings.get(meeting.pk)
        return reverse("early_help:taf" if family else "casework:meeting", args=[meeting.public_id])


def steps_of(here: Standing) -> list[dict]:
    """Agreement, lead, assessment, meeting, plan, review: what is done, what waits."""
    is_open = here.episode.case.is_open

    def step(text, done, href, hint="", status="To do"):
        status = "Done" if done else status if is_open else "Not done"
        return {
            "text": text,
            "href": href if is_open or done else "",
            "hint": hint,
            "status": status,
            "kind": "done" if done else "info" if status == "To do" else "quiet",
        }

    held = [meeting for meeting in here.meetings if meeting.held_at]
    to_come, assessed = here.to_come, here.assessment
    reviews = [one for one in held if getattr(here.family_meetings.get(one.pk), "kind", "") == "REVIEW"]
    return [
        step(
            "The family says whether they want this",
            here.agreed,
            here.at("agreement"),
            hint=f"Not asked yet: {' and '.join(here.young)}" if here.young and is_open else "",
            status=_not_agreed(here),
        ),
        step(
            "Lead professional",
            here.is_led or bool(here.led_by),
            here.at("lead") if is_open else "",
            hint=here.lead.membership.user.name if here.lead else here.led_by,
            status="Asked, waits for an answer" if here.invited else "To do",
        ),
        step(
            f"{here.episode.label}: what would help",
            bool(assessed and assessed.completed_at),
            here.at("assessment"),
            status="Begun" if assessed else "To do",
        ),
        step(
            "The family and those who help meet",
            bool(held),
            here.meeting_at(to_come or held[-1]) if to_come or held else here.at("taf_new"),
            hint=f"Next meeting {day(to_come.starts_at)}" if to_come and is_open else "",
            status="Called" if to_come else "To do",
        ),
        step(
            "The family’s plan",
            bool(here.plan and here.goals),
            here.at("plan"),
            hint=f"{len(here.goals)} {'thing' if len(here.goals) == 1 else 'things'} to be better"
            if here.goals
            else "",
            status="Begun" if here.plan or here.goals else "To do",
        ),
        step(
            "Review",
            bool(reviews),
            here.at("plan"),
            hint=f"Due {day(here.plan.review_on)}" if is_open and here.plan and here.plan.review_on else "",
        ),
    ]


def _not_agreed(here: Standing) -> str:
    if here.only_a_carer:
        return "Not yet by anyone who may decide"
    if here.recorded and not here.answered:
        return "Recorded, to be confirmed"
    return "They said no" if here.answered else "To do"


def next_step(here: Standing, now: datetime) -> NextStep:
    """The one thing to do next."""
    case = here.episode.case
    if not case.is_open and here.moved_on and not here.moved_on.is_settled:
        moved = here.moved_on
        return NextStep(
            f"The family has moved to {moved.to_name}, and nobody there has said that they have it. Call {moved.their_worker}.",
            "Record receipt",
            here.at("moved"),
        )
    if not case.is_open:
        return NextStep(f"This ended on {day(case.closed_at)}: {case.closing_reason}")
    if here.is_over_by_death:
        return NextStep(OVER_BY_DEATH)
    return (
        _harm(here)
        or _agreement(here)
        or _leading(here)
        or _young_people(here)
        or _what_they_wrote(here)
        or _meeting(here, now)
        or _minutes(here)
        or _writing(here)
    )


def _harm(here: Standing) -> NextStep | None:
    if here.assessment is None or not here.assessment.harm_waits():
        return None
    if here.assessment.may_be_known():
        return NextStep(
            f"The {here.episode.label} says that a child is at risk of significant harm. In danger now: call 999. The family "
            f"was stepped up to the MASH {spoken(here.episode.stepped_up_at)}, before this was written: bring this there, or say that they were told.",
            "Step up to MASH",
            here.at("step_up"),
            is_danger=True,
        )
    return NextStep(
        f"The {here.episode.label} says that a child is at risk of significant harm. In danger now: call 999. "
        "Then step the family up to the MASH. Nobody there knows yet.",
        "Step up to MASH",
        here.at("step_up"),
        is_danger=True,
    )


def _agreement(here: Standing) -> NextStep | None:
    if here.agreed:
        return None
    if here.only_a_carer:
        return NextStep(
            "Someone agrees who may not decide for the child. Ask whoever holds parental responsibility, or the young person who "
            "understands; help begins once one of them agrees.",
            "Record agreement",
            here.at("agreement"),
        )
    if here.answered:
        return NextStep(
            "The family does not want this. Help of this kind is their choice. Talk over what else could help, record "
            "what they say, and close it; if a child is at risk, step it up to the MASH.",
            "Record agreement",
            here.at("agreement"),
        )
    if first := next((one for one in here.recorded if not one.care), None):
        return NextStep(
            f"Call the family and confirm the consent that was recorded: {first.who}: {first.words.rstrip('. ')}. "
            "Ask what they want to be better.",
            "Confirm consent",
            f"{here.at('agreement')}?recorded={first.number}",
            reach=first.reach,
        )
    return NextStep(
        "Speak with the family: what do they want to be better, and do they agree?",
        "Record agreement",
        here.at("agreement"),
        reach=here.reach,
    )


def _young_people(here: Standing) -> NextStep | None:
    """At 16 or 17 nobody answers for them: they are asked themselves, whoever else has agreed."""
    if not here.young:
        return None
    return NextStep(
        f"Ask {' and '.join(here.young)} themselves: at 16 or 17 a parent’s agreement is not theirs.",
        "Record agreement",
        here.at("agreement"),
    )


def _leading(here: Standing) -> NextStep | None:
    if here.invited:
        who = here.invited.proposed_lead.user.name if here.invited.proposed_lead_id else here.invited.to_team.name
        return NextStep(
            f"Asked to lead: {who}. Answer due {day(here.invited.answer_due_on)}. Call if you hear nothing.",
            "Open the invitation",
            reverse("casework:handover", args=[here.invited.reference]),
        )
    if here.is_led:
        return None
    if here.proposed:
        proposed = here.proposed
        return NextStep(
            f"Ask {proposed.user.name}, {proposed.team.organisation.name}, to lead: whoever stepped the family down proposes them, "
            "and may not close until someone leads.",
            f"Ask {proposed.user.name}",
            f"{here.at('lead')}?organisation={proposed.team.organisation.public_id}",
        )
    if here.said_no:
        asked = here.said_no
        who = asked.proposed_lead.user.name if asked.proposed_lead_id else asked.to_team.name
        return NextStep(
            f"{who} said no: {asked.answer_reason.rstrip('. ')}. Ask someone else.",
            "Ask someone to lead",
            here.at("lead"),
        )
    return NextStep(
        "Find the person who will lead: often the one the family trusts most.", "Ask someone to lead", here.at("lead")
    )


def _what_they_wrote(here: Standing) -> NextStep | None:
    if not here.unanswered:
        return None
    return NextStep("Someone of the family has written and waits for an answer.", "Read and answer", here.at("family"))


def _meeting(here: Standing, now: datetime) -> NextStep | None:
    to_come = here.to_come
    if to_come is not None and (to_come.starts_at <= now or _is_soon(to_come, now) or here.assessment):
        words = "Hold the meeting" if to_come.starts_at > now else "Record what the meeting decided"
        return NextStep(
            f"{words}: {to_come.kind}, {day(to_come.starts_at)}.", "Open the meeting", here.meeting_at(to_come)
        )
    if to_come is None and not here.meetings:
        return NextStep("Bring the family and those who help together.", "Call a meeting", here.at("taf_new"))
    return None


def _minutes(here: Standing) -> NextStep | None:
    """The last meeting that was held, where nobody has sent its minutes (FD 4.4: within five working days)."""
    held = [meeting for meeting in here.meetings if meeting.held_at]
    last = here.family_meetings.get(held[-1].pk) if held else None
    if last is None or last.minutes_sent_at:
        return None
    return NextStep(
        f"Check and send the minutes: {held[-1].kind}, {day(held[-1].starts_at)}.",
        "Open the meeting",
        here.meeting_at(held[-1]),
    )


def _is_soon(meeting: Meeting, now: datetime) -> bool:
    return (timezone.localdate(meeting.starts_at) - timezone.localdate(now)).days <= 1


def _writing(here: Standing) -> NextStep:
    if here.assessment is None:
        return NextStep(
            f"Start the {here.episode.label}: what the family says, what goes well, what would help.",
            "Start assessment",
            here.at("assessment"),
        )
    if not (here.plan and here.goals):
        return NextStep(
            "Write the plan with the family: what should be better, who does what by when.",
            "Open the plan",
            here.at("plan"),
        )
    if here.assessment.completed_at is None:
        return NextStep(f"Finish the {here.episode.label}.", "Open it", here.at("assessment"))
    if all(goal.state != Goal.State.OPEN for goal in here.goals):
        return NextStep(
            "Everything in the plan has come to an end. Hold a closing meeting, or end it.", "End", here.at("close")
        )
    return NextStep("Call the next meeting, to see how far you are.", "Call a meeting", here.at("taf_new"))
