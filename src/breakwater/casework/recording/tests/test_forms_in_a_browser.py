"""The house's forms in a real browser: clean for axe on every page and state, narrow and wide, and whole without script."""

import os
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template import engines
from django.utils import timezone

from breakwater.casework.recording import answers
from breakwater.casework.recording.parser import installed_files, load

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = {form.key: form for form, _ in map(load, installed_files())}
TEMPLATE = """{% extends "design/" ~ shell ~ ".html" %}
{% from "casework/recording/page.html" import draw_page, task_page, SAVE, SKIP %}
{% from "casework/recording/summary.html" import draw_summary %}
{% block title %}{{ title }}{% endblock %}
{% block content %}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
{% if opened %}{{ draw_page(opened, "", others=[SKIP] if opened.may_skip else [SAVE]) }}
{% elif tasks %}<h1 class="govuk-heading-l">{{ title }}</h1>{{ task_page(tasks) }}
{% else %}<h1 class="govuk-heading-l">Check your answers</h1>{{ draw_summary(sections) }}{% endif %}
</div></div>{% endblock %}"""


class Desk:
    """Answers a browser without a server: /FORM/PAGE, /FORM/tasks, /FORM/check. `values` are the answers so far."""

    def __init__(self):
        self.values = {}

    def __call__(self, route, request):
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                return route.fulfill(status=404)
            return route.fulfill(body=Path(found).read_bytes(), content_type=guess_type(found)[0] or "font/woff2")
        key, _, page = path.strip("/").partition("/")
        if key not in FORMS:
            return route.fulfill(status=404, body="")
        data = QueryDict(request.post_data) if request.method == "POST" else None
        return route.fulfill(body=self.draw(FORMS[key], page, data), content_type="text/html; charset=utf-8")

    def draw(self, form, page, data):
        def href(page_key):
            return f"/{form.key}/{page_key}"

        context = {"shell": "public" if form.is_public else "staff", "title": form.title, "opened": None, "tasks": None}
        if page == "tasks":
            context["tasks"] = answers.tasks(form, self.values, href)
        elif page == "check":
            context["sections"] = answers.summary(form, self.values, href=href)
        else:
            context["opened"] = opened = answers.open_page(form, page, self.values, data=data)
            if opened.is_valid():
                self.values = answers.merge_page(form, page, self.values, opened.cleaned, on=timezone.localdate())
                following = answers.next_page(form, self.values, page)
                return self.draw(form, following.key if following else "check", None)
        if not form.is_public:
            context |= {
                "acting": {"post": "Link lead", "area": "Portsmouth", "change_url": "#"},
                "menu": [],
                "search_url": "",
                "sign_out_url": "/",
                "who": "w",
            }
        return engines["jinja2"].env.from_string(TEMPLATE).render(**context)


@pytest.fixture
def visit(chromium, settings, db):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    contexts = []

    def visit(desk, width=1280, script=True):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script))
        page = contexts[-1].new_page()
        page.route("**/*", desk)
        return page

    yield visit
    for context in contexts:
        context.close()


def picture(page, name):
    if folder := os.environ.get("BREAKWATER_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


# The narrow page has everything that the wide one has, and is harder; the wide one of the shortest form is in every run.
WIDTHS = [
    pytest.param(key, width, marks=() if width == 320 or key == "front_door.concern_child" else pytest.mark.whole)
    for key in sorted(FORMS)
    for width in (1280, 320)
]


@pytest.mark.parametrize(("key", "width"), WIDTHS)
def test_every_page_is_clean_for_axe_empty_and_in_error(visit, axe, key, width):
    page, form = visit(Desk(), width), FORMS[key]
    for name in [*(each.key for each in form.pages), "tasks", "check"]:
        for state in ("empty", "error") if name not in ("tasks", "check") else ("empty",):
            page.goto(f"http://desk/{key}/{name}")
            if state == "error":
                with page.expect_navigation():
                    page.get_by_role("button", name="Continue").last.click()
            picture(page, f"{key}-{name}-{state}-{width}")
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} {state} is {wide} wide"


def test_without_script_rows_are_added_filled_and_taken_away(visit):
    desk = Desk()
    page = visit(desk, script=False)
    page.goto("http://desk/front_door.concern_public/child")
    page.get_by_label("Name, or what they look like").fill("A boy with a red coat")
    page.get_by_role("button", name="Add another child").click()
    page.get_by_label("Name, or what they look like").nth(1).fill("His sister")
    page.get_by_role("button", name="Add another child").click()
    page.get_by_role("button", name="Remove Child 1").click()
    assert page.get_by_label("Name, or what they look like").first.input_value() == "His sister"
    page.get_by_label("Name, or what they look like").first.press("Enter")
    assert [row["child_name"] for row in desk.values["children"]] == ["His sister"], "Enter goes on, and removes nobody"


def test_a_revealed_question_appears_when_it_is_chosen(visit):
    desk = Desk()
    page = visit(desk)
    page.goto("http://desk/front_door.concern_child/safe_contact")
    assert not page.get_by_label("What number can we text?").is_visible()
    page.get_by_label("Yes, you can send me a text").check()
    page.get_by_label("What number can we text?").fill("07700 900 982")
    page.get_by_role("group", name="Is it safe to contact you this way?").get_by_label("Yes", exact=True).locator(
        "visible=true"
    ).check()
    picture(page, "revealed")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    assert desk.values["contact_text"] == {"value": "07700 900 982", "safe": "yes", "when": ""}
