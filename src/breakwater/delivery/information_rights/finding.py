"""Which records a request may be about: among those that whoever looks may read, or, for a second person who reads none, those it names exactly."""

import re
from datetime import datetime

from django.db import connection

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.asked import without_dates
from breakwater.partnership.people.search.log import log_search

from .models import RightsRequest

EACH = 5
CASE = re.compile(r"\bC-\d{2}-[0-9A-Z]{5}-[0-9A-Z]\b", re.IGNORECASE)


def for_request(request: RightsRequest, text: str, *, by: Actor, at: datetime) -> dict[str, tuple[int, str]]:
    """What its second person chooses from; by public id, a record's number and how it is told apart."""
    return people(text, by=by, at=at) if may(by, Permission.PERSON_SEARCH) else _named(request, text, by=by, at=at)


def _named(request: RightsRequest, text: str, *, by: Actor, at: datetime) -> dict[str, tuple[int, str]]:
    """Records of which a line has the name with the day of birth, or with a case: nobody is found by a name alone."""
    found: dict[str, tuple[int, str]] = {}
    for line in filter(str.strip, text.splitlines()):
        dates, _ = without_dates(line, london_date(at))
        born = next((each.earliest for each in dates if each.is_whole), None)
        case = CASE.search(line)
        words = f" {' '.join(re.findall(r"[\w’'-]+", line)).lower()} "
        with connection.cursor() as cursor:
            cursor.execute(
                "select person, public_id, said, born from access.rights_people(%s, %s, %s, %s)",
                [request.pk, words, born, case.group().upper() if case else None],
            )
            rows = cursor.fetchall()
        log_search(searched={"line": words.split()}, found=[row[0] for row in rows], by=by, at=at)
        found |= {key: (pk, f"{said}, born {day(on)}" if on else said) for pk, key, said, on in rows}
    return found


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
