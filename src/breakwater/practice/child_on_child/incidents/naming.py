"""Whether a text has a name of another child of an incident: what is read of one child names no other (PL 9.4)."""

import re

from ..models import Incident, IncidentChild

OTHER = "the other child"
SHORTEST_NAME = 3  # letters: a shorter word is no name that could be told from others


def names_another(words: str, child: IncidentChild) -> bool:
    """Whether a text has a name of another child of the incident that is not this child's too.

    Whoever may not read the incident is not told that a name is of it.
    """
    said = _names(words)
    if not said:
        return False
    of_it = IncidentChild.objects.filter(incident__in=Incident.objects.filter(pk=child.incident_id))
    others = of_it.exclude(pk=child.pk).values_list("named_as", flat=True)
    return any((_names_of(other) - _names_of(child.named_as)) & said for other in others)


def without_others(words: str, child: IncidentChild) -> str:
    """The text with “the other child” in the place of each name of another child of the incident: to be read again by who writes it."""
    of_it = IncidentChild.objects.filter(incident__in=Incident.objects.filter(pk=child.incident_id)).exclude(
        pk=child.pk
    )
    names = {name for other in of_it.values_list("named_as", flat=True) for name in _names_of(other)}
    names -= _names_of(child.named_as)
    said = re.sub(
        r"[^\W\d_]+", lambda found: OTHER if found[0][0].isupper() and found[0].casefold() in names else found[0], words
    )
    return re.sub(rf"{OTHER}(?:[\s-]+{OTHER})+", OTHER, said)


def how_many_named(words: str, incident: Incident) -> int:
    """How many children of the incident a text names by what is theirs alone."""
    said = _names(words)
    every = [_names_of(each) for each in incident.children.values_list("named_as", flat=True)]
    shared = {name for number, one in enumerate(every) for other in every[number + 1 :] for name in one & other}
    return sum(bool((one - shared) & said) for one in every)


def _names_of(named_as: str) -> set[str]:
    """The names of a child as somebody named them: "Caleb Lewis, Year 8 at Brass Compass Academy" is called Caleb Lewis."""
    return _names(re.split(r",|\(|\b(?:at|from|in|of|year|class)\b", named_as, maxsplit=1, flags=re.IGNORECASE)[0])


def _names(text: str) -> set[str]:
    """The words that may be names: what begins with a capital, whole, in small letters."""
    found = re.findall(r"[^\W\d_]+", text)
    return {each.casefold() for each in found if len(each) >= SHORTEST_NAME and each[0].isupper()}
