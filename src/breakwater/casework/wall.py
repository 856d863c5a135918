"""Who may know of a case and what hangs from it."""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Own, Part, Reference, Root

_CASE = (("case_id", "casework_case"),)
_ACTION = (("action_id", "casework_trackedaction"),)
_AFTER = "((f.giver_sees_until + 1)::timestamp at time zone 'Europe/London')"
_LOOKS_ON = "((f.sees_until + 1)::timestamp at time zone 'Europe/London')"

TABLES = [
    Root(
        "casework_case",
        kind="case",
        frozen=("reference", "kind", "area_id", "opened_at", "opened_by_id"),
        gives=(
            Gives("case", "id", "your team is responsible for the case", scope=("team", "responsible_team_id")),
            Gives("case", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
    ),
    Part(
        "casework_participant",
        parents=(("case_id", "casework_case"), ("person_id", "people_person")),
        led_by_first=True,
        frozen=("case_id", "person_id"),
        follows=(
            Follows(("case", "case_id"), ("person", "person_id"), when="f.capacity = 'CHILD' and f.ends_at is null"),
        ),
        gives=(
            Gives(
                "person",
                "person_id",
                "the person takes part in a case",
                via=("case", "case_id"),
                when="f.ends_at is null",
            ),
        ),
    ),
    Part(
        "casework_caseworker",
        parents=_CASE,
        frozen=("case_id", "membership_id", "user_id"),
        gives=(
            Gives(
                "case", "case_id", "you have a part in the case", scope=("person", "user_id"), when="f.ends_at is null"
            ),
            Gives(
                "case",
                "case_id",
                "you handed your part in the case over and may look for a while",
                scope=("person", "user_id"),
                when="f.ends_at is not null and f.sees_until is not null",
                until=_LOOKS_ON,
            ),
        ),
    ),
    Part("casework_transition", parents=_CASE, update=False),
    Part("casework_reasonforinvolvement", parents=_CASE, update=False),
    Part("casework_caselink", parents=(("case_id", "casework_case"),), update=False),
    Part("casework_clock", parents=_CASE, frozen=("case_id", "rule", "started_at", "due_on", "due_at", "breach_at")),
    Part("casework_chronologyentry", parents=(*_CASE, ("person_id", "people_person")), led_by_first=True, update=False),
    # Read by whoever reads what it disputes; written for information governance alone (delivery/information_rights).
    Part(
        "casework_disputenote",
        parents=(
            *_CASE,
            ("entry_id", "casework_chronologyentry"),
            ("answers_id", "casework_answers"),
            ("document_id", "casework_document"),
            ("person_id", "people_person"),
        ),
        insert=False,
        update=False,
    ),
    Part("casework_document", parents=_CASE, update=("state", "refusal", "stored_as", "key_id")),
    Reference("casework_form"),
    Reference("casework_formversion", update=False),
    # What an area asks and how: questions, and answers invented to try them. No word about a child stands in them.
    Reference("casework_forminforce", update=("called_off_at", "called_off_by_id")),
    Reference(
        "casework_formdraft", update=("definition", "revision", "saved_at", "saved_by_id", "product_id"), delete=True
    ),
    Reference("casework_formdraftstep", update=False, delete=True),
    Reference("casework_formtrial", update=("recorded", "open"), delete=True),
    Root(
        "casework_answers",
        kind="answers",
        frozen=("public_id", "version_id", "area_id", "started_at"),
        gives=(
            Gives("answers", "id", "you are its author", scope=("person", "user_id")),
            Gives("answers", "id", "your team wrote it", scope=("team", "team_id"), when="f.status = 'COMPLETE'"),
            Gives("answers", "id", "the intake keeps it", scope=("oversight", "area_id"), when="f.user_id is null"),
            Gives("answers", "id", "it belongs to a case you may read", via=("case", "case_id")),
        ),
        follows=(Follows(("answers", "id"), ("case", "case_id")),),
    ),
    Part(
        "casework_escalation",
        parents=_CASE,
        frozen=("case_id", "about_case_id", "raised_team_id", "raised_user_id", "answering_team_id", "key"),
        gives=(
            Gives("case", "case_id", "your team raised the disagreement", scope=("team", "raised_team_id")),
            Gives(
                "case",
                "case_id",
                "the disagreement came to your team",
                scope=("team", "scrutiny_team_id"),
                when="f.scrutiny_team_id is not null",
            ),
        ),
        follows=(Follows(("case", "case_id"), ("case", "about_case_id")),),
    ),
    Part(
        "casework_escalationstep",
        parents=(("escalation_id", "casework_escalation"),),
        update=("answer", "answered_at", "answered_by_id"),
    ),
    # Actions name no child: whoever does one reads it, whoever set it, the teams it was escalated to, and the clocks of the area.
    Root(
        "casework_trackedaction",
        kind="action",
        frozen=(
            "public_id",
            "area_id",
            "source",
            "because",
            "wording",
            "measure",
            "parent_id",
            "set_by_team_id",
            "starts_on",
            "first_due_on",
            "made_at",
            "made_by_id",
            "key",
        ),
        gives=(
            Gives("action", "id", "your team set the action", scope=("team", "set_by_team_id")),
            Gives(
                "action",
                "id",
                "your team is asked to do it",
                scope=("team", "owner_team_id"),
                when="f.owner_team_id is not null",
            ),
            Gives("action", "id", "the area's clocks watch it", scope=("oversight", "area_id")),
        ),
    ),
    Part("casework_actionstep", parents=_ACTION, update=False),
    Part(
        "casework_actionextension",
        parents=_ACTION,
        update=("granted", "answer", "answered_at", "answered_by_id"),
    ),
    Part(
        "casework_actionwatch",
        parents=_ACTION,
        update=False,
        gives=(Gives("action", "action_id", "the action was escalated to your team", scope=("team", "team_id")),),
    ),
    # What the area publishes: no word about a child stands in an edition.
    Reference("casework_thresholdedition"),
    Reference("casework_indicator", delete=True),
    Part("casework_levelview", parents=_CASE, update=False),
    Part("casework_considered", parents=(("view_id", "casework_levelview"),), update=False),
    Part("casework_missing", parents=(("view_id", "casework_levelview"),), update=False),
    Part("casework_task", parents=_CASE, own=(("team", "team_id"),), frozen=("public_id", "case_id")),
    Part("casework_meeting", parents=_CASE, frozen=("public_id", "case_id")),
    Part("casework_meetingmove", parents=(("meeting_id", "casework_meeting"),), update=False),
    Part("casework_attendance", parents=(("meeting_id", "casework_meeting"),)),
    Root(
        "casework_handover",
        kind="handover",
        frozen=(
            "reference",
            "area_id",
            "service",
            "from_team_id",
            "to_team_id",
            "offered_at",
            "offered_by_id",
            "offered_user_id",
            "needs_lead",
        ),
        gives=(
            Gives("handover", "id", "your team gave it", scope=("team", "from_team_id")),
            Gives(
                "handover",
                "id",
                "you gave it",
                scope=("person", "offered_user_id"),
                when="f.offered_user_id is not null",
            ),
            Gives("handover", "id", "it is offered to your team", scope=("team", "to_team_id")),
            Gives("handover", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
    ),
    Part(
        "casework_handovercase",
        parents=(("handover_id", "casework_handover"),),
        frozen=("handover_id", "case_id", "from_team_id", "to_team_id"),
        follows=(Follows(("handover", "handover_id"), ("case", "case_id")),),
        gives=(
            Gives(
                "case",
                "case_id",
                "it is offered or was handed to your team",
                scope=("team", "to_team_id"),
                when="f.gives_sight",
            ),
            Gives(
                "case",
                "case_id",
                "your team gave it away and keeps sight for a while",
                scope=("team", "from_team_id"),
                when="f.giver_sees_until is not null",
                until=_AFTER,
            ),
        ),
    ),
    Part(
        "casework_handoveraction",
        parents=(("handover_id", "casework_handover"),),
        frozen=("handover_id", "kind", "row"),
    ),
    Part(
        "casework_familytold",
        parents=(("handover_id", "casework_handover"), ("person_id", "people_person")),
        led_by_first=True,
        update=False,
    ),
    # What was handed over with a case is read with it; of a person whose record is restricted, by whoever reads both.
    Part(
        "casework_ledgerentry",
        parents=(("case_id", "casework_case"), ("person_id", "people_person")),
        led_by_first=True,
        update=False,
    ),
    Reference("casework_lockpolicy"),
    # A restriction is known to who asked for it and who was to approve it, and to whoever reads what it closes.
    Root(
        "casework_lock",
        kind="lock",
        frozen=("public_id", "key", "area_id", "reason", "words", "asked_at", "asked_by_id", "asked_by_user_id"),
        gives=(
            Gives("lock", "id", "you asked for it", scope=("person", "asked_by_user_id")),
            Gives("lock", "id", "you are to approve it", scope=("person", "approver_user_id")),
            Gives(
                "lock",
                "id",
                "the intake made it",
                scope=("oversight", "area_id"),
                when="f.asked_by_user_id is null and f.state = 'REQUESTED'",
            ),
        ),
    ),
    Part(
        "casework_lockedrecord",
        parents=(("lock_id", "casework_lock"),),
        update=("seal", "ends_at"),
        gives=(
            Gives(
                "lock",
                "lock_id",
                "you read what it closes",
                via=("person", "person_id"),
                when="f.seal is not null and f.ends_at is null",
                needs_sight=False,
            ),
            Gives(
                "lock",
                "lock_id",
                "you read what it closes",
                via=("case", "case_id"),
                when="f.seal is not null and f.ends_at is null",
                needs_sight=False,
            ),
        ),
    ),
    Part(
        "casework_lockpost",
        parents=(("lock_id", "casework_lock"),),
        update=("part", "away_from", "away_until", "ends_at"),
    ),
    Part("casework_lockmove", parents=(("lock_id", "casework_lock"),), update=False),
    Own("casework_glassreview", own=(("team", "team_id"),), update=False),
    Reference("casework_bankedition", update=False),
    # A return is known to the team that answers it, to whoever has a section of it, and to those it is shared with.
    Root(
        "casework_selfassessment",
        kind="selfassessment",
        frozen=(
            *("public_id", "edition_id", "bank", "organisation_id", "team_id", "area_id"),
            *("previous_id", "begun_at", "begun_by_id"),
        ),
        gives=(Gives("selfassessment", "id", "your team answers it", scope=("team", "team_id")),),
    ),
    Root(
        "casework_selfassessmentrequest",
        kind="selfassessmentrequest",
        update=("due_on", "edition_number", "assessment_id", "shared_at", "withdrawn_at"),
        gives=(
            Gives("selfassessmentrequest", "id", "your team asked for it", scope=("team", "asking_team_id")),
            Gives("selfassessmentrequest", "id", "your team is asked for it", scope=("team", "answering_team_id")),
            Gives("selfassessmentrequest", "id", "the area's clocks watch it", scope=("oversight", "area_id")),
            Gives(
                "selfassessment",
                "assessment_id",
                "it was shared with your team, which asked for it",
                scope=("team", "asking_team_id"),
                when="f.shared_at is not null",
            ),
        ),
    ),
    Part(
        "casework_sectiondelegation",
        parents=(("assessment_id", "casework_selfassessment"),),
        update=("ended_at",),
        gives=(
            Gives(
                "selfassessment",
                "assessment_id",
                "a section of it is yours to answer",
                scope=("person", "user_id"),
                when="f.ended_at is null",
            ),
        ),
    ),
    Part(
        "casework_statementanswer",
        parents=(("assessment_id", "casework_selfassessment"),),
        frozen=("assessment_id", "section", "statement"),
    ),
    Part(
        "casework_signoff",
        parents=(("assessment_id", "casework_selfassessment"),),
        update=("removed_at", "removed_by_id"),
    ),
    Part("casework_moderatedgrade", parents=(("assessment_id", "casework_selfassessment"),), update=False),
    # Never by a seal: an item has readers of its own, who must also be able to read what it hangs from (SG-18).
    Root(
        "casework_sealeditem",
        kind="sealeditem",
        within=(("case", "case_id"), ("person", "person_id")),
        update=False,
        gives=(
            Gives("sealeditem", "id", "you wrote it", scope=("person", "author_user_id")),
            Gives(
                "sealeditem",
                "id",
                "you decide for the team that holds it",
                scope=("deciders", "holder_team_id"),
                when="f.circle = 'DECIDERS'",
            ),
        ),
    ),
    Part(
        "casework_sealeditemreader",
        parents=(("item_id", "casework_sealeditem"),),
        update=False,
        gives=(Gives("sealeditem", "item_id", "you are named to read it", scope=("person", "user_id")),),
    ),
]

_SQL = Path(__file__).parent / "sql"
SCRIPTS = [
    _SQL / "deaths.sql",
    _SQL / "leads.sql",
    _SQL / "responsibility.sql",
    _SQL / "looking.sql",
    _SQL / "sealed.sql",
    _SQL / "leaving.sql",
    _SQL / "emergency_access.sql",
    _SQL / "disagreements.sql",
    _SQL / "self_assessments.sql",
]
CALLABLE = [
    "access.case_goes_on(bigint)",
    "access.readers_of_hidden_children(bigint, text[])",
    "access.move_responsibility(bigint, bigint)",
    "access.someone_reads_case(bigint, bigint)",
    "access.has_waiting_offer(bigint)",
    "access.break_glass_case(text, text)",
    "access.who_looked(text, text, bigint, integer)",
    "access.sealed_and_missed(bigint, timestamptz, timestamptz)",
    "access.readers_among(bigint, bigint[])",
    "access.barred_among(bigint, bigint[])",
    "access.restricted_among(bigint[])",
    "access.glass_opened()",
    "access.glass_broken(text, bigint)",
    "access.locks_to_review(bigint, date)",
    "access.hints_at(text, text)",
    "access.restricted_found(text[], text[], date, date, text, text)",
    "access.break_glass_household(text, text)",
    "access.break_glass_address(text, text)",
    "access.sealed_and_due(bigint, timestamptz, timestamptz)",
    "access.give_back_cases(bigint, timestamptz, timestamptz)",
    "access.held_in_cases(bigint)",
    "access.waits_for_a_lead(bigint)",
    "access.givers_waiting(bigint)",
    "access.disagreement_is_about(bigint, bigint)",
    "access.medians_of_returns(bigint)",
    "access.answer_before(bigint, text, text)",
]
