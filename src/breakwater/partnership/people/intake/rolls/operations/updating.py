"""Pupils the school's last roll had: what a new one says otherwise, who has left, and rows that can be settled since."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.reading.rows import Pupil
from breakwater.partnership.people.models import (
    Address,
    Doubt,
    Enrolment,
    Identifier,
    Person,
    Roll,
    RollChange,
    RollPupil,
    RollTie,
)
from breakwater.partnership.people.records.operations.circumstances import Home, move_to
from breakwater.partnership.people.records.operations.people import (
    Names,
    add_identifier,
    add_other_name,
    correct_birth,
    rename,
)

from . import entering
from .entering import kept_of
from .leavers import Leaver
from .recording import change_of, changed, made, stored

State = RollTie.State
TAKES_NO_HOME = Q(kind__in=[Address.Kind.REFUGE, Address.Kind.TEMPORARY, Address.Kind.NO_FIXED]) | Q(kept_back=True)
OF_PERSON = ("forename", "middle_names", "surname", "known_as", "born_on", "born_precision", "sex")


class Watched:
    """What belongs to one person, before and after: the difference is what can be undone."""

    def __init__(self, person: Person, place: Enrolment | None):
        self.pk, self.place_pk = person.pk, place.pk if place else None
        self.before = self._now()

    def _now(self) -> dict:
        person = Person.objects.get(pk=self.pk)
        found = {("person", self.pk): {name: stored(getattr(person, name)) for name in OF_PERSON}}
        for row in Identifier.objects.filter(person=self.pk):
            found["identifier", row.pk] = {}
        for row in person.other_names.all():
            found["name", row.pk] = {}
        for row in person.addresses.all():
            found["address", row.pk] = {"ends_on": stored(row.ends_on)}
        for row in Enrolment.objects.filter(pk=self.place_pk):
            found["place", row.pk] = {
                name: stored(getattr(row, name))
                for name in ("year_group", "registration", "ends_on", "verified_on", "verified_by_id")
            }
        return found

    def did(self) -> list[dict]:
        """In the order in which undoing goes backwards: rows changed, then rows made."""
        changes, rows = [], []
        for (what, pk), now in self._now().items():
            was = self.before.get((what, pk))
            if was is None:
                rows.append({"what": what, "id": pk})
            elif was != now:
                names = [name for name in now if was[name] != now[name]]
                changes.append(
                    {"what": what, "id": pk, "was": {n: was[n] for n in names}, "is": {n: now[n] for n in names}}
                )
        return [*changes, *rows]


def change(roll: Roll, known: RollPupil, pupil: Pupil, fields: Sequence[str], *, by: Actor, at: datetime) -> None:
    """The row's new facts go to the school's last roll and, where it is settled and may be seen, to the person's record."""
    tie = RollTie.objects.select_related("place").filter(pupil=known).first()
    person = Person.objects.filter(pk=tie.person_id).first() if tie and tie.person_id else None
    did: list[dict] = []
    if person is not None and tie.state != State.WAITING:
        place = Enrolment.objects.filter(pk=tie.place_id, ends_on=None).first()
        watched = Watched(person, place)
        _tell(person, place, pupil, fields, by=by, at=at)
        did = watched.did()
    elif tie is not None and tie.state == State.WAITING:
        tie.held = {"address": pupil.address, "postcode": pupil.postcode, "uprn": pupil.uprn}
        tie.save(update_fields=["held"])
    new = kept_of(pupil)
    was = {name: stored(getattr(known, name)) for name in fields}
    for name in fields:
        setattr(known, name, new[name])
    known.seen_in = roll
    known.save(update_fields=[*fields, "seen_in"])
    change_of(roll, known, did, was).save()


def _tell(
    person: Person, place: Enrolment | None, pupil: Pupil, fields: Sequence[str], *, by: Actor, at: datetime
) -> None:
    names = {
        name: getattr(pupil, name) for name in ("forename", "middle_names", "surname", "known_as") if name in fields
    }
    if names:
        rename(person=person, names=Names(**names), by=by, at=at)
    if "former_surname" in fields:
        add_other_name(person=person, surname=pupil.former_surname, kind="FORMER", by=by, at=at)
    if "born_on" in fields:
        correct_birth(person=person, born=PartDate.of(pupil.born_on), by=by, at=at)
    for scheme, name in (("UPN", "upn"), ("FORMER_UPN", "former_upn"), ("NHS", "nhs")):
        if name in fields:
            add_identifier(person=person, scheme=scheme, value=getattr(pupil, name), by=by, at=at)
    if "sex" in fields:
        Person.objects.filter(pk=person.pk).update(sex=pupil.sex)
    if "home" in fields and not person.addresses.filter(TAKES_NO_HOME, ends_on=None).exists():
        move_to(person=person, home=Home(lines=pupil.address, postcode=pupil.postcode, uprn=pupil.uprn), by=by, at=at)
    if place is not None and {"year_group", "registration"} & set(fields):
        place.year_group = pupil.year_group or place.year_group
        place.registration = pupil.registration or place.registration
        place.save(update_fields=["year_group", "registration"])
    if told := sorted({"sex", "year_group", "registration"} & set(fields)):
        audit.did("changed from a roll", "person", person.pk, fields=told)


def verify(roll: Roll, pupils: Iterable[int], *, by: Actor, at: datetime, by_hand: bool = False) -> None:
    """A roll that the authority answers for is the second source of places the school alone had said (SG-14).

    What a person confirms by hand is not the roll's, and stays when the roll is undone.
    """
    ties = RollTie.objects.filter(
        pupil__in=pupils, state__in=(State.EXACT, State.NEW, State.DECIDED), place__isnull=False
    )
    places = Enrolment.objects.filter(pk__in=ties.values("place"), ends_on=None, verified_on=None)
    waiting = {place.pk: place for place in places}
    today = london_date(at)
    changes = _confirm_apart(roll, pupils, by=by, at=at)
    for tie in ties.filter(place__in=waiting):
        place = waiting[tie.place_id]
        did = changed("place", place, verified_on=today, verified_by_id=by.pk)
        audit.did("verified enrolment", "person", place.person_id, enrolment=place.pk)
        changes.append(change_of(roll, tie.pupil_id, [did], {}))
    if not by_hand:
        RollChange.objects.bulk_create(changes)


def _confirm_apart(roll: Roll, pupils: Iterable[int], *, by: Actor, at: datetime) -> list[RollChange]:
    """Rows kept apart count as confirmed with the others (SG-13)."""
    apart = RollTie.objects.filter(pupil__in=pupils, state=State.APART, decided_at=None)
    decided = {"decided_at": at, "decided_by_id": by.pk}
    return [change_of(roll, tie.pupil_id, [changed("tie", tie, **decided)], {}) for tie in apart]


def leave(roll: Roll, pupils: Sequence[RollPupil], *, by: Actor, at: datetime, last_day: date) -> None:
    """Pupils who are no longer on the roll: their places end with the day that was said of each, or this one, and
    the school's sight with them.
    """
    ties = {tie.pupil_id: tie for tie in RollTie.objects.filter(pupil__in=pupils)}
    places = Enrolment.objects.select_for_update(of=("self",)).in_bulk(
        [tie.place_id for tie in ties.values() if tie.place_id]
    )
    said = {known.pk: Leaver.of(roll, known) for known in pupils}
    ended: dict[int, tuple[int, dict]] = {}
    unseen: dict[date, list[int]] = {}
    for known in pupils:
        tie, day = ties.get(known.pk), said[known.pk].left_on or last_day
        place = places.get(tie.place_id) if tie else None
        if place is not None and place.ends_on is None:
            ends = {"ends_on": max(day, place.starts_on), "gone_to": said[known.pk].gone_to}
            ended[known.pk] = place.person_id, changed("place", place, **ends)
        elif tie and tie.place_id and tie.place_id not in places:
            unseen.setdefault(day, []).append(known.pk)
    for day, those in unseen.items():
        ended |= _end_unseen(roll, those, day)
    changes = []
    for known in pupils:
        did = []
        if known.pk in ended:
            person, end = ended[known.pk]
            did = [end]
            audit.did("ended enrolment", "person", person, enrolment=end["id"])
        changes.append(change_of(roll, known, did, {"left_in_id": None}))
    RollPupil.objects.filter(pk__in=[known.pk for known in pupils]).update(left_in=roll)
    RollChange.objects.bulk_create(changes)


def _end_unseen(roll: Roll, pupils: Sequence[int], last_day: date) -> dict[int, tuple[int, dict]]:
    """End the places of pupils whose record is hidden since, unseen: the school says that they have left as of any other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pupil, place, person, ended from access.end_unseen_places(%s, %s::bigint[], %s)",
            [roll.pk, list(pupils), last_day],
        )
        rows = cursor.fetchall()
    was = {"was": {"ends_on": None}}
    return {
        pupil: (person, {"what": "place", "id": place, **was, "is": {"ends_on": stored(day)}})
        for pupil, place, person, day in rows
    }


def settle_again(roll: Roll, *, by: Actor, at: datetime) -> None:
    """Claims on children who had a place elsewhere are asked again once that place has ended, in this school and the others.

    A row kept apart that no hidden record may be meant by any more waits for a person, unless number, name and birth agree.
    """
    elsewhere = Q(state=State.WAITING, why=Doubt.ELSEWHERE, pupil__left_in=None)
    asked = (
        RollTie.objects.select_for_update(of=("self",))
        .select_related("pupil__team__organisation", "pupil__seen_in")
        .filter(elsewhere | Q(state=State.APART, pupil__seen_in=roll), area=roll.area_id)
        .order_by("pk")
    )
    by_team: dict[int, list[RollTie]] = {}
    for tie in asked:
        by_team.setdefault(tie.pupil.team_id, []).append(tie)
    for ties in by_team.values():
        pupils = [as_read(tie) for tie in ties]
        answers = identifying.find(pupils, area=roll.area, team=ties[0].pupil.team)
        for tie, pupil, answer in zip(ties, pupils, answers, strict=True):
            if answer.state == State.EXACT and tie.pupil.seen_in is not None:
                settle(tie, answer.person, pupil, state=State.EXACT, verified_by=None, by=by, at=at)
            elif tie.state == State.APART and answer.state != State.APART:
                tie.state, tie.why, tie.since = State.WAITING, answer.why or Doubt.CLOSE, at
                tie.decided_at = tie.decided_by = None
                tie.save(update_fields=["state", "why", "since", "decided_at", "decided_by"])


def as_read(tie: RollTie) -> Pupil:
    """A pupil of the last roll as a row, with the address held while it waits."""
    kept = {name: getattr(tie.pupil, name) for name in entering.COMPARED}
    return Pupil(line=tie.pk, **kept, **{name: tie.held.get(name, "") for name in ("address", "postcode", "uprn")})


def settle(
    tie: RollTie, person: Person, pupil: Pupil, *, state: str, verified_by: Actor | None, by: Actor, at: datetime
) -> None:
    """The row is this person: the place, and the number where the record has none. On the record of the row's own roll."""
    roll = tie.pupil.seen_in
    did: dict[int, list] = {0: []}
    if pupil.upn and not person.identifiers.filter(scheme="UPN", ends_on=None).exists():
        added = add_identifier(person=person, scheme="UPN", value=pupil.upn, by=by, at=at)
        did[0].append(made("identifier", added))
    places = entering.places_for(roll, [pupil], {0: person}, did, verified_by=verified_by, at=at)
    tie.person, tie.place, tie.state, tie.held = person, places[0], state, {}
    tie.save(update_fields=["person", "place", "state", "held"])
    change_of(roll, tie.pupil, did[0], {}).save()
