"""Random ids that may appear in an address: they say nothing and cannot be guessed."""

import base64
import re
import secrets

from django.db import models

LENGTH = 20


def new_public_id() -> str:
    """Twenty lower-case base32 characters: 100 random bits."""
    return base64.b32encode(secrets.token_bytes(13)).decode().lower()[:LENGTH]


def is_public_id(text: str) -> bool:
    """Whether a text has the shape of such an id."""
    return re.fullmatch(rf"[a-z2-7]{{{LENGTH}}}", text) is not None


class PublicIdField(models.CharField):
    """The random id by which a row is known outside the database."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": LENGTH, "unique": True, "editable": False, "default": new_public_id}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs
