"""Give the copy: locked, to send; or to be printed and handed over."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from breakwater.foundation.design import locked_paper
from breakwater.foundation.design.fields import Form, HiddenField, RadiosField, YesNoField
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage

from .. import lookup
from ..models import RightsRequest
from ..pages import ONE, STAYS, OfRequest
from . import answer, operations

HOW = [
    (RightsRequest.Way.EMAIL, "A locked file, to send"),
    (RightsRequest.Way.LETTER, "Printed, sent by registered mail"),
    (RightsRequest.Way.PERSON, "Printed, handed over in person"),
]


class GiveForm(Form):
    how = RadiosField(label="How is it given?", choices=HOW, missing="Choose how it is given")
    agreed = YesNoField(
        label="Is this the way that was agreed with them, and does nobody else read what comes there?",
        missing="Say whether it is the way that was agreed",
    )
    passphrase = HiddenField(required=False, max_length=40)

    def clean_agreed(self):
        if not self.cleaned_data["agreed"]:
            raise ValidationError("Agree the way with them first: somebody who reads their mail could read this")
        return True

    def clean(self):
        said = super().clean()
        said.pop("agreed", None)  # asked before it goes, and kept nowhere: how it goes is
        return said

    def clean_passphrase(self):
        return locked_paper.is_passphrase(self.cleaned_data["passphrase"] or "")


class Give(OfRequest, OperationView):
    """The passphrase is shown once, before the download, and kept nowhere."""

    route, name, template_name = f"{ONE}give/", "give", "information_rights/give.html"
    form_class, operation, words_stay = GiveForm, staticmethod(operations.give), STAYS
    leads_to = ("information_rights:request", "subject.public_id")

    def answer_instead(self):
        is_over = self.request.method != "POST" and (self.subject.ended_at or not self.subject.is_checked)
        return self.done("") if is_over else super().answer_instead()

    def get_initial(self):
        return {"passphrase": locked_paper.new_passphrase()}

    def done(self, words: str):
        if not hasattr(self, "result"):
            return super().done(words)
        kept, handed = self.result
        return _pdf(handed, kept.name)


class GiveAgain(Give):
    """The same copy once more, with a new passphrase: a download that broke off, a passphrase that was lost."""

    route, name, operation = f"{ONE}give-again/", "give_again", staticmethod(operations.give_again)

    def answer_instead(self):
        is_over = self.request.method != "POST" and lookup.package_kept(self.subject) is None
        return self.done("") if is_over else OperationView.answer_instead(self)


class Preview(OfRequest, SubjectPage):
    """The copy as it would be given, before anything is recorded as given."""

    route, name, template_name = f"{ONE}give/preview/", "give_preview", "information_rights/give.html"

    def render_to_response(self, context, **kwargs):
        return _pdf(operations.preview(self.subject, at=self.at), f"{self.subject.reference}-not-given-yet.pdf")


class Letter(OfRequest, SubjectPage):
    """The letter that tells whoever asked how it ended, where they were given no copy."""

    route, name, template_name = f"{ONE}letter/", "letter", "information_rights/give.html"

    def answer_instead(self):
        if not answer.has_letter(self.subject):
            return redirect("information_rights:request", self.subject.public_id)
        return None

    def render_to_response(self, context, **kwargs):
        self.record_sight()
        return _pdf(answer.letter(self.subject), f"{self.subject.reference}-answer.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


VIEWS = (Give, GiveAgain, Preview, Letter)
