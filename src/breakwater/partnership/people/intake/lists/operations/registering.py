"""Which lists an area takes, from whom, how often, and who answers for each."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation
from breakwater.partnership.people.models import AgencyList


class KeyTaken(Refusal):
    """The area has a list of this key already."""

    words, box = "Another list has this short name. Choose another", "key"


@dataclass(frozen=True)
class ListFacts:
    """What is said of a list: what it is about, who sends it, who answers for it, how often (in days) it is due."""

    label: str
    about: str
    organisation: Organisation
    owner_name: str
    every_days: int = 14
    code: str = ""


@transaction.atomic
def make_list(
    area: Area, *, key: str, facts: ListFacts, by: Actor, at: datetime, owner: Membership | None = None
) -> AgencyList:
    """From now on the area takes this list; `owner` is the post here of who answers for it, if any. Raises KeyTaken."""
    if AgencyList.objects.filter(area=area, key=key).exists():
        raise KeyTaken(key)
    made = AgencyList.objects.create(area=area, key=key, owner=owner, made_at=at, made_by=by, **vars(facts))
    audit.did("made a list", "agency_list", made.pk)
    return made


@transaction.atomic
def change_list(agency_list: AgencyList, *, facts: ListFacts, by: Actor, at: datetime) -> AgencyList:
    """What is said of the list changes; its versions stay."""
    held = AgencyList.objects.select_for_update().get(pk=agency_list.pk)
    changed = [name for name, value in vars(facts).items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, getattr(facts, name))
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
