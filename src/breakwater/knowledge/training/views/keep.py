"""The training team's pages of dates: the list, one date with its bookings, and what is decided about it."""

from typing import ClassVar

from django.http import Http404
from django.utils.functional import cached_property

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission

from .. import allocation, date_forms, letters, lookup
from ..forms import WhyForm
from ..models import BookingState, Course, Event, EventState
from ..operations import events, keeping, places
from .booking import Asks, OfBooking

P = Permission
S = BookingState
KEEP, ONE = "training/keep/", "training/keep/dates/<str:public_id>/"


class Dates(ListPage):
    """Dates to come, what waits for the training team above them."""

    route, name, template_name = KEEP, "keep", "training/keep/dates.html"
    permission = P.TRAINING_KEEP
    model = Event

    def get_queryset(self):
        rows = lookup.kept_dates(self.request.post.team.area)
        today = start_of(london_date(self.at))
        is_past = self.request.GET.get("past") == "1"
        return (
            rows.filter(ends_at__lt=today).order_by("-starts_at", "-pk") if is_past else rows.filter(ends_at__gte=today)
        )

    def get_context_data(self, **more):
        area, today = self.request.post.team.area, london_date(self.at)
        approvals = lookup.to_approve(area)
        audit.saw("training_booking", *(each.pk for each in approvals))
        return super().get_context_data(
            to_decide=lookup.to_decide(area, self.at),
            without_trainer=lookup.without_trainer(area, self.at),
            to_approve=approvals,
            to_review=lookup.to_review(area, today),
            asked=list(lookup.requests_of(area).filter(state="WAITING").order_by("asked_at", "pk")),
            where=letters.place_in_words,
            is_past=self.request.GET.get("past") == "1",
            **more,
        )


class OfDate(SubjectView):
    subjects = lookup.EVENTS
    permission = P.TRAINING_KEEP
    context_object_name = "event"
    leads_to: ClassVar = ("training:date", "subject.public_id")


class DatePage(OfDate, SubjectPage):
    """One date: how it fills, who comes, the waiting list in its order, trainers."""

    route, name, template_name = ONE, "date", "training/keep/date.html"

    def get_context_data(self, **more):
        event, found = self.subject, lookup.bookings_of_date(self.subject)
        audit.saw("training_booking", *(each.pk for each in found))
        taken = allocation.Taken.by(each for each in found if each.has_a_place)
        waiting = allocation.in_order(event, [each for each in found if each.state == S.WAITING], taken)
        return super().get_context_data(
            places=[each for each in found if each.has_a_place],
            waiting=waiting,
            ended=[each for each in found if not each.is_live],
            sessions=list(event.sessions.order_by("number")),
            assigned=list(event.assignments.select_related("trainer__organisation").order_by("is_reserve", "pk")),
            one_agency=len({each.trainer.organisation_id for each in event.assignments.select_related("trainer")}) < 2,
            came=lookup.registered(event),
            where=letters.place_in_words(event),
            now=self.at,
            State=EventState,
            **more,
        )


class OfCourseKept(SubjectView):
    model, related = Course, ("area",)
    permission = P.TRAINING_KEEP
    context_object_name = "course"


class AddDate(OfCourseKept, Asks):
    route, name = "training/keep/courses/<str:public_id>/dates/new/", "date_new"
    form_class, heading, button = date_forms.NewDateForm, "Add a date", "Save"
    template_name = "training/keep/folded.html"
    operation = staticmethod(events.add)
    leads_to: ClassVar = ("training:date", "result.public_id")
    refused_to: ClassVar = ("training:course_keep", "subject.public_id")

    def get_initial(self):
        return {"delivery": self.subject.delivery}

    def success_words(self):
        if self.result.state == EventState.DONE:
            return "Recorded. Add who came, then mark the register"
        return "Saved as a draft. Open it for booking when it is ready"


class ChangeDate(OfDate, Asks):
    route, name = f"{ONE}change/", "date_change"
    form_class, heading, button = date_forms.DateForm, "Change the date", "Save"
    template_name = "training/keep/folded.html"
    lead = "Delegates are told when day, time or place changes."
    operation = staticmethod(events.change)
    success_message = "Saved"

    def get_initial(self):
        return date_forms.DateForm.of(self.subject)


class Series(OfDate, Asks):
    route, name = f"{ONE}again/", "date_again"
    form_class, heading, button = date_forms.SeriesForm, "The same on other days", "Add the dates"
    lead = "Hours, place and limits are the same. Each date is a draft until you open it."
    leads_to: ClassVar = ("training:keep",)
    refused_to: ClassVar = ("training:date", "subject.public_id")

    def operate(self, form):
        return events.clone(self.subject, days=form.cleaned_data["days"], **self.acting)

    def success_words(self):
        return f"{len(self.result)} added as drafts"


class OpenDate(OfDate, ButtonView):
    route, name = f"{ONE}open/", "date_open"
    operation = staticmethod(events.open_for_booking)
    success_message = "Open for booking"


class GoAhead(OfDate, ButtonView):
    route, name = f"{ONE}go-ahead/", "date_goes_ahead"
    operation = staticmethod(events.go_ahead)
    success_message = "It goes ahead"


class CancelDate(OfDate, Asks):
    route, name = f"{ONE}cancel/", "date_cancel"
    form_class, heading, button, kind = WhyForm, "Cancel the date", "Cancel it and tell everybody", "warning"
    lead = "Nobody is charged. Whoever had a place comes first on the waiting list of another date."
    operation = staticmethod(events.cancel)
    success_message = "Cancelled. Everybody is told"


class Write(OfDate, Asks):
    route, name = f"{ONE}write/", "date_write"
    form_class, heading, button = date_forms.WriteForm, "Write to delegates", "Send"

    def operate(self, form):
        return events.mail_to(self.subject, **form.cleaned_data, **self.acting)

    def success_words(self):
        return f"Sent to {self.result}"


class Assign(OfDate, Asks):
    route, name = f"{ONE}trainers/", "date_trainers"
    form_class, heading, button = date_forms.AssignForm, "Add a trainer", "Add trainer"
    success_message = "Added"

    @cached_property
    def pool(self):
        rows = lookup.trainers(self.subject.area).filter(approved__course=self.subject.course, left_on=None)
        return {each.public_id: each for each in rows}

    def get_form_kwargs(self):
        said = [(key, f"{one.name}, {one.organisation.name}") for key, one in self.pool.items()]
        return super().get_form_kwargs() | {"trainers": said}

    def get_context_data(self, **more):
        lead = "Two trainers of different agencies where you can."
        nobody = "Nobody of the pool is approved for this course. Open a trainer under Trainers and tick it."
        return super().get_context_data(**{"lead": lead if self.pool else nobody} | more)

    def operate(self, form):
        chosen = self.pool[form.cleaned_data["trainer"]]
        return events.assign(self.subject, chosen, reserve=bool(form.cleaned_data["reserve"]), **self.acting)


class Unassign(OfDate, ButtonView):
    route, name = f"{ONE}trainers/<str:trainer>/remove/", "date_trainer_remove"
    success_message = "Taken off"

    def operate(self, form):
        trainer = lookup.trainers(self.subject.area).filter(public_id=self.kwargs["trainer"]).first()
        if trainer is None:
            raise Http404
        return events.unassign(self.subject, trainer, **self.acting)


class BookFor(OfDate, Asks):
    route, name = f"{ONE}add/", "date_book"
    form_class, heading, button = date_forms.AddForm, "Book somebody", "Book"
    lead = (
        "For somebody with a training record, also after booking has closed. A full date puts them on the waiting list."
    )

    def get_initial(self):
        """Whoever came from somebody's duty books them."""
        whose = lookup.record_of_area(self.subject.area, self.request.GET.get("for", ""))
        return {"email": whose.email} if whose else {}

    def operate(self, form):
        said = form.cleaned_data
        return keeping.book_for(self.subject, email=said["email"], key=said["idempotency"], **self.acting)

    def form_refused(self, form, refusal):
        refusal.box = "email"
        return super().form_refused(form, refusal)

    def success_words(self):
        return f"Booked: {self.result.get_state_display().lower()}"


class Printed(OfDate, SubjectPage):
    """A paper for the day: who is there, to sign or to wear."""

    def get_context_data(self, **more):
        found = [each for each in lookup.bookings_of_date(self.subject) if each.state == S.CONFIRMED]
        audit.saw("training_booking", *(each.pk for each in found))
        return super().get_context_data(
            bookings=found,
            sessions=list(self.subject.sessions.order_by("number")),
            where=letters.place_in_words(self.subject),
            **more,
        )


class RegisterPaper(Printed):
    route, name, template_name = f"{ONE}register/", "date_register", "training/keep/register.html"


class Badges(Printed):
    route, name, template_name = f"{ONE}badges/", "date_badges", "training/keep/badges.html"


class ApproveBooking(OfBooking, ButtonView):
    route, name = "training/bookings/<str:public_id>/approve/", "booking_approve"
    permission = P.TRAINING_KEEP
    operation = staticmethod(places.approve)
    success_message = "Approved"


class DeclineBooking(OfBooking, Asks):
    route, name = "training/bookings/<str:public_id>/decline/", "booking_decline"
    permission = P.TRAINING_KEEP
    form_class, heading, button, kind = WhyForm, "Do not approve the booking", "Do not approve it", "warning"
    operation = staticmethod(places.decline)
    success_message = "Not approved. They are told"


VIEWS = (
    Dates,
    DatePage,
    AddDate,
    ChangeDate,
    Series,
    OpenDate,
    GoAhead,
    CancelDate,
    Write,
    Assign,
    Unassign,
    BookFor,
    RegisterPaper,
    Badges,
    ApproveBooking,
    DeclineBooking,
)
