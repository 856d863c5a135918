"""Before a contact is matched: who else told of this child, how to reach the sender, and whom it may be."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Submission
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.front_door.senders import reach_rows, reach_to_tap
from breakwater_dev.testing import factories as make

TOLD = arrivals.ChildTold


def words_of(answer) -> str:
    return answer.content.decode()


def page_of(contact, browser) -> str:
    return words_of(browser.get(reverse("front_door:contact", args=[contact.reference])))


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        (TOLD(named_as="Sam Sample"), TOLD(named_as="sam sample"), "Same name as told"),
        (
            TOLD(born="2019-03-04", named_as="Sam"),
            TOLD(born="2019-03-04", named_as="Samuel"),
            "Same date of birth as told",
        ),
        (
            TOLD(named_as="Toddler", address="Flat 12, Invented House", postcode="PO1 1AA"),
            TOLD(named_as="baby", address="flat 12, invented house", postcode="PO1 1AA"),
            "Same address as told",
        ),
    ],
)
def test_another_open_contact_of_perhaps_the_same_child_is_mentioned(
    signed_in, screener, contact_arrives, earlier, later, same
):
    first, second = contact_arrives(earlier), contact_arrives(later)
    page = page_of(second, signed_in(screener))
    assert "Perhaps told of already" in page
    assert same in page
    assert first.reference in page


def test_a_year_alone_and_a_closed_contact_are_not_mentioned(signed_in, screener, contact_arrives):
    contact_arrives(TOLD(born="2019~", named_as="Sam"))
    other = contact_arrives(TOLD(born="2019~", named_as="Robin"))
    assert "Perhaps told of already" not in page_of(other, signed_in(screener))


def test_brothers_and_sisters_of_the_same_form_are_not_told_of_already(signed_in, screener, contact_arrives):
    one, _ = contact_arrives(TOLD(named_as="Sam", address="Flat 12"), TOLD(named_as="Robin", address="Flat 12"))
    assert "Perhaps told of already" not in page_of(one, signed_in(screener))


def test_the_page_asks_is_it_where_one_known_child_stands_out(signed_in, screener, contact_arrives):
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Sam", surname="Sample", born=PartDate(2019, 3, 4)),
            by=by,
            at=timezone.now(),
        )
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="Flat 12", postcode="PO1 1AA"), by=by, at=timezone.now()
        )
    contact = contact_arrives(TOLD(named_as="Sam Sample", born="2019-03-04", address="Flat 12", postcode="PO1 1AA"))
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
    page = page_of(contact, signed_in(screener))
    assert "Is it Sam Sample?" in page
    assert "Search before you enter anyone new" not in page


def test_without_a_strong_match_it_says_search(signed_in, screener, contact_arrives):
    contact = contact_arrives(TOLD(named_as="Nobody Known"))
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
    assert "Search before you enter anyone new" in page_of(contact, signed_in(screener))


NUMBER = {"value": "07700 900123", "safe": "", "when": ""}


def sent(channel: str, **values) -> Submission:
    """A submission as it stands, with the answers of a form, kept nowhere."""
    told = {key: values.get(key, "") for key in ("reply_to", "reply_safe")}
    made = Submission(channel=channel, sender_words=values.get("who", ""), source_code=values.get("source", ""), **told)
    made.answers = Answers(values=values)
    return made


@pytest.mark.parametrize(
    ("submission", "said"),
    [
        (
            (
                "PUBLIC",
                {"contact_wanted": "named", "contact": {"value": "07700 900123", "safe": "yes", "when": "before 3"}},
            ),
            ["Did not say who they are", "Safe to use, before 3", "07700 900123"],
        ),
        (
            ("PUBLIC", {"contact_wanted": "named", "contact": {"value": "07700 900123", "safe": "no", "when": ""}}),
            ["Did not say who they are", "Not safe to use", "07700 900123"],
        ),
        (
            ("PUBLIC", {"contact_wanted": "no_contact"}),
            ["Did not say who they are", "Would rather not be contacted", "None given"],
        ),
        (
            ("CHILD", {"contact_way": "not_safe"}),
            ["Did not say who they are", "No. Do not try to reach them", "None given"],
        ),
        (
            ("CHILD", {"contact_way": "text", "contact_text": {"value": "07700 900123", "safe": "", "when": ""}}),
            ["Did not say who they are", "Send a text, do not call, as they asked", "07700 900123"],
        ),
        (
            ("CHILD", {}),
            ["Did not say who they are", "They have not said. Do not try to reach them before you know", "None given"],
        ),
        (
            (
                "PROFESSIONAL",
                {"who": "Dana, lead, Harbour", "sender_phone": {"value": "01632 960123", "safe": "", "when": ""}},
            ),
            ["Dana, lead, Harbour", "01632 960123"],
        ),
        (
            ("PROFESSIONAL", {"who": "Dana", "safe_contact_sender": "After four, not at home", "sender_phone": NUMBER}),
            ["Dana", "After four, not at home", "07700 900123"],
        ),
        (
            ("PHONE", {"who": "Nell", "source": "1B", "sender_phone": NUMBER}),
            ["Nell", "Nobody asked whether it is safe to use", "07700 900123"],
        ),
        (
            ("PHONE", {"who": "Nell", "source": "1B", "reply_to": "07700 900123"}),
            ["Nell", "Nobody asked whether it is safe to use", "07700 900123"],
        ),
        (
            ("PHONE", {"who": "Nell", "source": "1B", "reply_to": "07700 900123", "reply_safe": "NO"}),
            ["Nell", "Not safe to use", "07700 900123"],
        ),
        (("PHONE", {"who": "Nell", "source": "1B"}), ["Nell", "None given"]),
        (
            ("PHONE", {"who": "Ida, Harbour School", "source": "2A", "reply_to": "01632 960100"}),
            ["Ida, Harbour School", "01632 960100"],
        ),
    ],
)
def test_how_to_reach_the_sender_and_whether_that_is_safe(submission, said):
    channel, values = submission
    assert [row["value"] for row in reach_rows(sent(channel, **values))] == said


@pytest.mark.parametrize(
    ("channel", "values", "link"),
    [
        ("PUBLIC", {"contact_wanted": "named", "contact": NUMBER | {"safe": "yes"}}, "tel:07700900123"),
        ("PUBLIC", {"contact_wanted": "named", "contact": NUMBER | {"safe": "no"}}, ""),
        ("PUBLIC", {"contact_wanted": "named", "contact": NUMBER | {"safe": "not_known"}}, ""),
        ("PUBLIC", {"contact_wanted": "named", "contact": NUMBER}, ""),
        ("PHONE", {"sender_phone": NUMBER, "source": "1B"}, ""),
        ("PHONE", {"reply_to": "07700 900123", "source": "1B"}, ""),
        ("PHONE", {"reply_to": "07700 900123", "source": "1B", "reply_safe": "NO"}, ""),
        ("PHONE", {"reply_to": "07700 900123", "source": "1B", "reply_safe": "YES"}, "tel:07700900123"),
        ("PHONE", {"reply_to": "07700 900123", "source": "2A"}, "tel:07700900123"),
        ("PHONE", {"reply_to": "07700 900123", "source": "2A", "reply_safe": "NO"}, ""),
        ("CHILD", {"contact_way": "text", "contact_text": NUMBER}, "sms:07700900123"),
        ("CHILD", {"contact_way": "text", "contact_text": NUMBER | {"safe": "no"}}, ""),
        ("CHILD", {"contact_way": "call", "contact_call": NUMBER}, "tel:07700900123"),
        ("CHILD", {"contact_way": "school", "contact_school": "01632 960100"}, ""),
        ("CHILD", {"contact_way": "not_safe", "contact_call": NUMBER}, ""),
        ("PROFESSIONAL", {"sender_phone": NUMBER}, "tel:07700900123"),
        ("PROFESSIONAL", {"sender_phone": NUMBER | {"safe": "no"}}, ""),
        ("PROFESSIONAL", {"who": "01632 960100", "sender_phone": NUMBER}, "tel:07700900123"),
    ],
)
def test_sg_27_a_number_is_there_to_tap_only_as_its_owner_said_is_safe(channel, values, link):
    drawn = "".join(row["value"] for row in reach_to_tap(sent(channel, **values)))
    assert re.findall(r'href="([^"]+)"', drawn) == ([link] if link else [])


def test_the_sender_stands_beside_the_words(signed_in, screener, contact_arrives):
    contact = contact_arrives(sender_words="Nell, a neighbour", reply_to="07700 900123")
    page = page_of(contact, signed_in(screener))
    assert page.index("Shouting every night") < page.index("07700 900123") < page.index("Who it is about")
    assert "Nobody asked whether it is safe to use" in page
    assert 'href="tel:07700900123"' not in page  # nobody is rung by a slip who may not be safe to ring


def test_a_professionals_number_is_there_to_tap(signed_in, screener, contact_arrives):
    contact = contact_arrives(channel="PROFESSIONAL", sender_words="Dana, lead", reply_to="01632 960123")
    assert 'href="tel:01632960123"' in page_of(contact, signed_in(screener))
