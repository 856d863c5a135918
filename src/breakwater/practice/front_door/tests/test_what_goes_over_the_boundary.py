"""SG-08: what the next authority must know before it rings anyone goes over with a contact, or is said not to."""

import re
from inspect import Parameter, signature
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door import handed_over, operations
from breakwater.practice.front_door.beside import NOT_KNOWN_HERE, NOT_NAMED
from breakwater.practice.front_door.models import Contact, Submission
from breakwater.practice.front_door.operations import ChildTold, boundary
from breakwater.testing import factories as make
from breakwater.testing.browsers import signed_in
from breakwater.testing.telling import CONTACT_PAGES, fill_in

WHY = " ".join(["The address told is in Havant and the boy has lived there with his aunt since the summer"] * 2)


@pytest.fixture
def here(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def manager(here):
    return make.actor("mash_manager", of=here)


@pytest.fixture
def neighbour(db):
    there = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
    return make.actor("mash_manager", of=there)


def told(*children: ChildTold, **more) -> list[Contact]:
    """The contacts of what someone told us."""
    facts = {"channel": Submission.Channel.PHONE, "worry": "He has not eaten since yesterday"} | more
    receipt = operations.receive(
        area=make.area(), key=str(uuid4()), by=make.intake(), at=timezone.now(),
        children=children or [ChildTold(named_as="Robin Example")], **facts,
    )  # fmt: skip
    with acting_as(make.intake()):
        return list(Contact.objects.filter(submission=receipt.submission).order_by("position"))


def passes_on(contact, manager, **asked) -> None:
    facts = {"to": "850", "basis": "LIVES", "rationale": WHY, "idempotency": str(uuid4()), "checked_by_hand": "yes"}
    sent = signed_in(manager).post(f"/mash/contacts/{contact.reference}/pass-on/", facts | asked)
    assert sent.status_code == 302, sent.content.decode()


def test_sg_08_where_the_form_is_hidden_it_says_so_here_and_over_there(manager, neighbour):
    hidden = make.person("Hidden", "Sister")
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    sister, brother = told(
        ChildTold(named_as="Hidden Sister", person=hidden), ChildTold(named_as="Open Brother"), channel="PUBLIC"
    )
    page = signed_in(manager).get(f"/mash/contacts/{brother.reference}/pass-on/").content.decode()
    assert "With it go: who told us" in page
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'an address that is protected', false, null)",
            [hidden.pk, readers],
        )
    page = signed_in(manager).get(f"/mash/contacts/{brother.reference}/pass-on/").content.decode()
    assert "With it go" not in page
    assert "Ask the other managers of your MASH first" in page
    assert "Hidden" not in page
    passes_on(brother, manager)
    with acting_as(neighbour):
        theirs = Contact.objects.get()
    page = signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode()
    assert NOT_KNOWN_HERE in page


def read_by(neighbour) -> str:
    """What the neighbour's page says of the one contact passed to them."""
    with acting_as(neighbour):
        theirs = Contact.objects.get()
    return signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode()


def test_sg_08_who_rang_goes_over_by_name(manager, neighbour):
    [contact] = told(sender_words="B. Sample, health visitor", reply_to="01632 960711")
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Sender: B. Sample, health visitor." in page
    assert "Telephone or email: 01632 960711." in page


def test_sg_08_all_that_sets_the_lowest_rating_goes_over_and_what_was_told_since(manager, neighbour):
    child = make.person("Robin", "Example")
    contact = [told(ChildTold(named_as="Robin Example", person=child))[0] for _ in range(3)][-1]
    with acting_as(make.intake()) as by:
        operations.add_to_open(
            submission=contact.submission,
            key=str(uuid4()),
            words="He said\nit happened again",
            by=by,
            at=timezone.now(),
        )
        Contact.objects.filter(pk=contact.pk).update(unsure_of_danger=True)
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Answered or found here: 3rd contact in 12 months." in page
    assert "He said it happened again" in page
    assert "Sender was not sure about danger" in page, "the mark of their own board and page"


def test_the_next_authority_reads_a_reason_that_a_higher_one_leaves_unsaid_in_the_rating(manager, neighbour):
    child = make.person("Robin", "Example")
    facts = {"immediate_danger": True}
    contact = [told(ChildTold(named_as="Robin Example", person=child), **facts)[0] for _ in range(3)][-1]
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    assert "Answered or found here: 3rd contact in 12 months." in read_by(neighbour)


@pytest.mark.parametrize("call", [boundary.pass_on, boundary.make_file])
def test_sg_08_nothing_is_passed_on_without_saying_what_goes_beside_it(call):
    assert signature(call).parameters["beside"].default is Parameter.empty


@pytest.fixture
def kept_back(manager):
    """The contact of a health visitor whom the family must not learn of."""
    browser = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    draft = browser.post("/contacts/new/").url
    you = CONTACT_PAGES["you"] | {"name_withheld": "yes", "name_withheld_why": "He has threatened me"}
    fill_in(browser, draft, CONTACT_PAGES | {"you": you})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        return Contact.objects.order_by("position").first()


def test_sg_08_a_name_to_be_kept_back_is_named_with_that_rule_and_never_quoted_as_the_senders(
    kept_back, manager, neighbour
):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Do not tell the family who told us" in page
    assert "Sender: Ida Post" in page
    quoted = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
    assert any("Bruises twice this month" in words for words in quoted)
    for line in ("Telephone or email", "Sender: Ida Post", "Told of this contact", "Do not tell the family"):
        assert not any(line in words for words in quoted), line
    with acting_as(neighbour):
        theirs = Contact.objects.get()
        assert "Do not tell" not in theirs.worry
        assert "01632 960100" not in theirs.worry


def test_it_stands_beside_the_worry_wherever_their_contact_is_decided(kept_back, manager, neighbour):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        at = f"/mash/contacts/{Contact.objects.get().reference}/"
    browser = signed_in(neighbour)
    for page in ("", "decide/", "screening/"):
        assert "Do not tell the family who told us" in browser.get(at + page).content.decode(), page


def test_sg_08_it_goes_on_with_a_contact_that_they_pass_on_again(kept_back, manager, neighbour):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        lines = handed_over.told_beside(Contact.objects.get(), at=timezone.now()).splitlines()
    assert lines.count(NOT_NAMED) == 1
    assert any(line.startswith("Sender: Ida Post") for line in lines)
