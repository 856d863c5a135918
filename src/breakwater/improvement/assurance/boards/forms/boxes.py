"""A box of words."""

from breakwater.foundation.design.fields import (
    TextareaField,
)


def box(label: str, missing: str = "", hint: str = "", *, rows: int = 3, max_length: int = 4000) -> TextareaField:
    """A box of words; needed where it says what is `missing`."""
    return TextareaField(
        label=label, hint=hint, rows=rows, max_length=max_length, required=bool(missing), missing=missing or None
    )
