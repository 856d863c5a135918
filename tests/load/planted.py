"""The product with a fault in it, chosen while it runs by a word in the file that PLANTED names: what the load must see."""

import os
from pathlib import Path

import psycopg

from breakwater.delivery import wsgi
from breakwater.delivery.settings.environment import database

PLANTED = Path(os.environ["PLANTED"])
PAGE = "/library/"
left_open = []


def application(environ, start_response):
    fault = PLANTED.read_text()
    if fault == "500" and environ["PATH_INFO"] == PAGE:
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"<title>Something went wrong here</title>"]
    if fault == "wrong page" and environ["PATH_INFO"] == PAGE:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<title>Something went wrong here</title>"]
    if fault == "busy" and not environ["PATH_INFO"].startswith(("/healthz", "/static/")):
        status, headers, body = wsgi.busy(environ)
        start_response(status, headers)
        return body
    if fault == "leak" and len(left_open) < 60:
        facts = database()
        left_open.append(psycopg.connect(host=facts["HOST"], user=facts["USER"], dbname=facts["NAME"]))
    if fault == "no bound":
        return wsgi.product(environ, start_response)
    return wsgi.application(environ, start_response)
