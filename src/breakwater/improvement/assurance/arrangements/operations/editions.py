"""An edition of the published arrangements: begun from the last, written section by section, agreed, published before it takes effect (K03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from ...models import ArrangementsEdition, EditionSection, NamedAgency
from ...models.arrangements import STATUTORY, Partner
from .. import codes, drawing, lookup
from ..codes import LEAD

State = ArrangementsEdition.State


class DraftedAlready(Refusal):
    words = "A draft of the next edition is open already. Continue with that draft"


class IsPublished(Refusal):
    words = "This edition is published, so it stays as it is. Begin the next one to change the arrangements"


class TooLate(Refusal):
    box, words = "in_force_on", "Enter a day after today: arrangements are published before they take effect"


class OverANewerOne(Refusal):
    box = "in_force_on"


class ReviewedBefore(Refusal):
    box, words = "review_on", "Enter a day after the day on which they take effect"


class NotWhole(Refusal):
    """A section has nothing in it."""


class DraftChanged(ChangedMeanwhile):
    words = "Somebody changed this draft since you opened this page. Read it as it is now, then publish it"


class AgreedAnotherText(Refusal):
    """The draft was changed after the day on which a lead is said to have agreed it."""


class NoLeadThen(Refusal):
    """Nobody led a safeguarding partner on the day on which its lead is said to have agreed."""


class NamedTwice(Refusal):
    box, words = "name", "This edition names the agency already"


@dataclass(frozen=True)
class AgencyFacts:
    name: str
    kind: str
    duty: str
    organisation: Organisation | None = None
    why: str = ""
    involved: str = ""


@dataclass(frozen=True)
class PublishFacts:
    """When it takes effect and is reviewed, on which day each partner's lead agreed it, by which decision, and what it changes."""

    in_force_on: date
    review_on: date
    agreed_on: Mapping[str, date]
    decision: str = ""
    changes: str = ""


@transaction.atomic
def begin(area: Area, *, by: Actor, at: datetime, key: UUID) -> ArrangementsEdition:
    """Begin the next edition, with the words and the agencies of the last. Raises DraftedAlready."""
    if known := made_before(ArrangementsEdition, key):
        return known
    one_at_a_time(f"arrangements of {area.pk}")
    editions = ArrangementsEdition.objects.filter(area=area)
    if editions.filter(state=State.DRAFT).exists():
        raise DraftedAlready(area.pk)
    last = editions.order_by("-number").first()
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = ArrangementsEdition.objects.create(
        area=area, number=number, changed_on=london_date(at), key=key, made_at=at, made_by=by
    )
    words = dict(last.sections.values_list("section", "text")) if last else {}
    EditionSection.objects.bulk_create(
        EditionSection(edition=made, section=section, text=words.get(section, "")) for section in codes.SECTIONS
    )
    again = ("organisation", "name", "kind", "duty", "why", "involved")
    NamedAgency.objects.bulk_create(
        NamedAgency(edition=made, **{name: getattr(each, name) for name in again})
        for each in (last.agencies.select_related("organisation").order_by("pk") if last else ())
    )
    audit.did("began an edition of the arrangements", "arrangements", made.pk)
    return made


@transaction.atomic
def write(
    edition: ArrangementsEdition, section: str, text: str, *, revision: int, by: Actor, at: datetime
) -> ArrangementsEdition:
    """Write a section. Raises IsPublished, ChangedMeanwhile."""
    held = _draft(edition)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    held.sections.update_or_create(section=section, defaults={"text": text})
    _changed(held, at)
    audit.did("wrote a section of the arrangements", "arrangements", held.pk, section=section)
    return held


@transaction.atomic
def name_agency(edition: ArrangementsEdition, facts: AgencyFacts, *, by: Actor, at: datetime) -> NamedAgency:
    """Name a relevant agency. Raises IsPublished, NamedTwice."""
    held = _draft(edition)
    if held.agencies.filter(name__iexact=facts.name).exists():
        raise NamedTwice(held.pk)
    _changed(held, at)
    audit.did("named an agency in the arrangements", "arrangements", held.pk)
    return NamedAgency.objects.create(edition=held, **vars(facts))


@transaction.atomic
def remove_agency(agency: NamedAgency, *, by: Actor, at: datetime) -> None:
    """The draft names it no more. Raises IsPublished."""
    held = _draft(agency.edition)
    held.agencies.filter(pk=agency.pk).delete()
    _changed(held, at)
    audit.did("removed an agency from the arrangements", "arrangements", held.pk)


@transaction.atomic
def publish(
    edition: ArrangementsEdition, facts: PublishFacts, *, revision: int, by: Actor, at: datetime
) -> ArrangementsEdition:
    """Publish it for everyone, with what the record says as it stands on the day. Raises IsPublished, DraftChanged, TooLate,
    OverANewerOne, ReviewedBefore, AgreedAnotherText, NoLeadThen, NotWhole."""
    held = _draft(edition)
    if held.revision != revision:
        raise DraftChanged(held)
    if facts.in_force_on <= london_date(at):
        raise TooLate(held.pk)
    if (last := lookup.last_in_force(held.area)) and facts.in_force_on <= last.in_force_on:
        words = f"Edition {last.number} takes effect on {day(last.in_force_on)}. Enter a day after it"
        raise OverANewerOne(held.pk, words=words)
    if facts.review_on <= facts.in_force_on:
        raise ReviewedBefore(held.pk)
    held.in_force_on, held.review_on, held.changes = facts.in_force_on, facts.review_on, facts.changes
    held.agreed = _agreed(held, facts)
    sections = drawing.sections_of(held, on=facts.in_force_on)
    if empty := [each.section.title for each in sections if not each.text and not each.rows]:
        raise NotWhole(held.pk, words=f"These sections have nothing in them yet: {'; '.join(empty)}")
    for each in sections:
        said = {"number": each.section.number, "title": each.section.title, "text": each.text, "drawn": each.rows}
        held.sections.update_or_create(section=each.key, defaults=said)
    held.state, held.published_at, held.published_by = State.PUBLISHED, at, by
    held.revision += 1
    held.save(
        update_fields=[
            "state",
            "published_at",
            "published_by",
            "in_force_on",
            "review_on",
            "agreed",
            "changes",
            "revision",
        ]
    )
    audit.did("published the arrangements", "arrangements", held.pk)
    return held


def _agreed(edition: ArrangementsEdition, facts: PublishFacts) -> str:
    """Who agreed it for each safeguarding partner and when, as the record of roles has it. Raises AgreedAnotherText, NoLeadThen."""
    signed = []
    for partner in STATUTORY:
        on, label = facts.agreed_on[partner], Partner(partner).label
        if edition.changed_on and on < edition.changed_on:
            words = f"This draft was changed on {day(edition.changed_on)}. The lead of the {_lowered(label)} agrees it as it is now"
            raise AgreedAnotherText(edition.pk, words=words, box=f"agreed_{partner.lower()}")
        lead = lookup.holders_on(edition.area, on).filter(role=LEAD, partner=partner).first()
        if lead is None:
            words = f"Nobody is on record as lead of the {_lowered(label)} on {day(on)}. Record the role first, or correct the day"
            raise NoLeadThen(edition.pk, words=words, box=f"agreed_{partner.lower()}")
        signed.append(f"{lead.name} ({_lowered(label)}, {day(on)})")
    return f"{', '.join(signed)}{f'; decision {facts.decision}' if facts.decision else ''}"


def _lowered(label: str) -> str:
    return label[0].lower() + label[1:]


def _changed(held: ArrangementsEdition, at: datetime) -> None:
    """What was agreed before is another text."""
    held.revision, held.changed_on = F("revision") + 1, london_date(at)
    held.save(update_fields=["revision", "changed_on"])


def _draft(edition: ArrangementsEdition) -> ArrangementsEdition:
    held = ArrangementsEdition.objects.select_for_update(of=("self",)).select_related("area").get(pk=edition.pk)
    if not held.is_draft:
        raise IsPublished(held.pk)
    return held
