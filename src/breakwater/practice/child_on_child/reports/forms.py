"""What is asked of a member of staff: what is true now, then what was seen and said. An image is asked for nowhere (SG-29)."""

from django import forms as django_forms

from breakwater.foundation.design.fields import (
    CheckboxesField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from ..codes import PLACES, TIMES
from ..models import Report
from ..models.incidents import Wish, YesNo
from .operations import ReportFacts

NONE, ADULT = "none", "adult"


class TriageForm(Form):
    """Asked first, in codes alone: the answers travel in the address."""

    now = CheckboxesField(
        label="Is any of this true now?",
        hint="Choose all that are.",
        choices=[
            ("danger", "A child is in danger now"),
            ("medical", "A child is hurt or may need medical help"),
            ("recent", "There was touching, or sex, in the last 7 days"),
            ("images", "There are images or videos, on any device"),
            (ADULT, "An adult who works with children is said to have done it"),
            (NONE, "None of these"),
        ],
        options={
            NONE: {"alone": True, "divider": "or"},
            "recent": {"hint": "Evidence may still be taken: within 7 days, the sooner the better."},
        },
        missing="Choose what is true now, or None of these",
    )

    def clean_now(self):
        chosen = self.cleaned_data["now"]
        if NONE in chosen and len(chosen) > 1:
            raise django_forms.ValidationError("Choose what is true now, or None of these, not both")
        return chosen


class ReportForm(IdempotentForm):
    """The report. Who reports, and when, is known."""

    happened = RadiosField(label="What is it about?", choices=Report.Happened, missing="Choose what it is about")
    harmed = TextField(
        label="Which child was affected?",
        hint="Name and class or year, as you know them.",
        max_length=200,
        missing="Enter which child was affected, or Not known",
    )
    under_13 = RadiosField(
        label="Is this child under 13?", choices=YesNo, inline=True, missing="Choose whether the child is under 13"
    )
    alleged = TextField(
        label="Which child is alleged to have caused harm?",
        hint="Leave it empty if you do not know. If they are at another school, say which.",
        max_length=200,
        required=False,
    )
    how = RadiosField(label="How do you know?", choices=Report.How, missing="Choose how you know")
    words = TextareaField(
        label="What did the child say, in the child’s own words?",
        hint="Only their words. Do not describe an image: say that there is one.",
        rows=4,
        max_length=4000,
        required=False,
    )
    account = TextareaField(
        label="What did you see or do?",
        hint="Facts: where, when, who was there.",
        rows=3,
        max_length=4000,
        required=False,
    )
    wish = RadiosField(
        label="What does the child who was affected want to happen?",
        hint="It is heard and recorded. It does not decide who has to be told.",
        choices=Wish,
        missing="Choose what the child wants, or Not heard yet",
    )
    place = SelectField(label="Where did it happen?", choices=list(PLACES.items()), required=False)
    when = TextField(label="When did it happen?", max_length=120, required=False)
    time = SelectField(label="About what time?", choices=list(TIMES.items()), initial="NOT_KNOWN", required=False)
    others = TextField(label="Who else was there or knows?", max_length=300, required=False)
    also_heard = TextField(
        label="Which other member of staff was with you when you were told?", max_length=200, required=False
    )
    opinion = TextareaField(
        label="What do you think?",
        hint="Your opinion, apart from what was seen and said.",
        rows=2,
        max_length=2000,
        required=False,
    )

    def clean(self):
        said = super().clean()
        if not said.get("words") and not said.get("account") and "words" not in self.errors:
            self.add_error("words", django_forms.ValidationError("Enter what the child said, or what you saw or did"))
        return said

    def facts(self, now=()) -> ReportFacts:
        said = {name: value or "" for name, value in self.cleaned_data.items() if name != "idempotency"}
        return ReportFacts(
            **said | {"place": said["place"] or "NOT_KNOWN", "time": said["time"] or "NOT_KNOWN", "now": tuple(now)}
        )


class NoIncidentForm(Form):
    why = TextareaField(
        label="Why is it not an incident?",
        hint="For example: what the child said was about something else. “Banter” is no reason.",
        rows=4,
        max_length=2000,
        missing="Enter why it is not an incident",
    )
