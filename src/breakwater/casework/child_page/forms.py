"""Searching for a child."""

from breakwater.foundation.design.fields import (
    Form,
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
