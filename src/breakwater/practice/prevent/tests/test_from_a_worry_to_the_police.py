"""A referral from a teacher's worry to the police: nothing retyped, kept by two, let go when it may (SG-01, SG-12)."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design import locked_paper
from breakwater.foundation.storage import own_keys
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.prevent.jobs import destroy_keys
from breakwater.practice.prevent.models import NationalForm, Referral
from breakwater.practice.prevent.panels import operations as panels
from breakwater.practice.prevent.referrals import export
from breakwater.practice.prevent.referrals.operations import referring, writing
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.prevent_item import met, sits, written

SECRET = "Zmarksman videos and a wish to travel"
WELFARE = "She is much alone and has stopped coming to lunch"
SAID = {
    "under_18": "yes",
    "forenames": "Sam",
    "surname": "Example",
    "born": "2011-03-09",
    "gender": "female",
    "how_noticed": SECRET,
    "identifier_is": "me",
    "referrer_telephone": "023 9200 0000",
    "first_noticed": "2026-03-02",
    "discussed": "yes",
    "informed": "no",
    "not_informed_why": "Her brother decides for her",
}


def sent(dsl, **changed) -> NationalForm:
    now = timezone.now()
    with acting_as(dsl) as by:
        form = writing.begin(by=by, at=now)
        form = written(form, writing.values_of(form) | SAID | changed, by=by, at=now, worry=WELFARE)
        return writing.send(form, by=by, at=now)


def referral_of(lead) -> Referral:
    with acting_as(lead):
        return Referral.objects.select_related("form").latest("pk")


def ready_to_go(lead) -> Referral:
    """All that must be before the words may go."""
    now, today = timezone.now(), timezone.localdate()
    with acting_as(lead) as by:
        one = Referral.objects.select_related("form").get()
        referring.record_referral(one, on=today, recipient="Prevent desk", by=by, at=now)
        referring.record_receipt(one, on=today, words="By phone", police_reference="44/26", by=by, at=now)
    with acting_as(make.membership("prevent_lead", of=lead.team)) as by:
        referring.check_reference(one, reference="44 / 26", by=by, at=now)
        referring.record_copy(one, copy="OFFERED", on=today, by=by, at=now)
    with acting_as(one.form.author_user.memberships.get()) as by:
        referring.answer_copy(NationalForm.objects.get(pk=one.form_id), answer="TAKEN", by=by, at=now)
    with acting_as(lead):
        return Referral.objects.select_related("form").get(pk=one.pk)


def test_sg_01_one_form_makes_the_referral_and_the_contact_and_nothing_is_typed_twice(mash, lead, dsl):
    form = sent(dsl)
    with acting_as(make.membership("mash_screener", of=mash)):
        contact = Contact.objects.get()
        assert (contact.worry, contact.named_as, contact.submission.reference) == (WELFARE, "Sam Example", form.contact)
        assert Referral.objects.count() + NationalForm.objects.count() == 0
    with acting_as(lead):
        assert writing.values_of(NationalForm.objects.get())["how_noticed"] == SECRET
        assert referring.called(Referral.objects.select_related("form").get()) == "Sam Example"


def test_sg_12_a_colleague_of_the_sender_sees_no_form_and_the_sender_no_referral(mash, lead, dsl):
    sent(dsl)
    with acting_as(make.membership("dsl", of=dsl.team)):
        assert NationalForm.objects.count() == 0
    with acting_as(dsl):
        assert (NationalForm.objects.count(), Referral.objects.count()) == (1, 0)


def test_the_same_form_sent_twice_is_one_referral(mash, lead, dsl):
    form = sent(dsl)
    with acting_as(dsl) as by:
        writing.send(form, by=by, at=timezone.now())
        with pytest.raises(writing.FormChanged):
            writing.save(form, {}, revision=form.revision, at=timezone.now())
    with acting_as(lead):
        assert Referral.objects.count() == 1


def test_what_is_about_an_adult_makes_no_contact(mash, lead, dsl):
    form = sent(dsl, under_18="no", born="1990-03-09")
    assert form.contact == ""
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.count() == 0


def test_a_second_referral_of_the_same_child_is_marked_also_once_the_first_words_are_gone(mash, lead, dsl):
    sent(dsl)
    first = ready_to_go(lead)
    with acting_as(lead) as by:
        referring.purge(first, by=by, at=timezone.now())
    sent(dsl, forenames="SAM")
    sent(dsl, forenames="Alex")
    with acting_as(lead):
        marked = referring.with_repeats().order_by("pk").values_list("is_repeat", flat=True)
        assert list(marked) == [False, True, False]


@pytest.mark.parametrize("lacks", ["receipt_on", "checked_at", "copy", "hold"])
def test_sg_12_words_go_only_when_everything_stands(mash, lead, dsl, lacks):
    sent(dsl)
    one = ready_to_go(lead)
    with acting_as(lead) as by:
        if lacks == "hold":
            referring.hold(one, why="An inquiry", by=by, at=timezone.now())
        else:
            nothing = {"receipt_on": {"receipt_on": None, "checked_at": None, "checked_by": None}}
            of = {"checked_at": {"checked_at": None, "checked_by": None}, "copy": {"copy": "OFFERED"}}
            Referral.objects.filter(pk=one.pk).update(**(nothing | of)[lacks])
        with pytest.raises(referring.MayNotGoYet) as refused:
            referring.purge(one, by=by, at=timezone.now())
        assert len(refused.value.lacking) == (2 if lacks == "receipt_on" else 1)
        assert referring.called(Referral.objects.get()) == "Sam Example"


def test_sg_12_a_hold_on_the_child_is_placed_blind_and_stops_the_purge_in_the_database(mash, lead, dsl):
    sent(dsl)
    child = make.person("Sam", "Example")
    one = ready_to_go(lead)
    screener = make.membership("mash_screener", of=mash)
    with acting_as(lead):
        Referral.objects.filter(pk=one.pk).update(child=child)
    with acting_as(screener) as by:
        referring.hold_people([child, make.person("Al", "Other")], why="A death", by=by, at=timezone.now())
    with acting_as(lead) as by:
        assert [hold.why for hold in referring.holds_on(Referral.objects.get())] == ["A death"]
        with pytest.raises(DatabaseError, match="is held"), transaction.atomic():
            Referral.objects.filter(pk=one.pk).update(locked=b"", purged_at=timezone.now(), purged_by=by)
        for hold in referring.holds_on(Referral.objects.get()):
            referring.lift_hold(hold, why="It is over", by=by, at=timezone.now())
        referring.purge(one, by=by, at=timezone.now())


def test_sg_12_after_the_purge_no_copy_of_the_row_opens_and_what_stays_stands(
    mash, lead, dsl, django_capture_on_commit_callbacks
):
    sent(dsl)
    one = ready_to_go(lead)
    old_copy, key, public_id = bytes(one.form.locked), one.form.own_key, one.form.public_id
    with acting_as(lead) as by, django_capture_on_commit_callbacks(execute=True):
        referring.purge(one, by=by, at=timezone.now())
    with acting_as(lead) as by:
        kept = Referral.objects.select_related("form").get()
        assert (kept.police_reference, kept.recipient, kept.receipt_words) == ("44/26", "Prevent desk", "By phone")
        assert (writing.values_of(kept.form), referring.called(kept)) == ({}, "")
        with pytest.raises(referring.WordsGone):
            referring.record_referral(
                kept, on=timezone.localdate(), police_reference="1", recipient="x", by=by, at=timezone.now()
            )
    with pytest.raises(own_keys.Destroyed):
        own_keys.unlock(old_copy, key=key, bound_to=f"prevent/{public_id}")


def test_sg_12_a_key_left_over_by_a_fault_is_destroyed_by_night(mash, lead, dsl):
    sent(dsl)
    one = ready_to_go(lead)
    with acting_as(lead) as by:
        referring.purge(one, by=by, at=timezone.now())  # the commit that would destroy it never comes
    assert one.own_key in own_keys.names()
    with acting_as(make.intake()):
        referring.destroy_keys_left(lead.team.area_id)
    assert one.own_key not in own_keys.names()


def test_words_are_never_exchanged(mash, lead, dsl):
    sent(dsl)
    with acting_as(lead), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.update(locked=b"other")
    with acting_as(dsl), pytest.raises(DatabaseError), transaction.atomic():
        NationalForm.objects.update(locked=b"")


def test_the_file_for_the_police_opens_with_its_passphrase_alone(mash, lead, dsl):
    form, passphrase = sent(dsl), locked_paper.new_passphrase()
    with acting_as(lead):
        made = export.encrypted(NationalForm.objects.get(pk=form.pk), passphrase, at=timezone.now())
    assert SECRET.encode() not in made
    read = PdfReader(io.BytesIO(made))
    assert (bool(read.decrypt("another")), bool(read.decrypt(passphrase))) == (False, True)
    assert "Zmarksman" in " ".join(page.extract_text() for page in read.pages)
    assert json.loads(read.attachments["referral.json"][0])["answers"]["how_noticed"] == SECRET


def test_a_dsl_goes_from_the_worry_to_the_outcome_and_the_lead_through_the_steps(mash, lead, dsl):
    """W5, without a browser: every page of both, in its order."""
    school, team = browsers.signed_in(dsl), browsers.signed_in(lead)
    danger = school.post("/notice-check-share/", {"weapon": "no", "travel": "yes", "harm": "no"})
    assert "999" in school.get(danger.url).content.decode()
    calm = school.post("/notice-check-share/", {"weapon": "no", "travel": "no", "harm": "no"})
    assert "faith or ethnicity were different" in school.get(calm.url).content.decode()
    at = school.post("/notice-check-share/referrals/new/", {}).url
    page = school.get(f"{at}sections/referrer/").content.decode()
    assert dsl.user.name in page
    assert "Mizzen School" in page
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    sections = {"person": ("under_18", "forenames", "surname"), "concerns": ("how_noticed",)}
    for section, keys in sections.items():
        form = {key: SAID[key] for key in keys} | {"revision": revision}
        answer = school.post(f"{at}sections/{section}/", form)
        assert answer.status_code == 302, answer.content.decode()
        revision = str(int(revision) + 1)
    assert "Still needed" in school.get(f"{at}check/").content.decode()
    with acting_as(dsl) as by:
        begun = NationalForm.objects.get()
        written(begun, SAID, by=by, at=timezone.now(), worry=WELFARE)
    assert SECRET in school.get(f"{at}check/").content.decode()
    assert school.post(f"{at}check/").status_code == 302
    assert SECRET in school.get(at).content.decode()
    today = timezone.localdate()
    day = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    due = months_later(today, 1)
    ref = f"/specialist-route/{referral_of(lead).public_id}/"
    listed = team.get("/specialist-route/").content.decode()
    assert "New: to the police" in listed
    assert f'<a class="govuk-link" href="{ref}">Sam Example' in listed
    assert (
        f'<a class="govuk-link" href="{at}">Sam Example, begun'
        in school.get("/notice-check-share/referrals/").content.decode()
    )
    assert SECRET in team.get(ref).content.decode()
    steps = {
        "referred": {**day, "recipient": "Prevent desk"},
        "receipt": {**day, "words": "By phone", "police_reference": "44/26"},
        "reference": {"reference": "44/26", "alone": "I am alone today"},
        "copy": {**day, "copy": "OFFERED"},
        "step": {**day, "step": "GATEWAY.CHANNEL"},
        "codes": {"source": "EDUCATION", "concern": "CONFLICTED"},
        "outcome": {**day, "outcome": "CONSIDERED"},
        "action": {
            "title": "Meet her form tutor",
            "due_on-day": due.day,
            "due_on-month": due.month,
            "due_on-year": due.year,
        },
    }
    ends = {"purge": {"sure": "yes"}, "end": {**day, "ended": "RISK_MANAGED"}}
    assert "by telephone, never with the file" in team.get(f"{ref}export/").content.decode()
    for act, said in (steps | ends).items():
        if act == "purge":
            takes_the_copy(school, at)
        assert team.get(f"{ref}{act}/").status_code == 200
        answer = team.post(f"{ref}{act}/", said)
        assert answer.status_code == 302, answer.content.decode()
    page = team.get(ref).content.decode()
    assert SECRET not in page
    assert [words for words in ("44/26", "Risk managed") if words not in page] == []
    told = school.get(at).content.decode()
    assert SECRET not in told
    assert [
        words for words in ("Taken up for consideration by a panel", "Meet her form tutor") if words not in told
    ] == []
    done = re.search(r'action="(/notice-check-share/referrals/actions/[^"]+)"', told).group(1)
    school.post(done)
    assert "Done" in school.get(at).content.decode()


def takes_the_copy(school, at: str) -> None:
    """SG-12: nothing is deleted before they have answered themselves."""
    assert "A copy is offered to you" in school.get("/today/").content.decode()
    assert "An action for you" in school.get("/today/").content.decode()
    page = school.get(f"{at}copy/").content.decode()
    passphrase = re.search(r'name="passphrase" value="([^"]+)"', page).group(1)
    made = school.post(f"{at}copy/", {"passphrase": passphrase})
    assert made["Content-Type"] == "application/pdf"
    assert PdfReader(io.BytesIO(made.content)).decrypt(passphrase)


def test_what_came_without_a_form_is_completed_without_typing_it_again(mash, lead):
    from breakwater.practice.prevent.concerns.operations import keep_specialist_concern

    about = {"sender": "A nurse", "children": [{"name": "Sam Example", "born": "2011-03-09"}]}
    keep_specialist_concern(area=make.area(), arrived_with="S-26-AAAA-1", words=SECRET, about=about, at=timezone.now())
    team = browsers.signed_in(lead)
    ref = f"/specialist-route/{referral_of(lead).public_id}/"
    at = team.post(f"{ref}form/").url
    assert SECRET in team.get(f"{at}sections/concerns/").content.decode()
    with acting_as(lead) as by:
        form = NationalForm.objects.get()
        form = writing.save(form, writing.values_of(form) | SAID, revision=1, at=timezone.now())
        assert writing.send(form, by=by, at=timezone.now()).contact == ""
        assert Referral.objects.get().form_id == form.pk


def test_sg_02_a_service_that_declines_is_acted_on_the_same_day_until_something_follows(mash, lead, dsl):
    sent(dsl)
    one, team = referral_of(lead), browsers.signed_in(lead)
    for kind, stands in (("RETURNED", True), ("GATHERING", False)):
        with acting_as(lead) as by:
            referring.record_step(one, kind=kind, on=timezone.localdate(), agency="CAMHS", by=by, at=timezone.now())
        assert ("Prevent: act today" in team.get("/today/").content.decode()) == stands


def test_a_referral_never_ends_before_the_police_have_it_and_stays_on_today_until_its_words_are_gone(mash, lead, dsl):
    sent(dsl)
    now, today, one = timezone.now(), timezone.localdate(), referral_of(lead)
    page = browsers.signed_in(lead).get(f"/specialist-route/{one.public_id}/").content.decode()
    assert "End the referral" not in page
    with acting_as(lead) as by:
        with pytest.raises(referring.NoReceiptYet):
            referring.end(one, ended="OTHER", on=today, by=by, at=now)
        referring.record_referral(one, on=today, recipient="Prevent desk", by=by, at=now)
        referring.record_receipt(one, on=today, words="By phone", police_reference="44/26", by=by, at=now)
        referring.end(one, ended="OTHER", on=today, by=by, at=now)
        assert list(referring.of_interest()) == [one]


def test_sg_12_a_form_that_nobody_sent_is_gone_after_four_weeks(mash, lead, dsl):
    now = timezone.now()
    with acting_as(dsl) as by:
        old, new = (writing.begin(by=by, at=now - timedelta(days=days)) for days in (29, 27))
    destroy_keys()
    assert (old.own_key in own_keys.names(), new.own_key in own_keys.names()) == (False, True)
    with acting_as(dsl):
        assert [form.gone_at is None for form in NationalForm.objects.order_by("pk")] == [False, True]


def test_sg_12_the_referrer_alone_answers_whether_they_take_the_copy(mash, lead, dsl):
    sent(dsl)
    now, today = timezone.now(), timezone.localdate()
    one = referral_of(lead)
    with acting_as(lead) as by:
        for copy in ("TAKEN", "DECLINED"):
            with pytest.raises(referring.TheirsToAnswer):
                referring.record_copy(one, copy=copy, on=today, by=by, at=now)
        with pytest.raises(referring.NotOfferedLongEnough):
            referring.record_copy(one, copy="UNANSWERED", on=today, by=by, at=now)
    with acting_as(dsl) as by, pytest.raises(referring.NotOffered):
        referring.answer_copy(NationalForm.objects.get(), answer="TAKEN", by=by, at=now)
    with acting_as(lead) as by:
        referring.record_copy(one, copy="OFFERED", on=today - timedelta(days=28), by=by, at=now)
        with pytest.raises(referring.NotOffered):
            referring.answer_copy(one.form, answer="TAKEN", by=by, at=now)
        assert referring.record_copy(one, copy="UNANSWERED", on=today, by=by, at=now).copy == "UNANSWERED"
    with acting_as(dsl) as by:
        referring.decline_copy(NationalForm.objects.get(), by=by, at=now)
    assert referral_of(lead).copy == "DECLINED"


def test_the_police_reference_is_checked_by_another_or_says_why_not(mash, lead, dsl):
    sent(dsl)
    now, today = timezone.now(), timezone.localdate()
    one = referral_of(lead)
    with acting_as(lead) as by:
        with pytest.raises(referring.NotReferredYet):
            referring.record_step(one, kind="GATEWAY", code="CHANNEL", on=today, by=by, at=now)
        referring.record_referral(one, on=today, recipient="Prevent desk", by=by, at=now)
        with pytest.raises(referring.BeforeThePolice):
            referring.record_receipt(one, on=today - timedelta(days=1), words="x", by=by, at=now)
        referring.record_receipt(one, on=today, words="By phone", police_reference="44/26", by=by, at=now)
        with pytest.raises(referring.NotTheReference):
            referring.check_reference(one, reference="45/26", by=by, at=now)
        with pytest.raises(referring.CheckedAlone):
            referring.check_reference(one, reference="44/26", by=by, at=now)
        assert referring.check_reference(one, reference="44/26", alone="Alone", by=by, at=now).checked_alone == "Alone"
        again = referring.record_receipt(one, on=today, words="By phone", police_reference="46/26", by=by, at=now)
        assert (again.police_reference, again.checked_at) == ("46/26", None)


def test_no_outcome_of_a_day_to_come_and_no_action_that_was_due_before_it_was_given(mash, lead, dsl):
    sent(dsl)
    now, today = timezone.now(), timezone.localdate()
    one = referral_of(lead)
    with acting_as(lead) as by:
        referring.record_referral(one, on=today, recipient="Prevent desk", by=by, at=now)
        referring.record_receipt(one, on=today, words="By phone", police_reference="44/26", by=by, at=now)
        with pytest.raises(referring.NotYet):
            referring.record_outcome(one, outcome="ADOPTED", on=today + timedelta(days=4), by=by, at=now)
        with pytest.raises(referring.ActionIsDue):
            referring.add_school_action(one, title="Meet", due_on=today - timedelta(days=1), by=by, at=now)


def test_what_is_new_and_due_soonest_stands_first_on_the_lead_s_today(mash, lead, dsl):
    sent(dsl)
    page = browsers.signed_in(lead).get("/today/").content.decode()
    assert "New referrals: to the police by" in page


def test_what_comes_of_a_referral_is_told_to_its_author_without_a_name(mash, lead, dsl):
    sent(dsl)
    before = Notification.objects.filter(user=dsl.user_id).count()
    ready_to_go(lead)  # the receipt, and the copy offered
    told = Notification.objects.filter(user=dsl.user_id).order_by("pk")
    assert {one.words for one in told[before:]} == {"Something waits for you"}
    assert told.count() - before == 2


def test_the_lead_alone_tells_the_referrer_what_the_panel_decided(mash, lead, dsl):
    """No act of the panel gives the school an outcome; what the school was not told waits for the lead."""
    sent(dsl)
    one, now, today = ready_to_go(lead), timezone.now(), timezone.localdate()
    with acting_as(lead) as by:
        referring.record_step(one, kind="SECTION_36", code="YES", on=today, by=by, at=now)
    chair = make.membership("channel_chair", of=lead.team)
    for post, part in ((chair, "CHAIR"), (lead, "MEMBER")):
        sits(chair, post, part)
    meeting = met(chair)
    with acting_as(chair) as by:
        case = panels.open_case(one, panels.OpenFacts("Sam Example", None, "ADULT"), by=by, at=now)
        panels.decide(case, meeting=meeting, what="ADOPT", dissent="", by=by, at=now)
    with acting_as(dsl):
        assert NationalForm.objects.get().outcome == ""
    with acting_as(lead) as by:
        one = Referral.objects.get(pk=one.pk)
        assert referring.outcome_since(one, referring.panel_of(one)) == "the panel adopted it"
        assert list(referring.of_interest()) == [one]
        one = referring.record_outcome(one, outcome="ADOPTED", on=today, by=by, at=now)
        assert referring.outcome_since(one, referring.panel_of(one)) == ""
