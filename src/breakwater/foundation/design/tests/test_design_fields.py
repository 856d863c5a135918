"""What fields take, refuse and draw."""

from datetime import date, time
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from breakwater.foundation.dates import PartDate
from breakwater.foundation.design import fields


class Answer(TextChoices):
    STAY = "stay", "Stay"
    GO = "go", "Go somewhere else"


def form_of(data=None, *, files=None, **made):
    return type("AForm", (fields.Form,), made)(data, files)


def ask(field, typed, *, files=None):
    """Return (what the field understood, what it says is wrong) for one answer."""
    form = form_of(typed if isinstance(typed, dict) else {"answer": typed}, files=files, answer=field)
    form.is_valid()
    return form.cleaned_data.get("answer"), form["answer"].faults


def test_a_missing_answer_is_told_in_the_words_given():
    assert ask(fields.TextField(label="Name?", missing="Enter your name"), "  ") == (None, ["Enter your name"])


@pytest.mark.parametrize("unseen", ["\u200b" * 30, "\u00ad \u2060\n", "\u3164\u3164", "\u2800"])
def test_an_answer_of_which_nothing_is_seen_is_none(unseen):
    for field in (fields.TextField, fields.TextareaField):
        assert ask(field(label="Why?", missing="Say why"), unseen) == (None, ["Say why"])
        assert ask(field(label="Why?"), f"{unseen}👍")[1] == []


def test_text_loses_what_no_database_can_hold():
    assert ask(fields.TextField(label="Name?"), "A\x00l\ud800ex \x07 B") == ("Alex B", [])
    assert ask(fields.TextareaField(label="Words?"), "one\r\ntwo\x00") == ("one\ntwo", [])


def test_a_field_typed_with_broken_characters_can_be_drawn_again():
    form = form_of({"words": "a\ud800\x00b"}, words=fields.TextareaField(label="Words?", max_length=1))
    assert not form.is_valid()
    assert "ab</textarea>" in form.draw()
    form.draw().encode("utf-8")


def test_text_that_is_too_long_is_told_by_how_much():
    _, faults = ask(fields.TextareaField(label="Words?", max_length=10), "x" * 1234)
    assert faults == ["Shorten this to 10 characters or fewer. It has 1,234 now"]


def test_a_line_break_counts_as_one_character_as_the_counter_on_the_page_has_it():
    assert ask(fields.TextareaField(label="Words?", max_length=3), "a\r\nb") == ("a\nb", [])


def test_line_breaks_survive_inside_a_revealed_field():
    form = form_of(
        {"answer": "go", "why": "one\ntwo"},
        answer=fields.RadiosField(label="What?", choices=Answer, reveals={"go": ["why"]}),
        why=fields.TextareaField(label="Why?"),
    )
    assert ">one&#10;two</textarea>" in form.draw()


def test_markup_typed_into_a_field_is_shown_as_typed():
    drawn = form_of({"answer": '"><script>x'}, answer=fields.TextField(label="<b>Name</b>?")).draw()
    assert "<script>" not in drawn
    assert "<b>" not in drawn


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("14:30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("9am", time(9)),
        ("12 am", time(0)),
        ("0905", time(9, 5)),
        ("midday", time(12)),
    ],
)
def test_times_are_understood_as_people_write_them(typed, understood):
    assert ask(fields.TimeField(label="When?"), typed) == (understood, [])


@pytest.mark.parametrize("typed", ["14", "25:00", "13pm", "9:75", "soon", "9:3"])
def test_a_time_that_could_mean_two_things_is_asked_again(typed):
    assert ask(fields.TimeField(label="When?"), typed) == (None, ["Enter a time, like 14:30 or 2:30pm"])


def on(day="", month="", year=""):
    return {"answer-day": day, "answer-month": month, "answer-year": year}


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "Mar."])
def test_months_may_be_words(month):
    assert ask(fields.DateField(label="When?"), on("9", month, "2014")) == (date(2014, 3, 9), [])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (on("31", "2", "2026"), "Enter a real date, like 27 3 2016"),
        (on("", "2", "2026"), "The date must include a day"),
        (on("1", "", "2026"), "The date must include a month"),
        (on("1", "2", ""), "The date must include a year"),
        (on("1", "2", "26"), "The year must have 4 numbers, like 2016"),
        (on("1", "13", "2026"), "The month must be from 1 to 12, or its name"),
        (on("x", "1", "2026"), "The day must be a number, like 27"),
        (on("\u0661", "1", "2026"), "The day must be a number, like 27"),
        (on("1", "1", "1899"), "The date must be on or after 1 January 1900"),
        (on(), "Enter a date"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(typed, words):
    assert ask(fields.DateField(label="When?"), typed) == (None, [words])


def test_the_error_of_a_date_leads_to_the_box_at_fault():
    form = form_of(on("1", "", "2026"), answer=fields.DateField(label="When?"))
    assert 'href="#id_answer-month"' in form.error_summary
    assert form.draw().count("govuk-input--error") == 1


def test_a_part_date_keeps_what_is_known_and_no_more():
    born = fields.DateField(label="Born?", partial=True)
    assert ask(born, on(year="2014")) == (PartDate(2014), [])
    assert ask(born, on(month="March", year="2014")) == (PartDate(2014, 3), [])
    assert ask(born, on("9", "3", "2014")) == (PartDate(2014, 3, 9), [])
    assert ask(born, on("9", "", "2014"))[1] == ["The date must include a month"]


def test_a_part_date_is_drawn_back_into_its_boxes():
    form = type("AForm", (fields.Form,), {"born": fields.DateField(label="Born?", partial=True)})
    drawn = form(initial={"born": PartDate(2014, 3)}).draw()
    assert 'name="born-month" type="text" value="3"' in drawn
    assert 'name="born-day" type="text" value=""' in drawn


def test_a_date_to_come_is_refused_where_it_must_be_past():
    assert ask(fields.DateField(label="When?", past=True), on("1", "1", "2200"))[1] == [
        "The date must be today or in the past"
    ]
    assert ask(fields.DateField(label="When?", future=True), on("1", "1", "2001"))[1] == [
        "The date must be today or in the future"
    ]


@pytest.mark.parametrize(
    ("typed", "understood"), [("po12ab", "PO1 2AB"), ("SO14-3fe", "SO14 3FE"), ("w1a 1aa", "W1A 1AA")]
)
def test_postcodes_are_written_one_way(typed, understood):
    assert ask(fields.PostcodeField(label="Where?"), typed) == (understood, [])


def test_a_lenient_postcode_takes_what_is_known():
    assert ask(fields.PostcodeField(label="Where?"), "PO1")[1] == ["Enter a full UK postcode, like PO1 2AB"]
    assert ask(fields.PostcodeField(label="Where?", lenient=True), "near PO1") == ("near PO1", [])


def test_drama_numbers_are_telephone_numbers():
    assert ask(fields.PhoneField(label="Which?"), "07700 900982") == ("07700 900982", [])
    assert ask(fields.PhoneField(label="Which?"), "call me")[1]


def test_numbers_with_commas_are_understood():
    assert ask(fields.NumberField(label="How many?"), " 1,200 ") == (1200, [])
    assert ask(fields.NumberField(label="How many?", max_value=9), "10") == (None, ["Enter 9 or fewer"])
    assert ask(fields.NumberField(label="How many?"), "9" * 5000)[1] == ["Enter a whole number, like 12"]
    within = fields.NumberField(label="Score", min_value=0, max_value=10)
    assert ask(within, "better")[1] == ["Enter a whole number from 0 to 10"]


def test_an_email_address_without_a_place_is_refused():
    assert ask(fields.EmailField(label="Which?"), "name@example.com") == ("name@example.com", [])
    assert ask(fields.EmailField(label="Which?"), "name")[1]


def test_choices_come_from_text_choices():
    assert ask(fields.RadiosField(label="What?", choices=Answer), "go") == ("go", [])
    assert ask(fields.RadiosField(label="What?", choices=Answer), "fly") == (None, ["Choose one of the answers shown"])
    assert ask(fields.CheckboxesField(label="What?", choices=Answer), {"answer": ["go", "stay"]})[0] == ["go", "stay"]


@pytest.mark.parametrize(("typed", "understood"), [("yes", True), ("no", False), ("not_known", None)])
def test_yes_no_and_not_known_are_three_answers(typed, understood):
    assert ask(fields.YesNoField(label="Sure?", not_known=True), typed) == (understood, [])


def test_not_known_is_no_answer_where_it_is_not_offered():
    assert ask(fields.YesNoField(label="Sure?"), "not_known")[1] == ["Choose one of the answers shown"]


def test_what_was_answered_is_shown_again():
    form = type("AForm", (fields.Form,), {"sure": fields.YesNoField(label="Sure?")})
    assert 'value="no" checked' in form(initial={"sure": False}).draw()


def reveal_form(data):
    return form_of(
        data,
        answer=fields.RadiosField(label="What?", choices=Answer, reveals={"go": ["where"]}),
        where=fields.TextField(label="Where?"),
    )


def test_a_revealed_question_is_asked_only_when_its_answer_is_chosen():
    assert not reveal_form({"answer": "go"}).is_valid()
    kept = reveal_form({"answer": "stay", "where": " "})
    assert kept.is_valid()
    assert kept.cleaned_data == {"answer": "stay", "where": ""}


def test_what_is_entered_under_a_choice_makes_the_choice_where_none_was_made():
    form = reveal_form({"where": "to her aunt"})
    assert form.is_valid()
    assert form.cleaned_data == {"answer": "go", "where": "to her aunt"}


def test_what_is_entered_under_another_choice_is_an_error_until_it_is_left_out():
    form = reveal_form({"answer": "stay", "where": "to her aunt"})
    assert form.errors["answer"] == [
        "You chose “Stay”, but something is entered under “Go somewhere else”. Choose “Go somewhere else” to keep it, or leave it out"
    ]
    drawn = form.draw()
    assert 'value="to her aunt"' in drawn
    assert "Leave out what is entered here" in drawn
    assert "Leave out" not in reveal_form({"answer": "stay"}).draw()
    left_out = reveal_form({"answer": "stay", "where": "to her aunt", "answer-without": ["go"]})
    assert left_out.is_valid()
    assert left_out.cleaned_data == {"answer": "stay", "where": ""}


def test_what_is_entered_under_a_tick_ticks_it_and_one_that_stands_alone_is_an_error():
    def ticks(data):
        return form_of(
            data,
            answer=fields.CheckboxesField(
                label="Which?",
                choices=[("a", "A"), ("b", "B"), ("none", "None")],
                options={"none": {"alone": True}},
                reveals={"a": ["more"]},
            ),
            more=fields.TextField(label="What of A?"),
        )

    form = ticks({"answer": ["b"], "more": "words"})
    assert form.is_valid()
    assert form.cleaned_data == {"answer": ["b", "a"], "more": "words"}
    assert not ticks({"answer": ["none"], "more": "words"}).is_valid()


def test_what_a_box_was_drawn_with_is_not_entered_by_anybody():
    data = {"answer": "stay", "where": "the usual  place"}
    form = type(reveal_form(None))(data, initial={"where": "the usual place"})
    assert form.is_valid()


def test_a_box_under_two_choices_keeps_what_was_written_in_either():
    def two(query):
        return form_of(
            QueryDict(query),
            answer=fields.RadiosField(label="What?", choices=Answer, reveals={"go": ["why"], "stay": ["why"]}),
            why=fields.TextareaField(label="Why?", required=False),
        )

    for query in ("answer=go&why=because&why=", "answer=go&why=&why=because", "answer=stay&why=because&why="):
        form = two(query)
        assert form.is_valid(), query
        assert form.cleaned_data["why"] == "because"
    both = two("answer=go&why=one&why=two")
    assert both.is_valid()
    assert both.cleaned_data["why"] == "one\ntwo"
    assert "answer" in two("why=because&why=").errors


def test_a_revealed_question_is_drawn_once_inside_its_answer():
    drawn = reveal_form(None).draw()
    assert drawn.count('name="where"') == 1
    assert drawn.index("govuk-radios__conditional") < drawn.index('name="where"')


def test_public_forms_turn_the_browsers_memory_off():
    made = {"public": True, "mail": fields.EmailField(label="Which?"), "born": fields.DateField(label="When?")}
    drawn = form_of(None, **made).draw()
    assert drawn.count('autocomplete="off"') == 4
    assert 'autocomplete="email"' in form_of(None, mail=fields.EmailField(label="Which?")).draw()


def test_a_password_is_taken_exactly_and_never_shown_again():
    assert ask(fields.PasswordField(label="Password?"), " a b ") == (" a b ", [])
    assert "secret" not in form_of({"answer": "secret"}, answer=fields.PasswordField(label="Password?")).draw()


def test_a_file_is_judged_by_its_ending_and_size():
    paper = fields.FileField(label="Which?", accepts=[".pdf"], max_bytes=2_000_000)
    good, odd = SimpleUploadedFile("a.PDF", b"%PDF-1.7"), SimpleUploadedFile("a.exe", b"MZ")
    assert ask(paper, {}, files=MultiValueDict({"answer": [good]}))[1] == []
    assert ask(paper, {}, files=MultiValueDict({"answer": [odd]}))[1] == ["Choose a file that ends in .pdf"]
    large = SimpleUploadedFile("a.pdf", b"x" * 2_000_001)
    assert ask(paper, {}, files=MultiValueDict({"answer": [large]}))[1] == ["Choose a file smaller than 2 MB"]


class Sent(fields.IdempotentForm):
    words = fields.TextField(label="Words?")


def test_a_form_carries_one_token_from_its_first_showing():
    first = Sent()
    token = first["idempotency"].text()
    assert token in first.draw()
    assert first.draw().count(token) == 1
    again = Sent({"words": "", "idempotency": token})
    assert token in again.draw()
    assert Sent({"words": "x", "idempotency": token}).is_valid()
    assert UUID(token)


def test_two_showings_have_two_tokens():
    assert Sent()["idempotency"].text() != Sent()["idempotency"].text()


def test_a_form_says_in_the_title_that_something_is_wrong():
    assert Sent({}).title_prefix == "Error: "
    assert Sent().title_prefix == ""
    assert 'href="#id_words"' in Sent({}).error_summary
    assert Sent().error_summary == ""


EVERY_KIND = {
    "text": fields.TextField,
    "area": fields.TextareaField,
    "day": fields.DateField,
    "hour": fields.TimeField,
    "number": fields.NumberField,
    "mail": fields.EmailField,
    "phone": fields.PhoneField,
    "code": fields.PostcodeField,
    "secret": fields.PasswordField,
    "kept": fields.HiddenField,
}


@given(st.text(max_size=60))
def test_no_typing_breaks_a_form(typed):
    made = {name: kind(label="What?") for name, kind in EVERY_KIND.items()}
    made |= {
        "one": fields.RadiosField(label="?", choices=Answer),
        "many": fields.CheckboxesField(label="?", choices=Answer),
    }
    made |= {"pick": fields.SelectField(label="?", choices=Answer), "sure": fields.YesNoField(label="?")}
    data = dict.fromkeys(made, typed) | {"many": [typed], "day-day": typed, "day-month": typed, "day-year": typed}
    form = form_of(data, **made)
    form.is_valid()
    str(form.error_summary + form.draw()).encode("utf-8")


@pytest.mark.parametrize("field", [fields.PhoneField, fields.EmailField, fields.PostcodeField])
def test_a_box_that_may_stay_empty_stays_empty_in_peace(field):
    assert ask(field(label="How?", required=False), "") == ("", [])
