"""A pupil who has died stands on no list of a school, the one that is out among them, and no file is asked for."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from breakwater.casework.cases.standings import Standing
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment, Person
from breakwater.partnership.people.records.operations import deaths
from breakwater.practice.education.consultations.operations import pupil_files
from breakwater.practice.education.lists.operations import reminders
from breakwater.practice.education.models import FileReceipt, FileTransfer
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies


def test_the_row_leaves_the_list_that_is_out_and_the_next_and_comes_back_if_it_was_wrong(city):
    ada, ben = city.pupil("Ada"), city.pupil("Ben")
    city.says(Standing(ada.pk, "CIN"), Standing(ben.pk, "CIN"))
    city.fortnight()
    assert set(city.rows(who=city.dsl[0])) == {"Ada", "Ben"}
    screener = make.actor("mash_screener", of=city.front_door)
    recorded = dies(ada, screener)
    for who in (city.dsl[0], city.coordinator, None):
        assert set(city.rows(who=who)) == {"Ben"}
    city.fortnight(weeks=2)
    assert {name: marker for name, (marker, _) in city.rows(weeks=2).items()} == {"Ben": "SAME"}
    with acting_as(screener) as by:
        deaths.withdraw(ada, because="Another child", was=str(recorded.key), by=by, at=timezone.now())
    city.fortnight(weeks=4)
    assert set(city.rows(weeks=4)) == {"Ada", "Ben"}


def test_no_school_is_asked_for_the_file_of_a_pupil_who_has_died(city):
    ada, ben = city.pupil("Ada"), city.pupil("Ben")
    city.says(Standing(ada.pk, "CIN"), Standing(ben.pk, "CIN"))
    city.fortnight()
    with acting_as(make.intake()):
        Enrolment.objects.filter(person__in=[ada, ben]).update(ends_on=city.today - timedelta(days=1))
    screener = make.actor("mash_screener", of=city.front_door)
    dies(ada, screener)
    assert reminders.ask_for_files(area=city.area, at=city.now) == 1
    with acting_as(city.lists):
        assert [one.person_id for one in FileTransfer.objects.all()] == [ben.pk]
    dies(ben, screener)
    Notification.objects.all().delete()
    pupil_files.follow(area=city.area, at=city.now + timedelta(days=30))
    assert not Notification.objects.filter(words__contains="file").exists()


def test_a_school_that_knows_of_a_pupil_by_the_row_alone_keeps_no_row_and_another_reader_learns_nothing(city):
    ada = city.pupil("Ada")
    with acting_as(city.lists):
        row = FileReceipt.objects.create(
            area=city.area,
            person=ada,
            school_team=city.dsl[1].team,
            link_team=city.coordinator.team,
            named_as="Ada",
            came_on=city.today,
            made_at=city.now,
            due_on=city.today,
        )

    def asked(who) -> tuple[list[int], bool]:
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select access.person_of_row_has_died('education_filereceipt', %s)", [row.pk])
            assert not Person.objects.filter(pk=ada.pk).exists(), "the row is all that they read"
            return list(FileReceipt.objects.values_list("pk", flat=True)), cursor.fetchone()[0]

    assert asked(city.dsl[1]) == ([row.pk], False)
    dies(ada, make.actor("mash_screener", of=city.front_door))
    assert asked(city.dsl[1]) == ([], True)
    assert asked(city.dsl[2]) == ([], False)
