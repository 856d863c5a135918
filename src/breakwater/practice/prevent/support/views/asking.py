"""A school asks; times are offered and one is taken; an appointment is moved, cancelled or held."""

from django.conf import settings
from django.urls import reverse
from django.views.generic import View

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_answer
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from ...models import Appointment, SupportRequest
from ...models.support import Kind
from .. import forms, lookup, pathway
from ..operations import requests
from .pages import TEMPLATES, Asks

REQUEST = "prevent/support/requests/<str:public_id>/"
APPOINTMENT = "prevent/support/appointments/<str:public_id>/"


class AskForSupport(Asks):
    """Three questions. What the library has is answered at once, before anybody is asked."""

    route, name, template_name = "prevent/support/ask/", "support_ask", f"{TEMPLATES}/ask_for_support.html"
    permission, permission_of = Permission.SUPPORT_ASK, ""
    form_class = forms.AskForm
    leads_to = "prevent:support_request", "result.public_id"
    refused_to = ("prevent:support",)
    heading, button = "Ask for Prevent support", "Send"

    def operate(self, form):
        return requests.ask(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def success_words(self):
        return "" if self.result.kind == Kind.SIGNPOSTING else "Sent to the Prevent education officer"


class OfRequest(SubjectView):
    subjects, context_object_name, audited_as = lookup.REQUESTS, "asked", "support_request"
    permission = Permission.SUPPORT_READ
    leads_to = "prevent:support_request", "subject.public_id"


class RequestPage(OfRequest, SubjectPage):
    """What was asked, who acts next and by when; for signposting the resources themselves."""

    route, name, template_name = REQUEST, "support_request", f"{TEMPLATES}/request.html"

    def get_context_data(self, **more):
        asked, actor, today = self.subject, self.request.actor, london_date(self.at)
        is_signposting = asked.kind == Kind.SIGNPOSTING
        return super().get_context_data(
            gives=may(actor, Permission.SUPPORT_GIVE, asked),
            asks=may(actor, Permission.SUPPORT_ASK, asked),
            appointments=lookup.appointments_for(asked),
            ways=lookup.ways_to_reach(asked),
            resources=lookup.resources(today) if is_signposting else [],
            contacts=lookup.community_contacts(asked.officer_team) if is_signposting else [],
            source=pathway.AGREED,
            State=SupportRequest.State,
            Kind=Kind,
            today=today,
            **more,
        )


class OfferTimes(OfRequest, Asks):
    route, name = f"{REQUEST}times/", "support_times"
    permission, form_class = Permission.SUPPORT_GIVE, forms.OfferForm
    operation = staticmethod(requests.offer_times)
    heading, button = "Offer times", "Offer these times"
    success_message = "Offered. The school is told, and chooses one"

    @property
    def lead(self):
        return f"{self.subject.school_team.organisation.name}: {self.subject.when_suits}"


class ChooseTime(OfRequest, Asks):
    route, name = f"{REQUEST}choose/", "support_choose"
    permission, form_class = Permission.SUPPORT_ASK, forms.ChooseForm
    heading, button = "Choose a time", "Book"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offered": self.subject.offered}

    def answer_instead(self):
        """Where there is nothing to choose any more, the request says what came since."""
        is_over = self.subject.state != SupportRequest.State.OFFERED
        return self.done("") if is_over and self.request.method != "POST" else None

    def operate(self, form):
        if form.taken is None:
            return requests.say_none_suits(self.subject, words=form.cleaned_data["words"], **self.acting)
        return requests.take_time(self.subject, starts_at=form.taken, **self.acting)

    def get_success_url(self):
        booked = getattr(self, "result", None)
        if isinstance(booked, Appointment):
            return reverse("prevent:appointment", args=[booked.public_id])
        return super().get_success_url()

    def success_words(self):
        return "Booked" if isinstance(self.result, Appointment) else "The officer is told, and offers others today"

    @property
    def lead(self):
        return f"{self.subject.minutes} minutes, {self.subject.place}"


class DeclineRequest(OfRequest, Asks):
    route, name = f"{REQUEST}not-given/", "support_not_given"
    permission, form_class = Permission.SUPPORT_GIVE, forms.ReasonForm
    operation = staticmethod(requests.decline)
    heading, button = "Do not give this support", "Save and tell the school"
    lead = "The school is told today, with your reason. It is counted as asked and not given."
    success_message = "Saved. The school is told why"


class WithdrawRequest(OfRequest, Asks):
    route, name = f"{REQUEST}withdraw/", "support_withdraw"
    permission, form_class = Permission.SUPPORT_ASK, forms.ReasonForm
    operation = staticmethod(requests.withdraw)
    heading = button = "Withdraw the request"
    success_message = "Withdrawn"


class OfAppointment(SubjectView):
    subjects, context_object_name, audited_as = lookup.APPOINTMENTS, "booked", "appointment"
    permission = Permission.SUPPORT_READ
    leads_to = "prevent:appointment", "subject.public_id"


class AppointmentPage(OfAppointment, SubjectPage):
    """When and where; what to prepare: the last self-assessment, open actions, the last visit, documents asked for."""

    route, name, template_name = APPOINTMENT, "appointment", f"{TEMPLATES}/appointment.html"

    def get_context_data(self, **more):
        booked, team = self.subject, self.subject.school_team
        return super().get_context_data(
            gives=may(self.request.actor, Permission.SUPPORT_GIVE, booked),
            asks=may(self.request.actor, Permission.SUPPORT_ASK, booked),
            ways=lookup.ways_to_reach(booked.request),
            self_assessment=lookup.self_assessment_of(team),
            actions=lookup.open_actions(team),
            last_visit=lookup.last_visit(team, but=booked),
            left=lookup.left_by(booked),
            State=Appointment.State,
            Kind=Kind,
            today=london_date(self.at),
            day_has_come=london_date(booked.starts_at) <= london_date(self.at),
            has_begun=booked.starts_at <= self.at,
            **more,
        )


class AppointmentFile(OfAppointment, View):
    """A calendar file with a time and a link, and not a word of a child."""

    route, name, http_method_names = f"{APPOINTMENT}appointment.ics", "appointment_file", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        booked = self.subject
        entry = CalendarEntry(
            uid=booked.public_id,
            made_at=booked.changed_at,
            starts_at=booked.starts_at,
            ends_at=lookup.ends_at(booked),
            url=f"{settings.SITE_URL}{reverse('prevent:appointment', args=[booked.public_id])}",
            sequence=booked.sequence,
            is_off=booked.state in (Appointment.State.CANCELLED, Appointment.State.NO_SHOW),
            summary="Prevent support (read in Breakwater)",
        )
        return calendar_answer(entry, "appointment")


class MoveAppointment(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}move/", "appointment_move"
    permission, form_class = Permission.SUPPORT_GIVE, forms.MoveForm
    heading, button = "Move the appointment", "Move it and tell the school"
    success_message = "Moved. The school is told"

    def get_initial(self):
        at = to_london(self.subject.starts_at)
        return {"on": at.date(), "clock": at.time(), "place": self.subject.place}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("starts_at", "place", "reason")}
        return requests.move(self.subject, **said, **self.acting)


class AskToMove(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}ask-to-move/", "appointment_ask_to_move"
    permission, form_class = Permission.SUPPORT_ASK, forms.AskToMoveForm
    operation = staticmethod(requests.ask_to_move)
    heading, button = "Ask for another time", "Send to the officer"
    lead = "The appointment stays as it is until the officer moves it."
    success_message = "Sent. The officer moves the appointment, or calls you"


class CancelAppointment(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}cancel/", "appointment_cancel"
    permission, form_class = Permission.SUPPORT_WORK, forms.ReasonForm
    operation = staticmethod(requests.cancel)
    heading, button = "Cancel the appointment", "Cancel it and tell the other side"
    lead = "The request stays open: the officer offers other times the same day."
    success_message = "Cancelled. Both sides are told"


class NobodyCame(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}nobody-came/", "appointment_no_show"
    permission, form_class = Permission.SUPPORT_GIVE, forms.ReasonForm
    operation = staticmethod(requests.say_nobody_came)
    heading = "Nobody was there"
    success_message = "Saved. Offer other times"


class RecordTraining(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}training/", "appointment_training"
    permission, form_class = Permission.SUPPORT_GIVE, forms.TrainingForm
    operation = staticmethod(requests.record_training)
    heading = "Record the training"

    def get_initial(self):
        return {"topic": self.subject.request.about[:200], "attended": self.subject.request.size}


VIEWS = (
    AskForSupport,
    RequestPage,
    OfferTimes,
    ChooseTime,
    DeclineRequest,
    WithdrawRequest,
    AppointmentPage,
    AppointmentFile,
    MoveAppointment,
    AskToMove,
    CancelAppointment,
    NobodyCame,
    RecordTraining,
)
