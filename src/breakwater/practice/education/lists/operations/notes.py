"""What the co-ordinators note beside a row: the authority's alone, in a table no school has a grant to (LK-05)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import Held, ListRow, RowNote


@transaction.atomic
def note(*, row: ListRow, words: str, worry: str, key: UUID, by: Actor, at: datetime) -> RowNote:
    """Note something beside a row of a list, released or not. The same `key` again notes nothing."""
    if known := made_before(RowNote, key):
        return known
    made = RowNote.objects.create(
        area_id=row.list.area_id,
        person_id=row.person_id,
        fortnight_id=row.list.fortnight_id,
        school_team_id=row.list.team_id,
        link_team_id=row.list.link_team_id,
        words=words,
        worry=worry,
        written_at=at,
        by=by,
        key=key,
    )
    audit.did("noted beside", "school_list", row.list_id, row=row.pk)
    return made


@transaction.atomic
def settle(held: Held, *, words: str, by: Actor, at: datetime) -> Held:
    """Say what was done about someone withheld a list. They come on the next list once the place itself is sure."""
    row = Held.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if row.settled_at is None:
        row.settled_at, row.settled_words = at, words
        row.save(update_fields=["settled_at", "settled_words"])
        audit.did("looked into", "held", row.pk)
    return row
