"""A child at risk now: it goes out whatever becomes of the form, and who was told stands on the page that follows."""

from django.contrib import messages
from django.shortcuts import render

from breakwater.foundation.design.fields import TextareaField
from breakwater.foundation.refusals import run
from breakwater.partnership.organisations.access import require

from ..operations import safety


class TellsOfRisk:
    """Words about a child at risk are never lost: not to a record that is restricted since the form was opened, nor to a refusal."""

    def dispatch(self, request, *args, **kwargs):
        """What is hidden and what is absent answer alike, with what was typed."""
        if request.method != "POST" or self.subjects.filter(public_id=kwargs["public_id"]).exists():
            return super().dispatch(request, *args, **kwargs)
        require(request.actor, self.permission)
        boxes = self.form_class.base_fields
        typed = [
            (box.label, words)
            for name, box in boxes.items()
            if isinstance(box, TextareaField) and (words := request.POST.get(name))
        ]
        shown = {"words": safety.NotTaken.words, "typed": typed}
        return render(request, "assurance/case_audits/not_passed_on.html", shown, status=404)

    def tell(self, words: str, *, key) -> safety.Raised:
        told = safety.raise_concern(self.subject, words, key=key, **self.acting)
        messages.add_message(self.request, messages.SUCCESS if told.is_open else messages.WARNING, told.in_words)
        return told


class RaisesConcern(TellsOfRisk):
    """Somebody saw that a child may be at risk now."""

    button, kind = "Tell the case holder now", "warning"
    lead = "If a child is in danger now, call 999. This goes at once to whoever holds the case and to their team, who act on it within a day."

    def operate(self, form):
        return self.tell(form.cleaned_data["words"], key=form.cleaned_data["idempotency"])


class AsksForRisk(TellsOfRisk):
    """A form that sums up a record and asks whether a child is at risk now: the risk goes out first, on its own."""

    def form_valid(self, form):
        said = form.cleaned_data
        if said["at_risk"] and not run(form, self.tell, said["risk_words"], key=said["idempotency"]):
            return self.form_invalid(form)
        return super().form_valid(form)
