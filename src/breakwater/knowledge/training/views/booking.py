"""Booking a date for oneself and for colleagues, and what may be done with a booking."""

from typing import ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from .. import eligibility, forms, letters, lookup, money
from ..models import BookingState, Delegate
from ..operations import delegates, interest, places
from .public import calendar_of, in_hours, may_cancel

P = Permission
ABOUT_TRAINING = "about a place at a course: no case stands behind it, and the form says to name no child"
S = BookingState


class Asks(OperationView):
    """A page that asks before something is done."""

    template_name = "training/ask.html"
    words_stay = ABOUT_TRAINING
    heading = button = lead = kind = ""

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": self.button or self.heading, "lead": self.lead, "kind": self.kind}
        return super().get_context_data(**shown | {"back": self.get_refused_url()} | more)


class Book(Asks):
    """Book a date. Somebody who books for a team chooses among its people, and answers for them."""

    route, name, template_name = "training/dates/<str:public_id>/book/", "book", "training/book.html"
    subjects = lookup.EVENTS
    permission, permission_of = P.TRAINING_BOOK, ""
    form_class = forms.BookForm
    context_object_name = "event"
    heading, button = "Book a place", "Book"
    refused_to = ("training:course", "subject.course.public_id")

    @cached_property
    def mine(self) -> Delegate | None:
        return lookup.own_record(self.request.post)

    @cached_property
    def books_for(self) -> bool:
        return may(self.request.actor, P.TRAINING_BOOK_FOR)

    @cached_property
    def team(self) -> dict[str, Delegate]:
        """Whom they may book besides themselves, by public id."""
        rows = lookup.colleagues(self.request.post, london_date(self.at)) if self.books_for else []
        return {each.public_id: each for each in rows if each.user_id != self.request.post.user_id}

    @cached_property
    def terms(self) -> money.Terms:
        return money.Terms.today(self.subject, self.request.post.team.organisation, london_date(self.at))

    def get_form_kwargs(self):
        people = [
            (forms.ME, f"Me, {self.request.post.user.name}"),
            *((key, one.name) for key, one in self.team.items()),
        ]
        return super().get_form_kwargs() | {
            "people": people,
            "asks_manager": self.subject.needs_approval and not self.books_for,
            "price": self.terms.pence,
            "needs_order": self.terms.needs_order,
            "hints": self.hints,
        }

    def get_initial(self):
        """Whoever came from somebody's duty books for them; who books for others chooses, and is not taken for granted."""
        meant = self.request.GET.get("for", "")
        meant = forms.ME if self.mine and meant == self.mine.public_id else meant
        meant = [meant] if meant in (forms.ME, *self.team) else [] if self.team else [forms.ME]
        return {"manager_email": self.mine.manager_email if self.mine else "", "delegates": meant}

    @cached_property
    def hints(self) -> dict[str, str]:
        """What the answer would be for each, before anybody is booked."""
        known = {key: one for key, one in [*self.team.items(), (forms.ME, self.mine)] if one}
        facts = places.Known.of(known.values(), self.subject, self.at)
        return {key: facts.hint(one, self.at) for key, one in known.items()}

    def answer_instead(self):
        if self.subject.state != "OPEN":
            raise Http404
        return

    def operate(self, form):
        said = form.cleaned_data
        chosen = said.get("delegates") or [forms.ME]
        keys = [self.team[each].pk for each in chosen if each != forms.ME]
        if forms.ME in chosen:
            mine = delegates.own_record(self.request.actor, at=self.at)
            if said.get("manager_email"):
                delegates.name_manager(mine, said["manager_email"], **self.acting)
            keys.append(mine.pk)
        wish = places.Wish(
            keys, said["why"], said.get("purchase_order", ""), needs=said["needs"], by_manager=self.books_for
        )
        return places.book(self.subject, wish, key=said["idempotency"], **self.acting)

    def success_words(self):
        counts = {state: sum(each.state == state for each in self.result) for state in S}
        said = {
            S.CONFIRMED: "{} confirmed",
            S.HELD: "{} held until approved",
            S.WAITING: "{} on the waiting list",
        }
        booked = ", ".join(words.format(counts[state]) for state, words in said.items() if counts[state])
        pence = sum(each.pence for each in self.result if each.state == S.CONFIRMED)
        cost = f". {money.in_pounds(pence)} in all" if len(self.result) > 1 and pence else ""
        return f"Booked: {booked}{cost}"

    def get_success_url(self):
        if len(self.result) == 1:
            return reverse("training:booking", args=[self.result[0].public_id])
        return reverse("training:team")

    def get_context_data(self, **more):
        return super().get_context_data(
            **{
                "where": letters.place_in_words(self.subject),
                "closed": eligibility.closed_because(self.subject, self.at),
                "own_hint": self.hints.get(forms.ME, ""),
                "price": self.terms.price_in_words + (" for each person" if self.terms.pence and self.team else ""),
                "button": self.button if self.subject.places_left > 0 else "Join the waiting list",
                "terms": self.terms.in_words(london_date(self.at)),
                "hours": in_hours(self.subject.minutes),
            }
            | more
        )


class OfBooking(SubjectView):
    """A booking as the delegate, whoever books for them and the training team have it."""

    subjects = lookup.BOOKINGS
    permission = P.TRAINING_BOOK
    context_object_name, audited_as = "booking", "training_booking"
    leads_to: ClassVar = ("training:booking", "subject.public_id")


BOOKING = "training/bookings/<str:public_id>/"


class BookingPage(OfBooking, SubjectPage):
    route, name, template_name = BOOKING, "booking", "training/booking.html"

    def get_context_data(self, **more):
        booking, actor = self.subject, self.request.actor
        terms = money.Terms.of(booking)
        keeps = may(actor, P.TRAINING_KEEP, booking)
        return super().get_context_data(
            where=letters.place_in_words(booking.event),
            price=terms.price_in_words,
            terms=terms.in_words(london_date(self.at)) if may_cancel(booking, self.at) else "",
            keeps=keeps,
            is_own=booking.delegate.user_id == self.request.post.user_id,
            may_cancel=may_cancel(booking, self.at) or keeps and booking.is_live,
            may_move=booking.state == S.CONFIRMED and self.at < booking.event.cut_off_at,
            may_substitute=booking.state == S.CONFIRMED
            and self.at < booking.event.ends_at
            and (may(actor, P.TRAINING_BOOK_FOR, booking.delegate) or keeps),
            steps=lookup.steps_of(booking),
            line=lookup.place_in_line(booking),
            charged=[
                f"{money.in_pounds(each.pence)}, {each.get_reason_display().lower()}{': waived' if each.waived_at else ''}"
                for each in lookup.charges_of(booking)
            ],
            has_begun=booking.event.starts_at <= self.at,
            instead=lookup.instead(booking),
            State=S,
            **more,
        )


class BookingFile(OfBooking, View):
    route, name, http_method_names = f"{BOOKING}course.ics", "booking_file", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        return calendar_of(self.subject)


class CancelBooking(OfBooking, Asks):
    route, name = f"{BOOKING}cancel/", "booking_cancel"
    form_class, heading, button, kind = forms.ReasonForm, "Cancel the booking", "Cancel the booking", "warning"

    @property
    def cost(self) -> int:
        """Pence for cancelling it now."""
        is_promised = self.subject.state == S.CONFIRMED
        return money.Terms.of(self.subject).cost_of_cancelling(london_date(self.at)) if is_promised else 0

    def success_words(self):
        charged = f". {money.in_pounds(self.cost)} is charged" if self.cost else ""
        return f"The booking is cancelled{charged}"

    def operate(self, form):
        keeps = may(self.request.actor, P.TRAINING_KEEP, self.subject)
        return places.cancel(self.subject, why=form.cleaned_data["why"], late_too=keeps, **self.acting)

    def get_context_data(self, **more):
        cost = self.cost
        lead = "It costs nothing to cancel now."
        if cost:
            lead = f"It costs {money.in_pounds(cost)} to cancel now. A colleague can go instead at no charge."
        return super().get_context_data(**{"lead": lead, "cancel_words": "Keep the booking"} | more)


class AcceptOffer(OfBooking, ButtonView):
    route, name = f"{BOOKING}accept/", "booking_accept"
    operation = staticmethod(places.accept)
    success_message = "The place is yours"


class Substitute(OfBooking, Asks):
    """A colleague goes instead, at the same price."""

    route, name = f"{BOOKING}substitute/", "booking_substitute"
    form_class = forms.SubstituteForm
    heading, button = "Send a colleague instead", "Send them instead"
    success_message = "A colleague goes instead. Both are told"
    leads_to = ("training:booking", "result.public_id")
    refused_to = ("training:booking", "subject.public_id")

    @cached_property
    def people(self) -> dict[str, Delegate]:
        rows = lookup.colleagues(self.request.post, london_date(self.at))
        if may(self.request.actor, P.TRAINING_KEEP, self.subject):
            rows = lookup.colleagues_of(self.subject, london_date(self.at))
        return {each.public_id: each for each in rows if each.pk != self.subject.delegate_id}

    def get_form_kwargs(self):
        facts = places.Known.of(self.people.values(), self.subject.event, self.at)
        return super().get_form_kwargs() | {
            "people": [(key, one.name) for key, one in self.people.items()],
            "hints": {key: facts.obstacle(one) for key, one in self.people.items()},
        }

    def operate(self, form):
        chosen = self.people[form.cleaned_data["colleague"]]
        return places.substitute(self.subject, chosen, key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"add": reverse("training:colleague_new"), "asks": bool(self.people)}
        shown["lead"] = "" if self.people else "There is nobody to choose yet: add a colleague to your team first."
        return super().get_context_data(**shown | more)


class MoveBooking(OfBooking, Asks):
    """Another date of the same course, once."""

    route, name = f"{BOOKING}move/", "booking_move"
    form_class = forms.MoveForm
    heading, button = "Move to another date", "Move it"
    success_message = "Moved to the other date"
    leads_to = ("training:booking", "result.public_id")
    refused_to = ("training:booking", "subject.public_id")

    @cached_property
    def dates(self):
        return {each.public_id: each for each in lookup.other_dates(self.subject, self.at)}

    def get_form_kwargs(self):
        said = [
            (key, f"{exact_moment(one.starts_at)}, {letters.place_in_words(one)}") for key, one in self.dates.items()
        ]
        return super().get_form_kwargs() | {"dates": said}

    def operate(self, form):
        there = self.dates[form.cleaned_data["date"]]
        return places.transfer(self.subject, there, key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        lead = "" if self.dates else "No other date of this course has a place now."
        return super().get_context_data(**{"lead": lead, "asks": bool(self.dates)} | more)


class AskForCourse(Asks):
    """A course is full or has no date: say that one's organisation needs it."""

    route, name = "training/courses/<str:public_id>/ask/", "course_ask"
    subjects = lookup.PUBLISHED
    permission, permission_of = P.TRAINING_BOOK, ""
    form_class, heading, button = forms.InterestForm, "Ask for this course", "Send"
    lead = "The training team plans dates by what is asked for. You hear when one opens."
    context_object_name = "course"
    leads_to: ClassVar = ("training:yours",)
    refused_to: ClassVar = ("training:course", "subject.public_id")
    success_message = "Sent to the training team. You hear when a date opens"

    def operate(self, form):
        facts = form.of(self.request.post.team.organisation)
        return interest.ask_for(self.subject, facts, **self.acting)


VIEWS = (AskForCourse, Book, BookingPage, BookingFile, CancelBooking, AcceptOffer, Substitute, MoveBooking)
