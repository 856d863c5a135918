"""Text as people write it: what it reads, how it is drawn, and that nothing a writer types runs."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from breakwater.foundation.design import rich_text

TEXT = """## First steps

A **bold** word, [a page](/guide/prevent/) and [another](https://example.org/a?b=1&c=2).

- one
  - inner
  1. counted
- two

1. first
2. second

### Less

| Who | By when |
| --- | --- |
| A\\|B | today<br>or tomorrow |

![A tree](/pictures/images/tree.max-960x960.png)"""


def test_headings_lists_tables_links_and_pictures_are_read():
    assert rich_text.parse(TEXT) == [
        ("h2", "First steps"),
        ("p", "A **bold** word, [a page](/guide/prevent/) and [another](https://example.org/a?b=1&c=2)."),
        ("list", "one\n  - inner\n  1. counted\ntwo"),
        ("numbers", "first\nsecond"),
        ("h3", "Less"),
        ("table", "| Who | By when |\n| A\\|B | today<br>or tomorrow |"),
        ("picture", "![A tree](/pictures/images/tree.max-960x960.png)"),
    ]


def test_they_are_drawn_as_the_house_draws_them():
    drawn = str(rich_text.draw(TEXT))
    assert '<h2 class="govuk-heading-m">First steps</h2>' in drawn
    assert '<h3 class="govuk-heading-s">Less</h3>' in drawn
    assert '<a class="govuk-link" href="https://example.org/a?b=1&amp;c=2">another</a>' in drawn
    assert '<li>one<ul class="govuk-list govuk-list--bullet"><li>inner</li></ul><ol' in drawn
    assert '<th scope="col" class="govuk-table__header">Who</th>' in drawn
    assert '<td class="govuk-table__cell">A|B</td>' in drawn
    assert "today<br>or tomorrow" in drawn
    assert '<img src="/pictures/images/tree.max-960x960.png" alt="A tree" loading="lazy">' in drawn


def test_a_message_has_the_same_words_without_marks():
    assert rich_text.plain(TEXT).split("\n\n") == [
        "First steps",
        "A bold word, a page and another (https://example.org/a?b=1&c=2).",
        "- one\n  - inner\n  1. counted\n- two",
        "1. first\n2. second",
        "Less",
        "Who: By when\nA|B: today or tomorrow",
        "Picture: A tree",
    ]
    assert rich_text.pictures_in(TEXT) == ["/pictures/images/tree.max-960x960.png"]


WORDS = st.text(alphabet=st.sampled_from("ab <>&\"'*[]()|\\/!#-.1:\n "), max_size=120)


@given(WORDS)
@example("-\n1")
@example("1.\na")
@example("|\na|")
def test_what_was_read_is_read_again_from_what_it_is_typed_as(text):
    once = rich_text.parse(text)
    assert rich_text.parse(rich_text.typed(once)) == once


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '[x](https://a"onmouseover="alert(1))',
        "[x](//evil.example/)",
        "[x](data:text/html,a)",
        "![x](https://evil.example/a.png)",
        "![x](/pictures/../../etc/passwd)",
        '![x" onerror="alert(1)](/pictures/a.png)',
        "| <img src=x onerror=alert(1)> |",
        "- <b onclick=alert(1)>x</b>",
    ],
)
def test_nothing_a_writer_types_runs_or_leads_where_it_should_not(text):
    drawn = str(rich_text.draw(text))
    tags = re.findall(r"<[^>]*>", drawn)
    assert not any(re.search(r"script|\son\w+=(?!.*&#34;)|javascript:|data:text", tag) for tag in tags), tags
    assert 'href="//' not in drawn
    assert not re.search(r'src="(?!/pictures/[\w])', drawn)


@given(WORDS)
def test_every_tag_that_is_drawn_is_one_of_ours(text):
    known = {
        "p",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "br",
        "h2",
        "h3",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "img",
    }
    assert set(re.findall(r"</?(\w+)", str(rich_text.draw(text)))) <= known


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_an_address_that_a_browser_takes_elsewhere_is_no_link(address):
    assert "<a " not in rich_text.inline(f"[words]({address})")


def test_the_editor_takes_for_an_address_what_the_pages_draw_as_one():
    script = (Path(rich_text.__file__).parent / "static/design/editor/editor.js").read_text()
    theirs = json.loads(re.search(r"var TO = (.*);", script)[1]).replace(r"\/", "/")
    assert theirs == rich_text.ADDRESS.replace(r"\"", '"')
