"""Filtering a chronology."""

from breakwater.foundation.design.fields import CheckboxesField, DateField, Form, SelectField


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
