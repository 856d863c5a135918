"""Which lists an area takes, from whom, how often, and who answers for each."""

from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation
from breakwater.partnership.people.models import AgencyList


class KeyTaken(Exception):
    """The area has a list of this key already."""


@transaction.atomic
def make_list(
    *,
    area: Area,
    key: str,
    label: str,
    about: str,
    organisation: Organisation,
    owner_name: str,
    by: Actor,
    at: datetime,
    owner: Membership | None = None,
    every_days: int = 14,
    code: str = "",
) -> AgencyList:
    """From now on the area takes this list. Raises KeyTaken."""
    if AgencyList.objects.filter(area=area, key=key).exists():
        raise KeyTaken(key)
    made = AgencyList.objects.create(
        area=area,
        key=key,
        label=label.strip(),
        about=about,
        organisation=organisation,
        owner_name=owner_name.strip(),
        owner=owner,
        every_days=every_days,
        code=code,
        made_at=at,
        made_by=by,
    )
    audit.did("made a list", "agency_list", made.pk)
    return made


@transaction.atomic
def change_list(*, agency_list: AgencyList, by: Actor, at: datetime, **facts) -> AgencyList:
    """`facts` may be label, about, organisation, owner_name, owner, every_days, code."""
    held = AgencyList.objects.select_for_update().get(pk=agency_list.pk)
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, facts[name])
    if changed:
        held.save(update_fields=changed)
        audit.did("changed a list", "agency_list", held.pk, fields=sorted(changed))
    return held


@transaction.atomic
def close_list(*, agency_list: AgencyList, by: Actor, at: datetime, on: date) -> AgencyList:
    """The area takes this list no longer: its rows are in force for nobody. What came stays on record."""
    held = AgencyList.objects.select_for_update().get(pk=agency_list.pk)
    held.closed_on, held.present, held.present_as_at = on, None, None
    held.save(update_fields=["closed_on", "present", "present_as_at"])
    audit.did("closed a list", "agency_list", held.pk)
    return held
