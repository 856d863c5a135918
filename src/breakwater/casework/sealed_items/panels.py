"""What is sealed about a child, on the child's page: nothing at all for whoever may not read it."""

from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from . import operations


def draw(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """Sealed items about the child that this actor may read; None, and so no panel, where there is none."""
    items = operations.standing_in(person=about.person)
    if not items:
        return None
    rows = [
        PanelRow(
            text=item.get_kind_display(),
            href=reverse("casework:sealed_item", args=[item.public_id]),
            hint=f"{item.author_team.organisation.name}, {day(item.written_at)}",
            tag="Sealed",
            tag_kind="amber",
        )
        for item in items
    ]
    return PersonPanel("Sealed, for you to read", rows, order=15)


PERSON_PANELS.register("casework.sealed", PanelMaker(Permission.PERSON_READ, draw))
