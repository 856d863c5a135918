"""Two multi-agency case audits: one reported, with its actions and its re-audit planned, and one on which two readers disagree."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from breakwater.casework.actions import operations as actions
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.assurance.case_audits import lookup, tool
from breakwater.improvement.assurance.case_audits.operations import planning, report, returns, safety
from breakwater.improvement.assurance.models import AuditedCase, AuditMember, CaseAudit, CaseReturn
from breakwater.partnership.organisations.access import Permission, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Membership

from .life import Life
from .tables import chance

KEYS = UUID(int=85_124)
READERS, GROUP = ("police officer", "housing officer"), ("social care manager",)
SAID = {
    "OUTSTANDING": (
        "Need was named at the first visit, and each agency was told within the day.",
        "Every entry shows what the worker did next because of it.",
    ),
    "GOOD": (
        "The record says who was spoken to and what was agreed, and was reviewed twice.",
        "What others knew was asked for within the week and weighed.",
    ),
    "IMPROVE": (
        "The history is listed, and nothing says what it means for the child.",
        "The second adult of the home is named once and was never spoken to.",
    ),
    "INADEQUATE": ("No entry shows that the child was seen alone in five weeks.",),
}
EVIDENCE = (
    "Visits, first month",
    "Assessment, and its review",
    "Supervision record, second month",
    "Minutes of the meeting",
)
STRENGTHS = ("Joint visits", "Plain words that the family could use", "The worker stayed the same throughout")
LEARNING = (
    "Ask who else lives in the home",
    "Write down what the child said, in the child’s words",
    "Minute what supervision changed",
)
SUM = {
    "OUTSTANDING": "Help came early, and the child says what is better.",
    "GOOD": "Sound work that is reviewed. The child’s voice is there, and could be nearer to the plan.",
    "IMPROVE": "Much was done, and it is hard to see what became better for the child.",
    "INADEQUATE": "The plan was not followed, and nobody noticed for weeks.",
}
VIEWS = (
    returns.VoiceFacts(
        "WORKER",
        "YES",
        words="I had time to know this family. I would have liked to meet the others once, in one room.",
    ),
    returns.VoiceFacts("PARENT", "YES", words="I told the same story four times. The last worker had read it first."),
    returns.VoiceFacts(
        "CHILD", "NOT_ASKED", words="Too young to be asked. The nursery’s observations were read instead."
    ),
)
REPORT = report.ReportFacts(
    findings="Need is seen early, and information is shared within days.\n"
    "What children say is recorded, and seldom changes the plan.\n"
    "Men who live in the home are named in most records and were spoken to in few.",
    causes="The template asks for the views of parents in one box, and for those of the child last.\n"
    "Visits are arranged in working hours, when one parent is at home.",
    good_practice="Joint visits of two agencies in the first fortnight.",
    recommendations="Ask about, and speak to, every adult who lives in the home.\n"
    "Show in each review what the child said and what was done about it.",
)
ACTIONS = (
    (
        "Ask about, and speak to, every adult who lives in the home",
        "Change the assessment template so that each adult of the home has a part, and brief all who use it",
        "Nine of ten assessments read at the re-audit name and include each adult",
    ),
    (
        "Show in each review what the child said and what was done about it",
        "Add the child’s words and what changed because of them to the record of each review",
        "The re-audit grades voice and lived experience good or better in eight of ten returns",
    ),
)


@dataclass(frozen=True)
class Plan:
    """A case audit as it is set up, so many days ago; `good` is how likely a domain is graded good or better."""

    theme: str
    questions: str
    days: int
    ages: tuple[str, ...]
    number: int
    good: float


DONE = Plan(
    "Neglect of young children",
    "Was need seen early?\nDoes each record say what life is like for the child?\nWho else lives in the home?",
    26,
    ("0", "1-4", "5-10"),
    6,
    0.62,
)
UNDER_WAY = Plan(
    "Voice of older children",
    "What did the child say, and to whom?\nWhat changed because of it?",
    9,
    ("11-15", "16-17"),
    6,
    0.55,
)


def tell(life: Life) -> None:
    done = Auditing(life, DONE)
    done.agencies(all_of_them=True)
    done.second_readings()
    done.meeting()
    done.reported()
    later = Auditing(life, UNDER_WAY)
    later.agencies(all_of_them=False)
    later.second_readings(differs=True)


class Auditing:
    """One audit as its lead, the agencies and its readers bring it on."""

    def __init__(self, life: Life, plan: Plan):
        self.life, self.plan, self.manager = life, plan, life.post("business manager")
        self.pick: Random = chance(f"case audit {plan.theme}")
        self.audit = self.do(planning.draw, self._set_up(), "lighthouse", days=1)
        for part, posts in ((AuditMember.Part.READER, READERS), (AuditMember.Part.GROUP, GROUP)):
            for post in posts:
                self.do(planning.name_member, self.audit, life.post(post), part, days=2)

    def at(self, days: float) -> datetime:
        return min(self.life.now - timedelta(days=self.plan.days - days), self.life.now)

    def do(self, operation, *of, days: float, by: Membership | None = None, **more):
        with acting_as(by or self.manager) as actor:
            return operation(*of, by=actor, at=self.at(days), **more)

    def key(self, *of) -> UUID:
        return uuid5(KEYS, f"{self.plan.theme} {of}")

    def _facts(self, plan: Plan, since: datetime) -> planning.PlanFacts:
        return planning.PlanFacts(
            theme=plan.theme,
            questions=plan.questions,
            standards="The partnership’s threshold document, and its practice standards for early help.",
            lawful_basis="Children Act 2004 section 11, and the partnership’s agreement to share information for audit.",
            areas=[self.life.area.pk],
            kinds=list(tool.KINDS),
            ages=list(plan.ages),
            number=plan.number,
            share=20,
            answers_by=london_date(since + timedelta(days=12)),
            meeting_on=london_date(since + timedelta(days=13)),
        )

    def _set_up(self) -> CaseAudit:
        return self.do(planning.set_up, self._facts(self.plan, self.at(0)), key=self.key("set up"), days=0)

    def returned(self) -> Iterator[tuple[CaseReturn, Membership]]:
        """Each return with somebody of its agency who may send it; none where nobody there has an account."""
        answers = next(
            lines[Permission.CASE_AUDIT_ANSWER] for lines in PARTS.values() if Permission.CASE_AUDIT_ANSWER in lines
        )
        with acting_as(self.manager):
            asked = list(CaseReturn.objects.filter(of__audit=self.audit).order_by("number", "pk"))
        for one in asked:
            posts = Membership.objects.in_force(london_date(self.life.now)).filter(team=one.team_id, role__in=answers)
            if post := posts.order_by("pk").first():
                yield one, post

    def agencies(self, *, all_of_them: bool) -> None:
        """What each writes of its record. Of an audit under way some are begun and not sent, and one raises a child's safety."""
        concern = not all_of_them
        for one, post in self.returned():
            is_late = not all_of_them and self.pick.random() < 0.3
            self._write(one, post, only=3 if is_late else None)
            if is_late:
                continue
            self.do(returns.send, one, self._sent(), key=self.key(one.pk), days=self.pick.uniform(3, 7), by=post)
            if self.pick.random() < 0.6:
                view = replace(self.pick.choice(VIEWS), asked_on=london_date(self.at(4)))
                self.do(returns.record_voice, one, view, key=self.key("view", one.pk), days=5, by=post)
            if concern:
                words = "The record of last week says that the child stayed away from home for two nights, and nobody asked where."
                self.do(
                    safety.raise_concern, one, words, key=self.key("safety", one.pk), days=self.plan.days - 1, by=post
                )
                concern = False

    def _grade(self) -> str:
        good = self.pick.random() < self.plan.good
        return self.pick.choices(*((("OUTSTANDING", "GOOD"), (1, 4)) if good else (("IMPROVE", "INADEQUATE"), (5, 1))))[
            0
        ]

    def _sent(self) -> returns.SentFacts:
        grade = self._grade()
        return returns.SentFacts(grade, SUM[grade], at_risk=False)

    def _write(self, one: CaseReturn, post: Membership, *, only: int | None) -> None:
        """The domains as they were saved one after the other: written together, a page at a time would take seconds."""
        said = {}
        for domain in tool.read(one.tool).domains[:only]:
            grade = self._grade()
            facts = {
                "grade": grade,
                "narrative": self.pick.choice(SAID[grade]),
                "evidence": self.pick.choice(EVIDENCE),
                "strengths": self.pick.choice(STRENGTHS) if grade in ("OUTSTANDING", "GOOD") else "",
                "learning": self.pick.choice(LEARNING) if grade in ("IMPROVE", "INADEQUATE") else "",
            }
            said[domain.key] = {name: words for name, words in facts.items() if words} | {"revision": 1}
        with acting_as(post):
            one.answers, one.saved_at = json.dumps(said, ensure_ascii=False), self.at(3)
            one.save(update_fields=["answers", "saved_at"])

    def second_readings(self, *, differs: bool = False) -> None:
        """Whoever of the two readers works elsewhere reads what was drawn for it. `differs` leaves the last for later."""
        for number, post in enumerate(map(self.life.post, READERS)):
            with acting_as(post):
                waiting = lookup.to_read_again(actor_of(post))
            for one in waiting[number if differs else 0 :]:
                grades = {key: said["grade"] for key, said in tool.answers_of(one.answers).items()}
                grade, words = one.grade, "I read the same in it, and graded it the same."
                if differs:
                    grades |= {"voice": "INADEQUATE", "impact": "IMPROVE"}
                    grade, words = (
                        "INADEQUATE",
                        "The child’s words are not in what is described: others speak of the child.",
                    )
                facts = returns.SecondFacts(grades, grade, words)
                self.do(returns.read_again, one, facts, key=self.key("second", one.pk), days=8, by=post)
            if differs:
                break

    def meeting(self) -> None:
        with acting_as(self.manager):
            cases = list(AuditedCase.objects.filter(audit=self.audit).order_by("number"))
        for case in cases:
            grade = self.pick.choice(("GOOD", "GOOD", "IMPROVE"))
            facts = report.MeetingFacts(
                grade,
                SUM[grade],
                "Two agencies visited together." if grade == "GOOD" else "",
                "An adult of the home was not spoken to." if grade == "IMPROVE" else "",
                london_date(self.at(13)),
                at_risk=False,
            )
            self.do(report.agree, case, facts, revision=case.revision, key=self.key("meeting", case.pk), days=13)

    def reported(self) -> None:
        """The report, two actions of which one is verified, and the re-audit on the same tool, planned for half a year later."""
        fresh = self.do(report.write, self.audit, REPORT, revision=self.audit.revision, days=15)
        unsent_why = "Nobody of these teams has an account yet; what they said at the meeting is in the findings."
        done = self.do(report.settle, fresh, "", unsent_why=unsent_why, revision=fresh.revision, days=16)
        owner = self.life.post("coordinator")
        for number, (because, wording, measure) in enumerate(ACTIONS):
            facts = actions.ActionFacts(because, wording, measure, "2", months_later(london_date(self.at(16)), 3))
            made = self.do(report.add_action, done, facts, [owner.team], key=self.key("action", number), days=17)
            self.do(actions.accept, made, owner=owner, lead=None, days=18, by=owner)
            if number == 0:
                words = "The new template is in use since last week; 14 of 16 workers were briefed."
                self.do(actions.complete, made, words=words, link="", days=22, by=owner)
                self.do(actions.verify, made, words="Five assessments on the new template were read.", days=24)
        again = replace(self._facts(self.plan, self.life.now + timedelta(days=150)), meeting_on=None)
        self.do(planning.audit_again, done, again, key=self.key("again"), days=25)
