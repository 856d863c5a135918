"""Training records and who employs whom: one's own, colleagues', doubles made one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from ..codes import groups_of_role
from ..models import LIVE, Delegate, Employment
from ..service import counting, training_team


class NobodyKeepsTraining(Refusal):
    words = "Nobody keeps the training of your area here yet. Contact the partnership’s office."


class RecordElsewhere(Refusal):
    """A colleague has a training record with another employer: it is theirs, and is not opened by typing an address."""

    words = (
        "We cannot add this person here. If they have changed employer, ask them or the training team to "
        "end their last employment first."
    )
    box = "email"


class NotMerged(Refusal):
    box = "other"


class ApprovesThemselves(Refusal):
    words = "Enter the address of the manager, not the delegate’s own."
    box = "manager_email"


@dataclass(frozen=True)
class ColleagueFacts:
    """What a delegate manager says of a colleague."""

    name: str
    email: str
    job_title: str = ""
    staff_groups: tuple[str, ...] = ()
    needs: str = ""
    manager_email: str = ""
    finance_email: str = ""


def own_record(by: Actor, *, at: datetime) -> Delegate:
    """The training record of whoever acts, made at first asking; one that a manager made for the same address is theirs. Raises NobodyKeepsTraining."""
    post, area = by.membership, by.membership.team.area
    if found := Delegate.objects.in_use().filter(user=post.user, area=area).first():
        return found
    with transaction.atomic(), counting(area):
        one_at_a_time(f"training record {area.pk} {post.user.email.lower()}")
        mine = Delegate.objects.in_use().filter(area=area, email__iexact=post.user.email).first()
        if mine is None:
            mine = _made(area, ColleagueFacts(post.user.name, post.user.email), by=by, at=at)
        _belongs_to(mine, post.user)
        if not mine.employments.filter(organisation=post.team.organisation, ends_on=None).exists():
            groups = tuple(groups_of_role(post.role_id))
            facts = ColleagueFacts("", "", job_title=post.job_title, staff_groups=groups)
            _employ(mine, facts, by=by, at=at, starts_on=post.starts_on)
        audit.did("opened a training record", "training_record", mine.pk)
    return Delegate.objects.get(pk=mine.pk)


def claim(*, by: Actor, at: datetime) -> Delegate | None:
    """The record that a manager made for one's address becomes one's own, so that one reads what one needs before one books."""
    post, area = by.membership, by.membership.team.area
    with transaction.atomic(), counting(area):
        mine = Delegate.objects.in_use().filter(area=area, email__iexact=post.user.email, user=None).first()
        return mine and own_record(by, at=at)


def _belongs_to(delegate: Delegate, user: User) -> None:
    if delegate.user_id is None:
        delegate.user = user
        delegate.save(update_fields=["user"])


def _made(area: Area, facts: ColleagueFacts, *, by: Actor, at: datetime) -> Delegate:
    team = training_team(area)
    if team is None:
        raise NobodyKeepsTraining
    said = values_of(facts, "name", "email", "needs", "manager_email", "finance_email")
    _check_manager(facts.manager_email, facts.email)
    return Delegate.objects.create(area=area, team=team, made_at=at, made_by=by, **said)


def _check_manager(manager_email: str, *own: str) -> None:
    """Nobody approves their own booking. Raises ApprovesThemselves."""
    if manager_email and manager_email.casefold() in {each.casefold() for each in own}:
        raise ApprovesThemselves


def _employ(
    delegate: Delegate,
    facts: ColleagueFacts,
    *,
    by: Actor,
    at: datetime,
    team: Team | None = None,
    starts_on: date | None = None,
) -> Employment:
    team = team or by.membership.team
    return Employment.objects.create(
        delegate=delegate,
        organisation=team.organisation,
        team=team,
        job_title=facts.job_title,
        staff_groups=list(facts.staff_groups),
        starts_on=starts_on or london_date(at),
        made_at=at,
        made_by=by,
    )


@transaction.atomic
def add_colleague(facts: ColleagueFacts, team: Team | None = None, *, by: Actor, at: datetime) -> Delegate:
    """Add a colleague to one's team, or, as the training team, to the team of an organisation. Whoever works for somebody else by the records is not added by an address alone. Raises RecordElsewhere."""
    team = team or by.membership.team
    area, organisation = team.area, team.organisation
    with counting(area):
        one_at_a_time(f"training record {area.pk} {facts.email.lower()}")
        known = Delegate.objects.in_use().filter(area=area, email__iexact=facts.email).first()
        if known is None:
            known = _made(area, facts, by=by, at=at)
        today = london_date(at)
        jobs = list(known.employments.exclude(ends_on__lt=today))
        if any(job.organisation_id != organisation.pk for job in jobs):
            raise RecordElsewhere
        if jobs:
            known.employments.filter(pk__in=[job.pk for job in jobs]).update(team=team)
        else:
            _employ(known, facts, by=by, at=at, team=team)
        audit.did("added a colleague", "training_record", known.pk)
    return known


@transaction.atomic
def change_colleague(delegate: Delegate, facts: ColleagueFacts, *, by: Actor, at: datetime) -> Delegate:
    """Correct what is known of a colleague. The address of whoever signs in is their account's."""
    with counting(delegate.area):
        said = values_of(facts, "name", "email", "needs", "manager_email", "finance_email")
        if delegate.user_id:
            said.pop("email")
        elif (
            Delegate.objects.in_use()
            .filter(area=delegate.area, email__iexact=facts.email)
            .exclude(pk=delegate.pk)
            .exists()
        ):
            raise RecordElsewhere(words="Another training record has this address.")
        _check_manager(facts.manager_email, said.get("email", delegate.email))
        for name, value in said.items():
            setattr(delegate, name, value)
        delegate.save(update_fields=list(said))
        delegate.employments.filter(team=by.membership.team, ends_on=None).update(
            job_title=facts.job_title, staff_groups=list(facts.staff_groups)
        )
        audit.did("changed a training record", "training_record", delegate.pk)
    return delegate


@transaction.atomic
def leaves(delegate: Delegate, *, on: date, by: Actor, at: datetime) -> None:
    """A colleague leaves the organisation on a day: the record stays theirs, and is read here until then."""
    with counting(delegate.area):
        jobs = delegate.employments.filter(team=by.membership.team, ends_on=None)
        for job in jobs:
            job.ends_on = max(on, job.starts_on)
            job.save(update_fields=["ends_on"])
        audit.did("ended an employment", "training_record", delegate.pk)


@transaction.atomic
def merge(double: Delegate, into: Delegate, *, by: Actor, at: datetime) -> Delegate:
    """Two records of one person become one: bookings, proof and employers move to the other. Raises NotMerged."""
    if double.pk == into.pk or double.area_id != into.area_id or double.merged_into_id or into.merged_into_id:
        raise NotMerged(words="Choose two records of your area, neither of them merged before.")
    if double.user_id and into.user_id:
        raise NotMerged(words="Both sign in by an account of their own. End one of the accounts first.")
    with counting(double.area):
        both = {
            each: set(each.bookings.filter(state__in=LIVE).values_list("event", flat=True)) for each in (double, into)
        }
        if both[double] & both[into]:
            raise NotMerged(words="Both have a booking for the same date. Cancel one of them first.")
        _join_employments(double, into, london_date(at))
        for rows in ("bookings", "certificates", "evidence", "exemptions"):
            getattr(double, rows).update(delegate=into)
        user, double.user, double.merged_into = double.user, None, into
        double.save(update_fields=["user", "merged_into"])
        if user is not None:
            into.user = user
            into.save(update_fields=["user"])
        audit.did("merged two training records", "training_record", into.pk)
    return into


def _join_employments(double: Delegate, into: Delegate, today: date) -> None:
    """Where both work for the same organisation now, the double's employment ends."""
    here = set(into.employments.filter(ends_on=None).values_list("organisation", flat=True))
    for job in double.employments.filter(ends_on=None, organisation__in=here):
        job.ends_on = max(today - timedelta(days=1), job.starts_on)
        job.save(update_fields=["ends_on"])
    double.employments.update(delegate=into)


@transaction.atomic
def name_manager(delegate: Delegate, email: str, *, by: Actor, at: datetime) -> None:
    """Who approves one's own bookings. Raises ApprovesThemselves."""
    _check_manager(email, delegate.email, by.membership.user.email)
    with counting(delegate.area):
        delegate.manager_email = email
        delegate.save(update_fields=["manager_email"])
