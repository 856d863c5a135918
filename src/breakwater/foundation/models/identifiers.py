"""Random ids that may appear in an address: they say nothing and cannot be guessed."""

import base64
import secrets

from django.db import models

LENGTH = 20


def new_public_id() -> str:
    """Twenty lower-case base32 characters: 100 random bits."""
    return base64.b32encode(secrets.token_bytes(13)).decode().lower()[:LENGTH]


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
