"""GOV.UK Notify as far as the product asks it: takes an e-mail, answers for its reference, and counts what arrived.

It can be made slow, and fail as services do: `down` (503), `cut` (hangs up before it has taken anything), `unsaid` (takes the
message and hangs up without a word, which is the one that a careless sender sends twice).
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# A key of the shape GOV.UK Notify gives: name, service id, secret.
KEY = "test-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"


class Notify(ThreadingHTTPServer):
    """`arrived` by the message's reference and `to` by address count each message taken."""

    daemon_threads = True
    request_queue_size = 64
    forgets = False  # what it took, when it is asked for it

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.lock, self.arrived, self.to, self.ways_out = threading.Lock(), Counter(), Counter(), 0
        self.trouble, self.seconds, self.refused = "", 0.0, 0

    @property
    def settings(self) -> dict[str, str]:
        """What an installation is told, to send through this one."""
        return {
            "BREAKWATER_MAIL": "notify",
            "BREAKWATER_NOTIFY_KEY": KEY,
            "BREAKWATER_NOTIFY_TEMPLATE": "33333333-3333-3333-3333-333333333333",
            "BREAKWATER_NOTIFY_URL": f"http://127.0.0.1:{self.server_port}",
        }

    def handle_error(self, request, client_address):
        """Whoever asked was killed meanwhile: nothing to say of it."""


@contextmanager
def notify() -> Iterator[Notify]:
    """One that answers until the end of the block."""
    server = Notify()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Notify

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.server.seconds)
        trouble = self.server.trouble
        if trouble in ("down", "cut"):
            with self.server.lock:
                self.server.refused += 1
            return self._hang_up() if trouble == "cut" else self._say(503, {"errors": [], "status_code": 503})
        with self.server.lock:
            self.server.arrived[body["reference"]] += 1
            self.server.to[body["email_address"]] += 1
            self.server.ways_out += "one_click_unsubscribe_url" in body
        if trouble == "unsaid":
            return self._hang_up()
        return self._say(201, {"id": "1", "reference": body["reference"], "content": {}, "uri": "", "template": {}})

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)  # for one by its reference, or for all that failed: none did
        reference = asked.get("reference", [""])[0]
        if self.server.trouble in ("down", "cut"):
            return self._hang_up() if self.server.trouble == "cut" else self._say(503, {})
        with self.server.lock:
            known = bool(reference) and self.server.arrived[reference] > 0 and not self.server.forgets
        said = {"notifications": [{"id": "1", "reference": reference}] if known else [], "links": {}}
        return self._say(200, said)

    def _hang_up(self):
        self.close_connection = True
        self.connection.close()

    def _say(self, status, body):
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True  # whoever asked was killed

    def log_message(self, *words):
        pass
