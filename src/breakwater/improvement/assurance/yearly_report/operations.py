"""A report is drawn from the record, written, frozen for its partners, signed by the three, published and sent."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area

from ..arrangements.codes import LEAD
from ..arrangements.lookup import holders_on
from ..models import ReportSection, ReportSent, ReportSignature, YearlyReport
from ..plans.lookup import keepers_of
from ..publishing import looked_through
from . import lookup
from .contents import SECTIONS
from .facts import FURTHER, Year, carried, key_of
from .sources import DRAWERS
from .sources.plans import YOU_SAID, you_said


class YearIsTaken(Refusal):
    box, words = "year", "Your area has a report of this year already"


class Frozen(Refusal):
    words = "This report is with its partners to sign, or is published. Withdraw it from signing first, to change it"


class YearRuns(Refusal):
    words = (
        "This year has not ended yet. Send its report for signature from 1 April, with the figures of the whole year"
    )


class NotFrozen(Refusal):
    words = "This report was withdrawn to be changed. Open the page again"


class Published(Refusal):
    words = "This report is published and no longer changes"


class NotALeadPartner(Refusal):
    words = "The arrangements of the area do not name you as a lead safeguarding partner today"


class NotWhatYouRead(Refusal):
    words = "The report was changed since you opened it. Read it as it is now, then sign it"


class NotSignedByAll(Refusal):
    words = "All three lead safeguarding partners sign it before it is published"


class DrawnAnew(Refusal):
    words = "The figures were updated since you opened this page. Open it again and choose from them as they are now"


class TakenOffSince(Refusal):
    words = (
        "Something that people said was taken off the public pages since the figures were updated. Withdraw the report from signing and "
        "update the figures"
    )


class NotPublished(Refusal):
    words = "This report is not published yet. It is sent once everyone can read it"


class SentAlready(Refusal):
    box, words = "to", "It is on the register already that it was sent there"


@transaction.atomic
def open_report(year: int, *, by: Actor, at: datetime, key: UUID) -> YearlyReport:
    """Open the report of a year to March, with every section drawn. Raises YearIsTaken."""
    if known := made_before(YearlyReport, key):
        return known
    area = Area.objects.get(pk=by.area_id_acting)
    one_at_a_time(f"yearly report {area.pk} {year}")
    if YearlyReport.objects.filter(area=area, year=year).exists():
        raise YearIsTaken(year)
    made = YearlyReport.objects.create(area=area, year=year, drawn_at=at, by=by, at=at, key=key)
    drawn = _drawn(made, by=by, at=at)
    ReportSection.objects.bulk_create(
        ReportSection(report=made, code=code, number=said.number, title=said.title, facts=drawn[code])
        for code, said in SECTIONS.items()
    )
    audit.did("opened", "yearly_report", made.pk, year=year)
    return made


@transaction.atomic
def redraw(report: YearlyReport, *, by: Actor, at: datetime) -> YearlyReport:
    """Draw every figure again, as it is now; what was written stays. Raises Frozen."""
    held = _open(report)
    drawn = _drawn(held, by=by, at=at)
    rows = list(held.sections.all())
    for row in rows:
        row.facts = carried(row.facts, drawn[row.code])
    ReportSection.objects.bulk_update(rows, ["facts"])
    held.drawn_at = at
    held.save(update_fields=["drawn_at"])
    audit.did("drew", "yearly_report", held.pk)
    return held


def _drawn(report: YearlyReport, *, by: Actor, at: datetime) -> dict[str, list[dict]]:
    year = Year(report.area, report.year, by, at)
    further = list(FURTHER.values())
    return {
        code: [
            fact.kept()
            for draw in (*DRAWERS[code], *(draw for of, draw in further if of == code))
            for fact in draw(year)
        ]
        for code in SECTIONS
    }


@transaction.atomic
def write(section: ReportSection, narrative: str, revision: int, *, by: Actor, at: datetime) -> ReportSection:
    """Write the words of a section: its figures are drawn, never typed. Raises Frozen, ChangedMeanwhile."""
    _open(section.report)
    held = ReportSection.objects.select_for_update().get(pk=section.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    held.narrative, held.revision, held.written_at, held.written_by = narrative, held.revision + 1, at, by
    held.save(update_fields=["narrative", "revision", "written_at", "written_by"])
    audit.did("wrote", "yearly_report", held.report_id, section=held.code)
    return held


@transaction.atomic
def leave_out(section: ReportSection, fact: str, reason: str, *, by: Actor, at: datetime) -> ReportSection:
    """Everyone reads that something is not shown, and not this; without a reason it is shown again. Raises Frozen, DrawnAnew."""
    _open(section.report)
    held = ReportSection.objects.select_for_update().get(pk=section.pk)
    found = [each for each in held.facts if key_of(each) == fact]
    if not found:
        raise DrawnAnew(held.pk)
    for each in found:
        each.pop("left_out", None)
        each |= {"left_out": reason} if reason else {}
    held.save(update_fields=["facts"])
    did = "left out a figure of" if reason else "showed a figure of"
    audit.did(did, "yearly_report", held.report_id, section=held.code)
    return held


def show_again(section: ReportSection, fact: str, *, by: Actor, at: datetime) -> ReportSection:
    """What was left out is shown after all. Raises Frozen, DrawnAnew."""
    return leave_out(section, fact, "", by=by, at=at)


@transaction.atomic
def freeze(report: YearlyReport, *, by: Actor, at: datetime) -> YearlyReport:
    """Give it to the lead partners to sign: no word and no figure changes from now on. Raises Frozen, YearRuns."""
    held = _open(report)
    if Year(held.area, held.year, by, at).last >= london_date(at):
        raise YearRuns(held.pk)
    held.frozen_at, held.frozen_by, held.digest = at, by, lookup.digest_of(held)
    held.save(update_fields=["frozen_at", "frozen_by", "digest"])
    audit.did("froze", "yearly_report", held.pk)
    holders = holders_on(held.area, london_date(at)).filter(role=LEAD, user__isnull=False)
    path = reverse("assurance:report", args=[held.public_id])
    words = "The yearly report of a partnership is ready for you to sign"
    notifications.tell(users=[each.user for each in holders], words=words, path=path, by=by, at=at)
    return held


@transaction.atomic
def take_back(report: YearlyReport, *, by: Actor, at: datetime) -> YearlyReport:
    """Change it after all: what was signed of it no longer counts. Raises NotFrozen, Published."""
    held = _held(report)
    if held.published_on:
        raise Published(held.pk)
    if held.frozen_at is None:
        raise NotFrozen(held.pk)
    held.frozen_at, held.frozen_by, held.digest = None, None, ""
    held.save(update_fields=["frozen_at", "frozen_by", "digest"])
    audit.did("withdrew", "yearly_report", held.pk)
    return held


@transaction.atomic
def sign(report: YearlyReport, seen: str, *, by: Actor, at: datetime) -> list[ReportSignature]:
    """Sign what was read, for each partner that the actor leads. Raises NotFrozen, Published, NotWhatYouRead, NotALeadPartner."""
    held = _held(report)
    if held.published_on:
        raise Published(held.pk)
    if held.frozen_at is None:
        raise NotFrozen(held.pk)
    if seen != held.digest:
        raise NotWhatYouRead(held.pk)
    partners = lookup.may_sign_as(by, held.area_id, london_date(at))
    if not partners:
        raise NotALeadPartner(held.pk)
    facts = {"report": held, "digest": held.digest}
    own = {"name": by.membership.user.name, "at": at, "by": by}
    made = [ReportSignature.objects.get_or_create(**facts, partner=each, defaults=own)[0] for each in partners]
    audit.did("signed", "yearly_report", held.pk, partners=len(made))
    if all(each.signature for each in lookup.signed(held)):
        path = reverse("assurance:report", args=[held.public_id])
        who = keepers_of([held.area_id], london_date(at))
        notifications.tell(users=who, words="The yearly report is signed by all three", path=path, by=by, at=at)
    return made


def words_of(report: YearlyReport) -> dict[str, str]:
    """What everyone would read, by section."""
    return {
        each.said.title: "\n".join(
            [each.row.narrative, *(f"{fact['words']}: {fact['value']} ({fact['source']})" for fact in each.shown)]
        )
        for each in lookup.sections_of(report)
    }


@transaction.atomic
def publish(report: YearlyReport, confirmed_why: str = "", seen: str = "", *, by: Actor, at: datetime) -> YearlyReport:
    """Everyone reads it from now on. Raises Published, NotFrozen, NotSignedByAll, TakenOffSince, FoundMore, LookAtEach."""
    held = _held(report)
    if held.published_on:
        raise Published(held.pk)
    if held.frozen_at is None:
        raise NotFrozen(held.pk)
    if not all(each.signature for each in lookup.signed(held)):
        raise NotSignedByAll(held.pk)
    public = {each.words for each in you_said(Year(held.area, held.year, by, at))}
    said = [fact["words"] for each in lookup.sections_of(held) for fact in each.shown]
    if any(each.startswith(YOU_SAID) and each not in public for each in said):
        raise TakenOffSince(held.pk)
    found = looked_through(words_of(held), confirmed_why, seen)
    held.published_on, held.published_by, held.published_why = london_date(at), by, confirmed_why
    held.save(update_fields=["published_on", "published_by", "published_why"])
    audit.did("published", "yearly_report", held.pk, found=found)
    return held


@transaction.atomic
def take_off(report: YearlyReport, reason: str, *, by: Actor, at: datetime) -> YearlyReport:
    """Take it off the public pages, as it is: it is changed and signed again, or published once more. Raises NotPublished."""
    held = _held(report)
    if held.published_on is None:
        raise NotPublished(held.pk, words="This report is not on the public pages")
    held.published_on, held.published_by, held.published_why = None, None, ""
    held.taken_off_on, held.taken_off_why = london_date(at), reason
    held.save(update_fields=["published_on", "published_by", "published_why", "taken_off_on", "taken_off_why"])
    audit.did("took off the public pages", "yearly_report", held.pk)
    return held


@transaction.atomic
def record_sent(
    report: YearlyReport, to: str, on: date, name: str = "", *, by: Actor, at: datetime, key: UUID
) -> ReportSent:
    """That it was sent to somebody. Raises NotPublished, SentAlready."""
    if known := made_before(ReportSent, key):
        return known
    if _held(report).published_on is None:
        raise NotPublished(report.pk)
    if report.sent.filter(to=to, name=name).exists():
        raise SentAlready(to)
    audit.did("recorded as sent", "yearly_report", report.pk, to=to)
    return ReportSent.objects.create(report=report, to=to, name=name, on=on, by=by, at=at, key=key)


def _held(report: YearlyReport) -> YearlyReport:
    return YearlyReport.objects.select_for_update(of=["self"]).select_related("area").get(pk=report.pk)


def _open(report: YearlyReport) -> YearlyReport:
    held = _held(report)
    if held.frozen_at is not None:
        raise Frozen(held.pk)
    return held
