"""Asking agencies what they think of a draft, and answering every comment."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Organisation

from ..models import Comment, Consultation, Version

AT_LEAST = 10  # working days; an area may take longer (domain clock K07)


class TooShort(Refusal):
    """Agencies would have fewer working days than the least."""

    box, words = "closes_on", f"Give agencies at least {AT_LEAST} working days"


class NotOpen(Refusal):
    words = "It is not out to consultation"


class Over(Refusal):
    words = "The consultation is over. Call whoever keeps the chapter."


class NotADraft(Refusal):
    words = "Write the text first. A draft that is out already cannot go out again."


class AlreadyAnswered(Refusal):
    words = "Somebody has answered it already"


def earliest_close(opened_on: date) -> date:
    """The first day a consultation that opens now may close."""
    return WorkingCalendar().add_working_days(opened_on, AT_LEAST)


def comments_on(version: Version) -> QuerySet[Comment]:
    """What agencies said of a version, the first first."""
    found = Comment.objects.filter(consultation__version=version).select_related("organisation")
    return found.order_by("made_at", "pk")


@transaction.atomic
def open_to(version: Version, *, about: str, closes_on: date, by: Actor, at: datetime) -> Consultation:
    """Ask agencies until a day; the text does not change while they read. Raises NotADraft, TooShort."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.state != Version.State.DRAFT or not version.body:
        raise NotADraft(version.state)
    if closes_on < earliest_close(london_date(at)):
        raise TooShort(closes_on)
    version.state = Version.State.CONSULTATION
    version.save(update_fields=["state"])
    made = Consultation.objects.create(version=version, about=about, opened_at=at, opened_by=by, closes_on=closes_on)
    audit.did("consulted", "policy_version", version.pk, closes_on=closes_on)
    return made


@transaction.atomic
def comment(
    *,
    consultation: Consultation,
    organisation: Organisation,
    words: str,
    key: UUID,
    by: Actor,
    at: datetime,
    anchor: str = "",
) -> Comment:
    """Say what the agency thinks; the same `key` again is the same comment. Raises Over."""
    consultation = (
        Consultation.objects.select_for_update(of=("self",)).select_related("version").get(pk=consultation.pk)
    )
    known = Comment.objects.filter(key=key).first()
    if known:
        return known
    if consultation.closed_at or consultation.closes_on < london_date(at):
        raise Over(consultation.pk)
    anchors = {each["anchor"] for each in consultation.version.body}
    made = Comment.objects.create(
        consultation=consultation,
        organisation=organisation,
        anchor=anchor if anchor in anchors else "",
        words=words,
        key=key,
        made_at=at,
        made_by=by,
    )
    audit.did("commented", "policy_comment", made.pk)
    return made


@transaction.atomic
def answer(*, comment: Comment, what: str, reason: str, by: Actor, at: datetime) -> Comment:
    """Say what becomes of a comment, and why. Raises AlreadyAnswered."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.answer != Comment.Answer.WAITING:
        raise AlreadyAnswered(comment.pk)
    comment.answer, comment.reason, comment.answered_at, comment.answered_by = what, reason, at, by
    comment.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
    audit.did("answered", "policy_comment", comment.pk, what=what)
    return comment


@transaction.atomic
def close(version: Version, *, by: Actor, at: datetime) -> Version:
    """The asking is over; the draft can be revised again. Raises NotOpen, and TooShort while its time still runs."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    consultation = version.consultations.filter(closed_at=None).first()
    if version.state != Version.State.CONSULTATION or consultation is None:
        raise NotOpen(version.state)
    if london_date(at) <= consultation.closes_on:
        until = f"Agencies have until the end of {consultation.closes_on:%-d %B %Y}"
        raise TooShort(consultation.closes_on, words=until)
    consultation.closed_at = at
    consultation.save(update_fields=["closed_at"])
    version.state = Version.State.DRAFT
    version.save(update_fields=["state"])
    audit.did("closed the consultation on", "policy_version", version.pk)
    return version
