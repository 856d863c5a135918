"""A seal wins; glass opens for an hour what may be opened; administrators see nothing (SG-18, SG-20)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from breakwater.casework.cases.models import Participant
from breakwater.casework.models import Case
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.people.models import Person
from breakwater_dev.testing import factories as make


def ask(sql: str, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select access.{sql}", arguments)
        return cursor.fetchone()[0]


@pytest.fixture
def child(db):
    return make.person()


@pytest.fixture
def readers(db):
    return [make.membership("mash_manager"), make.membership("mash_screener")]


@pytest.fixture
def manager(db):
    return make.membership("mash_manager")


def seal(thing, readers, *, kind="person", breakable=True) -> int:
    with acting_as(readers[0]):
        return ask("seal_row(%s, %s, %s, 'why', %s, null)", kind, thing.pk, [r.user_id for r in readers], breakable)


def break_glass(thing, post, *, kind="person", reason="a child may be hurt"):
    with acting_as(post):
        return ask("mint_glass(%s, %s, %s)", kind, thing.pk, reason)


def sees(post, model=Person) -> int:
    with acting_as(post):
        return model.objects.count()


def case_about(child, team) -> Case:
    now, by = timezone.now(), make.intake()
    with acting_as(by):
        case = Case.objects.create(
            reference="X-1",
            kind="k",
            area=child.area,
            stage="s",
            stage_since=now,
            responsible_team=team,
            opened_at=now,
            opened_by=by,
        )
        Participant.objects.create(case=case, person=child, capacity="CHILD", starts_at=now)
    return case


def test_sg_20_glass_opens_a_sealed_child_for_its_holder_alone(child, readers, manager):
    seal(child, readers)
    assert sees(manager) == 0
    assert break_glass(child, manager) is not None
    assert (sees(manager), sees(make.membership("mash_manager"))) == (1, 0)


def test_sg_20_glass_never_opens_a_protected_identity(child, readers, manager):
    seal(child, readers, breakable=False)
    assert (break_glass(child, manager), sees(manager)) == (None, 0)


def test_sg_20_a_protecting_seal_wins_over_glass_already_broken(child, readers, manager):
    seal(child, readers)
    break_glass(child, manager)
    seal(child, readers, breakable=False)
    assert (sees(manager), sees(readers[0])) == (0, 1)


def test_sg_20_glass_lapses_by_itself_after_sixty_minutes(transactional_db, owner_connection):
    child, manager = make.person(), make.membership("mash_manager")
    seal(child, [make.membership("mash_manager"), make.membership("mash_screener")])
    minted = break_glass(child, manager)
    left = (
        "select valid_until - clock_timestamp() between '59 minutes' and '60 minutes' from access.scope where id = %s"
    )
    assert (sees(manager), owner_connection.execute(left, [minted]).fetchone()) == (1, (True,))
    owner_connection.execute("update access.scope set valid_until = clock_timestamp() where id = %s", [minted])
    assert sees(manager) == 0


def test_sg_20_glass_on_a_case_opens_its_people(child, readers, manager):
    case = case_about(child, make.team())
    seal(case, readers, kind="case")
    seal(child, readers)
    assert (sees(manager, Case), sees(manager)) == (0, 0)
    break_glass(case, manager, kind="case")
    assert (sees(manager, Case), sees(manager)) == (1, 1)


def test_sg_20_glass_needs_a_reason_and_a_post_that_may(child, readers, manager):
    seal(child, readers)
    assert break_glass(child, manager, reason=" ") is None
    assert break_glass(child, make.membership("mash_screener")) is None


def test_glass_in_one_post_does_not_open_under_a_bar(child, readers, manager):
    seal(child, readers)
    with acting_as(readers[0]):
        ask("bar_human('person', %s, %s, 'own child')", child.pk, manager.user_id)
    assert (break_glass(child, manager), sees(manager)) == (None, 0)


def test_after_acting_for_another_the_outer_post_may_still_break_the_glass(child, readers, manager):
    seal(child, readers)
    with acting_as(manager):
        with acting_as(make.intake()):
            pass
        assert ask("mint_glass('person', %s, 'urgent')", child.pk) is not None


@pytest.mark.parametrize("role", sorted(role for role, facts in ROLES.items() if not facts.oversight))
def test_sg_20_no_role_without_oversight_sees_casework_by_its_role_alone(child, role):
    case_about(child, make.team())
    post = make.membership(role)
    assert (sees(post), sees(post, Case)) == (0, 0)


def test_a_sealed_child_seals_the_case_that_is_about_them(child, readers, manager):
    case = case_about(child, manager.team)
    seal(child, readers)
    assert (sees(manager, Case), sees(readers[0], Case), sees(readers[0], Participant)) == (0, 1, 1)
    assert case.pk


def test_a_lifted_seal_gives_everyone_their_sight_back(child, readers, manager):
    number = seal(child, readers)
    with acting_as(readers[1]):
        ask("lift_seal(%s)", number)
    assert sees(manager) == 1


def test_why_can_i_see_this_names_the_seal_where_one_stands(child, readers):
    case = case_about(child, readers[0].team)
    seal(child, readers)
    with acting_as(readers[0]), connection.cursor() as cursor:
        cursor.execute("select because, through_kind, through from access.because('case', %s)", [case.pk])
        assert cursor.fetchall() == [("you are a named reader of the seal", "person", child.pk)]


@pytest.mark.parametrize(("role", "reads"), [("mash_screener", True), ("dsl", False), ("social_worker", False)])
def test_sg_20_a_named_reader_reads_on_in_a_later_post_only_where_it_oversees_the_area(child, readers, role, reads):
    number = seal(child, readers)
    later = make.membership(role, user=readers[0].user)
    assert (sees(readers[0]), sees(later)) == (1, int(reads))
    with acting_as(later):
        if reads:
            ask("lift_seal(%s)", number)
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                ask("lift_seal(%s)", number)


def test_sg_23_a_named_reader_does_not_read_on_from_an_overseers_post_of_another_area(child, readers):
    seal(child, readers)
    assert (
        sees(
            make.membership(
                "mash_manager", of=make.team("MASH", in_area=make.area("850", "Hampshire")), user=readers[0].user
            )
        )
        == 0
    )
