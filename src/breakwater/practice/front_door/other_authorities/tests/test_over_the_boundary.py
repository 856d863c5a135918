"""SG-08: where the child lives or is found decides; a contact is passed on, with a receipt and a clock."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from breakwater.casework.models import CaseLink, Clock
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Addition, Contact, Decision, Passing, ReceiptLine, Submission
from breakwater.practice.front_door.models.arrivals import IN_A_REFUGE
from breakwater.practice.front_door.other_authorities import contact_file
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.screening.operations import claims, named_people, provisional, requirements
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

WHY = " ".join(["The address told is in Havant and the boy has lived there with his aunt since the summer"] * 2)
WORRY = "He has not eaten since yesterday"


@pytest.fixture
def there(db):
    area = make.area("850", "Hampshire")
    return make.team("Hampshire MASH", in_area=area, service="front_door")


@pytest.fixture
def neighbour(there):
    return make.actor("mash_screener", of=there)


@pytest.fixture
def contact(mash, manager):
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PUBLIC,
            key=str(uuid4()),
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example", born="2015-03", postcode="PO9 1ZZ")],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(manager):
        made = Contact.objects.select_related("case__area").get()
        make_ready(made, by=manager)
        return Contact.objects.select_related("case__area").get(pk=made.pk)


def passed(contact, manager, *, checked=True, **where) -> Passing:
    with acting_as(manager) as by:
        return boundary.pass_on(
            contact,
            boundary.PassingFacts(
                basis="LIVES",
                rationale=WHY,
                words_for_sender="The authority where he lives has it",
                checked_by_hand=checked,
                **{"to_area": None, "to_name": "Elsewhere", **where},
            ),
            beside=contact_file.GoesBeside(),
            by=by,
            at=timezone.now(),
        )


def test_sg_08_inside_the_installation_it_arrives_at_once_with_a_receipt(contact, manager, there, neighbour):
    passing = passed(contact, manager, to_area=there.area)
    with acting_as(neighbour):
        theirs = Contact.objects.get()
        assert theirs.case.area == there.area
        assert WORRY in theirs.worry
        assert (theirs.named_as, theirs.born_as_told, theirs.postcode_as_told) == (
            "Robin Example",
            "2015-03",
            "PO9 1ZZ",
        )
        assert Clock.objects.running().filter(case=theirs.case, rule="front_door.decision").exists()
        assert passing.their_reference == theirs.submission.reference
    with acting_as(manager):
        ours = Contact.objects.select_related("case").get(pk=contact.pk)
        assert (ours.outcome, ours.case.is_open) == ("O12", False)
        line = ReceiptLine.objects.get(reference=passing.their_reference)
        assert line.sender_team == contact.case.responsible_team, "we hear what becomes of it"


@pytest.mark.parametrize("address", [IN_A_REFUGE, "12 High Street"])
def test_sg_27_an_old_school_does_not_read_to_which_place_a_child_in_a_refuge_moved_on(manager, there, mash, address):
    dsl = make.actor("dsl", of=make.team("Old School safeguarding", of=make.organisation("Old School", "SCHOOL")))
    sent = arrival(
        channel="PROFESSIONAL",
        children=[ChildTold(named_as="Robin Example", address=address)],
        sender_team=dsl.membership.team,
        sender_user=dsl.membership.user,
        source_code="2A",
    )
    arrivals.receive(sent, by=make.intake(), at=timezone.now())
    with acting_as(manager):
        contact = Contact.objects.select_related("case__area").get()
    make_ready(contact, by=manager)
    is_hidden = address == IN_A_REFUGE
    page = signed_in(manager).get(f"/mash/contacts/{contact.reference}/pass-on/").content.decode()
    assert ("they do not read which authority has it" in page) == is_hidden
    with acting_as(manager):
        contact = Contact.objects.select_related("case__area").get(pk=contact.pk)
    passed(contact, manager, to_area=there.area)
    with acting_as(dsl):
        said = ReceiptLine.objects.get(contact=contact).now_with
    assert ("Hampshire" in said, "call us" in said) == (not is_hidden, is_hidden)


def test_sg_08_whom_to_ring_what_the_family_knows_and_the_danger_go_over_with_it(manager, there, neighbour, mash):
    desk = make.actor("agency_professional", of=make.team("Health visiting"))
    browser = signed_in(desk)
    draft = browser.post("/contacts/new/").url
    baby = CONTACT_PAGES["safety"] | {"baby_injury": "yes"}
    fill_in(browser, draft, CONTACT_PAGES | {"safety": baby})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        contact = Contact.objects.select_related("case__area").first()
    make_ready(contact, by=manager)
    asked = {"to": "850", "basis": "LIVES", "rationale": WHY, "idempotency": str(uuid4()), "checked_by_hand": "yes"}
    sent = signed_in(manager).post(
        f"/mash/contacts/{contact.reference}/pass-on/", asked | {"words_for_sender": "Hampshire has it"}
    )
    assert sent.status_code == 302
    with acting_as(neighbour):
        said = Addition.objects.get().words
    assert f"Telephone or email: {CONTACT_PAGES['you']['sender_phone']}." in said
    assert "Told of this contact" in said
    assert "a baby who cannot move about alone has a bruise or an injury" in said


def test_it_says_before_a_contact_is_passed_on_that_a_strategy_discussion_is_open(contact, manager, there):
    with acting_as(manager) as by:
        child = make.person("Robin", "Example")
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=by, at=timezone.now())
        made = discussions.call(
            Contact.objects.select_related("case__area", "child").get(),
            discussions.DiscussionFacts(
                concern="A bruise", is_immediate=True, planned_for=timezone.now(), how="CALL", asked=[]
            ),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    page = signed_in(manager).get(f"/mash/contacts/{contact.reference}/pass-on/").content.decode()
    assert "A strategy discussion is open here" in page
    assert made.case.reference in page


def test_sg_08_neither_area_reads_the_others_contact(contact, manager, there, neighbour):
    passed(contact, manager, to_area=there.area)
    with acting_as(neighbour):
        assert not Contact.objects.filter(pk=contact.pk).exists()
    with acting_as(manager):
        assert list(Contact.objects.values_list("pk", flat=True)) == [contact.pk]


def test_sg_23_passing_a_contact_on_joins_no_two_records_of_a_child(contact, manager, there, neighbour):
    with acting_as(manager) as by:
        ours = make.person("Robin", "Example")
        provisional.match_provisional(contact=contact, person=ours, because="He is known", by=by, at=timezone.now())
        contact.refresh_from_db()
    passed(contact, manager, to_area=there.area)
    with acting_as(neighbour):
        theirs = Contact.objects.get()
        assert (theirs.child_id, theirs.named_as) == (None, "Robin Example"), "they settle for themselves who it is"
        assert not Person.objects.exists()
        assert not CaseLink.objects.exists()
    with acting_as(manager):
        assert list(Person.objects.filter(merged_into=None)) == [ours]
        assert not CaseLink.objects.exists()


def test_sg_08_to_an_authority_elsewhere_it_stays_ours_until_their_receipt(contact, manager):
    passing = passed(contact, manager)
    with acting_as(manager) as by:
        case = Contact.objects.select_related("case").get(pk=contact.pk).case
        assert (case.stage, case.is_open) == ("decided", True)
        clock = Clock.objects.running().get(case=case, rule="front_door.passing")
        assert clock.team == case.responsible_team
        for _ in range(2):
            boundary.record_receipt(passing=passing, reference="H-1", worker="B. Sample", by=by, at=timezone.now())
        with pytest.raises(boundary.HasAReceipt):
            boundary.record_receipt(passing=passing, reference="H-2", worker="B. Sample", by=by, at=timezone.now())
        case.refresh_from_db()
        assert not case.is_open
        assert not Clock.objects.running().filter(case=case).exists()


def test_sg_08_what_waits_for_another_authoritys_receipt_stands_on_today_until_it_comes(contact, manager):
    """It stood on the wall and the board alone: whoever begins the day with Today did not learn that the child is still theirs."""
    passing = passed(contact, manager)
    said = "Referred to another authority, no receipt yet"
    page = signed_in(manager).get("/today/").content.decode()
    assert said in page
    assert f"{contact.reference}, passed to Elsewhere today" in page
    with acting_as(manager) as by:
        boundary.record_receipt(passing=passing, reference="X-1", worker="A. Worker", by=by, at=timezone.now())
    assert said not in signed_in(manager).get("/today/").content.decode()


def test_sg_07_it_is_not_passed_on_as_looked_up_where_nobody_looked(contact, manager):
    with pytest.raises(requirements.NotCheckedByHand):
        passed(contact, manager, checked=False)
    with acting_as(manager):
        assert not Passing.objects.exists()
    passed(contact, manager)
    with acting_as(manager):
        assert Decision.objects.get().checked_by_hand


def test_passed_on_twice_is_passed_on_once(contact, manager):
    assert passed(contact, manager) == passed(contact, manager)


def test_the_file_opens_with_its_passphrase_alone_and_shows_every_change(contact, manager):
    passing = passed(contact, manager)
    word = contact_file.new_passphrase()
    with acting_as(manager) as by:
        data = boundary.make_file(
            passing=passing, passphrase=word, beside=contact_file.GoesBeside(), by=by, at=timezone.now()
        )
    assert WORRY.encode() not in data
    assert contact_file.unseal(data, word.lower().replace("-", " ")).worry == WORRY
    with pytest.raises(contact_file.WrongPassphrase):
        contact_file.unseal(data, contact_file.new_passphrase())
    for place in (5, 20, 40, len(data) - 1):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(contact_file.WrongPassphrase):
            contact_file.unseal(changed, word)
    for other in (b"", b"BWC1", b"%PDF-1.7" * 20, b"BWC1" + b"0" * 2_000_000):
        with pytest.raises(contact_file.NotAContactFile):
            contact_file.unseal(other, word)


def test_what_a_contact_needs_before_it_is_passed_on_is_said_before_anyone_writes(mash, manager, contact):
    assert (
        "Not ready to refer"
        not in signed_in(manager).get(f"/mash/contacts/{contact.reference}/pass-on/").content.decode()
    )
    with acting_as(make.intake()):
        Contact.objects.filter(pk=contact.pk).update(rag="", rag_reason="", claimed_by=None, claimed_until=None)
    page = signed_in(manager).get(f"/mash/contacts/{contact.reference}/pass-on/").content.decode()
    assert "It needs a rating and a worker it is allocated to first" in page


def test_the_pages_pass_a_contact_by_file_and_take_one_in(contact, manager, neighbour):
    ours, theirs = signed_in(manager), signed_in(neighbour)
    at = f"/mash/contacts/{contact.reference}/"
    assert "Refer to another authority" in ours.get(f"{at}pass-on/").content.decode()
    asked = {"to": "elsewhere", "to_name": "Dorset", "basis": "FOUND", "rationale": WHY, "idempotency": str(uuid4())}
    assert "then tick this" in ours.post(f"{at}pass-on/", asked).content.decode()
    asked |= {"checked_by_hand": "yes"}
    kept = ours.post(f"{at}pass-on/", asked | {"rationale": "Too short"}).content.decode()
    assert "30 words" in kept
    assert ours.post(f"{at}pass-on/", asked).url == f"{at}passed/"
    page = ours.get(f"{at}passed/").content.decode()
    word = page.split("<code>")[1].split("</code>")[0]
    sent = ours.post(f"{at}passed/file/", {"passphrase": word})
    assert sent["Content-Disposition"].endswith('.bwcontact"')
    upload = {"file": SimpleUploadedFile("c.bwcontact", sent.content), "passphrase": "0000"}
    assert "does not open the file" in theirs.post("/mash/from-another-authority/", upload).content.decode()
    for _ in range(2):
        upload = {"file": SimpleUploadedFile("c.bwcontact", sent.content), "passphrase": word}
        taken = theirs.post("/mash/from-another-authority/", upload)
        assert taken.status_code == 302
    with acting_as(neighbour):
        assert Contact.objects.count() == 1
        assert taken.url.endswith(f"/mash/contacts/{Contact.objects.get().reference}/")
    assert ours.post(f"{at}passed/", {"reference": "D-77", "worker": "A. Sample"}).status_code == 302
    assert "They have it" in ours.get(f"{at}passed/").content.decode()


@pytest.fixture
def two_of_a_form(mash, manager):
    """The contacts of a brother and a sister of one form, both ready to be passed on."""
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PHONE,
            key=str(uuid4()),
            worry=WORRY,
            children=[ChildTold(named_as="Robin Example"), ChildTold(named_as="Wren Example")],
            sender=arrivals.Sender(source_code="2A"),  # somebody rang because of their work, and reads why
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(manager):
        made = list(Contact.objects.select_related("case__area").order_by("position"))
    for each in made:
        make_ready(each, by=manager)
    with acting_as(manager):
        return list(Contact.objects.select_related("case__area").order_by("position"))


def test_sg_08_a_brother_or_sister_of_the_form_who_is_not_passed_on_yet_is_named(two_of_a_form, manager, there):
    first, second = two_of_a_form
    passed(first, manager, to_area=there.area)
    browser = signed_in(manager)
    page = browser.get(f"/mash/contacts/{first.reference}/passed/").content.decode()
    assert "Not passed on yet" in page
    onward = f"/mash/contacts/{second.reference}/pass-on/"
    assert onward in page
    written = browser.get(onward).content.decode()
    assert WHY in written, "it is not typed twice"
    assert "The authority where he lives has it" in written
    passed(second, manager, to_area=there.area)
    page = browser.get(f"/mash/contacts/{first.reference}/passed/").content.decode()
    assert "Not passed on yet" not in page


def test_once_the_other_authority_has_it_nobody_is_told_to_get_its_receipt(two_of_a_form, manager, there):
    first, _ = two_of_a_form
    passed(first, manager, to_area=there.area)
    page = signed_in(manager).get(f"/mash/contacts/{first.reference}/").content.decode()
    assert "Get the other authority" not in page


def by_file_to(neighbour, contact, manager) -> None:
    found = passed(contact, manager)
    with acting_as(manager) as by:
        word, now = contact_file.new_passphrase(), timezone.now()
        data = boundary.make_file(passing=found, passphrase=word, beside=contact_file.GoesBeside(), by=by, at=now)
    with acting_as(neighbour) as by:
        boundary.take_in(carried=contact_file.unseal(data, word), by=by, at=timezone.now())


@pytest.mark.parametrize("way", ["inside", "file"])
def test_sg_08_children_of_one_form_passed_on_one_by_one_are_proposed_there_as_brother_and_sister(
    two_of_a_form, contact_arrives, manager, there, neighbour, way
):
    another = contact_arrives(ChildTold(named_as="Somebody Else"))
    make_ready(another, by=manager)
    for each in (*two_of_a_form, another):
        if way == "inside":
            passed(each, manager, to_area=there.area)
        else:
            by_file_to(neighbour, each, manager)
    with acting_as(neighbour):
        theirs = {one.named_as: one for one in Contact.objects.select_related("case")}
        robin, wren, other = (theirs[name] for name in ("Robin Example", "Wren Example", "Somebody Else"))
        assert named_people.siblings_of(robin) == [wren]
        assert named_people.siblings_of(wren) == [robin]
        assert named_people.siblings_of(other) == []
    page = signed_in(neighbour).get(f"/mash/contacts/{robin.reference}/people/").content.decode()
    assert "Wren Example" in page
    assert "Proposed as a brother or sister: not confirmed yet" in page
    with acting_as(manager):
        assert not CaseLink.objects.filter(case__in=[robin.case_id, wren.case_id]).exists()
