"""What an earlier system has of a child: its contacts and episodes, to be read, each with its own dates and where it came from."""

from datetime import datetime

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.earlier import lookup
from breakwater.partnership.people.models import EarlierRecord

SHOWN = 20


def earlier_records(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """Contacts and episodes of earlier systems, newest first, and which system knew the child. The wall decides who reads them."""
    found = lookup.records_of(about.person)
    if not found:
        return None
    audit.saw("earlier_record", *(one.pk for one in found[:SHOWN]))
    rows = [row_of(one) for one in found[:SHOWN]]
    if len(found) > SHOWN:
        rows.append(PanelRow(text=f"And {len(found) - SHOWN} older records"))
    return PersonPanel("Records from an earlier system", rows, order=70)


def row_of(one: EarlierRecord) -> PanelRow:
    return PanelRow(text=one.in_words(), hint=one.origin(), tag="Not worked here", tag_kind="quiet")


PERSON_PANELS.register("people.earlier_records", PanelMaker(Permission.PERSON_READ, earlier_records))
