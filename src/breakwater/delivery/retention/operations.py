"""What information governance decides: holds, longer keeping, years of a class, what is proposed for deletion, and who agrees."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from . import lookup
from .models import Batch, ClassChange, Disposal, Due, Hold, Longer
from .schedule import RecordClass, schedule

MOST = 500  # records in one batch: as many as two people can look through


class NothingDue(Refusal):
    words = "Nothing of this kind is due. A record that is held, or kept longer, is not proposed."


class Decided(Refusal):
    words = "This batch has been decided. Open the page again to see how it stands."


class SamePerson(Refusal):
    words = "You proposed this batch. Somebody else who answers for retention approves it."


class ChangeDecided(Refusal):
    words = "This change has been decided. Open the page again to see how it stands."


class AskedYourself(Refusal):
    words = "You asked for fewer years. Somebody else who answers for retention agrees to it."


class BelowTheLeast(Refusal):
    words = "The schedule does not let this class be kept for fewer years."
    box = "years"


class Ended(Refusal):
    words = "This hold has ended."


class NotAgreed(Refusal):
    words = "Nobody is to be erased for this request. The second person names the records and agrees first, and is somebody else than you"


class NoSuchRecord(Refusal):
    words = "No record and no person of your area has this reference or id. Copy it from the record, or from the address of the person’s page"
    box = "name"


class NotLater(Refusal):
    words = "Give a day after the day on which it is due"
    box = "until"


@dataclass(frozen=True)
class HoldFacts:
    because: str
    record_class: str = ""
    name: str = ""


@dataclass(frozen=True)
class LongerFacts:
    until: date
    because: str


@dataclass(frozen=True)
class YearsFacts:
    years: int
    source: str
    because: str


@transaction.atomic
def hold(_subject, facts: HoldFacts, *, key: UUID, by: Actor, at: datetime) -> Hold:
    """Put a hold on a class, or on the record or person of a reference. It stands at once: the deletion asks again each time.

    Raises NoSuchRecord: a hold on a mistyped reference would keep nothing.
    """
    if known := made_before(Hold, key):
        return known
    if facts.name and not lookup.is_record(facts.name.strip()):
        audit.outside("absence", verb="put a legal hold on what is not there", key=audit.digest(facts.name.strip()))
        raise NoSuchRecord
    made = Hold.objects.create(
        area=by.membership.team.area,
        record_class=facts.record_class,
        name=facts.name.strip(),
        because=facts.because,
        key=key,
        at=at,
        by=by,
    )
    audit.did("put a legal hold", "hold", made.pk)
    return made


@transaction.atomic
def end_hold(found: Hold, because: str, *, by: Actor, at: datetime) -> Hold:
    """End a hold: what it covered falls under its own rule again. Raises Ended."""
    held = Hold.objects.select_for_update().get(pk=found.pk)
    if held.ended_at:
        raise Ended(held.pk)
    held.ended_at, held.ended_by, held.ended_because = at, by, because
    held.save(update_fields=["ended_at", "ended_by", "ended_because"])
    audit.did("ended a legal hold", "hold", held.pk)
    return held


@transaction.atomic
def keep_longer(due: Due, facts: LongerFacts, *, key: UUID, by: Actor, at: datetime) -> Longer:
    """Keep one record beyond its day. Raises NotLater."""
    if known := made_before(Longer, key):
        return known
    if facts.until <= max(due.due_on, london_date(at)):
        raise NotLater(due.pk)
    made = Longer.objects.create(
        area=due.area, root=due.root, name=due.name, until=facts.until, because=facts.because, key=key, at=at, by=by
    )
    audit.did("kept a record longer", "longer", made.pk)
    return made


@transaction.atomic
def change_years(of: RecordClass, facts: YearsFacts, *, key: UUID, by: Actor, at: datetime) -> ClassChange:
    """Keep a class for other years in one's area: more from today, fewer once somebody else agrees. Raises BelowTheLeast."""
    if known := made_before(ClassChange, key):
        return known
    if facts.years < of.at_least:
        raise BelowTheLeast(of.key, words=f"This class is kept for {of.at_least} years at least.")
    made = ClassChange.objects.create(
        area=by.membership.team.area,
        record_class=of.key,
        years=facts.years,
        source=facts.source,
        because=facts.because,
        from_on=london_date(at),
        shortens=facts.years < lookup.years_in_force(of, london_date(at)),
        key=key,
        at=at,
        by=by,
    )
    audit.did("changed how long a class is kept", "class_change", made.pk, years=facts.years)
    if made.shortens:
        notifications.tell(
            words="Fewer years for a class of records wait for your agreement",
            path=reverse("retention:change", args=[made.key]),
            users=lookup.approvers(made.area, at).exclude(pk=by.membership.user_id),
            by=by,
            at=at,
        )
    return made


@transaction.atomic
def agree_to_years(found: ClassChange, *, by: Actor, at: datetime) -> ClassChange:
    """Agree that a class is kept for fewer years, as somebody else asked: it holds from now on. Raises ChangeDecided, AskedYourself."""
    change = _undecided_change(found)
    if change.by.membership.user_id == by.membership.user_id:
        raise AskedYourself(change.pk)
    change.agreed_at, change.agreed_by = at, by
    change.save(update_fields=["agreed_at", "agreed_by"])
    audit.did("agreed to fewer years for a class", "class_change", change.pk)
    return change


@transaction.atomic
def refuse_years(found: ClassChange, because: str, *, by: Actor, at: datetime) -> ClassChange:
    """The class is kept as long as before. Raises ChangeDecided."""
    change = _undecided_change(found)
    change.refused_at, change.refused_by, change.refused_because = at, by, because
    change.save(update_fields=["refused_at", "refused_by", "refused_because"])
    audit.did("refused fewer years for a class", "class_change", change.pk)
    return change


def _undecided_change(found: ClassChange) -> ClassChange:
    change = ClassChange.objects.select_for_update(of=("self",)).select_related("by__membership").get(pk=found.pk)
    if not change.waits:
        raise ChangeDecided(change.pk)
    return change


def due_today(at: datetime) -> QuerySet[Due]:
    """What is due and nothing keeps, as it was last worked out."""
    return Due.objects.filter(due_on__lte=london_date(at), hold=None, other_hold=False, kept_until=None)


@transaction.atomic
def propose(_subject, record_class: str, *, key: UUID, by: Actor, at: datetime) -> Batch:
    """Propose what is due for deletion, of one class or ("") of all. Raises NothingDue."""
    if known := made_before(Batch, key):
        return known
    waiting = Disposal.objects.filter(batch__done_at=None, batch__refused_at=None).values("root", "row")
    taken = {(each["root"], each["row"]) for each in waiting}
    found = due_today(at).order_by("due_on", "pk")
    if record_class:
        found = found.filter(record_class=record_class)
    records = [each for each in found if (each.root, each.row) not in taken][:MOST]
    if not records:
        raise NothingDue(record_class)
    batch = Batch.objects.create(area=by.membership.team.area, key=key, at=at, by=by)
    classes = schedule().classes
    Disposal.objects.bulk_create(
        Disposal(
            area=batch.area,
            batch=batch,
            root=each.root,
            row=each.row,
            name=each.name,
            record_class=each.record_class,
            since_on=each.since_on,
            due_on=each.due_on,
            rule=classes[each.record_class].rule,
        )
        for each in records
    )
    audit.did("proposed records for deletion", "batch", batch.pk, records=len(records))
    notifications.tell(
        words="Records are proposed for deletion and wait for your approval",
        path=reverse("retention:batch", args=[batch.public_id]),
        users=lookup.approvers(batch.area, at).exclude(pk=by.membership.user_id),
        by=by,
        at=at,
    )
    return batch


@transaction.atomic
def hand_erasure(request: int, because: str, *, by: Actor, at: datetime) -> int:
    """Hand over for the night whom a request (by key) asks to erase, as its second person named them; returns how many. Raises NotAgreed."""
    with connection.cursor() as cursor:
        cursor.execute("select access.hand_erasure(%s, %s, %s)", [request, because, at])
        (waiting,) = cursor.fetchone()
    if not waiting:
        raise NotAgreed(request)
    audit.did("handed an erasure over for the night", "rights_request", request, people=waiting)
    return waiting


@transaction.atomic
def approve(found: Batch, *, by: Actor, at: datetime) -> Batch:
    """Agree to a batch that somebody else proposed: the next night deletes it. Raises Decided, SamePerson."""
    batch = _undecided(found)
    if batch.by.membership.user_id == by.membership.user_id:
        raise SamePerson(batch.pk)
    batch.approved_at, batch.approved_by = at, by
    batch.save(update_fields=["approved_at", "approved_by"])
    audit.did("approved records for deletion", "batch", batch.pk)
    return batch


@transaction.atomic
def refuse(found: Batch, because: str, *, by: Actor, at: datetime) -> Batch:
    """Say no to a batch: its records stay on the list. Raises Decided."""
    batch = _undecided(found)
    batch.refused_at, batch.refused_by, batch.refused_because = at, by, because
    batch.save(update_fields=["refused_at", "refused_by", "refused_because"])
    audit.did("refused records for deletion", "batch", batch.pk)
    return batch


def _undecided(found: Batch) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("by__membership").get(pk=found.pk)
    if batch.approved_at or batch.refused_at:
        raise Decided(batch.pk)
    return batch
