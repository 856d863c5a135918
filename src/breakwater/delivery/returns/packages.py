"""The two packages that the data officer writes: the part of the census, and the tables. Each is one archive that says what it is."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from breakwater.delivery.downloads.packages import Asked, Package
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import end_of, london_date, start_of, to_london
from breakwater.foundation.design.csv_file import as_words
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor, Area

from . import census_part
from .census import checking, reading, writing
from .census.editions import edition_of
from .census.printing import as_csv
from .census.rules.registry import months_after
from .tables.annex_a import LISTS, contacts_of
from .tables.declared import Period, Table, as_text
from .tables.early_help import TABLES as EARLY_HELP
from .tables.early_help import episodes

ALL_TABLES = (*LISTS, *EARLY_HELP)
NOT_THE_WHOLE = (
    "This is the part of the children in need census that Breakwater holds. It is not the authority's census, and is never sent to the "
    "Department as it is: the authority's own system merges it."
)
TO_ADD = (
    "The authority's system must add: the primary need, assessments with their factors, child in need plans, how enquiries ended and "
    "initial conferences, child protection plans, closures with their reasons, pre-proceedings, why a UPN is missing, and every child "
    "who was not referred by the MASH in the period. The referral's day is the day on which the MASH decided: agree that with it."
)
NO_RETURN = "Tables of what Breakwater holds. They are no return of the authority: its own systems hold the rest."
HIDDEN = (
    "Referrals that whoever wrote this may not read: {hidden}. Some are in no count: an adoption or a protected identity is never hinted "
    "at. The MASH manager knows of every restricted record, and gives what is owed by hand."
)


def area_of(by: Actor) -> Area:
    return by.membership.team.area


def _census_title(asked: Asked) -> str:
    return f"CIN part {edition_of(int(asked['year'])).name}"


def _census_count(asked: Asked, by: Actor) -> int:
    return len(census_part.referrals(area_of(by), int(asked["year"])))


def write_census_part(asked: Asked, by: Actor, at: datetime) -> bytes:
    """The XML, the faults that our own check finds in it, and who was left out and why."""
    part = census_part.part_of(area_of(by), int(asked["year"]))
    moment = {"DateTime": to_london(at).replace(tzinfo=None, microsecond=0).isoformat()}
    so_far = part.so_far(at)
    says = " ".join(filter(None, (NOT_THE_WHOLE, so_far)))
    content = writing.write(part.children, year=part.year, source=part.source | moment, says=says)
    checked = checking.check(reading.read(content))
    name = f"cin-part-{part.area.code}-{part.year - 1}-{part.year % 100:02}"
    rows = [("contact", "decided_on", "why")]
    rows += [(one.reference, one.decided_on.isoformat(), one.why) for one in part.left_out]
    about = [
        NOT_THE_WHOLE,
        *filter(None, [so_far]),
        TO_ADD,
        f"Children in it: {len(part.children)}. Referrals left out: {len(part.left_out)} ({name}-left-out.csv says why). "
        + HIDDEN.format(hidden=part.hidden_in_words),
        f"Our own check of it: errors {checked.errors}, queries {checked.queries} ({name}-faults.csv). "
        "Most are what is left out; look at the others before the file is merged.",
        _written(by, at),
    ]
    return _archive(
        {
            f"{name}.xml": content,
            f"{name}-left-out.csv": _csv(rows),
            f"{name}-faults.csv": ("\ufeff" + as_csv(checked.faults)).encode(),
            "read-me.txt": _text(about),
        }
    )


def _tables_title(asked: Asked) -> str:
    return f"Early help and safeguarding tables to {asked['until']}"


def _tables_count(asked: Asked, by: Actor) -> int:
    arrived = contacts_of(period_of(LISTS[0], asked, by)).count()
    return arrived + episodes(period_of(EARLY_HELP[0], asked, by)).count()


def period_of(table: Table, asked: Asked, by: Actor) -> Period:
    """The months up to and with the last day that was asked for."""
    until = date.fromisoformat(asked["until"])
    return Period(area_of(by), start_of(months_after(until, -table.months)), end_of(until), until)


def write_tables(asked: Asked, by: Actor, at: datetime) -> bytes:
    """A CSV for each table and the dictionary that says what every column holds."""
    files: dict[str, bytes] = {}
    for table in ALL_TABLES:
        rows = [[as_text(value) for value in row] for row in table.rows(period_of(table, asked, by))]
        files[f"{table.key}.csv"] = _csv([[column.name for column in table.columns], *rows])
    about = [
        NO_RETURN,
        "They have what whoever wrote them may read. Restricted and sealed records are left out for everybody else, and an empty cell says "
        "that nothing is recorded here, never that there is nothing. Guarded identities are in no table.",
        _written(by, at),
    ]
    return _archive(files | {"dictionary.csv": _csv(dictionary()), "read-me.txt": _text(about)})


def dictionary() -> Iterator[Sequence[str]]:
    """What every column of every table holds, made from the tables themselves."""
    yield "file", "table", "months", "column", "holds", "what it is", "source"
    for table in ALL_TABLES:
        for column in table.columns:
            yield (
                f"{table.key}.csv",
                table.title,
                str(table.months),
                column.name,
                column.holds,
                column.words,
                table.source,
            )


def _written(by: Actor, at: datetime) -> str:
    day = date_in_words(london_date(at))
    return f"Written {day} by {by.membership.user.name}, {by.membership.role.title}. Personal data: delete it when it has served its purpose."


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([as_words(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _text(paragraphs: Iterable[str]) -> bytes:
    return "\r\n\r\n".join(paragraphs).encode()


def _archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


CENSUS_PART = Package("cin-part", Permission.RETURN_WRITE, _census_title, _census_count, write_census_part)
TABLES = Package("tables", Permission.RETURN_WRITE, _tables_title, _tables_count, write_tables)
