"""A school's roll put a child where somebody lives whose address is withheld: the address is kept for neither, and the MASH looks (SG-27)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team
from breakwater.partnership.people.models import Person

WORDS = "A school's roll puts this child where somebody lives whose address is withheld. No address was kept: find out where they live"
NO_RECORD = "A school's roll puts a child where somebody lives whose address is withheld. No address was kept, and the row waits for a person: ask who it is"


@transaction.atomic
def tell(*, people: Sequence[int], area: Area, at: datetime, without_record: int = 0) -> None:
    """Tell the MASH of each child, by the child's page and no name; of rows without a record, once."""
    with acting_as(service_of(area, ServiceName.INTAKE)):
        try:
            team = receiving_team(area, "front_door")
        except NobodyReceives:
            return
        found = list(Person.objects.filter(pk__in=people).order_by("pk"))
        for child in found:
            notifications.show(team=team, words=WORDS, path=f"/people/{child.public_id}/", at=at)
        if without_record:
            notifications.show(team=team, words=NO_RECORD, path="/today/", at=at)
