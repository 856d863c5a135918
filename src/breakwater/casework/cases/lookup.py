"""What an address names, as far as the actor may see it."""

from django.shortcuts import get_object_or_404

from breakwater.casework.cases.models import Case, Participant
from breakwater.partnership.people.models import Person


def case_or_404(reference: str) -> Case:
    """The case under a reference, as far as the actor may see it."""
    found = Case.objects.select_related("responsible_team__organisation", "responsible_team__area", "area")
    return get_object_or_404(found, reference=reference)


def cases_about(person: Person) -> list[Case]:
    """The cases a person takes part in that the actor may read, newest first."""
    parts = Participant.objects.filter(person=person, ends_at=None).select_related(
        "case__responsible_team__organisation", "case__area"
    )
    return [part.case for part in parts.order_by("-case__opened_at", "-case_id")]
