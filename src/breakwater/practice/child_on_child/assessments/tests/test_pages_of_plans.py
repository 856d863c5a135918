"""The pages of a plan: part by part, measures, instructions, the paper of a day, as each of those who may read them."""

import io
import re
from uuid import uuid4

from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup, today
from breakwater.practice.child_on_child.incidents.operations import routes
from breakwater.practice.child_on_child.models import Assessment, Instruction, MeasureCheck, PlanOrder
from breakwater_dev.testing import factories as plan_staff
from breakwater_dev.testing import plans as make
from breakwater_dev.testing.incidents import with_police


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def words(page) -> str:
    return page.content.decode()


def day(name, date) -> dict:
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


MEASURE = {
    "risk": "Meeting on the stairs",
    "likelihood": "3",
    "impact": "2",
    "what": "An adult at the door between lessons",
    "who": "Head of year",
    "told": "The child and the parents",
    "residual": "The way home",
}


def test_from_a_browser_the_assessment_is_written_part_by_part_and_approved(signed_in, dsl, affected):
    ours, now = signed_in(dsl), timezone.localdate()
    assert "Assess risk and needs today" in words(ours.get(at("plan", affected)))
    page = ours.post(at("begin_first", affected), follow=True)
    assert "To do" in words(page)
    with acting_as(dsl):
        version = Assessment.objects.get()
    part = reverse("child_on_child:assessment_part", args=[version.public_id, "needs"])
    shown = words(ours.get(part))
    revision = re.search(r'name="(?:_?revision)" value="(\d+)"', shown)
    assert revision, shown[-3000:]
    name = re.search(r'name="((?:[a-z_-]+)?therapy)"', shown)[1]
    said = {revision[0].split('"')[1]: revision[1], name: "Waits for CAMHS"}
    assert ours.post(part, said).status_code == 302
    assert "Waits for CAMHS" in words(ours.get(part))
    again = ours.post(part, said | {name: "Typed on an old page"})
    assert again.status_code == 409
    assert "Typed on an old page" in words(again)
    make.written(affected, dsl)
    measure = MEASURE | day("starts_on", now) | day("check_on", now) | {"idempotency": str(uuid4())}
    assert "An adult at the door" in words(ours.post(at("add_measure", affected), measure, follow=True))
    check = words(ours.get(at("assessment_check", version)))
    assert "Still needed" not in check
    assert "An adult at the door" in check
    late = ours.post(
        at("assessment_check", version),
        {"is_conflicted": "no", "head_name": "Hana Head", **day("review_on", now.replace(year=now.year + 2))},
    )
    assert "at the latest" in words(late)
    with acting_as(dsl):
        latest = make.approval(lookup.VERSIONS.get(), timezone.now()).review_on
    said = {
        "is_conflicted": "yes",
        "stand_in": "Gil Governor, chair",
        "head_conflict": "A relative",
        **day("stand_in_on", timezone.localdate()),
        **day("review_on", latest),
    }
    page = ours.post(at("assessment_check", version), said, follow=True)
    assert "Version 1 is in force since" in words(page)
    shown = words(ours.get(at("assessment", version)))
    assert "The head has a conflict of interest: A relative" in shown
    assert "Waits for CAMHS" in shown
    assert ours.get(part).status_code == 302
    assert "Review the assessment" in words(ours.get(at("plan", affected)))


def test_a_part_says_at_its_box_why_it_is_not_saved_and_the_list_of_parts_has_no_broken_words(signed_in, dsl, affected):
    ours = signed_in(dsl)
    assert "to “”" not in words(ours.post(at("begin_first", affected), follow=True))
    with acting_as(dsl):
        version = Assessment.objects.get()
    part = reverse("child_on_child:assessment_part", args=[version.public_id, "needs"])
    said = {"revision": "1", "therapy": "She sits with Blaise", "emotional_needs": "Calm"}
    refused = ours.post(part, said)
    assert refused.status_code == 409
    assert "There is a problem" in words(refused)
    assert 'href="#id_therapy"' in words(refused)
    assert "She sits with Blaise" in words(refused)


def test_pl_9_5_conditions_of_bail_stand_on_the_incident_and_the_plan(mash, signed_in, dsl, incident, alleged):
    route = with_police(incident, dsl)
    make.in_force(alleged, dsl)
    with acting_as(dsl) as by:
        now = timezone.now()
        facts = routes.PoliceFacts("BAIL", london_date(now), "Not within 100 metres of the gate", child=alleged)
        routes.record_police(route, facts, revision=1, by=by, at=now)
    ours = signed_in(dsl)
    for name, thing in (("incident", incident), ("plan", alleged)):
        assert "Not within 100 metres of the gate" in words(ours.get(at(name, thing)))
    assert "Nothing has been recorded since" not in words(ours.get(at("plan", alleged)))


def test_from_a_browser_the_plan_of_a_day_is_ordered_and_downloaded_twice_the_same(signed_in, dsl, affected):
    make.in_force(affected, dsl)
    ours = signed_in(dsl)
    said = {
        "ordered_by": "Family court",
        "basis": "Order",
        "idempotency": str(uuid4()),
        **day("ordered_on", timezone.localdate()),
        **day("on", timezone.localdate()),
    }
    page = words(ours.post(at("order_plan", affected), said, follow=True))
    assert "Family court" in page
    assert "Fingerprint" in page
    with acting_as(dsl):
        order = PlanOrder.objects.get()
    once, twice = (ours.get(at("order_paper", order)) for _ in range(2))
    assert once.content == twice.content
    assert once.headers["Cache-Control"] == "no-store"
    early = said | {"idempotency": str(uuid4())} | day("on", timezone.localdate().replace(year=2020))
    assert "No assessment of this child was in force then" in words(ours.post(at("order_plan", affected), early))


def test_the_school_exports_the_version_in_force_locked(signed_in, dsl, affected):
    ours = signed_in(dsl)
    assert "No assessment is in force" in words(ours.get(at("export_plan", affected)))
    make.in_force(affected, dsl)
    passphrase = re.search(r"<code>([^<]+)</code>", words(ours.get(at("export_plan", affected))))[1]
    assert (
        ours.post(at("export_plan", affected), {"passphrase": "weak"}).headers["Content-Type"].startswith("text/html")
    )
    made = ours.post(at("export_plan", affected), {"passphrase": passphrase})
    reader = PdfReader(io.BytesIO(made.content))
    assert reader.is_encrypted
    assert reader.decrypt(passphrase)
    assert "Amber Example" in reader.pages[0].extract_text()


def test_pl_9_4_staff_who_must_act_read_the_instruction_alone_and_acknowledge_it(signed_in, staff, dsl, incident):
    teacher, other = staff(), staff()
    ours, theirs = signed_in(dsl), signed_in(teacher)
    form = {
        "idempotency": str(uuid4()),
        "readers": [str(teacher.membership.user_id)],
        **day("starts_on", timezone.localdate()),
    }
    refused = words(ours.post(at("give_instruction", incident), form | {"words": "He assaulted her: keep them apart"}))
    assert "Say what to do, not why" in refused
    for why, said in (
        ("Say what to do, not why", "Blaise Sample hurt her: seat her at the front"),
        ("names more than one child", "Seat Amber away from Blaise"),
    ):
        assert why in words(ours.post(at("give_instruction", incident), form | {"words": said}))
    governor = plan_staff.actor("link_governor", of=plan_staff.team("Governors", of=dsl.membership.team.organisation))
    asked = words(ours.get(at("give_instruction", incident)))
    assert governor.membership.user.name not in asked
    assert f"{teacher.membership.user.name}, Member of staff" in asked
    ours.post(at("give_instruction", incident), form | {"words": make.INSTRUCTION})
    with acting_as(dsl):
        made = Instruction.objects.get()
    with acting_as(teacher) as by:
        assert [row.text for row in today.instructions_to_read(by, timezone.now()).rows] == [
            "Read what the safeguarding team asks you to do"
        ]
    waits = words(theirs.get("/today/"))
    assert "Read what the safeguarding team asks you to do" in waits
    assert "Nothing outstanding" not in waits
    page = words(theirs.get(at("instruction", made)))
    assert make.INSTRUCTION in page
    for hidden in (incident.reference, "Amber", "Blaise", "Given to", "assault"):
        assert hidden not in page
    assert "not acknowledged yet" in words(ours.get(at("instructions", incident)))
    assert "Acknowledged" in words(theirs.post(at("acknowledge_instruction", made), follow=True))
    assert "not acknowledged yet" not in words(ours.get(at("instructions", incident)))
    still = words(theirs.get("/today/"))
    assert "Acknowledged, and still to act on: 1" in still
    assert "Nothing outstanding" not in still
    assert signed_in(other).get(at("instruction", made)).status_code == 404
    assert theirs.get(at("instructions", incident)).status_code == 404
    ours.post(at("end_instruction", made))
    assert theirs.get(at("instruction", made)).status_code == 404
    assert "There is nothing for you to do" in words(theirs.get(reverse("child_on_child:my_instructions")))


def test_pl_9_11_a_change_on_one_side_asks_the_other_childs_worker_to_check_and_tells_nothing_else(
    signed_in, dsl, affected, alleged, worker_of
):
    """Every page, paper, mail, search, Today and audit line that who works with one child gets holds nothing of the other's plan."""
    hers, his = worker_of(affected), worker_of(alleged)
    mark, other_mark = "Zquartz", "Qzebra"
    make.in_force(affected, dsl, safety={"wishes": mark})
    make.in_force(alleged, dsl, alleged_plan={"timetable": other_mark})
    measure, theirs = make.linked(
        affected, alleged, dsl, risk=f"{mark} risk", residual=f"{mark} stays", who=f"{mark} adult"
    )
    with acting_as(dsl):
        MeasureCheck.objects.all().update(done_at=timezone.now(), done_by=dsl)
    with acting_as(hers) as by:
        make.measures.breach(
            lookup.MEASURES.get(pk=measure.pk), words=f"{mark} happened", key=uuid4(), by=by, at=timezone.now()
        )
        assert MeasureCheck.objects.filter(done_at=None).count() == 0  # she sees none of his
    with acting_as(his) as by:
        asked = MeasureCheck.objects.get(done_at=None)
        assert asked.line == theirs.line
        rows = today.checks_due(by, timezone.now()).rows
        assert "Check a measure" in [row.text for row in rows]
        told = Notification.objects.filter(user=by.membership.user)
        assert {each.words for each in told} == {
            "Check a measure that you work with",
            "You are named as the adult who works with a child: read what you need to know",
        }
    browser = signed_in(his)
    pages = [
        browser.get(at("measure_check", asked)),
        browser.get(at("plan", alleged)),
        browser.get(at("child", alleged)),
        browser.get("/today/"),
        browser.get(reverse("child_on_child:mine")),
    ]
    assert [page.status_code for page in pages] == [200] * 5
    assert "Uses the right stairs" in words(pages[0])
    for page in pages:
        assert mark not in words(page)
        assert "Amber" not in words(page)
    for name in ("plan", "child", "call_review"):
        assert browser.get(at(name, affected)).status_code == 404
    for name in ("measure", "check_measure", "breach_measure"):
        assert browser.get(at(name, measure)).status_code == 404
    form = {"works": "yes", "idempotency": str(uuid4()), **day("check_on", timezone.localdate())}
    done = browser.post(
        at("measure_check", asked),
        form | day("check_on", timezone.localdate().replace(year=timezone.localdate().year + 1)),
        follow=True,
    )
    assert "Saved" in words(done)
    with acting_as(hers):
        assert MeasureCheck.objects.filter(done_at=None).count() == 0  # a check that was made asks for no other
    everything = " ".join(OutboxMessage.objects.values_list("body", flat=True)) + " ".join(
        each.body for each in mail.outbox
    )
    for secret in (mark, other_mark, "Amber", "Blaise"):
        assert secret not in everything
