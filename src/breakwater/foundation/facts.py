"""Facts that travel from a form to an operation as one frozen dataclass."""

from dataclasses import fields
from typing import Any


def values_of(facts, *names: str) -> dict[str, Any]:
    """The fields of a dataclass by name, all or those named, as they are (rows are not copied, as `asdict` would)."""
    return {name: getattr(facts, name) for name in names or [field.name for field in fields(facts)]}
