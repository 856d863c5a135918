"""The board is sorted by the head of each column and narrowed by what is on it; what was chosen stays."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board.forms import BoardFilter
from breakwater.practice.front_door.board.listing import board_for, found_now
from breakwater.practice.front_door.board.rows import ORDERS, OTHER, code_of, concern_words
from breakwater.practice.front_door.models import Submission
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater_dev.testing import factories as make

BOARD = "/mash/"


def on_the_board(actor, **wanted) -> list[str]:
    with acting_as(actor):
        return [card.reference for card in board_for(actor, now=timezone.now(), wanted=wanted).cards]


def told(name: str, **more) -> arrivals.ChildTold:
    return arrivals.ChildTold(named_as=name, **more)


@pytest.fixture
def tells_of(contact_arrives):
    """`tells_of("neglect")` returns the contact of a professional's form that names these kinds of harm or need."""

    def tell(*kinds: str):
        with acting_as(make.intake()) as by:
            answers = {"immediate_danger": "yes", "worry": "Hungry at school", "concern_types": list(kinds)}
            form = recording.record(
                "front_door.contact", answers, recording.Holder(area=make.area()), by=by, at=timezone.now()
            )
        return contact_arrives(channel="PROFESSIONAL", answers=form)

    return tell


@pytest.fixture
def three(screener, contact_arrives):
    """Three contacts that every order puts otherwise: Ann Young (amber, allocated), Zoe Adams (red), Ben Moss."""
    hours = [timezone.now() - timedelta(hours=number) for number in (3, 2, 1)]
    young, adams, moss = (
        contact_arrives(told(name), at=at)
        for name, at in zip(("Ann Young", "Zoe Adams", "Ben Moss"), hours, strict=True)
    )
    with acting_as(screener):
        rating.rate(contact=young, rag="AMBER", reason="Shouting", by=screener, at=timezone.now())
        rating.rate(contact=adams, rag="RED", reason="A bruise", by=screener, at=timezone.now())
        claims.claim(contact=young, by=screener, at=timezone.now())
    return young.reference, adams.reference, moss.reference


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("due", "adams young moss"),  # red before any clock
        ("rag", "adams moss young"),  # not rated before amber
        ("child", "adams moss young"),
        ("allocated", "adams moss young"),
        ("newest", "moss adams young"),
        ("oldest", "young adams moss"),
    ],
)
def test_every_order(screener, three, order, places):
    keys = dict(zip(("young", "adams", "moss"), three, strict=True))
    assert on_the_board(screener, order=order) == [keys[name] for name in places.split()]


def test_a_manager_allocates_in_the_order_of_the_board(manager, screener, contact_arrives, signed_in):
    contacts = [contact_arrives(told(name)) for name in ("Ann Young", "Zoe Adams", "Ben Moss")]
    with acting_as(screener):
        rating.rate(contact=contacts[2], rag="RED", reason="A bruise", by=screener, at=timezone.now())
    page = signed_in(manager).get("/mash/allocate/?whose=none").content.decode()
    on_page = sorted((each.reference for each in contacts), key=page.index)
    assert on_page == on_the_board(manager) == [contacts[place].reference for place in (2, 0, 1)]


def test_by_the_reason_for_contact_those_with_none_come_last(screener, contact_arrives, tells_of):
    plain, missing, neglect = contact_arrives(told("Nobody Says")), tells_of("missing"), tells_of("neglect", "physical")
    assert on_the_board(screener, order="reason") == [missing.reference, neglect.reference, plain.reference]
    assert on_the_board(screener, concern="physical") == [neglect.reference]
    assert on_the_board(screener, concern="none") == [plain.reference]


def test_a_kind_that_an_area_added_to_its_form_is_not_taken_for_none(screener, signed_in, contact_arrives, tells_of):
    plain, own = contact_arrives(told("Nobody Says")), tells_of("gang_of_the_pier", "county_pier")
    assert on_the_board(screener, concern="none") == [plain.reference]
    assert on_the_board(screener, concern=OTHER) == [own.reference]
    assert "<b>Other: open the contact.</b>" in signed_in(screener).get(BOARD).content.decode()


def test_the_line_says_the_reason_in_a_phrase(screener, signed_in, tells_of):
    tells_of("neglect", "self_harm", "fgm")
    page = signed_in(screener).get(BOARD).content.decode()
    assert "<b>Neglect, self-harm, female genital mutilation.</b>" in page


def test_brothers_and_sisters_of_one_form_stand_together_in_every_order(screener, signed_in, contact_arrives):
    first, last = contact_arrives(told("Abe Ash"), told("Zed Ash"))
    between = contact_arrives(told("Mia Moon"))
    with acting_as(screener):
        rating.rate(contact=last, rag="GREEN", reason="Well", by=screener, at=timezone.now())
    for order in ORDERS:
        places = on_the_board(screener, order=order)
        assert abs(places.index(first.reference) - places.index(last.reference)) == 1, order
        assert between.reference in places
    page = signed_in(screener).get(BOARD).content.decode()
    assert page.count("mash-card--beside") == page.count("Same form as the contact above") == 1


def test_the_filters_by_what_is_on_the_board(screener, manager, contact_arrives):
    child = make.person()
    school = make.team(of=make.organisation(kind="SCHOOL", name="Gull Primary"))
    with acting_as(make.intake()):
        Enrolment.objects.create(person=child, school=school.organisation, team=school, starts_on=date(2024, 9, 1))
    known = contact_arrives(child=child)
    as_told = contact_arrives(told("B", school="Tern Academy", postcode="po4 8ab"))
    nowhere = contact_arrives(told("C"), channel=Submission.Channel.PHONE)
    with acting_as(manager):
        claims.claim(contact=nowhere, by=manager, at=timezone.now())
        choices = {name: dict(pairs) for name, pairs in found_now(screener, timezone.now()).choices().items()}
    assert choices["whose"] == {manager.membership.public_id: manager.membership.user.name}
    assert set(choices["school"].values()) >= {"Tern Academy", "No school told"}
    assert choices["area"] == {"PO4": "PO4", "none": "Not told"}
    assert on_the_board(screener, school=code_of("Tern Academy")) == [as_told.reference]
    assert as_told.reference not in on_the_board(screener, school="none")
    assert on_the_board(screener, area="PO4") == [as_told.reference]
    assert set(on_the_board(screener, area="none")) == {known.reference, nowhere.reference}
    assert on_the_board(screener, whose=manager.membership.public_id) == [nowhere.reference]
    assert on_the_board(screener, came="PHONE") == [nowhere.reference]


def test_no_name_of_a_school_or_a_colleague_stands_in_an_address(screener, signed_in, contact_arrives):
    contact_arrives(told("B", school="Tern Academy"))
    page = signed_in(screener).get(BOARD, {"filter": "", "school": code_of("Tern Academy")}).content.decode()
    assert "School: Tern Academy" in page
    assert not any("Tern" in part.split('"')[0] for part in page.split('href="')[1:])


def test_what_is_chosen_on_the_board_stays_and_a_link_from_elsewhere_shows_its_own_list_once(
    screener, signed_in, contact_arrives
):
    phoned, written = contact_arrives(channel="PHONE"), contact_arrives()
    browser = signed_in(screener)

    def shown(query="") -> set[str]:
        page = browser.get(BOARD + query).content.decode()
        return {each.reference for each in (phoned, written) if f"card-{each.reference}" in page}

    assert shown("?order=newest&came=PHONE&reference=") == {phoned.reference}
    assert shown() == {phoned.reference}
    assert shown("?whose=unclaimed") == {phoned.reference, written.reference}
    assert shown() == {phoned.reference}
    assert shown("?order=due") == {phoned.reference, written.reference}
    assert shown() == {phoned.reference, written.reference}


def test_a_reference_that_was_typed_is_not_kept(screener, signed_in, contact_arrives):
    contact = contact_arrives()
    browser = signed_in(screener)
    browser.get(BOARD, {"order": "due", "reference": contact.reference})
    assert contact.reference not in str(dict(browser.session))


def test_after_allocating_one_stays_where_one_was(screener, signed_in, contact_arrives):
    contact = contact_arrives(told("B", school="Tern Academy"))
    browser = signed_in(screener)
    back = f"?school={code_of('Tern Academy')}&order=newest&page=2"
    answer = browser.post(f"/mash/contacts/{contact.reference}/claim/", {"back": back})
    assert answer.url.startswith(BOARD)
    assert parse_qs(urlsplit(answer.url).query) == parse_qs(back[1:])
    assert urlsplit(answer.url).fragment == f"card-{contact.reference}"
    page = browser.get(BOARD + back).content.decode()
    assert f'name="back" value="?{answer.url.partition("?")[2].partition("&page")[0].replace("&", "&amp;")}' in page


def test_each_head_and_each_filter_is_on_the_page(screener, signed_in, contact_arrives):
    contact_arrives()
    page = signed_in(screener).get(BOARD, {"filter": ""}).content.decode()
    for order in ("rag", "child", "reason", "due", "allocated"):
        assert f'href="?order={order}"' in page
    for name in BoardFilter.base_fields:
        assert f'name="{name}"' in page
    assert all(words in page for words in concern_words().values())
