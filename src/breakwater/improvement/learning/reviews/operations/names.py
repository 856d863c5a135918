"""What the records of a case call people, places, numbers and days: what must not be read in what is published (PL 6.8)."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor

from ...anonymity import Term
from ...models import LocalReview, NameToAvoid
from .opening import hold

Kind = NameToAvoid.Kind
OF_RECORDS = "in the records of the case"  # no more is said: a guess that was typed would learn whose it is
NO_STREET = re.compile(r"^(?:flat|apartment|unit|room)?\s*\d*\w?$", re.IGNORECASE)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


@transaction.atomic
def add(review: LocalReview, kind: str, words: str, what: str, *, by: Actor, at: datetime) -> NameToAvoid:
    """Something that no record holds and that must not be read: a practice, a nickname, a day."""
    review = hold(review)
    audit.did("added a name to avoid to", "serious_incident", review.incident_id)
    return NameToAvoid.objects.create(review=review, kind=kind, words=words, what=what, at=at, by=by)


def terms_of(review: LocalReview) -> tuple[list[Term], dict[date, str]]:
    """What to look for in the words of a review, and the days of the case."""
    incident = review.incident
    terms = [Term(incident.called, "the child")]
    days: dict[date, str] = {}
    if incident.happened_on:
        days[incident.happened_on] = "the day of the incident"
    if incident.born:
        days.setdefault(date.fromisoformat(incident.born), "the child's date of birth")
    terms += [Term(each.called, each.relation) for each in review.family.all()]
    terms.append(Term(incident.reference, "the reference of the incident", Kind.NUMBER))
    for each in review.names_to_avoid.all():
        if each.kind == Kind.DAY:
            days.setdefault(date.fromisoformat(each.words), each.what)
        else:
            terms.append(Term(each.words, each.what, each.kind))
    found, of_record = terms_from("access.names_of_serious_incident", incident.pk)
    terms += found
    days = of_record | days
    return list(dict.fromkeys(term for term in terms if term.words.strip())), days


def terms_from(function: str, key: int) -> tuple[list[Term], dict[date, str]]:
    """What a function of the wall says that the records around a case call people, places, numbers and days; not whose each is."""
    terms: list[Term] = []
    days: dict[date, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct kind, words, day from {function}(%s)", [key])
        for kind, words, day in cursor.fetchall():
            if day is not None:
                days.setdefault(day, OF_RECORDS)
            elif words.strip():
                terms += _terms(kind, OF_RECORDS, words)
    return terms, days


def digest_of(terms: list[Term], days: dict[date, str]) -> str:
    """Of all that is looked for, in whatever order it came."""
    said = sorted([*(f"{term.kind} {term.words}" for term in terms), *map(str, days)])
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _terms(kind: str, what: str, words: str) -> Iterator[Term]:
    if kind != "ADDRESS":
        yield Term(words, what, kind)
        return
    for line in POSTCODE.sub("", words).split(","):
        if not NO_STREET.fullmatch(line.strip()):
            yield Term(line.strip(), what, Kind.STREET)
    for postcode in POSTCODE.findall(words):
        yield Term(postcode, what, Kind.NUMBER)
