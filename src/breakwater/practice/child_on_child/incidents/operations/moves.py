"""What may go along when a pupil moves: of this pupil alone, and only what the sender ticks (PL 9.8)."""

from breakwater.foundation.design import moments

from ...codes import STATES
from ...models import IncidentChild, Measure, PoliceUpdate, Route

Pair = tuple[str, str]


def may_carry(child: IncidentChild) -> dict[str, Pair]:
    """By the code of its box: the label and the words that the new school reads."""
    incident = child.incident
    day = f", {moments.day(incident.happened_on)}" if incident.happened_on else ""
    found = {"incident": ("What happened", f"{incident.get_category_display()}{day}. Reference {incident.reference}")}
    if measures := list(Measure.objects.filter(child=child, ended_at=None).order_by("starts_on", "pk")):
        found["measures"] = ("Measures in force", "\n".join(f"{each.what} ({each.who})" for each in measures))
    if police := incident.routes.filter(kind=Route.Kind.POLICE).order_by("pk").last():
        found["police"] = ("Police", _of_police(police, child))
    sent = incident.routes.filter(kind=Route.Kind.SOCIAL_CARE, child=child).exclude(reference="").order_by("pk")
    if references := [each.reference for each in sent]:
        found["social_care"] = ("Contact with children’s social care (MASH)", ", ".join(references))
    return found


def _of_police(route: Route, child: IncidentChild) -> str:
    """The state, the reference and officer, and the conditions that apply to this pupil: those name no other child."""
    parts = [STATES[route.state]["label"], route.reference, route.contact_name, route.contact_how]
    said = PoliceUpdate.objects.filter(route=route, child=child).standing().exclude(words="").order_by("pk").last()
    lines = [", ".join(part for part in parts if part)]
    return "\n".join([*lines, f"{moments.day(said.on)}: {said.words}"] if said else lines)
