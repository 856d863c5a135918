"""A child whom the MASH had matched, or whom a caller named in one line, is not looked for again by whoever reads of them next."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.allegations.operations import contact_for_the_child, separation
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.models import Allegation, Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

LINE = "Robin Example 3 March 2015, Figurehead Academy"


def of_a_call(screener) -> Contact:
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PHONE",
            key="call",
            worry="The deputy held her by the arm",
            children=[arrivals.ChildTold(named_as=LINE)],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(screener):
        return Contact.objects.select_related("case", "case__area").get()


def set_apart(contact, screener) -> None:
    with acting_as(screener) as by:
        told = AllegationTold(about="Mr Halyard")
        separation.set_contact_apart(contact=contact, told=told, because="He works there", by=by, at=timezone.now())


def passed_on(officers, staff) -> Contact:
    """The contact that an officer makes for the MASH, as a screener reads it."""
    with acting_as(officers[0]) as by:
        allegation, key = Allegation.objects.get(), uuid4()
        contact_for_the_child.pass_to_mash(allegation, words="She has a bruise", key=key, by=by, at=timezone.now())
    with acting_as(staff["screener"]):
        return Contact.objects.get()


@pytest.fixture
def screener(mash, staff):
    return actor_of(staff["screener"])


def test_what_a_caller_said_in_one_line_is_searched_by_name_and_date(officers, staff, screener):
    """The MASH searched for "Robin Example 3 March 2015, Figurehead Academy", and read "Nothing known"."""
    set_apart(of_a_call(screener), screener)
    made = passed_on(officers, staff)
    assert (made.named_as, made.born_as_told) == ("Robin Example", "2015-03-03")


def test_whom_the_mash_matched_stays_matched_for_the_officers_and_is_named_so_to_the_mash(
    officers, staff, screener, signed_in
):
    contact = of_a_call(screener)
    person = make.person("Robyn", "Sample", born_precision="DAY", born_on=date(2015, 3, 13))
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
        facts = {"was_new": False, "searched": {"name": "Robin Example"}, "found": 1}
        contact = claims.match(contact=contact, person=person, **facts, by=screener, at=timezone.now())
    set_apart(contact, screener)
    with acting_as(officers[0]):
        reference = Allegation.objects.get().reference
    page = signed_in(actor_of(officers[0])).get(f"/designated-officer/{reference}/").content.decode()
    assert LINE in page
    assert "Robyn Sample, by the MASH" in page
    assert "13 March 2015" in page
    made = passed_on(officers, staff)
    assert (made.named_as, made.born_as_told) == ("Robyn Sample", "2015-03-13")
