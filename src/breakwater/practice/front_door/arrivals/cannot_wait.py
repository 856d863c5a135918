"""That a child cannot wait, said in another answer than that of danger now: read from the form, said to its sender (SG-04)."""

from collections.abc import Mapping

from breakwater.casework.recording.conditions import as_word

from ..models import CannotWait
from ..screening.rating_floors import facts_answered

SAID = (
    ("medical", "needed", CannotWait.MEDICAL),
    ("safe_next_day", "no", CannotWait.NOT_SAFE),
    ("urgency", "today", CannotWait.TODAY),
)
TO_THE_SENDER = {
    CannotWait.BABY: "a baby who cannot move about alone is injured",
    CannotWait.ABUSER: "someone said to have harmed a child sexually lives with the children",
    CannotWait.MEDICAL: "the child needs medical attention now",
    CannotWait.NOT_SAFE: "the child will not be safe for the next 24 hours",
    CannotWait.TODAY: "someone should act today",
}


def cannot_wait_in(values: Mapping) -> str:
    """The gravest of what a contact form's answers say that cannot wait for the office to open; "" where nothing does."""
    facts = facts_answered(values)
    said = {code for key, answer, code in SAID if as_word(values.get(key)) == answer}
    said |= {CannotWait.BABY} if "baby_injury" in facts else set()
    said |= {CannotWait.ABUSER} if "abuser_has_access" in facts else set()
    return gravest(*said)


def gravest(*said: str) -> str:
    """The gravest of several CannotWait; "" where all are empty. What a newer Breakwater says and this one does not know is
    as what someone should act on today.
    """
    known = {code if code in CannotWait else CannotWait.TODAY for code in said if code}
    return next((code for code in CannotWait if code in known), "")


def words_to_sender(values: Mapping) -> str:
    """The same as what the sender is told that they said."""
    return TO_THE_SENDER.get(cannot_wait_in(values), "")
