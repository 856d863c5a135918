"""Certificates: made once what is asked for is done, found by their numbers, withdrawn with a reason, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import parse_reference, reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User

from ..completions import Completion, completions
from ..models import Booking, Certificate, Delegate, Evaluation

PREFIX = "TC"


class NotComplete(Refusal):
    words = "Too little of the course was attended for a certificate. The register says which sessions."


class AlreadyWithdrawn(Refusal):
    words = "This certificate was withdrawn before."


def completion_of(booking: Booking) -> Completion | None:
    """That enough of it was attended, and on which day; None where it was not."""
    return next((each for each in completions([booking.delegate_id]) if each.booking_id == booking.pk), None)


@transaction.atomic
def issue(booking: Booking, *, by: Actor, at: datetime) -> Certificate:
    """Make the certificate of a completed booking; asked for again it is the same. Raises NotComplete."""
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("event__course", "event__edition", "delegate")
        .get(pk=booking.pk)
    )
    known = Certificate.objects.filter(booking=booking).first()
    if known:
        return known
    done = completion_of(booking)
    if done is None:
        raise NotComplete
    event = booking.event
    months = event.course.valid_months
    made = Certificate.objects.create(
        number=reference(PREFIX, year=done.on.year),
        delegate=booking.delegate,
        booking=booking,
        edition=event.edition,
        says=_says(booking),
        completed_on=done.on,
        expires_on=months_later(done.on, months) if months else None,
        issued_at=at,
    )
    audit.did("issued", "training_certificate", made.pk)
    return made


def issue_if_evaluated(booking: Booking, *, by: Actor, at: datetime) -> Certificate | None:
    """Make the certificate, if the course was completed and evaluated."""
    is_evaluated = booking.evaluations.filter(stage=Evaluation.Stage.AFTER).exists()
    return issue(booking, by=by, at=at) if is_evaluated and completion_of(booking) else None


@transaction.atomic
def withdraw(certificate: Certificate, *, why: str, by: Actor, at: datetime) -> Certificate:
    """The certificate is valid no longer, and its number says so. Raises AlreadyWithdrawn."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.withdrawn_at:
        raise AlreadyWithdrawn
    certificate.withdrawn_at, certificate.withdrawn_why = at, why
    certificate.save(update_fields=["withdrawn_at", "withdrawn_why"])
    audit.did("withdrew", "training_certificate", certificate.pk)
    return certificate


@dataclass(frozen=True)
class Standing:
    """What anybody may know of a number: whether its certificate was withdrawn, and whether its time is over."""

    number: str
    is_withdrawn: bool
    expires_on: date | None
    is_over: bool


def standing(typed: str, today: date) -> Standing | None:
    """How the certificate of a number stands; None for one that no area has given. Whoever has the number may ask. Nothing else is said.

    That it was asked is on record.
    """
    number = parse_reference(typed)
    for area in Area.objects.order_by("pk") if number else ():
        with acting_as(service_of(area, ServiceName.TRAINING)):
            known = Certificate.objects.filter(number=number).first()
            if known:
                audit.saw("training_certificate", known.pk)
                return Standing(number, known.withdrawn_at is not None, known.expires_on, known.is_over(today))
    return None


def own_record(user: User, area: Area) -> Delegate | None:
    """One's own record in an area, or the one that there is."""
    known = list(Delegate.objects.in_use().of_user(user).select_related("area").order_by("pk"))
    return next((each for each in known if each.area_id == area.pk), known[0] if known else None)


def of_number(number: str) -> Certificate | None:
    """A certificate that the actor may read."""
    return Certificate.objects.filter(number=number).select_related("delegate__area", "booking__event").first()


def by_link(number: str, *, at: datetime) -> Certificate | None:
    """The certificate of a link that was sent to its owner."""
    found = of_number(number)
    return found if found and found.withdrawn_at is None else None


def of_delegates(delegates, today: date) -> QuerySet[Certificate]:
    """Everything that was certified, the newest first; `over` is true where it counts no longer."""
    known = Certificate.objects.filter(delegate__in=delegates).select_related("booking__event__course")
    return known.annotate(over=Q(expires_on__lt=today)).order_by("-completed_on", "-pk")


def on_paper(certificate: Certificate) -> dict:
    """What its paper says: what was kept when it was made."""
    says = certificate.says
    where = settings.SITE_URL + reverse("training:verify", args=[certificate.number])
    return {
        "title": f"Certificate {certificate.number}",
        "number": certificate.number,
        "name": says["name"],
        "course": says["course"],
        "facts": [[label, words] for label, words in _facts(certificate) if words],
        "outcomes": says["outcomes"],
        "partnership": says["partnership"],
        "where": where,
    }


def _facts(certificate: Certificate) -> list[tuple[str, str]]:
    says = certificate.says
    return [
        ("Level", says["level"]),
        ("Completed on", date_in_words(certificate.completed_on)),
        ("Counts until", date_in_words(certificate.expires_on) if certificate.expires_on else ""),
        ("Time", _hours(says["minutes"])),
        ("Given", says["delivery"]),
        ("Trainers", ", ".join(says["trainers"])),
        ("Based on", "; ".join(says["guidance"])),
    ]


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(
        words
        for words in (
            f"{hours} hour{'s' if hours != 1 else ''}" if hours else "",
            f"{rest} minutes" if rest else "",
        )
        if words
    )


def _says(booking: Booking) -> dict:
    """What the certificate says for good, whatever becomes of name, course and employer."""
    event = booking.event
    teach = event.assignments.filter(is_reserve=False).select_related("trainer").order_by("trainer__name")
    return {
        "name": booking.delegate.name,
        "course": event.course.title,
        "level": event.course.get_sort_display(),
        "minutes": event.edition.cpd_minutes or event.edition.minutes,
        "delivery": event.get_delivery_display(),
        "trainers": [each.trainer.name for each in teach],
        "outcomes": list(event.edition.outcomes),
        "guidance": [
            " ".join(filter(None, (each.title, each.of_edition)))
            for each in event.edition.bases.order_by("title", "pk")
        ],
        "partnership": event.area.partnership_name,
    }
