"""What goes along when a pupil moves: of this pupil alone, and what the sender ticks (PL 9.8). Who must not be told always goes along."""

from collections.abc import Collection
from datetime import datetime

from breakwater.foundation.design import moments

from ...models import IncidentChild, Measure, Route
from ...models.incidents import ParentsTold
from ..known import wish_of
from ..lookup import MUST_NOT_BE_TOLD
from ..naming import names_another
from ..registry import PAPERS
from .of_child import kept_from

Pair = tuple[str, str]
PLAN = "plan"
NOT_TOLD = MUST_NOT_BE_TOLD
KNOWS = "A parent or carer who knows"


def may_carry(child: IncidentChild, at: datetime) -> dict[str, str]:
    """What there is to go along, by the code of its box."""
    found = {"incident": "What happened"}
    if wish_of(child):
        found["wish"] = "What the child says and wants"
    if _measures(child):
        found["measures"] = "Measures in force"
    if PLAN in PAPERS and PAPERS[PLAN](child, at):
        found[PLAN] = "The risk and needs assessment in force, as a paper"
    if child.incident.routes.filter(kind=Route.Kind.POLICE).exists():
        found["police"] = "Police: reference, officer, conditions, and what may be said"
    if _contacts(child):
        found["social_care"] = "Contact with children’s social care (MASH)"
    return found


def carried_of(child: IncidentChild, along: Collection[str]) -> list[Pair]:
    """What is ticked, in words; what happened and what the police say stand in `known` of the notice instead."""
    found = []
    if "measures" in along and (measures := _measures(child)):
        found.append(("Measures in force", "\n".join(f"{each.what} ({each.who})" for each in measures)))
    if "social_care" in along and (references := _contacts(child)):
        found.append(("Contact with children’s social care (MASH)", ", ".join(references)))
    return found


def paper_of(child: IncidentChild, along: Collection[str], at: datetime) -> bytes:
    return PAPERS[PLAN](child, at) if PLAN in along and PLAN in PAPERS else b""


def not_to_be_told(child: IncidentChild) -> list[str]:
    """The same as `kept_from`, in a line each."""
    return [": ".join(filter(None, said)) for said in kept_from(child)]


def who_knows(child: IncidentChild) -> list[str]:
    """The parents or carers who were told, and when: the new school does not tell them as if they knew nothing."""
    told = child.parents.filter(told=ParentsTold.TOLD).order_by("pk")
    lines = [f"{each.who}: told on {moments.day(each.told_on)}, by {each.told_by}" for each in told]
    return [line for line in lines if not names_another(line, child)]


def _measures(child: IncidentChild) -> list[Measure]:
    return list(Measure.objects.filter(child=child, ended_at=None).order_by("starts_on", "pk"))


def _contacts(child: IncidentChild) -> list[str]:
    sent = child.incident.routes.filter(kind=Route.Kind.SOCIAL_CARE, child=child).exclude(reference="").order_by("pk")
    return list(sent.values_list("reference", flat=True))
