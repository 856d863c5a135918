"""Asking for a restriction, approving, renewing and lifting it; its readers; closing a contact about a colleague's family."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, Role, acting_as, allows, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName, User
from breakwater.partnership.people.models import GuardKind, Person, Relationship, RelationshipCode
from breakwater.partnership.people.records.operations.guards import begin_guard
from breakwater.partnership.people.records.operations.locking import call, refused_as
from breakwater.partnership.people.records.operations.restrictions import end_guard_with

from .models import NEVER_OPENED, Lock, LockedRecord, LockMove, LockPolicy, LockPost, LockReason

State, Step, Part = Lock.State, LockMove.Step, LockPost.Part
MOST_FAMILY = 30

# What is never opened in an emergency is compared with nobody either (SG-13).
GUARDED_AS = {LockReason.ADOPTION: GuardKind.ADOPTION_SEALED, LockReason.PROTECTED: GuardKind.PROTECTED_IDENTITY}


class TooFewReaders(Refusal):
    """A restricted record needs at least two named readers, so that it is never left with one or none (SG-06)."""

    box, words = "who", "Two readers always stay. Name another first"


class OwnApproval(Refusal):
    words = "You asked for this yourself. Another manager approves it."


class NotTheApprover(Refusal):
    words = "Another manager was asked to approve this."


class NotAReader(Refusal):
    words = "You may not read the record yourself, so it is not yours to close or open. Ask one of its readers."


class NotWaiting(Refusal):
    words = "Someone was there first: this restriction is no longer at that stage. Open it again."


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `readers` are posts, the first and second reader in front; `told` read nothing."""

    reason: str
    words: str
    readers: Sequence[Membership]
    approver: Membership | None
    review_on: date
    at_once: bool = False
    told: Sequence[Membership] = field(default_factory=tuple)


def months_on(day: date, months: int) -> date:
    """The same day some months on; the 28th where a month is too short to have it."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, 28))


def hints_at(kind: str, key: str) -> bool:
    """Whether someone who asks for a record they may not read is to meet a hint to ring the duty manager."""
    return call("access.hints_at(%s, %s)", kind, key)


def policy_of(area: Area, reason: str) -> LockPolicy:
    """What the area says of a reason; by default no hint, and three months until it is looked at again."""
    found = LockPolicy.objects.filter(area=area, reason=reason).first()
    return found or LockPolicy(area=area, reason=reason)


@transaction.atomic
def set_policy(*, area: Area, hints: Iterable[str], months: int) -> None:
    """Keep for which reasons others meet a hint, and after how many months a restriction is looked at again."""
    for reason in LockReason.values:
        if reason not in NEVER_OPENED:
            policy = {"hints": reason in hints, "months": months}
            LockPolicy.objects.update_or_create(area=area, reason=reason, defaults=policy)
    audit.did("changed the policy of restrictions", "area", area.pk)


def family_of(person: Person) -> list[Person]:
    """The person and the household: everyone tied to them now, as far as the actor may see, except friends of the family."""
    ties = Relationship.objects.present().of([person])
    ties = ties.exclude(code__in=[RelationshipCode.FRIEND, RelationshipCode.UNKNOWN])
    ids = {pk for pair in ties.values_list("person_id", "other_id") for pk in pair} | {person.pk}
    return list(Person.objects.filter(pk__in=ids).order_by("pk")[:MOST_FAMILY])


@transaction.atomic
def ask(
    *,
    wanted: Wanted,
    area: Area,
    by: Actor,
    at: datetime,
    people: Iterable[Person] = (),
    case: Case | None = None,
    key: UUID | None = None,
) -> Lock:
    """Ask for a restriction of some people or of a case; in force at once where that was asked, and confirmed later.

    The same `key` again answers with the one it made. Raises TooFewReaders, OwnApproval, NotAReader.
    """
    if key and (known := Lock.objects.filter(key=key).first()):
        return known
    readers = list({post.user_id: post for post in wanted.readers}.values())
    if len(readers) < 2:
        raise TooFewReaders
    if wanted.approver and wanted.approver.user_id == by.membership.user_id:
        raise OwnApproval
    identity = wanted.reason in NEVER_OPENED
    lock = Lock.objects.create(
        key=key,
        area=area,
        reason=wanted.reason,
        words=wanted.words,
        breakable=not identity,  # emergency duty reaches any child but a protected identity (SG-20)
        hints=policy_of(area, wanted.reason).hints and not identity,
        state=State.REQUESTED,
        asked_at=at,
        asked_by=by,
        asked_by_user=by.membership.user if by.membership_id else None,
        approver=wanted.approver,
        approver_user=wanted.approver.user if wanted.approver else None,
        review_on=wanted.review_on,
    )
    _write_down(lock, readers, wanted.told, people=people, case=case)
    LockMove.objects.create(lock=lock, step=Step.REQUESTED, at=at, by=by, why=wanted.words)
    audit.did("asked to restrict", "lock", lock.pk)
    if wanted.at_once:
        LockMove.objects.create(lock=lock, step=Step.AT_ONCE, at=at, by=by)
        _put_in_force(lock, by=by, at=at)
    if lock.approver_user:
        words = (
            "A record was restricted at once: confirm it" if wanted.at_once else "A restriction waits for your approval"
        )
        notifications.tell(users=[lock.approver_user], words=words, path=_path(lock), by=by, at=at)
    return lock


def _write_down(lock: Lock, readers: Sequence[Membership], told, *, people=(), case=None) -> None:
    parts = [Part.FIRST, Part.SECOND] + [Part.READER] * len(readers)
    for post, part in zip(readers, parts, strict=False):
        LockPost.objects.create(lock=lock, membership=post, user_id=post.user_id, part=part)
    named = {post.user_id for post in readers}
    for post in {post.user_id: post for post in told if post.user_id not in named}.values():
        LockPost.objects.create(lock=lock, membership=post, user_id=post.user_id, part=Part.TOLD)
    for person in people:
        LockedRecord.objects.create(lock=lock, person=person)
    if case is not None:
        LockedRecord.objects.create(lock=lock, case=case)


def _path(lock: Lock) -> str:
    return f"/restricted/{lock.public_id}/"


def held(lock: Lock) -> Lock:
    """The restriction as it stands, kept still until the transaction ends."""
    return Lock.objects.select_for_update().get(pk=lock.pk)


def _put_in_force(lock: Lock, *, by: Actor, at: datetime, inward: bool = False) -> None:
    """Seal every record of it. Whoever is not among the readers finds them no more from here on."""
    named = list(lock.posts.filter(ends_at=None).select_related("user"))
    humans = [post.user_id for post in named if post.part != Part.TOLD]
    said = lock.get_reason_display()
    LockMove.objects.create(lock=lock, step=Step.ACTIVE, at=at, by=by)
    with refused_as(NotAReader):
        for record in lock.records.order_by("person_id", "pk"):
            kind, number = ("person", record.person_id) if record.person_id else ("case", record.case_id)
            if record.person_id and lock.reason in NEVER_OPENED:
                begin_guard(person=record.person, kind=GUARDED_AS[lock.reason], by=by, at=at)
            if inward:
                seal = call("access.seal_inward(%s, %s, %s, %s, %s)", kind, number, humans, said, by.pk)
            else:
                seal = call(
                    "access.seal_row(%s, %s, %s, %s, %s, %s)", kind, number, humans, said, lock.breakable, by.pk
                )
            record.seal = seal
            record.save(update_fields=["seal"])
            audit.did("restricted", kind, number, seal=seal, lock=lock.pk)
    lock.state, lock.starts_at = State.ACTIVE, at
    lock.save(update_fields=["state", "starts_at"])
    notifications.tell(
        users=[post.user for post in named], words="You are named in a restriction", path="/restricted/", by=by, at=at
    )


@transaction.atomic
def approve(*, lock: Lock, by: Actor, at: datetime) -> Lock:
    """Approve what another asked for, or confirm what was restricted at once. Raises NotTheApprover, NotWaiting, NotAReader."""
    lock = held(lock)
    _may_answer(lock, by)
    LockMove.objects.create(lock=lock, step=Step.APPROVED, at=at, by=by)
    lock.approved_at = at
    lock.save(update_fields=["approved_at"])
    audit.did("approved a restriction", "lock", lock.pk)
    if lock.state == State.REQUESTED:
        _put_in_force(lock, by=by, at=at)
    return lock


def _may_answer(lock: Lock, by: Actor) -> None:
    if by.membership.user_id == lock.asked_by_user_id:
        raise OwnApproval
    if by.membership.user_id != lock.approver_user_id:
        raise NotTheApprover
    if lock.approved_at or lock.state not in (State.REQUESTED, State.ACTIVE):
        raise NotWaiting


@transaction.atomic
def refuse(*, lock: Lock, why: str, by: Actor, at: datetime) -> Lock:
    """Do not approve what another asked for. One in force already is lifted by a reader. Raises NotTheApprover, NotWaiting."""
    lock = held(lock)
    _may_answer(lock, by)
    if lock.state != State.REQUESTED:
        raise NotWaiting
    LockMove.objects.create(lock=lock, step=Step.REFUSED, at=at, by=by, why=why)
    lock.state = State.REFUSED
    lock.save(update_fields=["state"])
    audit.did("refused a restriction", "lock", lock.pk)
    if lock.asked_by_user:
        notifications.tell(
            users=[lock.asked_by_user],
            words="A restriction you asked for was not approved",
            path=_path(lock),
            by=by,
            at=at,
        )
    return lock


@transaction.atomic
def renew(*, lock: Lock, review_on: date, why: str, by: Actor, at: datetime) -> Lock:
    """Look at a restriction again and keep it until a new day. Raises NotWaiting."""
    lock = held(lock)
    if lock.state != State.ACTIVE:
        raise NotWaiting
    LockMove.objects.create(lock=lock, step=Step.RENEWED, at=at, by=by, why=why)
    lock.review_on = review_on
    lock.save(update_fields=["review_on"])
    audit.did("renewed a restriction", "lock", lock.pk, until=review_on.isoformat())
    return lock


@transaction.atomic
def lift(*, lock: Lock, why: str, by: Actor, at: datetime) -> Lock:
    """Open the records again; only a named reader may. Raises NotWaiting, NotAReader."""
    lock = held(lock)
    if lock.state != State.ACTIVE:
        raise NotWaiting
    LockMove.objects.create(lock=lock, step=Step.LIFTED, at=at, by=by, why=why)
    lock.state, lock.lifted_at, lock.lifted_by, lock.unlock_reason = State.LIFTED, at, by, why
    lock.save(update_fields=["state", "lifted_at", "lifted_by", "unlock_reason"])
    records = list(lock.records.order_by("pk"))
    with refused_as(NotAReader):
        for record in records:
            if record.person_id:
                # Only who reads the person may end a guard: where another seal keeps the lifter from them, whoever lifts
                # that one ends it. Nobody else's seal is lifted below.
                for person in Person.objects.filter(pk=record.person_id):
                    end_guard_with(person=person, seal=record.seal, by=by, at=at)
            call("access.lift_seal(%s)", record.seal)
            kind, number = ("person", record.person_id) if record.person_id else ("case", record.case_id)
            audit.did("unrestricted", kind, number, seal=record.seal, lock=lock.pk)
    lock.records.update(ends_at=at)
    return lock


@transaction.atomic
def name_reader(*, lock: Lock, post: Membership, by: Actor, at: datetime) -> LockPost:
    """Let one more person read what is restricted; only a reader may. Raises NotWaiting, NotAReader."""
    lock = held(lock)
    if lock.state != State.ACTIVE:
        raise NotWaiting
    there = lock.posts.filter(user_id=post.user_id, ends_at=None).first()
    if there and there.part != Part.TOLD:
        return there
    with refused_as(NotAReader):
        for record in lock.records.filter(ends_at=None):
            call("access.name_reader(%s, %s)", record.seal, post.user_id)
    if there:
        there.part = Part.READER
        there.save(update_fields=["part"])
    else:
        there = LockPost.objects.create(lock=lock, membership=post, user_id=post.user_id, part=Part.READER)
    LockMove.objects.create(lock=lock, step=Step.NAMED, at=at, by=by, why=post.user.name)
    audit.did("named a reader", "lock", lock.pk, human=post.user_id)
    notifications.tell(users=[post.user], words="You are named in a restriction", path="/restricted/", by=by, at=at)
    return there


@transaction.atomic
def end_reader(*, lock: Lock, post: LockPost, why: str, by: Actor, at: datetime) -> None:
    """Let a reader go; two always stay, and the next in order steps up. Raises NotWaiting, NotAReader, TooFewReaders."""
    lock = held(lock)
    if lock.state != State.ACTIVE or post.lock_id != lock.pk or post.ends_at:
        raise NotWaiting
    readers = list(lock.posts.filter(ends_at=None).exclude(part=Part.TOLD).order_by("pk"))
    if post.part != Part.TOLD and len(readers) < 3:
        raise TooFewReaders
    LockMove.objects.create(lock=lock, step=Step.LET_GO, at=at, by=by, why=f"{post.user.name}: {why}")
    audit.did("let a reader go", "lock", lock.pk, human=post.user_id)
    rest = [reader for reader in readers if reader.pk != post.pk]
    in_order = sorted(rest, key=lambda reader: (list(Part).index(Part(reader.part)), reader.pk))
    for reader, part in zip(in_order, [Part.FIRST, Part.SECOND], strict=False):
        if reader.part != part:
            reader.part = part
            reader.save(update_fields=["part"])
    post.ends_at = at
    post.save(update_fields=["ends_at"])
    if post.part != Part.TOLD:
        with refused_as(NotAReader):
            for record in lock.records.filter(ends_at=None):
                call("access.end_reader(%s, %s)", record.seal, post.user_id)


@transaction.atomic
def say_away(*, lock: Lock, post: LockPost, first_day: date, last_day: date, by: Actor, at: datetime) -> LockPost:
    """A reader is away for some days; whoever comes next answers for it meanwhile (SG-06)."""
    post.away_from, post.away_until = first_day, last_day
    post.save(update_fields=["away_from", "away_until"])
    LockMove.objects.create(lock=lock, step=Step.AWAY, at=at, by=by, why=post.user.name)
    audit.did("noted an absence", "lock", lock.pk, human=post.user_id)
    others = lock.posts.filter(ends_at=None).exclude(part=Part.TOLD).exclude(pk=post.pk).select_related("user")
    here = [one for one in others if not one.is_away(first_day)]
    if here:
        answers = min(here, key=lambda one: (list(Part).index(Part(one.part)), one.pk))
        words = "A reader of a restriction is away: you answer for it meanwhile"
        notifications.tell(users=[answers.user], words=words, path=_path(lock), by=by, at=at)
    return post


# --- a colleague's family -------------------------------------------------------------------------------------------

# Who holds a contact about a colleague's family, in this order, from outside the colleague's own teams (TR-19).
HOLD_IT = (Role.MASH_MANAGER, Role.SOCIAL_CARE_MANAGER, Role.EMERGENCY_DUTY, Role.EARLY_HELP_MANAGER)
MONTHS = 3


def close_for_conflict(*, case: Case, at: datetime) -> Lock | None:
    """Close a case about a colleague's family to named readers outside the colleague's teams; None where there is no such.

    Derived from what was declared; run as the area's intake. Whoever sent it goes on reading the receipt (scenario G).
    """
    with acting_as(service_of(case.area, ServiceName.INTAKE)) as intake:
        humans = call("access.in_conflict_with(%s)", case.pk)
        if not humans or LockedRecord.objects.filter(case=case, ends_at=None).exists():
            return None
        readers = readers_outside(case.area, humans, at=at)
        _tell_governance(case.area, intake, at)
        if len(readers) < 2:
            return None
        day = london_date(at)
        lock = Lock.objects.create(
            area=case.area,
            reason=LockReason.STAFF_FAMILY,
            words="Closed by what a colleague declared.",
            breakable=True,
            state=State.REQUESTED,
            asked_at=at,
            asked_by=intake,
            approver=readers[0],
            approver_user_id=readers[0].user_id,
            review_on=months_on(day, policy_of(case.area, LockReason.STAFF_FAMILY).months),
        )
        _write_down(lock, readers, (), case=case)
        LockMove.objects.create(
            lock=lock, step=Step.AT_ONCE, at=at, by=intake, why="Closed by what a colleague declared."
        )
        cases.assign(case=case, membership=readers[0], capacity=WorkCapacity.WORKER, by=intake, at=at)
        _put_in_force(lock, by=intake, at=at, inward=True)
        return lock


def readers_outside(area: Area, humans: Sequence[int], *, at: datetime) -> list[Membership]:
    """Managers who could hold it, none of them in conflict: from other teams first, and someone who may decide for certain."""
    held_today = Membership.objects.in_force(london_date(at))
    theirs = set(held_today.filter(user_id__in=humans).values_list("team_id", flat=True))
    able = held_today.filter(team__area=area, user__is_active=True, role_id__in=[role.value for role in HOLD_IT])
    posts = sorted(
        able.exclude(user_id__in=humans).select_related("user", "role", "team").order_by("pk"),
        key=lambda post: (post.team_id in theirs, [role.value for role in HOLD_IT].index(post.role_id), post.pk),
    )
    outside = [post for post in posts if post.team_id not in theirs]
    chosen = [post for post in outside if allows(post.role_id, Permission.CONTACT_DECIDE)][:3] or outside[:2]
    for post in [*outside, *posts]:
        decides = any(allows(one.role_id, Permission.CONTACT_DECIDE) for one in chosen)
        if len({one.user_id for one in chosen}) >= 2 and (
            decides or not allows(post.role_id, Permission.CONTACT_DECIDE)
        ):
            continue
        if post.user_id not in {one.user_id for one in chosen}:
            chosen.append(post)
    return chosen


def _tell_governance(area: Area, by: Actor, at: datetime) -> None:
    officers = Membership.objects.in_force(london_date(at)).filter(
        team__area=area, role_id=Role.INFORMATION_GOVERNANCE.value
    )
    notifications.tell(
        users=User.objects.filter(pk__in=officers.values("user")),
        words="A record meets what a colleague declared",
        path="/conflicts/",
        by=by,
        at=at,
    )


# --- keeping one human from a record ----------------------------------------------------------------------------------


@transaction.atomic
def bar(*, kind: str, thing: Person | Case, human: User, because: str, by: Actor, at: datetime) -> int:
    """Keep a human from a person or a case, whatever their post; answers the bar's number. Raises NotAReader."""
    with refused_as(NotAReader):
        made = call("access.bar_human(%s, %s, %s, %s)", kind, thing.pk, human.pk, because.strip())
    audit.did("barred", kind, thing.pk, human=human.pk, bar=made)
    return made


@transaction.atomic
def lift_bar(*, kind: str, thing: Person | Case, number: int, why: str, by: Actor, at: datetime) -> None:
    """Let a human read a record again, as far as their post does. Raises NotAReader where no such bar stands."""
    audit.because(why)
    with refused_as(NotAReader):
        call("access.lift_bar(%s)", number)
    audit.did("lifted bar", kind, thing.pk, bar=number)


def due_for_review(area: Area, day: date) -> dict[str, list[int]]:
    """For the area's clocks: each restriction to be looked at, with its readers, those not noted as away before the others."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.locks_to_review(%s, %s)", [area.pk, day])
        rows = cursor.fetchall()
    order = list(Part)
    readers: dict[str, list[int]] = {}
    for public_id, human, *_ in sorted(rows, key=lambda row: (row[3], order.index(Part(row[2])))):
        readers.setdefault(public_id, []).append(human)
    return readers
