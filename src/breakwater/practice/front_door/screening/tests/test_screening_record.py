"""The screening record: kept as one types, versions never changed, items with what shows them, each child considered."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, ScreeningItem, ScreeningRecord, SiblingConsidered
from breakwater_dev.testing import factories as make

SEEN = {"child_seen_and_heard": "Seen at school by the DSL", "adults_considered": "Father not asked yet"}


def at(name, contact, *more):
    return reverse(f"front_door:{name}", args=[contact.reference, *more])


@pytest.fixture
def records(screener):
    """`records(contact)`: (number, draft, what the child said) of each version."""

    def of(contact):
        with acting_as(screener):
            rows = ScreeningRecord.objects.filter(contact=contact).order_by("number")
            return list(rows.values_list("number", "is_draft", "child_seen_and_heard"))

    return of


def test_it_is_kept_as_one_types_and_a_saved_version_is_never_changed(screener, contact_arrives, signed_in, records):
    contact, browser = contact_arrives(), signed_in(screener)
    assert browser.post(at("screening_keep", contact), {"child_seen_and_heard": "Seen"}).status_code == 204
    assert browser.post(at("screening_keep", contact), {"child_seen_and_heard": "Seen at"}).status_code == 204
    assert records(contact) == [(1, True, "Seen at")]
    assert browser.post(at("screening", contact), SEEN).status_code == 302
    assert records(contact) == [(1, False, "Seen at school by the DSL")]
    browser.post(at("screening_keep", contact), SEEN | {"child_seen_and_heard": "And at home"})
    assert records(contact) == [(1, False, "Seen at school by the DSL"), (2, True, "And at home")]
    page = browser.get(at("screening", contact)).content.decode()
    assert "Earlier versions" in page
    assert "And at home" in page


def test_mandatory_boxes_are_asked_for_and_what_was_typed_is_kept(screener, contact_arrives, signed_in, records):
    contact, browser = contact_arrives(), signed_in(screener)
    browser.post(reverse("front_door:rate", args=[contact.reference]), {"rag": "RED", "reason": "A bruise"})
    page = browser.post(at("screening", contact), {"child_seen_and_heard": "Seen"}).content.decode()
    assert "what is known of the father" in page
    assert "It is rated red or amber" in page or "it is rated red or amber" in page
    assert records(contact) == [(1, True, "Seen")]


def test_each_item_says_who_says_so_and_one_taken_back_stays_on_record(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    sent = {
        "item-kind": "RISK",
        "item-words": "A new partner",
        "item-agency": "School",
        "item-idempotency": str(uuid4()),
    }
    assert (
        "Write which agency or person says so"
        in browser.post(at("item", contact), sent | {"item-agency": ""}).content.decode()
    )
    faulty = browser.post(at("item", contact), sent | {"item-agency": ""}).content.decode()
    assert f'action="{at("screening", contact)}" novalidate id="record-form"' in faulty  # not where the item was sent
    for _ in range(2):
        assert browser.post(at("item", contact), sent).status_code == 302
    with acting_as(screener):
        item = ScreeningItem.objects.get(contact=contact)
    assert "A new partner" in browser.get(at("contact", contact)).content.decode()
    browser.post(at("item_back", contact, item.public_id))
    assert "A new partner" not in browser.get(at("contact", contact)).content.decode()
    with acting_as(screener):
        assert ScreeningItem.objects.get(contact=contact).taken_back_by_id == screener.pk


def test_brothers_and_sisters_are_named_and_decided(screener, contact_arrives, signed_in):
    ada, bo, cy = (make.person(name, "Example") for name in ("Ada", "Bo", "Cy"))
    one, _ = contact_arrives(
        arrivals.ChildTold(named_as="Ada", person=ada), arrivals.ChildTold(named_as="Cy", person=cy)
    )
    with acting_as(screener):
        for other in (bo, cy):
            circumstances.relate(person=ada, other=other, code="SIB", by=screener, at=timezone.now())
    browser = signed_in(screener)
    page = browser.get(at("contact", one)).content.decode()
    assert "Children not considered yet: Bo Example.</p>" in page  # Cy came in the same form, and is decided there
    sent = {"child-view": "OWN", "child-why": "Came a week before", "child-idempotency": str(uuid4())}
    browser.post(at("considered", one), sent | {"child-who": str(bo.public_id)})
    browser.post(
        at("considered", one),
        sent | {"child-named_as": "A baby", "child-view": "NEEDS", "child-idempotency": str(uuid4())},
    )
    with acting_as(screener):
        rows = SiblingConsidered.objects.filter(contact=one).order_by("pk")
        said = [("Bo Example", "OWN"), ("A baby", "NEEDS"), ("A baby", "OWN")]
        assert list(rows.values_list("named_as", "view")) == said
    assert "not considered yet" not in browser.get(at("contact", one)).content.decode()


def test_the_record_is_read_by_the_readers_of_the_case_alone(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    signed_in(screener).post(at("screening", contact), SEEN)
    elsewhere = make.actor("mash_screener", of=make.team("MASH", in_area=make.area("850", "Hampshire")))
    with acting_as(elsewhere):
        assert not ScreeningRecord.objects.exists()
    assert signed_in(elsewhere).get(at("screening", contact)).status_code == 404


def test_a_decided_contacts_record_is_changed_no_more(screener, manager, ready, signed_in, records):
    contact = ready()
    signed_in(screener).post(at("screening", contact), SEEN)
    with acting_as(manager):
        from django.utils import timezone

        decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O1", rationale=" ".join(["word"] * 30), words_for_sender="", checked_by_hand=True
            ),
            by=manager,
            at=timezone.now(),
        )
    browser = signed_in(screener)
    assert browser.post(at("screening_keep", contact), {"child_seen_and_heard": "Later"}).status_code in (403, 409)
    assert records(contact) == [(1, False, "Seen at school by the DSL")]


def test_a_contact_goes_to_gathering_and_analysing_and_back(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    browser.post(reverse("front_door:claim", args=[contact.reference]))
    for stage in ("gathering", "analysing", "screening"):
        browser.post(at("stage", contact), {"stage": stage})
        with acting_as(screener):
            assert Contact.objects.select_related("case").get(pk=contact.pk).case.stage == stage
    browser.post(at("stage", contact), {"stage": "closed"})
    with acting_as(screener):
        assert Contact.objects.select_related("case").get(pk=contact.pk).case.stage == "screening"


ITEM = {"item-kind": "RISK", "item-words": "A new partner", "item-agency": "School"}
CHILD = {"child-named_as": "A baby", "child-view": "NONE", "child-why": "Sleeps there"}


def typed(**more) -> dict:
    """The whole page as a browser without script sends it: every box, whichever button is pressed."""
    return {"item-idempotency": str(uuid4()), "child-idempotency": str(uuid4())} | SEEN | more


@pytest.mark.parametrize(
    ("name", "pressed", "begun", "stays"),
    [
        ("item", ITEM, {"child-why": "Sleeps there"}, "Sleeps there"),
        ("considered", CHILD, {"item-words": "A new partner"}, "A new partner"),
        ("screening", {"enter": "1"} | ITEM, {"child-why": "Sleeps there"}, "Sleeps there"),
    ],
)
def test_without_script_adding_one_thing_keeps_what_was_typed_elsewhere(
    screener, contact_arrives, signed_in, records, name, pressed, begun, stays
):
    contact, browser = contact_arrives(), signed_in(screener)
    page = browser.post(at(name, contact), typed(**pressed, **begun))
    assert page.status_code == 200
    assert f'value="{stays}"' in page.content.decode()
    assert "There is a problem" not in page.content.decode()
    assert records(contact) == [(1, True, "Seen at school by the DSL")]
    assert "Seen at school by the DSL" in page.content.decode()
    with acting_as(screener):
        added = (
            ScreeningItem.objects.filter(contact=contact).count(),
            SiblingConsidered.objects.filter(contact=contact).count(),
        )
    assert added == ((0, 1) if name == "considered" else (1, 0))


def test_without_script_enter_in_a_box_of_a_child_adds_the_child(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    assert browser.post(at("screening", contact), typed(enter="1", **CHILD)).status_code == 302
    with acting_as(screener):
        assert SiblingConsidered.objects.get(contact=contact).named_as == "A baby"


def test_without_script_taking_one_back_keeps_what_was_typed_elsewhere(screener, contact_arrives, signed_in, records):
    contact, browser = contact_arrives(), signed_in(screener)
    assert browser.post(at("item", contact), typed(**ITEM)).status_code == 302
    with acting_as(screener):
        item = ScreeningItem.objects.get(contact=contact)
    changed = {"child_seen_and_heard": "Seen at home", "item-agency": "Nan"}
    page = browser.post(at("item_back", contact, item.public_id), typed(**changed)).content.decode()
    assert 'value="Nan"' in page
    assert records(contact) == [(1, True, "Seen at home")]


def test_without_script_a_version_saved_says_what_is_not_added_yet(screener, contact_arrives, signed_in, records):
    contact, browser = contact_arrives(), signed_in(screener)
    page = browser.post(at("screening", contact), typed(**{"item-words": "A new partner"})).content.decode()
    assert "What you began to add is not added yet" in page
    assert 'value="A new partner"' in page
    assert records(contact) == [(1, False, "Seen at school by the DSL")]


def test_without_script_a_wrong_answer_beside_keeps_all_that_was_typed(screener, contact_arrives, signed_in, records):
    contact, browser = contact_arrives(), signed_in(screener)
    wrong = ITEM | {"item-agency": "", "child-why": "Sleeps there"}
    page = browser.post(at("item", contact), typed(**wrong)).content.decode()
    assert "Write which agency or person says so" in page
    assert "Choose what is thought of this child" not in page
    assert 'value="Sleeps there"' in page
    assert records(contact) == [(1, True, "Seen at school by the DSL")]


@pytest.fixture
def drawn_at(signed_in):
    """`drawn_at(actor, contact)`: the hidden value of the page as this person has it open now."""

    def read(actor, contact):
        page = signed_in(actor).get(at("screening", contact)).content.decode()
        return {"drawn": unescape(re.search(r'name="drawn" value="([^"]*)"', page)[1])}

    return read


@pytest.fixture
def written(screener):
    """What stands in the boxes of the newest record, and whose it is."""

    def of(contact):
        with acting_as(screener):
            return ScreeningRecord.objects.filter(contact=contact).order_by("-number").first()

    return of


def test_a_button_of_a_page_opened_before_writes_over_no_colleagues_words(
    screener, manager, contact_arrives, signed_in, drawn_at, written
):
    contact = contact_arrives()
    browser = signed_in(screener)
    browser.post(at("item", contact), typed(**ITEM))
    old, wrote = (
        drawn_at(screener, contact),
        {"lived_experience": "He sleeps on a floor", "history_analysis": "A third call"},
    )
    signed_in(manager).post(at("screening_keep", contact), SEEN | wrote | drawn_at(manager, contact))
    with acting_as(screener):
        item = ScreeningItem.objects.get(contact=contact)
    assert signed_in(screener).post(at("item_back", contact, item.public_id), typed(**old)).status_code == 302
    now = written(contact)
    assert (now.lived_experience, now.history_analysis, now.by_id) == (*wrote.values(), manager.pk)


def test_where_both_wrote_in_one_box_nothing_is_kept_or_done_and_both_texts_are_shown(
    screener, manager, contact_arrives, signed_in, drawn_at, written
):
    contact = contact_arrives()
    old = drawn_at(screener, contact)
    theirs = {"lived_experience": "He sleeps on a floor"}
    signed_in(manager).post(at("screening_keep", contact), SEEN | theirs | drawn_at(manager, contact))
    browser, mine = signed_in(screener), typed(**ITEM, lived_experience="A calm home", **old)
    assert browser.post(at("screening_keep", contact), mine).status_code == 409
    answer = browser.post(at("item", contact), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "He sleeps on a floor" in page
    assert "A calm home" in page
    assert f'value="{ITEM["item-words"]}"' in page
    with acting_as(screener):
        assert not ScreeningItem.objects.filter(contact=contact).exists()
    assert written(contact).lived_experience == "He sleeps on a floor"
    again = unescape(re.search(r'name="drawn" value="([^"]*)"', page)[1])
    both = mine | {"lived_experience": "A calm home by day. He sleeps on a floor", "drawn": again}
    assert browser.post(at("item", contact), both).status_code == 302
    assert written(contact).lived_experience == "A calm home by day. He sleeps on a floor"


def test_keeping_as_one_types_never_empties_a_box_that_another_filled_meanwhile(
    screener, manager, contact_arrives, signed_in, drawn_at, written
):
    contact = contact_arrives()
    page = SEEN | drawn_at(screener, contact)
    signed_in(manager).post(
        at("screening_keep", contact), {"history_analysis": "A third call"} | drawn_at(manager, contact)
    )
    browser = signed_in(screener)
    for words in ("A", "A calm", "A calm home"):
        page["lived_experience"] = words
        kept = browser.post(at("screening_keep", contact), page)
        assert kept.status_code == 204
        page["drawn"] = kept.headers["X-drawn"]
    assert (written(contact).lived_experience, written(contact).history_analysis) == ("A calm home", "A third call")


def test_buttons_beside_begin_no_version_that_nobody_wrote(screener, contact_arrives, signed_in, records, drawn_at):
    contact, browser = contact_arrives(), signed_in(screener)
    browser.post(at("item", contact), typed(**ITEM))
    browser.post(at("screening", contact), SEEN)
    before = records(contact)
    assert before[-1][1] is False
    with acting_as(screener):
        item = ScreeningItem.objects.get(contact=contact)
    browser.post(at("item_back", contact, item.public_id), typed(**drawn_at(screener, contact)))
    assert records(contact) == before


def test_enter_in_a_box_of_the_record_saves_it_where_nothing_else_is_begun(
    screener, contact_arrives, signed_in, records
):
    contact, browser = contact_arrives(), signed_in(screener)
    assert browser.post(at("screening", contact), typed(enter="1")).status_code == 302
    assert records(contact) == [(1, False, "Seen at school by the DSL")]
