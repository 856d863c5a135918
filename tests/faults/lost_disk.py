"""Back up, write, lose the disk, put it back at three moments; count what was said to be saved and is not there.

    python tests/faults/lost_disk.py [--writes 60]

An installation of its own in a temporary folder. A writer records children one by one and notes each that was said to be saved; meanwhile
a form about radicalisation is thrown away and a list's file deleted. Then the server is killed and every folder of the machine removed.
Prints one line each, `id figure pass|fail`, and ends with status 1 unless all pass.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

SRC = Path(__file__).resolve().parents[2] / "src"
CANARY = "Zcanary"


def environment(machine: Path, stores: Path) -> dict[str, str]:
    """Of one machine: its own folders, the same backups."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    return kept | {
        "PYTHONPATH": str(SRC),
        "BREAKWATER_DATA": str(machine / "d"),
        "BREAKWATER_BACKUP": str(stores / "store"),
        "BREAKWATER_BACKUP_KEYS": str(stores / "keys"),
        "BREAKWATER_INVENTED": "1",
        "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
    }


def breakwater(env: dict, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run([sys.executable, "-m", "breakwater", *arguments], env=env, capture_output=True, text=True)
    if bool(done.returncode) != fails:
        raise SystemExit(f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def here(env: dict, what: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, __file__, "--part", what], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def part(env: dict, what: str) -> dict:
    done = subprocess.run([sys.executable, __file__, "--part", what], env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{what}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def act(what: str) -> None:
    """One part of the trial, inside the installation, as the application."""
    import django

    django.setup()
    from django.utils import timezone

    from breakwater.foundation.audit import sealing
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership
    from breakwater.partnership.people.intake.operations.entries import Upload
    from breakwater.partnership.people.intake.rolls.operations.receiving import ROLLS
    from breakwater.partnership.people.models import Person, Roll
    from breakwater.practice.prevent.models import NationalForm
    from breakwater.practice.prevent.referrals.operations import writing
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing import rolls

    now = timezone.now()
    if what == "begin":
        school = make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))
        with acting_as(make.membership("dsl", of=school)) as by:
            writing.begin(by=by, at=now, known={"surname": CANARY})
        with acting_as(rolls.lists()) as by:
            for number in (1, 2):
                upload = Upload("roll.csv", rolls.roll_of(rolls.line(number, CANARY)))
                ROLLS.show(school, upload=upload, by=by, at=now, key=UUID(int=number))
        sealing.seal()
        print(json.dumps({}))
    elif what == "write":
        for number in range(10_000):
            sys.stdin.readline()
            person = make.person(CANARY, f"Child{number}")
            print(person.pk, datetime.now(UTC).isoformat(), flush=True)
    elif what == "purge":
        dsl = Membership.objects.get(role="dsl")
        with acting_as(dsl) as by:
            writing.discard(NationalForm.objects.get(), by=by, at=now)
        with acting_as(rolls.lists()) as by:
            ROLLS.drop(Roll.objects.get(key=UUID(int=2)), by=by, at=now)
        print(json.dumps({}))
    elif what == "look":
        with acting_as(make.intake()):
            found = list(Person.objects.filter(forename=CANARY).values_list("pk", flat=True))
        with acting_as(Membership.objects.get(role="dsl")):
            form = NationalForm.objects.get()
            words = writing.values_of(form)
        with acting_as(rolls.lists()):
            kept, dropped = Roll.objects.order_by("key")
            whole = kept.content.count(CANARY.encode())
        facts = {"whole": whole, "deleted_at": str(dropped.deleted_at)}
        print(json.dumps(facts | {"people": found, "words": words, "has_words": bool(form.locked)}))


class Trial:
    def __init__(self, folder: Path):
        self.folder, self.figures = folder, []
        self.env = environment(folder / "machine", folder / "away")
        self.ring = folder / "safe" / "ring"
        self.acknowledged: list[tuple[int, datetime]] = []

    def say(self, name: str, figure, passed: bool) -> None:
        self.figures.append(passed)
        print(f"{name:32} {figure!s:>24} {'pass' if passed else 'fail'}", flush=True)

    def write(self, count: int) -> datetime:
        """Have so many children recorded, and return a moment at which all were and no other was."""
        for _ in range(count):
            self.writer.stdin.write("\n")
            self.writer.stdin.flush()
            number, at = self.writer.stdout.readline().split()
            self.acknowledged.append((int(number), datetime.fromisoformat(at)))
        time.sleep(0.05)
        moment = datetime.now(UTC)
        time.sleep(0.05)
        return moment

    def lose(self) -> None:
        """The server is killed as it is, and everything that lay on the machine is gone."""
        from breakwater.delivery.cluster import cluster_at

        home = cluster_at(self.folder / "machine" / "d" / "postgres").home
        os.kill(int((home / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(self.folder / "machine")

    def back(self, name: str, at: datetime | None, *, has_words: bool) -> None:
        machine = self.folder / name
        machine.mkdir()
        env = environment(machine, self.folder / "away")
        begun = time.monotonic()
        moment = ["--at", at.isoformat()] if at else []
        said = breakwater(env, "restore", "--identity", str(self.ring), *moment)
        self.say(f"{name}-restored-in-seconds", round(time.monotonic() - begun), "fail" not in said)
        print(said)
        found = part(env, "look")
        expected = [number for number, saved in self.acknowledged if at is None or saved <= at]
        lost, more = set(expected) - set(found["people"]), set(found["people"]) - set(expected)
        self.say(f"{name}-acknowledged-lost", f"{len(lost)} of {len(expected)}", not lost)
        self.say(f"{name}-saved-afterwards", len(more), not more)
        self.say(f"{name}-words-that-were-destroyed", len(found["words"]), found["words"] == {})
        self.say(f"{name}-row-of-the-form-is-back", found["has_words"], found["has_words"] is has_words)
        self.say(f"{name}-kept-file-is-whole", found["whole"], found["whole"] == 1)
        self.say(f"{name}-deleted-file-stays-away", found["deleted_at"][:19], found["deleted_at"] != "None")
        if at is None:  # and backups go on from here, on the new machine
            self.say(f"{name}-next-backup", "made", "A whole backup" in breakwater(env, "backup"))
        breakwater(env, "stop")

    def run(self, writes: int) -> bool:
        breakwater(self.env, "migrate", "--quiet")
        part(self.env, "begin")
        breakwater(self.env, "backup", "--new-key", str(self.ring))
        breakwater(self.env, "backup")
        self.writer = here(self.env, "write")
        first = self.write(writes // 3)
        part(self.env, "purge")
        second = self.write(writes // 3)
        self.write(writes // 3)
        breakwater(self.env, "backup", "--ship")
        breakwater(self.env, "backup", "--new-key", str(self.ring))  # the older part opens with the older key
        self.write(1)
        breakwater(self.env, "backup", "--ship")
        self.writer.kill()
        breakwater(self.env, "rehearse", "--identity", str(self.ring))
        self.say("rehearsed", "beside the living one", True)
        self.lose()
        stores = [path for path in (self.folder / "away").rglob("*") if path.is_file()]
        marks = sum(path.read_bytes().count(CANARY.encode()) + path.name.count(CANARY) for path in stores)
        self.say("canary-marks-in-backups", f"{marks} in {len(stores)} files", marks == 0)
        self._stranger()
        self.back("first", first, has_words=True)
        self.back("second", second, has_words=False)
        self.back("latest", None, has_words=False)
        return all(self.figures)

    def _stranger(self) -> None:
        """Without the key nothing comes back, and nothing is begun."""
        other = self.folder / "stranger"
        strange = environment(other, self.folder / "others-away")
        other.mkdir()
        breakwater(strange, "backup", "--new-key", str(self.folder / "elsewhere" / "ring"))
        env = environment(other, self.folder / "away")
        said = breakwater(env, "restore", "--identity", str(self.folder / "elsewhere" / "ring"), fails=True)
        untouched = "does not open with these keys" in said and not (other / "d" / "postgres").exists()
        self.say("without-the-key", "nothing comes back", untouched)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--writes", type=int, default=60)
    parser.add_argument("--part")
    options = parser.parse_args()
    if options.part:
        act(options.part)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="bwlost", dir="/tmp"))
    folder.chmod(0o755)
    trial = Trial(folder)
    try:
        return 0 if trial.run(options.writes) else 1
    finally:
        for name in ("machine", "first", "second", "latest", "stranger"):
            if (folder / name / "d").exists():
                subprocess.run(
                    [sys.executable, "-m", "breakwater", "stop"], env=environment(folder / name, folder / "away")
                )
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
