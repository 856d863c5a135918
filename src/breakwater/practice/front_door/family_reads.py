"""What each of a family may read of a decision, by the names that this reader may see of them (SG-18, SG-27)."""

from collections.abc import Iterable, Mapping

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .information_requests.operations import labels
from .models import Contact, NamedPerson

SAME, OWN, NOT = "same", "own", "not"
MAY_READ = {SAME: "may read these reasons", OWN: "may read other words:", NOT: "must not be told:"}


def key_of(named: NamedPerson) -> str:
    """By what a decision knows somebody named: their record, and until they are matched their line of the form."""
    return named.person.public_id if named.person_id and named.person else f"{named.submission_id}n{named.row}"


def in_words(actor: Actor, contact: Contact, rows: Iterable[Mapping]) -> list[dict]:
    """The rows of a decision with whom each is of; of whom the reader may not see no row is shown. A few queries, if there are rows.

    Beyond the MASH nothing of them repeats an answer that is for the MASH alone (TR-08).
    """
    rows = list(rows)
    if not rows:
        return []
    people, named_as = _whose(contact, rows)
    audit.saw("person", *(one.pk for one in people.values()))
    names = named_as | {key: one.name for key, one in people.items()}
    read = {"": ""} | labels.as_read_by(actor, contact, in_words=[row["words"] or row["because"] for row in rows])
    return [
        {
            "who": f"{names[row['key']]} ({row['relation']})",
            "may": MAY_READ[row["told"]],
            "words": read[row["words"] or row["because"]],
        }
        for row in rows
        if row["key"] in names
    ]


def not_told(contact: Contact, rows: Iterable[Mapping]) -> list[tuple[str, Person | None, str]]:
    """Whom a decision says must not be told of it, by name and record, and why; of whom the reader may see. Two queries, if any."""
    rows = [row for row in rows if row["told"] == NOT]
    if not rows:
        return []
    people, named_as = _whose(contact, rows)
    names = named_as | {key: one.name for key, one in people.items()}
    return [(names[row["key"]], people.get(row["key"]), row["because"]) for row in rows if row["key"] in names]


def _whose(contact: Contact, rows: Iterable[Mapping]) -> tuple[dict[str, Person], dict[str, str]]:
    """The records that rows are of, and what the form calls those named on it, by the keys of the rows."""
    people = {one.public_id: one for one in Person.objects.filter(public_id__in=[row["key"] for row in rows])}
    named = NamedPerson.objects.filter(contact=contact).select_related("person")
    return people, {key_of(one): one.named_as for one in named}
