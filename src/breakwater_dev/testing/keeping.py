"""A small invented area whose records are written as they would have been, at their day: for tests of the retention schedule."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg

from breakwater.foundation.models.identifiers import new_public_id
from breakwater_dev.testing import factories as make


@dataclass
class Child:
    name: str
    born: date
    entered: date


@dataclass
class Case:
    name: str
    kind: str
    children: list[Child]
    opened: date
    closed: date | None
    followed_by: list["Case"] = field(default_factory=list)


def later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


class Life:
    """The area in the database: people who act, and rows written as they would have been, at their day."""

    def __init__(self, connection: psycopg.Connection, chance: random.Random | None = None):
        self.connection, self.chance = connection, chance or random.Random(1)
        self.area = make.area()
        self.team = make.team("MASH", in_area=self.area)
        self.officer = make.actor("information_governance", of=self.team)
        self.head = make.actor("head_of_service", of=self.team)
        self.cases: list[Case] = []
        self.children: list[Child] = []
        self.number = 0

    def child(self, today: date) -> Child:
        born = today - timedelta(days=self.chance.randrange(17 * 365))
        person = make.person(f"Invented{self.number}", in_area=self.area, born_on=born, born_precision="DAY")
        self.number += 1
        self.connection.execute("update people_person set entered_at = %s where id = %s", [at(today), person.pk])
        made = Child(person.public_id, born, today)
        self.children.append(made)
        return made

    def case(self, kind: str, children: list[Child], today: date) -> Case:
        self.number += 1
        made = Case(f"T-{self.number:06}", kind, children, today, None)
        by = [self.area.pk, self.team.pk, self.officer.pk]
        (row,) = self.connection.execute(
            "insert into casework_case (reference, kind, area_id, stage, stage_since, responsible_team_id, opened_at, opened_by_id, "
            "closing_reason) values (%s, %s, %s, 'open', %s, %s, %s, %s, '') returning id",
            [made.name, kind, by[0], at(today), by[1], at(today), by[2]],
        ).fetchone()
        for child in children:
            self.connection.execute(
                "insert into casework_participant (case_id, person_id, capacity, starts_at, note) "
                "select %s, id, 'CHILD', %s, '' from people_person where public_id = %s",
                [row, at(today), child.name],
            )
        self.cases.append(made)
        return made

    def contact(self, case: Case) -> int:
        """The front door's row of a case, as a form of its own brought it: its id."""
        self.number += 1
        submission = self.put(
            "front_door_submission",
            case.opened,
            area_id=self.area.pk,
            reference=f"S-{self.number:06}",
            team_id=self.team.pk,
            by_id=self.officer.pk,
        )
        return self.put(
            "front_door_contact",
            case.opened,
            case_id=self.row(case),
            reference=case.name,
            submission_id=submission,
        )

    def row(self, case: Case) -> int:
        (row,) = self.connection.execute("select id from casework_case where reference = %s", [case.name]).fetchone()
        return row

    def put(self, table: str, day: date, **values) -> int:
        """A row with these values, of this day, and what else it must have empty: its id."""
        empty = {
            "boolean": False,
            "smallint": 0,
            "integer": 0,
            "jsonb": "[]",
            "date": day,
            "timestamp with time zone": at(day),
            "uuid": uuid4(),
        }
        needed = self.connection.execute(
            "select column_name::text, data_type::text from information_schema.columns where table_schema = 'public' "
            "and table_name = %s and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
            [table],
        ).fetchall()
        for column, kind in needed:
            values.setdefault(column, empty.get(kind, new_public_id() if column in ("public_id", "key") else ""))
        (row,) = self.connection.execute(
            f"insert into {table} ({', '.join(f'"{column}"' for column in values)}) values ({', '.join(['%s'] * len(values))}) returning id",
            list(values.values()),
        ).fetchone()
        return row

    def close(self, case: Case, today: date) -> None:
        case.closed = today
        self.connection.execute(
            "update casework_case set closed_at = %s, closed_by_id = %s, closing_reason = 'Done' where reference = %s",
            [at(today), self.officer.pk, case.name],
        )

    def follow(self, earlier: Case, later_one: Case, today: date) -> None:
        earlier.followed_by.append(later_one)
        self.connection.execute(
            "insert into casework_caselink (case_id, other_id, kind, at, by_id) "
            "select l.id, e.id, 'OPENED_FROM', %s, %s from casework_case l, casework_case e where l.reference = %s and e.reference = %s",
            [at(today), self.officer.pk, later_one.name, earlier.name],
        )

    def left(self) -> tuple[set[str], set[str]]:
        cases = self.connection.execute("select reference from casework_case").fetchall()
        people = self.connection.execute("select public_id from people_person").fetchall()
        return {name for (name,) in cases}, {name for (name,) in people}
