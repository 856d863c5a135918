"""The staff menu: what each role may use, in the order of a working day. An entry without leave is not drawn."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Membership

from . import rooms

P = Permission


@dataclass(frozen=True)
class Entry:
    """One entry: its words, the view it opens, the permissions of which the role must hold one (none: everyone).

    What is `rare` is not of every day: where a role may use many things it is under "More". The pages `beneath` an address are the
    entry's as well as those beneath its own.
    """

    text: str
    view: str
    any_of: tuple[Permission, ...] = ()
    rare: bool = False
    beneath: str = ""


SHORT = 8  # so many entries fit one line of a desk's screen
MORE = 7  # so many are listed under "More"; the page of all of them is the last


TODAY = Entry("Today", "web:today")
GROUPS = {
    "The MASH": (
        Entry("MASH board", "front_door:board", (P.BOARD_READ,)),
        Entry("Wall", "front_door:wall", (P.WALL_READ,)),
        Entry("Allegations", "front_door:allegations", (P.ALLEGATION_WORK,)),
        Entry("Prevent", "prevent:referrals", (P.SPECIALIST_WORK,)),
        Entry("Channel panel", "prevent:panel", (P.PANEL_SIT,)),
        Entry("Emergency duty", "front_door:duty", (P.DUTY_WORK,)),
        Entry("From emergency duty", "front_door:overnight", (P.DUTY_PICK_UP,), rare=True),
        Entry("Social care's list", "front_door:social_care_lists", (P.SOCIAL_CARE_TAKE_IN,), rare=True),
        Entry("Dip samples", "front_door:samples", (P.CONTACT_OVERSEE,), rare=True),
    ),
    "Contacts and requests": (
        Entry("Make a contact", "front_door:contact_start", (P.CONTACT_MAKE,)),
        Entry("Contacts we made", "front_door:receipts", (P.RECEIPT_READ,)),
        Entry("Requests to us", "front_door:requests", (P.REQUEST_ANSWER,)),
        Entry("Self-assessments", "casework:self_assessments", (P.SELF_ASSESS_ANSWER,), rare=True),
        Entry("Self-assessments returned to us", "casework:returns", (P.SELF_ASSESS_ASK,), rare=True),
        Entry("Radicalisation", "prevent:notice", (P.PREVENT_REFER,), rare=True),
        Entry("Disagreements", "casework:escalations", (P.ESCALATION_RAISE,), rare=True),
    ),
    "Early help": (Entry("Early help", "early_help:episodes", (P.EPISODE_WORK,)),),
    "Schools and lists": (
        Entry("Fortnight", "education:fortnight", (P.FORTNIGHT_READ,)),
        Entry("Calls", "education:calls", (P.CALL_WORK,)),
        Entry("Consultations", "education:consultations", (P.LIST_CHECK,)),
        Entry("Your schools' lists", "education:trust", (P.TRUST_READ,)),
        Entry("Your list", "education:our_list", (P.LIST_READ,)),
        Entry("Preventing harm between children", "child_on_child:prevention", (P.INCIDENT_WORK,), rare=True),
        Entry("Harm between children", "child_on_child:governors", (P.TERM_REPORT_OVERSEE,)),
        Entry("Harm between children, by term", "child_on_child:prevention_area", (P.TERM_REPORT_AREA,), rare=True),
        Entry("Incidents between children", "child_on_child:incidents", (P.INCIDENT_WORK,)),
        Entry("Report harm between children", "child_on_child:mine", (P.INCIDENT_REPORT,), rare=True),
        Entry("Prevent support", "prevent:support", (P.SUPPORT_ASK,), rare=True),
        Entry("Prevent support", "prevent:support_schools", (P.SUPPORT_GIVE,)),
        Entry("Files that follow pupils", "education:files", (P.LIST_CHECK,), rare=True),
        Entry("Calls not returned", "education:unanswered", (P.LIST_CHECK,), rare=True),
        Entry("Schools asked to lead", "education:leads", (P.LIST_CHECK,), rare=True),
        Entry("School rolls", "people:rolls", (P.ROLL_SEND,), rare=True),
        Entry("Agencies' lists", "people:lists", (P.LIST_SEE,), rare=True),
        Entry("Corrections of lists", "education:corrections", (P.LIST_CORRECT,), rare=True),
        Entry("Sharing rules", "education:cohorts", (P.COHORTS_READ,), rare=True),
    ),
    "Your work and your team": (
        Entry("Handovers", "casework:handovers", (P.HANDOVER_ANSWER,)),
        Entry("Tasks", "casework:tasks", (P.TASK_DO,)),
        Entry("Actions", "casework:actions", (P.ACTION_WORK,), rare=True),
        Entry("Caseload", "casework:leaving_team", (P.HOLDINGS_READ,)),
        Entry("What you hold", "casework:leaving", (P.CASE_WORK,), rare=True),
        Entry("Rota", "organisations:rota", (P.ROTA_KEEP,), rare=True),
        Entry("Let a locum in", "web:shift", (P.SHIFT_LET_IN,), rare=True),
        Entry("Connected systems", "api:systems", (P.SYSTEMS_SEE,), rare=True),
        Entry("Roles to approve", "web:approvals", (P.POST_SECOND,), rare=True),
        Entry("Learning from reviews", "learning:recommendations", (P.LEARNING_READ,), rare=True),
        Entry("Serious incidents", "learning:incidents", (P.SERIOUS_RAISE, P.SERIOUS_READ), rare=True),
        Entry("Child deaths", "learning:deaths", (P.DEATH_NOTIFY, P.DEATH_READ, P.DEATH_SUPPORT), rare=True),
        Entry("Audits of agencies and schools", "assurance:rounds", (P.AUDIT_READ,), rare=True),
        Entry("Practitioner surveys", "assurance:surveys", (P.SURVEY_ANSWER,), rare=True),
        Entry("Case audits", "assurance:case_audits", (P.CASE_AUDIT_READ,), rare=True),
        Entry("Case audits of our records", "assurance:case_returns", (P.CASE_AUDIT_ANSWER,), rare=True),
        Entry("Partnership roles", "assurance:roles", (P.PARTNERSHIP_READ,), rare=True),
        Entry("Boards and subgroups", "assurance:groups", (P.PARTNERSHIP_READ,), rare=True),
        Entry("Plans and reports of the partnership", "assurance:own_areas", (P.PLAN_READ,), rare=True),
        Entry("Scorecard", "scorecard:card", (P.PARTNERSHIP_READ,), rare=True),
        Entry(
            "Needs and commissioning",
            "commissioning:needs",
            (P.COMMISSIONING_READ,),
            rare=True,
            beneath="/commissioning/",
        ),
        Entry("Inspections", "assurance:inspections", (P.INSPECTION_READ,), rare=True),
        Entry("Somebody asks for their information", "information_rights:handed", (P.RIGHTS_HAND,), rare=True),
        Entry("Who to talk to", "education:who", (P.TALK_READ,), rare=True),
    ),
    "Training": (Entry("Training", "training:yours", (P.TRAINING_BOOK,), rare=True, beneath="/training/"),),
    "Figures": (
        Entry("Figures", "front_door:figures", (P.FIGURES_READ,)),
        Entry("Early help figures", "early_help:figures", (P.FIGURES_READ,), rare=True),
        Entry("Returns", "returns:returns", (P.RETURN_CHECK,), rare=True),
    ),
    "Records": (
        Entry("Information requests", "information_rights:requests", (P.RIGHTS_KEEP,)),
        Entry("Records of processing", "information_rights:processing", (P.RIGHTS_KEEP,), rare=True),
        Entry("Pairs to review", "casework:pairs", (P.PAIR_REVIEW,), rare=True),
        Entry("Records from an earlier system", "people:earlier", (P.RECORDS_IMPORT,), rare=True),
        Entry("Restricted records", "casework:locks", (P.PERSON_RESTRICT, P.RESTRICT_APPROVE), rare=True),
        Entry("Who has looked", "casework:looks", (P.LOOKS_READ,), rare=True),
        Entry("Opened in an emergency", "casework:opened", (P.GLASS_REVIEW,), rare=True),
        Entry("Retention and legal holds", "retention:due", (P.RETENTION_KEEP,), rare=True, beneath="/retention/"),
        Entry("Deletion to approve", "retention:batches", (P.RETENTION_APPROVE,), rare=True),
        Entry("Conflicts of interest", "casework:conflicts", (P.CONFLICT_REVIEW,), rare=True),
    ),
    "News and guidance": (
        Entry("Alerts and bulletins for you", "content:for_you", rare=True),
        Entry("Downtime kit", "web:downtime", rare=True),
        Entry("Levels of need", "casework:thresholds", (P.CONTACT_MAKE, P.CASE_WORK, P.THRESHOLDS_EDIT), rare=True),
        Entry("Chapters for your staff to read", "policies:rounds", (P.POLICY_CONFIRM,), rare=True),
        Entry("Drafts of the manual", "policies:asked", (P.POLICY_COMMENT,), rare=True),
        Entry("Public site", "content:site", (P.CONTENT_EDIT,)),
        Entry("Bulletins", "content:issues", (P.CONTENT_EDIT,), rare=True),
        Entry("Urgent alerts", "content:alerts", (P.ALERT_WORK,), rare=True),
        Entry("Policies and procedures", "policies:kept", (P.POLICY_EDIT,)),
        Entry("Directory of services", "directory:overview", (P.SERVICES_KEEP,)),
    ),
    "Setting up": (
        Entry("People and roles", "web:people", (P.PEOPLE_INVITE,)),
        Entry("Review of roles", "web:role_review", (P.POST_REVIEW,), rare=True),
        Entry("Numbers and hours", "organisations:area", (P.ORGANISATIONS_EDIT,)),
        Entry("Parts in use", "web:rooms", (P.ORGANISATIONS_EDIT,), rare=True),
        Entry("The area's file", "web:area_file", (P.ORGANISATIONS_EDIT,), rare=True),
        Entry("Before you go live", "web:going_live", (P.ORGANISATIONS_EDIT,), rare=True),
        Entry("State of the service", "web:service", (P.SYSTEM_READ,)),
        Entry("Forms", "casework:forms", (P.FORMS_EDIT,), rare=True),
        Entry("Outcomes of plans", "early_help:outcomes", (P.FORMS_EDIT,), rare=True),
        Entry("Who answers the MASH", "front_door:desks", (P.ORGANISATIONS_EDIT,), rare=True),
        Entry("Answers to referrers", "front_door:promise", (P.ORGANISATIONS_EDIT,), rare=True),
        Entry("Lawful bases", "front_door:lawful_bases", (P.ORGANISATIONS_EDIT,), rare=True),
    ),
}
MENU = (TODAY, *(entry for entries in GROUPS.values() for entry in entries))


def entries_for(post: Membership, path: str) -> list[dict]:
    """What the shell draws: text, href, whether the page lies beneath it, and whether it is under "More"."""
    drawn = _drawn(MENU, post, path)
    if sum(item["current"] for item in drawn) > 1:
        longest = max((item["href"] for item in drawn if item["current"]), key=len)
        for item in drawn:
            item["current"] = item["href"] == longest
    for item in drawn:
        item["rare"] = item["rare"] and len(drawn) > SHORT and not item["current"]
    rare = [item for item in drawn if item["rare"]]
    if len(rare) <= MORE:
        return drawn
    everything = {"text": "All pages", "href": reverse("web:pages"), "current": False, "rare": True}
    return [item for item in drawn if not item["rare"]] + rare[: MORE - 1] + [everything]


def grouped_for(post: Membership, path: str) -> list[tuple[str, list[dict]]]:
    """Every page that the role may use, under its heading."""
    groups = [(heading, _drawn(entries, post, path)) for heading, entries in GROUPS.items()]
    return [(heading, drawn) for heading, drawn in groups if drawn]


def _drawn(entries: tuple[Entry, ...], post: Membership, path: str) -> list[dict]:
    drawn = []
    for entry in entries:
        href = None if rooms.off_for(post, entry.view) else address(entry.view)
        if href is None or entry.any_of and not any(allows(post.role_id, permission) for permission in entry.any_of):
            continue
        current = path == href or (len(href) > 1 and path.startswith(entry.beneath or href))
        drawn.append({"text": entry.text, "href": href, "current": current, "rare": entry.rare})
    return drawn


def address(view: str, *args: str) -> str | None:
    """The view's address, or None where the installation has no such page."""
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return None
