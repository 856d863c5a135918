"""A statement asked often is planned once on a connection, and goes on answering each actor by what they may see."""

from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case
from breakwater.delivery.statements import KEPT, OFTEN
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Area
from breakwater_dev.testing import factories as make

MORE_THAN_PLANNED_ANEW = 6 + OFTEN  # PostgreSQL plans a kept statement again for its first five runs


def _kept(of: str) -> list[tuple[str, int]]:
    """The kept statements that name all of the words, and how often each ran by a plan that is kept as well."""
    with connection.cursor() as cursor:
        cursor.execute("select statement, generic_plans from pg_prepared_statements")
        return [row for row in cursor.fetchall() if all(word in row[0] for word in of.split())]


def test_what_is_asked_often_is_kept(db):
    for _ in range(MORE_THAN_PLANNED_ANEW):
        assert not Area.objects.filter(code="never").exists()
    assert _kept("organisations_area code")
    assert connection.connection.prepared_max == KEPT


def test_a_kept_plan_gives_each_actor_their_own_answer(db):
    """One after another on one connection, each by a plan made while somebody of their width acted."""
    mash, nearby = make.team("MASH"), make.team("Elsewhere")
    overseer, owner = make.actor(of=mash), make.actor("tier2_coordinator", of=nearby)
    stranger = make.actor("tier2_coordinator", of=make.team("Third"))
    with acting_as(owner):
        case = cases.open_case(kind="early_help", area=make.area(), team=nearby, by=owner, at=timezone.now())
    seen = {overseer: set(), owner: set(), stranger: set()}
    for _ in range(MORE_THAN_PLANNED_ANEW):
        for who, found in seen.items():
            with acting_as(who):
                found.add(Case.objects.filter(pk=case.pk).exists())
    kept = {words.rpartition("/*")[2].strip(" */"): runs for words, runs in _kept('"casework_case"."id" = LIMIT')}
    assert kept["team"] > 0
    assert kept["area"] > 0
    assert seen[owner] == {True}
    assert seen[stranger] == {False}
