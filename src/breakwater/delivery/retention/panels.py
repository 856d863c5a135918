"""That a legal hold stands, on the page of the case, and of the child whose records it keeps. Why, and for whom, is information governance's to read."""

from datetime import datetime

from django.db import connection

from breakwater.casework.cases.models import Case
from breakwater.casework.cases.registry import CASE_FACTS, PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

NOTHING_GOES = "Nothing of it is deleted while the hold stands."


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
    row = PanelRow(words, hint=NOTHING_GOES, tag="Legal hold", tag_kind="info")
    return PersonPanel("Legal hold", [row], order=5)


def hold_on_case(case: Case) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select access.is_on_legal_hold('case', %s)", [case.pk])
        (held,) = cursor.fetchone()
    return [{"key": "Legal hold", "value": NOTHING_GOES}] if held else []


CASE_FACTS.register("retention.legal_hold", hold_on_case)
PERSON_PANELS.register("retention.legal_hold", PanelMaker(Permission.PERSON_READ, legal_hold))
