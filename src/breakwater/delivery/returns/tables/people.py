"""Whom rows tell of: each person in use, with the number they have in every table. Guarded people are in none (SG-13)."""

from collections.abc import Iterable
from datetime import date

from breakwater.foundation import audit
from breakwater.partnership.people.models import Guard, Person

from ..census_part import number_of, numbers_of, people_in_use
from .declared import age_on


class Known:
    """People by the key that a row has for them, as the columns of a child say them."""

    def __init__(self, ids: Iterable[int | None], until: date):
        found = people_in_use({pk for pk in ids if pk})
        guarded = set(Guard.objects.standing().filter(person__in=found.values()).values_list("person_id", flat=True))
        self._people = {pk: person for pk, person in found.items() if person.pk not in guarded}
        self._numbers, self._until = numbers_of(self._people.values()), until
        audit.saw("person", *{person.pk for person in self._people.values()})

    def __contains__(self, pk: int | None) -> bool:
        return pk in self._people

    def id_of(self, pk: int) -> str:
        person = self._people[pk]
        return number_of(person, self._numbers[person.pk])

    def cells(self, pk: int) -> tuple[object, ...]:
        """The columns of CHILD."""
        person = self._people[pk]
        known = person.born_precision in (Person.Precision.DAY, Person.Precision.MONTH)
        born_on = person.born_on if known else None
        return self.id_of(pk), person.sex, person.ethnicity, born_on, age_on(person.born_on, self._until)
