"""Each of the three safeguarding partners signs for themselves: three partners, three people."""

from datetime import datetime

from django.db.models import Model

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import LocalReview, Member, PartnerDecision, ReportVersion

THREE = frozenset(Member.Partner.values)


class NotAPartner(Refusal):
    words = "Only somebody named on this incident for one of the three safeguarding partners can sign"


class SignedAlready(Refusal):
    words = "This was signed already: each partner signs once, and nobody signs for two"


def partner_of(review: LocalReview, by: Actor) -> Member | None:
    """As which of the three partners the actor is named on the incident."""
    named = review.incident.members.named().filter(user=by.membership.user_id, part=Member.Part.PARTNER)
    return named.first()


def waits_for(review: LocalReview, by: Actor) -> ReportVersion | None:
    """The draft that was put to the partners and that the actor's partner has not signed."""
    member, last = partner_of(review, by), review.versions.order_by("-number").first()
    if member is None or last is None or last.settled_at is None:
        return None
    return None if last.signed.filter(partner=member.partner).exists() else last


def sign(review: LocalReview, about: str, thing: Model, *, by: Actor, at: datetime) -> bool:
    """Sign for the actor's partner; whether all three have signed now. `thing` is the version or the family member.

    The review is held by the caller. Raises NotAPartner, SignedAlready.
    """
    member = partner_of(review, by)
    if member is None:
        raise NotAPartner(review.pk)
    of_it = review.partner_decisions.filter(**{"version" if about == PartnerDecision.About.REPORT else "family": thing})
    if any(each.partner == member.partner or each.user_id == member.user_id for each in of_it):
        raise SignedAlready(review.pk)
    PartnerDecision.objects.create(
        review=review,
        about=about,
        version=thing if about == PartnerDecision.About.REPORT else None,
        family=thing if about == PartnerDecision.About.FAMILY else None,
        partner=member.partner,
        user=by.membership.user,
        named=member.named,
        at=at,
        by=by,
    )
    audit.did("signed for a partner", "serious_incident", review.incident_id, about=about, partner=member.partner)
    return have_decided(of_it.all())


def have_decided(decisions) -> bool:
    """Whether three partners signed, as three people."""
    signed = list(decisions)
    return {each.partner for each in signed} == THREE and len({each.user_id for each in signed}) == len(THREE)
