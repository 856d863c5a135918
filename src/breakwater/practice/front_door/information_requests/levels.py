"""What is written beside a contact goes along with the case, a level of need, a task, a document's name: it repeats no answer that
is for the MASH alone (TR-08).
"""

from breakwater.casework.cases.models import Case
from breakwater.casework.cases.registry import KEPT_BACK

from ..models import Contact
from .operations import labels


@KEPT_BACK.register("front_door.answers")
def answers_of_agencies(case: Case, words: str) -> list[str]:
    """What to say of words that repeat one."""
    contact = Contact.objects.filter(case=case).first()
    return labels.faults_of_the_case(contact, words=words).get("words", []) if contact else []
