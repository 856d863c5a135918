"""Forgetting what the public's forms leave behind."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import blind_alert, withheld_addresses
from .calls import operations as calls
from .contact_form.operations import drafts, guests, limits
from .emergency_duty import operations as duty
from .figures.declared import MASH
from .information_requests.operations import requests
from .police_notices import operations as notices
from .social_care_list.operations import lists


@jobs.every("*/15 * * * *", name="front_door.forget")
def forget_what_is_old() -> None:
    """Delete public drafts nobody can open any more, and counts of addresses after 24 hours (SG-24, SG-25)."""
    now = timezone.now()
    drafts.forget_old(at=now)
    guests.forget_keys(at=now)
    limits.forget(at=now)


@jobs.every("10 2 * * *", name="front_door.end_codes")
def end_codes() -> None:
    """Delete the codes of senders without an account whose days are over: their receipts open no more (SG-25)."""
    guests.end_keys(at=timezone.now())


@jobs.every("20 2 * * *", name="front_door.forget_lists")
def forget_lists() -> None:
    """Delete social care's files after 30 days (SG-29); what they said stays, with its age."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)):
            lists.forget(at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), in_one)


@jobs.every("*/5 * * * *", name="front_door.chase_answers")
def chase_answers() -> None:
    """Remind agencies of what the MASH asked them, and escalate what is overdue (TR-10)."""
    now = timezone.now()
    jobs.for_each(Area.objects.order_by("pk"), lambda area: requests.chase(area, at=now))


@jobs.job("front_door.look_behind")
def look_behind(submission: int, area: int) -> None:
    """Tell whoever guards a hidden record that something new may concern it, and nobody else (TR-17, SG-13)."""
    blind_alert.look_behind(submission=submission, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("front_door.tell_guards_of_a_roll")
def tell_guards_of_a_roll(area: int, humans: list) -> None:
    """Tell whoever guards a hidden record that a school's roll may concern it (SG-13)."""
    blind_alert.tell_of_a_roll(humans=humans, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.job("front_door.tell_of_withheld_addresses")
def tell_of_withheld_addresses(area: int, people: list, without_record: int = 0) -> None:
    """Tell the MASH to look where children live whom a roll puts where a child in a refuge is (SG-27)."""
    withheld_addresses.tell(
        people=people, without_record=without_record, area=Area.objects.get(pk=area), at=timezone.now()
    )


@jobs.job("front_door.tell_guards_of_a_search")
def tell_guards_of_a_search(area: int, searcher: int, hidden: list) -> None:
    """Tell whoever guards a hidden record that someone may have searched for it (SG-13); mostly there is nobody to tell."""
    blind_alert.tell_of_a_search(searcher=searcher, hidden=hidden, area=Area.objects.get(pk=area), at=timezone.now())


@jobs.every("*/15 * * * *", name="front_door.chase_written_forms")
def chase_written_forms() -> None:
    """Ask for the written forms of calls that have not come after 24 and 48 hours (FD 1.3)."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: calls.chase(area=area, at=timezone.now()))


@jobs.every("40 2 * * *", name="front_door.forget_notice_files")
def forget_notice_files() -> None:
    """Delete files of notices after 30 days (SG-29)."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: notices.forget_files(area=area, at=timezone.now()))


@jobs.every("* * * * *", name="front_door.escalate_alarms")
def escalate_alarms() -> None:
    """Page the next post where nobody has answered for 15 minutes (SG-04)."""
    now = timezone.now()
    jobs.for_each(Area.objects.order_by("pk"), lambda area: duty.escalate(area, at=now))


@jobs.every("30 3 * * *", name="front_door.work_out_figures")
def work_out_figures() -> None:
    """Work out every area's published figures again (SG-22)."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: MASH.work_out(area=area, at=timezone.now()))
