"""On the child's page: starting early help, for whoever may start it and sees no open episode of the child."""

from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .pathway import EPISODE


def start_here(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """The link that starts early help for a child."""
    if about.person.is_adult_in_a_childs_life or any(case.is_open for case in about.of_kind(EPISODE)):
        return None
    href = reverse("early_help:start", args=[about.person.public_id])
    hint = "With the family’s consent. You lead, and the co-ordinator is told."
    return PersonPanel("Early help", [PanelRow(text="Start early help", href=href, hint=hint)], order=30)


PERSON_PANELS.register("early_help.start", PanelMaker(Permission.EPISODE_START, start_here))
