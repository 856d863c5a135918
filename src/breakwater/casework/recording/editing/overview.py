"""The forms of an area at a glance, with as many queries for one form as for fifty."""

from dataclasses import dataclass, field
from datetime import datetime

from breakwater.partnership.organisations.models import Area

from ..models import Form, FormDraft, FormInForce, FormVersion


@dataclass
class Row:
    """A form as the list shows it."""

    key: str
    title: str
    version: FormVersion | None = None
    since: datetime | None = None
    follows_product: bool = True
    draft: FormDraft | None = None
    ahead: list[FormInForce] = field(default_factory=list)
    has_new_edition: bool = False


def overview(area: Area, *, at: datetime) -> list[Row]:
    """Every form that holds in an area or is worked on there, by title."""
    rows = {form.pk: Row(form.key, form.title) for form in Form.objects.all()}
    newest: dict[int, FormVersion] = {}
    for version in FormVersion.objects.filter(area=None).defer("definition").order_by("number"):
        newest[version.form_id] = version
    for key, version in newest.items():
        rows[key].version, rows[key].since = version, version.released_at
    known: dict[int, int | None] = {}
    in_force = (
        FormInForce.objects.filter(area=area, called_off_at=None).select_related("version").defer("version__definition")
    )
    for each in in_force.order_by("starts_at", "pk"):
        row = rows[each.form_id]
        if each.starts_at > at:
            row.ahead.append(each)
            continue
        row.version, row.since, row.follows_product, known[each.form_id] = (
            each.version,
            each.starts_at,
            False,
            each.product_id,
        )
    for key, product in known.items():
        rows[key].has_new_edition = key in newest and newest[key].pk != product
    for draft in FormDraft.objects.filter(area=area).defer("definition"):
        rows[draft.form_id].draft = draft
    here = [row for row in rows.values() if row.version or row.draft or row.ahead]
    return sorted(here, key=lambda row: row.title.casefold())
