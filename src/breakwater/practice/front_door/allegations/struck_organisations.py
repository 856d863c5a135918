"""Organisations that are struck from a case of the front door are offered it by nobody, whatever the way (SG-11)."""

from collections.abc import Iterable

from django.db import connection

from breakwater.casework.handovers.registry import KEPT_OUT


@KEPT_OUT.register("front_door.struck")
def struck_from(case_id: int, organisations: Iterable[int]) -> set[int]:
    """Those of these organisations that hear nothing of the case, or of what it came from; one query."""
    with connection.cursor() as cursor:
        cursor.execute("select access.kept_out(%s, %s)", [case_id, list(organisations)])
        return {key for (key,) in cursor.fetchall()}
