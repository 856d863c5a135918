"""On the child's page: the newest list that names the child, and what calls left open, for the school and its co-ordinators."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.registry import PERSON_PANELS, About, PanelMaker, PanelRow, PersonPanel
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.registry import OPEN_WORK

from .calls.operations.letters import in_words
from .models import CallAction, Disagreement, ListRow, Marker


def on_lists(actor: Actor, about: About, now: datetime) -> PersonPanel | None:
    """What the actor may read of lists and calls about this child, as the wall decides. No panel where there is nothing."""
    is_school = may(actor, Permission.LIST_READ)
    if not is_school and not may(actor, Permission.LIST_CHECK):
        return None
    open_now = {"person": about.person, "letter__sent_at__isnull": False}
    with_it = "letter" if is_school else "letter__call"  # a school finds no call, and nothing that is joined to one
    actions = CallAction.objects.open().filter(**open_now).select_related(with_it).order_by("due_on", "pk")
    differences = Disagreement.objects.filter(**open_now, settled_at=None).select_related(with_it)
    rows = [
        *_newest_list(about, is_school),
        *(_agreed(one, is_school, now) for one in actions),
        *(_seen_differently(one, is_school) for one in differences.order_by("raised_at", "pk")),
    ]
    return PersonPanel("Fortnightly list and calls", rows, order=35) if rows else None


def _newest_list(about: About, is_school: bool) -> list[PanelRow]:
    found = ListRow.objects.filter(person=about.person, list__released_at__isnull=False, list__recalled_at=None)
    found = found.select_related("list__fortnight", "list__team__organisation").prefetch_related("flags__rule")
    row = found.order_by("-list__fortnight__period", "-list__version").first()
    if row is None:
        return []
    audit.saw("school_list", row.list_id)
    page = "education:school_list" if is_school else "education:list"
    flags = [f"{one.rule.words}{' (ended)' if one.marker == 'ENDED' else ''}" for one in row.flags.all()]
    school = "" if is_school else f"{row.list.team.organisation.name}. "
    return [
        PanelRow(
            text=f"On the list of {day(row.list.fortnight.period)}",
            href=reverse(page, args=[row.list.public_id]),
            hint=f"{school}{', '.join(flags)}",
        )
    ]


def _agreed(one: CallAction, is_school: bool, now: datetime) -> PanelRow:
    late = one.due_on < london_date(now)
    return PanelRow(
        text=in_words(one),
        href=_where(one, is_school),
        hint="Agreed in a call",
        tag="Overdue" if late else "To be done",
        tag_kind="red" if late else "info",
    )


def _seen_differently(one: Disagreement, is_school: bool) -> PanelRow:
    return PanelRow(
        text=one.in_short,
        href=_where(one, is_school),
        hint=f"The authority: {one.we_say}",
        tag=f"Since {day(london_date(one.raised_at))}",
        tag_kind="amber",
    )


def _where(one: CallAction | Disagreement, is_school: bool) -> str:
    audit.saw("letter", one.letter_id)
    if is_school:
        return reverse("education:our_letter", args=[one.letter.public_id])
    return reverse("education:call", args=[one.letter.call.public_id])


@OPEN_WORK.register("education.lists")
def on_newest_list(people: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """What stands of some pupils on the newest list that names them, as far as the actor may read it."""
    found = ListRow.objects.filter(person__in=people, list__released_at__isnull=False, list__recalled_at=None)
    newest = found.order_by("person_id", "-list__fortnight__period", "-list__version").distinct("person_id")
    words = {}
    for row in newest.select_related("list__fortnight").prefetch_related("flags__rule"):
        audit.saw("school_list", row.list_id)
        flags = [flag.rule.words for flag in row.flags.all() if flag.marker != Marker.ENDED]
        if flags:
            words[row.person_id] = [f"{', '.join(flags)} (list of {day(row.list.fortnight.period)})"]
    return words


PERSON_PANELS.register("education.lists", PanelMaker(Permission.PERSON_READ, on_lists))
