"""What each role is for, in plain English, and what it may do in general. A room's rules say where and when."""

from dataclasses import dataclass
from enum import StrEnum

from .permissions import Permission


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
    TRUST_LEAD = "trust_lead"
    AGENCY_PROFESSIONAL = "agency_professional"
    DESIGNATED_OFFICER = "designated_officer"
    PREVENT_LEAD = "prevent_lead"
    INFORMATION_GOVERNANCE = "information_governance"
    HEAD_OF_SERVICE = "head_of_service"
    BUSINESS_MANAGER = "business_manager"
    POLICY_OFFICER = "policy_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"


@dataclass(frozen=True)
class Description:
    """A role's title, what it is for, whether it sees its area's casework, whether it may break the glass.

    `casework` is false where it comes near no child's record: such roles alone are given by a system administrator. One that
    `needs_second` is given only with the word of a second person, from the service itself: so are the two that give posts or may
    be the second person everywhere, or one accomplice in either would open the rest, and whoever reads who has looked. `service`
    is the one its holders work in, whatever team they are placed in: the second person is of that service.
    """

    title: str
    purpose: str
    oversight: bool = False
    breaks_glass: bool = False
    casework: bool = True
    needs_second: bool = False
    service: str = ""
    permissions: frozenset[Permission] = frozenset()


P = Permission
_READS = {P.CASE_READ, P.PERSON_READ, P.PERSON_SEARCH, P.TASK_DO, P.WHY_READ}
_MAKES_CONTACTS = {P.CONTACT_MAKE, P.TALK_READ, P.RECEIPT_READ, P.ESCALATION_RAISE, P.STRATEGY_READ}
_ASKS_OTHERS, _ANSWERS_THE_MASH = {P.REQUEST_SEND}, {P.REQUEST_ANSWER}
_AT_THE_DESK = {P.RECEIPT_READ_TEAM, P.FEEDBACK_TELL, P.CALL_LOG, P.NOTICE_TAKE, P.CONTACT_JOIN}
_KEEPS_ROLLS = {P.ROLL_SEND, P.ROLL_SETTLE}
_TAKES_LISTS = {P.LIST_SEE, P.LIST_SEND, P.LIST_SETTLE}
_OWNS_A_SOURCE = {P.LIST_CORRECT}
_READS_DRAFTS = {P.POLICY_COMMENT, P.POLICY_CONFIRM, P.CAMPAIGN_PLEDGE}  # who speaks for an agency
_KEEPS_CHAPTERS = {P.POLICY_EDIT, P.POLICY_RATIFY} | _READS_DRAFTS
_KNOWS_SOCIAL_CARE = {P.SOCIAL_CARE_TAKE_IN, P.SOCIAL_CARE_SETTLE, P.CONTACT_ROUTE}

ROLES: dict[Role, Description] = {
    Role.MASH_SCREENER: Description(
        "MASH screener",
        "A social worker who receives contacts, finds out who the child is and prepares the decision.",
        oversight=True,
        needs_second=True,
        service="front_door",
        permissions=frozenset(
            {P.STRATEGY_CALL, P.STRATEGY_WORK, P.ESCALATION_ANSWER, P.DUTY_PICK_UP}
            | _ASKS_OTHERS
            | _READS
            | _MAKES_CONTACTS
            | _AT_THE_DESK
            | _KNOWS_SOCIAL_CARE
            | _KEEPS_ROLLS
            | _TAKES_LISTS
            | {
                P.BOARD_READ,
                P.CONTACT_CLAIM,
                P.CONTACT_MATCH,
                P.CONTACT_SCREEN,
                P.ALLEGATION_SEND,
                P.CONTACT_ADD,
                P.PERSON_CREATE,
                P.PERSON_KEEP,
                P.PLACE_VERIFY,
                P.EPISODE_READ,
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.DOCUMENT_ADD,
                P.ITEM_SEAL,
            }
        ),
    ),
    Role.MASH_MANAGER: Description(
        "MASH manager",
        "Decides what happens after a contact, takes over claims, restricts records and answers for the clock.",
        oversight=True,
        breaks_glass=True,
        needs_second=True,
        service="front_door",
        permissions=frozenset(
            {P.POST_SECOND, P.SHIFT_LET_IN}
            | _READS_DRAFTS
            | _ASKS_OTHERS
            | _READS
            | _MAKES_CONTACTS
            | _AT_THE_DESK
            | _KNOWS_SOCIAL_CARE
            | _KEEPS_ROLLS
            | _TAKES_LISTS
            | {
                P.LIST_KEEP,
                P.FIGURES_READ,
                P.WALL_READ,
                P.CONTACT_OVERSEE,
                P.STRATEGY_CALL,
                P.STRATEGY_WORK,
                P.DUTY_WORK,
                P.DUTY_PICK_UP,
                P.ROTA_KEEP,
                P.FEEDBACK_WAIVE,
                P.ESCALATION_ANSWER,
            }
            | {
                P.BOARD_READ,
                P.CONTACT_CLAIM,
                P.CONTACT_MATCH,
                P.CONTACT_SCREEN,
                P.ALLEGATION_SEND,
                P.CONTACT_ADD,
                P.CONTACT_DECIDE,
                P.CONTACT_TAKE_OVER,
                P.PERSON_CREATE,
                P.PERSON_RESTRICT,
                P.PERSON_KEEP,
                P.PLACE_VERIFY,
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.HANDOVER_LATE,
                P.DOCUMENT_ADD,
                P.BREAK_GLASS,
                P.LOOKS_READ,
                P.HOLDINGS_READ,
                P.CLOCK_EXPLAIN,
                P.EPISODE_READ,
                P.ALLEGATION_WORK,
                P.RESTRICT_APPROVE,
                P.ITEM_SEAL,
                P.PAIR_REVIEW,
                P.ALERT_WORK,
            }
        ),
    ),
    Role.WALL_SCREEN: Description(
        "Wall screen",
        "Signs in the screen on the MASH's wall: what is due and what waits, by reference, and nothing else.",
        oversight=True,
        needs_second=True,
        service="front_door",
        permissions=frozenset({P.WALL_READ}),
    ),
    Role.EMERGENCY_DUTY: Description(
        "Emergency duty worker",
        "Acts at night and at weekends on what cannot wait, and hands over to the MASH at opening.",
        oversight=True,
        breaks_glass=True,
        needs_second=True,
        service="emergency_duty",
        permissions=frozenset(
            {P.POST_SECOND, P.STRATEGY_CALL, P.STRATEGY_WORK, P.DUTY_WORK}
            | _READS
            | _MAKES_CONTACTS
            | _AT_THE_DESK
            | {
                P.BOARD_READ,
                P.CONTACT_CLAIM,
                P.CONTACT_MATCH,
                P.CONTACT_SCREEN,
                P.ALLEGATION_SEND,
                P.CONTACT_ADD,
                P.PERSON_CREATE,
                P.PLACE_VERIFY,
                P.BREAK_GLASS,
                P.EPISODE_READ,
                P.PERSON_RESTRICT,
                P.ITEM_SEAL,
            }
        ),
    ),
    Role.TIER2_COORDINATOR: Description(
        "Tier 2 co-ordinator",
        "Takes up a Tier 2 decision with the family, finds a lead professional, and is the network's critical friend.",
        permissions=frozenset(
            {P.ESCALATION_ANSWER}
            | _OWNS_A_SOURCE
            | _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.EPISODE_READ,
                P.ADVICE_GIVE,
                P.EPISODE_WORK,
                P.DOCUMENT_ADD,
                P.PERSON_KEEP,
                P.ITEM_SEAL,
            }
        ),
    ),
    Role.EARLY_HELP_MANAGER: Description(
        "Early help manager",
        "Answers for the Tier 2 team: every episode has an owner, every offer is answered the same day.",
        permissions=frozenset(
            _READS_DRAFTS
            | {P.ESCALATION_ANSWER, P.FIGURES_READ, P.ROTA_KEEP}
            | _OWNS_A_SOURCE
            | _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.HANDOVER_LATE,
                P.HANDOVER_SETTLE,
                P.EPISODE_READ,
                P.ADVICE_GIVE,
                P.EPISODE_WORK,
                P.HOLDINGS_READ,
                P.CLOCK_EXPLAIN,
                P.DOCUMENT_ADD,
                P.LOOKS_READ,
                P.PERSON_KEEP,
                P.PERSON_RESTRICT,
                P.RESTRICT_APPROVE,
                P.ITEM_SEAL,
                P.PAIR_REVIEW,
                P.ALERT_WORK,
            }
        ),
    ),
    Role.LEAD_PROFESSIONAL: Description(
        "Lead professional",
        "Leads help for one family: often a teacher or health visitor, through a post in the case.",
        permissions=frozenset(
            _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {P.HANDOVER_ANSWER, P.HANDOVER_OFFER, P.CASE_WORK, P.EPISODE_READ, P.EPISODE_WORK, P.EPISODE_START}
        ),
    ),
    Role.SOCIAL_WORKER: Description(
        "Social worker",
        "Holds a child's case in a children's social care team.",
        permissions=frozenset(
            {P.STRATEGY_CALL, P.STRATEGY_WORK, P.ESCALATION_ANSWER}
            | _OWNS_A_SOURCE
            | _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {
                P.EPISODE_READ,
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.DOCUMENT_ADD,
                P.PERSON_KEEP,
                P.ITEM_SEAL,
            }
        ),
    ),
    Role.SOCIAL_CARE_MANAGER: Description(
        "Social care team manager",
        "Answers for the cases of a social care team: who holds each, and what holds where a family stepped down has no lead yet.",
        permissions=frozenset(
            _READS_DRAFTS
            | {P.STRATEGY_CALL, P.STRATEGY_WORK, P.ESCALATION_ANSWER}
            | _OWNS_A_SOURCE
            | _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {
                P.EPISODE_READ,
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.HANDOVER_SETTLE,
                P.CASE_WORK,
                P.HOLDINGS_READ,
                P.ROTA_KEEP,
                P.CLOCK_EXPLAIN,
                P.DOCUMENT_ADD,
                P.PERSON_KEEP,
                P.PERSON_RESTRICT,
                P.RESTRICT_APPROVE,
                P.ITEM_SEAL,
                P.PAIR_REVIEW,
                P.ALERT_WORK,
            }
        ),
    ),
    Role.RECEIVING_WORKER: Description(
        "Receiving worker",
        "Receives and acknowledges work of a service whose own room is not built yet, so that nothing is dropped.",
        permissions=frozenset(
            {P.ESCALATION_RAISE, P.ESCALATION_ANSWER}
            | _ANSWERS_THE_MASH
            | _READS
            | {P.HANDOVER_ANSWER, P.HANDOVER_OFFER, P.CASE_WORK}
        ),
    ),
    Role.LINK_COORDINATOR: Description(
        "Education link co-ordinator",
        "Supports the schools of a patch with their most vulnerable pupils.",
        permissions=frozenset(
            _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {P.PLACE_VERIFY, P.LIST_SEE}
            | {P.FORTNIGHT_READ, P.LIST_CHECK, P.CALL_WORK, P.LIST_CORRECT, P.COHORTS_READ}
        ),
    ),
    Role.LINK_MANAGER: Description(
        "Education link manager",
        "Answers for the lists and calls of all schools: each goes out in time, is right, and is answered.",
        permissions=frozenset(
            _ANSWERS_THE_MASH
            | _READS
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | {P.PLACE_VERIFY, P.LIST_SEE}
            | {
                P.FORTNIGHT_READ,
                P.LIST_CHECK,
                P.CALL_WORK,
                P.LIST_CORRECT,
                P.COHORTS_READ,
                P.COHORTS_EDIT,
                P.COHORTS_RELEASE,
                P.ROTA_KEEP,
                P.CONTENT_EDIT,
                P.BULLETIN_APPROVE,
                P.ALERT_WORK,
            }
            | _READS_DRAFTS
        ),
    ),
    Role.DSL: Description(
        "Designated safeguarding lead",
        "Answers for safeguarding in a school, and sees the pupils verified on its roll.",
        permissions=frozenset(
            _ANSWERS_THE_MASH
            | {
                P.ROLL_SEND,
                P.PERSON_READ,
                P.PERSON_SEARCH,
                P.TASK_DO,
                P.WHY_READ,
                P.HANDOVER_ANSWER,
                P.HANDOVER_OFFER,
                P.CASE_WORK,
                P.CASE_READ,
                P.EPISODE_READ,
                P.EPISODE_WORK,
                P.EPISODE_START,
                P.LIST_READ,
                P.LIST_ANSWER,
            }
            | _MAKES_CONTACTS
            | {P.RECEIPT_READ_TEAM}
            | _READS_DRAFTS
        ),
    ),
    Role.TRUST_LEAD: Description(
        "Safeguarding lead of an academy trust",
        "Sees how the lists of the trust's own schools stand, in counts: never who the pupils are.",
        permissions=frozenset({P.TRUST_READ}),
    ),
    Role.AGENCY_PROFESSIONAL: Description(
        "Professional of a partner agency",
        "Makes contacts and hears what became of them; answers what the MASH asks the agency.",
        permissions=frozenset(_OWNS_A_SOURCE | _ANSWERS_THE_MASH | _MAKES_CONTACTS | {P.TASK_DO} | _READS_DRAFTS),
    ),
    Role.DESIGNATED_OFFICER: Description(
        "Designated officer (LADO)",
        "Takes up allegations about people who work with children, and says when their organisation may hear of it.",
        needs_second=True,
        service="lado",
        permissions=frozenset({P.POST_SECOND, P.ALLEGATION_WORK, P.CASE_READ, P.PERSON_READ, P.TASK_DO, P.WHY_READ}),
    ),
    Role.PREVENT_LEAD: Description(
        "Prevent lead",
        "Refers what came by the specialist route to the police, and keeps of it no more than the law needs.",
        needs_second=True,
        service="prevent",
        permissions=frozenset({P.POST_SECOND, P.SPECIALIST_WORK, P.CONTENT_EDIT, P.BULLETIN_APPROVE, P.ALERT_WORK}),
    ),
    Role.INFORMATION_GOVERNANCE: Description(
        "Information governance officer",
        "Answers who looked at a record and why; sees that the audit is sealed; is the second person for what schools see; sees no casework of its own accord.",
        needs_second=True,
        permissions=frozenset(
            {P.LOOKS_READ, P.SYSTEM_READ, P.GLASS_REVIEW, P.CONFLICT_REVIEW, P.COHORTS_READ, P.COHORTS_RELEASE}
        ),
    ),
    Role.HEAD_OF_SERVICE: Description(
        "Head of service",
        "Answers for the front door and early help as a whole: sees counts, clocks and outcomes, and no child.",
        needs_second=True,
        permissions=frozenset({P.FIGURES_READ, P.LIST_SEE, P.POST_SECOND}),
    ),
    Role.BUSINESS_MANAGER: Description(
        "Partnership business manager",
        "Keeps the partnership's organisations, posts, numbers, hours and forms right.",
        casework=False,
        needs_second=True,
        permissions=frozenset(
            {
                P.LIST_SEE,
                P.LIST_KEEP,
                P.FIGURES_READ,
                P.ORGANISATIONS_EDIT,
                P.PEOPLE_INVITE,
                P.THRESHOLDS_EDIT,
                P.SERVICES_KEEP,
                P.CONTENT_EDIT,
                P.CONTENT_APPROVE,
                P.BULLETIN_APPROVE,
                P.ALERT_WORK,
                P.FORMS_EDIT,
                P.ESCALATION_RAISE,
                P.ESCALATION_ANSWER,
            }
            | _KEEPS_CHAPTERS
        ),
    ),
    Role.POLICY_OFFICER: Description(
        "Policy officer",
        "Writes the manual's chapters, asks agencies what they think, and records what the area's body decided.",
        casework=False,
        permissions=frozenset(_KEEPS_CHAPTERS),
    ),
    Role.SYSTEM_ADMINISTRATOR: Description(
        "System administrator",
        "Keeps the service running; sees no casework.",
        casework=False,
        permissions=frozenset({P.SYSTEM_READ, P.PEOPLE_INVITE, P.ORGANISATIONS_EDIT}),
    ),
}
