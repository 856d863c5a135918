"""By which keys everything of a person is found, worked out from the models; and which tables are not gathered, each with its reason.

From a person one goes down: to every row that names the person, and to every row that hangs from such a row. One goes up by the few keys of
`UP` alone: from a part in a case to the case, from a contact to what was sent. Up any other key stand other families' records.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from breakwater.delivery.export.tables import of_house
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED

PERSON = "people_person"
# child -> keys that lead up to what holds the person's own record
UP = {
    "casework_participant": ("case_id",),
    "front_door_contact": ("case_id", "submission_id"),
    "front_door_submission": ("answers_id",),
    "early_help_childpart": ("answers_id",),
    "early_help_assessment": ("answers_id",),
    "front_door_strategy": ("case_id",),
    "casework_handovercase": ("handover_id",),
    "child_on_child_incidentchild": ("incident_id",),
    "people_rolltie": ("pupil_id",),
}
# Down these keys stand other people's records.
NOT_DOWN = {
    "front_door_contact.submission_id": "Each child of what was sent has a contact of their own.",
    "front_door_receipt.submission_id": "The receipt is whoever sent it's: its lines are gathered by contact.",
    "casework_handovercase.handover_id": "The other cases of a handover are other children's, or gathered by their own case.",
    "child_on_child_incidentchild.incident_id": "Each child of an incident has assessments, plans and support of their own.",
    "front_door_strategy.about_case_id": "A discussion is gathered by the contact it came of.",
}
# Compartments: their keepers are asked, of every request alike, and only their decision adds anything (SG-11, SG-12, SG-18).
ROOMS_NOT_GATHERED = {
    "prevent": "Prevent: its keeper is asked.",
    "learning": "Child deaths and serious incidents: their keepers are asked.",
    "assurance": "Audits and boards: cases have pseudonyms there, and what was found of a record is in the record.",
    "information_rights": "Requests themselves: what was asked and answered is the asker's, and in the letters they have.",
    "training": "Staff's own training records: no child or parent stands in them.",
    "scorecard": "Numbers.",
    "commissioning": "No child stands in them.",
    "api": "Keys of organisations' systems: what they sent is gathered as what it became; here are references and times.",
}
NOT_GATHERED = {
    "casework_sealeditem": "Sealed items: their keeper is asked.",
    "casework_sealeditemreader": "Sealed items: their keeper is asked.",
    "casework_lock": "Restrictions: their keeper is asked.",
    "casework_lockmove": "Restrictions: their keeper is asked.",
    "casework_lockpost": "Restrictions: their keeper is asked.",
    "casework_lockedrecord": "Restrictions: their keeper is asked.",
    "people_guard": "That an identity is protected is its keeper's to say.",
    "people_guardedname": "Digests by which a protected identity would be recognised.",
    "people_personsearch": "Names and addresses again, in the form that search reads.",
    "front_door_allegation": "Allegations: the designated officers are asked.",
    "front_door_allegationcontact": "Allegations: the designated officers are asked.",
    "front_door_officerstep": "Allegations: the designated officers are asked.",
    "front_door_struckorganisation": "Allegations: the designated officers are asked.",
    "front_door_employerperson": "Allegations: the designated officers are asked.",
    "front_door_passedon": "Allegations: the designated officers are asked.",
    "education_call": "A call to a school is about many pupils: what was said of each is gathered by its item.",
    "education_calltry": "When a school was called.",
    "education_chase": "When a school was reminded of its list.",
    "education_letter": "A letter to a school is about many pupils: its lines are gathered.",
    "education_paperleave": "That a colleague may print a list.",
    "education_schoollist": "A school's list: its rows are gathered.",
    "front_door_acknowledgement": "That a colleague has read what the form says.",
    "front_door_alarm": "That a duty worker was paged: by reference.",
    "front_door_paging": "That a duty worker was paged: by reference.",
    "front_door_noticebatch": "A file of notices: each notice is gathered.",
    "front_door_receipt": "The referrer's receipt: its lines are gathered.",
    "front_door_sample": "A month's sample: its items are gathered.",
    "front_door_socialcarefile": "A file of a list: each child's row is gathered.",
    "people_earlierfile": "A file of an earlier system: each record is gathered.",
    "people_listversion": "A file of a list: each row is gathered.",
    "people_roll": "A school's roll: the pupil's row is gathered.",
    "people_rollcolumns": "How a school's file is laid out.",
    "people_rolloutcome": "How many rows of a roll came to what.",
    "people_declaration": "What colleagues declared of their own lives: theirs to ask for, of who keeps conflicts of interest.",
    "people_declaredtie": "What colleagues declared of their own lives: theirs to ask for, of who keeps conflicts of interest.",
    "casework_glassreview": "What was found of an opening in an emergency: who looked is in the audit, which is gathered.",
    "casework_trackedaction": "Actions that organisations agreed: they name no child.",
    "casework_actionextension": "Actions that organisations agreed: they name no child.",
    "casework_actionstep": "Actions that organisations agreed: they name no child.",
    "casework_actionwatch": "Actions that organisations agreed: they name no child.",
    "casework_moderatedgrade": "What organisations say of themselves.",
    "casework_sectiondelegation": "What organisations say of themselves.",
    "casework_selfassessment": "What organisations say of themselves.",
    "casework_selfassessmentrequest": "What organisations say of themselves.",
    "casework_signoff": "What organisations say of themselves.",
    "casework_statementanswer": "What organisations say of themselves.",
    "child_on_child_termreport": "A school's term in numbers.",
    "downloads_download": "A colleague's copy of a list, gone after a week.",
}


@dataclass(frozen=True)
class Way:
    """From rows of `parent` to rows of `child` by the child's `column`; `up` the other way round."""

    child: str
    column: str
    parent: str
    up: bool = False


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in of_house()}


def walled() -> set[str]:
    return {one.name for one in RoomsOfTheWall().tables if isinstance(one, WALLED)}


def why_not(table: str, model: type[models.Model]) -> str:
    """Why a table is not gathered; "" where it is."""
    return NOT_GATHERED.get(table) or ROOMS_NOT_GATHERED.get(model._meta.app_label, "")


def ways() -> list[Way]:
    """Every way, those nearest the person first. Tables that stand in no wall name nobody in care."""
    known, behind = tables(), walled()
    open_to = {name for name, model in known.items() if name in behind and not why_not(name, model)}
    reached, found = {PERSON}, []
    while True:
        new = [way for way in _next(known, open_to, reached) if way not in found]
        if not new:
            return found
        found += new
        reached |= {way.parent if way.up else way.child for way in new}


def _next(known, open_to: set[str], reached: set[str]) -> Iterator[Way]:
    for name in sorted(open_to):
        for key in keys_of(known[name]):
            parent = key.related_model._meta.db_table
            if parent in reached and f"{name}.{key.column}" not in NOT_DOWN:
                yield Way(name, key.column, parent)
            if name in reached and key.column in UP.get(name, ()):
                yield Way(name, key.column, parent, up=True)


def keys_of(model: type[models.Model]) -> list[models.ForeignKey]:
    return [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]


def gathered() -> set[str]:
    return {PERSON, *(way.parent if way.up else way.child for way in ways())}
