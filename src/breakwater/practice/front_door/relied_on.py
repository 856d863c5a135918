"""What the front door reads of its forms by name: an area's own version keeps these questions and their choices (P4)."""

from collections.abc import Iterable

from breakwater.casework.recording.registry import RELIED_ON, Reliance

from .contact_form.operations.sending import FORM_OF_ROUTE, PROFESSIONAL_FORM

WORRY = "The board and the decision show it in the referrer’s words"
VOICE = "By it a child’s own words are known as the child’s, and kept from the family unless they are released (SG-27)"
CHILD = "By it the child is found, and each child gets a contact of their own"
FAMILY = "By it the family is known, and who is asked to agree"
AGREEMENT = "The facts of agreement go with the contact and decide who is told"
SENDER = "By it the referrer hears what was decided"
UNFOLDED = "The page of the contact shows it without unfolding"
URGENT = "The order of the board and its alarms follow it"
ALLEGATION = "By it an allegation goes to the designated officers alone (SG-11)"
SPECIALIST = "By it a concern goes by the specialist route alone (SG-12)"
MANAGER = "By it a manager agrees before anything is sent without the family’s agreement"
UNNAMED = "By it the family does not learn who told us, here and to another authority"
RECEIVER = "Whoever takes the child on reads it: who is in the family and what is risky about a visit"
BOUNDARY = "It goes along to whoever takes the child on, here and in another authority"
FILLED_IN = "Breakwater fills it in"
REACH = "By it the person who tells us is reached in a way that is safe"


def _all(why: str, *keys: str) -> list[Reliance]:
    return [Reliance(key, why) for key in keys]


CONTACT: Iterable[Reliance] = (
    *_all(WORRY, "worry"),
    *_all(UNFOLDED, "not_safe_why", "outcome_wanted"),
    *_all(
        URGENT,
        "immediate_danger",
        "concern_types",
        "baby_injury",
        "safe_next_day",
        "medical",
        "urgency",
        "adult_flags",
        "adult_lives_with_child",
    ),
    *_all(
        CHILD,
        "children",
        "child_first_name",
        "child_family_name",
        "child_known_as",
        "child_age_known",
        "child_born",
        "child_age",
        "child_expected",
        "child_sex",
        "child_role",
        "child_upn",
        "child_nhs_number",
        "child_address",
        "child_school",
        "child_year_group",
        "child_middle_name",
        "child_ethnicity",
        "child_language",
    ),
    *_all(VOICE, "child_views", "own_words"),
    *_all(
        FAMILY,
        "family",
        "adult_name",
        "adult_relation",
        "adult_parental_responsibility",
        "adult_address",
        "adult_born",
        "adult_contact",
        "adult_do_not_contact",
        "adult_sex",
    ),
    *_all(
        BOUNDARY,
        "observed",
        "reported",
        "professional_view",
        "impact",
        "strengths",
        "source_of_harm",
        "if_nothing_changes",
        "support_tried",
        "tier_view",
        "child_attendance",
    ),
    *_all(RECEIVER, "birth_mother", "birth_father", "others_sleeping", "worker_risk", "worker_risk_kinds"),
    *_all(
        AGREEMENT,
        "parent_told",
        "agrees_contact",
        "agrees_help",
        "agreed_how",
        "agreed_on",
        "agreed_until",
        "agreed_words",
        "reason_not_told",
        "reason_words",
        "lawful_basis",
        "purpose",
        "child_aware",
        "child_aware_why",
    ),
    *_all(
        SENDER,
        "sender_name",
        "sender_job",
        "sender_organisation",
        "sender_phone",
        "sender_relation",
        "feedback_route",
        "safe_contact_sender",
        "prior_call_reference",
    ),
    *_all(
        ALLEGATION,
        "about_someone_who_works_with_children",
        "allegation_person",
        "allegation_role",
        "allegation_organisation",
    ),
    *_all(SPECIALIST, "radicalisation_concern", "radicalisation_words"),
    *_all(
        MANAGER,
        "approval_manager",
        "approval_way",
        "approval_answer",
        "approval_name",
        "approval_why_not",
        "lead_consulted",
    ),
    *_all(UNNAMED, "name_withheld"),
    *_all(FILLED_IN, "term_is_ending", "files_sent", "police", "police_reference"),
)
CHILDS_OWN: Iterable[Reliance] = (
    *_all(WORRY, "worry"),
    *_all(URGENT, "immediate_danger"),
    *_all(CHILD, "about_whom", "child_name", "child_name_family", "child_name_other", "age", "location", "name"),
    *_all(VOICE, "wish"),
    *_all(REACH, "contact_way", "contact_call", "contact_text", "contact_email", "contact_school"),
)
PUBLIC: Iterable[Reliance] = (
    *_all(WORRY, "worry"),
    *_all(URGENT, "immediate_danger"),
    *_all(CHILD, "children", "child_name", "child_age", "child_school", "location"),
    *_all(REACH, "name", "relation", "contact", "contact_wanted"),
    *_all(UNNAMED, "keep_name"),
)


@RELIED_ON.register(PROFESSIONAL_FORM)
def of_the_contact() -> Iterable[Reliance]:
    """What the front door reads of a professional's contact."""
    return CONTACT


@RELIED_ON.register(FORM_OF_ROUTE["child"])
def of_a_childs_own() -> Iterable[Reliance]:
    """What the front door reads of what a child or young person tells."""
    return CHILDS_OWN


@RELIED_ON.register(FORM_OF_ROUTE["public"])
def of_the_public() -> Iterable[Reliance]:
    """What the front door reads of what the public tells."""
    return PUBLIC
