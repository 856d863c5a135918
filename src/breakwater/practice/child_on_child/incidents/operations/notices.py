"""What one school tells another of one pupil alone, and the receipt of it (PL 9.4, 9.8)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.design import moments
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Organisation, User

from ...models import Decision, Incident, IncidentChild, SchoolNotice, Trigger
from ...reports.operations import safeguarding_team
from .. import lookup
from ..known import ALL, known_of
from ..naming import names_another
from . import duty, moves, reviews
from .as_told import police_as_told, wish_as_told
from .opening import ChildFacts, add_child, locked, says_born

TOLD = "Another school has told you about a pupil of yours"
TOLD_MORE = "Another school has told you more about a pupil of yours"
RECEIVED = "Another school acknowledged what you told it"
Kind = SchoolNotice.Kind
NOBODY_YET = "nobody-yet"
SAID_SO = "Said by whoever added what the other school told to the incident."
MOVED_HERE = "The pupil moved here: the other school passed it on."


class NamesAnother(Refusal):
    words = "This names another child of the incident. Tell the other school of its own pupil alone."
    box = "words"


class NoSchool(Refusal):
    words = "Choose the school, or enter its name."
    box = "school_words"


class AnotherIsThere(Refusal):
    words = "Another child of this incident is at that school. Choose another school, or say why the pupil moves there all the same, and who agreed."
    box = "despite"


class NotKeptSafe(Refusal):
    words = "Enter what that school needs to do to keep both children safe."
    box = "both_safe"


class MovedAlready(Refusal):
    """The same move is passed on once: what came since is told to that school as any news is."""

    box = "school"


class BelongsAlready(Refusal):
    words = "This belongs to an incident of yours already."


class WhoIsIt(Refusal):
    """A pupil is one that is recorded by a name that agrees, or by a person's decision, once (SG-15)."""

    words = "Choose who of your incident this pupil is, or that they are not in it yet."
    box = "pupil"


@dataclass(frozen=True)
class NoticeFacts:
    """What the other school needs, whom it may call; for a move which school it is, who asked for it, and what goes along.

    `along` are codes of `moves.may_carry`, `carried` pairs of a label and words that the sender adds. `both_safe` is what the new school
    does where another child of the incident is its pupil, `despite` why the pupil moves there: that goes to nobody.
    """

    words: str
    contact_name: str
    contact_how: str
    school: Organisation | None = None
    school_words: str = ""
    asked_by: str = ""
    despite: str = ""
    both_safe: str = ""
    along: tuple[str, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def tell_school(child: IncidentChild, facts: NoticeFacts, *, key: UUID, by: Actor, at: datetime) -> SchoolNotice:
    """Tell the school of a child at another school, or that a pupil moved to, what it needs to know. Raises ItIsClosed, NamesAnother, NoSchool."""
    if known := made_before(SchoolNotice, key):
        return known
    incident = locked(child.incident)
    school, school_words = lookup.school_told(child)
    to = replace(facts, school=school, school_words=school_words)
    return _tell(child, to, Kind.INVOLVED, known_of(child, incident, ALL), key=key, by=by, at=at)


@transaction.atomic
def pass_on_move(child: IncidentChild, facts: NoticeFacts, *, key: UUID, by: Actor, at: datetime) -> SchoolNotice:
    """Pass to the new school what it needs of a pupil who moves to it.

    Raises ItIsClosed, MovedAlready, AnotherIsThere, NotKeptSafe, NamesAnother, NoSchool.
    """
    if known := made_before(SchoolNotice, key):
        return known
    incident, to = locked(child.incident), (facts.school, facts.school_words)
    if before := moved_before(child, *to):
        on = moments.spoken(before.sent_at)
        raise MovedAlready(
            words=f"You passed this on to that school {on}. Tell it what is new from the pupil’s record."
        )
    told = known_of(child, incident, facts.along)
    if another_is_at(child, *to):
        if not facts.despite:
            raise AnotherIsThere
        if not facts.both_safe:
            raise NotKeptSafe
        what = f"{child.named_as} → {lookup.school_in_words(*to)}"
        Decision.objects.create(incident=incident, kind="MOVE", what=what, why=facts.despite, made_at=at, made_by=by)
        told["another_here"] = facts.both_safe
    return _tell(child, facts, Kind.MOVING, told, key=key, by=by, at=at)


@transaction.atomic
def add_to_incident(notice: SchoolNotice, *, incident: Incident, pupil: str = "", by: Actor, at: datetime) -> Incident:
    """What another school told is of an incident that the school has: its pupil is a child of it.

    `pupil` is which child of it, by the public id, or `NOBODY_YET`: asked where the two schools have not the same name for them. A child of it
    who was at the other school, and moves here, is the school's own from now on. Raises ItIsClosed, BelongsAlready, WhoIsIt.
    """
    into = locked(incident)
    held = SchoolNotice.objects.select_for_update(of=("self",)).select_related("to_team", "area", "team__organisation")
    held = held.get(pk=notice.pk)
    if held.belongs_to_id not in (None, into.pk):
        raise BelongsAlready
    was = duty.before(into)
    held.belongs_to = into
    held.save(update_fields=["belongs_to"])
    ours, may_be = same_pupil(held, into)
    if ours is None and may_be and pupil != NOBODY_YET:
        ours = next((each for each in may_be if each.public_id == pupil), None)
        if ours is None:
            raise WhoIsIt
        what = f"{ours.named_as}: {held.team.organisation.name} calls the pupil {held.named_as}"
        Decision.objects.create(incident=into, kind="PUPIL", what=what[:500], why=SAID_SO, made_at=at, made_by=by)
    known = ours
    if known is None:
        ours = add_child(into, ChildFacts(held.capacity, held.named_as, born=held.born), by=by, at=at)
    elif known.is_elsewhere and held.kind == Kind.MOVING:
        what = f"{known.named_as}: {lookup.school_in_words(known.school, known.school_words)} → {held.to_team.organisation.name}"
        known.school, known.school_words = None, ""
        known.save(update_fields=["school", "school_words"])
        Decision.objects.create(incident=into, kind="MOVE", what=what[:500], why=MOVED_HERE, made_at=at, made_by=by)
    if held.born and not ours.born:
        says_born(ours, held.born, into)
    held.about = ours
    held.save(update_fields=["about"])
    into.refresh_from_db(fields=["owed", "raised_at", "weighed_at"])
    duty.follow(into, was, what="", why="", by=by, at=at)
    wish_as_told(ours, held, by=by, at=at)
    _delivered(held)
    _received(held, by.post, at, by=by, tell=True)
    police_as_told(into, held, by=by, at=at)
    audit.did("added a notice to", "incident", into.pk, notice=held.pk)
    return into


@transaction.atomic
def receive(notice: SchoolNotice, *, by: Actor, at: datetime) -> SchoolNotice:
    """The school that was told acknowledges; the other one hears so. A second time changes nothing.

    What the police say is in the school's own incident from then on, where it has one that is open, and its assessments are to be reviewed.
    """
    is_new = SchoolNotice.objects.filter(pk=notice.pk, received_at=None).exists()
    held = _received(notice, by.post, at, by=by, tell=True)
    if is_new and held.belongs_to_id and held.belongs_to.is_open:
        into = locked(held.belongs_to)
        reviews.call_reviews(into, Trigger.INFORMATION, "The other school told you more", by=by, at=at)
        police_as_told(into, held, by=by, at=at)
    return held


@transaction.atomic
def record_receipt(notice: SchoolNotice, *, received_by: str, by: Actor, at: datetime) -> SchoolNotice:
    """A school that the service does not know, or that was called, has it: who there said so."""
    return _received(notice, received_by, at, by=by, tell=False)


def _received(notice: SchoolNotice, who: str, at: datetime, *, by: Actor, tell: bool) -> SchoolNotice:
    held = SchoolNotice.objects.select_for_update(of=("self",)).select_related("team", "belongs_to").get(pk=notice.pk)
    if held.received_at is None:
        held.received_at, held.received_by = at, who[:160]
        held.save(update_fields=["received_at", "received_by"])
        audit.did("received", "school_notice", held.pk)
        if tell:
            path = reverse("child_on_child:notice", args=[held.public_id])
            # Whoever told the school hears it, not their whole team: a head who is kept from the incident is of that team.
            notifications.tell(users=[held.sent_by.membership.user], words=RECEIVED, path=path, by=by, at=at)
    return held


def _tell(
    child: IncidentChild, facts: NoticeFacts, kind: str, told: dict, *, key: UUID, by: Actor, at: datetime
) -> SchoolNotice:
    if facts.school is None and not facts.school_words:
        raise NoSchool
    carried = [*moves.carried_of(child, facts.along), *facts.carried]
    if kind == Kind.MOVING and (lines := moves.not_to_be_told(child)):
        carried.append((moves.NOT_TOLD, "\n".join(lines)))
    if kind == Kind.MOVING and (lines := moves.who_knows(child)):
        carried.append((moves.KNOWS, "\n".join(lines)))
    if names_another(" ".join([facts.words, facts.both_safe, *(said for _, said in carried)]), child):
        raise NamesAnother
    made = SchoolNotice.objects.create(
        kind=kind,
        child=child,
        area=child.area,
        team=child.team,
        person=child.person,
        named_as=child.named_as,
        born=child.born,
        capacity=child.capacity,
        school=facts.school,
        school_words=facts.school_words,
        to_team=safeguarding_team(facts.school, child.area, at) if facts.school else None,
        words=facts.words,
        known=told,
        asked_by=facts.asked_by,
        carried=[list(pair) for pair in carried],
        paper=moves.paper_of(child, facts.along, at),
        contact_name=facts.contact_name,
        contact_how=facts.contact_how,
        sent_at=at,
        sent_by=by,
        key=key,
    )
    audit.did("told another school of", "incident_child", child.pk, notice=made.pk)
    users = _delivered(made)
    made.refresh_from_db(fields=["belongs_to"])
    path, words = reverse("child_on_child:notice", args=[made.public_id]), TOLD_MORE if made.belongs_to_id else TOLD
    notifications.tell(users=users, words=words, path=path, by=by, at=at)
    return made


def _delivered(notice: SchoolNotice) -> list[User]:
    """Who of the school that is told hears of it. It belongs to their incident, where they have one of an earlier notice of the same child."""
    with connection.cursor() as cursor:
        cursor.execute("select access.deliver_notice(%s)", [notice.pk])
        return list(User.objects.filter(pk__in=[row[0] for row in cursor.fetchall()]))


def same_pupil(notice: SchoolNotice, incident: Incident) -> tuple[IncidentChild | None, list[IncidentChild]]:
    """Who of an incident the pupil of a notice is without doubt; and where there is doubt, who may be.

    Nobody of whom the incident was told as another child. The same name with another day of birth is in doubt.
    """
    others = SchoolNotice.objects.filter(belongs_to=incident, about__isnull=False).exclude(child=notice.child_id)
    every = incident.children.select_related("area", "team", "team__organisation", "school").order_by("pk")
    may_be = list(every.exclude(pk__in=others.values("about")))
    same = [each for each in may_be if notice.person_id and each.person_id == notice.person_id] or [
        each
        for each in may_be
        if each.named_as.casefold() == notice.named_as.casefold()
        and not (each.born and notice.born and each.born != notice.born)
    ]
    return (same[0], []) if len(same) == 1 else (None, may_be)


def moved_before(child: IncidentChild, school: Organisation | None, school_words: str) -> SchoolNotice | None:
    """The move to that school that was passed on already."""
    chosen = lookup.school_in_words(school, school_words).casefold()
    moves_on = child.notices.filter(kind=Kind.MOVING).select_related("school").order_by("pk")
    return next(
        (each for each in moves_on if lookup.school_in_words(each.school, each.school_words).casefold() == chosen), None
    )


def another_is_at(child: IncidentChild, school: Organisation | None, school_words: str) -> bool:
    """Whether another child of the incident is at that school, or moves there: who was harmed is not sent to who did it (PL 9.8)."""
    incident = child.incident
    names = {
        school_of(each)
        for each in incident.children.select_related("school", "team__organisation").exclude(pk=child.pk)
    }
    moves = SchoolNotice.objects.filter(child__incident=incident, kind=SchoolNotice.Kind.MOVING).exclude(child=child)
    names |= {school_of(each) for each in moves.select_related("school")}
    if incident.from_notice_id:
        names.add(incident.from_notice.team.organisation.name)
    chosen, others = (
        lookup.school_in_words(school, school_words).casefold(),
        {each.casefold() for each in names if each},
    )
    return chosen in others if school else any(chosen and (chosen in each or each in chosen) for each in others)


def school_of(row: IncidentChild | SchoolNotice) -> str:
    return lookup.school_in_words(row.school, row.school_words) or row.team.organisation.name
