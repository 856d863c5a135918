"""What social care's list says of a child, on the child's page: the open plan and who works with the child (SG-07)."""

from datetime import datetime

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import SocialCareChild
from .social_care import source_of


def social_care_now(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """The case that social care has open, with the list's source and age. The wall gives a row to who may read the list."""
    rows = SocialCareChild.objects.filter(
        person=about.person.pk, left_at=None, status__in=SocialCareChild.OPEN
    ).order_by("-seen_at", "-pk")
    shown = [PanelRow(text=row.said, hint=source_of(row, now), tag="Open case", tag_kind="red") for row in rows]
    return PersonPanel("Open to social care", shown, order=1, is_now=True) if shown else None


PERSON_PANELS.register("front_door.social_care", PanelMaker(Permission.PERSON_READ, social_care_now))
