"""What is taken out of a form for the MASH goes to the Prevent team, and advice given before anything is referred (SG-12)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.storage import own_keys
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ..models import Consultation
from . import narrative

PREVENT, SPECIALIST = "prevent", "specialist"
WAITS, LIST = "Something waits for you", "/specialist-route/"


def compartment_of(area: Area) -> Team:
    """The Prevent compartment's team; the specialist intake where it has none. Raises NobodyReceives."""
    try:
        return receiving_team(area, PREVENT)
    except NobodyReceives:
        return receiving_team(area, SPECIALIST)


def keep_specialist_concern(*, area: Area, arrived_with: str, words: str, about: Mapping, at: datetime) -> None:
    """Give the compartment what was taken out of a form, and tell it that something waits. Raises NobodyReceives."""
    team, public_id, key = compartment_of(area), new_public_id(), own_keys.create()
    locked = narrative.lock({"words": words, "about": about}, key=key, public_id=public_id)
    child = next(iter(about.get("children", [])), {})
    alike = narrative.likeness(child.get("name", ""), child.get("born", ""))
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        with connection.cursor() as cursor:
            cursor.execute(
                "select access.keep_specialist_concern(%s, %s, %s, %s, %s, %s, %s, %s)",
                [area.pk, team.pk, public_id, arrived_with, at, key, locked, alike],
            )
            if not cursor.fetchone()[0]:
                own_keys.destroy(key)
        notifications.tell(team=team, words=WAITS, path=LIST, by=intake, at=at)


@dataclass(frozen=True)
class ConsultationFacts:
    """Who asked (organisation and role, never a child), when, what the advice came to."""

    asked_by: str
    on: date
    advice: str
    words: str = ""


@transaction.atomic
def record_consultation(_, facts: ConsultationFacts, *, by: Actor, at: datetime) -> Consultation:
    """Keep what the team was asked and what it advised."""
    post = by.membership
    made = Consultation.objects.create(**asdict(facts), area=post.team.area, team=post.team, recorded_at=at, by=by)
    audit.did("advised", "specialist_route", made.pk)
    return made
