"""A term's report as page and paper show it: one set of words for both, and the term before beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from breakwater.casework.self_assessments.models import SelfAssessment
from breakwater.foundation.figures.suppression import SHOWN_FROM
from breakwater.partnership.organisations.models import Team

from ..codes import TRAINING
from ..models import Assessment, Incident, IncidentChild, Report, TermReport
from ..models.incidents import MAIN, VIOLENCE, Category
from . import counting, operations

ALL_ALIKE = "Not shown: all are alike, which would tell of each child"
ONLY_REPORTS = "Numbers alone do not say whether there is more harm. Ask pupils whether they would report, and what holds them back."
FINDINGS = {
    (1, 1): "More reports and more trust: good news. Pupils come forward.",
    (1, -1): "More reports and less trust. Ask pupils what happened after they reported.",
    (-1, 1): "Fewer reports and more trust. Check with pupils that there is less harm.",
    (-1, -1): "Fewer reports and less trust. Fewer reports do not mean less harm: ask what stops pupils.",
}


@dataclass(frozen=True)
class Shown:
    """A table: a row each line with this term and the one before ("" where that was not released)."""

    title: str
    rows: list[list[str]]


@dataclass(frozen=True)
class Chapter:
    """Tables that are read together."""

    title: str
    tables: list[Shown]


@dataclass(frozen=True)
class Presented:
    """Everything of a report but its typed words. `compares` is whether the term before is beside it."""

    label: str
    before: str
    finding: str
    facts: list[dict]
    kinds: Shown
    chapters: list[Chapter]
    timely: list[dict]
    training: list[str]

    @property
    def compares(self) -> bool:
        return bool(self.before)


def presented(report: TermReport) -> Presented:
    previous = counting.term_of(report.starts_on - timedelta(days=1))
    before = operations.REPORTS.filter(
        team=report.team_id, starts_on=previous.starts_on, released_at__isnull=False
    ).first()
    label = previous.label if before else ""
    minutes = report.figures.get("minutes")
    facts = [
        ("Incidents", counting.shown(report.figures, "category")),
        ("Per 100 pupils", f"{counting.rate(report.figures, report.pupils)} ({report.pupils:,} on roll)"),
        ("The term before", counting.shown(before.figures, "category") if before else "No report was released"),
        ("Would report to an adult at school", trust_of(report)),
        ("The survey before", trust_of(before) if before else ""),
        ("Usual time until a report is acknowledged", f"{minutes} minutes" if minutes else "Too few to show"),
    ]
    tables = {each.name: _table(each, report, before) for each in (*counting.TABLES, counting.PLACE_BY_TIME)}
    tables["routes"] = _routes(report, before)
    chapters = [
        Chapter(title, [tables[name] for name in names if tables[name].rows])
        for title, names in counting.CHAPTERS.items()
    ]
    return Presented(
        label=operations.label_of(report),
        before=label,
        finding=finding(report, before),
        facts=[{"key": key, "value": value} for key, value in facts if value],
        kinds=Shown("What happened", list(_kinds(report, before))),
        chapters=[each for each in chapters if each.tables],
        timely=[
            {"key": words, "value": report.figures["timely"].get(name, "")} for name, words in counting.TIMELY.items()
        ],
        training=[TRAINING[code] for code in report.training if code in TRAINING],
    )


def trust_of(report: TermReport) -> str:
    """The survey in words: of too few answers there is none."""
    if report.trust is None:
        return "Not asked this term"
    if report.surveyed is None or report.surveyed < SHOWN_FROM:
        return "Too few answers to show"
    return f"{report.trust} of 100 pupils ({report.surveyed:,} answered)"


def finding(report: TermReport, before: TermReport | None) -> str:
    """What the number of reports and the trust of pupils say together."""
    if before is None or report.trust is None or before.trust is None:
        return ONLY_REPORTS
    now, then = counting.number(report.figures, "category"), counting.number(before.figures, "category")
    if now is None or then is None:
        return ONLY_REPORTS
    return FINDINGS.get((_sign(now - then), _sign(report.trust - before.trust)), ONLY_REPORTS)


def _sign(n: int) -> int:
    return (n > 0) - (n < 0)


def _kinds(report: TermReport, before: TermReport | None) -> Iterable[list[str]]:
    for key, (words, codes) in counting.GROUPS.items():
        yield _row(words, "category", key, report, before)
        for code in codes:
            if f"category:{code.value}" in report.figures["cells"]:
                yield _row(f"– {Category(code).label}", "category", code.value, report, before)
    yield _row("All incidents", "category", counting.ALL, report, before)


def _table(table: counting.Table, report: TermReport, before: TermReport | None) -> Shown:
    found = [each.figures["cells"] for each in (report, before) if each]
    rows = [
        _row(words, table.name, code, report, before)
        for code, words in table.words.items()
        if any(f"{table.name}:{code}" in cells for cells in found)
    ]
    if not rows and any(table.name in each.figures.get("alike", []) for each in (report, before) if each):
        rows = [[ALL_ALIKE, "hidden", *(["hidden"] if before else [])]]
    return Shown(table.title, rows)


def _routes(report: TermReport, before: TermReport | None) -> Shown:
    """How many incidents were answered in each way: one may be in several."""
    words = {each.name: each.title for each in counting.TABLES}
    found = [each.figures["cells"] for each in (report, before) if each]
    is_any = any(cells.get("category:ALL") for cells in found)
    rows = [_row(words[name], name, "YES", report, before) for name in counting.ROUTES] if is_any else []
    return Shown("How incidents were answered", rows)


def _row(words: str, name: str, code: str, report: TermReport, before: TermReport | None) -> list[str]:
    return [
        words,
        counting.shown(report.figures, name, code),
        *([counting.shown(before.figures, name, code)] if before else []),
    ]


@dataclass(frozen=True)
class Dashboard:
    """What waits now, as the reader may see it; the terms that are over, the same for everybody."""

    waits: list[tuple[int, str, str]]
    terms: list[list[str]]
    places: Shown
    places_of: str
    reports: list[TermReport]
    self_audit: SelfAssessment | None
    audited_on: date | None
    audit_due: date | None


def dashboard(team: Team, *, today: date, at) -> Dashboard:
    open_ones = Incident.objects.filter(team=team, closed_at=None)
    children = IncidentChild.objects.filter(incident__in=open_ones, school=None, school_words="")
    waits = [
        (Report.objects.filter(team=team, acknowledged_at=None).count(), "reports to acknowledge"),
        (open_ones.count(), "open incidents"),
        (open_ones.filter(next_on__lt=today).count(), "incidents past the day of their review"),
        (_to_assess(children), "risk assessments to complete and approve"),
        (
            children.filter(parents_told="NOT_YET").exclude(capacity="WITNESS").count(),
            "children whose parents are not told",
        ),
    ]
    kept = {each.starts_on: each for each in operations.REPORTS.filter(team=team).order_by("-starts_on")}
    terms, figures = counting.ended(today, operations.TERMS_OFFERED), []
    for term in terms:
        report = kept.get(term.starts_on)
        figures.append(report.figures if report and report.is_released else counting.work_out(team, term, at=at))
    keys = (*counting.GROUPS, counting.ALL)
    rows = [
        [term.label, *(counting.shown(each, "category", key) for key in keys), counting.shown(each, "repeat", "YES")]
        for term, each in zip(terms, figures, strict=True)
    ]
    place = counting.TABLES[0]
    places = [
        [words, counting.shown(figures[0], place.name, code)]
        for code, words in place.words.items()
        if f"{place.name}:{code}" in figures[0]["cells"]
    ]
    audited = operations.last_audit(team)
    return Dashboard(
        audited_on=audited,
        audit_due=operations.next_audit(audited) if audited else None,
        waits=waits,
        terms=rows,
        places=Shown("Where it happened", places),
        places_of=terms[0].label,
        reports=list(kept.values()),
        self_audit=SelfAssessment.objects.filter(team=team, bank=operations.BANK).order_by("-begun_at", "-pk").first(),
    )


def _to_assess(children: QuerySet[IncidentChild]) -> int:
    """Children of open incidents for whom an assessment is required and none is in force, or a version is being written (PL 9.5)."""
    theirs = Assessment.objects.filter(child=OuterRef("pk"))
    required = Q(incident__category__in=VIOLENCE, capacity__in=MAIN) & ~Exists(
        theirs.filter(in_force_from__isnull=False)
    )
    return children.filter(required | Exists(theirs.filter(in_force_from=None))).count()


@dataclass(frozen=True)
class Rollup:
    """Of one term, what schools shared, added up from what they show alone: no name of a school, and no record behind it."""

    schools: int
    is_enough: bool
    numbers: list[list[str]]
    training: list[list[str]]
    themes: list[str]


def rollup(reports: list[TermReport]) -> Rollup:
    enough = len(reports) >= SHOWN_FROM
    lines = [(words, "category", key) for key, (words, _) in counting.GROUPS.items()]
    lines += [("All incidents", "category", counting.ALL)]
    lines += [(words, "place", code) for code, words in counting.TABLES[0].words.items()]
    numbers = [[words, *_added(reports, name, code)] for words, name, code in lines] if enough else []
    needs = [(words, sum(code in each.training for each in reports)) for code, words in TRAINING.items()]
    return Rollup(
        schools=len(reports),
        is_enough=enough,
        numbers=[row for row in numbers if row[1:] != ["0", "–"]],
        training=[[words, str(n)] for words, n in needs if n],
        themes=[each.themes for each in reports if each.themes],
    )


def _added(reports: list[TermReport], name: str, code: str) -> list[str]:
    """The sum of what is shown, and how many schools have a number that is not."""
    found = [counting.number(each.figures, name, code) for each in reports]
    hidden = found.count(None)
    total = sum(n for n in found if n is not None)
    words = (f"{total} or more" if total else "hidden") if hidden else str(total)
    return [words, str(hidden) if hidden else "–"]
