"""The school's part: its list, what it says of each pupil, a pupil it worries about. It finds its own lists alone."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.handovers.receipts import held_of
from breakwater.foundation import audit
from breakwater.foundation.design.fields import IdempotentForm
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove, SubjectPage
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import answers, corrections, worries
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.lists.operations import reminders
from breakwater.practice.education.models import (
    AnswerKind,
    Correction,
    FileTransfer,
    Marker,
    SchoolList,
    SourceState,
    Worry,
)
from breakwater.practice.education.our_list import pages
from breakwater.practice.education.our_list.forms import AnswerForm, WorryForm
from breakwater.practice.education.papers import operations as paper_operations

P = Permission
LIST, ROW = "our-list/<str:public_id>/", "our-list/rows/<str:public_id>/"


def row_url(school_list: SchoolList, code: str) -> str:
    """Where a row stands in its list."""
    return f"{reverse('education:school_list', args=[school_list.public_id])}#row-{code}"


@require_safe
def ours(request):
    """The present list and the one before, replies, and files to send on."""
    require(request.actor, P.LIST_READ)
    page = pages.first_page(request.actor.membership.team)
    page |= {"now": timezone.now(), "reply_words": worries.REPLY_WORDS, "today": timezone.localdate()}
    return render(request, "education/ours.html", page)


class OfOurList:
    """What every view of a list shares."""

    model = SchoolList
    related = ("team__organisation", "area", "fortnight", "patch", "acknowledged_by__membership__user")
    permission = P.LIST_ANSWER
    leads_to = "education:school_list", "subject.public_id"
    audited_as = "school_list"
    context_object_name = "found"


class ShowOurList(OfOurList, SubjectPage):
    """The list, what changed on top."""

    route, name, template_name = LIST, "school_list", "education/school_list.html"
    permission = P.LIST_READ

    def get_context_data(self, **more):
        answers.open_list(school_list=self.subject, **self.acting)
        found = self.subject = self.find_subject()
        page = list_rows.page_of(found, now=self.at, may_start=may(self.request.actor, P.EPISODE_START))
        gone = list(corrections.of_the_roll().filter(school_list=found).order_by("named_as", "pk"))
        audit.saw("person", *(shown.row.person_id for shown in page.rows), *(said.person_id for said in gone))
        return super().get_context_data(
            page=page,
            gone=gone,
            now=self.at,
            today=timezone.localdate(),
            reader=self.request.actor.membership.user.name,
            not_covered=list_rows.not_covered(found.area, SourceState.objects.behind(found)),
            new_key=uuid4,
            coordinator=pages.coordinator_of(found),
            may_print=paper_operations.may_print(self.request.actor, found, at=self.at),
            holiday_numbers=_numbers(found) if found.fortnight.is_before_holiday else [],
            **more,
        )


def _numbers(found: SchoolList):
    """Whom to ring about a child, in office hours and out of them."""
    purposes = (ContactPoint.Purpose.FRONT_DOOR, ContactPoint.Purpose.OUT_OF_HOURS)
    return ContactPoint.published(found.area, *purposes, on=timezone.localdate())


class OfRow:
    """What every view of one row shares. Of a pupil whom the school called not its own it leads back to the list."""

    permission = P.LIST_ANSWER
    context_object_name = "row"

    def find_subject(self):
        row = pages.row_of(self.kwargs["public_id"])
        if row is None:
            require(self.request.actor, P.LIST_ANSWER)
            area = self.request.actor.membership.team.area
            self.called_not_ours = answers.called_not_ours(area, self.kwargs["public_id"])
            if self.called_not_ours is None:
                raise Http404
        return row

    def permission_subject(self):
        return self.subject and self.subject.list

    def answer_instead(self):
        if self.subject:
            return None
        words = "You said that this pupil is not on your roll. Undo that first, if it was a mistake."
        messages.warning(self.request, words)
        return redirect(row_url(self.called_not_ours.school_list, self.called_not_ours.row_code))

    def record_sight(self):
        audit.saw("school_list", self.subject.list_id)
        audit.saw("person", self.subject.person_id)

    def get_success_url(self):
        return row_url(self.subject.list, self.subject.pupil.code)


class Right(OfRow, ButtonView):
    """One tap: this row is right."""

    route, name, form_class = f"{ROW}right/", "right", IdempotentForm

    def said(self, form) -> Said:
        return Said(kind=AnswerKind.RIGHT)

    def operate(self, form):
        return answers.answer(
            row=self.subject, said=self.said(form), key=form.cleaned_data["idempotency"], **self.acting
        )


class Answer(RefusedAbove, OfRow, OperationView):
    """Say something else of a row."""

    route, name = ROW, "answer"
    form_class, template_name = AnswerForm, "education/answer.html"

    def get_form_kwargs(self):
        flags = list(self.subject.flags.select_related("rule").order_by("rule__order", "pk"))
        return super().get_form_kwargs() | {
            "cohorts": [flag.rule.words for flag in flags],
            "going_on": [flag.rule.words for flag in flags if flag.marker != Marker.ENDED],
            "is_before_holiday": self.subject.list.fortnight.is_before_holiday,
        }

    def get_initial(self):
        """What was said before, as whoever changes it left it."""
        given = answers.standing_of([self.subject]).get(self.subject.pk)
        return AnswerForm.as_said(given) if given else {}

    def operate(self, form):
        return answers.answer(row=self.subject, said=form.said(), key=form.cleaned_data["idempotency"], **self.acting)

    @property
    def success_message(self):
        return "Sent. Your next list says what came of it" if self.result.kind in corrections.SAID else "Saved"


class Undo(OfRow, ButtonView):
    route, name = f"{ROW}undo/", "undo"
    operation = staticmethod(answers.undo)


class TheirsAfterAll(ButtonView):
    """Take back that a pupil is not on the roll."""

    route, name = "our-list/not-ours/<str:public_id>/undo/", "theirs_after_all"
    model, related = Correction, ("area", "school_list")
    permission = P.LIST_ANSWER
    operation = staticmethod(answers.theirs_after_all)

    def get_success_url(self):
        return row_url(self.subject.school_list, self.subject.row_code)


class ShowUpn(OfRow, SubjectPage):
    """Show one pupil's UPN whole; that it was shown is on record."""

    http_method_names = ("post",)
    route, name, template_name = f"{ROW}upn/", "upn", "education/upn.html"

    def post(self, request, *args, **kwargs):
        audit.did("showed the UPN of", "person", self.subject.person_id)
        return self.get(request, *args, **kwargs)


class SayUnchanged(OfOurList, ButtonView):
    """Say "right" of every unchanged row at once; they are shown as said so."""

    route, name, form_class = f"{LIST}unchanged/", "unchanged", IdempotentForm

    def operate(self, form):
        return answers.answer_unchanged(school_list=self.subject, key=form.cleaned_data["idempotency"], **self.acting)

    @property
    def success_message(self):
        pupils = "pupil is" if self.result == 1 else "pupils are"
        return f"{self.result} unchanged {pupils} answered at once, and marked so"


class Acknowledge(OfOurList, ButtonView):
    route, name = f"{LIST}acknowledge/", "acknowledge"
    success_message = "Thank you. Your list is answered"
    operation = staticmethod(answers.acknowledge)


class TellWorry(OfOurList, OperationView):
    """A pupil that the school worries about and that is not on its list."""

    route, name = f"{LIST}worry/", "worry_new"
    form_class, template_name = WorryForm, "education/worry_new.html"
    leads_to = "education:worry_told", "result.public_id"
    hears_again = True

    @cached_property
    def roll(self):
        return worries.roll_of(self.request.actor, timezone.localdate())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"roll": self.roll}

    def operate(self, form):
        of = form.cleaned_data
        told = worries.Told(
            words=of["words"],
            significant_harm=of["harm"],
            person=form.person,
            named_as=of["name"] if not form.person else "",
            danger=of["danger"] or None,
        )
        return worries.tell(school_list=self.subject, told=told, key=of["idempotency"], **self.acting)

    def record_sight(self):
        super().record_sight()
        audit.saw("person", *(place.person_id for place in self.roll))

    def get_context_data(self, **more):
        return super().get_context_data(numbers=_numbers(self.subject), **more)


class WorryTold(SubjectPage):
    """What happens next: the same for everyone, and whom to ring (SG-17)."""

    route, name, template_name = "our-list/worries/<str:public_id>/", "worry_told", "education/worry_told.html"
    model, related = Worry, ("school_list__area", "case")
    permission = P.LIST_READ
    permission_of = ""
    audited_as = "worry"

    def answer_instead(self):
        if self.subject.school_team_id != self.request.actor.membership.team_id:
            raise Http404

    def get_context_data(self, **more):
        made = self.subject
        return super().get_context_data(
            made=made,
            numbers=_numbers(made.school_list),
            now=self.at,
            reply_words=worries.REPLY_WORDS,
            held=held_of(made.case, self.at) if made.case else None,
            **more,
        )


class FileIsSent(ButtonView):
    route, name = "our-list/files/<str:public_id>/sent/", "file_sent"
    model, permission = FileTransfer, P.LIST_ANSWER
    success_message = "Noted: the file is sent on"
    leads_to = ("education:our_list",)
    operation = staticmethod(reminders.file_sent)


OF_ROWS = (Answer, Right, Undo, TheirsAfterAll, ShowUpn)
VIEWS = (*OF_ROWS, FileIsSent, WorryTold, ShowOurList, SayUnchanged, Acknowledge, TellWorry)
