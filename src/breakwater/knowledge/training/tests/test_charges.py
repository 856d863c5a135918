"""Charges: read alike by everybody who may, sent to finance once, waived by two (PL 8.7)."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training.models import Charge
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training
from breakwater_dev.testing.browsers import signed_in

from .test_pages_of_training import post, seen, text

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def keeper():
    return training.administrator()


def charged(team, *, pence: int) -> None:
    """A charge for somebody of a team."""
    event = training.event()
    booked = training.booking(event, training.delegate(of=team))
    with acting_as(training.service()):
        Charge.objects.create(
            booking=booked,
            organisation=team.organisation,
            keeper=event.team,
            area=event.area,
            reason="PLACE",
            pence=pence,
            due_on=london_date(timezone.now()),
            made_at=timezone.now(),
        )


def test_fees_are_set_charges_waived_and_the_rest_goes_to_finance_once(keeper):
    browser, school = signed_in(keeper), make.team(of=make.organisation("A school", "SCHOOL"))
    said = {"sector": "SCHOOL", "whole_day": "80", "half_day": "40", "cancel_within": "3", "cancel_percent": "100"}
    day = {"in_force_from-day": "1", "in_force_from-month": "1", "in_force_from-year": "2026"}
    post(browser, "fee_new", **said, **day)
    event = training.event()
    for reason in ("PLACE", "LATE"):
        booked = training.booking(event, training.delegate(of=school))
        with acting_as(training.service()):
            Charge.objects.create(
                booking=booked,
                organisation=school.organisation,
                keeper=event.team,
                area=event.area,
                reason=reason,
                pence=4000,
                due_on=london_date(timezone.now()),
                made_at=timezone.now(),
            )
    assert "2 charges and credits have not gone to finance" in text(browser.get("/training/keep/charges/"))
    key = seen(Charge)[0].public_id
    assert "£40" in text(browser.get(reverse("training:charge_waive", args=[key])))
    post(browser, "charge_waive", key, reason="ILLNESS", words="")
    file = browser.post("/training/keep/charges.csv").content.decode()
    assert file.count("A school") == 1
    assert browser.post("/training/keep/charges.csv").content.decode().count("A school") == 0
    page = browser.get("/training/keep/charges/").content.decode()
    (again,) = set(re.findall(r'href="(/training/keep/charges/sent/[^"]+)"', page))
    assert browser.get(again).content.decode() == file
    assert browser.get("/training/keep/charges/sent/20200101T000000000000/").status_code == 404


def test_a_waiver_is_approved_by_somebody_else_and_credited_where_finance_had_the_charge(keeper):
    school = make.team(of=make.organisation("A school", "SCHOOL"))
    charged(school, pence=9000)
    asking, approving = signed_in(keeper), signed_in(make.membership("business_manager"))
    key = seen(Charge)[0].public_id
    asking.post("/training/keep/charges.csv")
    post(asking, "charge_waive", key, reason="BEREAVEMENT", words="Told us by telephone")
    assert asking.get(reverse("training:charge_waiver", args=[key])).status_code == 403
    assert "waiver of a charge" in text(approving.get("/today/"))
    page = text(approving.get(reverse("training:charge_waiver", args=[key])))
    assert all(words in page for words in ("£90", "A school", "Bereavement. Told us by telephone"))
    post(approving, "charge_waiver", key, approved="yes")
    assert "Waived: bereavement" in text(asking.get("/training/keep/charges/"))
    assert "-90.00" in asking.post("/training/keep/charges.csv").content.decode()
    assert "-90.00" not in asking.post("/training/keep/charges.csv").content.decode()


def test_nobody_approves_what_they_asked_for():
    charged(make.team(of=make.organisation("A school", "SCHOOL")), pence=9000)
    browser, key = signed_in(make.membership("business_manager")), seen(Charge)[0].public_id
    post(browser, "charge_waive", key, reason="ILLNESS", words="")
    answer = browser.post(reverse("training:charge_waiver", args=[key]), {"approved": "yes"})
    assert "Somebody else approves what you asked for" in text(answer)
    assert seen(Charge)[0].waived_at is None


def test_whoever_reads_charges_reads_the_same_sg_22(keeper):
    charged(make.team(of=make.organisation("A school", "SCHOOL")), pence=9000)
    for who in (keeper, make.membership("business_manager")):
        page = text(signed_in(who).get("/training/keep/charges/"))
        assert "£90" in page
        assert "1 charge or credit has not gone to finance" in page
