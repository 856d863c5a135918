"""A small world for served tests: two areas, every role at home and elsewhere, and one family's records in each circumstance.

`build()` makes it in the database that Django is pointed at, through the rooms' own operations, and commits.
"""

import io
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.documents import operations as documents
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import (
    Case,
    Document,
    Escalation,
    Handover,
    Lock,
    Meeting,
    SealedItem,
    SelfAssessment,
    Task,
)
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import Permission, Role, acting_as, allows
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Area, ContactPoint, Membership, OpeningHours, Team
from breakwater.partnership.people.models import Enrolment, ListRow, Person
from breakwater.practice.early_help.models import Action, Advice, Episode, FamilyLink, FamilyMeeting, FamilyPart, Goal
from breakwater.practice.education.pathway import LINK_SERVICE
from breakwater.practice.front_door.allegations.operations import officers
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.contact_form.operations.sending import begin_contact
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.models import (
    Allegation,
    Contact,
    InformationAnswer,
    InformationRequest,
    Passing,
    Receipt,
    Sample,
    SampleItem,
    SocialCareChild,
    Strategy,
    StrategyAction,
    StrategyAttendee,
)
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.prevent.concerns import operations as concerns
from breakwater.practice.prevent.models import Referral
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import incidents, plans
from breakwater_dev.testing import world_further as further
from breakwater_dev.testing import world_lists as shared
from breakwater_dev.testing import world_support as supporting
from breakwater_dev.testing.mash import make_ready

LONG_AGO = date(2020, 1, 1)
WHY = " ".join(["The family would welcome help with mornings and with routines at home"] * 4)
SERVICES = {
    "front_door": "MASH",
    "early_help": "Tier 2 co-ordinators",
    "targeted_support": "Targeted family support",
    "assessment": "Assessment team",
    "strategy": "Strategy team",
    "allocated_worker": "Allocated workers",
    "specialist": "Specialist intake",
    "lado": "Designated officers",
    "prevent": "Compartment",
    "prevent_education": "Prevent education",
    "child_death_review": "Child death review",
    "specialist_services": "Specialist services",
}
# The team in which a role does its daily work: a service's, the school's, or an agency's.
HOME = {
    Role.MASH_SCREENER: "front_door",
    Role.MASH_MANAGER: "front_door",
    Role.WALL_SCREEN: "front_door",
    Role.EMERGENCY_DUTY: "duty",
    Role.TIER2_COORDINATOR: "early_help",
    Role.EARLY_HELP_MANAGER: "early_help",
    Role.LEAD_PROFESSIONAL: "agency",
    Role.SOCIAL_WORKER: "assessment",
    Role.SOCIAL_CARE_MANAGER: "assessment",
    Role.RECEIVING_WORKER: "targeted_support",
    Role.LINK_COORDINATOR: "link",
    Role.LINK_MANAGER: "link",
    Role.DSL: "school",
    Role.HEAD_TEACHER: "school",
    Role.SCHOOL_STAFF: "staff",
    Role.TRUST_LEAD: "trust",
    Role.LINK_GOVERNOR: "governors",
    Role.AGENCY_PROFESSIONAL: "agency",
    Role.AGENCY_LEAD: "agency",
    Role.DESIGNATED_OFFICER: "lado",
    Role.PREVENT_LEAD: "prevent",
    Role.CHANNEL_CHAIR: "prevent",
    Role.PANEL_MEMBER: "business",
    Role.PREVENT_EDUCATION_OFFICER: "prevent_education",
    Role.CHILD_DEATH_REVIEWER: "child_death_review",
    Role.DESIGNATED_DOCTOR: "child_death_review",
    Role.INFORMATION_GOVERNANCE: "governance",
    Role.HEAD_OF_SERVICE: "business",
    Role.DATA_OFFICER: "business",
    Role.BUSINESS_MANAGER: "business",
    Role.POLICY_OFFICER: "business",
    Role.TRAINING_ADMINISTRATOR: "business",
    Role.SYSTEM_ADMINISTRATOR: "business",
}
CIRCUMSTANCES = ("ordinary", "elsewhere", "sealed", "restricted", "closed")


@dataclass
class Records:
    """One child's records in one circumstance."""

    person: Person
    contact: Contact
    receipt: Receipt
    episode: Episode
    case: Case
    offer: Handover
    task: Task
    meeting: Meeting
    document: Document
    advice: Advice
    request: InformationRequest
    answer: InformationAnswer
    allegation: Allegation
    concern: Referral
    strategy: Strategy
    attendee: StrategyAttendee
    action: StrategyAction
    disagreement: Escalation
    tracked_action: TrackedAction
    support: supporting.Support
    between: incidents.Between
    plans: plans.Plans
    passing: Passing
    sealed_item: SealedItem
    lock: Lock
    goal: Goal
    plan_action: Action
    taf: FamilyMeeting
    family_link: FamilyLink
    family_part: FamilyPart
    # Of the whole area: made when every circumstance is there.
    sample_item: SampleItem | None = None
    social_care: SocialCareChild | None = None
    list_row: ListRow | None = None
    self_assessment: SelfAssessment | None = None
    on_list: shared.Shared | None = None

    @property
    def sample(self) -> Sample:
        return self.sample_item.sample

    def __getattr__(self, name: str):
        """What stands of the child on the list shared with the school, by its own name."""
        if name in shared.NAMES:
            return getattr(self.on_list, name) if self.on_list else None
        if name in supporting.NAMES:
            return getattr(self.support, name)
        if name in incidents.NAMES:
            return getattr(self.between, name)
        if name in plans.NAMES:
            return getattr(self.plans, name)
        raise AttributeError(name)


@dataclass
class World:
    """Everyone and everything, by name. `posts[relation][role]` is a membership."""

    area: Area
    other_area: Area
    teams: dict[str, Team]
    teams_elsewhere: dict[str, Team]
    posts: dict[str, dict[str, Membership]]
    readers: list[Membership]
    records: dict[str, Records] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)

    def post(self, role: str, relation: str = "home") -> Membership:
        return self.posts[relation][role]


def build() -> World:
    """Make the whole world. Files need keys, so a test data folder without any gets some."""
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    here, there = make.area(), make.area("850", "Hampshire")
    teams, far = _teams(here), _teams(there)
    others = _other_teams(here)
    posts = {
        "home": {role: make.membership(role, of=teams[HOME[role]]) for role in Role},
        "in_the_case": {role: make.membership(role, of=others[HOME[role]]) for role in Role},
        "other_agency": {role: make.membership(role, of=others[HOME[role]]) for role in Role},
        "other_area": {role: make.membership(role, of=far[HOME[role]]) for role in Role},
        "former": {
            role: make.membership(role, of=teams[HOME[role]], ends_on=timezone.localdate() - timedelta(days=1))
            for role in Role
        },
    }
    readers = [
        make.membership("mash_manager", of=teams["front_door"]),
        make.membership("social_worker", of=teams["assessment"]),
    ]
    world = World(here, there, teams, far, posts, readers)
    for circumstance in CIRCUMSTANCES:
        home = far if circumstance == "elsewhere" else teams
        world.records[circumstance] = _records(world, home, circumstance)
    _of_the_whole_area(world)
    _posts_in_the_case(world)
    for circumstance, breakable in (("sealed", True), ("restricted", False)):
        _seal(world, world.records[circumstance].person, breakable)
    for role, post in posts["home"].items():
        if allows(role, Permission.CONTACT_MAKE):
            with acting_as(actor_of(post)) as by:
                world.drafts[role] = begin_contact(by=by, at=timezone.now()).public_id
    return world


def _teams(area: Area) -> dict[str, Team]:
    council = make.organisation(f"{area.name} Council")
    teams = {service: make.team(name, of=council, in_area=area, service=service) for service, name in SERVICES.items()}
    for name, kind in (("school", "SCHOOL"), ("agency", "HEALTH"), ("trust", "OTHER")):
        teams[name] = make.team(f"{area.name} {name}", of=make.organisation(f"{area.name} {name}", kind), in_area=area)
    teams["governors"] = incidents.staff_of(teams["school"], "Governors")
    teams["staff"] = incidents.staff_of(teams["school"])
    for name in ("duty", "governance", "business"):
        teams[name] = make.team(f"{area.name} {name}", of=council, in_area=area)
    teams["link"] = make.team(f"{area.name} link", of=council, in_area=area, service=LINK_SERVICE)
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(0), closes_at=time(23, 59, 59), effective_from=LONG_AGO)
        for team in teams.values()
        for day in range(7)
    )
    purpose = ContactPoint.Purpose
    facts = {
        "effective_from": LONG_AGO,
        "last_checked_on": date(2026, 11, 2),
        "review_by": date(2030, 5, 1),
        "source": "Invented",
    }
    for label, number, kind in (
        ("MASH", "01632 960800", purpose.FRONT_DOOR),
        ("Emergency duty", "01632 960900", purpose.OUT_OF_HOURS),
    ):
        ContactPoint.objects.create(area=area, purpose=kind, label=label, telephone=number, **facts)
    return teams


def _other_teams(area: Area) -> dict[str, Team]:
    """Teams of another agency in the same area that hold nothing."""
    agency, school = make.organisation("Another agency", "HEALTH"), make.organisation("Another school", "SCHOOL")
    return {
        home: make.team(
            f"Other {home}", of=school if home in ("school", "staff", "governors") else agency, in_area=area
        )
        for home in set(HOME.values())
    }


def _records(world: World, home: dict[str, Team], circumstance: str) -> Records:
    area = home["front_door"].area
    manager = make.actor("mash_manager", of=home["front_door"])
    coordinator = make.actor("tier2_coordinator", of=home["early_help"])
    sender = make.membership("agency_professional", of=home["agency"])
    person = make.person(f"Robin{circumstance.capitalize()}", "Example", in_area=area)
    now, today = timezone.now(), timezone.localdate()
    with acting_as(make.intake(area)) as by:
        Enrolment.objects.create(
            person=person,
            school=home["school"].organisation,
            team=home["school"],
            starts_on=today,
            verified_on=today,
            verified_by=by,
        )
    contact, receipt = _contact(circumstance, home, person, sender, manager, "open")
    request, answer = _asked(contact, home["agency"], sender, manager)
    allegation, concern = _set_apart(circumstance, home, person, sender)
    called = further.strategy_of(contact, manager)
    hangs = dict(zip(("strategy", "attendee", "action"), called, strict=True))
    approver = world.posts["other_area" if circumstance == "elsewhere" else "home"][Role.MASH_MANAGER]
    hangs |= {
        "disagreement": further.disagreement_of(receipt, sender),
        "support": supporting.support_of(home["school"], home["prevent_education"]),
        "between": (between := incidents.all_of(home["school"], home["staff"])),
        "plans": plans.all_of(between.incident, between.incident_child, home["school"], home["staff"]),
        "tracked_action": further.asked_of(home["school"], home["link"]),
        "sealed_item": further.sealed_in(contact, manager),
        "lock": further.lock_of(person, home["front_door"], manager, approver),
    }
    further.done_at_night(contact, make.actor("emergency_duty", of=home["duty"]))
    gone, _ = _contact(circumstance, home, person, sender, manager, "over the boundary")
    hangs["passing"] = further.passed_on(gone, manager)
    further.seen_differently(gone, manager)
    decided, _ = _contact(circumstance, home, person, sender, manager, "for help")
    waiting, _ = _contact(circumstance, home, person, sender, manager, "offered")
    with acting_as(manager):
        offered = _decide(decided, "O4", manager)
        offer = _decide(waiting, "O4", manager)
    with acting_as(coordinator):
        taken = handovers.accept(handover=offered, by=coordinator, at=timezone.now())
        episode = Episode.objects.select_related("case").get(case=taken.opened_case)
        of_help = further.helped(episode, person, coordinator)
        task = tasks.make(
            tasks.ToDo(title="Ring the family", due_at=now + timedelta(days=2)),
            team=home["early_help"],
            by=coordinator,
            at=now,
            case=episode.case,
        )
        meeting = tasks.call_meeting(
            episode.case,
            tasks.MeetingFacts(kind="Team around the family", starts_at=now + timedelta(days=3)),
            by=coordinator,
            at=now,
        )
        document = documents.add(
            episode.case,
            documents.Upload(stream=io.BytesIO(b"Notes of a visit."), name="notes.txt", declared_type="text/plain"),
            by=coordinator,
            at=now,
        )
        advice = further.advice_on(episode, coordinator)
        if circumstance == "closed":
            further.help_ends(episode, coordinator)
            handovers.decline(handover=offer, reason="The family has moved away", by=coordinator, at=timezone.now())
    if circumstance == "closed":
        with acting_as(manager):
            _decide(contact, "O13", manager)
        further.end_strategy(hangs["strategy"], manager)
        further.end_disagreement(hangs["disagreement"], sender)
        further.end_passing(hangs["passing"], manager)
    with acting_as(make.intake(area)):
        contact.refresh_from_db()
        return Records(
            person,
            contact,
            receipt,
            episode,
            episode.case,
            offer,
            task,
            meeting,
            document,
            advice,
            request,
            answer,
            allegation,
            concern,
            **hangs,
            **of_help,
        )


def _of_the_whole_area(world: World) -> None:
    """Each area's list of social care, with every child on it, and its month's sample."""
    for area, teams in ((world.area, world.teams), (world.other_area, world.teams_elsewhere)):
        ours = [found for found in world.records.values() if found.person.area_id == area.pk]
        manager = make.actor("mash_manager", of=teams["front_door"])
        listed = further.on_social_cares_list(area, [found.person for found in ours], manager)
        on_lists = further.on_an_agencys_list(area, [found.person for found in ours], manager)
        sampled = further.sample_of(area, manager)
        own = further.self_assessment_of(
            teams["school"], make.actor("prevent_education_officer", of=teams["prevent_education"])
        )
        for found in ours:
            found.social_care = listed[found.person.pk]
            found.list_row = on_lists[found.person.pk]
            found.self_assessment = own
            found.sample_item = sampled[found.passing.contact_id]
        on_it = shared.list_and_call(area, teams, [found.person for found in ours])
        for found in ours:
            found.on_list = on_it[found.person.pk]


def _set_apart(circumstance, home, person, sender) -> tuple[Allegation, Referral]:
    """The agency also told of someone who works with children, and of what goes by the specialist route."""
    officer = make.actor("designated_officer", of=home["lado"])
    make.membership("designated_officer", of=home["lado"])
    area, now = home["front_door"].area, timezone.now()
    told = allegation_intake.AllegationTold(
        about="The caretaker", role="Caretaker", where="The school", organisation=home["school"].organisation
    )
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=area,
            channel="PROFESSIONAL",
            key=f"{circumstance} apart",
            worry="The caretaker drove her home alone",
            children=[ChildTold(named_as=person.name)],
            allegation=told,
            sender=arrivals.Sender(team=sender.team, user=sender.user),
        ),
        by=make.intake(area),
        at=now,
    )
    concerns.keep_specialist_concern(
        area=area,
        arrived_with=receipt.reference,
        words="Videos of a group",
        about={"sender": "A nurse", "children": [{"name": person.name}]},
        at=now,
    )
    with acting_as(officer):
        allegation = Allegation.objects.select_related("case").get(submission__reference=receipt.reference)
        head = officers.MayKnow("The head", "HEAD", "She answers for the school", about_the_head=False)
        person = officers.name_who_may_know(allegation=allegation, facts=head, by=officer, at=now)
        officers.tell(person=person, words="The caretaker is away", told_at=now, by=officer, at=now)
        safety = officers.Step("SAFETY", london_date(now), "The girl walks home with her aunt", uuid4())
        officers.record(allegation=allegation, step=safety, by=officer, at=now)
    with acting_as(make.actor("prevent_lead", of=home["prevent"])):
        return allegation, Referral.objects.get(arrived_with=receipt.reference)


def _asked(contact: Contact, team: Team, sender: Membership, manager) -> tuple[InformationRequest, InformationAnswer]:
    """The agency is asked about the contact, and answers for the MASH alone."""
    now = timezone.now()
    with acting_as(manager):
        (asked,) = requests.ask(
            contact,
            requests.AgencyChecks(
                of=[requests.Ask(team, "HEALTH_COMM", ["When was each child last seen?"])],
                people=[requests.Named("Robin Example", "the child")],
                reason="Shouting every night",
                lawful_basis="PUBLIC_TASK",
                agreement="NOT_ASKED",
                proportionate="Third contact this year",
                sensitivity="ROUTINE",
            ),
            key=uuid4(),
            by=manager,
            at=now,
        )
    with acting_as(actor_of(sender)) as by:
        return asked, answering.answer(
            asked,
            answering.AgencyAnswer(finding="KNOWN", label="MASH", text="Seen in June, well"),
            key=uuid4(),
            by=by,
            at=now,
        )


def _contact(circumstance, home, person, sender, manager, which) -> tuple[Contact, Receipt]:
    area = home["front_door"].area
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=area,
            channel="PROFESSIONAL",
            key=f"{circumstance} {which}",
            worry="Shouting every night",
            children=[ChildTold(named_as=person.name)],
            sender=arrivals.Sender(team=sender.team, user=sender.user),
        ),
        by=make.intake(area),
        at=timezone.now(),
    )
    with acting_as(manager):
        contact = Contact.objects.select_related("case", "submission").get(submission_id=receipt.submission_id)
        claims.claim(contact=contact, by=manager, at=timezone.now())
        contact = claims.match(
            contact=contact, person=person, was_new=False, searched={}, found=1, by=manager, at=timezone.now()
        )
        claims.release(contact=contact, by=manager, at=timezone.now())
        contact = Contact.objects.select_related("case", "submission").get(pk=contact.pk)
    return contact, receipt


def _decide(contact: Contact, outcome: str, by) -> Handover | None:
    agreement = {"agreement": "AGREES", "agreement_words": "Mother, by telephone"} if outcome == "O4" else {}
    make_ready(contact, by=by)
    return decisions.decide(
        [contact],
        decisions.DecisionFacts(
            outcome=outcome,
            rationale=WHY,
            words_for_sender="Help is offered.",
            checked_by_hand=True,
            without_record_because="A small world has no screening record",
            **agreement,
        ),
        by=by,
        at=timezone.now(),
    )


def _posts_in_the_case(world: World) -> None:
    """Everyone of the relation 'in the case' has a post in the ordinary cases (SG-09)."""
    with acting_as(make.intake(world.area)) as by:
        found = world.records["ordinary"]
        for case in (found.contact.case, found.case):
            for number, post in enumerate(world.posts["in_the_case"].values()):
                cases.assign(
                    case=case, membership=post, capacity=f"{WorkCapacity.WORKER}{number}", by=by, at=timezone.now()
                )


def _seal(world: World, person: Person, breakable: bool) -> None:
    with acting_as(make.intake(world.area)), connection.cursor() as cursor:
        humans = [reader.user_id for reader in world.readers]
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'a colleague''s child', %s, null)", [person.pk, humans, breakable]
        )
