"""The wall around people: oversight, verified enrolment, participation, seals and bars."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.partnership.organisations.access import NotAnActor, acting_as, actor_now, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.models import Address, Enrolment, Person, Relationship
from breakwater_dev.testing import factories as make


def seen_by(actor) -> list[int]:
    with acting_as(actor):
        return sorted(Person.objects.values_list("pk", flat=True))


def seal(person, *readers, by):
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'may be a colleague''s child', true, null)",
            [person.pk, [reader.user_id for reader in readers]],
        )


def enrol(person, team, *, verified: bool, starts_on=None, ends_on=None):
    with acting_as(make.intake()) as by:
        today = timezone.localdate()
        return Enrolment.objects.create(
            person=person,
            school=team.organisation,
            team=team,
            starts_on=starts_on or today,
            ends_on=ends_on,
            verified_on=(starts_on or today) if verified else None,
            verified_by=by if verified else None,
        )


@pytest.fixture
def school_team(db):
    return make.team(of=make.organisation(kind="SCHOOL"))


def test_without_an_actor_nobody_exists(db):
    make.person()
    assert list(Person.objects.all()) == []


def test_the_area_s_overseers_see_its_people_and_no_other_area_s(db):
    ours = make.person()
    make.person(in_area=make.area("850", "Hampshire"))
    assert seen_by(make.membership("mash_screener")) == [ours.pk]


def test_sg_14_a_school_sees_a_pupil_only_while_verified_on_its_roll(db, school_team):
    dsl = make.membership("dsl", of=school_team)
    verified, doubtful, left = make.person(), make.person(), make.person()
    enrol(verified, school_team, verified=True)
    enrol(doubtful, school_team, verified=False)
    long_ago = timezone.localdate() - timedelta(days=300)
    enrol(left, school_team, verified=True, starts_on=long_ago, ends_on=long_ago + timedelta(days=30))
    assert seen_by(dsl) == [verified.pk]


def test_a_school_stops_seeing_a_pupil_whose_place_ends(db, school_team):
    dsl = make.membership("dsl", of=school_team)
    pupil = make.person()
    place = enrol(pupil, school_team, verified=True, starts_on=timezone.localdate() - timedelta(days=9))
    assert seen_by(dsl) == [pupil.pk]
    with acting_as(make.intake()):
        place.ends_on = timezone.localdate() - timedelta(days=1)
        place.save()
    assert seen_by(dsl) == []


def test_a_seal_leaves_its_named_readers_alone(db):
    child = make.person()
    reader, other, bystander = (make.membership("mash_manager", of=make.team()) for _ in range(3))
    seal(child, reader, other, by=bystander)
    assert (seen_by(reader), seen_by(other), seen_by(bystander)) == ([child.pk], [child.pk], [])


def test_parts_of_a_sealed_person_are_sealed_with_them_and_relationships_follow_the_stricter(db):
    child, brother = make.person(), make.person()
    reader, bystander = make.membership("mash_manager"), make.membership("mash_manager")
    with acting_as(make.intake()):
        Address.objects.create(person=child, lines="1 Invented Street", postcode="PO1 1AA")
        Relationship.objects.create(person=brother, other=child, code="SIB")
    seal(child, reader, bystander, by=reader)
    outsider = make.membership("mash_screener")
    with acting_as(outsider):
        assert (Address.objects.count(), Relationship.objects.count(), Person.objects.count()) == (0, 0, 1)
    with acting_as(reader):
        assert (Address.objects.count(), Relationship.objects.count()) == (1, 1)


def test_a_bar_is_on_the_human_whatever_the_post(db):
    child = make.person()
    head = make.membership("mash_manager")
    also = make.membership("mash_screener", user=head.user)
    with acting_as(make.membership("mash_manager")), connection.cursor() as cursor:
        cursor.execute("select access.bar_human('person', %s, %s, 'the child is their own')", [child.pk, head.user_id])
    assert (seen_by(head), seen_by(also)) == ([], [])


def test_a_post_that_ended_is_no_actor(db):
    former = make.membership("mash_screener", ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAnActor), acting_as(former):
        pass


def test_sight_returns_when_another_has_acted_and_a_service_that_acts_is_not_asked_for_again(db):
    child, screener, area = make.person(), make.actor("mash_screener"), make.area()
    with acting_as(screener):
        seen = Person.objects.filter(pk=child.pk).exists()
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
            assert actor_now() == intake
            with CaptureQueriesContext(connection) as asked, acting_as(service_of(area, ServiceName.INTAKE)) as again:
                assert again == actor_now() == intake
            assert len(asked) == 0
            with acting_as(make.actor("dsl")):
                assert not Person.objects.filter(pk=child.pk).exists()
            assert Person.objects.filter(pk=child.pk).exists()
        assert actor_now() == screener
        assert Person.objects.filter(pk=child.pk).exists() == seen


def test_the_application_may_not_touch_the_columns_of_the_wall(db):
    child = make.person()
    for column in ("scopes", "barred", "seals"):
        for sql in (f"select {column} from people_person", f"update people_person set {column} = '{{}}'"):
            with acting_as(make.intake()), transaction.atomic(), connection.cursor() as cursor:
                with pytest.raises(Exception, match="permission denied"):
                    cursor.execute(sql)
                transaction.set_rollback(True)
    assert child.pk


def test_nested_acting_restores_the_outer_sight(db):
    ours = make.person()
    nobody = make.membership("business_manager")
    with acting_as(nobody):
        with acting_as(make.intake()):
            assert Person.objects.count() == 1
        assert not Person.objects.filter(pk=ours.pk).exists()
