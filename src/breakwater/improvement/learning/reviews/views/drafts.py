"""Drafts, their numbered copies, and the signatures of the partners."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.generic import View

from breakwater.foundation.storage.sniffing import KINDS
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, require

from ...anonymity.hits import KIND_WORDS
from .. import forms, lookup
from ..operations import anonymity, drafts
from .reviews import AT, InReview, InReviewButton, ReviewStep


class OfVersion:
    subjects, review_at = lookup.VERSIONS, "subject.review"


class VersionStep(OfVersion, ReviewStep):
    steps_at, steps_named = f"{AT}drafts/<str:public_id>/", "draft"

    def get_context_data(self, **more):
        return super().get_context_data(
            **{"whose_record": f"{self.review.incident.reference}: draft {self.subject.number}"} | more
        )


class AddDraft(ReviewStep):
    """The reviewer gives a draft to the business manager, who keeps it here."""

    route, name, heading = f"{AT}<str:public_id>/drafts/new/", "draft_new", "Add a draft"
    form_class, operation, success_message = forms.DraftForm, staticmethod(drafts.add), "Draft {result.number} is kept"

    def get_context_data(self, **more):
        return super().get_context_data(**{"encoding": "multipart/form-data"} | more)


class GiveCopy(VersionStep):
    route, name, heading = f"{AT}drafts/<str:public_id>/copies/new/", "copy_new", "Make a numbered copy"
    form_class, operation, success_message = (
        forms.CopyForm,
        staticmethod(drafts.give_copy),
        "Copy {result.number} is made",
    )
    lead = "Each page of a PDF says whose the copy is; a Word document says it at its top. Choose a PDF where pages may be parted."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"review": self.review}


class PutToPartners(OfVersion, InReviewButton):
    route, name, operation = f"{AT}drafts/<str:public_id>/put/", "draft_put", staticmethod(drafts.put_to_partners)


class SignReport(OfVersion, InReviewButton):
    route, name, operation = f"{AT}drafts/<str:public_id>/sign/", "draft_sign", staticmethod(drafts.sign)
    permission, success_message = Permission.SERIOUS_VIEW, "You have signed for your organisation"


class ReadDraft(OfVersion, InReviewButton):
    """Somebody named on the incident reads a draft: a numbered copy of their own."""

    route, name, permission = f"{AT}drafts/<str:public_id>/read/", "draft_read", Permission.SERIOUS_READ
    operation, success_message = staticmethod(drafts.copy_for_oneself), ""

    def done(self, words):
        return redirect("learning:copy_file", self.result.public_id)


class CheckDraft(OfVersion, InReview, SubjectPage):
    """A draft before it is put to anybody: what a scan finds in it. Nothing of it is kept."""

    route, name, template_name = f"{AT}drafts/<str:public_id>/check/", "draft_check", "learning/reviews/check.html"
    permission, context_object_name = Permission.SERIOUS_WORK, "version"

    def get_context_data(self, **more):
        found, refused = anonymity.look_into(self.subject)
        return super().get_context_data(**more, review=self.review, hits=found, kinds=KIND_WORDS, refused=refused)


class CopyFile(InReview, View):
    """The copy itself, as an attachment, with whose it is on it: for whoever has it, and for who gives the copies out."""

    route, name, http_method_names = f"{AT}copies/<str:public_id>/file/", "copy_file", ("get", "head")
    subjects, review_at, permission = lookup.COPIES, "subject.review", Permission.SERIOUS_READ

    def answer_instead(self):
        if not drafts.is_own(self.subject, self.request.actor):
            require(self.request.actor, Permission.SERIOUS_WORK, self.review)
        if drafts.is_ready(self.subject.version):
            return None
        messages.error(self.request, drafts.NotReady.words)
        return redirect("learning:practice_review", self.review.public_id)

    def get(self, request, **kwargs):
        kind = KINDS[self.subject.version.kind]
        content = drafts.open_copy(self.subject)
        answer = HttpResponse(content, content_type=kind.media_type)
        answer["Content-Disposition"] = content_disposition_header(
            True, f"copy-{self.subject.number}.{kind.extensions[0]}"
        )
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


class OfCopy:
    subjects, review_at = lookup.COPIES, "subject.review"


class RecordAnswer(OfCopy, ReviewStep):
    route, name, heading = f"{AT}copies/<str:public_id>/answer/", "copy_answer", "Record their answer"
    form_class, operation = forms.AnswerForm, staticmethod(drafts.record_answer)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": f"Copy {self.subject.number}: {self.subject.holder}"} | more)


class GoWithout(OfCopy, ReviewStep):
    route, name, heading = f"{AT}copies/<str:public_id>/without/", "copy_without", "Go on without this answer"
    form_class, operation, success_message = forms.WhyForm, staticmethod(drafts.go_without), "Recorded"
    when = staticmethod(lambda copy: copy.answered_on is None)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": f"Copy {self.subject.number}: {self.subject.holder}"} | more)


class TakeBack(OfCopy, InReviewButton):
    route, name, operation = f"{AT}copies/<str:public_id>/back/", "copy_back", staticmethod(drafts.take_back)


VIEWS = (
    AddDraft,
    GiveCopy,
    PutToPartners,
    SignReport,
    ReadDraft,
    CheckDraft,
    CopyFile,
    RecordAnswer,
    GoWithout,
    TakeBack,
)
