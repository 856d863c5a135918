"""Setting up a case audit, naming who takes part, drawing its cases, and beginning the re-audit on the same tool."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team

from ...models import AuditMember, CaseAudit, CaseReturn
from .. import tool

State = CaseAudit.State


class NotAtThisStage(Refusal):
    words = "This case audit has moved on meanwhile. Open it again to see where it is"


class NotDrawn(Refusal):
    words = "The draw was refused: you lead the audit as business manager, and must be so in each of its areas"


class NothingToDraw(Refusal):
    box, words = "seed", "No open case fits the rule. Change the ages, the kinds of case or the areas, and draw again"


class TooOften(Refusal):
    box, words = "post", "This person is named in this part already"


@dataclass(frozen=True)
class PlanFacts:
    """What is audited, why it may be, from where and how many, and by when agencies answer."""

    theme: str
    questions: str
    standards: str
    lawful_basis: str
    areas: list[int]
    kinds: list[str]
    ages: list[str]
    number: int
    share: int
    answers_by: date
    meeting_on: date | None = None


def locked(one: CaseAudit, *states: State) -> CaseAudit:
    """The audit, held until the end of the transaction. Raises NotAtThisStage."""
    held = CaseAudit.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if states and held.state not in states:
        raise NotAtThisStage
    return held


@transaction.atomic
def set_up(facts: PlanFacts, *, key: UUID, by: Actor, at: datetime, first: CaseAudit | None = None) -> CaseAudit:
    """An audit that is planned, on the tool of today, or on that of its `first`. Sent twice it is one."""
    if known := made_before(CaseAudit, key):
        return known
    team = by.membership.team
    made = CaseAudit.objects.create(
        area=team.area,
        team=team,
        lead=by.membership.user,
        first=first,
        tool=first.tool if first else tool.as_kept(),
        made_at=at,
        made_by=by,
        key=key,
        **values_of(facts),
    )
    audit.did("set up", "case_audit", made.pk)
    return made


@transaction.atomic
def change(one: CaseAudit, facts: PlanFacts, *, revision: int, by: Actor, at: datetime) -> CaseAudit:
    """Change the plan while nothing is drawn. Raises NotAtThisStage, ChangedMeanwhile."""
    held = locked(one, State.PLANNED)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in values_of(facts).items():
        setattr(held, name, value)
    held.revision += 1
    held.save(update_fields=[*values_of(facts), "revision"])
    audit.did("changed the plan of", "case_audit", held.pk)
    return held


@transaction.atomic
def audit_again(one: CaseAudit, facts: PlanFacts, *, key: UUID, by: Actor, at: datetime) -> CaseAudit:
    """The same theme, questions and tool on cases drawn anew, to see whether practice changed."""
    held = locked(one, State.REPORTED)
    same = {name: getattr(held, name) for name in ("theme", "questions", "standards")}
    return set_up(replace(facts, **same), key=key, first=held, by=by, at=at)


@transaction.atomic
def draw(one: CaseAudit, seed: str, *, by: Actor, at: datetime) -> CaseAudit:
    """Draw the cases by the rule and ask each agency that knows one. Raises NotAtThisStage, NotDrawn, NothingToDraw."""
    held = locked(one, State.PLANNED)
    with connection.cursor() as cursor:
        cursor.execute("select access.draw_case_audit(%s, %s, %s)", [held.pk, seed or secrets.token_hex(8), at])
        (drawn,) = cursor.fetchone()
    if drawn is None:
        raise NotDrawn(held.pk)
    if not drawn:
        raise NothingToDraw(held.pk)
    held.refresh_from_db()
    audit.did("drew the cases of", "case_audit", held.pk, seed=held.seed, eligible=held.eligible, drawn=drawn)
    asked = CaseReturn.objects.filter(of__audit=held).values_list("team", flat=True)
    for team in Team.objects.filter(pk__in=set(asked)).order_by("pk"):
        words, path = "Your agency is asked to audit its own record of a case", reverse("assurance:case_returns")
        notifications.tell(team=team, words=words, path=path, by=by, at=at)
    return held


@transaction.atomic
def name_member(one: CaseAudit, post: Membership, part: str, *, by: Actor, at: datetime) -> AuditMember:
    """Somebody reads again, or sits at the meeting. They read every case by its pseudonym."""
    held = locked(one)
    if held.members.filter(user=post.user_id, part=part, ended_at=None).exists():
        raise TooOften(post.pk)
    named = f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"[:200]
    made = AuditMember.objects.create(
        audit=held, user=post.user, membership=post, part=part, named=named, since=at, by=by
    )
    audit.did("named somebody on", "case_audit", held.pk, member=made.pk)
    path = reverse("assurance:case_audit", args=[held.public_id])
    notifications.tell(users=[post.user], words="You are named on a case audit", path=path, by=by, at=at)
    return made


@transaction.atomic
def end_member(member: AuditMember, *, by: Actor, at: datetime) -> AuditMember:
    locked(member.audit)
    AuditMember.objects.filter(pk=member.pk, ended_at=None).update(ended_at=at)
    audit.did("ended somebody’s part in", "case_audit", member.audit_id, member=member.pk)
    return member


def areas_of(one: CaseAudit) -> list[Area]:
    return list(Area.objects.filter(pk__in=one.areas).order_by("name"))
