"""What a roll, or a decision on one of its rows, wrote: put on record, so that it can be taken back."""

from datetime import UTC, date, datetime

from breakwater.partnership.people.models import Roll, RollChange, RollPupil


def stored(value) -> object:
    """A value as it is kept in a record of changes."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def made(what: str, row) -> dict:
    """A row that was written."""
    return {"what": what, "id": row.pk}


def changed(what: str, row, **now) -> dict:
    """Give a row other values and save them; return what is kept of it."""
    was = {name: stored(getattr(row, name)) for name in now}
    for name, value in now.items():
        setattr(row, name, value)
    row.save(update_fields=list(now))
    return {"what": what, "id": row.pk, "was": was, "is": {name: stored(value) for name, value in now.items()}}


def change_of(roll: Roll, pupil: RollPupil | int, did: list, pupil_was: dict | None) -> RollChange:
    """The record of what a roll did to one pupil (or the pupil of this key), unsaved; without `pupil_was` the roll brought the pupil."""
    pupil_id = pupil if isinstance(pupil, int) else pupil.pk
    return RollChange(area_id=roll.area_id, roll=roll, pupil_id=pupil_id, did=did, pupil_was=pupil_was)
