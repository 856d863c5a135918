"""Searching for a child, narrowing a chronology, restricting a record."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
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


class RestrictForm(Form):
    readers = CheckboxesField(
        label="Who may read it?",
        hint="At least two, so that it is never left with one or none. Include yourself if you need to go on reading it.",
        missing="Choose at least two people",
    )
    reason = TextareaField(label="Why?", missing="Enter the reason", rows=3, max_length=2000)
    breakable = YesNoField(
        label="May it be opened in an emergency?",
        hint="Say no for an adoption or a protected identity. Then nobody but its readers opens it, whatever happens.",
        missing="Choose yes or no",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(member.public_id): member for member in people}
        self.fields["readers"].choices = [
            (key, f"{member.user.name}, {member.role.title}, {member.team.name}") for key, member in self.people.items()
        ]

    def clean_readers(self):
        chosen = {self.people[key].user_id: self.people[key] for key in self.cleaned_data["readers"]}
        if len(chosen) < 2:
            self.add_error("readers", "Choose at least two people")
        return list(chosen.values())


class LiftForm(Form):
    seal = RadiosField(label="Which restriction do you lift?", missing="Choose the restriction")

    def __init__(self, *args, seals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seal"].choices = [(str(number), words) for number, words in seals]
