"""Police and health, asked to a strategy discussion, search their records by who the child is, where they live and with whom."""

from datetime import date
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.models import Agency
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make

LIVES = circumstances.Home(lines="4 Invented Road", postcode="PO1 1AA")


def test_who_is_asked_reads_who_the_child_is_where_they_live_and_who_their_family_is(
    screener, contact_arrives, signed_in
):
    child = make.person("Sam", "Sample", born_on=date(2016, 5, 4), born_precision="DAY")
    mother, brother = make.person("Mia", "Sample"), make.person("Ben", "Sample")
    police = make.membership(
        "agency_professional", of=make.team("Public protection", of=make.organisation("Police", "POLICE"))
    )
    acting = {"by": screener, "at": timezone.now()}
    with acting_as(screener):
        circumstances.move_to(person=child, home=LIVES, **acting)
        for other, code in ((mother, "MTH"), (brother, "SIB")):
            circumstances.relate(person=other, other=child, code=code, **acting)
        contact = claims.match(contact=contact_arrives(), person=child, was_new=False, searched={}, found=1, **acting)
        for other, capacity in ((mother, "PARENT"), (brother, "SIBLING")):
            cases.add_participant(case=contact.case, person=other, capacity=capacity, **acting)
        facts = discussions.DiscussionFacts(
            concern="A bruise",
            is_immediate=True,
            planned_for=timezone.now(),
            how="CALL",
            asked=[discussions.Asked(agency=Agency.POLICE, name=police.user.name, email=police.user.email)],
        )
        made = discussions.call(contact, facts, key=uuid4(), **acting)
    page = signed_in(police).get(reverse("front_door:strategy", args=[made.case.reference]))
    assert page.status_code == 200
    for words in ("4 May 2016", "4 Invented Road", "Mia Sample, mother", "Ben Sample, brother or sister"):
        assert words in page.content.decode(), words


def test_whoever_calls_a_discussion_is_offered_those_of_each_agency_who_have_an_account(
    screener, contact_arrives, signed_in
):
    police = make.membership(
        "agency_professional", of=make.team("Public protection", of=make.organisation("Police", "POLICE"))
    )
    left = make.membership("agency_professional", of=police.team, ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1))
    page = signed_in(screener).get(reverse("front_door:strategy_call", args=[contact_arrives().reference]))
    offered = page.content.decode().split('<datalist id="accounts-POLICE">')[1].split("</datalist>")[0]
    assert f'<option value="{police.user.email}">{police.user.name}, ' in offered
    assert left.user.email not in offered
    assert 'list="accounts-POLICE"' in page.content.decode()
