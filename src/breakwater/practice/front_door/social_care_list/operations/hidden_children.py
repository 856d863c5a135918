"""The children of social care's list whom whoever takes it in may not know of: dealt with blind, counted with the rest (SG-13)."""

import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from breakwater.foundation.models.identifiers import new_public_id
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.cleaning import clean_name

from ..list_file import Listed


def look(*, area: Area, listed: Listed) -> dict[str, tuple[str, bool]]:
    """What a list would do with the hidden rows, by social care's number: new, changed, same, gone or nothing, and whether
    a number ties the row to its person. For sums alone: never shown, logged or told apart from the rest. Changes nothing.
    """
    return _call(area, listed)


def update(*, area: Area, listed: Listed, by: Actor, at: datetime) -> None:
    """Do it."""
    _call(area, listed, by=by, at=at)


def _call(area: Area, listed: Listed, *, by: Actor | None = None, at: datetime | None = None) -> dict:
    rows = [
        row.facts()
        | {
            "their_id": row.their_id,
            "public_id": new_public_id(),
            "fn": clean_name(row.forename),
            "sn": clean_name(row.surname),
        }
        for row in listed.rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select their_id, became, tied from access.social_care_update_hidden(%s, %s::jsonb, %s::text[], %s, %s, %s, %s)",
            [
                area.pk,
                json.dumps(rows, cls=DjangoJSONEncoder),
                list(listed.faulty_ids),
                listed.as_at,
                by and by.pk,
                at,
                by is not None,
            ],
        )
        return {their_id: (became, tied) for their_id, became, tied in cursor.fetchall()}
