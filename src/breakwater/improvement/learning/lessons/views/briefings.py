"""Seven-minute briefings: written, issued, passed on, and looked at by the partnership before everyone reads them."""

from django.shortcuts import get_object_or_404

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may

from .. import codes, forms, lookup
from ..operations import briefings
from ..presenting import lesson_parts

KEEP, BRIEFING = Permission.LEARNING_KEEP, "recommendations/briefings/<str:public_id>/"


class WriteBriefing(OperationView):
    route, name = "recommendations/reviews/<str:public_id>/briefing/", "briefing_write"
    template_name, subjects, context_object_name = "learning/lessons/ask.html", lookup.REVIEWS, "review"
    permission, audited_as = KEEP, "published_review"
    form_class, operation = forms.LessonForm, staticmethod(briefings.write)
    success_message = "Saved. Read it, then issue it"
    leads_to = "learning:briefing_kept", "result.public_id"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | lookup.offered_to_briefings(self.subject, self.request.actor.area_id_acting)

    def get_context_data(self, **more):
        return super().get_context_data(heading="Write a seven-minute briefing", button="Save", **more)


class OfBriefing(SubjectView):
    subjects, context_object_name, audited_as = lookup.LESSONS, "lesson", "learning_briefing"
    permission = KEEP
    leads_to = "learning:briefing_kept", "subject.public_id"


class BriefingKept(OfBriefing, SubjectPage):
    """A briefing with how it was passed on; whoever keeps it issues it here."""

    route, name, template_name = BRIEFING, "briefing_kept", "learning/lessons/briefing_kept.html"
    permission, permission_of = Permission.LEARNING_READ, ""

    def find_subject(self):
        rows = lookup.readable(self.subjects.all(), self.request.actor.area_id_acting)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def get_context_data(self, **more):
        lesson = self.subject
        return super().get_context_data(
            parts=lesson_parts(lesson),
            audiences=[codes.AUDIENCES.get(code, code) for code in lesson.audiences],
            recommendations=list(lesson.recommendations.order_by("number")),
            disseminations=list(lesson.disseminations.order_by("-on", "-pk")),
            channels=codes.CHANNELS,
            keeps=may(self.request.actor, KEEP, lesson),
            may_issue=briefings.may_issue(lesson, self.request.actor),
            today=london_date(self.at),
            **more,
        )


class RewriteBriefing(OfBriefing, StepView):
    route, name, heading, button = f"{BRIEFING}write/", "briefing_rewrite", "Change the briefing", "Save"
    form_class, operation, success_message = forms.LessonForm, staticmethod(briefings.rewrite), "Saved"

    @classmethod
    def when(cls, subject):
        return subject.issued_on is None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | lookup.offered_to_briefings(self.subject.review, self.subject.area_id)

    def get_initial(self):
        lesson = self.subject
        same = {
            name: getattr(lesson, name) for name in ("title", "audiences", "prompts", "quiz", "shelf_on", "revision")
        }
        return {
            **same,
            **{f"part_{code}": text for code, text in lesson.parts.items()},
            "recommendations": [str(each.number) for each in lesson.recommendations.order_by("number")],
            "chapter": lesson.chapter.public_id if lesson.chapter else "",
            "course": lesson.course.public_id if lesson.course else "",
        }


class IssueBriefing(OfBriefing, ButtonView):
    """Issue it: it is never changed afterwards, and its tests run from today."""

    route, name, operation = f"{BRIEFING}issue/", "briefing_issue", staticmethod(briefings.issue)
    success_message = "Issued. The impact is tested after six and twelve months"


class RecordDissemination(OfBriefing, StepView):
    route, name, heading, button = f"{BRIEFING}passed-on/", "briefing_passed_on", "Record how it was passed on", "Save"
    form_class, operation = forms.DisseminationForm, staticmethod(briefings.record_dissemination)
    success_message = "Saved"

    @classmethod
    def when(cls, subject):
        return subject.issued_on is not None

    def get_initial(self):
        return {"on": london_date(self.at)}


VIEWS = (WriteBriefing, RewriteBriefing, IssueBriefing, RecordDissemination, BriefingKept)
