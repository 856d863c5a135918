"""A statement asked often is planned once on a connection, and goes on answering each actor by what they may see."""

from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case
from breakwater.delivery.statements import KEPT, OFTEN
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area
from breakwater.testing import factories as make


def _kept(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where position(%s in statement) > 0", [table])
        return cursor.fetchone()[0]


def test_what_is_asked_often_is_kept(db):
    for _ in range(OFTEN + 1):
        assert not Area.objects.filter(code="never").exists()
    assert _kept("organisations_area") >= 1
    assert connection.connection.prepared_max == KEPT


def test_a_kept_statement_gives_each_actor_their_own_answer(db):
    mash, other = make.actor(of=make.team("MASH")), make.actor("tier2_coordinator", of=make.team("Elsewhere"))
    with acting_as(mash):
        case = cases.open_case(
            kind="early_help", area=make.area(), team=mash.membership.team, by=mash, at=timezone.now()
        )
    seen = {mash: [], other: []}
    for turn in range(2 * OFTEN + 2):
        who = mash if turn % 2 else other
        with acting_as(who):
            seen[who].append(Case.objects.filter(pk=case.pk).exists())
    assert _kept("casework_case") >= 1
    assert set(seen[mash]) == {True}
    assert set(seen[other]) == {False}
