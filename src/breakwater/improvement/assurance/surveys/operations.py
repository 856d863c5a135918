"""Opening the survey of a round, answering it once, closing it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ..models import PractitionerSurvey, RoundArea
from . import statements


class NotLaunched(Refusal):
    words = "Launch the round first, and open the survey before it is closed"


class OpenedAlready(Refusal):
    words = "This round has its survey already"


class NoStatements(Refusal):
    words = "There are no statements for practitioners on this audit"


class TooSoon(Refusal):
    box, words = "closes_on", "Choose a day after today"


class NotOpen(Refusal):
    words = "This survey is closed"


class NotYours(Refusal):
    words = "This survey is closed, or does not ask your organisation"


class AnsweredAlready(Refusal):
    words = "You have answered this survey. Each person answers once"


class NotWhole(Refusal):
    words = "Answer every statement"


REFUSED = {"": NotYours, "again": AnsweredAlready, "not whole": NotWhole}


@transaction.atomic
def open_survey(part: RoundArea, *, closes_on: date, key: UUID, by: Actor, at: datetime) -> PractitionerSurvey:
    """Ask the practitioners of the organisations in the round. Sent twice it is one."""
    if known := made_before(PractitionerSurvey, key):
        return known
    held = RoundArea.objects.select_for_update(of=("self",)).select_related("round").get(pk=part.pk)
    if not held.launched_at or held.closed_at:
        raise NotLaunched(held.pk)
    if held.round.bank not in statements.OF_BANKS:
        raise NoStatements(held.pk)
    if PractitionerSurvey.objects.filter(part=held).exists():
        raise OpenedAlready(held.pk)
    if closes_on <= london_date(at):
        raise TooSoon(closes_on)
    made = PractitionerSurvey.objects.create(
        part=held,
        statements=statements.kept(held.round.bank),
        opened_at=at,
        opened_by=by,
        closes_on=closes_on,
        key=key,
    )
    audit.did("opened the practitioner survey of", "audit_area", held.pk)
    return made


def answer(survey: PractitionerSurvey, answers: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Add one person's answers to the counts. The audit says that they answered, and not what."""
    with connection.cursor() as cursor:
        cursor.execute("select access.answer_survey(%s, %s)", [survey.pk, json.dumps(dict(answers))])
        (said,) = cursor.fetchone()
    if said != "taken":
        raise REFUSED[said](survey.pk)
    audit.did("answered the practitioner survey of", "audit_area", survey.part_id)


@transaction.atomic
def close(survey: PractitionerSurvey, *, by: Actor, at: datetime) -> PractitionerSurvey:
    """No more answers: what was answered stands in the round's findings, and who answered is forgotten."""
    held = PractitionerSurvey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if held.closed_at or held.closes_on < london_date(at):
        raise NotOpen(held.pk)
    held.closed_at, held.closed_by = at, by
    held.save(update_fields=["closed_at", "closed_by"])
    forget_who_answered()
    audit.did("closed the practitioner survey of", "audit_area", held.part_id)
    return held


def forget_who_answered() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select access.forget_who_answered()")
        return cursor.fetchone()[0]
