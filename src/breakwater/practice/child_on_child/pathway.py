"""What is due when, each with its source. These are no clocks of a case: an incident is none (decision 0013)."""

from datetime import date, datetime, time, timedelta

from breakwater.casework.clocks.rules import Guidance, LocalAgreement
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.terms import TermsNotKnown
from breakwater.partnership.organisations.calendars import school_calendar, working_calendar
from breakwater.partnership.organisations.models import Area

from .codes import REVIEWS

KCSIE, EDITION = "Keeping children safe in education", "2025"
AGREED = LocalAgreement("Child-on-child abuse pathway of schools")
ACKNOWLEDGED_WITHIN = timedelta(minutes=30)
FIRST_REVIEW, RECEIPT_DAYS = 5, 2
RECEIPT_OF_VIOLENCE = timedelta(hours=1)
END_OF_DAY = time(17)

PROTECT = Guidance(KCSIE, EDITION, chapter=5, heading="Immediate consideration: risk assessment")


def acknowledge_by(at: datetime) -> datetime:
    """A report is acknowledged within half an hour, at whatever hour it came (local)."""
    return at + ACKNOWLEDGED_WITHIN


def first_review(area: Area, opened_on: date) -> date:
    """The safeguarding team looks at an incident again five working days after it was opened (local)."""
    return working_calendar(area).add_working_days(opened_on, FIRST_REVIEW)


def receipt_due(area: Area, sent_at: datetime, *, is_violence: bool) -> datetime:
    """A school that was told of its pupil acknowledges within an hour of sexual violence, else within two working days, or is called (local)."""
    if is_violence:
        return sent_at + RECEIPT_OF_VIOLENCE
    return moment(working_calendar(area).add_working_days(london_date(sent_at), RECEIPT_DAYS), END_OF_DAY)


def plan_review(area: Area, number: int, approved_on: date) -> date:
    """By when version `number` of a plan is reviewed: five school days after the first, then every two to four weeks, then half-termly."""
    after = REVIEWS["after"]
    return _school_days(area, approved_on, after[number - 1] if number <= len(after) else REVIEWS["then"])


def called_review(area: Area, called_on: date) -> date:
    """What calls for a review is answered on the next school day."""
    return _school_days(area, called_on, REVIEWS["called_for"])


def terms_begun(area: Area, after: date, until: date) -> list[date]:
    """The first days of the terms that began since."""
    return [term.start for term in school_calendar(area).terms if after < term.start <= until]


def _school_days(area: Area, start: date, days: int) -> date:
    """That many school days later; working days where the terms are not entered so far ahead."""
    try:
        return school_calendar(area).add_school_days(start, days)
    except TermsNotKnown:
        return working_calendar(area).add_working_days(start, days)
