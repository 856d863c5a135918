"""`./breakwater audit verify` says in words what it found, and its exit status says whether it found anything."""

import argparse

from breakwater.delivery.cli import audit as command
from breakwater.foundation.audit.verifying import Report


def options(*arguments):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


def test_a_sound_audit_is_said_to_be_sound(capsys):
    report = Report(entries=1200, sealed=1199, seals=7)

    assert command.tell(report, seconds=0.5) == command.SOUND
    assert capsys.readouterr().out == (
        "Entries: 1,200, of which not under a seal yet: 1. Seals: 7.\nChecked in 0.5 seconds.\nThe audit is sound.\n"
    )


def test_each_finding_is_told_with_its_seal_and_entry(capsys):
    report = Report(entries=3, sealed=3, seals=1)
    report.add("the entry has been edited since it was sealed", seal=1, entry=2)

    assert command.tell(report, seconds=0.5) == command.ALTERED
    told = capsys.readouterr().out
    assert "  seal 1, entry 2: the entry has been edited since it was sealed\n" in told
    assert told.endswith("The audit has been altered. Findings: 1.\n")


def test_a_sealer_that_stopped_is_told_from_tampering_in_words_and_exit_status(capsys):
    stopped = Report(
        entries=3, sealed=1, seals=1, stopped=["Sealing has stopped: entries since 09:00 UTC are not under a seal."]
    )

    assert command.tell(stopped, seconds=0.5) == command.STOPPED != command.ALTERED
    words = capsys.readouterr().out
    assert "Sealing has stopped" in words
    assert "See that ./breakwater worker runs" in words
    assert "has been altered." not in words.replace("Nothing that is sealed has been altered,", "")

    stopped.add("the entry has been edited since it was sealed", seal=1, entry=2)
    assert command.tell(stopped, seconds=0.5) == command.ALTERED
    words = capsys.readouterr().out
    assert "Sealing has stopped" in words
    assert words.endswith("The audit has been altered. Findings: 1.\n")


def test_findings_beyond_the_first_are_counted(capsys):
    report = Report()
    for entry in range(1000):
        report.add("the entry has been edited since it was sealed", seal=1, entry=entry)
    command.tell(report, seconds=0.5)

    assert "  and 800 more\n" in capsys.readouterr().out


def test_the_application_is_told_to_ask_the_owner(transactional_db, settings, tmp_path, capsys):
    settings.BREAKWATER_DATA = tmp_path

    assert command.run(options("verify")) == command.UNABLE
    assert "as the database's owner" in capsys.readouterr().err
