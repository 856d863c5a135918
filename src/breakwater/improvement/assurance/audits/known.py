"""What the product holds about an organisation, beside what it says of itself (PL 4.3): what the team that moderates may read, small numbers hidden."""

from datetime import datetime

from breakwater.casework.actions.models import OPEN, TrackedAction
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.suppression import SHOWN_FROM
from breakwater.knowledge.training.requirements import lookup as training
from breakwater.knowledge.training.service import counting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import RoundMember
from . import lookup


def known_of(member: RoundMember, earlier: list[RoundMember], actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Each with what is held; nothing of what is not held, or of what the actor may not read."""
    return [*_trained(member, actor, at), *_actions(member, at), *_last_time(earlier)]


def _trained(member: RoundMember, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    if not may(actor, Permission.TRAINING_FIGURES):
        return []
    today, area = london_date(at), member.area
    staff = training.employed_in(area, today).filter(organisation=member.organisation_id)
    with counting(area):  # whichever team keeps the area's training
        found = [each for each in training.standings(staff, area.pk, today) if each.duties]
    if not found:
        return []
    late, of = sum(bool(each.pressing) for each in found), len(found)
    if of < 2 * SHOWN_FROM:
        return [("Training record", "Held, of too few people to show")]
    fine = f"All but fewer than {SHOWN_FROM}" if late < SHOWN_FROM else str(of - late)
    fine = f"Fewer than {SHOWN_FROM}" if of - late < SHOWN_FROM else fine
    return [("Training record", f"{fine} of {of} people up to date with what is required of them")]


def _actions(member: RoundMember, at: datetime) -> list[tuple[str, str]]:
    """Of the organisation, from whatever source, as far as the actor's team reads them."""
    found = TrackedAction.objects.filter(owner_team__organisation=member.organisation_id, state__in=OPEN, parent=None)
    due = list(found.values_list("due_on", flat=True))
    late = sum(each < london_date(at) for each in due)
    return [("Open actions", f"{len(due)}, of which {late} overdue" if late else str(len(due)))] if due else []


def _last_time(earlier: list[RoundMember]) -> list[tuple[str, str]]:
    if not earlier:
        return []
    last = earlier[0]
    title = last.round_area.round.title
    if not last.is_returned:
        return [("Last round", f"{title}: left out" if last.left_out else f"{title}: not returned")]
    low = lookup.low_lines([last], last.round_area.round.edition).get(last.request.assessment_id, 0)
    return [("Last round", f"{title}: {low} {'statement' if low == 1 else 'statements'} to work on")]
