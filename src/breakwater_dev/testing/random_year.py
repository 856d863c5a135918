"""A random year of a front door, written as plain rows past the wall: for checking counts, never for reading pages."""

import random
from datetime import UTC, datetime, timedelta

import psycopg

from .rows import Rows

BEGINS = datetime(2024, 1, 1, tzinfo=UTC)  # so that 29 February and its next year's 28 February are among the days
ENDS = datetime(2025, 3, 20, 12, tzinfo=UTC)
OUTCOMES = ["O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "O10", "O11", "O12", "O13", "O14"]
OFTEN = [12, 10, 6, 9, 5, 14, 4, 1, 6, 1, 1, 1, 26, 4]
CHANNELS = ["CHILD", "PUBLIC", "PROFESSIONAL", "PHONE", "NOTICE", "HEALTH", "OTHER_AREA", "STEP_UP"]
AGENCIES = ["POLICE", "GP", "SCHOOL", "HOUSING", "HEALTH_COMM"]


def fill(
    superuser: psycopg.Connection,
    *,
    area: int,
    team: int,
    other_team: int,
    actor: int,
    posts: list[int],
    contacts: int,
    seed: int,
) -> None:
    """Write `contacts` contacts of an area with what hangs from them. `posts` are actors who decide. Triggers do not run."""
    superuser.execute("set session_replication_role = replica")
    try:
        _Year(Rows(superuser), random.Random(seed), area, team, other_team, actor, posts).fill(contacts)
    finally:
        superuser.execute("set session_replication_role = default")


class _Year:
    def __init__(self, rows: Rows, chance: random.Random, area: int, team: int, other_team: int, actor: int, posts):
        self.rows, self.chance, self.area, self.team, self.other_team = rows, chance, area, team, other_team
        self.actor, self.posts = actor, posts
        kinds = ("SCHOOL", "SCHOOL", "POLICE", "HEALTH", "HOUSING", "VOLUNTARY", "EARLY_YEARS")
        self.agencies = [rows.add("organisations_organisation", kind=kind, name=kind) for kind in kinds]

    def moment(self) -> datetime:
        if self.chance.random() < 0.02:  # days that matter to twelve months, and minutes that matter to a day
            day = self.chance.choice(
                [(2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2025, 2, 28), (2025, 3, 1), (2024, 6, 30)]
            )
            return datetime(*day, self.chance.choice([0, 22, 23]), self.chance.choice([0, 30, 59]), tzinfo=UTC)
        return BEGINS + timedelta(minutes=self.chance.randrange(int((ENDS - BEGINS).total_seconds() // 60)))

    def often(self, probability: float) -> bool:
        return self.chance.random() < probability

    def fill(self, contacts: int) -> None:
        made = []
        children = [
            self.rows.add("people_person", area_id=self.area, entered_by_id=self.actor)
            for _ in range(max(3, contacts // 3))
        ]
        for number in range(contacts):
            made.append(self.contact(number, children, made))
        for number in range(contacts // 20):
            self.beside(number, made)

    def contact(self, number: int, children: list[int], made: list) -> tuple[int, int, datetime]:
        chance, at = self.chance, self.moment()
        child = chance.choice(children) if self.often(0.85) else None
        agency = chance.choice(self.agencies) if self.often(0.7) else None
        if made and self.often(0.03):  # the same day again
            at, child, agency = made[-1][2] + timedelta(minutes=1), made[-1][3], made[-1][4]
        decided = self.often(0.96)
        outcome = chance.choices(OUTCOMES, OFTEN)[0] if decided else ""
        submission = self.rows.add(
            "front_door_submission", area_id=self.area, team_id=self.team, by_id=self.actor, received_at=at
        )
        case = self.case("contact", at, closed=decided and self.often(0.9))
        rag = chance.choice(["RED", "AMBER", "GREEN", "BLUE", ""])
        decided_at = at + timedelta(hours=chance.randrange(1, 60)) if decided else None
        contact = self.rows.add(
            "front_door_contact",
            case_id=case,
            reference=f"C-{number}",
            submission_id=submission,
            received_at=at,
            child_id=child,
            channel=chance.choice(CHANNELS),
            sender_organisation_id=agency,
            out_of_hours=self.often(0.2),
            rag=rag,
            rag_reason="x" if rag else "",
            outcome=outcome,
            decided_at=decided_at,
            named_as="x",
            source_said="x",
        )
        rules = [
            "decision",
            "acknowledge",
            *(["feedback"] if decided else []),
            *(f"rated_{word}" for word in ("red", "green")),
        ]
        for rule in rules:
            if self.often(0.05):
                self.clock(case, f"front_door.{rule}", at, stopped=True)
            self.clock(case, f"front_door.{rule}", at, stopped=self.often(0.97))
        for _ in range(2 if self.often(0.05) else 1) if decided else ():
            self.rows.add(
                "front_door_decision",
                contact_id=contact,
                outcome=outcome,
                rationale="x",
                by_id=chance.choice(self.posts),
                without="[]",
                tasks="{}",
                agreement="AGREES",
                agreement_words="x",
                kind="DISABILITY" if outcome == "O10" else "",
                at=decided_at + timedelta(minutes=chance.randrange(30)),
                dispensed_because="RISK_CHILD" if self.often(0.1) else "",
            )
        if self.often(0.02):
            self.rows.add("front_door_allegationcontact", case_id=case, within_id=self.case("allegation", at))
        if made and self.often(0.02):
            ended = self.often(0.3)
            self.rows.add(
                "front_door_contactlink",
                first_id=made[-1][0],
                other_id=contact,
                by_id=self.actor,
                at=at,
                kind=chance.choice(["DUPLICATE", "INCIDENT"]),
                ended_at=at if ended else None,
                ended_by_id=self.actor if ended else None,
            )
        return contact, case, at, child, agency

    def case(self, kind: str, at: datetime, *, closed: bool = False) -> int:
        sealed = "{7}" if self.often(0.03) else "{}"
        return self.rows.add(
            "casework_case",
            kind=kind,
            area_id=self.area,
            responsible_team_id=self.team,
            opened_at=at,
            opened_by_id=self.actor,
            closed_at=at + timedelta(days=4) if closed else None,
            closed_by_id=self.actor if closed else None,
            closing_reason="x" if closed else "",
            seals=sealed,
        )

    def clock(self, case: int, rule: str, at: datetime, *, stopped: bool) -> None:
        started = at + timedelta(seconds=self.chance.randrange(1, 100_000))
        breach = started + timedelta(hours=24)
        stopped_at = started + timedelta(hours=self.chance.choice([1, 5, 20, 24, 30])) if stopped else None
        self.rows.add(
            "casework_clock",
            case_id=case,
            rule=rule,
            team_id=self.team,
            started_at=started,
            due_on=breach.date(),
            due_at=breach,
            breach_at=breach,
            stopped_at=stopped_at,
            stopped_by_id=self.actor if stopped else None,
        )

    def beside(self, number: int, made: list) -> None:
        chance, rows = self.chance, self.rows
        contact, case, at, *_ = chance.choice(made)
        sent = at + timedelta(hours=chance.randrange(50))
        status = chance.choice(["SENT", "SEEN", "OVERDUE", "ANSWERED", "DECLINED", "CLOSED"])
        rows.add(
            "front_door_informationrequest",
            area_id=self.area,
            case_id=case,
            contact_id=contact,
            asking_team_id=self.team,
            asked_by_id=self.actor,
            asked_by_user_id=1,
            team_id=self.other_team,
            kind=chance.choice(AGENCIES),
            status=status,
            sent_at=sent,
            issued_at=sent,
            due_at=sent,
            proportionate="x",
            reason="x",
            breach_at=sent + timedelta(hours=4),
            key=_uuid(number),
            answered_at=sent + timedelta(hours=chance.choice([1, 4, 9]))
            if status in ("ANSWERED", "DECLINED")
            else None,
        )
        recorded = self.often(0.8)
        rows.add(
            "front_door_strategy",
            case_id=self.case("strategy", at),
            contact_id=contact,
            called_by_id=self.actor,
            key=_uuid(number),
            held_at=sent,
            recorded_at=sent if recorded else None,
            recorded_by_id=self.actor if recorded else None,
            threshold_met=True,
            enquiry="NONE",
            protection="NONE",
            rationale="x",
            saw_police=self.often(0.8),
            saw_health=self.often(0.8),
            absence_because="x",
            absence_manager="x",
        )
        answered = self.often(0.9)
        rows.add(
            "front_door_alarm",
            area_id=self.area,
            reference=f"A-{number}",
            submission_reference=f"S-{number}",
            raised_at=at,
            acknowledged_at=at + timedelta(minutes=chance.choice([1, 15, 16])) if answered else None,
            acknowledged_by_id=self.actor if answered else None,
        )
        rows.add(
            "casework_escalation",
            case_id=self.case("disagreement", sent),
            raised_team_id=self.team,
            raised_user_id=1,
            answering_team_id=self.other_team,
            theme=chance.choice(["THRESHOLD", "DELAY", "SHARING"]),
            key=_uuid(number),
        )
        answer = chance.choice(["OFFERED", "ACCEPTED", "DECLINED"])
        offer = rows.add(
            "casework_handover",
            area_id=self.area,
            service=chance.choice(["early_help", "assessment", "specialist"]),
            from_team_id=self.team,
            to_team_id=self.other_team,
            status=answer,
            offered_by_id=self.actor,
            answer_reason="x",
            answered_at=None if answer == "OFFERED" else sent,
            answered_by_id=None if answer == "OFFERED" else self.actor,
            answer_due_at=sent + timedelta(days=chance.choice([1, 600])),
            reason="x",
        )
        rows.add(
            "casework_handovercase", handover_id=offer, case_id=case, to_team_id=self.other_team, from_team_id=self.team
        )
        receipt = rows.add("front_door_receipt", area_id=self.area, team_id=self.team, submission_id=-number - 1)
        line = rows.add(
            "front_door_receiptline",
            receipt_id=receipt,
            contact_id=contact,
            case_id=case,
            area_id=self.area,
            team_id=self.team,
            stage=chance.choice(["DECIDED", "JOINED"]),
            child="x",
        )
        for _ in range(chance.choice([1, 2])):
            status, waived = chance.choice(["DUE", "SENT", "FAILED"]), self.often(0.1)
            rows.add(
                "front_door_letter",
                line_id=line,
                status=status,
                outcome="O1",
                sent_at=at if status == "SENT" else None,
                waived_at=at if waived else None,
                waived_by_id=self.actor if waived else None,
                waived_why="x" if waived else "",
            )


def _uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"
