"""A long list of organisations: a plain list without script, with it part of a name is typed. Never of people (SG-21)."""

import pytest

from breakwater.foundation.design.environment import own_environment
from breakwater.foundation.design.fields import Form, SelectField
from breakwater_dev.testing.browsers import show

SCHOOLS = [(f"s{number}", f"Gull Primary {number}") for number in range(60)] + [("tern", "St Tern’s Academy")]
PAGE = """{% extends "design/staff.html" %}{% block content %}<h1>Ask a school</h1>
<form id="f" method="post">{{ form.draw() }}<button>Send</button></form>{% endblock %}"""


class AskForm(Form):
    school = SelectField(label="Which school?", choices=SCHOOLS, empty="None", required=False, by_typing=True)
    few = SelectField(label="Which of few?", choices=SCHOOLS[:3], required=False, by_typing=True)


def test_without_script_it_is_a_list_of_all_and_a_short_list_stays_one():
    drawn = AskForm().draw()
    assert drawn.count("<option") == len(SCHOOLS) + 1 + 3 + 1
    assert drawn.count("data-bw-choosing") == 1


@pytest.fixture
def asked(chromium):
    page = chromium.new_page()
    show(page, own_environment().from_string(PAGE).render(form=AskForm(initial={"school": "s3"})))
    yield page
    page.close()


def sent(page) -> str:
    return page.evaluate("new FormData(document.getElementById('f')).get('school')")


@pytest.mark.browser
@pytest.mark.slow
def test_part_of_a_name_finds_it_and_enter_chooses_it(asked):
    box = asked.get_by_role("combobox", name="Which school?")
    assert (box.input_value(), sent(asked)) == ("Gull Primary 3", "s3")
    box.fill("st tern")
    assert asked.locator("[role=option]").all_text_contents() == ["St Tern’s Academy"]
    asked.keyboard.press("ArrowDown")
    asked.keyboard.press("Enter")
    assert (box.input_value(), sent(asked)) == ("St Tern’s Academy", "tern")
    assert asked.locator("[role=listbox]").is_hidden()


@pytest.mark.browser
@pytest.mark.slow
def test_what_names_none_chooses_none_and_escape_brings_back_what_was_chosen(asked):
    box = asked.get_by_role("combobox", name="Which school?")
    for typed in ("Nowhere", "tern"):  # half a name that fits one school is no choice
        box.fill(typed)
        asked.keyboard.press("Tab")
        assert (box.input_value(), sent(asked)) == ("", "")
        assert asked.locator("[role=status]").text_content() == "Nothing chosen"
    box.fill("Gull Primary 12")
    asked.keyboard.press("Tab")
    assert sent(asked) == "s12"
    box.fill("Gull")
    asked.keyboard.press("Escape")
    assert (box.input_value(), sent(asked)) == ("Gull Primary 12", "s12")
