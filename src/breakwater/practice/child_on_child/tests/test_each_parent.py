"""Each parent or carer who may be told counts by themselves: that one may not be told says nothing of the other (PL 9.3, SG-27)."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import support
from breakwater.practice.child_on_child.models import IncidentChild, Parent
from breakwater_dev.testing.incidents import child_in, opened
from breakwater_dev.testing.telling import words

AFRAID = {"why": "She is afraid of him"}


def parent(child, dsl, who, told, **more):
    on = {"told_by": "Dana Lead", "told_on": timezone.localdate()} if told == "TOLD" else {}
    with acting_as(dsl) as by:
        facts = support.ParentFacts(who, told, **on | more)
        return support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())


def due(made, dsl) -> list[str]:
    with acting_as(dsl):
        found = lookup.due_of(lookup.whole(made), london_date(timezone.now()))
        return [each.words for each in found if "or say why not: child affected" in each.words]


def test_one_who_must_not_be_told_leaves_the_other_to_tell(dsl):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    assert due(made, dsl) == ["Tell the parents, or say why not: child affected"]
    parent(child, dsl, "Her father", "RISK", **AFRAID)
    assert due(made, dsl) == ["Tell the other parent or carer, or say why not: child affected"]
    parent(child, dsl, "Her mother", "NOT_YET", another="NO")
    assert due(made, dsl) == ["Tell Her mother, or say why not: child affected"]


def test_one_who_was_told_leaves_whoever_is_not_recorded_yet(dsl):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    parent(child, dsl, "Her mother", "TOLD", another="YES")
    assert due(made, dsl) == ["Tell the other parent or carer, or say why not: child affected"]
    parent(child, dsl, "Her father", "RISK", another="NO", **AFRAID)
    assert due(made, dsl) == []


def test_a_child_with_one_parent_who_must_not_be_told_has_nobody_to_tell(dsl):
    made = opened(dsl, "VERBAL")
    parent(child_in(made, "HARMED", dsl), dsl, "Her father", "RISK", another="NO", **AFRAID)
    assert due(made, dsl) == []


def test_the_form_asks_whether_there_is_another(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    child = child_in(made, "HARMED", dsl)
    browser, address = signed_in(dsl), reverse("child_on_child:parents", args=[child.public_id])
    said = {"idempotency": uuid4(), "who": "Her father", "told": "RISK", "why": "She is afraid of him"}
    assert "Choose whether there is another parent or carer" in words(browser.post(address, said))
    browser.post(address, said | {"another": "YES"})
    with acting_as(dsl):
        assert Parent.objects.get().told == "RISK"
        assert IncidentChild.objects.get(pk=child.pk).parents_told == "NOT_YET"
