"""One honest fake for each outside service: GOV.UK Notify over HTTP, a mail server over SMTP."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from breakwater_dev.testing import factories as make

# A key of the shape GOV.UK Notify gives: name, service id, secret.
KEY = "test-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"


class FakeNotify:
    """Answers as Notify's API does: 201 with an id; or the status in `answers`, in its error shape.

    A message taken whose answer is lost (`lose_answers`) is found later by its reference.
    """

    def __init__(self):
        self.taken, self.answers, self.lose_answers = [], [], 0
        self.asked, self.failed = [], []

    def send(self, body):
        if self.answers and (status := self.answers.pop(0)) != 201:
            return status, {"status_code": status, "errors": [{"error": "Fault", "message": body["email_address"]}]}
        self.taken.append(body)
        if self.lose_answers:
            self.lose_answers -= 1
            return 503, {"status_code": 503, "errors": [{"error": "Fault", "message": "lost"}]}
        return 201, {"id": "1", "reference": body["reference"], "content": {}, "uri": "", "template": {}}

    def find(self, reference):
        self.asked.append(reference)
        return 200, {"notifications": [one for one in self.taken if one["reference"] == reference], "links": {}}


def _handler(fake):
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            authorised = self.headers.get("Authorization", "").startswith("Bearer ")
            self.answer(*(fake.send(body) if authorised else (403, {"status_code": 403, "errors": []})))

        def do_GET(self):
            asked = parse_qs(urlsplit(self.path).query)
            if asked.get("status") == ["failed"]:
                self.answer(200, {"notifications": fake.failed, "links": {}})
            else:
                self.answer(*fake.find(asked["reference"][0]))

        def log_message(self, *words):
            pass

    return Handler


@pytest.fixture
def notify(settings):
    fake = FakeNotify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREAKWATER_MAIL, settings.BREAKWATER_NOTIFY_KEY = "notify", KEY
    settings.BREAKWATER_NOTIFY_TEMPLATE = "33333333-3333-3333-3333-333333333333"
    settings.BREAKWATER_NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    yield fake
    server.shutdown()
    server.server_close()


class FakeMailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to take a message; `refuse` is the code given to every recipient."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Mailbox)
        self.taken, self.refuse = [], None


class _Mailbox(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self):
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.taken.append(b"".join(lines).decode())
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "RCPT" and self.server.refuse:
                self.say(f"{self.server.refuse} no")
            else:
                self.say("250 ok")


@pytest.fixture
def mail_server(settings):
    server = FakeMailServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREAKWATER_MAIL = "smtp"
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 5},
        }
    }
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def team(db):
    """A team of two, one of whom has left."""
    team = make.team("MASH")
    make.membership("mash_screener", of=team)
    make.membership("mash_manager", of=team)
    make.membership("mash_screener", of=team, ends_on=make.LONG_AGO)
    return team
