"""Opening, moving and closing cases; who takes part and who works on them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from breakwater.casework.pathways.registry import pathway_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.partnership.people.models import Person

from .models import Case, CaseLink, CaseWorker, Participant, Transition
from .registry import KEPT_BACK


class CaseIsClosed(Refusal):
    """A case is closed once."""

    words = "The case is closed. Open a new one."


class RepeatsTooMuch(Refusal):
    """Its words repeat what may go no further with the case."""


def keep_back(case: Case, **words: str) -> None:
    """Let nothing be written into a case, by its box, that whoever has it later may not read. Raises RepeatsTooMuch."""
    for box, text in words.items():
        if text and (faults := [fault for finds in KEPT_BACK.values() for fault in finds(case, text)]):
            raise RepeatsTooMuch(words=". ".join(faults), box=box)


def next_reference(prefix: str, at: datetime) -> str:
    """A reference nobody else has, as in C-26-4F7K2-X."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('casework_reference')")
        (number,) = cursor.fetchone()
    return reference(prefix, year=london_date(at).year, number=number)


@transaction.atomic
def open_case(
    *,
    kind: str,
    area: Area,
    team: Team,
    by: Actor,
    at: datetime,
    people: Iterable[tuple[Person, str]] = (),
    reference: str = "",
) -> Case:
    """Open a case of `kind` with `team` responsible. `people` are (person, capacity) pairs."""
    pathway = pathway_of(kind)
    case = Case.objects.create(
        reference=reference or next_reference(pathway.prefix, at),
        kind=kind,
        area=area,
        stage=pathway.first.key,
        stage_since=at,
        responsible_team=team,
        opened_at=at,
        opened_by=by,
    )
    Transition.objects.create(case=case, to_stage=pathway.first.key, at=at, by=by)
    for person, capacity in people:
        Participant.objects.create(case=case, person=person, capacity=capacity, starts_at=at)
    audit.did("opened", "case", case.pk, what=kind)
    return case


def lock(case: Case) -> Case:
    """The case as it stands, held until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def sent_before(model: type[Model], *, case: Case, key: UUID | None) -> Model | None:
    """What a form with this key made when it was sent before. Holds the case, so that of two sent at once the second waits."""
    if key is None:
        return None
    lock(case)
    return model.objects.filter(key=key).first()


@transaction.atomic
def move(*, case: Case, to_stage: str, by: Actor, at: datetime, why: str = "") -> Case:
    """Move a case along its pathway. Raises IllegalMove, CaseIsClosed."""
    case = lock(case)
    if not case.is_open:
        raise CaseIsClosed(case.reference)
    case.pathway.check(case.stage, to_stage)
    Transition.objects.create(case=case, from_stage=case.stage, to_stage=to_stage, at=at, by=by, why=why)
    case.stage, case.stage_since = to_stage, at
    case.save(update_fields=["stage", "stage_since"])
    audit.did("moved", "case", case.pk, to=to_stage)
    return case


@transaction.atomic
def close(*, case: Case, reason: str, by: Actor, at: datetime, to_stage: str = "closed") -> Case:
    """Close a case for a reason. Rooms close through `handovers.close_case`, which looks for offers still waiting."""
    case = move(case=case, to_stage=to_stage, by=by, at=at, why=reason)
    case.closed_at, case.closed_by, case.closing_reason = at, by, reason[:240]
    case.save(update_fields=["closed_at", "closed_by", "closing_reason"])
    # In one statement: whoever closes sees the others' rows only while they are a worker themselves.
    case.workers.filter(ends_at=None).update(ends_at=at)
    audit.did("closed", "case", case.pk)
    return case


def add_participant(
    *, case: Case, person: Person, capacity: str, by: Actor, at: datetime, note: str = ""
) -> Participant:
    """Put a person in a case; the one already there is returned as they are."""
    made, new = Participant.objects.get_or_create(
        case=case, person=person, ends_at=None, defaults={"capacity": capacity, "starts_at": at, "note": note}
    )
    if new:
        audit.did("added to", "case", case.pk, person=person.pk, capacity=capacity)
    return made


def people_of(cases: Iterable[Case]) -> list[tuple[Person, str]]:
    """Everybody who takes part in some cases, once, as (person, capacity): whom one of them is about is a child in all of them."""
    parts = Participant.objects.filter(case__in=list(cases), ends_at=None).select_related("person")
    found: dict[int, tuple[Person, str]] = {}
    for part in sorted(parts, key=lambda part: (part.capacity != Participant.Capacity.CHILD, part.pk)):
        found.setdefault(part.person_id, (part.person, part.capacity))
    return list(found.values())


def assign(
    *,
    case: Case,
    membership: Membership,
    capacity: str,
    by: Actor,
    at: datetime,
    released_sees_until: date | None = None,
) -> CaseWorker:
    """Give a practitioner a post in the case; whoever held that capacity before is released, and may look on for a while."""
    for holder in case.workers.filter(capacity=capacity, ends_at=None).exclude(membership=membership):
        holder.ends_at, holder.sees_until = at, released_sees_until
        holder.save(update_fields=["ends_at", "sees_until"])
    made, new = CaseWorker.objects.get_or_create(
        case=case,
        membership=membership,
        capacity=capacity,
        ends_at=None,
        defaults={"user_id": membership.user_id, "starts_at": at},
    )
    if new:
        audit.did("assigned", "case", case.pk, membership=membership.pk, capacity=capacity)
    return made


def link(*, case: Case, other: Case, kind: str, by: Actor, at: datetime) -> CaseLink:
    """Say that `case` came out of, or belongs with, `other`. Gives nobody sight of either."""
    made, _ = CaseLink.objects.get_or_create(case=case, other=other, kind=kind, defaults={"at": at, "by": by})
    return made
