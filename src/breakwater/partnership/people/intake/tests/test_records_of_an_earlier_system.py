"""Records of an earlier system: whom they are tied to, what a person decides, what stays hidden, and that it can be undone."""

from datetime import date

import pytest
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.earlier.operations import applying, deciding, receiving
from breakwater.partnership.people.intake.operations.entries import TakenInAlready
from breakwater.partnership.people.models import EarlierFile, EarlierRecord, Person, PersonSearch
from breakwater.partnership.people.records.operations import people
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.earlier import bring, states, undo, upload_of
from breakwater_dev.testing.rolls import everything, number
from breakwater_dev.testing.rolls import lists as service

from .test_agencies_lists import hide, known

pytestmark = pytest.mark.usefixtures("keys", "db")
State = EarlierRecord.State


def person(n, forename="Ann", surname="Example", born="03/04/2015", upn=None, nhs="", hidden="no"):
    return f"P{n},{number(n) if upn is None else upn},{nhs},{forename},{surname},{born},{hidden}"


def contact(n, of, on="05/06/2024", source="School", reason="Neglect", outcome="Advice", hidden="no"):
    return f"C{n},{of},{on},{source},{reason},{outcome},{hidden}"


@pytest.fixture
def readers():
    return [
        make.actor("mash_manager"),
        make.actor("emergency_duty"),
    ]


def records(by=None):
    with acting_as(by or service(make.area())):
        return list(
            EarlierRecord.objects.in_force().select_related("person", "file", "source").order_by("file_id", "line")
        )


def test_sg_15_only_an_exact_checked_number_with_agreeing_names_and_dates_links_by_itself():
    known(UPN=number(0))
    known("Bo", UPN=number(1))
    known("Cyril")
    entry = bring("people", person(0), person(1, "Zebedee"), person(2, "Cyril", upn=""), person(3, "Nobody", "Unlike"))
    assert states() == [
        ("P0", "EXACT", "Ann"),
        ("P1", "WAITING", None),
        ("P2", "WAITING", None),
        ("P3", "NEW", "Nobody"),
    ]
    assert {name: entry.outcome[name] for name in ("new", "linked", "decide", "same")} == {
        "new": 1,
        "linked": 1,
        "decide": 2,
        "same": 0,
    }


def test_a_number_that_fails_its_check_links_nobody_and_is_left_out():
    known(UPN=number(0))
    entry = bring("people", person(0, upn="B123456789012"))
    assert states() == [("P0", "WAITING", None)]
    assert entry.remarks[0][:2] == [2, "Unique pupil number (UPN)"]


def test_nothing_known_is_changed_by_a_link_and_nothing_merges_silently():
    known(UPN=number(0))
    before = everything()
    bring("people", person(0, surname="EXAMPLE"), person(1, "Ann", upn=""))
    assert everything() == before


def test_the_preview_writes_nothing_and_says_what_each_line_brings():
    known(UPN=number(0))
    before = everything()
    manager = make.actor("mash_manager")
    with acting_as(manager):
        entry = receiving.send(
            make.area(),
            facts=receiving.FileFacts("Old System", "PEOPLE", date(2026, 3, 2)),
            upload=upload_of("people", person(0), person(1, "Bo"), person(2, "", "Nameless")),
            by=manager,
            at=timezone.now(),
        )
        found, compared = receiving.EARLIER.comparison_of(entry, at=timezone.now())
    assert [(one.row.line, one.state) for one in compared.lines] == [(2, State.EXACT), (3, State.NEW)]
    assert (entry.counts["new"], entry.counts["linked"], entry.counts["refused"]) == (1, 1, 1)
    assert entry.refused == [[4, "Forename", entry.refused[0][2]]]
    assert (everything(), records()) == (before, [])


def test_the_same_file_twice_adds_nothing_and_a_line_that_is_in_already_is_the_same():
    bring("people", person(0), person(1, "Bo"))
    before = everything()
    with pytest.raises(TakenInAlready):
        bring("people", person(0), person(1, "Bo"))
    again = bring("people", person(0), person(1, "Bo"), person(2, "Cyril"))
    assert (again.outcome["same"], again.outcome["new"]) == (2, 1)
    assert len(records()) == 3
    assert everything() != before


def test_contacts_and_episodes_stand_with_their_true_dates_and_where_they_came_from():
    bring("people", person(0))
    bring("contacts", contact(1, "P0"))
    bring("episodes", "E1,P0,14/10/2024,30/03/2025,Attendance,Goals reached")
    _, told, episode = records()
    assert (told.state, told.starts_on, told.source.system, told.file.as_at) == (
        State.TIED,
        date(2024, 6, 5),
        "Old System",
        date(2026, 3, 2),
    )
    assert (episode.starts_on, episode.ends_on, episode.outcome) == (
        date(2024, 10, 14),
        date(2025, 3, 30),
        "Goals reached",
    )
    assert told.person_id == episode.person_id is not None


def test_a_contact_of_nobody_who_came_in_is_refused_with_what_to_do():
    entry = bring("contacts", contact(1, "P9"), contact(2, "", "31/02/2024"))
    assert records() == []
    assert {(line, field) for line, field, _ in entry.refused} == {
        (2, "The earlier system's number of the person"),
        (3, "The earlier system's number of the person"),
        (3, "Date of the contact"),
    }
    assert any("Send its file of people first" in reason for _, _, reason in entry.refused)


def test_a_record_that_changed_in_the_earlier_system_takes_the_place_of_the_older_one_and_undone_gives_it_back():
    bring("people", person(0))
    bring("episodes", "E1,P0,14/10/2024,,Attendance,")
    second = bring("episodes", "E1,P0,14/10/2024,30/03/2025,Attendance,Goals reached")
    assert second.outcome["changed"] == 1
    assert [one.ends_on for one in records()][1:] == [date(2025, 3, 30)]
    undo(second, make.actor("mash_manager"))
    assert [one.ends_on for one in records()][1:] == [None]


def test_an_unknown_date_of_birth_is_taken_in_as_unknown_and_never_links():
    known("Bo", UPN=number(1))
    bring(
        "people", person(0, born=""), person(1, "Bo", born="2015"), person(2, "Cyril", "Other", born="04/2016", upn="")
    )
    assert states() == [("P0", "NEW", "Ann"), ("P1", "WAITING", None), ("P2", "NEW", "Cyril")]
    with acting_as(service(make.area())):
        born = dict(Person.objects.values_list("forename", "born_on"))
        assert (born["Ann"], born["Cyril"]) == (None, date(2016, 4, 15))


def test_somebody_here_without_a_date_of_birth_is_compared_by_name():
    with acting_as(make.intake()) as by:
        people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ann", surname="Example"), by=by, at=timezone.now()
        )
    bring("people", person(0))
    assert states() == [("P0", "WAITING", None)]


def test_a_person_decides_once_for_all_that_the_earlier_system_says_and_may_take_it_back():
    child = known("Cyril")
    bring("people", person(2, "Cyril", upn=""))
    bring("contacts", contact(1, "P2"))
    assert [one.state for one in records()] == ["WAITING", "WAITING"]
    screener = make.actor("mash_screener")
    with acting_as(screener):
        deciding.decide(records(screener)[0], person=child, by=screener, at=timezone.now())
        assert [one.person_id for one in records(screener)] == [child.pk, child.pk]
        deciding.take_back(records(screener)[0], by=screener, at=timezone.now())
        assert [one.state for one in records(screener)] == ["WAITING", "WAITING"]
        deciding.decide(records(screener)[0], person=None, by=screener, at=timezone.now())
    entered = records(screener)[0].person_id
    assert entered != child.pk
    assert [one.person_id for one in records()] == [entered, entered]
    bring("contacts", contact(1, "P2"), contact(2, "P2"))
    assert records()[-1].person_id == entered


def test_undoing_takes_back_what_nobody_has_built_on_and_says_what_stays():
    entry = bring("people", person(0), person(1, "Bo"), person(2, "Cyril"), person(3, "Dora"))
    bring("contacts", contact(1, "P1"))
    manager = make.actor("mash_manager")
    with acting_as(manager):
        corrected = Person.objects.get(forename="Cyril")
        people.correct_birth(person=corrected, born=PartDate(2014, 1, 1), by=manager, at=timezone.now())
    done = undo(entry, manager)
    with acting_as(service(make.area())):
        assert set(Person.objects.values_list("forename", flat=True)) == {"Bo", "Cyril"}
        stays = EarlierRecord.objects.filter(file=entry).order_by("line").values_list("reference", "stays")
        assert list(stays) == [("P1", "BUILT_ON"), ("P2", "BUILT_ON")]
    assert (done.state, done.outcome["gone"], done.outcome["built_on"]) == (EarlierFile.State.UNDONE, 2, 2)


def test_the_first_file_may_come_again_once_it_was_undone():
    entry = bring("people", person(0))
    undo(entry, make.actor("mash_manager"))
    with acting_as(service(make.area())):
        assert not Person.objects.exists()
        assert not PersonSearch.objects.exists()
    bring("people", person(0))
    assert states() == [("P0", "NEW", "Ann")]


def test_sg_06_a_file_with_restricted_records_needs_two_named_readers(readers):
    for named in ((), readers[:1], [readers[0], readers[0]]):
        with pytest.raises(receiving.NeedsReaders):
            bring("people", person(0, hidden="restricted"), readers=named)
    assert records() == []


def test_sg_16_and_27_what_the_file_marks_is_hidden_from_the_first_second(readers):
    bring("people", person(0, hidden="restricted"), person(1, "Bo"), readers=readers)
    bring("contacts", contact(1, "P0"), contact(2, "P1"))
    screener = make.actor("mash_screener")
    assert states(screener) == [("P1", "NEW", "Bo"), ("C2", "TIED", "Bo")]
    with acting_as(screener):
        assert not Person.objects.filter(forename="Ann").exists()
    assert [row[0] for row in states(readers[0])] == ["P0", "P1", "C1", "C2"]
    assert states(readers[1])[2] == ("C1", "TIED", "Ann")


def test_a_restricted_record_of_somebody_known_closes_the_record_and_all_that_comes_later_of_them(readers):
    known(UPN=number(0))
    bring("people", person(0, hidden="yes"), readers=readers)
    bring("contacts", contact(1, "P0"))
    screener = make.actor("mash_screener")
    assert states(screener) == []
    with acting_as(screener):
        assert Person.objects.filter(forename="Ann").exists()
    assert states(readers[0]) == [("P0", "EXACT", "Ann"), ("C1", "TIED", "Ann")]


def test_sg_13_an_adoption_or_protected_identity_is_compared_with_nobody_and_found_by_nobody(readers):
    known(UPN=number(0))
    bring("people", person(0, hidden="adoption"), person(1, "Bo", hidden="protected"), readers=readers)
    assert states(readers[0]) == [("P0", "NEW", "Ann"), ("P1", "NEW", "Bo")]
    assert states(make.actor("mash_screener")) == []
    with acting_as(readers[0]):
        assert Person.objects.filter(forename="Ann").count() == 2
        assert "Bo" not in [one.person.forename for one in matching.find(text="Bo Example")]


def test_sg_13_a_hidden_best_match_changes_no_count_and_makes_nobody(readers):
    child = known(UPN=number(0))
    hide(child, readers[0])
    entry = bring("people", person(0), person(1, "Bo"))
    assert (entry.outcome["new"], entry.outcome["linked"]) == (2, 0)
    with acting_as(service(make.area())):
        assert list(Person.objects.values_list("forename", flat=True)) == ["Bo"]
    assert states(make.actor("mash_screener")) == [("P1", "NEW", "Bo")]
    assert states(readers[0])[0] == ("P0", "EXACT", "Ann")


def test_a_hidden_record_without_a_known_day_of_birth_is_not_doubled(readers):
    child = known(UPN=number(0))
    hide(child, readers[0], breakable=False)
    bring("people", person(7, born="2015", upn=""))
    with acting_as(service(make.area())):
        assert not Person.objects.exists()


def test_sg_12_nothing_is_said_of_radicalisation_and_sg_11_nothing_of_an_allegation():
    bring("people", person(0))
    entry = bring(
        "contacts",
        contact(1, "P0", reason="Radicalisation concern", outcome="Prevent referral"),
        contact(2, "P0", reason="LADO allegation"),
    )
    one = records()[-1]
    assert (one.reference, one.reason, one.outcome) == ("C1", "Specialist route", "Specialist route")
    assert [row[:2] for row in entry.refused] == [[3, "Reason"]]


def test_sg_29_notes_are_not_taken_in_and_outcomes_are_read_from_flags_alone():
    bring("people", person(0))
    flags = (
        '"{""OUTCOME_NFA_FLAG"": ""Y"", ""OUTCOME_NEW_REFERRAL_FLAG"": ""N"", ""OUTCOME_COMMENTS"": ""A long story""}"'
    )
    entry = bring("contacts", contact(1, "P0", reason="a note " * 30, outcome=flags))
    assert (records()[-1].outcome, records()[-1].reason) == ("Nfa", "")
    assert entry.remarks[0][:2] == [2, "Reason"]


def test_a_mark_that_nobody_can_read_keeps_the_line_out():
    entry = bring("people", person(0, hidden="level 3"))
    assert records() == []
    assert entry.refused[0][1] == "Restricted or sealed"


def test_a_job_that_died_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    manager, now = make.actor("mash_manager"), timezone.now()
    with acting_as(manager):
        entry = receiving.send(
            make.area(),
            facts=receiving.FileFacts("Old System", "PEOPLE", date(2026, 3, 2)),
            upload=upload_of(
                "people", *(person(n, name, name) for n, name in enumerate(("Ann", "Bo", "Cyril", "Dora", "Edgar")))
            ),
            by=manager,
            at=now,
        )
        receiving.confirm(entry, by=manager, at=now)
    steps = []
    real = applying._enter

    def dies(start, *rest, **more):
        steps.append(start)
        if start == 2 and len(steps) == 2:
            raise RuntimeError
        return real(start, *rest, **more)

    monkeypatch.setattr(applying, "_enter", dies)
    with pytest.raises(RuntimeError):
        applying.take_in(file=entry.pk, area=make.area(), at=now)
    assert len(records()) == 2
    applying.take_in(file=entry.pk, area=make.area(), at=now)
    assert [one.reference for one in records()] == ["P0", "P1", "P2", "P3", "P4"]
