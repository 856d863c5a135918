"""Finding an organisation of the register by what someone typed. Organisations only: people are never searched here."""

from dataclasses import dataclass

from django.db.models import Q

from breakwater.partnership.organisations.models import Organisation

FEWEST_LETTERS = 3
MOST = 8


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be meant. `words` tells it from others of the same name."""

    public_id: str
    name: str
    words: str


def matching_organisations(typed: str) -> list[Candidate]:
    """Open organisations whose names hold every word typed, at most eight; only one when it is the register's own name."""
    typed = " ".join(typed.split())[:200]
    if len(typed) < FEWEST_LETTERS:
        return []
    wanted = Q()
    for word in typed.split()[:6]:
        wanted &= Q(name__icontains=word)
    rows = Organisation.objects.filter(wanted, closed_on=None).order_by("name", "pk")
    found = [
        Candidate(str(public_id), name, f"{name}, {place}" if place else name)
        for public_id, name, place in rows.values_list("public_id", "name", "school__town")[: MOST + 1]
    ]
    exact = [each for each in found if each.name.casefold() == typed.casefold()]
    return exact if len(exact) == 1 else found[:MOST]


def is_exact(candidates: list[Candidate], typed: str) -> bool:
    """What was typed is the name of the one candidate."""
    return len(candidates) == 1 and candidates[0].name.casefold() == " ".join(typed.split()).casefold()
