"""A parent whose part in a case ended has what was recorded while they had part, and what is about them: never what the family said since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, Participant
from breakwater.casework.tasks.models import Task
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import GatheredItem, Mark
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .requests_made import Made, the_team

NOW = timezone.now()
THEN, ENDED, SINCE = NOW - timedelta(days=900), NOW - timedelta(days=600), NOW - timedelta(days=30)


@pytest.fixture
def family(db):
    """A son whose father's part in the case ended long ago, and lines of then, of since, and of since about the father."""
    son, father = make.person("Ben", "Quayside"), make.person("Ambrose", "Tollgate")
    team = the_team("front_door")
    with acting_as(make.intake()) as by:
        facts = {"kind": "referral", "stage": "open", "stage_since": THEN, "opened_at": THEN, "opened_by": by}
        case = Case.objects.create(reference="C-26-00001-X", area=son.area, responsible_team=team, **facts)
        Participant.objects.create(case=case, person=son, capacity="CHILD", starts_at=THEN)
        Participant.objects.create(case=case, person=father, capacity="PARENT", starts_at=THEN, ends_at=ENDED)
        for at, what, person in (
            (THEN - timedelta(days=90), "Known before him", None),
            (THEN, "Seen together", None),
            (SINCE, "Mother told us of her new partner", None),
            (SINCE, "He was arrested", father),
        ):
            chronology.record(what=what, kind="visit", by=by, at=at, case=case, person=person)
        for at, title in ((THEN, "Ring the school then"), (SINCE, "Ring the refuge now")):
            Task.objects.create(case=case, team=team, title=title, due_at=at, made_at=at, made_by=by)
    return son, father


def gathered(made: Made) -> dict[str, GatheredItem]:
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        return {item.facts: item for item in GatheredItem.objects.filter(request=made.one)}


def said(found, words: str) -> list[GatheredItem]:
    return [item for facts, item in found.items() if words in facts]


def test_what_was_recorded_since_is_not_gathered_for_him_but_what_is_about_him(family):
    found = gathered(Made([family[1]], asker_name="Ambrose Tollgate"))
    for words in ("Seen together", "He was arrested", "Ring the school then"):
        assert said(found, words), words
    for words in ("new partner", "refuge", "Known before him"):
        assert not said(found, words), words


def test_while_his_part_lasts_he_has_the_case_and_so_has_the_child(family):
    son, father = family
    assert said(gathered(Made([son], asker="CHILD")), "new partner")
    with acting_as(make.intake()):
        Participant.objects.filter(person=father).update(ends_at=None)
    assert said(gathered(Made([father])), "new partner")


def test_where_he_asks_for_his_child_what_was_recorded_since_is_proposed_to_be_left_out(family):
    made = Made(family, asker="PARENT", asker_name="Ambrose Tollgate")
    found = gathered(made)
    with acting_as(made.officer):
        out = set(Mark.objects.filter(request=made.one, words="", off_at=None).values_list("item", flat=True))
    for words in ("new partner", "refuge"):
        assert {item.pk for item in said(found, words)} <= out, words
    for words in ("Seen together", "He was arrested", "Ring the school then"):
        assert not {item.pk for item in said(found, words)} & out, words
