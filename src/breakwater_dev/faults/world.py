"""What is done inside the installation, in processes of its own as the application's role: the world that people work in, and what follows."""

import argparse
import hashlib
import json
from datetime import timedelta

PAIRS, SCHOOLS, UPLOADERS = 3, 2, 2
DELEGATES, PLACES = 12, 20
AGAIN_LATER = timedelta(minutes=30)


def begin(drafts: int) -> dict:
    """Teams that hand cases to and fro, schools with drafts to send and people to book for, and somebody who adds files."""
    from breakwater.partnership.organisations.models import OpeningHours, Team, User
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing import training
    from breakwater_dev.testing.machines import session_of
    from breakwater_dev.testing.telling import LONG_AGO, front_door

    begun = 1 + 100 * User.objects.count()  # by the fault before
    make.count_from(begun)
    if not Team.objects.filter(services__service="front_door").exists():
        front_door()
    council = make.organisation()
    sides = [make.team(f"Assessment {side}", of=council) for side in ("north", "south")]
    for team in sides:
        OpeningHours.objects.bulk_create(
            OpeningHours(team=team, weekday=day, opens_at="00:00", closes_at="23:59:59", effective_from=LONG_AGO)
            for day in range(7)
        )
    workers = [make.membership("social_worker", of=team) for team in sides]
    event = training.event(training.course(code=f"F{begun}"), capacity=PLACES)
    schools = []
    for number in range(SCHOOLS):
        team = make.team(f"School {number}", of=make.organisation(kind="SCHOOL"))
        lead = make.membership("dsl", of=team)
        names = [f"Delegate {begun + number} {each}" for each in range(DELEGATES)]
        people = [
            training.delegate(name, of=team, email=f"{name.replace(' ', '')}@example.org").public_id for name in names
        ]
        schools.append({"session": session_of(lead), "drafts": _drafts(lead, drafts), "people": people})
    return {
        "sides": [
            {"team": str(team.public_id), "session": session_of(worker)}
            for team, worker in zip(sides, workers, strict=True)
        ],
        "moved": [_case(sides[0], workers[0]) for _ in range(PAIRS)],
        "filed": [_case(sides[0], workers[0]) for _ in range(UPLOADERS)],
        "schools": schools,
        "event": event.public_id,
    }


def _drafts(post, number: int) -> list[str]:
    from breakwater_dev.benches.web import drafts_of

    return drafts_of(post.pk, number)


def _case(team, worker) -> str:
    """The reference of a referral with a clock, a task and a worker."""
    from django.utils import timezone

    from breakwater.casework.cases import operations as cases
    from breakwater.casework.clocks import operations as clocks
    from breakwater.casework.clocks.rules import CLOCK_RULES
    from breakwater.casework.tasks import operations as tasks
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.access.acting import actor_of
    from breakwater_dev.testing import factories as make

    now = timezone.now() - timedelta(minutes=5)
    child, by = make.person(), actor_of(worker)
    with acting_as(make.intake()) as intake:
        case = cases.open_case(
            kind="referral",
            area=make.area(),
            team=team,
            by=intake,
            at=now,
            people=[(child, "CHILD")],
        )
    with acting_as(by):
        clocks.start(case=case, rule=CLOCK_RULES["front_door.decision"], team=team, at=now)
        todo = tasks.ToDo(title="Call the health visitor", due_at=now + timedelta(days=2))
        tasks.make(todo, team=team, case=case, by=by, at=now)
    return case.reference


def take_up() -> dict:
    """What the queue and the outbox do by themselves in half an hour, done at once; no worker may live meanwhile."""
    from django.utils import timezone

    from breakwater.foundation.jobs.jobs import take_up as take_up_abandoned
    from breakwater.partnership.notifications import jobs as outbox

    now = timezone.now()
    take_up_abandoned(at=now - timedelta(minutes=1))
    while outbox.take_up(at=now + AGAIN_LATER) == 500:
        pass
    return {}


def scan() -> dict:
    """Held files are scanned, as every ten minutes."""
    from django.utils import timezone

    from breakwater.casework.documents import jobs
    from breakwater_dev.testing import factories as make

    done = 0
    while more := jobs.scan_area(make.area(), at=timezone.now()):
        done += more
    return {"scanned": done}


def files(stored: list[list]) -> dict:
    """Of (path, digest, key's id) those that do not open whole."""
    from breakwater.foundation import storage

    broken = []
    for path, digest, key_id in stored:
        kept = storage.StoredFile(path, "", "", "", 0, digest, key_id, storage.State.CLEAN)
        try:
            whole = hashlib.sha256(b"".join(storage.open_stored(kept))).hexdigest() == digest
        except Exception as fault:  # whatever it is, the file is lost
            whole = str(fault) == ""
        broken += [] if whole else [path]
    return {"broken": broken}


def seal() -> dict:
    from breakwater.foundation.audit import sealing

    sealing.seal()
    return {}


def database() -> dict:
    """Start the server with the environment as it is."""
    from breakwater.delivery.database import ensure_running

    ensure_running()
    return {}


PARTS = {each.__name__: each for each in (begin, take_up, scan, files, seal, database)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, required=True)
    parser.add_argument("--facts", default="{}")
    options = parser.parse_args()
    if options.part != "database":
        import django

        django.setup()
    print(json.dumps(PARTS[options.part](**json.loads(options.facts))))


if __name__ == "__main__":
    main()
