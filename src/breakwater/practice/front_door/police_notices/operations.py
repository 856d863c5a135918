"""Notices from police: a file, looked at first and then taken in once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Area, Organisation, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team

from ..arrivals.operations import arrivals
from ..emergency_duty import operations as duty
from ..models import Contact, Notice, NoticeBatch, Receipt, Submission
from . import notice_file

LIMITS = storage.Limits(largest=5 * 1024 * 1024, kinds=frozenset({"csv"}))
NEAR = timedelta(days=3)
POLICE = "6"
COLUMNS = notice_file.NAMES
DANGER_LEFT_OUT = "A child may be in danger now: read what a police file could not bring in"


class FileGone(Refusal):
    """The file was deleted after 30 days, so it cannot be taken in any more."""

    words = "The file was deleted after 30 days. Send it again to take it in"


@dataclass(frozen=True)
class Plan:
    """What taking in a file would do. `beside` are fresh rows about a child of whom someone else told us lately."""

    read: notice_file.Read
    fresh: Sequence[notice_file.Row]
    known: int
    beside: int


def newest_batches() -> list[NoticeBatch]:
    """The ten files that came last."""
    return list(NoticeBatch.objects.order_by("-received_at", "-pk")[:10])


def made_of(batch: NoticeBatch) -> QuerySet[Contact]:
    """The contacts that a file made, or joined, once it was taken in."""
    made = Contact.objects.filter(submission__notices__batch=batch, submission__notices__batch__taken_at__isnull=False)
    return made.distinct().select_related("child", "case").order_by("received_at", "pk")


def look(*, content: bytes, area: Area, at: datetime) -> Plan:
    """Read a file and say what taking it in would do; nothing is changed. Raises notice_file.NotNotices."""
    read = notice_file.read(content, on=london_date(at))
    with acting_as(service_of(area, ServiceName.INTAKE)):
        fresh = [row for row in read.rows if not _made_before(_key(area, row))]
        now_in_danger = [row for row in read.rows if row.danger and row not in fresh and not _was_danger(area, row)]
        read = read.left_out(now_in_danger, "was taken in before, and now says that a child is in danger")
        told_lately = {
            (name.casefold(), born)
            for name, born in Contact.objects.filter(
                case__area=area, received_at__gte=at - NEAR, decided_at=None
            ).values_list("named_as", "born_as_told")
        }
    beside = sum((row.child.casefold(), row.born) in told_lately for row in fresh if row.child)
    return Plan(read, fresh, len(read.rows) - len(fresh), beside)


def upload(*, stream, name: str, declared_type: str, by: Actor, at: datetime) -> NoticeBatch:
    """Keep a file, encrypted, and look at it. The same file not yet taken in is the same batch.

    Raises storage.Refused, notice_file.NotNotices.
    """
    area = by.membership.team.area
    content = stream.read(LIMITS.largest + 1)
    plan = look(content=content, area=area, at=at)
    stored = storage.scan(storage.store(BytesIO(content), name, declared_type, LIMITS))
    if stored.state == storage.State.REFUSED:
        storage.discard(stored)
        raise storage.Refused("The virus scanner refused the file, so it was deleted. Tell whoever sent it.")
    with transaction.atomic():
        before = NoticeBatch.objects.filter(
            area=area, digest=stored.sha256, state=NoticeBatch.State.LOOKED_AT, deleted_at=None
        ).first()
        if before:
            storage.discard(stored)
            return before
        batch = _batch(area, plan, by=by, at=at)
        batch.keep_file(stored)
        batch.save()
        audit.did("looked at", "notice_batch", batch.pk, rows=batch.rows)
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
            _have_read_at_once(batch, _lines_of_danger(batch.faults) - _told_of(batch), by=intake, at=at)
        return batch


def take_in(batch: NoticeBatch, *, by: Actor, at: datetime) -> NoticeBatch:
    """Take in what is new in a file that was looked at; taken in already, it stays as it is. Raises FileGone."""
    with transaction.atomic():
        batch = NoticeBatch.objects.select_for_update(of=("self",)).select_related("area", "team").get(pk=batch.pk)
        if batch.state == NoticeBatch.State.TAKEN_IN:
            return batch
        if batch.deleted_at:
            raise FileGone(batch.public_id)
        return _take_in(batch, look(content=batch.content, area=batch.area, at=at), by=by, at=at)


@transaction.atomic
def import_content(*, content: bytes, area: Area, by: Actor, at: datetime) -> NoticeBatch:
    """Take in a file at the owner's command line; it is not kept. Raises notice_file.NotNotices."""
    plan = look(content=content, area=area, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        batch = _batch(area, plan, by=by, at=at)
        batch.digest, batch.size, batch.deleted_at = notice_file.sha256(content).hexdigest(), len(content), at
        batch.save()
        _have_read_at_once(batch, _lines_of_danger(batch.faults) - _told_of(batch), by=intake, at=at)
        return _take_in(batch, plan, by=intake, at=at)


def _batch(area: Area, plan: Plan, *, by: Actor, at: datetime) -> NoticeBatch:
    team = receiving_team(area, "front_door")
    return NoticeBatch(area=area, team=team, received_at=at, by=by, **_counts(plan))


def _lines_of_danger(faults: Sequence[dict]) -> set[int]:
    """The lines left out that may tell of a child in danger now."""
    return {fault["line"] for fault in faults if fault.get("in_danger")}


def _told_of(batch: NoticeBatch) -> set[int]:
    """What the MASH was asked to read of the same file before, when it was looked at or sent again."""
    before = NoticeBatch.objects.filter(area=batch.area, digest=batch.digest).exclude(pk=batch.pk)
    return {line for faults in before.values_list("faults", flat=True) for line in _lines_of_danger(faults)}


def _have_read_at_once(batch: NoticeBatch, lines: set[int], *, by: Actor, at: datetime) -> None:
    """Lines left out that may tell of danger become a task of the MASH, due now, and are told: else they end on one page.

    While the MASH is closed emergency duty is paged, as for a contact that says so (SG-04).
    """
    if not lines:
        return
    kept = (
        "Open the file there"
        if batch.stored_as
        else "The file is not kept here: ask whoever took it in, or police, what it says"
    )
    detail = (
        f"Line {', '.join(str(line) for line in sorted(lines))} of the file that came {london_date(at):%d %B %Y} was left out and made "
        f"no contact. {kept}, and log a call for each child. It is under Notices."
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.have_file_read(%s, %s, %s, %s, %s, %s)",
            [batch.pk, new_public_id(), DANGER_LEFT_OUT, detail, at, by.pk],
        )
        audit.did("made", "task", cursor.fetchone()[0])
    notifications.tell(
        team=batch.team, words=DANGER_LEFT_OUT, path=f"/mash/notices/files/{batch.public_id}/", by=by, at=at
    )
    if not hours_of(batch.team, london_date(at)).is_open(at):
        named = batch.paged_as
        duty.raise_alarm(area=batch.area, reference=named, submission_reference=named, is_restricted=False, at=at)


def _counts(plan: Plan) -> dict:
    return {
        "rows": plan.read.lines,
        "fresh": len(plan.fresh),
        "known": plan.known,
        "beside": plan.beside,
        "faults": [
            {"line": fault.line, "reason": fault.reason, "in_danger": fault.in_danger} for fault in plan.read.faults
        ],
    }


def _take_in(batch: NoticeBatch, plan: Plan, *, by: Actor, at: datetime) -> NoticeBatch:
    sender = police_team(batch.area, on=london_date(at))
    together = defaultdict(list)
    for row in plan.fresh:
        together[row.reference.casefold()].append(row)
    with acting_as(service_of(batch.area, ServiceName.INTAKE)) as intake:
        for rows in together.values():
            _one_notice(batch, rows, sender, by=intake, at=at)
        only_now = _lines_of_danger(_counts(plan)["faults"]) - _lines_of_danger(batch.faults)
        _have_read_at_once(batch, only_now, by=intake, at=at)
    for name, value in _counts(plan).items():
        setattr(batch, name, value)
    batch.state, batch.taken_at = NoticeBatch.State.TAKEN_IN, at
    batch.save(update_fields=["state", "taken_at", "rows", "fresh", "known", "beside", "faults"])
    audit.did("took in", "notice_batch", batch.pk, rows=batch.fresh)
    return batch


def _one_notice(
    batch: NoticeBatch, rows: Sequence[notice_file.Row], sender: Team | None, *, by: Actor, at: datetime
) -> None:
    first = rows[0]
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=batch.area,
            channel=Submission.Channel.NOTICE,
            key=_key(batch.area, first),
            worry=_worry(rows),
            immediate_danger=_danger(rows),
            children=[
                arrivals.ChildTold(
                    named_as=row.child or arrivals.NOBODY_NAMED,
                    born=row.born,
                    address=row.address,
                    postcode=row.postcode,
                    school=row.school,
                )
                for row in rows
            ],
            sender=arrivals.Sender(
                source_code=POLICE,
                words=f"{first.sent_by}, notice {first.reference}"[:240],
                team=sender,
                organisation=sender.organisation if sender else None,
                route=Receipt.Route.PORTAL if sender else Receipt.Route.NONE,
            ),
        ),
        by=by,
        at=at,
    )
    for row in rows:
        Notice.objects.create(
            area=batch.area,
            team=batch.team,
            kind=Notice.Kind.POLICE,
            key=_key(batch.area, row),
            batch=batch,
            line=row.line,
            their_reference=row.reference,
            sent_by=row.sent_by,
            result=Notice.Result.CONTACT,
            received_at=at,
            by=by,
            submission_id=receipt.submission_id,
        )


def _worry(rows: Sequence[notice_file.Row]) -> str:
    said = list(dict.fromkeys(row.what for row in rows))
    days = list(dict.fromkeys(row.happened_on for row in rows if row.happened_on))
    on = f"On {days[0]:%d %B %Y}. " if days else ""
    return on + "\n\n".join(said)


def _danger(rows: Sequence[notice_file.Row]) -> bool | None:
    said = {row.danger for row in rows}
    return True if True in said else None if None in said else False


def police_team(area: Area, *, on: date) -> Team | None:
    """The police team of the area that reads what became of its notices: one that is open, the oldest where several are."""
    return (
        Team.objects.filter(area=area, organisation__kind=Organisation.Kind.POLICE)
        .filter(Q(closed_on=None) | Q(closed_on__gt=on))
        .filter(Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=on))
        .select_related("organisation")
        .order_by("pk")
        .first()
    )


def _key(area: Area, row: notice_file.Row) -> str:
    return f"{area.code}-{row.key}"[:64]


def _made_before(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select access.reference_made(%s)", [key])
        return cursor.fetchone()[0]


def _was_danger(area: Area, row: notice_file.Row) -> bool:
    """Whether it is known that the same row said before that a child is in danger now; of a hidden one it is not."""
    return Notice.objects.filter(key=_key(area, row), submission__immediate_danger=True).exists()


def forget_files(*, area: Area, at: datetime) -> int:
    """Delete files of notices after 30 days; that they came, and their counts, stays (SG-29). Returns how many."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.INTAKE)):
        return NoticeBatch.forget(NoticeBatch.objects.select_for_update().filter(area=area), at=at)
