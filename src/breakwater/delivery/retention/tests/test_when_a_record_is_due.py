"""When a record is due, where the day does not simply count from closing: never before the youngest child it may be about is grown up."""

import json
from datetime import date

import pytest

from breakwater.delivery.retention import due, removing
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Case, Life, at

OPENED, CLOSED = date(2010, 1, 4), date(2018, 3, 1)


@pytest.fixture
def life(transactional_db, owner_connection):
    return Life(owner_connection)


def _found(life: Life, today: date) -> dict[str, due.Found]:
    return {each.name: each for each in due.find(life.connection, at=at(today), ahead=0)}


def _classes(life: Life, today: date) -> set[str]:
    return {each.record_class for each in due.find(life.connection, at=at(today), ahead=0)}


def _referral(life: Life, born: str = "2000-06-01") -> Case:
    case = life.case("referral", [life.child(OPENED)], OPENED)
    life.connection.execute("update people_person set born_on = %s", [born])
    return case


def _joins(life: Life, case: Case, capacity: str, since: date, **facts) -> None:
    person = make.person("Joins", in_area=life.area, **facts)
    life.connection.execute("update people_person set entered_at = %s where id = %s", [at(since), person.pk])
    life.put("casework_participant", since, case_id=life.row(case), person_id=person.pk, capacity=capacity)


@pytest.mark.parametrize(
    ("capacity", "since", "facts", "last"),
    [
        ("SIBLING", date(2017, 1, 4), {}, date(2043, 1, 4)),  # nobody knows the birth: born after they joined
        ("HOUSEHOLD", date(2017, 1, 4), {}, date(2043, 1, 4)),  # perhaps a baby
        ("CHILD", OPENED, {"expected_on": date(2018, 6, 1)}, date(2043, 6, 1)),
        ("PARENT", OPENED, {"born_on": date(2001, 5, 1), "born_precision": "DAY"}, date(2026, 5, 1)),  # a mother of 16
        ("OTHER", OPENED, {"born_on": date(2009, 5, 1), "born_precision": "DAY"}, date(2034, 5, 1)),  # a cousin
        (
            "SIBLING",
            OPENED,
            {"born_on": date(2009, 7, 1), "born_precision": "YEAR"},
            date(2035, 1, 1),
        ),  # by New Year's Eve
        ("PARENT", OPENED, {"born_on": date(1980, 5, 1), "born_precision": "DAY"}, date(2025, 6, 1)),
        ("PARENT", date(2017, 1, 4), {}, date(2025, 6, 1)),
    ],
)
def test_a_case_is_kept_until_the_youngest_child_it_may_be_about_is_25(life, capacity, since, facts, last):
    case = _referral(life)
    _joins(life, case, capacity, since, **facts)
    life.close(case, CLOSED)
    assert case.name not in _found(life, last.replace(year=last.year - 1))
    assert _found(life, last)[case.name].due_on == last


def test_early_help_is_kept_until_25_with_a_plan_or_without(life):
    case = life.case("early_help", [life.child(OPENED)], OPENED)
    life.connection.execute("update people_person set born_on = '2009-05-01'")
    life.close(case, date(2012, 1, 1))
    assert _found(life, date(2034, 4, 30)) == {}
    assert _found(life, date(2034, 5, 1))[case.name].record_class == "early_help_no_plan"


NEED = {
    "immediate_danger": "no",
    "baby_injury": "no",
    "concern_types": ["young_carer", "housing"],
    "outside_home": ["none"],
}


@pytest.mark.parametrize(
    ("said", "facts", "is_alleged"),
    [
        (NEED, {}, False),
        (NEED | {"outcome_wanted": ["family_support"]}, {}, False),
        (NEED | {"concern_types": ["young_carer", "neglect"]}, {}, True),
        (NEED | {"concern_types": ["something_else"]}, {}, True),  # what it is, nobody can say by a code
        (NEED | {"concern_types": []}, {}, True),
        (NEED | {"baby_injury": "yes"}, {}, True),
        (NEED | {"outside_home": ["peers"]}, {}, True),
        (NEED | {"source_of_harm": "An uncle"}, {}, True),
        (NEED | {"outcome_wanted": ["assessment", "protection"]}, {}, True),
        (NEED | {"purpose": "safeguarding"}, {}, True),
        (NEED, {"immediate_danger": True}, True),
        (NEED, {"cannot_wait": "INJURY"}, True),
        (NEED, {"person": ["main_carer", "alleged_harm"]}, True),
        (NEED, {"person": ["main_carer"]}, False),
        (None, {}, True),  # a call, or a notice: no kind was asked for
    ],
)
def test_a_contact_without_harm_alleged_is_kept_shorter_and_one_with_it_until_the_25th_birthday(
    life, said, facts, is_alleged
):
    case = life.case("contact", [life.child(OPENED)], OPENED)
    life.connection.execute("update people_person set born_on = '2009-05-01'")
    contact = life.contact(case)
    if said is not None:
        form = life.put("casework_form", OPENED, key="of this test")
        version = life.put("casework_formversion", OPENED, form_id=form, number=1)
        answers = life.put("casework_answers", OPENED, version_id=version, values=json.dumps(said), by_id=life.officer.pk, area_id=life.area.pk, status="DRAFT")  # fmt: skip
        life.connection.execute("update front_door_submission set answers_id = %s", [answers])
    if parts := facts.pop("person", None):
        (submission,) = life.connection.execute("select submission_id from front_door_contact").fetchone()
        life.put("front_door_namedperson", OPENED, contact_id=contact, submission_id=submission, row="1", parts=json.dumps(parts))  # fmt: skip
    for column, value in facts.items():
        life.connection.execute(f"update front_door_contact set {column} = %s", [value])
    life.close(case, date(2012, 1, 1))
    if is_alleged:
        assert case.name not in _found(life, date(2034, 4, 30))
        assert _found(life, date(2034, 5, 1))[case.name].record_class == "contact_harm_alleged"
    else:
        assert case.name not in _found(life, date(2017, 12, 31))
        assert _found(life, date(2018, 1, 1))[case.name].record_class == "contact_no_action"


def _letter(life: Life, day: date) -> tuple[int, int]:
    """A fortnight's lists with one call about them: the fortnight, and the letter of the call."""
    teams = {"area_id": life.area.pk, "link_team_id": life.team.pk}
    fortnight = life.put("education_fortnight", day, area_id=life.area.pk)
    listed = life.put("education_schoollist", day, fortnight_id=fortnight, team_id=life.team.pk, state="BUILT", **teams)
    call = life.put("education_call", day, school_list_id=listed, school_team_id=life.team.pk, **teams)
    return fortnight, life.put("education_letter", day, call_id=call, school_team_id=life.team.pk, **teams)


@pytest.mark.parametrize(
    ("table", "done"),
    [
        ("education_callaction", "done_at = now(), done_by_id = by_id"),
        ("education_callaction", "dropped_at = now()"),
        (
            "education_disagreement",
            "outcome = 'PARTLY', settled_words = 'Agreed', settled_at = now(), settled_by_id = by_id",
        ),
    ],
)
def test_lists_are_kept_while_what_was_agreed_in_a_call_is_open(life, table, done):
    day = date(2020, 10, 1)
    _, letter = _letter(life, day)
    child = make.person("Listed", in_area=life.area)
    pupil = life.put(
        "education_listedpupil", day, person_id=child.pk, area_id=life.area.pk, team_id=life.team.pk,
        link_team_id=life.team.pk, until=date(2020, 12, 1),
    )  # fmt: skip
    teams = {"school_team_id": life.team.pk, "link_team_id": life.team.pk}
    made = life.put(table, day, letter_id=letter, by_id=life.officer.pk, person_id=child.pk, pupil_id=pupil, **teams)

    def classes():
        return _classes(life, date(2024, 1, 1)) & {"school_list", "listed_pupil"}

    assert classes() == set()
    life.connection.execute(f"update {table} set {done} where id = %s", [made])
    assert classes() == {"school_list", "listed_pupil"}
    assert not _found(life, date(2022, 8, 30)), "the school year, and one more"


def _death(life: Life, day: date, **facts) -> int:
    return life.put(
        "learning_childdeath", day, area_id=life.area.pk, team_id=life.team.pk, opened_by_id=life.officer.pk,
        died_at=at(day), no_number="NOT_KNOWN", **({"state": "CLOSED"} | facts),
    )  # fmt: skip


def test_a_meeting_of_the_panel_is_kept_while_a_death_that_it_considered_is(life):
    meeting = life.put(
        "learning_panelmeeting", date(2027, 3, 1), area_id=life.area.pk, team_id=life.team.pk, made_by_id=life.officer.pk,
        kind="ORDINARY", state="PLANNED",
    )  # fmt: skip
    death = _death(life, date(2026, 1, 1), reference="CD-1")
    life.put("learning_panelcase", date(2027, 3, 1), meeting_id=meeting, death_id=death, by_id=life.officer.pk)
    assert "death_panel" not in _classes(life, date(2060, 1, 1))
    life.connection.execute("delete from learning_panelcase")
    assert "death_panel" in _classes(life, date(2060, 1, 1))


def test_a_death_recorded_twice_goes_whole_with_the_one_that_stands(life):
    stands = _death(life, date(2026, 1, 1), reference="CD-1")
    _death(life, date(2026, 1, 1), reference="CD-2", merged_into_id=stands, state="NOTIFIED")
    with life.connection.transaction():
        removing.remove(life.connection, due.schedule().records["child death"], stands, "CD-1")
    assert life.connection.execute("select reference from learning_childdeath").fetchall() == []


def _is_in_care(life: Life, how: str, case: Case) -> None:
    day, (child,) = date(2012, 1, 1), life.connection.execute("select id from people_person").fetchone()
    if how == "list":
        life.put(
            "front_door_socialcarechild", day, area_id=life.area.pk, person_id=child, settled="EXACT", status="CLA",
            born_on=date(2000, 6, 1), forename="In", surname="Care", left_at=at(day),
        )  # fmt: skip
    else:
        contact = life.contact(case)
        life.connection.execute("update front_door_contact set child_id = %s where id = %s", [child, contact])
        life.put("front_door_screeningrecord", day, contact_id=contact, number=1, known_status="CLA", by_id=life.officer.pk)  # fmt: skip


@pytest.mark.parametrize("how", ["list", "screening"])
def test_dp_03_what_is_recorded_of_a_child_in_care_is_kept_until_they_are_75(life, how):
    case = _referral(life)
    life.close(case, CLOSED)
    assert _found(life, date(2025, 6, 1))[case.name].due_on == date(2025, 6, 1)
    _is_in_care(life, how, case)
    assert _classes(life, date(2075, 5, 31)) <= {"submission"}
    assert "referral" in _classes(life, date(2075, 6, 1))
    assert ("social_care_list_in_care" in _classes(life, date(2075, 6, 1))) == (how == "list")


def test_what_is_recorded_of_a_child_who_died_in_care_is_kept_15_years_from_the_death(life):
    case = _referral(life)
    life.close(case, CLOSED)
    _is_in_care(life, "list", case)
    life.connection.execute("update people_person set died_on = '2017-03-01'")
    assert _found(life, date(2032, 3, 1))[case.name].due_on == date(2032, 3, 1)
