"""A handover by its reference."""

from django.urls import reverse

from breakwater.casework.cases.registry import REFERENCES, Named
from breakwater.partnership.organisations.models import Actor

from .models import Handover


@REFERENCES.register("casework.handovers")
def a_handover(reference: str, by: Actor) -> list[Named]:
    held = Handover.objects.filter(reference=reference).exists()
    return [Named(f"Handover {reference}", reverse("casework:handover", args=[reference]))] if held else []
