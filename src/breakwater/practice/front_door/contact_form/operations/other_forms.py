"""The form of another room that a contact was begun with: its author alone learns of it, and it is asked before the contact goes (SG-12)."""

from breakwater.casework.models import Answers
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.registry import OTHER_FORMS, OtherForm


class Stopped(Refusal):
    """The contact says what its other form keeps from its readers; `words` name the questions."""


def all_of(by: Actor) -> dict[str, OtherForm]:
    """The forms that somebody began a contact with, by the public id of the contact."""
    return {number: form for forms in OTHER_FORMS.values() for number, form in forms(by).items()}


def check(answers: Answers, *, sure: bool, by: Actor) -> None:
    """Raises Stopped. `sure`: its author says that what may stay is needed."""
    other = all_of(by).get(answers.public_id)
    stops = [each for each in other.stops() if not (sure and each.may_stay)] if other else []
    if stops:
        raise Stopped(
            words=" ".join(f"{each.title}: {'; '.join(question for question, _ in each.questions)}." for each in stops)
        )
