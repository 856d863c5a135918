"""Whom the MASH asks, what each kind of agency is usually asked, and how long it has to answer (FD 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from breakwater.casework.clocks.rules import ClockRule, LocalAgreement, register_clock
from breakwater.foundation.dates.limits import SameDay, WorkingHours
from breakwater.partnership.organisations.models import Organisation, Team
from breakwater.partnership.people.models import Enrolment

from ..models import AgencyKind, Contact, InformationDesk, Rag

_SOURCE = LocalAgreement("MASH operating protocol", section="answers of partner agencies by rating")


def _rule(rag: Rag, allows) -> ClockRule:
    return register_clock(
        ClockRule(
            key=f"front_door.answer_{rag.lower()}",
            label="Answer to the MASH",
            allows=allows,
            starts_when=f"a request rated {rag.label.lower()} is sent, counted in the hours of the MASH",
            source=_SOURCE,
        )
    )


RULES = {
    Rag.RED: _rule(Rag.RED, WorkingHours(2)),
    Rag.AMBER: _rule(Rag.AMBER, WorkingHours(4)),
    Rag.GREEN: _rule(Rag.GREEN, SameDay(time(13))),
}

Kind = AgencyKind
QUESTIONS: dict[str, tuple[str, ...]] = {
    Kind.SOCIAL_CARE: (
        "Are any of them open to you, or have they been? With which plans and orders, and when?",
        "Which brothers and sisters, other names and other addresses do you know of?",
        "Has another local authority been involved?",
    ),
    Kind.POLICE: (
        "What incidents are recorded at these addresses and for these people, and when?",
        "Do you know of domestic abuse, going missing, exploitation, bail conditions or warnings?",
        "Is there anything we must know before someone visits?",
    ),
    Kind.HEALTH_COMMUNITY: (
        "When was each child last seen, who by, and how were they?",
        "Which appointments was a child not brought to?",
        "What has been seen at home, and of the parents' own health where it bears on a child?",
    ),
    Kind.HEALTH_ACUTE: (
        "Which attendances, injuries or bookings are on record, and when?",
        "Are there safeguarding flags or a birth plan?",
    ),
    Kind.MENTAL_HEALTH: (
        "Is any of them known to you, and are they engaged with the service?",
        "Which risks bear on a child? Say no more of the adult than that needs.",
    ),
    Kind.GP: (
        "Is each of them registered, and who else is in the household?",
        "Are there safeguarding concerns on record?",
    ),
    Kind.SCHOOL: (
        "How are attendance, behaviour and the way the child comes to school?",
        "What has the child said, and what contact have you with parents? Who collects?",
        "Is there early help, special educational need or other support?",
    ),
    Kind.EDUCATION: (
        "Is each child on a roll, or missing education, electively home educated or excluded?",
        "Is there an education, health and care plan, or attendance enforcement?",
    ),
    Kind.EARLY_HELP: (
        "Is there a plan, who leads, and how does the family take part?",
        "When was the last review, and what did it find?",
    ),
    Kind.HOUSING: (
        "Who holds the tenancy, and who is known to live there?",
        "Are there arrears, notices, temporary accommodation, disrepair or anti-social behaviour?",
    ),
    Kind.PROBATION: ("Which orders or licence conditions are in force, and which risks to children?",),
    Kind.YOUTH_JUSTICE: ("Which orders and assessments are there, and who works with the young person?",),
    Kind.ADULT_CARE: ("Is an adult in the home known to you for care, disability or adult safeguarding?",),
    Kind.DOMESTIC_ABUSE: ("Has any of them been heard at MARAC, when, and is there a safety plan? Dates alone.",),
    Kind.OTHER_AREA: ("Were they known to you? Which plans, and from when to when?",),
    Kind.OTHER: ("Are any of them known to you, and what do you know that bears on a child's safety or welfare?",),
}
OF_ORGANISATION = {
    Organisation.Kind.POLICE: Kind.POLICE,
    Organisation.Kind.HEALTH: Kind.HEALTH_COMMUNITY,
    Organisation.Kind.HOUSING: Kind.HOUSING,
    Organisation.Kind.PROBATION: Kind.PROBATION,
    Organisation.Kind.SCHOOL: Kind.SCHOOL,
    Organisation.Kind.EARLY_YEARS: Kind.SCHOOL,
    Organisation.Kind.VOLUNTARY: Kind.OTHER,
    Organisation.Kind.OTHER: Kind.OTHER,
}


@dataclass(frozen=True)
class Askable:
    """A team that can be asked: its agency's kind, the words people know it by, and why a school is among them."""

    team: Team
    kind: str
    hint: str = ""

    @property
    def name(self) -> str:
        return said(self.team)

    @property
    def questions(self) -> tuple[str, ...]:
        return QUESTIONS[self.kind]


def said(team: Team) -> str:
    """Invented Harbour Police, Public protection."""
    return (
        f"{team.organisation.name}, {team.name}" if team.name not in team.organisation.name else team.organisation.name
    )


def kind_of(team: Team) -> str:
    """What kind of agency a team belongs to where no desk says."""
    return OF_ORGANISATION.get(team.organisation.kind, Kind.OTHER)


def is_asked_anyway(team: Team) -> bool:
    """Whether a team can be asked without a desk of its own: that of a partner agency, not the council's."""
    return team.organisation.kind in OF_ORGANISATION and team.organisation.kind != Organisation.Kind.SCHOOL


def whom_to_ask(contact: Contact, *, on: date) -> list[Askable]:
    """The area's desks and partner agencies, and the schools where the child has a place. The asking team is not among them."""
    area = contact.case.area_id
    desks = {
        desk.team_id: desk
        for desk in InformationDesk.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), area=area, starts_on__lte=on)
    }
    teams = (
        Team.objects.filter(area=area, closed_on=None, organisation__closed_on=None)
        .filter(
            Q(pk__in=desks)
            | Q(organisation__kind__in=[kind for kind in OF_ORGANISATION if kind != Organisation.Kind.SCHOOL])
        )
        .exclude(pk=contact.case.responsible_team_id)
        .select_related("organisation", "area")
        .order_by("organisation__name", "name")
    )
    found = [Askable(team, desks[team.pk].kind if team.pk in desks else kind_of(team)) for team in teams]
    order = list(AgencyKind)
    found.sort(key=lambda askable: (order.index(askable.kind), askable.name))
    return [*schools_of(contact, on=on, but={askable.team.pk for askable in found}), *found]


def schools_of(contact: Contact, *, on: date, but: set[int] = frozenset()) -> list[Askable]:
    """The schools where the child is on a verified roll today: none on a school's word alone (SG-14)."""
    if contact.child_id is None:
        return []
    places = (
        Enrolment.objects.filter(person=contact.child_id, starts_on__lte=on, verified_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .exclude(team__in=but)
        .select_related("team__organisation", "team__area")
    )
    teams = {place.team_id: place.team for place in places if place.team.area_id == contact.case.area_id}
    return [Askable(team, Kind.SCHOOL, "The child is on its roll") for team in teams.values()]


def other_schools(contact: Contact, *, but: Sequence[int]) -> list[Team]:
    """Every other school team of the area, to ask for a brother or sister or a child whose place nobody verified."""
    return list(
        Team.objects.filter(
            area=contact.case.area_id,
            closed_on=None,
            organisation__kind=Organisation.Kind.SCHOOL,
            organisation__closed_on=None,
        )
        .exclude(pk__in=but)
        .select_related("organisation", "area")
        .order_by("organisation__name", "name")
    )
