"""Agreeing an action, accepting it, saying that it is complete, verifying it. The owner never verifies their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team

from .models import OPEN, UNVERIFIED, ActionExtension, ActionStep, State, StepKind, TrackedAction

ACCEPTED_WITHIN = 5  # working days (PL 4.10)


class NotAtThatStage(Refusal):
    """Somebody has moved it on meanwhile."""

    words = "This action has moved on meanwhile. Nothing was changed: read what was recorded, and go on from there"


class NotForYourself(Refusal):
    """Whoever does an action, or says that it is done, does not verify it."""

    words = "You do this action, or said that it is complete, so somebody else verifies it"


class AskedAlready(Refusal):
    box, words = "to_day", "A later date is asked for already and waits for its answer"


class NotLater(Refusal):
    box, words = "to_day", "Enter a day later than the day it is due"


class NotThatOrganisation(Refusal):
    box, words = "owner", "This person has no role in the organisation any more. Choose somebody else"


@dataclass(frozen=True)
class Origin:
    """What an action came from: a `Source`, what that calls itself, a page of ours about it, and who has it verified.

    That is the actor's own team, where it is not another.
    """

    source: str
    name: str = ""
    path: str = ""
    set_by: Team | None = None


@dataclass(frozen=True)
class ActionFacts:
    """What is to be done: verb, object and whom it helps; how anybody will know; by when; and what is tested later."""

    because: str
    wording: str
    measure: str
    priority: str
    due_on: date
    test_on: date | None = None


@transaction.atomic
def propose(
    facts: ActionFacts,
    *,
    origin: Origin,
    owners: Sequence[Team],
    named: Membership | None = None,
    by: Actor,
    at: datetime,
    key: UUID,
) -> TrackedAction:
    """Propose an action to the team that is to do it; to several, one each beneath a recommendation of its own.

    `named` is who of one team is meant to do it: the team still accepts it, and says then who does. Returns the action, or the
    recommendation. The same `key` again makes nothing more. Raises NotThatOrganisation.
    """
    if known := made_before(TrackedAction, key):
        return known
    if named is not None and [named.team_id] != [team.pk for team in owners]:
        raise NotThatOrganisation(named.pk)
    if len(owners) == 1:
        return _made(facts, origin, key, _For(owners[0], named), by=by, at=at)
    parent = _made(facts, origin, key, _For(), by=by, at=at)
    for team in owners:
        _made(facts, origin, uuid5(key, str(team.pk)), _For(team, parent=parent), by=by, at=at)
    return parent


@transaction.atomic
def agree(
    facts: ActionFacts,
    *,
    origin: Origin,
    owner_team: Team,
    owner: Membership | None,
    by: Actor,
    at: datetime,
    key: UUID,
) -> TrackedAction:
    """An action that a team sets itself: proposed and accepted at once, where its `owner` is named. Others accept their own (`propose`)."""
    action = propose(facts, origin=origin, owners=[owner_team], by=by, at=at, key=key)
    if owner is None or action.state != State.PROPOSED:
        return action
    action.owner, action.state = owner, State.ACCEPTED
    return _step(action, StepKind.ACCEPTED, "Agreed together", by=by, at=at, saving=("owner", "state"))


@transaction.atomic
def accept(
    action: TrackedAction, *, owner: Membership, lead: Membership | None, by: Actor, at: datetime
) -> TrackedAction:
    """The organisation accepts it: who does it, and who there answers for it. Raises NotAtThatStage, NotThatOrganisation."""
    action = _locked(action, State.PROPOSED)
    for post in filter(None, (owner, lead)):
        if post.team_id != action.owner_team_id:
            raise NotThatOrganisation(post.pk)
    action.owner, action.lead, action.state = owner, lead, State.ACCEPTED
    _step(action, StepKind.ACCEPTED, f"{owner.user.name} does it", by=by, at=at, saving=("owner", "lead", "state"))
    _tell_who_set_it(action, "An action was accepted", by=by, at=at)
    if owner.user_id != by.membership.user_id:
        _tell(action, "An action is yours to do", users=[owner.user], by=by, at=at)
    return action


@transaction.atomic
def decline(action: TrackedAction, *, words: str, by: Actor, at: datetime) -> TrackedAction:
    """The organisation does not accept it, and says why: whoever set it gives it to another, changes or closes it."""
    action = _locked(action, State.PROPOSED)
    action.owner = None  # whoever was meant to do it does not
    _step(action, StepKind.DECLINED, words, by=by, at=at, saving=("owner",))
    _tell_who_set_it(action, "An action was not accepted", by=by, at=at)
    return action


@transaction.atomic
def reassign(action: TrackedAction, *, team: Team, words: str, by: Actor, at: datetime) -> TrackedAction:
    """Give it to another team, which has its five working days to accept it. The due date stays."""
    action = _locked(action, *OPEN)
    today = london_date(at)
    action.owner_team, action.owner, action.lead, action.state = team, None, None, State.PROPOSED
    action.accept_by = accept_by(action.area, today)
    saving = ("owner_team", "owner", "lead", "state", "accept_by")
    _step(action, StepKind.REASSIGNED, f"{team.in_words}. {words}".strip(), by=by, at=at, saving=saving)
    _tell(action, "An action is proposed to your team", team=team, by=by, at=at)
    return action


@transaction.atomic
def report(action: TrackedAction, *, words: str, link: str, by: Actor, at: datetime) -> TrackedAction:
    """Progress in words, with evidence where there is any. Raises NotAtThatStage."""
    action = _locked(action, State.ACCEPTED, State.IN_PROGRESS)
    action.state = State.IN_PROGRESS
    return _step(action, StepKind.UPDATED, words, link=link, by=by, at=at, saving=("state",))


@transaction.atomic
def complete(action: TrackedAction, *, words: str, link: str, by: Actor, at: datetime) -> TrackedAction:
    """Its owner says that it is complete, and what the evidence shows. Raises NotAtThatStage."""
    action = _locked(action, State.ACCEPTED, State.IN_PROGRESS)
    action.state, action.completed_by = State.COMPLETE, by
    _step(action, StepKind.COMPLETED, words, link=link, by=by, at=at, saving=("state", "completed_by"))
    _tell_who_set_it(action, "An action is said to be complete: verify it", by=by, at=at)
    return action


@transaction.atomic
def verify(action: TrackedAction, *, words: str, by: Actor, at: datetime) -> TrackedAction:
    """Somebody else has checked the evidence. Raises NotForYourself, NotAtThatStage."""
    action = _locked(action, State.COMPLETE)
    _refuse_its_own(action, by)
    action.state, action.closed_on = State.VERIFIED, london_date(at)
    _step(action, StepKind.VERIFIED, words, by=by, at=at, saving=("state", "closed_on"))
    _tell(action, "An action was verified", team=action.owner_team, by=by, at=at)
    _roll_up(action, by=by, at=at)
    return action


@transaction.atomic
def send_back(action: TrackedAction, *, words: str, by: Actor, at: datetime) -> TrackedAction:
    """The evidence does not show it yet. Raises NotForYourself, NotAtThatStage."""
    action = _locked(action, State.COMPLETE)
    _refuse_its_own(action, by)
    action.state, action.completed_by = State.IN_PROGRESS, None
    _step(action, StepKind.SENT_BACK, words, by=by, at=at, saving=("state", "completed_by"))
    _tell(action, "An action was not verified yet: read why", team=action.owner_team, by=by, at=at)
    return action


@transaction.atomic
def embed(action: TrackedAction, *, words: str, by: Actor, at: datetime) -> TrackedAction:
    """It was tested later and holds; `words` are what changed for children. Raises NotForYourself, NotAtThatStage."""
    action = _locked(action, State.VERIFIED)
    _refuse_its_own(action, by)
    action.state = State.EMBEDDED
    return _step(action, StepKind.EMBEDDED, words, by=by, at=at, saving=("state",))


@transaction.atomic
def close_unachieved(
    action: TrackedAction, *, words: str, risk_accepted_by: str, by: Actor, at: datetime
) -> TrackedAction:
    """It will not be done: why, and who accepts the risk that stays. Raises NotAtThatStage."""
    said = f"{words}\nThe risk is accepted by {risk_accepted_by}."
    return _close(action, State.NOT_ACHIEVED, StepKind.NOT_ACHIEVED, said, by=by, at=at)


@transaction.atomic
def supersede(action: TrackedAction, *, words: str, by: Actor, at: datetime) -> TrackedAction:
    """Another action or a change of the rules took its place. Raises NotAtThatStage."""
    return _close(action, State.SUPERSEDED, StepKind.SUPERSEDED, words, by=by, at=at)


@transaction.atomic
def ask_later(action: TrackedAction, *, to_day: date, reason: str, by: Actor, at: datetime) -> ActionExtension:
    """Ask for a later due date. It holds when whoever set the action grants it. Raises AskedAlready, NotLater, NotAtThatStage."""
    action = _locked(action, State.ACCEPTED, State.IN_PROGRESS)
    if to_day <= action.due_on:
        raise NotLater(action.pk)
    if action.extensions.filter(granted=None).exists():
        raise AskedAlready(action.pk)
    asked = ActionExtension.objects.create(
        action=action, from_day=action.due_on, to_day=to_day, reason=reason, asked_at=at, asked_by=by
    )
    audit.did("asked for a later date", "action", action.pk)
    _tell_who_set_it(action, "A later date is asked for an action", by=by, at=at)
    return asked


@transaction.atomic
def answer_later(action: TrackedAction, *, granted: bool, answer: str, by: Actor, at: datetime) -> TrackedAction:
    """Grant a later date or not. The first due date stays on record. Raises NotForYourself, NotAtThatStage."""
    action = _locked(action, *UNVERIFIED)
    asked = action.extensions.select_for_update().filter(granted=None).first()
    if asked is None:
        raise NotAtThatStage(action.pk)
    if asked.asked_by.membership_id and asked.asked_by.membership.user_id == by.membership.user_id:
        raise NotForYourself(action.pk)
    asked.granted, asked.answer, asked.answered_at, asked.answered_by = granted, answer, at, by
    asked.save(update_fields=["granted", "answer", "answered_at", "answered_by"])
    if granted:
        action.due_on, action.escalated = asked.to_day, 0
        action.save(update_fields=["due_on", "escalated"])
    audit.did("granted a later date" if granted else "refused a later date", "action", action.pk)
    _tell(action, "Your request for a later date is answered", team=action.owner_team, by=by, at=at)
    return action


def held_by(membership: Membership) -> QuerySet[TrackedAction]:
    """What a post has still to do, or answers for."""
    return TrackedAction.objects.for_pages().to_do().filter(Q(owner=membership) | Q(lead=membership))


@transaction.atomic
def give_back(membership: Membership, *, by: Actor, at: datetime) -> int:
    """A post has ended: its organisation says who does its actions now, or answers for them. Returns how many; again it is none."""
    held = list(held_by(membership).select_for_update(of=("self",)).order_by("pk"))
    for action in held:
        if action.lead_id == membership.pk:
            action.lead = None
        if action.owner_id == membership.pk:
            action.owner, action.state = None, State.PROPOSED
            action.accept_by = working_calendar(action.area).add_working_days(london_date(at), 1)
        words = f"{membership.user.name} has left: say who " + ("answers for it" if action.owner_id else "does it now")
        saving = ("owner", "lead", "state", "accept_by")
        _step(action, StepKind.REASSIGNED, words, by=by, at=at, saving=saving)
    for team in {action.owner_team for action in held}:
        number = sum(action.owner_team_id == team.pk for action in held)
        words = "An action needs a new owner" if number == 1 else f"{number} actions need a new owner"
        notifications.tell(words=f"{words}: someone has left", path="/actions/", team=team, by=by, at=at)
    return len(held)


def accept_by(area: Area, today: date) -> date:
    """Until when an action proposed today is accepted, or declined with a reason."""
    return working_calendar(area).add_working_days(today, ACCEPTED_WITHIN)


class _For(NamedTuple):
    """Whose an action is: a team's, perhaps a named person's of it; one team's part of an action for several; or nobody's, for several."""

    team: Team | None = None
    named: Membership | None = None
    parent: TrackedAction | None = None


def _made(facts: ActionFacts, origin: Origin, key: UUID, whose: _For, *, by: Actor, at: datetime) -> TrackedAction:
    today, team = london_date(at), origin.set_by or by.membership.team
    action = TrackedAction.objects.create(
        area=team.area,
        source=origin.source,
        came_from=origin.name,
        came_from_path=origin.path,
        because=facts.because,
        wording=facts.wording,
        measure=facts.measure,
        priority=facts.priority,
        parent=whose.parent,
        set_by_team=team,
        owner_team=whose.team,
        owner=whose.named,
        starts_on=today,
        accept_by=accept_by(team.area, today),
        first_due_on=facts.due_on,
        due_on=facts.due_on,
        test_on=facts.test_on,
        made_at=at,
        made_by=by,
        key=key,
    )
    _step(action, StepKind.PROPOSED, "", by=by, at=at)
    # A service acts for whoever answers by a link: then nobody at the keyboard is of the team.
    if whose.team is not None and (by.membership_id is None or whose.team.pk != by.membership.team_id):
        _tell(action, "An action is proposed to your team", team=whose.team, by=by, at=at)
    return action


def _locked(action: TrackedAction, *states: State) -> TrackedAction:
    held = TrackedAction.objects.for_pages().select_for_update(of=("self",)).get(pk=action.pk)
    if held.state not in states or held.is_for_several:
        raise NotAtThatStage(held.pk)
    return held


def _step(
    action: TrackedAction,
    kind: StepKind,
    words: str,
    *,
    by: Actor,
    at: datetime,
    link: str = "",
    saving: Sequence[str] = (),
) -> TrackedAction:
    if saving:
        action.save(update_fields=saving)
    ActionStep.objects.create(action=action, kind=kind, words=words, link=link, at=at, by=by)
    audit.did(kind.label.lower(), "action", action.pk)
    return action


def _close(
    action: TrackedAction, state: State, kind: StepKind, words: str, *, by: Actor, at: datetime
) -> TrackedAction:
    action = _locked(action, *UNVERIFIED)
    _refuse_its_own(action, by)
    action.state, action.closed_on = state, london_date(at)
    _step(action, kind, words, by=by, at=at, saving=("state", "closed_on"))
    _tell(action, "An action of yours was closed", team=action.owner_team, by=by, at=at)
    _roll_up(action, by=by, at=at)
    return action


def _refuse_its_own(action: TrackedAction, by: Actor) -> None:
    doers = {post.user_id for post in (action.owner, action.completed_by and action.completed_by.membership) if post}
    if by.membership.user_id in doers:
        raise NotForYourself(action.pk)


def _roll_up(part: TrackedAction, *, by: Actor, at: datetime) -> None:
    """A recommendation is closed with the last of its parts: verified where every part was, else not achieved."""
    if part.parent_id is None:
        return
    parent = TrackedAction.objects.select_for_update().get(pk=part.parent_id)
    states = set(parent.parts.values_list("state", flat=True))
    if states & set(UNVERIFIED):
        return
    done = states <= {State.VERIFIED, State.EMBEDDED}
    parent.state, parent.closed_on = (State.VERIFIED if done else State.NOT_ACHIEVED), london_date(at)
    parent.completed_by = by if done else None
    kind = StepKind.VERIFIED if done else StepKind.NOT_ACHIEVED
    _step(parent, kind, "Its last part is closed", by=by, at=at, saving=("state", "closed_on", "completed_by"))


def _tell_who_set_it(action: TrackedAction, words: str, *, by: Actor, at: datetime) -> None:
    _tell(action, words, team=action.set_by_team, by=by, at=at)


def _tell(action: TrackedAction, words: str, *, by: Actor, at: datetime, users=(), team: Team | None = None) -> None:
    notifications.tell(words=words, path=f"/actions/{action.public_id}/", users=users, team=team, by=by, at=at)
