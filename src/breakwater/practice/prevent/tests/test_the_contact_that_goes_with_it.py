"""The contact to the MASH that goes with a referral: made of every child, whole, and in the shape of any other (SG-01, SG-12)."""

from datetime import date

import pytest
from django.utils import timezone

from breakwater.casework.models import Answers, ChronologyEntry, Task
from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.operations import other_forms, sending
from breakwater.practice.front_door.models import Contact, NamedPerson
from breakwater.practice.prevent.models import NationalForm, Referral
from breakwater.practice.prevent.referrals.operations import writing
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.prevent_item import WELFARE, written
from breakwater_dev.testing.telling import words

from .test_from_a_worry_to_the_police import SAID, SECRET, sent

NOT_KNOWN = {"state": "not_known"}
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("under_18", "born", "is_one"),
    [
        ("yes", "", True),
        (NOT_KNOWN, "", True),
        (NOT_KNOWN, "2012", True),
        (NOT_KNOWN, "2008", True),
        ("no", "2012", True),
        ("yes", "1990-01-01", True),
        (NOT_KNOWN, "1990-01-01", False),
        ("no", "2008", False),
        ("no", "", False),
    ],
)
def test_sg_01_anything_but_a_clear_adult_makes_a_contact(under_18, born, is_one):
    assert writing.may_be_a_child({"under_18": under_18, "born": born}, on=TODAY) == is_one


def test_sg_01_a_child_whose_age_nobody_knows_reaches_the_mash(mash, lead, dsl):
    form = sent(dsl, under_18=NOT_KNOWN, born="2012")
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.get().submission.reference == form.contact


def test_the_mash_reads_the_family_the_referrer_and_who_must_not_be_told(mash, lead, dsl):
    sent(dsl, informed="no", not_informed_why=SECRET)
    screener = make.membership("mash_screener", of=mash)
    with acting_as(screener):
        contact = Contact.objects.select_related("submission").get()
        assert [each.named_as for each in NamedPerson.objects.all()] == ["Mia Example"]
        assert contact.submission.reply_to == "023 9200 0000"
        assert dsl.user.name in contact.submission.sender_words
    page = words(browsers.signed_in(screener).get(f"/mash/contacts/{contact.reference}/"))
    said = (
        "it would not be safe to tell them",
        "Told of this contact",
        "Mia Example",
        "023 9200 0000",
        dsl.user.name,
        "She likes the club",
    )
    assert [each for each in said if each not in page] == []
    assert SECRET not in page


def test_the_family_and_the_home_that_the_contact_names_are_in_the_referral_and_not_typed_again(mash, lead, dsl):
    reach = {"value": "07700 900111", "safe": "yes", "when": "before noon"}
    [mother] = WELFARE["family"]
    with acting_as(dsl) as by:
        now = timezone.now()
        form = writing.begin(by=by, at=now)
        family = [mother | {"adult_contact": reach, "adult_do_not_contact": "He reads her telephone"}]
        form = written(form, writing.values_of(form) | SAID, by=by, at=now, worry="Alone", family=family)
        writing.send(form, by=by, at=now)
    with acting_as(lead):
        said = writing.values_of(NationalForm.objects.get())
    assert said["household"] == (
        "Mia Example: Mother, lives with them, has parental responsibility, 07700 900111, safe to use, before noon, "
        "must not be told: He reads her telephone"
    )
    assert said["address"] == {"lines": "1 Invented Road", "postcode": "PO1 1AA"}


def everything_of(contact: Contact) -> dict:
    """What a contact is made of, but for numbers and moments."""
    moments = {"id", "public_id", "reference", "submission_id", "case_id", "received_at", "rag_at", "revision"}
    plain = {
        name: value
        for name, value in vars(contact).items()
        if name not in moments and not name.startswith("_") and "at" not in name.split("_")
    }
    answers = contact.submission.answers
    return {
        "contact": plain,
        "questions": sorted(answers.values),
        "rows": [sorted(row) for row in answers.values["children"] + answers.values["family"]],
        "seen": answers.version_id,
        "sender": (contact.submission.sender_words, contact.submission.reply_to, contact.submission.channel),
        "people": sorted(NamedPerson.objects.filter(contact=contact).values_list("named_as", "relation")),
        "tasks": sorted(Task.objects.filter(case=contact.case).values_list("title", flat=True)),
        "chronology": sorted(ChronologyEntry.objects.filter(case=contact.case).values_list("what", flat=True)),
    }


def test_sg_12_its_shape_is_that_of_any_contact(mash, lead, dsl):
    sent(dsl)
    with acting_as(dsl) as by:
        now = timezone.now()
        other = sending.begin_contact(by=by, at=now)
        child = {"child_first_name": "Sam", "child_family_name": "Example", "child_age_known": "born"}
        child |= {"_row": "r1", "child_born": "2011-03-09", "child_sex": "female"[0], "child_role": "focus"}
        phone = {"value": "023 9200 0000", "safe": "", "when": ""}
        facts = {"children": [child], "sender_phone": phone, "child_aware": {"each": {"all": "unsafe"}}}
        worry = {"worry": "She is much alone and has stopped coming to lunch"}
        recording.set_facts(other, WELFARE | facts | worry, by=by, at=now)
        sending.send_contact(answers=other, by=by, at=now)
    with acting_as(make.membership("mash_screener", of=mash)):
        with_referral, ordinary = Contact.objects.select_related("submission__answers", "case").order_by("pk")
        assert everything_of(with_referral) == everything_of(ordinary)


def test_what_is_changed_in_the_referral_is_changed_in_the_contact_and_what_was_written_there_stays(mash, lead, dsl):
    now = timezone.now()
    with acting_as(dsl) as by:
        form = written(writing.begin(by=by, at=now), SAID, by=by, at=now)
        begun = Answers.objects.get(public_id=writing.values_of(form)[writing.CONTACT])
        row = begun.values["children"][0]
        recording.set_facts(begun, {"children": [row | {"child_family_name": "Exemplar"}]}, by=by, at=now)
        written(form, {"forenames": "Samuel", "surname": "Sample"}, by=by, at=now)
        row = Answers.objects.get(pk=begun.pk).values["children"][0]
    assert (row["child_first_name"], row["child_family_name"]) == ("Samuel", "Exemplar")


def test_sg_12_what_would_tell_the_mash_is_asked_about_before_it_goes(mash, lead, dsl):
    now = timezone.now()
    with acting_as(dsl) as by:
        form = written(writing.begin(by=by, at=now), SAID, by=by, at=now, worry="He watches extremist videos")
    school, at = browsers.signed_in(dsl), f"/notice-check-share/referrals/{form.public_id}/check/"
    assert "This would tell the MASH of the referral" in words(school.get(at))
    assert school.post(at).status_code == 200
    assert school.post(at, {"sure": "yes"}).status_code == 302


def begun_with(dsl, **welfare) -> tuple[NationalForm, Answers]:
    """A referral that is not sent, and its contact."""
    with acting_as(dsl) as by:
        form = written(writing.begin(by=by, at=timezone.now()), SAID, by=by, at=timezone.now(), **welfare)
        return form, Answers.objects.get(public_id=writing.values_of(form)[writing.CONTACT])


def test_sg_12_what_would_tell_the_mash_is_asked_about_on_the_contacts_own_pages_too(mash, lead, dsl):
    form, begun = begun_with(dsl, worry="He has extremist videos on his phone")
    school, at = browsers.signed_in(dsl), f"/contacts/drafts/{begun.public_id}/"
    said = words(school.get(f"{at}check/"))
    assert "This would tell the MASH of the referral" in said
    assert "Does the MASH need to read it?" in said
    refused = school.post(f"{at}send/")
    assert refused.status_code == 422
    assert f"/contacts/drafts/{begun.public_id}/worry/" in refused.content.decode()
    with acting_as(dsl) as by, pytest.raises(other_forms.Stopped, match="This would tell the MASH of the referral: "):
        sending.send_contact(answers=begun, by=by, at=timezone.now())
    with acting_as(dsl) as by, pytest.raises(other_forms.Stopped):
        writing.send(form, by=by, at=timezone.now())
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.count() == 0
    with acting_as(dsl):
        assert Answers.objects.get(pk=begun.pk).values["worry"] == "He has extremist videos on his phone"
    assert school.post(f"{at}send/", {"sure": "yes"}).status_code == 302
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.get().worry == "He has extremist videos on his phone"


def test_sg_12_a_contact_of_no_other_form_is_asked_nothing_of_it(mash, lead, dsl):
    form, begun = begun_with(dsl, worry="He has extremist videos on his phone")
    with acting_as(dsl) as by:
        writing.discard(form, by=by, at=timezone.now())
    said = words(browsers.signed_in(dsl).get(f"/contacts/drafts/{begun.public_id}/check/"))
    assert "your referral" not in said
    assert "Send to the MASH" in said


def test_sg_12_the_contact_makes_no_second_referral_of_the_same_child(mash, lead, dsl):
    apart = {"radicalisation_concern": "yes", "radicalisation_words": "He speaks of ideology and martyrs"}
    form, begun = begun_with(dsl, **apart)
    school, at = browsers.signed_in(dsl), f"/contacts/drafts/{begun.public_id}/"
    ours = f"/notice-check-share/referrals/{form.public_id}/"
    for page in (f"{at}check/", f"{ours}check/"):
        said = words(school.get(page))
        assert "You have begun a referral already" in said
        assert "This would tell the MASH" not in said
        assert "Does the MASH need to read it?" not in said
        assert "Send to the" not in said
    assert school.post(f"{at}send/", {"sure": "yes"}).status_code == 422
    assert ours in school.get(f"{at}check/").content.decode()
    with acting_as(dsl) as by, pytest.raises(other_forms.Stopped):
        writing.send(form, sure=True, by=by, at=timezone.now())
    with acting_as(dsl) as by:
        recording.set_facts(begun, {"radicalisation_concern": "no"}, by=by, at=timezone.now())
        writing.send(form, by=by, at=timezone.now())
    with acting_as(lead):
        assert Referral.objects.count() == 1


def test_sg_12_a_contact_goes_all_the_same_while_a_child_is_in_danger(mash, lead, dsl):
    apart = {"radicalisation_concern": "yes", "immediate_danger": "yes"}
    _, begun = begun_with(dsl, **apart)
    school, at = browsers.signed_in(dsl), f"/contacts/drafts/{begun.public_id}/"
    assert "You have begun a referral already" not in words(school.get(f"{at}check/"))
    assert school.post(f"{at}send/").status_code == 302


def test_sg_12_the_pages_of_the_contact_lead_back_to_the_referral_for_its_author_alone(mash, lead, dsl):
    form, begun = begun_with(dsl)
    school, at = browsers.signed_in(dsl), f"/contacts/drafts/{begun.public_id}/"
    ours = f"/notice-check-share/referrals/{form.public_id}/"
    today = words(school.get("/today/"))
    assert "A form that you began is not sent" in today
    assert "Sam Example: not sent yet" not in today
    for page in (at, f"{at}check/"):
        assert ours in school.get(page).content.decode()
    receipt = school.post(f"{at}send/").url
    assert ours in school.get(receipt).content.decode()
    colleague = browsers.signed_in(make.membership("dsl", of=dsl.team)).get(receipt)
    assert colleague.status_code == 200
    assert "notice-check-share/referrals" not in colleague.content.decode()


def test_the_contact_may_go_first_and_is_not_sent_twice(mash, lead, dsl):
    now = timezone.now()
    with acting_as(dsl) as by:
        form = written(writing.begin(by=by, at=now), SAID, by=by, at=now)
        begun = Answers.objects.get(public_id=writing.values_of(form)[writing.CONTACT])
        receipt = sending.send_contact(answers=begun, by=by, at=now)
        assert writing.send(form, by=by, at=now).contact == receipt.reference
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.count() == 1


def test_sg_32_a_referral_is_deleted_after_one_question(mash, lead, dsl):
    with acting_as(dsl) as by:
        form = written(writing.begin(by=by, at=timezone.now()), SAID, by=by, at=timezone.now())
    school, at = browsers.signed_in(dsl), f"/notice-check-share/referrals/{form.public_id}/"
    assert "nobody can bring it back" in words(school.get(f"{at}discard/"))
    school.post(f"{at}discard/")
    with acting_as(dsl):
        assert NationalForm.objects.get().gone_at is not None


def test_the_prevent_team_makes_no_contact_in_its_own_name(mash, lead):
    """SG-12: a contact from the Prevent lead would say what it is about. The page says to call."""
    with acting_as(lead) as by:
        form = written(writing.begin(by=by, at=timezone.now()), SAID, by=by, at=timezone.now())
        assert writing.send(form, by=by, at=timezone.now()).contact == ""
