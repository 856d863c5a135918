"""The shells, the components and what they load."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError
from markupsafe import Markup

from breakwater.foundation.dates import PartDate, london
from breakwater.foundation.design import gallery, moments
from breakwater.foundation.design.environment import environment, lines, maybe, own_environment, ring, unbroken

ROOM = Path(gallery.__file__).parent
STATIC = ROOM / "static"


@pytest.fixture(autouse=True)
def plain_files(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def draw(source, **context):
    return own_environment().from_string(source).render(**context)


def page(shell="staff", body="", **context):
    return draw(f'{{% extends "design/{shell}.html" %}}{{% block content %}}{body}{{% endblock %}}', **context)


def gallery_page():
    return own_environment().get_template("design/gallery.html").render(**gallery.gallery_context())


def test_a_name_that_is_not_there_is_an_error_in_our_templates():
    with pytest.raises(UndefinedError):
        draw("{{ nobody }}")


def test_govuk_macros_may_leave_parameters_out():
    source = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}{{ govukButton({"text": "<Go>"}) }}'
    assert "&lt;Go&gt;" in draw(source)


def test_names_are_escaped():
    assert draw("{{ name }}", name="<b>") == "&lt;b&gt;"


def test_the_backend_of_the_settings_uses_this_environment():
    assert "Skip to main content" in engines["jinja2"].get_template("design/staff.html").render({}, None)


def test_both_shells_are_whole_with_nothing_said():
    for shell in ("staff", "public"):
        drawn = page(shell)
        assert drawn.count("<main") == 1
        assert "<title>Breakwater</title>" in drawn


def test_the_public_shell_says_999_and_how_to_leave():
    drawn = page("public", exit_url="/leave")
    assert 'href="tel:999"' in drawn
    assert 'href="/leave" rel="nofollow noreferrer" data-bw-exit' in drawn
    assert "htmx" not in drawn


def test_the_staff_shell_says_as_whom_the_person_acts():
    drawn = page(
        acting={"post": "screener", "area": "Portsmouth"}, menu=[{"text": "Today", "href": "/", "current": True}]
    )
    assert "as <strong>screener</strong>, Portsmouth" in drawn
    assert 'aria-current="page">Today' in drawn


def test_a_search_never_puts_words_into_an_address():
    assert re.search(r'action="/find" method="post" role="search"', page(search_url="/find"))


def test_a_page_with_something_wrong_says_so_in_its_title():
    assert "<title>Error: Breakwater</title>" in page(form=gallery.OneQuestion({}))
    own = '{% extends "design/staff.html" %}{% block title %}{{ form.title_prefix }}Ends & begins{% endblock %}'
    assert "<title>Error: Ends & begins</title>" in draw(own, form=gallery.OneQuestion({}))
    assert "<title>Ends & begins</title>" in draw(own, form=gallery.OneQuestion())


def test_every_script_carries_the_nonce_of_the_answer():
    request = RequestFactory().get("/")
    request._csp_nonce = "n0nce"
    drawn = page(request=request)
    assert drawn.count('nonce="n0nce"') == drawn.count("<script") > 2


def test_pages_hold_no_inline_style_or_script():
    for drawn in (gallery_page(), page("public"), page("staff")):
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", drawn)
        assert not re.search(r"<script(?![^>]*\ssrc=)", drawn)


def test_ids_are_unique_in_the_gallery():
    ids = re.findall(r'\sid="([^"]+)"', gallery_page())
    assert len(ids) == len(set(ids))


def test_every_component_is_in_the_gallery():
    shown = "".join(
        (ROOM / f"jinja2/design/{name}.html").read_text() for name in ("gallery", "gallery_public", "shell")
    )
    for component in (ROOM / "jinja2/design/components").glob("*.html"):
        if component.stem != "error_page":
            assert f"design/components/{component.name}" in shown, component.name


def test_every_component_lists_its_parameters_at_the_top():
    for component in (ROOM / "jinja2/design/components").glob("*.html"):
        assert component.read_text().startswith("{#-"), component.name


def test_an_error_page_says_what_to_do_now():
    source = '{% from "design/components/error_page.html" import error_page %}{{ error_page("Not here", "Look again.", [{"text": "Today", "href": "/"}]) }}'
    assert '<a class="govuk-link" href="/">Today</a>' in draw(source)


def test_a_table_row_names_each_cell_for_the_phone():
    source = '{% from "design/components/table.html" import table %}{{ table("People", columns, rows) }}'
    drawn = draw(
        source, columns=[{"text": "Name", "heading": True}, {"text": "Age", "number": True}], rows=[["<Al>", 9]]
    )
    assert 'scope="row" role="rowheader" data-label="Name"><span>&lt;Al&gt;</span></th>' in drawn
    assert 'role="cell" data-label="Age"><span>9</span></td>' in drawn


def test_a_column_that_has_nothing_in_any_row_is_left_out_only_where_it_is_said_to_be_optional():
    source = '{% from "design/components/table.html" import table %}{{ table("Schools", columns, rows) }}'
    columns = [
        {"text": "Name", "heading": True},
        {"text": "Rate", "number": True},
        {"text": "Asked again", "optional": True},
    ]
    drawn = draw(source, columns=columns, rows=[["Gull", "–", "–"], ["Tern", "–", "–"]])
    assert "Rate" in drawn
    assert "Asked again" not in drawn
    assert "Asked again" in draw(source, columns=columns, rows=[["Gull", "–", "–"], ["Tern", "–", "today"]])


def test_a_sorted_column_says_so():
    source = '{% from "design/components/table.html" import table %}{{ table("People", columns, []) }}'
    drawn = draw(source, columns=[{"text": "Name", "sort_url": "?s=name", "sorted": "descending"}])
    assert 'aria-sort="descending"' in drawn
    assert "Nothing to show" in drawn


def test_pages_of_a_list_link_to_their_neighbours():
    source = (
        '{% from "design/components/pagination.html" import pagination %}{{ pagination(page, "?page={}", "letters") }}'
    )
    drawn = draw(source, page=Paginator(range(100), 10).page(2))
    assert "11 to 20 of 100 letters" in drawn
    assert 'href="?page=1"' in drawn
    assert 'href="?page=3"' in drawn


def test_a_late_clock_says_so_in_a_word():
    source = (
        '{% from "design/components/clock.html" import clock %}{{ clock("Review", "was due Friday", state="late") }}'
    )
    assert "Overdue" in draw(source)


@pytest.mark.parametrize("state", ["in_time", "near", "last", "late", "met", "paused"])
def test_a_clock_says_its_state_in_a_word_and_draws_no_bar(state):
    source = (
        '{% from "design/components/clock.html" import clock, clock_line %}{{ MACRO("Review", "soon", state=state) }}'
    )
    for macro in ("clock", "clock_line"):
        drawn = draw(source.replace("MACRO", macro), state=state)
        [word] = re.findall(r"</svg>([A-Z][a-z ]+)</span>", drawn)
        assert word in ("In time", "Due soon", "Minutes left", "Overdue", "Done", "Paused")
        assert "<rect" not in drawn


def scale_of(**given) -> tuple[dict[str, list[float]], str]:
    """Where the marks of a scale stand, in per cent of its width, and the whole drawing."""
    source = '{% from "design/components/scale.html" import scale %}{{ scale(latest, target, first) }}'
    drawn = draw(source, **({"first": None} | given))
    return {
        mark: [float(x) for x in re.findall(rf'class="bw-scale__{mark}" (?:cx|x)="([\d.]+)%"', drawn)]
        for mark in ("now", "first", "target")
    }, drawn


def test_a_scale_marks_the_first_the_latest_and_the_target_where_they_are():
    marks, _ = scale_of(first=3, latest=6, target=8)
    assert [marks[one][0] for one in ("first", "now", "target")] == pytest.approx([33.2, 59.6, 77.2])
    assert scale_of(first=None, latest=0, target=10)[0]["first"] == []
    assert scale_of(first=4, latest=4, target=7)[0]["first"] == [], "one mark where nothing has moved"


@pytest.mark.parametrize(("target", "ends"), [(0, ["10"]), (1, ["10"]), (5, ["0", "10"]), (9, ["0"]), (10, ["0"])])
def test_the_target_of_a_scale_never_stands_on_the_number_of_an_end(target, ends):
    assert re.findall(r'class="bw-scale__end"[^>]*>(\d+)<', scale_of(latest=5, target=target)[1]) == ends


def test_a_moment_gives_its_exact_time():
    drawn = moments.moment(datetime(2026, 7, 1, 11, 5, tzinfo=UTC), "last summer")
    assert 'datetime="2026-07-01T12:05+01:00"' in drawn
    assert 'title="Wednesday 1 July 2026 at 12:05"' in drawn
    assert ">last summer</time>" in drawn
    assert moments.moment(None) == ""


def test_days_are_written_out():
    assert moments.day(london(2026, 11, 24, 0, 30)) == "24 November 2026"
    assert moments.day(PartDate(2014, 3)) == "March 2014"
    assert moments.day(None) == ""


def test_a_persons_line_breaks_are_kept_and_nothing_else():
    assert lines("one\ntwo\r\n\r\n<b>") == Markup(
        '<p class="govuk-body">one<br>two</p><p class="govuk-body">&lt;b&gt;</p>'
    )


def test_parts_of_an_item_may_be_absent():
    assert maybe({"hint": 0}, "hint") == 0
    assert maybe({}, "hint", "none") == "none"
    assert maybe(object(), "hint") == ""


def test_two_environments_do_not_share_their_looseness():
    made = environment()
    made.get_template("govuk_frontend_jinja/components/button/macro.html")
    with pytest.raises(UndefinedError):
        made.from_string("{{ nobody }}").render()


def loaded_by(drawn):
    return [STATIC / path for path in re.findall(r'(?:href|src)="/static/([^"]+)"', drawn)]


def test_every_file_a_public_page_loads_is_there_and_all_of_them_weigh_less_than_100_kb():
    drawn = page("public")
    paths = {path for path in loaded_by(drawn) if path.name != "favicon.ico"}
    paths |= set((STATIC / "design/fonts").glob("*.woff2"))
    assert all(path.exists() for path in paths)
    weights = [
        path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes())) for path in paths
    ]
    assert sum(weights) + len(gzip.compress(drawn.encode())) < 100_000


def test_carried_files_hold_nothing_that_is_govuks_alone_and_point_nowhere():
    for path in (STATIC / "design/vendor").iterdir():
        text = path.read_text()
        assert not re.search(r"GDS Transport|crest|crown|sourceMappingURL|url\(", text), path.name


def test_style_sheets_point_only_to_files_that_are_there():
    for path in (STATIC / "design").glob("*.css"):
        for target in re.findall(r'url\("([^"]+)"\)', path.read_text()):
            assert (path.parent / target).exists()


def test_the_public_part_of_our_script_stores_nothing():
    script = (STATIC / "design/breakwater.js").read_text()
    public, staff = script.split("/* ---- Staff pages only from here. ---- */")
    assert not re.search(r"sessionStorage|localStorage|cookie|indexedDB", public)
    assert not re.search(r"localStorage|document\.cookie|indexedDB|eval\(|innerHTML", staff)
    assert "return;" in public.rsplit("if (isPublic)", 1)[1]


def test_a_reference_is_kept_on_one_line_and_what_stands_around_it_is_escaped():
    said = unbroken("<b> C-26-4F7K2-X, due today")
    assert said == '&lt;b&gt; <span class="bw-unbroken">C-26-4F7K2-X</span>, due today'
    assert unbroken(Markup("<p>C-26-4F7K2-X</p>")) == "<p>C-26-4F7K2-X</p>"
    assert (unbroken(None), unbroken(0)) == ("", "0")


def test_a_number_is_there_to_tap_and_what_is_none_stays_as_it_stands():
    assert 'href="tel:01632960100">01632\u00a0960100</a>' in ring("01632 960100")
    assert 'href="tel:999"' in ring("999")
    assert 'href="tel:+441632960100"' in ring("+44 1632 960100")
    for said in ("a.worker@example.invalid", "None given", "", "12 Harbour Way"):
        assert ring(said) == said
    assert ring("<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("said", "dialled"),
    [
        ("+44 (0)1632 960100", ["+441632960100"]),
        ("+44 01632 960100", ["+441632960100"]),
        ("0044 (0) 1632 960100", ["00441632960100"]),
        ("(01632) 960100", ["01632960100"]),
        ("(+44) 1632 960100", ["+441632960100"]),
        ("01632\u00a0960\u2013100", ["01632960100"]),
        ("01632 960100 ext 4", ["01632960100"]),
        ("01632 960100 x4", ["01632960100"]),
        ("01632 960100 (option 2)", ["01632960100"]),
        ("01632 960100 or 07700 900123", ["01632960100", "07700900123"]),
        ("01632 960100, 07700 900123", ["01632960100", "07700900123"]),
        ("child12345@example.invalid", []),
    ],
)
def test_a_number_is_dialled_as_it_is_reached_however_it_was_typed(said, dialled):
    drawn = ring(said)
    assert re.findall(r'href="tel:([^"]*)"', drawn) == dialled
    assert drawn.striptags().replace("\u00a0", " ") == said.replace("\u00a0", " ")  # nothing of it is lost


def test_a_number_may_open_a_text_instead_of_a_call():
    assert 'href="sms:07700900123"' in ring("07700 900123", by="sms")
    assert "tel:" not in ring("07700 900123", by="sms")


def test_a_kept_number_is_drawn_in_one_place_alone():
    product = ROOM.parents[1]
    drawn = {path.name for path in product.rglob("*.html") if re.search(r"(tel|sms):\{\{", path.read_text())}
    assert drawn == set()
