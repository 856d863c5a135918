"""Services with their quarters, what is warned of, reminders of funding that ends, and the question of need and help by ward."""

import re
from datetime import date, time, timedelta
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.commissioning.jobs import remind
from breakwater.improvement.commissioning.models import Provision, Quarter
from breakwater.improvement.commissioning.provision.operations import quarters_before
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.jobs import forget_old
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater_dev.testing import commissioning as told
from breakwater_dev.testing.commissioning import CHARLES_DICKENS, COSHAM, HILSEA, TODAY
from breakwater_dev.testing.partnership import day, once


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def at(view: str, *of: str) -> str:
    return reverse(f"commissioning:{view}", args=of)


def test_a_service_is_recorded_with_its_quarters_and_warned_of(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    club = told.service(keeper)
    said = {
        "service": str(club.uuid),
        "tier": "EARLY",
        "wards": [COSHAM],
        "domains": ["HARM"],
        "commissioner": "The council",
    }
    said |= {"funding": "Public health grant", "wait_target": "28"} | day("starts_on", date(2024, 4, 1))
    said |= day("funding_ends_on", months_later(TODAY, 5))
    assert "Saved. Now record its quarters" in words_of(ours.post(at("service_new"), said | once(), follow=True))
    one = Provision.objects.get()
    _, now, before = quarters_before(TODAY, 3)
    form = {"caseload": "39", "places": "40", "staff": "4.5", "vacancies": "1", "referrals": "20", "accepted": "12"}
    form |= {"declined": "3", "waiting": "9", "median_wait": "40", "longest_wait": "70"}
    answer = ours.post(at("service_quarter", one.public_id), form | {"starts_on": now.isoformat()} | once())
    assert "Say why they were declined" in words_of(answer)
    for starts_on in (before, now):
        sent = form | {"starts_on": starts_on.isoformat(), "declined_why": "Too young"} | once()
        for _ in range(2):
            ours.post(at("service_quarter", one.public_id), sent, follow=True)
    assert Quarter.objects.count() == 2
    page = words_of(theirs.get(at("service", one.public_id)))
    assert "Over 95% full for two quarters" in page
    assert "Wait over target: 40 days, target 28" in page
    assert "Funding ends within 6 months" in page
    assert "20 5 or more 1 to 4 Too young" in page  # how many are not answered yet is not said, so 3 does not follow
    assert theirs.get(at("service_recorded", one.public_id)).status_code == 403
    assert "20 12 3 9" in words_of(ours.get(at("service_recorded", one.public_id)))
    assert "Funding ends within 6 months" in words_of(ours.get(reverse("web:today")))

    change = said | {"tier": "TARGETED", "revision": "1"}
    ours.post(at("service_change", one.public_id), change)
    late = words_of(ours.post(at("service_change", one.public_id), change | {"tier": "UNIVERSAL"}))
    assert "Somebody saved this meanwhile" in late
    assert Provision.objects.get().tier == "TARGETED"


def test_funding_that_ends_is_told_once_at_each_of_three_times_in_words_that_name_nothing(keeper):
    ends_on = months_later(TODAY, 13)
    told.provided(keeper, told.service(keeper, "Grief group"), funding_ends_on=ends_on)
    area = keeper.membership.team.area
    found = []
    for months in (13, 12, 6, 3):
        first = months_later(ends_on, -months)
        found += [remind(area, at=moment(first + timedelta(days=later), time(6, 40))) for later in (0, 1, 20)]
    assert found == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert [each.words for each in Notification.objects.order_by("pk")] == [
        f"The funding of a service ends within {months} months" for months in (12, 6, 3)
    ]
    assert not OutboxMessage.objects.filter(body__contains="Grief").exists()
    assert remind(area, at=moment(ends_on + timedelta(days=1), time(6, 40))) == 0


def test_a_reminder_that_was_read_and_forgotten_is_not_sent_again(keeper):
    ends_on = months_later(TODAY, 13)
    told.provided(keeper, told.service(keeper), funding_ends_on=ends_on)
    first = moment(months_later(ends_on, -12), time(6, 40))
    assert remind(keeper.membership.team.area, at=first) == 1
    notifications.mark_read(user=keeper.membership.user, at=first)
    assert forget_old(at=first + timedelta(days=91))
    assert remind(keeper.membership.team.area, at=first + timedelta(days=91)) == 0


def test_which_wards_have_high_need_and_no_early_help_for_11_to_15(signed_in, keeper, reader):
    theirs = signed_in(reader)
    assert "No measure yet" in words_of(theirs.get(at("where")))
    need = told.measure(keeper)
    for ward, number in ((CHARLES_DICKENS, 60), (COSHAM, 50), (HILSEA, 9)):
        told.figure(keeper, need, ward, number)
    told.provided(keeper, told.service(keeper, minimum_age=13, maximum_age=19), wards=[COSHAM])
    told.provided(keeper, told.service(keeper, "Stay and play", minimum_age=0, maximum_age=4), wards=[])
    told.provided(keeper, told.service(keeper, "Clinic"), tier="SPECIALIST")
    told.provided(keeper, told.service(keeper, "Ended club"), ends_on=TODAY - timedelta(days=1))
    told.service(keeper, "Not recorded")
    answer = theirs.get(at("where"))
    page = words_of(answer)
    assert (
        "1 ward has high need and no early help service recorded: Charles Dickens. 1 service of the directory has no tier"
        in page
    )
    assert (
        f"1. Charles Dickens High need, no service recorded 10% 60 of 600. Count, {TODAY - timedelta(days=60):%-d %B %Y} "
        "None recorded Ended club (contract ended)" in page
    )
    assert "2. Cosham High need 8% 50 of 600." in page
    assert "Young carers’ club (part of the ages)" in page
    assert "3. Hilsea 2%" in page
    assert "1 service of the directory has no tier or wards recorded" in page
    assert answer.content.decode().count("<circle") == 14  # every ward of the map has its number of the table
    reach = words_of(theirs.get(at("services")))
    assert (
        "Charles Dickens 1 None recorded None recorded None recorded" in reach
    )  # Stay and play, and no cell of the others
    assert "Cosham 1 None recorded 1 1" in reach
    other = words_of(theirs.get(at("where"), {"need": need.public_id, "age": "0-4", "tier": "UNIVERSAL"}))
    assert "No figure of this need is recorded by ward for this age band. There are figures for 11 to 15" in other
    assert "Cosham, Hilsea" not in words_of(theirs.get(at("where"), {"tier": "TARGETED"}))


def test_a_service_for_another_need_is_no_help_and_a_range_that_reaches_the_mean_is_said(signed_in, keeper, reader):
    theirs, need = signed_in(reader), told.measure(keeper)
    for ward, rate in ((CHARLES_DICKENS, 30), (COSHAM, 20), (HILSEA, 7)):
        said = {"estimate": "PREVALENCE", "rate": rate, "low": rate - 4, "high": rate + 4}
        told.figure(keeper, need, ward, None, **said)
    told.provided(keeper, told.service(keeper, "Mentor"), domains=["EDUCATION"])
    told.provided(keeper, told.service(keeper, "Young carers’ club"), domains=["HARM"], wards=[COSHAM])
    page = words_of(theirs.get(at("where")))
    assert "1 ward has high need and no early help service recorded: Charles Dickens." in page
    assert "Mentor" not in page
    assert "2. Cosham High need Not clearly: its range reaches 19% 20% (16% to 24%)" in page
    assert "may as well lie on the other side: Cosham." in page
    other = told.provided(keeper, told.service(keeper, "Clinic"))
    assert "Clinic (for which need is not recorded)" in words_of(theirs.get(at("where")))
    assert other.domains == []


def test_what_is_not_known_by_ward_is_not_said_to_be_reached(signed_in, keeper, reader):
    theirs, need = signed_in(reader), told.measure(keeper)
    told.provided(keeper, told.service(keeper))
    told.figure(keeper, need, "", 60)
    page = words_of(theirs.get(at("where")))
    assert "No figure of this need is recorded by ward" in page  # of the whole area alone nothing follows
    assert "Every ward" not in page
    told.figure(keeper, need, COSHAM, 2)
    assert "by ward are all hidden, or of too few" in words_of(theirs.get(at("where")))
    other = told.measure(keeper, "Another")
    for ward, number in ((CHARLES_DICKENS, 60), (COSHAM, 50)):
        told.figure(keeper, other, ward, number)
    page = words_of(theirs.get(at("where"), {"need": other.public_id}))
    assert "Of the wards whose need is shown, every one with high need is reached" in page
    assert "above that of the wards that are shown, taken together" in page


def test_the_list_of_services_and_the_question_ask_no_more_of_three_than_of_one(signed_in, keeper, reader):
    theirs = signed_in(reader)
    now, before = quarters_before(TODAY, 2)

    def add(name: str) -> None:
        one = told.provided(keeper, told.service(keeper, name))
        for each in (before, now):
            told.quarter(keeper, one, each, 20)
        told.figure(keeper, told.measure(keeper, name), COSHAM, 30)

    add("One")
    counts = {}
    for number in (1, 3):
        for view in ("services", "where"):
            theirs.get(at(view))
            with CaptureQueriesContext(connection) as asked:
                assert theirs.get(at(view)).status_code == 200
            counts[number, view] = len(asked)
        if number == 1:
            add("Two"), add("Three")
    assert counts[1, "services"] == counts[3, "services"]
    assert counts[1, "where"] == counts[3, "where"]
