"""What pages of restrictions show: who could read, who could approve, a restriction and its steps in words."""

from datetime import date

from breakwater.casework.cases import display as case_display
from breakwater.casework.restricting.models import Lock, LockPost
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.models import Actor


def people_of(lock: Lock) -> list[LockPost]:
    """Those named in it now, the first reader in front."""
    order = list(LockPost.Part)
    found = lock.posts.filter(ends_at=None).select_related("user", "membership__role", "membership__team")
    return sorted(found.order_by("pk"), key=lambda post: (order.index(LockPost.Part(post.part)), post.pk))


def stage(lock: Lock, today: date) -> tuple[str, str]:
    """Where it stands, in words and a colour: a restriction past its day waits to be looked at."""
    if lock.state == Lock.State.ACTIVE and lock.review_on <= today:
        return "To be looked at again", "amber"
    if lock.state == Lock.State.ACTIVE and not lock.approved_at:
        return "In force, to be confirmed", "amber"
    return {
        Lock.State.REQUESTED: ("Waits for approval", "amber"),
        Lock.State.ACTIVE: ("In force", "good"),
        Lock.State.LIFTED: ("Lifted", "quiet"),
        Lock.State.REFUSED: ("Not approved", "quiet"),
    }[Lock.State(lock.state)]


def records_of(lock: Lock) -> list[dict]:
    """What it closes, as far as the reader may read it, with the address of each."""
    rows = []
    for record in lock.records.select_related("person", "case").order_by("pk"):
        if record.person_id:
            rows.append({"kind": "person", "thing": record.person, "id": record.person_id})
        elif record.case_id:
            rows.append({"kind": "case", "thing": record.case, "id": record.case_id})
    return [
        row | {"text": row["thing"].name if row["kind"] == "person" else case_display.called(row["thing"])}
        for row in rows
        if row["thing"] is not None
    ]


def is_reader(lock: Lock, actor: Actor) -> bool:
    """Whether the actor's human is named to read it now."""
    named = lock.posts.filter(user_id=actor.membership.user_id, ends_at=None).exclude(part=LockPost.Part.TOLD)
    return lock.state == Lock.State.ACTIVE and named.exists()


def awaits(lock: Lock, actor: Actor) -> bool:
    """Whether it waits for this actor's approval or confirmation."""
    open_now = lock.state in (Lock.State.REQUESTED, Lock.State.ACTIVE)
    return open_now and lock.approved_at is None and lock.approver_user_id == actor.membership.user_id


def absences_of(posts: list[LockPost], today: date) -> dict[int, str]:
    """Who of a restriction is or will be away, by the post's key: as noted in it, else as the rota has it. One query."""
    on_rota = rota.absences({post.user_id for post in posts}, on=today)
    said = {}
    for post in posts:
        if post.is_away(today):
            said[post.pk] = f"Away until {day(post.away_until)}"
        elif absence := on_rota.get(post.user_id):
            said[post.pk] = f"Away until {day(absence.ends_on)}" if absence.ends_on else "Away, no return date"
        elif post.away_from and post.away_from > today:
            said[post.pk] = f"Away from {day(post.away_from)}"
    return said


def first_in_charge(posts: list[LockPost], now) -> LockPost | None:
    """Who answers for it today: the first reader who is not away, by what is noted here or by the rota."""
    today = london_date(now)
    away = rota.absences({post.user_id for post in posts}, on=today)
    readers = [post for post in posts if post.part != LockPost.Part.TOLD]
    here = (post for post in readers if not post.is_away(today) and post.user_id not in away)
    return next(here, readers[0] if readers else None)
