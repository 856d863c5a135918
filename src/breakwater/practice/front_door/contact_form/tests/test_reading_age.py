"""Most people of eleven can read what we ask and answer whoever is worried about a child. Run with -s for the ages."""

import pytest

from breakwater_dev.testing.reading_age import HIGHEST, age_of_page, report
from breakwater_dev.testing.telling import ANSWERS, answer, front_door

AROUND = ("/worried/", "/privacy/", "/accessibility/", "/tell-us/again/", "/tell-us/again/thank-you/")
GUESTS = ("/contacts/without-account/",)


@pytest.mark.parametrize("is_open", [True, False])
def test_most_people_of_eleven_can_read_the_pages_for_whoever_is_worried(db, client, is_open):
    front_door(is_open=is_open)
    ages = {path: age_of_page(client.get(path, follow=True)) for path in AROUND + GUESTS}
    for route in ("public", "child"):
        answer(client, route)
        steps = ("now/", "stop/", "check/", *(f"q/{page}/" for page in ANSWERS[route]))
        ages |= {f"{route} {step}": age_of_page(client.get(f"/tell-us/{route}/{step}", follow=True)) for step in steps}
        ages[f"{route} receipt"] = age_of_page(client.post(f"/tell-us/{route}/send/", follow=True))
        ages[f"{route} gone"] = age_of_page(client.get(f"/tell-us/{route}/check/", follow=True))
    report(ages)
    assert {path: age for path, age in ages.items() if age > HIGHEST} == {}
