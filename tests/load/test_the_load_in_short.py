"""`./breakwater load` in short, on a small world: each of its four runs works, and sees the fault that it is there for."""

import asyncio
import json
import re
from array import array
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from breakwater_dev.load import overload, public, soak, users
from breakwater_dev.load.client import Answer, Device
from breakwater_dev.load.crowd import people_of
from breakwater_dev.load.machine import Look, Machine
from breakwater_dev.load.record import Kept, Record, problem_of
from breakwater_dev.load.report import Report
from breakwater_dev.load.serving import Served, running
from breakwater_dev.testing import databases
from breakwater_dev.testing.http import Visitor

PEOPLE, THINKS = 7, 0.3
GRANIAN = "-m granian --interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 14 --no-ws --log-level error"


@dataclass
class Loaded:
    served: Served
    machine: Machine
    superuser: object
    planted: Path

    def people(self, **how):
        return people_of(PEOPLE, self.superuser, drafts=3, readers=3, **how)


@pytest.fixture(scope="module")
def loaded(test_cluster, django_db_setup, django_db_blocker, small_world, tmp_path_factory):
    """The product with room for two at once and six who wait, on a clone of the small world; what is planted is in a file."""
    name = databases.clone(test_cluster, f"{django_db_setup}_load", small_world[0])
    folder = tmp_path_factory.mktemp("load")
    planted = folder / "planted"
    planted.write_text("")
    environment = {
        "BREAKWATER_DATABASE": name,
        "BREAKWATER_ROLE": "app",
        "BREAKWATER_AT_ONCE": "2",
        "BREAKWATER_WAITING": "6",
        "PLANTED": str(planted),
        "PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parents[2] / 'src'}",
    }
    command = [*GRANIAN.split(), "planted:application"]
    with (
        django_db_blocker.unblock(),
        databases.connect(test_cluster, name, role="postgres") as superuser,
        running(command, folder / "log", environment) as (port, head),
    ):
        databases.point_at(name)
        yield Loaded(Served(port, name, head, folder / "log"), Machine(head, test_cluster, name), superuser, planted)
        databases.point_at(django_db_setup)
    databases.drop(test_cluster, name)


@pytest.fixture
def plant(loaded):
    yield loaded.planted.write_text
    loaded.planted.write_text("")


def figure(report: Report, name: str):
    return next(each for each in report.figures if each.id == f"{report.run}.{name}")


def users_run(loaded) -> Report:
    return users.run(loaded.served, loaded.machine, loaded.superuser, users=PEOPLE, seconds=3, thinks=THINKS)


def soak_run(loaded) -> Report:
    return soak.run(
        loaded.served, loaded.machine, loaded.superuser, users=PEOPLE, minutes=0.04, thinks=THINKS, warm_up=1.0
    )


def overload_run(loaded, seconds: float = 2.0) -> Report:
    return overload.run(
        loaded.served, loaded.machine, loaded.people(), seconds=seconds, at_once=4, normal_ms=5_000, watched=4
    )


def public_run(loaded) -> Report:
    pages = (public.PAGES[1],)
    return public.run(
        loaded.served, loaded.machine, loaded.served.port, plain=pages, at_once=(1, 2), seconds=0.5, warm_up=0.5
    )


@pytest.mark.slow
def test_everybody_at_work_meets_no_error_and_the_report_says_what_it_cost(loaded):
    report = users_run(loaded)
    assert figure(report, "errors").passed, report
    assert {row.name for row in report.rows} >= {"Today", "all pages"}
    assert json.loads(report.as_json())["pages"][-1]["requests"] > PEOPLE
    assert set(report.facts["cores used"]) == {"web", "worker", "database", "client"}
    assert str(figure(report, "errors")) == "users.errors 0 pass"


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "seen_as"), [("500", "status 500"), ("wrong page", "another page")])
def test_a_page_that_fails_is_an_error_even_where_its_status_is_right(loaded, plant, fault, seen_as):
    plant(fault)
    report = public_run(loaded)
    assert not figure(report, "errors").passed
    assert f"library: {seen_as}" in report.problems
    assert report.status == 1


@pytest.mark.slow
def test_the_rate_of_public_pages_is_found_and_said_as_a_share(loaded):
    report = public_run(loaded)
    assert figure(report, "errors").passed, report
    assert " of a plain Wagtail page's " in figure(report, "share").figure


@pytest.mark.slow
def test_too_much_is_turned_away_with_retry_after_and_it_is_soon_over(loaded):
    report = overload_run(loaded)
    assert [str(each) for each in report.figures if not each.passed] == [], report


@pytest.mark.slow
def test_where_nobody_is_turned_away_the_overload_fails(loaded, plant):
    plant("no bound")
    assert not figure(overload_run(loaded, seconds=0.5), "turned_away").passed


@pytest.mark.slow
def test_hours_leave_no_connection_behind_and_where_they_do_it_is_seen(loaded, plant):
    report = soak_run(loaded)
    assert figure(report, "errors").passed, report
    assert figure(report, "connections").passed, report
    plant("leak")
    assert not figure(soak_run(loaded), "connections").passed


@pytest.mark.slow
def test_a_form_that_found_no_room_is_sent_again_from_the_page_and_then_taken(loaded, plant):
    """Nothing of it was begun, and the page that says so carries the token, the key and every word (docs/bad-days.md)."""
    sender = next(each for each in loaded.people() if each.drafts)
    visitor = Visitor(f"http://127.0.0.1:{loaded.served.port}", sender.session)
    here, words = f"/contacts/drafts/{sender.drafts[0]}/worry/", "She said “no”.\nThen <nothing> & left."
    typed = {"worry": words, "impact": "Late", "strengths": "Her aunt helps", "concern_types": ["neglect", "emotional"]}
    typed |= {"pattern": "repeated", "about_someone_who_works_with_children": "no", "radicalisation_concern": "no"}
    plant("busy")
    busy = visitor.post(here, **typed)
    assert (busy.status, busy.headers["retry-after"]) == (503, "5")
    kept = re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', busy.text, re.S)
    again: dict[str, list[str]] = {}
    for name, value in kept:
        again.setdefault(name, []).append(unescape(value))
    plant("")
    assert visitor.post(here, **again).status == 302
    assert "Then &lt;nothing&gt; &amp; left." in visitor.get(here).text


def look(memory: float, connections: int = 4) -> Look:
    return Look(at=0.0, seconds={}, memory={7: memory}, files={7: 20}, connections=connections)


def one_answer(status: int = 200, seconds: float = 0.1, **headers: str) -> Record:
    record, answer = Record(), Answer(status, seconds, headers, b"<title>Today</title>")
    record.note("Today", answer, problem_of(answer, "<title>Today", (200,)))
    return record


def test_a_process_that_grows_by_more_than_a_twentieth_fails():
    grown, same = (soak.judged(Report("soak"), one_answer(), look(100), look(after)) for after in (106.0, 104.0))
    assert str(figure(grown, "memory_7")) == "soak.memory_7 100 MB, +6.0 % fail"
    assert figure(same, "memory_7").passed


def test_an_answer_that_comes_late_fails_and_so_does_none_at_all():
    late, well, none = (
        users.judged(Report("users"), record, users=1)
        for record in (one_answer(seconds=0.5), one_answer(seconds=0.3), Record())
    )
    assert (late.status, well.status, none.status) == (1, 0, 1)


def test_503_without_retry_after_is_an_error_and_with_it_somebody_turned_away():
    without, with_it = one_answer(503).row(), one_answer(503, **{"retry-after": "5"}).row()
    assert (without.errors, without.turned_away) == (1, 0)
    assert (with_it.errors, with_it.turned_away) == (0, 1)


def test_how_long_it_takes_to_recover_is_counted_from_the_end_of_the_overload():
    record = Record()
    record.pages["Today"] = Kept(at=array("d", [0.5, 2.5, 4.5, 6.5]), took=array("d", [3.0, 2.0, 0.2, 0.2]))
    assert overload.recovered_after(record, 400, 8) == 3.0
    assert overload.recovered_after(record, 100, 8) == float("inf")


def test_a_slower_site_than_plain_wagtail_fails():
    ours, theirs = public.Turn(2, 100, 90, 0), public.Turn(2, 90, 90, 0)
    report = public.judged(Report("public"), [ours], [theirs])
    assert str(figure(report, "share")) == "public.share 1.11 of a plain Wagtail page's 90/s fail"


def test_who_does_not_answer_is_an_error_and_holds_nobody_up():
    answer = asyncio.run(Device(port=1, longest=0.5).get("/"))
    assert (answer.status, problem_of(answer, "", (200,))) == (0, "ConnectionRefusedError")
