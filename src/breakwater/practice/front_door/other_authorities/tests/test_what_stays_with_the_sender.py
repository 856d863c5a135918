"""SG-08, SG-10, TR-08: of what does not go over the boundary both authorities read that it is there, and neither what it says."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.handovers import ledger
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import AgencyKind, Contact, Passing, Strategy
from breakwater.practice.front_door.other_authorities import contact_file, parcel
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

WHY = " ".join(["The address told is in Havant and the boy has lived there with his aunt since the summer"] * 2)
SECRET = "He keeps an air weapon behind the door and has threatened a bailiff"
NUMBER = "01632 960999"


@pytest.fixture
def neighbour(db):
    there = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
    return make.actor("mash_manager", of=there)


@pytest.fixture
def police(db):
    team = make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
    return make.actor("agency_professional", of=team)


@pytest.fixture
def contact(mash, manager):
    """The contact of a health visitor who knows of no risk to a visiting worker, ready to be passed on."""
    today = timezone.localdate()
    ContactPoint.objects.create(
        area=make.area(),
        purpose="FRONT_DOOR",
        label="MASH",
        telephone=NUMBER,
        source="Invented",
        last_checked_on=today,
        review_by=today,
        effective_from=today,
    )
    browser = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    draft = browser.post("/contacts/new/").url
    fill_in(browser, draft, CONTACT_PAGES | {"family": CONTACT_PAGES["family"] | {"worker_risk_kinds": "none_known"}})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        found = Contact.objects.select_related("case__area", "child").order_by("position").first()
    make_ready(found, by=manager)
    return found


def asks(contact, manager, police, *, agreement="NOT_SAFE"):
    checks = requests.AgencyChecks(
        of=[requests.Ask(police.membership.team, AgencyKind.POLICE, ["What is known?"])],
        people=(requests.Named("Ana Fish", "the child", "4 May 2016", "1 Invented Road"),),
        reason="Shouting at night",
        lawful_basis="PUBLIC_TASK",
        agreement=agreement,
        proportionate="The child has been named three times",
        sensitivity="ROUTINE",
    )
    with acting_as(manager) as by:
        (made,) = requests.ask(contact, checks, key=uuid4(), by=by, at=timezone.now(), send_now=True)
    return made


def answers(request, police, *, label="MASH", finding="KNOWN", **more) -> None:
    said = answering.AgencyAnswer(finding=finding, label=label, **more)
    with acting_as(police) as by:
        answering.answer(request, said, key=uuid4(), by=by, at=timezone.now())


def passed_on(contact, manager, neighbour, *, by_file=False) -> tuple[Contact, str]:
    """Their contact, and what their page says of it."""
    to = {"to": "elsewhere", "to_name": "Hampshire"} if by_file else {"to": "850"}
    facts = to | {"basis": "LIVES", "rationale": WHY, "idempotency": str(uuid4()), "checked_by_hand": "yes"}
    facts["words_for_sender"] = "Hampshire has it"
    sent = signed_in(manager).post(f"/mash/contacts/{contact.reference}/pass-on/", facts)
    assert sent.status_code == 302, sent.content.decode()
    if by_file:
        found, word = Passing.objects.select_related("contact__case__area"), contact_file.new_passphrase()
        with acting_as(manager) as by:
            passing = found.get(contact=contact)
            beside = parcel.told_beside(passing.contact, at=timezone.now())
            data = boundary.make_file(passing=passing, passphrase=word, beside=beside, by=by, at=timezone.now())
        with acting_as(neighbour) as by:
            boundary.take_in(carried=contact_file.unseal(data, word), by=by, at=timezone.now())
    with acting_as(neighbour):
        theirs = Contact.objects.select_related("case").get()
    return theirs, signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode()


def section(page: str, name: str) -> str:
    return " ".join(re.search(rf'id="{name}".*?</section>', page, re.DOTALL).group().split())


def strategy_of(contact, manager) -> Strategy:
    with acting_as(manager) as by:
        child = make.person("Ana", "Fish")
        Contact.objects.filter(pk=contact.pk).update(child=child)
        return discussions.call(
            Contact.objects.select_related("case__area", "child").get(pk=contact.pk),
            discussions.DiscussionFacts(
                concern="A bruise", is_immediate=True, planned_for=timezone.now(), how="CALL", asked=[]
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )


@pytest.mark.parametrize("by_file", [False, True])
def test_tr_08_the_next_authority_reads_that_an_answer_is_held_and_never_none_known_nor_what_it_says(
    contact, manager, neighbour, police, by_file
):
    answers(asks(contact, manager, police), police, text=SECRET, weight="RAISES")
    theirs, page = passed_on(contact, manager, neighbour, by_file=by_file)
    day = date_in_words(timezone.localdate())
    said = (
        f"Invented Police, Public protection asked on {day}, answered. The answer stays with Portsmouth MASH: "
        f"call {NUMBER} before a visit"
    )
    assert said in section(page, "others")
    assert page.count(said) > 1, "among the agency checks, and as a risk to whoever visits"
    assert "None known" not in page
    assert "No other agency has been asked" not in page
    for words in (SECRET, "air weapon", "raises the concern"):
        assert words not in page
    with acting_as(neighbour):
        lines = ledger.lines_for([theirs.case], kind=ledger.Kind.TIER_2, reader=neighbour.membership.team.organisation)
    risk = next(one for one in lines if one.line == "worker_risk")
    assert [fact.words for fact in risk.facts] == [said]
    assert "worker_risk" in {one.line for one in ledger.cautions(lines)}, "whoever calls or visits reads it first"


@pytest.mark.parametrize(("label", "is_kept"), [("MASH", True), ("RECEIVING", False)])
def test_sg_10_whoever_takes_the_family_on_in_the_area_reads_that_an_answer_is_kept_never_that_no_risk_is_known(
    contact, manager, police, label, is_kept
):
    answers(asks(contact, manager, police), police, label=label, text=SECRET, weight="RAISES" if is_kept else "")
    tier_2 = make.team(of=make.organisation(kind="LA"))
    with acting_as(manager):
        lines = ledger.lines_for([contact.case], kind=ledger.Kind.TIER_2, reader=tier_2.organisation)
    said = " ".join(fact.words for one in lines if one.line == "worker_risk" for fact in one.facts)
    assert ("None known" in said) is not is_kept
    assert (f"The answer stays with Portsmouth MASH: call {NUMBER} before a visit" in said) is is_kept
    assert SECRET not in said


def test_sg_10_an_agency_that_has_not_answered_is_named_with_the_day_and_what_the_referrer_said_of_a_visit_stays(
    contact, manager, neighbour, police
):
    asks(contact, manager, police, agreement="NOT_ASKED")
    _, page = passed_on(contact, manager, neighbour)
    assert f"asked on {date_in_words(timezone.localdate())}, not answered yet" in section(page, "others")
    assert "No agency has been asked from here." in section(page, "others")
    assert "None known" in page
    assert "The family must not be told" not in page


def test_tr_08_that_nothing_is_held_goes_over_where_the_agency_lets_it(contact, manager, neighbour, police):
    held = asks(contact, manager, police)
    answers(held, police, label="RECEIVING", finding="NOTHING", searched={"names": ["Ana Fish"]})
    _, page = passed_on(contact, manager, neighbour)
    assert "answered: it holds nothing" in section(page, "others")
    assert "before a visit" not in page


def test_sg_13_what_was_asked_of_a_brother_or_sister_goes_over_unless_it_is_restricted(contact, manager, police):
    readers = [manager.membership.user_id, make.actor("mash_manager").membership.user_id]
    with acting_as(manager):
        other = Contact.objects.select_related("case__area").exclude(pk=contact.pk).get()
    make_ready(other, by=manager)
    asks(other, manager, police)
    with acting_as(manager), connection.cursor() as cursor:
        assert "Invented Police" in parcel.told_beside(contact, at=timezone.now()).lines
        cursor.execute("select access.seal_row('case', %s, %s, 'a colleague', true, null)", [other.case_id, readers])
    with acting_as(manager):
        assert other.requests.exists(), "whoever passes the other child on reads it"
        assert "Invented Police" not in parcel.told_beside(contact, at=timezone.now()).lines


def test_sg_27_that_the_family_must_not_be_told_goes_over_without_the_answer(contact, manager, neighbour, police):
    answers(asks(contact, manager, police), police, text=SECRET, weight="RAISES")
    _, page = passed_on(contact, manager, neighbour)
    panel = page[page.index("Who must not be told") :][:600]
    assert "The family must not be told: it may put someone at risk. Recorded by Portsmouth MASH" in panel


def test_sg_08_whoever_passes_it_on_reads_what_does_not_go_with_it_and_whom_to_call(
    contact, manager, neighbour, police
):
    answers(asks(contact, manager, police), police, text=SECRET, weight="RAISES")
    made = strategy_of(contact, manager)
    with acting_as(manager) as by:
        found = Contact.objects.select_related("case__area", "case__responsible_team").get(pk=contact.pk)
        place = sealed.Place(area=found.case.area, holder=found.case.responsible_team, case=found.case)
        facts = sealed.SealedFacts(kind="POLICE", words=SECRET, circle="DECIDERS")
        sealed.keep(place, facts, by=by, at=timezone.now(), key=uuid4())
    at = f"/mash/contacts/{contact.reference}/"
    page = signed_in(manager).get(f"{at}pass-on/").content.decode()
    assert "These do not go with it: call Hampshire MASH" in page
    assert "its answer (MASH only)" in page
    assert "Sealed information: Police intelligence" in page
    assert f"A strategy discussion is open here: {made.case.reference}" in page
    assert SECRET not in page
    colleague = make.actor("mash_screener", of=manager.membership.team)
    _, theirs = passed_on(contact, manager, neighbour)
    assert "Sealed information" not in theirs
    assert "Sealed information" in signed_in(manager).get(f"{at}passed/").content.decode()
    assert "Sealed information" not in signed_in(colleague).get(f"{at}passed/").content.decode(), (
        "nobody but its readers learns of it"
    )


def test_sg_08_the_next_authority_reads_that_a_strategy_discussion_is_open(contact, manager, neighbour):
    made = strategy_of(contact, manager)
    _, page = passed_on(contact, manager, neighbour)
    assert "A strategy discussion is open at the other authority" in page
    assert f"{made.case.reference} is open at Portsmouth MASH and cannot be read here: call {NUMBER}" in page


def test_sg_13_of_a_discussion_that_is_restricted_apart_the_next_authority_reads_nothing(contact, manager):
    made = strategy_of(contact, manager)
    readers = [manager.membership.user_id, make.actor("mash_manager").membership.user_id]
    with acting_as(manager), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('case', %s, %s, 'a colleague', true, null)", [made.case_id, readers])
    with acting_as(manager):
        found = Contact.objects.select_related("case__area", "child").get(pk=contact.pk)
        assert made.case.reference not in parcel.told_beside(found, at=timezone.now()).lines


def test_a_parent_whom_the_referrer_could_not_reach_is_not_said_to_be_one_who_must_not_be_told(mash, manager):
    browser = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    draft = browser.post("/contacts/new/").url
    agreement = CONTACT_PAGES["agreement"] | {"parent_told-r1": "attempted", "agrees_contact-r1": "not_asked"}
    fill_in(browser, draft, CONTACT_PAGES | {"agreement": agreement})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        found = Contact.objects.select_related("case").order_by("position").first()
        facts = [fact for fact in contact_facts([found.case]) if "could not reach them" in fact.words]
    assert {fact.line for fact in facts} == {"family_knows"}
