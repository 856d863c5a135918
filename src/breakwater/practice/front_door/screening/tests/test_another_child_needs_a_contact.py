"""A brother or sister whom screening finds to need a contact has one at once; no decision passes them by (FD 2.3, rule of siblings)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Task
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals, siblings
from breakwater.practice.front_door.models import Contact, ReceiptLine, SiblingConsidered
from breakwater.practice.front_door.screening.operations import record, requirements
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make

MOTHER = AdultTold(
    "a1", {"named_as": "Mia Fish", "relation": "MTH", "reach_as_told": "01632 960222", "in_refuge": True}
)
FATHER = AdultTold("a2", {"named_as": "Jon Fish", "relation": "FTH", "do_not_contact_because": "He looks for them"})


@pytest.fixture
def brother(contact_arrives):
    return contact_arrives(arrivals.ChildTold(named_as="Ben Fish", adults=(MOTHER, FATHER)))


def thought(view="NEEDS", person=None, named_as="Ana Fish"):
    return record.ConsideredFacts(person=person, named_as=named_as, view=view, why="She lives there too")


def test_a_sister_who_needs_a_contact_has_one_with_its_clock_at_once(screener, brother, signed_in):
    browser = signed_in(screener)
    sent = {
        "child-named_as": "Ana Fish",
        "child-view": "NEEDS",
        "child-why": "She lives there too",
        "child-idempotency": str(uuid4()),
    }
    page = browser.post(reverse("front_door:considered", args=[brother.reference]), sent, follow=True)
    browser.post(reverse("front_door:considered", args=[brother.reference]), sent)
    with acting_as(screener):
        sister = Contact.objects.select_related("case").exclude(pk=brother.pk).get()
        assert sister.case.clocks.filter(rule="front_door.decision", stopped_at=None).count() == 1
        assert sister.received_at == brother.received_at
        mother, father = sister.named_people.order_by("pk")
        assert (mother.named_as, mother.relation, mother.in_refuge) == ("Mia Fish", "", True)
        assert father.do_not_contact_because == "He looks for them"
        assert not ReceiptLine.objects.filter(contact=sister).exists()
    assert f"{sister.reference} is made for Ana Fish" in page.content.decode()
    assert "Has a contact of their own" in page.content.decode()
    assert sister.reference in browser.get(reverse("front_door:board")).content.decode()
    assert sister.reference in browser.get(reverse("front_door:contact", args=[brother.reference])).content.decode()


def test_a_sister_on_record_is_matched_already(screener, brother):
    ana = make.person("Ana", "Fish")
    with acting_as(screener) as by:
        made = siblings.consider(brother, thought(person=ana, named_as=""), key=uuid4(), by=by, at=timezone.now())
        assert Contact.objects.get(pk=made.pk).child_id == ana.pk


def test_no_decision_passes_by_a_child_of_a_restricted_contact_who_needs_one(mash, screener, brother):
    with acting_as(make.intake()), connection.cursor() as cursor:
        readers = [screener.membership.user_id, make.actor("mash_manager", of=mash).membership.user_id]
        cursor.execute("select access.seal_row('case', %s, %s, 'apart', true, null)", [brother.case_id, readers])
    key, now = uuid4(), timezone.now()
    with acting_as(screener) as by:
        for _ in range(2):
            assert siblings.consider(brother, thought(), key=key, by=by, at=now) is None
        assert Contact.objects.count() == 1
        task = Task.objects.get(case=brother.case_id)
        assert (task.owner, task.due_at) == (by.membership, end_of(london_date(now)))
        assert requirements.SIBLING in requirements.missing(brother, "O1")
        assert requirements.SIBLING not in requirements.missing(brother, "O8")
        siblings.consider(brother, thought("OWN"), key=uuid4(), by=by, at=now)
        assert requirements.SIBLING not in requirements.missing(brother, "O1")
        assert SiblingConsidered.objects.count() == 2
