"""Making a round, launching it in an area, drawing the sample that is moderated, and closing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from breakwater.casework.self_assessments import asking
from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of, median
from breakwater.casework.self_assessments.models import SelfAssessmentRequest, StatementAnswer
from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from ...models import AuditRound, RoundArea, RoundMember, Sampled
from .. import lookup

NO_MORE = "An audit is no longer asked of you"
FEWEST = 5  # returns of a sector, below which none of them is far from the others
FAR = 1  # grades between a return's median and its sector's


class NotYourBank(Refusal):
    box, words = "bank", "Choose one of the audits listed"


class DueBeforeItOpens(Refusal):
    box, words = "due_on", "Choose a day after the day on which it opens"


class NoOffice(Refusal):
    box, words = "areas", "An area has no team that receives what is learned: it cannot take part yet"


class LaunchedAlready(Refusal):
    words = "This round has been launched. Its organisations have been asked."


class NobodyToAsk(Refusal):
    words = "There is nobody to ask: every organisation is left out."


class WhyLeftOut(Refusal):
    box, words = "why", "Enter why they are left out"


class NewerEdition(Refusal):
    words = "A newer edition of these statements was released since this round was made. Make a new round on it."


class NotOpen(Refusal):
    words = "This round is not open: launch it first, or look at one that is not closed."


class ReturnedAlready(Refusal):
    words = "This organisation has returned its audit. It stays in the round."


class AskedFormally(Refusal):
    words = "A formal request to it is open. Record its answer first, then leave it out."


class NothingReturned(Refusal):
    words = "No return has come that is not in the sample already or was passed over by its rule."


@dataclass(frozen=True)
class RoundFacts:
    """A round as it is made. `areas` are the others that are asked to take part."""

    title: str
    bank: str
    opens_on: date
    due_on: date
    areas: tuple[str, ...]
    letter_to_head: str
    letter_to_lead: str
    random_share: int
    seed: str


@transaction.atomic
def make(_team, facts: RoundFacts, *, by: Actor, at: datetime, key: UUID) -> RoundArea:
    """Make a round on the edition of now, led by the actor's area; nobody is asked yet. Returns the area's own part."""
    if found := made_before(AuditRound, key):
        return found.areas.get(area=found.lead_area_id)
    editions = {each.key: each for each in self_assessments.editions_to_ask(by)}
    if facts.bank not in editions:
        raise NotYourBank(facts.bank)
    if facts.due_on <= facts.opens_on:
        raise DueBeforeItOpens(facts.due_on)
    team = by.membership.team
    teams = {team.area: team}
    for area in Area.objects.filter(code__in=facts.areas).exclude(pk=team.area_id):
        teams[area] = lookup.office_of(area)
    if not all(teams.values()):
        raise NoOffice(facts.areas)
    said = values_of(
        facts, "title", "bank", "opens_on", "due_on", "letter_to_head", "letter_to_lead", "random_share", "seed"
    )
    made = AuditRound.objects.create(
        edition=editions[facts.bank],
        previous=_before(facts.bank, team.area),
        lead_area=team.area,
        key=key,
        made_at=at,
        made_by=by,
        **said,
    )
    parts = [RoundArea.objects.create(round=made, area=area, team=each) for area, each in teams.items()]
    audit.did("made", "audit_round", made.pk, bank=facts.bank, edition=made.edition.number)
    return parts[0]


def _before(bank: str, area: Area) -> AuditRound | None:
    """The last round of an area on the same statements."""
    found = AuditRound.objects.filter(bank=bank, areas__area=area, areas__launched_at__isnull=False)
    return found.order_by("-opens_on", "-pk").first()


@transaction.atomic
def launch(part: RoundArea, *, left_out: Collection[str], why: str, by: Actor, at: datetime) -> int:
    """Ask every organisation of the area but those left out, by public id, for a reason; return how many. Twice is once."""
    kept = _held(part)
    if kept.launched_at:
        raise LaunchedAlready(kept.pk)
    edition, today = kept.round.edition, london_date(at)
    if self_assessments.edition_now(edition.key).pk != edition.pk:
        raise NewerEdition(edition.pk)
    if left_out and not why.strip():
        raise WhyLeftOut(kept.pk)
    candidates = lookup.cohort(edition, kept.area, on=today)
    asked = [each.organisation for each in candidates if each.team and each.organisation.public_id not in left_out]
    if not asked:
        raise NobodyToAsk(kept.pk)
    asking.ask(edition, asked, due_on=kept.round.due_on, by=by, at=at)
    requests = _requests(kept, asked)
    RoundMember.objects.bulk_create(
        _member(kept, each, requests.get(each.organisation.pk), why if each.team else lookup.NO_ACCOUNT, by=by, at=at)
        for each in candidates
    )
    kept.launched_at, kept.launched_by = at, by
    kept.save(update_fields=["launched_at", "launched_by"])
    audit.did(
        "launched",
        "audit_round",
        kept.round_id,
        area=kept.area_id,
        asked=len(asked),
        left_out=len(candidates) - len(asked),
    )
    jobs.defer("assurance.tell_asked", part=kept.pk)
    return len(asked)


def _member(part: RoundArea, one: lookup.Candidate, request, why: str, *, by: Actor, at: datetime) -> RoundMember:
    return RoundMember(
        round_area=part,
        area_id=part.area_id,
        asking_team_id=part.team_id,
        organisation=one.organisation,
        answering_team=request.answering_team if request else None,
        sector=one.sector,
        request=request,
        left_out="" if request else why,
        decided_at=at,
        decided_by=by,
    )


def _requests(part: RoundArea, organisations: Collection[Organisation]) -> dict[int, SelfAssessmentRequest]:
    """What was asked of each, by its key: what is open, else what it had returned before it was asked."""
    found = SelfAssessmentRequest.objects.filter(
        asking_team=part.team_id, bank=part.round.bank, organisation__in=organisations, withdrawn_at=None
    )
    found = found.select_related("answering_team").order_by(F("shared_at").asc(nulls_last=True), "pk")
    return {each.organisation_id: each for each in found}


@transaction.atomic
def ask_after_all(member: RoundMember, *, by: Actor, at: datetime) -> RoundMember:
    """Ask an organisation that was left out, where somebody there answers by now."""
    part = _held(member.round_area)
    _must_be_open(part)
    kept = RoundMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if kept.request_id:
        return kept
    today = london_date(at)
    found = {each.organisation.pk: each for each in lookup.cohort(part.round.edition, part.area, on=today) if each.team}
    if kept.organisation_id not in found:
        raise NobodyToAsk(kept.pk, words=f"{lookup.NO_ACCOUNT}.")
    organisation = found[kept.organisation_id].organisation
    asking.ask(part.round.edition, [organisation], due_on=max(part.round.due_on, _soonest(at)), by=by, at=at)
    kept.request = _requests(part, [organisation])[organisation.pk]
    kept.answering_team, kept.left_out, kept.decided_at, kept.decided_by = kept.request.answering_team, "", at, by
    kept.save(update_fields=["request", "answering_team", "left_out", "decided_at", "decided_by"])
    audit.did("asked after all", "audit_member", kept.pk)
    return kept


@transaction.atomic
def leave_out(member: RoundMember, *, why: str, by: Actor, at: datetime) -> RoundMember:
    """Leave an organisation out that was asked, for a reason: it is asked no more, and told so. Twice is once.

    Where its day had passed, the reason says so: it counts in no share, and was late.
    """
    part = _held(member.round_area)
    _must_be_open(part)
    kept = (
        RoundMember.objects.select_for_update(of=("self",))
        .select_related("request", "answering_team")
        .get(pk=member.pk)
    )
    if kept.request_id is None:
        return kept
    if kept.request.shared_at:
        raise ReturnedAlready(kept.pk)
    if kept.formal_requests.filter(answered_on=None).exists():
        raise AskedFormally(kept.pk)
    if kept.request.due_on < london_date(at):
        why = f"Asked, then left out on {london_date(at):%d/%m/%Y}, after its day: {why}"
    asking.withdraw(kept.request, by=by, at=at)
    notifications.tell(words=NO_MORE, path=reverse("casework:self_assessments"), team=kept.answering_team, by=by, at=at)
    kept.request, kept.answering_team, kept.left_out, kept.decided_at, kept.decided_by = None, None, why, at, by
    kept.save(update_fields=["request", "answering_team", "left_out", "decided_at", "decided_by"])
    audit.did("left out", "audit_member", kept.pk)
    return kept


def _soonest(at: datetime) -> date:
    """One that is asked late has four weeks."""
    return london_date(at) + timedelta(days=28)


@transaction.atomic
def draw_sample(part: RoundArea, *, by: Actor, at: datetime) -> int:
    """Draw what is moderated from the returns that have come: the lowest grade given, far from the sector, not returned last round, by chance.

    It may be drawn again as more come in: the chance of each is its own, by the seed, so that nothing drawn is drawn otherwise.
    """
    kept = _held(part)
    _must_be_open(kept)
    returned = list(lookup.members_of(kept).filter(lookup.IS_RETURNED).order_by("pk"))
    reasons = sample_of(kept, returned)
    drawn = [each for each in returned if not each.sampled and each.pk in reasons]
    if not drawn:
        raise NothingReturned(kept.pk)
    for each in drawn:
        each.sampled, each.sampled_why = reasons[each.pk]
        each.sampled_at, each.sampled_by = at, by
    RoundMember.objects.bulk_update(drawn, ["sampled", "sampled_why", "sampled_at", "sampled_by"])
    audit.did(
        "drew a sample of", "audit_round", kept.round_id, area=kept.area_id, drawn=len(drawn), seed=kept.round.seed
    )
    return len(drawn)


def sample_of(part: RoundArea, returned: Collection[RoundMember]) -> dict[int, tuple[str, str]]:
    """For each return that the rule takes its reason, by the member's key, the first that applies."""
    scores = _scores(returned)
    of_sector: dict[str, list[int]] = {}
    for each in returned:
        if (own := median(scores[each.pk])) is not None:
            of_sector.setdefault(each.sector, []).append(own)
    late, bank, found = lookup.last_time(part), bank_of(part.round.edition), {}
    for each in returned:
        given, others = scores[each.pk], of_sector.get(each.sector, [])
        own, usual = median(given), median(others) if len(others) >= FEWEST else None
        if lowest := sum(score == 1 for score in given):
            lines = "1 statement" if lowest == 1 else f"{lowest} statements"
            found[each.pk] = Sampled.LOW, f"{lines} graded “{bank.scale[0].label}”"
        elif own is not None and usual is not None and abs(own - usual) >= FAR:
            found[each.pk] = Sampled.OUTLIER, f"Median “{bank.grade_of(own)}”, the sector’s “{bank.grade_of(usual)}”"
        elif each.organisation_id in late:
            found[each.pk] = Sampled.LAST_TIME, "Did not return in the round before"
        elif is_drawn(part.round, each.organisation.public_id):
            found[each.pk] = Sampled.RANDOM, f"Seed {part.round.seed}, {part.round.random_share}%"
    return found


def is_drawn(audit_round: AuditRound, organisation: str) -> bool:
    """Whether chance takes an organisation: the first eight digits of SHA-256 of "seed:public id", as a number, of a hundred."""
    digest = sha256(f"{audit_round.seed}:{organisation}".encode()).hexdigest()
    return int(digest[:8], 16) % 100 < audit_round.random_share


def _scores(members: Collection[RoundMember]) -> dict[int, list[int]]:
    by_return = {each.request.assessment_id: each.pk for each in members}
    found: dict[int, list[int]] = {each.pk: [] for each in members}
    answers = StatementAnswer.objects.filter(assessment__in=by_return, score__isnull=False)
    for assessment, score in answers.values_list("assessment", "score"):
        found[by_return[assessment]].append(score)
    return found


@transaction.atomic
def close(part: RoundArea, *, by: Actor, at: datetime) -> None:
    """What comes later counts as not returned in this round. Twice is once."""
    kept = _held(part)
    if kept.closed_at:
        return
    _must_be_open(kept)
    kept.closed_at, kept.closed_by = at, by
    kept.save(update_fields=["closed_at", "closed_by"])
    audit.did("closed", "audit_round", kept.round_id, area=kept.area_id)


def _held(part: RoundArea) -> RoundArea:
    """The area's part, held until the transaction ends."""
    held = RoundArea.objects.select_for_update(of=("self",)).select_related("round__edition", "area", "team")
    return held.get(pk=part.pk)


def _must_be_open(part: RoundArea) -> None:
    if part.launched_at is None or part.closed_at is not None:
        raise NotOpen(part.pk)
