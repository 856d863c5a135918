"""Who must not be told, from all that was said of the same child: whoever takes a parent's call reads it first (SG-27)."""

from django.db.models import Q

from breakwater.casework.handovers.ledger import NO_CAUTION
from breakwater.casework.handovers.models import LedgerEntry, Line
from breakwater.foundation import audit
from breakwater.partnership.people.models import Relationship

from .. import family_reads
from ..models import Contact, Decision, NamedPerson, Submission


def not_to_tell(contact: Contact, submission: Submission | None) -> list[str]:
    """The same in a line each."""
    return [": ".join(filter(None, said)) for said in who_must_not_be_told(contact, submission)]


def who_must_not_be_told(contact: Contact, submission: Submission | None) -> list[tuple[str, str]]:
    """Whom no referrer of this child wants contacted, what an authority passed on, or the child's cases were handed over with, what
    earlier decisions said, and with which of the child's relatives care is needed: of whom, and why. One query, and once the
    child is matched at most five more.
    """
    rows = submission.passed_facts if submission else ()
    said = [(row["about"], row["words"], row["more"]) for row in rows if row["line"] == Line.NOT_TO_TELL]
    of_child = Q(contact=contact) | Q(contact__child=contact.child_id) if contact.child_id else Q(contact=contact)
    named = NamedPerson.objects.filter(of_child).exclude(do_not_contact_because="").order_by("pk")
    said += [(one.named_as, f"Do not contact: {one.do_not_contact_because}", ()) for one in named]
    if contact.child_id:
        before = LedgerEntry.objects.filter(line=Line.NOT_TO_TELL, case__participants__person=contact.child_id)
        before = before.exclude(case=contact.case_id).order_by("known_at", "pk")
        said += before.values_list("about", "words", "more")
        earlier = family_reads.not_told(Decision.objects.filter(contact__child=contact.child_id).order_by("pk"))
        said += [(name, f"Must not be told of the decision: {why}", ()) for name, _, why in earlier]
        near = Relationship.objects.present().drawable().filter(other=contact.child_id)
        for tie in near.exclude(person__care_with_contact="").select_related("person").order_by("pk"):
            audit.saw("person", tie.person_id)
            said.append((tie.person.name, f"Take care with contact: {tie.person.care_with_contact}", ()))
    return list(dict.fromkeys((about, words) for about, words, more in said if NO_CAUTION not in more))
