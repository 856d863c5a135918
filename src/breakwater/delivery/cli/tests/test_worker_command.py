"""`./breakwater worker` does what is due."""

import argparse

from breakwater.delivery.cli import worker


def options(*arguments):
    parser = argparse.ArgumentParser()
    worker.add_arguments(parser)
    return parser.parse_args(arguments)


def test_once_does_what_is_due_and_stops(transactional_db, settings, tmp_path, capsys):
    settings.BREAKWATER_DATA = tmp_path
    assert worker.run(options("--once")) == 0
    assert capsys.readouterr().out.endswith("Worker stopped.\n")


def test_no_job_at_a_time_is_refused(capsys):
    assert worker.run(options("--concurrency", "0")) == 2
    assert "1 or more" in capsys.readouterr().err
