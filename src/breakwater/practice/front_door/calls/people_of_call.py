"""The parents, carers and others whom a caller names: a row of boxes each, as many rows as are asked for."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.design.fields import (
    CheckboxesField,
    HiddenField,
    IdempotentForm,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
)
from breakwater.partnership.people.models import PersonContact

from ..code_lists import RELATIONSHIPS
from ..screening import people_as_told
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


class PaperField(TextField):
    """Who took on paper what is typed in now."""

    says_optional = False

    def __init__(self):
        super().__init__(
            label="If it was taken on paper, who took it?",
            hint="Only where the service could not be reached then. Name and role, as on the paper.",
            max_length=120,
            spellcheck=False,
            required=False,
        )


class PeopleOfCallForm(IdempotentForm):
    """A form with a row for each person a caller names beside the child. Which boxes a row has is said in `row_fields`."""

    people = HiddenField(required=False, initial=str(AT_FIRST))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.numbers = range(1, self.asked_for("people", AT_FIRST, AT_MOST) + 1)
        for number in self.numbers:
            for name, field in row_fields().items():
                field.says_optional = False
                self.fields[f"p{number}_{name}"] = field

    def asked_for(self, counter: str, at_first: int, at_most: int) -> int:
        """How many rows the counter asks for; the usual number for anything that is no number."""
        asked = str((self.data if self.is_bound else self.initial).get(counter) or "")
        return min(max(int(asked), 1), at_most) if re.fullmatch(r"\d{1,2}", asked, re.ASCII) else at_first

    def with_another(self, counter: str = "people", at_most: int = AT_MOST):
        """The same form as it stands, with a row more: nothing is checked yet, and nothing typed is lost."""
        typed = {bound.name: bound.value() for bound in self}
        now = self.asked_for(counter, int(self.fields[counter].initial), at_most)
        return type(self)(initial=typed | {counter: str(min(now + 1, at_most))})

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
        return tuple(AdultTold(f"call-{number}", _facts(row)) for number, row in rows.items() if any(row.values()))

    def _row(self, number: int, given: Mapping) -> dict[str, str]:
        return {name: given.get(f"p{number}_{name}") or "" for name in row_fields()}


def _facts(row: Mapping[str, str]) -> dict:
    """The facts of a NamedPerson in a row. Of someone in a refuge no address is kept (SG-27)."""
    in_refuge = bool(row["refuge"])
    return {
        "named_as": row["name"],
        "relation": row["relation"],
        "born_as_told": row["born"],
        "address_as_told": "" if in_refuge else row["address"],
        "postcode_as_told": "" if in_refuge else row["postcode"],
        "in_refuge": in_refuge,
        "reach_as_told": people_as_told.as_reach(row["telephone"], row["how"]),
        "reach_is_safe": row["safe"],
        "do_not_contact_because": row["keep_from"],
    }


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
            max_length=300,
            spellcheck=False,
            autocomplete="off",
            required=False,
        ),
        "postcode": PostcodeField(label="Postcode", lenient=True, autocomplete="off", required=False),
        "refuge": CheckboxesField(
            label="Refuge",
            choices=[("yes", "They are in a refuge: no address is kept")],
            small=True,
            required=False,
        ),
        "telephone": PhoneField(label="Telephone number", autocomplete="off", required=False),
        "safe": SelectField(
            label="Is it safe to contact them on it?",
            choices=PersonContact.Safe,
            empty="Not asked",
            required=False,
        ),
        "how": TextField(
            label="How to reach them safely",
            hint="For example: only the refuge worker’s number, never text",
            max_length=80,
            autocomplete="off",
            required=False,
        ),
        "keep_from": TextField(
            label="If nobody should contact them, or they must not learn of this, why?",
            hint="Whoever takes the family on reads it before they call anyone.",
            max_length=240,
            autocomplete="off",
            required=False,
        ),
    }
