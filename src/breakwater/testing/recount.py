"""Counting the front door again from the plain rows, the long way: what the published figures are checked against.

Shares no SQL and no code with the product. Rows are read as the database's owner and counted one by one.
"""

from calendar import isleap
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import namedtuple_row

LONDON = ZoneInfo("Europe/London")
WAITING = ("SENT", "SEEN", "IN_PROGRESS", "OVERDUE", "ESCALATED")
BY_CHANNEL = {"CHILD": "CHILD", "PUBLIC": "PUBLIC", "NOTICE": "POLICE", "HEALTH": "HEALTH", "OTHER_AREA": "OTHER_AREA"}
Place = tuple[date, str, str, str]


def recount(connection: psycopg.Connection, *, area: int, since: date, until: date, at: datetime) -> Counter[Place]:
    """Every count of every month from `since` to the day before `until`, by (month, table, line, part)."""
    return _Recount(connection, area, since, until, at).done()


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _anniversary(day: date, months: int) -> date:
    """The last day of the stretch that begins on `day`."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    longest = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return date(year, month, min(day.day, longest))


class _Recount:
    def __init__(self, connection, area, since, until, at):
        self.connection, self.area, self.since, self.until, self.at = connection, area, since, until, at
        self.found: Counter[Place] = Counter()
        self.cases = {row.id: row for row in self.rows("casework_case") if row.area_id == area}
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
            if row.case_id in self.cases and self.cases[row.case_id].kind == "contact"
            and row.outcome != "O14" and row.case_id not in apart and row.id not in again
        }  # fmt: skip
        self.apart = apart

    def rows(self, table: str) -> list:
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(f"select * from {table} order by 1").fetchall()

    def within(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= _day(moment) < self.until

    def count(self, moment: datetime, table: str, line: str = "ALL", part: str = "ALL") -> None:
        self.found[_day(moment).replace(day=1), table, line, part] += 1

    def source(self, contact) -> str:
        if contact.sender_organisation_id:
            return self.kinds[contact.sender_organisation_id]
        return BY_CHANNEL.get(contact.channel, "NOT_SAID")

    def done(self) -> Counter[Place]:
        self.volumes()
        self.clocks()
        self.repeats()
        self.decisions()
        self.others()
        self.now()
        return self.found

    def volumes(self):
        for row in self.contacts.values():
            if not self.within(row.received_at):
                continue
            here = row.received_at.astimezone(LONDON)
            self.count(row.received_at, "outcome", self.source(row), row.outcome or "NONE")
            self.count(row.received_at, "channel", row.channel)
            self.count(row.received_at, "weekday", str(here.weekday() + 1))
            self.count(row.received_at, "hour", f"{here.hour:02}")
            self.count(row.received_at, "hours", part="OUT" if row.out_of_hours else "IN")

    def clocks(self):
        of_case = defaultdict(list)
        for clock in self.rows("casework_clock"):
            of_case[clock.case_id].append(clock)
        for row in self.contacts.values():
            if not self.within(row.received_at):
                continue
            for name in ("decision", "acknowledge", "feedback", f"rated_{row.rag.lower()}"):
                clocks = sorted(
                    (clock for clock in of_case[row.case_id] if clock.rule == f"front_door.{name}"),
                    key=lambda clock: clock.started_at,
                )
                if not clocks:
                    continue
                clock = clocks[-1] if name.startswith("rated_") else clocks[0]
                if clock.stopped_at and clock.stopped_at < clock.breach_at:
                    self.count(row.received_at, name, part="YES")
                elif clock.stopped_at or clock.breach_at <= self.at:
                    self.count(row.received_at, name, part="NO")

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

    def decisions(self):
        posts = {row.id: row.membership_id for row in self.rows("organisations_actor")}
        stands = {}
        for decision in self.rows("front_door_decision"):
            contact = self.contacts.get(decision.contact_id)
            if contact is None:
                continue
            kept = stands.get(contact.id)
            if kept is None or (decision.at, decision.id) > (kept.at, kept.id):
                stands[contact.id] = decision
            if self.within(decision.at) and posts[decision.by_id]:
                self.count(decision.at, "decider", str(posts[decision.by_id]))
        for contact_id, decision in stands.items():
            contact = self.contacts[contact_id]
            if contact.decided_at and self.within(contact.received_at):
                self.count(contact.received_at, "dispensed", part="YES" if decision.dispensed_because else "NO")

    def others(self):
        for row in self.rows("front_door_strategy"):
            contact = (
                row.contact_id
                and self.connection.execute(
                    "select case_id from front_door_contact where id = %s", [row.contact_id]
                ).fetchone()
            )
            if (
                row.case_id in self.cases
                and row.recorded_at
                and self.within(row.held_at)
                and not (contact and contact[0] in self.apart)
            ):
                self.count(row.held_at, "strategy", part="NO" if row.saw_police and row.saw_health else "YES")
        secret = {row.reference for row in self.rows("front_door_allegation")}
        theirs = {row.submission_id for row in self.rows("front_door_allegation")}
        secret_submissions = {row.reference for row in self.rows("front_door_submission") if row.id in theirs}
        for row in self.rows("front_door_alarm"):
            if row.area_id != self.area or not self.within(row.raised_at):
                continue
            if row.reference in secret or row.submission_reference in secret_submissions:
                continue
            limit = row.raised_at + timedelta(minutes=15)
            if row.acknowledged_at and row.acknowledged_at <= limit:
                self.count(row.raised_at, "page", part="YES")
            elif row.acknowledged_at or limit < self.at:
                self.count(row.raised_at, "page", part="NO")
        for row in self.rows("front_door_informationrequest"):
            if row.contact_id in self.contacts and self.within(row.sent_at):
                if row.answered_at and row.answered_at < row.breach_at:
                    self.count(row.sent_at, "asked", row.kind, "YES")
                elif row.answered_at or row.breach_at <= self.at:
                    self.count(row.sent_at, "asked", row.kind, "NO")
        for row in self.rows("casework_escalation"):
            case = self.cases.get(row.case_id)
            if case and self.within(case.opened_at):
                self.count(case.opened_at, "disagreement", row.theme)

    def now(self):
        for row in self.contacts.values():
            if row.decided_at is None and self.cases[row.case_id].closed_at is None:
                age = self.at - row.received_at
                part = "DAY" if age < timedelta(hours=24) else "THREE" if age < timedelta(hours=72) else "OLDER"
                self.count(self.at, "now_open", row.rag or "NONE", part)
        for row in self.rows("front_door_informationrequest"):
            if row.contact_id in self.contacts and row.status in WAITING:
                self.count(self.at, "now_awaiting", row.kind, "LATE" if row.breach_at <= self.at else "WAITING")
        offers = {row.id: row for row in self.rows("casework_handover") if row.status == "OFFERED"}
        theirs = {row.case_id for row in self.contacts.values()}
        for row in self.rows("casework_handovercase"):
            if row.handover_id in offers and row.case_id in theirs:
                offer = offers[row.handover_id]
                self.count(
                    self.at, "now_hand_on", offer.service, "LATE" if offer.answer_due_at <= self.at else "WAITING"
                )
        last = {row.line_id: row for row in self.rows("front_door_letter")}  # in order of id
        untold = {
            line.contact_id
            for line in self.rows("front_door_receiptline")
            if line.contact_id in self.contacts and line.stage != "JOINED" and line.id in last
            and last[line.id].status in ("DUE", "FAILED") and last[line.id].waived_at is None
        }  # fmt: skip
        for _ in untold:
            self.count(self.at, "now_untold")
