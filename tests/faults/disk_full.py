"""Fill the disk that the database lies on while contacts are written and somebody sends a form; then make room again.

    python tests/faults/disk_full.py [--megabytes 420]

The disk is a small one in memory, which takes an administrator to mount. Prints one line each, `id figure pass|fail`: what the person who
sent a form reads, that nothing said to be saved is lost, and that the service goes on by itself once there is room.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from breakwater_dev.testing import arriving
from breakwater_dev.testing.http import Visitor
from breakwater_dev.testing.machines import Figures, Machine, a_folder, free_port

WORDS = "Nothing you sent was saved"
CALL = "call 999"


def act(what: str, facts: dict) -> dict:
    import django

    django.setup()
    if what == "begin":
        from breakwater_dev.testing.telling import ANSWERS, front_door

        front_door()
        return ANSWERS["public"]
    arriving.write(facts["name"], Path(facts["into"]), until=Path(facts["until"]))
    return {}


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def send(url: str, answers: dict, worry: str) -> tuple[int, str, bool]:
    """What a member of the public sees who tells of a child: the last answer's status, its words, and whether it was said to be kept."""
    visitor = Visitor(url)
    answer = visitor.get("/tell-us/public/")
    for page, fields in answers.items():
        answer = visitor.post(f"/tell-us/public/q/{page}/", **(fields | ({"worry": worry} if page == "worry" else {})))
        if answer.status >= 400:
            return answer.status, answer.text, False
    answer = visitor.post("/tell-us/public/send/")
    return answer.status, answer.text, answer.location.endswith("/thank-you/")


def run(folder: Path, figures: Figures, megabytes: int) -> None:
    disk = folder / "d"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(disk)], check=True)
    machine, over, notes = Machine(folder), folder / "over", folder / "writer.notes"
    try:
        machine.breakwater("migrate", "--quiet")
        answers = machine.part(__file__, "begin")
        port = free_port()
        machine.start("-m", "breakwater", "serve", "--workers", "1", "--port", str(port), log="serve.log")
        url = f"http://127.0.0.1:{port}"
        until_it_answers(url)
        facts = {"name": "writer", "into": str(notes), "until": str(over)}
        machine.start(__file__, "--part", "write", "--facts", json.dumps(facts), log="writer.log")
        status, _, was_told = send(url, answers, "before")
        figures.say("sent-before", status, was_told)
        arriving.wait_for_more([notes], 2)
        ballast = fill(disk)
        until = time.monotonic() + 60
        status, text, was_told = send(url, answers, "while full 0")
        attempts = 1
        while was_told and time.monotonic() < until:  # room that the server had laid by is used up first
            fill(disk)
            status, text, was_told = send(url, answers, f"while full {attempts}")
            attempts += 1
        figures.say("sent-while-full", status, not was_told and status in (500, 503))
        figures.say(
            "says-that-nothing-was-saved",
            WORDS in text or "was not saved" in text,
            WORDS in text or "was not saved" in text,
        )
        figures.say("says-whom-to-call", CALL in text, CALL in text)
        time.sleep(5)
        free = os.statvfs(disk)
        figures.say(
            "room-left-in-kilobytes", free.f_bavail * free.f_bsize // 1000, free.f_bavail * free.f_bsize < 20_000_000
        )
        ballast.unlink()
        begun, was_told = time.monotonic(), False
        while not was_told and time.monotonic() - begun < 90:
            with contextlib.suppress(OSError):
                status, _, was_told = send(url, answers, "after")
            time.sleep(0.5)
        figures.say("goes-on-by-itself", f"{time.monotonic() - begun:.1f}s", was_told)
        arriving.wait_for_more([notes], len(arriving.acknowledged([notes])))
        over.touch()
        machine.started[-1].wait(60)
        told = arriving.acknowledged([notes])
        found = arriving.judge([row for row in machine.ask(arriving.WHOLE) if row[0].startswith("writer ")], told)
        figures.say("acknowledged", found["acknowledged"], found["acknowledged"] > 0)
        for what in ("lost", "doubled", "halved"):
            figures.say(what, found[what], found[what] == 0)
        faults = json.loads(notes.with_suffix(".faults").read_text())
        figures.say("writer-was-refused-by", "+".join(faults) or "nothing", bool(faults))
        sent = {
            worry
            for (worry,) in machine.ask("select worry from front_door_submission where worry in ('before', 'after')")
        }
        figures.say("forms-said-to-be-kept", len(sent), sent == {"before", "after"})
    finally:
        machine.end()
        subprocess.run(["umount", "-l", str(disk)], check=False)


def until_it_answers(url: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            if Visitor(url).get("/healthz").status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise SystemExit("The service does not answer")
        time.sleep(0.3)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=420)
    parser.add_argument("--part")
    parser.add_argument("--facts", default="{}")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(act(options.part, json.loads(options.facts))))
        return 0
    figures = Figures()
    with a_folder("full") as folder:
        run(folder, figures, options.megabytes)
    return figures.status


if __name__ == "__main__":
    sys.exit(main())
