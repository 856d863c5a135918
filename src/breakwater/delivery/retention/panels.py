"""That a legal hold stands, on the page of the child whose records it keeps. Why, and for whom, is information governance's to read."""

from datetime import datetime

from django.db import connection

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor


def legal_hold(_actor: Actor, about: About, _now: datetime) -> PersonPanel | None:
    cases = {case.pk: case.reference for case in about.cases}
    with connection.cursor() as cursor:
        cursor.execute(
            "select 0 where access.is_on_legal_hold('person', %s) "
            "union all select id from unnest(%s::bigint[]) as c(id) where access.is_on_legal_hold('case', id)",
            [about.person.pk, list(cases)],
        )
        held = [number for (number,) in cursor.fetchall()]
    if not held:
        return None
    words = "Every record about this child" if 0 in held else ", ".join(sorted(cases[number] for number in held))
    row = PanelRow(words, hint="Nothing of it is deleted while the hold stands.", tag="Legal hold", tag_kind="info")
    return PersonPanel("Legal hold", [row], order=5)


PERSON_PANELS.register("retention.legal_hold", PanelMaker(Permission.PERSON_READ, legal_hold))
