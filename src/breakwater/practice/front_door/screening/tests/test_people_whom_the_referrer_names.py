"""Adults whom the referrer names are people: matched by a person, with their addresses on agency checks; children of one form
are proposed as brothers and sisters."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Participant
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person, Relationship
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.from_answers import adults_of
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.information_requests import pages
from breakwater.practice.front_door.models import Contact, NamedPerson, SiblingDecision
from breakwater.practice.front_door.models.arrivals import IN_A_REFUGE
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import claims, named_people, provisional
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater.practice.front_door.screening.people_of_contact import people_of_contact
from breakwater.practice.front_door.screening.similar_contacts import alike
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in as browser_of
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in, words
from breakwater_dev.testing.telling import front_door as an_open_front_door

NOW = timezone.now
FATHER = AdultTold(
    "r2",
    {
        "named_as": "Jon Fish",
        "relation": "FTH",
        "parental_responsibility": "YES",
        "lives_with_child": "NO",
        "address_as_told": "9 Harbour Street",
        "postcode_as_told": "PO1 2AB",
        "born_as_told": "1984-03-02",
        "sex": "M",
        "reach_as_told": "01632 960111",
        "reach_is_safe": "NO",
    },
)
MOTHER = AdultTold(
    "r1",
    {
        "named_as": "Mia Fish",
        "relation": "MTH",
        "parental_responsibility": "YES",
        "lives_with_child": "YES",
        "sex": "F",
    },
)


def told(name: str, *adults: AdultTold, **more) -> arrivals.ChildTold:
    facts = {"address": "1 Invented Road", "postcode": "PO1 1AA"} | more
    return arrivals.ChildTold(named_as=name, adults=adults, **facts)


@pytest.fixture
def brothers(contact_arrives):
    """Two contacts of one form with the same mother and father."""
    return contact_arrives(told("Ana Fish", MOTHER, FATHER), told("Ben Fish", MOTHER, FATHER))


def at(name: str, contact: Contact, *more) -> str:
    return reverse(f"front_door:{name}", args=[contact.reference, *more])


def named(contact: Contact, relation: str) -> NamedPerson:
    return contact.named_people.select_related("contact__case", "contact__child", "person").get(relation=relation)


def match_child(contact: Contact, person: Person, by) -> Contact:
    claims.match(contact=contact, person=person, was_new=False, searched={}, found=1, by=by, at=NOW())
    return Contact.objects.select_related("case", "child").get(pk=contact.pk)


def enter(contact: Contact, relation: str, by, **facts) -> Person:
    """Enter someone named as a new record."""
    one = named(contact, relation)
    forename, surname = one.named_as.split()
    home = {name: facts.pop(name) for name in ("address", "postcode") if name in facts}
    person = people.NewPerson(**{"forename": forename, "surname": surname, "sex": one.sex} | facts)
    named_people.enter_named(
        one,
        named_people.NewRecord(person, **home),
        key=str(uuid4()),
        searched=named_people.Searched({"names": [one.named_as]}, 0),
        by=by,
        at=NOW(),
    )
    return named(contact, relation).person


def test_w1_a_father_with_parental_responsibility_is_on_the_contact_with_his_address_and_on_agency_checks(db):
    door = an_open_front_door()
    desk = browser_of(make.membership("lead_professional", of=make.team("Nurses", of=make.organisation(kind="HEALTH"))))
    family = CONTACT_PAGES["family"] | {
        "birth_father-all": "entered",
        "family-count": "2",
        "family-1-adult_name": "Jon Fish",
        "family-1-adult_relation-all": "FTH",
        "family-1-adult_lives_with_child": "no",
        "family-1-adult_parental_responsibility-all": "yes",
        "family-1-adult_address": "9 Harbour Street",
        "family-1-adult_address-postcode": "PO1 2AB",
        "family-1-adult_born-year": "1984",
        "family-1-adult_sex": "m",
    }
    agreement = CONTACT_PAGES["agreement"] | {
        "parent_told-r2": "yes",
        "agrees_contact-r2": "agrees",
        "agrees_help-r2": "yes",
    }
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here, CONTACT_PAGES | {"family": family, "agreement": agreement})
    assert desk.post(f"{here}send/").status_code == 302
    screener = make.actor("mash_screener", of=door)
    with acting_as(screener):
        ana, ben = Contact.objects.select_related("case").order_by("position")
        for contact in (ana, ben):
            assert [(one.named_as, one.relation) for one in contact.named_people.all()] == [
                ("Mia Fish", "MTH"),
                ("Jon Fish", "FTH"),
            ]
        found = {one.name: one for one in pages.people_to_ask_about(ana, on=date.today())}
    assert found["Jon Fish"].relation == "Father, holds parental responsibility"
    assert found["Jon Fish"].addresses == "9 Harbour Street, PO1 2AB"
    assert found["Jon Fish"].born == "1984"
    assert found["Mia Fish"].addresses == "1 Invented Road"  # she lives with the child
    page = words(browser_of(screener).get(at("contact", ana)))
    for line in ("Household and family", "Jon Fish", "Holds parental responsibility", "9 Harbour Street, PO1 2AB"):
        assert line in page, line


def test_sg_10_whoever_enters_a_new_record_is_told_what_was_searched_and_it_stays_with_the_contact(
    brothers, screener, signed_in
):
    ana, ben = brothers
    with acting_as(screener):
        father = named(ana, "FTH")
    browser = signed_in(screener)
    page = words(browser.get(at("named_person", ana, father.public_id)))
    assert "Nothing known" in page
    assert "Find Jon Fish" in page
    assert "Record provisionally" not in page  # that is for the child
    page = browser.get(at("new_named", ana, father.public_id))
    assert "Names: Jon Fish" in words(page)
    assert "9 Harbour Street" in words(page)
    sent = {
        "forename": "Jon",
        "surname": "Fish",
        "born-day": "2",
        "born-month": "3",
        "born-year": "1984",
        "sex": "M",
        "address": "9 Harbour Street",
        "postcode": "PO1 2AB",
        "idempotency": str(uuid4()),
    }
    for _ in range(2):  # the same press twice enters one person
        assert browser.post(at("new_named", ana, father.public_id), sent).status_code == 302
    with acting_as(screener):
        person = Person.objects.get(forename="Jon", surname="Fish")
        rows = list(NamedPerson.objects.filter(person=person))
        assert {row.contact_id for row in rows} == {ana.pk, ben.pk}
        assert all(row.was_new and row.searched["names"] == ["Jon Fish"] for row in rows)
        assert person.is_adult_in_a_childs_life
        assert person.addresses.get().said == "9 Harbour Street, PO1 2AB"
        assert person.contacts.get().safe_to_use == "NO"
        parts = Participant.objects.filter(person=person, ends_at=None)
        assert {(part.case_id, part.capacity) for part in parts} == {(ana.case_id, "PARENT"), (ben.case_id, "PARENT")}


def test_sg_15_an_adult_who_looks_the_same_is_offered_with_reasons_and_matched_by_a_person_alone(
    brothers, screener, signed_in
):
    ana, _ = brothers
    known = make.person("Jon", "Fish", born_on=date(1984, 3, 2), born_precision="DAY")
    with acting_as(make.intake()) as by:
        circumstances.move_to(
            person=known, home=circumstances.Home(lines="2 Elsewhere Close", postcode="PO9 9ZZ"), by=by, at=NOW()
        )
    with acting_as(screener):
        father = named(ana, "FTH")
        assert father.person is None
    browser = signed_in(screener)
    page = words(browser.get(at("named_person", ana, father.public_id)))
    assert "Same name" in page
    assert "Same date of birth" in page
    assert "It is this person" in page
    sent = {"person": known.public_id, "forename": "Jon", "surname": "Fish"}
    assert browser.post(at("choose_named", ana, father.public_id), sent).status_code == 302
    with acting_as(screener):
        assert named(ana, "FTH").person == known
        assert Person.objects.filter(surname="Fish", forename="Jon").count() == 1
        ana = Contact.objects.select_related("case", "child").get(pk=ana.pk)
        conflicts = people_of_contact(ana, on=date.today()).conflicts
        asked_about = next(one for one in pages.people_to_ask_about(ana, on=date.today()) if one.name == "Jon Fish")
    assert conflicts == [
        "Address of Jon Fish: the referrer says 9 Harbour Street, PO1 2AB. Our record says 2 Elsewhere Close, PO9 9ZZ."
    ]
    assert asked_about.addresses.splitlines() == ["2 Elsewhere Close, PO9 9ZZ", "9 Harbour Street, PO1 2AB"]


def test_what_they_are_to_the_child_is_recorded_with_its_source_whichever_is_matched_first(brothers, screener):
    ana, ben = brothers
    with acting_as(screener) as by:
        father = enter(ana, "FTH", by)
        assert not Relationship.objects.exists()  # no child is matched yet
        ana = match_child(ana, make.person("Ana", "Fish"), by)
        mother = enter(ana, "MTH", by)
        rows = {row.code: row for row in Relationship.objects.filter(other=ana.child)}
    assert (rows["FTH"].person_id, rows["MTH"].person_id) == (father.pk, mother.pk)
    assert (rows["FTH"].holds_parental_responsibility, rows["FTH"].lives_in_household) == (True, False)
    assert (rows["MTH"].holds_parental_responsibility, rows["MTH"].lives_in_household) == (True, True)
    assert {row.source for row in rows.values()} == {ana.reference}
    assert rows["FTH"].recorded_by_id == screener.pk


def test_a_form_changes_nothing_that_is_on_record_and_says_where_the_two_differ(brothers, screener, signed_in):
    ana, _ = brothers
    child, stepmother = make.person("Ana", "Fish"), make.person("Julie", "Reed")
    father = make.person("Jon", "Fish")
    with acting_as(make.intake()) as by:
        circumstances.relate(
            person=stepmother,
            other=child,
            code="MTH",
            facts=circumstances.TieFacts(holds_parental_responsibility=True),
            by=by,
            at=NOW(),
        )
        circumstances.relate(
            person=father,
            other=child,
            code="FTH",
            facts=circumstances.TieFacts(holds_parental_responsibility=False),
            by=by,
            at=NOW(),
        )
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="2 Invented Road", postcode="PO1 1AA"), by=by, at=NOW()
        )
    with acting_as(screener) as by:
        ana = match_child(ana, child, by)
        named_people.match_named(
            named=named(ana, "FTH"), person=father, searched=named_people.Searched(), by=by, at=NOW()
        )
        row = Relationship.objects.get(person=father, other=child)
    assert (row.holds_parental_responsibility, row.source) == (False, "")
    page = words(signed_in(screener).get(at("contact", ana)))
    for line in (
        "Mother: the referrer names Mia Fish. Our record has Julie Reed.",
        "Parental responsibility of Jon Fish: the referrer says that this person holds it.",
        "Address of Ana Fish: the referrer says 1 Invented Road, PO1 1AA. Our record says 2 Invented Road, PO1 1AA.",
    ):
        assert line in page, line


def test_sg_19_who_holds_responsibility_is_said_in_one_way_that_the_form_beside_it_does_not_contradict(
    brothers, screener, signed_in
):
    ana, ben = brothers
    with acting_as(screener) as by:
        child = make.person("Ana", "Fish")
        ana = match_child(ana, child, by)
    browser = signed_in(screener)
    nobody = "Nobody confirmed on the record, as far as your role can see"
    page = words(browser.get(at("contact", ana)))
    assert f"{nobody}. As told, not confirmed: Mia Fish (mother), Jon Fish (father)" in page
    assert nobody in words(browser.get(reverse("casework:person", args=[child.public_id])))
    with acting_as(screener) as by:
        enter(ana, "FTH", by)
    page = words(browser.get(at("contact", ana)))
    assert "Jon Fish (father). As told, not confirmed: Mia Fish (mother)" in page
    assert nobody not in page


def test_a_match_taken_back_ends_what_this_contact_alone_was_the_source_of(brothers, screener):
    ana, ben = brothers
    with acting_as(screener) as by:
        wrong, right = make.person("Ann", "Fish"), make.person("Ana", "Fish")
        ana = match_child(ana, wrong, by)
        father = enter(ana, "FTH", by)
        ana = match_child(ana, right, by)
        rows = {row.other_id: row for row in Relationship.objects.filter(person=father)}
        assert rows[wrong.pk].was_mistaken
        assert rows[right.pk].ends_on is None
        other = make.person("John", "Fish")
        named_people.match_named(
            named=named(ana, "FTH"), person=other, searched=named_people.Searched(), by=by, at=NOW()
        )
        assert not Participant.objects.filter(case=ana.case_id, person=father, ends_at=None).exists()
        assert Relationship.objects.get(person=father, other=right).was_mistaken
        assert Relationship.objects.get(person=other, other=right).ends_on is None


def test_children_of_one_form_are_proposed_as_brothers_and_sisters_and_a_person_says(brothers, screener, signed_in):
    ana, ben = brothers
    browser = signed_in(screener)
    assert "Proposed as a brother or sister" in words(browser.get(at("contact", ana)))
    with acting_as(screener) as by:
        with pytest.raises(named_people.NotMatchedYet):
            named_people.decide_siblings(contact=ana, other=ben, code="SIB", by=by, at=NOW())
        ana, ben = match_child(ana, make.person("Ana", "Fish"), by), match_child(ben, make.person("Ben", "Fish"), by)
        assert not Relationship.objects.exists()  # proposed, never recorded by itself
    assert "Say what they are to each other" in words(browser.get(at("contact", ana)))
    page = browser.get(at("named_people", ana)).content.decode()
    assert f'name="s{ben.pk}"' in page
    for _ in range(2):
        assert browser.post(at("named_people", ana), {f"s{ben.pk}": "HSB"}).status_code == 302
    with acting_as(screener):
        row = Relationship.objects.get()
        assert (row.code, {row.person, row.other}) == ("HSB", {ana.child, ben.child})
        assert SiblingDecision.objects.count() == 1
        siblings = Participant.objects.filter(capacity="SIBLING", ends_at=None)
        assert {(part.case_id, part.person_id) for part in siblings} == {
            (ana.case_id, ben.child_id),
            (ben.case_id, ana.child_id),
        }
        assert [one.sibling_code for one in named_people.people_of(ben) if one.sibling] == ["HSB"]
    assert "Half-brother or half-sister" in words(browser.get(at("contact", ben)))


def test_two_children_who_are_not_related_are_said_to_be_so_and_proposed_no_more(brothers, screener, signed_in):
    ana, ben = brothers
    with acting_as(screener) as by:
        ana, ben = match_child(ana, make.person("Ana", "Fish"), by), match_child(ben, make.person("Ben", "Pike"), by)
    browser = signed_in(screener)
    browser.post(at("named_people", ana), {f"s{ben.pk}": "none"})
    page = words(browser.get(at("named_people", ben)))
    assert "Not a brother or sister" in page
    assert "What are" not in page
    with acting_as(screener):
        assert not Relationship.objects.exists()


def test_sg_18_a_restricted_sister_is_named_to_nobody_beside_her_brother(brothers, screener, manager, signed_in, mash):
    ana, ben = brothers
    with acting_as(screener) as by:
        ana, ben = match_child(ana, make.person("Ana", "Fish"), by), match_child(ben, make.person("Ben", "Fish"), by)
        named_people.decide_siblings(contact=ana, other=ben, code="SIB", by=by, at=NOW())
    readers = [make.actor("mash_manager", of=mash).membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'protected', false, null)", [ana.child_id, readers])
    with acting_as(screener):
        assert [one.named.relation for one in named_people.people_of(ben)] == ["MTH", "FTH"]
        assert not SiblingDecision.objects.exists()
        assert not Participant.objects.filter(case=ben.case_id, capacity="SIBLING").exists()
    for name in ("contact", "named_people"):
        assert "Ana" not in words(signed_in(screener).get(at(name, ben)))


def test_sg_13_a_protected_mother_is_neither_offered_nor_drawn_and_the_page_says_the_same(
    brothers, screener, signed_in, mash
):
    ana, _ = brothers
    hidden = make.person("Mia", "Fish")
    with acting_as(screener):
        mother = named(ana, "MTH")
    browser = signed_in(screener)
    before = words(browser.get(at("named_person", ana, mother.public_id)))
    assert "Could be the same person" in before or "Looks like the same person" in before
    readers = [make.actor("mash_manager", of=mash).membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('person', %s, %s, 'protected', false, null)", [hidden.pk, readers])
    after = words(browser.get(at("named_person", ana, mother.public_id)))
    assert "Nothing known" in after
    assert "same person" not in after
    sent = {"person": hidden.public_id, "forename": "Mia"}
    assert "not available to you" in words(browser.post(at("choose_named", ana, mother.public_id), sent))


def test_no_address_of_a_refuge_is_kept_or_put_on_a_check_and_a_withheld_one_stays_withheld(contact_arrives, screener):
    values = {
        "children": [{"_row": "c1"}],
        "family": [
            {
                "_row": "r1",
                "adult_name": "Mia Fish",
                "adult_relation": {"each": {"all": {"code": "MTH"}}},
                "adult_lives_with_child": "yes",
                "adult_address": {"instead": "refuge", "lines": "4 Secret Way", "postcode": "PO1 1AA"},
            },
        ],
    }
    adults = adults_of(values, "c1")
    assert "Secret" not in str(adults)
    contact = contact_arrives(told("Ana Fish", *adults))
    with acting_as(screener) as by:
        mia = next(one for one in pages.people_to_ask_about(contact, on=date.today()) if one.name == "Mia Fish")
        assert mia.addresses == ""
        other = contact_arrives(told("Bea Fish", MOTHER))
        mother = make.person("Mia", "Fish")
        circumstances.move_to(person=mother, home=circumstances.Home(kind="REFUGE"), by=by, at=NOW())
        named_people.match_named(
            named=named(other, "MTH"), person=mother, searched=named_people.Searched(), by=by, at=NOW()
        )
        other = Contact.objects.select_related("case", "child").get(pk=other.pk)
        found = people_of_contact(other, on=date.today())
        mia = next(one for one in pages.people_to_ask_about(other, on=date.today()) if one.name == "Mia Fish")
    assert found.conflicts == []  # where the record withholds an address, nothing is said of another
    assert mia.addresses == ""


def enter_child(contact: Contact, by, **home) -> Contact:
    claims.enter_and_match(
        contact,
        named_people.NewRecord(people.NewPerson(forename="Ana", surname="Fish"), **home),
        key=str(uuid4()),
        searched={},
        found=0,
        by=by,
        at=NOW(),
    )
    return Contact.objects.select_related("case", "child").get(pk=contact.pk)


def homes(person: Person) -> list[tuple[str, str]]:
    return list(person.addresses.filter(ends_on=None).values_list("kind", "lines"))


@pytest.mark.parametrize("provisionally", [False, True])
def test_sg_27_a_refuge_that_was_told_is_a_refuge_on_every_record_made_from_the_contact(
    contact_arrives, screener, provisionally
):
    mother = AdultTold("r1", MOTHER.facts)
    contact = contact_arrives(told("Ana Fish", mother, FATHER, address=IN_A_REFUGE, postcode=""))
    with acting_as(screener) as by:
        assert "address" not in candidates.facts_told(contact)
        if provisionally:
            provisional.record_provisionally(contact=contact, by=by, at=NOW())
            contact = Contact.objects.select_related("case", "child").get(pk=contact.pk)
        else:
            contact = enter_child(contact, by, address="4 Secret Way", postcode="PO1 1AA")
        assert homes(contact.child) == [("REFUGE", "")]
        assert homes(enter(contact, "MTH", by, address="4 Secret Way")) == [("REFUGE", "")]
        assert homes(enter(contact, "FTH", by, address="9 Harbour Street")) == [("HOME", "9 Harbour Street")]


def test_two_families_in_refuges_are_not_alike_for_their_address(contact_arrives, screener):
    one = contact_arrives(told("Ana Fish", address=IN_A_REFUGE, postcode=""))
    contact_arrives(told("Bo Other", address=IN_A_REFUGE, postcode=""))
    with acting_as(screener):
        assert alike(one, NOW()) == []


def test_sg_27_whom_nobody_should_contact_stands_on_their_record_and_leaves_it_with_a_wrong_match(
    contact_arrives, screener
):
    why = "He must not learn where they are"
    father = AdultTold("r2", FATHER.facts | {"do_not_contact_because": why})
    contact = contact_arrives(told("Ana Fish", MOTHER, father))
    with acting_as(screener) as by:
        assert enter(contact, "MTH", by).care_with_contact == ""
        assert enter(contact, "FTH", by).care_with_contact == why
        wrong, warned = make.person("John", "Fish"), make.person("Jon", "Fish")
        people.take_care(person=warned, words="Ask the police first", by=by, at=NOW())
        for person in (wrong, warned):
            named_people.match_named(
                named=named(contact, "FTH"), person=person, searched=named_people.Searched(), by=by, at=NOW()
            )
        assert Person.objects.get(pk=wrong.pk).care_with_contact == ""
        assert Person.objects.get(pk=warned.pk).care_with_contact == "Ask the police first"


def test_the_same_adult_is_each_childs_own_relation():
    values = {
        "children": [{"_row": "c1"}, {"_row": "c2"}],
        "family": [
            {
                "_row": "r1",
                "adult_name": "Jon Fish",
                "adult_relation": {"each": {"c1": {"code": "FTH"}, "c2": {"code": "STF"}}},
                "adult_parental_responsibility": {"each": {"c1": "yes", "c2": {"state": "not_asked"}}},
                "adult_lives_with_child": {"state": "not_known"},
                "adult_flags": ["alleged_harm"],
            },
            {"_row": "r2", "adult_name": "A Teacher", "adult_relation": {"each": {"all": {"code": "PRO"}}}},
            {"_row": "r3"},
        ],
    }
    (first,), (second,) = adults_of(values, "c1"), adults_of(values, "c2")
    assert (first.facts["relation"], first.facts["parental_responsibility"]) == ("FTH", "YES")
    assert (second.facts["relation"], second.facts["parental_responsibility"]) == ("STF", "NOT_ASKED")
    assert (first.facts["lives_with_child"], first.facts["parts"]) == ("NOT_KNOWN", ["alleged_harm"])


@pytest.mark.parametrize(
    "shape", [None, "typed", 7, [], [None], [{"adult_relation": "x", "adult_name": {"state": "not_known"}}]]
)
def test_any_shape_of_a_form_is_survived(shape):
    assert isinstance(adults_of({"family": shape}, "c1"), tuple)


def test_the_page_asks_as_many_queries_for_one_adult_as_for_five(
    contact_arrives, screener, django_assert_max_num_queries
):
    one = contact_arrives(told("Ana Fish", MOTHER))
    many = contact_arrives(
        told("Ben Fish", *(AdultTold(f"r{n}", MOTHER.facts | {"named_as": f"Mia Fish{n}"}) for n in range(5)))
    )
    counts = []
    with acting_as(screener) as by:
        for contact in (one, many):
            for row in contact.named_people.all():
                named_people.match_named(
                    named=row,
                    person=make.person(*row.named_as.split()),
                    searched=named_people.Searched(),
                    by=by,
                    at=NOW(),
                )
            contact = Contact.objects.select_related("case", "child").get(pk=contact.pk)
            with django_assert_max_num_queries(30) as asked_of:
                people_of_contact(contact, on=date.today())
            counts.append(len(asked_of))
    assert counts[0] == counts[1]


def test_sg_10_a_child_of_the_form_is_never_offered_as_their_own_mother(brothers, screener, signed_in):
    ana, ben = brothers
    records = [make.person(*one.named_as.split()) for one in (ana, ben)]
    with acting_as(screener):
        for record in records:
            circumstances.move_to(
                person=record,
                home=circumstances.Home(lines="1 Invented Road", postcode="PO1 1AA"),
                by=screener,
                at=NOW(),
            )
        children = [match_child(one, record, screener) for one, record in zip((ana, ben), records, strict=True)]
        mother = named(ana, "MTH")
    browser = signed_in(screener)
    page = words(browser.get(at("named_person", ana, mother.public_id)))
    assert "It is this person" not in page
    assert "Nothing known" in page
    for child in children:
        answer = browser.post(
            at("choose_named", ana, mother.public_id), {"person": child.child.public_id, "forename": "Mia"}
        )
        assert "That is a child this contact is about" in words(answer)
    with acting_as(screener):
        assert named(ana, "MTH").person is None
