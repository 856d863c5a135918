"""Kill the database again and again while contacts are being written; count what was said to be saved and is not there.

    python tests/faults/database_killed.py [--kills 50] [--writers 3] [--seed 1]

The server and every process of it go at once, as when a machine loses power, at a moment drawn by chance, sometimes while it is still
recovering from the kill before. Prints one line each, `id figure pass|fail`.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from breakwater_dev.testing import arriving
from breakwater_dev.testing.machines import Figures, Machine, a_folder


def act(what: str, facts: dict) -> dict:
    import django

    django.setup()
    if what == "begin":
        arriving.begin()
    elif what == "seal":
        from breakwater.foundation.audit import sealing

        sealing.seal()
    else:
        arriving.write(facts["name"], Path(facts["into"]), until=Path(facts["until"]))
    return {}


def run(folder: Path, figures: Figures, *, kills: int, writers: int, chance: random.Random) -> None:
    machine, over = Machine(folder), folder / "over"
    notes = [folder / f"writer-{each}.notes" for each in range(writers)]
    try:
        machine.breakwater("migrate", "--quiet")
        machine.part(__file__, "begin")
        begun, between = time.monotonic(), []
        at_work = [
            machine.start(
                __file__,
                "--part",
                "write",
                "--facts",
                json.dumps({"name": each.stem, "into": str(each), "until": str(over)}),
                log=f"{each.stem}.log",
            )
            for each in notes
        ]
        arriving.wait_for_more(notes, 0)
        for _ in range(kills):
            time.sleep(chance.uniform(0, 0.8))
            machine.kill_database()
            machine.start_database()
            if chance.random() < 0.2:  # and once more, before anybody was served
                machine.kill_database()
                machine.start_database()
            began, had = time.monotonic(), len(arriving.acknowledged(notes))
            arriving.wait_for_more(notes, had)
            between.append(time.monotonic() - began)
        over.touch()
        for process in at_work:
            process.wait(60)
        found = arriving.judge(machine.ask(arriving.WHOLE), arriving.acknowledged(notes))
        figures.say("database-kills", kills, kills > 0)
        figures.say("seconds", round(time.monotonic() - begun), True)
        figures.say("longest-wait-for-the-next-write", f"{max(between):.1f}s", max(between) < 60)
        figures.say("acknowledged", found["acknowledged"], found["acknowledged"] >= kills)
        for what in ("lost", "doubled", "halved"):
            figures.say(what, found[what], found[what] == 0)
        machine.part(__file__, "seal")
        said = machine.breakwater("audit", "verify")
        figures.say("audit-entries-sound", said.split()[1].rstrip(","), "The audit is sound" in said)
    finally:
        machine.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part")
    parser.add_argument("--facts", default="{}")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(act(options.part, json.loads(options.facts))))
        return 0
    figures = Figures()
    with a_folder("killed") as folder:
        chance = random.Random(options.seed)
        run(folder, figures, kills=options.kills, writers=options.writers, chance=chance)
    return figures.status


if __name__ == "__main__":
    sys.exit(main())
