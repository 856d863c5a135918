"""The open interface as it is served: asked everything by a machine, and used by the example clients from a contact to its outcome."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.delivery.api import webhooks
from breakwater.delivery.api.models import Delivery
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import databases, systems
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import REASONS
from breakwater_dev.testing.machines import end, free_port
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.served import Served, add_session, start
from breakwater_dev.testing.telling import front_door
from breakwater_dev.testing.trials import trials

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
WORDS = "Thank you. Keep offering breakfast club."
# What fits its shape and is refused all the same: an answer that the form asks for, a key of another request, a file that is no roll, an address that is not public.
BY_THEIR_WORDS = ("send_contact", "add_to_contact", "send_roll", "set_webhook", "change_secret")
EXPECTED = '["2xx", "401", "403", "404", "409", "412", "422", "428", "429"]'
EACH = trials(each_run=8, whole=200)  # examples of each operation


@dataclass
class Interface(Served):
    """A running installation with a school, an agency, a MASH; the keys of the two, the school's lead and who approves."""

    keys: dict[str, str] = field(default_factory=dict)
    lead: Membership | None = None
    office: Membership | None = None


@pytest.fixture(scope="module")
def interface(test_cluster, django_db_setup, django_db_blocker):
    name = databases.clone(test_cluster, f"{django_db_setup}_api")
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(name)
    with django_db_blocker.unblock():
        front_door()
        school = make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))
        clinic = make.team("Safeguarding", of=make.organisation("Invented Clinic", kind="HEALTH"))
        keys = {"school": systems.key_of(school).secret, "agency": systems.key_of(clinic).secret, "nobody": ""}
        lead, office = make.membership("dsl", of=school), make.membership("business_manager")
        connections["default"].close()
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BREAKWATER_DEMO", "1")  # so that a receiver on this machine is told
        patch.setenv("BREAKWATER_API_A_MINUTE", "100000")
        process = start(name, port)
    yield Interface(name, test_cluster, None, f"http://127.0.0.1:{port}", process, keys, lead, office)
    end(process)
    databases.point_at(before)
    databases.drop(test_cluster, name)


@pytest.mark.parametrize("role", ["school", "agency", "nobody"])
def test_a_machine_asks_all_that_the_document_allows_and_much_that_it_does_not_and_finds_no_fault(
    interface, role, tmp_path
):
    (tmp_path / "schemathesis.toml").write_text("".join(_settings(interface, role)))
    command = [shutil.which("st", path=Path(sys.executable).parent), "run", f"{interface.url}/api/v1/openapi.json"]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(EACH), "--seed", "1", "--no-color"]
    command += ["--continue-on-failure", "--request-timeout", "30", "--checks", "all"]
    if key := interface.keys[role]:
        command += ["--header", f"Authorization: Bearer {key}"]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=os.environ)
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]


def _settings(interface, role: str) -> Iterator[str]:
    """Which refusals are an answer, and what is there to be asked for."""
    for operation in BY_THEIR_WORDS:
        yield f'[[operations]]\ninclude-operation-id = "{operation}"\n'
        yield f"checks.positive_data_acceptance.expected-statuses = {EXPECTED}\n"
    if role != "nobody":
        service = _client().Breakwater(interface.url, interface.keys[role])
        if role == "school" and not _has_one(_client(), service):
            service.tell_me_at("http://127.0.0.1:9/nobody-listens")
        sent = service.send({"answers": {"immediate_danger": "yes", "worry": "He came to school with a fresh burn"}})
        yield f'[[operations]]\ninclude-operation-id = "contact_status"\nparameters = {{ "reference" = "{sent["reference"]}" }}\n'


@cache
def _client():
    """The example client, as a module."""
    spec = spec_from_file_location("school_system", EXAMPLES / "school_system.py")
    client = module_from_spec(spec)
    spec.loader.exec_module(client)
    return client


@contextmanager
def within(interface, blocker):
    """This process on the installation's database."""
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(interface.database)
    try:
        with blocker.unblock():
            yield
    finally:
        databases.point_at(before)


def decided(reference: str) -> None:
    """The MASH settles, screens and decides; what is on its way is carried, as the worker does."""
    at = timezone.now()
    team = make.area().services.get(service="front_door").team
    screener, manager = make.actor("mash_screener", of=team), make.actor("mash_manager", of=team)
    with acting_as(screener):
        found = list(Contact.objects.filter(submission__reference=reference))
        for contact in found:
            claims.match(contact=contact, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*found, by=screener, at=at)
    facts = decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=WORDS, checked_by_hand=True)
    with acting_as(manager):
        decisions.decide(found, facts, by=manager, at=at)
    for number in webhooks_due(at):
        webhooks.carry(number, by=make.intake(), at=timezone.now())


def webhooks_due(at) -> list[int]:
    with acting_as(make.intake()):
        return webhooks.due(at=timezone.now())


def test_the_example_client_sends_a_contact_is_told_of_news_and_reads_what_was_decided(
    interface, django_db_blocker, settings
):
    settings.BREAKWATER_DEMO = True
    client = _client()
    service, receiver = client.Breakwater(interface.url, interface.keys["agency"]), client.Receiver()
    mark = service.ask("GET", "webhook")[1]["ETag"] if _has_one(client, service) else ""
    receiver.secrets.append(_set(service, receiver.url, mark))
    contact = _contact()
    with pytest.raises(client.Refused) as refused:
        service.send({"answers": contact["answers"] | {"worry": ""}})
    assert [each["field"] for each in refused.value.problem["errors"]] == ["answers.worry"]
    sent = service.send(contact)
    assert service.add(sent["reference"], "She told me that it happened again")["reopened_as"] == ""
    assert [child["stage"] for child in service.status(sent["reference"])["children"]] == ["RECEIVED", "RECEIVED"]
    with within(interface, django_db_blocker):
        decided(sent["reference"])
        with acting_as(make.intake()):
            assert set(Delivery.objects.filter(reference=sent["reference"]).values_list("state", flat=True)) == {
                "DELIVERED"
            }
    assert receiver.news.wait(timeout=10)
    assert {each["reference"] for each in receiver.heard.values()} == {sent["reference"]}
    told = service.status(sent["reference"])["children"]
    assert [child["stage"] for child in told] == ["DECIDED", "DECIDED"]
    assert all(WORDS in " ".join(row["value"] for row in child["letter"]) for child in told)
    receiver.server.shutdown()


def test_the_example_client_sends_once_however_often_it_is_run_and_shows_what_the_page_says(
    interface, tmp_path, monkeypatch, capsys
):
    client = _client()
    path = tmp_path / "contact.json"
    path.write_text(json.dumps({"answers": {"immediate_danger": "yes", "worry": "He has a knife", "children": "Ana"}}))
    monkeypatch.setenv("BREAKWATER_URL", interface.url)
    monkeypatch.setenv("BREAKWATER_KEY", interface.keys["agency"])
    monkeypatch.setattr(client.Breakwater, "status", lambda self, reference: {"children": []})  # as of an allegation
    assert [client.main(str(path)) for _ in range(2)] == [0, 0]
    said = capsys.readouterr().out
    assert len({line for line in said.splitlines() if line.startswith("Sent: ")}) == 1
    assert "Call 999 now" in said
    assert "Not taken: children" in said


def _has_one(client, service) -> bool:
    """Whether an address is set already, by what was asked before this test."""
    try:
        service.ask("GET", "webhook")
    except client.Refused:
        return False
    return True


def _set(service, url: str, mark: str) -> str:
    if not mark:
        return service.tell_me_at(url)
    service.ask("PUT", "webhook", {"url": url}, **{"If-Match": mark})
    mark = service.ask("GET", "webhook")[1]["ETag"]
    return service.ask("POST", "webhook/secret", {}, **{"If-Match": mark})[0]["secret"]


def test_the_shell_client_sends_once_adds_once_and_reads_what_was_decided(interface, django_db_blocker, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("no curl here")
    contact, addition = tmp_path / "contact.json", tmp_path / "addition.json"
    contact.write_text(json.dumps(_contact()))
    addition.write_text(json.dumps({"words": "She told me that it happened again"}))
    env = {**os.environ, "BREAKWATER_URL": interface.url, "BREAKWATER_KEY": interface.keys["school"]}

    def run() -> list[dict]:
        """What was sent, what was added, and what became of it."""
        command = ["/bin/sh", EXAMPLES / "send_contact.sh", contact, addition]
        found = subprocess.run(command, capture_output=True, text=True, env=env)
        assert found.returncode == 0, found.stdout + found.stderr
        return [json.loads(line) for line in found.stdout.splitlines()]

    first, again = run(), run()
    assert first[:2] == again[:2]
    assert {child["stage"] for child in first[2]["children"]} == {"RECEIVED"}
    with within(interface, django_db_blocker):
        decided(first[0]["reference"])
    told = run()[2]["children"]
    assert {child["stage"] for child in told} == {"DECIDED"}
    assert all(WORDS in " ".join(row["value"] for row in child["letter"]) for child in told)


def _contact() -> dict:
    """The example's, which the MASH can decide without asking what the children say."""
    contact = json.loads((EXAMPLES / "contact.json").read_text())
    contact["answers"]["child_views"] = {"each": {"all": "I want it to be quiet"}}
    return contact


def test_the_example_client_waits_for_a_gateway_and_says_what_was_not_answered(monkeypatch):
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Gateway(BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self):
            Gateway.asked += 1
            self.send_response(502)
            self.end_headers()
            self.wfile.write(b"<html>Bad Gateway</html>")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    client = _client()
    monkeypatch.setattr(client.time, "sleep", lambda _: None)
    with pytest.raises(client.Refused, match="502") as refused:
        client.Breakwater(f"http://127.0.0.1:{server.server_port}", "bw_x").status("S-26-00001-X")
    assert (refused.value.problem["status"], Gateway.asked) == (502, 3)
    server.shutdown()


def test_the_shell_client_waits_as_long_as_it_is_asked_to_and_sends_the_same_again(tmp_path):
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread
    from time import monotonic

    if not shutil.which("curl"):
        pytest.skip("no curl here")
    answers = [(503, "2", {"title": "Busy"}), (201, "", {"reference": "S-26-00001-X"})]
    answers += [(429, "1", {"title": "Too many"}), (200, "", {"children": []})]
    heard = []

    class Busy(BaseHTTPRequestHandler):
        def do_POST(self):
            status, wait, said = answers[len(heard)]
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.append((self.command, self.path, self.headers["Idempotency-Key"], body, monotonic()))
            self.send_response(status)
            if wait:
                self.send_header("Retry-After", wait)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Busy)
    Thread(target=server.serve_forever, daemon=True).start()
    contact = tmp_path / "contact.json"
    contact.write_text('{"answers": {}}')
    env = {**os.environ, "BREAKWATER_URL": f"http://127.0.0.1:{server.server_port}", "BREAKWATER_KEY": "bw_x"}
    command = ["/bin/sh", EXAMPLES / "send_contact.sh", contact]
    found = subprocess.run(command, capture_output=True, text=True, env=env)
    server.shutdown()
    assert found.returncode == 0, found.stdout + found.stderr
    assert [json.loads(line) for line in found.stdout.splitlines()] == [answers[1][2], answers[3][2]]
    first, again, *asked = heard
    assert first[:4] == again[:4]
    assert again[4] - first[4] >= 2
    assert [each[:2] for each in asked] == [("GET", "/api/v1/contacts/S-26-00001-X")] * 2


@pytest.mark.parametrize(
    ("changed", "is_ours"),
    [
        ({}, True),
        ({"moment": -301}, False),
        ({"secret": "x"}, False),
        ({"body": b"{}"}, False),
        ({"header": "t=,v1="}, False),
        ({"header": f"t={'9' * 5000},v1=0"}, False),
        ({"moment": 0, "also": ",v1=\xe9"}, True),
    ],
)
def test_the_example_receiver_takes_what_is_signed_and_fresh_alone(changed, is_ours):
    import hmac
    import time

    client = _client()
    now, body = time.time(), b'{"id": "a"}'
    moment = int(now) + changed.get("moment", 0)
    signed = hmac.new(changed.get("secret", "s").encode(), f"{moment}.".encode() + body, "sha256").hexdigest()
    header = changed.get("header", f"t={moment},v1={'0' * 64}{changed.get('also', '')},v1={signed}")
    assert client.is_ours(header, changed.get("body", body), ["other", "s"], now) is is_ours


def test_a_lead_connects_a_system_on_pages_that_everyone_can_use(interface, chromium, axe):
    context = chromium.new_context(base_url=interface.url, locale="en-GB", viewport={"width": 320, "height": 900})
    lead = context.new_page()

    def read(name: str) -> None:
        axe(lead)
        wide = lead.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{lead.url} is {wide} wide"
        if folder := os.environ.get("BREAKWATER_PICTURES"):
            lead.screenshot(path=f"{folder}/open-interface-{name}.png", full_page=True)

    def as_(post: Membership) -> None:
        add_session(context, interface.url, interface.session_of(post))

    as_(interface.lead)
    lead.goto("/systems/")
    lead.get_by_role("button", name="Connect a system").click()
    lead.get_by_role("button", name="Ask for a key").click()
    read("refused")
    lead.get_by_label("Which system is it?").fill("CPOMS")
    lead.get_by_label("What will it be used for?").fill("Send contacts from our safeguarding log")
    lead.get_by_label("Send contacts to the MASH").check()
    until = timezone.localdate() + timedelta(days=300)
    for part, number in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
        lead.get_by_label(part, exact=True).fill(str(number))
    read("asking")
    lead.get_by_role("button", name="Ask for a key").click()
    here = lead.url
    read("waiting")
    as_(interface.office)
    lead.goto(here)
    lead.get_by_role("button", name="Approve").click()
    lead.goto("/systems/")
    read("list")
    as_(interface.lead)
    lead.goto(here)
    lead.get_by_role("button", name="Make the key").click()
    assert lead.locator("code").inner_text().startswith("bw_")
    read("made")
    lead.get_by_role("link", name="I have copied it").click()
    read("connected")
    lead.goto("/developers/")
    read("developers")
    context.close()
