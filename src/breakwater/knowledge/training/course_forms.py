"""What the training team says of a course."""

from collections.abc import Mapping
from typing import ClassVar

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    WebAddressField,
)
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .codes import staff_groups
from .models import CourseGroup, Delivery, Open, Sort
from .operations.courses import CourseFacts


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Folded(Form):
    """A long form: what is always asked stands open, the rest is folded by its title, open where something in it is filled or wrong."""

    folds: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @property
    def always(self) -> list[str]:
        folded = {name for names in self.folds.values() for name in names}
        return [name for name in self.fields if name not in folded]

    @property
    def folded(self) -> list[tuple[str, list[str], bool]]:
        """The folds: title, names, and whether it is open."""
        found = []
        for title, names in self.folds.items():
            here = [name for name in names if name in self.fields]
            found.append((title, here, any(name in self.errors or self._is_filled(name) for name in here)))
        return found

    def _is_filled(self, name: str) -> bool:
        """Whether it says something other than what a new form says."""
        return self[name].value() not in (None, "", [], self.fields[name].initial)


class CourseForm(Folded):
    """A course and what its edition says. Saved again with other words it is a new edition from the day given."""

    folds: ClassVar = {
        "E-learning": ("link", "completion_code"),
        "Who may book": ("sectors", "staff_groups", "open_to", "strict", "before", "before_months"),
        "More about the course": ("outline", "before_you_come", "accessibility", "warning"),
        "What it is based on": ("bases", "chapters"),
    }

    code = TextField(label="Code", max_length=20, width=10, missing="Enter a code")
    title = TextField(label="Title", max_length=160, missing="Enter the title")
    sort = SelectField(label="Kind of course", choices=Sort.choices, missing="Choose the kind of course")
    group = SelectField(
        label="Counts as",
        hint="Which duty to be trained it meets.",
        required=False,
        empty="No duty",
        choices=lambda: list(CourseGroup.objects.order_by("title").values_list("code", "title")),
    )
    delivery = SelectField(label="How is it given?", choices=Delivery.choices, missing="Choose how it is given")
    link = WebAddressField(label="Address of the e-learning", required=False)
    completion_code = TextField(
        label="Completion code of the e-learning", hint="Shown at its end. It proves it.", max_length=40, required=False
    )
    sectors = CheckboxesField(
        label="Whose staff is it for?",
        hint="Leave empty for everyone.",
        choices=OrganisationKind.choices,
        required=False,
        small=True,
    )
    staff_groups = CheckboxesField(
        label="Which roles is it for?",
        hint="Leave empty for everyone.",
        choices=lambda: list(staff_groups().items()),
        required=False,
        small=True,
    )
    open_to = RadiosField(label="Whose area?", choices=Open.choices, missing="Choose whose area", initial=Open.AREA)
    strict = RadiosField(
        label="Whoever it is not for",
        choices=[("no", "May ask: the training team approves"), ("yes", "Is refused")],
        initial="no",
        missing="Choose what happens",
    )
    before = SelectField(label="Course to have done first", required=False, empty="None")
    before_months = NumberField(
        label="At most how many months before?", max_value=240, min_value=1, required=False, width=3
    )
    valid_months = NumberField(
        label="For how many months does it count?",
        hint="Empty: for good.",
        min_value=1,
        max_value=240,
        required=False,
        width=3,
    )
    aim = TextareaField(label="Aim", rows=3, max_length=1000, missing="Enter the aim")
    outcomes = TextareaField(
        label="What will people be able to do?",
        hint="One on each line. Evaluations ask about each.",
        rows=4,
        max_length=2000,
        missing="Enter at least one outcome",
    )
    outline = TextareaField(label="Content", rows=4, max_length=4000, required=False)
    before_you_come = TextareaField(label="Before you come", rows=2, max_length=1000, required=False)
    minutes = NumberField(
        label="How many minutes?",
        hint="Without breaks.",
        min_value=5,
        max_value=6000,
        width=4,
        missing="Enter the minutes",
    )
    accessibility = TextareaField(label="Accessibility", rows=2, max_length=1000, required=False)
    warning = TextareaField(label="What may be hard to hear", rows=2, max_length=600, required=False)
    bases = TextareaField(
        label="What is it based on?",
        hint="One on each line: guidance with its edition, like “Keeping children safe in education | 2025”.",
        rows=3,
        max_length=2000,
        required=False,
    )
    chapters = CheckboxesField(label="Chapters of the procedures", required=False, small=True)
    review_by = DateField(label="When is it reviewed next?", future=True, missing="Enter the day of the next review")

    def __init__(self, *args, others=(), chapters=(), **more):
        super().__init__(*args, **more)
        self.fields["before"].choices = [("", "None"), *others]
        self.fields["chapters"].choices = chapters
        if not chapters:
            del self.fields["chapters"]

    def facts(self) -> CourseFacts:
        said = dict(self.cleaned_data)
        said["strict"] = said["strict"] == "yes"
        said["outcomes"] = tuple(lines(said["outcomes"]))
        said["bases"] = tuple(lines(said["bases"]))
        said["chapters"] = tuple(said.get("chapters") or ())
        return CourseFacts(**said)
