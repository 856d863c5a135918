"""Two records found to be one person, and two records parted again, each with its own facts (SG-13, SG-18)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.people.intake.lists.operations import applying
from breakwater.partnership.people.models import Identifier, Merge, Person
from breakwater.partnership.people.records.operations.locking import call, refused_as
from breakwater.partnership.people.registry import CASE_SAID, asks, columns_that_name_a_person, said_of
from breakwater.partnership.people.search import search_rows


class MayNotBeMerged(Refusal):
    """These two may not be merged by this actor. It is the same whatever the reason: hidden, guarded, of another area."""

    words = "Someone has decided on this pair, or changed a record of it, meanwhile. Read it again."


class MergedAlready(Refusal):
    words = "Someone has decided on this pair, or changed a record of it, meanwhile. Read it again."


class NumbersDiffer(Refusal):
    """They have different numbers of a kind that everyone has one of. `schemes` are their labels."""

    def __init__(self, schemes: Collection[str]):
        self.schemes = tuple(schemes)
        super().__init__(", ".join(self.schemes))


class WhyNotSaid(Refusal):
    box, words = "because", "Enter why"


class SecondIsTheFirst(Refusal):
    words = "You said so yourself. Their numbers differ, so someone else must agree."


class NotMergedNow(Refusal):
    words = "Someone has parted the two meanwhile, or one is not there for you any more."


@dataclass(frozen=True)
class Second:
    """Someone else who agrees to a merge of records whose numbers differ, for a reason of their own."""

    by: Actor
    because: str


def numbers_that_differ(one: Person, other: Person) -> list[str]:
    """The kinds of number of which each has a valid one that stands, and none in common. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select access.numbers_that_differ(%s, %s)", [one.pk, other.pk])
        return [str(Identifier.Scheme(scheme).label) for (scheme,) in cursor.fetchall()]


@transaction.atomic
def merge(
    *,
    kept: Person,
    other: Person,
    because: str,
    by: Actor,
    at: datetime,
    key: UUID,
    second: Second | None = None,
) -> Merge:
    """`other` is the same person as `kept`, which stands for both from now on. Nothing is lost: every row moved is on record.

    Where their numbers differ, `second` must agree, who acts now, while the word of `by` stands with the pair. The same key again answers with the merge there is. Raises WhyNotSaid, MergedAlready, NumbersDiffer, SecondIsTheFirst, MayNotBeMerged.
    """
    because = because.strip()[:500]
    if not because:
        raise WhyNotSaid
    if known := Merge.objects.filter(key=key).first():
        return known
    locked = {
        one.pk: one for one in Person.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")
    }
    if len(locked) != 2:
        raise MayNotBeMerged
    if known := Merge.objects.filter(key=key).first():
        return known
    if any(one.merged_into_id for one in locked.values()):
        raise MergedAlready
    if second and _human(second.by) == _human(by):
        raise SecondIsTheFirst
    kept, other = locked[kept.pk], locked[other.pk]
    agreed = second if second and second.because.strip() else None
    if (differ := numbers_that_differ(kept, other)) and agreed is None:
        raise NumbersDiffer(differ)
    with refused_as(MayNotBeMerged):
        number = call(
            "access.join_people(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            kept.pk,
            other.pk,
            new_public_id(),
            key,
            because,
            at,
            by.pk,
            agreed.by.pk if agreed else None,
            agreed.because.strip()[:500] if agreed else "",
        )
    made = Merge.objects.get(pk=number)
    kept.refresh_from_db()
    search_rows.keep(kept)
    _forget_names(other)
    audit.saw("person", kept.pk, other.pk)
    audit.did("merged", "person", kept.pk, other=other.pk, merge=made.pk)
    return made


@dataclass(frozen=True)
class Later:
    """Something recorded while the two were one, that may belong to either. `name` stands for it in a form."""

    name: str
    said: str
    rows: tuple[dict, ...] = ()
    case: int | None = None


@dataclass(frozen=True)
class Parting:
    """What undoing a merge has to ask. How many facts go where by themselves is not said: not all are for every reader (SG-18)."""

    unclear: tuple[Later, ...] = ()


def parting_of(merge: Merge) -> Parting:
    """What was recorded since, of which someone must say whose it is. Facts that this actor may not read are not asked about."""
    with connection.cursor() as cursor:
        cursor.execute("select tbl, col, row_id, in_case, placed from access.later_facts_placed(%s)", [merge.pk])
        rows = cursor.fetchall()
    by_case: dict[int, list[dict]] = {}
    loose: dict[tuple[str, str], list[int]] = {}
    for table, column, row, case, placed in rows:
        if placed:
            continue
        if case:
            by_case.setdefault(case, []).append({"tbl": table, "col": column, "row": row})
        elif asks(table, column):
            loose.setdefault((table, column), []).append(row)
    unclear = []
    words = {case: said for say in CASE_SAID.values() for case, said in say(list(by_case)).items()} if by_case else {}
    for case, of_case in sorted(by_case.items()):
        if case in words:
            unclear.append(Later(f"case-{case}", words[case], tuple(of_case), case))
    fields = columns_that_name_a_person()
    for (table, column), ids in sorted(loose.items()):
        model = fields[table, column].model
        for found in model._default_manager.filter(pk__in=ids).order_by("pk"):
            one = {"tbl": table, "col": column, "row": found.pk}
            unclear.append(Later(f"{table}-{column}-{found.pk}", said_of(table, column, found), (one,)))
    return Parting(unclear=tuple(unclear))


@transaction.atomic
def unmerge(*, merge: Merge, because: str, by: Actor, at: datetime, theirs: Collection[str] = ()) -> Merge:
    """The two are two people. Each has exactly its own facts again, whatever was merged or parted before or since.

    `theirs` are the names (Later.name) of what was recorded since and belongs to the record that was merged; all else that
    is unclear stays with the record that stood for both. Raises WhyNotSaid, NotMergedNow.
    """
    because = because.strip()[:500]
    if not because:
        raise WhyNotSaid
    stands = Merge.objects.filter(pk=merge.pk).first()  # who comes second is told by the function, which holds both
    if stands is None:
        raise NotMergedNow(merge.pk)
    if stands.undone_at:
        if (stands.undone_because, stands.undone_by_id) == (because, by.pk):
            return stands
        raise NotMergedNow(merge.pk)
    other = Person.objects.get(pk=stands.other_id)
    top = other.in_use()
    chosen = [later for later in parting_of(stands).unclear if later.name in set(theirs)]
    rows = [row for later in chosen if later.case is None for row in later.rows]
    cases = [later.case for later in chosen if later.case is not None]
    with refused_as(NotMergedNow):
        call(
            "access.part_people(%s, %s::jsonb, %s::bigint[], %s, %s, %s)",
            stands.pk,
            json.dumps(rows),
            cases,
            because,
            at,
            by.pk,
        )
    stands.refresh_from_db()
    other.refresh_from_db()
    for person in (top, other):
        search_rows.keep(person)
    _settle_lists(stands.kept.area, (top.pk, other.pk), at)
    audit.saw("person", top.pk, other.pk)
    audit.did("unmerged", "person", top.pk, other=other.pk, merge=stands.pk, asked=len(chosen))
    return stands


def _settle_lists(area: Area, people: Collection[int], at: datetime) -> None:
    """Rows of lists that their numbers alone had tied go by them again."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        applying.settle_again(area=area, at=at, people=people)


def _forget_names(person: Person) -> None:
    """A merged record is found by the one that stands for it."""
    person.known_names.all().delete()


def _human(actor: Actor) -> int | None:
    return actor.membership.user_id if actor.membership_id else None
