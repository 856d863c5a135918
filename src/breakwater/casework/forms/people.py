"""Searching for a child, narrowing a chronology, restricting a record."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    SelectField,
    TextField,
)


class SearchForm(Form):
    words = TextField(
        label="Name, date of birth, address or reference",
        hint="Part of it is enough. For example: Ada Example 4 March 2015, or C-26-4F7K2-X.",
        max_length=200,
        missing="Enter a name, a date of birth, an address or a reference",
        autocomplete="off",
        spellcheck=False,
    )


class ChronologyForm(Form):
    kind = SelectField(label="Kind", required=False, empty="All kinds")
    agency = SelectField(label="Agency", required=False, empty="All agencies")
    since = DateField(label="From", required=False, past=True)
    only_significant = CheckboxesField(label="Show", choices=[("yes", "Significant entries only")], required=False)

    def __init__(self, *args, kinds, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices, self.fields["agency"].choices = kinds, agencies
        for field in self.fields.values():
            field.says_optional = False


class LiftForm(Form):
    seal = RadiosField(label="Which restriction do you lift?", missing="Choose the restriction")

    def __init__(self, *args, seals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seal"].choices = [(str(number), words) for number, words in seals]
