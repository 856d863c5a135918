"""Contacts that arrive one after another in a process of their own, each noted once it is said to be saved: for the fault runs.

A writer's file of notes is a line a contact. What was said to be saved must be there, whole and once; of what was not, one or none.
"""

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

WHOLE = """
select s.worry,
       (select count(*) from front_door_contact c where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_case k on k.id = c.case_id where c.submission_id = s.id),
       (select count(*) from front_door_contact c join casework_clock k on k.case_id = c.case_id
         where c.submission_id = s.id and k.rule = 'front_door.decision' and k.stopped_at is null),
       (select least(count(*), 1) from audit_entry e where e.changed -> 'submission' @> to_jsonb(s.id))
from front_door_submission s
"""


def begin() -> None:
    """A MASH that contacts come to."""
    from breakwater_dev.testing import factories as make

    make.team("MASH", service="front_door")


def write(name: str, into: Path, *, until: Path) -> None:
    """Receive contacts named after this writer until a file is there. A fault of the database is waited out, as people do."""
    from django.db import Error, close_old_connections, connections
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.practice.front_door.arrivals.operations import arrivals
    from breakwater_dev.testing import factories as make

    number, faults = 0, {}
    with into.open("a", buffering=1) as notes:
        while not until.exists():
            number += 1
            worry = f"{name} {number}"
            begun = datetime.now(UTC)
            try:
                with acting_as(make.intake()) as by:
                    child = arrivals.ChildTold(named_as=f"Child {number}")
                    told = arrivals.Arrival(
                        area=by.area, channel="PROFESSIONAL", key=worry, worry=worry, children=[child]
                    )
                    arrivals.receive(told, by=by, at=timezone.now())
            except Error as fault:
                faults[type(fault.__cause__ or fault).__name__] = (
                    faults.get(type(fault.__cause__ or fault).__name__, 0) + 1
                )
                for alias in connections:
                    connections[alias].close()
                time.sleep(0.1)
                continue
            notes.write(
                json.dumps({"worry": worry, "begun": begun.isoformat(), "at": datetime.now(UTC).isoformat()}) + "\n"
            )
            close_old_connections()
    into.with_suffix(".faults").write_text(json.dumps(faults))


def acknowledged(notes: Iterable[Path]) -> list[dict]:
    """Everything that the writers were told is saved; a line that a kill cut off was not told to anybody."""
    lines = [line for path in notes if path.exists() for line in path.read_text().splitlines(keepends=True)]
    return [json.loads(line) for line in lines if line.endswith("\n")]


def wait_for_more(notes: list[Path], had: int, seconds: float = 90) -> None:
    """Until something more was saved. Raises SystemExit where nothing is."""
    until = time.monotonic() + seconds
    while len(acknowledged(notes)) <= had:
        if time.monotonic() > until:
            raise SystemExit("Nothing is saved any more")
        time.sleep(0.1)


def judge(rows: list[tuple], told: Iterable[dict]) -> dict[str, int]:
    """How many were told, kept, lost, doubled and halved; `rows` are the answer to WHOLE."""
    kept: dict[str, list[tuple]] = {}
    for worry, *parts in rows:
        kept.setdefault(worry, []).append(tuple(parts))
    told = {each["worry"] for each in told}
    return {
        "acknowledged": len(told),
        "kept": len(kept),
        "lost": len(told - kept.keys()),
        "doubled": sum(len(found) > 1 for found in kept.values()),
        "halved": sum(parts != (1,) * len(parts) for found in kept.values() for parts in found),
    }
