"""A family finds help by need, age, place and time, and is shown nothing that is not for them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from breakwater.knowledge.directory import finding, grid, hours, mapping
from breakwater.knowledge.directory.finding import Wish
from breakwater.knowledge.directory.models import Audience, Cost, Opening, Service
from breakwater.knowledge.directory.operations import postcodes
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
    assert "These come nearest" in client.post("/services/", {"words": typed}, follow=True).content.decode()


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
    page = client.post("/services/", {"words": typed}, follow=True).content.decode()
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
    assert [mark.number for mark in drawn.marks] == [1, 2, 3]
    assert {"Copnor", "Fratton"} <= {" ".join(name.lines) for name in drawn.names}
    assert mapping.draw(page, area_code="921") is None


@pytest.mark.parametrize("where", ["one place", "a row", "an edge"])
def test_no_two_numbers_of_the_map_touch_and_each_is_in_the_drawing(where):
    points = {
        "one place": [(number, 100.0, 100.0) for number in range(1, 21)],
        "a row": [(number, 100.0 + number * 3, 100.0) for number in range(1, 21)],
        "an edge": [(number, 0.0, 440.0) for number in range(1, 21)],
    }[where]
    marks = mapping.apart(points, 340, 440)
    for mark in marks:
        assert mapping.RADIUS <= mark.at_x <= 340 - mapping.RADIUS
        assert mapping.RADIUS <= mark.at_y <= 440 - mapping.RADIUS
        for other in marks[: mark.number - 1]:
            away = ((mark.at_x - other.at_x) ** 2 + (mark.at_y - other.at_y) ** 2) ** 0.5
            assert away >= 2 * mapping.RADIUS


def test_the_number_of_a_service_stands_in_the_list_and_on_the_map_on_each_page(directory, client):
    for number in range(22):
        directory(f"Service {number:02}", postcode="PO1 1AA" if number % 2 else "PO6 3LY")
    for page, expected in ((1, set(range(1, 21))), (2, {21, 22})):
        shown = client.post(
            "/services/", {"within": "", "words": "service", "page": page}, follow=True
        ).content.decode()
        assert {int(found) for found in re.findall(r'class="bw-map__number"[^>]*>(\d+)<', shown)} == expected
        assert f'<ol class="bw-services" start="{min(expected)}">' in shown


def test_the_street_map_is_the_owners_and_is_fetched_only_when_asked_for(directory, client, settings):
    directory("Larder")
    assert "street map" not in client.get("/services/").content.decode()
    settings.BREAKWATER_MAP_TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
    before = client.get("/services/?need=money")
    assert "Show a street map" in before.content.decode()
    assert "tiles.example.org/" not in before.content.decode()
    assert "tiles.example.org" not in before.headers["Content-Security-Policy"]
    asked = client.post("/services/", {"within": "", "need": "money", "map": "streets"})
    assert asked.headers["Location"] == "/services/?need=money&map=streets"
    after = client.get(asked.headers["Location"])
    # Portsmouth lies about 1.09 degrees west: (180 - 1.09) / 360 of 65,536 columns
    assert re.search(r'href="https://tiles\.example\.org/16/325(68|69|70|71)/2\d{4}\.png"', after.content.decode())
    assert "img-src 'self' data: https://tiles.example.org;" in after.headers["Content-Security-Policy"] + ";"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"meant_for": "children", "minimum_age": 11, "maximum_age": 17}, "Young people aged 11 to 17"),
        ({"meant_for": "children", "minimum_age": 8, "maximum_age": 17}, "Children aged 8 to 17"),
        ({"meant_for": "parents", "minimum_age": 0, "maximum_age": 5}, "Parents of children up to 5"),
        ({"meant_for": "families", "maximum_age": 4}, "Families with children up to 4"),
        ({"meant_for": "parents"}, "Parents and carers"),
        ({"meant_for": "children", "minimum_age": 16}, "Young people aged 16 and over"),
        ({}, "Anyone"),
        ({"maximum_age": 18}, "Anyone"),
    ],
)
def test_ages_are_said_with_who_the_service_is_for(directory, client, facts, words):
    service = directory("Something", **facts)
    for address in ("/services/", f"/services/{service.uuid}/"):
        assert words in client.get(address).content.decode()


def test_a_young_person_is_shown_what_is_for_them_and_a_parent_what_is_for_parents(directory, now):
    directory("Club", meant_for="children", minimum_age=11, maximum_age=18)
    directory("Course", meant_for="parents", minimum_age=11, maximum_age=18)
    directory("Larder")
    assert _names(Wish(age=15), now) == ["Club", "Course", "Larder"]
    assert _names(Wish(age=15, meant_for="children"), now) == ["Club", "Larder"]
    assert _names(Wish(age=15, meant_for="parents"), now) == ["Course", "Larder"]


def test_community_contacts_are_a_kind_of_their_own(directory, client):
    directory("Larder")
    circle = directory("Faith circle", listing="community")
    page = client.get("/services/?listing=community").content.decode()
    assert "Faith circle" in page
    assert "Larder" not in page
    assert "Community contact" in client.get(f"/services/{circle.uuid}/").content.decode()


def test_an_entry_says_how_to_refer_where_to_look_and_once_when_it_was_checked(directory, client):
    service = directory(
        "Mentor",
        referral_words="Send the form with the family's agreement.",
        referral_page="https://mentor.example/refer",
        website="https://mentor.example/",
    )
    page = client.get(f"/services/{service.uuid}/").content.decode()
    assert "Send the form with the family&#39;s agreement." in page
    assert all(f'href="https://mentor.example/{path}"' in page for path in ("", "refer"))
    assert page.count("25 November 2026") == page.count("Last checked") == 1


def test_every_postcode_of_the_area_is_carried(db):
    carried = postcodes.carried_for("851")
    assert postcodes.keep(carried) == len(carried) > 10_000
    assert postcodes.keep({"PO1 2AL": carried["PO1 2AL"]}) == 1
    assert postcodes.carried_for("850") == {}
    for code in ("PO1 1AA", "PO4 9AB", "PO6 3LY", "PO9 1HS"):
        assert grid.point_of(code) == carried[code]


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
    typed = {"words": "larder", "postcode": "po1 1aa", "age": "", "need": "", "within": "", "only": ["open", "free"]}
    sent_on = client.post("/services/", typed | {"only": []})
    assert re.fullmatch(r"/services/found/[\w-]+/", sent_on["Location"])
    for _ in range(2):  # Back and Reload
        assert b"Larder" in client.get(sent_on["Location"]).content
    address = client.post("/services/", typed)["Location"]
    assert client.get(address).content.decode().count("checked") >= 2
    assert Client().get(address)["Location"] == "/services/"  # for nobody else
    codes = client.post(
        "/services/", {"words": "", "postcode": "", "age": "4", "need": "money", "within": "", "only": "free"}
    )
    assert codes.status_code == 302
    assert codes["Location"] == "/services/?need=money&age=4&only=free"


def test_a_postcode_nobody_knows_is_said_and_everything_is_shown(directory, client):
    directory("Larder")
    answer = client.post("/services/", {"words": "larder", "postcode": "ZE1 0AA"}, follow=True)
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
