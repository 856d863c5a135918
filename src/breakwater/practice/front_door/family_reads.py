"""What each of a family may read of a decision, by the names that this reader may see of them (SG-18, SG-27)."""

from collections.abc import Iterable, Mapping, Sequence

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .information_requests.operations import labels
from .models import Contact, Decision, NamedPerson

SAME, OWN, NOT = "same", "own", "not"
MAY_READ = {SAME: "may read these reasons", OWN: "may read other words:", NOT: "must not be told:"}


def key_of(named: NamedPerson) -> str:
    """By what a decision knows somebody named: their record, and until they are matched their line of the form."""
    return named.person.public_id if named.person_id and named.person else _line_of(named)


def in_words(actor: Actor, contact: Contact, rows: Iterable[Mapping]) -> list[dict]:
    """The rows of a decision with whom each is of; of whom the reader may not see no row is shown. A few queries, if there are rows.

    Beyond the MASH nothing of them repeats an answer that is for the MASH alone (TR-08).
    """
    rows = list(rows)
    if not rows:
        return []
    whose = _whose([contact], rows)
    read = {"": ""} | labels.as_read_by(actor, contact, in_words=[row["words"] or row["because"] for row in rows])
    return [
        {
            "who": f"{whose[row['key']][0]} ({row['relation']})",
            "may": MAY_READ[row["told"]],
            "words": read[row["words"] or row["because"]],
        }
        for row in rows
        if row["key"] in whose
    ]


def not_told(decisions: Iterable[Decision]) -> list[tuple[str, Person | None, str]]:
    """Whom decisions say must not be told of them, by name and record, and why; of whom the reader may see. Two queries, if any."""
    decisions = list(decisions)
    rows = [row for one in decisions for row in one.for_family if row["told"] == NOT]
    whose = _whose([one.contact_id for one in decisions], rows) if rows else {}
    return [(*whose[row["key"]], row["because"]) for row in rows if row["key"] in whose]


def names_who_must_not_be_told(contact: Contact, decision: Decision) -> bool:
    """Whether a decision, or the form that the contact came by, names somebody of the family who must not be told."""
    named = NamedPerson.objects.filter(contact=contact).exclude(do_not_contact_because="")
    return any(row["told"] == NOT for row in decision.for_family) or named.exists()


def _whose(contacts: Sequence[Contact | int], rows: Iterable[Mapping]) -> dict[str, tuple[str, Person | None]]:
    """The name and the record that rows are of, by their keys: somebody who is matched since the decision by either key."""
    keys = [row["key"] for row in rows]
    people = {one.public_id: (one.name, one) for one in Person.objects.filter(public_id__in=keys)}
    found = {}
    for one in NamedPerson.objects.filter(contact__in=contacts).select_related("person"):
        found |= dict.fromkeys((_line_of(one), key_of(one)), (one.named_as, one.person))
    found |= people
    audit.saw("person", *(person.pk for key in keys if (person := found.get(key, ("", None))[1])))
    return found


def _line_of(named: NamedPerson) -> str:
    return f"{named.submission_id}n{named.row}"
