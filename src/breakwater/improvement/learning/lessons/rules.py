"""Who looks after a review's recommendations in their own area, and who answers one: whoever it was sent to."""

from breakwater.partnership.organisations.access import Permission, register_rules

from ..models import PublishedReview, Recommendation, ReviewArea


def their_area_shares_it(actor, thing) -> bool:
    """A review and what stands beneath it are looked after in each area that shares it; an answer, a change or a test in its own."""
    area = actor.area_id_acting
    match thing:
        case PublishedReview():
            return ReviewArea.objects.filter(review=thing, area=area).exists()
        case Recommendation():
            return ReviewArea.objects.filter(review=thing.review_id, area=area).exists()
    return thing.area_id == area


def was_asked(actor, response) -> bool:
    return actor.membership.team_id == response.team_id


RULES = {
    Permission.LEARNING_KEEP: [[their_area_shares_it]],
    Permission.LEARNING_ANSWER: [[was_asked]],
}

register_rules(RULES)
