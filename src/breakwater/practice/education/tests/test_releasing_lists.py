"""A list is checked, released to its school, never changed after that, and recalled as an incident where it is wrong."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from breakwater.casework.cases.standings import Standing
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import SchoolTerm
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import Person
from breakwater.practice.education.lists.operations import notes, release, reminders
from breakwater.practice.education.models import Chase, FileTransfer, ListRow, RowNote, SchoolList
from breakwater_dev.testing import factories as make


@pytest.fixture(autouse=True)
def keys():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def ada(city):
    child = city.pupil()
    city.says(Standing(child.pk, "CPP", worker="Wren Worker"))
    return child


def seen_by(post):
    with acting_as(actor_of(post)):
        return set(ListRow.objects.values_list("forename", flat=True))


def test_a_school_reads_its_list_from_its_release_and_no_other_school_does(city, ada):
    city.build()
    assert seen_by(city.dsl[0]) == set()
    city.release(0)
    assert (seen_by(city.dsl[0]), seen_by(city.dsl[1])) == ({"Ada"}, set())


def test_the_mail_of_a_release_names_the_school_and_nobody_else(city, ada):
    city.build()
    city.release(0)
    said = " ".join(
        [*OutboxMessage.objects.values_list("body", flat=True), *Notification.objects.values_list("words", flat=True)]
    )
    assert not any(word in said for word in ("Ada", "Example", "protection", " 1 "))
    told = Notification.objects.get(user=city.dsl[0].user)
    assert told.words == "The fortnightly list of Alder School is ready to read", (
        "of twenty-two each is told from the others"
    )


def test_an_unchecked_list_is_not_released(city, ada):
    city.build()
    found = city.list_of(0)
    with acting_as(actor_of(city.coordinator)) as by, pytest.raises(release.NotChecked):
        release.release(school_list=found, by=by, at=city.now)


def test_sg_16_a_school_with_one_reader_gets_its_list_only_for_a_stated_reason(city, ada):
    city.build()
    city.deputies[0].revoked_at = city.now
    city.deputies[0].save(update_fields=["revoked_at"])
    with acting_as(actor_of(city.coordinator)) as by:
        found = release.check(school_list=city.list_of(0), by=by, at=city.now)
    with acting_as(actor_of(city.coordinator)) as by:
        with pytest.raises(release.TooFewReaders):
            release.release(school_list=found, by=by, at=city.now)
        done = release.release(school_list=found, by=by, at=city.now, few_readers_because="The second starts on Monday")
    assert done.few_readers_because


def test_nothing_of_a_released_list_is_added_changed_or_taken_away(city, ada):
    city.build()
    city.release(0)
    with acting_as(city.lists):
        row = ListRow.objects.get()
        for forbidden in (
            lambda: ListRow.objects.filter(pk=row.pk).update(forename="Eve"),
            lambda: row.flags.all()._raw_delete("default"),
            lambda: ListRow.objects.bulk_create(
                [ListRow(list=row.list, person=row.person, pupil=row.pupil, marker="NEW")]
            ),
            lambda: SchoolList.objects.filter(pk=row.list_id).update(released_at=city.now + timedelta(days=1)),
            lambda: SchoolList.objects.filter(pk=row.list_id)._raw_delete("default"),
        ):
            with pytest.raises((IntegrityError, ProgrammingError, InternalError)), transaction.atomic():
                forbidden()


def test_a_recalled_list_is_read_no_more_and_information_governance_hears_of_it(city, ada):
    officer = make.membership("information_governance")
    city.build()
    found = city.release(0)
    with acting_as(actor_of(city.coordinator)) as by:
        release.recall(school_list=found, because="A row of another school", by=by, at=city.now)
    assert seen_by(city.dsl[0]) == set()
    assert Notification.objects.filter(user=officer.user).count() == 1
    assert city.build().lists == 3
    assert city.list_of(0).version == 2


def test_sg_16_a_school_reads_the_present_list_and_the_one_before(city, ada):
    city.fortnight(0)
    city.fortnight(2)
    with acting_as(actor_of(city.dsl[0])):
        assert SchoolList.objects.count() == 2
    city.fortnight(4)
    with acting_as(actor_of(city.dsl[0])):
        periods = SchoolList.objects.order_by("fortnight__period").values_list("fortnight__period", flat=True)
        assert list(periods) == [city.today + timedelta(weeks=weeks) for weeks in (2, 4)]


def test_sg_16_a_row_is_masked_in_both_lists_once_the_pupil_leaves(city, ada):
    city.fortnight(0)
    city.fortnight(2)
    with acting_as(make.intake()):
        ada.enrolments.update(ends_on=city.today - timedelta(days=1))
    assert seen_by(city.dsl[0]) == set()


def test_sg_16_sg_18_a_row_is_masked_once_the_pupil_is_restricted_and_never_called_ended(city, ada):
    city.fortnight(0)
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'a reason', true, null)",
            [ada.pk, [make.membership().user_id, make.membership().user_id]],
        )
    assert seen_by(city.dsl[0]) == seen_by(city.coordinator) == set()
    city.build(2)
    assert city.rows(0, 2) == {}


def test_scenario_g_a_lead_who_is_the_pupils_relative_sees_neither_row_nor_count(city, ada):
    city.fortnight(0)
    with acting_as(actor_of(city.dsl[0])) as by:
        said = {"forename": "Ada", "surname": "Example", "born": ada.born_on}
        conflicts.declare(kind="CHILD", said=said, by=by, at=city.now, key=uuid4())
    assert (seen_by(city.dsl[0]), seen_by(city.deputies[0])) == (set(), {"Ada"})


def test_lk_05_what_is_the_authoritys_alone_is_found_by_no_post_of_a_school(city, ada):
    city.fortnight(0)
    with acting_as(city.lists):
        row = ListRow.objects.select_related("list").get()
    with acting_as(actor_of(city.coordinator)) as by:
        notes.note(row=row, words="Father drinks", worry="RED", key=uuid4(), by=by, at=city.now)
        assert RowNote.objects.count() == 1
    with acting_as(actor_of(city.dsl[0])):
        assert RowNote.objects.count() == 0


def test_a_co_ordinator_knows_of_the_pupils_of_lists_and_of_nobody_else(city, ada):
    city.pupil("Quiet")
    city.build()
    with acting_as(actor_of(city.coordinator)):
        assert set(Person.objects.values_list("forename", flat=True)) == {"Ada"}


def test_the_ladder_is_climbed_a_rung_at_a_time_and_stops_once_answered(city, ada):
    SchoolTerm.objects.create(
        area=city.area, label="Term", starts_on=city.today - timedelta(days=30), ends_on=city.today + timedelta(days=90)
    )
    city.build()
    city.release(0)
    reached = {}
    for days in range(0, 40):
        reminders.chase(area=city.area, at=city.now + timedelta(days=days))
        with acting_as(city.lists):
            for one in Chase.objects.all():
                reached.setdefault(one.rung, days)
    assert list(reached) == ["REMINDED", "CALL", "HEAD", "TRUST"]
    assert city.list_of(0).state == "LAPSED"


def test_a_lists_page_says_how_often_its_school_was_asked_and_what_comes_next(signed_in, city, ada):
    """Neither page told a co-ordinator who had been written to, nor when the trust's turn is."""
    SchoolTerm.objects.create(
        area=city.area, label="Term", starts_on=city.today - timedelta(days=30), ends_on=city.today + timedelta(days=90)
    )
    city.build()
    found = city.release(0)
    desk, path = signed_in(actor_of(city.coordinator)), f"/lists/{found.public_id}/"
    assert "Next, if it does not answer: the safeguarding leads are reminded" in desk.get(path).content.decode()
    reminders.chase(area=city.area, at=city.now + timedelta(days=16))
    page = desk.get(path).content.decode()
    for said in ("were reminded,", "to call the school,", "Next, if it does not answer: you take it to the trust"):
        assert said in page, said


def test_sg_09_a_leaver_with_a_plan_open_is_marked_for_the_co_ordinators_and_on_no_list_of_the_school(
    signed_in, city, ada
):
    city.fortnight(0)
    with acting_as(make.intake()):
        ada.enrolments.update(ends_on=city.today - timedelta(days=1))
    reminders.ask_for_files(area=city.area, at=city.now)
    city.build(2)
    desk = signed_in(actor_of(city.coordinator))
    for path in ("/today/", f"/lists/{city.list_of(0, 2).public_id}/", "/lists/files/"):
        page = desk.get(path).content.decode()
        assert "Plan open" in page, path
        assert "Ada Example" in page, path
    assert city.rows(0, 2) == {}
    school = signed_in(actor_of(city.dsl[0])).get("/today/").content.decode()
    assert "has left your roll, and a plan is open" in school


def test_scenario_h_a_pupil_who_moves_leaves_the_old_list_and_reaches_the_new_one_once_the_place_is_confirmed(
    city, ada
):
    city.fortnight(0)
    with acting_as(make.intake()):
        ada.enrolments.update(ends_on=city.today - timedelta(days=1))
    new = city.place(ada, 1, since=city.today, verified=False)
    city.build(2)
    assert (city.rows(0, 2), city.rows(1, 2)) == ({}, {})
    assert reminders.ask_for_files(area=city.area, at=city.now) == 1
    assert reminders.ask_for_files(area=city.area, at=city.now) == 0
    with acting_as(actor_of(city.dsl[0])):
        asked = FileTransfer.objects.get()
        assert "Birch" not in str(vars(asked))
        assert asked.had_plan
    with acting_as(make.intake()) as by:
        new.verified_on, new.verified_by = city.today, by
        new.save()
    city.build(2)
    assert (city.rows(0, 2), list(city.rows(1, 2))) == ({}, ["Ada"])
