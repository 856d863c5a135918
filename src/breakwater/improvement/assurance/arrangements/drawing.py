"""Each content of an edition: what is written, and the rows that the record gives: roles, agencies, money, agreements, dates."""

from dataclasses import dataclass
from datetime import date

from breakwater.foundation.design.moments import day

from ..document import Document, Section, lines_of
from ..models import ArrangementsEdition, RoleHolding
from . import codes, lookup

Rows = list[list[str]]


@dataclass(frozen=True)
class Shown:
    """A content as a page and a paper draw it. `rows` have their headings first; none where nothing is drawn."""

    key: str
    section: codes.Section
    text: str
    rows: Rows

    @property
    def paragraphs(self) -> list[str]:
        return lines_of(self.text)


def sections_of(edition: ArrangementsEdition, *, on: date) -> list[Shown]:
    """Every content in order. Of a published edition as it was published, whatever contents are called since; of a draft as the
    record stands for a day."""
    if not edition.is_draft:
        rows = edition.sections.filter(number__isnull=False).order_by("number")
        return [Shown(each.section, codes.Section(each.number, each.title, ""), each.text, each.drawn) for each in rows]
    texts = dict(edition.sections.values_list("section", "text"))
    return [
        Shown(key, section, texts.get(key, ""), drawn_of(edition, section, on))
        for key, section in codes.SECTIONS.items()
    ]


def drawn_of(edition: ArrangementsEdition, section: codes.Section, on: date) -> Rows:
    """What the record gives a content, as it will stand on a day."""
    if section.agencies:
        return _agencies(edition, section, on)
    if section.holders:
        return _holders(edition, section, on)
    if section.funding:
        return _funding(edition, on)
    if section.agreements:
        found = lookup.agreements_on(edition.area, on)
        return _headed(
            ["Agreement", "Since", "Next review"],
            ([each.title, day(each.starts_on), day(each.review_on)] for each in found),
        )
    if section.dates and edition.in_force_on:
        dates = [
            ["In force from", day(edition.in_force_on)],
            ["Review by", day(edition.review_on)],
            ["Agreed", edition.agreed],
        ]
        return _headed(["What", "When or where"], dates)
    return []


def _holders(edition: ArrangementsEdition, section: codes.Section, on: date) -> Rows:
    rows = _held(edition, section, on)
    return _headed(
        ["Role", "Name", "For", "How chosen or delegated"],
        ([codes.titled(each.role), named(each), for_whom(each), each.how_chosen or delegated(each)] for each in rows),
    )


def _held(edition: ArrangementsEdition, section: codes.Section, on: date) -> list[RoleHolding]:
    held = lookup.holders_on(edition.area, on).filter(role__in=section.holders)
    return sorted(held, key=lambda each: (codes.ORDER[each.role], each.partner, each.name))


def _agencies(edition: ArrangementsEdition, section: codes.Section, on: date) -> Rows:
    """The agencies that the edition names, and who represents education."""
    named_ones = edition.agencies.order_by("kind", "name")
    rows = [[each.name, each.get_kind_display(), each.why or "–", each.involved or "–"] for each in named_ones]
    rows += [
        [each.agency or "Education", "–", "–", f"{codes.titled(each.role)}: {named(each)}"]
        for each in _held(edition, section, on)
    ]
    return _headed(["Agency", "Kind", "Why", "How it takes part"], rows)


def _funding(edition: ArrangementsEdition, on: date) -> Rows:
    found = lookup.contributions(edition.area, lookup.year_of(on))
    return _headed(
        ["Contributor", "Form", "Amount"],
        (
            [each.contributor, "Cash" if each.in_cash else f"In kind: {each.what}", f"£{each.amount:,.0f}"]
            for each in found
        ),
    )


def _headed(headings: list[str], rows) -> Rows:
    """The rows under their headings, without the columns in which nothing stands."""
    made = [list(row) for row in rows]
    said = [at for at in range(len(headings)) if any(row[at] != "–" for row in made)]
    return [[row[at] for at in said] for row in [headings, *made]] if made else []


def named(holding) -> str:
    return f"{holding.name}, {holding.job_title}" if holding.job_title else holding.name


def for_whom(holding) -> str:
    """The body that a role is held for."""
    return (
        holding.agency or (holding.organisation.name if holding.organisation else holding.get_partner_display()) or "–"
    )


def delegated(holding) -> str:
    """Who delegated it, by the name that holds now: what was corrected since names somebody else."""
    return f"Delegated by {lookup.chain_of(holding.delegated_by)[-1].name}" if holding.delegated_by else "–"


def document_of(edition: ArrangementsEdition, *, on: date) -> Document:
    """The edition as a document, for paper."""
    changes = f"What this edition changes: {edition.changes}" if edition.changes else ""
    sections = [
        Section(f"{each.section.number}. {each.section.title}", each.paragraphs, each.rows)
        for each in sections_of(edition, on=on)
    ]
    return Document(title_of(edition), edition.area.partnership_name, [standing(edition), changes], sections)


def title_of(edition: ArrangementsEdition) -> str:
    return f"Safeguarding arrangements, {edition.area.name}, edition {edition.number}"


def standing(edition: ArrangementsEdition) -> str:
    if edition.is_draft:
        return "Draft: not in force"
    return f"Published {day(edition.published_at)}, in force from {day(edition.in_force_on)}, review by {day(edition.review_on)}"
