"""The catalogue for everyone, a delegate's own page of a booking by link, and a manager's answer by link."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit, limits
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.foundation.design.pages import finished_page, light_page, public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_answer
from breakwater.partnership.kit.learning_links import learning_behind
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models.organisations import OrganisationKind
from breakwater.partnership.organisations.operations import area_here

from .. import codes, eligibility, letters, links, lookup, money
from ..forms import ApprovalForm, CatalogueForm, PublicInterestForm
from ..models import Booking, BookingState, Course, EventState
from ..operations import interest, places
from ..service import counting

PAGE = 20


@light_page
@require_safe
def catalogue(request):
    """Every course of the area with the dates to come, by who it is for, when, where and how."""
    at, area = timezone.now(), area_here()
    form = CatalogueForm(request.GET or None, places=lookup.places(area, at) if area else (), today=london_date(at))
    wish = form.wish()
    found = lookup.catalogue(area, wish, at) if area else ()
    page = finished_page(found, PAGE, request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "training/catalogue.html",
        {
            "form": form,
            "page": page,
            "offered": lookup.with_dates(page.object_list, wish, at),
            "address": f"?{kept.urlencode()}{'&' if kept else ''}page={{}}",
            "is_narrowed": form.is_bound,
            "area": area,
            "place_in_words": letters.place_in_words,
            "partnership": area.partnership_name if area else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def course(request, public_id):
    """A course: what is in it, who it is for, what it costs, its dates with the places left."""
    at = timezone.now()
    found = get_object_or_404(lookup.PUBLISHED, public_id=public_id)
    (offered,) = lookup.with_dates([found], lookup.Wish(), at)
    if offered.edition is None:
        raise Http404
    fees = money.fees_of(found.area_id, london_date(at))
    return render(
        request,
        "training/course.html",
        {
            "course": found,
            "edition": offered.edition,
            "bases": lookup.bases_of(offered.edition),
            "learning": learning_behind("course", found.pk).get("", ()),
            "dates": (dates := [(each, eligibility.closed_because(each, at)) for each in offered.dates]),
            "is_bookable": any(each.places_left > 0 and not closed for each, closed in dates),
            "prices": prices(found, lookup.lengths(offered), fees),
            "sectors": [label for code, label in OrganisationKind.choices if code in found.sectors],
            "groups": codes.in_words(found.staff_groups),
            "hours": in_hours(offered.edition.minutes),
            "place_in_words": letters.place_in_words,
            "office": lookup.office(found.area),
            "partnership": found.area.partnership_name,
            "robots_may_index": True,
        },
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def need(request, public_id):
    """A course is full or has no date: whoever has no account says that their organisation needs it."""
    at, found = timezone.now(), get_object_or_404(lookup.PUBLISHED, public_id=public_id)
    if request.post is not None and allows(request.post.role_id, Permission.TRAINING_BOOK):
        return redirect("training:course_ask", public_id)
    form = PublicInterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_from_elsewhere(request):
        raise PermissionDenied
    is_flood = form.is_valid() and limits.too_many(purpose="course", connection=address_of(request), at=at)
    if is_flood:
        form.add_error(None, "Too many of these came from your connection within the hour. Try again in an hour")
    elif form.is_valid():
        with counting(found.area) as by:
            interest.ask_for(found, form.facts(), by=by, at=at)
        return redirect(f"{request.path}?sent=1")
    return render(
        request,
        "training/need.html",
        {"course": found, "form": form, "sent": "sent" in request.GET, "partnership": found.area.partnership_name},
        status=429 if is_flood else 200,
    )


def prices(found: Course, lengths: Collection[int], fees) -> list[tuple[str, str]]:
    """What a place costs, by who pays, at dates of these lengths; nothing where it is free for everyone."""
    kinds = [each for each in OrganisationKind.choices if not found.sectors or each[0] in found.sectors]
    by_price: dict[tuple[int, ...], list[str]] = {}
    for code, label in kinds:
        fee = money.fee_among(fees, code, found.sort)
        pence = tuple(sorted({money.price(fee, each) for each in lengths}))
        by_price.setdefault(pence, []).append(label)
    if list(by_price) == [(0,)]:
        return []
    rows = [
        (
            ", ".join(labels),
            ", or ".join(money.in_pounds(each) for each in pence) + (" by the length of the date" if pence[1:] else ""),
        )
        for pence, labels in by_price.items()
        if pence != (0,)
    ]
    return rows + ([("Everybody else", "Free")] if (0,) in by_price else [])


def in_hours(minutes: int) -> str:
    """ "3 hours", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    return " ".join([*words, *([f"{rest} minutes"] if rest else [])])


def _of_link(token: str) -> tuple:
    area, pk = links.read(links.PLACE, token)
    with counting(area):
        return area, get_object_or_404(lookup.BOOKINGS, pk=pk)


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def place(request, token):
    """A delegate's own page of a booking, without an account: the link is the key, so that no cross-site token is asked for."""
    at = timezone.now()
    area, booking = _of_link(token)
    said = ""
    if request.method == "POST":
        if is_from_elsewhere(request):
            raise PermissionDenied
        said = _changed(booking, area, request.POST.get("do", ""), at)
        if not said:
            return redirect("training:place", token)
        area, booking = _of_link(token)
    with counting(area):
        audit.saw("training_booking", booking.pk)
    return render(
        request,
        "training/place.html",
        {
            "booking": booking,
            "token": token,
            "said": said,
            "where": letters.place_in_words(booking.event),
            "may_cancel": may_cancel(booking, at),
            "terms": money.Terms.of(booking).in_words(london_date(at)),
            "line": lookup.place_in_line(booking),
            "is_to_come": booking.event.starts_at > at,
            "State": BookingState,
            "partnership": area.partnership_name,
        },
    )


def _changed(booking: Booking, area, do: str, at) -> str:
    """Do what the delegate asks, and return why it was not done, in words."""
    acts = {"accept": places.accept, "cancel": places.cancel}
    if do not in acts:
        raise Http404
    form = Form({})
    with counting(area) as by:
        run(form, acts[do], booking, by=by, at=at)
    return " ".join(form.non_field_errors())


def may_cancel(booking: Booking, at) -> bool:
    """Whether the delegate, or whoever booked, may still give it up alone."""
    return booking.is_live and (booking.state != BookingState.CONFIRMED or at < booking.event.cut_off_at)


@public_page
@require_safe
def place_file(request, token):
    """The course for a calendar: its title, time and place."""
    area, booking = _of_link(token)
    with counting(area):
        audit.saw("training_booking", booking.pk)
    return calendar_of(booking)


def calendar_of(booking: Booking):
    """A course is no secret: its title stands in the calendar."""
    event = booking.event
    entry = CalendarEntry(
        uid=booking.public_id,
        made_at=booking.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        url=links.to_place(booking),
        is_off=not booking.is_live or event.state == EventState.CANCELLED,
        summary=event.course.title,
        place=letters.place_in_words(event),
    )
    return calendar_answer(entry, "course")


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request, token):
    """A manager approves a booking or does not, by a link of their own."""
    at = timezone.now()
    area, pk = links.read(links.APPROVAL, token)
    with counting(area):
        asked = get_object_or_404(lookup.APPROVALS, pk=pk)
        audit.saw("training_booking", asked.booking_id)
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_from_elsewhere(request):
        raise PermissionDenied
    if form.is_valid():
        facts = {"approved": form.cleaned_data["approved"] == "yes", "words": form.cleaned_data["words"]}
        with counting(area) as by:
            run(form, places.answer, asked, by=by, at=at, **facts)
        if form.is_valid():
            return redirect("training:approval", token)
    booking = asked.booking
    return render(
        request,
        "training/approval.html",
        {
            "asked": asked,
            "booking": booking,
            "form": form,
            "where": letters.place_in_words(booking.event),
            "price": money.Terms.of(booking).price_in_words,
            "partnership": area.partnership_name,
        },
    )
