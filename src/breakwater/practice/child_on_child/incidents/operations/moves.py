"""What goes along when a pupil moves: of this pupil alone, and what the sender ticks (PL 9.8). Who must not be told always goes along."""

from collections.abc import Collection
from datetime import datetime

from breakwater.casework.handovers.models import LedgerEntry, Line
from breakwater.foundation import audit
from breakwater.partnership.people.models import Relationship

from ...models import IncidentChild, Measure, Route
from ...models.incidents import ParentsTold
from ..lookup import MUST_NOT_BE_TOLD
from ..naming import names_another
from ..registry import PAPERS

Pair = tuple[str, str]
PLAN = "plan"
NOT_TOLD = MUST_NOT_BE_TOLD
ASK = "call us for the reason"  # where the reason as it is recorded names another child


def may_carry(child: IncidentChild, at: datetime) -> dict[str, str]:
    """What there is to go along, by the code of its box."""
    found = {"incident": "What happened"}
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
    """Each of whom it is recorded that they must not be told, here or in the pupil's own record, and why (SG-27)."""
    parents = child.parents.filter(told__in=[ParentsTold.GREATER_RISK, ParentsTold.POLICE_ASK]).order_by("pk")
    said = [(one.who, one.why, f"The child says: {one.wish}" if one.wish else "") for one in parents]
    if child.person_id:
        kept = LedgerEntry.objects.filter(line=Line.NOT_TO_TELL, case__participants__person=child.person_id)
        said += [(about, words, "") for about, words in kept.order_by("known_at", "pk").values_list("about", "words")]
        near = Relationship.objects.present().drawable().filter(other=child.person_id)
        for tie in near.exclude(person__care_with_contact="").select_related("person").order_by("pk"):
            audit.saw("person", tie.person_id)
            said.append((tie.person.name, f"Take care with contact: {tie.person.care_with_contact}", ""))
    lines = [": ".join([who, ". ".join(filter(None, why))]) for who, *why in said]
    return list(
        dict.fromkeys(
            f"{who[0]}: {ASK}" if names_another(line, child) else line for who, line in zip(said, lines, strict=True)
        )
    )


def _measures(child: IncidentChild) -> list[Measure]:
    return list(Measure.objects.filter(child=child, ended_at=None).order_by("starts_on", "pk"))


def _contacts(child: IncidentChild) -> list[str]:
    sent = child.incident.routes.filter(kind=Route.Kind.SOCIAL_CARE, child=child).exclude(reference="").order_by("pk")
    return list(sent.values_list("reference", flat=True))
