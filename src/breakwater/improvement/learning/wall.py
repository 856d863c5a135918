"""Who may know of a serious incident: those named on it, and nobody by oversight or glass (PL 6.8).

Whoever raised it finds it until the partners have considered it. Whoever is barred from the child, or has a conflict of interest that was
recorded, finds nothing of it whatever they are (`sql/conflicts.sql`). A seal on the child's record closes the record, not the incident:
decision 0015.
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Own, Part, Reference, Root
from breakwater.foundation.storage import digests, encryption, words

from .models import digest_of_number, likeness_of

_INCIDENT = (("incident_id", "learning_seriousincident"),)
_REVIEW = (("review_id", "learning_localreview"),)
_PUBLICATION = (("publication_id", "learning_publication"),)
_DEATH = (("death_id", "learning_childdeath"),)
_PANEL = (("meeting_id", "learning_panelmeeting"),)
_PANEL_CASE = (("case_id", "learning_panelcase"),)
_SUPPORT = (("support_id", "learning_familysupport"),)
_SCAN = (("scan_id", "learning_anonymityscan"),)
# What is typed for everyone is confirmed by a second person, and taken off again; its words are never changed.
_SHOWN = (
    *("confirmed_at", "confirmed_by_id", "confirmed_why"),
    *("taken_off_at", "taken_off_by_id", "taken_off_why"),
)

TABLES = [
    Root(
        "learning_seriousincident",
        kind="serious_incident",
        opens=False,
        frozen=("public_id", "area_id", "reference", "raised_at", "raised_by_id", "raised_user_id", "key"),
        gives=(
            Gives(
                "serious_incident",
                "id",
                "you raised it",
                scope=("person", "raised_user_id"),
                when="f.state = 'RAISED'",
                stays=True,
            ),
        ),
        # A restriction of the child's record that comes later leaves the incident with those named on it (decision 0015).
        follows=(Follows(("serious_incident", "id"), ("person", "child_id"), seals=False),),
    ),
    Part(
        "learning_member",
        parents=_INCIDENT,
        update=("confirmed_at", "confirmed_by_id", "ended_at"),
        gives=(
            Gives(
                "serious_incident",
                "incident_id",
                "you are named on it",
                scope=("person", "user_id"),
                when="f.ended_at is null and f.confirmed_at is not null",
                stays=True,
            ),
        ),
    ),
    Part("learning_conflict", parents=_INCIDENT, update=False),
    Part("learning_statechange", parents=_INCIDENT, update=False),
    Part("learning_limbfinding", parents=_INCIDENT, update=False),
    Part("learning_partnerview", parents=_INCIDENT, update=False),
    Part("learning_decision", parents=_INCIDENT, update=False),
    Part("learning_decisionreview", parents=(("decision_id", "learning_decision"),), update=False),
    Part(
        "learning_endingreason",
        parents=_INCIDENT,
        update=("agrees", "answer", "answered_at", "answered_by_id"),
    ),
    Part("learning_hold", parents=_INCIDENT, update=("lifted_at",)),
    Part("learning_chronologyline", parents=_INCIDENT, update=False),
    Part("learning_paper", parents=_INCIDENT, frozen=("incident_id", "kind")),
    Part("learning_rapidreview", parents=_INCIDENT, frozen=("incident_id", "start", "starts_on", "due_on", "amber_on")),
    Part("learning_signoff", parents=(("review_id", "learning_rapidreview"),), update=False, delete=True),
    Part("learning_reviewdecision", parents=_INCIDENT, update=False),
    # An agency that is asked by a link reads this one row.
    Root(
        "learning_agencyrequest",
        kind="agency_request",
        opens=False,
        update=("maker_id", "answers", "saved_at", "sent_at", "without_on", "without_why"),
        gives=(
            Gives("agency_request", "id", "you are asked by your link", scope=("link", "reader_id")),
            Gives(
                "agency_request", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("agency_request", "id", "it belongs to an incident", via=("serious_incident", "incident_id")),
        ),
        follows=(Follows(("agency_request", "id"), ("serious_incident", "incident_id")),),
    ),
    # From what an area counts its rapid reviews is about no incident.
    Reference("learning_startrule", update=False),
    # The review of it, and all that hangs from that.
    Part(
        "learning_localreview",
        parents=_INCIDENT,
        frozen=("public_id", "incident_id", "kind", "decided_on", "due_on", "opened_at", "opened_by_id"),
    ),
    Part("learning_delay", parents=_REVIEW, update=("ended_on", "ended_by_id")),
    Part("learning_proceeding", parents=_REVIEW, update=("ended_on",)),
    Part("learning_proceedingentry", parents=(("proceeding_id", "learning_proceeding"),), update=False),
    Part("learning_familymember", parents=_REVIEW, frozen=("public_id", "review_id", "at", "by_id")),
    Part("learning_reportversion", parents=_REVIEW, update=("state", "settled_at")),
    Part(
        "learning_reportcopy",
        parents=_REVIEW,
        update=("answered_on", "answer", "changed", "back_on", "without_on", "without_why"),
    ),
    # What was decided of somebody of the family falls when it is put to the partners again.
    Part("learning_partnerdecision", parents=_REVIEW, update=False, delete=True),
    Part("learning_publication", parents=_REVIEW, frozen=("public_id", "review_id")),
    Part("learning_notice", parents=_PUBLICATION, update=False),
    Part("learning_nametoavoid", parents=_REVIEW, update=False),
    Part("learning_anonymityscan", parents=_PUBLICATION, update=False),
    Part("learning_scananswer", parents=_SCAN, update=("why", "at", "by_id")),
    Part("learning_anonymitycheck", parents=_SCAN, update=False),
    # The deaths of children: a compartment of its own, of the team that holds the record and whoever leads the response.
    Root(
        "learning_childdeath",
        kind="child_death",
        opens=False,
        frozen=(
            "public_id",
            "area_id",
            "reference",
            "opened_at",
            "opened_by_id",
            "opened_user_id",
            "opened_link_id",
            "key",
        ),
        gives=(
            Gives("child_death", "id", "your team holds it", scope=("team", "team_id")),
            Gives(
                "child_death",
                "id",
                "you opened it",
                scope=("person", "opened_user_id"),
                when="f.opened_user_id is not null and f.state = 'NOTIFIED' and f.merged_into_id is null",
                stays=True,
            ),
            # Somebody without an account opens it by an actor that ends as they have sent it.
            Gives(
                "child_death",
                "id",
                "you are sending it",
                scope=("link", "opened_link_id"),
                when="f.opened_link_id is not null and f.state = 'NOTIFIED' and f.merged_into_id is null",
            ),
        ),
        follows=(Follows(("child_death", "id"), ("person", "child_id"), when="f.child_id is not null", seals=False),),
    ),
    Part(
        "learning_responselead",
        parents=_DEATH,
        update=("ended_at",),
        gives=(
            Gives(
                "child_death",
                "death_id",
                "you lead its joint agency response",
                scope=("person", "user_id"),
                when="f.ended_at is null",
                stays=True,
            ),
        ),
    ),
    Part("learning_deathstatechange", parents=_DEATH, update=False),
    # The child death overview panel: of the team that runs it. A case is read by whoever reads both the meeting and the death.
    Root(
        "learning_panelmeeting",
        kind="death_panel",
        opens=False,
        update=("state", "minutes", "ended_at"),
        gives=(Gives("death_panel", "id", "your team runs the panel", scope=("team", "team_id")),),
    ),
    Part("learning_panelseat", parents=_PANEL, update=("came",)),
    Part(
        "learning_panelcase",
        parents=(*_PANEL, *_DEATH),
        update=("edition", "ask", "revision", "withdrawn_at", "withdrawn_why"),
    ),
    Part("learning_panelrecusal", parents=_PANEL_CASE, update=False),
    Part("learning_panelpaper", parents=_PANEL_CASE, update=("state",), delete=True),
    Part("learning_panelfactor", parents=_PANEL_CASE, update=False, delete=True),
    Part("learning_paneloutcome", parents=_PANEL_CASE, update=False),
    Part("learning_panelrecommendation", parents=_PANEL_CASE, update=("recommendation_id",)),
    Root(
        "learning_learningnotice",
        kind="death_notice",
        opens=False,
        frozen=("public_id", "area_id", "team_id", "at", "by_id", "key"),
        gives=(Gives("death_notice", "id", "your team writes it", scope=("team", "team_id")),),
    ),
    # Of which days figures were published, which everyone may read there: the team compares the next with it.
    Own("learning_publishedfigures", own=(("team", "team_id"),), update=False),
    Part("learning_jointresponse", parents=_DEATH, update=("findings_on", "ended_on")),
    Part("learning_responsestep", parents=_DEATH, update=False),
    Part("learning_responsemeeting", parents=_DEATH, update=False),
    Part("learning_preventionreport", parents=_DEATH, update=("answered_on", "words")),
    Part("learning_deathprofessional", parents=_DEATH, update=("agency", "name", "contact", "likeness")),
    Part("learning_deathwait", parents=_DEATH, update=("check_on", "words", "ended_on", "revision")),
    # Whoever notified a death reads that they did, whatever became of it.
    Root(
        "learning_deathnotification",
        kind="death_notification",
        opens=False,
        update=False,
        gives=(
            Gives(
                "death_notification",
                "id",
                "you sent it",
                scope=("person", "sender_user_id"),
                when="f.sender_user_id is not null",
                stays=True,
            ),
            Gives(
                "death_notification",
                "id",
                "you are sending it",
                scope=("link", "sender_link_id"),
                when="f.sender_link_id is not null",
            ),
            Gives("death_notification", "id", "it belongs to a record", via=("child_death", "death_id")),
        ),
    ),
    # Whoever is asked for a form by a link reads this one row.
    Root(
        "learning_deathrequest",
        kind="death_request",
        opens=False,
        update=("maker_id", "returned", "returned_at", "returned_words", "without_on", "without_why"),
        gives=(
            Gives("death_request", "id", "you are asked by your link", scope=("link", "reader_id")),
            Gives(
                "death_request", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("death_request", "id", "it belongs to a record", via=("child_death", "death_id")),
        ),
        follows=(Follows(("death_request", "id"), ("child_death", "death_id")),),
    ),
    Part("learning_deathchase", parents=(("request_id", "learning_deathrequest"),), update=False),
    # The key worker reads this and nothing of the review.
    Root(
        "learning_familysupport",
        kind="family_support",
        opens=False,
        frozen=("public_id", "death_id", "team_id", "user_id", "reference", "named_at", "by_id", "key"),
        gives=(
            Gives(
                "family_support",
                "id",
                "you are the family’s key worker",
                scope=("person", "user_id"),
                when="f.user_id is not null and f.ended_on is null",
                stays=True,
            ),
            Gives(
                "family_support", "id", "you are making it", scope=("person", "maker_id"), when="f.maker_id is not null"
            ),
            Gives("family_support", "id", "it belongs to a record", via=("child_death", "death_id")),
        ),
        follows=(Follows(("family_support", "id"), ("child_death", "death_id")),),
    ),
    Part("learning_familycontact", parents=_SUPPORT, update=False),
    Part("learning_familyquestion", parents=_SUPPORT, update=("answer", "told_on", "raised_in", "revision")),
    # Lessons are about no child: what of them is not public, the pages let only the partnership read.
    Reference("learning_publishedreview", update=("published_on", "stays_until", *_SHOWN)),
    Reference("learning_reviewarea", update=False),
    Reference("learning_finding", update=_SHOWN),
    Reference("learning_recommendation", update=_SHOWN),
    Reference(
        "learning_response", update=("answer", "reason", "answered_at", "answered_by_id", "answered_name", "reminded")
    ),
    Reference("learning_responseaction", update=False),
    Reference("learning_lesson", frozen=("public_id", "review_id", "area_id", "made_at", "made_by_id", "key")),
    Reference("learning_lessonrecommendation", update=False, delete=True),
    Reference("learning_dissemination", update=False),
    Reference(
        "learning_change",
        update=("evidence", "link", "closed_at", "closed_by_id", "removed_at", "removed_by_id", "removed_why"),
    ),
    Reference(
        "learning_impacttest",
        update=("method", "result", "words", "tested_on", "tested_at", "tested_by_id", "reminded"),
    ),
]

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))
CALLABLE = [
    "access.actions_of_recommendations(bigint[])",
    "access.keep_from_serious_incident(bigint, bigint)",
    "access.names_of_child_death(bigint)",
    "access.barred_from_incident(bigint, bigint[])",
    "access.managers_of_request(bigint)",
    "access.remind_of_reviews(bigint, date[])",
    "access.names_of_serious_incident(bigint)",
    "access.chronology_to_draw(bigint[])",
    "access.merge_child_death(bigint, bigint)",
    "access.days_on_record(bigint[])",
    "access.lift_holds_of_serious_incident(bigint, bytea, timestamptz)",
]


def after_build(cursor) -> None:
    """Digests that hung on the secret of the web server are made anew from the key that stays: 0.1.0 made them so.

    A row that no key here opens keeps what it has.
    """
    old = f"{digests.MADE}%"
    cursor.execute(
        "select id, nhs_number from learning_childdeath where number_digest <> '' and number_digest not like %s", [old]
    )
    for pk, locked in cursor.fetchall():
        if number := _opened(locked, "learning_childdeath.nhs_number"):
            now = digest_of_number(number)
            cursor.execute("update learning_childdeath set number_digest = %s where id = %s", [now, pk])
    cursor.execute(
        "select id, death_id, agency, name from learning_deathprofessional where likeness not like %s", [old]
    )
    for pk, death, agency, locked in cursor.fetchall():
        if (name := _opened(locked, "learning_deathprofessional.name")) is not None:
            now = likeness_of(agency, name)
            cursor.execute(
                "update learning_deathprofessional set likeness = %s where id = %s and not exists "
                "(select 1 from learning_deathprofessional p where p.death_id = %s and p.likeness = %s)",
                [now, pk, death, now],
            )


def _opened(locked: bytes, bound_to: str) -> str | None:
    try:
        return words.open_words(locked, bound_to=bound_to) if locked else ""
    except (encryption.KeyFileMissing, encryption.UnknownKey, encryption.Tampered):
        return None
