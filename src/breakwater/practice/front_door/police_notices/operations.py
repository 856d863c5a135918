"""Notices: a file from police, looked at first and then taken in once; alerts, transfers and requests written down one by one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.db import connection, transaction
from django.db.models import Q

from breakwater.casework.cases.models import Case, CaseWorker, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Area, Organisation, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.identifiers import check_nhs_number
from breakwater.partnership.people.models import Identifier, Person

from ..arrivals.operations import arrivals
from ..emergency_duty import operations as duty
from ..models import Contact, Notice, NoticeBatch, Receipt, Submission
from ..pathway import REFERRAL, TRANSFER_IN
from . import notice_file

LIMITS = storage.Limits(largest=5 * 1024 * 1024, kinds=frozenset({"csv"}))
KEPT = timedelta(days=30)
NEAR = timedelta(days=3)
POLICE, HEALTH, OTHER_COUNCIL = "6", "3E", "5C"
NotNotices = notice_file.NotNotices
COLUMNS = notice_file.NAMES
COURT_WORK = "Pass a court's request to court work"
DANGER_LEFT_OUT = "A child may be in danger now: read what a police file could not bring in"


class FileGone(Exception):
    """The file was deleted after 30 days, so it cannot be taken in any more."""


@dataclass(frozen=True)
class Plan:
    """What taking in a file would do. `beside` are fresh rows about a child of whom someone else told us lately."""

    read: notice_file.Read
    fresh: Sequence[notice_file.Row]
    known: int
    beside: int


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
            area=area, digest=stored.sha256, state=NoticeBatch.State.LOOKED_AT, file_deleted_at=None
        ).first()
        if before:
            storage.discard(stored)
            return before
        batch = NoticeBatch.objects.create(
            area=area,
            team=receiving_team(area, "front_door"),
            digest=stored.sha256,
            stored_as=stored.path,
            key_id=stored.key_id,
            size=stored.size,
            uploaded_at=at,
            uploaded_by=by,
            **_counts(plan),
        )
        audit.did("looked at", "notice_batch", batch.pk, rows=batch.rows)
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
            _have_read_at_once(batch, _lines_of_danger(batch.faults) - _told_of(batch), by=intake, at=at)
        return batch


def take_in(*, batch: NoticeBatch, by: Actor, at: datetime) -> NoticeBatch:
    """Take in what is new in a file that was looked at; taken in already, it stays as it is. Raises FileGone."""
    with transaction.atomic():
        batch = NoticeBatch.objects.select_for_update(of=("self",)).select_related("area", "team").get(pk=batch.pk)
        if batch.state == NoticeBatch.State.TAKEN_IN:
            return batch
        if batch.file_deleted_at:
            raise FileGone(batch.public_id)
        content = b"".join(storage.open_stored(_stored(batch)))
        return _take_in(batch, look(content=content, area=batch.area, at=at), by=by, at=at)


@transaction.atomic
def import_content(*, content: bytes, area: Area, by: Actor, at: datetime) -> NoticeBatch:
    """Take in a file at the owner's command line; it is not kept. Raises notice_file.NotNotices."""
    plan = look(content=content, area=area, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        batch = NoticeBatch.objects.create(
            area=area,
            team=receiving_team(area, "front_door"),
            digest=notice_file.sha256(content).hexdigest(),
            size=len(content),
            uploaded_at=at,
            uploaded_by=by,
            file_deleted_at=at,
            **_counts(plan),
        )
        _have_read_at_once(batch, _lines_of_danger(batch.faults) - _told_of(batch), by=intake, at=at)
        return _take_in(batch, plan, by=intake, at=at)


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
    batch.state, batch.taken_in_at = NoticeBatch.State.TAKEN_IN, at
    batch.save(update_fields=["state", "taken_in_at", "rows", "fresh", "known", "beside", "faults"])
    audit.did("took in", "notice_batch", batch.pk, rows=batch.fresh)
    return batch


def _one_notice(
    batch: NoticeBatch, rows: Sequence[notice_file.Row], sender: Team | None, *, by: Actor, at: datetime
) -> None:
    first = rows[0]
    receipt = arrivals.receive(
        area=batch.area,
        channel=Submission.Channel.NOTICE,
        key=_key(batch.area, first),
        by=by,
        at=at,
        worry=_worry(rows),
        immediate_danger=_danger(rows),
        source_code=POLICE,
        sender_words=f"{first.sent_by}, notice {first.reference}"[:240],
        sender_team=sender,
        sender_organisation=sender.organisation if sender else None,
        route=Receipt.Route.PORTAL if sender else Receipt.Route.NONE,
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


def _stored(batch: NoticeBatch) -> storage.StoredFile:
    return storage.StoredFile.kept_in(batch, name="notices.csv", kind="csv", media_type="text/csv")


def forget_files(*, area: Area, at: datetime) -> int:
    """Delete files of notices after 30 days; that they came, and their counts, stays (SG-29). Returns how many."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.INTAKE)):
        old = NoticeBatch.objects.select_for_update().filter(
            area=area, file_deleted_at=None, uploaded_at__lte=at - KEPT
        )
        gone = 0
        for batch in old:
            storage.discard(_stored(batch))
            batch.file_deleted_at = at
            batch.save(update_fields=["file_deleted_at"])
            gone += 1
        return gone


# One by one.


@transaction.atomic
def write_down(
    *,
    kind: str,
    key: str,
    sent_by: str,
    words: str,
    by: Actor,
    at: datetime,
    child: str = "",
    born: str = "",
    nhs_number: str = "",
    their_reference: str = "",
    reply_to: str = "",
    address: str = "",
    due_on: date | None = None,
    danger: Danger | None = None,
) -> Notice:
    """Write down a notice that came by secure mail. The same `key` again writes nothing.

    A health alert about a child whose case is open informs that case's worker and makes no contact, unless its sender says
    or is not sure that the child is in `danger`: then it is a contact, and for danger emergency duty is paged when the
    office is closed (SG-04). A child who moves here with a protection plan has the conference's clock beside the contact's
    own. A court's request is no concern (FD 1.1).
    """
    one_at_a_time(f"notice-{key}")
    known = Notice.objects.filter(key=key).first()
    if known:
        return known
    area = by.membership.team.area
    shared = {
        "area": area,
        "team": receiving_team(area, "front_door"),
        "kind": kind,
        "key": key,
        "received_at": at,
        "by": by,
        "their_reference": their_reference[:40],
        "sent_by": sent_by[:200],
    }
    if kind == Notice.Kind.COURT:
        return _court(shared, words, child, due_on, by=by, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        person = known_by_number(nhs_number, born=born) if kind == Notice.Kind.HEALTH else None
        case = open_case_of(person) if person else None
        if case and danger not in (Danger.YES, Danger.UNSURE):
            return _inform(shared, case, person, words, by=intake, at=at)
        return _contact(shared, kind, words, child, born, address, person, reply_to, danger, by=by, at=at)


def known_by_number(nhs_number: str, *, born: str) -> Person | None:
    """The one person with this NHS number, checked, whose date of birth does not speak against it; None otherwise (SG-13)."""
    checked = check_nhs_number(nhs_number) if nhs_number.strip() else None
    if checked is None or not checked.valid:
        return None
    held = Identifier.objects.telling_who().filter(scheme=Identifier.Scheme.NHS, value=checked.normalised)
    held = held.select_related("person")
    people = {one.person_id: one.person for one in held}
    if len(people) != 1:
        return None
    [person] = people.values()
    agrees = not born or person.born is None or str(person.born) == born
    return person if agrees else None


def open_case_of(person: Person) -> Case | None:
    """The case of this child that a social care team holds open, the newest first."""
    taking_part = Participant.objects.filter(
        person=person, capacity="CHILD", ends_at=None, case__kind=REFERRAL, case__closed_at=None
    )
    found = taking_part.select_related("case__responsible_team").order_by("-case__opened_at").first()
    return found.case if found else None


def _inform(shared: dict, case: Case, person: Person, words: str, *, by: Actor, at: datetime) -> Notice:
    """Information for the worker of an open case: on the case's record, and a task for them within the working day."""
    notice = Notice.objects.create(**shared, words=words, result=Notice.Result.INFORMED, case=case)
    post = CaseWorker.objects.filter(case=case, ends_at=None).select_related("membership__user").order_by("pk").first()
    owner = post.membership if post and post.membership.team_id == case.responsible_team_id else None
    chronology.record(
        case=case,
        person=person,
        kind="contact",
        what=f"{notice.get_kind_display()}: {words}"[:2000],
        by=by,
        at=at,
        source=notice.sent_by[:120],
        significant=True,
    )
    tasks.make(
        title="Read a health alert about a child of yours",
        team=case.responsible_team,
        owner=owner,
        case=case,
        due_at=at + timedelta(days=1),
        by=by,
        at=at,
        detail=f"From {notice.sent_by}. It is on the case's record.",
    )
    notifications.tell(
        users=[owner.user] if owner else (),
        team=None if owner else case.responsible_team,
        words="A health alert about a child of an open case",
        path=f"/cases/{case.reference}/",
        reference=case.reference,
        by=by,
        at=at,
    )
    audit.did("informed", "case", case.pk, notice=notice.pk)
    return notice


def _court(shared: dict, words: str, child: str, due_on: date | None, *, by: Actor, at: datetime) -> Notice:
    notice = Notice.objects.create(
        **shared, words=words, child=child[:240], due_on=due_on, result=Notice.Result.COURT_WORK
    )
    due_at = moment(due_on, time(12)) if due_on else at + timedelta(days=1)
    tasks.make(
        title=COURT_WORK,
        team=by.membership.team,
        due_at=min(due_at, at + timedelta(days=1)),
        by=by,
        at=at,
        detail="Open it under Notices. It is no concern about the child and has no rating.",
    )
    audit.did("passed to court work", "notice", notice.pk)
    return notice


def _contact(
    shared: dict,
    kind: str,
    words: str,
    child: str,
    born: str,
    address: str,
    person: Person | None,
    reply_to: str,
    danger: Danger | None,
    *,
    by: Actor,
    at: datetime,
) -> Notice:
    from_health = kind == Notice.Kind.HEALTH

    def start(contacts: Sequence[Contact]) -> None:
        if kind == Notice.Kind.TRANSFER_IN:
            for contact in contacts:
                clocks.start(case=contact.case, rule=TRANSFER_IN, team=contact.case.responsible_team, at=at)

    receipt = arrivals.receive(
        area=shared["area"],
        channel=Submission.Channel.HEALTH if from_health else Submission.Channel.OTHER_AREA,
        key=f"notice-{shared['key']}"[:64],
        worry=words,
        by=by,
        at=at,
        sender_words=shared["sent_by"],
        source_code=HEALTH if from_health else OTHER_COUNCIL,
        reply_to=reply_to[:254],
        wants_feedback=bool(reply_to),
        route=Receipt.Route.PHONE if reply_to else Receipt.Route.NONE,
        acknowledged=not reply_to,
        children=[
            arrivals.ChildTold(named_as=child or arrivals.NOBODY_NAMED, born=born, address=address, person=person)
        ],
        also=start,
        immediate_danger={Danger.YES: True, Danger.NO: False}.get(danger),
        unsure_of_danger=danger == Danger.UNSURE,
    )
    return Notice.objects.create(**shared, result=Notice.Result.CONTACT, submission_id=receipt.submission_id)


def carry_conference_on(*, contact: Contact, case: Case, at: datetime) -> None:
    """The conference of a child who moves here is still due when the contact is handed on: its clock goes on with the case."""
    running = contact.case.clocks.filter(rule=TRANSFER_IN.key, stopped_at=None).first()
    if running:
        clocks.start(case=case, rule=TRANSFER_IN, team=case.responsible_team, at=running.started_at)
