"""What a contact calls a child whom nobody has matched yet, wherever cases are listed."""

from collections.abc import Mapping, Sequence

from breakwater.casework.cases.registry import NAMED_AS

from .models import Contact
from .pathway import CONTACT


@NAMED_AS.register(CONTACT)
def named_as(cases: Sequence[int]) -> Mapping[int, str]:
    """The child as the sender named or described them, by id of the case."""
    return dict(Contact.objects.filter(case__in=cases).exclude(named_as="").values_list("case_id", "named_as"))
