"""A pupil's place on a list is named by no person; what was agreed in a call stays with the child; what an earlier system said of nobody is reviewed."""

from datetime import date

import pytest

from breakwater.delivery.retention import due, removing
from breakwater.delivery.retention.schedule import schedule
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.keeping import Life, at

DAY = date(2020, 10, 1)


@pytest.fixture
def life(transactional_db, owner_connection):
    return Life(owner_connection)


def found_on(life: Life, today: date) -> dict[str, due.Found]:
    return {each.record_class: each for each in due.find(life.connection, at=at(today), ahead=0)}


def a_call(life: Life) -> tuple[int, int]:
    """A pupil with a thing agreed, one taken back and one seen differently in a call: the person, and the fortnight."""
    child = make.person("Listed", in_area=life.area)
    teams = {"area_id": life.area.pk, "link_team_id": life.team.pk}
    fortnight = life.put("education_fortnight", DAY, area_id=life.area.pk)
    listed = life.put("education_schoollist", DAY, fortnight_id=fortnight, team_id=life.team.pk, state="BUILT", **teams)
    call = life.put("education_call", DAY, school_list_id=listed, school_team_id=life.team.pk, **teams)
    letter = life.put("education_letter", DAY, call_id=call, school_team_id=life.team.pk, **teams)
    pupil = life.put(
        "education_listedpupil",
        DAY,
        person_id=child.pk,
        team_id=life.team.pk,
        code="K7",
        until=date(2020, 12, 1),
        **teams,
    )
    of = {"school_team_id": life.team.pk, "link_team_id": life.team.pk, "letter_id": letter, "by_id": life.officer.pk}
    of |= {"person_id": child.pk, "pupil_id": pupil}
    done = {"done_at": at(date(2020, 11, 2)), "done_by_id": life.officer.pk}
    life.put("education_callaction", DAY, what="Ring his mother", **of, **done)
    life.put("education_callaction", DAY, what="Taken back", **of, dropped_at=at(DAY))
    settled = {
        "settled_at": at(DAY),
        "settled_by_id": life.officer.pk,
        "outcome": "PARTLY",
        "settled_words": "Both look",
    }
    life.put("education_disagreement", DAY, school_says="He is well", we_say="He is not", **of, **settled)
    return child.pk, fortnight


def test_a_place_on_a_list_is_named_by_no_person(life):
    child, _ = a_call(life)
    found = found_on(life, date(2024, 1, 1))["listed_pupil"]
    assert found.name == f"{life.team.pk}-K7"


@pytest.mark.parametrize("first", ["school list", "school’s place on a list"])
def test_what_was_agreed_in_a_call_stays_with_the_child_once_when_the_list_goes(life, first):
    child, fortnight = a_call(life)
    life.connection.execute("delete from education_letterline")
    rows = {"school list": fortnight}
    (rows["school’s place on a list"],) = life.connection.execute("select id from education_listedpupil").fetchone()
    for key in sorted(rows, key=lambda key: key != first):
        with life.connection.transaction():
            removing.remove(life.connection, schedule().records[key], rows[key], "x-1")
    assert life.connection.execute("select 1 from education_callaction").fetchall() == []
    said = life.connection.execute(
        "select person_id, what, detail from casework_chronologyentry where case_id is null order by id"
    ).fetchall()
    assert said == [
        (child, "Agreed in a call with MASH: Ring his mother", "Done 2 November 2020"),
        (
            child,
            "School and authority saw it differently. The school: He is well. The authority: He is not",
            "Both look",
        ),
    ]


def an_earlier_record(life: Life, **facts) -> int:
    source = life.put("people_earliersource", DAY, area_id=life.area.pk, made_by_id=life.officer.pk)
    file = life.put("people_earlierfile", DAY, area_id=life.area.pk, source_id=source, by_id=life.officer.pk, as_at=DAY)
    return life.put(
        "people_earlierrecord", DAY, area_id=life.area.pk, source_id=source, file_id=file, forename="Nobody", surname="Known",
        state="WAITING", **({"born_on": date(2010, 5, 1), "ends_on": date(2019, 1, 1)} | facts),
    )  # fmt: skip


def test_what_an_earlier_system_said_of_nobody_here_comes_to_the_review_list_and_goes(life):
    row = an_earlier_record(life)
    assert "earlier_record" not in found_on(life, date(2035, 4, 30))
    found = found_on(life, date(2035, 5, 1))["earlier_record"]
    with life.connection.transaction():
        removing.remove(life.connection, schedule().records["earlier record"], row, found.name)
    assert life.connection.execute("select 1 from people_earlierrecord").fetchall() == []


def test_one_without_a_birth_is_kept_as_if_born_a_year_after_its_file_and_one_with_a_person_as_the_person(life):
    an_earlier_record(life, born_on=None)
    assert "earlier_record" not in found_on(life, date(2046, 9, 30))
    assert "earlier_record" in found_on(life, date(2046, 10, 1))
    child = make.person("Known", in_area=life.area)
    life.connection.execute("update people_earlierrecord set person_id = %s", [child.pk])
    assert "earlier_record" not in found_on(life, date(2046, 10, 1))
    with life.connection.transaction():
        removing.remove(life.connection, schedule().records["person"], child.pk, child.public_id)
    assert life.connection.execute("select 1 from people_earlierrecord").fetchall() == []
