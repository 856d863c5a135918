"""Rules about child protection plans and their reviews."""

from ..editions import codes
from ..file import Episode, ProtectionPlan, Reviews
from .registry import Where, before, rule, within


@rule("1105", ProtectionPlan, "started_on")
def protected_before_referral(plan: ProtectionPlan, where: Where) -> bool:
    return before(plan.started_on, where.episode.referred_on)


@rule("2885", ProtectionPlan, "started_on")
def starts_on_no_conference(plan: ProtectionPlan, where: Where) -> bool:
    """The conference of the episode itself is the plan's only where there was no enquiry."""
    if plan.started_on is None or not where.census.covers(plan.started_on):
        return False
    days = {each.conference_on for each in where.episode.enquiries} or {where.episode.conference_on}
    return plan.started_on not in days


@rule("4017", ProtectionPlan, "started_on")
def protected_within_a_plan(plan: ProtectionPlan, where: Where) -> bool:
    """A child protection plan may begin on the day on which a child in need plan ends."""
    for episode in where.child.episodes:
        for other in episode.plans:
            over = other.ended_on is not None and plan.started_on == other.ended_on
            if not over and within(plan.started_on, other.started_on, other.ended_on or where.census.ends_on):
                return True
    return False


@rule("8720", ProtectionPlan, "started_on")
def has_no_start(plan: ProtectionPlan, where: Where) -> bool:
    return plan.started_on is None or plan.started_on > where.census.ends_on


@rule("8730", ProtectionPlan, "previous")
def earlier_plans_are_not_counted(plan: ProtectionPlan, where: Where) -> bool:
    return plan.previous is None


@rule("8840", ProtectionPlan, "ended_on")
def lasts_one_day(plan: ProtectionPlan, where: Where) -> bool:
    return plan.started_on is not None and plan.started_on == plan.ended_on


@rule("8841", ProtectionPlan, "started_on")
def reviewed_before_it_starts(plan: ProtectionPlan, where: Where) -> bool:
    days = [day for each in plan.reviews for day in each.held_on if day]
    return plan.started_on is not None and any(day <= plan.started_on for day in days)


@rule("8842Q", Reviews)
def review_has_no_day(reviews: Reviews, where: Where) -> bool:
    return not reviews.held_on or None in reviews.held_on


@rule("8905", ProtectionPlan, "initial_category")
def initial_category_is_no_code(plan: ProtectionPlan, where: Where) -> bool:
    return plan.initial_category not in codes("CategoryOfAbuse")


@rule("8910", ProtectionPlan, "latest_category")
def latest_category_is_no_code(plan: ProtectionPlan, where: Where) -> bool:
    return plan.latest_category not in codes("CategoryOfAbuse")


@rule("8915", ProtectionPlan, "started_on")
def starts_after_death(plan: ProtectionPlan, where: Where) -> bool:
    return before(where.child.died_on, plan.started_on)


@rule("8920", ProtectionPlan, "ended_on")
def ends_after_death(plan: ProtectionPlan, where: Where) -> bool:
    return before(where.child.died_on, plan.ended_on)


@rule("8925", ProtectionPlan, "ended_on")
def ends_before_it_starts(plan: ProtectionPlan, where: Where) -> bool:
    return before(plan.ended_on, plan.started_on)


@rule("8930", ProtectionPlan, "ended_on")
def ends_outside_the_period(plan: ProtectionPlan, where: Where) -> bool:
    return plan.ended_on is not None and not where.census.covers(plan.ended_on)


@rule("8935", ProtectionPlan)
def is_one_of_several_open(plan: ProtectionPlan, where: Where) -> bool:
    are_open = sum(each.ended_on is None for episode in where.child.episodes for each in episode.protection_plans)
    return plan.ended_on is None and are_open > 1


@rule("8940", ProtectionPlan, "started_on")
def begins_within_another(plan: ProtectionPlan, where: Where) -> bool:
    return any(
        within(plan.started_on, other.started_on, other.ended_on or where.census.ends_on)
        for episode in where.child.episodes
        for other in episode.protection_plans
        if other is not plan
    )


@rule("4001", Episode, "plans")
def protected_and_in_need_at_once(episode: Episode, where: Where) -> bool:
    protected = any(each.ended_on is None for each in episode.protection_plans)
    return protected and any(each.ended_on is None for each in episode.plans)


@rule("4003", Episode, "protection_plans")
def reviewed_while_in_need(episode: Episode, where: Where) -> bool:
    return any(
        day is not None
        and day != protected.ended_on
        and within(day, plan.started_on, plan.ended_on or where.census.ends_on)
        for protected in episode.protection_plans
        for reviews in protected.reviews
        for day in reviews.held_on
        for plan in episode.plans
    )
