from datetime import date
from pathlib import Path

import pytest

from breakwater.partnership.organisations import importing
from breakwater.partnership.organisations.models import Organisation, School, Team
from breakwater_dev.testing import factories as make

TODAY = date(2026, 11, 24)
DATA = Path(__file__).parent / "data"
FULL, ALL = DATA / "gias_full_layout.csv", DATA / "gias_register_2023_07.csv"
HEADER = "URN,LA (code),LA (name),EstablishmentName,EstablishmentStatus (code),OpenDate,CloseDate,Postcode,Street\r\n"


def file_of(*rows: str) -> bytes:
    return (HEADER + "".join(f"{row}\r\n" for row in rows)).encode("cp1252")


def row(urn: int, name: str = "Harbour School", status: str = "1", closes: str = "", street: str = "Quay") -> str:
    return f"{urn},851,Portsmouth,{name},{status},01-09-2000,{closes},PO1 1AA,{street}"


def take_in(raw: bytes, *codes: str, anyway: bool = True) -> importing.Plan:
    plan = importing.plan(importing.read_register(raw, TODAY), [make.area(code) for code in codes or ["851"]], TODAY)
    if not anyway:
        plan.refuse_if_too_many_close()
    importing.apply(plan)
    return plan


def counts(plan: importing.Plan) -> tuple[int, int, int, int]:
    return len(plan.new), len(plan.changed), plan.unchanged, len(plan.rejected)


def test_all_real_schools_of_portsmouth_go_in_once(db):
    assert counts(take_in(ALL.read_bytes())) == (153, 0, 0, 0)
    assert counts(take_in(ALL.read_bytes())) == (0, 0, 153, 0)
    assert School.objects.count() == Team.objects.filter(name="Safeguarding", sight_is_dated=True).count() == 153


def test_the_140_columns_are_read_by_name_and_the_same_file_twice_changes_nothing(db):
    assert counts(take_in(FULL.read_bytes(), "851", "850", "852", "921")) == (144, 0, 0, 0)
    assert counts(take_in(FULL.read_bytes(), "851", "850", "852", "921")) == (0, 0, 144, 0)
    haven = School.objects.select_related("organisation").get(urn="115830")
    assert (haven.organisation.name, haven.type_code, haven.low_age) == ("Haven Early Years Centre", "15", 3)


def test_a_file_with_fewer_columns_leaves_what_it_does_not_say(db):
    take_in(FULL.read_bytes())
    before = School.objects.filter(la_code="851").first()
    take_in(ALL.read_bytes())
    after = School.objects.get(urn=before.urn)
    assert (after.type_code, after.street) == (before.type_code, before.street)


def test_curly_apostrophes_are_read_in_either_encoding():
    windows = importing.read_register(file_of(row(100001, "St Mary’s")), TODAY)
    utf8 = importing.read_register(("\ufeff" + HEADER + row(100001, "St Mary’s")).encode(), TODAY)
    assert (windows.encoding, utf8.encoding) == ("Windows-1252", "UTF-8")
    assert windows.rows[0].name == utf8.rows[0].name == "St Mary’s"


def test_missing_columns_stop_the_import_and_are_named():
    with pytest.raises(importing.NotTheRegister, match=r"URN, LA \(code\)"):
        importing.read_register(b"EstablishmentName,OpenDate,CloseDate,Postcode\r\n", TODAY)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("x,851,Portsmouth,A,1,,,PO1 1AA,", "URN is 'x'"),
        ("100002,851,Portsmouth,,1,,,PO1 1AA,", "EstablishmentName is empty"),
        ("100002,851,Portsmouth,A,9,,,PO1 1AA,", "EstablishmentStatus (code) is '9'"),
        ("100002,851,Portsmouth,A,1,31-02-2001,,PO1 1AA,", "OpenDate is '31-02-2001'"),
        ("100002,851,Portsmouth,A,1,01-01-2001,01-01-2000,PO1 1AA,", "is before OpenDate"),
        ("100002,851,Portsmouth,A,1,,,PO1 1AA", "it has 8 cells"),
        (f"100002,851,Portsmouth,{'A' * 201},1,,,PO1 1AA,", "longer than 200"),
        (f"100002,851,Portsmouth,A,1,,,{'P' * 30},", "Postcode is longer"),
        ("100001,851,Portsmouth,A,1,,,PO1 1AA,", "twice"),
    ],
)
def test_a_bad_row_is_reported_by_line_and_the_rest_go_in(bad, reason):
    register = importing.read_register(file_of(row(100001), bad, row(100003)), TODAY)
    assert [each.urn for each in register.rows] == ["100001", "100003"]
    assert [(each.line, reason in each.reason) for each in register.rejected] == [(3, True)]


def test_a_row_over_two_lines_is_reported_by_the_line_it_begins_on():
    register = importing.read_register(file_of(row(100001, '"Two\r\nlines"'), row(1, "bad")), TODAY)
    assert [each.name for each in register.rows] == ["Two lines"]
    assert register.rejected[0].line == 4


def test_a_school_that_closes_is_kept_with_its_closing_day(db):
    take_in(file_of(*(row(100000 + number) for number in range(40))))
    plan = take_in(file_of(row(100000, status="2", closes="31-08-2026"), *(row(100000 + n) for n in range(1, 40))))
    assert (len(plan.closed), plan.unchanged) == (1, 39)
    closed = Organisation.objects.get(school__urn="100000")
    assert closed.closed_on == closed.teams.get().closed_on == date(2026, 8, 31)
    assert closed.serves.get().ends_on == date(2026, 8, 31)


def test_a_closed_school_without_a_day_closes_on_the_day_of_the_file_and_stays_so(db):
    raw = file_of(*(row(100000 + number) for number in range(40)), row(100050, status="2"))
    take_in(raw)
    assert Organisation.objects.get(school__urn="100050").closed_on == TODAY
    later = importing.plan(importing.read_register(raw, date(2027, 1, 5)), [make.area()], date(2027, 1, 5))
    assert later.is_empty


def test_a_file_cut_short_is_refused_unless_someone_says_so(db):
    whole = [row(100000 + number) for number in range(40)]
    take_in(file_of(*whole))
    with pytest.raises(importing.TooManyWouldClose, match="3 are not in the file"):
        take_in(file_of(*whole[:37]), anyway=False)
    assert counts(take_in(file_of(*whole[:38]), anyway=False)) == (0, 0, 38, 0)


def test_a_school_that_moves_to_another_authority_waits_for_a_person(db):
    take_in(file_of(row(100000)))
    moved = file_of(row(100000).replace("851,Portsmouth", "850,Hampshire"))
    plan = take_in(moved, "851", "850")
    assert "moved from authority 851 to 850" in plan.rejected[0].reason
    assert School.objects.get().la_code == "851"


def test_schools_of_areas_we_do_not_serve_are_left_out(db):
    plan = take_in(FULL.read_bytes(), "921")
    assert (len(plan.new), plan.skipped) == (7, 137)
