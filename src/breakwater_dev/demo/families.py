"""About 3,000 invented children with those they live with: names by how common they are, real postcodes, invented streets."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stdnum.gb import nhs, upn

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Organisation, ServiceName, Team
from breakwater.partnership.people.models import (
    Address,
    AlsoKnownAs,
    Enrolment,
    Identifier,
    Person,
    PersonContact,
    PersonSearch,
    Precision,
    Registration,
    Relationship,
    RelationshipCode,
)
from breakwater.partnership.people.search.search_rows import rows_of

from .names import BACKGROUNDS, Background
from .places import Places, patch_of
from .schools import Invented
from .tables import chance, postcodes

CHILDREN = 3_000
ONE_IN_AT_TWO_SCHOOLS = 150
STREETS = """Teaspoon Street, Lantern Row, Marble Lane, Kitestring Road, Paper Boat Close, Buttonhook Way, Moonpenny Road,
Copperpot Avenue, Thimble Terrace, Windfall Walk, Harbourlight Road, Snailshell Court, Pocket Lane, Bluebottle Street,
Hopscotch Road, Candlewick Gardens, Tin Drum Road, Seven Bells Street, Gooseberry Hard, Wooden Wheel Lane,
Feather Street, Merry Tide Road, Ginger Jar Close, Starling Steps, Old Rope Road, Pepperpot Place, Sixpenny Avenue,
Ladybird Way, Cloudless Close, Driftaway Drive""".replace("\n", " ").split(", ")


@dataclass
class Child:
    """A child as the stories know them."""

    person: Person
    school: Organisation | None = None
    team: Team | None = None


@dataclass
class Family:
    """A household: adults first, then children, oldest first."""

    adults: list[Person] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    lines: str = ""
    postcode: str = ""
    ward: str = ""


class _Batch:
    """Rows waiting to be written together, so that three thousand children take seconds."""

    def __init__(self):
        self.people, self.addresses, self.identifiers, self.names = [], [], [], []
        self.contacts, self.relationships, self.enrolments = [], [], []

    def write(self) -> None:
        # What gives sight of a person first: the rest then has its readers at once, and none is written a second time.
        for model, rows in (
            (Person, self.people),
            (Enrolment, self.enrolments),
            (Address, self.addresses),
            (Identifier, self.identifiers),
            (AlsoKnownAs, self.names),
            (PersonContact, self.contacts),
            (Relationship, self.relationships),
        ):
            model.objects.bulk_create(rows, batch_size=1000)
        PersonSearch.objects.bulk_create(self._known_names(), batch_size=1000)

    def _known_names(self) -> list[PersonSearch]:
        """The search rows of everyone written, so that a search finds them."""
        others = defaultdict(list)
        for name in self.names:
            others[name.person_id].append(name)
        homes = {address.person_id: address for address in self.addresses if address.ends_on is None}
        return [
            row
            for person in self.people
            for row in rows_of(person, others=others[person.pk], address=homes.get(person.pk))
        ]


class _Maker:
    """Draws families one after another from one source of chance."""

    def __init__(self, places: Places, by: Actor, at: datetime, today: date):
        self.places, self.by, self.at, self.today = places, by, at, today
        self.pick = chance("families")
        self.batch = _Batch()
        self.number = 0
        self.nhs_numbers = (f"{number}" for number in range(9990000000, 9999999999) if not nhs.checksum(str(number)))
        # The school year began in the last September; a child starts in the one after the fourth birthday.
        self.year = today.year if today.month >= 9 else today.year - 1
        self.schools = [
            (row, self._patch(row[1])) for row in places.schools if row[0].share
        ]  # (invented, organisation, team), patch

    def _patch(self, organisation: Organisation) -> str:
        return organisation.school.patch.name

    def family(self) -> Family:
        background: Background = self.pick.choices(BACKGROUNDS, [each.share for each in BACKGROUNDS])[0]
        surname = background.surname(self.pick)
        postcode, ward = self.pick.choice(postcodes())
        made = Family(lines=self._lines(), postcode=postcode, ward=ward)
        wanted = self.pick.choices([1, 2, 3, 4, 5], [38, 38, 16, 6, 2])[0]
        oldest = self.today - timedelta(days=self.pick.randint(20, 18 * 365 - 30))
        born = [oldest]
        while (
            len(born) < wanted and (following := born[-1] + timedelta(days=self.pick.randint(400, 1600))) < self.today
        ):
            born.append(following)
        mother = self._adult(made, background, surname, "F", born[0])
        father = self._adult(made, background, surname, "M", born[0]) if self.pick.random() < 0.72 else None
        for day in born:
            self._child(made, background, surname, day, mother, father)
        self._siblings(made)
        return made

    def _lines(self) -> str:
        number, street = self.pick.randint(1, 180), self.pick.choice(STREETS)
        flat = f"Flat {self.pick.randint(1, 24)}, " if self.pick.random() < 0.3 else ""
        return f"{flat}{number} {street}, Portsmouth"

    def _person(self, made: Family, background: Background, surname: str, sex: str, born: date, **facts) -> Person:
        person = Person(
            area=self.places.area,
            forename=background.forename(self.pick, sex),
            surname=surname,
            born_on=born,
            born_precision=Precision.DAY,
            sex=sex,
            entered_at=self.at,
            entered_by=self.by,
            first_language=background.language(self.pick),
            ethnicity=background.ethnicity,
            **facts,
        )
        self.batch.people.append(person)
        moved_in = born if person.is_adult_in_a_childs_life is False else self.today - timedelta(days=900)
        self.batch.addresses.append(
            Address(
                person=person,
                lines=made.lines,
                postcode=made.postcode,
                starts_on=max(moved_in, self.today - timedelta(days=self.pick.randint(60, 3000))),
            )
        )
        return person

    def _adult(self, made: Family, background: Background, surname: str, sex: str, first_child: date) -> Person:
        if self.pick.random() < (0.35 if sex == "F" else 0.1):
            surname = background.surname(self.pick)
        born = first_child - timedelta(days=self.pick.randint(19 * 365, 40 * 365))
        interpreter = background.interpreter > self.pick.random()
        adult = self._person(
            made, background, surname, sex, born, is_adult_in_a_childs_life=True, interpreter_needed=interpreter
        )
        made.adults.append(adult)
        self.batch.contacts.append(
            PersonContact(
                person=adult,
                kind=PersonContact.Kind.PHONE,
                value=f"07700 900{self.pick.randint(0, 999):03}",
                safe_to_use=self.pick.choices(PersonContact.Safe.values, [70, 3, 27])[0],
            )
        )
        return adult

    def _child(
        self, made: Family, background: Background, surname: str, born: date, mother: Person, father: Person | None
    ) -> None:
        sex = self.pick.choice("FM")
        person = self._person(made, background, surname, sex, born)
        child = Child(person)
        made.children.append(child)
        self.number += 1
        self._identify(person, born)
        self._enrol(made, child, born)
        if self.pick.random() < 0.04:
            self.batch.names.append(
                AlsoKnownAs(
                    person=person,
                    surname=background.surname(self.pick),
                    kind="FORMER",
                    entered_at=self.at,
                    entered_by=self.by,
                )
            )
        for parent, code in ((mother, RelationshipCode.MOTHER), (father, RelationshipCode.FATHER)):
            if parent is not None:
                self.batch.relationships.append(
                    Relationship(
                        person=parent,
                        other=person,
                        code=code,
                        holds_parental_responsibility=True,
                        lives_in_household=True,
                        starts_on=born,
                    )
                )

    def _siblings(self, made: Family) -> None:
        people = [child.person for child in made.children]
        for place, one in enumerate(people):
            for other in people[place + 1 :]:
                self.batch.relationships.append(
                    Relationship(
                        person=one,
                        other=other,
                        code=RelationshipCode.SIBLING,
                        lives_in_household=True,
                        starts_on=other.born_on,
                    )
                )

    def _identify(self, person: Person, born: date) -> None:
        """A pupil number of authority 000, which no authority has, and an NHS number of the range kept for tests."""
        rows = [("NHS", next(self.nhs_numbers))]
        if self._year_group(born) is not None:
            body = f"000{9999 - self.number // 1000:04}{born.year % 100:02}{self.number % 1000:03}"
            rows.append(("UPN", upn.calc_check_digit(body) + body))
        for scheme, value in rows:
            self.batch.identifiers.append(
                Identifier(
                    person=person,
                    scheme=scheme,
                    value=value,
                    passes_check=True,
                    status="VERIFIED" if scheme == "NHS" and self.pick.random() < 0.8 else "GIVEN" * (scheme == "NHS"),
                )
            )

    def _year_group(self, born: date) -> int | None:
        """0 for reception to 13, or None for a child who is not at school."""
        age = self.year - born.year - ((born.month, born.day) >= (9, 1))
        return age - 4 if 4 <= age <= 17 else None

    def _enrol(self, made: Family, child: Child, born: date) -> None:
        group = self._year_group(born)
        if group is None:
            return
        age = group + 4
        fitting = [(row, patch) for row, patch in self.schools if row[0].low <= age < row[0].high]
        nearer = [entry for entry in fitting if entry[1] == patch_of(made.ward)] or fitting
        school: Invented
        (school, organisation, team), _ = self.pick.choices(nearer, [row[0].share for row, _ in nearer])[0]
        child.school, child.team = organisation, team
        first = self.year - max(0, min(group, age - school.low))
        starts = date(first, 9, 2)
        verified = None if self.pick.random() < 0.03 else max(starts, date(self.year, 9, 10))
        self.batch.enrolments.append(
            Enrolment(
                person=child.person,
                school=organisation,
                team=team,
                year_group="R" if group == 0 else str(group),
                starts_on=starts,
                verified_on=verified,
                verified_by=self.by if verified else None,
            )
        )
        others = [entry for entry in fitting if entry[0][2] != team]
        if verified and others and self.number % ONE_IN_AT_TWO_SCHOOLS == 0:
            self._enrol_at_second(self.batch.enrolments[-1], others[self.number % len(others)][0])

    def _enrol_at_second(self, first: Enrolment, second: tuple) -> None:
        """Registered at two schools since last spring: each sees the child, the first is the main one."""
        _, organisation, team = second
        since = max(first.starts_on, date(self.year, 4, 21))
        first.registration = Registration.MAIN
        self.batch.enrolments.append(
            Enrolment(
                person=first.person,
                school=organisation,
                team=team,
                year_group=first.year_group,
                registration=Registration.SUBSIDIARY,
                starts_on=since,
                verified_on=max(since, date(self.year, 9, 10)),
                verified_by=self.by,
            )
        )


def build(places: Places, at: datetime, today: date) -> list[Family]:
    """Make the families, entered by the area's intake as a school roll would be."""
    with acting_as(service_of(places.area, ServiceName.INTAKE)) as by:
        maker = _Maker(places, by, at, today)
        families: list[Family] = []
        while maker.number < CHILDREN:
            families.append(maker.family())
        maker.batch.write()
    return families
