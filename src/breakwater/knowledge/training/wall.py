"""Who may know of somebody's training: the person, who employs them for as long, and the training team. No child is in any of it.

What is offered is for everyone. A booking is read by whoever reads the delegate's record; the area that gives the course reads
the record of whoever books it. The area's training service counts places and offers them: it reads all of the area's.
"""

from pathlib import Path

import yaml

from breakwater.foundation.grants.declare import Gives, Own, Part, Reference, Root

_RECORD = (("delegate_id", "training_delegate"),)
_BOOKING = (("booking_id", "training_booking"),)
_ENDS = "(f.ends_on + 1)::timestamp at time zone 'Europe/London'"
_STARTS = "f.starts_on::timestamp at time zone 'Europe/London'"


def _record(column: str, because: str, scope: tuple[str, str], **more) -> Gives:
    return Gives("training_record", column, because, scope=scope, **more)


TABLES = [
    Reference("training_coursegroup", insert=False, update=False),
    Reference("training_requirement", update=("in_force_to",)),
    Reference("training_course", frozen=("public_id", "area_id")),
    Reference("training_courseedition", update=("review_by", "reviewed_on")),
    Reference("training_basis", update=("moved_on", "moved_words", "looked_at", "looked_by_id")),
    Reference("training_event", frozen=("public_id", "area_id", "course_id", "made_at", "made_by_id")),
    Reference("training_session", delete=True),
    Reference("training_trainer", frozen=("public_id", "area_id")),
    Reference("training_approved", update=False, delete=True),
    Reference("training_assignment", update=("is_reserve",), delete=True),
    Reference("training_interest", update=False),
    Reference("training_fee", update=("in_force_to",)),
    Root(
        "training_delegate",
        kind="training_record",
        opens=False,
        frozen=("public_id", "area_id", "made_at", "made_by_id"),
        gives=(
            _record("id", "it is your own training", ("person", "user_id")),
            _record("id", "your team keeps the area’s training", ("team", "team_id")),
            _record("id", "the area’s training service counts places", ("oversight", "area_id")),
        ),
    ),
    Part(
        "training_employment",
        parents=_RECORD,
        frozen=("public_id", "organisation_id", "starts_on"),
        gives=(_record("delegate_id", "they work in your team", ("team", "team_id"), since=_STARTS, until=_ENDS),),
    ),
    Part(
        "training_booking",
        parents=_RECORD,
        frozen=("public_id", "event_id", "asked_at", "asked_by_id", "fee_id", "pence", "key"),
        gives=(
            _record("delegate_id", "they booked a course of your team", ("team", "keeper_id")),
            _record("delegate_id", "they booked a course of the area", ("oversight", "area_id")),
        ),
    ),
    Part("training_step", parents=_BOOKING, update=False),
    Part("training_approval", parents=_BOOKING, frozen=("booking_id", "to", "sent_at")),
    Part("training_attendance", parents=_BOOKING, update=("came", "minutes", "was_late", "at", "by_id")),
    Part("training_evaluation", parents=_BOOKING, update=("manager_words",)),
    Part("training_externalevidence", parents=_RECORD, frozen=("public_id", "source")),
    Part("training_exemption", parents=_RECORD, update=("until", "delegate_id")),
    # Whoever has the number may ask whether it is valid; it is found by that and says nothing else on that page.
    Part(
        "training_certificate", parents=_RECORD, update=("withdrawn_at", "withdrawn_why", "issued_again", "delegate_id")
    ),
    # Who pays reads it, whoever they employ today.
    Own(
        "training_charge",
        own=(("team", "team_id"), ("team", "keeper_id"), ("oversight", "area_id")),
        update=(
            *("waived", "waived_words", "waiver_asked_at", "waiver_asked_by_id", "waived_at", "waived_by_id"),
            *("sent_at", "credited_at"),
        ),
    ),
    Own(
        "training_bespokerequest",
        own=(("team", "team_id"), ("team", "asking_team_id"), ("oversight", "area_id")),
        update=("state", "answer", "event_id", "answered_at", "answered_by_id"),
    ),
]

_DATA = Path(__file__).parent / "data"


def after_build(cursor) -> None:
    """Write the groups of courses and everywhere's requirements from their data; as the owner. What an area added stays."""
    for group in yaml.safe_load((_DATA / "groups.yaml").read_text()):
        cursor.execute(
            "insert into training_coursegroup (code, title, covers) values (%s, %s, %s)"
            " on conflict (code) do update set title = excluded.title, covers = excluded.covers",
            [group["code"], group["title"], group.get("covers", [])],
        )
    for row in yaml.safe_load((_DATA / "requirements.yaml").read_text()):
        cursor.execute(
            "insert into training_requirement (code, area_id, staff_group, sector, asks_for_id, first_within_days,"
            " every_months, grace_days, early_days, basis, of_edition, is_local, in_force_from)"
            " values (%s, null, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            [
                row["code"],
                row["group"],
                row.get("sector", ""),
                row["course"],
                row.get("within", 0),
                row.get("every"),
                row.get("grace", 0),
                row.get("early", 90),
                row["basis"],
                row.get("edition", ""),
                row.get("local", False),
                row["from"],
            ],
        )
