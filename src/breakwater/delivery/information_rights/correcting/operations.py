"""A correction that is asked of the team that holds the record, its answer, and the agencies that are told."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.kit.recorded import once
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Team

from .. import lookup, steps
from ..gathering.sharing import SOURCE
from ..masking.titles import title_of_source
from ..models import AgencyToTell, Correction, GatheredItem, RightsRequest
from ..operations import refuse_lapsed

Said = AgencyToTell.Said
AHEAD = 5  # working days that the officer has left, once the team has answered


class NobodyHoldsIt(Refusal):
    words = "No team that you can ask holds this row: it is restricted, or not part of anybody’s record. Ask its keeper"


class Answered(Refusal):
    words = "Somebody of your team has answered already"


class NobodyChosen(Refusal):
    box, words = "told", "Tick at least one agency"


class Both(Refusal):
    box, words = "not_sent", "An agency was either told, or was not sent it"


def holder_of(item: GatheredItem) -> tuple[Team, str] | None:
    """The team that holds a gathered row, and the path of the page on which its work begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select team, path from access.rights_holder(%s, %s, %s)", [item.request_id, item.source, item.row]
        )
        found = cursor.fetchone()
    return (Team.objects.get(pk=found[0]), found[1]) if found and found[0] else None


@once(Correction)
def ask(item: GatheredItem, words: str, *, key: UUID, by: Actor, at: datetime) -> Correction:
    """Ask the team that holds a row to correct it, some days before the request is due. Raises Lapsed, NobodyHoldsIt."""
    request = item.request
    refuse_lapsed(request, by)
    held = holder_of(item)
    if held is None:
        raise NobodyHoldsIt
    holder, path = held
    title = title_of_source(item.source)
    facts = {"reference": request.reference, "title": title, "path": path, "words": words}
    made = Correction.objects.create(
        request=request,
        team_id=request.team_id,
        holder=holder,
        source=item.source,
        row=item.row,
        due_on=_due(request, at),
        key=key,
        at=at,
        by=by,
        **facts,
    )
    _list_agencies(request)
    steps.record(
        request, "Asked the team that holds the record to correct it", f"{holder.name}, {title}: {words}", by=by, at=at
    )
    notifications.tell(
        words="Information governance asks your team to correct a record",
        path=f"/information-requests/corrections/{made.public_id}/",
        team=holder,
        reference=request.reference,
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def answer(correction: Correction, outcome: str, said: str, *, by: Actor, at: datetime) -> Correction:
    """The holding team's answer; information governance is told that there is one. Raises Answered."""
    held = Correction.objects.select_for_update(of=("self",)).select_related("team").get(pk=correction.pk)
    if held.answered_at:
        raise Answered
    held.outcome, held.said, held.answered_at, held.answered_by = outcome, said, at, by
    held.save(update_fields=["outcome", "said", "answered_at", "answered_by"])
    audit.did("answered whether a record is corrected", "rights_correction", held.pk, outcome=outcome)
    notifications.tell(
        words="A team answered whether a record is corrected",
        path="/information-requests/",
        team=held.team,
        reference=held.reference,
        by=by,
        at=at,
    )
    return held


@transaction.atomic
def tell_agencies(
    request: RightsRequest, told: Iterable[AgencyToTell], not_sent: Iterable[AgencyToTell], *, by: Actor, at: datetime
) -> int:
    """Tick which agencies were told, and which were not sent what was wrong. Returns of how many. Raises NobodyChosen, Both."""
    told, not_sent = set(told), set(not_sent)
    if told & not_sent:
        raise Both
    if not told | not_sent:
        raise NobodyChosen
    for each in told | not_sent:
        each.said, each.said_at, each.said_by = Said.TOLD if each in told else Said.NOT_SENT, at, by
    AgencyToTell.objects.bulk_update(sorted(told | not_sent, key=lambda each: each.pk), ["said", "said_at", "said_by"])
    names = "; ".join(sorted(each.name for each in told))
    steps.record(request, "Agencies told of what was corrected", names or "None of these was sent it", by=by, at=at)
    return len(told | not_sent)


def _due(request: RightsRequest, at: datetime) -> date:
    """Early enough for the officer to answer in time, and never before the next working day."""
    calendar = working_calendar(request.area)
    return max(calendar.add_working_days(request.due_on, -AHEAD), calendar.add_working_days(london_date(at), 1))


def _list_agencies(request: RightsRequest) -> None:
    """Those that the gathered rows say it was shared with: nobody types their names."""
    shared = GatheredItem.objects.filter(request=request, source=SOURCE).first()
    listed = json.loads(shared.facts) if shared else []
    known = {each.name for each in lookup.agencies_of(request)}
    AgencyToTell.objects.bulk_create(
        AgencyToTell(request=request, team_id=request.team_id, name=name[:200], records=records)
        for name, records in listed
        if name[:200] not in known
    )
