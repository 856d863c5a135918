"""Who of the family agrees: the latest word of each, of all that was ever said."""

from collections.abc import Iterable

from breakwater.practice.early_help.models import Agreement, Episode


def latest(agreements: Iterable[Agreement]) -> list[Agreement]:
    """Each person's latest word, of agreements newest first. What was kept under a name alone is the word of the one person so named."""
    rows = list(agreements)
    named: dict[str, set[int]] = {}
    for given in rows:
        if given.person_id:
            named.setdefault(_plain(given.name), set()).add(given.person_id)
    found: dict[object, Agreement] = {}
    for given in rows:
        same = named.get(_plain(given.name), set())
        whose = given.person_id or (next(iter(same)) if len(same) == 1 else given.whose)
        found.setdefault(whose, given)
    return list(found.values())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def agreements_of(episode: Episode) -> list[Agreement]:
    """All that was ever said, newest first."""
    return list(episode.agreements.order_by("-recorded_at", "-pk"))


def shared_with(episode: Episode) -> list[str]:
    """The agencies, in the words in which each of the family agreed that it is shared with them (FD 4.2)."""
    return agencies_in(agreements_of(episode))


def agencies_in(agreements: Iterable[Agreement]) -> list[str]:
    """The same, of all that was ever said of one episode, newest first: only whoever may decide names an agency."""
    named = (one.shared_with for one in latest(agreements) if one.opens_help and one.to_sharing and one.shared_with)
    return list(dict.fromkeys(named))
