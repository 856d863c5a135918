"""The key worker of a bereaved family: named, told to the family, in touch with it, and its questions with their answers (PL 7.10)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import ChildDeath, FamilyContact, FamilyQuestion, FamilySupport
from .states import locked, save_over

NAMED = "You are named as a key worker: read it now"
ANSWERED = "A question of a family was answered: tell them"


class SupportEnded(Refusal):
    words = (
        "Another key worker was named since, or the support has ended. What you wrote is in the boxes: pass it to them."
    )


class AnsweredAlready(Refusal):
    words = "The family was told the answer to this question already."


class QuestionsOpen(Refusal):
    words = "A question of the family has no answer that they were told. Answer it first, or name another key worker."


@dataclass(frozen=True)
class KeyWorkerFacts:
    """Who it is: a post that has an account here, or somebody without one; how and when they are reached."""

    named: str
    phone: str
    post: Membership | None = None
    hours: str = ""
    deputy: str = ""


@dataclass(frozen=True)
class ToldFacts:
    told_on: date
    told_how: str
    leaflet: bool
    bereavement: str = ""


@dataclass(frozen=True)
class ContactFacts:
    on: date
    words: str


@dataclass(frozen=True)
class QuestionFacts:
    question: str
    asked_on: date
    raised_in: str = ""


@dataclass(frozen=True)
class AnswerFacts:
    answer: str
    told_on: date | None = None
    raised_in: str = ""


@transaction.atomic
def name_key_worker(death: ChildDeath, facts: KeyWorkerFacts, *, key: UUID, by: Actor, at: datetime) -> FamilySupport:
    """Name one; whoever it was before reads nothing from now on. A second time gives the first."""
    held = locked(death)
    if known := made_before(FamilySupport, key):
        return known
    before = FamilySupport.objects.filter(death=held, ended_on=None)
    questions = list(FamilyQuestion.objects.filter(support__in=before, told_on=None))
    before.update(ended_on=london_date(at), ended_why="Another key worker was named")
    made = FamilySupport.objects.create(
        death=held,
        team=held.team,
        user=facts.post.user if facts.post else None,
        maker=by.membership.user,
        reference=held.reference,
        called=held.called,
        named=facts.named,
        phone=facts.phone,
        hours=facts.hours,
        deputy=facts.deputy,
        named_at=at,
        by=by,
        key=key,
    )
    FamilySupport.objects.filter(pk=made.pk).update(maker=None)
    for each in questions:
        _pass_on(each, made, by=by, at=at)
    audit.did("named a key worker in", "child_death", held.pk)
    if facts.post and facts.post.user_id != by.membership.user_id:
        path = reverse("learning:family_support", args=[made.public_id])
        notifications.tell(words=NAMED, path=path, by=by, at=at, users=[facts.post.user])
    return made


def _pass_on(question: FamilyQuestion, support: FamilySupport, *, by: Actor, at: datetime) -> None:
    """A question that the family still waits for goes to the next key worker."""
    kept = {name: getattr(question, name) for name in ("question", "asked_on", "raised_in", "answer")}
    FamilyQuestion.objects.create(support=support, **kept, at=at, by=by, key=uuid5(support.key, question.public_id))


@transaction.atomic
def tell_family(support: FamilySupport, facts: ToldFacts, *, revision: int, by: Actor, at: datetime) -> FamilySupport:
    """The family knows who their key worker is. Raises SupportEnded, ChangedMeanwhile."""
    held = standing(support)
    save_over(held, revision, **vars(facts))
    audit.did("recorded that a family was told in", "family_support", held.pk)
    return held


@transaction.atomic
def record_contact(support: FamilySupport, facts: ContactFacts, *, key: UUID, by: Actor, at: datetime) -> FamilyContact:
    """A contact with the family. A second time gives the first. Raises SupportEnded."""
    held = standing(support)
    if known := made_before(FamilyContact, key):
        return known
    audit.did("recorded a contact with a family in", "family_support", held.pk)
    return FamilyContact.objects.create(support=held, **vars(facts), at=at, by=by, key=key)


@transaction.atomic
def add_question(support: FamilySupport, facts: QuestionFacts, *, key: UUID, by: Actor, at: datetime) -> FamilyQuestion:
    """A question of the family. A second time gives the first. Raises SupportEnded."""
    held = standing(support)
    if known := made_before(FamilyQuestion, key):
        return known
    audit.did("recorded a question of a family in", "family_support", held.pk)
    return FamilyQuestion.objects.create(support=held, **vars(facts), at=at, by=by, key=key)


@transaction.atomic
def answer_question(
    question: FamilyQuestion, facts: AnswerFacts, *, revision: int, by: Actor, at: datetime
) -> FamilyQuestion:
    """What the answer is, and when the family was told it. Raises SupportEnded, AnsweredAlready, ChangedMeanwhile."""
    support = standing(question.support)
    held = FamilyQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if held.told_on:
        raise AnsweredAlready
    save_over(held, revision, **vars(facts))
    audit.did("answered a question of a family in", "family_support", support.pk)
    if facts.told_on is None and support.user and support.user_id != by.membership.user_id:
        path = reverse("learning:family_support", args=[support.public_id])
        notifications.tell(words=ANSWERED, path=path, by=by, at=at, users=[support.user])
    return held


@transaction.atomic
def end_support(support: FamilySupport, why: str, on: date, *, by: Actor, at: datetime) -> FamilySupport:
    """The support ends, after the panel's feedback or as the family wishes. Raises SupportEnded, QuestionsOpen."""
    held = standing(support)
    if held.questions.filter(told_on=None).exists():
        raise QuestionsOpen
    held.ended_on, held.ended_why = on, why
    held.save(update_fields=["ended_on", "ended_why"])
    audit.did("ended the support of a family in", "family_support", held.pk)
    return held


def standing(support: FamilySupport) -> FamilySupport:
    """The support, held, while it lasts. Raises SupportEnded."""
    held = FamilySupport.objects.select_for_update(of=("self",)).select_related("user").get(pk=support.pk)
    if held.ended_on:
        raise SupportEnded
    return held
