"""What came with a contact beside its sender's words: what an authority passed on with it, and whether the name is kept back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakwater.casework.recording.conditions import as_word

from .models import Addition, Submission

NOT_NAMED = "Do not tell the family who told us: the sender asks for that."
NOT_KNOWN_HERE = (
    "Not known here: who told us and how to reach them, what the family was told and agrees to, what was answered on the form. "
    "Do not tell the family who told us before you have asked us."
)
ASKED_FOR = "The sender asks for that."
NOT_KNOWN = "Nobody here knows whether the sender agrees. Ask the authority that passed it on first."


@dataclass(frozen=True)
class Beside:
    """Lines of the authority that passed it on, and why the family must not learn who told us: empty where it may."""

    lines: Sequence[str] = ()
    name_kept_back_because: str = ""


def beside_of(submission: Submission | None, additions: Iterable[Addition]) -> Beside:
    """What a submission and what was added to it say, both already read."""
    lines = [line for each in additions if each.is_beside for line in each.words.splitlines() if line]
    why = ""
    if _asks_for_it(submission) or NOT_NAMED in lines:
        why = ASKED_FOR
    elif NOT_KNOWN_HERE in lines:
        why = NOT_KNOWN
    return Beside([line for line in lines if line != NOT_NAMED], why)


def _asks_for_it(submission: Submission | None) -> bool:
    values = submission.answers.values if submission and submission.answers else {}
    return as_word(values.get("keep_name")) == "do_not_say" or values.get("name_withheld") in (True, "yes")
