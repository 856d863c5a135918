"""A picture for a text."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import FileField, Form, TextField

ACCEPTED = (".png", ".jpg", ".jpeg", ".webp")


class PictureForm(NoChildsData, Form):
    """The file, and what it shows for whoever does not see it."""

    file = FileField(
        label="Picture",
        hint="PNG, JPEG or WebP, up to 5 MB. A picture is public at once, in a draft and in a text for professionals too: whoever has its address can open it.",
        accepts=ACCEPTED,
        max_bytes=5_000_000,
        missing="Choose a picture",
    )
    alternative = TextField(label="What it shows", max_length=200, missing="Say what the picture shows")
