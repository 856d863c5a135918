"""What the script and the look do in a real browser, under a strict content-security policy."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import parse_qs

import django_htmx
import pytest
from django.http import HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.test import RequestFactory
from django.utils.csp import CSP
from markupsafe import Markup

from breakwater.foundation.design import gallery
from breakwater.foundation.design.environment import own_environment

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATIC = [Path(gallery.__file__).parent / "static", Path(django_htmx.__file__).parent / "static"]
STRICT = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
}

STAFF = {
    "acting": {"post": "MASH screener", "area": "Portsmouth", "change_url": "#"},
    "menu": [{"text": "Today", "href": "/gallery", "current": True}, {"text": "Library", "href": "#"}],
    "search_url": "/find",
    "sign_out_url": "/signed-out",
    "who": "w1",
    "keys_on": True,
}
TYPING = """{% extends "design/staff.html" %}{% block content %}<h1>Note</h1>
<form method="post" action="/note" id="note" data-autosave="/draft"><label for="n">Words</label>
<textarea id="n" name="words"></textarea><input type="hidden" name="csrfmiddlewaretoken" value="t0ken">
<label for="p">Password</label><input id="p" type="password" name="secret"><button>Send</button></form>{% endblock %}"""

NARROW = """{% extends "design/staff.html" %}{% from "design/components/table.html" import table %}{% block content %}<h1>Actions</h1>
{% set long = "The lead brings it to the senior team by the end of term. " * 3 %}{% set tags = "Overdue. Not accepted yet" %}
<div class="bw-columns"><div>{{ table("Actions", [{"text": "What", "heading": true}, {"text": "Who"}, {"text": "Due"}, {"text": "Status"}],
[[long, whole("Figurehead Academy"), whole("27 November 2026"), tags]]) }}</div></div>{% endblock %}"""
BROKEN = """() => [...document.querySelectorAll(".bw-whole")].flatMap(cell => [...cell.firstChild.data.matchAll(/\\S+/g)].filter(word => {
  const place = document.createRange(); place.setStart(cell.firstChild, word.index);
  place.setEnd(cell.firstChild, word.index + word[0].length); return place.getClientRects().length > 1 }).map(word => word[0]))"""

REFUSED = '<div class="govuk-error-summary">Enter when</div>'


class Desk:
    """A small server: our pages, our files, and what was posted to it."""

    def __init__(self):
        self.posted, self.answer, self.context, self.refuses = [], 204, {}, False

    def page(self, path):
        env, staff = own_environment(), STAFF | self.context
        if path == "/gallery":
            return env.get_template("design/gallery.html"), gallery.gallery_context() | staff
        if path in ("/public", "/public-wrong"):
            context = gallery.public_context(wrong=path.endswith("wrong"))
            return env.get_template("design/gallery_public.html"), context | {"exit_url": "/elsewhere"}
        if path == "/narrow":
            whole = Markup('<span class="bw-whole">{}</span>').format
            return env.from_string(NARROW), staff | {"whole": whole}
        if path in ("/note", "/other", "/plain"):
            gone = {"/note": "", "/other": 'id="note"', "/plain": 'data-autosave="/draft"'}[path]
            return env.from_string(TYPING.replace(gone, "") if gone else TYPING), staff
        return env.from_string(
            '{% extends "design/public.html" %}{% block content %}<h1>Elsewhere</h1>{% endblock %}'
        ), {}


def handler_of(desk):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.split("?")[0]
            if path.startswith("/static/"):
                [found] = [root / path[8:] for root in STATIC if (root / path[8:]).exists()]
                return self.send(200, found.read_bytes(), {"Content-Type": guess_type(found.name)[0] or "font/woff2"})
            template, context = desk.page(path)
            request = RequestFactory().get(path)
            answer = ContentSecurityPolicyMiddleware(
                lambda request: HttpResponse(template.render(request=request, **context))
            )(request)
            return self.send(200, answer.content, dict(answer.headers))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            desk.posted.append((self.path, body))
            if self.path == "/note" and desk.refuses:
                words = parse_qs(body).get("words", [""])[0]
                refused = TYPING.replace("<h1>", REFUSED + "<h1>").replace("</textarea>", f"{words}</textarea>")
                template = own_environment().from_string(refused)
                return self.send(200, template.render(request=RequestFactory().get(self.path), **STAFF).encode(), {})
            if self.path in ("/note", "/signed-out"):
                return self.send(303, b"", {"Location": "/gallery" if self.path == "/note" else "/elsewhere"})
            return self.send(desk.answer, b"", {})

        def send(self, status, body, headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            """Say nothing."""

    return Handler


@pytest.fixture
def desk(settings):
    settings.SECURE_CSP = STRICT
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    desk = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(desk))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    desk.address = f"http://127.0.0.1:{server.server_port}"
    yield desk
    server.shutdown()
    server.server_close()


@pytest.fixture
def tab(chromium, desk):
    context = chromium.new_context(base_url=desk.address)
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/gallery", "/public", "/public-wrong", "/note"])
def test_pages_pass_every_accessibility_rule_and_fit_the_screen(tab, axe, path, width):
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(path)
    axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.complaints == []


@pytest.mark.parametrize("width", [800, 1280])
def test_a_name_and_a_day_keep_their_words_whole_in_a_narrow_table(tab, width):
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto("/narrow")
    assert tab.locator(".bw-whole").count() == 2
    assert tab.evaluate(BROKEN) == []
    tab.evaluate("document.querySelectorAll('.bw-whole').forEach(cell => cell.style.overflowWrap = 'anywhere')")
    assert "Figurehead" in tab.evaluate(BROKEN), "without the rule it would break: the table is narrow enough to tell"
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_danger_bar_stays_in_sight(tab):
    tab.set_viewport_size({"width": 320, "height": 480})
    tab.goto("/public-wrong")
    tab.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert tab.locator(".bw-danger-bar").bounding_box()["y"] == 0


def leave_and_go_back(tab, leaving):
    tab.goto("/public-wrong")
    tab.goto("/public")
    tab.fill("textarea", "frightened")
    leaving()
    tab.wait_for_url("**/elsewhere")
    tab.go_back()
    return tab.url.rsplit("/", 1)[1], tab.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))")


def test_leaving_by_the_button_leaves_no_page_to_go_back_to(tab):
    assert leave_and_go_back(tab, lambda: tab.click("[data-bw-exit]")) == ("public-wrong", [])


def test_leaving_by_pressing_shift_three_times(tab):
    def three_times():
        tab.focus("textarea")
        for _ in range(3):
            tab.keyboard.press("Shift")

    assert leave_and_go_back(tab, three_times) == ("public-wrong", [])


def test_capital_letters_do_not_leave(tab):
    tab.goto("/public")
    tab.focus("textarea")
    for letter in "ABCD":
        tab.keyboard.press(f"Shift+{letter}")
    assert tab.input_value("textarea") == "ABCD"


def type_and_wait(tab, words):
    tab.fill("#n", words)
    said = tab.locator("[role=status]").filter(has_text=re.compile(r"\w"))
    said.wait_for()
    return said.text_content()


def kept(tab):
    return tab.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('bw-'))")


def test_typed_text_is_saved_as_it_is_typed_and_passwords_are_not(tab, desk):
    tab.goto("/note")
    tab.fill("#p", "secret")
    assert type_and_wait(tab, "seen today").startswith("Saved at ")
    [(path, body)] = desk.posted
    assert path == "/draft"
    assert "seen today" in body
    assert "secret" not in body
    assert kept(tab) == []


def test_a_lost_session_gives_the_text_back(tab, desk):
    desk.answer = 401
    tab.goto("/note")
    assert "signed out" in type_and_wait(tab, "seen today")
    desk.answer = 204
    tab.goto("/note")
    assert tab.input_value("#n") == "seen today"


def test_another_person_in_the_same_tab_never_gets_the_text(tab, desk):
    desk.answer = 401
    tab.goto("/note")
    type_and_wait(tab, "seen today")
    desk.context = {"who": "w2"}
    tab.goto("/note")
    assert tab.input_value("#n") == ""
    assert kept(tab) == []


def test_signing_out_forgets_what_was_kept(tab, desk):
    desk.answer = 401
    tab.goto("/note")
    type_and_wait(tab, "seen today")
    tab.click("text=Sign out")
    tab.wait_for_url("**/elsewhere")
    assert kept(tab) == []


def test_sent_text_is_forgotten_once_another_page_answers(tab, desk):
    tab.goto("/note")
    tab.fill("#n", "seen today")
    tab.click("text=Send")
    tab.wait_for_url("**/gallery")
    assert kept(tab) == []


def test_what_was_refused_comes_back_to_whoever_left_the_page_meanwhile(tab, desk):
    desk.refuses = True
    tab.goto("/note")
    tab.fill("#n", "seen today")
    tab.click("text=Send")
    tab.wait_for_selector(".govuk-error-summary")
    tab.goto("/gallery")
    tab.goto("/note")
    assert tab.input_value("#n") == "seen today"
    assert "We put back what you typed" in tab.inner_text("#note")
    desk.refuses = False
    tab.click("text=Send")
    tab.wait_for_url("**/gallery")
    assert kept(tab) == []


def test_what_a_lost_connection_swallowed_is_offered_again_after_other_pages(tab, desk):
    tab.goto("/note")
    tab.fill("#n", "seen today")
    tab.route("**/note", lambda asked: asked.abort())
    tab.click("text=Send")
    tab.unroute("**/note")
    tab.wait_for_timeout(300)
    tab.goto("/gallery")
    tab.goto("/note")
    tab.click("text=Put back what I typed")
    assert tab.input_value("#n") == "seen today"


def test_a_person_gone_quiet_is_asked_and_then_signed_out(tab, desk):
    desk.context = {"idle_seconds": 4, "keep_alive_url": "/alive", "sign_in_url": "/elsewhere"}
    tab.clock.install()
    tab.goto("/note")
    tab.clock.run_for(5500)
    assert tab.locator("#bw-idle").is_visible()
    tab.get_by_role("button", name="Stay signed in").click()
    tab.locator("#bw-idle").wait_for(state="hidden")
    assert desk.posted[0][0] == "/alive"
    tab.clock.run_for(5500)
    assert tab.locator("#bw-idle").is_visible()
    tab.clock.run_for(61000)
    tab.wait_for_url("**/elsewhere")


def test_what_nobody_saves_as_it_is_typed_comes_back_to_a_person_signed_out_for_being_away(tab, desk):
    desk.context = {"idle_seconds": 4, "keep_alive_url": "/alive", "sign_in_url": "/elsewhere"}
    tab.clock.install()
    tab.goto("/plain")
    tab.fill("#n", "seen today")
    tab.clock.run_for(66000)
    tab.wait_for_url("**/elsewhere")
    tab.goto("/plain")
    assert tab.input_value("#n") == "seen today"
    assert "We put back what you typed" in tab.inner_text("#note")
    assert kept(tab) == []


def test_a_question_before_what_cannot_be_undone_opens_and_closes(tab, axe):
    tab.goto("/gallery")
    tab.click("text=Close this >> nth=0")
    assert tab.locator("#close-it").is_visible()
    axe(tab)
    tab.keyboard.press("Escape")
    assert not tab.locator("#close-it").is_visible()


def test_a_single_key_goes_to_the_search_only_where_keys_are_on(tab, desk):
    tab.goto("/gallery")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "bw-search"
    desk.context = {"keys_on": False}
    tab.goto("/gallery")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") != "bw-search"


def test_a_table_keeps_its_head_in_sight(tab):
    tab.set_viewport_size({"width": 1280, "height": 300})
    tab.goto("/gallery")
    row = tab.locator("td").get_by_text("With the team").first
    row.scroll_into_view_if_needed()
    tab.mouse.wheel(0, row.bounding_box()["y"] - 120)
    tab.wait_for_timeout(200)
    assert abs(tab.get_by_role("columnheader", name="Reference").bounding_box()["y"]) < 2


def test_pages_work_in_forced_colours_and_on_paper(tab):
    tab.emulate_media(forced_colors="active")
    tab.goto("/gallery")
    assert tab.locator(".bw-tag").first.evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
    tab.emulate_media(media="print", forced_colors="none")
    assert not tab.locator(".bw-menu").is_visible()
    assert not tab.locator(".bw-search").is_visible()
    assert tab.locator(".bw-header__acting").is_visible()
