"""The pages of a serious incident: every step by its form, by those named in the part it needs, and for nobody else (SG-12, PL 6.8)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.learning.incidents.operations import first_hour, rapid
from breakwater.improvement.learning.models import Decision, Limb, SeriousIncident, State
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers, serious
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate


def day(name: str, on=None) -> dict:
    on = on or TODAY()
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


@pytest.fixture
def one(partners, raiser):
    return serious.named(serious.raised(raiser, timezone.now()), partners, timezone.now())


def at(one, *step: str) -> str:
    return "/".join(["/serious-incidents", one.public_id, *step, ""])


def test_sg_12_whoever_is_not_named_finds_no_page_and_the_raiser_none_of_the_incident(one, raiser, signed_in):
    for role in ("mash_manager", "agency_professional", "business_manager"):
        assert signed_in(make.actor(role)).get(at(one)).status_code == 404
    browser = signed_in(raiser)
    assert one.reference in browser.get("/serious-incidents/").content.decode()
    assert browser.get(at(one)).status_code == 403


@pytest.mark.parametrize("role", ["lead_professional", "receiving_worker"])
def test_whoever_raises_one_comes_to_a_page_that_has_it(partners, signed_in, role):
    page = signed_in(make.actor(role))
    told = {"living": "NOT_KNOWN", "called": "Nel Nowhere", "harm": "DEATH", "reasons": "Found at home"}
    token = page.get("/serious-incidents/raise/").context_data["form"]["idempotency"].value()
    answered = page.post("/serious-incidents/raise/", told | {"idempotency": token}, follow=True)
    assert (answered.status_code, "Nel Nowhere" in answered.content.decode()) == (200, True)


def test_an_administrator_of_the_service_who_sets_the_start_comes_to_a_page_of_theirs(db, signed_in):
    said = {"start": "AWARE", "source": "Guidance"}
    page = signed_in(make.actor("system_administrator"))
    assert page.post("/serious-incidents/start/", said, follow=True).status_code == 200


def test_pl_6_8_each_view_is_in_the_audit(transactional_db, owner_connection):
    manager = make.actor("business_manager")
    one = serious.raised(make.actor("dsl"), timezone.now())
    browsers.signed_in(manager).get(at(one))
    saw = owner_connection.execute(
        "select seen::text from audit_entry where route like 'serious-incidents/%%' and human_id = %s",
        [manager.membership.user_id],
    ).fetchall()
    assert ['"serious_incident"' in text and str(one.pk) in text for (text,) in saw] == [True]


def test_pl_6_8_a_step_is_taken_by_who_is_named_in_its_part(one, partners, signed_in):
    assert signed_in(partners.group).get(at(one, "decide")).status_code == 403
    assert signed_in(partners.manager).get(at(one, "view")).status_code == 403
    assert signed_in(partners.speakers["POLICE"]).get(at(one, "view")).status_code == 200


def test_from_raising_to_the_rapid_review_by_the_pages(partners, raiser, signed_in):
    told = {"living": "NO", "living_words": "The duty worker saw the sister", "called": "Nel Nowhere", "harm": "DEATH"}
    page = signed_in(raiser)
    token = page.get("/serious-incidents/raise/").context_data["form"]["idempotency"].value()
    sent = page.post("/serious-incidents/raise/", told | {"reasons": "Found at home", "idempotency": token})
    assert sent.status_code == 302
    with acting_as(partners.manager):
        one = SeriousIncident.objects.get()
    serious.named(one, partners, timezone.now())
    manager = signed_in(partners.manager)
    limbs = {f"met_{limb.value}": "YES" if limb in serious.DUTY else "NO" for limb in Limb}
    limbs |= {f"why_{limb.value}": "As recorded" for limb in Limb}
    decision = {"notify": "yes", "why": "Duty", "decided_by": "Dana Director"} | day("on")
    assert "the limb “The child died”" in manager.post(at(one, "decide"), decision).content.decode()
    assert manager.post(at(one, "criteria"), limbs).status_code == 302
    assert manager.post(at(one, "decide"), decision).status_code == 302
    sent = {"clock": "00:01", "how": "TELEPHONE", "reference": "Duty officer", "told": "Health"} | day("on")
    assert manager.post(at(one, "notify"), sent).status_code == 302
    assert "Views still to come" in manager.get(at(one)).content.decode()
    for who in partners.speakers.values():
        assert signed_in(who).post(at(one, "view"), {"notify": "yes", "words": "Yes"}).status_code == 302
    for step in (
        "plan",
        "meeting",
        "send",
        "ask",
        "review",
        "name",
        "conflict",
        "papers/notification",
        "papers/notification/child",
    ):
        answer = manager.get(at(one, step))
        assert answer.status_code == 200, step
    assert manager.get(at(one, "papers/notification") + "paper.pdf")["Content-Type"] == "application/pdf"
    shown = manager.post(at(one, "ask"), {"agency": "Trust", "contact": "Lead", "about": "Nel", "letter": "Write"})
    assert "/agency-summary/" in shown.content.decode()
    page = manager.get(at(one)).content.decode()
    assert "Counted from awareness" in page


def test_today_has_what_is_due_for_each_part(one, partners, signed_in):
    manager = signed_in(partners.manager).get(reverse("web:today")).content.decode()
    police = signed_in(partners.speakers["POLICE"]).get(reverse("web:today")).content.decode()
    assert "Living children: say whether any may be at risk now" in manager
    assert "Your partner’s view is asked for" in police
    assert (
        "Serious incidents"
        not in signed_in(make.actor("mash_manager")).get(reverse("web:today")).content.decode().split("<main")[1]
    )


def test_pl_6_8_a_conflict_ends_all_sight(one, partners, signed_in):
    group = partners.group
    manager = signed_in(partners.manager)
    made = manager.post(at(one, "conflict"), {"post": str(group.membership.public_id), "why": "Her team held the case"})
    assert made.status_code == 302
    assert signed_in(group).get(at(one)).status_code == 404
    again = manager.post(at(one, "name"), {"post": str(group.membership.public_id), "part": "GROUP"})
    assert "cannot be named" in again.content.decode()


def test_every_page_of_a_whole_incident_is_drawn(one, partners, signed_in):
    now = timezone.now() - timedelta(days=60)
    with acting_as(partners.manager):
        SeriousIncident.objects.filter(pk=one.pk).update(aware_on=now.date())
    serious.considered(serious_fresh(one, partners), partners, now)
    serious.up_to_the_panel(one, partners, now)
    serious.decided(one, partners, timezone.now())
    for who in (partners.manager, partners.scrutineer, partners.group, partners.speakers["HEALTH"]):
        browser = signed_in(who)
        page = browser.get(at(one)).content.decode()
        assert State.REVIEW.label in page
        assert browser.get(at(one, "papers/rapid-review")).status_code == 200
    with acting_as(partners.manager):
        assert Decision.objects.count() == 1


def test_the_one_thing_to_do_now_is_what_comes_next(one, partners, signed_in):
    now, browser = timezone.now(), signed_in(partners.manager)

    def leads_to(page: str) -> bool:
        html = browser.get(at(one)).content.decode()
        before = html[html.index("What comes next") : html.index("Do this now")]
        return f'href="{at(one, page)}"' in before

    with acting_as(partners.manager) as by:
        facts = first_hour.LivingFacts("NO", "A worker saw the sister")
        first_hour.record_living(one, facts, by=by, at=now)
    serious.considered(serious_fresh(one, partners), partners, now)
    serious.notified(serious_fresh(one, partners), partners, now)
    assert leads_to("ask")
    serious.answered(serious.asked(serious_fresh(one, partners), partners, "Ward", now), now)
    assert leads_to("meeting")
    with acting_as(partners.manager) as by:
        rapid.record_meeting(one, rapid.HeldFacts(now.date(), "All", "Said"), by=by, at=now)
    assert leads_to("papers/rapid-review")


def serious_fresh(one, partners):
    with acting_as(partners.manager):
        return serious.fresh(one)


def test_a_form_that_is_sent_again_after_the_partners_considered_it_is_one_incident(partners, raiser, signed_in):
    told = {"living": "NOT_KNOWN", "called": "Nel Nowhere", "harm": "DEATH", "reasons": "Found at home"}
    page = signed_in(raiser)
    said = told | {"idempotency": page.get("/serious-incidents/raise/").context_data["form"]["idempotency"].value()}
    assert page.post("/serious-incidents/raise/", said).status_code == 302
    with acting_as(partners.manager):
        one = SeriousIncident.objects.get()
    serious.considered(serious.named(one, partners, timezone.now()), partners, timezone.now())
    again = page.post("/serious-incidents/raise/", said, follow=True)
    assert "This was raised already" in again.content.decode(), "whoever raised it finds it no longer"
    with acting_as(partners.manager):
        assert SeriousIncident.objects.count() == 1


@pytest.mark.parametrize("role", ["agency_professional", "designated_doctor", "head_of_service", "link_manager"])
def test_a_scrutineer_or_joint_chair_in_any_of_these_roles_does_what_they_must(partners, raiser, signed_in, role):
    now = timezone.now()
    partners.scrutineer = make.actor(role)
    one = serious.named(serious.raised(raiser, now), partners, now)
    serious.considered(one, partners, now, met=(Limb.DIED, Limb.IN_AREA), notify=False)
    browser = signed_in(partners.scrutineer)
    said = {"agrees": "yes", "words": "Read with the agencies’ records"}
    assert browser.post(at(one, "again"), said).status_code == 302
    for page in ("recommendations", "learning_areas", "themes", "reviews", "learning_figures"):
        assert browser.get(reverse(f"learning:{page}")).status_code == 200, page
    with acting_as(partners.manager):
        assert [each.part for each in Decision.objects.get().reviews.all()] == ["SCRUTINEER"]
