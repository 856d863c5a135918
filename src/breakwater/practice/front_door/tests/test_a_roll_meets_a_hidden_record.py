"""SG-13: those who guard a hidden record hear that a school's roll may concern it; nobody else hears anything."""

import json
from datetime import date

from django.db import connection
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import School, ServiceName
from breakwater.partnership.people.records.operations import people, restrictions
from breakwater.practice.front_door import blind_alert
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import line, number, take


def test_sg_13_the_guards_of_a_hidden_child_on_a_roll_are_told_without_a_name(db):
    owner = make.organisation("The Invented School", "SCHOOL")
    School.objects.create(organisation=owner, urn="900123", la_code="851", establishment_number="9901")
    school, readers = make.team("Safeguarding", of=owner), [make.actor("mash_manager"), make.actor("mash_manager")]
    make.actor("mash_manager")
    now = timezone.now()
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Ann", surname="Example", born=PartDate.of(date(2015, 4, 3))),
            by=by,
            at=now,
        )
        people.add_identifier(person=child, scheme="UPN", value=number(0), by=by, at=now)
    with acting_as(readers[0]) as by:
        restrictions.restrict(
            person=child,
            readers=[one.membership.user for one in readers],
            reason="Adopted",
            breakable=False,
            by=by,
            at=now,
        )
    take(school, line(0), line(1))
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs where task_name = 'front_door.tell_guards_of_a_roll'")
        ((given,),) = cursor.fetchall()
    blind_alert.tell_of_a_roll(humans=json.loads(given)["humans"], area=make.area(), at=now)
    with acting_as(service_of(make.area(), ServiceName.INTAKE)):
        told = list(Notification.objects.order_by("pk"))
    assert {one.user_id for one in told} <= {one.membership.user_id for one in readers}
    assert [one for one in told if "Ann" in one.words or "Invented" in one.words] == []
    seen = set()
    for reader in readers:
        with acting_as(reader):
            seen |= {(one.words, one.path) for one in Notification.objects.filter(user=reader.membership.user)}
    assert seen == {(blind_alert.OF_A_ROLL, "/today/")}
