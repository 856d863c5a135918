"""What each role is for, in plain English. What it may do in general stands in the matrix; a room's rules say where and when."""

from dataclasses import dataclass, replace
from enum import StrEnum

from breakwater.partnership.organisations.levels import COORDINATOR, LEVELS

from .permissions import Permission
from .role_matrix import held_by


class Role(StrEnum):
    """A post's role. The code is what the database keeps."""

    MASH_SCREENER = "mash_screener"
    MASH_MANAGER = "mash_manager"
    WALL_SCREEN = "wall_screen"
    EMERGENCY_DUTY = "emergency_duty"
    TIER2_COORDINATOR = "tier2_coordinator"
    EARLY_HELP_MANAGER = "early_help_manager"
    LEAD_PROFESSIONAL = "lead_professional"
    SOCIAL_WORKER = "social_worker"
    SOCIAL_CARE_MANAGER = "social_care_manager"
    RECEIVING_WORKER = "receiving_worker"
    LINK_COORDINATOR = "link_coordinator"
    LINK_MANAGER = "link_manager"
    DSL = "dsl"
    HEAD_TEACHER = "head_teacher"
    SCHOOL_STAFF = "school_staff"
    TRUST_LEAD = "trust_lead"
    LINK_GOVERNOR = "link_governor"
    AGENCY_PROFESSIONAL = "agency_professional"
    AGENCY_LEAD = "agency_lead"
    DESIGNATED_OFFICER = "designated_officer"
    PREVENT_LEAD = "prevent_lead"
    CHANNEL_CHAIR = "channel_chair"
    PANEL_MEMBER = "panel_member"
    PREVENT_EDUCATION_OFFICER = "prevent_education_officer"
    CHILD_DEATH_REVIEWER = "child_death_reviewer"
    DESIGNATED_DOCTOR = "designated_doctor"
    INFORMATION_GOVERNANCE = "information_governance"
    HEAD_OF_SERVICE = "head_of_service"
    DATA_OFFICER = "data_officer"
    BUSINESS_MANAGER = "business_manager"
    POLICY_OFFICER = "policy_officer"
    TRAINING_ADMINISTRATOR = "training_administrator"
    SYSTEM_ADMINISTRATOR = "system_administrator"


@dataclass(frozen=True)
class Description:
    """A role's title, what it is for, whether it sees its area's casework, whether it may break the glass.

    `casework` is false where it comes near no child's record: such roles alone are given by a system administrator. One that
    `needs_second` is given only with the word of a second person, from the service itself: so are the two that give posts or may
    be the second person everywhere, or one accomplice in either would open the rest, and whoever reads who has looked. `service`
    is the one its holders work in, whatever team they are placed in: the second person is of that service. One that
    `covers_shifts` does casework of the council: its holder, or somebody with no role, may be a locum in emergency duty for one
    shift. Nobody else may, or a role that is kept from children's records would read them all for a night.
    """

    title: str
    purpose: str
    oversight: bool = False
    breaks_glass: bool = False
    casework: bool = True
    needs_second: bool = False
    service: str = ""
    covers_shifts: bool = False
    permissions: frozenset[Permission] = frozenset()


_DESCRIBED = {
    Role.MASH_SCREENER: Description(
        "MASH screener",
        "A social worker who receives contacts, finds out who the child is and prepares the decision.",
        oversight=True,
        needs_second=True,
        service="front_door",
        covers_shifts=True,
    ),
    Role.MASH_MANAGER: Description(
        "MASH manager",
        "Decides what happens after a contact, reallocates contacts, restricts records and answers for the clock.",
        oversight=True,
        breaks_glass=True,
        needs_second=True,
        service="front_door",
        covers_shifts=True,
    ),
    Role.WALL_SCREEN: Description(
        "Wall screen",
        "Signs in the screen on the MASH's wall: what is due and what waits, by reference, and nothing else.",
        oversight=True,
        needs_second=True,
        service="front_door",
    ),
    Role.EMERGENCY_DUTY: Description(
        "Emergency duty worker",
        "Acts at night and at weekends on what cannot wait, and hands over to the MASH at opening.",
        oversight=True,
        breaks_glass=True,
        needs_second=True,
        service="emergency_duty",
        covers_shifts=True,
    ),
    Role.TIER2_COORDINATOR: Description(
        COORDINATOR,
        f"Takes up a {LEVELS[2].name} decision with the family, finds a lead professional, and is the network's critical friend.",
        covers_shifts=True,
    ),
    Role.EARLY_HELP_MANAGER: Description(
        "Early help manager",
        f"Answers for the {LEVELS[2].name} team: every episode has an owner, every offer is answered the same day.",
        covers_shifts=True,
    ),
    Role.LEAD_PROFESSIONAL: Description(
        "Lead professional",
        "Leads help for one family: often a teacher or health visitor, through a part in one case.",
    ),
    Role.SOCIAL_WORKER: Description(
        "Social worker",
        "Holds a child's case in a children's social care team.",
        covers_shifts=True,
    ),
    Role.SOCIAL_CARE_MANAGER: Description(
        "Social care team manager",
        "Answers for the cases of a social care team: who holds each, and what holds where a family stepped down has no lead yet.",
        covers_shifts=True,
    ),
    Role.RECEIVING_WORKER: Description(
        "Receiving worker",
        "Receives and acknowledges work of a service whose own room is not built yet, so that nothing is dropped.",
        covers_shifts=True,
    ),
    Role.LINK_COORDINATOR: Description(
        "Education link co-ordinator",
        "Supports the schools of a patch with their most vulnerable pupils.",
    ),
    Role.LINK_MANAGER: Description(
        "Education link manager",
        "Answers for the lists and calls of all schools: each goes out in time, is right, and is answered.",
    ),
    Role.DSL: Description(
        "Designated safeguarding lead",
        "Answers for safeguarding in a school, and sees the pupils verified on its roll.",
    ),
    Role.HEAD_TEACHER: Description(
        "Head teacher or principal",
        "Answers for the school: reads what its safeguarding team reads, unless conflicted, and approves risk assessments after harm between children.",
    ),
    Role.SCHOOL_STAFF: Description(
        "Member of staff of a school",
        "Reports harm between children to the safeguarding lead; reads their own reports, and of a child they work with what keeps them safe.",
    ),
    Role.TRUST_LEAD: Description(
        "Safeguarding lead of an academy trust",
        "Sees how the lists of the trust's own schools stand, in counts: never who the pupils are; and whose training there is due.",
    ),
    Role.LINK_GOVERNOR: Description(
        "Link governor or senior leader",
        "Governors, proprietors and senior leaders of a school: reads in numbers how it prevents and handles harm between children.",
        casework=False,
    ),
    Role.AGENCY_PROFESSIONAL: Description(
        "Professional of a partner agency",
        "Makes contacts and hears what became of them; answers what the MASH asks the agency.",
    ),
    Role.AGENCY_LEAD: Description(
        "Safeguarding lead of a partner agency",
        "Does what the agency's professionals do; confirms who in the team still needs their role, and connects its system.",
    ),
    Role.DESIGNATED_OFFICER: Description(
        "Designated officer (LADO)",
        "Takes up allegations about people who work with children, and says when their organisation may hear of it.",
        needs_second=True,
        service="lado",
    ),
    Role.PREVENT_LEAD: Description(
        "Prevent lead",
        "Refers what came by the specialist route to the police, and keeps of it no more than the law needs.",
        needs_second=True,
        service="prevent",
    ),
    Role.CHANNEL_CHAIR: Description(
        "Channel chair or deputy",
        "Chairs the Channel panel: its members, meetings, decisions, support and reviews; works with the Prevent lead on referrals.",
        needs_second=True,
        service="prevent",
    ),
    Role.PANEL_MEMBER: Description(
        "Channel panel member",
        "Sits on the Channel panel for an agency: reads what the chair opens to them, case by case, and nothing else.",
        needs_second=True,
        service="prevent",
    ),
    Role.PREVENT_EDUCATION_OFFICER: Description(
        "Prevent education officer",
        "Trains, visits and advises schools on the Prevent duty; sees no child and no referral.",
        casework=False,
    ),
    Role.CHILD_DEATH_REVIEWER: Description(
        "Child death review co-ordinator",
        "Keeps the review of every child's death: who is told, who is asked, what each waits for, and what the panel is given.",
        needs_second=True,
        service="child_death_review",
    ),
    Role.DESIGNATED_DOCTOR: Description(
        "Designated doctor for child deaths",
        "Answers for joint agency responses and child death review meetings, and for what goes to the panel.",
        needs_second=True,
        service="child_death_review",
    ),
    Role.INFORMATION_GOVERNANCE: Description(
        "Information governance officer",
        "Answers who looked at a record and why; sees that the audit is sealed; is the second person for what schools see, and for a colleague's information request; sees no casework of its own accord.",
        needs_second=True,
    ),
    Role.HEAD_OF_SERVICE: Description(
        "Head of service",
        "Answers for the MASH and early help as a whole: sees counts, clocks and outcomes, and no child but where named as second person of an information request.",
        needs_second=True,
    ),
    Role.DATA_OFFICER: Description(
        "Data officer",
        "Checks the authority's census file and writes the part of its returns that Breakwater holds; opens no child's record.",
        oversight=True,
        needs_second=True,
        service="front_door",
    ),
    Role.BUSINESS_MANAGER: Description(
        "Partnership business manager",
        "Keeps the partnership's organisations, roles, numbers, hours and forms right.",
        casework=False,
        needs_second=True,
    ),
    Role.POLICY_OFFICER: Description(
        "Policy officer",
        "Writes the manual's chapters, asks agencies what they think, and records what the area's body decided.",
        casework=False,
    ),
    Role.TRAINING_ADMINISTRATOR: Description(
        "Training administrator",
        "Runs the partnership's training: courses, dates, bookings, charges, and the training records of those who come.",
        casework=False,
    ),
    Role.SYSTEM_ADMINISTRATOR: Description(
        "System administrator",
        "Keeps the service running; sees no casework.",
        casework=False,
    ),
}

ROLES: dict[Role, Description] = {
    role: replace(description, permissions=frozenset(held_by(role.value))) for role, description in _DESCRIBED.items()
}
