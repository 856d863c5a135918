"""What readers send about a page, and what a moderator makes of it. A worry becomes a contact at once (SG-28)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.dates.working_days import add_working_days, is_working_day
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.organisations.registry import WORRIES

from ..models import Feedback
from ..models.resources import Setting

KEPT = timedelta(days=365)
FEWEST = 5
CLOSES = 17  # o'clock in London


class AlreadyAnswered(Refusal):
    words = "Somebody else has dealt with it already"


@transaction.atomic
def send(
    *, area: Area, about: str, was_useful: bool | None, words: str, key: UUID, at: datetime, setting: str = ""
) -> Feedback:
    """Keep what a reader wrote; the same `key` again is the same message."""
    made, _ = Feedback.objects.get_or_create(
        key=key,
        defaults={
            "area": area,
            "about": about[:200],
            "was_useful": was_useful,
            "setting": setting,
            "words": words,
            "sent_at": at,
        },
    )
    return made


def usefulness(*, about: str) -> list[tuple[str, int, int]]:
    """Where a resource was used, how many found it useful there, of how many who said; from five on, so that none stands for one (SG-22)."""
    rows = Feedback.objects.filter(about=about, was_useful__isnull=False).exclude(setting="").values("setting")
    counted = rows.annotate(useful=Count("pk", filter=Q(was_useful=True)), said=Count("pk")).filter(said__gte=FEWEST)
    names = dict(Setting.choices)
    return [(names[row["setting"]], row["useful"], row["said"]) for row in counted.order_by("-said", "setting")]


@transaction.atomic
def ask_the_police(
    *, area: Area, wants: str, asked_by: str, email: str, words: str, key: UUID, at: datetime
) -> Feedback:
    """Keep a question to the police education team; the same `key` again is the same one."""
    facts = {"area": area, "about": "Police education team", "wants": wants, "asked_by": asked_by, "email": email}
    return Feedback.objects.get_or_create(key=key, defaults=facts | {"words": words, "sent_at": at})[0]


def read_on(at: datetime) -> date:
    """The day on which the team, which works Monday to Friday, reads what is sent at this moment."""
    today = london_date(at)
    in_time = is_working_day(today) and to_london(at).hour < CLOSES
    return today if in_time else add_working_days(today, 1)


@transaction.atomic
def reply(*, feedback: Feedback, words: str, by: Actor, at: datetime) -> Feedback:
    """Send the answer to whoever asked. Raises AlreadyAnswered."""
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.state != Feedback.State.NEW:
        raise AlreadyAnswered(feedback.public_id)
    feedback.answered_by, feedback.answered_at, feedback.state = by, at, Feedback.State.ANSWERED
    feedback.save(update_fields=["answered_by", "answered_at", "state"])
    notifications.post(
        to=feedback.email,
        subject="Your question to the police education team",
        body=f"{words}\n",
        at=at,
        area=feedback.area,
    )
    audit.did("answered", "feedback", feedback.pk)
    return feedback


@transaction.atomic
def answer(*, feedback: Feedback, is_worry: bool, by: Actor, at: datetime) -> Feedback:
    """Say that it is read, or make a contact of it now: its words go there, with the time they were sent, and leave here."""
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.state != Feedback.State.NEW:
        raise AlreadyAnswered(feedback.public_id)
    feedback.answered_by, feedback.answered_at, feedback.state = by, at, Feedback.State.READ
    if is_worry:
        feedback.reference = WORRIES["contact"](
            area=feedback.area,
            words=feedback.words,
            key=f"site-feedback-{feedback.public_id}",
            told_at=feedback.sent_at,
            by=by,
            at=at,
        )
        feedback.state, feedback.words = Feedback.State.WORRY, ""
    feedback.save(update_fields=["answered_by", "answered_at", "state", "reference", "words"])
    audit.did("passed on as a worry" if is_worry else "read", "feedback", feedback.pk)
    return feedback


def forget_old(*, at: datetime) -> int:
    """Empty the words of what was read more than a year ago."""
    old = Feedback.objects.exclude(state=Feedback.State.NEW).filter(answered_at__lt=at - KEPT)
    return old.exclude(words="", email="", asked_by="").update(words="", email="", asked_by="")
