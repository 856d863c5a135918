"""The product with a fault in it, chosen while it runs by a word in the file that PLANTED names: what a count must see."""

import io
import os
import re
import threading
import time
from pathlib import Path
from uuid import uuid4

from breakwater.delivery import wsgi

PLANTED = Path(os.environ["PLANTED"])
KEY = re.compile(rb"(idempotency(?:=|\"\r\n\r\n))[0-9a-f-]{36}")

latest = [0.0]


def application(environ, start_response):
    fault = PLANTED.read_text()
    sent = b""
    if environ["REQUEST_METHOD"] == "POST":
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if fault == "another key":  # what is sent again is not known again
            sent = KEY.sub(lambda found: found[1] + str(uuid4()).encode(), sent)
        environ["wsgi.input"] = io.BytesIO(sent)
    if fault == "says so first" and environ["PATH_INFO"].endswith("/documents/new/"):
        threading.Thread(target=_later, args=(environ,)).start()
        start_response("302 Found", [("Location", "/cases/")])
        return [b""]
    if fault == "says so whatever came" and environ["PATH_INFO"].endswith("/documents/new/"):
        for part in wsgi.application(environ, lambda *_: None):
            len(part)
        start_response("302 Found", [("Location", "/cases/")])
        return [b""]
    if fault == "no bound" and environ["REQUEST_METHOD"] == "POST":
        wsgi.scanning._lane = None
    if fault == "ends sign-ins" and _went_back():
        start_response("302 Found", [("Location", "/sign-in/")])
        return [b""]
    return wsgi.application(environ, start_response)


def _went_back() -> bool:
    latest.append(max(latest[-1], time.time()))
    return time.time() < latest[-1] - 60


def _later(environ) -> None:
    time.sleep(0.5)
    for part in wsgi.application(environ, lambda *_: None):
        len(part)
