"""A Prevent item whose words were destroyed, sought in a backup made afterwards, opened with its key, and in every log of the servers (SG-12).

    python tests/faults/prevent_backed_up.py

The backup is opened as whoever restores it would: the database's copy, the log that belongs to it, files and keys. What stands readable in
the room's own tables must be found there, or the search proves nothing. Prints one line each, `id figure pass|fail`.
"""

import argparse
import gzip
import io
import json
import sys
import tarfile
from pathlib import Path

from breakwater_dev.testing.http import Visitor
from breakwater_dev.testing.machines import Figures, Machine, a_folder, free_port

SURNAME = "Zquayside"


def act(what: str) -> dict:
    """One part of the trial, inside the installation, as the application."""
    import django

    django.setup()
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Membership
    from breakwater.practice.prevent.models import Referral
    from breakwater.practice.prevent.referrals.operations import referring
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing.machines import session_of
    from breakwater_dev.testing.prevent_item import MARK, PLAIN, followed, sent, through_the_panel

    now = timezone.now()
    if what == "begin":
        make.team("MASH", service="front_door")
        lead = make.membership("prevent_lead", of=make.team("Compartment", service="prevent"))
        school = make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))
        sent(make.membership("dsl", of=school), surname=SURNAME)
        with acting_as(lead):
            one = Referral.objects.get()
        followed(one, lead)
        through_the_panel(one, *(make.membership("channel_chair", of=lead.team) for _ in range(2)))
    with acting_as(lead if what == "begin" else Membership.objects.get(role="prevent_lead")) as by:
        one = Referral.objects.select_related("form").get()
        if what == "purge":
            Referral.objects.update(police_reference="44/26")
            referring.check_reference(one, reference="44/26", alone="Nobody else", by=by, at=now)
            referring.record_copy(one, copy="NO_SCHOOL", on=timezone.localdate(), by=by, at=now)
            referring.purge(one, by=by, at=now)
            return {}
        keys = [one.own_key, one.form.own_key]
    return {
        "mark": MARK,
        "plain": PLAIN,
        "keys": keys,
        "page": f"/specialist-route/{one.public_id}/",
        "session": session_of(lead),
    }


def opened(store: Path, ring, *, since: str) -> dict[str, bytes]:
    """All that whoever has the backup and its key reads of it: the last whole copy, its log, files and keys."""

    def of(path: Path) -> bytes:
        target = io.BytesIO()
        ring.stream(path, target)
        return target.getvalue()

    base = max(store.glob("store/lines/*/base-*"))
    found = {}
    with tarfile.open(fileobj=io.BytesIO(of(base / "database.tar.gz.age"))) as copy:
        for each in copy:
            if each.isfile():
                found[f"database/{each.name}"] = copy.extractfile(each).read()
    for path in base.parent.glob("wal/*.gz.age"):
        if path.name >= since:
            found[f"log/{path.name}"] = gzip.decompress(of(path))
    for path in [*store.glob("store/files/**/*.age"), *store.glob("keys/**/*.age"), *base.parent.glob("seals/*.age")]:
        found[str(path.relative_to(store))] = of(path)
    return found


def read_pages(machine: Machine, begun: dict, figures: Figures) -> None:
    """The lead reads the item and searches for its words, and the database goes away under them: the servers write what they write."""
    port, mark = free_port(), begun["mark"]
    machine.settings["BREAKWATER_LOG_LEVEL"] = "INFO"
    machine.web(port)
    visitor = Visitor(f"http://127.0.0.1:{port}", begun["session"])
    page = visitor.get(begun["page"])
    figures.say("the-named-read-the-words", page.status, page.status == 200 and mark in page.text)
    for path in ("/", "/specialist-route/", "/notifications/", "/specialist-route/" + "a" * 20 + "/"):
        visitor.get(path)
    visitor.post("/people/search/", words=mark)
    visitor.post(begun["page"] + "holds/", why=mark)
    machine.kill_database()
    broken = visitor.post("/people/search/", words=f"{begun['plain']} {mark}")
    # What was typed comes back to whoever typed it, and to nobody else: the backup and the logs are looked through below.
    figures.say("answer-without-a-database", broken.status, broken.status == 503 and mark in broken.text)
    machine.start_database()
    machine.start("-m", "breakwater", "worker", "--once", log="worker.log").wait(120)


def run(folder: Path, figures: Figures) -> None:
    from breakwater.delivery.backups.sealing import Ring

    (folder / "machine").mkdir()
    places = {
        "BREAKWATER_BACKUP": str(folder / "away" / "store"),
        "BREAKWATER_BACKUP_KEYS": str(folder / "away" / "keys"),
    }
    machine = Machine(folder / "machine", places)
    away, ring = folder / "away", folder / "ring"
    try:
        machine.breakwater("migrate", "--quiet")
        begun = machine.part(__file__, "begin")
        machine.breakwater("backup", "--new-key", str(ring))
        machine.breakwater("backup")
        held = [name for name in begun["keys"] if (away / "keys" / "own" / f"{name}.age").exists()]
        figures.say("keys-in-the-backup-before", len(held), len(held) == len(begun["keys"]))
        read_pages(machine, begun, figures)
        machine.part(__file__, "purge")
        since = machine.ask("select pg_walfile_name(pg_switch_wal())")[0][0]
        machine.breakwater("backup")
        mark, plain = begun["mark"], begun["plain"]
        read = opened(away, Ring(ring), since=since)
        size = sum(map(len, read.values()))
        figures.say("read-of-the-backup", f"{size / 1e6:.0f}MB-in-{len(read)}-files", size > 10_000_000)
        readable = [name for name, content in read.items() if plain.encode() in content]
        figures.say("files-with-what-stands-readable", len(readable), bool(readable))
        marked = [name for name, content in read.items() if mark.encode() in content or mark in name]
        figures.say("marks-in-the-backup", len(marked), marked == [])
        left = [name for name in begun["keys"] if any(name in path for path in read if "keys/own" in path)]
        figures.say("keys-in-the-backup-after", len(left), left == [])
        logs = machine.logs()
        lines = sum(text.count("\n") for text in logs.values())
        figures.say(
            "lines-of-logs-read", f"{lines}-in-{len(logs)}-files", lines > 20 and "Error" in "".join(logs.values())
        )
        for words in (mark, plain, SURNAME):
            told = [name for name, text in logs.items() if words in text]
            figures.say(f"logs-with-{words}", len(told), told == [])
    finally:
        machine.end()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--part")
    parser.add_argument("--facts")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(act(options.part)))
        return 0
    figures = Figures()
    with a_folder("trace") as folder:
        run(folder, figures)
    return figures.status


if __name__ == "__main__":
    sys.exit(main())
