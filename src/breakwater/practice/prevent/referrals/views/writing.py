"""Writing the national form: its sections, one section, check and send; afterwards what its author may read."""

from django.shortcuts import redirect, render
from django.urls import reverse

from breakwater.casework.cases.registry import named_by
from breakwater.casework.recording import answers as recording_answers
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...models import SchoolAction
from ...pathway import REFER
from ..forms import BeginForm, SendForm
from ..operations import referring, writing
from .exporting import ExportedForm

MINE = "notice-check-share/referrals/"


class Mine(ListPage):
    """The forms that somebody began or sent."""

    may_be_taken_away = False  # nothing of a compartment lies in a file (SG-12)
    route, name, template_name = MINE, "mine", "prevent/mine.html"
    permission, audited_as = Permission.PREVENT_REFER, "specialist_form"

    def get_queryset(self):
        return writing.forms_of(self.request.actor).exclude(gone_at__isnull=False, sent_at=None).order_by("-started_at")

    def get_context_data(self, **more):
        shown = super().get_context_data(**more)
        called = {one.pk: writing.name_in(writing.values_of(one)) for one in shown["page"].object_list}
        return shown | {"called": called}


class Begin(StepView):
    """Begin the form, for a pupil of one's own roll or for somebody else."""

    route, name, heading, button = f"{MINE}new/", "begin", "Make a referral", "Begin"
    lead = "The form is the national one. What your role and your roll say is filled in. You can save it and come back."
    permission, permission_of, form_class = Permission.PREVENT_REFER, "", BeginForm
    refused_to = ("prevent:check",)
    operation, leads_to = staticmethod(writing.begin), ("prevent:form", "result.public_id")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.actor}


class OfForm(SubjectView):
    """A form of one's own."""

    permission, permission_of = Permission.PREVENT_REFER, ""
    asks_first, context_object_name, audited_as = True, "written", "specialist_form"

    def find_subject(self):
        self.subjects = writing.forms_of(self.request.actor)
        return super().find_subject()

    def at_page(self, key: str) -> str:
        return reverse("prevent:form_page", args=[self.subject.public_id, key])


class FormPage(OfForm, SubjectPage):
    """The sections with what is done; once it is sent, the receipt, the outcome's code and what the school does."""

    route, name = f"{MINE}<str:public_id>/", "form"

    def get_template_names(self):
        return ["prevent/sent.html" if self.subject.sent_at else "prevent/form.html"]

    def get_context_data(self, **more):
        values = writing.values_of(self.subject)
        definition = writing.definition(self.subject)
        if self.subject.sent_at:
            sections = recording_answers.summary(definition, values) if values else []
            return super().get_context_data(
                **more,
                sections=sections,
                actions=list(self.subject.actions.order_by("due_on")),
                called=writing.name_in(values),
                refer_by=REFER.due_on(london_date(self.subject.sent_at)),
                today=london_date(self.at),
                receipt=named_by(self.subject.contact, self.request.actor) if self.subject.contact else [],
                may_take=self.subject.copy in writing.COPY_ON_OFFER and bool(values),
            )
        return super().get_context_data(
            **more,
            tasks=recording_answers.tasks(definition, values, self.at_page),
            contact=writing.contact_of(values, by=self.request.actor),
            makes_contact=writing.makes_contact(values, **self.acting),
            called=writing.name_in(values),
        )


class OneSection(OfForm, SubjectPage):
    """One section of the form."""

    route, name = f"{MINE}<str:public_id>/sections/<slug:page>/", "form_page"
    http_method_names = ("get", "head", "post")

    def answer_instead(self):
        return (
            redirect("prevent:form", self.subject.public_id) if self.subject.sent_at or self.subject.gone_at else None
        )

    def get(self, request, *args, **kwargs):
        return self._draw()

    def post(self, request, *args, **kwargs):
        values, definition, page = (
            writing.values_of(self.subject),
            writing.definition(self.subject),
            self.kwargs["page"],
        )
        opened = self._open(request.POST)
        if not opened.is_valid():
            return self._draw(opened)
        said = recording_answers.merge_page(definition, page, values, opened.cleaned, on=london_date(self.at))
        if not writing.save_unless_changed(self.subject, said, revision=opened.revision, **self.acting):
            self.subject.refresh_from_db()
            return self._draw(opened, refused=writing.FormChanged.words)
        following = recording_answers.next_page(definition, said, after=page)
        if opened.asked == "save" or "change" in request.GET or not following:
            return redirect("prevent:form" if opened.asked == "save" else "prevent:form_check", self.subject.public_id)
        return redirect(self.at_page(following.key))

    def _open(self, data=None):
        return recording_answers.open_page(
            writing.definition(self.subject),
            self.kwargs["page"],
            writing.values_of(self.subject),
            data=data,
            asking=recording_answers.Asking(by=self.request.actor),
        )

    def _draw(self, opened=None, refused=""):
        self.record_sight()
        context = {"form": opened or self._open(), "written": self.subject, "refused": refused}
        return render(self.request, "prevent/form_page.html", context, status=409 if refused else 200)


class CheckForm(OfForm, OperationView):
    """Read before it is sent, the contact about the child with it. What would tell the MASH of the referral is asked about first."""

    route, name, template_name = f"{MINE}<str:public_id>/check/", "form_check", "prevent/form_check.html"
    form_class, operation = SendForm, staticmethod(writing.send)
    success_message = "Sent to the Prevent team"
    leads_to = "prevent:form", "subject.public_id"
    words_stay = "nothing is typed here"
    answer_instead = OneSection.answer_instead

    def find_subject(self):
        found = super().find_subject()
        self.values = writing.values_of(found)
        self.contact = writing.contact_of(self.values, by=self.request.actor)
        self.stops = writing.stops_of(self.contact)
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"telling": any(each.may_stay for each in self.stops)}

    def operate(self, form):
        return writing.send(self.subject, sure="sure" in form.cleaned_data, **self.acting)

    def get_context_data(self, **more):
        definition = writing.definition(self.subject)
        needed = [
            (each.label, f"{self.at_page(each.page)}?change")
            for each in recording_answers.missing(definition, self.values)
        ]
        return super().get_context_data(
            **more,
            sections=recording_answers.summary(
                definition, self.values, href=lambda page: f"{self.at_page(page)}?change", unanswered=False
            ),
            missing=needed,
            contact=self.contact,
            makes_contact=writing.makes_contact(self.values, **self.acting),
            stops=self.stops,
            is_stopped=not all(each.may_stay for each in self.stops),
            called=writing.name_in(self.values),
        )


class DiscardForm(OfForm, OperationView):
    """Throw a form away that was not sent, asked once (SG-32)."""

    route, name, template_name = f"{MINE}<str:public_id>/discard/", "form_discard", "prevent/form_discard.html"
    form_class, operation = Form, staticmethod(writing.discard)
    success_message, leads_to = "Deleted. What you wrote is gone", ("prevent:mine",)
    answer_instead = OneSection.answer_instead

    def get_context_data(self, **more):
        return super().get_context_data(**more, called=writing.name_in(writing.values_of(self.subject)))


class TakeCopy(OfForm, ExportedForm):
    """The copy for the child protection file, guarded as the file for the police is. That it was taken is recorded."""

    route, name, template_name = f"{MINE}<str:public_id>/copy/", "form_copy", "prevent/export.html"
    for_file = True

    def form_exported(self):
        on_offer = self.subject.copy in writing.COPY_ON_OFFER and not self.subject.gone_at
        return self.subject if on_offer else None

    def exported(self):
        referring.answer_copy(self.subject, answer="TAKEN", **self.acting)


class DeclineCopy(OfForm, ButtonView):
    """They need no copy."""

    route, name = f"{MINE}<str:public_id>/copy/decline/", "form_copy_decline"
    operation = staticmethod(referring.decline_copy)
    success_message, leads_to = "Recorded: you need no copy", ("prevent:form", "subject.public_id")


class FinishAction(ButtonView):
    """The school has done what it was asked."""

    route, name = f"{MINE}actions/<str:public_id>/done/", "school_action_done"
    model, related = SchoolAction, ("form",)
    permission, permission_of, asks_first = Permission.PREVENT_REFER, "", True
    operation = staticmethod(referring.finish_school_action)
    success_message, leads_to = "Marked as done", ("prevent:form", "subject.form.public_id")


VIEWS = (Mine, Begin, FinishAction, FormPage, OneSection, CheckForm, DiscardForm, TakeCopy, DeclineCopy)
