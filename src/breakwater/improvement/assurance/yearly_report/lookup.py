"""Yearly reports as pages read them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.partnership.organisations.models import Actor

from ..arrangements import lookup as arrangements
from ..arrangements.codes import LEAD
from ..models import ReportSection, ReportSent, ReportSignature, YearlyReport
from ..models.arrangements import STATUTORY
from .contents import SECTIONS, Due, Section, dues, year_words
from .facts import counted, key_of

REPORTS = YearlyReport.objects.select_related("area")
PUBLIC = REPORTS.filter(published_on__isnull=False)
EVER_PUBLIC = PUBLIC | REPORTS.filter(taken_off_on__isnull=False)
SECTION_ROWS = ReportSection.objects.select_related("report__area")


@dataclass(frozen=True)
class Shown:
    """A section as pages and paper draw it."""

    row: ReportSection
    said: Section

    @property
    def facts(self) -> list[dict]:
        return self.row.facts

    @property
    def shown(self) -> list[dict]:
        """What everyone reads."""
        return [each for each in self.row.facts if not each.get("left_out")]

    @property
    def left_out(self) -> list[tuple[str, dict]]:
        """What everyone does not read, by key."""
        return [(key_of(each), each) for each in self.row.facts if each.get("left_out")]

    @property
    def not_shown(self) -> str:
        """How much is left out, as everyone reads it."""
        return f"{counted(len(self.left_out), 'entry is', 'entries are')} not shown." if self.left_out else ""

    @property
    def missing(self) -> int:
        return sum(each["is_missing"] for each in self.shown)


@dataclass(frozen=True)
class Signed:
    """One of the three partners, and whether it signed the report as it is."""

    partner: str
    label: str
    signature: ReportSignature | None


def reports_of(areas: Iterable[int]) -> QuerySet[YearlyReport]:
    return REPORTS.filter(area__in=areas).order_by("-year", "area__name")


def sections_of(report: YearlyReport) -> list[Shown]:
    rows = report.sections.order_by("number")
    return [Shown(each, said_of(each)) for each in rows]


def said_of(row: ReportSection) -> Section:
    """A section as its report was opened with it, whatever it is called since; what to write is asked as it is today."""
    return Section(row.number, row.title, SECTIONS[row.code].prompt if row.code in SECTIONS else "")


def digest_of(report: YearlyReport) -> str:
    """Of every word and figure: what a partner signs."""
    rows = report.sections.order_by("number").values_list("code", "title", "narrative", "facts")
    said = json.dumps([report.year, report.area_id, str(report.drawn_at), *map(list, rows)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def signed(report: YearlyReport) -> list[Signed]:
    """Each partner with its signature of this text: one of an earlier text no longer counts."""
    holds = {each.partner: each for each in report.signatures.filter(digest=report.digest)} if report.digest else {}
    return [Signed(each.value, each.label, holds.get(each)) for each in STATUTORY]


def may_sign_as(actor: Actor, area: int, day: date) -> list[str]:
    """For which partners somebody is the lead safeguarding partner of an area on a day: by the arrangements."""
    held = arrangements.held_by(actor.membership.user, day).filter(area=area, role=LEAD)
    return [each.partner for each in held if each.partner in STATUTORY]


def waiting_for(actor: Actor, day: date) -> list[YearlyReport]:
    """The reports that wait for somebody's signature."""
    held = arrangements.held_by(actor.membership.user, day).filter(role=LEAD)
    areas = {each.area_id: each.partner for each in held}
    frozen = REPORTS.filter(area__in=areas, frozen_at__isnull=False, published_on=None).order_by("pk")
    return [
        each for each in frozen if not each.signatures.filter(digest=each.digest, partner=areas[each.area_id]).exists()
    ]


def last_published(area: int, before: int) -> date | None:
    """When an area's last report was published, of an earlier year."""
    found = PUBLIC.filter(area=area, year__lt=before)
    return found.order_by("-published_on").values_list("published_on", flat=True).first()


def clocks_of(report: YearlyReport) -> list[Due]:
    return dues(report.year, last_published(report.area_id, report.year))


def late_of(report: YearlyReport, today: date) -> list[Due]:
    """What is overdue: a report is due to be public, and by the word of guidance also to be sent."""
    waits = [each for each in clocks_of(report) if each.on < today]
    return [each for each in waits if report.published_on is None or each.sent and to_send(report)]


def to_send(report: YearlyReport) -> list[str]:
    """To whom guidance expects it to be sent that the register does not have yet."""
    sent = set(report.sent.values_list("to", flat=True))
    return [label for code, label in ReportSent.To.choices if code not in sent and code != ReportSent.To.OTHER]


@dataclass(frozen=True)
class NextStep:
    """What is next to be done about an area's yearly report, by when, of which year, and where."""

    on: date
    what: str
    words: str
    path: str


def next_due(area: int, today: date) -> NextStep | None:
    """Of the first year to March whose report is not public and sent: a new year does not end what the last one owes."""
    ended = today.year - (today.month <= 3)
    known = {each.year: each for each in REPORTS.filter(area=area, year__lte=ended)}
    # A year before the last is owed where the area reported before: of an older one no report is opened any more.
    owed = {*known, ended, *({ended - 1} if known and min(known) < ended - 1 else ())}
    return next((step for year in sorted(owed) if (step := _step(area, year, known.get(year)))), None)


def _step(area: int, year: int, report: YearlyReport | None) -> NextStep | None:
    words, due = year_words(year), dues(year, last_published(area, year))
    if report is None:
        return NextStep(due[0].on, "Open the yearly report", words, reverse("assurance:report_new"))
    path = reverse("assurance:report", args=[report.public_id])
    if report.published_on is None:
        return NextStep(due[0].on, "Finish the yearly report", words, path)
    sends = next(each.on for each in due if each.sent)
    return NextStep(sends, "Send the yearly report", words, path) if to_send(report) else None
