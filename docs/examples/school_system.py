"""A school's system in small: sends a contact, hears that there is news, reads what was decided. Python's own library, nothing else.

    BREAKWATER_URL=http://localhost:8000 BREAKWATER_KEY=bw_... python school_system.py contact.json ["what was learned since"]

`contact.json` is {"answers": {...}} by the questions of GET /api/v1/contact-form. Where answers are missing, they are named and nothing is sent.
The contact's Idempotency-Key is kept in contact.json.sent before it is sent: run again after a line that broke, it is one contact.
"""

import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 300  # seconds


class Refused(Exception):
    """The service said no: `problem` is its application/problem+json."""

    def __init__(self, problem: dict):
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.problem = problem


def problem_of(refused: urllib.error.HTTPError) -> dict:
    """What the service says, or that something before it answered in its place."""
    if refused.headers.get_content_type() == "application/problem+json":
        return json.load(refused)
    return {"status": refused.code, "title": refused.reason, "detail": "Something before the service answered"}


class Breakwater:
    """The operations that a school's system needs."""

    def __init__(self, url: str, key: str):
        self.root, self.key = f"{url.rstrip('/')}/api/v1/", key

    def ask(self, method: str, path: str, said: dict | None = None, **headers: str) -> tuple[dict, Message]:
        """The answer and its headers. A wait that is asked for (429, 503) is waited for, twice; so is a line that broke, or a gateway that
        had no answer (502, 504), where what is asked may be asked twice. Raises Refused, URLError.
        """
        is_safe = method == "GET" or "Idempotency-Key" in headers
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"} | headers
        body = None if said is None else json.dumps(said).encode()
        for turn in range(3):
            request = urllib.request.Request(self.root + path, body, headers, method=method)  # noqa: S310 -- the address is in your settings
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- the same
                    return json.load(answer), answer.headers
            except urllib.error.HTTPError as refused:
                is_busy = refused.code in (429, 503) or is_safe and refused.code in (502, 504)
                if turn == 2 or not is_busy:
                    raise Refused(problem_of(refused)) from None
                time.sleep(int(refused.headers.get("Retry-After", "5")))
            except OSError:  # nobody answered, or not in time
                if turn == 2 or not is_safe:
                    raise
                time.sleep(5)
        raise AssertionError

    def send(self, contact: dict, request: uuid.UUID | None = None) -> dict:
        """Send a contact. Keep `request` with it in your records: sent again under it, it is one contact."""
        headers = {"Idempotency-Key": str(request or uuid.uuid4())}
        return self.ask("POST", "contacts", contact, **headers)[0]

    def add(self, reference: str, words: str, *, in_danger: bool = False, request: uuid.UUID | None = None) -> dict:
        """Add to a contact what your user has learned since. Keep `request` as you do a contact's."""
        said = {"words": words, "immediate_danger": in_danger}
        headers = {"Idempotency-Key": str(request or uuid.uuid4())}
        return self.ask("POST", f"contacts/{reference}/additions", said, **headers)[0]

    def status(self, reference: str) -> dict:
        return self.ask("GET", f"contacts/{reference}")[0]

    def tell_me_at(self, url: str) -> str:
        """Set where news is told, and return the secret that signs it: keep it. Where an address is set, it is changed, and so is the
        secret; the one before signs as well until the next change.
        """
        try:
            return self.ask("PUT", "webhook", {"url": url}, **{"If-None-Match": "*"})[0]["secret"]
        except Refused as refused:
            if refused.problem["status"] != 412:
                raise
        for method, path, said in (("PUT", "webhook", {"url": url}), ("POST", "webhook/secret", {})):
            mark = self.ask("GET", "webhook")[1]["ETag"]
            answer = self.ask(method, path, said, **{"If-Match": mark})[0]
        return answer["secret"]


def is_ours(header: str, body: bytes, secrets: list[str], now: float) -> bool:
    """Whether a delivery is signed with one of the secrets, and is no older than five minutes."""
    pairs = [part.split("=", 1) for part in header.split(",") if "=" in part]
    moment = dict(pairs).get("t", "")
    if not moment.isdecimal() or len(moment) > 12 or abs(now - int(moment)) > TOLERANCE:
        return False
    for secret in secrets:
        wanted = hmac.new(secret.encode(), moment.encode() + b"." + body, "sha256").hexdigest()
        if any(name == "v1" and hmac.compare_digest(value.encode(), wanted.encode()) for name, value in pairs):
            return True
    return False


class Receiver:
    """Takes deliveries on this machine. A real one stands behind https; this is what it checks."""

    def __init__(self, port: int = 0):
        self.secrets: list[str] = []
        self.news = threading.Event()
        self.heard: dict[str, dict] = {}  # by id: the same may come twice
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 10_000))
                if not is_ours(self.headers.get("X-Signature", ""), body, receiver.secrets, time.time()):
                    self.send_response(401)
                else:
                    said = json.loads(body)
                    receiver.heard[said["id"]] = said
                    receiver.news.set()
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/news"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def request_of(path: str) -> uuid.UUID:
    """The Idempotency-Key of a contact, kept beside it before it is sent for the first time."""
    if not os.path.exists(f"{path}.sent"):
        with open(f"{path}.sent", "w", encoding="utf-8") as file:
            file.write(str(uuid.uuid4()))
    with open(f"{path}.sent", encoding="utf-8") as file:
        return uuid.UUID(file.read().strip())


def show(answer: dict) -> None:
    """What the form would say on its page: danger first."""
    if urgent := answer.get("urgent"):
        print(f"{urgent['words']} {urgent['telephone']}")
    if (read := answer.get("read_from")) and read["words"]:
        print(f"{read['words']} {read['telephone']}")
    for file in answer.get("files", ()):
        print(f"  {file['name']}: {file['words']}")
    if answer.get("words"):
        print(answer["words"])
    for line in (*answer.get("notes", ()), *(f"Not taken: {each}" for each in answer.get("not_taken", ()))):
        print(f"  {line}")


def main(path: str, more: str = "") -> int:
    """Send the contact, add `more` to it, and wait until it is decided."""
    service, receiver = Breakwater(os.environ["BREAKWATER_URL"], os.environ["BREAKWATER_KEY"]), Receiver()
    try:
        receiver.secrets.append(service.tell_me_at(receiver.url))
    except Refused as refused:
        print(f"Not told of news, so the status is asked for: {refused}")
    try:
        with open(path, encoding="utf-8") as file:
            sent = service.send(json.load(file), request_of(path))
    except Refused as refused:
        print(refused)
        show(refused.problem)
        for each in refused.problem.get("errors", ()):
            print(f"  {each.get('label') or each['field']}: {each['detail']}")
        return 1
    print(f"Sent: {sent['reference']}, received {sent['received_at']}")
    show(sent)
    reference = sent["reference"]
    if more:
        added = service.add(reference, more, request=uuid.uuid5(request_of(path), more))
        print(f"Added to {reference}")
        show(added)
        reference = added["reopened_as"] or reference
    while True:
        told = service.status(reference)
        if not told["children"]:
            print("Nothing more can be read of it here. Call the MASH")
            return 0
        if all(child["stage"] != "RECEIVED" for child in told["children"]):
            for child in told["children"]:
                print(f"{child['child']}: {child['stage_words']}. {child['outcome'] or child['words']}")
            return 0
        receiver.news.clear()
        receiver.news.wait(timeout=600)  # told of news, or asked again every ten minutes


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
