"""A family finds help by need, age, place and time, and is shown nothing that is not for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakwater.knowledge.directory import finding, hours, mapping
from breakwater.knowledge.directory.finding import Wish
from breakwater.knowledge.directory.models import Audience, Cost, Opening, Service
from breakwater_dev.testing import factories as make


def _names(wish: Wish, now) -> list[str]:
    return [each.name for each in finding.find(wish, area=make.area(), at=now)]


def test_a_need_an_age_and_a_price_narrow_the_list(directory, now):
    directory("Larder", needs=("money",), cost=Cost.FREE)
    directory("Youth club", needs=("things-to-do",), minimum_age=11, maximum_age=18, cost=Cost.FREE)
    directory("Camp", needs=("things-to-do",), minimum_age=7, maximum_age=14, cost=Cost.PAID)
    assert _names(Wish(need="things-to-do"), now) == ["Camp", "Youth club"]
    assert _names(Wish(age=16), now) == ["Larder", "Youth club"]
    assert _names(Wish(need="things-to-do", free=True), now) == ["Youth club"]


def test_words_are_understood_as_typed_with_slips_and_other_names(directory, now):
    directory("Community larder", needs=("money",))
    directory("Talk it through", needs=("feelings",), description="Counselling for young people")
    assert _names(Wish(words="foodbank"), now) == ["Community larder"]
    assert _names(Wish(words="counseling"), now) == ["Talk it through"]
    assert _names(Wish(words="counsell"), now) == ["Talk it through"]
    assert _names(Wish(words="'; drop table --"), now) == []


@pytest.mark.parametrize("typed", ["my baby cant sleep", "sleep help for dads", "baby wont sleeep"])
def test_a_whole_sentence_finds_what_says_any_of_its_words(directory, now, client, typed):
    directory("Sleep and bedtimes", description="Four evenings about getting small children to sleep")
    directory("Food parcels", description="Bags of shopping")
    assert _names(Wish(words=typed), now) == ["Sleep and bedtimes"]
    assert "These come nearest" in client.post("/services/", {"words": typed}).content.decode()


def test_what_says_the_words_keeps_out_what_is_only_spelt_alike_and_one_slip_among_words_is_forgiven(directory, now):
    directory("Sleep course", description="Nights")
    directory("Slip prevention", description="Shoes that do not slip")
    directory("Autism morning", description="Coffee")
    directory("Open club", description="Pool")
    assert _names(Wish(words="sleep"), now) == ["Sleep course"]
    assert set(_names(Wish(words="autisum club"), now)) == {"Autism morning", "Open club"}


@pytest.mark.parametrize("typed", ["my husband hits me", "he threatens to kill us", "autisum"])
def test_a_family_that_may_be_in_danger_reads_whom_to_ring_before_what_was_found(directory, client, typed):
    directory("Larder")
    page = client.post("/services/", {"words": typed}).content.decode()
    assert ("Somebody helps now" in page) == (typed != "autisum")
    assert "Somebody helps now" not in client.get("/services/?age=5").content.decode()


def test_the_nearest_comes_first_and_what_has_no_place_last(directory, now):
    directory("Far", postcode="PO6 3LY")
    directory("Line", postcode=None)
    directory("Near", postcode="PO1 1AA")
    page = finding.find(Wish(near=(464340, 100350)), area=make.area(), at=now)
    assert [each.name for each in page] == ["Near", "Far", "Line"]
    assert [each.distance and round(each.distance) for each in page] == [0.0, 5411, None]
    assert _names(Wish(near=(464340, 100350), within=1000), now) == ["Near"]


@pytest.mark.parametrize(
    ("days", "opens", "closes", "is_open"),
    [
        ("MO,WE", "09:00", "11:00", True),
        ("MO,WE", "10:30", "11:00", False),
        ("TH", "09:00", "11:00", False),
        ("4WE", "09:00", "11:00", True),  # the 25th is the fourth Wednesday, and the last
        ("-1WE", "09:00", "11:00", True),
        ("1WE", "09:00", "11:00", False),
    ],
)
def test_open_now_is_by_londons_clock_and_icalendars_days(directory, now, days, opens, closes, is_open):
    service = directory("Drop-in", hours=(days, opens, closes))
    assert (_names(Wish(open_now=True), now) == ["Drop-in"]) is is_open
    assert hours.now_words(service.openings.all(), now).startswith("Open now") is is_open


def test_families_see_neither_what_is_for_professionals_nor_what_nobody_confirmed_nor_what_has_closed(
    directory, keeper, now
):
    directory("Shown")
    directory("For workers", audience=Audience.PROFESSIONALS)
    directory("Forgotten")
    closed = directory("Closed")
    Service.objects.filter(pk=closed.pk).update(status="defunct")
    Service.objects.filter(name="Forgotten").update(
        checked_on=now - timedelta(days=300), expires_on=now - timedelta(days=1)
    )
    assert _names(Wish(), now) == ["Shown"]


def test_the_map_says_what_the_list_says(directory, now):
    for name, postcode in (("A", "PO1 1AA"), ("B", "PO1 1AA"), ("C", "PO6 3LY"), ("D", None)):
        directory(name, postcode=postcode)
    page = finding.find(Wish(), area=make.area(), at=now)
    drawn = mapping.draw(page, area_code="851")
    assert sorted(mark.numbers for mark in drawn.marks) == ["1, 2", "3"]
    assert mapping.draw(page, area_code="921") is None


def test_a_list_takes_as_many_queries_for_three_as_for_one(directory, client, now):
    counts = []
    for number in (1, 3):
        for each in range(number):
            directory(f"Service {number} {each}", hours=("MO", "09:00", "10:00"))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/services/?age=5").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_is_typed_never_stands_in_an_address(directory, client):
    directory("Larder")
    answer = client.post("/services/", {"words": "larder", "postcode": "po1 1aa", "age": "", "need": "", "within": ""})
    assert answer.status_code == 200
    assert b"Larder" in answer.content
    codes = client.post(
        "/services/", {"words": "", "postcode": "", "age": "4", "need": "money", "within": "", "only": "free"}
    )
    assert codes.status_code == 302
    assert codes["Location"] == "/services/?need=money&age=4&only=free"


def test_a_postcode_nobody_knows_is_said_and_everything_is_shown(directory, client):
    directory("Larder")
    answer = client.post("/services/", {"words": "larder", "postcode": "ZE1 0AA"})
    assert b"We do not know this postcode" in answer.content
    assert b"Larder" in answer.content


def test_sg_28_every_page_of_the_directory_says_where_to_tell_a_worry(directory, client):
    service = directory("Larder")
    for address in ("/services/", f"/services/{service.uuid}/"):
        assert b"Worried that a child is being harmed?" in client.get(address).content


def test_hostile_words_are_drawn_as_text(directory, client):
    service = directory("<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    for address in ("/services/", f"/services/{service.uuid}/"):
        content = client.get(address).content
        assert b"<script>alert" not in content
        assert b"<img" not in content


@pytest.mark.parametrize(
    "query",
    ["age=-1", "age=abc", "page=999999", "page=x", "within=7", "only=nonsense", "age=99999999999999999999"],
)
def test_a_strange_address_is_answered(directory, client, query):
    directory("Larder")
    assert client.get(f"/services/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("MO,TU,WE,TH,FR", "Monday to Friday"),
        ("MO,TU", "Monday and Tuesday"),
        ("MO,WE,FR", "Monday, Wednesday and Friday"),
        ("SA", "Saturday"),
    ],
)
def test_days_are_said_as_people_say_them(days, words):
    assert hours.line_words(Opening(days=days)) == words
