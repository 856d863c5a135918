"""What an area still lacks before real people may rely on it: asked of its own tables, the same for the page and for `doctor`.

Each line is read from what is there, so that it goes by itself once its work is done. Fourteen questions, however large the area.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from breakwater.casework.thresholds.operations import edition_now
from breakwater.knowledge.content.models import Home
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.organisations.access import ROLES, Role
from breakwater.partnership.organisations.models import (
    Area,
    ContactPoint,
    DutyPost,
    Membership,
    OpeningHours,
    Organisation,
    OrganisationArea,
    Patch,
    School,
    Team,
    TeamService,
)
from breakwater.practice.education.models import CohortRule

from .first_roles import FIRST, first_post

FILE = {"do": "Add it with the area's file", "view": "web:area_file"}


@dataclass(frozen=True)
class Step:
    """One thing an area needs: its words, whether it is there, what to do, and the page to do it on (a view's name, or none)."""

    id: str
    group: str
    words: str
    is_done: bool
    do: str
    view: str = ""
    room: str = ""
    role: str = ""  # that an invitation gives
    command: str = ""

    @property
    def href(self) -> str:
        """The page to do it on; an invitation's with the role chosen."""
        return (reverse(self.view) + (f"?role={self.role}" if self.role else "")) if self.view else ""

    def for_one_who_gives(self, roles: Collection[str]) -> "Step":
        """The step as somebody reads it who may give these roles: another's invitation is no page of theirs."""
        if not self.role or self.role in roles:
            return self
        return replace(self, do="The partnership business manager can invite one", view="")


# What goes with a room is not asked for while it is switched off.
ROOM_OF_SERVICE = {
    "child_death_review": "learning",
    "early_help": "early_help",
    "education_link": "education",
    "prevent": "prevent",
    "prevent_education": "prevent",
    "training": "training",
}
ROOM_OF_ROLE = {
    Role.TIER2_COORDINATOR: "early_help",
    Role.EARLY_HELP_MANAGER: "early_help",
    Role.LINK_MANAGER: "education",
    Role.LINK_COORDINATOR: "education",
    Role.PREVENT_LEAD: "prevent",
    Role.TRAINING_ADMINISTRATOR: "training",
    Role.POLICY_OFFICER: "policies",
}
# service -> what it is for. Without a team that receives it, what is offered to it would be lost.
SERVICES = {
    "front_door": "contacts about children (the MASH)",
    "emergency_duty": "what cannot wait at night and at weekends",
    "assessment": "children who need an assessment by social care",
    "strategy": "strategy discussions",
    "allocated_worker": "contacts about children with a social worker",
    "lado": "allegations against people who work with children",
    "specialist": "concerns for the specialist route",
    "specialist_services": "children who need specialist services",
    "targeted_support": "families who need targeted support",
    "transfer": "families who move to or from another area",
    "scrutiny": "disagreements that no stage settled",
    "child_death_review": "notifications of children who died",
    "learning": "recommendations of reviews, and what changed because of them",
    "early_help": "families who are offered early help",
    "education_link": "the lists and calls of schools",
    "prevent": "Prevent referrals",
    "prevent_education": "Prevent support asked for by schools",
    "training": "training: courses, bookings, records",
}
# Without each of them some step of the work waits for ever.
PEOPLE = (
    (Role.BUSINESS_MANAGER, "invites everybody else and keeps this list"),
    (Role.HEAD_OF_SERVICE, "approves roles in the MASH and emergency duty, as the second person"),
    (Role.MASH_MANAGER, "decides contacts, and approves roles in the MASH"),
    (Role.MASH_SCREENER, "receives and screens contacts"),
    (Role.EMERGENCY_DUTY, "acts at night and at weekends"),
    (Role.DESIGNATED_OFFICER, "takes up allegations"),
    (Role.INFORMATION_GOVERNANCE, "answers who has looked at a record, and releases what schools see"),
    (Role.SYSTEM_ADMINISTRATOR, "watches the service, its backups and its jobs"),
    (Role.TIER2_COORDINATOR, "takes up early help with families"),
    (Role.EARLY_HELP_MANAGER, "answers for early help"),
    (Role.LINK_MANAGER, "answers for the lists of schools"),
    (Role.LINK_COORDINATOR, "calls schools about their lists"),
    (Role.PREVENT_LEAD, "takes up Prevent referrals"),
    (Role.TRAINING_ADMINISTRATOR, "runs the area's training"),
    (Role.POLICY_OFFICER, "writes the manual's chapters"),
)
AGENCIES = (
    Organisation.Kind.POLICE,
    Organisation.Kind.HEALTH,
    Organisation.Kind.HOUSING,
    Organisation.Kind.PROBATION,
)


def steps(area: Area, today: date) -> list[Step]:
    """Everything an area needs, whether it is there or not, in the order in which it is usually done."""
    all_of_them = (
        *_numbers(area, today),
        *_services(area),
        *_hours_and_days(area, today),
        *_duty(area),
        *_agencies(area, today),
        *_people(area, today),
        *_schools(area),
        *_words(area, today),
    )
    return [step for step in all_of_them if step.room not in area.rooms_off]  # "" is never among them


def missing(area: Area, today: date) -> list[Step]:
    return [step for step in steps(area, today) if not step.is_done]


def _numbers(area: Area, today: date):
    wanted = {
        ContactPoint.Purpose.FRONT_DOOR: "A telephone number for worries about a child in office hours",
        ContactPoint.Purpose.OUT_OF_HOURS: "A telephone number for nights and weekends",
    }
    published = {point.purpose for point in ContactPoint.published(area, *wanted, on=today)}
    for purpose, words in wanted.items():
        slug = purpose.lower().replace("_", "-")
        yield Step(f"number-{slug}", "Numbers", words, purpose in published, "Publish it", "organisations:number_new")


def _services(area: Area):
    received = set(TeamService.objects.filter(area=area, team__closed_on=None).values_list("service", flat=True))
    for service, words in SERVICES.items():
        slug = service.replace("_", "-")
        yield Step(
            f"team-{slug}",
            "Teams",
            f"A team that receives {words}",
            service in received,
            **FILE,
            room=ROOM_OF_SERVICE.get(service, ""),
        )


def _hours_and_days(area: Area, today: date):
    of_the_mash = OpeningHours.objects.filter(Q(effective_to=None) | Q(effective_to__gte=today))
    hours = of_the_mash.filter(team__services__area=area, team__services__service="front_door").exists()
    yield Step("hours-front-door", "Hours", "The opening hours of the MASH", hours, "Set them", "organisations:area")
    terms = area.terms.filter(ends_on__gte=today).exists()
    yield Step("terms", "Hours", "The dates of this school term", terms, "Add the terms", "organisations:term_new")


def _duty(area: Area):
    posts = DutyPost.objects.filter(team__area=area, team__closed_on=None)
    found = posts.aggregate(
        paged=Count("pk", filter=Q(team__services__service="emergency_duty", paged_as=1)),
        officer=Count("pk", filter=Q(team__services__service="lado") & ~Q(telephone="")),
    )
    paged, officer = (bool(found[name]) for name in ("paged", "officer"))
    yield Step("paged-first", "Duty posts", "Who emergency duty pages first when nobody answers", paged, **FILE)
    yield Step("officer-number", "Duty posts", "The telephone number of the designated officer (LADO)", officer, **FILE)


def _agencies(area: Area, today: date):
    serving = OrganisationArea.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), area=area)
    with_teams = serving.filter(organisation__teams__area=area, organisation__teams__closed_on=None)
    kinds = set(with_teams.values_list("organisation__kind", flat=True))
    for kind in AGENCIES:
        words = f"A team of {kind.label.lower()} that answers what the MASH asks"
        yield Step(f"agency-{kind.lower()}", "Agencies", words, kind in kinds, **FILE)


def _people(area: Area, today: date):
    held = Membership.objects.in_force(today).filter(team__area=area, user__is_active=True)
    roles = set(held.values_list("role_id", flat=True).distinct())
    office = Team.objects.filter(area=area, closed_on=None).order_by("pk").values_list("name", flat=True).first()
    for role, what in PEOPLE:
        is_first = role.value in FIRST
        yield Step(
            f"person-{role.value.replace('_', '-')}",
            "People",
            f"{ROLES[role].title}: {what}",
            role.value in roles,
            "Nobody here can give the first one: ask whoever runs the machine to type" if is_first else "Invite one",
            "" if is_first else "web:invite",
            ROOM_OF_ROLE.get(role, ""),
            "" if is_first else role.value,
            first_post(area.code, office or "TEAM", role.value) if is_first else "",
        )


def _schools(area: Area):
    schools = School.objects.filter(organisation__serves__area=area, organisation__closed_on=None)
    counted = schools.aggregate(
        all=Count("pk"), apart=Count("pk", filter=Q(patch=None)), led=Count("pk", filter=_has_a_lead())
    )
    yield Step("schools", "Schools", "The register of schools", counted["all"] > 0, "./breakwater import-schools")
    patches = Patch.objects.filter(area=area).exists()
    yield Step("patches", "Schools", "The patches of the link co-ordinators", patches, **FILE, room="education")
    apart = counted["apart"]
    words = f"A patch for each school ({apart} have none)" if apart else "A patch for each school"
    yield Step("schools-in-patches", "Schools", words, counted["all"] > 0 and not apart, **FILE, room="education")
    without = counted["all"] - counted["led"]
    words = "A safeguarding lead (DSL) in each school" + (f" ({without} have none)" if without else "")
    yield Step(
        "school-leads",
        "Schools",
        words,
        counted["all"] > 0 and not without,
        "Invite them",
        "web:invite",
        role=Role.DSL.value,
    )


def _has_a_lead() -> Q:
    held = Membership.objects.filter(role=Role.DSL, revoked_at=None, user__is_active=True, ends_on=None)
    return Q(organisation__in=held.values("team__organisation"))


def _words(area: Area, today: date):
    edition = edition_now(area, today) is not None
    yield Step(
        "levels", "Words", "The levels of need in force", edition, "Release an edition", "casework:threshold_editions"
    )
    rules = CohortRule.objects.in_force(area, today).exists()
    yield Step(
        "sharing-rules",
        "Words",
        "What a school may see of each cohort",
        rules,
        "The education link manager takes up the table under Sharing rules",
        room="education",
    )
    site = Home.objects.exists()
    yield Step("public-pages", "Words", "The pages of the public site", site, "./breakwater bring-site", room="public")
    services = Service.objects.filter(area=area).exists()
    yield Step(
        "directory", "Words", "Services that families can use", services, "Enter them", "directory:overview", "public"
    )
