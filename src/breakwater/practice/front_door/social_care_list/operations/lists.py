"""Taking in social care's list: first shown, then taken in; matched to people only where nothing is left to judge (SG-15)."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit, storage
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, actor_relations
from breakwater.partnership.people.cleaning import clean_name
from breakwater.partnership.people.intake.operations import entries
from breakwater.partnership.people.intake.operations.identifying import names_of
from breakwater.partnership.people.models import Identifier, Person, Precision

from ...models import SocialCareChild, SocialCareFile
from ..list_file import LARGEST, Listed, Row, read
from . import hidden_children, open_cases

MANY = 0.2  # a list that would take more than a fifth of the children off waits for someone to say that it is right
AT_LEAST = 10
Child, File = SocialCareChild, SocialCareFile


class TakenInAlready(entries.TakenInAlready):
    """The very same file was taken in before; nothing changes."""

    words = "The same list was taken in meanwhile. Nothing has changed."


class OlderThanOurs(Refusal):
    """A newer list was taken in already; this one would turn the time back."""

    words = "A newer list was taken in meanwhile, and an older one would turn the time back. Drop this one."


class ManyWouldLeave(Refusal):
    """More than a fifth of the children held would leave the list; someone says that this is right."""

    words = "Many children would leave the list now. Open this page again, and ask social care whether it is whole."


class GoneAlready(Refusal):
    """The list was taken in or dropped meanwhile, or its file is deleted."""

    words = "This list was dropped, or its file is deleted. Send it again."


def newest_files(area: int) -> list[SocialCareFile]:
    """The ten lists of an area that came last, with who sent them."""
    files = SocialCareFile.objects.filter(area=area).select_related(*actor_relations("by"))
    return list(files.order_by("-received_at", "-pk")[:10])


@dataclass(frozen=True)
class Plan:
    """What a list would change, before it does: the rows by what happens to each, and children who are no longer on it.

    `hidden` is what happens to rows nobody is told of; they count like any other (SG-13).
    """

    new: Sequence[Row]
    changed: Sequence[tuple[SocialCareChild, Row]]
    same: Sequence[SocialCareChild]
    gone: Sequence[SocialCareChild]
    people: dict[str, Person]
    hidden: Sequence[tuple[str, bool]] = ()

    @property
    def counts(self) -> dict[str, int]:
        tied = [row.their_id in self.people for row in self.new]
        tied += [row.their_id in self.people for _, row in self.changed]
        tied += [surely for became, surely in self.hidden if became in ("new", "changed")]
        queued = sum(row.their_id not in self.people for row in self.new)
        queued += sum(row.their_id not in self.people and child.person_id is None for child, row in self.changed)
        became = Counter(what for what, _ in self.hidden)
        return {
            "new": len(self.new) + became["new"],
            "changed": len(self.changed) + became["changed"],
            "same": len(self.same) + became["same"],
            "gone": len(self.gone) + became["gone"],
            "matched": sum(tied),
            "queued": queued,
        }

    @property
    def many_would_leave(self) -> bool:
        counts = self.counts
        held = counts["changed"] + counts["same"] + counts["gone"]
        return counts["gone"] >= AT_LEAST and counts["gone"] > MANY * held


def plan(*, area: Area, listed: Listed) -> Plan:
    """Compare a list with what is held. Changes nothing."""
    hidden = hidden_children.look(area=area, listed=listed)
    held = {child.their_id: child for child in Child.objects.filter(area=area) if child.their_id not in hidden}
    new, changed, same = [], [], []
    for row in listed.rows:
        if row.their_id in hidden:
            continue
        child = held.pop(row.their_id, None)
        if child is None:
            new.append(row)
        elif any(getattr(child, name) != value for name, value in row.facts().items()) or child.left_at:
            changed.append((child, row))
        else:
            same.append(child)
    gone = [child for key, child in held.items() if child.left_at is None and key not in listed.faulty_ids]
    people = people_for([*new, *(row for _, row in changed)], area)
    return Plan(new, changed, same, gone, people, list(hidden.values()))


def people_for(rows: Iterable[Row | SocialCareChild], area: Area) -> dict[str, Person]:
    """The person each row is surely about, by social care's number: an exact, checked number, with name and birth agreeing."""
    rows = list(rows)
    wanted = [("NHS", row.nhs) for row in rows if row.nhs] + [("UPN", row.upn) for row in rows if row.upn]
    wanted += [("LA_CHILD", row.their_id) for row in rows]
    numbers = defaultdict(set)
    asked = Q()
    for scheme in ("NHS", "UPN", "LA_CHILD"):
        asked |= Q(scheme=scheme, value__in={value for kind, value in wanted if kind == scheme})
    holders = Identifier.objects.telling_who().filter(asked, person__area=area)
    for scheme, value, person in holders.values_list("scheme", "value", "person_id"):
        numbers[scheme, value].add(person)
    people = Person.objects.in_bulk({person for holders in numbers.values() for person in holders})
    names = names_of(people.values())
    found = {}
    for row in rows:
        keys = (("NHS", row.nhs), ("UPN", row.upn), ("LA_CHILD", row.their_id))
        named = set().union(*(numbers[key] for key in keys if key[1] and key in numbers))
        agreeing = [people[pk] for pk in named if pk in people and _agrees(people[pk], row, names[pk])]
        if len(named) == 1 and len(agreeing) == 1:
            found[row.their_id] = agreeing[0]
    return found


def _agrees(person: Person, row, names: set[tuple[str, str]]) -> bool:
    born = person.born_precision == Precision.DAY and person.born_on == row.born_on
    return born and (clean_name(row.forename), clean_name(row.surname)) in names


@transaction.atomic
def show(area: Area, *, content: bytes, name: str, by: Actor, at: datetime) -> SocialCareFile:
    """Read a list and keep it, encrypted, until someone takes it in. Raises NotTheList, TakenInAlready, storage.Refused."""
    one_at_a_time(f"social-care-{area.pk}")
    listed = read(content, now=at)
    _not_twice(area, listed)
    waiting = File.objects.filter(area=area, digest=listed.digest, state=File.State.WAITING).first()
    if waiting:
        return waiting
    stored = storage.store(
        io.BytesIO(content), name, "text/csv", storage.Limits(largest=LARGEST, kinds=frozenset({"csv"}))
    )
    made = _file_of(area, listed, name=stored.name, by=by, at=at)
    made.counts = plan(area=area, listed=listed).counts
    made.keep_file(stored)
    made.save()
    audit.did("read a list of", "social_care", made.pk, rows=made.rows)
    return made


@transaction.atomic
def take_in(file: SocialCareFile, *, by: Actor, at: datetime, many_may_leave: bool = False) -> SocialCareFile:
    """Take in a list that was shown. Raises GoneAlready, TakenInAlready, OlderThanOurs, ManyWouldLeave."""
    one_at_a_time(f"social-care-{file.area_id}")
    file = File.objects.select_for_update(of=("self",)).select_related("area").get(pk=file.pk)
    if file.state == File.State.TAKEN_IN:
        return file
    if file.state != File.State.WAITING or file.deleted_at:
        raise GoneAlready(str(file.public_id))
    listed = read(file.content, now=max(at, file.received_at))
    _apply(file, listed, by=by, at=at, many_may_leave=many_may_leave)
    return file


@transaction.atomic
def take_in_at_once(
    *, area: Area, content: bytes, name: str, by: Actor, at: datetime, many_may_leave: bool = False
) -> SocialCareFile:
    """Take in a list that stays with whoever sends it: no copy is kept. Raises as `take_in` and `show`."""
    one_at_a_time(f"social-care-{area.pk}")
    listed = read(content, now=at)
    _not_twice(area, listed)
    file = _file_of(area, listed, name=name, by=by, at=at)
    file.deleted_at = at
    file.save()
    _apply(file, listed, by=by, at=at, many_may_leave=many_may_leave)
    return file


def _file_of(area: Area, listed: Listed, *, name: str, by: Actor, at: datetime) -> SocialCareFile:
    """The entry of a list, not yet on record."""
    said = {"digest": listed.digest, "as_at": listed.as_at, "rows": len(listed.rows)}
    faults = [list(fault) for fault in listed.faults]
    return File(area=area, name=name[:120], received_at=at, by=by, faults=faults, **said)


@transaction.atomic
def drop(file: SocialCareFile, *, by: Actor, at: datetime) -> SocialCareFile:
    """Do not take in a list that was shown: its file goes at once."""
    file = File.objects.select_for_update().get(pk=file.pk)
    if file.state == File.State.WAITING:
        file.state = File.State.DROPPED
        file.delete_file(at)
        audit.did("dropped a list of", "social_care", file.pk)
    return file


def newer_than(file: SocialCareFile) -> SocialCareFile | None:
    """The list taken in that was drawn after this one, and so keeps it out."""
    taken = File.objects.filter(area=file.area, state=File.State.TAKEN_IN, as_at__gt=file.as_at)
    return taken.exclude(pk=file.pk).order_by("-as_at").first()


def _apply(file: SocialCareFile, listed: Listed, *, by: Actor, at: datetime, many_may_leave: bool) -> None:
    _not_twice(file.area, listed)
    newest = File.objects.filter(area=file.area, state=File.State.TAKEN_IN).order_by("-as_at").first()
    if newest and newest.as_at > listed.as_at:
        raise OlderThanOurs(str(file.public_id))
    what = plan(area=file.area, listed=listed)
    if what.many_would_leave and not many_may_leave:
        raise ManyWouldLeave(str(file.public_id))
    hidden_children.update(area=file.area, listed=listed, by=by, at=at)
    for row in what.new:
        person = what.people.get(row.their_id)
        exact = {"person": person, "settled": Child.Settled.EXACT, "settled_at": at, "settled_by": by} if person else {}
        Child.objects.create(area=file.area, their_id=row.their_id, seen_at=listed.as_at, **row.facts(), **exact)
    for child, row in what.changed:
        _change(child, row, what.people.get(row.their_id), by=by, at=at)
        child.seen_at, child.left_at = listed.as_at, None
        child.save(update_fields=[*row.facts(), "person", "settled", "settled_at", "settled_by", "seen_at", "left_at"])
    Child.objects.filter(pk__in=[child.pk for child in what.same]).update(seen_at=listed.as_at)
    Child.objects.filter(pk__in=[child.pk for child in what.gone]).update(left_at=listed.as_at)
    file.counts, file.state, file.taken_at = what.counts, File.State.TAKEN_IN, at
    file.save(update_fields=["counts", "state", "taken_at"])
    _match_waiting(file.area, by=by, at=at)
    on_it = Child.objects.filter(area=file.area, left_at=None, status__in=Child.OPEN, person__isnull=False)
    open_cases.notice_all(people=on_it.values_list("person", flat=True), at=at)
    audit.did("took in a list of", "social_care", file.pk, **what.counts)


def _change(child: SocialCareChild, row: Row, person: Person | None, *, by: Actor, at: datetime) -> None:
    """The row's new facts. A tie that rested on numbers, name and birth ends when they agree no longer."""
    who = ("forename", "surname", "born_on", "nhs", "upn")
    differs = any(getattr(child, name) != getattr(row, name) for name in who)
    for name, value in row.facts().items():
        setattr(child, name, value)
    if child.settled == Child.Settled.BY_PERSON or not differs:
        return
    child.person = person
    child.settled = Child.Settled.EXACT if person else ""
    child.settled_at, child.settled_by = (at, by) if person else (None, None)


def _match_waiting(area: Area, *, by: Actor, at: datetime) -> None:
    """Rows nobody has settled are tried again: someone may have entered the child since."""
    waiting = list(Child.objects.filter(area=area, settled="", left_at=None))
    found = people_for(waiting, area)
    for child in waiting:
        if child.their_id in found:
            child.person, child.settled = found[child.their_id], Child.Settled.EXACT
            child.settled_at, child.settled_by = at, by
            child.save(update_fields=["person", "settled", "settled_at", "settled_by"])


@transaction.atomic
def settle(*, child: SocialCareChild, person: Person | None, by: Actor, at: datetime) -> SocialCareChild:
    """A person decides whom a row is about, or that it is nobody we know. Decided again, the later one stands; on record."""
    child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    child.person = person
    child.settled = Child.Settled.BY_PERSON if person else Child.Settled.NOBODY
    child.settled_at, child.settled_by = at, by
    child.save(update_fields=["person", "settled", "settled_at", "settled_by"])
    audit.did("decided a row of", "social_care", child.pk, person=person.pk if person else None)
    if person:
        open_cases.notice_all(people=[person.pk], at=at)
    return child


def forget(*, at: datetime) -> int:
    """Delete the files of lists that came 30 days ago or earlier (SG-29); return how many."""

    def drop_waiting(file: SocialCareFile) -> None:
        if file.state == File.State.WAITING:
            file.state = File.State.DROPPED

    return File.forget(File.objects.all(), at=at, end=drop_waiting)


def _not_twice(area: Area, listed: Listed) -> None:
    before = File.objects.filter(area=area, digest=listed.digest, state=File.State.TAKEN_IN).first()
    if before:
        raise TakenInAlready(before)
