"""Is this child known? Found through slips and spellings, in bands with reasons, and never past the wall."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import AlsoKnownAs, PersonSearch
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater.partnership.people.search import comparing
from breakwater.partnership.people.search.matching import Band, compare, find
from breakwater_dev.testing import factories as make

BORN = PartDate(2014, 3, 9)


@pytest.fixture
def screener(db):
    return make.actor("mash_screener")


def known(forename, surname, *, born=BORN, lines="", postcode="", **more):
    """Someone entered by the area's intake, with a home where one is given."""
    with acting_as(make.intake()) as by:
        person = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=born, **more),
            by=by,
            at=timezone.now(),
        )
        if lines or postcode:
            circumstances.move_to(
                person=person, home=circumstances.Home(lines=lines, postcode=postcode), by=by, at=timezone.now()
            )
    return person


def found(actor, **asked):
    with acting_as(actor):
        return find(**asked)


def ids(candidates):
    return [candidate.person_id for candidate in candidates]


def test_a_child_typed_exactly_is_the_same_with_reasons(screener):
    child = known("Jamal", "Husain", lines="12 High Street", postcode="PO1 2AB")
    known("Zofia", "Nowak")
    best = found(screener, text="jamal husain 9 march 2014 po1 2ab")[0]
    assert (best.person_id, best.band) == (child.pk, Band.SAME)
    assert best.reasons == ("same name", "same date of birth", "same postcode")
    assert best.against == ()


@pytest.mark.parametrize(
    "typed",
    [
        "jamal hussein 9/3/2014",  # another spelling
        "jaml husain 9/3/2014",  # a letter left out
        "husain jamal 9/3/2014",  # swapped names
        "Husain, Jamal 2014",
        "jamal husain 2014",  # the year alone
        "jamal husain march 2014",
        "jamal husain 3/9/2014",  # day and month swapped
        "jamal husain",
        "jammal husian",  # slips in both
        "JAMAL HUSAIN-KHAN 2014",
        "j husain 9/3/2014",
    ],
)
def test_a_child_is_found_through_slips(screener, typed):
    child = known("Jamal", "Husain")
    for other in (("Jamie", "Hudson"), ("Jasmin", "Hussey"), ("Harun", "Jamil")):
        known(*other, born=PartDate(2012, 5, 1))
    assert ids(found(screener, text=typed))[:1] == [child.pk]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (("Zoë", "Kamiński"), "zoe kaminski"),
        (("Siobhán", "O’Brien"), "siobhan o'brien"),
        (("Siobhán", "O’Brien"), "shivaun o brien"),
        (("Zoe", "Kaminski"), "Zoë KamiÅ„ski"),
        (("Eva-Rose", "Smith-Jones"), "eva jones"),
        (("William", "McDonald"), "bill mac donald"),
    ],
)
def test_accents_apostrophes_hyphens_and_nicknames_do_not_hide_a_child(screener, name, typed):
    child = known(*name)
    assert ids(found(screener, text=f"{typed} 2014"))[:1] == [child.pk]


def test_reasons_say_that_day_and_month_are_swapped_and_names_too(screener):
    known("Jamal", "Husain")
    best = found(screener, forename="Husain", surname="Jamal", born=PartDate(2014, 9, 3))[0]
    assert "forename and surname swapped" in best.reasons
    assert "day and month swapped" in best.reasons


def test_a_twin_is_possible_and_never_the_same(screener):
    known("Amina", "Khan", lines="1 Sea Road", postcode="PO4 8AA")
    twin = found(screener, forename="Yusra", surname="Khan", born=BORN, postcode="PO4 8AA", address="1 Sea Road")[0]
    assert twin.band == Band.POSSIBLE
    assert twin.against == ("another forename",)


def test_a_twin_whose_name_has_the_same_consonants_is_never_the_same(screener):
    known("Isa", "Ali", postcode="PO4 8AA")
    assert found(screener, forename="Ayesha", surname="Ali", born=BORN, postcode="PO4 8AA")[0].band == Band.POSSIBLE


@pytest.mark.parametrize(
    ("asked", "band"),
    [
        ({"postcode": "PO1 2AB", "address": "12 High Street"}, Band.SAME),
        ({"postcode": "PO1 2AB", "address": "12 High Street", "born": PartDate(2014)}, Band.SAME),
        ({"postcode": "PO1 2AB", "address": "12 High Street", "born": PartDate(2015)}, Band.POSSIBLE),
        ({"postcode": "PO1 2AC", "address": "12 High Street", "born": PartDate(2014)}, Band.POSSIBLE),
        ({"born": PartDate(2014)}, Band.POSSIBLE),
        ({}, Band.POSSIBLE),
    ],
)
def test_both_names_are_the_same_child_only_with_a_birth_or_a_home(screener, asked, band):
    child = known("Jamal", "Husain", lines="12 High Street", postcode="PO1 2AB")
    assert found(screener, forename="Jamal", surname="Husain", **asked)[0].band == band
    with acting_as(screener):
        assert compare(child, forename="Jamal", surname="Husain", **asked).band == band
        assert compare(child) is None


def test_another_date_of_birth_speaks_against(screener):
    known("Jamal", "Husain", born=PartDate(2009, 12, 25))
    best = found(screener, forename="Jamal", surname="Husain", born=BORN)[0]
    assert best.band != Band.SAME
    assert "another date of birth" in best.against


def test_a_former_name_another_name_and_a_known_as_name_are_searched(screener):
    child = known("Mary", "Brown", known_as="Molly")
    with acting_as(make.intake()) as by:
        people.rename(person=child, names=people.Names(surname="Atherstone"), by=by, at=timezone.now())
        people.add_other_name(person=child, by=by, at=timezone.now(), forename="Maura", kind="SPELLING")
    for typed in ("mary brown 2014", "molly atherstone 2014", "maura atherstone 2014", "mary atherstone 2014"):
        assert ids(found(screener, text=typed)) == [child.pk]
    assert "by a former name" in found(screener, text="mary brown 2014")[0].reasons


def test_a_child_who_bears_another_surname_by_now_is_found_by_a_rare_forename_beside_a_namesake(screener):
    child = known("Zakariya", "Khan")
    known("Zakariya", "Nowak", born=PartDate(2009, 1, 4))
    namesake = known("Zakariya", "Begum", born=PartDate(2009, 1, 4))
    answers = found(screener, forename="Zakariya", surname="Begum")
    assert answers[0].person_id == namesake.pk
    assert child.pk in ids(answers)
    assert {a.band for a in answers[1:]} == {Band.WEAK}
    assert child.pk not in ids(found(screener, forename="Zakariya", surname="Begum", born=PartDate(2001, 7, 2)))


def test_a_short_name_finds_a_spelling_that_no_list_of_variants_has(screener):
    child = known("Mahamed", "Able", postcode="PO2 8QS")
    known("Mabel", "Able", postcode="PO2 8QS")
    assert ids(found(screener, text="mo able 2014 po2 8qs"))[:1] == [child.pk]


def test_a_part_date_is_compared_as_far_as_it_is_known(screener):
    by_year = known("Ana", "Silva", born=PartDate(2014))
    best = found(screener, forename="Ana", surname="Silva", born=BORN)[0]
    assert (best.person_id, "same year of birth" in best.reasons) == (by_year.pk, True)


def test_when_many_are_alike_the_answer_says_what_would_settle_it(screener):
    for day in (1, 2, 3):
        known("Mohammed", "Ali", born=PartDate(2014, 5, day))
    assert found(screener, text="mohamed ali").advice == (
        "Several people are alike. A date of birth or an address would settle it."
    )
    assert found(screener, text="mohamed ali 2/5/2014").advice == ""


def test_two_who_are_alike_are_advised_of_and_one_alone_is_not(screener):
    known("Mohammed", "Ali")
    assert found(screener, text="mohamed ali").advice == ""
    known("Mohammed", "Ali", born=PartDate(2012, 5, 1))
    assert (
        found(screener, text="mohamed ali po1 2ab").advice
        == "Several people are alike. A date of birth would settle it."
    )
    assert found(screener, text="mohamed ali 2014 po1 2ab").advice == ""


def test_sg_10_an_answer_states_what_was_searched(screener):
    nothing = found(screener, text="o'brien sean 3 march 2015 PO2 8AA")
    assert (len(nothing), nothing.said) == (0, "o'brien sean; 3 March 2015; PO2 8AA")


def test_asking_nothing_finds_nobody(screener):
    known("Jamal", "Husain")
    assert found(screener, text="  ") == []


@pytest.mark.parametrize(
    "typed", ["62 Feather Street", "62 feather st", "62 Feather Street, Portsmouth", "born 2014, 62 Feather St"]
)
def test_an_address_alone_finds_who_lives_there_without_a_postcode(screener, typed):
    child = known("Grace", "Example", lines="62 Feather Street, Portsmouth", postcode="PO2 9QL")
    known("Other", "Example", lines="6 Feather Street, Portsmouth", postcode="PO2 9QL", born=PartDate(2011, 3, 9))
    known("Another", "Nowak", lines="620 Feather Street", postcode="PO2 9QL", born=PartDate(2011, 3, 9))
    candidates = found(screener, text=typed)
    assert ids(candidates) == [child.pk]
    assert "same address" in candidates[0].reasons


@pytest.mark.parametrize("typed", ["Flat 2, 62 Feather Street", "flat 2 62 feather st"])
def test_a_flat_is_found_by_its_address_alone(screener, typed):
    child = known("Grace", "Example", lines="Flat 2, 62 Feather Street, Portsmouth", postcode="PO2 9QL")
    known(
        "Other",
        "Example",
        lines="Flat 21, 62 Feather Street, Portsmouth",
        postcode="PO2 9QL",
        born=PartDate(2011, 3, 9),
    )
    assert ids(found(screener, address=typed)) == [child.pk]


def test_a_house_with_a_letter_is_the_same_house_whatever_stands_after_the_street():
    kept, told = "12a high street southsea", "12a high street portsmouth"
    assert comparing.addresses(told, kept, True) == "same house"
    assert comparing.addresses("12b high street", kept, True) == "other house"


def test_sg_13_an_address_alone_finds_nobody_behind_the_wall(screener):
    child = known("Grace", "Example", lines="62 Feather Street", postcode="PO2 9QL")
    outsider = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other", "SCHOOL")))
    assert found(outsider, text="62 Feather Street") == []
    assert ids(found(screener, address="62 Feather Street")) == [child.pk]


def test_a_number_that_was_searched_is_said_and_not_repeated(screener):
    answer = found(screener, text="999 000 0344")
    assert answer.said == "an NHS number"


def test_a_number_that_passes_its_check_finds_its_child(screener):
    child = known("Jamal", "Husain")
    with acting_as(make.intake()) as by:
        people.add_identifier(person=child, scheme="NHS", value="943 476 5919", by=by, at=timezone.now())
    assert found(screener, text="943 476 5919")[0].reasons == ("same NHS number",)


# The wall


def test_without_an_actor_nobody_is_found(db):
    known("Jamal", "Husain")
    assert find(text="jamal husain") == []


@pytest.mark.parametrize("breakable", [True, False])
def test_sg_13_a_sealed_best_match_changes_no_word_and_no_count(screener, breakable):
    other = known("Jamal", "Husayn", born=PartDate(2014, 3, 10))
    before = found(screener, text="jamal husain 9/3/2014")
    hidden = known("Jamal", "Husain")
    readers = [make.membership("mash_manager"), make.membership("mash_manager")]
    with acting_as(make.intake()) as by:
        restrictions.restrict(
            person=hidden, readers=readers, reason="adoption", by=by, at=timezone.now(), breakable=breakable
        )
    after = found(screener, text="jamal husain 9/3/2014")
    assert (list(after), after.advice) == (list(before), before.advice)
    of_a_reader = ids(found(make.actor("mash_manager", user=readers[0].user), text="jamal husain 9/3/2014"))
    assert of_a_reader == ([hidden.pk, other.pk] if breakable else [other.pk])  # adopted: compared with nobody at all


def test_many_hidden_namesakes_do_not_take_the_place_of_one_who_may_be_seen(screener):
    child = known("Jamal", "Husain", born=PartDate(2010, 1, 1))
    for _ in range(3):
        known("Jamal", "Husain", born=PartDate(2010, 1, 1))
    readers = [make.membership("mash_manager"), make.membership("mash_manager")]
    with acting_as(make.intake()) as by:
        for hidden in PersonSearch.objects.exclude(person=child).select_related("person"):
            restrictions.restrict(
                person=hidden.person, readers=readers, reason="a colleague's", by=by, at=timezone.now()
            )
    assert ids(found(screener, text="jamal husain 2010", limit=2)) == [child.pk]


def test_a_barred_human_does_not_find_the_child(screener):
    child = known("Jamal", "Husain")
    with acting_as(make.intake()) as by:
        restrictions.bar(
            person=child, human=screener.membership.user, because="the child is their own", by=by, at=timezone.now()
        )
    assert found(screener, text="jamal husain 9/3/2014") == []


def test_a_school_finds_its_own_pupils_and_nobody_else_s(db):
    ours = make.team(of=make.organisation(kind="SCHOOL"))
    theirs = make.team(of=make.organisation(kind="SCHOOL"))
    dsl = make.actor("dsl", of=ours)
    pupil, elsewhere = known("Jamal", "Husain"), known("Jamal", "Husain")
    with acting_as(make.intake()) as by:
        circumstances.enrol(person=pupil, team=ours, by=by, at=timezone.now(), verified=True)
        circumstances.enrol(person=elsewhere, team=theirs, by=by, at=timezone.now(), verified=True)
    answer = found(dsl, text="jamal husain")
    assert (ids(answer), answer.advice) == ([pupil.pk], "")


def test_a_place_at_a_school_gives_sight_of_a_pupil_and_of_no_former_name(screener):
    """It may lead past an adoption (FD 5.7)."""
    school = make.team(of=make.organisation(kind="SCHOOL"))
    dsl, pupil = make.actor("dsl", of=school), known("Mary", "Brown")
    with acting_as(make.intake()) as by:
        circumstances.enrol(person=pupil, team=school, by=by, at=timezone.now(), verified=True)
        people.rename(person=pupil, names=people.Names(surname="Atherstone"), by=by, at=timezone.now())
        people.add_other_name(person=pupil, by=by, at=timezone.now(), forename="Maura", kind="SPELLING")
    for actor, names, rows in ((screener, {"FORMER", "SPELLING"}, {True, False}), (dsl, {"SPELLING"}, {False})):
        with acting_as(actor):
            assert set(AlsoKnownAs.objects.filter(person=pupil).values_list("kind", flat=True)) == names
            assert set(PersonSearch.objects.filter(person=pupil).values_list("former", flat=True)) == rows
    assert ids(found(dsl, text="mary atherstone 2014")) == [pupil.pk]
    assert not any("former" in reason for one in found(dsl, text="mary brown 2014") for reason in one.reasons)


def test_the_number_of_queries_does_not_grow_with_the_people_found(screener):
    def queries():
        with (
            acting_as(screener),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            find(text="mohammed ali 5/5/2014")
        return len(seen)

    known("Mohammed", "Ali", born=PartDate(2014, 5, 5))
    one = queries()
    for _ in range(4):
        known("Mohammed", "Ali", born=PartDate(2014, 5, 5))
    assert queries() == one


def test_a_refuge_gives_nothing_to_search_by(screener):
    child = known("Jamal", "Husain", lines="12 High Street", postcode="PO1 2AB")
    with acting_as(make.intake()) as by:
        circumstances.move_to(person=child, home=circumstances.Home(kind="REFUGE"), by=by, at=timezone.now())
        assert set(PersonSearch.objects.values_list("pc", "line")) == {("", "")}


def test_a_birth_known_by_its_year_is_kept_as_the_middle_of_it(screener):
    assert known("Ana", "Silva", born=PartDate(2014)).born_on == date(2014, 7, 1)
