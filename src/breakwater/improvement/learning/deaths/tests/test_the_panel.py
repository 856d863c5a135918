"""The panel: a pack without names, who was involved is out, codes of two editions beside each other, learning in batches."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.improvement.learning.anonymity import read_file, scan
from breakwater.improvement.learning.deaths.operations import professionals
from breakwater.improvement.learning.deaths.panels import codes, lookup, names
from breakwater.improvement.learning.deaths.panels.operations import meetings, outcomes, papers, sharing
from breakwater.improvement.learning.deaths.panels.operations.holding import TakenOff
from breakwater.improvement.learning.lessons.names import digest_of, found_in, words_of
from breakwater.improvement.learning.lessons.operations import showing
from breakwater.improvement.learning.models import (
    ChildDeath,
    DeathState,
    LearningNotice,
    PanelMeeting,
    PanelOutcome,
    PanelPaper,
    PublishedReview,
)
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.word import document, p

from .conftest import AT, CHILDREN, DAY, LATER, MORE, Panel, concluded


def test_the_pack_names_nobody_in_sheets_papers_or_names_of_files(panel):
    case = panel.case(panel.ready(place="Halyard Hospital", nhs_number="9434765919"))
    panel.do(outcomes.prepare, case, "Was the sleeping place looked at?", "2018", revision=0)
    panel.add(case, document(p("A baby was found in the morning.")))
    content = panel.do(papers.pack_of, panel.meeting)
    with zipfile.ZipFile(io.BytesIO(content)) as archive, acting_as(panel.by):
        listed = archive.namelist()
        terms, days = names.terms_of([case.death])
        found = [
            hit for name in listed for hit in scan(read_file(archive.read(name), name.rpartition(".")[2]), terms, days)
        ]
    assert listed == ["panel-pack/cases.pdf", "panel-pack/case-1-paper-1.docx"]
    assert found == []
    assert {"Nel Nowhere", "Halyard Hospital"} <= {each.words for each in terms}


@pytest.mark.parametrize(
    "words",
    [
        "Nel was found in the morning",
        "The Nowhere family was known",
        "She was born on 17 May 2024",
        "She died at Halyard Hospital",
        "Her number is 943 476 5919",
        "See {reference}",
    ],
)
def test_a_paper_that_names_somebody_is_not_kept(panel, words):
    death = panel.ready(place="Halyard Hospital", nhs_number="9434765919")
    case = panel.case(death)
    with pytest.raises(names.NamesInside):
        panel.add(case, document(p(words.format(reference=death.reference))))
    with acting_as(panel.by):
        assert not PanelPaper.objects.exists()


def test_a_question_for_the_panel_names_nobody(panel):
    case = panel.case()
    with pytest.raises(names.NamesInside):
        panel.do(outcomes.prepare, case, "Was Nel seen by a health visitor?", "2018", revision=0)


def test_papers_are_destroyed_when_the_meeting_was_held(panel, settings):
    panel.seated()
    case = panel.case()
    paper = panel.add(case, document(p("A baby was found in the morning.")))
    place = settings.BREAKWATER_DATA
    from pathlib import Path

    kept = Path(place) / "files" / paper.stored_as
    assert kept.exists()
    with pytest.raises(meetings.NothingSettled):
        panel.do(meetings.hold, panel.meeting, "")
    panel.settle(case)
    panel.do(meetings.hold, panel.meeting, "Nothing else was said")
    assert not kept.exists()
    with acting_as(panel.by):
        assert not PanelPaper.objects.exists()


def test_whoever_took_part_in_the_care_is_out_of_the_case(panel, paediatrician):
    from breakwater.improvement.learning.models import ResponseLead

    case = panel.case()
    with acting_as(panel.by) as by:
        ResponseLead.objects.create(
            death=case.death, user=paediatrician.membership.user, named="Dr Una Harker, consultant", since=AT, by=by
        )
    _, una = panel.seated("Una Harker")
    with pytest.raises(outcomes.WasInvolved):
        panel.settle(case)
    panel.do(meetings.recuse, case, una, "Led the response")
    assert panel.settle(case).is_concluded


def test_nobody_settles_a_case_without_a_chair(panel):
    case = panel.case()
    with pytest.raises(outcomes.NobodyCame):
        panel.settle(case)
    chair, _ = panel.seated("Olu Brine")
    panel.do(meetings.recuse, case, chair, "Knows the family")
    with pytest.raises(outcomes.NobodyToChair):
        panel.settle(case)


def test_codes_of_the_earlier_form_stand_beside_those_of_the_present_one(panel):
    old, new = panel.case(edition="2010"), panel.case(panel.ready("Odalys Fenwick"))
    facts = outcomes.FactorFacts("B", "safe-sleep", "3", is_modifiable=True)
    assert panel.do(outcomes.add_factor, old, facts).influence == "3"
    with pytest.raises(outcomes.NotOfThisEdition):
        panel.do(outcomes.add_factor, new, facts)
    assert codes.EDITIONS["2010"].influence.keys() - codes.EDITIONS["2018"].influence.keys() == {"1*", "3"}


def test_a_modifiable_factor_and_the_outcome_do_not_contradict(panel):
    panel.seated()
    case = panel.case()
    panel.do(outcomes.add_factor, case, outcomes.FactorFacts("B", "safe-sleep", "2", is_modifiable=True))
    with pytest.raises(outcomes.FactorsDisagree):
        panel.settle(case, modifiable="NO")


def test_a_correction_says_why_and_the_last_counts(panel):
    panel.seated()
    case = panel.case()
    panel.settle(case)
    with pytest.raises(outcomes.NeedsAReason):
        panel.settle(case, category="9")
    panel.settle(case, category="9", why="The post-mortem came later")
    with acting_as(panel.by):
        assert lookup.outcome_of(lookup.CASES.get(pk=case.pk)).category == "9"
        assert [each.category for each in lookup.concluded(DAY, DAY)] == ["9"]


def test_a_deferred_case_waits_for_another_meeting(panel, reviewer):
    panel.seated()
    case = panel.case()
    panel.settle(case, result="DEFERRED", category="", modifiable="", why="The inquest")
    with acting_as(panel.by):
        assert ChildDeath.objects.get(pk=case.death_id).state == DeathState.ANALYSED
    again = Panel(reviewer, DAY + timedelta(days=60))
    with acting_as(panel.by):
        assert [each.pk for each in lookup.to_list(again.meeting)] == [case.death_id]
    assert again.do(meetings.list_deaths, again.meeting, [case.death])[0].number == 1


def test_a_death_is_on_one_list_that_is_still_to_come(panel, reviewer):
    death = panel.ready()
    panel.case(death)
    with pytest.raises(meetings.ListedAlready):
        panel.do(meetings.list_deaths, Panel(reviewer).meeting, [death])


def test_whoever_sat_last_has_a_seat_again(panel, reviewer):
    panel.seated("Olu Brine")
    with acting_as(reviewer):
        assert [each.named for each in lookup.seats_of(Panel(reviewer).meeting)] == ["Ida Marrow", "Olu Brine"]


def test_a_meeting_is_its_teams_alone(panel):
    case = panel.case()
    for role in ("business_manager", "head_of_service", "mash_manager", "information_governance"):
        with acting_as(make.actor(role)):
            assert not PanelMeeting.objects.filter(pk=panel.meeting.pk).exists()
            assert not lookup.CASES.filter(pk=case.pk).exists()


def batch(**more):
    facts = {
        "title": "Learning from deaths",
        "reference": "CDOP 2026/1",
        "first": DAY,
        "last": DAY,
        "read_by": "Olu Brine",
    }
    return sharing.BatchFacts(**facts | {"text": "## Safe sleep\n\nA baby sleeps safest on the back."} | more)


def publish(panel, **more):
    return panel.do(sharing.publish, batch(**more), published_on=DAY, key=uuid4())


def met_again(panel) -> Panel:
    other = Panel(panel.by, DAY + timedelta(days=20))
    with acting_as(panel.by):
        seats = lookup.seats_of(other.meeting)
    other.do(meetings.record_attendance, other.meeting, seats)
    return other


def test_figures_that_overlap_those_published_before_show_no_few_deaths_by_themselves(panel):
    """Of six deaths in one period and five in another within it, the difference would be one child."""
    concluded(panel)
    publish(panel)
    other = met_again(panel)
    for number, called in enumerate(CHILDREN[5:] + MORE, 1):
        case = other.case(other.ready(called))
        other.settle(case, on=DAY + timedelta(days=20))
        wider = {"last": DAY + timedelta(days=20), "reference": f"CDOP 2027/{number}"}
        if number < sharing.FEWEST:
            with pytest.raises(sharing.IsolatesAFew):
                publish(panel, **wider)
    assert publish(panel, **wider), "the rest are as many as may be shown"
    assert publish(panel, reference="CDOP 2027/7"), "the same days say nothing new"


def test_a_report_by_category_is_compared_category_by_category(panel):
    concluded(panel)
    publish(panel, is_report=True)
    other = met_again(panel)
    for number, called in enumerate(CHILDREN[5:] + MORE):
        other.settle(other.case(other.ready(called)), on=other.meeting.on, category="10" if number else "9")
    wider = {"last": other.meeting.on, "reference": "CDOP 2027/1"}
    with pytest.raises(sharing.IsolatesAFew):
        publish(panel, is_report=True, **wider)
    assert publish(panel, **wider), "a batch gives no number by category"


def test_learning_goes_out_of_five_deaths_and_not_of_four(panel):
    cases = concluded(panel, 4)
    with pytest.raises(sharing.TooFewDeaths):
        publish(panel)
    cases.append(panel.case(panel.ready(CHILDREN[4])))
    panel.settle(cases[-1])
    review = publish(panel)
    assert review.kind == PublishedReview.Kind.DEATHS
    assert not review.is_public, "a second person reads it first"
    with acting_as(make.actor("policy_officer")) as by:
        seen = digest_of(found_in(words_of(review)))
        assert showing.confirm(review, "Read: nobody is in it", seen, by=by, at=LATER).is_public


@pytest.mark.parametrize(
    "text", ["Odalys slept on a sofa", "On 22 December 2026 a baby died", "Three babies slept on a sofa"]
)
def test_a_batch_with_a_name_a_date_or_a_small_number_is_not_published(panel, text):
    concluded(panel)
    with pytest.raises((names.NamesInside, names.SmallNumbers)):
        publish(panel, text=text)
    assert not PublishedReview.objects.exists()


def test_a_recommendation_joins_the_chain_under_no_case(panel):
    cases = concluded(panel)
    asked = outcomes.RecommendationWords("AGENCY", "Ask where a baby sleeps", "Babies sleep safely", "safe-sleep")
    made = panel.do(outcomes.recommend, cases[0], asked, key=uuid4())
    notice = panel.do(
        sharing.write, sharing.NoticeFacts("safe-sleep", "10", "Sofas", "Ask", "Health visitors"), key=uuid4()
    )
    with acting_as(panel.by):
        waiting = lookup.recommendations_to_share()
    assert [each.pk for each in waiting] == [made.pk]
    review = publish(panel, recommendations=waiting, notices=[notice])
    one = review.recommendations.get()
    assert (one.text, one.theme) == ("Ask where a baby sleeps", "safe-sleep")
    assert cases[0].death.reference not in review.text + one.text
    with acting_as(panel.by):
        assert lookup.recommendations_to_share() == []
        assert LearningNotice.objects.get().review_id == review.pk
    with pytest.raises(sharing.GoneMeanwhile):
        publish(panel, reference="CDOP 2026/2", notices=[notice])


def test_an_outcome_sent_twice_is_one(panel):
    panel.seated()
    case, key = panel.case(), uuid4()
    facts = outcomes.OutcomeFacts("CONCLUDED", DAY, "10", "YES")
    assert panel.do(outcomes.settle, case, facts, key=key) == panel.do(outcomes.settle, case, facts, key=key)
    with acting_as(panel.by):
        assert PanelOutcome.objects.count() == 1


def test_a_listed_professional_is_out_and_is_named_in_no_paper(panel):
    case = panel.case()
    named = professionals.Named("Harbour practice", "Dr Olu Brine, general practitioner")
    panel.do(professionals.add_professional, case.death, named)
    panel.seated("Olu Brine")
    with pytest.raises(outcomes.WasInvolved):
        panel.settle(case)
    with pytest.raises(names.NamesInside):
        panel.add(case, document(p("Seen by Dr Brine in the week before.")))
    assert panel.add(case, document(p("Seen by the general practitioner in the week before.")))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Dr Una Harker, consultant paediatrician", "Una Harker"),
        ("Designated doctor", ""),
        ("DI O’Hara", "DI O’Hara"),
        ("Coroner’s officer", ""),
    ],
)
def test_a_role_is_no_name(words, name):
    assert names.person_in(words) == name


def test_a_window_left_open_settles_prepares_or_adds_nothing_to_a_case_that_was_taken_off(panel):
    panel.seated()
    case = panel.case()
    panel.do(meetings.withdraw, case, "It waits for the inquest")
    late = (
        lambda: panel.settle(case),
        lambda: panel.add(case, document(p("A baby was found in the morning."))),
        lambda: panel.do(outcomes.prepare, case, "What was seen?", "2018", revision=0),
    )
    for each in late:
        with pytest.raises(TakenOff):
            each()
    with acting_as(panel.by):
        assert not PanelOutcome.objects.exists()
        assert not PanelPaper.objects.exists()


def test_two_windows_that_prepare_one_case_lose_nothing(panel):
    case = panel.case()
    panel.do(outcomes.prepare, case, "What was seen?", "2018", revision=0)
    with pytest.raises(ChangedMeanwhile):
        panel.do(outcomes.prepare, case, "What was heard?", "2018", revision=0)


def test_what_is_published_names_no_child_whose_death_another_period_concluded(panel):
    panel.ready(called="Quillon Farthingale")
    concluded(panel)
    with pytest.raises(names.NamesInside, match="Quillon"):
        publish(panel, text="A baby sleeps safest on the back, as with Quillon.")
