"""Who may know of what arrived. A sender reads their own submission and receipt, never the contact."""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Library, Own, Part, Reference, Root

_CONTACT = (("contact_id", "front_door_contact"),)
_CASE = (("case_id", "casework_case"),)
_REQUEST = (("request_id", "front_door_informationrequest"),)
_GOES_WITH_THE_CASE = "(f.label in ('RECEIVING', 'REFERRER', 'FAMILY') and f.replaced_at is null)"
# A sender outside the team goes on reading what it sent where the contact is closed to the team's own people (scenario G).
_SENT_BY_ANOTHER = "f.sender_team_id <> f.team_id"

TABLES = [
    Root(
        "front_door_submission",
        kind="submission",
        frozen=(
            "reference",
            "area_id",
            "team_id",
            "channel",
            "key",
            "received_at",
            "answers_id",
            "worry",
            "by_id",
            "sender_team_id",
            "sender_user_id",
            "joined_to_id",
            "reply_to",
            "reply_safe",
            "name_kept_back",
            "childs_words",
            "passed_facts",
        ),
        gives=(
            Gives("submission", "id", "your team received it", scope=("team", "team_id")),
            Gives("submission", "id", "your group oversees the area", scope=("oversight", "area_id")),
            Gives(
                "submission",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when=_SENT_BY_ANOTHER,
                stays=True,
            ),
            Gives(
                "submission",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when="f.sender_team_id = f.team_id",
            ),
            # The intake attaches what the sender has just completed; answers go with one submission ever (a unique key).
            Gives(
                "answers",
                "answers_id",
                "they belong to a submission you may read",
                via=("submission", "id"),
                needs_sight=False,
                stays=True,
            ),
        ),
        follows=(
            Follows(("answers", "answers_id"), ("submission", "id")),
            Follows(("submission", "id"), ("case", "joined_to_id")),
        ),
    ),
    Part("front_door_addition", parents=(("submission_id", "front_door_submission"),), update=False),
    Part(
        "front_door_contact",
        parents=(("case_id", "casework_case"),),
        frozen=(
            "case_id",
            "reference",
            "submission_id",
            "position",
            "received_at",
            "channel",
            "out_of_hours",
            "sender_user_id",
            "sender_organisation_id",
            "source_said",
            "worry",
        ),
        follows=(Follows(("submission", "submission_id"), ("case", "case_id")),),
    ),
    Part("front_door_decision", parents=_CONTACT, update=False),
    Part("front_door_agreementgiven", parents=_CONTACT, update=False),
    # Named with a child who is restricted, it is read by that child's readers alone: each decision keeps its own child's words.
    Part("front_door_agreementcovers", parents=(*_CONTACT, ("given_id", "front_door_agreementgiven")), update=False),
    Part("front_door_match", parents=_CONTACT, update=False),
    # The screening record is read by the readers of the contact's case, and by nobody else.
    Part("front_door_rating", parents=_CONTACT, update=False),
    Part("front_door_screeningrecord", parents=_CONTACT, frozen=("contact_id", "number", "begun_at")),
    Part("front_door_screeningitem", parents=_CONTACT, update=("taken_back_at", "taken_back_by_id")),
    Part("front_door_siblingconsidered", parents=_CONTACT, update=False),
    # The referrer's words of an adult are read with the contact; of a brother or sister, by whoever reads both contacts (SG-18).
    Part(
        "front_door_namedperson",
        parents=_CONTACT,
        update=("person_id", "relationship_id", "was_new", "searched", "found", "matched_at", "matched_by_id"),
    ),
    Part(
        "front_door_siblingdecision",
        parents=(*_CONTACT, ("other_id", "front_door_contact")),
        update=False,
    ),
    Part("front_door_proposal", parents=_CONTACT, update=("answered_at", "answered_by_id", "agreed", "answer")),
    # What social care knows is the area's overseers'; of a restricted child, its named readers' alone.
    Own(
        "front_door_socialcarefile",
        own=(("oversight", "area_id"),),
        frozen=("public_id", "area_id", "digest", "as_at", "received_at", "by_id"),
    ),
    Root(
        "front_door_socialcarechild",
        kind="social_care",
        frozen=("public_id", "area_id", "their_id"),
        gives=(Gives("social_care", "id", "your group oversees the area", scope=("oversight", "area_id")),),
        follows=(Follows(("social_care", "id"), ("person", "person_id"), when="f.person_id is not null"),),
    ),
    Root(
        "front_door_receipt",
        kind="receipt",
        frozen=(
            "public_id",
            "reference",
            "area_id",
            "team_id",
            "sender_team_id",
            "sender_user_id",
            "submission_id",
            "received_at",
        ),
        gives=(
            Gives("receipt", "id", "your team received it", scope=("team", "team_id")),
            Gives("receipt", "id", "your group oversees the area", scope=("oversight", "area_id")),
            Gives(
                "receipt",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when=_SENT_BY_ANOTHER,
                stays=True,
            ),
            Gives(
                "receipt",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when="f.sender_team_id = f.team_id",
            ),
        ),
        follows=(Follows(("receipt", "id"), ("submission", "submission_id")),),
    ),
    # A line follows its own child's case: a brother or sister who is restricted hides the receipt, never this.
    Root(
        "front_door_receiptline",
        kind="receipt_line",
        frozen=(
            "receipt_id",
            "contact_id",
            "case_id",
            "reference",
            "area_id",
            "team_id",
            "sender_team_id",
            "sender_user_id",
            "received_at",
            "is_public",
            "child",
        ),
        gives=(
            Gives("receipt_line", "id", "your team received it", scope=("team", "team_id")),
            Gives("receipt_line", "id", "your group oversees the area", scope=("oversight", "area_id")),
            Gives(
                "receipt_line",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when=_SENT_BY_ANOTHER,
                stays=True,
            ),
            Gives(
                "receipt_line",
                "id",
                "your team sent it",
                scope=("team", "sender_team_id"),
                when="f.sender_team_id = f.team_id",
            ),
        ),
        follows=(Follows(("receipt_line", "id"), ("case", "case_id")),),
    ),
    Part(
        "front_door_letter",
        parents=(("line_id", "front_door_receiptline"),),
        update=(
            "status",
            "sent_at",
            "sent_by_id",
            "read_at",
            "failed_why",
            "route",
            "waived_why",
            "waived_at",
            "waived_by_id",
        ),
    ),
    Reference("front_door_feedbackpromise"),
    Part("front_door_call", parents=(("submission_id", "front_door_submission"),), frozen=("submission_id",)),
    Root(
        "front_door_consultation",
        kind="consultation",
        update=("became_id",),
        gives=(
            Gives("consultation", "id", "your team gave the advice", scope=("team", "team_id")),
            Gives("consultation", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
        follows=(Follows(("consultation", "id"), ("submission", "became_id")),),
    ),
    Root(
        "front_door_noticebatch",
        kind="notice_batch",
        frozen=("public_id", "area_id", "team_id", "digest", "received_at", "by_id"),
        gives=(
            Gives("notice_batch", "id", "your team took it in", scope=("team", "team_id")),
            Gives("notice_batch", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
    ),
    Root(
        "front_door_notice",
        kind="notice",
        update=(),
        gives=(
            Gives("notice", "id", "your team received it", scope=("team", "team_id")),
            Gives("notice", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
        follows=(
            Follows(("notice", "id"), ("submission", "submission_id")),
            Follows(("notice", "id"), ("case", "case_id")),
        ),
    ),
    # Read by those who may read both contacts.
    Part(
        "front_door_contactlink",
        parents=(("first_id", "front_door_contact"), ("other_id", "front_door_contact")),
        update=("ended_at", "ended_by_id"),
    ),
    # A manager reads what was put before them, never the draft; the draft's author reads the answer.
    Own(
        "front_door_dispensingapproval",
        own=(("person", "asker_id"), ("person", "manager_user_id")),
        frozen=(
            "public_id",
            "answers_id",
            "asker_id",
            "asked_by_id",
            "asked_at",
            "manager_id",
            "manager_user_id",
            "shown",
        ),
    ),
    Part(
        "front_door_attachment",
        parents=(("answers_id", "casework_answers"),),
        update=("state",),
        delete=True,
    ),
    Reference("front_door_lawfulbasis", update=False),
    # An alarm names no one: whoever is on duty learns of it even where the record behind it is restricted.
    Root(
        "front_door_alarm",
        kind="alarm",
        frozen=(
            "public_id",
            "area_id",
            "team_id",
            "reference",
            "submission_reference",
            "is_restricted",
            "kept_from",
            "raised_at",
        ),
        gives=(
            Gives(
                "alarm", "id", "your team does emergency duty", scope=("team", "team_id"), when="f.team_id is not null"
            ),
            Gives("alarm", "id", "your group oversees the area", scope=("oversight", "area_id")),
        ),
    ),
    # SG-18: each thing known then is read by those who may read what it came from, and by nobody else.
    Root(
        "front_door_knownthen",
        kind="knownthen",
        update=False,
        within=(("case", "case_id"), ("case", "other_id"), ("person", "person_id")),
        gives=(
            Gives("knownthen", "id", "you decided by it", scope=("person", "decider_id")),
            Gives(
                "knownthen",
                "id",
                "you may read what was sealed",
                via=("sealeditem", "sealed_item_id"),
                when="f.sealed_item_id is not null",
            ),
            Gives(
                "knownthen",
                "id",
                "you may read what was answered",
                via=("answer", "answer_id"),
                when="f.answer_id is not null",
            ),
            Gives(
                "knownthen",
                "id",
                "you may read the decision",
                via=("case", "case_id"),
                when="f.sealed_item_id is null and f.answer_id is null",
            ),
        ),
    ),
    Part("front_door_dissent", parents=(("decision_id", "front_door_decision"),), update=False),
    Part("front_door_oversight", parents=_CONTACT, update=False),
    Root(
        "front_door_sample",
        kind="sample",
        update=False,
        gives=(Gives("sample", "id", "your group oversees the area", scope=("oversight", "area_id")),),
    ),
    Part(
        "front_door_sampleitem",
        parents=(("sample_id", "front_door_sample"), ("contact_id", "front_door_contact")),
        update=("judgement", "words", "looked_at", "looked_by_id"),
    ),
    Part(
        "front_door_strategy",
        parents=_CASE,
        frozen=("case_id", "contact_id", "about_case_id", "key", "called_at", "called_by_id"),
        follows=(Follows(("case", "case_id"), ("case", "about_case_id")),),
    ),
    Part(
        "front_door_strategyattendee",
        parents=(("strategy_id", "front_door_strategy"),),
        frozen=("public_id", "strategy_id", "case_id", "agency", "membership_id", "user_id"),
        gives=(
            Gives(
                "case",
                "case_id",
                "you were asked to the strategy discussion",
                scope=("person", "user_id"),
                when="f.user_id is not null",
                until="f.sight_ends_at",
            ),
        ),
    ),
    Part("front_door_strategysaid", parents=(("attendee_id", "front_door_strategyattendee"),), update=False),
    Part(
        "front_door_strategyaction", parents=(("strategy_id", "front_door_strategy"),), update=("done_at", "done_by_id")
    ),
    Part(
        "front_door_passing",
        parents=_CONTACT,
        update=("file_made_at", "their_reference", "their_worker", "receipted_at", "receipted_by_id"),
    ),
    Part("front_door_paging", parents=(("alarm_id", "front_door_alarm"),), update=False),
    Part("front_door_dutyaction", parents=_CONTACT, update=("picked_up_at", "picked_up_by_id")),
    # Published figures: suppressed before they are kept, the same for everyone.
    Reference("front_door_figure", update=False, delete=True),
    # Encrypted, found by the digest of a token alone, gone in a day; and counts of digests.
    Library("front_door_draft"),
    Library("front_door_senderkey"),
    Library("front_door_abusecount"),
    # What other agencies are asked. The agency reads the request and its own answers, never the contact; it must be able to
    # answer when the case is sealed, so a request follows no seal and is read through the case by everyone else. A draft is
    # its writer's, until it is sent.
    Reference("front_door_informationdesk"),
    Root(
        "front_door_informationrequest",
        kind="request",
        frozen=(
            "public_id",
            "reference",
            "area_id",
            "case_id",
            "contact_id",
            "asking_team_id",
            "asked_by_id",
            "asked_by_user_id",
            "team_id",
            "kind",
            "questions",
            "reason",
            "lawful_basis",
            "agreement",
            "proportionate",
            "sensitivity",
            "rag",
            "key",
            "drafted_at",
        ),
        gives=(
            Gives("request", "id", "your team is asked", scope=("team", "team_id"), when="f.sent_at is not null"),
            Gives(
                "request", "id", "you are writing it", scope=("person", "asked_by_user_id"), when="f.sent_at is null"
            ),
            Gives("request", "id", "it belongs to a case you may read", via=("case", "case_id")),
        ),
    ),
    Part("front_door_requestperson", parents=_REQUEST, update=False),
    Part("front_door_requestmessage", parents=_REQUEST, update=False),
    Part("front_door_disclosure", parents=_REQUEST, update=False),
    # The label decides: what is for the MASH only is read by the team that asked, and by no one for oversight or for a case
    # handed over; the rest goes with the case. One that was amended is no longer let go any further.
    Root(
        "front_door_informationanswer",
        kind="answer",
        update=("replaced_at",),
        gives=(
            Gives("answer", "id", "your team gave it", scope=("team", "team_id")),
            Gives(
                "answer",
                "id",
                "your team asked, and it is for you alone",
                scope=("team", "asking_team_id"),
                when="access.case_is_open_to_its_team(f.case_id)",
            ),
            Gives(
                "answer",
                "id",
                "its owner lets it go with the case",
                via=("case", "case_id"),
                when=f"{_GOES_WITH_THE_CASE} or not access.case_is_open_to_its_team(f.case_id)",
            ),
        ),
    ),
    # An allegation is a part of its own case, which is sealed at its receipt; the contacts that came with it follow that seal.
    Part(
        "front_door_allegation",
        parents=_CASE,
        frozen=(
            "case_id",
            "reference",
            "submission_id",
            "received_at",
            "organisation_words",
            "worry",
            "children",
            "sender_words",
            "form",
            "immediate_danger",
            "cannot_wait",
            "set_apart_because",
        ),
    ),
    Part(
        "front_door_allegationcontact",
        parents=(("within_id", "casework_case"), ("case_id", "casework_case")),
        update=False,
        follows=(Follows(("case", "case_id"), ("case", "within_id")),),
    ),
    # Read from the allegation alone: whoever reads the contact that was passed on learns nothing of where it came from.
    Part("front_door_passedon", parents=(("within_id", "casework_case"),), update=False),
    # What the officers do after the receipt is read by the allegation's readers alone, and named people of the employer see nothing.
    Part("front_door_employerperson", parents=_CASE, update=("told_at", "told_by_id", "told_words")),
    Part("front_door_officerstep", parents=_CASE, update=False),
    Part("front_door_struckorganisation", parents=_CASE, update=("lifted_at", "lifted_by_id", "lifted_because")),
    # Its sender's alone, whatever team they sent it from.
    Own("front_door_acknowledgement", own=(("person", "sender_user_id"),), insert=False, update=False),
]

_SQL = Path(__file__).parent / "sql"
SCRIPTS = [
    _SQL / "receipts.sql",
    _SQL / "requests.sql",
    _SQL / "compartments.sql",
    _SQL / "figures.sql",
    _SQL / "social_care.sql",
]
CALLABLE = [
    "access.front_door_counts(bigint, date, date, timestamptz)",
    "access.receipt_of_key(text)",
    "access.sent_as(bigint, text)",
    "access.reference_made(text)",
    "access.have_file_read(bigint, text, text, text, timestamptz, bigint)",
    "access.chase_requests(bigint, timestamptz)",
    "access.repeats_kept_answers(bigint, text[], integer)",
    "access.give_to_officers(bigint, bigint)",
    "access.acknowledge_apart(bigint)",
    "access.is_struck(bigint, bigint)",
    "access.kept_out(bigint, bigint[])",
    "access.add_to_sealed(bigint, text, text, text, boolean, timestamptz, bigint)",
    "access.sealed_sent_as(bigint, bigint)",
    "access.social_care_update_hidden(bigint, jsonb, text[], timestamptz, bigint, timestamptz, boolean)",
]
