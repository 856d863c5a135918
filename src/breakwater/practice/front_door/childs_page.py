"""What the front door says on the child's page: the open plan on social care's list (SG-07), the concern of a contact."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from breakwater.casework.cases.registry import CONCERNS, PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.casework.chronology.operations import in_a_line
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import Contact, Outcome, SocialCareChild
from .pathway import CONTACT
from .social_care_list.listed_children import source_of


def social_care_now(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """The case that social care has open, with the list's source and age. The wall gives a row to who may read the list."""
    rows = SocialCareChild.objects.filter(
        person=about.person.pk, left_at=None, status__in=SocialCareChild.OPEN
    ).order_by("-seen_at", "-pk")
    shown = [PanelRow(text=row.said, hint=source_of(row, now), tag="Open case", tag_kind="red") for row in rows]
    return PersonPanel("Open to social care", shown, order=1, is_now=True) if shown else None


PERSON_PANELS.register("front_door.social_care", PanelMaker(Permission.PERSON_READ, social_care_now))


@CONCERNS.register(CONTACT)
def concerns(cases: Sequence[int]) -> Mapping[int, str]:
    """The presenting concern of contacts in a line; nothing of one that went by the specialist route (SG-12)."""
    found = Contact.objects.filter(case__in=cases).exclude(outcome=Outcome.SPECIALIST).exclude(worry="")
    return {case: in_a_line(worry) for case, worry in found.values_list("case_id", "worry")}
