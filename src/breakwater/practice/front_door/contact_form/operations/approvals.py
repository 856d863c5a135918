"""A named manager's approval of a contact made without telling the family: asked, answered, looked for before sending (FD 1.5)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.flow import applicable
from breakwater.casework.recording.registry import ROSTERS, Pick
from breakwater.casework.recording.words import say
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, acting_as, allows, service_of
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName
from breakwater.partnership.organisations.operations import NobodyReceives

from ...arrivals.cannot_wait import cannot_wait_in
from ...arrivals.operations import allegation_intake, arrivals
from ...models import DispensingApproval, Submission
from . import other_forms
from .agreements import agreement_in, reasons_in

MANAGERS = "front_door.managers"
NOT_YET = "and has not answered yet"
LATER = "approval-"  # how the key of an addition begins that is a manager's answer
State = DispensingApproval.State


class NotTheManagerAsked(Refusal):
    """The question was put to someone else."""

    words = "The question was put to someone else"


class AnsweredAlready(Refusal):
    """The manager has answered, or the question was taken back."""

    words = "This was answered before, or withdrawn"


class ApprovalMissing(Refusal):
    """The family was not told and no manager has approved that; `words` say what to do."""

    def __init__(self, words: str):
        super().__init__(words=words)


NAMED_ON_THE_PAGE = (recording.NotComplete, other_forms.Stopped)
NOT_SENT = (*NAMED_ON_THE_PAGE, ApprovalMissing, NobodyReceives, allegation_intake.NobodyGuards)


def why_not_sent(refusal: Refusal, *, nobody: str) -> str:
    """What the page that is read over says above itself; it names the rest anyway. `nobody`: that nobody could read it."""
    if isinstance(refusal, NAMED_ON_THE_PAGE):
        return ""
    return refusal.words if isinstance(refusal, ApprovalMissing) else nobody


def managers_of(by: Actor) -> list[Pick]:
    """The people of the sender's own organisation who use this service and make contacts: nobody's pupils, nobody else's staff."""
    return [
        Pick(post.public_id, f"{post.user.name}, {post.job_title or post.role.title}", {"name": post.user.name})
        for post in _colleagues(by)
    ]


def _colleagues(by: Actor) -> list[Membership]:
    if by.membership_id is None:
        return []
    posts = (
        Membership.objects.in_force(timezone.localdate())
        .filter(
            team__organisation=by.membership.team.organisation_id,
            team__area=by.membership.team.area_id,
            user__is_active=True,
        )
        .exclude(user=by.membership.user_id)
        .select_related("user", "role", "team")
        .order_by("user__name", "pk")
    )
    first: dict[int, Membership] = {}
    for post in posts:
        if allows(post.role_id, Permission.CONTACT_MAKE):
            first.setdefault(post.user_id, post)
    return list(first.values())


ROSTERS.register(MANAGERS, managers_of)


@transaction.atomic
def ask(*, answers: Answers, by: Actor, at: datetime) -> DispensingApproval | None:
    """Put the question to the manager named in the form; None when it names nobody to ask here. Asked of the same manager
    with the same words before, that question stands; one that stands no more is taken back.
    """
    form = recording.definition_of(answers.version)
    wanted = _manager_named(answers, form, by)
    shown = what_is_shown(form, answers.values)
    standing = list(
        DispensingApproval.objects.select_for_update().filter(answers=answers).exclude(state=State.WITHDRAWN)
    )
    kept = next(
        (each for each in standing if wanted and each.manager_user_id == wanted.user_id and each.shown == shown), None
    )
    for each in standing:
        if each is not kept and each.state == State.ASKED:
            each.state = State.WITHDRAWN
            each.save(update_fields=["state"])
    if kept or wanted is None:
        return kept
    asked = DispensingApproval.objects.create(
        answers=answers,
        asker=by.membership.user,
        asked_by=by,
        asked_at=at,
        manager=wanted,
        manager_user=wanted.user,
        shown=shown,
    )
    audit.did("asked", "approval", asked.pk)
    notifications.tell(
        users=[wanted.user],
        words="Someone asks for your approval",
        path=f"/contacts/approvals/{asked.public_id}/",
        by=by,
        at=at,
    )
    return asked


def _manager_named(answers: Answers, form: Form, by: Actor) -> Membership | None:
    heard = applicable(form, answers.values)
    named = heard.get("approval_manager")
    if as_word(heard.get("approval_way")) != "here" or not isinstance(named, dict):
        return None
    return next((post for post in _colleagues(by) if post.public_id == named.get("pick")), None)


def what_is_shown(form: Form, values: Mapping) -> dict:
    """What the manager is asked about. The worry in the sender's words, and nothing that goes by a route of its own."""
    heard = applicable(form, values)
    children = heard.get("children") if isinstance(heard.get("children"), list) else []
    names = [
        " ".join(str(row[key]) for key in ("child_first_name", "child_family_name") if isinstance(row.get(key), str))
        for row in children
    ]
    questions = {question.key: question for _, question in form.questions()}
    return {
        "children": [name or "A child without a name" for name in names],
        "worry": say(questions["worry"], heard.get("worry")),
        "reasons": reasons_in(form, values),
        "told": [
            {"holder": each.holder, "told": each.words.get("parent_told", "")} for each in agreement_in(form, values)
        ],
    }


@transaction.atomic
def decide_approval(
    *, approval: DispensingApproval, approved: bool, words: str, by: Actor, at: datetime
) -> DispensingApproval:
    """The manager's answer. Where the form was sent meanwhile, the MASH reads it with the contact.

    Raises NotTheManagerAsked, AnsweredAlready.
    """
    approval = DispensingApproval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if by.membership.user_id != approval.manager_user_id:
        raise NotTheManagerAsked(approval.public_id)
    if approval.state != State.ASKED:
        raise AnsweredAlready(approval.public_id)
    approval.state = State.APPROVED if approved else State.REFUSED
    approval.words, approval.decided_at, approval.decided_by = words.strip(), at, by
    approval.save(update_fields=["state", "words", "decided_at", "decided_by"])
    audit.did(approval.get_state_display().lower(), "approval", approval.pk)
    notifications.tell(
        users=[approval.asker], words="A manager answered your question", path="/contacts/", by=by, at=at
    )
    _add_to_what_was_sent(approval, by=by, at=at)
    return approval


def _add_to_what_was_sent(approval: DispensingApproval, *, by: Actor, at: datetime) -> None:
    area, key, words = by.membership.team.area, f"{LATER}{approval.pk}", words_of(approval)
    with acting_as(service_of(area, ServiceName.INTAKE)):
        sent = Submission.objects.select_related("area").filter(answers=approval.answers_id).first()
        if sent is None:
            allegation_intake.add_to_what_was_closed(
                area=area, answers=approval.answers_id, key=key, words=words, by=by, at=at
            )
            return
    with suppress(arrivals.NothingToAddTo):
        arrivals.add_to_open(submission=sent, key=key, words=words, by=by, at=at)


def answered_since(submission: Submission) -> str:
    """What the manager answered after the form was sent, as it was added to it; "" where nothing was."""
    found = submission.additions.filter(key__startswith=LATER).order_by("received_at", "pk").last()
    return found.words if found else ""


def standing(answers: Answers) -> DispensingApproval | None:
    """The question that stands: the newest that was not taken back."""
    return (
        DispensingApproval.objects.select_related("manager_user", "manager__role")
        .filter(answers=answers)
        .exclude(state=State.WITHDRAWN)
        .order_by("-asked_at", "-pk")
        .first()
    )


def words_of(approval: DispensingApproval) -> str:
    """The question and its answer in a sentence."""
    who = f"{approval.manager_user.name} ({approval.manager.job_title or approval.manager.role.title})"
    if approval.state == State.ASKED:
        return f"{who} was asked {exact_moment(approval.asked_at)} {NOT_YET}"
    said = "approved" if approval.state == State.APPROVED else "did not approve"
    return f"{who} {said} that the family is not told, {exact_moment(approval.decided_at)}: {approval.words}"


def cannot_wait(values: Mapping) -> bool:
    """The child cannot wait for a manager: in danger now, or what else the form says that cannot wait."""
    return as_word(values.get("immediate_danger")) == "yes" or bool(cannot_wait_in(values))


def what_is_missing(answers: Answers) -> str:
    """What a manager must still say before this can be sent, in words; "" when nothing holds it up."""
    return missing_in(recording.definition_of(answers.version), answers.values, standing(answers))


def missing_in(form: Form, values: Mapping, asked: DispensingApproval | None = None) -> str:
    """The same, from answers and the question that stands."""
    heard = applicable(form, values)
    way = as_word(heard.get("approval_way"))
    if not way or cannot_wait(heard) or form.says_danger(heard) or way == "elsewhere":
        return ""
    if way == "cannot_wait":
        return "Name the manager who approves that the family is not told. Nothing in the form says that the child cannot wait"
    if asked is None or asked.state == State.ASKED:
        return "The manager has not answered yet whether the contact may be made without telling the family"
    if asked.state == State.REFUSED:
        return "The manager did not approve that the family is not told. Tell the family, or ask another manager"
    return ""


def is_open(answers: Answers) -> bool:
    """The family was not told, and no manager has approved it so far."""
    form = recording.definition_of(answers.version)
    heard = applicable(form, answers.values)
    questions = {question.key: question for _, question in form.questions()}
    if "parent_told" not in questions or not any(each.told == "no" for each in agreement_in(form, answers.values)):
        return False
    if as_word(heard.get("approval_way")) == "elsewhere":
        return False
    asked = standing(answers)
    return asked is None or asked.state != State.APPROVED
