"""Counting the front door again from the plain rows: what the published figures are checked against.

Shares no SQL and no code with the product. `recount.sql` counts as the database's owner; children who come again are counted
here, one by one, with twelve months worked out by hand.
"""

from calendar import isleap
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import namedtuple_row

LONDON = ZoneInfo("Europe/London")
SQL = Path(__file__).with_name("recount.sql")
BY_CHANNEL = {"CHILD": "CHILD", "PUBLIC": "PUBLIC", "NOTICE": "POLICE", "HEALTH": "HEALTH", "OTHER_AREA": "OTHER_AREA"}
Place = tuple[date, str, str, str]


def recount(connection: psycopg.Connection, *, area: int, since: date, until: date, at: datetime) -> Counter[Place]:
    """Every count of every month from `since` to the day before `until`, by (month, table, line, part)."""
    rows = connection.execute(SQL.read_text(), {"area": area, "since": since, "until": until, "at": at}).fetchall()
    return Counter({tuple(place): number for *place, number in rows}) + _Repeats(connection, area, since, until).done()


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _anniversary(day: date, months: int) -> date:
    """The last day of the stretch that begins on `day`."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    longest = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return date(year, month, min(day.day, longest))


class _Repeats:
    def __init__(self, connection, area, since, until):
        self.connection, self.since, self.until = connection, since, until
        self.found: Counter[Place] = Counter()
        cases = {row.id: row for row in self.rows("casework_case") if row.area_id == area}
        self.kinds = {row.id: row.kind for row in self.rows("organisations_organisation")}
        apart = {row.case_id for row in self.rows("front_door_allegationcontact")}
        again = {
            row.other_id
            for row in self.rows("front_door_contactlink")
            if row.kind == "DUPLICATE" and row.ended_at is None
        }
        self.contacts = {
            row.id: row
            for row in self.rows("front_door_contact")
            if row.case_id in cases
            and cases[row.case_id].kind == "contact"
            and row.outcome != "O14"
            and row.case_id not in apart
            and row.id not in again
        }

    def rows(self, table: str) -> list:
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(f"select * from {table} order by 1").fetchall()

    def within(self, moment: datetime) -> bool:
        return self.since <= _day(moment) < self.until

    def count(self, moment: datetime, table: str, line: str, part: str) -> None:
        self.found[_day(moment).replace(day=1), table, line, part] += 1

    def source(self, contact) -> str:
        if contact.sender_organisation_id:
            return self.kinds[contact.sender_organisation_id]
        return BY_CHANNEL.get(contact.channel, "NOT_SAID")

    def done(self) -> Counter[Place]:
        self.repeats()
        return self.found

    def repeats(self):
        of_child = defaultdict(list)
        for row in sorted(self.contacts.values(), key=lambda row: (row.received_at, row.id)):
            if row.child_id:
                of_child[row.child_id].append(row)
        for rows in of_child.values():
            entries, referrals = {}, {}
            for row in rows:
                entries.setdefault((_day(row.received_at), row.sender_organisation_id or f"contact {row.id}"), row)
                if row.outcome in ("O6", "O7", "O8"):
                    referrals.setdefault(_day(row.received_at), row)
            self.one_childs(list(entries.values()), referrals)

    def one_childs(self, entries: list, referrals: dict):
        for number, row in enumerate(entries):
            if not self.within(row.received_at):
                continue
            day, earlier = _day(row.received_at), [_day(other.received_at) for other in entries[:number]]
            for table, months in (("repeat_12", 12), ("repeat_3", 3)):
                known = any(day <= _anniversary(other, months) for other in earlier)
                self.count(row.received_at, table, self.source(row), "YES" if known else "NO")
        for day, row in referrals.items():
            if self.within(row.received_at):
                known = any(other < day <= _anniversary(other, 12) for other in referrals)
                self.count(row.received_at, "rereferral", self.source(row), "YES" if known else "NO")
