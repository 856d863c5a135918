"""Logs carry references, never names."""

import logging
import secrets
import sys

import pytest
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from breakwater.delivery.settings.logs import Line
from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


def test_a_refused_row_is_logged_without_its_values(db):
    person = {"email": "secret.name@example.org", "name": "Secret Name", "password": "!"}
    User.objects.create(**person)
    try:
        with transaction.atomic():
            User.objects.create(**person)
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a fault", None, sys.exc_info())
    line = Line().format(record)
    assert "secret.name" not in line
    assert "duplicate key value violates unique constraint" in line


def test_the_database_servers_own_log_keeps_neither_a_statement_nor_its_words(db, test_cluster):
    canary = f"Wrenna Quillfeather {secrets.token_hex(8)}"
    faults = ("insert into organisations_user (email) values (%s)", "select %s::text::bigint", "select bw_nothing(%s)")
    for statement in faults:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [canary])
    assert canary.encode() not in (test_cluster.data / "server.log").read_bytes()


def test_the_key_of_a_link_is_left_out_of_a_line():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Gone: %s", ("/join/X8xT_paKwBOmqLYqkW4bCZ3VF8lX-Dn6/",), None
    )
    line = Line().format(record)
    assert "X8xT" not in line
    assert "/join/(a key)/" in line


@pytest.mark.parametrize(
    "refusal", [PermissionDenied("no"), Http404("none"), DisallowedHost("odd"), MultiPartParserError("cut")]
)
def test_an_expected_refusal_writes_no_traceback_and_a_fault_does(refusal):
    def line_of(fault):
        try:
            raise fault
        except type(fault):
            return Line().format(logging.LogRecord("x", logging.WARNING, __file__, 1, "said", None, sys.exc_info()))

    assert "Traceback" not in line_of(refusal)
    assert "Traceback" in line_of(ValueError("ours"))


@pytest.mark.parametrize(
    "address",
    [
        "/people/%00/",
        "/mash/contacts/C%00/",
        "/library/%00/",
        "/leaving/team/?post=%00",
        "/lists/calls/?patch=a%00",
        "/today/?%00=1",
    ],
)
def test_an_address_that_the_database_would_not_take_leads_nowhere(sign_in, address):
    assert sign_in("mash_manager").get(address).status_code == 404


def test_what_the_database_would_not_take_of_a_form_is_answered_as_unreadable(transactional_db):
    link_manager = signed_in(make.actor("link_manager"))
    assert link_manager.post("/lists/release/", {"patch": "a\0b"}).status_code == 400


@pytest.mark.parametrize("said", ["9" * 5000, "\u00b2", "-1", "x"])
def test_a_number_that_is_none_forgets_no_text_that_was_kept(sign_in, said):
    assert sign_in("mash_screener").post("/kept-text/", {"number": said}).status_code == 302


@pytest.mark.parametrize("said", ["9" * 5000, "[" * 100_000, '{"id": 5}', '{"id": 1e999}', "[]", "{}"])
def test_what_no_device_answers_signs_nobody_in_and_is_no_fault(db, client, said):
    answer = client.post("/account/2fa/webauthn/login/", {"credential": said})
    assert answer.status_code in (200, 302)
    assert client.get("/today/").status_code == 302
