"""What cases are called that name no child yet, or never do, wherever they are listed."""

from collections.abc import Mapping, Sequence

from breakwater.casework.cases.registry import NAMED_AS

from ..models import Allegation, Contact
from ..pathway import ALLEGATION, CONTACT


@NAMED_AS.register(CONTACT)
def named_as(cases: Sequence[int]) -> Mapping[int, str]:
    """The child as the sender named or described them, by id of the case."""
    return dict(Contact.objects.filter(case__in=cases).exclude(named_as="").values_list("case_id", "named_as"))


@NAMED_AS.register(ALLEGATION)
def about_a_colleague(cases: Sequence[int]) -> Mapping[int, str]:
    """What it is about, and no name: a list is read over shoulders."""
    heard = Allegation.objects.filter(case__in=cases).values_list("case_id", flat=True)
    return dict.fromkeys(heard, "Someone who works with children")
