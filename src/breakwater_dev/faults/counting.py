"""What was acknowledged to people against what is in the database: lost, halved, doubled, each by name.

Lost: said to be done, and not there. Halved: a part of a transaction without its others. Doubled: one form, two things.
Each question names what one person sent; what they were not told of may be there or not, but whole and once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from breakwater_dev.testing.machines import Machine

from . import world
from .work import Said

DRAFTS = "select public_id, values ->> 'worry', status from casework_answers where public_id = any(%s)"
CONTACTS = """
select a.public_id,
       (select count(*) from front_door_contact c where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_case k on k.id = c.case_id where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_clock k on k.case_id = c.case_id
         where c.submission_id = s.id and k.rule = 'front_door.decision'),
       (select least(count(*), 1) from audit_entry e where e.changed -> 'submission' @> to_jsonb(s.id)),
       (a.status = 'COMPLETE')::int
from front_door_submission s join casework_answers a on a.id = s.answers_id where a.public_id = any(%s)
"""
OFFERS = """
select h.key::text, count(*) over (partition by h.key),
       (select count(*) from casework_handovercase c where c.handover_id = h.id),
       (select count(*) from notifications_notification n where n.reference = h.reference and n.words like 'Work is offered%%'),
       (select least(count(*), 1) from audit_entry e where e.changed -> 'handover' @> to_jsonb(h.id))
from casework_handover h where h.key = any(%s::uuid[])
"""
OFFERS_OF_CASES = """
select k.reference, count(*), count(*) filter (where h.status = 'OFFERED') from casework_handover h
join casework_handovercase c on c.handover_id = h.id join casework_case k on k.id = c.case_id
where k.reference = any(%s) group by k.reference
"""
ACCEPTED = "select reference, status, answered_at is not null from casework_handover where reference = any(%s)"
RESPONSIBLE = """
select k.reference, t.public_id::text,
       (select count(*) from casework_clock c where c.case_id = k.id and c.stopped_at is null and c.team_id <> t.id)
     + (select count(*) from casework_task c where c.case_id = k.id and c.done_at is null and c.team_id <> t.id)
from casework_case k join organisations_team t on t.id = k.responsible_team_id where k.reference = any(%s)
"""
BOOKINGS = """
select b.key::text, b.public_id, b.state, count(*) over (partition by b.key),
       (select least(count(*), 1) from training_step s where s.booking_id = b.id)
from training_booking b where b.key = any(%s::uuid[])
"""
EVENTS = """
select count(*), max(b.position), count(distinct b.position), e.next_position, e.places_taken,
       count(*) filter (where b.state in ('CONFIRMED', 'HELD', 'OFFERED')),
       e.waiting, count(*) filter (where b.state = 'WAITING')
from training_event e join training_booking b on b.event_id = e.id where e.public_id = %s group by e.id
"""
FILES = "select title, count(*) over (partition by title), stored_as, digest, key_id, state from casework_document where title = any(%s)"
MAIL = "select public_id, state from notifications_outboxmessage where id > %s"


@dataclass
class Found:
    """What is wrong, each in words, and how many things were acknowledged."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    halved: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    held: int = 0

    def parts(self, name: str, parts: Iterable[int]) -> None:
        if any(part != 1 for part in parts):
            self.halved.append(f"{name}: {[*parts]}")


def count(machine: Machine, said: Said, event: str) -> Found:
    """Of all that people sent."""
    found = Found(acknowledged=sum(len(told) for kind, told in said.told.items() if kind != "read"))
    for each in (_drafts, _contacts, _offers, _accepts, _bookings, _files):
        each(machine, said, found)
    _event(machine, event, found)
    return found


def mail(machine: Machine, since: int, arrived: dict[str, int], found: Found) -> int:
    """Messages made after the one numbered `since`: each has arrived once. Returns how many there are."""
    rows = machine.ask(MAIL, since)
    for reference, state in rows:
        times = arrived.get(reference, 0)
        if not times or state == "FAILED":
            found.lost.append(f"message {reference} is {state}, arrived {times} times")
        elif times > 1:
            found.doubled.append(f"message {reference} arrived {times} times")
        elif state != "SENT":
            found.halved.append(f"message {reference} arrived and is {state}")
    return len(rows)


def _missing(kind: str, told: Iterable[str], there: Iterable[str], found: Found) -> None:
    found.lost += [f"{kind} {name}" for name in set(told) - set(there)]


def _drafts(machine: Machine, said: Said, found: Found) -> None:
    there = {name: worry for name, worry, _ in machine.ask(DRAFTS, [*said.sent["draft"]])}
    for name, told in said.told["draft"].items():
        order = [None, *said.sent["draft"][name]["of"]]
        if there.get(name) not in order[order.index(told["last"]) :]:
            found.lost.append(f"draft {name}: {told['last']} was saved, {there.get(name)} is there")


def _contacts(machine: Machine, said: Said, found: Found) -> None:
    rows = machine.ask(CONTACTS, [*said.sent["contact"]])
    _missing("contact", said.told["contact"], [row[0] for row in rows], found)
    names = [row[0] for row in rows]
    found.doubled += [f"contact {name}" for name in set(names) if names.count(name) > 1]
    for name, *parts in rows:
        found.parts(f"contact {name}", parts)
    complete = {name for name, _, status in machine.ask(DRAFTS, [*said.sent["contact"]]) if status == "COMPLETE"}
    found.halved += [f"contact {name}: the form is closed and nothing arrived" for name in complete - set(names)]


def _offers(machine: Machine, said: Said, found: Found) -> None:
    rows = machine.ask(OFFERS, [*said.sent["offer"]])
    _missing("offer", said.told["offer"], [row[0] for row in rows], found)
    for key, times, *parts in rows:
        found.doubled += [f"offer {key}"] if times > 1 else []
        found.parts(f"offer {key}", parts)
    asked: dict[str, int] = {}
    for facts in said.sent["offer"].values():
        asked[facts["case"]] = asked.get(facts["case"], 0) + 1
    for case, made, waiting in machine.ask(OFFERS_OF_CASES, [*asked]):
        if made > asked[case] or waiting > 1:
            found.doubled.append(f"{made} offers of {case} for {asked[case]} that were sent, {waiting} wait")


def _accepts(machine: Machine, said: Said, found: Found) -> None:
    rows = machine.ask(ACCEPTED, [*said.sent["accept"]])
    _missing("acceptance", said.told["accept"], [row[0] for row in rows if row[1] == "ACCEPTED"], found)
    found.halved += [f"handover {name}: {status}" for name, status, at in rows if (status == "ACCEPTED") is not at]
    last: dict[str, dict] = {}
    for facts in said.told["accept"].values():
        if facts["turn"] >= last.get(facts["case"], facts)["turn"]:
            last[facts["case"]] = facts
    sent = [facts["case"] for facts in said.sent["accept"].values()]
    done = [facts["case"] for facts in said.told["accept"].values()]
    for case, team, left_behind in machine.ask(RESPONSIBLE, [*last]):
        if sent.count(case) == done.count(case) and team != last[case]["team"]:
            found.lost.append(f"case {case} is with {team}, and {last[case]['team']} took it")
        found.halved += [f"case {case}: {left_behind} clocks and tasks stayed"] if left_behind else []


def _bookings(machine: Machine, said: Said, found: Found) -> None:
    rows = machine.ask(BOOKINGS, [*said.sent["booking"]])
    _missing("booking", said.told["booking"], [row[0] for row in rows], found)
    for key, _, _, times, steps in rows:
        found.doubled += [f"booking {key}"] if times > 1 else []
        found.parts(f"booking {key}", [steps])
    cancelled = [booking for _, booking, state, *_ in rows if state == "CANCELLED"]
    _missing("cancellation", said.told["cancel"], cancelled, found)


def _event(machine: Machine, event: str, found: Found) -> None:
    for made, last, positions, following, taken, placed, waiting, waits in machine.ask(EVENTS, event):
        if (made, made, made + 1, placed, waits) != (last, positions, following, taken, waiting):
            found.halved.append(
                f"event: {made} bookings to {last}, {taken} of {placed} placed, {waiting} of {waits} wait"
            )


def _files(machine: Machine, said: Said, found: Found) -> None:
    rows = machine.ask(FILES, [*said.sent["file"]])
    _missing("file", said.told["file"], [row[0] for row in rows], found)
    found.doubled += sorted({f"file {title}" for title, times, *_ in rows if times > 1})
    found.held = sum(row[-1] == "HELD" for row in rows)
    broken = machine.part(world.__file__, "files", stored=[list(row[2:5]) for row in rows])["broken"] if rows else []
    found.halved += [f"file at {path} does not open whole" for path in broken]
