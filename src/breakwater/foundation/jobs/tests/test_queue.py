"""Jobs are deferred with their cause, run once it is committed, and a stopped worker shows."""

import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app

from breakwater.foundation import jobs
from breakwater.foundation.jobs import jobs as housekeeping
from breakwater.foundation.jobs.queue import again_if_the_database_was_lost
from breakwater.foundation.lost_database import wait_for_the_database

done = []


@jobs.job("test.polish")
def polish(lamp, how=""):
    done.append((lamp, how))


@jobs.job("test.smash", retry=False)
def smash(lamp):
    raise RuntimeError("in pieces")


@pytest.fixture(autouse=True)
def _clean_queue(request, settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path  # a worker also runs the schedules of other rooms, which may write files
    done.clear()
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        empty_queue()
        yield
        empty_queue()
    else:
        yield


def empty_queue():
    with connection.cursor() as cursor:
        for table in ("events", "periodic_defers", "jobs", "workers"):
            cursor.execute(f"delete from procrastinate_{table}")


def run_worker_once():
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1)


def waiting():
    return jobs.state(at=timezone.now() + timedelta(seconds=1)).due


def test_a_deferred_job_runs_with_its_ids(transactional_db):
    token = uuid.UUID(int=5)
    with transaction.atomic():
        jobs.defer("test.polish", lamp=3, how="WET-2026-01-05")
        jobs.defer("test.polish", lamp=token)

    run_worker_once()
    assert sorted(done, key=str) == [("00000000-0000-0000-0000-000000000005", ""), (3, "WET-2026-01-05")]


def test_several_jobs_are_put_in_the_queue_with_one_question(transactional_db):
    with CaptureQueriesContext(connection) as asked:
        jobs.defer_each("test.polish", [{"lamp": 1}, {"lamp": 2}])
        jobs.defer_each("test.polish", [])
    assert len(asked) == 1

    run_worker_once()
    assert sorted(done) == [(1, ""), (2, "")]
    with pytest.raises(jobs.NotAnId):
        jobs.defer_each("test.polish", [{"lamp": "Jane Smith"}])


def test_a_job_deferred_in_an_undone_transaction_never_was(transactional_db):
    with transaction.atomic():
        jobs.defer("test.polish", lamp=3)
        transaction.set_rollback(True)

    assert waiting() == 0


def test_a_job_for_later_waits(transactional_db):
    jobs.defer("test.polish", lamp=3, run_at=timezone.now() + timedelta(hours=1))

    run_worker_once()
    assert done == []


@pytest.mark.parametrize("value", ["Jane Smith", "jane@example.org", 1.5, {"name": "Jane"}, ["Jane Smith"], "x" * 65])
def test_names_and_free_text_are_kept_out_of_the_queue(value):
    with pytest.raises(jobs.NotAnId):
        jobs.defer("test.polish", lamp=value)


def test_two_functions_may_not_claim_one_job():
    with pytest.raises(jobs.DuplicateJob, match="test.polish"):
        jobs.job("test.polish")(print)


def test_no_worker_shows_as_stopped(transactional_db):
    state = jobs.state(at=timezone.now())

    assert (state.last_heartbeat, state.is_stopped) == (None, True)
    assert state.in_words == [
        "The worker is stopped: messages, reminders and checks of files are not being dealt with."
    ]


def test_a_living_worker_and_an_empty_queue_are_well(transactional_db):
    now = timezone.now()
    registered_worker(now)

    assert jobs.heartbeat() == now
    assert jobs.state(at=now).in_words == []
    assert jobs.state(at=now + timedelta(seconds=61)).is_stopped


def test_a_queue_that_does_not_move_shows(transactional_db):
    jobs.defer("test.polish", lamp=3)
    registered_worker(timezone.now())

    later = jobs.state(at=timezone.now() + timedelta(minutes=11))
    assert later.is_late
    assert "Jobs waiting: 1, the oldest for 11 minutes." in later.in_words


def test_a_failed_job_shows_for_a_day(transactional_db, monkeypatch):
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})  # what a room's schedule meets here is not asked
    jobs.defer("test.smash", lamp=3)
    run_worker_once()

    now = timezone.now()
    assert [failed.name for failed in jobs.state(at=now).failed] == ["test.smash"]
    assert jobs.state(at=now + timedelta(days=1, minutes=1)).failed == ()


def test_a_job_left_half_done_shows_and_is_taken_up_again(transactional_db):
    number = jobs.defer("test.polish", lamp=3)
    with connection.cursor() as cursor:
        dead = registered_worker(timezone.now() - timedelta(minutes=5))
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", [dead, number])

    assert [left.id for left in jobs.state(at=timezone.now()).abandoned] == [number]
    assert housekeeping.take_up(at=timezone.now() - timedelta(minutes=1)) == 1
    run_worker_once()
    assert done == [(3, "")]


def left_half_done(task: str, *, next_waits: bool) -> int:
    """A run of a schedule whose worker died, and perhaps the next one behind it."""
    dead = registered_worker(timezone.now() - timedelta(minutes=5))
    schedule = app.tasks[task]
    numbers = [schedule.configure().defer(timestamp=1)]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", [dead, *numbers])
    if next_waits:
        schedule.configure().defer(timestamp=2)
    return numbers[0]


def test_a_run_left_half_done_whose_next_run_waits_holds_up_neither_it_nor_what_others_left(transactional_db):
    first = left_half_done("jobs.forget_finished", next_waits=True)
    other = left_half_done("jobs.take_up_abandoned", next_waits=False)
    assert housekeeping.take_up(at=timezone.now() - timedelta(minutes=1)) == 2
    with connection.cursor() as cursor:
        cursor.execute("select id, status from procrastinate_jobs where id = any(%s) order by id", [[first, other]])
        assert cursor.fetchall() == [(first, "aborted"), (other, "todo")]
    run_worker_once()
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, status from procrastinate_jobs where status <> 'aborted' and task_name like 'jobs.%%'"
        )
        assert {status for _, status in cursor.fetchall()} == {"succeeded"}


def test_what_takes_up_jobs_is_not_held_up_by_its_own_run_left_half_done(transactional_db):
    left_half_done("jobs.take_up_abandoned", next_waits=True)
    left = left_half_done("jobs.forget_finished", next_waits=False)
    run_worker_once()
    with connection.cursor() as cursor:
        cursor.execute("select status from procrastinate_jobs where id = %s", [left])
        assert cursor.fetchone() != ("doing",)


def test_finished_jobs_are_forgotten_after_a_month(transactional_db):
    number = jobs.defer("test.polish", lamp=3)
    run_worker_once()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = at - interval '31 days'")
    housekeeping.forget_finished_jobs()

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where id = %s", [number])
        assert cursor.fetchone() == (0,)


def test_every_schedule_takes_nothing_but_the_time_and_runs_one_at_a_time():
    periodic = {task.task.name: task.task for task in app.periodic_registry.periodic_tasks.values()}

    assert {"jobs.take_up_abandoned", "jobs.forget_finished"} <= set(periodic)
    assert periodic["jobs.forget_finished"].lock == "jobs.forget_finished"


def registered_worker(at):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [at])
        return cursor.fetchone()[0]


def test_what_fails_for_one_keeps_none_of_the_others_waiting():
    lit = []

    def light(lamp):
        if lamp == "broken":
            raise RuntimeError("no oil")
        lit.append(lamp)

    with pytest.raises(ExceptionGroup) as failed:
        jobs.for_each(["first", "broken", "last"], light)
    assert lit == ["first", "last"]
    assert [str(fault) for fault in failed.value.exceptions] == ["no oil"]


def cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize("each", [False, True])
def test_a_run_of_a_schedule_that_loses_the_database_is_made_once_more(transactional_db, each):
    runs = []

    def look(_=None):
        runs.append("begun")
        if runs == ["begun"]:
            cut()
        jobs.state(at=timezone.now())
        runs.append("done")

    again_if_the_database_was_lost((lambda: jobs.for_each([1], look)) if each else look)
    assert runs == ["begun", "begun", "done"]


def is_away():
    psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")


def test_the_second_run_waits_until_the_database_takes_connections_again(transactional_db, monkeypatch):
    connect, said = connection.connect, []

    def late():
        said.append("asked")
        return connect() if len(said) > 2 else is_away()

    def look():
        said.append("begun")
        if said == ["begun"]:
            monkeypatch.setattr(connection, "connect", late)
            cut()

    again_if_the_database_was_lost(look)
    assert said == ["begun", "asked", "asked", "begun"]


def test_a_database_that_stays_away_is_waited_for_no_longer_than_asked(transactional_db, monkeypatch):
    connection.close()
    with monkeypatch.context() as away:
        away.setattr(connection, "connect", is_away)
        with pytest.raises(OperationalError):
            wait_for_the_database(0.2, every=0.1)


@pytest.mark.parametrize("fault", [RuntimeError, OperationalError])
def test_a_run_that_fails_for_another_reason_is_not_made_again(transactional_db, fault):
    runs = []

    def look():
        runs.append("begun")
        raise fault

    with pytest.raises(fault):
        again_if_the_database_was_lost(look)
    assert runs == ["begun"]
