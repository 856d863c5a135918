"""An agency audits its own record; a second person reads it again; what practitioners and families say stands beside it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import AuditMember, CaseAudit, CaseReturn, CaseVoice, SecondReading
from .. import tool
from . import safety


class SentAlready(Refusal):
    words = "Your agency sent this already. What was sent is not changed; tell whoever leads the audit"


class NotGraded(Refusal):
    words = "Some domains have no grade yet. Grade each, or say that the record has nothing on it"


class NotSent(Refusal):
    words = "The agency has not sent this yet. It is read a second time once it is sent"


class ReadAlready(Refusal):
    words = "This was read a second time already"


class NotIndependent(Refusal):
    words = "Somebody of another organisation reads this a second time: you also work for the agency whose record it is"


class SetAside(Refusal):
    words = "Whoever leads the audit waits for this no longer. Call them if your agency can send it after all"


class IsOver(Refusal):
    words = "The report of this case audit is settled: nothing more is added"


@dataclass(frozen=True)
class DomainFacts:
    """One domain of a record: a grade, what shows it and where, strengths and learning."""

    grade: str
    narrative: str = ""
    evidence: str = ""
    strengths: str = ""
    learning: str = ""


@dataclass(frozen=True)
class SentFacts:
    """The agency's grade in sum, and whether a child is at risk now."""

    grade: str
    overall: str
    at_risk: bool
    risk_words: str = ""


@dataclass(frozen=True)
class SecondFacts:
    grades: dict[str, str]
    grade: str
    words: str


@dataclass(frozen=True)
class VoiceFacts:
    whose: str
    consent: str
    asked_on: date | None = None
    words: str = ""


def _found(one: CaseReturn) -> CaseReturn:
    held = CaseReturn.objects.select_for_update(of=("self",)).select_related("team", "reader__area")
    return held.get(pk=one.pk)


def locked(one: CaseReturn) -> CaseReturn:
    """The return, held, while it is waited for. Raises IsOver, SentAlready, SetAside."""
    held = _found(one)
    if held.closed_at:
        raise IsOver(held.pk)
    if held.sent_at:
        raise SentAlready(held.pk)
    if held.set_aside_at:
        raise SetAside(held.pk)
    return held


@transaction.atomic
def save_domain(
    one: CaseReturn, domain: str, facts: DomainFacts, *, revision: int, by: Actor, at: datetime
) -> CaseReturn:
    """Save what the record shows of one domain. Two people write on different domains at once. Raises SentAlready, IsOver, ChangedMeanwhile."""
    held = locked(one)
    answers = tool.answers_of(held.answers)
    if int(answers.get(domain, {}).get("revision", 0)) != revision:
        raise ChangedMeanwhile(held)
    answers[domain] = {name: value for name, value in vars(facts).items() if value} | {"revision": revision + 1}
    held.answers, held.saved_at, held.revision = json.dumps(answers, ensure_ascii=False), at, held.revision + 1
    held.save(update_fields=["answers", "saved_at", "revision"])
    audit.did("wrote on", "case_return", held.pk, domain=domain)
    return held


@transaction.atomic
def send(one: CaseReturn, facts: SentFacts, *, key: UUID, by: Actor, at: datetime) -> CaseReturn:
    """Send the return. Raises SentAlready, IsOver, NotGraded, NotTaken.

    A child at risk now is raised with the case holder, once: the page does so before anything of the return can refuse. The same form
    again is sent already.
    """
    held = _found(one)
    if held.sent_at and (held.sent_by_id, held.grade, held.overall) == (by.pk, facts.grade, facts.overall):
        if facts.at_risk:
            safety.raise_concern(held, facts.risk_words, key=key, by=by, at=at)
        return held
    held = locked(held)
    if tool.read(held.tool).missing(tool.answers_of(held.answers)):
        raise NotGraded(held.pk)
    if facts.at_risk:
        safety.raise_concern(held, facts.risk_words, key=key, by=by, at=at)
    held.grade, held.overall, held.sent_at, held.sent_by = facts.grade, facts.overall, at, by
    held.revision += 1
    held.save(update_fields=["grade", "overall", "sent_at", "sent_by", "revision"])
    audit.did("sent", "case_return", held.pk)
    return held


@transaction.atomic
def read_again(one: CaseReturn, facts: SecondFacts, *, key: UUID, by: Actor, at: datetime) -> SecondReading:
    """An independent person grades the same record as the agency described it. Raises NotSent, ReadAlready, NotIndependent, IsOver."""
    if known := made_before(SecondReading, key):
        return known
    held = CaseReturn.objects.select_for_update(of=("self",)).select_related("of__audit", "team").get(pk=one.pk)
    if held.of.audit.state != CaseAudit.State.OPEN:
        raise IsOver(held.pk)
    if not held.sent_at:
        raise NotSent(held.pk)
    posts = Membership.objects.in_force(london_date(at)).filter(user=by.membership.user_id)
    if held.sent_by_id == by.pk or posts.filter(team__organisation=held.team.organisation_id).exists():
        raise NotIndependent(held.pk)
    if SecondReading.objects.filter(of=held).exists():
        raise ReadAlready(held.pk)
    made = SecondReading.objects.create(
        of=held, grades=json.dumps(facts.grades), grade=facts.grade, words=facts.words, at=at, by=by, key=key
    )
    audit.did("read a second time", "case_return", held.pk)
    if facts.grade != held.grade:
        path = reverse("assurance:case_audit", args=[held.of.audit.public_id])
        words = "A second reader of a case audit does not agree"
        notifications.tell(users=[held.of.audit.lead], words=words, path=path, by=by, at=at)
    return made


@transaction.atomic
def record_voice(one: CaseReturn, facts: VoiceFacts, *, key: UUID, by: Actor, at: datetime) -> CaseVoice:
    """What a practitioner, a parent or the child said, with consent; or that they were not asked and why. Also after the return is sent."""
    if known := made_before(CaseVoice, key):
        return known
    held = _found(one)
    if held.closed_at:
        raise IsOver(held.pk)
    words = "" if facts.consent == CaseVoice.Consent.DECLINED else facts.words
    made = CaseVoice.objects.create(
        of=held, whose=facts.whose, consent=facts.consent, asked_on=facts.asked_on, words=words, at=at, by=by, key=key
    )
    audit.did("recorded what was said of", "case_return", held.pk)
    return made


@transaction.atomic
def set_aside(one: CaseReturn, why: str, *, by: Actor, at: datetime) -> CaseReturn:
    """Its agency is waited for no longer, for a reason, and is told so. Raises SentAlready, IsOver; twice is once."""
    held = _found(one)
    if held.set_aside_at:
        return held
    held = locked(held)
    held.set_aside_at, held.set_aside_by, held.set_aside_why = at, by, why
    held.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_why"])
    audit.did("set aside", "case_return", held.pk)
    words, path = "Your agency is no longer asked to audit its record of a case", reverse("assurance:case_returns")
    notifications.tell(team=held.team, words=words, path=path, by=by, at=at)
    return held


@transaction.atomic
def ask_again(one: CaseReturn, *, by: Actor, at: datetime) -> CaseReturn:
    """Wait for it after all. Raises IsOver."""
    held = _found(one)
    if held.closed_at:
        raise IsOver(held.pk)
    if held.set_aside_at:
        held.set_aside_at, held.set_aside_by, held.set_aside_why = None, None, ""
        held.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_why"])
        audit.did("asked again", "case_return", held.pk)
        words, path = "Your agency is asked to audit its own record of a case", reverse("assurance:case_returns")
        notifications.tell(team=held.team, words=words, path=path, by=by, at=at)
    return held


def is_second_reader(one: CaseAudit, actor: Actor) -> bool:
    """Whether an actor is named to read returns of an audit again."""
    reader = AuditMember.Part.READER
    return any(
        each.part == reader and each.ended_at is None and each.user_id == actor.membership.user_id
        for each in one.members.all()
    )
