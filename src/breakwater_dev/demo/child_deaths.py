"""Forty child deaths of three years: carried over from another system, looked at by panels with themes, three whose response runs.

Each name is made of lists that no family has: nothing here is about anybody.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.deaths.operations import opening, professionals, response, support, tracker
from breakwater.improvement.learning.deaths.panels import composing, lookup, tracker_file
from breakwater.improvement.learning.deaths.panels.operations import importing, meetings, outcomes, sharing
from breakwater.improvement.learning.models import ChildDeath, PanelMeeting
from breakwater.partnership.organisations.access import acting_as

from .life import Life

FORENAMES = ("Anneka", "Bertil", "Corin", "Delphie", "Edric", "Fenella", "Garrick", "Hestia")
SURNAMES = ("Oakhanger", "Pentreath", "Quillfeather", "Rushbrand", "Stowmarsh")
NAMES = [(forename, surname) for surname in SURNAMES for forename in FORENAMES]
CARRIED_OVER = 24
KEYS = UUID("5eedc0de-0000-4000-8000-0000c0de0022")
CATEGORIES = ("8", "8", "8", "7", "7", "10", "10", "4", "6", "9", "3", "5")  # in about the shares that panels find
MODIFIABLE = {"10": "Yes", "3": "Yes", "9": "Yes", "8": "No", "7": "No"}
HEADINGS = (
    "Local ID",
    "Area",
    "Given names",
    "Family name",
    "Date of birth",
    "Sex",
    "Date of death",
    "Expected",
    "Joint agency response",
)
DAYS = ("Notified", "CDRM", "CDOP", "NCMD closed", "Category of death", "Modifiable factors", "Form edition")
SEATS = (
    ("chair", "Rowan Selwyn-Drake", "Independent"),
    ("nurse", "Marta Ellingham", "Integrated care board"),
    ("public_health", "Idris Colebrook", "Public health"),
    ("police", "Petra Vannin", "Invented Harbour Police"),
    ("neonatologist", "Oona Trevanion", "Invented Solent Children’s Health"),
    ("social_care", "Casper Lyngate", "Children’s social care"),
    ("education", "Bryony Ashdell", "Education"),
    ("lay", "Tobias Merrow", ""),
)
# category, modifiable, domain, theme, influence, whether it could be changed
FOUND = (
    ("10", "YES", "C", "safe-sleep", "2", True),
    ("10", "YES", "B", "smoking", "2", True),
    ("8", "NO", "A", "genetics", "1", False),
    ("3", "YES", "C", "road-safety", "2", True),
    ("5", "YES", "D", "asthma", "2", True),
    ("2", "YES", "B", "online-harm", "2", True),
)
RECOMMENDED = (
    (
        "PARTNERSHIP",
        "Every service that visits a home with a baby asks where the baby sleeps, also on nights away from home",
        "Babies sleep on their back, in a clear cot, wherever they are",
        "safe-sleep",
    ),
    (
        "AGENCY",
        "Every child who was admitted with asthma has a written plan that the school has read",
        "Children with asthma are safe at school as they are at home",
        "asthma",
    ),
)
NOTICES = (
    (
        "safe-sleep",
        "10",
        "Risk rises on nights that are out of the ordinary: a visit, a holiday, an evening with alcohol.",
        "Ask about tonight, not about the cot. Plan the unusual night with the parents.",
        "Health visitors, midwives, family support",
    ),
    (
        "asthma",
        "5",
        "Several plans had not reached the school, and inhalers were past their date.",
        "Ask for the plan, look at the inhaler, call the practice where either is missing.",
        "Schools, practices, school nurses",
    ),
    (
        "road-safety",
        "3",
        "New routes to school began with the move to secondary school, and nobody had walked them.",
        "Walk the route with the child before the first day.",
        "Schools and families",
    ),
)


class Telling:
    """The team of the demonstration, and ways to let a death happen and its review go on."""

    def __init__(self, life: Life):
        self.life, self.now = life, life.now
        self.reviewer, self.doctor = life.staff.actor("child deaths"), life.staff.actor("designated doctor")
        with acting_as(self.reviewer.membership):
            self.areas = lookup.areas_of(self.reviewer.membership.team)
        self.number = 0

    def key(self) -> UUID:
        self.number += 1
        return UUID(int=KEYS.int + self.number)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def do(self, operation: Callable, *of, days: float, by=None, **facts):
        who = (by or self.reviewer).membership
        with acting_as(who) as actor:
            return operation(*of, by=actor, at=self.ago(days), **facts)

    def died(self, at: int, days: float, *, years: float, expected: bool, **more) -> ChildDeath:
        """The death of the child at this place among the names, so many days ago, at an age; known the next morning."""
        when = self.ago(days)
        facts = opening.DeathFacts(
            called=" ".join(NAMES[at]),
            died_at=when,
            born_on=london_date(when) - timedelta(days=round(years * 365.25)),
            sex="FM"[at % 2],
            expected=expected,
            **{"place_kind": "HOSPITAL" if expected else "HOME"} | more,
        )
        area = self.areas[at % len(self.areas)]
        return self.do(opening.open_record, facts, area=area, key=self.key(), tells=False, days=days - 0.05)

    def key_worker(self, death: ChildDeath, *, days: float) -> None:
        facts = support.KeyWorkerFacts(
            named="Bereavement nurse, children’s hospital", phone="07700 900 451", hours="9 to 5"
        )
        self.do(support.name_key_worker, death, facts, key=self.key(), days=days)

    def gathered(self, death: ChildDeath, days: float, *, unexpected: bool) -> None:
        """Triaged within the week, information gathered from then on."""
        if unexpected:
            started = response.StartFacts(("SUDDEN",), "Sudden, with no cause apparent at first", leads=True)
            self.do(response.start, death, started, by=self.doctor, days=days - 0.1)
        else:
            self.do(response.decline, death, "Expected, after a long illness", days=days - 1)
        self.do(tracker.triage, death, tracker.TriageFacts(False, "No abuse or neglect is suspected"), days=days - 3)
        self.key_worker(death, days=days - 0.8)
        self.stage(death, "GATHERING", days=days - 4)
        if unexpected:
            _meets(self, death, "MEETING", days - 1.7)

    def stage(self, death: ChildDeath, state: str, *, days: float) -> None:
        self.do(tracker.bring_to, death, tracker.StageFacts(state, london_date(self.ago(days))), days=days)


def tell(life: Life) -> None:
    """From what was carried over to what runs tonight."""
    told = Telling(life)
    _carried_over(told)
    held = _meeting(told, 62, themed="")
    _published(told, held)
    _to_come(told)
    _gathering(told)
    _responses(told)


def _carried_over(told: Telling) -> None:
    """Two years from the system before, by its file: reviewed, concluded by quarterly panels, closed nationally."""
    today, written = london_date(told.now), io.StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADINGS + DAYS)
    for at in range(CARRIED_OVER):
        died = months_later(today, -35) + timedelta(days=27 * at)
        category = CATEGORIES[at % len(CATEGORIES)]
        panel = _quarter_after(months_later(died, 8))
        born = died - timedelta(days=(3, 40, 700, 2600, 5300)[at % 5])
        sudden = category in ("3", "10")
        lines.writerow(
            (
                f"E-{2023 + at // 9}-{at + 11:03}",
                told.areas[at % len(told.areas)].code,
                *NAMES[at],
                born,
                "FM"[at % 2],
                died,
                "no" if sudden else "yes",
                "yes" if sudden else "no",
                died + timedelta(days=3 if at % 8 == 5 else 1),
                died + timedelta(days=70 if at % 4 else 130),
                panel,
                panel + timedelta(days=12),
                category,
                MODIFIABLE.get(category, "Inadequate information"),
                "2018",
            )
        )
    areas = {name: each for each in told.areas for name in (each.code.lower(), each.name.lower())}
    with acting_as(told.reviewer.membership) as by:
        rows = tracker_file.read(written.getvalue().encode(), told.areas, today, ())
        importing.take_in(rows, areas, by=by, at=told.ago(95), key=told.key())


def _meeting(told: Telling, days: int, *, themed: str) -> PanelMeeting:
    """The last panel: six concluded, one deferred to after its inquest."""
    deaths = []
    for at in range(CARRIED_OVER, CARRIED_OVER + 7):
        died = days + 320 - 9 * (at - CARRIED_OVER)
        death = told.died(
            at, died, years=(0.2, 0.4, 0.01, 11, 7.5, 15.5, 16.2)[at - CARRIED_OVER], expected=at % 7 == 5
        )
        told.gathered(death, died, unexpected=at % 7 != 5)
        told.stage(death, "REVIEWED", days=died - 80)
        told.stage(death, "ANALYSED", days=died - 95)
        deaths.append(death)
    facts = meetings.MeetingFacts(
        "THEMED" if themed else "ORDINARY", themed, london_date(told.ago(days)), "Video meeting"
    )
    meeting = told.do(meetings.arrange, facts, key=told.key(), days=days + 40)
    seats = [told.do(meetings.seat, meeting, *each, days=days + 40) for each in SEATS]
    cases = told.do(meetings.list_deaths, meeting, deaths, days=days + 20)
    told.do(meetings.recuse, cases[2], seats[4], "Was on duty on the ward", days=days + 10)
    told.do(meetings.record_attendance, meeting, [each for each in seats if each.seat != "lay"], days=days - 0.1)
    for case, (category, modifiable, domain, theme, influence, could) in zip(cases, FOUND, strict=False):
        told.do(outcomes.add_factor, case, outcomes.FactorFacts(domain, theme, influence, could), days=days + 8)
        said = outcomes.OutcomeFacts(
            "CONCLUDED",
            meeting.on,
            category,
            modifiable,
            "What the panel found, and what was recommended because of it.",
        )
        told.do(outcomes.settle, case, said, key=told.key(), days=days - 0.2)
    put_off = outcomes.OutcomeFacts("DEFERRED", meeting.on, why="The inquest has not been held")
    told.do(outcomes.settle, cases[-1], put_off, key=told.key(), days=days - 0.2)
    wait = tracker.WaitFacts(
        "INQUEST", meeting.on, london_date(told.now) + timedelta(days=30), "The coroner gave no date yet"
    )
    told.do(tracker.put_on_hold, deaths[-1], wait, days=days - 0.3)
    for case, words in zip((cases[0], cases[4]), RECOMMENDED, strict=True):
        told.do(outcomes.recommend, case, outcomes.RecommendationWords(*words), key=told.key(), days=days - 0.2)
    told.do(meetings.hold, meeting, "The next panel takes the deaths of newborn babies together.", days=days - 0.3)
    return meeting


def _published(told: Telling, held: PanelMeeting) -> None:
    """The report of the last whole year, and a batch of learning; one notice waits for the next."""
    today = london_date(told.now)
    first, last = composing.year_before(today)
    areas = told.areas[1:]
    with acting_as(told.reviewer.membership):
        report = composing.of_report(first, last, today)
    facts = sharing.BatchFacts(
        f"Child death reviews, year to March {last.year}",
        f"CDOP {last.year}",
        first,
        last,
        report,
        "Designated doctor",
        is_report=True,
    )
    told.do(sharing.publish, facts, published_on=london_date(told.ago(90)), key=told.key(), days=90)
    written = [
        told.do(sharing.write, sharing.NoticeFacts(*each), key=told.key(), days=50 - 4 * at)
        for at, each in enumerate(NOTICES)
    ]
    first = months_later(held.on, -2)
    if first <= last < held.on:  # figures of days that overlap could be subtracted
        first = last + timedelta(days=1)
    with acting_as(told.reviewer.membership):
        chosen = lookup.recommendations_to_share()
        text = composing.of_batch(first, held.on, written[:2])
    batch = sharing.BatchFacts(
        "Learning from child deaths",
        f"CDOP {held.on.year}/2",
        first,
        held.on,
        text,
        "Public health",
        written[:2],
        chosen,
        areas,
    )
    told.do(sharing.publish, batch, published_on=london_date(told.ago(40)), key=told.key(), days=40)


def _to_come(told: Telling) -> None:
    """The next panel, on newborn babies: four cases on its list."""
    deaths = []
    for at in range(31, 35):
        died = 200 - 6 * (at - 31)
        death = told.died(at, died, years=0.02, expected=True)
        told.gathered(death, died, unexpected=False)
        told.stage(death, "REVIEWED", days=died - 85)
        told.stage(death, "ANALYSED", days=died - 100)
        deaths.append(death)
    facts = meetings.MeetingFacts("THEMED", "neonatal", london_date(told.now) + timedelta(days=16), "Video meeting")
    meeting = told.do(meetings.arrange, facts, key=told.key(), days=14)
    cases = told.do(meetings.list_deaths, meeting, deaths, days=12)
    asked = "Was the transfer between hospitals timely? Were the parents offered genetic advice?"
    told.do(outcomes.prepare, cases[0], asked, "2018", revision=0, days=5)
    told.do(outcomes.add_factor, cases[0], outcomes.FactorFacts("A", "genetics", "2", False), days=5)


def _gathering(told: Telling) -> None:
    """Two for which forms are out: some have come, one with nothing to report, some are overdue."""
    for at, days in ((35, 48), (36, 26)):
        death = told.died(at, days, years=4 + at % 9, expected=False)
        told.gathered(death, days, unexpected=True)
        _asked(told, death, days - 6, answered=2)


def _asked(told: Telling, death: ChildDeath, days: float, *, answered: int) -> None:
    agencies = ("General practice", "Health visiting", "Hospital trust", "Children’s social care")
    for at, agency in enumerate(agencies):
        named = professionals.Named(agency, "Named professional", "safeguarding@demo.invalid")
        listed = told.do(professionals.add_professional, death, named, days=days)
        asked = told.do(
            professionals.ask,
            listed,
            professionals.AskFacts(f"{death.called}, born {death.born_on}", "Please complete the reporting form."),
            days=days,
        )
        if at < answered:
            came = professionals.ReturnFacts("NIL" if at == 1 else "SENT", "By the link of the local system")
            told.do(professionals.record_return, asked.request, came, days=max(days - 9 - at, 0.1))
        elif days > 12:
            on = london_date(told.ago(days - 11))
            told.do(professionals.chase, asked.request, on, "By telephone", key=told.key(), days=days - 11)


def _responses(told: Telling) -> None:
    """Three that run: a baby last night, a young person four days ago, and one whose first findings have come."""
    first = ("SIBLINGS", "POLICE", "HEALTH", "CORONER", "SOCIAL_CARE")
    later = ("SCENE", "MEDICAL_EXAMINER", "GP", "SCHOOL", "HEALTH_VISITOR", "APPOINTMENTS")
    runs = (
        (37, 0.6, 0.3, "SUDDEN", "HOME", first[:3]),
        (38, 4.3, 15.2, "EXTERNAL", "PUBLIC", first + later[:4]),
        (39, 12.4, 1.1, "SUDDEN", "HOME", first + later),
    )
    for at, days, years, criterion, place, steps in runs:
        death = told.died(at, days, years=years, expected=False, place_kind=place)
        started = response.StartFacts((criterion,), "As the first account says", leads=True)
        told.do(response.start, death, started, by=told.doctor, days=days - 0.1)
        for number, step in enumerate(steps):
            done = max(days - 0.12 - 0.04 * number, 0.05)
            facts = response.StepFacts(step, told.ago(done), "Whoever is on duty, by telephone")
            told.do(response.record_step, death, facts, key=told.key(), by=told.doctor, days=done)
        if days > 1:
            _met(told, death, days)
    last = death
    told.do(response.record_findings, last, london_date(told.ago(3)), by=told.doctor, days=3)


def _met(told: Telling, death: ChildDeath, days: float) -> None:
    for step, after in (("PLANNING", 0.2), ("MEETING", 1.7)):
        _meets(told, death, step, days - after)
    told.key_worker(death, days=days - 0.9)
    told.do(tracker.triage, death, tracker.TriageFacts(False, "No abuse or neglect is suspected"), days=days - 2)
    told.stage(death, "GATHERING", days=days - 2.5)
    _asked(told, death, days - 3, answered=1)


def _meets(told: Telling, death: ChildDeath, step: str, days: float) -> None:
    came = "Designated doctor\nDetective inspector\nSocial worker\nCoroner’s officer"
    held = response.MeetingFacts(step, told.ago(days), came, "What each agency knows was shared.", "Visit the home")
    told.do(response.record_meeting, death, held, key=told.key(), by=told.doctor, days=days)


def _quarter_after(day: date) -> date:
    """The second Tuesday of the next month in which the panel meets: March, June, September, December."""
    month = months_later(day.replace(day=1), 3 - (day.month % 3) or 3)
    return month + timedelta(days=(1 - month.weekday()) % 7 + 7)
