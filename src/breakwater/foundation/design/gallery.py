"""Every component and field in each of its states, for the gallery page. Everyone in it is invented."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.utils import timezone

from breakwater.foundation.dates import PartDate, london_date
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.design import charts
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    PasswordField,
    PhoneField,
    PostcodeField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)
from breakwater.foundation.design.fortnight import Falls, fortnight, span

AREAS = [("north", "North"), ("south", "South"), ("island", "The island")]


class EveryField(IdempotentForm):
    name = TextField(label="What is your name?", hint="Skip this if you would rather not say.", required=False)
    words = TextareaField(label="What has happened?", missing="Say what has happened", max_length=400)
    when = DateField(label="When did it happen?", hint="For example, 27 3 2026", past=True)
    born = DateField(label="When were they born?", hint="A year alone is enough.", partial=True)
    hour = TimeField(label="At what time?")
    answer = RadiosField(
        label="How shall we answer?",
        choices=[("post", "By letter"), ("phone", "By telephone"), ("never", "Not at all")],
        options={"post": "Comes within 5 working days.", "never": {"divider": "or"}},
        reveals={"phone": ["number"]},
    )
    number = PhoneField(label="Which number?")
    places = CheckboxesField(label="Which places?", choices=AREAS, options={"island": "By boat."})
    place = SelectField(label="Which place first?", choices=AREAS)
    sure = YesNoField(label="Are you sure?", not_known=True)
    mail = EmailField(label="What is your email address?")
    code = PostcodeField(label="What is the postcode?")
    count = NumberField(label="How many?", min_value=1, max_value=60)
    paper = FileField(label="Which paper goes with it?", hint="A PDF or a picture.", accepts=[".pdf", ".png", ".jpg"])
    password = PasswordField(label="What is your password?")
    origin = HiddenField(initial="gallery")


class FilterForm(Form):
    place = SelectField(label="Place", choices=AREAS, required=False, empty="Everywhere")
    state = SelectField(label="Time", choices=[("near", "Due soon"), ("late", "Overdue")], required=False, empty="Any")
    said = TextField(label="Words", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False


class OneQuestion(IdempotentForm):
    public = True
    worry = TextareaField(
        label="What are you worried about?", hint="Use your own words.", missing="Tell us in a few words"
    )
    reply = EmailField(label="Where may we write to you?", required=False)


WRONG = {"words": "x" * 420, "when-day": "31", "when-month": "2", "when-year": "2026", "answer": "phone", "count": "0"}


def gallery_context() -> dict:
    """Return what `design/gallery.html` shows."""
    now = timezone.now()
    today = london_date(now)
    return {
        "empty_form": EveryField(auto_id="plain_%s", initial={"born": PartDate(2014, 3), "hour": now.time()}),
        "form": EveryField(WRONG, auto_id="wrong_%s"),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "yesterday": now - timedelta(days=1),
        "tomorrow": now + timedelta(days=1),
        "page": Paginator(range(1, 241), 20).page(4),
        "short_page": Paginator(range(1, 5), 20).page(1),
        "drawing": charts.svg(
            {
                "data": {"values": [{"month": m, "in time": n} for m, n in MONTHS]},
                "mark": "bar",
                "encoding": {
                    "x": {"field": "month", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
                    "y": {"field": "in time", "type": "quantitative", "title": "Answered in time, per cent"},
                },
            },
            "gallery",
            title="More was answered in time each month since July",
            description="Bars rise from 71 per cent in June to 94 per cent in November.",
        ),
        "months": MONTHS,
        "days": fortnight(
            [
                Falls(span(today)[0], "Meeting", "Alex Example", "#", "10:00"),
                Falls(span(today)[1], "Due: review", "Alex Example", "#"),
            ],
            today=today,
            calendar=WorkingCalendar(),
        ),
    }


def public_context(*, wrong: bool = False) -> dict:
    """Return what `design/gallery_public.html` shows."""
    return {"form": OneQuestion({"reply": "nowhere"} if wrong else None), "demo": True}


MONTHS = [("June", 71), ("July", 70), ("August", 78), ("September", 85), ("October", 90), ("November", 94)]
