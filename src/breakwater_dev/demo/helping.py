"""How a family is helped once someone leads: what they say, the assessment, meetings, the plan, a parent who writes back."""

from datetime import datetime, timedelta
from uuid import UUID

from breakwater.casework.cases import involvement
from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Attendance
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.family_links.operations import family_messages
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Episode, FamilyMeeting, Goal
from breakwater.practice.early_help.plans import operations as plans

from .rhythm import later

DAY = 7.5  # office hours
STORY = {
    "story_who": "The parents",
    "change": "Mornings without shouting, and being on time. Somebody to talk to who does not judge us.",
    "helped": "When Nan took the little one on Mondays. The breakfast club.",
    "side": "Nan, and the teaching assistant.",
}
BEGINNING = {"route": "mash", "checked": "yes", "reasons": ["parenting", "wellbeing"], "harm": "no"}
MEANING = {
    "to_be_this_child": "You wake late, it is loud, and you come into class when the others have begun.",
    "working": "They want it to be better, and they ask. School feels safe.",
    "worried": "Everyone is tired. Nothing is left for when something goes wrong.",
    "needs_to_happen": "A calm hour in the morning, and one evening a week when a parent rests.",
    "if_nothing": "They go on being late and tired, and the parents stop asking.",
    "tier_view": "2",
}
WHY = (
    "Mornings at home are hard, school is missed, and the parents asked for somebody to help them find a calmer start."
)
MATTERS = {"priorities": [{"what": "Calm mornings", "for_whom": "Everyone", "parent_score": 3, "lead_score": 4}]}
CHECKS = {
    "asked_safely": "yes",
    "abuse": "no",
    "check_neglect": "no",
    "check_exploitation": "no",
    "check_substance": "no",
    "check_mental": "yes",
    "check_mental_note": "The mother is often low in the mornings, and has told her doctor.",
    "also": ["debt"],
    "also_note": "Behind with the electricity; the housing officer knows.",
}
SIGN_OFF = {
    "family_read": "yes",
    "family_copy": "paper",
    "child_copy": "yes",
    "coordinator_read": "no",
    "coordinator_read_why": "It is on her list for this week",
    "signed": True,
}
VOICE = {
    "seen": "yes",
    "seen_by": "The teaching assistant, at school",
    "seen_alone": "yes",
    "heard": "yes",
    "says": "I like it when it is quiet.",
    "asked_how": ["talk", "drawing"],
    "asked_by": "The teaching assistant",
    "good_day": "When we have toast and nobody shouts.",
    "wishes": "That Mum is not so tired.",
}
GOALS = (
    ("Mornings without shouting", "We are late and everyone cries", "We sit down to breakfast", ["1", "5"]),
    ("Time for the parents to rest", "We never stop", "One evening a week is ours", ["3"]),
)
ACTIONS = (
    ("Lay out bags and clothes the night before", "FAMILY"),
    ("Keep a place at breakfast club", "PROFESSIONAL"),
    ("Call the school nurse about sleep", "FAMILY"),
)
WHAT_IF = "If a week goes badly, call Nan first, then the lead. Nobody is in trouble for calling."
MINUTES = (
    "We talked about what mornings are like. Everyone brought something. We agreed who does what and wrote it down."
)
COMMENTS = (
    "It is a bit better. Tuesdays are still hard because I come off nights.",
    "Thank you for asking them what they want. We did not know about the drawing.",
)

ANSWER = "Thank you for writing. I am glad that it is a bit better. Shall we talk about Tuesdays when we meet?"
NUMBER = "07700 900 461"  # one of the numbers kept for drama: it rings nobody


class Helping:
    """Goes on with an episode from the day its lead accepted."""

    def __init__(self, life):
        self.life = life

    def begins(self, told, case: int, lead, at: datetime) -> None:
        """Something of all this happens in most families, not all of it in each."""
        reached = self.life.pick.random()
        steps = (
            (0.92, 1.5, self.writes),
            (0.8, 4, self.calls),
            (0.7, 8, self.meets),
            (0.62, 9, self.plans),
            (0.45, 12, self.shares),
            (0.35, 15, self.is_answered),
        )
        for likely, days, step in steps:
            if reached < likely:
                self.life.queue.at(
                    later(at, DAY * days), lambda then, step=step: self._while_open(step, told, case, lead, then)
                )

    def _while_open(self, step, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead):
            open_now = Episode.objects.filter(case=case, case__closed_at=None).exists()
        if open_now:
            step(told, case, lead, at)

    def _episode(self, case: int) -> Episode:
        return Episode.objects.select_related("case__area", "source_case").get(case=case)

    def writes(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(service_of(self.life.area, ServiceName.INTAKE)) as intake:
            held = self._episode(case).case
            for adult in told.family.adults:
                cases.add_participant(case=held, person=adult, capacity="PARENT", by=intake, at=at)
        with acting_as(lead) as by:
            begun = assessments.start_assessment(episode=self._episode(case), by=by, at=at)
            parts = [(begun.answers, "start", BEGINNING), (begun.answers, "story", STORY)]
            is_whole = self.life.pick.random() < 0.7
            if is_whole:
                parts += [(begun.answers, "safety", CHECKS), (begun.answers, "meaning", MEANING)]
                parts += [(begun.answers, "priorities", MATTERS), (begun.answers, "sign_off", SIGN_OFF)]
            voice = VOICE | {"seen_on": london_date(at).isoformat()}
            parts += [(child.answers, "voice", voice) for child in begun.children.select_related("answers")]
            for answers, section, said in parts:
                answers.refresh_from_db()
                drawn = assessments.Drawn(answers.revision, {})
                assessments.save_section(
                    answers, assessments.SectionAsTyped(section=section, cleaned=said, drawn=drawn), by=by, at=at
                )
            if is_whole and self.life.pick.random() < 0.5:
                begun.refresh_from_db()
                assessments.complete_assessment(assessment=begun, by=by, at=at)

    def calls(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            meetings.call_family_meeting(
                self._episode(case),
                meetings.Invitation(
                    kind="FIRST",
                    starts_at=later(at, DAY * 4),
                    place="The family room at school",
                    chair=lead.user.name,
                    family=[adult.name for adult in told.family.adults],
                    members=[lead],
                    others=[("Nia Nightingale", "School nursing"), ("Hal Harbour", "Housing")],
                    family_asked=True,
                ),
                by=by,
                at=at,
            )

    def meets(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            called = FamilyMeeting.objects.select_related("meeting", "episode__case").get(episode__case=case)
            came = {row.pk: Attendance.State.CAME for row in called.meeting.attendance.all()}
            record = meetings.Minutes(
                minutes=MINUTES,
                decisions="A plan with two goals\nMeet again in six weeks",
                attendance=came,
                voice="LETTER",
                voice_words="Toast!",
                overall="BETTER",
                tier="2",
                next_on=add_working_days(london_date(at), 28),
            )
            meetings.record_family_meeting(called, record, by=by, at=at)
            involvement.state(case=called.episode.case, words=WHY, by=by, at=at)

    def plans(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            episode = self._episode(case)
            for words, worst, best, outcomes in GOALS:
                plans.add_goal(
                    episode,
                    plans.GoalFacts(
                        words=words,
                        said_by="The parents",
                        worst=worst,
                        best=best,
                        outcomes=outcomes,
                        scores={"PARENT": 3, "LEAD": 4},
                    ),
                    by=by,
                    at=at,
                )
            goal = Goal.objects.filter(episode=episode).order_by("pk").first()
            for days, (words, owner) in enumerate(ACTIONS, start=1):
                who = told.family.adults[0].name if owner == "FAMILY" else lead.user.name
                plans.add_action(
                    episode,
                    plans.ActionFacts(
                        goal=goal,
                        words=words,
                        owner_kind=owner,
                        owner_name=who,
                        membership=None if owner == "FAMILY" else lead,
                        due_on=london_date(at) + timedelta(days=7 * days),
                    ),
                    by=by,
                    at=at,
                )
            plans.save_plan(
                episode,
                plans.PlanFacts(contingency=WHAT_IF, review_on=FamilyMeeting.objects.get(episode=episode).next_on),
                revision=0,
                by=by,
                at=at,
            )

    def shares(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            episode, parent = self._episode(case), told.family.adults[0]
            family.give_link(
                episode,
                family.LinkFacts(
                    way="PAPER",
                    reach="",
                    is_safe=True,
                    safe_words="Asked alone, at the school gate",
                    may_know_place=True,
                ),
                person=parent,
                by=by,
                at=at,
                key=UUID(int=case),
            )
            family.approve_copy(episode, family.CopyFacts(leaves_out=[]), person=parent, by=by, at=at)

    def is_answered(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead):
            link = family.link_of(self._episode(case), told.family.adults[0])
            door = link.door
        family.comment(
            door=door, words=self.life.pick.choice(COMMENTS), about="PLAN", goal="", key=UUID(int=case + 10**9), at=at
        )
        if self.life.pick.random() < 0.6:  # the others wait on Today
            self.life.queue.at(later(at, DAY), lambda then: self._while_open(self.replies, told, case, lead, then))

    def replies(self, told, case: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            episode, parent = self._episode(case), told.family.adults[0]
            family_messages.give_number(episode, telephone=NUMBER, by=by, at=at)
            answer = family_messages.Reply(
                person=parent, way="LINK", words=ANSWER, shown_at=at, key=UUID(int=case + 2 * 10**9)
            )
            family_messages.reply_to_family(episode, answer, by=by, at=at)
