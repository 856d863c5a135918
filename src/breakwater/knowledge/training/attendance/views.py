"""The register, by a trainer's link or as the training team; the code in the room; signing in by it."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.foundation import audit
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import link_pages, qr
from ..link_pages import link_page
from ..models import Event
from . import operations
from .forms import ArriveForm, PartForm, RegisterForm

P = Permission
ONE = "training/keep/dates/<str:public_id>/"


def _session(event, number: str | None, at):
    """The session that the address asks for, or the one that is wanted now."""
    sessions = operations.sessions_of(event)
    if not sessions:
        raise Http404
    asked = next((each for each in sessions if str(each.number) == (number or "")), None)
    return sessions, asked or operations.nearest(sessions, at)


def _code(event, at) -> dict:
    """The code that is shown in the room now, as a picture and in words."""
    token = link_pages.door_code(event.area, event.public_id, at)
    address = settings.SITE_URL + reverse("training:here", args=[token])
    return {"address": address, "qr": qr.drawn(address)}


def _shown(event, sessions, session, form, lines, at) -> dict:
    return {
        "is_open": operations.is_open(session, at),
        "event": event,
        "sessions": sessions,
        "session": session,
        "form": form,
        "lines": lines,
        "here": sum(each.came not in ("", "NO") for each in lines),
    }


@link_page("register", operations.event_by_link)
def register_by_link(request, event, *, by, at):
    """The register on a trainer's telephone."""
    sessions, session = _session(event, request.GET.get("session"), at)
    if request.GET.get("show") == "code":
        return render(request, "training/door.html", {"event": event} | _code(event, at))
    lines = operations.register_of(event, session)
    part = next((each for each in lines if each.booking.public_id == request.GET.get("part")), None)
    audit.saw("training_event", event.pk)
    if part:
        return _part_by_link(request, event, session, part, by=by, at=at)
    form = RegisterForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_valid():
        closes = "close" in request.POST
        run(form, operations.mark, event, session, **form.ticks(), closes=closes, by=by, at=at)
        if not form.errors:
            return redirect(f"{request.path}?session={session.number}&saved={'closed' if closes else 'yes'}")
    saved = request.GET.get("saved", "")
    return render(
        request, "training/register_by_link.html", _shown(event, sessions, session, form, lines, at) | {"saved": saved}
    )


def _part_by_link(request, event, session, line, *, by, at):
    """Somebody came late or left early."""
    form = PartForm(request.POST or None, initial={"minutes": line.minutes or None})
    if form.is_valid():
        run(form, operations.mark_part, line.booking, session, **form.cleaned_data, by=by, at=at)
        if not form.errors:
            return redirect(f"{request.path}?session={session.number}&saved=yes")
    return render(
        request, "training/part_by_link.html", {"event": event, "session": session, "line": line, "form": form}
    )


@link_page("door", operations.event_at_the_door)
def here(request, event, *, by, at):
    """A delegate has scanned the code in the room: whoever is signed in is signed in at once, others say their address."""
    user = request.user if request.user.is_authenticated else None
    booking = operations.booking_for(event, user=user) if user and request.method == "POST" else None
    form = ArriveForm(request.POST if request.method == "POST" and "email" in request.POST else None)
    if form.is_valid():
        booking = operations.booking_for(event, email=form.cleaned_data["email"])
        if booking is None:
            form.add_error("email", "No place at this course was confirmed to that address. Tell the trainer")
    made = run(form, operations.arrive, event, booking, by=by, at=at) if booking else None
    knows = bool(user and operations.booking_for(event, user=user))
    return render(request, "training/here.html", {"event": event, "form": form, "made": made, "knows": knows})


class OfEvent:
    """An event of the area, as the training team keeps it."""

    model, related = Event, ("area", "course", "team")
    permission = P.TRAINING_KEEP
    audited_as = "training_event"

    @cached_property
    def chosen(self):
        return _session(self.subject, self.request.GET.get("session"), self.at)

    @cached_property
    def lines(self):
        return operations.register_of(self.subject, self.chosen[1])

    def get_context_data(self, **more):
        token = link_pages.made("register", self.subject.area, self.subject.public_id)
        return super().get_context_data(
            **{
                "event": self.subject,
                "sessions": self.chosen[0],
                "session": self.chosen[1],
                "is_open": operations.is_open(self.chosen[1], self.at),
                "lines": self.lines,
                "here": sum(each.came not in ("", "NO") for each in self.lines),
                "link": settings.SITE_URL + reverse("training:register_by_link", args=[token]),
            }
            | more
        )


class Register(OfEvent, OperationView):
    """The register as the training team marks it, with the trainer's link."""

    route, name = f"{ONE}attendance/", "register"
    form_class, template_name = RegisterForm, "training/register.html"
    words_stay = "nothing is typed"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def operate(self, form):
        closes = "close" in self.request.POST
        return operations.mark(self.subject, self.chosen[1], **form.ticks(), closes=closes, **self.acting)

    @property
    def success_message(self):
        return f"Register saved: {self.result} here"

    def get_success_url(self):
        where = reverse("training:register", args=[self.subject.public_id])
        return f"{where}?session={self.chosen[1].number}"


class Part(OfEvent, OperationView):
    """Somebody came late or left early."""

    route, name = f"{ONE}attendance/<str:booking>/<int:number>/", "part"
    form_class, template_name = PartForm, "training/part.html"
    words_stay = "nothing but minutes is typed"
    success_message = "Register saved"

    @cached_property
    def chosen(self):
        return _session(self.subject, str(self.kwargs["number"]), self.at)

    @cached_property
    def line(self):
        found = next((each for each in self.lines if each.booking.public_id == self.kwargs["booking"]), None)
        if found is None:
            raise Http404
        return found

    def get_initial(self):
        return {"minutes": self.line.minutes or None}

    def operate(self, form):
        operations.mark_part(self.line.booking, self.chosen[1], **form.cleaned_data, **self.acting)

    def get_success_url(self):
        where = reverse("training:register", args=[self.subject.public_id])
        return f"{where}?session={self.chosen[1].number}"

    def get_context_data(self, **more):
        return super().get_context_data(line=self.line, **more)


class Door(OfEvent, SubjectPage):
    """The code to show in the room."""

    route, name = f"{ONE}door/", "door"
    template_name = "training/door_kept.html"

    def get_context_data(self, **more):
        return super().get_context_data(**_code(self.subject, timezone.now()), **more)


VIEWS = (Register, Part, Door)
