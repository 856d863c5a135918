"""A receipt names the number that answers this minute, and says until when, also while the office is closed (SG-31)."""

import pytest

from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import fill_in, front_door, words


@pytest.mark.parametrize(
    ("is_open", "said", "other"),
    [
        (True, "To talk to someone now, ring 01632 960800, MASH, until", "01632 960900"),
        (False, "What cannot wait until then: ring 01632 960900, Emergency duty, now", "01632 960800"),
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
