"""Risk and needs of each child: the same day for violence, version by version, and the one in force at a moment for a court (PL 9.5, 9.11)."""

import hashlib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup, paper
from breakwater.practice.child_on_child.assessments.operations import measures, writing
from breakwater.practice.child_on_child.incidents.operations import opening, routes
from breakwater.practice.child_on_child.models import Assessment, Measure
from breakwater.practice.child_on_child.pathway import plan_review
from breakwater_dev.testing import plans as make
from breakwater_dev.testing.incidents import child_in, opened, with_police


def due(child, dsl, on=None) -> list[tuple[str, str]]:
    with acting_as(dsl):
        plan = lookup.plan_of(child, on or timezone.localdate())
    return [(each.words, each.why) for each in plan.due]


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("category", ["RAPE", "PENETRATE", "ASSAULT", "CAUSING"])
def test_pl_9_5_an_assessment_of_each_child_is_due_the_same_day_for_violence(dsl, category):
    made = opened(dsl, category)
    for capacity in ("HARMED", "ALLEGED"):
        child = child_in(made, capacity, dsl)
        assert due(child, dsl)[0][0] == "Assess risk and needs today"
        with acting_as(dsl) as by:
            assert lookup.plan_of(child, timezone.localdate()).due[0].by == london_date(made.opened_at)
            with pytest.raises(writing.IsRequired):
                writing.consider(child, why="It was a joke", by=by, at=timezone.now())


def test_pl_9_5_an_assessment_is_considered_with_a_reason_for_harassment(dsl):
    child = child_in(opened(dsl, "VERBAL"), "HARMED", dsl)
    assert due(child, dsl)[0][0] == "Consider a risk and needs assessment"
    with acting_as(dsl) as by:
        writing.consider(child, why="One remark, both children heard, no contact", by=by, at=timezone.now())
    assert due(child, dsl) == []
    # It turns out to be violence: the reason no longer counts.
    with acting_as(dsl) as by:
        opening.describe(child.incident, opening.IncidentFacts("ASSAULT", "BUS"), revision=1, by=by, at=timezone.now())
    assert due(child, dsl)[0][0] == "Assess risk and needs today"


def test_pl_9_5_every_part_fits_the_childs_capacity(dsl, affected, alleged):
    def parts(child) -> set[str]:
        version = make.written(child, dsl)
        return {task.key for task in writing.recording_answers.tasks(writing.definition(version), version.answers, str)}

    shared = {"incident", "proximity", "others", "views", "sharing"}
    assert parts(affected) == shared | {"safety", "needs", "contact", "attendance"}
    assert parts(alleged) == shared | {"alleged_needs", "alleged_plan"}


def test_pl_9_5_a_version_is_approved_whole_with_measures_by_the_lead_and_the_head(dsl, affected):
    with acting_as(dsl) as by:
        version, now = writing.begin(affected, trigger="FIRST", by=by, at=timezone.now()), timezone.now()
        with pytest.raises(writing.PartsMissing):
            writing.approve(version, make.approval(version, now), by=by, at=now)
    version = make.written(affected, dsl)
    with acting_as(dsl) as by, pytest.raises(writing.NoMeasures):
        writing.approve(version, make.approval(version, now), by=by, at=now)
    make.measure_for(affected, dsl)
    with acting_as(dsl) as by:
        late = make.approval(version, now).review_on + timedelta(days=1)
        with pytest.raises(writing.ReviewTooLate):
            writing.approve(version, make.approval(version, now, review_on=late), by=by, at=now)
        with pytest.raises(writing.HeadOrReason):
            writing.approve(version, make.approval(version, now, head_name=""), by=by, at=now)
        made = writing.approve(version, make.approval(version, now), by=by, at=now)
        assert (made.number, made.head_name, made.approved_by_id) == (1, "Hana Head", dsl.pk)
    assert "Assess risk and needs today" not in [words for words, _ in due(affected, dsl)]


@pytest.mark.parametrize("category", ["RAPE", "PENETRATE"])
def test_pl_9_5_after_rape_or_penetration_the_children_share_no_class_while_facts_are_established(dsl, category):
    child = child_in(opened(dsl, category), "ALLEGED", dsl)
    stays = {"classes": "stay", "classes_why": "They sit far apart"}
    with pytest.raises(writing.KeepApart):  # as the part is saved
        make.written(child, dsl, proximity=stays)
    assert make.in_force(child, dsl).in_force_from


def test_pl_9_5_what_becomes_rape_later_is_not_approved_with_shared_classes(dsl, alleged):
    make.measure_for(alleged, dsl)
    version = make.written(alleged, dsl, proximity={"classes": "stay", "classes_why": "They sit far apart"})
    with acting_as(dsl) as by:
        now, coded = timezone.now(), opening.IncidentFacts("RAPE", "CORRIDOR")
        opening.describe(alleged.incident, coded, revision=1, by=by, at=now)
        with pytest.raises(writing.KeepApart):
            writing.approve(version, make.approval(version, now), by=by, at=now)


def test_pl_9_5_sexual_assault_is_decided_case_by_case(dsl, alleged):
    stays = {"classes": "stay", "classes_why": "They sit far apart, and she asked for it"}
    assert make.in_force(alleged, dsl, proximity=stays).in_force_from


def test_nothing_typed_is_lost_when_two_people_write_one_part(dsl, affected):
    with acting_as(dsl) as by:
        now = timezone.now()
        version = writing.begin(affected, trigger="FIRST", by=by, at=now)
        writing.save_part(version, "needs", {"therapy": "First"}, revision=1, by=by, at=now)
        with pytest.raises(writing.ChangedElsewhere):
            writing.save_part(version, "needs", {"therapy": "Second"}, revision=1, by=by, at=now)
        kept = writing.save_part(version, "safety", {"wishes": "Home"}, revision=2, by=by, at=now)
        assert (kept.answers["therapy"], kept.answers["wishes"]) == ("First", "Home")
        assert writing.begin(affected, trigger="FIRST", by=by, at=now).pk == version.pk


def test_pl_9_4_a_plan_names_no_other_child(dsl, affected):
    with acting_as(dsl) as by:
        now, version = timezone.now(), make.written(affected, dsl)
        with pytest.raises(writing.AnotherIsNamed):
            writing.save_part(
                version,
                "contact",
                {"contact_school": "She meets Blaise on the bus"},
                revision=version.revision,
                by=by,
                at=now,
            )
        with pytest.raises(writing.AnotherIsNamed):
            measures.add(affected, make.facts("Blaise sits elsewhere"), key=uuid4(), by=by, at=now)


def test_pl_9_11_the_version_in_force_on_a_date_is_reproduced_byte_for_byte(dsl, affected):
    """A court asks in spring for what was in force on a day in autumn: what was changed since is not in it, and it is the same file."""
    start = timezone.now() - timedelta(days=60)
    make.in_force(affected, dsl, start, needs={"therapy": "Waits for CAMHS"})
    moment = start + timedelta(days=3)
    first = make.ordered(affected, dsl, moment)
    with acting_as(dsl) as by:
        before = paper.plan(lookup.in_force_at(affected, moment), moment)
        measure = lookup.MEASURES.get(child=affected, ended_at=None)
        measures.change(
            measure, make.facts("Two adults at the door"), key=uuid4(), by=by, at=start + timedelta(days=10)
        )
        opening.change_child(affected, opening.ChildFacts("HARMED", "Amber Married"), by=by, at=timezone.now())
    make.in_force(affected, dsl, start + timedelta(days=20), "INFO", needs={"therapy": "Seen by CAMHS"})
    again = make.ordered(affected, dsl, moment)
    with acting_as(dsl):
        after = paper.plan(lookup.in_force_at(affected, moment), moment)
        later = text(paper.plan(lookup.in_force_at(affected, timezone.now()), timezone.now()))
    assert before == after
    with acting_as(dsl):
        for order in (first, again):
            assert order.digest == hashlib.sha256(paper.ordered(order)).hexdigest()
        given = text(paper.ordered(first))
        fingerprint = paper.fingerprint(paper.content_of(first))
    for said in (
        "Portsmouth Crown Court",
        "3 March 2026",
        "Order of the court",
        "Signature and date",
        fingerprint[:20],
    ):
        assert said in given
    said = text(after)
    assert "Waits for CAMHS" in said
    assert "An adult at the door" in said
    assert "Amber Example" in said
    assert "Seen by CAMHS" not in said
    assert "Two adults" not in said
    assert "Married" not in said
    assert "Seen by CAMHS" in later
    assert "Two adults" in later
    assert "Version 1" in later


def test_pl_9_11_who_ordered_it_is_recorded_and_no_order_is_of_a_time_without_an_assessment(dsl, affected):
    make.in_force(affected, dsl)
    made = make.ordered(affected, dsl)
    assert (made.ordered_by, made.assessment.number) == ("Portsmouth Crown Court", 1)
    with pytest.raises(lookup.NotInForce):
        make.ordered(affected, dsl, timezone.now() - timedelta(days=30))


def test_what_was_in_force_is_changed_by_nobody(dsl, affected):
    version = make.in_force(affected, dsl)
    with acting_as(dsl) as by:
        measure = lookup.MEASURES.get(child=affected, ended_at=None)
        measures.end(measure, by=by, at=timezone.now())
        for rows, facts in (
            (Assessment.objects.filter(pk=version.pk), {"answers": {}}),
            (Measure.objects.filter(pk=measure.pk), {"ended_at": None}),
            (Measure.objects.filter(pk=measure.pk), {"what": "Something else"}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**facts)


def test_pl_9_5_the_cycle_is_five_school_days_then_two_to_four_weeks_then_half_termly(dsl, affected):
    area, day = affected.area, london_date(timezone.now())
    after = [(plan_review(area, number, day) - day).days for number in (1, 2, 5)]
    assert 5 <= after[0] <= 14
    assert 14 <= after[1] <= 35
    assert after[2] >= 49


def calls(trigger):
    def call(child, dsl, at):
        with acting_as(dsl) as by:
            writing.call_review(child, trigger=trigger, words="Something new", key=uuid4(), by=by, at=at)

    return call


def breached(child, dsl, at):
    with acting_as(dsl) as by:
        measures.breach(lookup.MEASURES.get(child=child), words="Met on the stairs", key=uuid4(), by=by, at=at)


def police_decides(child, dsl, at):
    route = with_police(child.incident, dsl, at)
    with acting_as(dsl) as by:
        routes.record_police(route, routes.PoliceFacts("NFA", london_date(at)), revision=1, by=by, at=at)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (calls("INFO"), "New information"),
        (calls("SOCIAL"), "Decision of children’s social care"),
        (calls("RETURN"), "Return from absence"),
        (breached, "A measure was breached"),
        (police_decides, "Decision of the police or the court"),
    ],
)
def test_pl_9_5_a_review_is_due_the_next_school_day_after_each_trigger(mash, dsl, affected, happens, why):
    version, now = make.in_force(affected, dsl, timezone.now() - timedelta(hours=1)), timezone.now()
    happens(affected, dsl, now)
    assert due(affected, dsl)[0] == ("Review the assessment", why)
    with acting_as(dsl):
        assert lookup.plan_of(affected, london_date(now)).due[0].by < version.review_on
    make.in_force(affected, dsl, timezone.now(), "INFO")
    assert due(affected, dsl)[0] == ("Review the assessment", "Planned review")


def test_pl_9_5_what_the_incident_and_the_police_said_is_not_typed_again(mash, dsl, alleged):
    """Images, the crime reference, the conditions of bail: the assessment begins with them, and they stand on its plan."""
    route = with_police(alleged.incident, dsl)
    now = timezone.now()
    coded = opening.IncidentFacts("ASSAULT", "CORRIDOR", has_images=True, is_pattern=True)
    with acting_as(dsl) as by:
        opening.describe(alleged.incident, coded, revision=1, by=by, at=now)
        bail = routes.PoliceFacts("BAIL", london_date(now), "Not to be on the upper floor", child=alleged)
        routes.record_police(route, bail, revision=1, by=by, at=now)
        answers = writing.begin(alleged, trigger="FIRST", by=by, at=now).answers
    assert answers["features"] == ["images"]
    assert answers["pattern"] == "pattern"
    assert answers["crime_number"] == "44260001234"
    assert answers["conditions"] == "On bail with conditions: Not to be on the upper floor"


def test_pl_9_4_conditions_that_name_the_other_child_are_not_copied_into_the_plan(mash, dsl, alleged):
    route, now = with_police(alleged.incident, dsl), timezone.now()
    with acting_as(dsl) as by:
        said = routes.PoliceFacts("CHARGED", london_date(now), "Not to speak to Amber Example")
        routes.record_police(route, said, revision=1, by=by, at=now)
        assert "conditions" not in writing.begin(alleged, trigger="FIRST", by=by, at=now).answers
