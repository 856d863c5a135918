"""The head of the school reads a version that is in force, and approves it by their own sign-in (PL 9.5)."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from ...incidents.lookup import post_in_words
from ...incidents.naming import names_another
from ...models import Assessment, HeadApproval, ReviewCall, Trigger
from .. import lookup

WAITS = "An assessment waits for your approval as the head"
SENT_BACK = "The head has sent back an assessment"
APPROVED = "The head has approved an assessment"


class NotYours(Refusal):
    """Whoever put it in force is not also the second who approves it."""

    words = "You put this version in force yourself. Somebody else approves it as the head."


class AnotherIsNamed(Refusal):
    """Whoever works with the child reads the plan, which names no other (PL 9.4)."""

    words = "This names another child of the incident. Write “the other child”."
    box = "words"


class NotWaiting(Refusal):
    words = "This version does not wait for the head: it is not in force, or it was approved otherwise."


class HeadMay(Refusal):
    words = "A head of your school has no conflict of interest: they approve it by their own sign-in."


@transaction.atomic
def approve_as_head(version: Assessment, *, by: Actor, at: datetime) -> HeadApproval:
    """Whoever put it in force hears so. A second time changes nothing. Raises NotWaiting, NotYours."""
    held = (
        Assessment.objects.select_for_update(of=("self",)).select_related("approved_by__membership").get(pk=version.pk)
    )
    if known := HeadApproval.objects.filter(assessment=held).first():
        return known
    if not lookup.waits_for_head(held) or lookup.is_followed(held):
        raise NotWaiting
    if held.approved_by.membership.user_id == by.membership.user_id:
        raise NotYours
    name = post_in_words(by.membership)
    made = HeadApproval.objects.create(assessment=held, name=name[:200], approved_at=at, approved_by=by)
    audit.did("approved as the head the assessment of", "incident_child", held.child_id, version=held.number)
    path = lookup.href("assessment", held)
    notifications.tell(users=[held.approved_by.membership.user], words=APPROVED, path=path, by=by, at=at)
    return made


@transaction.atomic
def send_back(version: Assessment, *, words: str, by: Actor, at: datetime) -> ReviewCall:
    """The head does not approve it as it is: the safeguarding lead has it on Today, with the words, and reviews it.

    It protects meanwhile: it stays in force until the next version is. A second time changes nothing. Raises NotWaiting, AnotherIsNamed.
    """
    held = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("approved_by__membership__user", "child__area", "child__team")
        .get(pk=version.pk)
    )
    if known := held.sent_back.first():
        return known
    if not lookup.waits_for_head(held) or lookup.is_followed(held):
        raise NotWaiting
    if names_another(words, held.child):
        raise AnotherIsNamed
    made = ReviewCall.objects.create(
        child=held.child, version=held, trigger=Trigger.HEAD, words=words, called_at=at, called_by=by, key=uuid4()
    )
    audit.did("sent back the assessment of", "incident_child", held.child_id, version=held.number)
    path, users = lookup.href("plan", held.child), [held.approved_by.membership.user]
    notifications.tell(users=users, words=SENT_BACK, path=path, by=by, at=at)
    return made


@transaction.atomic
def record_on_paper(version: Assessment, *, name: str, on: date, by: Actor, at: datetime) -> HeadApproval:
    """Whoever stands in for the head, the chair of governors say, approved it on paper: who, and on which day. Raises NotWaiting, HeadMay."""
    held = Assessment.objects.select_for_update(of=("self",)).select_related("child").get(pk=version.pk)
    if known := HeadApproval.objects.filter(assessment=held).first():
        return known
    if not lookup.waits_for_head(held) or lookup.is_followed(held):
        raise NotWaiting
    if lookup.heads_of(held.child, london_date(at)):
        raise HeadMay
    made = HeadApproval.objects.create(assessment=held, name=name, on_paper=on, approved_at=at, approved_by=by)
    audit.did("recorded an approval in the place of the head", "incident_child", held.child_id, version=held.number)
    return made


def ask_heads(version: Assessment, heads, *, by: Actor, at: datetime) -> None:
    """Tell the heads that a version waits for them."""
    users = [each.user for each in heads if each.user_id != by.membership.user_id]
    notifications.tell(users=users, words=WAITS, path=lookup.href("assessment", version), by=by, at=at)
