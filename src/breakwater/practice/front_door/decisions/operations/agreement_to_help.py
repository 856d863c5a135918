"""Agreement to help, as the MASH records it: once for each person who gives it, naming the children it covers (FD 1.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from breakwater.partnership.organisations.models import Actor

from ...models import AgreementCovers, AgreementGiven, Contact

AGREES, REFUSES, NOT_ASKED = AgreementGiven.Says.AGREES, AgreementGiven.Says.REFUSES, "NOT_ASKED"


@dataclass(frozen=True)
class Statement:
    """What one person says: `words` are who, how and when; `covers` the references of the contacts of the children they named."""

    says: str
    words: str
    covers: tuple[str, ...]

    def as_json(self) -> dict:
        return asdict(self) | {"covers": list(self.covers)}


def statements_of(given: Iterable[Statement | Mapping]) -> list[Statement]:
    """Statements, as they are or as a proposal kept them."""
    return [
        each if isinstance(each, Statement) else Statement(each["says"], each["words"], tuple(each["covers"]))
        for each in given
    ]


def of_one_person(says: str, words: str, contact: Contact) -> list[Statement]:
    """One person's word on one child; nothing where nobody said anything."""
    return [Statement(says, words, (contact.reference,))] if words.strip() and says in (AGREES, REFUSES) else []


def record(statements: Iterable[Statement], *, recorded_on: Contact, by: Actor, at: datetime) -> None:
    """Keep each statement once, with the children of the form that it covers; what was kept before is not kept again."""
    form = {one.reference: one for one in Contact.objects.filter(submission=recorded_on.submission_id)}
    for each in statements:
        covered = [form[reference] for reference in each.covers if reference in form]
        before = [row.given for row in _covering(covered)]
        if not covered or any((one.says, one.words) == (each.says, each.words[:240]) for one in before):
            continue
        given = AgreementGiven.objects.create(contact=recorded_on, says=each.says, words=each.words[:240], at=at, by=by)
        AgreementCovers.objects.bulk_create(AgreementCovers(given=given, contact=one) for one in covered)


def recorded(contacts: Iterable[Contact]) -> dict[int, list[AgreementGiven]]:
    """What was recorded for each contact, the oldest first, by the contact's key: one query."""
    found: dict[int, list[AgreementGiven]] = {}
    for row in _covering(contacts):
        found.setdefault(row.contact_id, []).append(row.given)
    return found


def _covering(contacts: Iterable[Contact]) -> list[AgreementCovers]:
    rows = AgreementCovers.objects.filter(contact__in=[one.pk for one in contacts])
    return list(rows.select_related("given").order_by("given__at", "given_id"))


def agreement_for(
    contact: Contact, statements: Iterable[Statement], before: Iterable[AgreementGiven], otherwise: str
) -> tuple[str, str]:
    """The agreement that holds for one child, with whose it is, in words: theirs alone who named this child.

    `otherwise` is what holds where nobody did; agreement or refusal said of another child is none of this one's.
    """
    said = [(one.says, one.words) for one in before]
    said += [(each.says, each.words) for each in statements if contact.reference in each.covers]
    said = list(dict.fromkeys(said))
    if not said:
        return (NOT_ASKED if otherwise in (AGREES, REFUSES) else otherwise), ""
    code = AGREES if any(says == AGREES for says, _ in said) else REFUSES
    words = "; ".join(f"{words} (refuses)" if says == REFUSES != code else words for says, words in said)
    return code, words[:240]
