"""Who gets which answer from which address: one table, and the reasons it is worked out from.

A row of `routes` says what an address is about (`subject`), which permission it asks for and of whom (`who`). `SIGHT` says
who may know of each subject at all. `expected` multiplies these out for every role and relation. A new address is added to
`routes`; a new kind of record to `SIGHT`, `world.Records` and `Subject`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from breakwater.partnership.organisations.access import ROLES, Permission, Role

P = Permission


class Relation(StrEnum):
    """How a post stands to the record asked for."""

    OWN_CASE = "own case"
    OWN_AGENCY = "own agency"
    OTHER_AGENCY = "other agency"
    OTHER_AREA = "other area"
    RESTRICTED = "restricted"
    SEALED = "sealed"
    FORMER = "former member"
    CLOSED = "closed"


# Relation -> (relation of the post in the world, circumstance of the record).
STANDS = {
    Relation.OWN_CASE: ("in_the_case", "ordinary"),
    Relation.OWN_AGENCY: ("home", "ordinary"),
    Relation.OTHER_AGENCY: ("other_agency", "ordinary"),
    Relation.OTHER_AREA: ("other_area", "ordinary"),
    Relation.RESTRICTED: ("home", "restricted"),
    Relation.SEALED: ("home", "sealed"),
    Relation.FORMER: ("former", "ordinary"),
    Relation.CLOSED: ("home", "closed"),
}


class Answer(StrEnum):
    """What comes back."""

    SHOWN = "shown"
    REFUSED = "refused"  # 403, with what to do next
    ABSENT = "absent"  # 404, the same for what is hidden and what never was
    KEPT_OUT = "refused or absent"  # neither sight nor permission: either answer tells nothing
    NO_POST = "no post"  # 403: the post has ended
    SIGN_IN = "sign in"  # redirect to sign-in


OVERSEES = {Role.MASH_SCREENER, Role.MASH_MANAGER, Role.WALL_SCREEN, Role.EMERGENCY_DUTY, Role.DATA_OFFICER}
MASH = {Role.MASH_SCREENER, Role.MASH_MANAGER}
EARLY_HELP = {Role.TIER2_COORDINATOR, Role.EARLY_HELP_MANAGER}
LINK = (Role.LINK_COORDINATOR, Role.LINK_MANAGER)
# Of one team of a school: both see and do the same, but that the head alone approves as the head.
SCHOOL = (Role.DSL, Role.HEAD_TEACHER)
SHARED_WITH = (*SCHOOL, Role.PREVENT_EDUCATION_OFFICER)
AGENCY = {Role.LEAD_PROFESSIONAL, Role.AGENCY_PROFESSIONAL, Role.AGENCY_LEAD}
AT_HOME = {Relation.OWN_AGENCY, Relation.CLOSED}
NEVER = {Relation.SEALED, Relation.RESTRICTED, Relation.OTHER_AREA, Relation.FORMER}
Who = Callable[[Role, Relation], bool]


def _oversees_it(role: Role, relation: Relation) -> bool:
    return role in OVERSEES and relation not in NEVER


OVERSEES_IT = _oversees_it


def _has_a_post_in_it(role: Role, relation: Relation) -> bool:
    return relation == Relation.OWN_CASE


def at_home(*roles: Role) -> Who:
    return lambda role, relation: role in roles and relation in AT_HOME


def _any(*reasons: Who) -> Who:
    return lambda role, relation: any(reason(role, relation) for reason in reasons)


HELPS = at_home(*EARLY_HELP)
SIGHT: dict[str, Who] = {
    # The child is verified on the school's roll and stands on its list, takes part in the episode, and is known to the area's overseers.
    "person": _any(OVERSEES_IT, _has_a_post_in_it, HELPS, at_home(*SCHOOL, *LINK)),
    "contact": _any(OVERSEES_IT, _has_a_post_in_it),
    "case": _any(OVERSEES_IT, _has_a_post_in_it, HELPS),
    # An offer of another contact, waiting for the Tier 2 co-ordinators. A post in one case brings no other.
    "offer": _any(OVERSEES_IT, HELPS),
    "receipt": _any(OVERSEES_IT, at_home(*AGENCY)),
    # To screen a contact one reads what was sent as well: its readers alone, and no one for a post in the case.
    "screening": OVERSEES_IT,
    # A contact that is closed has left the board.
    "card": lambda role, relation: (
        relation != Relation.CLOSED and (OVERSEES_IT(role, relation) or _has_a_post_in_it(role, relation))
    ),
    # A draft is its author's, whatever else they may see.
    "draft": lambda role, relation: STANDS[relation][0] == "home" and P.CONTACT_MAKE in ROLES[role].permissions,
}
SIGHT |= dict.fromkeys(
    ("episode", "task", "meeting", "document", "advice", "goal", "plan_action", "taf", "family_link", "family_part"),
    SIGHT["case"],
)


def _is_asked(role: Role, relation: Relation) -> bool:
    """What the agency was asked it reads whatever is sealed; everyone else through the contact."""
    return role in AGENCY and STANDS[relation][0] == "home"


IS_ASKED = _is_asked
# The world's answer is for the MASH.
SIGHT |= {"request": _any(SIGHT["contact"], IS_ASKED), "answer": _any(at_home(*MASH, Role.WALL_SCREEN), IS_ASKED)}

# Set apart at their receipt: nobody's post, oversight or place in a case opens them, only the compartment's own (SG-11, SG-12).
SIGHT |= {
    "allegation": lambda role, relation: role == Role.DESIGNATED_OFFICER and STANDS[relation][0] == "home",
    "concern": lambda role, relation: role in (Role.PREVENT_LEAD, Role.CHANNEL_CHAIR) and STANDS[relation][0] == "home",
}

TOLD_US = at_home(*AGENCY)
SIGHT |= {
    # Whom a discussion has: the team that called it and whoever oversees the area. A post in the contact brings no other.
    **dict.fromkeys(
        ("strategy", "attendee", "action", "passing", "known", "sample_item", "social_care", "list_row"), OVERSEES_IT
    ),
    "disagreement": _any(OVERSEES_IT, TOLD_US),
    # Asked for by the receipt's reference, which its sender holds.
    "held": TOLD_US,
    # Those who decide for the team that holds it, and may read the case.
    "sealed_item": at_home(Role.MASH_MANAGER),
    # Whoever asked, and whoever is to approve it, whatever is sealed meanwhile.
    "lock": lambda role, relation: role == Role.MASH_MANAGER and STANDS[relation][0] == "home",
    # The month's sample is the area's; each contact in it has readers of its own.
    "sample": lambda role, relation: role in OVERSEES and relation not in (Relation.OTHER_AREA, Relation.FORMER),
}

# A list, its call and its letter are about many pupils: none of them seals it. What stands in them of one pupil follows the pupil.
SUPPORTS = at_home(*LINK)
THE_SCHOOL = at_home(*SCHOOL)


def _whole(*roles: Role) -> Who:
    return lambda role, relation: (
        role in roles
        and STANDS[relation][0] == "home"
        or role in OVERSEES
        and relation not in (Relation.OTHER_AREA, Relation.FORMER)
    )


SIGHT |= {
    **dict.fromkeys(("school_list", "letter"), _whole(*LINK, *SCHOOL)),
    "call": _whole(*LINK),
    **dict.fromkeys(
        ("shared_row", "list_worry", "file_transfer", "file_receipt", "agreed", "difference"),
        _any(OVERSEES_IT, SUPPORTS, THE_SCHOOL),
    ),
    **dict.fromkeys(("kept_off", "talk", "consultation"), _any(OVERSEES_IT, SUPPORTS)),
    # An action names no child: the school does it, the link team set it, and the clocks of the area watch it.
    "tracked_action": _whole(*LINK, *SCHOOL),
    # What a school asks of the Prevent education officer is theirs and the officer's. Which schools there are is no secret.
    **dict.fromkeys(
        ("support_request", "appointment", "visit", "risk_line", "prevent_advice", "curriculum_map"),
        lambda role, relation: role in SHARED_WITH and STANDS[relation][0] == "home",
    ),
    # A school's report of a term is about no child. Its governors read it, and the authority's team that it is shared with.
    "term_report": lambda role, relation: (
        role in (*SCHOOL, Role.LINK_GOVERNOR, *LINK) and STANDS[relation][0] == "home"
    ),
    # What a school keeps of harm between children is its safeguarding team's; a report is also its author's, who is nobody asking here.
    **dict.fromkeys(
        (
            *(
                "incident",
                "incident_child",
                "incident_report",
                "incident_route",
                "incident_support",
                "incident_parent",
                "incident_conflict",
                "school_notice",
            ),
            *("assessment", "assessment_draft", "measure", "measure_check", "plan_order"),
        ),
        lambda role, relation: role in SCHOOL and STANDS[relation][0] == "home",
    ),
    # Whoever must act on an instruction reads it: one member of the school's staff.
    "instruction": lambda role, relation: role in (*SCHOOL, Role.SCHOOL_STAFF) and STANDS[relation][0] == "home",
    "school_team": lambda role, relation: relation != Relation.FORMER,
    # Which patches there are and whom to talk to is no secret; only the team that holds one opens it.
    "our_patch": lambda role, relation: role in LINK and STANDS[relation][0] == "home",
    "our_line": lambda role, relation: role in SCHOOL and STANDS[relation][0] == "home",
    # Social care's list names the worker whom the school calls out of date: social care answers for that.
    "list_correction": _any(OVERSEES_IT, SUPPORTS, at_home(Role.SOCIAL_WORKER, Role.SOCIAL_CARE_MANAGER)),
}

# A return is about no child, so that nothing of a child seals it: the school answers it, the Prevent education officer reads what was shared.
SIGHT["self_assessment"] = lambda role, relation: role in SHARED_WITH and STANDS[relation][0] == "home"


def _works_for(*roles: Role) -> Who:
    return lambda role, relation: role in roles and STANDS[relation][0] == "home"


ASKS_FOR_IT, GIVES_IT = _works_for(*SCHOOL), _works_for(Role.PREVENT_EDUCATION_OFFICER)
SHARES_IT = _works_for(*SCHOOL, Role.PREVENT_EDUCATION_OFFICER)
DOES_IT, SET_IT = _works_for(*SCHOOL), _works_for(*LINK)


def _nobody(role: Role, relation: Relation) -> bool:
    return False


NOBODY = _nobody


def _is_open(role: Role, relation: Relation) -> bool:
    return relation != Relation.CLOSED


IS_OPEN = _is_open


def _anyone(role: Role, relation: Relation) -> bool:
    return True


ANYONE = _anyone


def all_of(*conditions: Who) -> Who:
    return lambda role, relation: all(condition(role, relation) for condition in conditions)


WORKS_ON_IT = all_of(IS_OPEN, _any(HELPS, _has_a_post_in_it))


def _of_a_whole_month(role: Role, relation: Relation) -> bool:
    """The records behind a figure open to whoever may see each of them: the small world's own area has sealed ones (SG-22)."""
    return relation == Relation.OTHER_AREA and role in (Role.MASH_MANAGER, Role.EARLY_HELP_MANAGER)


OF_A_WHOLE_MONTH = _of_a_whole_month


def _answers_for_late_work(role: Role, relation: Relation) -> bool:
    """The records behind a figure of which the small world has none that anyone is kept from."""
    return role in (Role.MASH_MANAGER, Role.EARLY_HELP_MANAGER)


ANSWERS_FOR_LATE_WORK = _answers_for_late_work
HOLDS_OR_SITS = _any(HELPS, _has_a_post_in_it)
SCREENS = all_of(IS_OPEN, _any(OVERSEES_IT, at_home(*MASH)))
OF_THE_MASH = all_of(IS_OPEN, at_home(*MASH))
OFFERED = HELPS


def _of_our_area(role: Role, relation: Relation) -> bool:
    return relation != Relation.OTHER_AREA


OF_OUR_AREA = _of_our_area


@dataclass(frozen=True)
class Route:
    """One address: its pattern, what it is about, what it asks for, of whom, and its methods."""

    pattern: str
    subject: str = ""
    needs: Permission | None = None
    who: Who = ANYONE
    methods: tuple[str, ...] = ("GET", "POST")
    public: bool = False
    otherwise: Answer = Answer.REFUSED  # to somebody with the permission and the sight who is not of `who`


GET, POST = ("GET",), ("POST",)


# The sign-in library's own pages, and addresses of it that are switched off: it decides, and has tests of its own.
# The editor's stand behind one gate, with tests beside the room.
OF_THE_LIBRARY = ("account/", "cms/")


def expected(route: Route, role: Role, relation: Relation) -> Answer:
    """What this address answers a post of this role that stands in this relation to its subject."""
    if route.public:
        return Answer.SHOWN
    if relation == Relation.FORMER:
        return Answer.NO_POST
    holds = route.needs is None or route.needs in ROLES[role].permissions
    if not route.subject:
        return Answer.SHOWN if holds and route.who(role, relation) else Answer.REFUSED
    if not SIGHT[route.subject](role, relation):
        return Answer.ABSENT if holds else Answer.KEPT_OUT
    if not holds:
        return Answer.REFUSED
    return Answer.SHOWN if route.who(role, relation) else route.otherwise
