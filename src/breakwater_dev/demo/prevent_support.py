"""Two years of Prevent support for schools: requests, appointments, visits with risks and actions, advice, a curriculum map."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import ENGLAND
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.prevent.models import CurriculumMap, SupportRequest, Visit
from breakwater.practice.prevent.support.operations import maps, requests, visits

from .places import Places
from .rhythm import at_clock
from .staff import Staff

KEYS = UUID(int=85_117)
SCHOOLS, FIRST, EVERY = 7, 700, 35  # twenty visits, the first so many days ago, then one in so many days
VISITS = 20


@dataclass(frozen=True)
class Seen:
    """What a visit found: a risk with its controls, what the school does about it, and how anybody will know."""

    purpose: str
    strengths: str
    grades: dict[str, str]
    risk: visits.RiskFacts


SEEN = (
    Seen(
        "Review of the risk assessment",
        "Every adult whom we asked knew whom to tell and how.",
        {"leadership": "3", "policies": "3", "staff": "2"},
        visits.RiskFacts(
            "PERMIT",
            "A visiting speaker spreads hatred",
            "Speakers are booked by each department on its own",
            "The visitors’ policy asks for a check, which some departments make",
            severity=3,
            likelihood=2,
            further_action="Check each outside speaker against one list before a booking is confirmed, so that pupils meet nobody who was not looked at",
            measure="A log of the checks of one term",
            priority="2",
        ),
    ),
    Seen(
        "Staff training and the referral pathway",
        "The induction of new staff covers the pathway in the first week.",
        {"staff": "2", "policies": "4", "practice": "3"},
        visits.RiskFacts(
            "CAPABLE",
            "Midday and site staff would not know what to do",
            "Teachers were trained in September; others were not",
            "Posters in the staff room",
            further_action="Train each midday supervisor and site manager to notice, check and share",
            measure="A register with every name, and five questions afterwards",
            priority="2",
        ),
    ),
    Seen(
        "Filtering, monitoring and digital resilience",
        "Pupils explain how a video is chosen for them.",
        {"pupils": "4", "curriculum": "3", "leadership": "3"},
        visits.RiskFacts(
            "PERMIT",
            "What pupils look for online is blocked and nobody hears of it",
            "Alerts go to one mailbox",
            "Filtering by the provider; the mailbox is read on Mondays",
            severity=4,
            likelihood=2,
            further_action="Send alerts of the filter to two named people each school day, so that one is always there to act",
            measure="The alert log of four weeks with what was done",
            priority="3",
        ),
    ),
    Seen(
        "Lettings and premises",
        "Keys and bookings are recorded by name.",
        {"leadership": "4", "policies": "2"},
        visits.RiskFacts(
            "SITE",
            "The hall is let to a group that draws young people in",
            "The lettings form asks for no purpose",
            "The business manager knows most groups",
            further_action="Add purpose, speakers and a right to cancel to the lettings form",
            measure="The new form, used for three bookings",
            priority="4",
        ),
    ),
)
TRAINING = requests.AskFacts(
    "TRAINING",
    "How to recognise mixed and unclear ideologies, and what to do",
    "The staff day in January",
    "All teaching staff",
    60,
)
LATELY = (
    requests.AskFacts(
        "CURRIC",
        "Where we teach challenge of sources, and where not",
        "Wednesdays after 2pm",
        "Year 7 to Year 9",
        None,
        "History and computing",
    ),
    requests.AskFacts("OUTREACH", "Our risk assessment before the governors meet", "Any morning in the next fortnight"),
)
ADVICE = maps.AdviceFacts(
    "The deputy head",
    datetime(2026, 1, 1).date(),
    "OFSTED",
    "What would an inspector ask of us about Prevent?",
    "They ask staff what they would do, and read the risk assessment with its date. Show them the map of the curriculum as well.",
    "https://www.gov.uk/government/publications/prevent-duty-guidance",
)
CELLS = {
    ("7", "sources"): maps.CellFacts("Computing", "Who made this? Four questions to a website", ""),
    ("7", "values"): maps.CellFacts("Tutor time", "School council elections", ""),
    ("8", "discussion"): maps.CellFacts(
        "Religious education", "Rules for hard questions", "No resource on misogyny online"
    ),
    ("8", "sources"): maps.CellFacts("History", "Posters of the 1930s", ""),
    ("9", "digital"): maps.CellFacts("Computing", "How a feed is chosen", "Nothing yet on generated pictures"),
    ("9", "discussion"): maps.CellFacts("English", "Speeches that persuade", ""),
}


class Support:
    """The officers and the schools' leads, and what each does at its moment."""

    def __init__(self, made: Places, people: Staff, now: datetime):
        self.now, self.officers = (
            now,
            [people.actor("prevent education officer"), people.actor("prevent education officer 2")],
        )
        ours = people.posts["dsl"]
        others = [people.dsl[team.pk] for _, _, team in made.schools if people.dsl[team.pk] != ours]
        self.leads = [actor_of(post) for post in (ours, *others[: SCHOOLS - 1])]

    def when(self, days: int, hour: int = 10) -> datetime:
        """A working hour so many days ago, or a negative number to come."""
        day = london_date(self.now) - timedelta(days=days)
        return at_clock(ENGLAND.next_working_day(day - timedelta(days=1)), hour)

    def ask(self, lead: Actor, facts: requests.AskFacts, at: datetime) -> SupportRequest:
        with acting_as(lead) as by:
            return requests.ask(facts, by=by, at=at, key=uuid5(KEYS, f"{lead.pk} {at} {facts.kind}"))

    def book(self, lead: Actor, officer: Actor, facts: requests.AskFacts, *, asked: datetime, held: datetime):
        """Asked for, two times offered two days later, the first taken."""
        request, then = self.ask(lead, facts, asked), min(asked + timedelta(days=2), self.now)
        offer = requests.OfferFacts(
            [held, at_clock(ENGLAND.next_working_day(london_date(held)), 10)],
            90,
            "At the school",
            "Child protection policy, training records, lettings form",
        )
        with acting_as(officer) as by:
            request = requests.offer_times(request, offer, by=by, at=then)
        with acting_as(lead) as by:
            return requests.take_time(request, starts_at=held, by=by, at=then)

    def visit(self, number: int, days: int) -> None:
        lead, officer, seen = self.leads[number % len(self.leads)], self.officers[number % 2], SEEN[number % len(SEEN)]
        held = self.when(days)
        facts = requests.AskFacts("OUTREACH", seen.purpose, "Mornings")
        booked = self.book(lead, officer, facts, asked=held - timedelta(days=20), held=held)
        day, then = london_date(held), held + timedelta(hours=2)
        record = visits.VisitFacts(
            visited_on=day,
            met="The head and the designated safeguarding lead",
            purpose=seen.purpose,
            documents="Child protection policy, training records",
            walk_through="Posters say whom to tell. Visitors sign in and wear a badge.",
            strengths=seen.strengths,
            grades=seen.grades,
            training_booked="",
            next_visit_on=None,
        )
        risk = replace(seen.risk, due_on=day + timedelta(days=70), owner=lead.membership)
        with acting_as(officer) as by:
            visit = visits.record(booked, record, by=by, at=then)
            local = "Young people in the area meet extreme content mostly online, by video and games."
            visits.say_known_risks(
                visit, national="Self-initiated, mixed and unclear ideologies.", local=local, by=by, at=then
            )
            for line in visit.risk_assessment.lines.all():
                said = {name: getattr(line, name) for name in visits.CARRIED}
                visits.look_again(line, visits.RiskFacts(**said), by=by, at=then)
            visits.add_risk(visit, risk, by=by, at=then, key=uuid5(KEYS, f"risk {number}"))
            if number == VISITS - 1:
                return  # the newest is still being written
            head = visits.SignFacts("The head teacher", "Head teacher", day)
            visits.sign(visit, head, by=by, at=then)
            visits.send(visit, by=by, at=then + timedelta(days=5))
        self.after(number, visit, lead, officer, then)

    def after(self, number: int, visit: Visit, lead: Actor, officer: Actor, then: datetime) -> None:
        """What became of the action: nothing, progress, complete, or verified; and the follow-up, but for the last due."""
        with acting_as(lead) as by:
            action = TrackedAction.objects.filter(came_from_path=visits.page_of(visit)).get()
            actions.accept(action, owner=lead.membership, lead=None, by=by, at=then + timedelta(days=1))
            if number % 5 and then + timedelta(days=30) < self.now:
                actions.report(
                    action,
                    words="The form is drafted and with the governors",
                    link="",
                    by=by,
                    at=then + timedelta(days=30),
                )
            done = number % 5 > 1 and then + timedelta(days=60) < self.now
            if done:
                actions.complete(
                    action, words="Done, and shown in the log", link="", by=by, at=then + timedelta(days=60)
                )
        followed = then + timedelta(days=92)
        with acting_as(officer) as by:
            if done and number % 5 > 2 and followed < self.now:
                actions.verify(action, words="The log was seen", by=by, at=followed)
            if followed + timedelta(days=20) < self.now:
                visits.follow_up(
                    visit, words="The action is in hand; the head reports to governors in spring.", by=by, at=followed
                )


def build(made: Places, people: Staff, now: datetime) -> None:
    """Twenty visits, then what is open now: two requests, times to choose from, an appointment next week, one not given."""
    told = Support(made, people, now)
    ours, officer = told.leads[0], told.officers[0]
    for number in range(VISITS):
        told.visit(number, FIRST - number * EVERY)
    trained = told.when(120)
    booked = told.book(told.leads[1], officer, TRAINING, asked=trained - timedelta(days=30), held=trained)
    with acting_as(officer) as by:
        counts = requests.TrainingFacts("Notice, check, share", attended=57, evaluated=49, confident=45)
        requests.record_training(booked, counts, by=by, at=trained + timedelta(hours=2))
        facts = replace(ADVICE, asked_on=london_date(told.when(40)))
        maps.advise(ours.membership.team, facts, by=by, at=told.when(40), key=uuid5(KEYS, "advice"))
    told.book(ours, officer, LATELY[1], asked=told.when(6), held=told.when(-7))
    for lead, facts, days in ((told.leads[2], LATELY[0], 3), (told.leads[3], LATELY[1], 2)):
        told.ask(lead, facts, told.when(days, 9))
    refused = told.ask(told.leads[4], TRAINING, told.when(14))
    with acting_as(officer) as by:
        reason = (
            "Every staff day in January is taken. Ask again for February, or send five colleagues to the open course."
        )
        requests.decline(refused, reason=reason, by=by, at=told.when(12))
    _map_of(ours, told)


def _map_of(lead: Actor, told: Support) -> CurriculumMap:
    with acting_as(lead) as by:
        made = maps.begin_map(lead.membership.team, year_groups=["7", "8", "9", "10", "11"], by=by, at=told.when(30))
        for place, facts in CELLS.items():
            maps.fill_cell(made, facts, place=place, revision=0, by=by, at=told.when(29))
        return made
