"""What was typed into a search of a public page, answered at an address of its own.

The words come by POST; the answer stands at an address that says nothing of them. They travel beside it, sealed, in a cookie of that
search alone, that ends with the browser and is good for ten minutes: Back and Reload work, nothing stands in a history, a log or an
address, nothing is kept here, and the address opens nothing for anybody else. Leaving at once forgets it (SG-24). Words that sound
urgent are kept nowhere, on the device neither: their answer's address says, sealed and for ten minutes, which entries were found.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from time import time

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from . import cookies

COOKIE = "asked"
MINUTES = 10
MOST, LETTERS = 6, 400  # searches that Back leads to, and letters of an answer: a cookie holds no more
LARGEST = 3500
SEARCHES: set[str] = set()  # names of routes whose searches are answered so; beneath each stand its answers


def answer_at(request: HttpRequest, typed: Mapping[str, str], *, search: str, answer: str) -> HttpResponse:
    """Send on to the answer's own address. `search` and `answer` name the routes, `answer` with a `key`."""
    key = secrets.token_urlsafe(12)
    mine = {name: value[:LETTERS] for name, value in typed.items()}
    held = [[key, mine, int(time())], *_held(request)][:MOST]
    while len(sealed := _cipher().encrypt(json.dumps(held, ensure_ascii=False).encode())) > LARGEST and len(held) > 1:
        held.pop()
    response = HttpResponseRedirect(reverse(answer, args=[key]))
    return cookies.hold(response, COOKIE, sealed.decode(), path=reverse(search))


def typed_for(request: HttpRequest, key: str) -> dict[str, str] | None:
    """What was typed for the answer at this address, on this device; None once it is over, and for everybody else."""
    return next((typed for known, typed, _ in _held(request) if known == key), None)


def sent_for(request: HttpRequest, key: str, *, several: str) -> QueryDict | None:
    """The same as the form of the page sent it; `several` names the box that may hold more than one choice, with commas between."""
    typed = typed_for(request, key)
    if typed is None:
        return None
    said = QueryDict(mutable=True)
    for name, value in typed.items():
        said.setlist(name, value.split(",") if name == several else [value])
    return said


def answer_without_words(codes: object, *, answer: str) -> HttpResponse:
    """Send on to an address that says which entries were found, and nothing of what was typed. `answer` takes the `codes`."""
    sealed = _cipher().encrypt(json.dumps(codes, separators=(",", ":")).encode()).decode()
    return HttpResponseRedirect(reverse(answer, args=[sealed]))


def codes_in(sealed: str):
    """What such an address says; None once it is over, or where it was never ours."""
    try:
        return json.loads(_cipher().decrypt(sealed.encode(), ttl=MINUTES * 60))
    except InvalidToken:
        return None


def forget(response: HttpResponse) -> HttpResponse:
    """Take what was typed into any search from the device."""
    for search in SEARCHES:
        cookies.drop(response, COOKIE, path=reverse(search))
    return response


def _held(request: HttpRequest) -> list:
    try:
        held = json.loads(_cipher().decrypt(cookies.held(request, COOKIE).encode(), ttl=MINUTES * 60))
    except InvalidToken:
        return []
    oldest = time() - MINUTES * 60
    return [each for each in held if each[2] >= oldest]


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"asked of the site" + settings.SECRET_KEY.encode()).digest()))
