"""Thirty years of a small area by a clock: each quarter the command leaves what a plainly written oracle says is left, no more and no less."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest

from breakwater.delivery.retention import disposal, operations
from breakwater.delivery.retention.models import Due, Hold
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing.keeping import Case, Child, Life, at, later

BEGINS, YEARS = date(2027, 1, 4), 30
# What FD 7.3 says of each, by hand: years from closing, and an age of the youngest child.
KINDS = {"contact": (6, None), "referral": (6, 25), "allegation": (6, None), "escalation": (6, None)}
KINDS |= {"early_help": (6, 25), "harm": (6, 25), "unfounded": (10, None), "substantiated": (100, None)}
CASES = list(KINDS)
KINDS |= {"listed": (1, None), "incident": (6, 25), "rights": (6, None), "audit": (6, None)}
OTHERS = [kind for kind in KINDS if kind not in CASES]


@dataclass
class Held:
    """A hold from a day to a day on a case, a child, or a class of cases."""

    of: str
    since: date
    until: date
    hold: Hold | None = None


# The oracle: what a records officer would say, in the order in which she would say it.


def own_end(case: Case, years: dict[str, int]) -> date:
    count, age = KINDS[case.kind]
    ends = later(_school_year_of(case.closed) if case.kind == "listed" else case.closed, years.get(case.kind, count))
    if age is not None:
        ends = max([ends, *(later(child.born, age) for child in case.children)])
    return ends


def _school_year_of(day: date) -> date:
    """The last of August on or after which a school year ends."""
    return date(day.year if day.month < 9 else day.year + 1, 8, 31)


def chain(case: Case) -> list[Case]:
    """The case and all that followed from it."""
    found, waiting = [], [case]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += one.followed_by
    return found


def ends(case: Case, years: dict[str, int]) -> date | None:
    """The day on which a case is due: the longest of its own and of all that followed; never while one of them is open."""
    if any(one.closed is None for one in chain(case)):
        return None
    return max(own_end(one, years) for one in chain(case))


def is_held(case: Case, holds: list[Held], today: date) -> bool:
    """A hold on a case, on a child of it or on its class, or on what followed: what began it is evidence of the same."""
    covered = set()
    for one in chain(case):
        covered |= {one.name, f"class {one.kind}", *(child.name for child in one.children)}
    return any(held.of in covered and held.since <= today < held.until for held in holds)


def is_kept_longer(case: Case, longer: dict[str, date], today: date) -> bool:
    return any(longer.get(one.name, today) > today for one in chain(case))


def should_stay(cases: list[Case], children: list[Child], holds: list[Held], longer: dict, years: dict, today: date):
    """Which of the cases and children that were there the quarter before are there now."""
    kept = []
    for case in cases:
        due = ends(case, years)
        gone = due is not None and due <= today
        if not gone or is_held(case, holds, today) or is_kept_longer(case, longer, today):
            kept.append(case)
    # A child goes once no case names them: what went this quarter named them still when the list was made.
    named = {child.name for case in cases for child in case.children}
    held = {held.of for held in holds if held.since <= today < held.until}
    still = [c for c in children if c.name in named or c.name in held or later(c.entered, 1) > today]
    return kept, still


def live_a_quarter(life: Life, today: date) -> None:
    """Some contacts come, some lead to more, some close; children come with them, and siblings share a case."""
    another(life, life.chance.choice(OTHERS), today)
    for _ in range(life.chance.randrange(1, 4)):
        known = [c for c in life.children if c.name in life.left()[1] and later(c.born, 18) > today]
        again = life.chance.random() < 0.4 and known
        children = [life.chance.choice(known)] if again else [life.child(today)]
        if life.chance.random() < 0.3:
            children.append(life.child(today))
        case = a_case(life, life.chance.choice(CASES), children, today)
        if life.chance.random() < 0.3 and case.kind not in ("unfounded", "substantiated"):
            life.follow(case, a_case(life, "referral", children, today), today)
    for case in life.cases:
        if case.closed is None and life.chance.random() < 0.3:
            if case.kind in OTHERS:
                close_other(life, case, today)
            else:
                life.close(case, today)


CASE_KIND = {"harm": "contact", "unfounded": "allegation", "substantiated": "allegation"}


def a_case(life: Life, kind: str, children: list[Child], today: date) -> Case:
    """A case; a contact of which nobody asked what kind of harm it is about; an allegation as it will end."""
    made = life.case(CASE_KIND.get(kind, kind), children, today)
    made.kind = kind
    if kind == "harm":
        life.contact(made)
    elif kind in ("unfounded", "substantiated"):
        sent = life.put("front_door_submission", today, area_id=life.area.pk, reference=f"{made.name}-S", team_id=life.team.pk, by_id=life.officer.pk)  # fmt: skip
        life.put(
            "front_door_allegation", today, case_id=life.row(made), submission_id=sent, outcome="UNFOUNDED" if kind == "unfounded" else "SUBSTANTIATED",
            rationale="So it was found", reference=f"{made.name}-A", decided_at=at(today), decided_by_id=life.officer.pk,
        )  # fmt: skip
    return made


def another(life: Life, kind: str, today: date) -> Case:
    """Something of another kind, with a name of its own: a pupil's place on a list, an incident, a request, an audit."""
    life.number += 1
    named, child, area = f"X-{life.number:05}", life.child(today), {"area_id": life.area.pk}
    made = Case(named, kind, [child] if kind in ("listed", "incident") else [], today, None)
    (person,) = life.connection.execute("select id from people_person where public_id = %s", [child.name]).fetchone()
    post = {"team_id": life.team.pk}
    if kind == "listed":
        life.put("education_listedpupil", today, person_id=person, link_team_id=life.team.pk, code=named, until=None, **area, **post)  # fmt: skip
        made.name = f"{life.team.pk}-{named}"
    elif kind == "incident":
        row = life.put("child_on_child_incident", today, reference=named, opened_by_id=life.officer.pk, **area, **post)
        life.put("child_on_child_incidentchild", today, incident_id=row, person_id=person, born=child.born, is_looked_after="NO", added_by_id=life.officer.pk, **area, **post)  # fmt: skip
    elif kind == "rights":
        facts = {"officer_id": life.officer.membership.pk, "by_id": life.officer.pk, "kind": "ACCESS", "pauses": "[]"}
        row = life.put("information_rights_rightsrequest", today, reference=named, **facts, **area, **post)
    else:
        facts = {
            "lead_id": life.officer.membership.user_id,
            "areas": [life.area.pk],
            "kinds": [],
            "ages": [],
            "made_by_id": life.officer.pk,
        }
        row = life.put("assurance_caseaudit", today, theme=named, state="PLANNED", **facts, **area, **post)
    if kind in ("rights", "audit"):
        table = {"rights": "information_rights_rightsrequest", "audit": "assurance_caseaudit"}[kind]
        (made.name,) = life.connection.execute(f"select public_id from {table} where id = %s", [row]).fetchone()
    life.cases.append(made)
    return made


def close_other(life: Life, one: Case, today: date) -> None:
    one.closed = today
    how = {
        "listed": "education_listedpupil set until = %s where team_id || '-' || code = %s",
        "incident": "child_on_child_incident set closed_at = %s, outcome = 'SUBST', outcome_why = 'x', outcome_at = opened_at, "
        "closed_by_id = opened_by_id where reference = %s",
        "rights": "information_rights_rightsrequest set ended_at = %s, outcome = 'GIVEN' where public_id = %s",
        "audit": "assurance_caseaudit set reported_at = %s, state = 'REPORTED', seed = 'x', drawn_at = made_at where public_id = %s",
    }[one.kind]
    life.connection.execute(f"update {how}", [today if one.kind == "listed" else at(today), one.name])


def others_left(life: Life) -> set[str]:
    sql = " union all ".join(
        (
            "select team_id || '-' || code from education_listedpupil",
            "select reference from child_on_child_incident",
            "select public_id from information_rights_rightsrequest",
            "select public_id from assurance_caseaudit",
        )
    )
    return {name for (name,) in life.connection.execute(sql).fetchall()}


def propose_and_agree(life: Life, today: date) -> None:
    """The officer proposes all that is due; the head of service agrees."""
    with acting_as(life.officer):
        if not operations.due_today(at(today)).exists():
            return
        batch = operations.propose(None, "", key=uuid4(), by=life.officer, at=at(today))
    with acting_as(life.head):
        operations.approve(batch, by=life.head, at=at(today))


def set_and_lift_holds(life: Life, holds: list[Held], today: date, before: date) -> None:
    for held in holds:
        if before < held.since <= today:
            of_class = held.of.startswith("class ")
            facts = operations.HoldFacts(
                because="An inquiry asks for it",
                record_class=CLASSES[held.of.removeprefix("class ")] if of_class else "",
                name="" if of_class else held.of,
            )
            with acting_as(life.officer):
                held.hold = operations.hold(None, facts, key=uuid4(), by=life.officer, at=at(today))
        if held.hold and before < held.until <= today:
            with acting_as(life.officer):
                operations.end_hold(held.hold, "The inquiry is over", by=life.officer, at=at(today))


CLASSES = {
    "contact": "contact_no_action",
    "referral": "referral",
    "allegation": "allegation_advice",
    "escalation": "advice",
    "early_help": "early_help_no_plan",
    "incident": "incident",
}


@pytest.mark.parametrize(
    ("months", "seed"),
    [(12, 1), pytest.param(3, 2, marks=pytest.mark.whole), pytest.param(3, 3, marks=pytest.mark.whole)],
)
def test_after_each_quarter_of_thirty_years_what_is_left_is_what_the_schedule_says(
    transactional_db, owner_connection, months, seed
):
    chance = random.Random(seed)
    life = Life(owner_connection, chance)
    holds, longer, years = [], {}, {}
    kept: list[Case] = []
    there: list[Child] = []
    today = BEGINS
    deleted = held_once = 0
    while today < later(BEGINS, YEARS + 4):
        before, today = today, _months_on(today, months)
        grown = (len(life.cases), len(life.children))
        if today < later(BEGINS, YEARS - 8):
            live_a_quarter(life, today)
        kept += life.cases[grown[0] :]
        there += life.children[grown[1] :]
        _decide(life, chance, holds, longer, years, kept, there, today)
        set_and_lift_holds(life, holds, today, before)
        disposal.run(owner_connection, at=at(today))
        propose_and_agree(life, today)
        deleted += disposal.run(owner_connection, at=at(today)).deleted
        held_once += sum(is_held(case, holds, today) and (ends(case, years) or today) < today for case in kept)
        kept, there = should_stay(kept, there, holds, longer, years, today)
        left, people = life.left()
        assert (left | others_left(life), people) == ({case.name for case in kept}, {child.name for child in there}), (
            today
        )
    assert deleted > 40, "little was deleted: the test would see nothing"
    assert held_once > 3, "no hold ever stood in the way"
    assert len(kept) < len(life.cases) / 2


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


def _decide(life, chance, holds, longer, years, kept, there, today) -> None:
    """What an officer does now and then: holds on a case, a child, a class; one kept longer; other years for a class."""
    far = today + timedelta(days=chance.randrange(400, 4000))
    if chance.random() < 0.25 and kept:
        holds.append(Held(chance.choice(kept).name, today, far))
    if chance.random() < 0.25 and there:
        holds.append(Held(chance.choice(there).name, today, far))
    if today.year == 2036 and not any(held.of.startswith("class") for held in holds):
        holds.append(Held("class escalation", today, later(today, 3)))
    if today.year == 2046 and not any(held.of == "class incident" for held in holds):
        holds.append(Held("class incident", today, later(today, 4)))
    if today.year == 2040 and "contact" not in years:
        years["contact"] = 8
        with acting_as(life.officer):
            of = operations.schedule().classes["contact_no_action"]
            facts = operations.YearsFacts(years=8, source="Local decision 12", because="Agreed by the partnership")
            operations.change_years(of, facts, key=uuid4(), by=life.officer, at=at(today))
    if chance.random() < 0.3:
        with acting_as(life.officer):
            due = Due.objects.filter(root="casework_case").order_by("pk").first()
            if due and due.name not in longer and far > due.due_on:
                operations.keep_longer(
                    due,
                    operations.LongerFacts(far, "Asked for by a care leaver"),
                    key=uuid4(),
                    by=life.officer,
                    at=at(today),
                )
                longer[due.name] = far
