"""Taking in a file of earlier returns and actions, putting an open action into the tracker, removing what came in by mistake."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.casework.actions import lookup as actions
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.casework.actions.operations import ActionFacts, Origin, propose
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.reading.filled_in import NotReadable

from ..models import EarlierAudit, EarlierLine
from . import lookup
from .file import Line, lines_of

MISTAKE = timedelta(days=14)  # within which a file that should not have come is noticed
KEPT = ("number", "standard", "grade", "evidence", "action", "owner", "due_on", "status", "done_on", "proof")


class NotOpen(Refusal):
    words = "This action is closed, or is in the tracker already"


class NobodyThere(Refusal):
    words = "Nobody of this organisation has an account to take the action on. Invite somebody first"


class InTheTracker(Refusal):
    words = "An action of this audit is in the tracker: it stays, so that the tracker says where it came from"


class TooLate(Refusal):
    words = f"It was taken in more than {MISTAKE.days} days ago: it stays, as the record of that audit"


def plan(text: str, *, by: Actor, at: datetime) -> list[Line]:
    """What each line of a file says and what is wrong with it; nothing is written. Raises NotReadable."""
    area = by.membership.team.area
    lines = lines_of(text, lookup.register_of(area, london_date(at)), london_date(at))
    known = {(title.casefold(), pk): at for title, pk, at in lookup.taken_in(area)}
    return [each if each.fault or each.of not in known else _known(each, known[each.of]) for each in lines]


def _known(line: Line, at: datetime) -> Line:
    return replace(line, fault=f"This audit of the organisation was taken in on {london_date(at):%d/%m/%Y}")


@transaction.atomic
def take_in(text: str, *, key: UUID, by: Actor, at: datetime) -> tuple[int, int]:
    """Take in the lines without a fault; return how many audits and lines. Sent twice it is one. Raises NotReadable."""
    if done := EarlierAudit.objects.filter(file_key=key):
        return len(done), EarlierLine.objects.filter(audit__in=done).count()
    by_audit: dict[tuple, list[Line]] = {}
    for line in plan(text, by=by, at=at):
        if not line.fault:
            by_audit.setdefault(line.of, []).append(line)
    if not by_audit:
        raise NotReadable(words="No line of the file can be taken in")
    team, rows = by.membership.team, []
    for lines in by_audit.values():
        first = lines[0]
        made, is_new = EarlierAudit.objects.get_or_create(
            area=team.area,
            organisation=first.organisation,
            title=first.title,
            defaults={
                "asking_team": team,
                "returned_on": first.returned_on,
                "file_key": key,
                "taken_in_at": at,
                "taken_in_by": by,
            },
        )
        rows += _rows(made, lines) if is_new else []
    EarlierLine.objects.bulk_create(rows, batch_size=500)
    audit.did("took in earlier audits of", "area", team.area_id, audits=len(by_audit), lines=len(rows))
    return len(by_audit), len(rows)


def _rows(made: EarlierAudit, lines: Iterable[Line]) -> list[EarlierLine]:
    return [EarlierLine(audit=made, **{name: getattr(line, name) for name in KEPT}) for line in lines]


@transaction.atomic
def track(
    line: EarlierLine, *, measure: str, priority: str, due_on: date, key: UUID, by: Actor, at: datetime
) -> TrackedAction:
    """Propose an open action to its organisation, with how anybody will know and a day still to come. Twice is once."""
    held = EarlierLine.objects.select_for_update(of=("self",)).select_related("audit", "tracked").get(pk=line.pk)
    if held.tracked and held.tracked.key == key:
        return held.tracked
    if held.tracked or held.status != EarlierLine.Status.OPEN:
        raise NotOpen(held.pk)
    asked = actions.teams_to_ask(held.audit.area, london_date(at)).values()
    owner = next((team for team in asked if team.organisation_id == held.audit.organisation_id), None)
    if owner is None:
        raise NobodyThere(held.pk)
    due = f", due {held.due_on:%d/%m/%Y} then" if held.due_on else ""
    facts = ActionFacts(
        f"{held.audit.title}: {held.standard or 'action'}{due}"[:400], held.action, measure, priority, due_on
    )
    origin = Origin(Source.AUDIT, name=held.audit.title[:120])
    held.tracked = propose(facts, origin=origin, owners=[owner], by=by, at=at, key=key)
    held.save(update_fields=["tracked"])
    audit.did("put an action into the tracker of", "earlier_audit", held.audit_id, action=held.tracked_id)
    return held.tracked


def may_be_removed(earlier: EarlierAudit, at: datetime) -> bool:
    return at <= earlier.taken_in_at + MISTAKE


@transaction.atomic
def remove(earlier: EarlierAudit, why: str, *, by: Actor, at: datetime) -> None:
    """Remove an audit that came in by mistake, with why. Raises TooLate, InTheTracker."""
    if not may_be_removed(earlier, at):
        raise TooLate(earlier.pk)
    lines = list(EarlierLine.objects.select_for_update(of=("self",)).filter(audit=earlier).order_by("pk"))
    if any(line.tracked_id for line in lines):
        raise InTheTracker(earlier.pk)
    audit.because(why)
    audit.did("removed", "earlier_audit", earlier.pk, organisation=earlier.organisation_id, lines=len(lines))
    earlier.delete()
