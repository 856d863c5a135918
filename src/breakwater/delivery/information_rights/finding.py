"""Which records a request may be about, among those that whoever looks may read."""

from datetime import datetime

from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

EACH = 5


def people(text: str, *, by: Actor, at: datetime) -> dict[str, tuple[int, str]]:
    """By public id, a record's number and how it is told apart; a search for each line. On record, without the words."""
    best: dict[str, matching.Candidate] = {}
    for line in filter(str.strip, text.splitlines()):
        listed = matching.find(text=line, limit=EACH)
        log_search(searched=listed.searched, found=[one.person_id for one in listed], by=by, at=at)
        for one in listed:
            known = best.get(one.person.public_id)
            if known is None or one.score > known.score:
                best[one.person.public_id] = one
    return {key: (one.person_id, _told_apart(one)) for key, one in best.items()}


def _told_apart(one: matching.Candidate) -> str:
    born = f", born {day(one.person.born_on)}" if one.person.born_on else ""
    return f"{one.name}{born}: {', '.join([*one.reasons, *one.against])}"
