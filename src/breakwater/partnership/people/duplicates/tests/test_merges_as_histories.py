"""Any sequence of merges, edits and unmerges leaves each record with exactly its own facts, in the database itself."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakwater.casework.cases import operations as cases
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people import registry
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.intake.lists.operations import deciding
from breakwater.partnership.people.models import ListRow, Merge, MovedRow, Person, PersonSearch
from breakwater.partnership.people.records.operations import circumstances, endings, people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.lists import DRAWN, agency_list, line, take
from breakwater_dev.testing.rolls import number as upn
from breakwater_dev.testing.trials import trials

BORN = PartDate(2015, 4, 3)
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))
HOW_MANY = 4
who = st.integers(0, HOW_MANY - 1)
number = st.integers(0, 5)
step = st.one_of(
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("unmerge"), st.integers(0, 5), st.lists(st.booleans(), min_size=6, max_size=6)),
    st.tuples(st.just("number"), who, number),
    st.tuples(st.just("phone"), who, number),
    st.tuples(st.just("name"), who, number),
    st.tuples(st.just("move"), who, number),
    st.tuples(st.just("rename"), who, number),
    st.tuples(st.just("relate"), who, who),
    st.tuples(st.just("relative"), who, st.just(0)),
    st.tuples(st.just("end number"), who, number),
    st.tuples(st.just("place"), who, number),
    st.tuples(st.just("case"), who, number),
    st.tuples(st.just("listed"), who, number),
    st.tuples(st.just("list by number"), who, number),
)


class History:
    """People, the operations on them, and a plain account of whose each fact is."""

    def __init__(self, by):
        self.by = by
        self.people = [
            people.enter_person(
                area=make.area(), facts=people.NewPerson(forename=f"Child{n}", surname="Example"), by=by, at=AT
            )
            for n in range(HOW_MANY)
        ]
        self.aunt = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Aunt", surname="Example"), by=by, at=AT
        )
        self.parent = list(range(HOW_MANY))  # who stands for whom, directly
        self.merges: dict[int, Merge] = {}  # by the record that was merged
        self.owner: dict[tuple, int] = {}
        self.now: dict[tuple, int] = {}
        self.names = [f"Child{n}" for n in range(HOW_MANY)]
        self.school = make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))
        self.team = make.team("Assessment")
        self.list, self.versions = agency_list(), 0
        for n, person in enumerate(self.people):  # by which a list may name them for certain
            with acting_as(make.intake()) as intake:
                people.correct_birth(person=person, born=BORN, by=intake, at=AT)
                if n == 0:  # two different numbers would need a second person to merge them
                    people.add_identifier(person=person, scheme="UPN", value=upn(0), by=intake, at=AT)
        self.owner = dict(self.facts())

    def top(self, one: int) -> int:
        return one if self.parent[one] == one else self.top(self.parent[one])

    def facts(self) -> dict[tuple, int]:
        """Each row that names one of the people, and which of them it stands with."""
        place = {person.pk: n for n, person in enumerate(self.people)}
        found = {}
        for (table, column), field in registry.columns_that_name_a_person().items():
            rows = field.model._default_manager.filter(**{f"{field.name}__in": list(place)})
            for pk, person in rows.values_list("pk", field.attname):
                found[table, column, pk] = place[person]
        return found

    def do(self, verb: str, a, b) -> None:
        getattr(self, verb.replace(" ", "_"))(a, b)
        self.now = self.facts()
        for fact, holder in self.now.items():
            self.owner.setdefault(fact, holder)  # recorded against whoever stood there then
        self.every_fact_stands_where_it_should()

    def person(self, n: int) -> Person:
        return Person.objects.get(pk=self.people[n].pk)

    def common(self, n: int) -> dict:
        return {"person": self.person(n), "by": self.by, "at": AT}

    def merge(self, a, b):
        if self.top(a) == self.top(b):
            return
        a, b = self.top(a), self.top(b)
        self.merges[b] = merging.merge(
            kept=self.person(a), other=self.person(b), because="one", by=self.by, at=AT, key=uuid4()
        )
        self.parent[b] = a

    def unmerge(self, which, answers):
        if not self.merges:
            return
        away = sorted(self.merges)[which % len(self.merges)]
        asked = merging.parting_of(self.merges[away]).unclear
        theirs = [later for later, answer in zip(asked, answers, strict=False) if answer]
        for later in theirs:
            for row in later.rows:
                self.owner[row["tbl"], row["col"], row["row"]] = away
        merging.unmerge(
            merge=self.merges.pop(away), because="two", by=self.by, at=AT, theirs=[later.name for later in theirs]
        )
        self.parent[away] = away

    def number(self, a, b):
        people.add_identifier(scheme="LA_CHILD", value=f"{a}{b}", **self.common(a))

    def phone(self, a, b):
        circumstances.add_contact(kind="PHONE", value=f"01632 96000{b}", when=f"said of {a}", **self.common(a))

    def name(self, a, b):
        people.add_other_name(forename=f"Nick{b}", surname="", kind="ALIAS", **self.common(a))

    def move(self, a, b):
        circumstances.move_to(
            home=circumstances.Home(lines=f"{b + 1} Example Street", postcode="PO1 1AA"), **self.common(a)
        )

    def rename(self, a, b):
        people.rename(names=people.Names(forename=f"Renamed{b}"), **self.common(a))
        self.names[self.top(a)] = f"Renamed{b}"

    def relate(self, a, b):
        if self.top(a) != self.top(b):
            circumstances.relate(
                other=self.person(self.top(b)), code="SIB", **(self.common(a) | {"person": self.person(self.top(a))})
            )

    def relative(self, a, b):
        circumstances.relate(person=self.aunt, other=self.person(self.top(a)), code="AUN", by=self.by, at=AT)

    def end_number(self, a, b):
        if found := self.person(self.top(a)).identifiers.filter(ends_on=None).first():
            endings.end_identifier(identifier=found, because="over", by=self.by, at=AT)

    def place(self, a, b):
        if not self.person(self.top(a)).enrolments.filter(ends_on=None).exists():
            circumstances.enrol(
                team=self.school, verified=False, **(self.common(a) | {"person": self.person(self.top(a))})
            )

    def case(self, a, b):
        cases.open_case(
            kind="referral",
            area=make.area(),
            team=self.team,
            people=[(self.person(self.top(a)), "CHILD")],
            by=self.by,
            at=AT,
        )

    def listed(self, a, b):
        """A list names someone with no number, and a person says who it is."""
        row = self._version(line(10 + self.versions, forename=f"Nobody{b}", surname="Unlike", upn=""))
        ListRow.objects.filter(pk=row.pk).update(state="WAITING")
        deciding.decide(row=row, person=self.person(self.top(a)), by=self.by, at=AT)

    def list_by_number(self, a, b):
        """A list names the first of them by number, name and birth; its row is theirs whoever stands for them."""
        row = self._version(line(0, forename=self.names[self.top(0)], born="03/04/2015"))
        if row.person_id:
            self.owner["people_listrow", "person_id", row.pk] = 0

    def _version(self, *lines) -> ListRow:
        self.versions += 1
        made = take(self.list, *lines, as_at=DRAWN + timedelta(days=self.versions), whole=True)
        return ListRow.objects.get(version=made)

    def every_fact_stands_where_it_should(self):
        """With its own record, or with one that stands for it: the last one, but for a row that both said or that names both."""
        for fact, holder in self.now.items():
            assert holder in self.chain(self.owner[fact]), (fact, holder, self.owner[fact])

    def chain(self, one: int) -> list[int]:
        return [one] if self.parent[one] == one else [one, *self.chain(self.parent[one])]


@pytest.mark.slow
@given(steps=st.lists(step, min_size=4, max_size=14))
@settings(max_examples=trials(8, 40), suppress_health_check=list(HealthCheck))
def test_any_history_of_merges_edits_and_unmerges_leaves_each_record_with_exactly_its_own_facts(db, steps):
    with transaction.atomic():
        with acting_as(make.actor("mash_manager")) as by:
            history = History(by)
            for verb, a, b in steps:
                history.do(verb, a, b)
            while history.merges:
                history.do("unmerge", 0, [False] * 6)
            # A row whose name is another's by now waits for a person, and is nobody's meanwhile.
            facts = history.facts()
            waiting = {
                ("people_listrow", "person_id", pk)
                for pk in ListRow.objects.filter(state="WAITING").values_list("pk", flat=True)
            }
            assert facts == {fact: whose for fact, whose in history.owner.items() if fact not in waiting}
            assert [person.forename for person in map(history.person, range(HOW_MANY))] == history.names
            assert not MovedRow.objects.exists()
            homes = [history.person(n).addresses.filter(ends_on=None).count() for n in range(HOW_MANY)]
            assert all(count <= 1 for count in homes)
            assert {row.person_id for row in PersonSearch.objects.filter(kind="NAME")} == {
                *(person.pk for person in history.people),
                history.aunt.pk,
            }
        transaction.set_rollback(True)
