import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

import breakwater.partnership.organisations
from breakwater.casework.models import Clock, Handover, LockedRecord, Task
from breakwater.delivery.web.first_steps import OTHER_SIDES
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import ContactPoint, Membership, School, ServiceName, User
from breakwater.partnership.people.identifiers import check_nhs_number, check_postcode, check_upn
from breakwater.partnership.people.models import Enrolment, Identifier, Person, PersonContact
from breakwater.partnership.people.records import presenting
from breakwater.practice.education.models import Consultation, FileReceipt
from breakwater.practice.front_door.models import Contact, Receipt, Submission
from breakwater_dev.demo import families, places, schools, staff, world
from breakwater_dev.demo.tables import postcodes, wards

REGISTER = Path(breakwater.partnership.organisations.__file__).parent / "tests/data/gias_register_2023_07.csv"


def test_no_real_school_has_the_name_or_number_of_an_invented_one():
    with REGISTER.open() as file:
        real = {(row["EstablishmentName"].lower(), row["URN"]) for row in csv.DictReader(file)}
    names, numbers = {name for name, _ in real}, {number for _, number in real}
    assert [each for each in schools.invented() if each.name.lower() in names or each.urn in numbers] == []
    assert len(schools.invented()) == 67
    assert {one.establishment_number[0] for one in schools.invented()} == {"9"}, "the register numbers no school so"


def test_every_ward_lies_in_one_patch_and_every_postcode_in_a_ward():
    assert sorted(name for names in places.PATCHES.values() for name in names) == sorted(wards().values())
    assert {ward for _, ward in postcodes()} == set(wards())
    assert all(check_postcode(postcode).normalised == postcode for postcode, _ in postcodes())


def test_only_national_helplines_and_numbers_for_drama_are_shown(db):
    places.build(date(2026, 11, 24))
    national = ContactPoint.objects.filter(area=None).exclude(telephone="")  # the rest are pages to read
    helplines = set(national.values_list("telephone", flat=True))
    assert helplines == {"0800 1111", "0808 800 5000"}
    local = ContactPoint.objects.exclude(area=None).values_list("telephone", flat=True)
    others = School.objects.values_list("telephone", flat=True)
    assert all(number.replace(" ", "").startswith("01632960") for number in [*local, *others])
    assert not ContactPoint.objects.filter(source="").exists()


def test_every_role_has_someone_who_signs_in_by_its_name(db):
    staff.build(places.build(date(2026, 11, 24)))
    for role in Role:
        assert User.objects.get(email=staff.address(role)).memberships.get().role_id == role
    several = User.objects.get(email=staff.SEVERAL)
    assert several.memberships.values("team__area").distinct().count() == 2
    for each in OTHER_SIDES:  # whom the first steps offer beside the roles, and the one with several posts is of them
        held = Membership.objects.filter(role_id=each.role, team__area__code=each.area)
        held = held.filter(team__organisation__name=each.works_at) if each.works_at else held
        assert [post for post in held if each.job_title in ("", post.job_title)], each.title
    assert several.memberships.filter(role_id__in=[each.role for each in OTHER_SIDES], team__area__code="850").exists()


def test_some_pupils_are_at_two_schools_and_both_see_them(db, monkeypatch):
    monkeypatch.setattr(families, "CHILDREN", 500)
    today = date(2026, 11, 24)
    made = places.build(today)
    families.build(made, datetime(2026, 11, 24, 9, tzinfo=UTC), today)
    with acting_as(service_of(made.area, ServiceName.LISTS)):
        seconds = list(Enrolment.objects.filter(registration="S"))
        firsts = {one.person_id: one for one in Enrolment.objects.filter(registration="M")}
        assert seconds
        assert {one.person_id for one in seconds} == set(firsts)
        assert all(one.team_id != firsts[one.person_id].team_id for one in seconds)
        child = Person.objects.get(pk=seconds[0].person_id)
        assert presenting.header(child, on=today).school == firsts[child.pk].school.name


BETWEEN_THE_HOLIDAYS = datetime(2026, 12, 27, 3, 10, tzinfo=UTC)  # at night
SUMMER_TIME = datetime(2027, 4, 5, 8, 5, tzinfo=UTC)  # a Monday morning after the clocks went forward


@pytest.mark.slow
@pytest.mark.timeout(1200)  # a whole area: two minutes on two quiet cores
@pytest.mark.parametrize(
    ("now", "figure"),
    [
        (BETWEEN_THE_HOLIDAYS, 1_000),
        pytest.param(BETWEEN_THE_HOLIDAYS, families.CHILDREN, marks=pytest.mark.whole),
        pytest.param(SUMMER_TIME, families.CHILDREN, marks=pytest.mark.whole),
    ],
)
def test_the_whole_area_comes_alive_whenever_it_is_made(db, monkeypatch, now, figure):
    monkeypatch.setattr(families, "CHILDREN", figure)
    begun = world.begin(now, lambda words: None)
    with acting_as(service_of(begun.places.area, ServiceName.INTAKE)):  # little, but lived, and some of it waits today
        assert 6 < Contact.objects.count() < 60
        assert Contact.objects.filter(received_at__gte=now - timedelta(hours=7), decided_at=None).exists()
        assert Contact.objects.exclude(decided_at=None).exists()
    said = []
    made = world.complete(begun, said.append)
    assert len(said) == world.PARTS_TO_COME
    with connection.cursor() as cursor:
        cursor.execute("select access.derive_due()")
    with acting_as(service_of(made.places.area, ServiceName.INTAKE)):
        children = Person.objects.filter(is_adult_in_a_childs_life=False)
        assert figure - 10 < children.count() < figure + 25  # some of them twice
        for scheme, check, beginning in (("UPN", check_upn, "000"), ("NHS", check_nhs_number, "999")):
            values = list(Identifier.objects.filter(scheme=scheme).values_list("value", flat=True))
            assert len(values) == len(set(values))
            assert all(check(value).valid and beginning in value[:4] for value in values)
        assert all(value.startswith("07700 900") for value in PersonContact.objects.values_list("value", flat=True))
        assert not Submission.objects.filter(received_at__gt=now).exists()
        assert 90 < Contact.objects.count() < 260
    with acting_as(made.staff.posts["manager"]):
        assert Contact.objects.filter(decided_at=None, child=None).exists()
        assert Clock.objects.running().filter(breach_at__lt=now).exists()
        assert Clock.objects.exclude(breach_reason="").exists()
        assert Handover.objects.waiting().count() >= 3
        assert Contact.objects.filter(received_at__gte=now - timedelta(hours=1), immediate_danger=True).count() == 1
    with acting_as(made.staff.posts["coordinator"]):
        assert Handover.objects.waiting().filter(service="early_help").count() >= 3
        assert Task.objects.open().exists()
    with acting_as(made.staff.posts["dsl"]):
        assert Receipt.objects.count() >= 2
        assert 10 < Person.objects.count() < 300
        assert FileReceipt.objects.filter(said_at=None).exists()
    with acting_as(made.staff.posts["link Central"]):
        assert Consultation.objects.count() == 3
    with acting_as(made.staff.posts["manager"]):
        closed = set(LockedRecord.objects.exclude(person=None).values_list("person", flat=True))
    seen = {}
    for key in ("manager", "screener 3", "screener", "manager 2"):  # the first two alone may read what is restricted
        with acting_as(made.staff.posts[key]):
            seen[key] = set(Person.objects.values_list("pk", flat=True))
    assert len(closed) >= 2  # a whole family
    assert closed < seen["manager"] == seen["screener 3"]
    assert seen["screener"] == seen["manager 2"] < seen["manager"] - closed
    assert len(seen["manager"] - closed - seen["screener"]) == 1  # a child whose relative works here


def test_someone_who_has_left_holds_no_post(db):
    staff.build(places.build(date(2026, 11, 24)))
    assert not Membership.objects.in_force(date(2026, 11, 24)).filter(user__email__startswith="former.").exists()
