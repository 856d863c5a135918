"""A case by its reference: its own page in its room."""

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from .display import address_of, called
from .models import Case
from .registry import REFERENCES, Named


@REFERENCES.register("casework.cases")
def a_case(reference: str, by: Actor) -> list[Named]:
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        return []
    audit.saw("case", case.pk)
    return [Named(called(case), address_of(case))]
