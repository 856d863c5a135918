"""Asking organisations for their self-assessment, and who of them has not returned it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, OrganisationArea, Team

from .measures import bank_of
from .models import BankEdition, SectionDelegation, SelfAssessment, SelfAssessmentRequest
from .operations import SIGNS, editions_to_ask, is_complete, signatures_awaited
from .registry import PAGES_OF_WHO_ANSWERS
from .rules import ANSWERING_ROLES

OVERDUE = "A self-assessment is overdue"


class NotYourBank(Refusal):
    box, words = "bank", "Choose a self-assessment that your service asks for"


class DueTooEarly(Refusal):
    box, words = "due_on", "Choose a day after today"


class NothingToRemind(Refusal):
    words = "Nobody was reminded: it is returned already, or its day has not passed."


class Answered(Refusal):
    words = "It is returned or shared already."


class RemindedToday(Refusal):
    words = "They were reminded today already. Call the school, or remind it tomorrow."


class NobodyToRemind(Refusal):
    words = "Nobody was reminded: you can see nobody there who has an account. Call them."


def teams_to_ask(edition: BankEdition, area: Area, *, on: date) -> dict[Organisation, Team]:
    """The organisations of an area that a bank is for, by name, with the team that answers for each.

    The same team whichever area asks, the organisation's first with someone who answers: so one return serves them all.
    """
    # Sets rather than joins: beside statistics that are out of date, as after a large import, six joined tables take minutes.
    answering = Membership.objects.in_force(on).filter(role__in=ANSWERING_ROLES)
    teams = Team.objects.filter(
        Q(organisation__in=Team.objects.filter(area=area).values("organisation"))
        | Q(organisation__in=OrganisationArea.objects.filter(area=area).values("organisation")),
        organisation__kind__in=bank_of(edition).organisations,
        organisation__closed_on=None,
        closed_on=None,
        pk__in=answering.values("team"),
    )
    found: dict[Organisation, Team] = {}
    for team in teams.select_related("organisation").order_by("organisation__name", "pk"):
        found.setdefault(team.organisation, team)
    return found


@transaction.atomic
def ask(edition: BankEdition, organisations: Iterable[Organisation], *, due_on: date, by: Actor, at: datetime) -> int:
    """Ask each organisation for its return by a day; one asked already and not answered has the new day. Returns how many.

    One that sent its return on this edition before it was asked has answered.
    """
    if edition not in editions_to_ask(by):
        raise NotYourBank(edition.key)
    if due_on <= london_date(at):
        raise DueTooEarly(due_on)
    team = by.membership.team
    one_at_a_time(f"self-assessments asked by {team.pk}")
    answering = teams_to_ask(edition, team.area, on=london_date(at))
    asked, before = 0, sent_before_asked(team, edition)
    for organisation in organisations:
        audit.did("asked", "organisation", organisation.pk, bank=edition.key)
        asked += 1
        if (returned := before.get(organisation.pk)) is not None:
            returned.due_on = due_on
            returned.save(update_fields=["due_on"])
            continue
        of = {"asking_team": team, "organisation": organisation, "bank": edition.key}
        last_withdrawn = F("withdrawn_at").desc(nulls_first=True)
        made = SelfAssessmentRequest.objects.filter(**of, shared_at=None).order_by(last_withdrawn, "-pk").first()
        if made is None:
            SelfAssessmentRequest.objects.create(
                **of,
                answering_team=answering[organisation],
                area=team.area,
                due_on=due_on,
                edition_number=edition.number,
                asked_at=at,
                asked_by=by,
            )
        elif (made.due_on, made.edition_number, made.withdrawn_at) != (due_on, edition.number, None):
            made.due_on, made.edition_number, made.withdrawn_at = due_on, edition.number, None
            made.save(update_fields=["due_on", "edition_number", "withdrawn_at"])
    return asked


@transaction.atomic
def remind(asked: SelfAssessmentRequest, *, by: Actor, at: datetime) -> None:
    """Remind the organisation of what is overdue, once a day, whoever does it. Raises NothingToRemind, RemindedToday, NobodyToRemind."""
    asked = SelfAssessmentRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.shared_at is not None or asked.withdrawn_at is not None or asked.due_on >= london_date(at):
        raise NothingToRemind(asked.pk)
    if notifications.was_told(OVERDUE, asked.answering_team, since=start_of(london_date(at))):
        raise RemindedToday(asked.pk)
    path = reverse("casework:self_assessments")
    if not notifications.tell(words=OVERDUE, path=path, team=asked.answering_team, by=by, at=at):
        raise NobodyToRemind(asked.pk)
    audit.did("reminded", "organisation", asked.organisation_id, bank=asked.bank)


@transaction.atomic
def withdraw(asked: SelfAssessmentRequest, *, by: Actor, at: datetime) -> None:
    """Ask for it no more; what the organisation has written so far stays its own. Raises Answered; twice is once."""
    asked = SelfAssessmentRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.shared_at is not None:
        raise Answered(asked.pk)
    if asked.withdrawn_at is None:
        asked.withdrawn_at = at
        asked.save(update_fields=["withdrawn_at"])
        audit.did("asked no more", "organisation", asked.organisation_id, bank=asked.bank)


def sent_before_asked(team: Team, edition: BankEdition) -> dict[int, SelfAssessmentRequest]:
    """Returns on an edition that came to a team unasked and that it has not asked for since, by their organisation's key."""
    came = SelfAssessmentRequest.objects.filter(asking_team=team, assessment__edition=edition, shared_at__isnull=False)
    came = came.filter(asked_by__membership__team=F("answering_team")).order_by("shared_at")
    return {each.organisation_id: each for each in came if each.due_on == london_date(each.shared_at)}


def asked_by_team(team: Team) -> QuerySet[SelfAssessmentRequest]:
    """What a team asked for and asks for still, with what was returned."""
    return SelfAssessmentRequest.objects.filter(asking_team=team, withdrawn_at=None).select_related(
        "organisation", "assessment", "answering_team__organisation"
    )


def pages_of(requests: Iterable[SelfAssessmentRequest], actor: Actor) -> dict[int, str]:
    """For each of these the page of who answers, by its key, where a service has one."""
    has_page = [each for each in requests if each.bank in PAGES_OF_WHO_ANSWERS]
    return {each.pk: PAGES_OF_WHO_ANSWERS[each.bank](each.answering_team, actor) for each in has_page}


def returned_of(requests: QuerySet[SelfAssessmentRequest]) -> tuple[int, int]:
    """How many of these were returned, and how many there are."""
    return requests.filter(assessment__sent_at__isnull=False).count(), requests.count()


def waiting_for(team: Team) -> list[SelfAssessmentRequest]:
    """What a team is asked for and has not shared, the nearest day first."""
    asked = SelfAssessmentRequest.objects.filter(answering_team=team, shared_at=None, withdrawn_at=None)
    return list(asked.select_related("asking_team__organisation", "asking_team__area", "area").order_by("due_on", "pk"))


def not_shared(area: Area, *, since: date, until: date) -> list[SelfAssessmentRequest]:
    """What an area's teams asked for by some days and nobody shared yet."""
    asked = SelfAssessmentRequest.objects.filter(
        area=area, shared_at=None, withdrawn_at=None, due_on__range=(since, until)
    )
    return list(asked.select_related("answering_team", "asking_team").order_by("due_on", "pk"))


def of_team(actor: Actor) -> QuerySet[SelfAssessment]:
    """The returns of an actor's team and those with a section of theirs, the open ones first."""
    post = actor.membership
    delegated = SectionDelegation.objects.filter(user=post.user_id, ended_at=None).values("assessment")
    found = SelfAssessment.objects.filter(
        Q(team=post.team_id) | Q(pk__in=delegated), organisation=post.team.organisation_id
    )
    found = found.select_related("edition", "organisation").defer("edition__definition")
    return found.order_by("-sent_at", "-begun_at", "-pk")


def open_of(team: Team) -> list[SelfAssessment]:
    """The returns of a team that are not sent yet."""
    return list(
        SelfAssessment.objects.filter(team=team, sent_at=None).select_related("edition").order_by("begun_at", "pk")
    )


def delegated_to(actor: Actor) -> list[SectionDelegation]:
    """The sections of open returns of their organisation that somebody was given, the first first."""
    post = actor.membership
    found = SectionDelegation.objects.filter(user=post.user_id, ended_at=None, assessment__sent_at=None)
    found = found.filter(assessment__organisation=post.team.organisation_id).select_related("assessment__edition")
    return list(found.order_by("delegated_at", "pk"))


def signatures_asked_of(actor: Actor) -> list[SectionDelegation]:
    """The signatures that are asked of an actor, of returns that are complete and not sent."""
    post = actor.membership
    asked = SectionDelegation.objects.filter(user=post.user_id, section__startswith=SIGNS, ended_at=None)
    asked = asked.filter(assessment__sent_at=None, assessment__organisation=post.team.organisation_id)
    return [
        each
        for each in asked.select_related("assessment__edition", "delegated_by__membership__user").order_by("pk")
        if each.section.removeprefix(SIGNS) in signatures_awaited(each.assessment) and is_complete(each.assessment)
    ]


def reads_previous(assessment: SelfAssessment) -> bool:
    """Whether the reader may see the return before this one: of one that is hidden nothing is said, not that there is none."""
    return SelfAssessment.objects.filter(pk=assessment.previous_id or 0).exists()


def to_share(asked: Iterable[SelfAssessmentRequest], team: Team) -> dict[int, SelfAssessment]:
    """For each of these the return that may be shared now: the open one, else the last that was sent, where who asks has not had it."""
    asked = list(asked)
    wanted = {each.bank for each in asked}
    returns = SelfAssessment.objects.filter(team=team, bank__in=wanted).order_by("sent_at", "pk")
    by_bank: dict[str, SelfAssessment] = {}
    for each in returns:  # an unsent one sorts last, as nulls do
        by_bank[each.bank] = each
    shared = SelfAssessmentRequest.objects.filter(assessment__in=by_bank.values(), shared_at__isnull=False)
    had = set(shared.values_list("asking_team", "assessment"))
    found = {each.pk: by_bank[each.bank] for each in asked if each.bank in by_bank}
    return {
        each.pk: found[each.pk]
        for each in asked
        if each.pk in found and (each.asking_team_id, found[each.pk].pk) not in had
    }


def one_asked(public_id: str, team: Team) -> SelfAssessmentRequest | None:
    """What a team is asked for, by its address."""
    asked = SelfAssessmentRequest.objects.filter(public_id=public_id, answering_team=team, withdrawn_at=None)
    return asked.select_related("asking_team").first()
