"""Rules about assessments, child in need plans and section 47 enquiries."""

from ..editions import codes
from ..file import Assessment, CinPlan, Enquiry, Episode
from .registry import Where, before, is_weekend, rule, within

NO_FACTOR = "21"


@rule("1103", Assessment, "started_on")
def assessed_before_referral(assessment: Assessment, where: Where) -> bool:
    return before(assessment.started_on, where.episode.referred_on)


@rule("8608", Assessment, "started_on")
def assessment_ends_before_it_starts(assessment: Assessment, where: Where) -> bool:
    return before(assessment.authorised_on, assessment.started_on)


@rule("8614", Assessment, "factors")
def factors_of_an_unfinished_assessment(assessment: Assessment, where: Where) -> bool:
    return assessment.authorised_on is None and bool(assessment.factors)


@rule("8670Q", Assessment, "started_on")
def assessment_takes_more_than_45_days(assessment: Assessment, where: Where) -> bool:
    return assessment.authorised_on is None and before(assessment.started_on, where.census.days_45_ago)


@rule("8696", Assessment, "authorised_on")
def assessment_ends_outside_the_period(assessment: Assessment, where: Where) -> bool:
    return assessment.authorised_on is not None and not where.census.covers(assessment.authorised_on)


@rule("8736", Assessment, "started_on")
def unfinished_assessment_of_another_year(assessment: Assessment, where: Where) -> bool:
    started = assessment.started_on
    return assessment.authorised_on is None and not (started is not None and where.census.covers(started))


@rule("8863Q", Assessment, "started_on")
def assessment_begins_within_another(assessment: Assessment, where: Where) -> bool:
    return any(
        within(assessment.started_on, other.started_on, other.authorised_on or where.census.ends_on)
        for other in where.episode.assessments
        if other is not assessment
    )


@rule("8867", Assessment)
def episode_closed_over_an_assessment(assessment: Assessment, where: Where) -> bool:
    return where.episode.closed_on is not None and assessment.authorised_on is None


@rule("8869", Assessment, "factors")
def no_factor_among_others(assessment: Assessment, where: Where) -> bool:
    return NO_FACTOR in assessment.factors and set(assessment.factors) != {NO_FACTOR}


@rule("8897Q", Assessment, "factors")
def finished_assessment_without_factors(assessment: Assessment, where: Where) -> bool:
    ended = assessment.authorised_on
    if ended is None or ended < where.census.starts_on:
        return False
    return not assessment.factors or not set(assessment.factors) <= codes("AssessmentFactors").keys()


@rule("8898", Assessment, "factors")
def one_factor_twice(assessment: Assessment, where: Where) -> bool:
    return len(set(assessment.factors)) < len(assessment.factors)


@rule("8945Q", Assessment, "factors")
def retired_factor_18a(assessment: Assessment, where: Where) -> bool:
    return "18A" in assessment.factors


@rule("8950Q", Assessment, "factors")
def retired_factor_19a(assessment: Assessment, where: Where) -> bool:
    return "19A" in assessment.factors


@rule("8896", Episode, "assessments")
def several_unfinished_assessments(episode: Episode, where: Where) -> bool:
    return sum(each.authorised_on is None for each in episode.assessments) > 1


@rule("4008", CinPlan, "started_on")
def plan_starts_after_death(plan: CinPlan, where: Where) -> bool:
    return before(where.child.died_on, plan.started_on)


@rule("4009Q", CinPlan, "ended_on")
def plan_ends_after_death(plan: CinPlan, where: Where) -> bool:
    return before(where.child.died_on, plan.ended_on)


@rule("4010", CinPlan, "started_on")
def plan_has_no_start(plan: CinPlan, where: Where) -> bool:
    return plan.started_on is None or plan.started_on > where.census.ends_on


@rule("4011", CinPlan, "ended_on")
def plan_ends_before_it_starts(plan: CinPlan, where: Where) -> bool:
    return before(plan.ended_on, plan.started_on)


@rule("4012Q", CinPlan, "ended_on")
def plan_of_one_day(plan: CinPlan, where: Where) -> bool:
    return plan.started_on is not None and plan.started_on == plan.ended_on


@rule("4013", CinPlan, "ended_on")
def plan_ends_outside_the_period(plan: CinPlan, where: Where) -> bool:
    return plan.ended_on is not None and not where.census.covers(plan.ended_on)


@rule("4014", CinPlan, "started_on")
def plan_begins_within_another(plan: CinPlan, where: Where) -> bool:
    return any(
        within(plan.started_on, other.started_on, other.ended_on or where.census.ends_on)
        for episode in where.child.episodes
        for other in episode.plans
        if other is not plan
    )


@rule("4015", CinPlan, "started_on")
def planned_before_referral(plan: CinPlan, where: Where) -> bool:
    return before(plan.started_on, where.episode.referred_on)


@rule("4016", CinPlan, "started_on")
def plan_begins_under_protection(plan: CinPlan, where: Where) -> bool:
    """A plan may begin on the day on which a child protection plan ends."""
    for episode in where.child.episodes:
        for other in episode.protection_plans:
            over = other.ended_on is not None and plan.started_on == other.ended_on
            if not over and within(plan.started_on, other.started_on, other.ended_on or where.census.ends_on):
                return True
    return False


@rule("4004", Episode, "plans")
def several_open_plans(episode: Episode, where: Where) -> bool:
    return sum(each.ended_on is None for each in episode.plans) > 1


@rule("2889", Enquiry, "started_on")
def enquiry_before_referral(enquiry: Enquiry, where: Where) -> bool:
    return before(enquiry.started_on, where.episode.referred_on)


@rule("8615", Enquiry, "started_on")
def conference_before_the_enquiry(enquiry: Enquiry, where: Where) -> bool:
    if enquiry.conference_on is None:
        return False
    return enquiry.started_on is None or enquiry.started_on > enquiry.conference_on


@rule("1104", Enquiry, "conference_on")
def conference_before_referral(enquiry: Enquiry, where: Where) -> bool:
    return before(enquiry.conference_on, where.episode.referred_on)


@rule("8675Q", Enquiry, "started_on")
def no_conference_within_15_days(enquiry: Enquiry, where: Where) -> bool:
    waits = enquiry.conference_on is None and enquiry.not_required is False
    return waits and before(enquiry.started_on, where.census.days_15_ago)


@rule("8715", Enquiry, "conference_on")
def conference_outside_the_period(enquiry: Enquiry, where: Where) -> bool:
    return enquiry.conference_on is not None and not where.census.covers(enquiry.conference_on)


@rule("8740", Enquiry, "started_on")
def open_enquiry_of_another_year(enquiry: Enquiry, where: Where) -> bool:
    if enquiry.conference_on is not None or enquiry.not_required is not False:
        return False
    return enquiry.started_on is None or not where.census.covers(enquiry.started_on)


@rule("8870Q", Enquiry, "target_on")
def target_at_a_weekend(enquiry: Enquiry, where: Where) -> bool:
    return is_weekend(enquiry.target_on)


@rule("8875", Enquiry, "conference_on")
def conference_at_a_weekend(enquiry: Enquiry, where: Where) -> bool:
    return is_weekend(enquiry.conference_on)


@rule("8868", Enquiry)
def episode_closed_over_an_enquiry(enquiry: Enquiry, where: Where) -> bool:
    return where.episode.closed_on is not None and _is_open(enquiry)


@rule("8890", Enquiry, "started_on")
def enquiry_begins_within_another(enquiry: Enquiry, where: Where) -> bool:
    for other in where.episode.enquiries:
        if other is enquiry or (other.conference_on is None and other.not_required):
            continue
        if within(enquiry.started_on, other.started_on, other.conference_on or where.census.ends_on):
            return True
    return False


@rule("8839", Episode, "enquiries")
def several_open_enquiries(episode: Episode, where: Where) -> bool:
    return sum(map(_is_open, episode.enquiries)) > 1


def _is_open(enquiry: Enquiry) -> bool:
    return enquiry.conference_on is None and enquiry.not_required is not True
