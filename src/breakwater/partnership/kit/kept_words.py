"""What may not be repeated in words that somebody writes about a subject: asked of every form, so that no box is forgotten (TR-08)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Model
from django.forms import Form

from breakwater.foundation.refusals import Refusal
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor

Words = Mapping[str, str]
KEPT_WORDS: Registry[Callable[[Actor, Model, Words], Mapping[str, Sequence[str]]]] = Registry(
    "words that go no further",
    "What may not be repeated in words written about a subject, by the box that they are written in, and what to say of it",
)


def typed(form: Form) -> dict[str, str]:
    """The words of a form as they were typed, by their boxes; a choice is none."""
    boxes = (name for name, field in form.fields.items() if not hasattr(field, "choices"))
    words = ((name, form[name].value()) for name in boxes)
    return {name: said for name, said in words if isinstance(said, str) and said.strip()}


class GoesNoFurther(Refusal):
    """Words repeat what may go no further. `faults` are what to say, by box."""

    def __init__(self, faults: Mapping[str, Sequence[str]]):
        self.faults = faults
        super().__init__(words=". ".join(dict.fromkeys(fault for said in faults.values() for fault in said)))

    def stand_on(self, form, words="", box=None) -> None:
        for name, faults in self.faults.items():
            form.add_error(name, list(faults))


def repeated_too_far(form: Form, subjects: Iterable[Model | None], *, by: Actor) -> Mapping[str, Sequence[str]]:
    """What to say, by box, where a form repeats what may go no further from what its words are about."""
    words = typed(form)
    for subject in subjects if words else ():
        for find in KEPT_WORDS.values() if subject is not None else ():
            if faults := find(by, subject, words):
                return faults
    return {}


def let_go_no_further(form: Form, subjects: Iterable[Model | None], *, by: Actor) -> None:
    """Let a form repeat nothing that may go no further from what its words are about. Raises GoesNoFurther."""
    if faults := repeated_too_far(form, subjects, by=by):
        raise GoesNoFurther(faults)
