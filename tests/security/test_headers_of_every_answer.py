"""What browsers are told with each kind of answer: a page, JSON, a file, a redirect, a refusal, a fault, and no room. Found by the addresses."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings as product
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from breakwater.delivery.web import busy
from breakwater.foundation.design import cookies
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import front_door

SOURCE = Path(__file__).resolve().parents[2] / "src" / "breakwater"
STANDS_FOR = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "concern_route": "public"}
# Public data: read by programs of other sites, and held for a while by whoever asked (the views say so themselves).
OPEN_TO_OTHERS = ("/openreferral/v3/", "/api/v1/")
MAY_BE_STORED = (*OPEN_TO_OTHERS, "/static/", "/pictures/", "/procedures/", "/bulletins/")
SAYS_ITS_CHARSET = re.compile(r"text/|application/(?:atom\+)?xml")


def addresses(*, alone: bool = False) -> list[str]:
    """Each address of the product, with something made up in place of what stands for a record; or only those that name none."""
    found = set()

    def walk(resolver, before: str) -> None:
        for each in resolver.url_patterns:
            whole = before + str(each.pattern).lstrip("^").rstrip("$")
            if not isinstance(each, URLPattern):
                walk(each, whole)
            elif not (alone and re.search(r"[<(]", whole)):
                found.add(f"/{made_up(whole)}")

    walk(get_resolver(), "")
    return sorted(found)


def made_up(pattern: str) -> str:
    """The pattern as an address: <int:number> and (?P<key>...) become words of their kind."""
    pattern = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "a", pattern)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: STANDS_FOR.get(found[1], "a"), pattern).replace("\\", "")


def wrong_with(path: str, headers) -> list[str]:
    """What is not as it must be in the headers of an answer."""
    policy, found = headers.get("Content-Security-Policy", ""), []
    own = "default-src 'none'" in policy and "base-uri 'none'" in policy and "unsafe-eval" not in policy
    looser = path.startswith("/cms/")  # Wagtail's own pages (decision 0010)
    if not own or "frame-ancestors 'none'" not in policy and not looser or "unsafe-inline" in policy and not looser:
        found.append(f"policy: {policy}")
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        if headers.get(name) != value:
            found.append(f"{name}: {headers.get(name)}")
    if "geolocation=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if "no-store" not in headers.get("Cache-Control", "") and not path.startswith(MAY_BE_STORED):
        found.append(f"Cache-Control: {headers.get('Cache-Control')}")
    if "Access-Control-Allow-Origin" in headers and not path.startswith(OPEN_TO_OTHERS):
        found.append("open to other origins")
    found += [f"says {name}" for name in ("Server", "X-Powered-By") if name in headers]
    kind = headers.get("Content-Type", "")
    if (
        SAYS_ITS_CHARSET.match(kind)
        and "utf-8" not in kind.lower()
        and "attachment" not in headers.get("Content-Disposition", "")
    ):
        found.append(f"Content-Type: {kind}")
    return found


def wrong_with_cookies(answer) -> list[str]:
    return [
        name
        for name, cookie in answer.cookies.items()
        if cookie["max-age"] != 0
        and (cookie["samesite"] not in ("Lax", "Strict") or not cookie["httponly"] and name != product.CSRF_COOKIE_NAME)
    ]


def asked(browser: Client, paths: list[str]) -> tuple[list, set]:
    """(what is wrong, kinds of answer that were seen)."""
    browser.raise_request_exception = False
    wrong, seen = [], set()
    for path in paths:
        answer = browser.get(path)
        wrong += [(path, answer.status_code, each) for each in wrong_with(path, answer.headers)]
        wrong += [(path, "cookie", each) for each in wrong_with_cookies(answer)]
        wrong += [(path, "a fault")] if answer.status_code == 500 else []
        seen.add((answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0]))
    return wrong, seen


@pytest.mark.slow
def test_every_address_answers_a_stranger_with_the_headers_that_browsers_keep_to(db):
    front_door()
    paths = addresses()
    assert len(paths) > 1500
    wrong, seen = asked(Client(), paths)
    assert wrong == []
    assert seen >= {
        (200, "text/html"),
        (302, "text/html"),
        (404, "text/html"),
        (405, "text/html"),
        (200, "text/plain"),
        (200, "application/json"),
        (404, "application/json"),
        (404, "application/problem+json"),
    }


@pytest.mark.slow
def test_every_page_that_names_no_record_answers_a_colleague_so_too(db, signed_in):
    front_door()
    alone = [path for path in addresses(alone=True) if not path.startswith(("/account/", "/cms/"))]
    wrong, seen = asked(signed_in(make.actor("mash_manager")), alone)
    assert wrong == []
    assert seen >= {(200, "text/html"), (403, "text/html"), (405, "text/html")}


def test_what_goes_wrong_before_a_page_is_found_says_so_with_them(db, signed_in, monkeypatch):
    desk = signed_in(make.actor("mash_manager"))
    desk.raise_request_exception = False
    strict = Client(enforce_csrf_checks=True)
    answers = {
        "400": desk.get("/today/", headers={"Host": "elsewhere.example"}),
        "403 of a form from elsewhere": strict.post("/account/login/", {"login": "x"}),
        "404 of a character": desk.get("/contacts/%00/"),
        "static file": desk.get("/static/design/breakwater.js"),
        "live": desk.get("/healthz/live"),
        "signed out": Client().post("/keep-alive/", headers={"X-Requested-With": "fetch"}),
        "401 of the interface": desk.get("/api/v1/contacts", headers={"Authorization": "Bearer bw_none"}),
        "too much at once": desk.post("/account/login/", {f"box{number}": "x" for number in range(2_001)}),
    }
    with monkeypatch.context() as broken:
        broken.setattr("breakwater.delivery.web.signs_of_life.lacking", lambda: "The database does not answer.")
        answers["503 of a sign of life"] = desk.get("/healthz/ready")
    with monkeypatch.context() as broken:
        broken.setattr("breakwater.delivery.web.views.today.render", _fails)
        answers["500"] = desk.get("/today/")
    assert {what: (answer.status_code, wrong_with("/x", answer.headers)) for what, answer in answers.items()} == {
        "400": (400, []),
        "403 of a form from elsewhere": (403, []),
        "404 of a character": (404, []),
        "static file": (200, ["Cache-Control: max-age=3600, public"]),
        "live": (200, []),
        "signed out": (401, []),
        "401 of the interface": (401, []),
        "too much at once": (400, []),
        "503 of a sign of life": (503, []),
        "500": (500, []),
    }


def _fails(*args, **kwargs):
    raise RuntimeError


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_whoever_finds_no_room_reads_503_with_them(accepts, monkeypatch):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/today/", "HTTP_ACCEPT": accepts, "wsgi.input": io.BytesIO()}
    status, headers, body = busy.Busy()(environ)
    answer = HttpResponse(headers=dict(headers))
    assert status.startswith("503")
    assert wrong_with("/today/", answer.headers) == []
    assert b"999" in b"".join(body)


# --- cookies --------------------------------------------------------------------------------------------------------


def test_cookies_are_set_in_one_place_and_those_of_a_sign_in_under_names_of_their_own(settings):
    setters = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" not in path.parts and re.search(r"\.(?:set|delete)(?:_signed)?_cookie\(", path.read_text()):
            setters.add(str(path.relative_to(SOURCE)))
    # Those two set the cookies that the settings name __Host-.
    assert setters == {"foundation/design/cookies.py", "delivery/web/attempts.py", "delivery/web/posts.py"}
    settings.HTTPS = True
    answer = cookies.hold(HttpResponse(), "asked", "x", path="/find/")
    cookie = answer.cookies["__Secure-asked"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/find/")
    dropped = cookies.drop(HttpResponse(), "asked", path="/find/").cookies["__Secure-asked"]
    assert (dropped["secure"], dropped["max-age"]) == (True, 0)


def test_the_check_of_headers_sees_what_is_missing():
    assert len(wrong_with("/", HttpResponse("x", content_type="text/html").headers)) == 8
