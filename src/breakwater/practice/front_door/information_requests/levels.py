"""What is written beside a contact goes along with the case, a level of need, a task, a document's name: it repeats no answer that
is for the MASH alone (TR-08).
"""

from django.db.models import Q

from breakwater.casework.cases.models import Case, Participant
from breakwater.casework.cases.registry import KEPT_BACK
from breakwater.partnership.kit.kept_words import KEPT_WORDS
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.people.models import Person, Relationship

from ..models import Contact
from .operations import labels


@KEPT_BACK.register("front_door.answers")
def answers_of_agencies(case: Case, words: str) -> list[str]:
    """What to say of words that repeat one."""
    contact = Contact.objects.filter(case=case).first()
    return labels.faults_of_the_case(contact, words=words).get("words", []) if contact else []


@KEPT_WORDS.register("front_door.answers")
def answers_in_words(actor, subject, words):
    """The same of all that somebody who may read such answers writes on a page of a contact, a case or a person."""
    if actor is None or actor.membership is None or not allows(actor.membership.role_id, Permission.REQUEST_SEND):
        return {}
    contacts = _contacts_about(subject)
    return labels.faults_of_the_case(*contacts, **words) if contacts else {}


def _contacts_about(subject) -> list[Contact]:
    """The contacts whose answers words about it could repeat: its own, what is joined to it, and those about or naming the people it is about and their relatives.

    A strategy discussion, an episode or a father's own page is about the same family as the contact that was answered.
    """
    subject = getattr(subject, "contact", None) or subject
    case = subject.pk if isinstance(subject, Case) else getattr(subject, "case_id", None)
    person = subject.pk if isinstance(subject, Person) else getattr(subject, "person_id", None)
    people = {person, getattr(subject, "child_id", None)} - {None}
    if case:
        people |= set(Participant.objects.filter(case=case).values_list("person", flat=True))
    if not case and not people:
        return []
    related = Relationship.objects.filter(Q(person__in=people) | Q(other__in=people)).values_list("person", "other")
    family = people | {person for pair in related for person in pair}
    theirs = Q(child__in=family) | Q(named_people__person__in=family) | Q(case__participants__person__in=family)
    own = Q(case=case) | Q(others_joined__other__case=case) | Q(joined_to__first__case=case) if case else Q()
    return list(Contact.objects.filter(own | theirs).distinct())
