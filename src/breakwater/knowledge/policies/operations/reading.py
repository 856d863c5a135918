"""Read and understood: an agency asks its staff by one link, and counts who has; nobody needs an account."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from .. import blocks, finding, presenting
from ..models import Listed, Reading, Round, Version

DUE_AFTER = 20  # working days; an agency may say otherwise (domain clock K09)
STAYS_OPEN = timedelta(days=90)
MOST = 1_000


class LinkOver(Refusal):
    """No such link, or its time is over, or another took its place."""


class Full(Refusal):
    """More have answered by this link than any agency has staff."""


@dataclass(frozen=True)
class AgencyCount:
    """How many of an agency's list have read, and how many besides."""

    organisation: str
    listed: int
    read: int
    besides: int
    due_on: date


def due_by(day: date) -> date:
    return WorkingCalendar().add_working_days(day, DUE_AFTER)


def round_of(version: Version, area: Area, organisation: Organisation) -> Round | None:
    """What an agency has asked its staff of a version."""
    return Round.objects.filter(version=version, area=area, organisation=organisation).first()


def asked_by(organisation: Organisation, versions: Iterable[int]) -> dict[int, Round]:
    """What an agency has asked its staff of these versions, by version, with how many are listed, have read of these, and besides."""
    rounds = Round.objects.filter(organisation=organisation, version__in=versions)
    return {each.version_id: each for each in _counted(rounds)}


def _counted(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Each count is a query within the query: joined, every name on the list would stand beside every reading."""
    return rounds.annotate(
        on_list=_number(Listed.objects.all()),
        have=_number(Reading.objects.exclude(listed=None)),
        besides=_number(Reading.objects.filter(listed=None)),
    )


def _number(rows: QuerySet) -> Coalesce:
    """How many of these rows belong to a round."""
    counted = rows.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@transaction.atomic
def ask(
    *,
    version: Version,
    area: Area,
    organisation: Organisation,
    names: Iterable[str],
    due_on: date,
    by: Actor,
    at: datetime,
) -> tuple[Round, str]:
    """Ask an agency's staff. Returns the link's token once; asked again, the list is brought up to date, and it is "": the link stays."""
    token = secrets.token_urlsafe(24)
    found, is_new = Round.objects.select_for_update().get_or_create(
        version=version,
        area=area,
        organisation=organisation,
        defaults={
            "token_digest": _digest(token),
            "asked_at": at,
            "asked_by": by,
            "due_on": due_on,
            "ends_on": due_on + STAYS_OPEN,
        },
    )
    if not is_new:
        found.due_on = due_on
        found.ends_on = max(due_on, london_date(at)) + STAYS_OPEN
        found.save(update_fields=["due_on", "ends_on"])
    _listed_are(found, names)
    audit.did("asked to read", "policy_round", found.pk)
    return found, token if is_new else ""


def renew_link(found: Round) -> str:
    """A new link, whose token it returns once: the one before ends."""
    token = secrets.token_urlsafe(24)
    found.token_digest = _digest(token)
    found.save(update_fields=["token_digest"])
    audit.did("renewed the link of", "policy_round", found.pk)
    return token


def _listed_are(found: Round, names: Iterable[str]) -> None:
    """The list is these. Whoever has read already stays on it; whoever read before being listed is found by name."""
    tidy = [" ".join(name.split())[:120] for name in names]
    wanted = {name.lower(): name for name in tidy if name}
    known = {each.name.lower(): each for each in found.listed.all()}
    gone = [each.pk for key, each in known.items() if key not in wanted]
    found.listed.filter(pk__in=gone, reading=None).delete()
    Listed.objects.bulk_create(Listed(round=found, name=name) for key, name in wanted.items() if key not in known)
    there = {each.name.lower(): each for each in found.listed.filter(reading=None)}
    read = [each for each in found.readings.filter(listed=None) if each.name.lower() in there]
    for each in read:
        each.listed = there.pop(each.name.lower())
    Reading.objects.bulk_update(read, ["listed"])


def open_link(token: str, *, at: datetime) -> Round:
    """The round of a link. Raises LinkOver."""
    rows = Round.objects.select_related("version__chapter__manual", "area", "organisation")
    found = rows.filter(token_digest=_digest(token), ends_on__gte=london_date(at)).first()
    if found is None:
        raise LinkOver
    return found


@transaction.atomic
def confirm(*, round: Round, name: str, role: str, by: Actor, at: datetime) -> Reading:
    """Somebody has read and understood it; the same name again is the same reader. Raises Full."""
    round = Round.objects.select_for_update(of=("self",)).select_related("version", "area").get(pk=round.pk)
    name = " ".join(name.split())
    known = Reading.objects.filter(round=round, name__iexact=name).first()
    if known:
        return known
    if round.readings.count() >= MOST:
        raise Full
    listed = Listed.objects.filter(round=round, name__iexact=name).first()
    digest = _digest_of_text(round, london_date(at))
    made = Reading.objects.create(round=round, listed=listed, name=name, role=role, digest=digest, read_at=at)
    audit.did("read and understood", "policy_round", round.pk)
    return made


def _digest_of_text(round: Round, day: date) -> str:
    """Of the text as the area has it on a day: the version's own, where the area does not do otherwise."""
    period = finding.period_of(round.version, round.area, day)
    if period is None or period.local is None:
        return round.version.digest
    parts = presenting.text_for(round.version.body, period.local.changes, round.area.name)
    return blocks.digest_of(round.version.title, [block for block, _, _ in parts])


def counts(version: Version) -> list[AgencyCount]:
    """By agency: how many are listed, how many of them have read, how many besides."""
    rows = _counted(Round.objects.filter(version=version).select_related("organisation"))
    return [
        AgencyCount(each.organisation.name, each.on_list, each.have, each.besides, each.due_on)
        for each in rows.order_by("organisation__name", "pk")
    ]


@transaction.atomic
def forget(*, before: datetime) -> None:
    """Delete what was asked before a moment, with who answered."""
    old = Round.objects.filter(asked_at__lt=before)
    Reading.objects.filter(round__in=old).delete()
    old.delete()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
