"""A receipt names the number that answers this minute, and says until when, also while the office is closed (SG-31)."""

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.front_door.feedback.letters import letter_fields, office_of
from breakwater.practice.front_door.models import Outcome
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import LONG_AGO, fill_in, front_door, words


@pytest.mark.parametrize(
    ("is_open", "said", "other"),
    [
        (True, "To talk to someone now, call 01632 960800, MASH, until", "01632 960900"),
        (False, "What cannot wait until then: call 01632 960900, Emergency duty, now", "01632 960800"),
    ],
)
def test_the_receipt_names_the_number_that_answers_now(db, is_open, said, other):
    front_door(is_open=is_open)
    desk = signed_in(
        make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Invented", kind="SCHOOL")))
    )
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here)
    page = words(desk.get(desk.post(f"{here}send/")["Location"])).replace("\xa0", " ").replace("&nbsp;", " ")
    page = " ".join(page.split()).replace(" ,", ",")
    assert said in page
    assert other not in page


def test_sg_08_the_receipt_of_a_contact_that_is_another_areas_names_that_areas_front_door_and_number(tells, dsl):
    hampshire = make.area("850", "Hampshire")
    make.team("MASH", in_area=hampshire, service="front_door")
    facts = {"source": "Invented", "effective_from": LONG_AGO, "last_checked_on": LONG_AGO, "review_by": LONG_AGO}
    facts["purpose"] = ContactPoint.Purpose.FRONT_DOOR
    for area, number in ((make.area(), "01632 960800"), (hampshire, "01632 960850")):
        ContactPoint.objects.create(area=area, label="MASH, office hours", telephone=number, **facts)
    receipt = tells(dsl, "Ana Fish", area=hampshire)
    page = words(signed_in(dsl).get(f"/contacts/{receipt.reference}/"))
    assert "by the Hampshire MASH" in page
    assert "01632 960800" not in page.replace("\xa0", " ").replace("&nbsp;", " ")
    at = timezone.now()
    office = office_of(hampshire, at=at)
    assert office.said == "Hampshire MASH, 01632 960850"
    for fields in (letter_fields(outcome, "Because.", office) for outcome in Outcome):
        assert "the MASH" not in " ".join(fields.values())
        assert "{" not in " ".join(fields.values())
        assert "call the Hampshire MASH on 01632 960850" in fields["challenge"]
