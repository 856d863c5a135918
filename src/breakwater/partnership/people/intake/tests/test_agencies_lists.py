"""An agency's list: what it would change, whom its rows are tied to, what a person decides, and that it can be undone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.intake.lists.operations import applying, deciding, receiving
from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.models import ListRow, ListVersion, Person
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.lists import DRAWN, agency_list, line, list_of, rows, service, take, undo
from breakwater_dev.testing.rolls import everything, number

pytestmark = pytest.mark.usefixtures("keys")
LATER = DRAWN + timedelta(days=14)


@pytest.fixture
def sen(db):
    return agency_list()


def known(forename="Ann", surname="Example", born=date(2015, 4, 3), **numbers):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        person = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=PartDate.of(born)),
            by=by,
            at=now,
        )
        for scheme, value in numbers.items():
            people.add_identifier(person=person, scheme=scheme, value=value, by=by, at=now)
        return person


def hide(child, by, breakable=True):
    guard = make.actor("mash_manager")
    with acting_as(by):
        restrictions.restrict(
            person=child,
            readers=[by.membership.user, guard.membership.user],
            reason="A colleague's child",
            breakable=breakable,
            by=by,
            at=timezone.now(),
        )


def test_sg_15_only_an_exact_number_with_name_and_birth_ties_a_row(sen):
    known(UPN=number(0))
    known("Bo", UPN=number(1))
    known("Cyril")
    taken = take(
        sen, line(0), line(1, forename="Zebedee"), line(2, forename="Cyril", upn=""), line(3, forename="Nobody")
    )
    assert rows() == [
        ("Ann", "EHCP", "EXACT", "Ann"),
        ("Zebedee", "EHCP", "WAITING", None),
        ("Cyril", "EHCP", "WAITING", None),
        ("Nobody", "EHCP", "UNKNOWN", None),
    ]
    assert taken.outcome == {"matched": 1, "unsure": 2, "unknown": 1}


def test_a_list_enters_nobody_and_changes_no_record(sen, school):
    known(UPN=number(0))
    before = everything()
    taken = take(sen, line(0, surname="EXAMPLE"), line(3, forename="Nobody"))
    assert everything() == before
    undo(taken, make.actor("mash_manager"))
    assert (everything(), rows(), sen.present) == (before, [], None)


def test_the_same_file_of_the_same_day_changes_nothing_and_one_drawn_later_says_that_nothing_has_changed(sen):
    take(sen, line(0), line(1))
    with pytest.raises(TakenInAlready):
        take(sen, line(0), line(1))
    again = take(sen, line(0), line(1), as_at=LATER)
    sen.refresh_from_db()
    assert (again.counts["same"], again.counts["new"], sen.present_as_at) == (2, 0, LATER)


def test_a_version_says_what_is_new_changed_and_gone_since_the_last(sen):
    take(sen, line(0), line(1, forename="Bo"), line(2, forename="Cyril"), line(3), line(4), line(5))
    second = take(
        sen, line(0), line(1, forename="Bo", since="02/02/2026"), line(3), line(4), line(5), line(6), as_at=LATER
    )
    counts = {name: second.counts[name] for name in ("new", "same", "changed", "gone", "of")}
    assert counts == {"new": 1, "same": 4, "changed": 1, "gone": 1, "of": 6}


def test_a_child_stands_on_a_list_for_several_reasons_and_a_refused_line_takes_nobody_off(sen):
    first = take(sen, line(0), line(0, code="SEMH"), line(1, forename="Bo"))
    assert first.counts["new"] == 3
    second = take(sen, line(0), line(0, code="SEMH"), line(1, forename="Bo", born="31/02/2015"), as_at=LATER)
    assert (second.counts["gone"], second.counts["refused"]) == (0, 1)


def test_one_number_on_two_children_leaves_both_out(sen):
    taken = take(sen, line(0), "S0,,Other,Bo,03/04/2014,EHCP,", line(2, forename="Cyril"))
    assert [row[:2] for row in taken.refused] == [[2, "The agency's own number"], [3, "The agency's own number"]]
    assert rows() == [("Cyril", "EHCP", "UNKNOWN", None)]


def test_undoing_the_newest_puts_the_one_before_in_force_as_at_its_own_day(sen):
    take(sen, line(0), line(1, forename="Bo"))
    second = take(sen, line(0), line(1, forename="Bo"), line(2, forename="Cyril"), as_at=LATER)
    undo(second, make.actor("mash_manager"))
    assert (sen.present_as_at, [row[0] for row in rows()]) == (DRAWN, ["Ann", "Bo"])
    with acting_as(service()):
        assert not ListRow.objects.filter(version=second).exists()


def test_an_older_list_than_the_one_in_force_is_refused(sen):
    take(sen, line(0), as_at=LATER)
    with pytest.raises(receiving.NewerIsIn):
        take(sen, line(0), line(1))


def test_a_file_that_would_take_many_off_waits_for_a_word_that_it_is_whole(sen):
    take(sen, *(line(n) for n in range(10)))
    with pytest.raises(receiving.NotWhole):
        take(sen, *(line(n) for n in range(7)), as_at=LATER)
    assert take(sen, *(line(n) for n in range(7)), as_at=LATER, whole=True).counts["gone"] == 3


def test_sg_15_a_person_decides_once_and_it_holds_for_later_versions_while_name_and_birth_stay(sen, manager):
    child = known("Cyril")
    take(sen, line(2, forename="Cyril", upn=""), line(2, forename="Cyril", upn="", code="SEMH"))
    with acting_as(manager):
        row = ListRow.objects.get(code="EHCP")
        deciding.decide(row=row, person=child, by=manager, at=timezone.now())
        with pytest.raises(deciding.NotWaiting):
            deciding.decide(row=row, person=None, by=manager, at=timezone.now())
    assert [row[2] for row in rows()] == ["DECIDED", "DECIDED"]
    take(sen, line(2, forename="Cyril", upn=""), as_at=LATER, whole=True)
    assert rows() == [("Cyril", "EHCP", "DECIDED", "Cyril")]
    take(sen, line(2, forename="Cyrille", upn=""), as_at=LATER + timedelta(days=1), whole=True)
    assert rows() == [("Cyrille", "EHCP", "WAITING", None)]


def test_a_decision_taken_back_waits_again(sen, manager):
    known("Cyril")
    take(sen, line(2, forename="Cyril", upn=""))
    with acting_as(manager):
        row = ListRow.objects.get()
        deciding.decide(row=row, person=None, by=manager, at=timezone.now())
    assert rows() == [("Cyril", "EHCP", "NOBODY", None)]
    with acting_as(manager):
        deciding.take_back(row=row, by=manager, at=timezone.now())
    assert rows() == [("Cyril", "EHCP", "WAITING", None)]
    take(sen, line(2, forename="Cyril", upn=""), as_at=LATER)
    assert rows() == [("Cyril", "EHCP", "WAITING", None)]


def test_a_row_is_tied_once_a_roll_has_brought_the_child(sen):
    take(sen, line(0))
    known(UPN=number(0))
    with acting_as(service()):
        assert applying.settle_again(area=make.area(), at=timezone.now()) == 1
    assert rows() == [("Ann", "EHCP", "EXACT", "Ann")]


@pytest.mark.parametrize("breakable", [True, False])
def test_sg_13_a_hidden_child_changes_no_word_or_count(sen, manager, breakable):
    child = known(UPN=number(0))
    other = agency_list("other")
    without = take(other, line(0, surname="Elsewhere", upn=number(7)), line(1, forename="Bo"))
    hide(child, manager, breakable)
    taken = take(sen, line(0), line(1, forename="Bo"))
    assert (taken.counts, taken.outcome) == (without.counts, without.outcome)


def test_sg_18_a_row_of_a_restricted_child_is_its_readers_alone_in_this_version_and_the_next(sen, manager):
    child, screener = known(UPN=number(0)), make.actor("mash_screener")
    take(sen, line(0), line(1, forename="Bo"))
    assert [row[0] for row in rows(screener)] == ["Ann", "Bo"]
    hide(child, manager)
    assert ([row[0] for row in rows(screener)], [row[0] for row in rows(manager)]) == (["Bo"], ["Ann", "Bo"])
    second = take(sen, line(0), line(1, forename="Bo"), as_at=LATER)
    assert (second.counts["same"], second.counts["new"]) == (2, 0)
    assert ([row[0] for row in rows(screener)], [row[0] for row in rows(manager)]) == (["Bo"], ["Ann", "Bo"])
    undo(second, manager)
    assert [row[0] for row in rows(manager)] == ["Ann", "Bo"]


def test_sg_14_a_school_reads_no_row_of_any_list_even_of_its_own_pupil(sen, school, dsl, manager):
    child = known(UPN=number(0))
    with acting_as(manager):
        circumstances.enrol(person=child, team=school, verified=True, by=manager, at=timezone.now())
    take(sen, line(0))
    with acting_as(dsl):
        assert Person.objects.count() == 1
        assert (ListRow.objects.count(), ListVersion.objects.count()) == (0, 0)


def test_a_list_that_is_late_or_failed_is_carried_forward_and_says_so(sen, manager):
    assert sen.freshness(on=DRAWN).said == "Has never come in"
    take(sen, line(0))
    sen.refresh_from_db()
    assert sen.freshness(on=DRAWN + timedelta(days=14)).said == "As at 2 March 2026"
    assert sen.freshness(on=DRAWN + timedelta(days=17)).said == "As at 2 March 2026, carried forward: 3 days late"
    with acting_as(manager), pytest.raises(NotARoll) as fault:
        receiving.LISTS.show(sen, upload=Upload("list.csv", b"\x00"), as_at=LATER, by=manager, at=timezone.now())
    with acting_as(manager):
        receiving.note_failure(sen, str(fault.value), at=timezone.now())
    sen.refresh_from_db()
    stands = sen.freshness(on=LATER)
    assert (stands.state, stands.said) == (
        "FAILED",
        "As at 2 March 2026, carried forward: the last file could not be used",
    )
    take(sen, line(0), as_at=LATER)
    sen.refresh_from_db()
    assert sen.freshness(on=LATER).state == "FRESH"


def test_headings_are_named_once_and_remembered_and_other_columns_are_never_kept(sen, manager):
    head = "Client,Family,Given,Geboren,Diagnosis"
    with acting_as(manager):
        at = timezone.now()
        shown = receiving.LISTS.show(
            sen,
            upload=Upload("list.csv", list_of("9,Example,Ann,03/04/2015,SECRET", head=head)),
            as_at=DRAWN,
            by=manager,
            at=at,
        )
        assert shown.state == "COLUMNS"
        named = {"client": "their_id", "family": "surname", "given": "forename", "geboren": "born_on", "diagnosis": ""}
        assert receiving.LISTS.name_columns(shown, read_as=named, by=manager, at=at).state == "SHOWN"
        receiving.confirm(version=shown, by=manager, at=at)
    applying.take_in(version=shown.pk, area=shown.area, at=at)
    with acting_as(service()):
        row = ListRow.objects.get()
        assert (row.their_id, "SECRET" in str(list(ListRow.objects.values()))) == ("9", False)
    sen.refresh_from_db()
    assert take(sen, "9,Example,Ann,03/04/2015,X", head=head, as_at=LATER).counts["same"] == 1


def test_sg_29_the_file_is_deleted_after_30_days_and_superseded_rows_in_the_end(sen, manager):
    with acting_as(manager):
        at = timezone.now()
        shown = receiving.LISTS.show(sen, upload=Upload("list.csv", list_of(line(0))), as_at=DRAWN, by=manager, at=at)
        receiving.confirm(version=shown, by=manager, at=at)
    applying.take_in(version=shown.pk, area=shown.area, at=at)
    take(sen, line(0), as_at=LATER)
    with acting_as(service()):
        assert receiving.LISTS.forget(area=make.area(), at=at + timedelta(days=29)) == 0
        assert receiving.LISTS.forget(area=make.area(), at=at + timedelta(days=31)) == 1
        shown.refresh_from_db()
        assert (shown.deleted_at is not None, ListRow.objects.filter(version=shown).count()) == (True, 1)
        receiving.LISTS.forget(area=make.area(), at=at + timedelta(days=401))
        assert ListRow.objects.filter(version=shown).count() == 0
    assert len(rows()) == 1


def test_a_job_begun_again_goes_on_where_it_was_and_one_that_is_stopped_leaves_the_last_in_force(
    sen, manager, monkeypatch
):
    monkeypatch.setattr("breakwater.partnership.people.intake.lists.operations.applying.AT_ONCE", 1)
    take(sen, line(0))
    at = timezone.now()
    with acting_as(manager):
        shown = receiving.LISTS.show(
            sen, upload=Upload("list.csv", list_of(line(0), line(1, forename="Bo"))), as_at=LATER, by=manager, at=at
        )
        receiving.confirm(version=shown, by=manager, at=at)
        receiving.stop(version=shown, by=manager, at=at)
    applying.take_in(version=shown.pk, area=shown.area, at=at)
    applying.work_back(version=shown.pk, area=shown.area, at=at)
    assert [row[0] for row in rows()] == ["Ann"]
    with acting_as(manager):
        again = receiving.LISTS.show(
            sen, upload=Upload("list.csv", list_of(line(0), line(1, forename="Bo"))), as_at=LATER, by=manager, at=at
        )
        receiving.confirm(version=again, by=manager, at=at)
    applying.take_in(version=again.pk, area=again.area, at=at)
    applying.take_in(version=again.pk, area=again.area, at=at)
    assert [row[0] for row in rows()] == ["Ann", "Bo"]


def test_a_merge_takes_the_rows_along_and_parting_gives_each_its_own(sen, manager):
    from uuid import uuid4

    one, other = known(UPN=number(0)), known("Anne", NHS="9434765919")
    take(sen, line(0))
    with acting_as(manager):
        made = merging.merge(kept=other, other=one, because="One child", by=manager, at=timezone.now(), key=uuid4())
    assert rows() == [("Ann", "EHCP", "EXACT", "Anne")]
    take(sen, line(0), as_at=LATER)
    with acting_as(manager):
        merging.unmerge(merge=made, because="Two", by=manager, at=timezone.now())
    assert rows() == [("Ann", "EHCP", "EXACT", "Ann")]
