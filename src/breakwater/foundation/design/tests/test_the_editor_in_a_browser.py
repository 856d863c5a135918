"""The editor of rich text in a real browser, under a strict content-security policy: what each button writes, and what comes back."""

import html
import json
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

from breakwater.foundation.design import gallery, rich_text
from breakwater.foundation.design.environment import own_environment
from breakwater.foundation.design.fields import Form, RichTextField

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
}
PAGE = """{% extends "design/staff.html" %}{% block title %}Writing{% endblock %}
{% block styles %}{{ super() }}{% include "design/rich_styles.html" %}{% endblock %}
{% block scripts %}{{ super() }}{% include "design/rich_scripts.html" %}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Writing</h1>{{ form.error_summary }}
<form method="post" action="/"><input type="hidden" name="csrfmiddlewaretoken" value="t">{{ form.draw() }}<button class="govuk-button">Send</button></form>{% endblock %}"""
WHOLE = """## First steps

A **bold** word and [a page](/guide/prevent/).

- one
  - inner
- two

1. first
2. second

### Less

| Who | By when |
| A\\|B | today<br>or tomorrow |

![A tree](/pictures/images/tree.png)"""


class WritingForm(Form):
    words = RichTextField(label="Words", hint="As you like.", missing="Write something")


class Desk:
    """What the page holds, and what was sent."""

    def __init__(self):
        self.text, self.sent, self.pictures = "", [], []


def handler_of(desk):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.split("?")[0]
            if path.startswith("/static/"):
                [found] = [root / path[8:] for root in STATIC if (root / path[8:]).exists()]
                return self.send(found.read_bytes(), {"Content-Type": guess_type(found.name)[0] or "font/woff2"})
            if path == "/links":
                return self.send_json({"links": [{"title": "Prevent", "address": "/guide/prevent/"}]})
            if path == "/pictures":
                return self.send_json({"pictures": []})
            if path.startswith("/pictures/"):
                return self.send(b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"Content-Type": "image/svg+xml"})
            return self.draw(WritingForm(None, initial={"words": desk.text}))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/pictures":
                desk.pictures.append(body)
                return self.send_json({"address": "/pictures/images/new.png"})
            words = parse_qs(body.decode(), keep_blank_values=True)["words"][0].replace("\r\n", "\n")
            desk.sent.append(words)
            desk.text = words
            return self.draw(WritingForm({"words": words}))

        def draw(self, form):
            request = RequestFactory().get("/")
            context = {"form": form, "who": "w1", "rich_desk": {"links": "/links", "pictures": "/pictures"}}
            template = own_environment().from_string(PAGE)
            answer = ContentSecurityPolicyMiddleware(
                lambda request: HttpResponse(template.render(request=request, **context))
            )(request)
            return self.send(answer.content, dict(answer.headers))

        def send_json(self, said):
            return self.send(json.dumps(said).encode(), {"Content-Type": "application/json"})

        def send(self, body, headers):
            self.send_response(200)
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
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    made = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(made))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def writer(chromium, desk):
    """A page, which must end without a complaint of the policy or of the script."""
    context, wrong = chromium.new_context(), []
    page = context.new_page()
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    yield page
    context.close()
    assert [each for each in wrong if "favicon" not in each] == []


def box(page):
    return page.get_by_role("textbox", name="Words")


def kept(page) -> str:
    return page.evaluate("document.querySelector('textarea[name=words]').value")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_text_with_everything_in_it_comes_back_as_it_was(writer, desk):
    desk.text = WHOLE
    writer.goto(desk.url)
    box(writer).press("End")
    box(writer).press_sequentially("!")
    box(writer).press("Backspace")
    writer.get_by_role("button", name="Send").click()
    assert desk.sent == [WHOLE]
    assert {kind for kind, _ in rich_text.parse(WHOLE)} == set(rich_text.KINDS)


def test_each_button_writes_what_it_says(writer, desk):
    writer.goto(desk.url)
    box(writer).click()
    press(writer, "Heading")
    writer.keyboard.type("Plan")
    writer.keyboard.press("Enter")
    press(writer, "Bold")
    writer.keyboard.type("Now")
    press(writer, "Bold")
    writer.keyboard.type(" or later")
    writer.keyboard.press("Enter")
    press(writer, "Numbers")
    writer.keyboard.type("first")
    writer.keyboard.press("Enter")
    writer.keyboard.type("below")
    press(writer, "Indent")
    assert kept(writer) == "## Plan\n\n**Now** or later\n\n1. first\n  1. below"
    press(writer, "Table")
    writer.keyboard.type("Who")
    press(writer, "Row below")
    assert kept(writer).endswith("| Who |  |  |\n|  |  |  |\n|  |  |  |\n|  |  |  |")
    press(writer, "Remove column")
    assert "Who" not in kept(writer)
    press(writer, "Undo")
    assert "| Who |" in kept(writer)
    press(writer, "Remove table")
    assert "|" not in kept(writer)


def test_a_link_is_chosen_from_the_site_and_a_dangerous_one_is_refused(writer, desk):
    desk.text = "See Prevent."
    writer.goto(desk.url)
    box(writer).click()
    writer.keyboard.press("Control+a")
    press(writer, "Link")
    assert writer.locator("datalist option").first.get_attribute("value") == "/guide/prevent/"
    writer.get_by_label("Page or web address").fill("javascript:alert(1)")
    press(writer, "Save link")
    assert "begins with https://" in writer.get_by_role("alert").inner_text()
    writer.get_by_label("Page or web address").fill("/guide/prevent/")
    press(writer, "Save link")
    assert kept(writer) == "[See Prevent.](/guide/prevent/)"


def test_a_picture_is_asked_what_it_shows_and_leaves_the_table_it_was_called_in_whole(writer, desk, tmp_path):
    (tmp_path / "tree.png").write_bytes(b"\x89PNG")
    desk.text = "| Who | When |\n| A | B |"
    writer.goto(desk.url)
    box(writer).get_by_text("Who").click()
    press(writer, "Picture")
    writer.get_by_label("A picture from your computer").set_input_files(tmp_path / "tree.png")
    press(writer, "Add picture")
    assert writer.get_by_role("alert").inner_text() == "Say what the picture shows"
    writer.get_by_label("What it shows").fill("A [tree]")
    press(writer, "Add picture")
    writer.get_by_role("dialog").wait_for(state="detached")
    assert kept(writer) == "| Who | When |\n| A | B |\n\n![A  tree](/pictures/images/new.png)"
    assert b'name="alternative"' in desk.pictures[0]


def test_what_is_pasted_from_word_keeps_its_shape_and_nothing_that_runs(writer, desk):
    pasted = (
        '<h1 style="color:red">Plan</h1><p class="MsoNormal">A <b>bold</b> <a href="https://example.org/">link</a>'
        '<a href="javascript:alert(1)"> bad</a><img src="https://evil.example/a.png" onerror="window.ran=1"></p>'
        "<ul><li>one</li></ul><table><tr><th>A</th></tr><tr><td>B</td></tr></table><script>window.ran=1</script>"
    )
    writer.goto(desk.url)
    box(writer).click()
    writer.evaluate(
        "(html) => { const data = new DataTransfer(); data.setData('text/html', html); document.querySelector('[role=textbox][contenteditable]')"
        ".dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }",
        pasted,
    )
    assert kept(writer) == "## Plan\n\nA **bold** [link](https://example.org/) bad\n\n- one\n\n| A |\n| B |"
    assert writer.evaluate("window.ran") is None


def test_by_keyboard_one_goes_in_and_out_and_the_bar_is_one_stop(writer, desk):
    desk.text = "Words"
    writer.goto(desk.url)
    box(writer).focus()
    writer.keyboard.press("Shift+Tab")
    assert writer.evaluate("document.activeElement.textContent") == "Bold"
    writer.keyboard.press("ArrowRight")
    writer.keyboard.press("ArrowRight")
    assert writer.evaluate("document.activeElement.textContent") == "Subheading"
    writer.keyboard.press("Enter")
    assert kept(writer) == "### Words"
    writer.keyboard.press("Tab")
    assert writer.evaluate("document.activeElement.textContent") == "Send"


def test_the_error_summary_leads_into_the_editor(writer, desk):
    writer.goto(desk.url)
    writer.get_by_role("button", name="Send").click()
    writer.get_by_role("link", name="Write something").click()
    writer.keyboard.type("Here")
    assert kept(writer) == "Here"
    assert "govuk-textarea--error" in box(writer).get_attribute("class")


@pytest.mark.parametrize("width", [1280, 320])
def test_no_fault_of_access_and_nothing_wider_than_the_screen(writer, desk, axe, width):
    desk.text = WHOLE
    writer.set_viewport_size({"width": width, "height": 800})
    writer.goto(desk.url)
    box(writer).click()
    axe(writer)
    assert writer.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_the_words_are_typed_in_the_box(chromium, desk):
    desk.text = WHOLE
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(desk.url)
    assert html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content(), re.DOTALL)[1]) == WHOLE
    assert page.get_by_label("Words").is_visible()
    page.context.close()
