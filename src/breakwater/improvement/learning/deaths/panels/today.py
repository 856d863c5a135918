"""What the child death overview panel puts on Today, for the team that runs it: its meetings, what waits for one, the yearly report."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor, Team

from ...models import PanelMeeting
from . import lookup, pack

SOON = timedelta(days=14)
TITLE = "Child death overview panel"


@TODAY_PANELS.register("learning.panel")
def of_the_panel(actor: Actor, now: datetime) -> Panel | None:
    """None where nothing of it is for now."""
    if actor.membership_id is None or not may(actor, Permission.DEATH_WORK):
        return None
    team, today = actor.membership.team, london_date(now)
    planned = list(
        lookup.MEETINGS.filter(state=PanelMeeting.State.PLANNED).prefetch_related("cases").order_by("on", "pk")
    )
    rows = [*_meetings(planned, today), *_waiting(team, planned, today)]
    audit.saw("death_panel", *(each.pk for each in planned if each.on <= today + SOON))
    return Panel(TITLE, rows, order=9, href=reverse("learning:panels"), link="Meetings and learning") if rows else None


def _meetings(planned: list[PanelMeeting], today: date) -> Iterator[Waiting]:
    called = pack.names_of(planned)
    for each in planned:
        if each.on > today + SOON:
            return
        listed = [case for case in each.cases.all() if case.withdrawn_at is None]
        unprepared = sum(not case.ask for case in listed)
        words = "Record what the panel settled, and the meeting as held" if each.on < today else called[each.pk]
        hint = f"{len(listed)} case{'s' if len(listed) != 1 else ''}, {unprepared} to prepare"
        yield _row(words, reverse("learning:panel_meeting", args=[each.public_id]), hint, each.on, today)


def _waiting(team: Team, planned: list[PanelMeeting], today: date) -> Iterator[Waiting]:
    waits = lookup.waiting(team)
    if waits and not any(each.on >= today for each in planned):
        where = reverse("learning:panel_arrange")
        yield _row("Arrange a panel: reviews wait for one", where, f"{waits} wait", None, today)
    due = lookup.report_due(team)
    if due and due <= today + SOON:
        yield _row("Publish the yearly report", reverse("learning:death_report"), "Customary every year", due, today)


def _row(words: str, href: str, hint: str, due: date | None, today: date) -> Waiting:
    tag = OVERDUE if due and due < today else ""
    return Waiting(text=words, href=href, hint=hint, tag=tag, tag_kind="red", due_at=end_of(due) if due else None)
