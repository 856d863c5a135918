"""A school opens its list and says of each row whether it is right; what is wrong goes to whoever owns the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.practice.education.models import Answer, AnswerKind, Correction, ListRow, Marker, SchoolList

from . import corrections

State = SchoolList.State


class NotOpened(Refusal):
    words = "Open the list first, then answer."


class RowsNotAnswered(Refusal):
    words = "Some pupils have no answer yet. Answer them first."


class NothingToUndo(Refusal):
    """The row has no answer, or what followed from it was done already."""

    words = "Somebody has looked into it already, so it was kept. Say what is so now instead."


@dataclass(frozen=True)
class Said:
    """What a school says of a row."""

    kind: str
    what: str = ""
    should_be: str = ""
    evidence: str = ""
    left_on: date | None = None
    destination: str = ""
    holds_file: bool | None = None
    holiday_check: str = ""


@transaction.atomic
def open_list(*, school_list: SchoolList, by: Actor, at: datetime) -> SchoolList:
    """Note that the school has its list before it; the first time counts."""
    held = SchoolList.objects.select_for_update(of=("self",)).get(pk=school_list.pk)
    if held.opened_at is None:
        held.opened_at, held.opened_by = at, by
        if held.state == State.RELEASED:
            held.state = State.OPENED
        held.save(update_fields=["opened_at", "opened_by", "state"])
        audit.did("opened", "school_list", held.pk)
    return held


@transaction.atomic
def answer(*, row: ListRow, said: Said, key: UUID, by: Actor, at: datetime) -> Answer:
    """Say something of a row; an answer given before gives way. The same `key` again says nothing again. Raises NotOpened."""
    one_at_a_time(f"row-{row.pk}")
    known = Answer.objects.filter(row=row, key=key).first()
    if known:
        return known
    if row.list.opened_at is None:
        raise NotOpened(row.public_id)
    _withdraw(row, at=at)
    made = Answer.objects.create(row=row, at=at, by=by, key=key, **vars(said))
    audit.did("answered", "school_list", row.list_id, row=row.pk, answer=said.kind)
    corrections.follow(answer=made, by=by, at=at)
    return made


@transaction.atomic
def answer_unchanged(*, school_list: SchoolList, key: UUID, by: Actor, at: datetime) -> int:
    """Say "right" of every row that is unchanged, was opened and has no answer: marked as said in bulk. Raises NotOpened."""
    one_at_a_time(key)
    if school_list.opened_at is None:
        raise NotOpened(school_list.public_id)
    rows = _ours(school_list).filter(marker=Marker.SAME).exclude(pk__in=_answered(school_list))
    made = Answer.objects.bulk_create(
        [
            Answer(row=row, kind=AnswerKind.RIGHT, in_bulk=True, at=at, by=by, key=uuid5(key, str(row.pk)))
            for row in rows.order_by("pk")
        ]
    )
    audit.did("answered in bulk", "school_list", school_list.pk, rows=len(made))
    return len(made)


@transaction.atomic
def undo(row: ListRow, *, by: Actor, at: datetime) -> Answer:
    """Take an answer back, with what it began. Raises NothingToUndo once somebody has looked into it."""
    one_at_a_time(f"row-{row.pk}")
    given = standing(row)
    if given is None or corrections.is_done(given):
        raise NothingToUndo(row.public_id)
    _withdraw(row, at=at)
    audit.did("withdrew an answer to", "school_list", row.list_id, row=row.pk)
    return given


@transaction.atomic
def theirs_after_all(correction: Correction, *, by: Actor, at: datetime) -> None:
    """Take "not on our roll" back: the pupil's row is read again. Raises NothingToUndo once somebody has looked into it."""
    with acting_as(service_of(correction.area, ServiceName.LISTS)):
        given = Answer.objects.select_related("row__list__area").get(pk=correction.answer_id)
        one_at_a_time(f"row-{given.row_id}")
        if standing(given.row) != given or corrections.is_done(given):
            call = "Somebody has looked into it already, so it was kept. If the pupil is yours after all, call your link co-ordinator."
            raise NothingToUndo(correction.public_id, words=call)
        _withdraw(given.row, at=at)
    audit.did("withdrew an answer to", "school_list", correction.school_list_id, row=given.row_id)


def called_not_ours(area: Area, row: str) -> Correction | None:
    """What the actor's school said of a row, of which it reads nothing since; None where it said nothing or somebody has looked."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        said = corrections.of_the_roll().filter(answer__row__public_id=row).values_list("pk", flat=True).first()
    return Correction.objects.select_related("school_list").filter(pk=said or 0).first()


@transaction.atomic
def acknowledge(school_list: SchoolList, *, by: Actor, at: datetime) -> SchoolList:
    """The whole list was read and answered. Raises NotOpened, RowsNotAnswered."""
    held = SchoolList.objects.select_for_update(of=("self",)).get(pk=school_list.pk)
    if held.acknowledged_at:
        return held
    if held.opened_at is None:
        raise NotOpened(held.public_id)
    if unanswered(held):
        raise RowsNotAnswered(held.public_id)
    held.acknowledged_at, held.acknowledged_by, held.state = at, by, State.CONFIRMED
    held.save(update_fields=["acknowledged_at", "acknowledged_by", "state"])
    audit.did("acknowledged", "school_list", held.pk)
    return held


def unanswered(school_list: SchoolList) -> int:
    """How many rows that the actor may see have no answer that stands."""
    return _ours(school_list).exclude(pk__in=_answered(school_list)).count()


def _ours(school_list: SchoolList):
    """The rows but those of pupils whom the school called not its own, perhaps on its other list: they ask for nothing."""
    return ListRow.objects.filter(list=school_list, pupil__said_gone_on=None)


def _answered(school_list: SchoolList):
    return Answer.objects.filter(row__list=school_list, undone_at=None).values("row")


def standing(row: ListRow) -> Answer | None:
    return row.answers.filter(undone_at=None).first()


def standing_of(rows: Sequence[ListRow]) -> Mapping[int, Answer]:
    """The answers that stand, by row."""
    found = Answer.objects.filter(row__in=rows, undone_at=None).select_related(
        "by__membership__user", "by__membership__role"
    )
    return {one.row_id: one for one in found}


def _withdraw(row: ListRow, *, at: datetime) -> None:
    given = standing(row)
    if given:
        Answer.objects.filter(pk=given.pk).update(undone_at=at)
        corrections.withdraw(given, at=at)
