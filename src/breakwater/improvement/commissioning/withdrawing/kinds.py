"""What may be withdrawn, and everything that was in an area."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.partnership.kit.recorded import Withdrawable
from breakwater.partnership.organisations.models import actor_relations

from .. import wards
from ..models import Gap, GapDecision, NeedFigure, NeedMeasure, Provision, Quarter


@dataclass(frozen=True)
class Kind:
    """What may be withdrawn: its rows, the path to its area, what a page calls one, and the page that shows it."""

    called: str
    rows: QuerySet
    area: str
    words: Callable[[Withdrawable], str]
    page: str
    of: Callable[[Withdrawable], str]

    def href(self, row: Withdrawable) -> str:
        return reverse(f"commissioning:{self.page}", args=[self.of(row)])


def own(row) -> str:
    return row.public_id


def _figure(row: NeedFigure) -> str:
    place = wards.name_in(row.measure.area.code, row.ward)
    return ", ".join(
        filter(None, (row.measure.title, place, row.get_age_band_display(), row.group, f"{row.on:%d/%m/%Y}"))
    )


KINDS = {
    "need": Kind("measure of need", NeedMeasure.objects, "area", lambda row: row.title, "need", own),
    "figure": Kind(
        "figure of need",
        NeedFigure.objects.select_related("measure__area"),
        "measure__area",
        _figure,
        "need_recorded",
        lambda row: row.measure.public_id,
    ),
    "service": Kind(
        "service", Provision.objects.select_related("service"), "area", lambda row: row.service.name, "service", own
    ),
    "quarter": Kind(
        "quarter",
        Quarter.objects.select_related("provision__service"),
        "provision__area",
        lambda row: f"{row.provision.service.name}, quarter from {row.starts_on:%d/%m/%Y}, revision {row.revision}",
        "service_recorded",
        lambda row: row.provision.public_id,
    ),
    "gap": Kind("gap", Gap.objects, "area", lambda row: f"{row.number}. {row.need}", "gap", own),
    "decision": Kind(
        "decision",
        GapDecision.objects.select_related("gap"),
        "gap__area",
        lambda row: f"{row.get_outcome_display()}, {row.on:%d/%m/%Y}: {row.gap.need}",
        "gap",
        lambda row: row.gap.public_id,
    ),
}


def withdrawn_of(area: int) -> list[tuple[Kind, Withdrawable]]:
    """The last withdrawn first."""
    found = [
        (kind, row)
        for kind in KINDS.values()
        for row in kind.rows.filter(**{kind.area: area}, withdrawn_at__isnull=False).select_related(
            *actor_relations("withdrawn_by")
        )
    ]
    return sorted(found, key=lambda one: one[1].withdrawn_at, reverse=True)
