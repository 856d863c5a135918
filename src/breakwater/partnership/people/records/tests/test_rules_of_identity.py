"""Each rule of identity has one home, and nothing asks the same in words of its own (SG-13, SG-15)."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

import breakwater
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.models import Address, Identifier, Person, Relationship
from breakwater.partnership.people.records.operations import circumstances, endings, people, restrictions
from breakwater_dev.testing import factories as make

PACKAGE = Path(breakwater.__file__).parent
ASKED_ELSEWHERE = re.compile(r"merged_into(__isnull)?=|was_mistaken=False|Guard\.objects\.(filter|exclude)|guards__")


@pytest.fixture
def manager(db):
    with acting_as(make.membership("mash_manager")) as by:
        yield by


def related(mother: Person, child: Person, by) -> Relationship:
    return circumstances.relate(person=mother, other=child, code="MTH", by=by, at=timezone.now())


def test_a_guarded_person_is_drawn_compared_and_found_for_nobody_not_even_their_readers(manager):
    guarded, sister, mother = make.person("Zephyr"), make.person("Isla"), make.person("Mo")
    number = people.add_identifier(person=guarded, scheme="NHS", value="9434765919", by=manager, at=timezone.now())
    circumstances.move_to(
        person=guarded, home=circumstances.Home(lines="1 Sea Road", postcode="PO4 8AA"), by=manager, at=timezone.now()
    )
    related(mother, guarded, manager)
    drawn = related(mother, sister, manager)
    readers = [manager.membership, make.membership("mash_manager")]
    restrictions.restrict(
        person=guarded, readers=readers, reason="adopted", breakable=False, by=manager, at=timezone.now()
    )

    with acting_as(readers[0]):
        assert Person.objects.filter(pk=guarded.pk).exists()
        assert not Person.objects.drawable().filter(pk=guarded.pk).exists()
        assert list(Relationship.objects.present().of([mother]).drawable()) == [drawn]
        assert not Address.objects.present_homes().unguarded().exists()
        assert list(Identifier.objects.checked()) == [number]
        assert not Identifier.objects.finding().exists()
        assert not Identifier.objects.telling_who().exists()


def test_a_merged_record_is_not_in_use_and_neither_is_what_it_says_again(manager):
    kept, other, child = make.person("Mo", "Carter"), make.person("Mo", "Carter"), make.person("Isla")
    related(other, child, manager)
    merging.merge(kept=kept, other=other, because="one woman", by=manager, at=timezone.now(), key=uuid4())

    assert set(Person.objects.in_use()) == {kept, child}
    assert [row.person for row in Relationship.objects.present().of([child]).drawable()] == [kept]


def test_a_number_that_was_entered_wrongly_finds_nobody_and_one_that_fails_its_check_tells_nobody(manager):
    child, at = make.person("Isla"), timezone.now()
    wrong = people.add_identifier(person=child, scheme="NHS", value="9434765919", by=manager, at=at)
    endings.end_identifier(identifier=wrong, because="a slip", mistaken=True, by=manager, at=at)
    failing = people.add_identifier(
        person=child, scheme="UPN", value="Z99", kept_despite="as the school writes it", by=manager, at=at
    )

    assert list(Identifier.objects.finding()) == [failing]
    assert not Identifier.objects.telling_who().exists()


def test_no_number_tells_who_a_child_is_whom_only_a_person_may_name(manager):
    child = make.person(description="toddler at flat 12", is_provisional=True)
    people.add_identifier(person=child, scheme="NHS", value="9434765919", by=manager, at=timezone.now())

    assert Identifier.objects.finding().exists()
    assert not Identifier.objects.telling_who().exists()


def test_nothing_else_asks_for_these_rules_in_words_of_its_own():
    home = PACKAGE / "partnership" / "people" / "models"
    others = (
        PACKAGE / "knowledge" / "training",  # the doubles of delegates, who are staff: it knows no child
        PACKAGE / "improvement" / "learning" / "deaths",  # records of one death become one, whoever the child is
    )
    asking = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts)
        and not (path.is_relative_to(home) or any(map(path.is_relative_to, others)))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ASKED_ELSEWHERE.search(line)
    ]
    assert asking == []
