"""What a copy must not tell by itself: where a child is, who is protected, who told us, who else asked, and what was never checked."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, Participant
from breakwater.delivery.information_rights import lookup, operations
from breakwater.delivery.information_rights.disputing import operations as disputing
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.gathering import proposals, whole
from breakwater.delivery.information_rights.gathering.parts import Of, Part
from breakwater.delivery.information_rights.gathering.rows import Names
from breakwater.delivery.information_rights.giving import letter
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.masking.titles import title_given
from breakwater.delivery.information_rights.models import GatheredItem, KeeperAsked, Mark, RightsRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address, Guard, PersonContact
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold, receive
from breakwater.practice.front_door.models.arrivals import IN_A_REFUGE
from breakwater.practice.front_door.screening.operations import claims, named_people
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival

from .requests_made import Made, the_team

NOW = timezone.now()


def gathered(made: Made) -> str:
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        return "\n".join(item.facts for item in GatheredItem.objects.filter(request=made.one))


def copy_of(made: Made) -> str:
    """What would be given."""
    with acting_as(made.officer):
        items, marks = list(GatheredItem.objects.order_by("number")), list(Mark.objects.all())
    return json.dumps([[item.source, facts] for item, facts in masking.as_given(items, marks)[0]], ensure_ascii=False)


def a_case(*parts, what="Seen at home", about=None):
    with acting_as(make.intake()) as by:
        facts = {"kind": "referral", "stage": "open", "stage_since": NOW, "opened_at": NOW, "opened_by": by}
        person = parts[0][0]
        case = Case.objects.create(
            reference="C-26-00001-X", area=person.area, responsible_team=the_team("front_door"), **facts
        )
        for each, capacity in parts:
            Participant.objects.create(case=case, person=each, capacity=capacity, starts_at=NOW)
        chronology.record(what=what, kind="visit", by=by, at=NOW, case=case, person=about)
    return case


def enrolled(person, name="Havenbrook Primary"):
    school = make.organisation(name, "SCHOOL")
    with acting_as(make.intake()) as by:
        circumstances.enrol(
            person=person,
            team=make.team(f"{name} safeguarding", of=school),
            year_group="1",
            starts_on=date(2026, 1, 5),
            verified=True,
            by=by,
            at=NOW,
        )


def test_sg_27_what_is_handed_over_says_not_that_it_is_about_themselves(signed_in, db):
    officer = make.actor("information_governance", of=make.team("Information governance"))
    with acting_as(make.actor("lead_professional")) as by:
        one = operations.hand_over(None, "Zbigniew, father", "Ben’s file", key=uuid4(), by=by, at=NOW)
    with acting_as(officer) as by:
        one = RightsRequest.objects.select_related("officer__user").get(pk=one.pk)
        said = operations.Verified(NOW.date(), "Passport", "SELF", "", "x", True, "", False)
        with pytest.raises(operations.NotSorted):
            operations.verify(one, said, by=by, at=NOW)
    assert "Say what kind of request it is" in signed_in(officer).get(f"/information-requests/{one.public_id}/").text


def test_sg_27_who_asks_for_themselves_has_their_own_record_alone(db):
    father, ben = make.person("Zbigniew", "Harkaway"), make.person("Ben", "Quayside")
    made = Made()
    with acting_as(made.second) as by, pytest.raises(operations.NotApproved):
        operations.approve(made.one, [father.pk, ben.pk], by=by, at=NOW)


def as_a_parents(made: Made) -> operations.Sorted:
    return operations.Sorted("ACCESS", "PARENT", made.one.asker_name, "Ben", made.one.received_on)


def test_sg_27_another_asker_is_verified_anew_and_none_once_approved(db):
    made = Made()
    with acting_as(made.officer) as by:
        one = operations.sort(made.one, as_a_parents(made), by=by, at=NOW)
        assert (one.verified_on, one.standing) == (None, "")
    approved = Made([make.person("Ben", "Quayside")])
    with acting_as(approved.officer) as by, pytest.raises(operations.AlreadyApproved):
        operations.sort(approved.one, as_a_parents(approved), by=by, at=NOW)


def test_sg_27_a_father_reads_of_no_address_school_or_refuge_nor_of_one_that_is_over(db):
    ben = make.person("Ben", "Quayside")
    enrolled(ben)
    with acting_as(make.intake()):
        Address.objects.create(person=ben, kind="REFUGE")
        Address.objects.create(
            person=ben, lines="9 Secret Row, Southsea", postcode="PO1 9ZZ", kept_back=True, ends_on=date(2026, 10, 1)
        )
        Address.objects.create(person=ben, lines="4 Open Street", postcode="PO1 4ZZ", ends_on=date(2025, 10, 1))
        PersonContact.objects.create(person=ben, kind="PHONE", value="01632 960777")
    a_case((ben, "CHILD"), what="Seen at 9 Secret Row after school at Havenbrook Primary", about=ben)
    made = Made([ben], asker="PARENT")
    assert "Secret Row" not in gathered(made)  # nobody is shown it
    text = copy_of(made)
    for told in (
        "Havenbrook",
        "Secret",
        "PO1",
        "Open Street",
        "960777",
        "efuge",
        "Kept back",
        "where somebody at risk",
    ):
        assert told not in text, told
    assert "Seen at" in text


def test_sg_27_in_a_fathers_own_copy_stands_no_school_of_a_child_who_is_not_his_to_ask_for(db):
    father, ben = make.person("Zbigniew", "Harkaway"), make.person("Ben", "Quayside")
    enrolled(ben)
    with acting_as(make.intake()):
        Address.objects.create(person=ben, kind="REFUGE")
    a_case((father, "PARENT"), (ben, "CHILD"), what="Ben was met at Havenbrook Primary", about=father)
    made = Made([father])
    text = gathered(made) + copy_of(made)
    assert "was met at" in text
    assert "Havenbrook" not in text


def test_sg_13_nobody_learns_from_a_mask_who_is_protected(db):
    ben, aunt, uncle = make.person("Ben", "Quayside"), make.person("Perpetua", "Shield"), make.person("Otto", "Plain")
    case = a_case((ben, "CHILD"), (aunt, "OTHER"), (uncle, "OTHER"), what="Perpetua rang", about=ben)
    with acting_as(make.intake()) as by:
        Guard.objects.create(person=aunt, kind="PROTECTED_IDENTITY", since=NOW, by=by)
        chronology.record(what="Otto rang", kind="visit", by=by, at=NOW, case=case, person=ben)
    made = Made([ben])
    assert "rotected" not in gathered(made)
    said = "[removed: somebody else’s information] rang"
    assert copy_of(made).count(said) == 2


def test_who_had_another_part_in_a_case_has_what_names_them_and_not_the_case(db):
    neighbour, ben = make.person("Nora", "Nextdoor"), make.person("Ben", "Quayside")
    case = a_case((ben, "CHILD"), (neighbour, "OTHER"), what="Mother told us of the abuse")
    with acting_as(make.intake()) as by:
        chronology.record(what="Nora rang", kind="visit", by=by, at=NOW, case=case, person=neighbour)
    text = gathered(Made([neighbour]))
    assert "Nora rang" in text
    assert "the abuse" not in text


def test_what_somebody_else_disputed_and_who_has_looked_are_left_out(db):
    ben = make.person("Ben", "Quayside")
    case = a_case((ben, "CHILD"), about=ben)
    first = Made([ben])
    gathered(first)
    with acting_as(first.officer) as by:
        item = GatheredItem.objects.select_related("request").get(source="casework_case")
        said = disputing.Dispute("the child’s mother", "I was at work", False)
        disputing.dispute(item, said, key=uuid4(), by=by, at=NOW)
        operations.end(RightsRequest.objects.get(pk=_found(first, by)), "WITHDRAWN", "She withdrew it", by=by, at=NOW)
        GatheredItem.objects.filter(request=first.one).delete()
        Mark.objects.filter(request=first.one).delete()
    second = Made([ben], asker="PARENT")
    assert first.one.reference not in gathered(second)
    text = copy_of(second)
    assert "I was at work" not in text
    assert "audit_entry" not in text
    assert case.reference in text


def _found(made, by) -> int:
    disputing.find(made.one, "She was", by=by, at=NOW)
    return made.one.pk


def test_a_request_does_not_end_while_what_it_disputes_is_looked_into_and_nothing_is_found_of_nothing(db):
    ben = make.person("Ben", "Quayside")
    a_case((ben, "CHILD"), about=ben)
    made = Made([ben])
    gathered(made)
    with acting_as(made.officer) as by:
        with pytest.raises(disputing.NothingDisputed):
            disputing.find(made.one, "x", by=by, at=NOW)
        item = GatheredItem.objects.select_related("request").get(source="casework_case")
        disputing.dispute(item, disputing.Dispute("a", "b", True), key=uuid4(), by=by, at=NOW)
        with pytest.raises(operations.StillDisputed):
            operations.end(made.one, "REFUSED", "A court forbids it", by=by, at=NOW)
        disputing.find(made.one, "It was so", by=by, at=NOW)
        operations.end(made.one, "REFUSED", "A court forbids it", by=by, at=NOW)


def test_sg_12_no_letter_says_that_nothing_was_left_out_and_no_heading_names_a_keeper(db):
    told = dict(letter.sections(Made().one, [], letter.Told(), at=NOW))["What we left out"]
    assert "Nothing." not in told
    assert {title_given(GatheredItem(source=each, title="x")) for each in KeeperAsked.Keeper.values} == {"Added by us"}


def test_a_keeper_knows_who_asks_and_of_which_records(signed_in, db):
    """A record that was sealed since is shown to the keeper of what is restricted, and to no other who does not read it."""
    ben = make.person("Ben", "Quayside", born_on=date(2019, 3, 3), born_precision="DAY")
    aunt = make.person("Perpetua", "Shield")
    prevent = make.actor("information_governance", of=the_team("prevent"))
    made = Made([ben, aunt], asker="PARENT", about="The boy and his aunt")
    with acting_as(make.intake()) as intake:
        Guard.objects.create(person=aunt, kind="PROTECTED_IDENTITY", since=NOW, by=intake)
    gathered(made)
    with acting_as(made.officer):
        told = {each.keeper: each for each in KeeperAsked.objects.all()}
        assert not lookup.asked_about(told["front_door"])
    with acting_as(prevent):
        assert [said for _, said, _ in lookup.asked_about(told["prevent"])] == ["Ben Quayside"]
    page = signed_in(made.second).get(f"/information-requests/keepers/{told['front_door'].public_id}/").text
    for said in (
        "Ben Quayside, born 3 March 2019",
        ben.public_id,
        "Perpetua",
        "The boy",
        "A parent or carer",
        "agrees",
    ):
        assert said in page


def test_what_an_agency_gave_to_professionals_is_left_out_and_a_childs_words_are_not_a_parents(db):
    answer = {"label": "RECEIVING", "person_id": 1}
    made = Made(asker="PARENT")
    known, table = whole.Deciding(made.one, {1}, {}, {}, set()), "front_door_informationanswer"
    assert whole.whole(known, table, 1, answer, Part(Of.REST, ""))
    assert not whole.whole(known, table, 1, answer | {"label": "FAMILY"}, Part(Of.REST, ""))
    rows = [("casework_answers", 5, {"values": {"childs_words": [{"words": "He shouts at me"}]}, "version_id": -1})]
    assert "He shouts at me" in {one.words for one in proposals.proposed(made.one, rows, [], Names({}, {}))}
    own = Made(asker="CHILD").one
    assert "He shouts at me" not in {one.words for one in proposals.proposed(own, rows, [], Names({}, {}))}


def test_sg_27_what_is_for_the_mash_alone_is_gathered_by_nobody(owner_connection):
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_functiondef('access.rights_grow(bigint, bigint[], tstzmultirange)'::regprocedure)"
        )
        assert "t.label is distinct from ''MASH''" in cursor.fetchone()[0]


def test_what_a_neighbour_who_asked_to_be_kept_back_said_of_themselves_is_masked(db):
    sent = {"answers_id": 5, "sender_user_id": 3, "sender_words": "Agnes Grice, next door", "reply_to": ""}
    sent |= {"name_kept_back": "ASKED"}
    values = {"sender_relation": "His aunt, from number 5", "relation": "aunt"}
    rows = [("front_door_submission", 1, sent), ("casework_answers", 5, {"values": values, "version_id": -1})]
    found = {(one.words, one.at) for one in proposals.proposed(Made().one, rows, [], Names({}, {}))}
    row = ("casework_answers", 5)
    assert {("Agnes", None), ("Grice", None), ("His aunt, from number 5", row), ("aunt", row)} <= found
    assert ("His", None) not in found


def test_what_was_gathered_for_a_request_that_was_withdrawn_goes_the_next_night(db):
    made = Made([make.person("Ben", "Quayside")])
    gathered(made)
    with acting_as(made.officer) as by:
        operations.end(made.one, "WITHDRAWN", "She withdrew it", by=by, at=NOW)
    giving.forget(make.area(), at=NOW + timedelta(days=1))
    with acting_as(made.officer):
        assert not GatheredItem.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from information_rights_mark")
            assert cursor.fetchone()[0] == 0


def test_everybody_who_called_without_a_form_is_masked_and_not_the_last_of_them_alone(db):
    call = {"answers_id": None, "sender_user_id": None, "reply_to": ""}
    rows = [
        ("front_door_submission", pk, call | {"sender_words": name})
        for pk, name in enumerate(("Agnes Grice", "Otto Lodger"))
    ]
    found = {one.words for one in proposals.proposed(Made().one, rows, [], Names({}, {}))}
    assert {"Agnes Grice", "Otto Lodger"} <= found


def test_that_the_childs_own_school_told_us_is_not_given_away_by_masking_its_name_wherever_it_stands(db):
    school = make.organisation("Harbour Primary", "SCHOOL")
    team = make.team("Harbour Primary safeguarding", of=school)
    sent = {"answers_id": None, "sender_user_id": 3, "reply_to": "", "name_kept_back": "ASKED"}
    sent |= {
        "sender_words": "Agnes Grice, Harbour Primary",
        "sender_team_id": team.pk,
        "sender_organisation_id": school.pk,
    }
    place = ("people_enrolment", 1, {"school_id": school.pk, "team_id": team.pk, "person_id": 1})
    for rows, is_masked in (([], True), ([place], False)):
        found = proposals.proposed(Made().one, [("front_door_submission", 1, sent), *rows], [], Names({}, {}))
        words = {one.words for one in found if one.ground == "SOURCE"}
        assert {"Agnes", "Grice"} <= words
        assert ({"Harbour", "Harbour Primary", "Harbour Primary safeguarding"} <= words) == is_masked
        assert ("Harbour" in words) == is_masked


@pytest.mark.parametrize("asks", ["PARENT", "SELF"])
def test_sg_27_a_father_reads_nowhere_in_a_contact_that_they_are_in_a_refuge(db, asks):
    ben, mia = make.person("Ben", "Quayside"), make.person("Mia", "Quayside")
    mother = AdultTold("r1", {"named_as": "Mia Quayside", "relation": "MTH", "in_refuge": True})
    child = ChildTold(named_as="Ben Quayside", address=IN_A_REFUGE, adults=(mother,))
    the_team("front_door")
    said = "They fled on Friday. Mia and Ben are in a refuge by the sea."
    receipt = receive(arrival(children=[child], worry=said), by=make.intake(), at=NOW)
    with acting_as(make.intake()) as by:
        contact = receipt.submission.contacts.get()
        claims.match(contact=contact, person=ben, was_new=False, searched={"names": ["Ben"]}, found=1, by=by, at=NOW)
        named_people.match_named(
            named=contact.named_people.get(), person=mia, searched=named_people.Searched(), by=by, at=NOW
        )
        father = make.person("Zbigniew", "Quayside")
        Participant.objects.create(case=contact.case, person=father, capacity="PARENT", starts_at=NOW)
    made = Made([ben if asks == "PARENT" else father], asker=asks)
    gathered(made)
    text = copy_of(made)
    assert "They fled on Friday" in text
    assert [words for words in ("efuge", "not recorded", "by the sea") if words in text] == []
