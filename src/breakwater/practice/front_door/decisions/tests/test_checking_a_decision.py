"""The page that asks once more before a decision is recorded: what others said otherwise, and whose words it repeats."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Task
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import fill_in, front_door, words

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
CHOSEN = {
    "outcome": "O1",
    "rationale": REASONS,
    "agreement": "AGREES",
    "agreement_words": "Mother, by telephone",
    "checked_by_hand": "yes",
    "words_for_sender": "Keep the breakfast club going",
    "s2": "later",
    "step": "check",
    "without_record_because": "It is plain",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10",
}


@pytest.fixture
def told(db) -> Contact:
    """A school told of two children, with its whole form; the first is settled."""
    mash = front_door()
    desk = signed_in(make.membership("dsl", of=make.team("School", of=make.organisation("School", "SCHOOL"))))
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here)
    assert desk.post(f"{here}send/").status_code == 302
    screener = make.actor("mash_screener", of=mash)
    with acting_as(screener):
        contact = Contact.objects.select_related("case").order_by("position").first()
        claims.match(
            contact=contact,
            person=make.person("Ana", "Fish"),
            was_new=True,
            searched={},
            found=0,
            by=screener,
            at=timezone.now(),
        )
    make_ready(contact, by=screener)
    return contact


@pytest.fixture
def check(told):
    browser = signed_in(make.actor("mash_manager", of=told.case.responsible_team))
    with acting_as(make.intake()):
        other = Contact.objects.exclude(pk=told.pk).get()
        tasks = list(Task.objects.open().filter(case=told.case_id).values_list("public_id", flat=True))

    def checked(**changed) -> str:
        settled = {f"t{public_id}": "END" for public_id in tasks}
        sent = CHOSEN | {f"s{other.pk}": "later", "agreement_covers": [told.reference]} | settled | changed
        page = words(browser.post(reverse("front_door:decide", args=[told.reference]), sent))
        assert "Check before you record it" in page
        return page

    return checked


def test_what_the_sender_says_of_the_familys_agreement_stands_beside_the_managers(check):
    agreed = check()
    assert "Mia Fish" in agreed
    assert "Agrees to early help" in agreed
    assert "says otherwise" not in agreed
    assert "The referrer says otherwise of Mia Fish" in check(
        agreement="REFUSES", refusal_considered="She was angry", agreement_words="", agreement_covers=[]
    )


def test_sg_27_reasons_that_repeat_what_a_child_said_are_marked_before_the_family_may_read_them(check):
    assert "This repeats the child’s own words" not in check()
    assert "it is on the contact for workers alone" in check()
    assert "This repeats the child’s own words" in check(rationale=f"{REASONS} and she wants it to be quiet at home")


def test_the_preview_warns_where_the_reasons_may_show_the_family_that_a_neighbour_told(
    contact_arrives, manager, signed_in, mash
):
    contact = contact_arrives(channel="PHONE", source_code="1B")
    make_ready(contact, by=manager)

    def checked(rationale: str) -> str:
        sent = CHOSEN | {"outcome": "O13", "agreement": "NOT_NEEDED", "agreement_words": "", "rationale": rationale}
        sent.pop("s2")
        return words(signed_in_as.post(reverse("front_door:decide", args=[contact.reference]), sent))

    signed_in_as = signed_in(manager)
    page = checked(f"A neighbour saw it. {REASONS}")
    assert "Check before you record it" in page
    assert "This may show who told us" in page
    page = checked(REASONS)
    assert "Check before you record it" in page
    assert "This may show who told us" not in page


def test_tr_06_an_injury_to_a_baby_ends_in_no_help_only_where_somebody_answered_it(
    contact_arrives, manager, signed_in, mash
):
    contact = contact_arrives(channel="PHONE", source_code="1A")
    with acting_as(make.intake()):
        Contact.objects.filter(pk=contact.pk).update(cannot_wait="BABY")
    make_ready(contact, by=manager)
    sent = CHOSEN | {"outcome": "O13", "agreement": "NOT_NEEDED", "agreement_words": ""}
    sent.pop("s2")
    address, browser = reverse("front_door:decide", args=[contact.reference]), signed_in(manager)
    for step in ("check", "record"):
        page = words(browser.post(address, sent | {"step": step}))
        assert "a baby who cannot move about alone has a bruise or an injury. Hold a strategy discussion" in page
        assert "Check before you record it" not in page
    with acting_as(manager) as by:
        held = Contact.objects.select_related("case").get(pk=contact.pk)
        assert not held.is_decided
        rating.rate(
            contact=held,
            rag="GREEN",
            reason="Dr Reef examined him: a birthmark",
            overrides=True,
            by=by,
            at=timezone.now(),
        )
    assert "Check before you record it" in words(browser.post(address, sent))
