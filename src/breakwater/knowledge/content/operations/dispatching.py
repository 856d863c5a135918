"""Carrying an issue, an alert, or what came out in a week or month, to its subscribers: in batches, one copy each.

A batch is one transaction: its copies, its e-mails in the outbox, and the job for the next batch stand or fall together. Killed
anywhere, the job that runs again finds what is left.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.knowledge.policies.registry import Moved, chapters_moved
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.models import Area

from .. import letters
from ..models import Alert, Delivery, Dispatch, Frequency, Issue, Subscriber, Topic

BATCH = 500
AT_SEVEN = time(7)


@transaction.atomic
def begin(*, at: datetime, issue: Issue | None = None, alert: Alert | None = None) -> Dispatch:
    """Begin to send an issue to those who want each as it comes, or an alert to all who want alerts."""
    dispatch = Dispatch.objects.create(
        area=(issue or alert).area, issue=issue, alert=alert, frequency=Frequency.EACH, made_at=at
    )
    jobs.defer("content.send_some", dispatch=dispatch.pk)
    return dispatch


@transaction.atomic
def begin_period(*, area: Area, frequency: Frequency, on: date, at: datetime) -> Dispatch | None:
    """Begin to send what came out in the week or month before this day, where anything did; the second time finds it begun.

    Of each as it comes: what happened on the day before to chapters that somebody follows. Issues have gone out by themselves.
    """
    before = on - timedelta(days=1)
    since = {Frequency.WEEKLY: on - timedelta(days=7), Frequency.MONTHLY: before.replace(day=1)}.get(frequency, before)
    facts = {"area": area, "frequency": frequency, "since": moment(since, AT_SEVEN)}
    if Dispatch.objects.filter(**facts).exists():
        return None
    begun = Dispatch(**facts, made_at=at)
    if not _came_out(begun).exists() and not _moved(begun):
        return None
    dispatch = Dispatch.objects.create(**facts, made_at=at)
    jobs.defer("content.send_some", dispatch=dispatch.pk)
    return dispatch


@transaction.atomic
def send_some(*, dispatch: int, at: datetime) -> int:
    """Send one batch and put the next in the queue; return how many were sent. None left ends the dispatch."""
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch)
    if dispatch.done_at:
        return 0
    if dispatch.alert_id and not Alert.objects.in_force(at).filter(pk=dispatch.alert_id).exists():
        _end(dispatch, at)
        return 0
    readers = list(
        _left(dispatch).select_for_update(no_key=True).order_by("pk")[:BATCH]
    )  # whoever leaves waits, or is gone
    if not readers:
        _end(dispatch, at)
        return 0
    words = _words(dispatch)
    messages = notifications.post_each(
        (
            OutboxMessage(
                area_id=dispatch.area_id,
                to=reader.email,
                subject=letter.subject,
                body=letter.body + letters.footer(reader),
                html=letter.html_for(letters.html_footer(reader)),
                pictures=list(letter.pictures),
                leave=letters.leave_address(reader),
                made_at=at,
            )
            for reader in readers
            for letter in [words(reader)]
        ),
        waits=not dispatch.alert_id,
    )
    Delivery.objects.bulk_create(
        Delivery(dispatch=dispatch, subscriber=reader, message=message)
        for reader, message in zip(readers, messages, strict=True)
    )
    jobs.defer("content.send_some", dispatch=dispatch.pk)
    return len(readers)


@transaction.atomic
def stop(*, alert: Alert, at: datetime) -> int:
    """Send no more copies of an alert, and take back those that have not left; return how many."""
    dispatch = Dispatch.objects.select_for_update().filter(alert=alert).first()
    if dispatch is None:
        return 0
    if dispatch.done_at is None:
        _end(dispatch, at)
    return notifications.take_back(list(dispatch.deliveries.values_list("message", flat=True)))


def forget(*, alerts: QuerySet[Alert]) -> None:
    """Delete how these alerts were sent."""
    Dispatch.objects.filter(alert__in=alerts).delete()


def go_on(*, before: datetime) -> int:
    """Put a job in the queue for every dispatch begun before this moment and not done: should its own have been lost."""
    waiting = list(Dispatch.objects.filter(done_at=None, made_at__lt=before).values_list("pk", flat=True))
    jobs.defer_each("content.send_some", [{"dispatch": number} for number in waiting])
    return len(waiting)


def counts(dispatches: list[int]) -> dict[int, dict[str, int]]:
    """Of each dispatch: copies made, sent, still waiting, not deliverable, and no longer known. Never whether anyone opened one.

    Nothing is known of a message that was taken back when its reader left, or forgotten after ninety days.
    """
    state = OutboxMessage.State
    rows = (
        Dispatch.objects.filter(pk__in=dispatches)
        .annotate(
            copies=Count("deliveries"),
            sent=Count("deliveries", filter=Q(deliveries__message__state=state.SENT)),
            unknown=Count("deliveries", filter=Q(deliveries__message=None)),
            failed=Count("deliveries", filter=Q(deliveries__message__state=state.FAILED)),
            waiting=Count("deliveries", filter=Q(deliveries__message__state=state.WAITING)),
        )
        .values("pk", "copies", "sent", "failed", "waiting", "unknown")
    )
    return {row["pk"]: row for row in rows}


def faults(dispatch: Dispatch) -> list[tuple[str, int]]:
    """Why copies could not be delivered, in words, and how many each: never to whom."""
    rows = dispatch.deliveries.filter(message__state=OutboxMessage.State.FAILED).values("message__last_fault")
    counted = rows.annotate(copies=Count("pk")).order_by("-copies", "message__last_fault")
    return [(_in_words(row["message__last_fault"]), row["copies"]) for row in counted]


def _in_words(fault: str) -> str:
    who, _, code = fault.partition(" ")
    if code.strip("[]").isdigit():
        refused = {"SMTP": "Bounced: the reader's mail server refused it", "Notify": "Refused by GOV.UK Notify"}
        return f"{refused.get(who, who)} ({code.strip('[]')})"
    return "Given up after 12 tries: no mail server took it"


def _end(dispatch: Dispatch, at: datetime) -> None:
    dispatch.done_at = at
    dispatch.save(update_fields=["done_at"])


def _left(dispatch: Dispatch):
    """Whoever wants it, had confirmed before it began (before its week or month was over), and has no copy yet."""
    before = _until(dispatch) if dispatch.since else dispatch.made_at
    wants = Subscriber.objects.filter(area=dispatch.area_id, confirmed_at__lte=before)
    if dispatch.alert_id:
        wants = wants.filter(topics__contains=[Topic.ALERTS])
    elif dispatch.issue_id:
        wants = wants.filter(topics__contains=[dispatch.issue.topic], frequency=Frequency.EACH)
    else:
        wants = wants.filter(
            Q(topics__overlap=list(_came_out(dispatch).values_list("topic", flat=True).distinct()))
            | Q(chapters__overlap=[each.public_id for each in _moved(dispatch)]),
            frequency=dispatch.frequency,
        )
    return wants.exclude(pk__in=dispatch.deliveries.exclude(subscriber=None).values("subscriber"))


def _came_out(dispatch: Dispatch):
    if dispatch.frequency == Frequency.EACH:
        return Issue.objects.none()
    return Issue.objects.published().filter(
        area=dispatch.area_id, sent_at__gt=dispatch.since, sent_at__lte=_until(dispatch)
    )


def _moved(dispatch: Dispatch) -> list[Moved]:
    """What happened in its time to chapters that any of its readers follows."""
    readers = Subscriber.objects.filter(area=dispatch.area_id, frequency=dispatch.frequency).exclude(chapters=[])
    followed = {each for chapters in readers.values_list("chapters", flat=True) for each in chapters}
    return chapters_moved(followed, dispatch.area, dispatch.since, _until(dispatch)) if followed else []


def _until(dispatch: Dispatch) -> datetime:
    """When its week or month was over, however late it was begun."""
    since = london_date(dispatch.since)
    until = {Frequency.EACH: since + timedelta(days=1), Frequency.WEEKLY: since + timedelta(days=7)}
    return moment(until.get(dispatch.frequency, (since + timedelta(days=31)).replace(day=1)), AT_SEVEN)


def _words(dispatch: Dispatch):
    """A function that says the letter for a reader, whose common part is written once a language."""
    if dispatch.alert_id:
        said = letters.of_words(
            dispatch.area, f"Urgent alert: {dispatch.alert.title}", letters.of_alert(dispatch.alert)
        )
        return lambda reader: said
    if dispatch.issue_id:
        issue = dispatch.issue
        items = list(issue.items.order_by("order", "pk"))
        in_language = cache(
            lambda language: letters.of_issue(issue, letters.in_language(items, language, area=issue.area))
        )
        return lambda reader: in_language(reader.language)
    issues = list(_came_out(dispatch).order_by("topic", "number"))
    moved = _moved(dispatch)
    return lambda reader: _of_a_time(
        dispatch,
        [each for each in issues if each.topic in reader.topics],
        [each for each in moved if each.public_id in reader.chapters],
    )


def _of_a_time(dispatch: Dispatch, issues: list[Issue], moved: list[Moved]) -> letters.Letter:
    """What came out in a day, week or month for one reader."""
    parts = [letters.of_several(issues)] if issues else []
    parts += [letters.of_chapters(moved)] if moved else []
    often = "week" if dispatch.frequency == Frequency.WEEKLY else "month"
    if issues:
        subject = f"Bulletins of the {often}"
    else:
        subject = f"{moved[0].title} has changed" if len(moved) == 1 else "Chapters you follow have changed"
    return letters.of_words(dispatch.area, subject, "\n\n".join(parts))
