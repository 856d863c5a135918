"""What the public site puts on Today: urgent alerts to read for everyone they are for, pages to read again for the team that keeps them, offers and messages for who publishes."""

from datetime import datetime, time

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import presenting, waiting
from .models import Alert, Told
from .models.alerts import AlertState

SHOWN = 5


@TODAY_PANELS.register("content.alerts")
def alerts_to_read(actor: Actor, now: datetime) -> Panel | None:
    """Alerts in force that this human has not said they read, whatever post they act in; and for approvers those that wait."""
    told = Told.objects.filter(
        user=actor.membership.user_id, acknowledged_at=None, alert__state=AlertState.SENT, alert__expires_at__gt=now
    )
    unread, total = nearest(told.select_related("alert").order_by("told_at", "pk"), SHOWN)
    rows = [
        Waiting(
            text=each.alert.title,
            href=reverse("content:for_you_alert", args=[each.alert.public_id]),
            hint="Sent before you came into this role: confirm that you have read it"
            if each.was_sent_before
            else "Confirm that you have read it",
            tag="Urgent",
            tag_kind="red",
        )
        for each in unread
    ]
    if may(actor, Permission.ALERT_WORK):
        waits = Alert.objects.filter(area=actor.membership.team.area_id, state=AlertState.DRAFT, expires_at__gt=now)
        waits = waits.exclude(written_by=actor).exclude(approvals__user=actor.membership.user_id)
        drafts, more = nearest(waits.order_by("written_at", "pk"), SHOWN)
        total += more
        rows += [
            Waiting(
                text=f"Approve: {each.title}",
                href=reverse("content:alert_desk", args=[each.public_id]),
                tag="Urgent",
                tag_kind="red",
            )
            for each in drafts
        ]
    where = reverse("content:for_you")
    return (
        Panel("Urgent alerts", rows, order=5, total=total, href=where, link="Alerts and bulletins for you")
        if rows
        else None
    )


@TODAY_PANELS.register("content.site")
def site_that_waits(actor: Actor, now: datetime) -> Panel | None:
    """Overdue pages of one's own team; for whoever publishes, all of the area, what was offered and what readers wrote."""
    if not may(actor, Permission.RESOURCE_CHECK):
        return None
    area, today = actor.membership.team.area, london_date(now)
    publishes, writes = may(actor, Permission.CONTENT_APPROVE), may(actor, Permission.CONTENT_EDIT)
    team = None if publishes else actor.membership.team_id
    rows = [
        Waiting(
            text="A question to the police education team" if each.wants else "A reader wrote about the site",
            href=reverse("content:read_feedback", args=[each.public_id]),
        )
        for each in (waiting.feedback(area) if publishes else [])
    ]  # first of all: a worry about a child may stand in it
    rows += [
        Waiting(
            text=f"Read “{page.title}” again",
            href=presenting.edit_address(page),
            hint=f"Page owner: {page.kept_by.name}",
            tag="Overdue",
            tag_kind="amber",
            due_at=moment(page.review_by, time(17)),
        )
        for page in (waiting.overdue_pages(area, today, kept_by=team) if writes else [])
    ]
    rows += [
        Waiting(text=f"“{each.title}” was taken out: {why}", href=reverse("content:decide", args=[each.public_id]))
        for each, why in (waiting.dead_links(area, now) if publishes else [])
    ]
    says, offers = (
        ("Check a suggested resource", waiting.offers(area)[: waiting.MOST])
        if publishes
        else ("Check a resource", waiting.to_check(area, actor.membership)[:SHOWN])
    )
    rows += [
        Waiting(text=f"{says}: {each.title}", href=reverse("content:decide", args=[each.public_id])) for each in offers
    ]
    rows += [
        Waiting(
            text=f"A link in “{each.page.title}” leads nowhere",
            href=presenting.edit_address(each.page),
            hint=f"{each.address}. {each.why}",
            tag="Dead link",
            tag_kind="amber",
        )
        for each in (waiting.dead_page_links(area, kept_by=team) if writes else [])
    ]
    if not rows:
        return None
    return Panel(
        "Public site" if writes else "Library",
        rows[:SHOWN],
        order=60,
        total=len(rows),
        href=reverse("content:site" if writes else "content:resources"),
        link="All of the public site" if writes else "All of the library",
    )
