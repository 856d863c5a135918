"""The state of the service: queue, schedules, disks, certificate, versions, who holds which role; and nothing of any child."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakwater import VERSION
from breakwater.delivery.backups.places import write_json
from breakwater.delivery.web import state
from breakwater.foundation import jobs
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 30, 10, 12, tzinfo=UTC)
MINUTELY, NIGHTLY = "web.carry_backup_away", "web.leaving"  # every minute; at 1:40


@pytest.fixture
def ran(db):
    """`ran(name, at, status)` is a run of a schedule that the worker put in its queue then."""

    def put(name: str, at: datetime, status: str = "succeeded") -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, status) values ('default', %s, 'todo') returning id",
                [name],
            )
            (job,) = cursor.fetchone()
            cursor.execute(
                "update procrastinate_jobs set status = %s::procrastinate_job_status where id = %s", [status, job]
            )
            cursor.execute(
                "insert into procrastinate_periodic_defers (task_name, defer_timestamp, job_id) values (%s, %s, %s)",
                [name, int(at.timestamp()), job],
            )

    return put


def schedule(name: str, at: datetime = AT) -> jobs.schedules:
    return next(one for one in jobs.schedules(at=at) if one.name == name)


@pytest.mark.parametrize(
    ("name", "last", "status", "is_late"),
    [
        (MINUTELY, AT - timedelta(minutes=1), "succeeded", False),
        (MINUTELY, AT - timedelta(minutes=30), "succeeded", True),
        (MINUTELY, AT - timedelta(minutes=2), "doing", False),
        (NIGHTLY, AT.replace(hour=1, minute=40), "succeeded", False),
        (NIGHTLY, AT.replace(hour=1, minute=40), "doing", True),
        (NIGHTLY, AT.replace(hour=1, minute=40) - timedelta(days=1), "succeeded", True),
        (NIGHTLY, None, "", True),
    ],
)
def test_a_schedule_is_late_when_its_last_time_went_by_or_it_never_ends(ran, name, last, status, is_late):
    if last:
        ran(name, last, status)
    found = schedule(name)
    assert (found.is_late, found.due_at) == (is_late, last)
    assert found.next_at > AT


def test_a_schedule_that_failed_is_not_in_time(ran):
    ran(NIGHTLY, AT.replace(hour=1, minute=40), "failed")
    found = schedule(NIGHTLY)
    assert (found.is_late, found.has_failed) == (False, True)
    assert found.does.startswith("Close the accounts of people")


def test_every_part_of_the_page_is_there_and_says_what_it_must(sign_in, settings, tmp_path):
    settings.BREAKWATER_DATA, settings.BREAKWATER_BACKUP, settings.HTTPS = tmp_path, str(tmp_path / "gone"), True
    write_json(
        tmp_path / state.CERTIFICATE,
        {"looked_at": timezone.now().isoformat(), "until": (timezone.now() + timedelta(days=5, hours=1)).isoformat()},
    )
    browser = sign_in("system_administrator")
    make.membership("mash_screener")
    page = browser.get("/service/").content.decode().partition("<main")[2]
    assert "The certificate of the service ends in 5 days: renew it." in page
    assert "Little disk is left for backup: The folder is not there." in page
    assert "Up to date with the code" in page
    assert VERSION in page.partition('id="versions"')[2].partition("</section>")[0]
    assert page.count("MASH screener") == 1
    assert "People and roles" in page
    assert "&lt;time" not in page


def test_a_certificate_that_nobody_looked_at_lately_is_said(settings, tmp_path):
    settings.BREAKWATER_DATA, settings.SITE_URL = tmp_path, "https://localhost:1"
    state.note_certificate(at=AT)
    assert state.certificate_noted().in_words(AT)[0].startswith("The service cannot be reached over HTTPS")
    write_json(
        tmp_path / state.CERTIFICATE, {"looked_at": AT.isoformat(), "until": (AT + timedelta(days=90)).isoformat()}
    )
    assert state.certificate_noted().in_words(AT) == []
    assert "Nobody has looked" in state.certificate_noted().in_words(AT + timedelta(hours=4))[0]


def test_the_page_asks_as_much_of_many_as_of_few(ran, django_assert_num_queries):
    with django_assert_num_queries(7):
        state.service_at(AT)
    for number in range(4):
        make.membership("mash_screener", of=make.team(f"Team {number}"))
        ran(NIGHTLY, AT - timedelta(days=number), "todo")
    with django_assert_num_queries(7):
        state.service_at(AT)


def test_roles_are_counted_by_person_and_area_and_nobody_else_reads_them(sign_in):
    one = make.membership("mash_manager")
    make.membership("mash_manager", user=one.user, of=make.team("Second team"))
    ((area, held),) = state.roles_held(timezone.now())
    assert (area, held) == ("Portsmouth", [("MASH manager", 1)])
    assert sign_in("mash_manager").get("/service/").status_code == 403


@pytest.mark.parametrize(
    ("scanner", "words", "warns"),
    [
        (state.ScannerState(False), "None: files that people send stay shut", False),
        (
            state.ScannerState(True, True, AT - timedelta(days=1)),
            "Answers. Its signatures are of 29 November 2026",
            False,
        ),
        (
            state.ScannerState(True, True, AT - timedelta(days=8)),
            "Answers. Its signatures are of 22 November 2026",
            True,
        ),
        (state.ScannerState(True), "Does not answer", True),
    ],
)
def test_a_scanner_that_is_down_or_knows_nothing_new_is_a_warning(scanner, words, warns):
    assert (scanner.words, bool(scanner.in_words(AT))) == (words, warns)


def test_the_page_says_that_the_scanner_does_not_answer(sign_in, settings, tmp_path):
    settings.BREAKWATER_CLAMD = str(tmp_path / "nobody.ctl")
    page = sign_in("system_administrator").get("/service/").content.decode()
    assert "The virus scanner does not answer: files that people send stay shut until it does." in page
