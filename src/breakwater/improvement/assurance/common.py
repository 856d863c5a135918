"""What several rooms look up: the account of somebody named with an address, the areas beside one, the agencies that serve one."""

from datetime import date

from django.db.models import Q

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Area, Organisation, User


class NoSuchAccount(Refusal):
    box, words = "email", "No open account has this address. Leave it empty, and write the name alone"


def account(email: str) -> User | None:
    """The open account with an address; none where no address is said. Raises NoSuchAccount."""
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise NoSuchAccount
    return found


def other_areas(area: int) -> list[Area]:
    """The areas beside one, by name."""
    return list(Area.objects.exclude(pk=area).order_by("name"))


def organisations_of(area: int, day: date) -> dict[str, Organisation]:
    """The agencies and schools that serve an area on a day and are open, by public id, by name."""
    serves = Q(serves__ends_on=None) | Q(serves__ends_on__gte=day)
    found = Organisation.objects.filter(serves, serves__area=area, serves__starts_on__lte=day, closed_on=None)
    return {str(each.public_id): each for each in found.distinct().order_by("name", "pk")}
