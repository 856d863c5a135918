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


def shared_with(episode: Episode) -> list[str]:
    """The agencies, in the words in which each of the family agreed that it is shared with them (FD 4.2)."""
    return agencies_in(agreements_of(episode))


def agencies_in(agreements: Iterable[Agreement]) -> list[str]:
    """The same, of all that was ever said of one episode, newest first: only whoever may decide names an agency."""
    return [one.shared_with for one in latest(agreements) if one.opens_help and one.to_sharing and one.shared_with]
