"""Releasing banks; beginning, answering, signing and sending a self-assessment; moderating it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before, one_at_a_time, reference
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import (
    Actor,
    Membership,
    Organisation,
    Team,
    User,
    actor_relations,
)

from . import in_tracker
from .banks import NOT_APPLICABLE, Bank, Statement, installed_files, key_of, load
from .last_time import answer_of_last_time
from .measures import bank_of, faults_of, parts_of
from .models import (
    BankEdition,
    ModeratedGrade,
    SectionDelegation,
    SelfAssessment,
    SelfAssessmentRequest,
    SignOff,
    StatementAnswer,
    plain,
)
from .rules import ANSWERING_ROLES, LEADING_ROLES, ONLY_SECTIONS, answers_section, services_of
from .sharing import asks_for, page_of, page_of_section, read_by, share_with, tell_returned, unasked

DELEGATED = "A section of a self-assessment is delegated to you"
READY_TO_SIGN = "A self-assessment is ready to sign"
SIGNS = SectionDelegation.SIGNS
SIGN_IT = "Your signature is asked for under a self-assessment"
ANSWERED = ("grade", "reason", "evidence", "link", "none_held", "impact", "action")


class NotReleased(Refusal):
    words = "There is no such self-assessment. Choose one of those listed."


class HadAlready(Refusal):
    words = "They have this one: it answered what they asked before. Begin a new one, and say what is still true of it."


class NotForYou(Refusal):
    words = "This self-assessment is answered by another organisation or team."


class UnknownVariant(Refusal):
    box, words = "variant", "Choose what kind of organisation you are"


class AlreadySent(Refusal):
    words = "This self-assessment has been sent, and a sent one is never changed. Begin the next one."


class NotYours(Refusal):
    words = "This section is for a colleague to answer. Ask the lead to delegate it to you."


class AnsweredAlready(Refusal):
    words = "This statement has an answer already. Open it to change the answer."


class NothingFromLastTime(Refusal):
    words = "There is no answer from last time that fits the scale of this edition. Choose a grade."


class NotComplete(Refusal):
    words = "Some statements are not complete. Complete them, then sign and send."


WHO_SIGN = (
    "The lead for this self-assessment signs, and the head or chief officer, or a governor, trustee or board member"
)


class NotSigned(Refusal):
    words = f"{WHO_SIGN}. They sign the answers as they are now: then send them."


class SignedAlready(Refusal):
    box, words = "capacity", "Somebody has signed as this already. Remove that signature first"


class SamePerson(Refusal):
    box, words = "name", f"This person has signed already, and two people do. {WHO_SIGN}"


class SignsThemselves(Refusal):
    box, words = "name", "This person has an account here, so they sign it themselves. Ask them to sign"


class SignedTooLate(Refusal):
    box, words = "signed_on", "Choose today or a day since the self-assessment was begun"


class UnknownGrade(Refusal):
    box, words = "grade", "Choose one of the grades"


@dataclass(frozen=True)
class AnswerFacts:
    """An answer to a statement, by its key. `grade` is a code of the scale, "na" or "" for none yet."""

    statement: str
    grade: str
    reason: str = ""
    evidence: str = ""
    link: str = ""
    none_held: bool = False
    impact: str = ""
    action: str = ""


@dataclass(frozen=True)
class SignFacts:
    capacity: str
    name: str
    role: str
    signed_on: date


@dataclass(frozen=True)
class GradeFacts:
    """A grade of those who asked, `kind` of ModeratedGrade.Kind, with the reason that the organisation reads."""

    statement: str
    kind: str
    grade: str
    reason: str


def release_banks(*, at: datetime) -> list[BankEdition]:
    """Release every installed bank that changed; return the new editions. Run as the owner. Raises BadBank, and releases none."""
    banks = [(key_of(path), *load(path)) for path in installed_files()]
    with transaction.atomic():
        return [edition for key, bank, data in banks if (edition := release(key, bank, data, at=at))]


def release(key: str, bank: Bank, data: dict, *, at: datetime) -> BankEdition | None:
    """Release a bank as a new edition; None when its newest is the same."""
    written = json.dumps(data, ensure_ascii=False)
    newest = BankEdition.objects.filter(key=key).order_by("-number").first()
    if newest and newest.definition == written:
        return None
    number = newest.number + 1 if newest else 1
    return BankEdition.objects.create(key=key, number=number, title=bank.title, definition=written, released_at=at)


def edition_now(bank: str) -> BankEdition:
    """The edition of a bank that is begun on now. Raises NotReleased."""
    found = BankEdition.objects.filter(key=bank).order_by("-number").first()
    if found is None:
        raise NotReleased(bank)
    return found


def edition_asked(bank: str, team: Team) -> BankEdition | None:
    """The edition that a team is asked to answer on, the first due where several ask; None where nobody names one."""
    asked = SelfAssessmentRequest.objects.filter(
        answering_team=team, bank=bank, shared_at=None, withdrawn_at=None, edition_number__isnull=False
    )
    first = asked.order_by("due_on", "pk").first()
    return BankEdition.objects.filter(key=bank, number=first.edition_number).first() if first else None


def newest_editions() -> list[BankEdition]:
    """The newest edition of each bank."""
    return list(BankEdition.objects.order_by("key", "-number").distinct("key"))


def editions_to_answer(by: Actor) -> list[BankEdition]:
    """What the actor's team may begin."""
    return [each for each in newest_editions() if _may_begin(bank_of(each), by)]


def editions_to_ask(by: Actor) -> list[BankEdition]:
    """What the actor may ask others for: banks that a service of theirs asks."""
    services = services_of(by)
    return [each for each in newest_editions() if bank_of(each).asked_by in services]


def _may_begin(bank: Bank, by: Actor) -> bool:
    if by.membership.role_id in ONLY_SECTIONS or by.membership.team.organisation.kind not in bank.organisations:
        return False
    return not bank.answered_by or bank.answered_by in services_of(by)


@transaction.atomic
def begin(bank: str, organisation: Organisation, *, by: Actor, at: datetime, variant: str = "") -> SelfAssessment:
    """Begin a return of the actor's organisation on the edition that is asked for, else that of now, or go on with the one that is open.

    Raises NotReleased, NotForYou and UnknownVariant.
    """
    team = by.membership.team
    edition = edition_asked(bank, team) or edition_now(bank)
    read = bank_of(edition)
    if team.organisation_id != organisation.pk or not _may_begin(read, by):
        raise NotForYou(bank)
    if variant not in dict(read.variants or [("", "")]):
        raise UnknownVariant(variant)
    one_at_a_time(f"self-assessment {team.pk} {bank}")
    if found := SelfAssessment.objects.filter(team=team, bank=bank, sent_at=None).first():
        return found
    made = SelfAssessment.objects.create(
        edition=edition,
        bank=bank,
        variant=variant,
        organisation=organisation,
        team=team,
        area_id=team.area_id,
        previous=latest(organisation, bank),
        begun_at=at,
        begun_by=by,
    )
    audit.did("began", "selfassessment", made.pk, bank=bank, edition=edition.number)
    return made


def latest(organisation: Organisation, bank: str) -> SelfAssessment | None:
    """The last return that the organisation sent on a bank, where the actor may see it."""
    sent = SelfAssessment.objects.filter(organisation=organisation, bank=bank, sent_at__isnull=False)
    return sent.select_related("edition", "organisation").order_by("-sent_at", "-pk").first()


@transaction.atomic
def answer(assessment: SelfAssessment, facts: AnswerFacts, *, revision: int, by: Actor, at: datetime):
    """Save an answer that was read at `revision` (0: there was none). Raises AlreadySent, NotYours, UnknownGrade, ChangedMeanwhile."""
    kept = _open(assessment)
    section, _ = place_of(kept, facts.statement)
    _must_be_theirs(kept, section, by)
    grades = bank_of(kept.edition).grades
    if facts.grade not in {*grades, NOT_APPLICABLE, ""}:
        raise UnknownGrade(facts.grade)
    found = kept.answers.filter(statement=facts.statement).first()
    said = values_of(facts, *ANSWERED) | {"score": grades[facts.grade].score if facts.grade in grades else None}
    if found and all(getattr(found, name) == value for name, value in said.items()):
        return found
    if found and found.revision != revision:
        raise ChangedMeanwhile(found)
    if found is None:
        found = StatementAnswer(assessment=kept, section=section, statement=facts.statement, revision=0)
    return _save(kept, found, said | {"still_true": None}, by=by, at=at)


@transaction.atomic
def say_still_true(assessment: SelfAssessment, statement: str, *, by: Actor, at: datetime) -> StatementAnswer:
    """Answer as last time, on record as reviewed now. Raises AnsweredAlready and NothingFromLastTime."""
    kept = _open(assessment)
    section, _ = place_of(kept, statement)
    _must_be_theirs(kept, section, by)
    before, found = answer_of_last_time(kept, section, statement), kept.answers.filter(statement=statement).first()
    if found and found.still_true_id and before and found.still_true_id == before.pk:
        return found
    if found and found.grade:
        raise AnsweredAlready(statement)
    grades = bank_of(kept.edition).grades
    if before is None or before.grade not in {*grades, NOT_APPLICABLE}:
        raise NothingFromLastTime(statement)
    said = {name: getattr(before, name) for name in ANSWERED} | {"still_true": before}
    said["score"] = grades[before.grade].score if before.grade in grades else None
    found = found or StatementAnswer(assessment=kept, section=section, statement=statement, revision=0)
    return _save(kept, found, said, by=by, at=at)


def _save(assessment: SelfAssessment, found: StatementAnswer, said: dict, *, by: Actor, at: datetime):
    was_complete = found.pk is not None and not faults_of(bank_of(assessment.edition), found)
    for name, value in said.items():
        setattr(found, name, value)
    found.revision, found.saved_at, found.saved_by = found.revision + 1, at, by
    changed = (*said, "revision", "saved_at", "saved_by")
    found.save(update_fields=None if found.pk is None else changed)
    assessment.revision += 1
    assessment.save(update_fields=["revision"])
    audit.did("answered", "selfassessment", assessment.pk, statement=found.statement, grade=found.grade)
    if not was_complete and is_complete(assessment):
        others = [user for user in _leads(assessment, on=london_date(at)) if user.pk != by.membership.user_id]
        notifications.tell(words=READY_TO_SIGN, path=page_of(assessment), users=others, by=by, at=at)
    return found


def is_complete(assessment: SelfAssessment) -> bool:
    """Whether every statement is complete, so that it can be signed."""
    return all(part.is_complete for part in parts_of(assessment))


def _leads(assessment: SelfAssessment, *, on: date) -> list[User]:
    """Who of the team that answers has the whole of it signed and sent."""
    holders = Membership.objects.in_force(on).filter(team=assessment.team_id, role__in=LEADING_ROLES)
    return list(User.objects.filter(is_active=True, memberships__in=holders.values("pk")).distinct().order_by("pk"))


@transaction.atomic
def delegate(assessment: SelfAssessment, section: str, to: Membership | None, *, by: Actor, at: datetime) -> None:
    """Give a section to a named colleague of the organisation to answer, or (None) to the whole team again."""
    kept = _open(assessment)
    _must_lead(kept, by)
    if to is not None and to not in colleagues(kept, on=london_date(at)):
        raise NotForYou(to.pk)
    standing = kept.delegations.filter(section=section, ended_at=None).first()
    if standing and to and standing.membership_id == to.pk:
        return
    if standing:
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
    if to is not None:
        SectionDelegation.objects.create(
            assessment=kept, section=section, membership=to, user=to.user, delegated_at=at, delegated_by=by
        )
        if to.user_id != by.membership.user_id:
            notifications.tell(words=DELEGATED, path=page_of_section(kept, section), users=[to.user], by=by, at=at)
    audit.did("delegated", "selfassessment", kept.pk, section=section, to=to.pk if to else None)


def colleagues(assessment: SelfAssessment, *, on: date) -> list[Membership]:
    """Who of the organisation may be given a section: everyone with a role that answers self-assessments."""
    holders = Membership.objects.in_force(on).filter(team__organisation=assessment.organisation_id)
    holders = holders.filter(user__is_active=True, role__in=ANSWERING_ROLES)
    return list(holders.select_related("user", "team", "role").order_by("user__name", "pk"))


@transaction.atomic
def sign(assessment: SelfAssessment, facts: SignFacts, *, by: Actor, at: datetime) -> SignOff:
    """Enter that somebody without an account here has read and signed the answers as they are; the same again is once.

    Each signature is another person's. Raises NotComplete, SignedTooLate, SignedAlready, SamePerson, SignsThemselves.
    """
    kept = _open(assessment)
    _must_lead(kept, by)
    if plain(facts.name) != plain(by.membership.user.name) and plain(facts.name) in _names_here(
        kept, on=london_date(at)
    ):
        raise SignsThemselves(kept.pk)
    return _sign(kept, facts, by=by, at=at)


@transaction.atomic
def sign_oneself(assessment: SelfAssessment, capacity: str, *, by: Actor, at: datetime) -> SignOff:
    """Whoever acts signs: of the team that answers, or asked for it. Raises NotYours, NotComplete, SignedAlready, SamePerson."""
    kept, own = _open(assessment), by.membership
    if not signatures_asked(kept).filter(section=SIGNS + capacity, user=own.user_id).exists():
        _must_lead(kept, by)
    role = (own.job_title or own.role.title)[:120]
    return _sign(kept, SignFacts(capacity, own.user.name[:120], role, london_date(at)), by=by, at=at)


def _sign(kept: SelfAssessment, facts: SignFacts, *, by: Actor, at: datetime) -> SignOff:
    if not is_complete(kept):
        raise NotComplete(kept.pk)
    if not london_date(kept.begun_at) <= facts.signed_on <= london_date(at):
        raise SignedTooLate(facts.signed_on)
    for each in standing_sign_offs(kept):
        is_same = plain(each.name) == plain(facts.name)
        if each.capacity == facts.capacity and is_same:
            return each
        if each.capacity == facts.capacity:
            raise SignedAlready(kept.pk)
        if is_same:
            raise SamePerson(kept.pk)
    made = SignOff.objects.create(assessment=kept, revision=kept.revision, at=at, by=by, **values_of(facts))
    audit.did("signed", "selfassessment", kept.pk, capacity=facts.capacity, revision=kept.revision)
    return made


@transaction.atomic
def ask_to_sign(
    assessment: SelfAssessment, capacity: str, to: Membership, *, by: Actor, at: datetime
) -> SectionDelegation:
    """Ask somebody of the organisation who has an account to sign: they read it, and are told. Twice is once.

    Raises NotComplete, SignedAlready, NotForYou.
    """
    kept = _open(assessment)
    _must_lead(kept, by)
    if not is_complete(kept):
        raise NotComplete(kept.pk)
    if any(each.capacity == capacity for each in standing_sign_offs(kept)):
        raise SignedAlready(kept.pk)
    if to not in who_may_sign(kept, on=london_date(at)):
        raise NotForYou(to.pk)
    standing = signatures_asked(kept).filter(section=SIGNS + capacity).first()
    if standing and standing.user_id == to.user_id:
        return standing
    if standing:
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
    made = SectionDelegation.objects.create(
        assessment=kept, section=SIGNS + capacity, membership=to, user=to.user, delegated_at=at, delegated_by=by
    )
    audit.did("asked to sign", "selfassessment", kept.pk, capacity=capacity, to=to.pk)
    notifications.tell(words=SIGN_IT, path=page_of(kept), users=[to.user], by=by, at=at)
    return made


def who_may_sign(assessment: SelfAssessment, *, on: date) -> list[Membership]:
    """Whom of the organisation one asks to sign: who has an account and reads self-assessments, but for staff of sections alone."""
    return [each for each in colleagues(assessment, on=on) if each.role_id != Role.SCHOOL_STAFF]


def signatures_asked(assessment: SelfAssessment) -> QuerySet[SectionDelegation]:
    """Whose signature is asked for, signed or not."""
    asked = assessment.delegations.filter(section__startswith=SIGNS, ended_at=None)
    return asked.select_related("user").order_by("pk")


def signatures_awaited(assessment: SelfAssessment) -> dict[str, SectionDelegation]:
    """By capacity, who is asked and has not signed the answers as they are now."""
    signed = {each.capacity for each in standing_sign_offs(assessment)}
    asked = {each.section.removeprefix(SIGNS): each for each in signatures_asked(assessment)}
    return {} if assessment.is_sent else {capacity: each for capacity, each in asked.items() if capacity not in signed}


def _names_here(assessment: SelfAssessment, *, on: date) -> set[str]:
    """The names of those of the organisation who have an account, as they are compared."""
    held = Membership.objects.in_force(on).filter(team__organisation=assessment.organisation_id, user__is_active=True)
    return {plain(name) for name in held.values_list("user__name", flat=True)}


@transaction.atomic
def remove_signature(assessment: SelfAssessment, *, capacity: str, by: Actor, at: datetime) -> None:
    """A signature was recorded wrongly: it counts no longer, and stays on record. Raises AlreadySent, NotYours."""
    kept = _open(assessment)
    _must_lead(kept, by)
    kept.sign_offs.filter(capacity=capacity, revision=kept.revision, removed_at=None).update(
        removed_at=at, removed_by=by
    )
    audit.did("removed a signature", "selfassessment", kept.pk, capacity=capacity)


def is_signed(assessment: SelfAssessment) -> bool:
    """Whether enough people signed the answers as they are now: the lead, and the head or a governor."""
    signed = {each.capacity for each in standing_sign_offs(assessment)}
    return SignOff.Capacity.LEAD in signed and bool(signed & {SignOff.Capacity.HEAD, SignOff.Capacity.GOVERNOR})


def standing_sign_offs(assessment: SelfAssessment) -> list[SignOff]:
    """Those who signed the answers as they are now."""
    found = assessment.sign_offs.filter(revision=assessment.revision, removed_at=None)
    return list(found.select_related(*actor_relations("by")).order_by("at", "pk"))


@transaction.atomic
def send(assessment: SelfAssessment, *, by: Actor, at: datetime) -> SelfAssessment:
    """Send a complete, signed return: it is locked, has a receipt number, and its actions are in the tracker. Twice is once.

    Whoever asked reads it, and the teams of the area whose service asks for it, asked or not: it is never sent to nobody there is.
    """
    try:
        kept = _open(assessment)
    except AlreadySent:
        return SelfAssessment.objects.get(pk=assessment.pk)
    _must_lead(kept, by)
    if not is_complete(kept):
        raise NotComplete(kept.pk)
    if not is_signed(kept):
        raise NotSigned(kept.pk)
    kept.sent_at, kept.sent_by = at, by
    kept.receipt = reference("SA", year=london_date(at).year, number=kept.pk)
    kept.save(update_fields=["sent_at", "sent_by", "receipt"])
    waiting = SelfAssessmentRequest.objects.filter(answering_team=kept.team_id, bank=kept.bank, shared_at=None)
    for asked in waiting.filter(withdrawn_at=None):
        share_with(asked, kept, at=at)
    for team in asks_for(kept):
        if not kept.requests.filter(asking_team=team).exists():
            share_with(unasked(kept, team, by=by, at=at), kept, at=at)
    audit.did("sent", "selfassessment", kept.pk, receipt=kept.receipt)
    tell_returned(kept, [asked.asking_team for asked in read_by(kept)], at=at)
    in_tracker.propose(kept, by=by, at=at)
    return kept


@transaction.atomic
def share(asked: SelfAssessmentRequest, assessment: SelfAssessment, *, by: Actor, at: datetime) -> None:
    """Let whoever asked read a return: one that is sent already, or before it is sent. Twice is once."""
    asked = SelfAssessmentRequest.objects.select_for_update().get(pk=asked.pk)
    if asked.shared_at is None:
        _must_lead(assessment, by)
        if (asked.bank, asked.answering_team_id) != (assessment.bank, assessment.team_id):
            raise NotForYou(asked.pk)
        if assessment.requests.filter(asking_team=asked.asking_team_id, shared_at__isnull=False).exists():
            raise HadAlready(asked.pk)
        share_with(asked, assessment, at=at)
        if assessment.is_sent:
            tell_returned(assessment, [asked.asking_team], at=at)
        in_tracker.propose(assessment, by=by, at=at)


@transaction.atomic
def moderate(assessment: SelfAssessment, facts: GradeFacts, *, by: Actor, at: datetime, key: UUID) -> ModeratedGrade:
    """Give a moderated or final grade beside the organisation's own, with the reason. Raises UnknownGrade and NotForYou."""
    if found := made_before(ModeratedGrade, key):
        return found
    bank = bank_of(assessment.edition)
    place_of(assessment, facts.statement)
    if bank.asked_by not in services_of(by):
        raise NotForYou(assessment.pk, words="Your service does not ask for this self-assessment.")
    if facts.grade not in bank.grades:
        raise UnknownGrade(facts.grade)
    made = ModeratedGrade.objects.create(
        assessment=assessment,
        **values_of(facts),
        score=bank.grades[facts.grade].score,
        key=key,
        at=at,
        by=by,
    )
    audit.did("moderated", "selfassessment", assessment.pk, statement=facts.statement, stage=facts.kind)
    return made


def place_of(assessment: SelfAssessment, statement: str) -> tuple[str, Statement]:
    """The key of the section that a statement stands in, and the statement. Raises NotReleased."""
    for section in bank_of(assessment.edition).of_variant(assessment.variant):
        for each in section.statements:
            if each.key == statement:
                return section.key, each
    raise NotReleased(statement)


def _open(assessment: SelfAssessment) -> SelfAssessment:
    """The return, held until the transaction ends. Raises AlreadySent."""
    held = SelfAssessment.objects.select_for_update(of=("self",)).select_related("edition").get(pk=assessment.pk)
    if held.is_sent:
        raise AlreadySent(held.pk)
    return held


def _must_lead(assessment: SelfAssessment, by: Actor) -> None:
    if by.membership.team_id != assessment.team_id:
        raise NotYours(assessment.pk)


def _must_be_theirs(assessment: SelfAssessment, section: str, by: Actor) -> None:
    if not answers_section(by, assessment, section):
        raise NotYours(section)
