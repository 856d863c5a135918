"""What the panel's pages and its operations read of its cases."""

from datetime import date

from django.db.models import Case, Prefetch, QuerySet, When

from breakwater.partnership.organisations.models import Actor

from ..models import Consent, Decision, Member, PanelCase, Reader, Referral, Review, Step, Support

CONSENTS = {
    PanelCase.Age.UNDER_16: (Consent.Who.PARENT,),
    PanelCase.Age.SIXTEEN: (Consent.Who.YOUNG_PERSON,),
    PanelCase.Age.ADULT: (Consent.Who.ADULT,),
}
WITH_DECISIONS = Prefetch(
    "decisions",
    queryset=Decision.objects.filter(correction=None).order_by("-on", "-pk"),
    to_attr="decided",
)


def to_bring() -> list[Referral]:
    """Live referrals that the police assessed for Channel, or referred under section 36, and that are not with the panel yet."""
    steps = Step.objects.filter(kind=Step.Kind.SECTION_36, code="YES") | Step.objects.filter(
        kind=Step.Kind.GATEWAY, code=Step.Gateway.CHANNEL
    )
    found = Referral.objects.filter(panel=None, ended_on=None, pk__in=steps.values("referral"))
    return list(found.select_related("form").prefetch_related("steps").order_by("received_at", "pk"))


def is_referred(referral: Referral) -> bool:
    """Whether the police have referred it to the panel (section 36)."""
    return any(step.kind == Step.Kind.SECTION_36 and step.code == "YES" for step in referral.steps.all())


def readers_of(case: PanelCase) -> list[Reader]:
    """Who reads it now; to a member, themselves alone."""
    found = case.readers.filter(ended_at=None, member__in=Member.objects.all())
    return list(found.select_related("member", "user").order_by("user__name", "pk"))


def support_of(case: PanelCase, actor: Actor) -> set[int]:
    """The lines of support that an actor marks as done: all of them for the team that keeps the panel."""
    found = case.support.open()
    if actor.membership.team_id != case.team_id:
        found = found.filter(member__user=actor.membership.user_id)
    return set(found.values_list("pk", flat=True))


def standing_decisions(case: PanelCase) -> list[Decision]:
    """Decisions that were not corrected, the last meeting's first."""
    return list(case.decisions.filter(correction=None).order_by("-on", "-decided_at", "-pk"))


def consent_of(case: PanelCase) -> dict[str, Consent]:
    """The last word of each who was asked."""
    return {each.who: each for each in case.consents.order_by("recorded_at", "pk")}


def may_support(case: PanelCase) -> bool:
    """Whether those whose consent it needs agree, each by their last word: a parent under 16, the young person from 16, the adult."""
    last = consent_of(case)
    return all(who in last and last[who].answer == Consent.Answer.AGREES for who in CONSENTS[case.age])


def needs_legal_advice(case: PanelCase) -> bool:
    """One parent agrees and the other does not."""
    last = consent_of(case)
    both = {last[who].answer == Consent.Answer.AGREES for who in Consent.PARENTS if who in last}
    return len(both) > 1


def due_reviews(*, until: date) -> QuerySet[Review]:
    """Reviews that are due by a day: what calls for something today, then the nearest first."""
    today = Case(When(kind__in=Review.ACTS_TODAY, then=0), default=1)
    return Review.objects.open().filter(due_on__lte=until).select_related("case").order_by(today, "due_on", "pk")


def asked_of(user: int) -> list[Reader]:
    """What the panel asks of a member's agency and that has no answer yet, the nearest first."""
    found = Reader.objects.filter(user=user, ended_at=None, answered_on=None, case__exited_on=None)
    return list(found.exclude(answer_by=None).select_related("case").order_by("answer_by", "pk"))


def support_seen_to_by(user: int) -> list[Support]:
    """Lines of support that a member sees to, the nearest first."""
    return list(Support.objects.open().filter(member__user=user).select_related("case").order_by("due_on", "pk"))
