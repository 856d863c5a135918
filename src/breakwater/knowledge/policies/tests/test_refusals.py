"""Every address of one thing refuses an officer of an area that does not share the manual, and a post without the right."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from breakwater.knowledge.policies.operations import consulting, drafting
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

FOR_AGENCIES = ["drafts/{draft}/comments/", "versions/{version}/reading/"]
FOR_OFFICERS = [
    "drafts/{draft}/",
    "drafts/{draft}/settle/",
    "drafts/{draft}/give-up/",
    "drafts/{draft}/consult/",
    "drafts/{draft}/close/",
    "comments/{comment}/",
    "{chapter}/",
    "{chapter}/write/",
    "{chapter}/review/",
    "{chapter}/withdraw/",
    "{chapter}/correct/",
    "{chapter}/vary/{anchor}/",
    "versions/{version}/ratify/",
    "versions/{version}/decision/",
    "versions/{version}/force/",
    "questions/{question}/",
]
OF_NO_MANUAL = ["", "new/", "manuals/new/", "import/"]


@pytest.fixture
def names(settle, in_force, vary, chapter, officer, now):
    """What stands in the addresses: one of everything that has one."""
    first = settle()
    in_force(first, "portsmouth", date(2026, 3, 1))
    vary(first.body[3]["anchor"], date(2026, 3, 1))
    version = settle("Second", at=now + timedelta(hours=1))
    with acting_as(officer):
        draft = drafting.begin(chapter=chapter, by=officer, at=now)
        asked = consulting.open_to(version=draft, about="Clear?", closes_on=date(2027, 1, 29), by=officer, at=now)
        comment = consulting.comment(
            consultation=asked,
            organisation=officer.membership.team.organisation,
            words="Yes",
            key=uuid4(),
            by=officer,
            at=now,
        )
    return {
        "chapter": chapter.public_id,
        "version": version.public_id,
        "draft": draft.public_id,
        "comment": comment.public_id,
        "question": version.questions.get().public_id,
        "anchor": first.body[1]["anchor"],
    }


def _answers(browser, path: str, names: dict) -> set[int]:
    here = "/policies/" + path.format(**names)
    return {browser.get(here).status_code, browser.post(here).status_code} - {405}


def test_an_officer_of_an_area_that_does_not_share_the_manual_is_refused(names, signed_in, officer):
    far = make.team("Elsewhere", in_area=make.area("999", "Far away"))
    elsewhere, ours = signed_in(make.actor("policy_officer", of=far)), signed_in(officer)
    found = {path: _answers(elsewhere, path, names) for path in FOR_OFFICERS + FOR_AGENCIES}
    assert found == dict.fromkeys(found, {403})
    assert 403 not in {code for path in FOR_OFFICERS if "give-up" not in path for code in _answers(ours, path, names)}


def test_a_post_that_does_not_keep_chapters_is_refused(names, signed_in):
    dsl = signed_in(make.actor("dsl", of=make.team("School", of=make.organisation("School", "SCHOOL"))))
    found = {path: _answers(dsl, path, names) for path in FOR_OFFICERS + OF_NO_MANUAL}
    assert found == dict.fromkeys(found, {403})
    assert 403 not in {code for path in FOR_AGENCIES for code in _answers(dsl, path, names)}


def test_what_one_area_decides_is_not_answered_by_another_that_shares_the_manual(names, signed_in, officers):
    assert _answers(signed_in(officers["hampshire"]), "questions/{question}/", names) == {403}
    assert 403 not in _answers(signed_in(officers["portsmouth"]), "questions/{question}/", names)
