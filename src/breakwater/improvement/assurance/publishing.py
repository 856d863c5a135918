"""Words for everyone are looked through before they are published, by somebody who says why what was found gives nobody away."""

from collections.abc import Mapping

from breakwater.improvement.learning.lessons import names
from breakwater.improvement.learning.lessons.operations.showing import FoundMore, LookAtEach
from breakwater.improvement.learning.lessons.scanned import ConfirmForm
from breakwater.partnership.kit.step import StepView


def looked_through(said: Mapping[str, str], confirmed_why: str, seen: str) -> int:
    """How much was found, all of which somebody has seen and answered for. Raises FoundMore, LookAtEach."""
    found = names.found_in(said)
    if found and seen != names.digest_of(found):
        raise FoundMore
    if found and not confirmed_why:
        raise LookAtEach
    return len(found)


class PublishStep(StepView):
    """What `said` answers as everyone will read it, and what was found in it."""

    template_name, form_class, button = "assurance/publish.html", ConfirmForm, "Publish"
    is_drawn = True  # the words themselves, where they are not on the page before already

    def said(self) -> dict[str, str]:
        raise NotImplementedError

    @property
    def found(self):
        return names.found_in(self.said())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"found": self.found}

    def form_refused(self, form, refusal):
        """What was found meanwhile is listed, and what is sent next is meant for it."""
        if isinstance(refusal, FoundMore):
            form = self.form_again(form, seen=names.digest_of(self.found))
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        shown = {"said": self.said() if self.is_drawn else {}, "found": list(map(names.in_words, self.found))}
        return super().get_context_data(**shown | more)
