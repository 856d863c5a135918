"""What whoever keeps an area's outcomes may type."""

from breakwater.foundation.design.fields import CheckboxesField, DateField, Form, HiddenField, TextField
from breakwater.foundation.design.typed import whole_number

from .operations import NextVersion
from .vocabulary import Framework

NEW = 3


class OutcomesForm(Form):
    """The next version: words of each outcome, which are no longer offered, new ones, its source and its first day."""

    drawn_from = HiddenField()
    title = TextField(label="What is this list called?", missing="Enter a name for the list", max_length=120)
    source = TextField(
        label="Where does it come from?",
        hint="The guidance or agreement, with its year.",
        missing="Enter where it comes from",
        max_length=240,
    )

    def __init__(self, *args, before: Framework, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = list(before.headings)
        for key, words in before.headings.items():
            self.fields[f"words_{key}"] = TextField(
                label=f"Outcome {key}", initial=words, missing=f"Enter words for outcome {key}", max_length=120
            )
        for number in range(NEW):
            self.fields[f"new_{number}"] = TextField(
                label="A new outcome" if not number else "Another new outcome", required=False, max_length=120
            )
        self.fields["retired"] = CheckboxesField(
            label="Which are no longer offered?",
            hint="Plans that have them keep them.",
            choices=list(before.headings.items()),
            initial=sorted(before.retired),
            required=False,
            small=True,
        )
        self.fields["from_on"] = DateField(label="From which day?", missing="Enter the day")

    def facts(self) -> NextVersion:
        given, drawn_from = self.cleaned_data, whole_number(self.cleaned_data["drawn_from"])
        return NextVersion(
            drawn_from=-1 if drawn_from is None else drawn_from,
            words={key: given[f"words_{key}"] for key in self.keys},
            added=[given[f"new_{number}"] for number in range(NEW) if given[f"new_{number}"]],
            **{name: given[name] for name in ("title", "source", "retired", "from_on")},
        )
