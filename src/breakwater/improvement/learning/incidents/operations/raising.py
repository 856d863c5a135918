"""Anyone in a safeguarding role raises an incident for the partners to consider; its business managers are named on it at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor, Area, Membership

from ...models import Conflict, Member, SeriousIncident, State, StateChange
from .. import lookup
from . import first_hour

TOLD = "Something was raised for the partners to consider: read it today"


class NobodyToConsiderIt(Refusal):
    words = (
        "Nobody would read this: your area has no business manager who may. Call the partnership's business unit, and ask them "
        "to have a business manager entered."
    )


class RaisedAlready(Refusal):
    words = "This was raised already, and the business manager was told. Nothing is sent twice."


@dataclass(frozen=True)
class RaisedFacts:
    """What happened to whom, and who must not read it."""

    called: str
    harm: str
    reasons: str
    living: str = SeriousIncident.Living.NOT_KNOWN
    living_words: str = ""
    born: date | None = None
    happened_on: date | None = None
    aware_on: date | None = None
    record: str = ""
    without: tuple[Membership, ...] = ()
    without_why: str = ""


@transaction.atomic
def raise_incident(facts: RaisedFacts, *, key: UUID, by: Actor, at: datetime) -> SeriousIncident:
    """Raise it: a contact opens for living children at risk, whoever must not read it is kept out, the record is secured, the others are named.

    A second time gives the first. Business managers who are kept from the child's record are named on nothing and told nothing.
    Raises NobodyToConsiderIt, RaisedAlready, first_hour.NoSuchRecord, first_hour.RecordIsRestricted.
    """
    if known := made_before(SeriousIncident, key):
        return known
    area, today = by.membership.team.area, london_date(at)
    left_out = {post.user_id for post in facts.without}
    managers = {
        post.user_id: post
        for post in lookup.posts_holding(Permission.SERIOUS_WORK, area, on=today)
        if post.user_id not in left_out
    }
    barred = first_hour.barred_from(facts.record, managers) if facts.record else set()
    managers = {user: post for user, post in managers.items() if user not in barred}
    if not managers:
        raise NobodyToConsiderIt
    made = _enter(facts, area, key=key, by=by, at=at)
    StateChange.objects.create(incident=made, state=State.RAISED, on=today, recorded_at=at, by=by)
    audit.did("raised", "serious_incident", made.pk)
    for post in facts.without:
        keep_out(made, post, facts.without_why, by=by, at=at)
    for post in managers.values():
        Member.objects.create(
            incident=made,
            user=post.user,
            part=Member.Part.MANAGER,
            named=lookup.as_named(post),
            since=at,
            by=by,
            confirmed_at=at,
            confirmed_by=by,
        )
    if facts.living == SeriousIncident.Living.YES:
        made.contact = first_hour.open_contact(made, by=by, at=at)
        made.save(update_fields=["contact"])
    if facts.record:
        first_hour.tie_record(made, facts.record, by=by, at=at)
    path = reverse("learning:incident", args=[made.public_id])
    notifications.tell(users=[each.user for each in managers.values()], words=TOLD, path=path, by=by, at=at)
    return made


def _enter(facts: RaisedFacts, area: Area, *, key: UUID, by: Actor, at: datetime) -> SeriousIncident:
    """The row itself. Raises RaisedAlready where the same form was sent before and its sender finds the incident no longer."""
    today = london_date(at)
    try:
        with transaction.atomic():
            return SeriousIncident.objects.create(
                area=area,
                reference=reference("SI", year=today.year),
                called=facts.called,
                born=facts.born.isoformat() if facts.born else "",
                harm=facts.harm,
                happened_on=facts.happened_on,
                reasons=facts.reasons,
                living=facts.living,
                living_words=facts.living_words,
                aware_on=facts.aware_on or today,
                raised_at=at,
                raised_by=by,
                raised_user=by.membership.user,
                key=key,
            )
    except IntegrityError as fault:
        if "_key_key" in str(fault):
            raise RaisedAlready from fault
        raise


def keep_out(incident: SeriousIncident, post: Membership, why: str, *, by: Actor, at: datetime) -> Conflict:
    """They have a conflict of interest: they find nothing of it from now on, in no part and in no role."""
    incident.members.filter(user=post.user_id, ended_at=None).update(ended_at=at)
    made, _ = Conflict.objects.get_or_create(
        incident=incident,
        user=post.user,
        defaults={"named": lookup.as_named(post), "why": why, "at": at, "by": by},
    )
    audit.did("recorded a conflict of interest in", "serious_incident", incident.pk, human=post.user_id)
    with connection.cursor() as cursor:
        cursor.execute("select access.keep_from_serious_incident(%s, %s)", [incident.pk, post.user_id])
    return made
