"""A child's own words, what only workers read, and who told us are proposed to be left out whole: question and answer, with the reason and whose it is."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.models import Case, Participant
from breakwater.casework.recording.models import Answers
from breakwater.casework.recording.operations import current_version
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import GatheredItem, Mark
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.models import Assessment, ChildPart, Episode
from breakwater.practice.front_door.models import Contact, Submission
from breakwater_dev.testing import factories as make

from .requests_made import Made, the_team

NOW = timezone.now()
VOICE = {
    "seen": "yes",
    "seen_alone": True,
    "good_day": "When Mum laughs with us",
    "heard": "yes",
    "says": "I want somebody to help my mum.",
}
SAFETY = {"asked_safely": "yes", "abuse": "now", "abuse_note": "He waits outside", "check_neglect": "no"}
FAMILY = {"helped": "Grandmother came by", "attendance": "Good"}


@pytest.fixture
def family(db):
    """A mother, her son and his sister, with an assessment in which each child said something."""
    mother = make.person("Maria", "Wright")
    son, sister = make.person("Aaron", "Wright"), make.person("Lucie", "Wright")
    team = the_team("front_door")
    with acting_as(make.intake()) as by:
        made = {"stage": "open", "stage_since": NOW, "opened_at": NOW, "opened_by": by, "area": son.area}
        case = Case.objects.create(reference="E-26-00001-X", kind="early_help", responsible_team=team, **made)
        for person, capacity in ((mother, "PARENT"), (son, "CHILD"), (sister, "CHILD")):
            Participant.objects.create(case=case, person=person, capacity=capacity, starts_at=NOW)

        def filled(form, values):
            version = current_version(form, area=son.area, at=NOW)
            facts = {"area": son.area, "case": case, "team": team, "started_at": NOW, "saved_at": NOW, "by": by}
            return Answers.objects.create(version=version, values=values, **facts)

        episode = Episode.objects.create(
            case=case, reference="E-26-00001-X", label="Early help", concern="Help", opened_at=NOW
        )
        whole = filled("early_help.assessment", FAMILY | SAFETY)
        assessment = Assessment.objects.create(episode=episode, answers=whole, started_at=NOW, started_by=by)
        for child, words in ((son, "The other one shouts at night"), (sister, "I draw when it is loud")):
            said = filled("early_help.assessment_child", VOICE | {"says": words})
            ChildPart.objects.create(assessment=assessment, person=child, answers=said)
    return mother, son, sister


def gathered(made: Made):
    """What each left-out item says, with the ground and whose it is; and what is given."""
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        out = {mark.item_id: mark for mark in Mark.objects.filter(request=made.one, words="")}
        items = list(GatheredItem.objects.filter(request=made.one).order_by("number"))
        left = [(item.facts, out[item.pk].ground, out[item.pk].whose) for item in items if item.pk in out]
        words = "\n".join(mark.words for mark in Mark.objects.filter(request=made.one))
        return left, "\n".join(item.facts for item in items if item.pk not in out), words


def test_a_childs_own_words_are_left_out_where_the_parent_asks_and_the_row_says_whose(family):
    left, given, _ = gathered(Made(family[:2], asker="PARENT", asker_name="Maria Wright"))
    for words, whose in (
        ("shouts at night", "Aaron Wright’s own words"),
        ("when it is loud", "Lucie Wright’s own words"),
    ):
        (found,) = [each for each in left if words in each[0]]
        assert found[1:] == ("SOURCE", whose)
        assert "When Mum laughs" in found[0]
        assert "seen alone" in found[0]  # the whole page: also that they were asked alone
        assert words not in given
    assert "seen alone" not in given


def test_a_child_has_their_own_words_and_not_their_sisters(family):
    left, given, _ = gathered(Made([family[1]], asker="CHILD", asker_name="Aaron Wright"))
    assert "shouts at night" in given
    assert "when it is loud" not in given
    assert [whose for facts, _, whose in left if "when it is loud" in facts] == ["Lucie Wright’s own words"]


def test_a_mother_who_asks_about_herself_alone_does_not_have_what_the_children_said(family):
    _, given, _ = gathered(Made(family[:1], asker_name="Maria Wright"))
    assert "shouts at night" not in given
    assert "when it is loud" not in given


def test_a_page_that_only_workers_read_is_left_out_question_and_answer(family):
    left, given, words = gathered(Made(family[:2], asker="PARENT", asker_name="Maria Wright"))
    (found,) = [each for each in left if "He waits outside" in each[0]]
    assert found[1] == "HARM"
    assert "Only workers read" in found[2]
    assert "neglect" in found[0]  # every question of the page
    for told in ("domestic abuse", "neglect", "He waits outside"):
        assert told not in given
    assert "Grandmother came by" in given
    assert not {"No", "Yes", "no", "yes", "now"} & set(words.split("\n"))


def test_her_own_name_is_masked_nowhere(family):
    _, _, words = gathered(Made(family[:2], asker="PARENT", asker_name="Maria Wright"))
    assert not {"Maria Wright", "Maria", "Wright", "Aaron Wright"} & set(words.split("\n"))
    _, _, words = gathered(Made(family[1:2], asker="PARENT", asker_name="Maria Wright"))  # about her son alone
    assert not {"Maria Wright", "Maria", "Wright"} & set(words.split("\n"))
    assert "Lucie" in words


def a_contact(child, **facts):
    team, at = the_team("front_door"), NOW
    with acting_as(make.intake()) as by:
        made = {"stage": "open", "stage_since": at, "opened_at": at, "opened_by": by, "area": child.area}
        case = Case.objects.create(reference="C-26-00009-X", kind="referral", responsible_team=team, **made)
        Participant.objects.create(case=case, person=child, capacity="CHILD", starts_at=at)
        sent = Submission.objects.create(
            reference="S-1",
            area=child.area,
            team=team,
            key=str(uuid4()),
            received_at=at,
            source_code="1A",
            by=by,
            **facts,
        )
        Contact.objects.create(
            case=case, reference="C-26-00009-X", submission=sent, position=1, child=child, received_at=at,
            channel=facts["channel"], worry=facts["worry"], sender_user=facts.get("sender_user"), source_said="A neighbour",
        )  # fmt: skip


def test_what_a_child_sent_themselves_is_left_out_with_that_they_did(family):
    a_contact(family[1], channel="CHILD", worry="My stepdad locks me in the shed")
    _, given, _ = gathered(Made(family[:2], asker="PARENT", asker_name="Maria Wright"))
    for told in ("locks me", "from a child or young person"):
        assert told not in given
