"""A bound on what is asked at once: the rest read 503 with Retry-After at once, whom to call, and keep what they typed."""

import io
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest

from breakwater.delivery.admission import Admission
from breakwater.delivery.web.busy import Busy
from breakwater.partnership.organisations.models import ContactPoint
from breakwater_dev.testing import factories as make


class Desk:
    """An application that answers when it is let: says in which thread, and counts how many are worked on at once."""

    def __init__(self):
        self.may, self.begun = threading.Event(), threading.Semaphore(0)
        self.at_once = self.most = 0
        self.threads = set()

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"].startswith("/healthz"):
            start_response("200 OK", [])
            return [b"ok"]
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.threads.add(threading.get_ident())
        self.begun.release()
        assert self.may.wait(20)
        self.at_once -= 1
        start_response("200 OK", [("X-Read", environ["wsgi.input"].read().decode())])
        return (part for part in [b"well ", b"done"])


def environ_of(path="/", *, method="GET", body=b"", **more):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_ACCEPT": "text/html,*/*",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **more,
    }


def asked(application, environ):
    said = []
    body = b"".join(application(environ, lambda status, headers: said.extend((status, dict(headers)))))
    return said[0], said[1], body.decode()


def read_when_busy(**environ):
    return asked(lambda sent, start: started(Busy()(sent), start), environ_of(**environ))


def started(answer, start):
    start(*answer[:2])
    return answer[2]


def until(served, here):
    """Wait until so many are worked on or wait."""
    while served._pages._here < here:
        time.sleep(0.01)


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.may.set()


def test_no_more_than_allowed_are_worked_on_and_those_who_wait_are_answered(desk):
    served = Admission(desk, Busy(), at_once=2, waiting=3)
    with ThreadPoolExecutor(5) as people:
        waiting = [people.submit(asked, served, environ_of(method="POST")) for _ in range(5)]
        assert desk.begun.acquire(timeout=5)
        assert desk.begun.acquire(timeout=5)
        desk.may.set()
        answers = [each.result(20) for each in waiting]
    assert {(status, body) for status, _, body in answers} == {("200 OK", "well done")}
    assert desk.most == 2
    assert len(desk.threads) == 2


def test_the_next_one_is_turned_away_at_once_and_let_in_when_there_is_room(desk):
    served = Admission(desk, Busy(), at_once=1, waiting=1)
    with ThreadPoolExecutor(2) as people:
        for _ in range(2):
            people.submit(asked, served, environ_of())
        assert desk.begun.acquire(timeout=5)
        until(served, 2)
        status, headers, _ = asked(served, environ_of())
        assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "5")
        desk.may.set()
    assert asked(served, environ_of())[0] == "200 OK"


def test_a_rush_on_public_pages_leaves_room_to_whoever_is_at_work(desk):
    served = Admission(desk, Busy(), at_once=1, waiting=3, session_cookie="breakwater")
    with ThreadPoolExecutor(5) as people:
        readers = [people.submit(asked, served, environ_of()) for _ in range(3)]
        until(served, 3)
        assert asked(served, environ_of())[0] == "503 Service Unavailable"
        at_work = people.submit(asked, served, environ_of("/mash/", HTTP_COOKIE="csrftoken=t; breakwater=abc"))
        until(served, 4)
        assert asked(served, environ_of(method="POST"))[0] == "503 Service Unavailable"
        desk.may.set()
        assert {each.result(20)[0] for each in (*readers, at_work)} == {"200 OK"}


def test_who_waits_longer_than_the_patience_is_turned_away_and_their_form_is_never_begun(desk):
    served = Admission(desk, Busy(), at_once=1, waiting=1, patience=0.2)
    with ThreadPoolExecutor(1) as people:
        first = people.submit(asked, served, environ_of())
        assert desk.begun.acquire(timeout=5)
        status, _, body = asked(served, environ_of(method="POST", body=b"worry=Shouting"))
        desk.may.set()
        assert first.result(20)[0] == "200 OK"
    assert status == "503 Service Unavailable"
    assert "Shouting" in body
    assert not desk.begun.acquire(timeout=0.2)


def test_health_checks_are_answered_while_everybody_else_waits(desk):
    served = Admission(desk, Busy(), at_once=1, waiting=0)
    with ThreadPoolExecutor(1) as people:
        people.submit(asked, served, environ_of())
        assert desk.begun.acquire(timeout=5)
        assert asked(served, environ_of())[0] == "503 Service Unavailable"
        assert asked(served, environ_of("/healthz/live"))[::2] == ("200 OK", "ok")
        desk.may.set()


def test_a_form_that_finds_no_room_is_kept_on_the_page_but_for_secrets():
    typed = {"csrfmiddlewaretoken": "t" * 32, "worry": 'She said "no"\n<not> here', "idempotency": "k1"}
    status, headers, page = read_when_busy(path="/contacts/x/", method="POST", body=urlencode(typed).encode())
    kept = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S))
    assert {name: unescape(value) for name, value in kept.items()} == typed
    assert '<form method="post" action="/contacts/x/">' in page
    assert headers["Cache-Control"] == "no-store, max-age=0"
    assert status == "503 Service Unavailable"


def test_a_password_is_not_written_on_the_page():
    _, _, page = read_when_busy(path="/account/login/", method="POST", body=b"login=a@example.org&password=hunter2")
    assert "hunter2" not in page
    assert "what you typed is still there" in page


def test_what_cannot_be_read_does_not_break_the_answer():
    status, _, page = read_when_busy(method="POST", body=b"x", CONTENT_TYPE="multipart/form-data; boundary=")
    assert status == "503 Service Unavailable"
    assert "Go back to the page" in page


def test_other_programs_read_a_problem_and_scripts_of_ours_a_line():
    status, headers, body = read_when_busy(HTTP_ACCEPT="application/json")
    assert (headers["Content-Type"], json.loads(body)["status"]) == ("application/problem+json", 503)
    assert headers["Retry-After"] == "5"
    _, headers, body = read_when_busy(path="/api/v1/contacts", method="POST", body=b"{}", HTTP_ACCEPT="*/*,text/html")
    assert json.loads(body)["title"] == "Not at this moment"
    _, headers, body = read_when_busy(method="POST", body=b"a=b", HTTP_X_REQUESTED_WITH="fetch")
    assert headers["Content-Type"].startswith("text/plain")
    assert "Nothing was saved" in body


def test_the_page_names_the_numbers_to_call_which_were_read_before(db):
    today = date.today()
    facts = {"source": "Invented", "effective_from": today, "last_checked_on": today, "review_by": today}
    ContactPoint.objects.create(
        area=make.area(), purpose="FRONT_DOOR", label="The front door", telephone="01632 960 801", **facts
    )
    busy = Busy()
    busy.learn()
    _, _, body = busy(environ_of())
    page = b"".join(body).decode()
    assert "The front door" in page
    assert 'href="tel:01632960801"' in page
    assert 'href="tel:999"' in page
