"""What the cases under review call people, places and days, for words that somebody types for everyone to read."""

from dataclasses import replace

from ..lessons.names import NAMES, Names
from ..models import Publication
from . import lookup
from .operations.names import terms_of

OF_A_CASE = "a name, place or number of a case"  # no more is said: whoever types may not know whose it is


@NAMES.register("learning.cases")
def names_of_cases() -> Names:
    """Of each review whose incident the actor is named on; the wall has left out the others."""
    terms, days = {}, {}
    for review in lookup.REVIEWS.prefetch_related("family", "names_to_avoid").order_by("pk"):
        those, on = terms_of(review)
        terms |= dict.fromkeys(replace(term, what=OF_A_CASE) for term in those)
        days |= dict.fromkeys(on, "a day of a case")
    published = Publication.objects.exclude(published_as="").values_list("published_as", flat=True)
    return Names(list(terms), days, frozenset(published))
