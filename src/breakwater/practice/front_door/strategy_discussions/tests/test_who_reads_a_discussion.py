"""Who is asked to a strategy discussion, who is told of it and reads it, and who must not learn of it (SG-11, SG-18)."""

import pytest
from django.utils import timezone

from breakwater.casework.models import Case
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact, Strategy, StrategyAttendee, StruckOrganisation
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater.practice.front_door.strategy_discussions.tests.discussions import (
    DECIDED,
    called,
    everyone_is_there,
    seal,
    to_send,
    told,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


def test_who_is_asked_and_has_an_account_reads_the_record_and_nothing_of_the_contact(contact, screener, officer):
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    with acting_as(officer):
        assert Strategy.objects.filter(pk=made.pk).exists()
        assert not Contact.objects.exists()
    with acting_as(make.actor("agency_professional", of=make.team("Housing"))):
        assert not Strategy.objects.exists()


def test_sg_11_nobody_of_an_organisation_that_must_not_learn_of_it_is_asked(contact, screener, officer):
    made = called(contact, screener)
    with acting_as(make.intake()) as by:
        StruckOrganisation.objects.create(
            case_id=contact.case_id,
            organisation=officer.membership.team.organisation,
            since=timezone.now(),
            struck_by=by,
        )
    email = officer.membership.user.email
    with pytest.raises(operations.MayNotBeAsked):
        called(contact, screener, asked=[("POLICE", "B. Constable", email)])
    sent = {"agency": "POLICE", "name": "B. Constable", "email": email}
    browser = signed_in(screener)
    assert "must not learn" in browser.post(f"/strategy/{made.case.reference}/ask/", sent).content.decode()
    asked = to_send(email)
    page = browser.post(f"/mash/contacts/{contact.reference}/strategy/", asked).content.decode()
    assert "must not learn" in page
    with acting_as(screener):
        assert list(Strategy.objects.all()) == [made]
        assert not StrategyAttendee.objects.exists()
    with acting_as(officer):
        assert not Strategy.objects.exists()


def test_a_discussion_follows_the_seal_of_the_contact_it_was_called_from(contact, screener, mash, officer):
    other, reader = make.actor("mash_screener", of=mash), make.actor("mash_manager", of=mash)
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    with acting_as(other):
        assert Strategy.objects.exists()
    seal(contact, screener, reader)
    for who in (other, officer):
        with acting_as(who):
            assert not Contact.objects.exists()
            assert not Strategy.objects.exists()
            assert not Case.objects.filter(pk=made.case_id).exists()
    for who in (screener, reader):
        with acting_as(who):
            assert Strategy.objects.get() == made


def test_a_discussion_called_about_a_sealed_contact_is_sealed_from_the_start(contact, screener, mash):
    other = make.actor("mash_screener", of=mash)
    seal(contact, screener, make.actor("mash_manager", of=mash))
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    made = called(contact, screener)
    with acting_as(other):
        assert not Strategy.objects.exists()
    with acting_as(screener):
        assert Strategy.objects.get() == made


def test_sg_18_whoever_is_asked_to_a_restricted_discussion_is_told_whom_to_ring_and_given_no_page(
    contact, screener, mash, officer
):
    seal(contact, screener, make.actor("mash_manager", of=mash))
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    [(words, path)] = told(officer)
    assert words == ("You are asked to a strategy discussion. It is restricted and you cannot open it: call MASH")
    assert signed_in(officer).get(path, follow=True).status_code == 200
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        operations.circulate(strategy=made, by=by, at=timezone.now())
    assert told(officer)[-1] == (
        "The record of a strategy discussion is there to read. It is restricted and you cannot open it: call MASH",
        "/worried/",
    )


def test_whoever_may_read_a_discussion_is_given_its_page(contact, screener, officer):
    made = called(contact, screener, asked=[("POLICE", "A constable", officer.membership.user.email)])
    assert told(officer) == [("You are asked to a strategy discussion", f"/strategy/{made.case.reference}/")]


def test_sg_18_who_was_asked_reads_the_minute_until_the_days_for_correcting_it_are_over(
    contact, screener, officer, settings
):
    email = officer.membership.user.email
    for days, reads in ((14, 1), (0, 0)):
        settings.BREAKWATER_STRATEGY_DAYS = days
        made = called(contact, screener, asked=[("POLICE", "An officer", email)])
        with acting_as(officer):
            assert Strategy.objects.filter(pk=made.pk).count() == 1
        with acting_as(screener) as by:
            operations.not_held(strategy=made, because="The child is in hospital", by=by, at=timezone.now())
        with acting_as(officer):
            assert Strategy.objects.filter(pk=made.pk).count() == reads
        with acting_as(screener):
            assert Strategy.objects.filter(pk=made.pk).count() == 1
