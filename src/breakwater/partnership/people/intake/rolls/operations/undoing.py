"""Undoing a roll at any later time: what it did is taken back; what people or a later roll have said since stays."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.people.intake.operations.entries import GoneAlready
from breakwater.partnership.people.models import (
    Address,
    Enrolment,
    Person,
    Roll,
    RollChange,
    RollOutcome,
    RollPupil,
    RollTie,
)
from breakwater.partnership.people.search import search_rows

from .leavers import open_words
from .receiving import ROLLS, is_of_a_school
from .recording import stored

AT_ONCE = 200
JUST_TAKEN_IN = timedelta(days=1)
State = Roll.State
MODELS = {"person": Person, "address": Address, "place": Enrolment, "tie": RollTie}
DATES = ("born_on", "ends_on", "verified_on", "starts_on")


@dataclass(frozen=True)
class UndoAsked:
    """A school asked the authority to undo its roll."""

    roll: int
    by: int
    at: datetime


@dataclass(frozen=True)
class UndoAnswered:
    """The authority undoes a roll as its school asked, or keeps it."""

    roll: int
    by: int
    at: datetime
    is_undone: bool


@dataclass(frozen=True)
class Concerned:
    """A pupil whom undoing a roll concerns: what comes of it, and what is open of them as far as the actor may read it."""

    pupil: RollPupil
    becomes: str
    is_open: Sequence[str] = ()


@transaction.atomic
def undo(roll: Roll, *, by: Actor, at: datetime) -> Roll:
    """Begin to undo; a job does it. Raises GoneAlready where it was never taken in, Busy. Said twice, it is undone once.

    A school undoes its own roll while nobody has acted on it, and asks from then on: the authority undoes it, or keeps it.
    """
    ROLLS.one_at_a_time(roll.team)
    roll = ROLLS.locked(roll)
    if roll.state in (State.UNDOING, State.UNDONE):
        return roll
    if roll.state != State.TAKEN:
        raise GoneAlready(str(roll.public_id))
    if is_of_a_school(by) and not may_be_undone_by_its_school(roll, at=at):
        if roll.undone_by_id is None:
            roll.undone_by = by
            roll.save(update_fields=["undone_by"])
            audit.did("asked to undo a roll", "roll", roll.pk)
            events.publish_on_commit(UndoAsked(roll.pk, by.pk, at))
        return roll
    ROLLS.refuse_two_at_once(roll)
    if roll.waits_to_be_undone and not is_of_a_school(by):
        events.publish_on_commit(UndoAnswered(roll.pk, by.pk, at, is_undone=True))
    roll.done = 0
    ROLLS.begin_undoing(roll, by=by)
    audit.did("began to undo a roll", "roll", roll.pk)
    return roll


def may_be_undone_by_its_school(roll: Roll, *, at: datetime) -> bool:
    """Whether the school's own roll came in a day ago at most and nobody of the authority has acted on any pupil of the school since.

    Any act counts, a place confirmed as well as a row decided, and on any row: which it was tells the school nothing (SG-14).
    Asked as the area's service of lists, whose sight is the same whatever is hidden (SG-13).
    """
    if roll.state != State.TAKEN or roll.released_at or at - roll.taken_at > JUST_TAKEN_IN:
        return False
    since, whole = roll.taken_at, {"team": roll.team_id}
    with acting_as(service_of(roll.area, ServiceName.LISTS)):
        if not is_of_a_school(roll.by) or Roll.objects.filter(**whole, state=State.TAKEN, taken_at__gt=since).exists():
            return False
        places = Enrolment.objects.filter(
            **whole, verified_by__membership__isnull=False, verified_on__gte=london_date(since)
        )
        return (
            not places.exists() and not RollTie.objects.filter(pupil__team=roll.team_id, decided_at__gte=since).exists()
        )


@transaction.atomic
def keep(roll: Roll, *, by: Actor, at: datetime, because: str = "") -> Roll:
    """The authority keeps a roll that its school asked to undo, and may say why: the school reads it."""
    roll = ROLLS.locked(roll)
    if roll.waits_to_be_undone:
        roll.undone_by, roll.kept_at, roll.kept_by, roll.kept_because = None, at, by, because
        roll.save(update_fields=["undone_by", "kept_at", "kept_by", "kept_because"])
        audit.did("kept a roll", "roll", roll.pk)
        events.publish_on_commit(UndoAnswered(roll.pk, by.pk, at, is_undone=False))
    return roll


def work_back(*, roll: int, area: Area, at: datetime) -> None:
    """Undo, some pupils at a time; begun again, it goes on where it was."""
    ROLLS.work(roll, State.UNDOING, area=area, at=at, steps=_steps, finish=_finish)


def _steps(roll: Roll) -> Iterator[Callable]:
    ROLLS.one_at_a_time(roll.team)
    _leave_to_later_rolls(roll)
    left = _pupils_of(roll)
    for start in range(0, len(left), AT_ONCE):
        yield partial(_take_back, left[start : start + AT_ONCE], min(start + AT_ONCE, len(left)), len(left))


def _finish(roll: Roll, *, by: Actor, at: datetime) -> None:
    RollPupil.objects.filter(seen_in=roll).update(seen_in=roll.before)
    roll.state, roll.undone_at = State.UNDONE, at
    roll.save(update_fields=["state", "undone_at"])
    audit.did("undid a roll", "roll", roll.pk)


def _leave_to_later_rolls(roll: Roll) -> None:
    """What a later roll of the school said again is that roll's: undoing it takes it back then."""
    said_again = RollChange.objects.filter(roll=roll).exclude(pupil__seen_in=roll).exclude(pupil__left_in=roll)
    for change in said_again.select_related("pupil__seen_in"):
        later = change.pupil.seen_in
        if later is not None and later.state == State.TAKEN and later.pk > roll.pk:
            change.roll = later
            change.save(update_fields=["roll"])


def _pupils_of(roll: Roll) -> list[int]:
    return sorted(set(RollChange.objects.filter(roll=roll).values_list("pupil_id", flat=True)), reverse=True)


def _take_back(pupils: Sequence[int], done: int, total: int, roll: Roll, *, by: Actor, at: datetime) -> None:
    kept = 0
    for pk in pupils:
        pupil = RollPupil.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if pupil is None:
            continue
        changes = list(RollChange.objects.filter(roll=roll, pupil=pupil).order_by("-pk"))
        for person in sorted(people_in(pupil, changes)):
            audit.did("undid what a roll said", "person", person, roll=roll.pk)
        made_by = "access.unmake(%s, %s)", [roll.pk, pk]
        kept += unmake(roll, pupil, changes, made_by=made_by, today=london_date(at))
        _pupil_back(roll, pupil, changes)
    outcome = RollOutcome.objects.filter(roll=roll).first()
    if outcome is not None:
        outcome.counts["kept"] = outcome.counts.get("kept", 0) + kept
        outcome.save(update_fields=["counts"])
    roll.done, roll.total = done, total
    roll.save(update_fields=["done", "total"])


def unmake(
    roll: Roll, pupil: RollPupil, changes: Sequence[RollChange], *, made_by: tuple[str, list], today: date
) -> int:
    """Take away the rows that were made (by the function of the database and what it is asked), and put the others back, the last
    change first; how many stay, as people have built on them.
    """
    about, (function, asked) = people_in(pupil, changes), made_by
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", asked)
        kept = cursor.fetchone()[0]
    made = {(one["what"], one["id"]) for change in changes for one in change.did if "is" not in one}
    stays = RollTie.objects.filter(pupil=pupil, place__in=[pk for what, pk in made if what == "place"]).exists()
    for change in changes:
        for one in reversed(change.did):
            if "wrote" in one and stays:  # a person decided, and the place has to stay: so does the decision
                continue
            if "is" in one and (one["what"], one["id"]) not in made:
                kept += put_back(roll, pupil, one, today=today)
    for person in Person.objects.filter(pk__in=about):
        search_rows.keep(person)
    return kept


def people_in(pupil: RollPupil, changes: Sequence[RollChange]) -> set[int]:
    """Of whom something was made or changed. Asked before it is taken back: afterwards some are no longer there."""
    did = [one for change in changes for one in change.did]
    if not did:
        return set()
    found = set(RollTie.objects.filter(pupil=pupil, person__isnull=False).values_list("person_id", flat=True))
    found |= {one["id"] for one in did if one["what"] == "person"}
    for what, model in (("address", Address), ("place", Enrolment)):
        rows = [one["id"] for one in did if one["what"] == what]
        found |= set(model.objects.filter(pk__in=rows).values_list("person_id", flat=True))
    return found


def put_back(roll: Roll, pupil: RollPupil, one: dict, *, today: date) -> int:
    """Set changed values back where nobody has changed them since; 1 where someone has, or the row is out of sight.

    A place opened again waits to be confirmed where it is another school's, had ended before today, or the child has a place
    elsewhere: undoing gives nobody sight by itself (SG-14).
    """
    row = MODELS[one["what"]].objects.filter(pk=one["id"]).first()
    opens = one["what"] == "place" and one["was"].get("ends_on", "") is None
    if row is None:
        return 0 if opens and _open_unseen(roll, pupil, one) else 1
    others = Enrolment.objects.filter(person=row.person_id, ends_on=None).exclude(pk=row.pk) if opens else None
    if opens and others.filter(team=row.team_id).exists():
        return 1
    same = {name: stored(getattr(row, name)) == value for name, value in one["is"].items()}
    if not all(same.values()):
        return 1
    for name, value in one["was"].items():
        setattr(row, name, date.fromisoformat(value) if value and name in DATES else value)
    names = [name.removesuffix("_id") for name in one["was"]]
    ended_before = opens and date.fromisoformat(one["is"]["ends_on"]) < today
    if opens and (row.team_id != roll.team_id or ended_before or others.exists()):
        row.verified_on, row.verified_by = None, None
        names = [*names, "verified_on", "verified_by"]
    row.save(update_fields=names)
    return 0


def _open_unseen(roll: Roll, pupil: RollPupil, one: dict) -> bool:
    """Open a place whose record is hidden since, without seeing it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.open_unseen_place(%s, %s, %s, %s)", [roll.pk, pupil.pk, one["id"], one["is"]["ends_on"]]
        )
        return cursor.fetchone()[0]


def is_back(pupil: RollPupil) -> bool:
    """Whether a later roll brought the pupil again, as a row of its own."""
    again = RollPupil.objects.filter(team=pupil.team_id, left_in=None, surname=pupil.surname, forename=pupil.forename)
    return again.filter(born_on=pupil.born_on, upn=pupil.upn).exclude(pk=pupil.pk).exists()


def pupil_value_back(pupil: RollPupil, name: str, value) -> None:
    """One former value of the school's own row; a pupil it resembled may have gone since."""
    if name == "like_id" and not RollPupil.objects.filter(pk=value).exists():
        return
    setattr(pupil, name, date.fromisoformat(value) if value and name in DATES else value)


def _pupil_back(roll: Roll, pupil: RollPupil, changes: Sequence[RollChange]) -> None:
    """The school's own last roll as it was before: the row gone where this roll brought it, else its former values."""
    if any(change.pupil_was is None for change in changes):
        if hasattr(pupil, "tie"):
            pupil.tie.delete()
        pupil.delete()
        return
    for change in changes:
        for name, value in change.pupil_was.items():
            if name == "left_in_id" and is_back(pupil):
                continue
            pupil_value_back(pupil, name, value)
    if pupil.seen_in_id == roll.pk:
        pupil.seen_in = roll.before
    pupil.keep()
    RollChange.objects.filter(pk__in=[change.pk for change in changes]).delete()


def concerned_by(roll: Roll) -> list[Concerned]:
    """The pupils whom undoing it would concern, those who would lose their place first. For the authority alone (SG-14)."""
    changes: dict[int, list[RollChange]] = {}
    for change in RollChange.objects.filter(roll=roll).select_related("pupil").order_by("pk"):
        changes.setdefault(change.pupil_id, []).append(change)
    ties = RollTie.objects.filter(pupil__in=changes, person__isnull=False).values_list("pupil", "person")
    people = dict(ties)
    words = open_words(people.values())
    found = [
        Concerned(of_one[0].pupil, _becomes(roll, of_one), words.get(people.get(pupil, 0), ()))
        for pupil, of_one in changes.items()
    ]
    return sorted(found, key=lambda one: (BECOMES.index(one.becomes), one.pupil.surname, one.pupil.forename))


BECOMES = ("Comes off the roll", "Is back on the roll", "Is as before")


def _becomes(roll: Roll, changes: Sequence[RollChange]) -> str:
    if any(change.pupil_was is None for change in changes):
        return BECOMES[0]
    return BECOMES[1] if changes[0].pupil.left_in_id == roll.pk else BECOMES[2]
