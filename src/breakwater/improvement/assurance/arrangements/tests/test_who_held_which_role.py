"""For any past date: who held each role and which agencies were named; one person in four areas; nothing overwritten; K03 and K06."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.assurance.arrangements import codes, drawing, forms, lookup
from breakwater.improvement.assurance.arrangements.operations import agreements, editions, roles
from breakwater.improvement.assurance.common import NoSuchAccount
from breakwater.improvement.assurance.models.arrangements import STATUTORY
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
FACTS = roles.HoldingFacts


@pytest.fixture
def keeper(db):
    return make.actor("business_manager")


def recorded(keeper, **facts):
    with acting_as(keeper) as by:
        return roles.record(keeper.membership.team.area, FACTS(**facts), by=by, at=AT, key=uuid4())


def names(area, day, role):
    return [each.name for each in lookup.holders_on(area, day).filter(role=role)]


def test_who_held_a_role_on_ten_days(keeper):
    """Five chairs one after another with a gap: on each day the one whose day it is, also after a correction and a withdrawal."""
    area = keeper.membership.team.area
    told = [("Ann", 2018, 2019), ("Bee", 2020, 2020), ("Cas", 2021, 2022), ("Dee", 2024, 2025)]
    for name, first, last in told:
        recorded(
            keeper, role="chair", name=name, starts_on=date(first, 4, 1), ends_on=date(last, 12, 31), how_chosen="x"
        )
    now = recorded(keeper, role="chair", name="Eve", starts_on=date(2026, 1, 1), how_chosen="By the lead partners")
    wrong = recorded(keeper, role="chair", name="Nobody", starts_on=date(2023, 1, 1), how_chosen="x")
    with acting_as(keeper) as by:
        roles.withdraw(wrong, "Typed twice", by=by, at=AT, key=uuid4())
        ended = roles.end(now, date(2026, 5, 31), "Retired", by=by, at=AT, key=uuid4())
        with pytest.raises(roles.CorrectedMeanwhile):
            roles.end(now, date(2026, 6, 30), "Retired", by=by, at=AT, key=uuid4())
    expected = {
        date(2018, 3, 31): [],
        date(2018, 4, 1): ["Ann"],
        date(2019, 12, 31): ["Ann"],
        date(2020, 1, 1): [],
        date(2020, 7, 1): ["Bee"],
        date(2022, 2, 28): ["Cas"],
        date(2023, 6, 1): [],
        date(2025, 12, 31): ["Dee"],
        date(2026, 5, 31): ["Eve"],
        date(2026, 6, 1): [],
    }
    assert {day: names(area, day, "chair") for day in expected} == expected
    assert [(each.pk, each.reason) for each in lookup.chain_of(now)] == [(now.pk, ""), (ended.pk, "Retired")]


def test_the_role_of_somebody_whose_account_is_closed_is_ended_corrected_or_withdrawn(keeper):
    """By who holds it, and not by an address that opens nothing any more; a delegation is not looked up again either."""
    gone = make.actor("agency_professional").membership.user
    held = {"name": gone.name, "email": gone.email, "starts_on": date(2024, 1, 1)}
    lead = recorded(keeper, role="lead_partner", partner="ICB", name="Lee", starts_on=date(2023, 1, 1))
    delegated = {"role": "delegated_partner", "partner": "ICB", "scope": "To commit resources", "delegated_by": lead}
    first, second = recorded(keeper, **held, **delegated), recorded(keeper, **held, role="lay_member")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    with acting_as(keeper) as by:
        named = replace(roles.facts_of(second), name="Their full name")
        second = roles.correct(second, named, "Misspelt", by=by, at=AT, key=uuid4())
        roles.withdraw(lead, "Another person", by=by, at=AT, key=uuid4())
        ended = roles.end(first, date(2026, 5, 31), "Retired", by=by, at=AT, key=uuid4())
        withdrawn = roles.withdraw(second, "Typed twice", by=by, at=AT, key=uuid4())
        with pytest.raises(roles.EndsBeforeItStarts):
            roles.end(ended, date(2023, 5, 31), "Retired", by=by, at=AT, key=uuid4())
    assert (ended.user, ended.ends_on, ended.delegated_by) == (gone, date(2026, 5, 31), lead)
    assert (withdrawn.user, withdrawn.name, withdrawn.is_withdrawn) == (gone, "Their full name", True)


def test_one_person_leads_in_four_areas_with_one_account(keeper):
    """A keeper in each area records the same account; nobody else's area is theirs to record for."""
    chief = make.actor("agency_professional").membership.user
    for code, name in (("850", "Hampshire"), ("852", "Southampton"), ("921", "Isle of Wight")):
        other = make.actor("business_manager", of=make.team(in_area=make.area(code, name)))
        recorded(
            other, role="lead_partner", partner="POLICE", name=chief.name, email=chief.email, starts_on=date(2026, 1, 1)
        )
    lead = recorded(
        keeper,
        role="lead_partner",
        partner="POLICE",
        name=chief.name,
        email=chief.email.upper(),
        starts_on=date(2026, 1, 1),
    )
    assert [each.area.name for each in lookup.held_by(chief, date(2026, 6, 1))] == [
        *("Hampshire", "Isle of Wight", "Portsmouth", "Southampton")
    ]
    with pytest.raises(NoSuchAccount):
        recorded(keeper, role="lay_member", name="No", email="nobody@example.org", starts_on=date(2026, 1, 1))
    delegated = {
        "role": "delegated_partner",
        "name": "Di",
        "scope": "To commit resources",
        "starts_on": date(2026, 2, 1),
    }
    with pytest.raises(roles.NotWhileDelegated):
        recorded(keeper, **delegated, partner="ICB", delegated_by=lead)
    named = recorded(keeper, **delegated, partner="POLICE", delegated_by=lead)
    assert named.delegated_by == lead
    # Whoever delegated it by a row that was wrong is named as the row that holds now names them.
    with acting_as(keeper) as by:
        roles.correct(
            lead, replace(roles.facts_of(lead), name="Chief Constable Reed"), "Misspelt", by=by, at=AT, key=uuid4()
        )
    assert drawing.delegated(lookup.HOLDINGS.get(pk=named.pk)) == "Delegated by Chief Constable Reed"


def test_a_lead_who_left_is_shown_until_a_successor_is_named(keeper):
    """K06: ten working days from the last day; Today says so, and a successor ends it."""
    area, today = keeper.membership.team.area, timezone.localdate()
    lead = {"role": "agency_lead", "agency": "Harbour School"}
    recorded(keeper, **lead, name="Old", starts_on=date(2020, 1, 1), ends_on=today - timedelta(days=30))
    recorded(keeper, **lead, name="Older", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31))
    (lapse,) = lookup.lapses(area, today)
    assert (lapse.holding.name, lapse.is_overdue) == ("Old", True)
    assert not lookup.lapses(area, today - timedelta(days=29))[0].is_overdue
    recorded(keeper, **lead, name="New", starts_on=today + timedelta(days=10))
    assert lookup.lapses(area, today) == []
    # A school that closes names nobody any more.
    school = make.organisation("Closing School", "SCHOOL")
    left = {"starts_on": date(2020, 1, 1), "ends_on": today - timedelta(days=30)}
    recorded(keeper, role="agency_lead", organisation=school, name="Last", **left)
    assert len(lookup.lapses(area, today)) == 1
    school.closed_on = today
    school.save(update_fields=["closed_on"])
    assert lookup.lapses(area, today) == []


def test_arrangements_are_published_before_they_take_effect_and_stay(client, signed_in, keeper, monkeypatch):
    """Thirteen contents, some from the record; refused late or not whole; an edition names its agencies for its own days alone."""
    area, today = keeper.membership.team.area, timezone.localdate()
    soon, at = today + timedelta(days=10), timezone.now()
    for role in ("chair", "scrutineer"):
        recorded(keeper, role=role, name=f"The {role}", starts_on=date(2024, 1, 1), how_chosen="By the lead partners")
    recorded(keeper, role="education", name="Edie", job_title="Head of early years", starts_on=date(2024, 1, 1))
    paid = agreements.ContributionFacts(lookup.year_of(soon), "POLICE", "Harbour Police", True, 40_000)
    with acting_as(keeper) as by:
        agreements.contribute(area, paid, by=by, at=at, key=uuid4())
    ours = signed_in(keeper)
    answer = ours.post(reverse("assurance:edition_begin"), {"idempotency": str(uuid4())}, follow=True)
    assert "Nothing is written yet" in answer.content.decode()
    (draft,) = lookup.editions_of(area)
    at_publish = reverse("assurance:edition_publish", args=[draft.public_id])
    # A draft is its own area's, and so is an agreement.
    theirs = signed_in(make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire"))))
    with acting_as(keeper) as by:
        shared = agreements.AgreementFacts("MASH", "x", "x", "x", date(2026, 1, 1), date(2027, 1, 1))
        agreed_here = agreements.agree(area, shared, by=by, at=at, key=uuid4())
    for page, one in (("edition", draft), ("edition_pdf", draft), ("agreement", agreed_here)):
        where = reverse(f"assurance:{page}", args=[one.public_id])
        assert (theirs.get(where).status_code, ours.get(where).status_code) == (404, 200), page

    def day(name, on):
        return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}

    agreed = {name: value for each in forms.AGREED for name, value in day(each, today).items()}
    facts = agreed | {
        "revision": draft.revision,
        "decision": "PSCP-2026-001",
        **day("in_force_on", soon),
        **day("review_on", soon + timedelta(days=365)),
    }
    assert "Nobody is on record as lead of the local authority" in ours.post(at_publish, facts).content.decode()
    for partner in STATUTORY:
        recorded(keeper, role="lead_partner", partner=partner, name=f"Lead of {partner}", starts_on=date(2024, 1, 1))
    assert "have nothing in them yet" in ours.post(at_publish, facts).content.decode()
    agency = {"name": "Every school", "kind": "SCHOOL", "duty": "S175"}
    ours.post(reverse("assurance:edition_agency", args=[draft.public_id]), agency)
    written = reverse("assurance:edition_write", args=[draft.public_id, "need"])
    for number, section in enumerate(
        ("partners", "need", "data", "training", "reviews", "voice", "information", "disputes"), 2
    ):
        where = reverse("assurance:edition_write", args=[draft.public_id, section])
        assert ours.post(where, {"text": f"What we do about {section}", "revision": number}).status_code == 302
    assert "Somebody saved this meanwhile" in ours.post(written, {"text": "Older", "revision": 1}).content.decode()
    # What was agreed is the text that is published: it was changed since the page was opened, and since the day before.
    assert "Read it as it is now" in ours.post(at_publish, facts).content.decode()
    draft.refresh_from_db()
    facts["revision"] = draft.revision
    earlier = facts | day("agreed_icb", today - timedelta(days=1))
    assert (
        "The lead of the integrated care board agrees it as it is now"
        in ours.post(at_publish, earlier).content.decode()
    )
    assert ours.post(at_publish, facts | day("in_force_on", today)).status_code == 200
    assert ours.post(at_publish, facts).status_code == 302
    recorded(keeper, role="lay_member", name="Later", starts_on=date(2024, 1, 1))
    # What guidance calls its contents later is not what was published.
    monkeypatch.setitem(codes.SECTIONS, "need", replace(codes.SECTIONS["need"], title="Help for families"))
    disputes = codes.SECTIONS["disputes"]
    with monkeypatch.context() as later:
        later.delitem(codes.SECTIONS, "disputes")
        page = client.get(reverse("assurance:published_edition", args=["portsmouth", 1])).content.decode()
    assert f"{disputes.number}. {disputes.title}" in page
    assert "5. How need is identified and responded to" in page
    assert "Help for families" not in page
    for words in (
        "The chair",
        "Education representative: Edie, Head of early years",
        "£40,000",
        "Every school",
        "What we do about need",
        "These arrangements take effect on",
    ):
        assert words in page
    assert "Lead of ICB (integrated care board, " in page
    pdf = client.get(reverse("assurance:published_edition_pdf", args=["portsmouth", 1])).content
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" in pdf
    assert not lookup.agencies_named_on(area, soon - timedelta(days=1))
    assert [each.name for each in lookup.agencies_named_on(area, soon)] == ["Every school"]
    with acting_as(keeper) as by:
        following = editions.begin(area, by=by, at=at, key=uuid4())
        with pytest.raises(editions.IsPublished):
            editions.name_agency(
                lookup.editions_of(area).get(number=1), editions.AgencyFacts("X", "OTHER", "S11"), by=by, at=at
            )
        editions.name_agency(following, editions.AgencyFacts("Lantern", "VOLUNTARY", "NEITHER"), by=by, at=at)
        later = editions.PublishFacts(
            soon + timedelta(days=90), soon + timedelta(days=400), dict.fromkeys(STATUTORY, today)
        )
        following.refresh_from_db()
        older = editions.PublishFacts(soon, soon + timedelta(days=400), dict.fromkeys(STATUTORY, today))
        with pytest.raises(editions.OverANewerOne):
            editions.publish(following, older, revision=following.revision, by=by, at=at)
        editions.publish(following, later, revision=following.revision, by=by, at=at)
    assert [each.name for each in lookup.agencies_named_on(area, soon + timedelta(days=89))] == ["Every school"]
    assert len(lookup.agencies_named_on(area, soon + timedelta(days=90))) == 2
    shown = ours.get(reverse("assurance:roles"), {"on-day": soon.day, "on-month": soon.month, "on-year": soon.year})
    assert "Every school" in shown.content.decode()


def test_a_contribution_is_corrected_by_another_row(keeper):
    area = keeper.membership.team.area
    with acting_as(keeper) as by:
        facts = agreements.ContributionFacts(2026, "ICB", "Care board", True, 30_000)
        first = agreements.contribute(area, facts, by=by, at=AT, key=uuid4())
        paid = agreements.ContributionFacts(2026, "ICB", "Care board", True, 31_500, received_on=date(2026, 5, 1))
        agreements.correct(first, paid, "Agreed again and received", by=by, at=AT, key=uuid4())
        with pytest.raises(agreements.CorrectedAlready):
            agreements.correct(first, facts, "Once more", by=by, at=AT, key=uuid4())
    assert [each.amount for each in lookup.contributions(area, 2026)] == [31_500]
    assert not lookup.contributions(area, 2025)
    assert [lookup.year_of(day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [2025, 2026]
