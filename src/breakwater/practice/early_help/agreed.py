"""Who of the family agrees: the latest word of each, of all that was ever said."""

from collections.abc import Iterable

from .models import Agreement, Episode


def latest(agreements: Iterable[Agreement]) -> list[Agreement]:
    """Each person's latest word, of agreements newest first."""
    found: dict[object, Agreement] = {}
    for given in agreements:
        found.setdefault(given.whose, given)
    return list(found.values())


def agreements_of(episode: Episode) -> list[Agreement]:
    """All that was ever said, newest first."""
    return list(episode.agreements.order_by("-recorded_at", "-pk"))
