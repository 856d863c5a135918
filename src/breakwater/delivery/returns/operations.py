"""What the data officer does: check a file that another system wrote, ask for the part of the census, ask for the tables."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from breakwater.delivery.downloads import operations as downloads
from breakwater.delivery.downloads.models import Download
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from .census import checking, editions, reading
from .packages import CENSUS_PART, TABLES

LARGEST_UPLOAD = 50 * 1024 * 1024


class CannotBeChecked(Refusal):
    """The words say why the file cannot be read."""

    box = "file"


class NobodyReferred(Refusal):
    words = (
        "The MASH has referred nobody to social care in that period, as far as you may read. There is no part to write"
    )
    box = "year"


class NothingInTables(Refusal):
    words = "No contact and no early help episode that you may read falls into that time. There is nothing to write"
    box = "until"


@dataclass(frozen=True)
class PartFacts:
    year: int
    reason: str


@dataclass(frozen=True)
class TablesFacts:
    until: date
    reason: str


def check_census(content: bytes, *, by: Actor, at: datetime) -> checking.Checked:
    """Check a census file. Nothing of it is kept but how many faults it had. Raises CannotBeChecked."""
    try:
        checked = checking.check(reading.read(content))
    except reading.CannotBeRead as fault:
        raise CannotBeChecked(words=f"{fault}.") from None
    counts = {"children": checked.children, "errors": checked.errors, "queries": checked.queries}
    audit.did("checked a census file", "census", None, year=checked.edition.year, **counts)
    return checked


def years_of_part(at: datetime) -> list[int]:
    """The years whose part may be asked for: the period that is running, and those before it that an edition is known of."""
    day = london_date(at)
    running = day.year + (day.month > 3)
    return [year for year in editions.years() if year <= running]


def ask_for_part(_subject, facts: PartFacts, *, key: UUID, by: Actor, at: datetime) -> Download:
    """Raises NobodyReferred."""
    asked = {"year": str(facts.year)}
    try:
        return downloads.ask_package(CENSUS_PART, asked, reason=facts.reason, key=key, by=by, at=at)
    except downloads.Empty:
        raise NobodyReferred(facts.year) from None


def ask_for_tables(_subject, facts: TablesFacts, *, key: UUID, by: Actor, at: datetime) -> Download:
    """Raises NothingInTables."""
    asked = {"until": facts.until.isoformat()}
    try:
        return downloads.ask_package(TABLES, asked, reason=facts.reason, key=key, by=by, at=at)
    except downloads.Empty:
        raise NothingInTables(facts.until) from None
