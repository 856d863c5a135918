"""Allegations as they arrive: what a form says of one, and that it is set apart before anyone else reads it (SG-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, ServiceName, Team, User
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team, who_hold
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions

from ...child_as_told import schools_of
from ...emergency_duty import operations as duty
from ...models import Acknowledgement, Allegation, AllegationContact, Contact, StruckOrganisation, Submission
from ...pathway import ALLEGATION, FIRST_STEPS, OFFICER_NOTICE
from ...screening import candidates
from ...senders import reach_rows
from ..cannot_wait import gravest

LADO, FRONT_DOOR = "lado", "front_door"


ABOUT_STAFF = "about_someone_who_works_with_children"
NAMED = ("allegation_person", "allegation_role", "allegation_organisation")


WHY_SEALED = "An allegation about someone who works with children (SG-11)"


FEWEST_READERS = 2


NOTICE = "A restricted record waits for you"


MORE = "Someone told us more about a restricted record"


NOBODY_READS = "Someone told us more about a restricted record that nobody reads now: ask information governance"


CANNOT_WAIT = "A restricted record says that a child cannot wait"


IN_DANGER = "A restricted record says that a child is in danger now"


class NobodyGuards(Refusal):
    """Fewer than two people could be named as readers, so that the allegation would be left with one or none."""

    words = "Nobody here could be named to read it. Call the designated officers now"


class TooLateToSetApart(Refusal):
    """A child of the same submission is decided already, so that others have read it. Ring the designated officers."""

    words = "A child who came with it is decided already, so that others have read it. Call the designated officers now"


class NotSeenWhole(Refusal):
    """What it came with is restricted with another of the children; only its named readers can set it apart."""

    words = "Part of this, or of what is joined to it, is restricted. Call the designated officers now"


class ReasonNeeded(Refusal):
    """A strike is lifted, and an allegation decided, for a reason on record."""

    words = "Write why"


@dataclass(frozen=True)
class AllegationTold:
    """Who an allegation is about, as the sender put it. `organisation` only where it was chosen or is known by that name."""

    about: str = ""
    role: str = ""
    where: str = ""
    organisation: Organisation | None = None


def allegation_in(values: Mapping) -> AllegationTold | None:
    """The allegation that a form's answers make, or None where they say that it is none."""
    if as_word(values.get(ABOUT_STAFF)) != "yes":
        return None
    given = values.get("allegation_organisation")
    where = str(given.get("name", "")) if isinstance(given, dict) else str(given or "")
    return AllegationTold(
        about=_words(values, "allegation_person"),
        role=_words(values, "allegation_role"),
        where=where.strip()[:200],
        organisation=organisation_named(where, str(given.get("id", "")) if isinstance(given, dict) else ""),
    )


def allegation_of_the_public(area: Area, *, at: datetime) -> AllegationTold | None:
    """What a child or a neighbour says to be one: whom and where, the officers find in their words. None where an area has
    nobody yet who could be named to read it: then the MASH reads it, and nothing told is lost.
    """
    told = AllegationTold()
    try:
        readers_for(officers_of(area), told, at=at)
    except (NobodyReceives, NobodyGuards):
        return None
    return told


def organisation_named(name: str, public_id: str = "") -> Organisation | None:
    """The one organisation of this id, or of exactly this name whatever its case."""
    if public_id and (found := Organisation.objects.filter(public_id=public_id).first()):
        return found
    alike = list(Organisation.objects.filter(name__iexact=name.strip())[:2]) if name.strip() else []
    return alike[0] if len(alike) == 1 else None


def _words(values: Mapping, key: str) -> str:
    value = values.get(key)
    return value.strip()[:200] if isinstance(value, str) else ""


def set_apart(
    *,
    submission: Submission,
    contacts: Sequence[Contact],
    told: AllegationTold,
    at: datetime,
    because: str = "",
    also: Sequence[Submission] = (),
) -> Allegation:
    """Make of what arrived an allegation for the designated officers, closed to all but named readers, as the intake.

    Its contacts go to them too; its sender keeps an acknowledgement and no more, and so do the senders of what was joined
    with it (`also`). Raises NobodyReceives, NobodyGuards.
    """
    area = submission.area
    team = officers_of(area)
    readers = readers_for(team, told, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        case = cases.open_case(kind=ALLEGATION, area=area, team=team, by=intake, at=at)
        allegation = Allegation.objects.create(
            case=case,
            reference=case.reference,
            submission=submission,
            received_at=submission.received_at,
            about=told.about,
            role=told.role,
            organisation=told.organisation,
            organisation_words=told.where,
            worry=submission.worry,
            children=_children_told(contacts),
            sender_words=submission.sender_words,
            form=form_told(submission),
            immediate_danger=bool(submission.immediate_danger) or any(each.immediate_danger for each in contacts),
            cannot_wait=gravest(*(each.cannot_wait for each in contacts)),
            set_apart_because=because,
        )
        StruckOrganisation.objects.create(case=case, organisation=told.organisation, since=at, struck_by=intake)
        began = submission.told_at or submission.received_at
        clocks.start_all(case=case, rules=[OFFICER_NOTICE, FIRST_STEPS], team=team, at=began)
        for contact in contacts:
            clocks.stop_all(case=contact.case, by=intake, at=at)
            _call("access.give_to_officers(%s, %s)", case.pk, contact.case_id)
            AllegationContact.objects.create(within=case, case=contact.case)
        for each in (submission, *also):
            _call("access.acknowledge_apart(%s)", each.pk)
        for human in _accused(told, at):
            _call("access.bar_human('case', %s, %s, %s)", case.pk, human, "named in it")
        seal = _call(
            "access.seal_row('case', %s, %s, %s, true, %s)",
            case.pk,
            [each.user_id for each in readers],
            WHY_SEALED,
            intake.pk,
        )
        audit.did("restricted", "case", case.pk, seal=seal, readers=len(readers))
        words = IN_DANGER if allegation.immediate_danger else CANNOT_WAIT if allegation.cannot_wait else NOTICE
        _tell(readers, allegation.reference, words, by=intake, at=at)
    return allegation


def officers_of(area: Area) -> Team:
    """The designated officers' team, or the MASH whose managers stand in for it. Raises NobodyReceives."""
    try:
        return receiving_team(area, LADO)
    except NobodyReceives:
        return receiving_team(area, FRONT_DOOR)


def readers_for(team: Team, told: AllegationTold, *, at: datetime) -> list[Membership]:
    """Whom to name: the team's designated officers, with MASH managers where they are fewer than two; never the person it
    is about. Every one of them gets the clock, so that none is missed when the first is away (SG-06). Raises NobodyGuards.
    """
    posts = Membership.objects.in_force(london_date(at)).filter(user__is_active=True).select_related("user")
    found: dict[int, Membership] = {}
    for role, asked in ((Role.DESIGNATED_OFFICER, {"team": team}), (Role.MASH_MANAGER, {"team__area": team.area})):
        if len(found) < FEWEST_READERS:
            for post in posts.filter(role=role.value, **asked).order_by("starts_on", "pk"):
                if not _is_named(post.user, told):
                    found.setdefault(post.user_id, post)
    if len(found) < FEWEST_READERS:
        raise NobodyGuards(team.area.code)
    return list(found.values())


def _is_named(user: User, told: AllegationTold) -> bool:
    return bool(told.about) and user.name.casefold() in told.about.casefold()


def _accused(told: AllegationTold, at: datetime) -> list[int]:
    """Users with a post in the organisation whose whole name was given: kept from it whatever post they come to hold."""
    if told.organisation is None or not told.about:
        return []
    posts = Membership.objects.in_force(london_date(at)).filter(team__organisation=told.organisation)
    return sorted({post.user_id for post in posts.select_related("user") if _is_named(post.user, told)})


def _children_told(contacts: Sequence[Contact]) -> list[dict]:
    """Each child once, where the same was told of them twice."""
    told = [child_told(contact) for contact in contacts]
    return [each for place, each in enumerate(told) if each not in told[:place]]


def form_told(submission: Submission) -> dict:
    """How to reach who told us safely, and every answer, in words: whoever acts on it at night reads the allegation alone."""
    sections = recording.read(submission.answers, unanswered=False) if submission.answers_id else ()
    parts = [
        {"title": part.title, "rows": [{"key": row.question, "value": str(row.value)} for row in part.rows]}
        for part in sections
        if part.rows
    ]
    passed_on = [{"key": "The child’s own words", "value": words} for words in submission.childs_words]
    if submission.name_kept_back:
        passed_on.insert(
            0, {"key": "Do not tell the family who told us", "value": submission.get_name_kept_back_display()}
        )
    if passed_on:
        parts.insert(0, {"title": "Passed on with it", "rows": passed_on})
    return {"reach": reach_rows(submission, apart=True), "parts": parts}


def child_told(contact: Contact) -> dict:
    """The child in the sender's words, and what these say: a caller says it in one line. `called` is the name to search by.

    Where the MASH had matched the child, it is whom the record is of: nobody matches them a second time.
    """
    told = candidates.facts_told(contact) if contact.channel == Submission.Channel.PHONE else {}
    address = [told.get("address") or contact.address_as_told, told.get("postcode") or contact.postcode_as_told]
    words = {
        "name": contact.named_as,
        "called": " ".join(filter(None, [told.get("forename"), told.get("surname")])),
        "born": contact.born_as_told or str(told.get("born", "")),
        "school": contact.school_as_told,
        "address": ", ".join(filter(None, address)),
    }
    child = _matched(contact)
    if child is None:
        return words
    school = schools_of([child.pk], on=london_date(contact.received_at)).get(child.pk, "")
    born = str(child.born) if child.born else words["born"]
    return words | {"called": child.name, "born": born, "school": school or words["school"], "is_matched": True}


def _matched(contact: Contact) -> Person | None:
    """Whom the MASH matched the child to. A record that is restricted stays with its own readers (SG-13)."""
    try:
        child = contact.child
    except Person.DoesNotExist:  # hidden from whoever asks
        return None
    return None if child is None or child.is_provisional or restrictions.seals_on(child) else child


def children_for_the_mash(told: Sequence[Mapping]) -> list[dict]:
    """The children of an allegation as a contact names them."""
    return [
        {"named_as": str(each.get("called") or each.get("name", ""))}
        | {name: str(each.get(name, "")) for name in ("born", "address", "school")}
        for each in told
    ]


def _tell(readers: Sequence[Membership], reference: str, words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(
        users=[each.user for each in readers],
        words=words,
        path=f"/designated-officer/{reference}/",
        reference=reference,
        by=by,
        at=at,
    )


def add_to_apart(
    *, area: Area, reference: str, key: str, words: str, immediate_danger: bool | None, by: Actor, at: datetime
) -> bool:
    """Keep what a sender tells us afterwards where it belongs, if that was set apart or is closed to named readers (SG-26,
    TR-19). Answers whether it was. Nobody who tells us finds out which.

    Emergency duty is paged when it says that a child is in danger now and the office is closed (SG-04).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access.add_to_sealed(%s, %s, %s, %s, %s, %s, %s)",
            [area.pk, reference, key, words, bool(immediate_danger), at, by.pk],
        )
        found = cursor.fetchone()
    if found is None:
        return False
    known_as, submission, is_allegation, is_new, readers, kept_out = found
    if not is_new:
        return True
    notifications.tell(
        users=User.objects.filter(pk__in=readers),
        words=IN_DANGER if immediate_danger else MORE,
        path=f"/designated-officer/{known_as}/" if is_allegation else f"/mash/contacts/{known_as}/",
        reference=known_as,
        by=by,
        at=at,
    )
    if not readers:
        notifications.tell(
            users=who_hold(Role.MASH_MANAGER, area=area, at=at).exclude(pk__in=kept_out),
            words=NOBODY_READS,
            path="/today/",
            by=by,
            at=at,
        )
    if immediate_danger and not hours_of(receiving_team(area, FRONT_DOOR), london_date(at)).is_open(at):
        duty.raise_alarm(
            area=area,
            reference=known_as,
            submission_reference=reference,
            is_restricted=True,
            at=at,
            except_for=kept_out,
        )
    if is_allegation:
        audit.did("added to", "allegation", None, reference=known_as, danger=bool(immediate_danger))
    else:
        audit.did("added to", "submission", submission)
    return True


def add_to_what_was_closed(*, area: Area, answers: int, key: str, words: str, by: Actor, at: datetime) -> None:
    """The same for what follows a form, as the intake: nothing where the form was never sent."""
    if reference := _call("access.sealed_sent_as(%s, %s)", area.pk, answers):
        add_to_apart(area=area, reference=reference, key=key, words=words, immediate_danger=None, by=by, at=at)


def add_as_sender(
    *, held: Acknowledgement, key: str, words: str, by: Actor, at: datetime, in_danger: bool = False
) -> None:
    """A sender adds to what they were told is received."""
    area = held.sender_team.area
    with transaction.atomic(), acting_as(service_of(area, ServiceName.INTAKE)):
        add_to_apart(
            area=area, reference=held.reference, key=key, words=words, immediate_danger=in_danger or None, by=by, at=at
        )


def keep_from_the_accused(allegation: Allegation, *, at: datetime) -> None:
    """Keep it from whoever bears the name that it is about and has a post in its organisation, whatever post they come to hold."""
    told = AllegationTold(about=allegation.about, organisation=allegation.organisation)
    for human in _accused(told, at):
        _call("access.bar_human('case', %s, %s, %s)", allegation.case_id, human, "named in it")


def contacts_of(allegation: Allegation) -> list[Contact]:
    """The contacts that came with it, as far as its reader may see them."""
    return list(
        Contact.objects.filter(case__in=AllegationContact.objects.filter(within=allegation.case).values("case"))
        .select_related("case__area", "case__responsible_team", "child")
        .order_by("position", "pk")
    )


def _call(function: str, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", list(arguments))
        return cursor.fetchone()[0]
