"""The symbols, words and lines of a genogram, from people and ties that need no database."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import engines

from breakwater.partnership.people.models import Person, Relationship
from breakwater.partnership.people.records import genogram

TODAY = date(2026, 11, 27)


def someone(key: int, name: str, sex: str = "U", born: date | None = None, **more) -> Person:
    return Person(pk=key, forename=name, sex=sex, born_on=born, born_precision="DAY" if born else "", **more)


def tie(one: Person, code: str, other: Person) -> Relationship:
    return Relationship(person=one, other=other, code=code)


ADA = someone(1, "Ada", "F", date(2014, 5, 1))
MUM, DAD = someone(2, "Mo", "F", date(1985, 1, 1)), someone(3, "Di", "M")
BEN, CAM = someone(4, "Ben", "M", date(2011, 5, 1)), someone(5, "Cam")


def drawn(people, ties) -> tuple[genogram.Drawing, dict[str, genogram.Symbol]]:
    drawing = genogram.draw({one.pk: one for one in people}, ties, {ADA.pk}, on=TODAY)
    return drawing, {one.name: one for one in drawing.symbols}


def family():
    ties = [tie(MUM, "MTH", ADA), tie(DAD, "FTH", ADA), tie(BEN, "SIB", ADA), tie(ADA, "SIB", CAM)]
    return drawn([ADA, MUM, DAD, BEN, CAM], ties)


def test_a_brother_and_a_sister_are_named_so_and_one_whose_sex_nobody_recorded_is_not_guessed():
    _, them = family()
    assert them["Ben"].what == "brother"
    assert them["Cam"].what == "brother or sister"
    assert [them[name].shape for name in ("Ben", "Ada", "Cam")] == ["square", "circle", "diamond"]


@pytest.mark.parametrize(
    ("sex", "code", "what"),
    [("M", "HSB", "half-brother"), ("F", "HSB", "half-sister"), ("F", "SSB", "step-sister"), ("M", "SIB", "brother")],
)
def test_half_and_step_are_said(sex, code, what):
    other = someone(9, "Bo", sex)
    assert drawn([ADA, other], [tie(other, code, ADA)])[1]["Bo"].what == what
    assert drawn([ADA, other], [tie(ADA, code, other)])[1]["Bo"].what == what


def test_a_mother_is_a_circle_by_the_word_recorded_and_a_parent_of_unknown_sex_a_diamond():
    mother, parent = someone(8, "Al"), someone(9, "Jo")
    _, them = drawn([ADA, mother, parent], [tie(mother, "MTH", ADA), tie(parent, "PAR", ADA)])
    assert (them["Al"].shape, them["Jo"].shape) == ("circle", "diamond")


def test_parents_stand_side_by_side_above_with_a_line_between_and_their_children_under_one_bar_by_age():
    drawing, them = family()
    assert them["Mo"].x - them["Di"].x == genogram.COLUMN
    assert them["Mo"].y == them["Di"].y < them["Ada"].y == them["Ben"].y == them["Cam"].y
    assert them["Ben"].x < them["Ada"].x < them["Cam"].x
    left, right = sorted([them["Mo"].x, them["Di"].x])
    ways = [line.d for line in drawing.lines]
    assert f"M{left + genogram.HALF} {them['Mo'].y}H{right - genogram.HALF}" in ways
    drops = [way for way in ways if way.endswith(f"V{them['Ada'].y - genogram.HALF}")]
    assert len(drops) == 3
    assert not drawing.has_broken


def test_a_half_brother_hangs_from_the_parent_that_is_recorded_and_else_by_a_broken_line():
    half = someone(9, "Hal", "M")
    drawing, _ = drawn([ADA, half], [tie(half, "HSB", ADA)])
    assert {line.is_broken for line in drawing.lines} == {True}
    ties = [tie(MUM, "MTH", ADA), tie(DAD, "FTH", ADA), tie(half, "HSB", ADA), tie(MUM, "MTH", half)]
    drawing, them = drawn([ADA, MUM, DAD, half], ties)
    assert not drawing.has_broken
    assert sum(line.d.endswith(f"V{them['Hal'].y - genogram.HALF}") for line in drawing.lines) == 2


def test_a_mother_with_a_child_by_each_of_two_men_stands_between_them():
    other_father, half = someone(8, "Ed", "M"), someone(9, "Hal", "M")
    ties = [tie(MUM, "MTH", ADA), tie(DAD, "FTH", ADA), tie(MUM, "MTH", half), tie(other_father, "FTH", half)]
    _, them = drawn([ADA, MUM, DAD, half, other_father], [*ties, tie(half, "HSB", ADA)])
    assert sorted(("Mo", "Di", "Ed"), key=lambda name: them[name].x)[1] == "Mo"


def test_a_step_parent_is_tied_by_a_broken_line():
    step = someone(9, "Stu", "M")
    drawing, them = drawn([ADA, step], [tie(step, "STF", ADA)])
    assert them["Stu"].y < them["Ada"].y
    assert {line.is_broken for line in drawing.lines} == {True}


def test_no_two_bars_lie_on_one_another():
    step, carer, half = someone(8, "Stu", "M"), someone(9, "Fay", "F"), someone(10, "Hal", "M")
    ties = [tie(MUM, "MTH", ADA), tie(step, "STF", ADA), tie(carer, "FOM", BEN), tie(half, "HSB", ADA)]
    drawing, _ = drawn([ADA, MUM, BEN, step, carer, half], [*ties, tie(BEN, "SIB", ADA)])
    bars = [re.findall(r"^M\d+ (\d+)H", line.d)[0] for line in drawing.lines if "H" in line.d]
    assert len(bars) == len(set(bars)) == 4


def test_no_two_people_stand_in_one_place_and_all_fit():
    drawing, them = family()
    assert len({(one.x, one.y) for one in them.values()}) == 5
    assert all(0 < one.x < drawing.width and one.y + genogram.WORDS <= drawing.height for one in them.values())


def test_the_drawing_marks_who_it_is_about_crosses_who_died_and_says_ages():
    gran = someone(9, "Gwen", "F", died_on=date(2020, 1, 1))
    drawing, them = drawn([ADA, gran], [tie(gran, "GRM", ADA)])
    assert (them["Ada"].is_subject, them["Ada"].age) == (True, "12")
    assert (them["Gwen"].has_died, them["Gwen"].age) == (True, "")
    macro = '{% from "people/genogram.html" import genogram %}{{ genogram(drawing) }}'
    page = engines["jinja2"].from_string(macro).render({"drawing": drawing})
    svg = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    circles = [one for one in svg.iter("circle") if one.get("cy") == str(them["Ada"].y)]
    assert len(circles) == 2, "a double line"
    assert "a cross means died" in page


def test_sg_18_whoever_is_not_given_leaves_no_line_and_no_gap():
    ties = [tie(MUM, "MTH", ADA), tie(DAD, "FTH", ADA)]
    drawing, them = drawn([ADA, MUM], ties)
    assert set(them) == {"Ada", "Mo"}
    assert drawing == drawn([ADA, MUM], ties[:1])[0]
