"""Who gets which answer from which address: one table, and the reasons it is worked out from.

A row of `ROUTES` says what an address is about (`subject`), which permission it asks for and of whom (`who`). `SIGHT` says
who may know of each subject at all. `expected` multiplies these out for every role and relation. A new address is added to
`ROUTES`; a new kind of record to `SIGHT`, `world.Records` and `Subject`.
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


OVERSEES = {Role.MASH_SCREENER, Role.MASH_MANAGER, Role.WALL_SCREEN, Role.EMERGENCY_DUTY}
MASH = {Role.MASH_SCREENER, Role.MASH_MANAGER}
EARLY_HELP = {Role.TIER2_COORDINATOR, Role.EARLY_HELP_MANAGER}
AGENCY = {Role.LEAD_PROFESSIONAL, Role.AGENCY_PROFESSIONAL}
AT_HOME = {Relation.OWN_AGENCY, Relation.CLOSED}
NEVER = {Relation.SEALED, Relation.RESTRICTED, Relation.OTHER_AREA, Relation.FORMER}
Who = Callable[[Role, Relation], bool]


def _oversees(role: Role, relation: Relation) -> bool:
    return role in OVERSEES and relation not in NEVER


def _has_a_post_in_it(role: Role, relation: Relation) -> bool:
    return relation == Relation.OWN_CASE


def _at_home(*roles: Role) -> Who:
    return lambda role, relation: role in roles and relation in AT_HOME


def _any(*reasons: Who) -> Who:
    return lambda role, relation: any(reason(role, relation) for reason in reasons)


_helps = _at_home(*EARLY_HELP)
SIGHT: dict[str, Who] = {
    # The child is verified on the school's roll, takes part in the episode, and is known to the area's overseers.
    "person": _any(_oversees, _has_a_post_in_it, _helps, _at_home(Role.DSL)),
    "contact": _any(_oversees, _has_a_post_in_it),
    "case": _any(_oversees, _has_a_post_in_it, _helps),
    # An offer of another contact, waiting for the Tier 2 co-ordinators. A post in one case brings no other.
    "offer": _any(_oversees, _helps),
    "receipt": _any(_oversees, _at_home(*AGENCY)),
    # To screen a contact one reads what was sent as well: its readers alone, and no one for a post in the case.
    "screening": _oversees,
    # A contact that is closed has left the board.
    "card": lambda role, relation: (
        relation != Relation.CLOSED and (_oversees(role, relation) or _has_a_post_in_it(role, relation))
    ),
    # A draft is its author's, whatever else they may see.
    "draft": lambda role, relation: STANDS[relation][0] == "home" and P.CONTACT_MAKE in ROLES[role].permissions,
}
SIGHT |= dict.fromkeys(("episode", "task", "meeting", "document"), SIGHT["case"])


def _is_asked(role: Role, relation: Relation) -> bool:
    """What the agency was asked it reads whatever is sealed; everyone else through the contact."""
    return role in AGENCY and STANDS[relation][0] == "home"


# The world's answer is for the MASH.
SIGHT |= {"request": _any(SIGHT["contact"], _is_asked), "answer": _any(_at_home(*MASH, Role.WALL_SCREEN), _is_asked)}

# Set apart at their receipt: nobody's post, oversight or place in a case opens them, only the compartment's own (SG-11, SG-12).
SIGHT |= {
    "allegation": lambda role, relation: role == Role.DESIGNATED_OFFICER and STANDS[relation][0] == "home",
    "concern": lambda role, relation: role == Role.PREVENT_LEAD and STANDS[relation][0] == "home",
}

_told_us = _at_home(*AGENCY)
SIGHT |= {
    # Whom a discussion has: the team that called it and whoever oversees the area. A post in the contact brings no other.
    **dict.fromkeys(("strategy", "attendee", "action", "passing", "known", "sample_item", "social_care"), _oversees),
    "disagreement": _any(_oversees, _told_us),
    # Asked for by the receipt's reference, which its sender holds.
    "held": _told_us,
    # Those who decide for the team that holds it, and may read the case.
    "sealed_item": _at_home(Role.MASH_MANAGER),
    # Whoever asked, and whoever is to approve it, whatever is sealed meanwhile.
    "lock": lambda role, relation: role == Role.MASH_MANAGER and STANDS[relation][0] == "home",
    # The month's sample is the area's; each contact in it has readers of its own.
    "sample": lambda role, relation: role in OVERSEES and relation not in (Relation.OTHER_AREA, Relation.FORMER),
}


def _nobody(role: Role, relation: Relation) -> bool:
    return False


NOBODY = _nobody


def _is_open(role: Role, relation: Relation) -> bool:
    return relation != Relation.CLOSED


IS_OPEN = _is_open


def _anyone(role: Role, relation: Relation) -> bool:
    return True


ANYONE = _anyone


def _all(*conditions: Who) -> Who:
    return lambda role, relation: all(condition(role, relation) for condition in conditions)


WORKS_ON_IT = _all(IS_OPEN, _any(_helps, _has_a_post_in_it))
HOLDS_OR_SITS = _any(_helps, _has_a_post_in_it)
SCREENS = _all(IS_OPEN, _any(_oversees, _at_home(*MASH)))
OF_THE_MASH = _all(IS_OPEN, _at_home(*MASH))
OFFERED = _helps


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


GET, POST = ("GET",), ("POST",)
PERSON, CASE, EPISODE, CONTACT = "people/<str:public_id>/", "cases/<str:reference>/", "early-help/<str:reference>/", "mash/contacts/<str:reference>/"  # fmt: skip
OFFER, DRAFT, MEETING = "handovers/<str:reference>/", "contacts/drafts/<str:public_id>/", "meetings/<str:public_id>/"
TELL = "tell-us/<concern_route:route>/"
ALLEGATION, CONCERN = "designated-officer/<str:reference>/", "specialist-route/<str:public_id>/"
STRATEGY, DISAGREEMENT = "strategy/<str:reference>/", "disagreements/<str:reference>/"
LOCK, SEALED_ITEM = "restricted/<str:public_id>/", "sealed/<str:public_id>/"

ROUTES = [
    # Open to everyone
    *(
        Route(pattern, public=True, methods=methods)
        for pattern, methods in {
            "": GET, "privacy/": GET, "accessibility/": GET, "tell-us/": GET, "tell-us/leave/": GET, "tell-us/again/": GET,
            "tell-us/again/thank-you/": GET, TELL: GET, f"{TELL}now/": GET, f"{TELL}check/": GET, f"{TELL}send/": GET,
            f"{TELL}thank-you/": GET, f"{TELL}stop/": GET, f"{TELL}q/<slug:page>/": GET, "join/<str:token>/": GET, "healthz": GET,
            "favicon.ico": GET, **{f"contacts/without-account/{rest}": GET for rest in ("", "form/", "check/", "sent/", "resume/", "receipt/")},
            "contacts/without-account/form/<slug:page>/": GET, "contacts/without-account/send/": (), "contacts/without-account/stop/": (),
        }.items()
    ),
    # Everyone who holds a post
    *(Route(pattern, methods=GET) for pattern in ("today/", "notifications/", "me/", "posts/", "me/keys/", "kept-text/")),
    *(Route(pattern, methods=POST) for pattern in ("notifications/read/", "keep-alive/", "notifications/<int:number>/")),
    Route("gallery/", methods=GET), Route("gallery/public/", methods=GET),
    # Disagreements
    Route("disagreements/", needs=P.ESCALATION_RAISE, methods=GET), Route("disagreements/new/", needs=P.ESCALATION_RAISE),
    Route("disagreements/new/<str:reference>/", "held", P.ESCALATION_RAISE),
    Route(DISAGREEMENT, "disagreement", P.ESCALATION_RAISE, methods=GET),
    Route(f"{DISAGREEMENT}answer/", "disagreement", P.ESCALATION_ANSWER, OF_THE_MASH),
    *(Route(f"{DISAGREEMENT}{act}/", "disagreement", P.ESCALATION_RAISE, _all(IS_OPEN, _told_us)) for act in ("further", "settle")),
    # The continuum of need: read by all, edited by who keeps it. The world has no draft; its pages are proved beside the room.
    Route("thresholds/", methods=GET),
    Route("thresholds/editions/", needs=P.THRESHOLDS_EDIT, methods=GET),
    Route("thresholds/editions/begin/", needs=P.THRESHOLDS_EDIT, methods=POST),
    *(
        Route(f"thresholds/editions/<str:public_id>/{rest}", needs=P.THRESHOLDS_EDIT, methods=())
        for rest in ("", "words/", "release/", "new/", "<str:code>/", "<str:code>/drop/")
    ),
    # Those who keep posts
    Route("staff/", needs=P.PEOPLE_INVITE), Route("staff/invite/", needs=P.PEOPLE_INVITE),
    Route("staff/posts/<str:public_id>/end/", needs=P.PEOPLE_INVITE),
    Route("staff/invitations/<int:number>/withdraw/", needs=P.PEOPLE_INVITE, methods=POST),
    # Those who keep the area's configuration
    Route("area/", needs=P.ORGANISATIONS_EDIT, methods=GET),
    Route("area/answers/", needs=P.ORGANISATIONS_EDIT),
    *(
        Route(f"area/{rest}", needs=P.ORGANISATIONS_EDIT)
        for rest in (
            "numbers/new/", "numbers/<int:number>/", "numbers/<int:number>/end/", "hours/<slug:public_id>/", "closures/new/",
            "terms/new/", "terms/<int:number>/", "services/<slug:service>/", "posts/<slug:public_id>/",
        )
    ),
    *(
        Route(f"area/{rest}", needs=P.ORGANISATIONS_EDIT, methods=POST)
        for rest in (
            "numbers/<int:number>/checked/", "hours/<slug:public_id>/call-off/", "closures/<int:number>/remove/",
            "terms/<int:number>/remove/", "posts/<slug:public_id>/checked/",
        )
    ),
    # People
    Route("people/search/", needs=P.PERSON_SEARCH),
    Route(PERSON, "person", P.PERSON_READ, methods=GET),
    Route(f"{PERSON}chronology/", "person", P.PERSON_READ, methods=GET),
    Route(f"{PERSON}restrict/", "person", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route(f"{PERSON}restrict/lift/", "person", P.PERSON_RESTRICT, OF_OUR_AREA, methods=POST),
    Route(f"{PERSON}keep/", "person", P.PERSON_KEEP, methods=GET),
    *(
        Route(f"{PERSON}keep/{rest}/", "person", P.PERSON_KEEP, OF_OUR_AREA)
        for rest in (
            "names", "other-name", "birth", "number", "address", "way", "safe", "relationships", "places", "places/end",
            "number/end", "relationships/end",
        )
    ),
    # Of two people; the world has no pair of them. Proved beside the room.
    Route(f"{PERSON}keep/relationships/<str:other_id>/", "person", P.PERSON_KEEP, OF_OUR_AREA, methods=()),
    Route(f"{PERSON}keep/places/verify/", "person", P.PLACE_VERIFY, OF_OUR_AREA),
    Route(f"{PERSON}keep/from/", "person", P.PERSON_RESTRICT, OF_OUR_AREA),
    # Pairs of records that may be one person. The world has none; their pages are proved beside the room.
    Route("pairs/", needs=P.PAIR_REVIEW, methods=GET),
    *(Route(f"pairs/<str:public_id>/{rest}", needs=P.PAIR_REVIEW, methods=()) for rest in ("", "merge/", "take-back/")),
    Route("merges/<str:public_id>/", needs=P.PAIR_REVIEW, methods=()),
    # Sight
    Route("why/<str:kind>/<str:key>/", "person", P.WHY_READ, methods=GET),
    Route("service/", needs=P.SYSTEM_READ, methods=GET),
    Route("looks/", needs=P.LOOKS_READ), Route("looks/<str:kind>/<str:key>/", needs=P.LOOKS_READ, methods=GET),
    Route("break-glass/", needs=P.BREAK_GLASS),
    Route("opened/", needs=P.GLASS_REVIEW, methods=GET),
    # Openings and declarations are known to those named in them; proved beside the room.
    Route("opened/<int:number>/", needs=P.GLASS_REVIEW, methods=()),
    Route("restricted/", needs=P.PERSON_READ, methods=GET), Route("restricted/policy/", needs=P.ORGANISATIONS_EDIT),
    Route(LOCK, "lock", P.PERSON_READ, methods=GET), Route(f"{LOCK}answer/", "lock", P.RESTRICT_APPROVE),
    # It waits for its approver, so that nobody reads by it yet, and nobody lifts it.
    *(Route(f"{LOCK}{act}/", "lock", P.PERSON_READ, NOBODY) for act in ("renew", "lift", "readers/new", "readers/end", "readers/away")),
    Route(SEALED_ITEM, "sealed_item", P.PERSON_READ, methods=GET),
    *(Route(f"{SEALED_ITEM}{act}/", "sealed_item", P.ITEM_SEAL) for act in ("readers", "replace")),
    Route("me/conflicts/", methods=GET), Route("me/conflicts/new/"), Route("me/conflicts/confirm/", methods=POST),
    Route("me/conflicts/<str:public_id>/over/", methods=()),
    Route("conflicts/", needs=P.CONFLICT_REVIEW, methods=GET),
    Route("conflicts/declared/<int:number>/", needs=P.CONFLICT_REVIEW, methods=()),
    Route("conflicts/<int:number>/end/", needs=P.CONFLICT_REVIEW, methods=()),
    Route("people/<str:key>/kept-from/", "person", P.PERSON_RESTRICT, methods=()),
    Route("people/<str:key>/kept-from/<int:number>/", "person", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:key>/kept-from/", "case", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:key>/kept-from/<int:number>/", "case", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:reference>/kept-from/new/", "case", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route("cases/<str:reference>/restrict/", "case", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route("cases/<str:reference>/sealed/new/", "case", P.ITEM_SEAL),
    Route("people/<str:public_id>/sealed/new/", "person", P.ITEM_SEAL),
    # Cases and what hangs from them
    Route(CASE, "case", P.CASE_READ, methods=GET),
    Route(f"{CASE}close/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}clocks/<str:rule>/", "case", P.CLOCK_EXPLAIN, methods=()),
    Route(f"{CASE}offer/", "case", P.HANDOVER_OFFER, HOLDS_OR_SITS), Route(f"{CASE}move/", "case", P.HANDOVER_OFFER, HOLDS_OR_SITS),
    Route(f"{CASE}level/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}tasks/new/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}documents/new/", "case", P.DOCUMENT_ADD, WORKS_ON_IT),
    Route(f"{CASE}meetings/new/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route("documents/<str:public_id>/", "document", P.CASE_READ, methods=GET),
    Route("documents/<str:public_id>/scan/", "document", P.CASE_READ, methods=POST),
    Route(MEETING, "meeting", P.CASE_READ, methods=GET),
    Route(f"{MEETING}record/", "meeting", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{MEETING}call-off/", "meeting", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{MEETING}meeting.ics", "meeting", P.CASE_READ, methods=GET),
    Route("handovers/", needs=P.HANDOVER_ANSWER, methods=GET),
    Route(OFFER, "offer", P.HANDOVER_ANSWER, methods=GET),
    *(Route(f"{OFFER}{act}/", "offer", P.HANDOVER_ANSWER, OFFERED) for act in ("accept", "decline", "ask")),
    Route(f"{OFFER}withdraw/", "offer", P.HANDOVER_OFFER, _all(IS_OPEN, _at_home(*MASH))),
    Route("clocks/", needs=P.CASE_READ, methods=GET),
    # The world's offers wait for an answer, so there is nothing to settle yet; either side's manager is told so.
    Route(f"{OFFER}instead/", "offer", P.HANDOVER_SETTLE, OFFERED),
    Route("tasks/", needs=P.TASK_DO, methods=GET), Route("tasks/team/", needs=P.TASK_DO, methods=GET),
    Route("tasks/<str:public_id>/", "task", P.TASK_DO, methods=GET),
    Route("tasks/<str:public_id>/pass-on/", "task", P.TASK_DO, HOLDS_OR_SITS),
    # Early help
    Route("early-help/", needs=P.EPISODE_READ, methods=GET),
    Route(EPISODE, "episode", P.EPISODE_READ, methods=GET),
    Route(f"{EPISODE}coordinate/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    *(Route(f"{EPISODE}{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT) for act in ("agreement", "lead", "step-up", "close")),
    # Contacts, as their senders see them
    Route("contacts/", needs=P.RECEIPT_READ, methods=GET),
    Route("contacts/new/", needs=P.CONTACT_MAKE), Route("contacts/new/call/", needs=P.CONTACT_ADD),
    Route(DRAFT, "draft", P.CONTACT_MAKE, methods=GET), Route(f"{DRAFT}check/", "draft", P.CONTACT_MAKE, methods=GET),
    Route(f"{DRAFT}send/", "draft", P.CONTACT_MAKE, methods=POST), Route(f"{DRAFT}discard/", "draft", P.CONTACT_MAKE),
    Route(f"{DRAFT}<slug:page>/", "draft", P.CONTACT_MAKE), Route(f"{DRAFT}<slug:page>/keep/", "draft", P.CONTACT_MAKE, methods=POST),
    Route(f"{DRAFT}files/", "draft", P.CONTACT_MAKE, methods=GET), Route(f"{DRAFT}files/new/", "draft", P.CONTACT_MAKE),
    # A team without a roll has nobody to pick, a new draft no file, and a manager's question is found by that manager alone.
    # Proved beside the room, in tests of sending.
    Route(f"{DRAFT}roll/", "draft", P.CONTACT_MAKE, methods=()),
    Route(f"{DRAFT}files/<str:file_id>/remove/", "draft", P.CONTACT_MAKE, methods=()),
    Route("contacts/approvals/<str:public_id>/", needs=P.CONTACT_MAKE, methods=()),
    Route("contacts/lawful-bases/", needs=P.ORGANISATIONS_EDIT),
    # What the world sent came without a form, so that there is nothing to copy.
    Route("contacts/<str:reference>/copy/", "receipt", P.RECEIPT_READ, methods=()),
    Route("contacts/<str:reference>/", "receipt", P.RECEIPT_READ), Route("contacts/<str:reference>", "receipt", P.RECEIPT_READ),
    # The MASH
    Route(f"{CONTACT}oversight/", "screening", P.CONTACT_OVERSEE),
    Route("mash/samples/", needs=P.CONTACT_OVERSEE, methods=GET),
    Route(f"{CONTACT}known/<int:number>/", "known", P.CASE_READ, methods=GET),
    Route(f"{CONTACT}known/<int:number>/dissent/", "known", P.CONTACT_SCREEN),
    Route("mash/samples/<str:public_id>/", "sample", P.CONTACT_OVERSEE, methods=GET),
    Route("mash/samples/contacts/<str:public_id>/", "sample_item", P.CONTACT_OVERSEE),
    Route(f"{CONTACT}strategy/", "contact", P.STRATEGY_CALL),
    Route(STRATEGY, "strategy", P.STRATEGY_READ, methods=GET),
    *(Route(f"{STRATEGY}{act}/", "strategy", P.STRATEGY_WORK, OF_THE_MASH) for act in ("ask", "record", "actions", "not-held", "conclude")),
    Route(f"{STRATEGY}circulate/", "strategy", P.STRATEGY_WORK, OF_THE_MASH, methods=POST),
    Route(f"{STRATEGY}said/<str:public_id>/", "attendee", P.STRATEGY_WORK, OF_THE_MASH),
    Route(f"{STRATEGY}actions/<str:public_id>/", "action", P.STRATEGY_WORK, OF_THE_MASH, methods=POST),
    Route("mash/from-another-authority/", needs=P.CONTACT_ADD),
    Route(f"{CONTACT}pass-on/", "screening", P.CONTACT_DECIDE, OF_THE_MASH),
    Route(f"{CONTACT}passed/", "passing", P.CONTACT_SCREEN), Route(f"{CONTACT}passed/file/", "passing", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route("duty/", needs=P.DUTY_WORK, methods=GET), Route("mash/overnight/", needs=P.DUTY_PICK_UP, methods=GET),
    Route("duty/contacts/<str:reference>/", "screening", P.DUTY_WORK),
    # The world has no alarm and no night behind it. Proved beside the room.
    Route("duty/alarms/<str:public_id>/", needs=P.DUTY_WORK, methods=()), Route("mash/overnight/<int:number>/", needs=P.DUTY_PICK_UP, methods=()),
    Route("mash/figures/", needs=P.FIGURES_READ, methods=GET), Route("mash/figures/work-out/", needs=P.FIGURES_READ, methods=POST),
    # A list opens to those who may see all of it. Proved beside the room.
    Route("mash/figures/contacts/", needs=P.CONTACT_OVERSEE, methods=()), Route("mash/wall/", needs=P.WALL_READ, methods=GET),
    Route("mash/", needs=P.BOARD_READ, methods=GET),
    Route(CONTACT, "contact", P.CASE_READ, methods=GET),
    Route(f"{CONTACT}card/", "card", P.BOARD_READ, methods=GET),
    Route(f"{CONTACT}claim/", "screening", P.CONTACT_CLAIM, SCREENS, methods=POST),
    Route(f"{CONTACT}take-over/", "screening", P.CONTACT_TAKE_OVER, OF_THE_MASH, methods=POST),
    Route(f"{CONTACT}release/", "screening", P.CONTACT_CLAIM, SCREENS, methods=POST),
    Route(f"{CONTACT}rate/", "screening", P.CONTACT_SCREEN, SCREENS), Route(f"{CONTACT}told/", "screening", P.CONTACT_ADD, SCREENS),
    Route(f"{CONTACT}child/", "screening", P.CONTACT_MATCH, SCREENS),
    Route(f"{CONTACT}child/choose/", "screening", P.CONTACT_MATCH, SCREENS, methods=POST),
    Route(f"{CONTACT}child/new/", "screening", P.CONTACT_MATCH, SCREENS),
    Route(f"{CONTACT}screening/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}screening/keep/", "screening", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route(f"{CONTACT}screening/items/", "screening", P.CONTACT_SCREEN, SCREENS),
    # Of one item of it; the world has none. Proved beside the room.
    Route(f"{CONTACT}screening/items/<str:public_id>/back/", "screening", P.CONTACT_SCREEN, SCREENS, methods=()),
    Route(f"{CONTACT}screening/children/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}stage/", "screening", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route(f"{CONTACT}open-case/", "screening", P.CONTACT_ROUTE, OF_THE_MASH),
    Route(f"{CONTACT}second/", "screening", P.CONTACT_DECIDE, OF_THE_MASH),
    # Social care's list: a row follows the child it is about. The world has no file that waits; proved beside the room.
    Route("social-care/", needs=P.SOCIAL_CARE_TAKE_IN, methods=GET), Route("social-care/new/", needs=P.SOCIAL_CARE_TAKE_IN),
    Route("social-care/files/<str:public_id>/", needs=P.SOCIAL_CARE_TAKE_IN, methods=()),
    Route("social-care/files/<str:public_id>/drop/", needs=P.SOCIAL_CARE_TAKE_IN, methods=()),
    Route("social-care/children/<str:public_id>/", "social_care", P.SOCIAL_CARE_SETTLE),
    # A closed contact shows its decision to whoever may decide; nobody decides it again.
    Route(f"{CONTACT}decide/", "screening", P.CONTACT_DECIDE, _at_home(*MASH)),
    # School rolls: the world has none. Proved beside the room.
    Route("rolls/", needs=P.ROLL_SEND, methods=GET), Route("rolls/new/", needs=P.ROLL_SEND), Route("rolls/sample.csv", needs=P.ROLL_SEND, methods=GET),
    *(Route(f"rolls/<str:public_id>/{act}", needs=P.ROLL_SEND, methods=()) for act in ("", "columns/", "drop/", "undo/", "refused.csv")),
    *(Route(f"rolls/<str:public_id>/{act}/", needs=P.ROLL_SETTLE, methods=()) for act in ("release", "again")), Route("rolls/rows/", needs=P.ROLL_SETTLE, methods=()),
    Route("rolls/rows/<str:public_id>/", needs=P.ROLL_SETTLE, methods=()), Route("rolls/places/<str:public_id>/", needs=P.ROLL_SETTLE, methods=()),
    # What other agencies are asked
    Route("area/desks/", needs=P.ORGANISATIONS_EDIT, methods=GET), Route("area/desks/<slug:public_id>/", needs=P.ORGANISATIONS_EDIT),
    Route("requests/", needs=P.REQUEST_ANSWER, methods=GET),
    *(Route(f"requests/<str:reference>/{act}", "request", P.REQUEST_ANSWER, _is_asked) for act in ("", "nothing/", "decline/", "ask/")),
    Route("requests/<str:reference>/take/", "request", P.REQUEST_ANSWER, _is_asked, methods=POST),
    Route(f"{CONTACT}ask/", "screening", P.REQUEST_SEND, SCREENS),
    Route("mash/requests/<str:reference>/", "request", P.REQUEST_SEND, methods=GET),
    *(Route(f"mash/requests/<str:reference>/{act}/", "request", P.REQUEST_SEND, SCREENS) for act in ("reply", "person", "close")),
    Route("mash/requests/<str:reference>/send/", "request", P.REQUEST_SEND, SCREENS, methods=POST),
    *(Route(f"{CONTACT}{act}/", "screening", P.FEEDBACK_TELL, methods=POST) for act in ("acknowledged", "told-sender")),
    Route(f"{CONTACT}join/", "screening", P.CONTACT_JOIN, SCREENS),
    Route(f"{CONTACT}part/", "screening", P.CONTACT_JOIN, SCREENS, methods=()),  # of two contacts; proved beside the room
    *(Route(f"mash/{rest}", needs=P.CALL_LOG) for rest in ("calls/new/", "advice/new/")),
    Route("mash/advice/", needs=P.CALL_LOG, methods=GET),
    # The world has no advice, no file and no single notice: proved beside the room.
    *(Route(f"mash/advice/<str:public_id>/{rest}", needs=P.CALL_LOG, methods=()) for rest in ("", "contact/")),
    *(Route(f"mash/notices/{rest}", needs=P.NOTICE_TAKE, methods=GET) for rest in ("", "sample.csv")),
    *(Route(f"mash/notices/{rest}", needs=P.NOTICE_TAKE) for rest in ("file/", "new/")),
    *(Route(f"mash/notices/{rest}<str:public_id>/", needs=P.NOTICE_TAKE, methods=()) for rest in ("", "files/")),
    Route(f"{CONTACT}not-told/", "screening", P.FEEDBACK_WAIVE, _at_home(*MASH), methods=()),
    # The two compartments
    Route(f"{CONTACT}set-apart/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route("designated-officer/", needs=P.ALLEGATION_WORK, methods=GET),
    Route(ALLEGATION, "allegation", P.CASE_READ, methods=GET),
    Route(f"{ALLEGATION}take-up/", "allegation", P.ALLEGATION_WORK, methods=POST),
    *(Route(f"{ALLEGATION}{act}/", "allegation", P.ALLEGATION_WORK) for act in ("organisation", "pass-on", "decide")),
    # Of one strike of it; proved beside the room.
    Route(f"{ALLEGATION}struck/<int:number>/lift/", "allegation", P.ALLEGATION_WORK, methods=()),
    Route("specialist-route/", needs=P.SPECIALIST_WORK, methods=GET),
    Route(CONCERN, "concern", P.SPECIALIST_WORK, methods=GET),
    *(Route(f"{CONCERN}{act}/", "concern", P.SPECIALIST_WORK) for act in ("referred", "receipt", "outcome")),
]  # fmt: skip

# The sign-in library's own pages, and addresses of it that are switched off: it decides, and has tests of its own.
OF_THE_LIBRARY = "account/"


def expected(route: Route, role: Role, relation: Relation) -> Answer:
    """What this address answers a post of this role that stands in this relation to its subject."""
    if route.public:
        return Answer.SHOWN
    if relation == Relation.FORMER:
        return Answer.NO_POST
    holds = route.needs is None or route.needs in ROLES[role].permissions
    if not route.subject:
        return Answer.SHOWN if holds else Answer.REFUSED
    if not SIGHT[route.subject](role, relation):
        return Answer.ABSENT if holds else Answer.KEPT_OUT
    return Answer.SHOWN if holds and route.who(role, relation) else Answer.REFUSED
