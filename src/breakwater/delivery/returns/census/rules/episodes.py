"""Rules about a referral and how its episode ended."""

from datetime import date, timedelta

from ..editions import codes
from ..file import Episode
from .registry import Where, before, is_weekend, rule

AFTER_ASSESSMENT = ("RC8", "RC9")
DIED = "RC2"
SOURCES_SINCE = date(2013, 4, 1)
FORTY_WEEKS = timedelta(days=280)


@rule("8600", Episode, "referred_on")
def referral_has_no_day(episode: Episode, where: Where) -> bool:
    return episode.referred_on is None or episode.referred_on > where.census.ends_on


@rule("8606", Episode, "referred_on")
def referred_long_before_birth(episode: Episode, where: Where) -> bool:
    birth = where.child.born_on or where.child.expected_on
    return birth is not None and before(episode.referred_on, birth - FORTY_WEEKS)


@rule("8555Q", Episode, "referred_on")
def referred_after_death(episode: Episode, where: Where) -> bool:
    return before(where.child.died_on, episode.referred_on)


@rule("8568", Episode, "nfa")
def nfa_is_not_said(episode: Episode, where: Where) -> bool:
    return episode.nfa is None


@rule("8569Q", Episode, "nfa")
def nfa_of_another_year(episode: Episode, where: Where) -> bool:
    return bool(episode.nfa) and before(episode.referred_on, where.census.day_before)


@rule("8610", Episode, "need")
def need_is_missing(episode: Episode, where: Where) -> bool:
    return episode.nfa is False and not episode.need


@rule("8650", Episode, "need")
def need_is_no_code(episode: Episode, where: Where) -> bool:
    return bool(episode.need) and episode.need not in codes("PrimaryNeedCode")


@rule("8866", Episode, "source")
def source_is_no_code(episode: Episode, where: Where) -> bool:
    asked = episode.referred_on is not None and episode.referred_on >= SOURCES_SINCE
    return asked and episode.source not in codes("ReferralSource")


@rule("8620", Episode, "closed_on")
def closed_outside_the_period(episode: Episode, where: Where) -> bool:
    return episode.closed_on is not None and not where.census.covers(episode.closed_on)


@rule("8630", Episode, "closed_on")
def closed_before_it_began(episode: Episode, where: Where) -> bool:
    return before(episode.closed_on, episode.referred_on)


@rule("8640", Episode, "reason")
def reason_is_no_code(episode: Episode, where: Where) -> bool:
    return bool(episode.reason) and episode.reason not in codes("ReasonForClosure")


@rule("8805", Episode, "closed_on")
def closed_for_no_reason(episode: Episode, where: Where) -> bool:
    return episode.closed_on is not None and not episode.reason


@rule("8810", Episode, "reason")
def has_a_reason_and_is_open(episode: Episode, where: Where) -> bool:
    return bool(episode.reason) and episode.closed_on is None


@rule("8585Q", Episode, "reason")
def died_on_no_day(episode: Episode, where: Where) -> bool:
    return episode.reason == DIED and where.child.died_on is None


@rule("8565", Episode, "closed_on")
def active_after_it_closed(episode: Episode, where: Where) -> bool:
    days = [
        episode.conference_on,
        *(day for each in episode.assessments for day in (each.started_on, each.authorised_on)),
        *(day for each in episode.enquiries for day in (each.started_on, each.conference_on)),
        *(each.ended_on for each in episode.protection_plans),
        *(day for each in episode.plans for day in (each.started_on, each.ended_on)),
    ]
    return any(before(episode.closed_on, day) for day in days)


@rule("8831", Episode, "nfa")
def active_without_action(episode: Episode, where: Where) -> bool:
    days = [
        episode.conference_on,
        *(day for each in episode.assessments for day in (each.started_on, each.authorised_on)),
        *(day for each in episode.enquiries for day in (each.started_on, each.conference_on)),
    ]
    return bool(episode.nfa) and any(days)


@rule("8832", Episode, "nfa")
def protected_without_action(episode: Episode, where: Where) -> bool:
    return bool(episode.nfa and episode.protection_plans)


@rule("4000", Episode, "nfa")
def planned_without_action(episode: Episode, where: Where) -> bool:
    return bool(episode.nfa and episode.plans)


@rule("8825Q", Episode, "reason")
def closed_after_no_assessment(episode: Episode, where: Where) -> bool:
    return episode.reason in AFTER_ASSESSMENT and not episode.assessments


@rule("2990", Episode, "reason")
def more_came_after_the_assessment(episode: Episode, where: Where) -> bool:
    more = episode.enquiries or episode.protection_plans or episode.plans or episode.conference_on
    return episode.reason in AFTER_ASSESSMENT and bool(more)


@rule("8873Q", Episode, "reason")
def no_factors_and_went_on(episode: Episode, where: Where) -> bool:
    (first, *others) = episode.assessments or (None,)
    return first is not None and not others and "21" in first.factors and episode.reason not in AFTER_ASSESSMENT


@rule("2991Q", Episode, "enquiries")
def enquiry_without_assessment(episode: Episode, where: Where) -> bool:
    return bool(episode.enquiries) and not episode.assessments


@rule("2884", Episode, "conference_on")
def conference_told_twice(episode: Episode, where: Where) -> bool:
    return episode.conference_on is not None and any(
        enquiry.conference_on == episode.conference_on for each in where.child.episodes for enquiry in each.enquiries
    )


@rule("1104", Episode, "conference_on")
def conference_before_referral(episode: Episode, where: Where) -> bool:
    return before(episode.conference_on, episode.referred_on)


@rule("8715", Episode, "conference_on")
def conference_outside_the_period(episode: Episode, where: Where) -> bool:
    return episode.conference_on is not None and not where.census.covers(episode.conference_on)


@rule("8875", Episode, "conference_on")
def conference_at_a_weekend(episode: Episode, where: Where) -> bool:
    return is_weekend(episode.conference_on)


def _goes_on(episode: Episode) -> bool:
    return episode.closed_on is None and episode.nfa is False


@rule("8815", Episode, "referred_on")
def one_of_several_open(episode: Episode, where: Where) -> bool:
    return _goes_on(episode) and sum(map(_goes_on, where.child.episodes)) > 1


@rule("8816", Episode, "referred_on")
def open_and_not_the_latest(episode: Episode, where: Where) -> bool:
    return _goes_on(episode) and any(before(episode.referred_on, each.referred_on) for each in where.child.episodes)


@rule("8820", Episode, "referred_on")
def begins_within_another(episode: Episode, where: Where) -> bool:
    """The day on which one closes may be the day on which the next begins."""
    for other in where.child.episodes:
        if other is episode or other.referred_on is None or episode.referred_on is None:
            continue
        if other.closed_on is None and other.nfa is not False:
            continue
        until = other.closed_on or where.census.ends_on + timedelta(days=1)
        if other.referred_on <= episode.referred_on < until:
            return True
    return False
