"""An area's table of cohorts: taken up from the file that Breakwater brings, and changed line by line, each a new edition.

Whatever would show schools more than before waits for a second person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Actor, Area, Membership
from breakwater.practice.education.models import CohortProposal, CohortRule, Condition, See, is_barred, shows_more

from .table import read_table


class NeverOnAList(Refusal):
    words = "Prevent, Channel, allegations and section 47 enquiries are never on a school’s list"


class LineChanged(Refusal):
    words = "Someone changed this line meanwhile. Open it again to see what it says now"


class NothingChanged(Refusal):
    words = "Nothing is changed. Change something, or go back"


class CodeTaken(Refusal):
    box, words = "code", "The table has a line of this code already"


class WaitsAlready(Refusal):
    box = "code"
    words = "A change of this line waits for a second person already. It is decided or withdrawn first"


class DecidedAlready(Refusal):
    words = "No change of that line waits any more: it was decided or withdrawn"


class SamePerson(Refusal):
    """Whoever proposed a line does not release it, in whatever post."""

    words = "You proposed it yourself. Another person releases it"


def in_force(area: Area, on: date) -> dict[str, CohortRule]:
    """The lines that hold on a day, by code, in their order."""
    return {rule.code: rule for rule in CohortRule.objects.in_force(area, on).order_by("order", "pk")}


def line_now(area: Area, code: str, among: QuerySet[CohortRule] | None = None) -> CohortRule | None:
    """The edition of a line that has not ended."""
    found = CohortRule.objects.all() if among is None else among
    return found.filter(area=area, code=code, ends_on=None).first()


def editions_before(rule: CohortRule) -> list[CohortRule]:
    """The earlier editions of a line, the newest first, with who released each."""
    found = CohortRule.objects.filter(area=rule.area_id, code=rule.code).exclude(pk=rule.pk)
    return list(found.select_related("proposal__decided_by__membership__user").order_by("-edition"))


@transaction.atomic
def take_up(area: Area, *, by: Actor, at: datetime) -> int:
    """Give an area the table that Breakwater brings, where it has none yet; return how many lines it got."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if CohortRule.objects.filter(area=area).exists():
        return 0
    table = read_table()
    made = CohortRule.objects.bulk_create(
        CohortRule(
            area=area,
            code=line.code,
            name=line.name,
            definition=line.definition,
            source=line.source,
            see=line.see,
            condition=line.condition,
            said=line.said,
            figure=line.figure,
            why=line.why,
            owner=table.owner,
            written_from=table.source,
            review_by=table.review_by,
            order=order,
            starts_on=london_date(at),
            changed_at=at,
            changed_by=by,
        )
        for order, line in enumerate(table.lines, 1)
    )
    audit.did("took up the table of cohorts", "area", area.pk, lines=len(made))
    return len(made)


@dataclass(frozen=True)
class Says:
    """What a line is to say; `code`, `name` and `source` are those of a new one."""

    definition: str
    see: str
    condition: str
    said: str
    figure: str
    why: str
    owner: str
    review_by: date
    code: str = ""
    name: str = ""
    source: str = ""

    def facts(self) -> dict:
        """Its columns. A line that shows nothing has no condition."""
        return vars(self) | {"condition": self.condition if self.see != See.NEVER else Condition.NONE}


CHANGED = ("definition", "see", "condition", "said", "figure", "why", "owner", "review_by")
SHOWN = ("see", "condition", "definition", "said", "figure")


@transaction.atomic
def change(*, rule: CohortRule, says: Says, because: str, by: Actor, at: datetime) -> CohortRule | CohortProposal:
    """End a line today and begin its next edition; or propose that, where schools would read more by it.

    Lists already made keep the edition they were made by. Raises NeverOnAList, LineChanged, NothingChanged, WaitsAlready.
    """
    held = CohortRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if held.ends_on is not None:
        raise LineChanged(held.code)
    if is_barred(held.code, says.see, says.definition, says.said):
        raise NeverOnAList(held.code)
    wanted = {name: says.facts()[name] for name in CHANGED}
    if all(getattr(held, name) == value for name, value in wanted.items()):
        raise NothingChanged(held.code)
    if shows_more(held, **{name: wanted[name] for name in SHOWN}):
        kept = {"code": held.code, "name": held.name, "source": held.source}
        return _propose(held.area, wanted | kept, edition=held.edition, because=because, by=by, at=at)
    return _next_edition(held, wanted, because=because, by=by, at=at)


@transaction.atomic
def add(*, area: Area, says: Says, because: str, by: Actor, at: datetime) -> CohortRule | CohortProposal:
    """Add a cohort of the area's own, or propose it where it would show schools something.

    Rows of agencies' lists that carry its code come on lists by it. An area without a table gets the one that Breakwater brings
    first: one line alone would stand for all of it. Raises NeverOnAList, CodeTaken, WaitsAlready.
    """
    if is_barred(says.code, says.see, says.name, says.definition, says.said):
        raise NeverOnAList(says.code)
    take_up(area=area, by=by, at=at)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if CohortRule.objects.filter(area=area, code=says.code).exists():
        raise CodeTaken(says.code)
    if says.see != See.NEVER:
        return _propose(area, says.facts(), edition=0, because=because, by=by, at=at)
    return _first_edition(area, says.facts(), because=because, by=by, at=at)


def _propose(area: Area, facts: dict, *, edition: int, because: str, by: Actor, at: datetime) -> CohortProposal:
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if waiting(area).filter(code=facts["code"]).exists():
        raise WaitsAlready(facts["code"])
    made = CohortProposal.objects.create(
        area=area, edition=edition, because=because, proposed_at=at, proposed_by=by, **facts
    )
    audit.did("proposed a cohort", "area", area.pk, code=made.code, see=made.see, condition=made.condition)
    notifications.tell(
        users=[post.user for post in who_may_release(made, london_date(at))],
        words="A line of what schools see waits for a second person",
        path=path_of(made),
        by=by,
        at=at,
    )
    return made


def _next_edition(
    held: CohortRule, wanted: dict, *, because: str, by: Actor, at: datetime, proposal: CohortProposal | None = None
) -> CohortRule:
    today = london_date(at)
    CohortRule.objects.filter(pk=held.pk).update(ends_on=today)
    made = CohortRule.objects.create(
        area=held.area,
        code=held.code,
        edition=held.edition + 1,
        name=held.name,
        source=held.source,
        written_from=held.written_from,
        order=held.order,
        starts_on=today,
        changed_at=at,
        changed_by=by,
        changed_because=because,
        proposal=proposal,
        **wanted,
    )
    audit.did("changed a cohort", "area", held.area_id, code=held.code, see=made.see, condition=made.condition)
    return made


def _first_edition(
    area: Area, facts: dict, *, because: str, by: Actor, at: datetime, proposal: CohortProposal | None = None
) -> CohortRule:
    last = CohortRule.objects.filter(area=area).aggregate(order=Max("order"))["order"] or 0
    made = CohortRule.objects.create(
        area=area,
        written_from="the area’s own",
        order=last + 1,
        starts_on=london_date(at),
        changed_at=at,
        changed_by=by,
        changed_because=because,
        proposal=proposal,
        **facts,
    )
    audit.did("added a cohort", "area", area.pk, code=made.code, see=made.see, condition=made.condition)
    return made


def waiting(area: Area) -> QuerySet[CohortProposal]:
    """The lines that wait for a second person, the oldest first."""
    found = CohortProposal.objects.filter(area=area, outcome="")
    return found.select_related("area", "proposed_by__membership__user").order_by("proposed_at", "pk")


def who_may_release(proposal: CohortProposal, on: date) -> list[Membership]:
    """The posts of the area that may release it today; never one of whoever proposed it."""
    may_release = [role.value for role, said in ROLES.items() if Permission.COHORTS_RELEASE in said.permissions]
    held = Membership.objects.in_force(on).filter(
        team__area=proposal.area_id, role__in=may_release, user__is_active=True
    )
    held = held.exclude(user=proposal.proposed_by.membership.user_id).select_related("user", "role")
    return list(held.order_by("role__title", "user__name", "pk"))


@transaction.atomic
def decide(*, proposal: CohortProposal, releases: bool, words: str, by: Actor, at: datetime) -> CohortRule | None:
    """A second person releases the line, which begins today, or does not, for a reason.

    Raises DecidedAlready, SamePerson, LineChanged.
    """
    held = _held(proposal)
    if held.proposed_by.membership.user_id == by.membership.user_id:
        raise SamePerson(held.code)
    rule = line_now(held.area, held.code, CohortRule.objects.select_for_update(of=("self",)))
    if releases and (rule.edition if rule else 0) != held.edition:
        raise LineChanged(held.code, words="The line was changed since. Say no, and ask for it to be proposed again")
    _close(held, "RELEASED" if releases else "DECLINED", words, by, at)
    author, facts = held.proposed_by, {name: getattr(held, name) for name in (*CHANGED, "code", "name", "source")}
    made = None
    if releases and rule:
        changed = {name: facts[name] for name in CHANGED}
        made = _next_edition(rule, changed, because=held.because, by=author, at=at, proposal=held)
    elif releases:
        made = _first_edition(held.area, facts, because=held.because, by=author, at=at, proposal=held)
    notifications.tell(
        users=[author.membership.user],
        words="A line of what schools see was decided by a second person",
        path="/lists/cohorts/",
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def take_back(proposal: CohortProposal, *, by: Actor, at: datetime) -> None:
    """Let a proposed line be; whoever may propose one may take it back. Raises DecidedAlready."""
    _close(_held(proposal), "BACK", "", by, at)


def _held(proposal: CohortProposal) -> CohortProposal:
    held = CohortProposal.objects.select_for_update(of=("self",)).select_related(
        "area", "proposed_by__membership__user"
    )
    found = held.get(pk=proposal.pk)
    if found.outcome:
        raise DecidedAlready(found.code)
    return found


def _close(held: CohortProposal, outcome: str, words: str, by: Actor, at: datetime) -> None:
    held.outcome, held.words, held.decided_at, held.decided_by = outcome, words, at, by
    held.save(update_fields=["outcome", "words", "decided_at", "decided_by"])
    audit.did("decided a proposed cohort", "area", held.area_id, code=held.code, outcome=outcome)


def path_of(proposal: CohortProposal) -> str:
    return f"/lists/cohorts/{proposal.code}/waiting/"
