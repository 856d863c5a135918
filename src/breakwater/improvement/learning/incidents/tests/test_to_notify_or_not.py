"""To notify or not: the criteria limb by limb, the clock from awareness, and the same evidence either way (PL 6.1, 6.2, 6.9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from breakwater.foundation.dates.london_time import london
from breakwater.improvement.learning import pathway
from breakwater.improvement.learning.incidents import lookup
from breakwater.improvement.learning.incidents.criteria import Follows, follows
from breakwater.improvement.learning.incidents.operations import considering, ending, first_hour, naming, notifying
from breakwater.improvement.learning.incidents.operations.states import NotAtThisStage
from breakwater.improvement.learning.models import Limb, Member, RapidReview, SeriousIncident, State, StateChange
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater_dev.testing import serious

from .conftest import AT

# Counted by hand from the list of bank holidays of England that the government publishes: 25 and 28 December 2026, 1 January, 26 and
# 29 March, 3 and 31 May 2027.
BY_HAND = [
    (pathway.NOTIFY, date(2026, 12, 22), date(2026, 12, 31)),
    (pathway.NOTIFY, date(2026, 12, 24), date(2027, 1, 5)),
    (pathway.NOTIFY, date(2026, 12, 26), date(2027, 1, 5)),
    (pathway.NOTIFY, date(2027, 3, 25), date(2027, 4, 5)),
    (pathway.RAPID_REVIEW, date(2026, 12, 22), date(2027, 1, 15)),
    (pathway.RAPID_REVIEW, date(2026, 12, 31), date(2027, 1, 22)),
    (pathway.RAPID_REVIEW, date(2027, 4, 30), date(2027, 5, 24)),
    (pathway.LETTERS, date(2026, 12, 24), date(2026, 12, 29)),
]


@pytest.mark.parametrize(("duty", "start", "due"), BY_HAND)
def test_pl_6_9_both_clocks_skip_the_bank_holidays_of_england(duty, start, due):
    assert duty.due_on(start) == due


@pytest.mark.parametrize(
    ("met", "what"),
    [
        ({Limb.ABUSE, Limb.DIED, Limb.IN_AREA}, Follows.LAW),
        ({Limb.ABUSE, Limb.HARMED, Limb.ABROAD}, Follows.LAW),
        ({Limb.DIED, Limb.LOOKED_AFTER}, Follows.LOOKED_AFTER),
        ({Limb.DIED, Limb.CARE_LEAVER}, Follows.CARE_LEAVER),
        ({Limb.ABUSE, Limb.HARMED}, Follows.ELSEWHERE),
        ({Limb.ABUSE, Limb.IN_AREA}, Follows.NOTHING),
        ({Limb.HARMED, Limb.LOOKED_AFTER, Limb.IN_AREA}, Follows.NOTHING),
    ],
)
def test_pl_6_1_what_follows_from_the_limbs(met, what):
    assert follows({limb: "YES" if limb in met else "NO" for limb in Limb}) == what


def test_pl_6_1_a_limb_that_is_not_known_leaves_it_open():
    assert follows({}) == Follows.OPEN
    assert follows({limb: "NO" for limb in Limb if limb != Limb.ABUSE}) == Follows.OPEN


@pytest.mark.parametrize("notify", [True, False])
def test_pl_6_9_a_decision_not_to_notify_needs_the_same_evidence(incident, partners, notify):
    with acting_as(partners.manager) as by:
        facts = considering.DecisionFacts(notify, "Why", "Dana Director", AT.date())
        with pytest.raises(considering.NotEvidenced) as refused:
            considering.decide(incident, facts, by=by, at=AT)
        assert refused.value.words.count("the limb") == len(Limb)


def limbs_found(incident, partners, met):
    with acting_as(partners.manager) as by:
        said = {limb.value: ("YES" if limb in met else "NO", "As recorded") for limb in Limb}
        considering.find_limbs(serious.fresh(incident), said, by=by, at=AT)


def view_of(partner, incident, partners, *, notify, at=AT):
    with acting_as(partners.speakers[partner]) as by:
        considering.give_view(serious.fresh(incident), considering.ViewFacts(notify, "As we see it"), by=by, at=at)


def decided(incident, partners, *, notify, at=AT):
    with acting_as(partners.manager) as by:
        facts = considering.DecisionFacts(notify, "Why", "Dana Director", AT.date())
        considering.decide(serious.fresh(incident), facts, by=by, at=at)


def comes_next(incident, partners) -> list[str]:
    with acting_as(partners.manager):
        return [each.words for each in lookup.due_of(serious.fresh(incident), AT.date())]


def test_s_16c_the_authority_decides_and_notifies_without_waiting_and_the_views_follow(incident, partners):
    limbs_found(incident, partners, (Limb.ABUSE, Limb.DIED, Limb.IN_AREA))
    decided(incident, partners, notify=True)
    for partner in partners.speakers.values():
        told = Notification.objects.filter(user=partner.membership.user).values_list("words", flat=True)
        assert "The authority has decided: your partner's view is still asked for" in set(told)
    serious.notified(incident, partners, AT + timedelta(days=8))
    missing = "Views still to come: Local authority, Integrated care board, Police"
    assert missing in comes_next(incident, partners)
    for partner in partners.speakers:
        view_of(partner, incident, partners, notify=True, at=AT + timedelta(days=9))
    assert missing not in comes_next(incident, partners)


def test_pl_6_9_a_decision_not_to_notify_stands_once_the_views_came_and_is_taken_anew_against_one(incident, partners):
    limbs_found(incident, partners, (Limb.DIED, Limb.IN_AREA))
    decided(incident, partners, notify=False)
    serious.looked_again(incident, partners, AT)
    with acting_as(partners.manager):
        assert not lookup.may_close(serious.fresh(incident))
    view_of("AUTHORITY", incident, partners, notify=False)
    view_of("HEALTH", incident, partners, notify=False)
    view_of("POLICE", incident, partners, notify=True, at=AT + timedelta(hours=1))
    assert comes_next(incident, partners)[-1] == "Decide again: Police would notify"
    decided(incident, partners, notify=False, at=AT + timedelta(hours=2))
    serious.looked_again(incident, partners, AT + timedelta(hours=3))
    with acting_as(partners.manager):
        assert lookup.may_close(serious.fresh(incident))


def test_pl_6_1_nobody_decides_against_the_duty(incident, partners):
    with pytest.raises(considering.AgainstTheDuty, match="section 16C"):
        serious.considered(incident, partners, AT, notify=False)
    with acting_as(partners.manager):
        assert lookup.decision_of(incident) is None


def test_pl_6_2_a_decision_not_to_notify_is_looked_at_again_by_group_and_scrutineer(incident, partners):
    serious.considered(incident, partners, AT, met=(Limb.DIED, Limb.IN_AREA), notify=False)
    with acting_as(partners.manager) as by:
        assert serious.fresh(incident).state == State.NOT_NOTIFIED
        with pytest.raises(NotAtThisStage):
            ending.close(incident, "Done", by=by, at=AT)
    serious.looked_again(incident, partners, AT)
    with acting_as(partners.manager) as by:
        assert ending.close(incident, "Done", by=by, at=AT).state == State.CLOSED
        assert [each.state for each in StateChange.objects.order_by("pk")] == [
            "RAISED",
            "CONSIDERED",
            "NOT_NOTIFIED",
            "CLOSED",
        ]


def test_pl_6_2_the_scrutineer_who_does_not_agree_sends_it_back(incident, partners):
    serious.considered(incident, partners, AT, met=(Limb.DIED, Limb.IN_AREA), notify=False)
    with acting_as(partners.scrutineer) as by:
        considering.look_again(serious.fresh(incident), considering.AgainFacts(False, "No"), by=by, at=AT)
    with acting_as(partners.manager):
        assert serious.fresh(incident).state == State.CONSIDERED


def test_pl_6_8_only_who_speaks_for_a_partner_gives_its_view(incident, partners):
    for who in (partners.manager, partners.group, partners.scrutineer):
        with acting_as(who) as by, pytest.raises(NotPermitted):
            considering.give_view(serious.fresh(incident), considering.ViewFacts(True, "x"), by=by, at=AT)


def test_pl_6_8_three_partners_are_three_people(incident, partners):
    police = partners.speakers["POLICE"]
    with acting_as(police) as by:
        considering.give_view(serious.fresh(incident), considering.ViewFacts(False, "No"), by=by, at=AT)
    with acting_as(partners.manager) as by:
        for member in Member.objects.filter(part="PARTNER", partner__in=("POLICE", "HEALTH")):
            naming.end_member(member, by=by, at=AT)
    serious.named_as(incident, partners, police, "PARTNER", "HEALTH", at=AT)
    with acting_as(police) as by, pytest.raises(considering.SpokeForAnother):
        considering.give_view(serious.fresh(incident), considering.ViewFacts(False, "No"), by=by, at=AT)


def test_pl_6_2_nobody_looks_again_at_what_they_recorded_or_in_both_parts(incident, partners):
    serious.considered(incident, partners, AT, met=(Limb.DIED, Limb.IN_AREA), notify=False)
    agrees = considering.AgainFacts(True, "Agreed")
    for who, part in ((partners.manager, "GROUP"), (partners.group, "SCRUTINEER")):
        serious.named_as(incident, partners, who, part, at=AT)
    with acting_as(partners.manager) as by, pytest.raises(considering.LookedAlready):
        considering.look_again(serious.fresh(incident), agrees, by=by, at=AT)
    with acting_as(partners.group) as by:
        considering.look_again(serious.fresh(incident), agrees, by=by, at=AT)
        with pytest.raises(considering.LookedAlready):
            considering.look_again(serious.fresh(incident), agrees, by=by, at=AT)


def test_pl_6_2_once_it_was_notified_the_day_of_awareness_stays(incident, partners):
    serious.considered(incident, partners, AT)
    serious.notified(incident, partners, AT + timedelta(days=8))
    with acting_as(partners.manager) as by, pytest.raises(NotAtThisStage):
        first_hour.set_aware(incident, first_hour.AwareFacts(date(2026, 12, 18), "A ward", "ONE"), by=by, at=AT)


def test_pl_6_2_awareness_starts_the_clock_and_is_never_moved_later(incident, partners):
    with acting_as(partners.manager) as by:
        assert lookup.notify_by(incident) == date(2026, 12, 31)
        later = first_hour.AwareFacts(date(2026, 12, 23), "A ward", "ONE")
        with pytest.raises(first_hour.LaterThanBefore):
            first_hour.set_aware(incident, later, by=by, at=AT)
        held = first_hour.set_aware(
            incident, first_hour.AwareFacts(date(2026, 12, 18), "A ward", "SIBLINGS"), by=by, at=AT
        )
        assert lookup.notify_by(held) == date(2026, 12, 29)
        assert "22 December" in StateChange.objects.order_by("-pk").first().words


def test_pl_6_2_what_was_sent_is_recorded_with_boxes_missing_which_are_owed_and_opens_the_rapid_review(
    incident, partners
):
    sent = notifying.SentFacts(london(2026, 12, 30, 16, 40), "TELEPHONE", "Duty officer", "Health, police")
    at = AT + timedelta(days=9)
    with acting_as(partners.manager) as by:
        with pytest.raises(notifying.SayWhoDecided):
            notifying.notify(incident, sent, by=by, at=at)
        with pytest.raises(notifying.StillToCome):
            notifying.notify(incident, sent, by=by, at=AT)
        sent = replace(sent, decided_by="Dana Director", why="A baby has died at home")
        notifying.notify(incident, sent, by=by, at=at)
        review, one = RapidReview.objects.get(), serious.fresh(incident)
        assert (review.starts_on, review.due_on, review.amber_on) == (
            date(2026, 12, 30),
            date(2027, 1, 21),
            date(2027, 1, 15),
        )
        assert (one.state, one.national_reference, one.notified_at) == (State.RAPID_OPEN, "Duty officer", sent.at)
        kept = StateChange.objects.get(state=State.NOTIFIED).words
        assert "By telephone, 30 December 2026 at 16:40" in kept
        assert "Category of abuse" in kept
    owed = comes_next(incident, partners)
    assert "Record the criteria: 7 limbs are missing" in owed
    assert any(each.startswith("Write the serious incident notification: ") for each in owed)
    limbs_found(incident, partners, (Limb.ABUSE, Limb.DIED, Limb.IN_AREA))
    serious.filled(incident, partners, "NOTIFICATION", at)
    assert not {each for each in comes_next(incident, partners) if "criteria" in each or "notification" in each}


def test_a_national_paper_says_days_as_people_do(partners, raiser):
    one = serious.named(serious.raised(raiser, AT, born=date(2026, 1, 5)), partners, AT)
    with acting_as(partners.manager):
        assert lookup.answers_of(one, "NOTIFICATION")["born"] == "5 January 2026"


def test_pl_6_9_the_fifteen_days_are_counted_from_what_the_area_says(incident, partners):
    with acting_as(partners.manager) as by:
        facts = notifying.RuleFacts("AWARE", "Guidance, 2018")
        notifying.set_start(by.membership.team.area, facts, by=by, at=AT)
    serious.considered(incident, partners, AT)
    review = serious.notified(incident, partners, AT + timedelta(days=8))
    assert (review.start, review.due_on, review.source) == ("AWARE", date(2027, 1, 15), "Guidance, 2018")


def test_pl_6_8_whoever_raised_it_finds_it_until_it_is_considered(incident, partners, raiser):
    with acting_as(raiser):
        assert SeriousIncident.objects.count() == 1
    serious.considered(incident, partners, AT)
    with acting_as(raiser):
        assert SeriousIncident.objects.count() == 0
    told = Notification.objects.filter(user=raiser.membership.user).order_by("-pk").first()
    assert (incident.reference, True) == (told.reference, "it is notified to the national panel" in told.words)
