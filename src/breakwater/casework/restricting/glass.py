"""What a page of a record says to whoever opened it in an emergency: why it is restricted, and whom to call (SG-20)."""

from collections.abc import Sequence

from django.utils import timezone

from breakwater.casework.cases import sight

from .break_glass import Closed, why_closed


def of_what_one_opened(request, *, people: Sequence[int] = (), case: int | None = None) -> list[Closed]:
    """Why these people and this case are restricted; nothing, and no query, for a sign-in that opened nothing."""
    if not request.session.get(sight.IN_SESSION):
        return []
    return why_closed(people=people, case=case, at=timezone.now())
