"""What each of a family may read of a decision is said person by person, and who must not be told is told nothing (SG-27)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances, restrictions
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision, NamedPerson
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in, words
from breakwater_dev.testing.telling import front_door as an_open_front_door

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
OF_THE_CHILD = "I do not want to go back there because he shouts at night"
HIDES = "She moved away from him, and he looks for her"
SENT = {
    "outcome": "O1",
    "rationale": REASONS,
    "agreement": "NOT_NEEDED",
    "checked_by_hand": "yes",
    "without_record_because": "It is plain",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10",
}
ADULTS = (
    AdultTold("1", {"named_as": "Mia Fish", "relation": "MTH"}),
    AdultTold("2", {"named_as": "Fabian Fish", "relation": "FTH", "do_not_contact_because": HIDES}),
    AdultTold("3", {"named_as": "Ulla Fish", "relation": "AUN"}),
)


@pytest.fixture
def rang(contact_arrives, manager):
    """`rang("Fabian Fish, father")` has the call of one of the family about a child whose mother and father are named."""

    def ring(who: str, source: str = "1A", **more) -> Contact:
        child = ChildTold(named_as="Sam Fish", adults=ADULTS)
        contact = contact_arrives(child, channel="PHONE", source_code=source, sender_words=who, **more)
        make_ready(contact, by=manager)
        with acting_as(manager):
            return Contact.objects.select_related("case").get(pk=contact.pk)

    return ring


@pytest.fixture
def decide(signed_in, manager):
    """`decide(contact, step, ...)` sends the page of a decision; the words of what comes back."""

    def send(contact, step: str, **more) -> str:
        address = reverse("front_door:decide", args=[contact.reference])
        return words(signed_in(manager).post(address, SENT | {"step": step} | more, follow=True))

    return send


def boxes(contact, manager) -> dict[str, str]:
    """The beginning of the names of each person's boxes, by their name."""
    with acting_as(manager):
        rows = NamedPerson.objects.filter(contact=contact)
        return {one.named_as: f"family_{one.submission_id}n{one.row}" for one in rows}


def kept(contact, manager) -> dict[str, tuple]:
    names = {begins.removeprefix("family_"): name for name, begins in boxes(contact, manager).items()}
    with acting_as(manager):
        said = Decision.objects.get(contact=contact).for_family
    return {names[one["key"]]: (one["told"], one["words"], one["because"]) for one in said}


def test_sg_27_a_father_who_rang_and_must_not_be_told_is_warned_of_before_anybody_tells_him(rang, decide):
    page = decide(rang("Fabian Fish, father"), "check")
    assert "Do not tell the referrer before you have read this" in page
    assert f"Fabian Fish, who sent this contact: Do not contact: {HIDES}" in page
    assert "What may Mia Fish read?" in page
    assert "What may Ulla Fish read?" not in page  # an aunt is no parent or carer of the child


def test_a_neighbour_who_rang_is_nobody_of_the_family_so_no_such_warning_stands(rang, decide):
    page = decide(rang("A neighbour", source="1B"), "check")
    assert "Do not tell the referrer before you have read this" not in page


def test_sg_27_what_a_parent_reads_of_whom_nobody_told_of_a_neighbours_call_is_chosen_and_never_preset(
    rang, decide, manager
):
    contact = rang("A neighbour", source="1B")
    mia = boxes(contact, manager)["Mia Fish"]
    page = decide(contact, "record")
    assert "Choose what Mia Fish may read. Nothing says that they were told of this contact." in page
    with acting_as(manager):
        assert not Decision.objects.filter(contact=contact).exists()
    decide(contact, "record", **{f"{mia}_told": "not", f"{mia}_because": "She would know who called"})
    assert kept(contact, manager)["Mia Fish"] == ("not", "", "She would know who called")


def test_sg_27_one_text_for_each_with_the_reasons_for_whom_nothing_else_is_said_and_nothing_for_who_must_not_be_told(
    rang, decide, manager
):
    contact = rang("Mia Fish, mother")
    decide(contact, "record")
    assert kept(contact, manager) == {
        "Mia Fish": ("same", "", ""),
        "Fabian Fish": ("not", "", f"Do not contact: {HIDES}"),
    }


def test_what_one_reads_is_changed_for_that_one_alone_and_stands_on_the_contact(rang, decide, manager, signed_in):
    contact = rang("Mia Fish, mother")
    mia = boxes(contact, manager)["Mia Fish"]
    changed = {f"{mia}_told": "own", f"{mia}_words": "We would like to help with mornings"}
    assert "We would like to help with mornings" in decide(contact, "check", **changed)
    decide(contact, "record", **changed)
    assert kept(contact, manager)["Mia Fish"] == ("own", "We would like to help with mornings", "")
    assert kept(contact, manager)["Fabian Fish"][0] == "not"
    page = words(signed_in(manager).get(reverse("front_door:contact", args=[contact.reference])))
    assert "Mia Fish (Mother) may read other words: We would like to help with mornings" in page
    assert f"Fabian Fish (Father) must not be told: Do not contact: {HIDES}" in page


def test_other_words_and_why_somebody_must_not_be_told_are_asked_for(rang, decide, manager):
    contact = rang("Mia Fish, mother")
    mia = boxes(contact, manager)["Mia Fish"]
    for said, asked in (("own", "Write what Mia Fish may read"), ("not", "Write why Mia Fish must not be told")):
        assert asked in decide(contact, "record", **{f"{mia}_told": said, f"{mia}_words": "", f"{mia}_because": ""})
    with acting_as(manager):
        assert not Decision.objects.filter(contact=contact).exists()


def test_who_rang_privately_is_asked_no_words_for_the_sender_as_no_letter_goes_to_them(rang, signed_in, manager):
    contact = rang("Mia Fish, mother")
    page = words(signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])))
    assert "Feedback to referrer" not in page


def test_a_proposal_keeps_what_each_may_read_for_whoever_approves_it():
    facts = decisions.DecisionFacts(
        "O1", REASONS, for_family=({"key": "1n1", "told": "same", "words": "", "because": ""},)
    )
    assert decisions.DecisionFacts.from_json(facts.as_json()) == facts


def test_sg_27_words_for_one_of_the_family_repeat_no_words_of_the_child(rang, decide, manager):
    contact = rang("Mia Fish, mother", childs_words=[OF_THE_CHILD])
    mia = boxes(contact, manager)["Mia Fish"]
    page = decide(contact, "record", **{f"{mia}_told": "own", f"{mia}_words": f"Sam said: {OF_THE_CHILD}"})
    assert "This repeats the child’s own words" in page
    with acting_as(manager):
        assert not Decision.objects.filter(contact=contact).exists()


def test_sg_18_a_parent_whose_record_the_reader_may_not_see_is_named_on_no_page_of_the_decision(
    rang, decide, manager, signed_in
):
    contact = rang("Mia Fish, mother")
    nan = make.person("Ottilie", "Hidden")
    with acting_as(manager) as by:
        cases.add_participant(case=contact.case, person=nan, capacity="PARENT", by=by, at=timezone.now())
    assert "What may Ottilie Hidden read?" in decide(contact, "check")
    decide(contact, "record")
    address = reverse("front_door:contact", args=[contact.reference])
    colleague = signed_in(make.actor("mash_screener", of=contact.case.responsible_team))
    told = "Ottilie Hidden (Parent or carer) may read these reasons"
    assert told in words(colleague.get(address))
    second = make.actor("mash_manager", of=contact.case.responsible_team)
    with acting_as(manager) as by:
        readers = [by.membership, second.membership]
        restrictions.restrict(person=nan, readers=readers, reason="Threats", by=by, at=timezone.now())
    page = words(colleague.get(address))
    assert "Ottilie Hidden" not in page
    assert "Mia Fish (Mother) may read these reasons" in page
    with acting_as(manager):
        assert "Ottilie" not in str(Decision.objects.get(contact=contact).for_family)


def test_sg_27_a_father_on_the_record_whom_the_form_does_not_name_is_asked_of_too(contact_arrives, decide, manager):
    """Who holds parental responsibility may ask to read a decision, whoever wrote the form; an uncle on the record may not."""
    child = ChildTold(named_as="Sam Fish", adults=ADULTS[:1])
    contact = contact_arrives(child, channel="PHONE", source_code="1B", sender_words="A neighbour")
    make_ready(contact, by=manager)
    with acting_as(manager):
        contact = Contact.objects.select_related("case", "child").get(pk=contact.pk)
    for name, code, holds in (("Fabian", "FTH", True), ("Uri", "UNC", None)):
        relative = make.person(name, "Fish")
        with acting_as(make.intake()) as by:
            facts = circumstances.TieFacts(holds_parental_responsibility=holds)
            circumstances.relate(person=relative, other=contact.child, code=code, facts=facts, by=by, at=timezone.now())
    page = decide(contact, "check")
    assert "What may Fabian Fish read?" in page
    assert "What may Uri Fish read?" not in page


def test_sg_27_nothing_is_chosen_beforehand_for_a_parent_whom_the_referrer_had_not_told(db, signed_in):
    door = an_open_front_door()
    nurses = make.team("Nurses", of=make.organisation(kind="HEALTH"))
    desk = signed_in(make.actor("lead_professional", of=nurses))
    today = timezone.localdate()
    untold = {"parent_told-r1": "no", "agrees_contact-r1": "not_asked", "agrees_help-r1": "not_asked"}
    why = {
        "reason_not_told": ["delay"],
        "reason_words": "They would leave with the baby",
        "approval_way": "elsewhere",
        "approval_name": "Sam Named, matron",
        "approval_time": "00:00",
        "approval_how": "phone",
        "approval_on-day": today.day,
        "approval_on-month": today.month,
        "approval_on-year": today.year,
    }
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here, CONTACT_PAGES | {"agreement": CONTACT_PAGES["agreement"] | untold, "dispensing": why})
    desk.post(f"{here}send/")
    manager = make.actor("mash_manager", of=door)
    with acting_as(manager):
        ana, ben = Contact.objects.select_related("case").order_by("position")
    make_ready(ana, by=manager)
    (mia,) = boxes(ana, manager).values()
    address, sent = reverse("front_door:decide", args=[ana.reference]), SENT | {f"s{ben.pk}": "later"}
    sent |= {"words_for_sender": "Advice was given."}
    browser = signed_in(manager)
    page = browser.post(address, sent | {"step": "check"}).content.decode()
    assert "What may Mia Fish read?" in page
    assert "Nothing says that they were told of this contact." in page
    assert not [one for one in page.split("<input") if f'name="{mia}_told"' in one and " checked" in one]
    page = words(browser.post(address, sent | {"step": "record"}))
    assert "Choose what Mia Fish may read. Nothing says that they were told of this contact." in page
    browser.post(address, sent | {"step": "record", f"{mia}_told": "same"})
    assert kept(ana, manager)["Mia Fish"] == ("same", "", "")
