"""Sending a roll, naming its columns, saying what it means, deciding a doubtful row."""

from collections.abc import Mapping, Sequence

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextField,
)
from breakwater.partnership.people.models import RollPupil

from ..reading.shapes import ROLL, Shape
from .operations.deciding import Verdict
from .operations.leavers import Leaver

TODAY = "Leave it empty if it is today."
NOT_KNOWN = "Leave it empty if it is not known."
MOST_ONE_BY_ONE = 100
ENDINGS = (".xml", ".csv", ".txt", ".tsv", ".xlsx")


class RollForm(IdempotentForm):
    """The file, and for the authority the school it is of."""

    school = SelectField(label="Which school is it of?", missing="Choose the school", by_typing=True)
    file = FileField(
        label="The roll",
        hint="A Common Transfer File (.xml), CSV or Excel, as your system exports it.",
        accepts=ENDINGS,
        max_bytes=50_000_000,
        missing="Choose the file",
    )

    def __init__(self, *args, schools=None, **kwargs):
        super().__init__(*args, **kwargs)
        if schools is None:
            del self.fields["school"]
        else:
            self.fields["school"].choices = [(team.public_id, team.organisation.name) for team in schools]


class ColumnsForm(Form):
    """One question a column: what is in it. `shape` says what a file of this kind may hold."""

    def __init__(self, *args, headings, shape: Shape = ROLL, **kwargs):
        super().__init__(*args, **kwargs)
        self.headings, self.shape = headings, shape
        choices = [(field, called) for field, (called, _) in shape.fields.items()]
        for number, (written, _, field) in enumerate(headings):
            self.fields[f"column_{number}"] = SelectField(
                label=f"What is in the column “{written}”?",
                choices=choices,
                required=False,
                initial=field,
                empty="Not read",
            )

    def clean(self):
        said = self.read_as
        taken = list(said.values())
        missing = [self.shape.fields[field][0].lower() for field in self.shape.needed if field not in taken]
        if missing:
            self.add_error(None, f"Say which column holds the {', the '.join(missing)}")
        for number, (written, plain, _) in enumerate(self.headings):
            field = said[plain]
            if field and field not in self.shape.many and taken.count(field) > 1:
                self.add_error(
                    f"column_{number}",
                    f"Two columns cannot both hold “{self.shape.fields[field][0]}”. Choose another for “{written}”",
                )
        return self.cleaned_data

    @property
    def read_as(self) -> dict[str, str]:
        """What was said, by a heading's plain form."""
        return {plain: self.cleaned_data.get(f"column_{n}") or "" for n, (_, plain, _) in enumerate(self.headings)}


class ConfirmForm(Form):
    """Take it in. Asked of pupils who are missing only where there are any."""

    leavers = RadiosField(
        label="What about the pupils who are not in this file?",
        choices=[("go", "They have left the school"), ("stay", "They stay: the file is not the whole roll")],
        missing="Say whether the pupils who are not in this file have left",
        reveals={"go": ["left_on", "gone_to"]},
    )
    left_on = DateField(label="When did they leave?", hint=TODAY, required=False, past=True)
    gone_to = TextField(label="Which school did they go to?", hint=NOT_KNOWN, required=False, max_length=160)

    def __init__(self, *args, left: Sequence[RollPupil], open_work: Mapping[str, Sequence[str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.left = left
        if not left:
            for name in ("leavers", "left_on", "gone_to"):
                del self.fields[name]
        elif len(left) <= MOST_ONE_BY_ONE:
            choice = self.fields["leavers"]
            choice.choices = [*choice.choices, ("each", "Say of each pupil")]
            choice.reveals = {**choice.reveals, "each": [f"goes_{one.public_id}" for one in left]}
            for one in left:
                self._ask_of(one, open_work.get(one.public_id, ()))

    def _ask_of(self, one: RollPupil, is_open: Sequence[str]) -> None:
        key, name = one.public_id, one.name
        self.fields[f"goes_{key}"] = RadiosField(
            label=f"{name}, born {date_in_words(one.born_on)}",
            hint=f"Open: {'; '.join(is_open)}" if is_open else "",
            choices=[("go", "Has left the school"), ("stay", "Stays on the roll")],
            reveals={"go": [f"left_on_{key}", f"gone_to_{key}"], "stay": [f"stays_because_{key}"]},
            missing=f"Say whether {name} has left",
        )
        self.fields[f"left_on_{key}"] = DateField(
            label=f"When did {name} leave?", hint=TODAY, required=False, past=True
        )
        self.fields[f"gone_to_{key}"] = TextField(
            label=f"Which school did {name} go to?", hint=NOT_KNOWN, required=False, max_length=160
        )
        self.fields[f"stays_because_{key}"] = TextField(
            label=f"Why does {name} stay?", missing=f"Enter why {name} stays on the roll", max_length=160
        )

    @property
    def leavers_go(self) -> bool:
        return self.cleaned_data.get("leavers") in ("go", "each")

    @property
    def said(self) -> dict[str, Leaver]:
        """What was said of each who is missing."""
        of = self.cleaned_data.get
        if of("leavers") == "each":
            return {one.public_id: self._said_of(one.public_id) for one in self.left}
        if of("leavers") == "go":
            return {one.public_id: Leaver(of("left_on"), of("gone_to")) for one in self.left}
        return {}

    def _said_of(self, key: str) -> Leaver:
        of = self.cleaned_data
        if of[f"goes_{key}"] == "stay":
            return Leaver(stays_because=of[f"stays_because_{key}"])
        return Leaver(of[f"left_on_{key}"], of[f"gone_to_{key}"])


class UndoForm(Form):
    """The authority's answer to a school that asks to undo its roll."""

    because = TextField(
        label="If you keep it, what do you tell the school?",
        hint="The school reads this. Say nothing of a child that its roll does not say.",
        required=False,
        max_length=240,
    )


class DecideForm(Form):
    verdict = RadiosField(label="Who is it?", choices=[(one.value, one.value) for one in Verdict])
    person = HiddenField(required=False)


class PlacesForm(Form):
    """Which of the pupils that a school named have their places: those ticked, or all that were drawn for whoever confirms."""

    ticked = CheckboxesField(
        label="Which of them are on the authority's own list of pupils?",
        missing="Tick the pupils who are on the authority's list",
    )

    def __init__(self, *args, ties, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {tie.pupil.public_id: tie for tie in ties}
        self.everyone = self.data.get("which") == "all"
        self.fields["ticked"].required = not self.everyone
        self.fields["ticked"].choices = [(key, self._said(tie.pupil)) for key, tie in self.by_id.items()]

    @staticmethod
    def _said(pupil) -> str:
        year = f", year {pupil.year_group}" if pupil.year_group else ""
        return f"{pupil.name}, born {date_in_words(pupil.born_on)}{year}"

    @property
    def chosen(self):
        return self.drawn if self.everyone else [self.by_id[key] for key in self.cleaned_data["ticked"]]

    @property
    def drawn(self):
        return list(self.by_id.values())
