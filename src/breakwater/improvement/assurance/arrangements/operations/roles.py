"""Recording who holds a role. Nothing is overwritten: an end, a correction or a withdrawal is a new row with its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Organisation, User

from ...common import account
from ...models import RoleHolding
from .. import codes, lookup


class CorrectedMeanwhile(Refusal):
    words = "This was corrected meanwhile. Open the page of the role again, and correct what holds now"


class NotWhileDelegated(Refusal):
    box, words = "delegated_by", "Choose a lead safeguarding partner of the same body, who held the role on that day"


class EndsBeforeItStarts(Refusal):
    box, words = "ends_on", "Enter a day on or after the first day of the role"


@dataclass(frozen=True)
class HoldingFacts:
    """Who holds what, from when to when. `email` is that of an account, where the person has one."""

    role: str
    name: str
    starts_on: date
    ends_on: date | None = None
    partner: str = ""
    organisation: Organisation | None = None
    agency: str = ""
    email: str = ""
    job_title: str = ""
    delegated_by: RoleHolding | None = None
    scope: str = ""
    how_chosen: str = ""


@transaction.atomic
def record(area: Area, facts: HoldingFacts, *, by: Actor, at: datetime, key: UUID) -> RoleHolding:
    """Record that somebody holds a role in an area. Raises NoSuchAccount, NotWhileDelegated, EndsBeforeItStarts."""
    if known := made_before(RoleHolding, key):
        return known
    return _made(area, account(facts.email), facts, by=by, at=at, key=key)


@transaction.atomic
def correct(
    holding: RoleHolding, facts: HoldingFacts, reason: str, *, by: Actor, at: datetime, key: UUID
) -> RoleHolding:
    """What was recorded was wrong, or has changed: this takes its place. Raises CorrectedMeanwhile and what `record` does."""
    if known := made_before(RoleHolding, key):
        return known
    _hold(holding)
    user = holding.user
    # An address that is not changed is not looked up again: the account may be closed by now.
    is_theirs = user is not None and facts.email.casefold() == user.email.casefold()
    kept = user if is_theirs else account(facts.email)
    return _made(holding.area, kept, facts, by=by, at=at, key=key, corrects=holding, reason=reason)


@transaction.atomic
def end(holding: RoleHolding, ends_on: date, reason: str, *, by: Actor, at: datetime, key: UUID) -> RoleHolding:
    """The role ends with a day, also of somebody whose account is closed. Raises CorrectedMeanwhile, EndsBeforeItStarts."""
    return _again(holding, by=by, at=at, key=key, ends_on=ends_on, reason=reason)


@transaction.atomic
def withdraw(holding: RoleHolding, reason: str, *, by: Actor, at: datetime, key: UUID) -> RoleHolding:
    """It was recorded by mistake: nobody held this. The row stays, and says so. Raises CorrectedMeanwhile."""
    return _again(holding, by=by, at=at, key=key, reason=reason, is_withdrawn=True)


def facts_of(holding: RoleHolding) -> HoldingFacts:
    """What a row says, to say it again with a change."""
    names = HoldingFacts.__dataclass_fields__.keys() - {"email"}
    return HoldingFacts(
        **{name: getattr(holding, name) for name in names}, email=holding.user.email if holding.user else ""
    )


def _hold(holding: RoleHolding) -> None:
    one_at_a_time(f"role holding {holding.pk}")
    if holding.is_withdrawn or RoleHolding.objects.filter(corrects=holding).exists():
        raise CorrectedMeanwhile(holding.pk)


def _again(holding: RoleHolding, *, by: Actor, at: datetime, key: UUID, **changed) -> RoleHolding:
    """The row once more, with what changed: neither account nor delegation is looked up again, as neither is said anew."""
    if known := made_before(RoleHolding, key):
        return known
    _hold(holding)
    said = vars(facts_of(holding)) | changed
    said.pop("email")
    if said["ends_on"] and said["ends_on"] < said["starts_on"]:
        raise EndsBeforeItStarts(holding.pk)
    return _kept(holding.area, holding.user, by=by, at=at, key=key, corrects=holding, **said)


def _made(
    area: Area, user: User | None, facts: HoldingFacts, *, by: Actor, at: datetime, key: UUID, **more
) -> RoleHolding:
    if facts.ends_on and facts.ends_on < facts.starts_on:
        raise EndsBeforeItStarts(area.pk)
    role = codes.ROLES[facts.role]
    if role.delegated:
        _check_delegation(area, facts)
    said = vars(facts) | ({} if role.delegated else {"delegated_by": None})
    del said["email"]
    return _kept(area, user, by=by, at=at, key=key, **said, **more)


def _kept(area: Area, user: User | None, *, by: Actor, at: datetime, **said) -> RoleHolding:
    made = RoleHolding.objects.create(area=area, user=user, made_at=at, made_by=by, **said)
    audit.did("recorded who holds a role", "role_holding", made.pk, role=made.role)
    return made


def _check_delegation(area: Area, facts: HoldingFacts) -> None:
    leads = lookup.holders_on(area, facts.starts_on).filter(role=codes.LEAD, partner=facts.partner)
    if facts.delegated_by is None or facts.delegated_by.pk not in {each.pk for each in _chains(leads)}:
        raise NotWhileDelegated(area.pk)


def _chains(leads):
    """Each holding, and the rows that it took the place of: a lead whose own row was corrected since delegated all the same."""
    for each in leads:
        while each is not None:
            yield each
            each = each.corrects
