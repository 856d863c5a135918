"""Preparing a term's report, releasing it to governors, and sharing it with the authority: each the school's own act."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.lookup import ACTIONS, people_of
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of, parts_of
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import end_of, london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, TeamService, actor_relations

from ..codes import AUDIT_MONTHS, REPORT_WEEKS
from ..models import Report, TermReport
from . import counting

BANK, LINK_SERVICE, TERMS_OFFERED = "child_on_child.schools", "education_link", 3
SAID = ("pupils", "surveyed", "trust", "themes", "training")
CHANGED = (*SAID, "figures", "worked_out_at", "approved_by", "governors", "released_at", "released_by", "revision")
REPORTS = TermReport.objects.select_related(
    "team__organisation", "area", "governors", "shared_with", *actor_relations("made_by")
)


class NotThatTerm(Refusal):
    box, words = "term", "Choose a term that is over"


class ReleasedAlready(Refusal):
    words = "This report is released, and a released one is never changed."


class NothingSaid(Refusal):
    words = "Enter what the numbers mean before you release the report."


class NotReleased(Refusal):
    words = "Release the report to your governors before you share it."


class NobodyToShareWith(Refusal):
    words = "No team of the authority receives these reports yet. Ask your local authority."


@dataclass(frozen=True)
class ReportFacts:
    """What the school says beside the numbers. `trust` is of 100 pupils who answered the survey."""

    pupils: int
    surveyed: int | None = None
    trust: int | None = None
    themes: str = ""
    training: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AgreeFacts:
    """An action for the school's tracker."""

    wording: str
    measure: str
    due_on: date
    owner: Membership


def terms_to_report(at: datetime) -> list[counting.Term]:
    return counting.ended(london_date(at), TERMS_OFFERED)


def report_due(team: Team, at: datetime) -> tuple[counting.Term, date] | None:
    """The term whose report governors do not have yet, and by when; of a school that reported to them before, or had a report that term."""
    term = terms_to_report(at)[0]
    if TermReport.objects.filter(team=team, starts_on=term.starts_on).exclude(released_at=None).exists():
        return None
    first, last = start_of(term.starts_on), end_of(term.ends_on)
    if not (
        TermReport.objects.filter(team=team).exists()
        or Report.objects.filter(team=team, made_at__gte=first, made_at__lt=last).exists()
    ):
        return None
    return term, term.ends_on + timedelta(weeks=REPORT_WEEKS)


def label_of(report: TermReport) -> str:
    return counting.term_of(report.starts_on).label


def page_of(report: TermReport) -> str:
    return reverse("child_on_child:term_report", args=[report.public_id])


@transaction.atomic
def begin(team: Team, *, term: str, pupils: int, by: Actor, at: datetime) -> TermReport:
    """Begin the report of a term that is over, or go on with it. Raises NotThatTerm."""
    found = next((each for each in terms_to_report(at) if str(each.starts_on) == term), None)
    if found is None:
        raise NotThatTerm(term)
    report, is_new = REPORTS.get_or_create(
        team=team,
        starts_on=found.starts_on,
        defaults={
            "area": team.area,
            "ends_on": found.ends_on,
            "pupils": pupils,
            "figures": counting.work_out(team, found, at=at) | {"actions": [], "audit": _grades(team)},
            "worked_out_at": at,
            "made_at": at,
            "made_by": by,
        },
    )
    if is_new:
        audit.did("began", "term_report", report.pk)
    return report


@transaction.atomic
def write(report: TermReport, facts: ReportFacts, *, revision: int, by: Actor, at: datetime) -> TermReport:
    """Save what the school says, and work the figures out again. Raises ReleasedAlready, ChangedMeanwhile."""
    kept = _open(report)
    if kept.revision != revision:
        raise ChangedMeanwhile(kept)
    for name in SAID:
        setattr(kept, name, getattr(facts, name))
    kept.revision += 1
    _work_out(kept, at)
    audit.did("changed", "term_report", kept.pk)
    return kept


@transaction.atomic
def agree_action(report: TermReport, facts: AgreeFacts, *, by: Actor, at: datetime, key: UUID) -> TrackedAction:
    """Put an action of this term into the school's tracker. Raises ReleasedAlready, NotThatOrganisation."""
    kept = _open(report)
    if facts.owner.team_id != kept.team_id:
        raise actions.NotThatOrganisation(facts.owner.pk)
    return actions.agree(
        actions.ActionFacts(
            because="Agreed in the termly report on harm between children",
            wording=facts.wording,
            measure=facts.measure,
            priority="2",
            due_on=facts.due_on,
        ),
        origin=actions.Origin(Source.BOARD, label_of(kept), page_of(kept)),
        owner_team=kept.team,
        owner=facts.owner,
        by=by,
        at=at,
        key=key,
    )


@transaction.atomic
def release(report: TermReport, *, approved_by: str, by: Actor, at: datetime) -> TermReport:
    """Work it out a last time and release it to the school's governors and leaders. Raises ReleasedAlready, NothingSaid."""
    kept = _open(report)
    if not kept.themes:
        raise NothingSaid(kept.pk)
    kept.approved_by, kept.released_at, kept.released_by = approved_by, at, by
    kept.governors = governors_of(kept.team, at)
    _work_out(kept, at)
    audit.did("released", "term_report", kept.pk, team=kept.governors_id)
    if kept.governors:
        _tell(kept, kept.governors, "A termly report is released to you", by=by, at=at)
    return kept


@transaction.atomic
def share(report: TermReport, *, by: Actor, at: datetime) -> TermReport:
    """Let the authority's education safeguarding team read what was released. Twice is once. Raises NotReleased, NobodyToShareWith."""
    kept = REPORTS.select_for_update(of=("self",)).get(pk=report.pk)
    if kept.shared_at:
        return kept
    if not kept.is_released:
        raise NotReleased(kept.pk)
    kept.shared_with, kept.shared_at = authority_team(kept.area), at
    if kept.shared_with is None:
        raise NobodyToShareWith(kept.pk)
    kept.save(update_fields=["shared_with", "shared_at"])
    audit.did("shared", "term_report", kept.pk, team=kept.shared_with_id)
    _tell(kept, kept.shared_with, "A school shared its termly report", by=by, at=at)
    return kept


def governors_of(team: Team, at: datetime) -> Team | None:
    """The team of the school's governors and leaders: never the one that keeps the incidents."""
    held = Membership.objects.in_force(london_date(at)).filter(role=Role.LINK_GOVERNOR)
    own = Team.objects.filter(organisation=team.organisation_id, area=team.area_id, closed_on=None)
    return own.filter(pk__in=held.values("team")).exclude(pk=team.pk).order_by("pk").first()


def authority_team(area: Area) -> Team | None:
    named = TeamService.objects.filter(area=area, service=LINK_SERVICE).select_related("team")
    return next((each.team for each in named), None)


def actions_of(report: TermReport) -> list[TrackedAction]:
    return list(ACTIONS.filter(came_from_path=page_of(report)).order_by("due_on", "pk"))


def owners(report: TermReport, on: date) -> list[Membership]:
    return people_of(report.team, on)


def _open(report: TermReport) -> TermReport:
    kept = REPORTS.select_for_update(of=("self",)).get(pk=report.pk)
    if kept.is_released:
        raise ReleasedAlready(kept.pk)
    return kept


def _work_out(report: TermReport, at: datetime) -> None:
    """Figures, actions and grades as they stand: whoever reads the report reads no other row."""
    report.figures = counting.work_out(report.team, counting.term_of(report.starts_on), at=at) | {
        "actions": [
            {
                "what": each.wording,
                "who": each.owner.user.name if each.owner_id else "",
                "due": date_in_words(each.due_on),
                "state": each.get_state_display(),
            }
            for each in actions_of(report)
        ],
        "audit": _grades(report.team),
    }
    report.worked_out_at = at
    report.save(update_fields=CHANGED)


def _grades(team: Team) -> dict:
    """The school's last self-audit: by section the median, and when it was sent."""
    last = self_assessments.latest(team.organisation, BANK)
    if last is None:
        return {}
    sent = london_date(last.sent_at)
    medians = [{"key": part.section.title, "value": part.median or "Not graded"} for part in parts_of(last)]
    days = {"sent": date_in_words(sent), "next": date_in_words(next_audit(sent))}
    return {"title": bank_of(last.edition).title, "medians": medians} | days


def next_audit(sent: date) -> date:
    """By when the self-audit is done again."""
    return months_later(sent, AUDIT_MONTHS)


def last_audit(team: Team) -> date | None:
    """The day on which the school last sent its self-audit."""
    last = self_assessments.latest(team.organisation, BANK)
    return london_date(last.sent_at) if last else None


def _tell(report: TermReport, team: Team, words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(words=words, path=page_of(report), team=team, by=by, at=at)
