"""A pupil referred to social care is an ordinary contact, whole, with what the incident says already; begun is not sent (SG-01, SG-18)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.row_questions import ALL, EACH
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import User
from breakwater.partnership.organisations.registry import CONTACT_FORM
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.assessments.operations import measures
from breakwater.practice.child_on_child.closing import operations as closing
from breakwater.practice.child_on_child.incidents import lookup, naming
from breakwater.practice.child_on_child.incidents.operations import (
    contacts,
    of_child,
    opening,
    outcomes,
    routes,
    support,
)
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Report, Route
from breakwater.practice.front_door.contact_form.operations import other_forms, sending
from breakwater.practice.front_door.models import Contact, NamedPerson, Receipt
from breakwater.practice.front_door.today import senders
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import (
    CALL_BACK,
    WORDS,
    a_pupil,
    answered,
    begun,
    child_in,
    opened,
    referred,
    reported,
    with_police,
)
from breakwater_dev.testing.telling import words

SAM = {"child_first_name": "Sam", "child_family_name": "Sample", "child_role": "focus"}


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def urgent_of(incident, dsl) -> list[str]:
    with acting_as(dsl):
        return [
            each.words for each in lookup.due_of(lookup.whole(incident), london_date(timezone.now())) if each.is_urgent
        ]


def send(route, dsl, *, sure=False, **said) -> str:
    with acting_as(dsl) as by:
        now = timezone.now()
        return CONTACT_FORM["send"](answered(route, by=by, at=now, **said).public_id, by=by, at=now, sure=sure)


def test_what_the_police_were_told_is_not_asked_again(mash, dsl):
    made = opened(dsl)
    with_police(made, dsl)
    route = begun(child_in(made, "HARMED", dsl), dsl)
    with acting_as(dsl):
        said = Answers.objects.get(public_id=route.contact).values
    assert (said["police"], said["police_reference"]) == ("p101", "44260001234")


def test_a_school_that_a_child_is_named_with_is_no_name_of_theirs(mash, dsl):
    made = opened(dsl, report=reported(dsl, alleged="Caleb Lewis, Year 8 at Brass Compass Academy"))
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl):
        assert not naming.names_another("She is in Year 9 at Figurehead Academy", child)
        assert naming.names_another("She is afraid of Caleb", child)


def test_sg_01_a_contact_that_is_begun_and_never_sent_leaves_the_hard_stop(mash, signed_in, dsl):
    made = opened(dsl)
    with_police(made, dsl)
    route = begun(child_in(made, "HARMED", dsl), dsl)
    assert urgent_of(made, dsl) == [lookup.BEGUN]
    with acting_as(dsl) as by:
        assert [row.text for row in today.incidents_due(by, timezone.now()).rows] == [lookup.BEGUN]
        assert senders.begun_and_not_sent(by, timezone.now()) is None
        outcomes.record_outcome(made, outcome="UNSUBST", outcome_why="Nobody saw", by=by, at=timezone.now())
        with pytest.raises(closing.StillRuns):
            closing.close(made, considered={}, by=by, at=timezone.now())
        with pytest.raises(routes.OthersFirst):
            routes.add_route(made, routes.RouteFacts("Once"), kind="INTERNAL", by=by, at=timezone.now())
        with pytest.raises(routes.ContactNotSent):
            routes.record_answer(route, routes.RouteFacts(reference="S-26-AAAA"), by=by, at=timezone.now())
        ended = routes.end_route(route, words="We thought again", by=by, at=timezone.now())
    assert ended.reference == ""
    assert urgent_of(made, dsl) == ["Refer to children’s social care now"]
    with acting_as(make.actor("mash_manager", of=mash)):
        assert not Contact.objects.exists()


def test_the_incident_says_begun_not_sent_and_leads_back_to_the_draft(mash, signed_in, dsl):
    made = opened(dsl)
    child, browser = child_in(made, "HARMED", dsl), signed_in(dsl)
    said = {"worry": "She was touched", "views": WORDS, "is_in_danger": "no"}
    assert WORDS in words(browser.get(at("social_care", child)))
    draft = browser.post(at("social_care", child), said).url
    page = words(browser.get(draft))
    assert "Go back to the incident" in page
    page = browser.get(at("incident", made))
    assert "Begun, not sent" in words(page)
    assert f'href="{draft}"' in page.content.decode()
    assert browser.get(at("social_care", child)).url == draft
    assert browser.post(at("social_care", child), said).url == draft
    with acting_as(dsl):
        assert Route.objects.count() == 1


def test_what_the_incident_knows_is_in_the_contact_and_typed_by_nobody_twice(mash, school, dsl):
    made = opened(dsl, report=reported(dsl, wish="UNSURE"))
    pupil = a_pupil(school, "Amber", "Headland", born_on=date(2012, 6, 7), born_precision="DAY", sex="F")
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        opening.change_child(
            child, opening.ChildFacts("HARMED", person=pupil), sure="Known as so", by=by, at=timezone.now()
        )
    route = begun(child_in(made, "HARMED", dsl), dsl, is_in_danger=True)
    with acting_as(dsl):
        values = Answers.objects.get(public_id=route.contact).values
    row = values["children"][0]
    assert (row["child_first_name"], row["child_family_name"], row["child_born"]) == ("Amber", "Headland", "2012-06-07")
    assert (values["immediate_danger"], values["worry"]) == ("yes", "She was touched")
    assert values["child_views"] == {"each": {"all": f"{WORDS}\n\nIs not sure."}}
    assert "Invented School" in str(values["child_school"])


def test_the_screener_reads_who_to_call_the_family_and_what_the_child_says_and_nothing_else_of_the_incident(
    mash, signed_in, dsl
):
    made = opened(dsl)
    route = referred(child_in(made, "HARMED", dsl), dsl)
    screener = make.actor("mash_screener", of=mash)
    with acting_as(screener):
        contact = Contact.objects.select_related("submission").get()
        assert (contact.submission.worry, contact.submission.reply_to) == ("She was touched", CALL_BACK)
        assert [each.named_as for each in NamedPerson.objects.all()] == ["Mia Example"]
        assert not any(model.objects.exists() for model in (Incident, IncidentChild, Report, Route))
    page = words(signed_in(screener).get(f"/mash/contacts/{contact.reference}/"))
    said = (CALL_BACK, "Mia Example", WORDS.replace("'", "&#39;"), "Invented School", dsl.membership.user.name)
    assert [each for each in said if each not in page] == []
    assert "Blaise" not in page
    with acting_as(dsl):
        assert Receipt.objects.get().reference == route.reference
        assert route.receipt_at is not None


def test_the_receipt_stands_on_the_incident_and_leads_back_to_it(mash, signed_in, dsl):
    made = opened(dsl)
    child, browser = child_in(made, "HARMED", dsl), signed_in(dsl)
    with_police(made, dsl)
    route = begun(child, dsl)
    with acting_as(dsl) as by:
        answered(route, by=by, at=timezone.now())
    receipt = browser.post(reverse("front_door:draft_send", args=[route.contact])).url
    assert f'href="{at("incident", made)}"' in browser.get(receipt).content.decode()
    page = browser.get(at("incident", made)).content.decode()
    assert f'href="{receipt}"' in page
    assert "Begun, not sent" not in page
    assert "Tell the police and social care now" not in page
    assert urgent_of(made, dsl) == []
    assert browser.get(at("social_care", child)).url == at("incident", made)


def test_sg_18_another_child_of_the_incident_is_named_only_where_its_author_says_so(mash, signed_in, dsl):
    made = opened(dsl)
    route = begun(child_in(made, "HARMED", dsl), dsl, worry="Blaise touched her")
    with pytest.raises(other_forms.Stopped):
        send(route, dsl)
    with acting_as(dsl) as by:
        contact = contacts.contact_of(route, by=by)
    assert "This names another child of the incident" in words(signed_in(dsl).get(contact.at))
    assert send(route, dsl, sure=True)


def test_an_author_who_bears_the_family_name_of_another_child_is_no_name_of_that_child(mash, dsl):
    User.objects.filter(pk=dsl.membership.user_id).update(name="Dana Sample")
    dsl.membership.user.refresh_from_db()
    route = begun(child_in(opened(dsl), "HARMED", dsl), dsl, worry="She was touched")
    assert send(route, dsl)


def test_what_happened_and_the_measures_for_this_child_begin_the_contact(signed_in, dsl):
    made = opened(dsl)
    hers, his = child_in(made, "HARMED", dsl), child_in(made, "ALLEGED", dsl)
    for child, what in ((hers, "An adult at the door"), (his, "The north gate")):
        with acting_as(dsl) as by:
            measures.add(child, plans.facts(what), key=uuid4(), by=by, at=timezone.now())
    page = words(signed_in(dsl).get(reverse("child_on_child:social_care", args=[hers.public_id])))
    assert "Sexual assault, Corridor or stairs" in page
    assert "- An adult at the door" in page
    assert "The north gate" not in page


def test_sg_18_what_one_child_said_goes_into_no_contact_about_the_other(mash, dsl):
    made = opened(dsl)
    ours, other = child_in(made, "HARMED", dsl), child_in(made, "ALLEGED", dsl)
    for child, said in ((ours, "I do not want to see him"), (other, "It was a joke")):
        with acting_as(dsl) as by:
            facts = support.ViewFacts("CHILD", "WISH", said, date(2026, 1, 1))
            support.add_view(child, facts, key=uuid4(), by=by, at=timezone.now())
    with acting_as(dsl):
        assert of_child.words_of(other) == "It was a joke"
        assert of_child.words_of(ours).startswith(f"{WORDS}\n\nI do not want to see him")


def test_sg_11_an_allegation_about_staff_is_never_sent_from_an_incident_that_colleagues_read(mash, dsl):
    route = begun(child_in(opened(dsl), "HARMED", dsl), dsl)
    with pytest.raises(other_forms.Stopped):
        send(route, dsl, sure=True, about_someone_who_works_with_children="yes", allegation_person="Ira Deputy")
    with acting_as(dsl):
        assert Route.objects.get().is_begun


def test_a_colleague_begins_again_where_the_lead_is_away_and_either_receipt_counts(mash, school, signed_in, dsl):
    deputy = make.actor("dsl", of=school)
    made = opened(dsl)
    with_police(made, dsl)
    child = child_in(made, "HARMED", dsl)
    first = begun(child, dsl)
    page = signed_in(deputy).get(at("social_care", child)).content.decode()
    assert "has not sent it: nobody has been told" in page
    assert first.contact not in page
    second = begun(child, deputy)
    assert second != first
    assert urgent_of(made, dsl) == [lookup.BEGUN]
    send(first, dsl)
    assert urgent_of(made, dsl) == []
    with acting_as(dsl):
        first.refresh_from_db()
        assert (first.ended_words, bool(first.reference)) == (contacts.AGAIN, True)


def test_a_contact_whose_draft_was_deleted_is_begun_again(mash, dsl):
    child = child_in(opened(dsl), "HARMED", dsl)
    first = begun(child, dsl)
    with acting_as(dsl) as by:
        sending.discard(answers=Answers.objects.get(public_id=first.contact), by=by)
    second = begun(child, dsl)
    assert second.contact != first.contact
    with acting_as(dsl):
        assert Route.objects.filter(ended_at=None).get() == second


def test_where_nobody_receives_contacts_the_page_says_so_and_keeps_what_was_typed(signed_in, dsl):
    child = child_in(opened(dsl), "HARMED", dsl)
    page = signed_in(dsl).post(at("social_care", child), {"worry": "She was touched", "is_in_danger": "no"})
    assert "Nobody receives contacts for your area here yet. Call its MASH" in words(page)
    assert "She was touched" in page.content.decode()
    with acting_as(dsl):
        assert not Route.objects.exists()


def test_a_contact_that_was_begun_from_no_incident_changes_none(mash, dsl):
    made = opened(dsl)
    begun(child_in(made, "HARMED", dsl), dsl)
    with acting_as(dsl) as by:
        other = sending.begin_contact(by=by, at=timezone.now())
        recording.set_facts(other, {"children": [SAM]}, by=by, at=timezone.now())
    send(Route(contact=other.public_id), dsl)
    with acting_as(dsl):
        assert [each.reference for each in Route.objects.all()] == [""]


def test_sg_27_who_must_not_be_told_goes_into_the_contact_with_the_reason(mash, dsl):
    made = opened(dsl)
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        for who, told, why in (
            ("Her father", "RISK", "She is afraid of him"),
            ("Her aunt", "RISK", "She is a friend of Blaise’s family"),
            ("Her mother", "NOT_YET", ""),
        ):
            facts = support.ParentFacts(who, told, why=why)
            support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    route = begun(child, dsl)
    with acting_as(dsl):
        family = Answers.objects.get(public_id=route.contact).values["family"]
    said = [(each["adult_name"], each["adult_do_not_contact"]) for each in family]
    assert said == [("Her father", "She is afraid of him"), ("Her aunt", "call us for the reason")]


def test_sg_27_who_must_not_be_told_is_asked_about_where_it_was_recorded_after_the_contact_was_begun(
    mash, dsl, signed_in
):
    child = child_in(opened(dsl), "HARMED", dsl)
    route = begun(child, dsl)
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="She is afraid of him")
        support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    with pytest.raises(other_forms.Stopped):
        send(route, dsl)
    with acting_as(dsl) as by:
        contact = contacts.contact_of(route, by=by)
    page = words(signed_in(dsl).get(contact.at))
    assert "This does not say who must not be told" in page
    assert "Add Her father" in page
    assert send(route, dsl, sure=True)


def test_sg_27_everybody_was_told_is_asked_about_where_somebody_must_not_be(mash, dsl, signed_in):
    child = child_in(opened(dsl), "HARMED", dsl)
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="She is afraid of him")
        support.add_parent(child, facts, key=uuid4(), by=by, at=timezone.now())
    route = begun(child, dsl)
    told = "This says that somebody was told who must not be told"
    with acting_as(dsl) as by:
        contact = contacts.contact_of(route, by=by)
        draft = Answers.objects.get(public_id=route.contact)
    assert told not in words(signed_in(dsl).get(contact.at))
    with acting_as(dsl) as by:
        recording.set_facts(draft, {"parent_told": {EACH: {ALL: "yes"}}}, by=by, at=timezone.now())
    page = words(signed_in(dsl).get(contact.at))
    assert told in page
    assert "Everyone with parental responsibility: told of this contact" in page
    with pytest.raises(other_forms.Stopped):
        send(route, dsl)
