"""What rows and codes are called on a copy, in the words of the pages, where a table's own name is no word of a reader's; and what is no reading at all."""

from collections.abc import Callable, Mapping

from breakwater.casework.chronology.happened import KINDS, kind_said
from breakwater.casework.pathways.registry import PATHWAYS
from breakwater.casework.recording.registry import LOOKUPS

TITLES = {
    "casework_attendance": "Who came to the meeting",
    "casework_case": "The case",
    "casework_caseworker": "Who worked on it",
    "casework_caselink": "Case that it is linked to",
    "casework_chronologyentry": "Chronology",
    "casework_escalation": "Disagreement between agencies",
    "casework_escalationstep": "Disagreement between agencies: a stage",
    "casework_familytold": "Family informed",
    "casework_handover": "Handed over to another team",
    "casework_ledgerentry": "What was passed on with the case",
    "casework_levelview": "Level of need",
    "casework_meetingmove": "A meeting was moved",
    "casework_participant": "Who it is about",
    "casework_reasonforinvolvement": "Why we are involved",
    "early_help_agreement": "What you agreed to",
    "early_help_childpart": "What the child says and needs",
    "early_help_closing": "How it ended",
    "early_help_familycomment": "Comment of the family",
    "early_help_familycopy": "Copy shared with the family",
    "early_help_familylink": "Link given to the family",
    "early_help_familynumber": "Telephone number of the family",
    "early_help_familypart": "The family’s own part of the assessment",
    "early_help_familyreply": "Reply to the family",
    "early_help_goal": "Goal of the family plan",
    "early_help_action": "Action of the family plan",
    "early_help_actionstep": "Progress of an action",
    "early_help_score": "How far a goal is reached",
    "early_help_toolscore": "Score of a questionnaire",
    "early_help_meetinginvite": "Who was invited",
    "early_help_movedon": "Support that went on afterwards",
    "education_listedpupil": "Pupil on a list shared with a school",
    "education_listrow": "Place on a list shared with a school",
    "education_rowflag": "What a list shared with a school says",
    "education_callitem": "What was talked about with the school",
    "front_door_addition": "What was added to the contact",
    "front_door_agreementgiven": "Consent",
    "front_door_contact": "Contact with the MASH",
    "front_door_disclosure": "Information shared with an agency",
    "front_door_dutyaction": "What emergency duty did",
    "front_door_informationanswer": "What an agency answered",
    "front_door_informationrequest": "What an agency was asked",
    "front_door_letter": "Letter to the referrer",
    "front_door_namedperson": "Person named in the contact",
    "front_door_oversight": "Management oversight",
    "front_door_rating": "RAG rating",
    "front_door_requestperson": "Who an agency was asked about",
    "front_door_screeningitem": "Found while screening",
    "front_door_screeningrecord": "Screening",
    "front_door_siblingconsidered": "Brother or sister who was considered",
    "front_door_siblingdecision": "What was decided about a brother or sister",
    "front_door_socialcarechild": "Place on the list of social care",
    "front_door_strategy": "Strategy discussion",
    "front_door_submission": "What was sent to us",
    "people_alsoknownas": "Other name",
    "people_enrolment": "School",
    "people_identifier": "Number",
    "people_person": "Who you are in our record",
    "people_personcontact": "Telephone or email",
    "people_relationship": "Family and relationships",
    "people_rollpupil": "Entry on a school’s roll",
}
# What a column is called where its name is no word of a reader's.
LABELS = {"people_relationship.code": "Relationship", "people_relationship.other": "Whose"}
# How the record is kept: in the file of data, and not on paper.
KEPT_SO = frozenset(
    {
        "casework_clock",
        "casework_considered",
        "casework_handoveraction",
        "casework_handovercase",
        "casework_missing",
        "casework_transition",
        "early_help_hand",
        "early_help_reminder",
        "front_door_knownthen",
        "front_door_match",
        "front_door_receiptline",
        "people_listtie",
        "people_merge",
        "people_movedrow",
        "people_pairdecision",
        "people_pairtoreview",
        "people_rollchange",
        "people_rolltie",
    }
)
SAID_TWICE = frozenset({"casework_ledgerentry"})  # copies of what stands elsewhere: printed where it does not


def _stage(held: Mapping, value: str) -> str:
    pathway = PATHWAYS[held["kind"]] if held.get("kind") in PATHWAYS else None
    return pathway.by_key[value].label if pathway and value in pathway.by_key else value


def _noun(_held: Mapping, value: str) -> str:
    return PATHWAYS[value].noun if value in PATHWAYS else value


CODES: dict[str, Callable[[Mapping, str], str]] = {
    "casework_case.kind": _noun,
    "casework_case.stage": _stage,
    "casework_chronologyentry.kind": lambda _held, value: kind_said(value) if value in KINDS else value,
    "people_person.ethnicity": lambda _held, value: dict(LOOKUPS["front_door.ethnicities"]()).get(value, value),
}
