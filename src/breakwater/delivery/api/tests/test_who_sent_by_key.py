"""Who receives a contact that a system sent reads which system it was, of whom, and its number; its sender, who reads it at night (SG-04)."""

from django.utils import timezone

from breakwater.partnership.organisations.models import DutyPost, OpeningHours
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.systems import answers
from breakwater_dev.testing.telling import contacts


def sent(system, **changed):
    return system.post("contacts", {"answers": answers(**changed)})


def test_sg_04_what_pages_emergency_duty_is_not_said_to_be_read_by_nobody(system, settings):
    settings.BREAKWATER_MAIL = "smtp"
    OpeningHours.objects.filter(weekday=timezone.localdate().weekday()).delete()
    night = make.team("Emergency duty", service="emergency_duty")
    DutyPost.objects.create(
        team=night,
        title="Duty 1",
        pager="pager@example.invalid",
        paged_as=1,
        last_checked_on=timezone.localdate(),
    )
    read = sent(system, immediate_danger="yes").json()["read_from"]
    assert read["words"].startswith("Emergency duty was paged")
    assert "Nobody" not in read["words"]


def test_whoever_receives_it_reads_which_system_sent_it_its_number_and_another_organisation_of_the_form(
    system, school, door
):
    DutyPost.objects.create(
        team=school, title="Safeguarding office", telephone="01632 960123", last_checked_on=timezone.localdate()
    )
    sent(system, immediate_danger="yes", sender_name=None, sender_phone=None, sender_job=None, sender_organisation=None)
    sent(system, sender_organisation={"name": "Another Academy"})
    reader = signed_in(make.actor("mash_screener", of=door))
    nobody, another = (
        reader.get(f"/mash/contacts/{contact.reference}/").content.decode()
        for contact in {contact.submission_id: contact for contact in contacts()}.values()
    )
    for page in (nobody, another):
        assert "Sent by the system Invented MIS, of Invented Primary, Safeguarding" in page
    assert "did not say who they are" not in nobody
    assert "01632 960123" in nobody.replace("\xa0", " ")
    assert "The form names another organisation: Another Academy" in another
