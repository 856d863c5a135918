"""How sensitive each field of a model is and how long its rows are kept, said once on the model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db import models


class Sensitivity(StrEnum):
    """How much harm a field could do in the wrong hands, least first."""

    PUBLIC = "public"  # may stand on a public page
    INTERNAL = "internal"  # how the service is run; about no one
    PERSONAL = "personal"  # about a living person who can be identified (UK GDPR article 4)
    SPECIAL = "special"  # health, ethnicity, religion, sex life, offences (UK GDPR articles 9 and 10), and their like
    SECRET = "secret"  # opens something: passwords, tokens, keys


@dataclass(frozen=True)
class Handling:
    """The sensitivity of a model's fields, with exceptions by name, and the rule for how long a row is kept.

    `keep` is a sentence a records manager can check: from which day, how long, on what ground.
    """

    sensitivity: Sensitivity
    keep: str
    fields: Mapping[str, Sensitivity] = field(default_factory=dict)

    def of(self, name: str) -> Sensitivity:
        """The sensitivity of one field."""
        return self.fields.get(name, self.sensitivity)


def undescribed_models(among: Iterable[type[models.Model]] | None = None) -> list[str]:
    """What is missing or wrong in the models' handling, one line each; without `among`, of every model of the house."""
    if among is None:
        among = [model for model in apps.get_models() if model.__module__.startswith("breakwater.")]
    return [fault for model in among for fault in _faults(model)]


def _faults(model: type[models.Model]) -> list[str]:
    if model._meta.abstract or model._meta.proxy or model._meta.auto_created:
        return []
    name = model._meta.label
    handling = getattr(model, "handling", None)
    if not isinstance(handling, Handling):
        return [f"{name} does not state its handling"]
    known = {held.name for held in model._meta.get_fields(include_hidden=True)}
    faults = [f"{name} describes {field!r}, which it does not have" for field in handling.fields if field not in known]
    if len(handling.keep.split()) < 3:
        faults.append(f"{name} does not say in words how long it is kept")
    return faults
