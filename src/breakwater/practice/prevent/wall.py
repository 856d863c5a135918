"""Who may know of what the Prevent team holds: its own people, and nobody by oversight or glass (decisions 0007 and 0012)."""

from pathlib import Path

from breakwater.foundation.grants.declare import Gives, Own, Part, Root

_TEAM = ("team", "team_id")
_PANEL_CASE = (("case_id", "prevent_panelcase"),)


def _of_a_school(table: str, *frozen: str, **more) -> Own:
    """Shared by a school's safeguarding team and the area's Prevent education team. It names no child; nobody oversees it."""
    return Own(
        table,
        own=(("team", "school_team_id"), ("team", "officer_team_id")),
        frozen=("public_id", "area_id", "school_team_id", "officer_team_id", *frozen),
        **more,
    )


def _with_parts(table: str, kind: str, *frozen: str) -> Root:
    """The same, of what has parts."""
    return Root(
        table,
        kind=kind,
        opens=False,
        frozen=("public_id", "area_id", "school_team_id", "officer_team_id", *frozen),
        gives=(
            Gives(kind, "id", "it is about your school", scope=("team", "school_team_id")),
            Gives(kind, "id", "your team supports the school", scope=("team", "officer_team_id")),
        ),
    )


TABLES = [
    # Its author's, and once it is sent the Prevent team's as well.
    Own(
        "prevent_nationalform",
        own=(("person", "author_user_id"), _TEAM),
        frozen=("public_id", "area_id", "author_id", "author_user_id", "author_team_id", "own_key", "started_at"),
    ),
    # The intake and the senders put it there blind.
    Own(
        "prevent_referral",
        own=(_TEAM,),
        insert=False,
        frozen=("public_id", "area_id", "team_id", "arrived_with", "received_at", "own_key"),
    ),
    Own("prevent_step", own=(_TEAM,), update=False),
    Own(
        "prevent_hold",
        own=(_TEAM,),
        update=("lifted_at", "lifted_by_id", "lifted_why"),
    ),
    Own("prevent_consultation", own=(_TEAM,), update=False),
    Own("prevent_schoolaction", own=(_TEAM, ("person", "for_user_id")), update=("done_on",)),
    # The database raises it, in the transaction of whatever opened the case; nobody else writes one.
    Own("prevent_alert", own=(_TEAM,), insert=False, update=("handed_at", "told_at", "settled_at", "settled_by_id")),
    Own("prevent_message", own=(_TEAM, ("person", "to_user_id")), update=("read_at", "acknowledged_at", "done_at")),
    # The panel. Its cases are read by the team and, each, by the members named for it: no emergency opens one (SG-20).
    Own("prevent_member", own=(_TEAM, ("person", "user_id")), update=("until",)),
    # A meeting names no child: whoever is invited reads when and where it is.
    Root(
        "prevent_panelmeeting",
        kind="panel_meeting",
        opens=False,
        update=("held_at", "on", "clock", "place"),
        gives=(Gives("panel_meeting", "id", "your team keeps the panel", scope=_TEAM),),
    ),
    Own(
        "prevent_attendance",
        own=(_TEAM, ("person", "user_id")),
        update=("came",),
        gives=(Gives("panel_meeting", "meeting_id", "you are invited to it", scope=("person", "user_id")),),
    ),
    Root(
        "prevent_panelcase",
        kind="panel_case",
        opens=False,
        frozen=("public_id", "area_id", "team_id", "referral_id", "opened_on"),
        gives=(Gives("panel_case", "id", "your team keeps the panel", scope=_TEAM),),
    ),
    Part(
        "prevent_reader",
        parents=_PANEL_CASE,
        update=("ended_at", "asked", "answer_by", "answered_on"),
        gives=(
            Gives(
                "panel_case",
                "case_id",
                "you sit on the panel for it",
                scope=("person", "user_id"),
                when="f.ended_at is null",
            ),
        ),
    ),
    Part("prevent_decision", parents=_PANEL_CASE, update=False),
    Part("prevent_consent", parents=_PANEL_CASE, update=("withdrawn_on",)),
    Part("prevent_support", parents=_PANEL_CASE, update=("done_on", "stopped_on", "stopped_why")),
    Part("prevent_assessment", parents=_PANEL_CASE, update=False),
    Part(
        "prevent_review",
        parents=_PANEL_CASE,
        update=("done_on", "result", "words", "not_held_on", "not_held", "by_id"),
    ),
    Part("prevent_correction", parents=_PANEL_CASE, update=False),
    _of_a_school("prevent_supportrequest", "kind", "about", "asked_at", "asked_by_id", "key"),
    _of_a_school("prevent_appointment", "request_id"),
    _of_a_school("prevent_training", "appointment_id", "recorded_at", "recorded_by_id"),
    _of_a_school("prevent_visit", "appointment_id", "made_at", "made_by_id"),
    _with_parts("prevent_riskassessment", "prevent_risk_assessment", "visit_id"),
    Part(
        "prevent_riskline",
        parents=(("assessment_id", "prevent_riskassessment"),),
        frozen=("public_id", "key"),
        delete=True,
    ),
    Own(
        "prevent_advice",
        own=(("team", "school_team_id"), ("team", "officer_team_id")),
        update=False,
    ),
    _with_parts("prevent_curriculummap", "curriculum_map", "year", "carried_from_id", "made_at", "made_by_id"),
    Part("prevent_mapcell", parents=(("map_id", "prevent_curriculummap"),), frozen=("map_id", "year_group", "theme")),
]

_SQL = Path(__file__).parent / "sql"
SCRIPTS = [_SQL / "referrals.sql", _SQL / "alerts.sql", _SQL / "support.sql"]
CALLABLE = [
    "access.keep_specialist_concern(bigint, bigint, text, text, timestamptz, text, bytea, text)",
    "access.send_national_form(bigint, bigint, text, timestamptz, jsonb)",
    "access.answer_copy(bigint, text, date)",
    "access.hold_people(bigint[], bytea, timestamptz)",
    "access.alert_facts(bigint)",
    "access.alerts_untold(bigint)",
    "access.keys_gone(bigint)",
    "access.forget_forms(bigint, timestamptz)",
    "access.support_counts(bigint, timestamptz, timestamptz)",
    "access.reviews_due(bigint, date[])",
    "access.support_of_post(bigint)",
]
