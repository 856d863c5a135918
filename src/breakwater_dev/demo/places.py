"""Areas, agencies, teams, numbers, hours, terms and schools of the invented area."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from breakwater.partnership.organisations.models import (
    Area,
    Closure,
    ContactPoint,
    DutyPost,
    OpeningHours,
    Organisation,
    OrganisationArea,
    Patch,
    School,
    SchoolTerm,
    Team,
    TeamService,
)

from .schools import Invented, invented
from .tables import chance, postcodes, wards

SINCE = date(2023, 9, 1)
AREAS = [
    ("851", "Portsmouth", "E06000044", "Family Support Plan"),
    ("850", "Hampshire", "E10000014", "Early Help Assessment"),
    ("852", "Southampton", "E06000045", "Early Help Assessment"),
    ("921", "Isle of Wight", "E06000046", "Early Help Assessment"),
]
PATCHES = {
    "North": {"Paulsgrove", "Cosham", "Drayton and Farlington", "Hilsea"},
    "Central": {"Copnor", "Nelson", "Fratton", "Baffins", "Charles Dickens"},
    "South": {"St Thomas", "St Jude", "Central Southsea", "Eastney and Craneswater", "Milton"},
}
# Weeks of the school year 2026-27, a half-term between each pair.
TERMS = [
    ("Autumn term, first half", date(2026, 9, 2), date(2026, 10, 23)),
    ("Autumn term, second half", date(2026, 11, 2), date(2026, 12, 18)),
    ("Spring term, first half", date(2027, 1, 4), date(2027, 2, 12)),
    ("Spring term, second half", date(2027, 2, 22), date(2027, 3, 25)),
    ("Summer term, first half", date(2027, 4, 12), date(2027, 5, 28)),
    ("Summer term, second half", date(2027, 6, 7), date(2027, 7, 22)),
]
# name in the world -> (agency, team, services received)
TEAMS = {
    "mash": ("council", "MASH", ("front_door",)),
    "early_help": ("council", "Tier 2 co-ordinators", ("early_help",)),
    "targeted": ("council", "Targeted family support", ("targeted_support",)),
    "assessment": ("council", "Assessment team", ("assessment", "strategy", "allocated_worker")),
    "duty": ("council", "Emergency duty", ("emergency_duty",)),
    "specialist": ("council", "Specialist intake", ("specialist",)),
    "officers": ("council", "Designated officers", ("lado",)),
    "prevent": ("council", "Prevent", ("prevent",)),
    "prevent_education": ("council", "Prevent education", ("prevent_education",)),
    "specialist_services": ("council", "Specialist services", ("specialist_services",)),
    "link": ("council", "Education link co-ordinators", ("education_link",)),
    "leadership": ("council", "Heads of service", ()),
    "partnership": ("council", "Partnership office", ("scrutiny", "learning")),
    "training": ("council", "Training", ("training",)),
    "governance": ("council", "Information governance", ()),
    "systems": ("council", "Systems", ()),
    "police": ("police", "Public protection", ()),
    "health_visiting": ("health", "Health visiting", ()),
    "school_nursing": ("health", "School nursing", ()),
    "child_deaths": ("health", "Child death review", ("child_death_review",)),
    "housing": ("housing", "Tenancy support", ()),
    "youth": ("voluntary", "Youth work", ()),
    "trust": ("trust", "Safeguarding of the trust", ()),
    "transfer": ("council", "Transfers between areas", ("transfer",)),
}
AGENCIES = {
    "council": ("Portsmouth children's services (demo)", "COUNCIL"),
    "police": ("Invented Harbour Police", "POLICE"),
    "health": ("Invented Solent Children's Health", "HEALTH"),
    "housing": ("Invented Anchor Homes", "HOUSING"),
    "trust": ("Figurehead and Friends Academy Trust", "OTHER"),
    "voluntary": ("The Paper Lantern Youth Project", "VOLUNTARY"),
}
NEIGHBOURS = {"850": "Hampshire", "852": "Southampton", "921": "Isle of Wight"}


@dataclass
class Places:
    """What was made, by the names the rest of the world uses."""

    areas: dict[str, Area] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    patches: dict[str, Patch] = field(default_factory=dict)
    schools: list[tuple[Invented, Organisation, Team]] = field(default_factory=list)

    @property
    def area(self) -> Area:
        return self.areas["851"]


def patch_of(ward_code: str) -> str:
    """The name of the patch that a ward lies in."""
    return next(name for name, names in PATCHES.items() if wards()[ward_code] in names)


def build(today: date) -> Places:
    """Make them all."""
    made = Places()
    for code, name, gss, label in AREAS:
        made.areas[code] = Area.objects.create(
            code=code,
            name=name,
            partnership_name=f"{name} Safeguarding Children Partnership (demo)",
            gss_code=gss,
            early_help_label=label,
            in_force_from=SINCE,
        )
    for area in made.areas.values():
        SchoolTerm.objects.bulk_create(
            SchoolTerm(area=area, label=label, starts_on=starts, ends_on=ends) for label, starts, ends in TERMS
        )
    Closure.objects.create(area=made.area, day=date(2026, 12, 29), reason="Invented closing day between the holidays")
    _agencies(made)
    _neighbours(made)
    _contact_points(made, today)
    made.patches = {name: Patch.objects.create(area=made.area, name=name) for name in PATCHES}
    _duty_posts(made, today)
    _schools(made)
    return made


def _agencies(made: Places) -> None:
    for key, (name, kind) in AGENCIES.items():
        made.organisations[key] = _organisation(name, kind, made.area)
    for key, (agency, name, services) in TEAMS.items():
        team = Team.objects.create(organisation=made.organisations[agency], area=made.area, name=name)
        made.teams[key] = team
        for service in services:
            TeamService.objects.create(team=team, area=made.area, service=service)
    for key in (
        "mash",
        "early_help",
        "targeted",
        "assessment",
        "specialist",
        "officers",
        "prevent",
        "specialist_services",
        "transfer",
    ):
        _hours(made.teams[key])


def _neighbours(made: Places) -> None:
    """A neighbour has a MASH and an emergency duty team, and its MASH receives everything."""
    for code, name in NEIGHBOURS.items():
        area = made.areas[code]
        council = _organisation(f"{name} children's services (demo)", "COUNCIL", area)
        mash = Team.objects.create(organisation=council, area=area, name="MASH")
        made.teams[f"mash {code}"] = mash
        made.teams[f"office {code}"] = Team.objects.create(organisation=council, area=area, name="Partnership office")
        made.teams[f"duty {code}"] = Team.objects.create(organisation=council, area=area, name="Emergency duty")
        assessment = Team.objects.create(organisation=council, area=area, name="Children's social care")
        help_team = Team.objects.create(organisation=council, area=area, name="Family help")
        _hours(mash)
        services = {service for _, _, received in TEAMS.values() for service in received}
        for service in sorted(services):
            team = {
                "front_door": mash,
                "early_help": help_team,
                "targeted_support": help_team,
                "emergency_duty": made.teams[f"duty {code}"],
                "training": made.teams[f"office {code}"],
                "learning": made.teams[f"office {code}"],
                "child_death_review": made.teams["child_deaths"],
            }.get(service, assessment)
            TeamService.objects.create(team=team, area=area, service=service)


def _organisation(name: str, kind: str, area: Area, **facts) -> Organisation:
    organisation = Organisation.objects.create(name=name, kind=kind, **facts)
    OrganisationArea.objects.create(organisation=organisation, area=area, starts_on=SINCE)
    return organisation


def _hours(team: Team) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(
            team=team,
            weekday=day,
            opens_at=time(8, 30),
            closes_at=time(16, 30) if day == 4 else time(17),
            effective_from=SINCE,
        )
        for day in range(5)
    )


def _contact_points(made: Places, today: date) -> None:
    """National helplines are real, with their source. Local numbers are of a range that rings nobody (Ofcom, for drama)."""
    checked = {"effective_from": SINCE, "last_checked_on": today, "review_by": today + timedelta(days=180)}
    helplines = [
        (
            "Childline",
            "0800 1111",
            "https://www.childline.org.uk",
            "Free and private, day and night, for anyone under 19.",
            True,
            "childline.org.uk, 'Get support'",
        ),
        (
            "NSPCC Helpline",
            "0808 800 5000",
            "https://www.nspcc.org.uk",
            "For adults who are worried about a child.",
            False,
            "nspcc.org.uk, 'NSPCC Helpline'",
        ),
    ]
    for order, (label, telephone, website, note, for_children, source) in enumerate(helplines):
        ContactPoint.objects.create(
            area=None,
            purpose=ContactPoint.Purpose.HELPLINE,
            label=label,
            telephone=telephone,
            website=website,
            note=note,
            for_children=for_children,
            order=order,
            source=source,
            **checked,
        )
    ContactPoint.objects.create(
        area=None,
        purpose=ContactPoint.Purpose.OTHER,
        label="Prevent: the national referral form",
        website="https://www.gov.uk/guidance/making-a-referral-to-prevent",
        order=0,
        source="gov.uk, 'Making a referral to Prevent'",
        note="Where the police's own form is, and how to fill it in. In this demonstration send nothing.",
        **checked,
    )
    ContactPoint.objects.create(
        area=made.area,
        purpose=ContactPoint.Purpose.OTHER,
        label="Prevent advice line of the police (demo)",
        telephone="01632 960740",
        note="To talk it over first, without a name. A number of the demo: it rings nobody.",
        order=1,
        source="Ofcom, numbers for drama: 01632 960000 to 960999",
        **checked,
    )
    for order, area in enumerate(made.areas.values()):
        for purpose, label, number in (
            (ContactPoint.Purpose.FRONT_DOOR, f"{area.name} MASH, office hours (demo)", f"01632 96080{order}"),
            (ContactPoint.Purpose.OUT_OF_HOURS, f"{area.name} emergency duty (demo)", f"01632 96090{order}"),
        ):
            ContactPoint.objects.create(
                area=area,
                purpose=purpose,
                label=label,
                telephone=number,
                order=order,
                note="A number of the demo: it rings nobody.",
                source="Ofcom, numbers for drama: 01632 960000 to 960999",
                **checked,
            )


def _duty_posts(made: Places, today: date) -> None:
    for order, (name, patch) in enumerate(made.patches.items()):
        DutyPost.objects.create(
            team=made.teams["link"],
            patch=patch,
            title=f"Education link co-ordinator, {name}",
            telephone=f"01632 96070{order}",
            email=f"link.{name.lower()}@demo.invalid",
            telephone_is_public=True,
            last_checked_on=today,
        )
    DutyPost.objects.create(
        team=made.teams["partnership"],
        title="Partnership office (demo)",
        telephone="01632 960750",
        email="partnership@demo.invalid",
        telephone_is_public=True,
        email_is_public=True,
        last_checked_on=today,
    )
    DutyPost.objects.create(
        team=made.teams["training"],
        title="Training office (demo)",
        telephone="01632 960751",
        email="training@demo.invalid",
        telephone_is_public=True,
        email_is_public=True,
        last_checked_on=today,
    )
    DutyPost.objects.create(
        team=made.teams["mash"], title="MASH duty manager", telephone="01632 960710", last_checked_on=today
    )
    DutyPost.objects.create(
        team=made.teams["early_help"],
        title="Tier 2 duty co-ordinator",
        telephone="01632 960711",
        email="tier2.duty@demo.invalid",
        telephone_is_public=True,
        email_is_public=True,
        last_checked_on=today,
    )
    DutyPost.objects.create(
        team=made.teams["officers"],
        title="Local authority designated officer (LADO)",
        telephone="01632 960731",
        email="lado@demo.invalid",
        telephone_is_public=True,
        email_is_public=True,
        last_checked_on=today,
    )
    DutyPost.objects.create(
        team=made.teams["prevent_education"],
        title="Prevent education officer, for training, lessons and visits",
        telephone="01632 960741",
        email="prevent@demo.invalid",
        telephone_is_public=True,
        email_is_public=True,
        last_checked_on=today,
    )
    for order, title in enumerate(("Emergency duty worker", "Emergency duty manager"), 1):
        DutyPost.objects.create(
            team=made.teams["duty"],
            title=title,
            telephone=f"01632 96072{order}",
            pager=f"pager.{order}@demo.invalid",
            paged_as=order,
            last_checked_on=today,
        )


def _schools(made: Places) -> None:
    pick = chance("schools")
    by_patch = {name: [row for row in postcodes() if patch_of(row[1]) == name] for name in PATCHES}
    for number, school in enumerate(invented()):
        patch = list(PATCHES)[number % len(PATCHES)]
        postcode, ward = pick.choice(by_patch[patch])
        organisation = _organisation(school.name, "SCHOOL", made.area)
        School.objects.create(
            organisation=organisation,
            urn=school.urn,
            la_code="851",
            establishment_number=school.establishment_number,
            type_code=school.type_code,
            type_name=school.type_name,
            status_code="1",
            phase_code=school.phase,
            low_age=school.low,
            high_age=school.high,
            gender_code="3",
            opened_on=SINCE,
            street="1 Invented Yard",
            town="Portsmouth",
            postcode=postcode,
            telephone=f"01632 9601{number:02}",
            ward_code=ward,
            patch=made.patches[patch],
            trust_name=AGENCIES["trust"][0] if school.type_code == "28" else "",
        )
        team = Team.objects.create(organisation=organisation, area=made.area, name="Safeguarding", sight_is_dated=True)
        made.schools.append((school, organisation, team))
    # The school that visitors sign in to has governors of its own.
    ours = next(organisation for school, organisation, _ in made.schools if school.phase == "4")
    made.teams["governors"] = Team.objects.create(organisation=ours, area=made.area, name="Governors and leaders")
