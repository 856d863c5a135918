"""SG-08: what the next authority must know before it rings anyone goes over with a contact, or is said not to."""

import json
import re
from dataclasses import fields
from inspect import Parameter, signature
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone

from breakwater.casework.handovers import ledger
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.decisions import effects
from breakwater.practice.front_door.enclosures import NOT_KNOWN_HERE
from breakwater.practice.front_door.models import Contact, Submission
from breakwater.practice.front_door.other_authorities import contact_file, parcel
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in

WHY = " ".join(["The address told is in Havant and the boy has lived there with his aunt since the summer"] * 2)


@pytest.fixture
def neighbour(db):
    there = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
    return make.actor("mash_manager", of=there)


def told(*children: ChildTold, **more) -> list[Contact]:
    """The contacts of what someone told us."""
    facts = {"channel": Submission.Channel.PHONE, "worry": "He has not eaten since yesterday"} | more
    sent = arrival(children=children or [ChildTold(named_as="Robin Example")], **facts)
    receipt = arrivals.receive(sent, by=make.intake(), at=timezone.now())
    with acting_as(make.intake()):
        return list(Contact.objects.filter(submission=receipt.submission).order_by("position"))


def passes_on(contact, manager, **asked) -> None:
    make_ready(contact, by=manager)
    facts = {"to": "850", "basis": "LIVES", "rationale": WHY, "idempotency": str(uuid4()), "checked_by_hand": "yes"}
    sent = signed_in(manager).post(f"/mash/contacts/{contact.reference}/pass-on/", facts | asked)
    assert sent.status_code == 302, sent.content.decode()


def test_sg_08_where_the_form_is_hidden_it_says_so_here_and_over_there(manager, neighbour):
    hidden = make.person("Hidden", "Sister")
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    sister, brother = told(
        ChildTold(named_as="Hidden Sister", person=hidden), ChildTold(named_as="Open Brother"), channel="PUBLIC"
    )
    page = signed_in(manager).get(f"/mash/contacts/{brother.reference}/pass-on/").content.decode()
    assert "With it go: who told us" in page
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'an address that is protected', false, null)",
            [hidden.pk, readers],
        )
    page = signed_in(manager).get(f"/mash/contacts/{brother.reference}/pass-on/").content.decode()
    assert "With it go" not in page
    assert "Ask the other managers of your MASH first" in page
    assert "Hidden" not in page
    passes_on(brother, manager)
    with acting_as(neighbour):
        theirs = Contact.objects.get()
    page = signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode()
    assert NOT_KNOWN_HERE in page


def read_by(neighbour) -> str:
    """What the neighbour's page says of the one contact passed to them."""
    with acting_as(neighbour):
        theirs = Contact.objects.get()
    return signed_in(neighbour).get(f"/mash/contacts/{theirs.reference}/").content.decode()


def test_sg_08_who_rang_goes_over_by_name(manager, neighbour):
    [contact] = told(sender_words="B. Sample, health visitor", reply_to="01632 960711")
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Referrer: B. Sample, health visitor." in page
    assert "Telephone or email: 01632 960711." in page


def test_sg_08_all_that_sets_the_lowest_rating_goes_over_and_what_was_told_since(manager, neighbour):
    child = make.person("Robin", "Example")
    contact = [told(ChildTold(named_as="Robin Example", person=child))[0] for _ in range(3)][-1]
    with acting_as(make.intake()) as by:
        arrivals.add_to_open(
            submission=contact.submission,
            key=str(uuid4()),
            words="He said\nit happened again",
            by=by,
            at=timezone.now(),
        )
        Contact.objects.filter(pk=contact.pk).update(unsure_of_danger=True)
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Answered or found here: 3rd contact in 12 months." in page
    assert "He said it happened again" in page
    assert "Referrer was not sure about danger" in page, "the mark of their own board and page"


def test_the_next_authority_reads_a_reason_that_a_higher_one_leaves_unsaid_in_the_rating(manager, neighbour):
    child = make.person("Robin", "Example")
    facts = {"immediate_danger": True}
    contact = [told(ChildTold(named_as="Robin Example", person=child), **facts)[0] for _ in range(3)][-1]
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    assert "Answered or found here: 3rd contact in 12 months." in read_by(neighbour)


@pytest.mark.parametrize("call", [boundary.pass_on, boundary.make_file])
def test_sg_08_nothing_is_passed_on_without_saying_what_goes_beside_it(call):
    assert signature(call).parameters["beside"].default is Parameter.empty


@pytest.fixture
def kept_back(manager):
    """The contact of a health visitor whom the family must not learn of."""
    browser = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    draft = browser.post("/contacts/new/").url
    you = CONTACT_PAGES["you"] | {"name_withheld": "yes", "name_withheld_why": "He has threatened me"}
    fill_in(browser, draft, CONTACT_PAGES | {"you": you})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        return Contact.objects.order_by("position").first()


def test_sg_08_a_name_to_be_kept_back_is_named_with_that_rule_and_never_quoted_as_the_senders(
    kept_back, manager, neighbour
):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Do not tell the family who told us" in page
    assert "Referrer: Ida Post" in page
    quoted = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
    assert any("Bruises twice this month" in words for words in quoted)
    for line in ("Telephone or email", "Referrer: Ida Post", "Told of this contact", "Do not tell the family"):
        assert not any(line in words for words in quoted), line
    with acting_as(neighbour):
        theirs = Contact.objects.get()
        assert "Do not tell" not in theirs.worry
        assert "01632 960100" not in theirs.worry


def test_it_stands_beside_the_worry_wherever_their_contact_is_decided(kept_back, manager, neighbour):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        at = f"/mash/contacts/{Contact.objects.get().reference}/"
    browser = signed_in(neighbour)
    for page in ("", "decide/", "screening/"):
        assert "Do not tell the family who told us" in browser.get(at + page).content.decode(), page


def test_sg_08_it_goes_on_with_a_contact_that_they_pass_on_again(kept_back, manager, neighbour):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        onwards = parcel.told_beside(Contact.objects.get(), at=timezone.now())
    assert onwards.name_kept_back == "ASKED"
    assert any(line.startswith("Referrer: Ida Post") for line in onwards.lines.splitlines())


def by_file(contact, manager, neighbour, *, changed=None) -> Submission:
    """The same over the boundary by file, as the neighbour reads it; `changed` alters what the file says before it is taken in."""
    passes_on(contact, manager, to="elsewhere", to_name="Hampshire", words_for_sender="Hampshire has it")
    with acting_as(manager) as by:
        told = parcel.told_beside(contact, at=timezone.now())
        word = contact_file.new_passphrase()
        data = boundary.make_file(passing=contact.passing, passphrase=word, beside=told, by=by, at=timezone.now())
    if changed:
        data = changed(data, word)
    with acting_as(neighbour) as by:
        receipt = boundary.take_in(carried=contact_file.unseal(data, word), by=by, at=timezone.now())
        return receipt.submission


def as_of_another_release(*missing: str, **said_else: str):
    """The file as a release would make it that has not all of these fields, or others."""

    def change(data: bytes, word: str) -> bytes:
        header, nonce = data[: contact_file.HEADER], data[contact_file.HEADER - 12 : contact_file.HEADER]
        key = contact_file._key(word, data[4:20])
        said = json.loads(AESGCM(key).decrypt(nonce, data[contact_file.HEADER :], header))
        said = {name: value for name, value in said.items() if name not in missing} | said_else
        return header + AESGCM(key).encrypt(nonce, json.dumps(said).encode(), header)

    return change


NEW_FIELDS = ("cannot_wait", "name_kept_back", "childs_words")
HER_WORDS = "She wants it to be quiet"  # of the first of the two children of the form


@pytest.mark.parametrize("way", ["inside", "file"])
def test_sg_08_a_name_kept_back_goes_over_as_a_fact_of_its_own(kept_back, manager, neighbour, way):
    if way == "inside":
        passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    else:
        by_file(kept_back, manager, neighbour)
    with acting_as(neighbour):
        theirs = Submission.objects.get()
        assert theirs.name_kept_back == "ASKED"
        assert "Do not tell" not in theirs.additions.get().words
    assert read_by(neighbour).count("Do not tell the family who told us") == 1


def test_sg_08_an_older_file_says_by_its_line_that_a_name_is_kept_back(kept_back, manager, neighbour):
    line = f"Referrer: Ida Post.\n{contact_file.NOT_NAMED}"
    came = by_file(kept_back, manager, neighbour, changed=as_of_another_release(*NEW_FIELDS, beside=line))
    assert (came.name_kept_back, came.childs_words) == ("ASKED", [])
    page = read_by(neighbour)
    assert page.count("Do not tell the family who told us") == 1
    assert "Referrer: Ida Post." in page


@pytest.mark.parametrize("line", ["", NOT_KNOWN_HERE])
def test_sg_08_an_older_file_of_which_nothing_is_known_is_taken_in(kept_back, manager, neighbour, line):
    came = by_file(
        kept_back, manager, neighbour, changed=as_of_another_release(*NEW_FIELDS, beside=line or "Referrer: Ida Post.")
    )
    assert came.name_kept_back == ("NOT_KNOWN" if line else "")


def test_sg_08_a_newer_file_is_taken_in_and_says_that_it_says_more(kept_back, manager, neighbour):
    by_file(kept_back, manager, neighbour, changed=as_of_another_release(of_next_year="x"))
    assert contact_file.SAYS_MORE in read_by(neighbour)


@pytest.mark.parametrize(
    "wrong", [{"childs_words": "all"}, {"childs_words": [1]}, {"name_kept_back": 1}, {"childs_words": 7}]
)
def test_a_file_whose_fields_have_another_shape_is_no_contact_file(wrong):
    texts = dict.fromkeys((each.name for each in fields(contact_file.Carried) if each.type is str), "x")
    facts = {"passed_at": "2026-11-17T10:00:00+00:00", "immediate_danger": False}
    said = {"form": contact_file.FORM} | texts | facts
    assert contact_file._read(json.dumps(said).encode()).childs_words == ()
    body = json.dumps(said | wrong)
    with pytest.raises(contact_file.NotAContactFile):
        contact_file._read(body.encode())


@pytest.mark.parametrize("way", ["inside", "file"])
def test_sg_27_the_childs_own_words_go_over_as_the_childs_and_stay_with_workers(kept_back, manager, neighbour, way):
    if way == "inside":
        passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    else:
        by_file(kept_back, manager, neighbour)
    page = read_by(neighbour)
    quoted = " ".join(re.findall(r"<figure.*?</figure>|<blockquote.*?</blockquote>", page, re.DOTALL))
    assert HER_WORDS in quoted
    assert "The child’s own words, as the other authority has them" in page
    with acting_as(neighbour):
        theirs = Contact.objects.get()
        look = effects.preview(theirs, [], outcome="O1", words="", rationale=f"He said: {HER_WORDS} at home")
    assert HER_WORDS not in theirs.worry
    assert (look.has_childs_words, look.repeats_a_child) == (True, True)


def test_sg_27_the_words_of_a_brother_or_sister_do_not_go_over(kept_back, manager, neighbour):
    with acting_as(manager):
        brother = Contact.objects.get(position=1)
    passes_on(brother, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert HER_WORDS not in page
    assert "is kept with us. Call us for it." in page


def test_sg_04_what_cannot_wait_is_marked_over_there_as_here(manager, neighbour):
    [contact] = told(cannot_wait="MEDICAL")
    passes_on(contact, manager, words_for_sender="Hampshire has it")
    assert "Needs medical attention now" in read_by(neighbour)


def test_sg_04_what_cannot_wait_in_words_of_a_newer_release_is_marked_to_act_on_today(kept_back, manager, neighbour):
    by_file(kept_back, manager, neighbour, changed=as_of_another_release(cannot_wait="OVERDOSE"))
    assert "Referrer asks to act today" in read_by(neighbour)


def test_sg_27_what_a_child_wrote_to_us_is_known_as_the_childs_over_there(manager, neighbour):
    [contact] = told(channel="CHILD", worry="They shout at night and I hide under the bed")
    passes_on(contact, manager)
    with acting_as(neighbour):
        look = effects.preview(
            Contact.objects.get(), [], outcome="O1", words="", rationale="I hide under the bed at night"
        )
    assert look.has_childs_words
    # At the head of the page, as the reason, and as the words of the child.
    assert read_by(neighbour).count("They shout at night and I hide under the bed") == 2


def test_sg_08_set_apart_over_there_the_named_readers_know_that_the_name_is_kept_back(kept_back, manager, neighbour):
    passes_on(kept_back, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        form = allegation_intake.form_told(Submission.objects.get())
    rows = {row["key"]: row["value"] for row in form["parts"][0]["rows"]}
    assert rows == {
        "Do not tell the family who told us": "The referrer asks for that.",
        "The child’s own words": HER_WORDS,
    }


@pytest.fixture
def rang_and_wrote(mash, manager):
    """The contact of a call whose written form came, by a health visitor whom the family must not learn of."""
    desk = make.actor("agency_professional", of=make.team("Health visiting", of=make.organisation("Community Health")))
    with acting_as(manager) as by:
        call = calls.log_call(
            make.area(),
            calls.CallAsTaken(who="Ida Post, Community Health", source_code="3B", what="A bruise", child="Ana Fish"),
            key="call",
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(desk)
    draft = browser.post("/contacts/new/").url
    you = CONTACT_PAGES["you"] | {"name_withheld": "yes", "prior_call_reference": call.reference}
    fill_in(browser, draft, CONTACT_PAGES | {"you": you})
    browser.post(f"{draft}send/")
    with acting_as(manager):
        return Contact.objects.select_related("case__area").get(submission=call.submission)


def test_sg_08_the_written_form_of_a_call_goes_with_it_and_keeps_the_name_back(rang_and_wrote, manager, neighbour):
    ours = signed_in(manager).get(f"/mash/contacts/{rang_and_wrote.reference}/").content.decode()
    assert "Do not tell the family who told us" in ours
    passes_on(rang_and_wrote, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert page.count("Do not tell the family who told us") == 1
    assert "Written afterwards" in page
    assert "Bruises twice this month" in page
    assert f"Telephone or email: {CONTACT_PAGES['you']['sender_phone']}." in page
    assert HER_WORDS in page


def test_sg_08_a_written_form_hidden_with_a_brother_is_said_not_to_be_known(rang_and_wrote, manager, neighbour):
    with acting_as(make.intake()), connection.cursor() as cursor:
        brother = Contact.objects.exclude(pk=rang_and_wrote.pk).get()
        readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
        cursor.execute("select access.seal_row('case', %s, %s, 'protected', false, null)", [brother.case_id, readers])
    passes_on(rang_and_wrote, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert NOT_KNOWN_HERE in page
    assert "Nobody here knows whether the referrer agrees" in page
    assert "Bruises twice this month" not in page


def ledger_of(contact, reader) -> dict[str, str]:
    """What a handover to the next team there would say, by line."""
    with acting_as(reader):
        found = ledger.lines_for([contact.case], kind=ledger.Kind.TIER_2, reader=reader.membership.team.organisation)
    return {
        one.line: " / ".join(": ".join(filter(None, [fact.about, fact.words])) for fact in one.facts) for one in found
    }


CAREFUL = {
    "family": CONTACT_PAGES["family"]
    | {
        "birth_mother-all": "not_asked",
        "birth_father-all": "entered",
        "family-0-adult_name": "Bea Fish",
        "family-0-adult_relation-all": "FTH",
        "family-0-adult_parental_responsibility-all": "yes",
        "family-0-adult_lives_with_child": "no",
        "family-0-adult_flags": "alleged_harm",
        "family-0-adult_contact": "07700 900622",
        "family-0-adult_contact-safe": "no",
        "family-0-adult_do_not_contact": "Must not learn where they are",
        "worker_risk_kinds": "violence",
        "worker_risk": "He waits outside offices",
    },
    "known": {
        "observed": "A bruise on her arm",
        "reported": "The old school wrote to the father that they are at another school",
        "professional_view": "Serious",
    },
}


@pytest.fixture
def careful(manager):
    """The contact of a family whose father must not learn where they are."""
    browser = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    draft = browser.post("/contacts/new/").url
    fill_in(browser, draft, CONTACT_PAGES | CAREFUL)
    browser.post(f"{draft}send/")
    with acting_as(manager):
        return Contact.objects.order_by("position").first()


@pytest.mark.parametrize("way", ["inside", "file"])
def test_sg_08_the_next_handover_there_says_who_must_not_be_told_and_all_else_that_ours_would(
    careful, manager, neighbour, way
):
    if way == "inside":
        passes_on(careful, manager, words_for_sender="Hampshire has it")
    else:
        by_file(careful, manager, neighbour)
    with acting_as(neighbour):
        theirs = Contact.objects.select_related("case").get()
    said = ledger_of(theirs, neighbour)
    assert "Bea Fish: Do not contact: Must not learn where they are" in said["not_to_tell"]
    assert "He waits outside offices" in said["worker_risk"]
    assert "07700 900622" in said["safe_contact"]
    assert "nobody asked" not in said["safe_contact"], "what was asked is known over there"
    assert "Bea Fish: Father. Parental responsibility: yes" in said["responsibility"]
    assert "The old school wrote to the father" in said["concern"]
    assert said["siblings"], "the other child of the form"
    page = read_by(neighbour)
    assert "Risk to a visiting worker" in page
    assert "Who must not be told" in page
    assert "The old school wrote to the father" in page


def test_sg_08_the_adults_of_the_form_stand_there_to_be_matched(careful, manager, neighbour):
    passes_on(careful, manager, words_for_sender="Hampshire has it")
    page = read_by(neighbour)
    assert "Household and family" in page
    with acting_as(neighbour):
        [father] = Contact.objects.get().named_people.all()
    assert (father.relation, father.parental_responsibility, father.parts) == ("FTH", "YES", ["alleged_harm"])
    assert (father.reach_is_safe, father.do_not_contact_because) == ("NO", "Must not learn where they are")


def test_sg_08_all_of_it_goes_on_with_a_contact_that_they_pass_on_again(careful, manager, neighbour):
    passes_on(careful, manager, words_for_sender="Hampshire has it")
    with acting_as(neighbour):
        onwards = parcel.told_beside(Contact.objects.select_related("case", "child").get(), at=timezone.now())
    facts = {(fact["line"], fact["about"], fact["words"]) for fact in onwards.facts}
    assert ("not_to_tell", "Bea Fish", "Do not contact: Must not learn where they are") in facts
    assert any(line == "concern" and "The old school wrote" in words for line, _, words in facts)
    assert [each["named_as"] for each in onwards.adults] == ["Bea Fish"]
    assert len(onwards.lines.splitlines()) == len(set(onwards.lines.splitlines()))


def test_the_next_authority_reads_the_number_of_the_one_that_passed_it_on(careful, manager, neighbour):
    ContactPoint.objects.create(
        area=make.area(),
        purpose="FRONT_DOOR",
        label="MASH",
        telephone="01632 960999",
        source="Invented",
        last_checked_on=timezone.localdate(),
        review_by=timezone.localdate(),
        effective_from=timezone.localdate(),
    )
    passes_on(careful, manager, words_for_sender="Hampshire has it")
    assert "tel:01632960999" in read_by(neighbour)


def test_sg_27_whoever_takes_the_fathers_call_reads_that_he_must_not_be_told(careful, manager, neighbour):
    passes_on(careful, manager, words_for_sender="Hampshire has it")
    child = make.person("Ana", "Fish", in_area=neighbour.membership.team.area)
    with acting_as(neighbour) as by:
        theirs = Contact.objects.select_related("case__area").get()
        claims.match(contact=theirs, person=child, searched={}, found=0, was_new=True, by=by, at=timezone.now())
        call = calls.log_call(
            theirs.case.area,
            calls.CallAsTaken(
                who="Bea Fish, her father", source_code="1A", what="Which school is she at?", child="Ana Fish"
            ),
            key="call",
            by=by,
            at=timezone.now(),
        )
        his = Contact.objects.get(submission=call.submission)
        claims.match(contact=his, person=child, was_new=False, searched={}, found=0, by=by, at=timezone.now())
    page = signed_in(neighbour).get(f"/mash/contacts/{his.reference}/").content.decode()
    assert "Who must not be told" in page
    assert "Bea Fish: Do not contact: Must not learn where they are" in page


def test_who_holds_parental_responsibility_stands_as_told_until_it_is_on_record(careful, manager, neighbour):
    passes_on(careful, manager, words_for_sender="Hampshire has it")
    child = make.person("Ana", "Fish", in_area=neighbour.membership.team.area)
    with acting_as(neighbour) as by:
        theirs = Contact.objects.select_related("case__area").get()
        claims.match(contact=theirs, person=child, searched={}, found=0, was_new=True, by=by, at=timezone.now())
    assert "As told, not confirmed: Bea Fish" in read_by(neighbour)
