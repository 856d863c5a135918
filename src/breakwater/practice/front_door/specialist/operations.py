"""The specialist route: what is written of radicalisation is taken out of a form, held by one team, and let go (SG-12)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.casework.recording.conditions import as_word
from breakwater.foundation import audit
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ..models import SpecialistConcern

PREVENT, SPECIALIST = "prevent", "specialist"
BY_THE_SPECIALIST_ROUTE = ("radicalisation_concern", "radicalisation_words")


class NotReferredYet(Refusal):
    """A police receipt answers a referral that was recorded."""

    words = "Record the referral to the police first"


class WordsGone(Refusal):
    """The police receipt is recorded and the words are gone, so the referral stands as it was recorded."""

    words = "The police receipt is recorded and what was written is gone, so the referral stays as it was recorded. Nothing was changed. If it is wrong, call the police desk it went to"


class WordsStillHeld(Refusal):
    """An outcome is the last thing recorded: the receipt comes before it."""

    words = "Record the police receipt first"


def take_out(values: Mapping) -> str:
    """What a form says that goes by the specialist route, or "" where it says nothing of the kind."""
    if as_word(values.get("radicalisation_concern")) != "yes":
        return ""
    words = values.get("radicalisation_words")
    return (words if isinstance(words, str) else "").strip() or "No words were written: call the referrer."


def compartment_of(area: Area) -> Team:
    """The Prevent compartment's team; the specialist intake where it has none. Raises NobodyReceives."""
    try:
        return receiving_team(area, PREVENT)
    except NobodyReceives:
        return receiving_team(area, SPECIALIST)


def keep_specialist_concern(
    *, area: Area, arrived_with: str, words: str, children: Sequence, sender: str, at: datetime
) -> None:
    """Give the compartment what was taken out of a form, and tell it that something waits. Raises NobodyReceives."""
    team = compartment_of(area)
    about = {
        "sender": sender,
        "children": [
            {
                "name": child.named_as,
                "born": child.born,
                "school": child.school,
                "address": ", ".join(filter(None, [child.address, child.postcode])),
            }
            for child in children
        ],
    }
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        with connection.cursor() as cursor:
            cursor.execute(
                "select access.keep_specialist_concern(%s, %s, %s, %s, %s, %s, %s::jsonb)",
                [area.pk, team.pk, new_public_id(), arrived_with, at, words, json.dumps(about)],
            )
        notifications.tell(team=team, words="Something waits for you", path="/specialist-route/", by=intake, at=at)


@transaction.atomic
def record_referral(
    concern: SpecialistConcern, *, on: date, police_reference: str, recipient: str, by: Actor, at: datetime
) -> SpecialistConcern:
    """The concern was referred to the police on the national form. The same again changes nothing. Raises WordsGone."""
    concern = _held(concern)
    said = {"referred_on": on, "police_reference": police_reference.strip()[:60], "recipient": recipient.strip()[:120]}
    if all(getattr(concern, name) == value for name, value in said.items()):
        return concern
    if concern.purged_at is not None:
        raise WordsGone(concern.public_id)
    for name, value in said.items():
        setattr(concern, name, value)
    concern.referred_by = by
    concern.save(update_fields=[*said, "referred_by"])
    audit.did("referred", "specialist_route", concern.pk)
    return concern


@transaction.atomic
def record_receipt(concern: SpecialistConcern, *, on: date, words: str, by: Actor, at: datetime) -> SpecialistConcern:
    """The police said that they have it: what was written is gone from this moment (SG-12). Raises NotReferredYet."""
    concern = _held(concern)
    if concern.referred_on is None:
        raise NotReferredYet(concern.public_id)
    if concern.purged_at is None:
        concern.receipt_on, concern.receipt_words = on, words.strip()[:120]
        concern.words, concern.about = "", {}
        concern.purged_at, concern.purged_by = at, by
        concern.save(update_fields=["receipt_on", "receipt_words", "words", "about", "purged_at", "purged_by"])
        audit.did("purged", "specialist_route", concern.pk)
    return concern


@transaction.atomic
def record_outcome(concern: SpecialistConcern, *, outcome: str, on: date, by: Actor, at: datetime) -> SpecialistConcern:
    """What became of it, as a code. Raises WordsStillHeld."""
    concern = _held(concern)
    if concern.purged_at is None:
        raise WordsStillHeld(concern.public_id)
    concern.outcome, concern.outcome_on, concern.outcome_by = SpecialistConcern.Outcome(outcome), on, by
    concern.save(update_fields=["outcome", "outcome_on", "outcome_by"])
    audit.did("ended", "specialist_route", concern.pk)
    return concern


def _held(concern: SpecialistConcern) -> SpecialistConcern:
    return SpecialistConcern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
