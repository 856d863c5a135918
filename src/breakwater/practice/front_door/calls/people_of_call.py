"""The parents, carers and others whom a caller names: a row of boxes each, as many rows as are asked for."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.design.fields import (
    HiddenField,
    IdempotentForm,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
)

from ..code_lists import RELATIONSHIPS
from ..screening.operations.named_people import PROFESSIONAL, AdultTold

AT_FIRST, AT_MOST = 2, 10


class BirthOrAgeField(TextField):
    """A date of birth, part of one, or an age, in one box; cleaned to a stored part date, or "" where nothing is typed."""

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return ""
        today = timezone.localdate()
        if re.fullmatch(r"\d{1,3}", typed, re.ASCII):
            born = PartDate.from_age(int(typed), on=today)
        else:
            try:
                born = PartDate.parse(typed)
            except NotADate:
                raise ValidationError(
                    "Enter a date of birth, like 27 3 1986, a year or an age", code="invalid"
                ) from None
        if born.earliest > today or born.year < today.year - 120:
            raise ValidationError("Enter a date of birth within the last 120 years", code="invalid")
        return str(born)


class PeopleOfCallForm(IdempotentForm):
    """A form with a row for each person a caller names beside the child. Which boxes a row has is said in `row_fields`."""

    people = HiddenField(required=False, initial=str(AT_FIRST))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.data.get("people") if self.is_bound else self.initial.get("people")
        self.numbers = range(1, _rows(asked) + 1)
        for number in self.numbers:
            for name, field in row_fields().items():
                field.says_optional = False
                self.fields[f"p{number}_{name}"] = field

    def with_another(self):
        """The same form as it stands, with a row more: nothing is checked yet, and nothing typed is lost."""
        typed = {bound.name: bound.value() for bound in self}
        return type(self)(initial=typed | {"people": str(min(len(self.numbers) + 1, AT_MOST))})

    @property
    def may_add(self) -> bool:
        return len(self.numbers) < AT_MOST

    @property
    def rows(self) -> list[list]:
        """The boxes of each row, to be drawn."""
        return [[self[f"p{number}_{name}"] for name in row_fields()] for number in self.numbers]

    @property
    def names_anyone(self) -> bool:
        """Whether anything is typed of anyone, so that the part stands open."""
        return any(box.value() for row in self.rows for box in row)

    def clean(self):
        given = super().clean()
        for number in self.numbers:
            row = self._row(number, given)
            if any(row.values()) and not (row["name"] or row["relation"]) and f"p{number}_name" not in self.errors:
                self.add_error(f"p{number}_name", "Write the name, or choose what they are to the child")
        return given

    def adults(self) -> tuple[AdultTold, ...]:
        """The people named, as `named_people.keep` takes them. A practitioner is never a person of a case."""
        rows = {number: self._row(number, self.cleaned_data) for number in self.numbers}
        return tuple(
            AdultTold(
                f"call-{number}",
                {
                    "named_as": row["name"],
                    "relation": row["relation"],
                    "born_as_told": row["born"],
                    "address_as_told": row["address"],
                    "postcode_as_told": row["postcode"],
                    "reach_as_told": row["telephone"],
                },
            )
            for number, row in rows.items()
            if any(row.values())
        )

    def _row(self, number: int, given: Mapping) -> dict[str, str]:
        return {name: given.get(f"p{number}_{name}") or "" for name in row_fields()}


def row_fields() -> dict:
    """The boxes of one person."""
    return {
        "name": TextField(label="Name", max_length=240, spellcheck=False, autocomplete="off", required=False),
        "relation": SelectField(
            label="What they are to the child",
            choices=[(code, words) for code, words in RELATIONSHIPS if code != PROFESSIONAL],
            empty="Not said",
            required=False,
        ),
        "born": BirthOrAgeField(
            label="Date of birth or age",
            hint="For example 27 3 1986, 1986 or 38",
            max_length=40,
            width=10,
            autocomplete="off",
            required=False,
        ),
        "address": TextField(
            label="Address, if it is not the child’s",
            hint="Leave it out if they are in a refuge.",
            max_length=300,
            spellcheck=False,
            autocomplete="off",
            required=False,
        ),
        "postcode": PostcodeField(label="Postcode", lenient=True, autocomplete="off", required=False),
        "telephone": PhoneField(label="Telephone number", autocomplete="off", required=False),
    }


def _rows(asked) -> int:
    """How many rows are asked for; the usual number for anything that is no number."""
    asked = str(asked or "")
    return min(max(int(asked), 1), AT_MOST) if re.fullmatch(r"\d{1,2}", asked, re.ASCII) else AT_FIRST
