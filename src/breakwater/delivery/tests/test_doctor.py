"""The doctor: a line each, in a form that a script reads, and what fails says what to do."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.utils import timezone

from breakwater.delivery import going_live
from breakwater.delivery.cli import doctor
from breakwater.delivery.doctor import database, examine, machine, running
from breakwater.delivery.retention import last_run
from breakwater.partnership.organisations.models import ContactPoint, TeamService
from breakwater_dev.testing import factories as make

# What a machine of tests lacks: nothing serves there, nobody has backed it up, and posts are given without asking.
LACKS = {"clock", "scanner", "mail", "worker", "backup-age", "disposal-age", "invented-people"}


class Options:
    """What the command line gave."""

    tables, quiet = False, False


@pytest.fixture
def certified(tmp_path, monkeypatch):
    """`certified(days)` serves HTTPS on localhost with a certificate that holds so long, and answers its address."""
    servers = []

    def serve(days: int) -> str:
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=days, hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = made.public_bytes(serialization.Encoding.PEM)
        (tmp_path / "own.pem").write_bytes(pem)
        (tmp_path / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "own.pem", tmp_path / "key.pem")
        server = HTTPServer(("localhost", 0), BaseHTTPRequestHandler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        return f"https://localhost:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_sound_installation_fails_only_in_what_a_machine_of_tests_lacks(db, capsys, settings):
    settings.ALLOWED_HOSTS = ["localhost"]  # without the host that stands for a browser in tests
    assert doctor.run(Options()) == 1
    lines = [line.split(" ", 3) for line in capsys.readouterr().out.splitlines()]
    assert {said for _, _, said, *_ in lines} <= {"pass", "fail"}
    assert {name for name, _, said, *_ in lines if said == "fail"} <= LACKS
    assert all(len(line) == 4 for line in lines if line[2] == "fail"), "each failure says what to do"
    assert {"database-role", "migrations", "keys", "disk-files", "timezone", "python"} <= {line[0] for line in lines}


def test_what_crosses_a_network_in_the_open_is_named(settings, monkeypatch):
    here = list(machine.connections(timezone.now()))
    assert [finding.passed for finding in here] == [True]
    monkeypatch.setenv("DATABASE_URL", "postgresql://breakwater@db.example.org/breakwater?sslmode=require")
    settings.BREAKWATER_SIEM, settings.BREAKWATER_CLAMD = "syslog:logs.example.org:514", "10.0.0.7:3310"
    settings.BREAKWATER_MAIL = "smtp"
    settings.MAILERS = {"default": {"OPTIONS": {"host": "mail.example.org", "port": 25, "use_tls": False}}}
    (found,) = machine.connections(timezone.now())
    assert (found.figure, found.passed) == (4, False)
    for name in ("DATABASE_URL", "SMTP_TLS", "SIEM", "CLAMD"):
        assert name in found.do
    monkeypatch.setenv("DATABASE_URL", "postgresql://breakwater@db.example.org/breakwater?sslmode=verify-full")
    settings.BREAKWATER_SIEM, settings.BREAKWATER_CLAMD = "syslog:/dev/log", "/run/clamav/clamd.ctl"
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True
    assert [finding.passed for finding in machine.connections(timezone.now())] == [True]


def test_an_unsafe_setting_has_a_line_of_its_own(db, settings):
    settings.ALLOWED_HOSTS, settings.SECRET_KEY = ["localhost"], "a" * 60
    found = {finding.id: finding for finding in examine(timezone.now())}
    assert (found["settings"].figure, found["settings"].passed) == (1, False)
    assert found["setting-1"].line.startswith("setting-1 BREAKWATER_SECRET fail BREAKWATER_SECRET repeats few signs")


def test_a_key_file_that_others_may_read_fails(settings, tmp_path):
    settings.BREAKWATER_KEY_FILE = tmp_path / "keys"
    (found, *_) = machine.key_files(timezone.now())
    assert (found.figure, found.passed) == (0, False)
    (tmp_path / "keys").write_text("")
    (tmp_path / "keys").chmod(0o644)
    (found, *_) = machine.key_files(timezone.now())
    assert found.do.endswith("chmod 600 it")


@pytest.mark.parametrize(("days", "passes"), [(13, False), (60, True)])
def test_the_certificate_that_people_see_is_read(settings, certified, days, passes):
    settings.SITE_URL = certified(days)
    (found,) = machine.certificate(timezone.now())
    assert (found.figure, found.passed) == (f"{days}d", passes)


def test_a_certificate_that_no_browser_trusts_fails(settings, certified, monkeypatch):
    settings.SITE_URL = certified(60)
    monkeypatch.delenv("SSL_CERT_FILE")
    (found,) = machine.certificate(timezone.now())
    assert (found.figure, found.passed) == ("unreachable", False)


def test_a_mail_server_that_nobody_answers_at_fails(settings):
    settings.BREAKWATER_MAIL = "smtp"
    settings.MAILERS = {"default": {"OPTIONS": {"host": "localhost", "port": 1}}}
    (found,) = machine.mail(timezone.now())
    assert not found.passed
    assert "localhost:1" in found.do


def test_what_cannot_be_looked_at_fails_and_the_rest_is_looked_at(db, monkeypatch):
    def broken(at):
        raise LookupError("gone")

    monkeypatch.setattr("breakwater.delivery.doctor.LOOKS", (broken, database.version))
    first, second = examine(timezone.now())
    assert first.line == "broken LookupError fail This could not be looked at: gone"
    assert second.passed


def test_it_says_when_the_retention_schedule_was_last_carried_out(settings, tmp_path):
    settings.BREAKWATER_DATA, now = tmp_path, timezone.now()
    assert [(found.figure, found.passed) for found in running.disposal(now)] == [("never", False)]
    last_run.write(now - timedelta(hours=3))
    assert [(found.figure, found.passed) for found in running.disposal(now)] == [("3.0h", True)]
    last_run.write(now - timedelta(hours=40))
    assert not next(iter(running.disposal(now))).passed


def test_what_an_area_lacks_goes_once_it_is_there_and_with_the_room_it_belongs_to(db):
    post = make.membership("business_manager", of=make.team("Partnership office"))
    area, today = post.team.area, timezone.localdate()

    def lacks() -> set[str]:
        return {step.id for step in going_live.missing(area, today)}

    assert {"number-front-door", "team-front-door", "team-education-link", "person-mash-manager"} <= lacks()
    assert "person-business-manager" not in lacks()
    TeamService.objects.create(team=make.team("MASH"), area=area, service="front_door")
    ContactPoint.objects.create(
        area=area,
        purpose=ContactPoint.Purpose.FRONT_DOOR,
        label="MASH",
        telephone="01632 960800",
        source="The council",
        effective_from=today,
        last_checked_on=today,
        review_by=today,
    )
    assert not {"number-front-door", "team-front-door"} & lacks()
    area.rooms_off = ["education"]
    assert not {"team-education-link", "sharing-rules", "person-link-manager"} & lacks()
    assert f"area-{area.code}-person-mash-manager" in {finding.id for finding in examine(timezone.now())}


def test_the_list_asks_as_much_of_a_large_area_as_of_a_small_one(db, django_assert_num_queries):
    area, today = make.area(), timezone.localdate()
    for number in range(5):
        TeamService.objects.create(team=make.team(f"Team {number}"), area=area, service=f"service_{number}")
    with django_assert_num_queries(14):
        going_live.steps(area, today)


def test_a_clock_that_was_set_back_is_found(db):
    """What the queue noted lies ahead of what the clock says."""

    def found():
        return next(each for each in database.time(timezone.now()) if each.id == "clock-set-back")

    assert found().passed
    with connection.cursor() as cursor:
        cursor.execute(
            "with job as (insert into procrastinate_jobs (task_name, queue_name) values ('test.polish', 'default') returning id) "
            "insert into procrastinate_events (job_id, type, at) select id, 'started', now() + interval '59 minutes' from job"
        )
    assert not found().passed
    assert 3400 < float(found().figure.removesuffix("s")) < 3600
