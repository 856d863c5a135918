"""What makes a long-lived process cheaper without a change to what it does. Measured with `./breakwater bench web`."""

import gc

from django.db.models.expressions import Col
from django.utils.functional import cached_property


def tune() -> None:
    """Tell Django how to compare columns cheaply, and the collector to leave alone what stays. Call once all is imported."""
    Col.identity = _identity
    _identity.__set_name__(Col, "identity")
    gc.collect()
    gc.freeze()  # modules, models, compiled templates: they stay as long as the process
    gc.set_threshold(20_000, 20, 50)


def _identity_of(column: Col) -> tuple:
    """What tells one selected column from another, as `Expression.identity` does without reading the constructor's signature.

    Every ordered query hashes each column it selects: a tenth of what a page of thirty queries costs.
    """
    return Col, column.alias, _named(column.target), _named(column.output_field)


def _named(field) -> object:
    return (field.model, field.name) if field.name and hasattr(field, "model") else type(field)


_identity = cached_property(_identity_of)
