"""Who reads an audit round: that an area has one, everyone; whom it asks and what came of it, its team; its own, the organisation.

Nothing of an audit is about a child. The area's clocks read what they remind of.

Who holds a role, what arrangements say and which groups there are, everyone. A meeting is read by the team that runs its group and by
those with a seat; of a restricted group by whoever keeps its record and those with a seat alone. A confidential paper stands in the
meeting's folder, and whoever leaves for an item is kept from its papers (`sql/boards.sql`).
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Closed, Follows, Gives, Own, Part, Reference, Root

_MEMBER = (("member_id", "assurance_roundmember"),)
_MEETING = (("meeting_id", "assurance_boardmeeting"),)
_CORRECTED = {"update": False}


def _run_by(kind: str) -> tuple[Gives, ...]:
    return (
        Gives(kind, "id", "your team runs the group", scope=("team", "team_id"), when="not f.is_restricted"),
        Gives(kind, "id", "you keep its record", scope=("person", "keeper_id"), stays=True),
    )


TABLES = [
    Reference(
        "assurance_auditround",
        frozen=(
            "public_id",
            "edition_id",
            "bank",
            "previous_id",
            "lead_area_id",
            "seed",
            "key",
            "made_at",
            "made_by_id",
        ),
    ),
    Reference("assurance_roundarea", update=("launched_at", "launched_by_id", "closed_at", "closed_by_id")),
    Root(
        "assurance_roundmember",
        kind="audit_member",
        opens=False,
        update=(
            *("request_id", "answering_team_id", "left_out", "decided_at", "decided_by_id"),
            *("sampled", "sampled_why", "sampled_at", "sampled_by_id", "reported_at", "reported_by_id"),
        ),
        gives=(
            Gives("audit_member", "id", "your team asks", scope=("team", "asking_team_id")),
            Gives(
                "audit_member",
                "id",
                "your team is asked",
                scope=("team", "answering_team_id"),
                when="f.answering_team_id is not null and f.request_id is not null",
            ),
            Gives("audit_member", "id", "the area's clocks watch it", scope=("oversight", "area_id")),
        ),
    ),
    Part("assurance_chase", parents=_MEMBER, update=False),
    Part("assurance_formalrequest", parents=_MEMBER, update=("answered_on", "answer", "answered_by_id")),
    Part("assurance_followup", parents=_MEMBER, update=("done_on", "found", "done_by_id")),
    # Roles, arrangements, agreements and money: what is not published of them, the pages let only the partnership read.
    Reference("assurance_roleholding", **_CORRECTED),
    Reference("assurance_contribution", update=False),
    Reference(
        "assurance_arrangementsedition", frozen=("public_id", "area_id", "number", "key", "made_at", "made_by_id")
    ),
    Reference("assurance_editionsection", update=("text", "drawn", "number", "title")),
    Reference("assurance_namedagency", update=False, delete=True),
    Reference("assurance_informationagreement", update=("review_on", "ended_on", "ended_why", "revision")),
    Reference("assurance_agreementreview", update=False),
    # Which groups there are, by which terms they meet and who belongs to them.
    Reference("assurance_boardgroup", update=("closed_on",)),
    Reference("assurance_grouparea", update=False),
    Reference("assurance_groupterms", update=False),
    Reference("assurance_groupmember", update=("to_on",)),
    Reference("assurance_decisioncounter", update=("last",)),
    Root(
        "assurance_boardmeeting",
        kind="board_meeting",
        opens=False,
        update=(
            *("keeper_id", "starts_at", "ends_at", "place"),
            *("state", "papers_issued_at", "last_paper", "ended_at", "revision"),
        ),
        gives=_run_by("board_meeting"),
    ),
    Root(
        "assurance_confidentialfolder",
        kind="board_folder",
        opens=False,
        update=("keeper_id",),
        gives=_run_by("board_folder"),
    ),
    Part(
        "assurance_meetingseat",
        parents=_MEETING,
        update=("attendance", "substitute", "ended_at"),
        gives=(
            Gives(
                "board_meeting",
                "meeting_id",
                "you have a seat",
                scope=("person", "user_id"),
                when="f.user_id is not null and f.ended_at is null",
                stays=True,
            ),
            Gives(
                "board_folder",
                "folder_id",
                "your seat reads what is confidential",
                scope=("person", "user_id"),
                when="f.user_id is not null and f.ended_at is null and f.reads_confidential",
                stays=True,
            ),
        ),
    ),
    Part("assurance_agendaitem", parents=_MEETING, frozen=("public_id", "meeting_id", "key"), delete=True),
    Part("assurance_declaredconflict", parents=(("item_id", "assurance_agendaitem"),), update=("replaced_at",)),
    Root(
        "assurance_boardpaper",
        kind="board_paper",
        opens=False,
        update=("state", "maker_id", "withdrawn_at", "withdrawn_why", "withdrawn_by_id"),
        gives=(
            Gives(
                "board_paper",
                "id",
                "you are adding it, or withdrew it",
                scope=("person", "maker_id"),
                when="f.maker_id is not null",
            ),
            Gives(
                "board_paper",
                "id",
                "it belongs to a meeting",
                via=("board_meeting", "meeting_id"),
                when="f.folder_id is null and f.withdrawn_at is null",
            ),
            Gives(
                "board_paper",
                "id",
                "it is confidential to a meeting",
                via=("board_folder", "folder_id"),
                when="f.folder_id is not null and f.withdrawn_at is null",
            ),
        ),
    ),
    Part("assurance_boarddecision", parents=_MEETING, update=False),
    Part(
        "assurance_challenge",
        parents=_MEETING,
        update=("response", "responded_on", "result", "came_of_it", "revision"),
    ),
    Part("assurance_minutes", parents=_MEETING, update=False),
    # Plans, risks, scrutiny, voice and the yearly report are about no child: pages let only the partnership read what is not public
    # (`plans/rules.py`). What was said once stays as it was said; a report that is signed is guarded by `sql/yearly_report.sql`.
    Reference("assurance_strategy", update=("text", "edition")),
    Reference(
        "assurance_strategyarea",
        update=("ratified_edition", "ratified_on", "ratified_at_meeting", "ratified_by_id"),
    ),
    Reference("assurance_strategyedition", update=False),
    Reference("assurance_ratification", update=False),
    Reference("assurance_objective", update=False),
    Reference("assurance_plan", update=False),
    Reference(
        "assurance_priority",
        update=(
            *("title", "rationale", "evidence", "sponsor", "scrutiny_question"),
            *("variation", "varied_at", "varied_by_id", "revision"),
        ),
    ),
    Reference("assurance_outcomemeasure", update=("target", "target_on", "revision")),
    Reference("assurance_measurereading", update=False),
    Reference("assurance_workitem", update=("rag", "rag_since", "owner", "organisation_id", "due_on", "revision")),
    Reference("assurance_workupdate", update=False),
    Reference("assurance_risk", update=("review_by", "closed_on", "owner", "organisation_id", "revision")),
    Reference("assurance_riskreview", update=False),
    Reference("assurance_planchange", update=False),
    Reference("assurance_systemescalation", update=("answer", "answered_at", "answered_by_id")),
    Reference("assurance_scrutinyvisit", update=("held_on", "agenda", "met", "revision")),
    Reference("assurance_scrutinyfinding", update=("changed", "changed_on", "changed_by_id")),
    Reference("assurance_scrutinyanswer", update=("answer", "answered_on", "answered_by_id")),
    Reference(
        "assurance_voice",
        update=(
            *("did", "did_on", "did_by_id"),
            *("published_on", "published_by_id", "published_why", "taken_off_on"),
        ),
    ),
    Reference("assurance_yearlyreport", frozen=("public_id", "area_id", "year", "at", "by_id", "key")),
    Reference("assurance_reportsection", update=("narrative", "facts", "revision", "written_at", "written_by_id")),
    Reference("assurance_reportsignature", update=False),
    Reference("assurance_reportsent", update=False),
]

# Surveys of practitioners: that there is one, everyone; that one has answered, oneself; what was answered, nobody, but by the counts of
# `sql/surveys.sql`.
TABLES += [
    Reference("assurance_practitionersurvey", update=("closed_at", "closed_by_id")),
    Own("assurance_surveytaken", own=(("person", "user_id"),), insert=False, update=False),
    Closed("assurance_surveycount", note="written by access.answer_survey, read by access.survey_counts"),
]

# Audits of an earlier system: of the team that took them in.
TABLES += [
    Root(
        "assurance_earlieraudit",
        kind="earlier_audit",
        opens=False,
        update=False,
        delete=True,
        gives=(Gives("earlier_audit", "id", "your team asks", scope=("team", "asking_team_id")),),
    ),
    Part(
        "assurance_earlierline", parents=(("audit_id", "assurance_earlieraudit"),), update=("tracked_id",), delete=True
    ),
]

_AUDIT = (("audit_id", "assurance_caseaudit"),)
_RETURN = (("of_id", "assurance_casereturn"),)

# Multi-agency case audits: of those named on one. A drawn case follows the case and the child, whose bars and seals stand on it too: what
# is restricted after the draw is hidden from the audit. An agency reads its own return and nothing else of the audit.
CASE_AUDITS = [
    Root(
        "assurance_caseaudit",
        kind="case_audit",
        opens=False,
        frozen=(
            *("public_id", "area_id", "team_id", "lead_id", "first_id", "tool", "made_at", "made_by_id", "key"),
            *("seed", "drawn_at", "eligible", "drawn", "left_out", "population"),
        ),
        gives=(Gives("case_audit", "id", "you lead it", scope=("person", "lead_id"), stays=True),),
    ),
    Part(
        "assurance_auditmember",
        parents=_AUDIT,
        update=("ended_at",),
        gives=(
            Gives(
                "case_audit",
                "audit_id",
                "you are named on it",
                scope=("person", "user_id"),
                when="f.ended_at is null",
            ),
        ),
    ),
    Root(
        "assurance_auditedcase",
        kind="audited_case",
        opens=False,
        insert=False,
        update=(*("agreed_grade", "agreed_words", "good_practice", "gaps", "at_risk", "agreed_on", "revision"),),
        gives=(Gives("audited_case", "id", "you are named on its audit", via=("case_audit", "audit_id")),),
        follows=(
            Follows(("audited_case", "id"), ("case", "case_id")),
            Follows(("audited_case", "id"), ("person", "child_id")),
        ),
    ),
    Part("assurance_agreedgrade", parents=(("of_id", "assurance_auditedcase"),), update=False),
    Root(
        "assurance_casereturn",
        kind="case_return",
        opens=False,
        insert=False,
        update=(
            *("answers", "grade", "overall", "saved_at", "sent_at", "sent_by_id", "revision"),
            *("set_aside_at", "set_aside_by_id", "set_aside_why", "reader_id"),
        ),
        gives=(
            Gives("case_return", "id", "your team audits its own record", scope=("team", "team_id")),
            Gives(
                "case_return",
                "id",
                "your agency is asked by its link",
                scope=("link", "reader_id"),
                when="f.reader_id is not null",
            ),
            Gives("case_return", "id", "you are named on its audit", via=("audited_case", "of_id")),
        ),
        follows=(Follows(("case_return", "id"), ("audited_case", "of_id")),),
    ),
    Part("assurance_secondreading", parents=_RETURN, update=False),
    Part("assurance_casevoice", parents=_RETURN, update=False),
    Root(
        "assurance_safetyconcern",
        kind="safety_concern",
        opens=False,
        insert=False,
        update=False,
        gives=(
            Gives("safety_concern", "id", "you raised it", scope=("person", "user_id")),
            Gives("safety_concern", "id", "you are named on its audit", via=("audited_case", "of_id")),
        ),
        follows=(Follows(("safety_concern", "id"), ("audited_case", "of_id")),),
    ),
]
TABLES += CASE_AUDITS

# The folder of an inspection: of those named on it. The lists an area keeps are about nobody.
_INSPECTION = (("inspection_id", "assurance_inspection"),)
TABLES += [
    Root(
        "assurance_inspection",
        kind="inspection",
        opens=False,
        update=("closed_at",),
        gives=(Gives("inspection", "id", "you lead it", scope=("person", "lead_id"), stays=True),),
    ),
    Part(
        "assurance_inspectionmember",
        parents=_INSPECTION,
        update=("ended_at",),
        gives=(
            Gives(
                "inspection",
                "inspection_id",
                "you are named on it",
                scope=("person", "user_id"),
                when="f.ended_at is null",
            ),
        ),
    ),
    Part(
        "assurance_inspectionrequest", parents=_INSPECTION, update=("none_given", "none_given_at", "none_given_by_id")
    ),
    Part(
        "assurance_inspectionitem",
        parents=(("request_id", "assurance_inspectionrequest"),),
        update=("state", "deleted_at", "removed_why", "removed_by_id"),
    ),
    Part(
        "assurance_leadhandover",
        parents=(*_AUDIT, *_INSPECTION),
        insert=False,
        update=False,
    ),
    Reference("assurance_inspectionlist", frozen=("public_id", "area_id")),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = [
    "access.may_lead(text, text)",
    "access.led_by_colleagues(text)",
    "access.hand_over_lead(text, bigint, bigint, text, timestamptz)",
    "access.reported_case_audits(bigint)",
    "access.overdue_audits_of_trust(date)",
    "access.close_case_returns(bigint, timestamptz)",
    "access.draw_case_audit(bigint, text, timestamptz)",
    "access.is_auditor_of_task(bigint)",
    "access.hidden_names_of_case_audit(bigint)",
    "access.names_of_case_audit(bigint)",
    "access.raise_case_safety(text, bigint, text, text, timestamptz, timestamptz, uuid)",
    "access.safety_of_cases(bigint[])",
    "access.reads_audits_of(bigint)",
    "access.audit_returns(bigint)",
    "access.audit_medians(bigint)",
    "access.audit_statements(bigint, integer)",
    "access.actions_not_verified(bigint)",
    "access.surveys_to_answer()",
    "access.answer_survey(bigint, jsonb)",
    "access.survey_counts(bigint)",
    "access.forget_who_answered()",
    "access.keep_from_board_papers(bigint, bigint)",
    "access.keeps_board_records(bigint)",
    "access.board_decisions_beside(bigint)",
    "access.board_item_has_papers(bigint)",
    "access.end_board_seats(bigint, timestamptz)",
    "access.meetings_due()",
    "access.child_deaths_of_year(bigint, date, date)",
    "access.board_attendance(bigint, date, date)",
    "access.board_decisions(bigint, date, date)",
    "access.board_challenges(bigint, date, date)",
    "access.case_audits_reported(bigint, date, date)",
]
