"""What holds of a form in an area: its version, since when, what is dated ahead, and what rooms rely on in it."""

import json
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.recording.definitions import Form as Definition
from breakwater.casework.recording.models import Form, FormInForce, FormVersion
from breakwater.casework.recording.operations import definition_of
from breakwater.partnership.organisations.models import Area

from .definition import every
from .protected import breaches


@dataclass(frozen=True)
class Holding:
    """What holds in an area at a moment: the version, since when (None: it follows the product), and what is dated ahead."""

    version: FormVersion | None
    since: FormInForce | None
    ahead: list[FormInForce]
    newest_of_product: FormVersion | None

    @property
    def follows_product(self) -> bool:
        return self.since is None


def holding(form: Form, *, area: Area, at: datetime) -> Holding:
    """What holds of a form in an area now, and from which days on something else will."""
    rows = list(
        FormInForce.objects.filter(form=form, area=area, called_off_at=None)
        .select_related("version__form", "product", "by__membership__user", "by__membership__role")
        .order_by("-starts_at", "-pk")
    )
    since = next((row for row in rows if row.starts_at <= at), None)
    product = newest_of_product(form)
    ahead = [row for row in reversed(rows) if row.starts_at > at]
    return Holding(since.version if since else product, since, ahead, product)


def newest_of_product(form: Form) -> FormVersion | None:
    return FormVersion.objects.select_related("form").filter(form=form, area=None).order_by("-number").first()


def new_edition(now: Holding) -> FormVersion | None:
    """The product's edition that an area with a version of its own has not taken account of yet."""
    if now.follows_product or now.newest_of_product is None or now.since.product_id == now.newest_of_product.pk:
        return None
    return now.newest_of_product


def known_edition(now: Holding) -> FormVersion | None:
    """The newest edition of the product that the area has taken account of."""
    return now.newest_of_product if now.follows_product else now.since.product


def lost(form: Form, definition: Definition) -> list[str]:
    """What rooms rely on and this definition no longer keeps, in words."""
    product = newest_of_product(form)
    return list(breaches(definition_of(product), definition).values()) if product else []


def keys_ever(form: Form, area: Area) -> set[str]:
    """Every key that a version of the form has used: none is given to a question that means something else."""
    rows = FormVersion.objects.filter(form=form, area__isnull=True) | FormVersion.objects.filter(form=form, area=area)
    return {each.question["key"] for row in rows for each in every(json.loads(row.definition))}
