"""Who may know of what arrived. A sender reads their own submission and receipt, never the contact."""

from breakwater.foundation.grants.declare import Follows, Gives, Library, Own, Part, Reference, Root

_CONTACT = (("contact_id", "front_door_contact"),)

TABLES = [
    Root(
        "front_door_submission",
        kind="submission",
        frozen=("reference", "area_id", "team_id", "channel", "key", "received_at", "answers_id", "worry", "by_id",
                "sender_team_id", "sender_user_id"),
        gives=(
            Gives("submission", "id", "your team received it", scope=("team", "team_id")),
            Gives("submission", "id", "your group oversees the area", scope=("oversight", "area_id")),
            Gives("submission", "id", "your team sent it", scope=("team", "sender_team_id")),
            # The intake attaches what the sender has just completed; answers go with one submission ever (a unique key).
            Gives("answers", "answers_id", "they belong to a submission you may read", via=("submission", "id"), needs_sight=False),
        ),
        follows=(Follows(("answers", "answers_id"), ("submission", "id")),),
    ),
    Part("front_door_addition", parents=(("submission_id", "front_door_submission"),), update=False),
    Part(
        "front_door_contact",
        parents=(("case_id", "casework_case"),),
        frozen=("case_id", "reference", "submission_id", "position", "received_at", "channel", "out_of_hours",
                "sender_user_id", "sender_organisation_id", "source_said", "worry"),
        follows=(Follows(("submission", "submission_id"), ("case", "case_id")),),
    ),
    Part("front_door_decision", parents=_CONTACT, update=False),
    Part("front_door_match", parents=_CONTACT, update=False),
    Root(
        "front_door_receipt",
        kind="receipt",
        frozen=("public_id", "reference", "area_id", "team_id", "sender_team_id", "sender_user_id", "submission_id", "received_at"),
        gives=(
            Gives("receipt", "id", "your team received it", scope=("team", "team_id")),
            Gives("receipt", "id", "your group oversees the area", scope=("oversight", "area_id")),
            Gives("receipt", "id", "your team sent it", scope=("team", "sender_team_id")),
        ),
        follows=(Follows(("receipt", "id"), ("submission", "submission_id")),),
    ),
    # A manager reads what was put before them, never the draft; the draft's author reads the answer.
    Own(
        "front_door_dispensingapproval",
        own=(("person", "asker_id"), ("person", "manager_user_id")),
        frozen=("public_id", "answers_id", "asker_id", "asked_by_id", "asked_at", "manager_id", "manager_user_id", "shown"),
    ),
    Part(
        "front_door_attachment",
        parents=(("answers_id", "casework_answers"),),
        update=("state",),
        delete=True,
    ),
    Reference("front_door_lawfulbasis", update=False),
    # Encrypted, found by the digest of a token alone, gone in a day; and counts of digests.
    Library("front_door_draft"),
    Library("front_door_abusecount"),
]  # fmt: skip
