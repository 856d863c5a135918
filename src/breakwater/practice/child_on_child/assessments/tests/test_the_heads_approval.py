"""The head approves an assessment by their own sign-in; what is only said of a head is never shown as that (PL 9.5)."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup, paper, today
from breakwater.practice.child_on_child.assessments.operations import heads, measures, writing
from breakwater.practice.child_on_child.incidents.operations import opening, routes
from breakwater.practice.child_on_child.models import Incident
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import with_police


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def main(page) -> str:
    return page.content.decode().split("<main")[1]


def printed(version, moment, dsl) -> str:
    with acting_as(dsl):
        pdf = paper.plan(lookup.VERSIONS.get(pk=version.pk), moment)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def due(child, dsl) -> list[str]:
    with acting_as(dsl):
        return [each.words for each in lookup.plan_of(child, timezone.localdate()).due]


@pytest.fixture
def head(school, dsl):
    return make.actor("head_teacher", of=school)


def test_pl_9_5_the_head_reads_the_version_and_approves_it_by_their_own_sign_in(signed_in, head, dsl, affected):
    """Until then it is in force and says that the head has not approved it: on the page, on Today, on the paper."""
    version = plans.in_force(affected, dsl)
    before = timezone.now()
    assert "Not yet approved by the head" in printed(version, before, dsl)
    assert "Ask the head to approve the assessment" in due(affected, dsl)
    assert "Not yet approved by the head" in main(signed_in(dsl).get(at("plan", affected)))
    assert Notification.objects.get(user=head.membership.user, words=heads.WAITS)
    with acting_as(head) as by:
        rows = today.approvals_waiting(by, timezone.now()).rows
        assert [(row.text, row.href) for row in rows] == [("Read and approve an assessment", at("assessment", version))]
    browser = signed_in(head)
    assert "Approve as the head" in main(browser.get(at("assessment", version)))
    page = main(browser.post(at("approve_as_head", version), follow=True))
    name = head.membership.user.name
    assert f"Approved by {name}" in page
    assert "Approve as the head" not in page
    assert f"Approved by {name}" in printed(version, timezone.now(), dsl)
    assert "Not yet approved by the head" in printed(version, before, dsl)  # as it was then
    assert "Ask the head to approve the assessment" not in due(affected, dsl)
    assert Notification.objects.get(user=dsl.membership.user, words=heads.APPROVED)
    with acting_as(head) as by:
        assert today.approvals_waiting(by, timezone.now()) is None


def test_pl_9_5_the_head_sends_it_back_with_words_and_the_lead_has_it_on_today(signed_in, head, dsl, affected):
    """It stays in force, waits for the head no more, and is reviewed by the next school day; the next version waits again."""
    version, words = plans.in_force(affected, dsl), "Say who is with her on the bus"
    browser = signed_in(head)
    assert at("send_back", version) in main(browser.get(at("assessment", version)))
    assert "Enter what has to change" in main(browser.post(at("send_back", version), {"words": ""}))
    assert "names another child" in main(browser.post(at("send_back", version), {"words": "Blaise takes that bus"}))
    page = main(browser.post(at("send_back", version), {"words": words}, follow=True))
    assert f"Sent back by {head.membership.user.name}" in page
    assert "Approve as the head" not in page
    with acting_as(head) as by:
        assert today.approvals_waiting(by, timezone.now()) is None
        with pytest.raises(heads.NotWaiting):
            heads.approve_as_head(version, by=by, at=timezone.now())
    with acting_as(dsl) as by:
        rows = today.plans_due(by, timezone.now()).rows
        assert [row.text for row in rows if "Sent back by the head" in row.hint] == ["Review the assessment"]
    assert Notification.objects.get(user=dsl.membership.user, words=heads.SENT_BACK)
    assert words in main(signed_in(dsl).get(at("plan", affected)))
    assert words in printed(version, timezone.now(), dsl)
    following = plans.in_force(affected, dsl, trigger="INFO")
    with acting_as(head) as by:
        assert [each.pk for each in lookup.waiting_for_head(by.membership.team)] == [following.pk]
    assert signed_in(dsl).post(at("send_back", following), {"words": words}).status_code == 403


def test_pl_9_5_what_called_for_a_review_before_hides_not_that_the_head_sent_it_back(signed_in, head, dsl, affected):
    version = plans.in_force(affected, dsl)
    with acting_as(dsl) as by:
        measures.breach(affected.measures.first(), words="Nobody was there", key=uuid4(), by=by, at=timezone.now())
    signed_in(head).post(at("send_back", version), {"words": "Say who is with her on the bus"})
    with acting_as(dsl) as by:
        hints = [row.hint for row in today.plans_due(by, timezone.now()).rows if row.text == "Review the assessment"]
    assert len(hints) == 1
    assert hints[0].endswith("A measure was breached. Sent back by the head")


def test_pl_9_5_a_name_that_is_typed_is_no_approval(signed_in, dsl, affected):
    """A school without a head in the service records what it was told, and the paper says so."""
    version = plans.in_force(affected, dsl)
    told = f"Hana Head, as told by {dsl.membership.user.name}"
    for said in (main(signed_in(dsl).get(at("assessment", version))), printed(version, timezone.now(), dsl)):
        assert told in said
        assert "Not signed in to this service to approve it" in said
        assert "Approved by Hana Head" not in said


def test_pl_9_5_where_the_school_has_a_head_no_name_is_typed_in_their_place(signed_in, head, dsl, affected):
    plans.measure_for(affected, dsl)
    version = plans.written(affected, dsl)
    page = main(signed_in(dsl).get(at("assessment_check", version)))
    assert "Head who approved it" not in page
    assert f"{head.membership.user.name} is asked to approve it" in page
    with acting_as(dsl) as by:
        now = timezone.now()
        made = writing.approve(version, plans.approval(version, now, head_name="Nobody At All"), by=by, at=now)
        assert (made.head_name, lookup.head_in_words(made)) == ("", "Not yet approved by the head")


def test_pl_9_5_nobody_but_the_head_approves_as_the_head_and_not_what_they_put_in_force(signed_in, head, dsl, affected):
    version = plans.in_force(affected, dsl)
    assert signed_in(dsl).post(at("approve_as_head", version)).status_code == 403
    own = plans.in_force(affected, head, trigger="INFO")
    with acting_as(head) as by:
        with pytest.raises(heads.NotYours):
            heads.approve_as_head(own, by=by, at=timezone.now())
        with pytest.raises(heads.NotWaiting):  # a later one is in force
            heads.approve_as_head(version, by=by, at=timezone.now())


def test_a_head_with_a_conflict_is_not_asked(head, dsl, affected):
    plans.measure_for(affected, dsl)
    version, now = plans.written(affected, dsl), timezone.now()
    said = plans.approval(version, now, head_name="Gil Governor, chair", head_conflict="A relative")
    with acting_as(dsl) as by:
        made = writing.approve(version, said, by=by, at=now)
        assert lookup.head_in_words(made).startswith("The head has a conflict of interest: A relative. Gil Governor")
    assert not Notification.objects.filter(user=head.membership.user, words=heads.WAITS).exists()


def test_a_paper_says_what_is_recorded_since_and_that_the_police_said_more_of_another_child(
    dsl, incident, affected, alleged
):
    """What was written before it is graver is not printed as if it were so still; of the other child it says nothing (PL 9.4)."""
    version = plans.in_force(affected, dsl)
    before, on = timezone.now(), timezone.localdate()
    route = with_police(incident, dsl)
    with acting_as(dsl) as by:
        bail = routes.PoliceFacts("BAIL", on, "Not near the gate", child=alleged)
        routes.record_police(route, bail, revision=1, by=by, at=timezone.now())
        facts = opening.IncidentFacts("RAPE", "CORRIDOR")
        held = Incident.objects.get(pk=incident.pk)
        opening.describe(held, facts, revision=held.revision, by=by, at=timezone.now())
    said = printed(version, timezone.now(), dsl)
    assert "Recorded since as" in said
    assert "They said more, of another child alone" in said
    assert "gate" not in said
    assert "Recorded since as" not in printed(version, before, dsl)
