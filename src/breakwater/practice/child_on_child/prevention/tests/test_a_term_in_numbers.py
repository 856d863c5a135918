"""A school's term in numbers: counted once for everybody, with nothing small in them (SG-22); released step by step."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from breakwater.foundation.dates.london_time import london
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.partnership.notifications.registry import OVERDUE
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice.child_on_child.codes import REPORT_WEEKS
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Report, Route, TermReport
from breakwater.practice.child_on_child.prevention import counting, operations, presented, today
from breakwater_dev.testing import factories as make

from .conftest import School


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 9, 1), date(2026, 12, 31)),
        (date(2027, 2, 3), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 8, 31), date(2026, 4, 1), date(2026, 8, 31)),
    ],
)
def test_a_day_belongs_to_one_term(day, starts, ends):
    term = counting.term_of(day)
    assert (term.starts_on, term.ends_on) == (starts, ends)


def test_a_term_is_offered_once_it_is_over():
    labels = [term.label for term in counting.ended(date(2026, 11, 29), 3)]
    assert labels == [
        "Summer term 2026 (April to August)",
        "Spring term 2026 (January to March)",
        "Autumn term 2025 (September to December)",
    ]


def test_sg_22_a_small_number_is_hidden_and_so_is_what_would_give_it_away(ours):
    ours.happens(6, place="CORRIDOR")
    ours.happens(7, place="PLAYGROUND")
    ours.happens(2, place="TOILETS")
    cells = ours.begins().figures["cells"]
    assert cells["category:ALL"] == 15
    assert cells["place:TOILETS"] == "SMALL"
    assert "BESIDE" in (cells["place:CORRIDOR"], cells["place:PLAYGROUND"])


def test_pl_9_9_routes_outcomes_hours_and_care_are_counted_and_suppressed_together(ours):
    made = ours.happens(12)
    with acting_as(ours.dsl) as by:
        few = [each.pk for each in made[:3]]
        Incident.objects.filter(pk__in=few).update(time="MIDDAY", lgbt="YES")
        found = {"outcome": "SUBST", "outcome_why": "Seen by two", "outcome_at": ours.at}
        Incident.objects.exclude(pk__in=few).update(time="MORNING", lgbt="NO", **found)
        IncidentChild.objects.filter(incident__in=few).update(is_looked_after="YES")
        for each in made[:6]:
            kind = {"kind": "POLICE", "state": "REPORTED"} if each.pk in few else {"kind": "EARLY"}
            Route.objects.create(incident=each, why="It was reported", opened_at=ours.at, opened_by=by, **kind)
    figures = ours.begins().figures
    for small, beside in (
        (("hour", "MIDDAY"), ("hour", "MORNING")),
        (("lgbt", "YES"), ("lgbt", "NO")),
        (("outcome", "NONE"), ("outcome", "SUBST")),
        (("route_police", "YES"), ("route_police", "NO")),
        (("route_early", "YES"), ("route_early", "NO")),
        (("harmed_care", "CLA"), ("harmed_care", "NOT_KNOWN")),
    ):
        assert counting.shown(figures, *small) == "under 5", small
        assert counting.shown(figures, *beside) == "hidden", beside


def test_sg_22_where_all_children_are_alike_no_line_tells_of_each(ours):
    made = ours.happens(7)
    with acting_as(ours.dsl):
        IncidentChild.objects.update(ethnicity="BCRB", sex="F")
        Incident.objects.update(lgbt="YES", outcome="SUBST", outcome_why="Seen by two", outcome_at=ours.at)
    report = ours.begins()
    for name, code in (("harmed_ethnic", "BLACK"), ("harmed_sex", "F"), ("lgbt", "YES"), ("outcome", "SUBST")):
        assert f"{name}:{code}" not in report.figures["cells"]
        assert (counting.shown(report.figures, name, code), counting.number(report.figures, name, code)) == (
            "hidden",
            None,
        )
    read = {one.title: one.rows for each in presented.presented(report).chapters for one in each.tables}
    assert read["Children harmed, by ethnicity"] == [[presented.ALL_ALIKE, "hidden"]]
    assert "Substantiated" not in str(read)
    assert counting.shown(report.figures, "place", "CORRIDOR") == str(len(made))  # of the school, not of a child


def test_pl_9_9_place_by_time_ethnicity_relationship_and_days_until_reported_are_counted(ours):
    ours.happens(6, place="TOILETS")
    with acting_as(ours.dsl):
        Incident.objects.update(time="MIDDAY", relationship="FRIENDS", happened_on=ours.at.date() - timedelta(days=3))
        IncidentChild.objects.update(ethnicity="AIND")
    ours.happens(6)
    figures = ours.begins().figures
    for name, code in (
        ("place_hour", "TOILETS|MIDDAY"),
        ("place_hour", "CORRIDOR|NOT_KNOWN"),
        ("relation", "FRIENDS"),
        ("until", "WEEK"),
        ("until", "SAME_DAY"),
        ("harmed_ethnic", "ASIAN"),
    ):
        assert counting.shown(figures, name, code) == "6", (name, code)


def test_sg_22_a_small_number_of_a_place_at_a_time_is_not_worked_out_from_either(ours):
    ours.happens(7, place="TOILETS")
    with acting_as(ours.dsl):
        Incident.objects.filter(pk__in=[each.pk for each in Incident.objects.all()[:2]]).update(time="MIDDAY")
        Incident.objects.exclude(time="MIDDAY").update(time="MORNING")
    ours.happens(6)
    with acting_as(ours.dsl):
        Incident.objects.filter(place="CORRIDOR").update(time="MIDDAY")
    figures = ours.begins().figures
    assert counting.shown(figures, "place_hour", "TOILETS|MIDDAY") == "under 5"
    assert counting.shown(figures, "place_hour", "TOILETS|MORNING") == "hidden"
    assert counting.shown(figures, "place_hour", "CORRIDOR|MIDDAY") == "hidden"


def test_a_report_that_is_no_incident_counts_apart(ours):
    ours.reported(12, minutes=5)
    with acting_as(ours.dsl) as by:
        found = {"not_incident_why": "About a film", "not_incident_at": ours.at, "not_incident_by": by}
        for each in Report.objects.order_by("pk")[:6]:
            Report.objects.filter(pk=each.pk).update(**found)
    figures = ours.begins().figures
    assert (counting.shown(figures, "became", "NO_INCIDENT"), counting.shown(figures, "became", "WAITING")) == (
        "6",
        "6",
    )


def test_sg_22_nothing_small_is_kept_in_the_row(ours):
    ours.happens(3, category="RAPE", place="HOME")
    report = ours.begins()
    assert not [n for n in report.figures["cells"].values() if isinstance(n, int) and 0 < n < 5]
    assert counting.shown(report.figures, "category") == "under 5"
    assert counting.rate(report.figures, 800) == "hidden"


def test_sg_22_and_16_who_is_kept_from_an_incident_reads_the_same_numbers_as_everybody(ours):
    child = make.person("Ada", "Singer")
    ours.happens(5)
    (hidden,) = ours.happens(1, person=child)
    deputy = make.actor("dsl", of=ours.team)
    with acting_as(deputy) as by:
        said = {"forename": "Addie", "surname": "Quayle", "postcode": "PO9 9ZZ"}
        tie = conflicts.declare(kind="FRIEND", said=said, by=by, at=timezone.now(), key=uuid4())
    with acting_as(make.actor("information_governance")) as governance:
        conflicts.tie_by_hand(tie=tie.pk, person=child.public_id, by=governance, at=timezone.now())
    with acting_as(deputy) as by:
        assert not Incident.objects.filter(pk=hidden.pk).exists()
        report = operations.begin(ours.team, term=str(ours.term.starts_on), pupils=800, by=by, at=timezone.now())
    assert report.figures["cells"]["category:ALL"] == 6


def test_only_the_lists_service_counts(ours):
    asked = "select * from access.incident_term_counts(%s, %s, %s, now())"
    for who in (ours.dsl, ours.governor, ours.teacher):
        with (
            acting_as(who),
            pytest.raises(DatabaseError, match="lists service"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(asked, [ours.team.pk, ours.term.starts_on, ours.term.ends_on])


def test_pl_9_9_another_schools_incidents_and_other_terms_are_not_counted(ours):
    ours.happens(5)
    ours.happens(5, at=timezone.now())
    School("Other School").happens(9)
    assert ours.begins().figures["cells"]["category:ALL"] == 5


def test_pl_9_9_how_soon_a_report_is_acknowledged_is_told_in_words(ours):
    ours.reported(9, minutes=12)
    ours.reported(1, minutes=90)
    figures = ours.begins().figures
    assert (figures["timely"]["acknowledged"], figures["minutes"]) == ("Nine times in ten or more", "12")


def test_a_duty_of_few_is_not_told_how_often_it_was_met(ours):
    ours.reported(3, minutes=12)
    figures = ours.begins().figures
    assert (figures["timely"]["acknowledged"], figures["minutes"]) == ("Too few to show", "")


def test_pl_9_5_an_assessment_after_violence_is_owed_the_same_day(ours):
    ours.happens(5, category="ASSAULT")
    assert ours.begins().figures["timely"]["same_day"] == "Less than half of the times"


@pytest.mark.parametrize(
    ("before", "now", "begins"),
    [((5, 40), (9, 60), "More reports and more trust: good news"), ((9, 60), (5, 40), "Fewer reports and less trust")],
)
def test_pl_9_9_a_rise_with_a_rise_in_trust_is_good_news(ours, before, now, begins):
    def of(n, trust):
        return TermReport(pupils=800, trust=trust, figures={"cells": {"category:ALL": n}})

    assert presented.finding(of(*now), of(*before)).startswith(begins)


def test_pl_9_4_governors_read_a_report_from_its_release_and_never_a_record(ours):
    ours.happens(5)
    report = ours.writes(ours.begins())
    with acting_as(ours.governor):
        assert not TermReport.objects.exists()
    ours.releases()
    with acting_as(ours.governor):
        assert list(TermReport.objects.all()) == [report]
        assert not Incident.objects.exists()
    for other in (ours.teacher, School("Other School").dsl, School("A third").governor):
        with acting_as(other):
            assert not TermReport.objects.exists()


def test_the_authority_reads_what_the_school_shared_and_nothing_before(ours, officer):
    report = ours.releases()
    with acting_as(officer):
        assert not TermReport.objects.exists()
    ours.shares(report)
    with acting_as(officer):
        assert (TermReport.objects.count(), Incident.objects.count()) == (1, 0)


def test_a_released_report_never_changes(ours):
    report = ours.releases()
    for act in (lambda: ours.writes(report), ours.releases):
        with pytest.raises(operations.ReleasedAlready):
            act()


def test_a_report_is_not_shared_before_its_release_and_not_released_without_words(ours, officer):
    report = ours.begins()
    with pytest.raises(operations.NotReleased):
        ours.shares(report)
    with acting_as(ours.dsl) as by, pytest.raises(operations.NothingSaid):
        operations.release(report, approved_by="Head", by=by, at=timezone.now())


def test_a_term_that_runs_has_no_report(ours):
    running = counting.term_of(timezone.localdate())
    with acting_as(ours.dsl) as by, pytest.raises(operations.NotThatTerm):
        operations.begin(ours.team, term=str(running.starts_on), pupils=9, by=by, at=timezone.now())


def test_what_somebody_else_saved_meanwhile_is_not_lost(ours):
    report = ours.begins()
    ours.writes(report)
    with pytest.raises(ChangedMeanwhile):
        ours.writes(report)


def test_the_sum_of_schools_says_what_it_leaves_out(ours):
    def of(n):
        return TermReport(pupils=800, themes="", training=["HSB"], figures={"cells": {"category:ALL": n}})

    added = presented.rollup([of(7), of(6), of("SMALL"), of(9), of(0)])
    assert added.numbers[-1] == ["All incidents", "22 or more", "1"]
    assert added.training == [["Harmful sexual behaviour, for the safeguarding lead", "5"]]
    assert presented.rollup([of(7)] * 4).numbers == []


def test_today_asks_for_the_report_of_the_term_that_is_over_until_it_is_released(ours):
    def asked(day: date) -> list[tuple[str, str]]:
        with acting_as(ours.dsl) as by:
            panel = today.term_report_due(by, london(day.year, day.month, day.day, 9))
            return [(row.hint, row.tag) for row in panel.rows] if panel else []

    by = ours.term.ends_on + timedelta(weeks=REPORT_WEEKS)
    assert asked(by) == []
    ours.reported(1, minutes=5)
    assert asked(by) == [(ours.term.label, "")]
    assert asked(by + timedelta(days=1)) == [(ours.term.label, OVERDUE)]
    ours.releases()
    assert asked(by) == []
