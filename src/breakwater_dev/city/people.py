"""Invented families: children with names, birthdays, homes, schools and numbers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from breakwater.partnership.people.identifiers import check_nhs_number

from . import names
from .rates import Rates

STREETS = [
    "Oak",
    "Elm",
    "Lime",
    "Cedar",
    "Willow",
    "Poplar",
    "Birch",
    "Rowan",
    "Maple",
    "Chestnut",
    "Station",
    "Church",
    "Mill",
    "Victoria",
    "Albert",
    "Queens",
    "Kings",
    "Nelson",
    "Wellington",
    "York",
    "Lincoln",
    "Derby",
    "Devon",
    "Dorset",
    "Kent",
    "Sussex",
    "Heather",
    "Bramble",
    "Fern",
    "Orchard",
    "Meadow",
    "River",
    "Canal",
    "Quarry",
    "Forge",
    "Market",
    "Castle",
    "Abbey",
    "Rectory",
    "Swan",
    "Heron",
    "Kestrel",
    "Robin",
    "Lark",
    "Fox",
    "Badger",
    "Stag",
    "Byron",
    "Keats",
    "Tennyson",
    "Milton",
    "Park",
    "Green",
    "Hill",
    "Valley",
    "North",
    "South",
    "East",
    "West",
    "Upper",
    "Lower",
    "Long",
    "Broad",
    "New",
    "Old",
    "Garden",
    "Rose",
    "Lavender",
    "Clover",
]
KINDS = (
    "Street",
    "Road",
    "Avenue",
    "Close",
    "Drive",
    "Lane",
    "Crescent",
    "Gardens",
    "Court",
    "Place",
    "Way",
    "Terrace",
    "Grove",
    "Rise",
    "Mews",
    "Square",
)
NHS_NUMBERS = 800_000  # children of a city who have one: of the range that is never given out, 909,000 pass their check
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@dataclass(slots=True)
class Home:
    number: str
    flat: str
    street: str
    kind: str
    postcode: str


@dataclass(slots=True)
class Child:
    number: int
    home_number: int
    forename: str
    middle: list[str]
    surname: str
    born: date
    sex: str
    home: Home
    community: str
    former: str = ""
    old_home: Home | None = None
    called: str = ""
    upn: str = ""
    nhs: str = ""
    school: str = ""
    unborn: bool = False
    never_born: bool = False
    cases: set[str] = field(default_factory=set)


class Place:
    """A city's streets; each street has a few postcodes."""

    def __init__(self, random: Random, families: int):
        self.random = random
        self.streets = []
        for _ in range(max(12, families // 14)):
            stem, kind = random.choice(STREETS), random.choice(KINDS)
            codes = [self._postcode() for _ in range(random.choice((1, 1, 2, 3)))]
            self.streets.append((stem, kind, codes))

    def _postcode(self) -> str:
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        r = self.random
        return f"{r.choice(('QX', 'QY'))}{r.randint(1, 19)} {r.randint(0, 9)}{r.choice(letters)}{r.choice(letters)}"

    def home(self) -> Home:
        stem, kind, codes = self.random.choice(self.streets)
        flat = str(self.random.randint(1, 30)) if self.random.random() < 0.22 else ""
        return Home(str(self.random.randint(1, 190)), flat, stem, kind, self.random.choice(codes))


def upn(random: Random, year: int) -> str:
    body = f"000{random.randint(0, 9999):04}{year % 100:02}{random.randint(0, 999):03}"
    return upn_letter(body) + body


def upn_letter(body: str) -> str:
    return UPN_LETTERS[sum(int(c) * (i + 2) for i, c in enumerate(body)) % 23]


def nhs_number(random: Random) -> str:
    while True:
        first = f"999{random.randint(0, 999999):06}"
        rest = 11 - sum(int(c) * (10 - i) for i, c in enumerate(first)) % 11
        number = f"{first}{0 if rest == 11 else rest}"
        if rest != 10 and check_nhs_number(number).valid:
            return number


def make_people(random: Random, rates: Rates, children: int, today: date) -> list[Child]:
    """About so many children in families, with namesakes and unborn among them."""
    place = Place(random, children // 2)
    people: list[Child] = []
    taken: set[str] = set()
    family = 0
    while len(people) < children:
        family += 1
        shared = random.random() < rates.shared_house and people
        people.extend(
            _family(random, rates, family, place, random.choice(people).home if shared else place.home(), today)
        )
    for number, child in enumerate(people):
        child.number = number
        while not child.upn or child.upn in taken:
            child.upn = upn(random, child.born.year + 4)
        while number < NHS_NUMBERS and (not child.nhs or child.nhs in taken):
            child.nhs = nhs_number(random)
        taken |= {child.upn, child.nhs}
    _make_namesakes(random, rates, people)
    return people


def _family(random: Random, rates: Rates, number: int, place: Place, home: Home, today: date) -> list[Child]:
    community = random.choice(list(names.COMMUNITIES)) if random.random() < rates.communities else ""
    common = 25 if not community and random.random() < rates.common_name else None
    surname = names.surname(random, community, among=common)
    if random.random() < rates.double_barrelled:
        surname = f"{surname}{random.choice('-- ')}{names.surname(random, random.choice((community, '')))}"
    old = place.home() if random.random() < rates.moved else None
    school = [f"9{random.randint(0, 60):05}" for _ in range(2)]
    family: list[Child] = []
    born = today - timedelta(days=random.randint(0, 18 * 365))
    births = random.choices((1, 2, 3, 4, 5), (38, 36, 17, 6, 3))[0]
    for _ in range(births):
        together = 2 if random.random() < rates.twin else 1
        for _ in range(together):
            child = _child(random, rates, number, community, surname, born, home, common)
            if together == 2 and family and family[-1].born == born and random.random() < rates.twins_alike:
                child.forename = names.alike(random, family[-1].forename)
            if any(other.forename == child.forename for other in family):
                continue
            child.old_home, child.school = old, school[0] if (today - born).days < 11 * 365 else school[1]
            if together == 2:
                child.cases.add("twin")
            family.append(child)
        born -= timedelta(days=random.randint(330, 1700))
        if born < today - timedelta(days=19 * 365):
            break
    if len(family) > 1:
        for child in family:
            child.cases.add("sibling")
    if random.random() < (rates.unborn + rates.never_born) * len(family):
        child = _child(
            random, rates, number, community, surname, today - timedelta(days=random.randint(5, 280)), home, common
        )
        child.unborn = True
        child.never_born = random.random() < rates.never_born / (rates.unborn + rates.never_born)
        family.append(child)
    return family


def _child(
    random: Random, rates: Rates, number: int, community: str, surname: str, born: date, home: Home, common
) -> Child:
    sex = random.choice("MF")
    middle = [
        names.forename(random, sex, community).replace("-", " ")
        for _ in range(random.choices((0, 1, 2), (30, 55, 15))[0])
    ]
    own = surname
    if random.random() < rates.own_surname:
        own = names.surname(random, random.choice((community, "")))
    child = Child(
        0, number, names.forename(random, sex, community, among=common), middle, own, born, sex, home, community
    )
    if random.random() < rates.renamed:
        child.former = names.surname(random, random.choice((community, "")))
    if random.random() < rates.known_by_another:
        child.called = names.forename(random, sex, random.choice((community, "")), among=random.choice((None, 40)))
    if common:
        child.cases.add("common_name")
    return child


def _make_namesakes(random: Random, rates: Rates, people: list[Child]) -> None:
    for child in people:
        if random.random() < rates.same_name_same_dob:
            other = random.choice(people)
            if other.home_number != child.home_number and not other.unborn:
                other.forename, other.surname, other.born, other.sex = (
                    child.forename,
                    child.surname,
                    child.born,
                    child.sex,
                )
                other.cases.add("same_name_same_dob")
                child.cases.add("same_name_same_dob")
