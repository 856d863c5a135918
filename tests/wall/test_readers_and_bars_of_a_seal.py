"""Readers are named and let go by readers alone; bars are listed for whoever may read the row, derived ones never (SG-06, TR-18)."""

import pytest
from django.db import DatabaseError, connection, transaction

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater_dev.testing import factories as make


def ask(sql: str, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select access.{sql}", arguments)
        return cursor.fetchone()[0]


def refused(sql: str, *arguments) -> bool:
    try:
        with transaction.atomic():
            ask(sql, *arguments)
    except DatabaseError:
        return True
    return False


def sees(post) -> int:
    with acting_as(post):
        return Person.objects.count()


@pytest.fixture
def child(db):
    return make.person()


@pytest.fixture
def readers(db):
    return [make.membership("mash_manager"), make.membership("mash_screener")]


@pytest.fixture
def seal(child, readers) -> int:
    with acting_as(readers[0]):
        return ask("seal_row('person', %s, %s, 'why', true, null)", child.pk, [post.user_id for post in readers])


def test_sg_06_a_reader_names_another_and_two_always_stay(child, readers, seal):
    third = make.membership("mash_screener")
    with acting_as(readers[1]):
        assert refused("end_reader(%s, %s)", seal, readers[0].user_id)
        ask("name_reader(%s, %s)", seal, third.user_id)
    assert sees(third) == 1
    with acting_as(third):
        ask("end_reader(%s, %s)", seal, readers[0].user_id)
    assert [sees(post) for post in (*readers, third)] == [0, 1, 1]


def test_nobody_but_a_reader_names_or_lets_go_a_reader(child, readers, seal):
    outsider = make.membership("mash_manager")
    with acting_as(outsider):
        assert refused("name_reader(%s, %s)", seal, outsider.user_id)
        assert refused("end_reader(%s, %s)", seal, readers[0].user_id)
    assert sees(outsider) == 0


def test_a_reader_who_was_let_go_comes_back_only_when_named_again(child, readers, seal):
    third = make.membership("mash_screener")
    with acting_as(readers[0]):
        ask("name_reader(%s, %s)", seal, third.user_id)
        ask("end_reader(%s, %s)", seal, third.user_id)
    assert sees(third) == 0
    with acting_as(readers[0]):
        ask("name_reader(%s, %s)", seal, third.user_id)
    assert sees(third) == 1


def test_bars_set_by_hand_are_listed_for_who_may_read_the_row_and_for_nobody_kept_out(child, readers):
    manager, kept = make.membership("mash_manager"), make.membership("mash_screener")
    with acting_as(manager):
        bar = ask("bar_human('person', %s, %s, 'a cousin')", child.pk, kept.user_id)
        assert ask("bars_on('person', %s)::text", child.pk).startswith(f"({bar},{kept.user_id},")
    with acting_as(kept), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.bars_on('person', %s)", [child.pk])
        assert cursor.fetchone() == (0,)


def test_an_inward_seal_hides_a_row_from_everyone_but_its_readers_like_any_other(child, readers):
    other = make.membership("mash_manager")
    with acting_as(readers[0]):
        number = ask("seal_inward('person', %s, %s, 'why', null)", child.pk, [post.user_id for post in readers])
    assert [sees(post) for post in (*readers, other)] == [1, 1, 0]
    with acting_as(readers[0]):
        ask("lift_seal(%s)", number)
    assert sees(other) == 1


def test_only_a_service_compares_what_was_told_and_only_governance_reads_what_was_declared(child):
    with acting_as(make.membership("mash_manager")), connection.cursor() as cursor:
        for function in (
            "declared_in_my_area()",
            "conflicts_in_my_area()",
            "glass_opened()",
            "declarations_in_my_area()",
        ):
            cursor.execute(f"select count(*) from access.{function}")
            assert cursor.fetchone() == (0,)
        assert ask("meet_told(1, 'Ada Example', null, '', '')") == []
        assert ask("in_conflict_with(1)") == []
    with acting_as(make.membership("mash_manager")), pytest.raises(DatabaseError), transaction.atomic():
        ask("blind('nb|ada|example|2016-03-04')")
