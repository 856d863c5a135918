"""Who may know of an incident: the school's safeguarding team, and nobody by oversight or glass (decision 0013).

A report is its author's too; a child's row and plan are read also by the one adult who works with that child; an instruction by those
who must act. Whoever is barred from a child is barred from the incident, the reports, and what hangs from them (SG-16); so is whoever
has a conflict of interest that the team recorded, and from the notices of the incident (`sql/notices.sql`).
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Part, Root

_TEAM = ("team", "team_id")
_OURS = "your school keeps it"
_CHILD = (("child_id", "child_on_child_incidentchild"),)
_INCIDENT = (("incident_id", "child_on_child_incident"),)


def _root(table: str, kind: str, *frozen: str, gives: tuple[Gives, ...] = (), **more) -> Root:
    """Kept by a school's team, also while a record is restricted: it is the school's own (`stays`)."""
    return Root(
        f"child_on_child_{table}",
        kind=kind,
        opens=False,
        frozen=("public_id", "area_id", "team_id", *frozen),
        gives=(Gives(kind, "id", _OURS, scope=_TEAM, stays=True), *gives),
        **more,
    )


TABLES = [
    _root(
        "incident",
        "incident",
        "reference",
        "from_notice_id",
        "opened_at",
        "opened_by_id",
    ),
    _root(
        "incidentchild",
        "incident_child",
        "incident_id",
        "added_at",
        "added_by_id",
        gives=(Gives("incident_child", "id", "you work with the child", scope=("person", "worker_user_id")),),
        follows=(
            Follows(("incident_child", "id"), ("person", "person_id")),
            Follows(("incident_child", "id"), ("incident", "incident_id")),
            Follows(("incident", "incident_id"), ("person", "person_id")),
        ),
    ),
    Root(
        "child_on_child_report",
        kind="incident_report",
        opens=False,
        update=(
            "acknowledged_at",
            "acknowledged_by_id",
            "incident_id",
            "not_incident_why",
            "not_incident_at",
            "not_incident_by_id",
            "agreed_at",
            "agreed_by_id",
        ),
        gives=(
            Gives("incident_report", "id", _OURS, scope=_TEAM, stays=True),
            Gives("incident_report", "id", "you wrote it", scope=("person", "author_user_id"), stays=True),
        ),
        follows=(Follows(("incident_report", "id"), ("incident", "incident_id")),),
    ),
    # Written by `access.page_reports` alone: the clocks of an area read no report.
    Part("child_on_child_reportpaging", parents=(("report_id", "child_on_child_report"),), insert=False, update=False),
    Part(
        "child_on_child_route",
        parents=_INCIDENT,
        frozen=("public_id", "incident_id", "child_id", "kind", "contact", "opened_at", "opened_by_id"),
    ),
    Part("child_on_child_reopening", parents=_INCIDENT, update=False),
    Part("child_on_child_headconflict", parents=_INCIDENT, update=("ended_at", "ended_by_id", "ended_why")),
    Part("child_on_child_policeupdate", parents=(("route_id", "child_on_child_route"),), update=False),
    Part("child_on_child_socialcareupdate", parents=(("route_id", "child_on_child_route"),), update=False),
    Part("child_on_child_routetelling", parents=(("route_id", "child_on_child_route"),), update=False),
    Part("child_on_child_decision", parents=_INCIDENT, update=("agreed_at", "agreed_by_id")),
    _root(
        "schoolnotice",
        "school_notice",
        "child_id",
        "person_id",
        "to_team_id",
        "carried",
        "paper",
        "sent_at",
        gives=(
            Gives(
                "school_notice", "id", "it tells your school of your pupil", scope=("team", "to_team_id"), stays=True
            ),
        ),
        follows=(Follows(("school_notice", "id"), ("person", "person_id")),),
    ),
    Part(
        "child_on_child_support",
        parents=_CHILD,
        own=(_TEAM,),
        update=("answer", "answered_at"),
    ),
    Part(
        "child_on_child_parent",
        parents=_CHILD,
        update=("who", "told", "told_by", "told_on", "why", "wish", "recorded_at", "recorded_by_id"),
    ),
    Part("child_on_child_view", parents=_CHILD, update=False),
    Part(
        "child_on_child_assessment",
        parents=_CHILD,
        frozen=("public_id", "area_id", "team_id", "child_id", "number", "trigger", "form_id", "started_at"),
    ),
    Part("child_on_child_headapproval", parents=(("assessment_id", "child_on_child_assessment"),), update=False),
    Part("child_on_child_assessmentconsidered", parents=_CHILD, update=False),
    Part("child_on_child_reviewcall", parents=_CHILD, update=False),
    Part("child_on_child_measure", parents=_CHILD, update=("link", "ended_at", "ended_by_id")),
    Part("child_on_child_measurecheck", parents=_CHILD, update=("done_at", "done_by_id")),
    Part(
        "child_on_child_planorder",
        parents=(*_CHILD, ("assessment_id", "child_on_child_assessment")),
        update=False,
    ),
    _root(
        "instruction",
        "instruction",
        "incident_id",
        "words",
        "given_at",
        "given_by_id",
        "key",
        follows=(Follows(("instruction", "id"), ("incident", "incident_id")),),
    ),
    Part(
        "child_on_child_instructionreader",
        parents=(("instruction_id", "child_on_child_instruction"),),
        update=("read_at", "ended_at"),
        gives=(
            Gives(
                "instruction",
                "instruction_id",
                "you must act on it",
                scope=("person", "user_id"),
                when="f.ended_at is null",
            ),
        ),
    ),
    # In numbers alone: governors from its release, the authority from the school's own act.
    _root(
        "termreport",
        "term_report",
        "starts_on",
        "ends_on",
        "made_at",
        "made_by_id",
        gives=(
            Gives(
                "term_report",
                "id",
                "it is released to you",
                scope=("team", "governors_id"),
                when="f.governors_id is not null",
            ),
            Gives(
                "term_report",
                "id",
                "the school shares it with you",
                scope=("team", "shared_with_id"),
                when="f.shared_with_id is not null",
            ),
        ),
    ),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = [
    "access.ask_linked_checks(bigint, date, boolean)",
    "access.told_of_plan(bigint)",
    "access.keep_from_incident(bigint, bigint, boolean)",
    "access.deliver_notice(bigint)",
    "access.incident_term_counts(bigint, date, date, timestamptz)",
    "access.page_reports(bigint, timestamptz, integer[])",
]
