"""An area's levels of need are editions; what was considered for a child keeps the edition it was considered by."""

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.thresholds import operations as thresholds
from breakwater.casework.thresholds.chart import read_chart
from breakwater.casework.thresholds.models import Domain, Indicator, LevelView, ThresholdEdition
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make

REASON = "Two of the children were seen without coats again, and nobody opened the door."


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def edition(keeper):
    """An edition in force since today."""
    return released(keeper)


def released(keeper, on: date | None = None) -> ThresholdEdition:
    today = timezone.localdate()
    with acting_as(keeper) as by:
        draft = thresholds.begin_draft(area=make.area(), by=by, at=timezone.now())
        return thresholds.release(
            edition=draft, starts_on=on or today, review_by=today + timedelta(days=400), by=by, at=timezone.now()
        )


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


def case_of(child, team, by):
    case = cases.open_case(area=make.area(), kind="referral", team=team, by=by, at=timezone.now())
    cases.add_participant(case=case, person=child, capacity=Capacity.CHILD, by=by, at=timezone.now())
    return case


def child_named(forename, by):
    return people.enter_person(
        area=make.area(), facts=people.NewPerson(forename=forename, surname="Example"), by=by, at=timezone.now()
    )


def test_the_chart_that_areas_begin_with_has_every_tier_in_every_domain_and_no_word_of_the_specialist_route():
    lines = read_chart().lines
    assert {(line.domain, line.level) for line in lines} == {
        (domain, level) for domain in ("child", "parents", "family") for level in (1, 2, 3, 4)
    }
    assert not any("radical" in line.text.lower() for line in lines)


def test_an_edition_holds_from_its_day_until_the_next_one_does(keeper, edition):
    today = timezone.localdate()
    later = released(keeper, on=today + timedelta(days=30))
    assert thresholds.edition_in_force(make.area(), today) == edition
    assert thresholds.edition_in_force(make.area(), today + timedelta(days=29)) == edition
    assert thresholds.edition_in_force(make.area(), today + timedelta(days=30)) == later
    with pytest.raises(thresholds.NoEdition):
        thresholds.edition_in_force(make.area(), today - timedelta(days=1))


def test_a_released_edition_is_never_changed(keeper, edition):
    with acting_as(keeper) as by, pytest.raises(thresholds.AlreadyReleased):
        thresholds.drop_indicator(edition=edition, code="001", by=by, at=timezone.now())


def test_a_draft_needs_every_tier_before_it_is_released(keeper):
    with acting_as(keeper) as by:
        draft = thresholds.begin_draft(area=make.area(), by=by, at=timezone.now())
        for code in draft.indicators.filter(level=4).values_list("code", flat=True):
            thresholds.drop_indicator(edition=draft, code=code, by=by, at=timezone.now())
        with pytest.raises(thresholds.Incomplete):
            thresholds.release(
                edition=draft, starts_on=timezone.localdate(), review_by=date(2030, 1, 1), by=by, at=timezone.now()
            )


def test_one_draft_at_a_time_copied_from_the_newest_edition(keeper, edition):
    with acting_as(keeper) as by:
        draft = thresholds.begin_draft(area=make.area(), by=by, at=timezone.now())
        with pytest.raises(thresholds.DraftBegun):
            thresholds.begin_draft(area=make.area(), by=by, at=timezone.now())
    texts = [list(each.indicators.order_by("order").values_list("text", flat=True)) for each in (edition, draft)]
    assert texts[0] == texts[1]


def test_a_view_keeps_its_edition_its_indicators_and_what_was_missing(edition, mash, screener):
    with acting_as(screener) as by:
        case = case_of(child_named("Ada", by), mash, by)
        ticked = list(edition.indicators.filter(level=3)[:2])
        key = uuid4()
        for _ in range(2):  # sent twice, recorded once
            view = thresholds.consider(
                case,
                thresholds.LevelFacts(
                    level=3, reason=REASON, indicators=[one.pk for one in ticked], missing=["nothing about the father"]
                ),
                key=key,
                by=by,
                at=timezone.now(),
            )
        assert LevelView.objects.count() == 1
        assert thresholds.view_of(case) == view
        assert view.edition == edition
        assert {seen.indicator for seen in view.considered.all()} == set(ticked)
        assert [each.words for each in view.missing.all()] == ["nothing about the father"]


def test_an_indicator_of_another_edition_is_refused(keeper, edition, mash, screener):
    later = released(keeper, on=timezone.localdate() + timedelta(days=9))
    with acting_as(screener) as by:
        case = case_of(child_named("Ada", by), mash, by)
        with pytest.raises(thresholds.OfAnotherEdition):
            thresholds.consider(
                case,
                thresholds.LevelFacts(level=2, reason=REASON, indicators=[later.indicators.first().pk], missing=[]),
                key=uuid4(),
                by=by,
                at=timezone.now(),
            )


def test_what_is_ticked_suggests_with_its_reason_and_one_that_stands_alone_decides():
    def seen(level, *, alone=False):
        return Indicator(level=level, text=f"Something of tier {level}", alone=alone)

    assert thresholds.suggest([]).level is None
    assert thresholds.suggest([seen(2), seen(3), seen(3)]) == thresholds.Suggestion(
        3, "2 of the 3 ticked lie at tier 3, none higher."
    )
    assert thresholds.suggest([seen(1), seen(4, alone=True)]) == thresholds.Suggestion(
        4, "“Something of tier 4” points to Tier 4 by itself."
    )


def test_what_was_seen_at_tier_2_or_higher_within_a_year_stands_beside_a_new_view(edition, mash, screener):
    with acting_as(screener) as by:
        ada, other = child_named("Ada", by), child_named("Bea", by)
        before, now_open, unrelated = (case_of(child, mash, by) for child in (ada, ada, other))
        now = timezone.now()

        def consider(case, level, at):
            one = edition.indicators.filter(level=level).first()
            thresholds.consider(
                case,
                thresholds.LevelFacts(level=level, reason=REASON, indicators=[one.pk], missing=[]),
                key=uuid4(),
                by=by,
                at=at,
            )
            return one.text

        text = consider(before, 2, now)
        consider(before, 1, now)
        consider(unrelated, 3, now)
        found = thresholds.seen_before([ada], case=now_open, at=now)
        assert [(each.text, each.level, each.reference) for each in found] == [(text, 2, before.reference)]
        assert thresholds.seen_before([ada], case=now_open, at=now + timedelta(days=370)) == []


def test_pages_of_the_editor_edit_a_draft_and_release_it(keeper, signed_in):
    browser = signed_in(keeper)
    assert b"No edition is in force" in browser.get("/thresholds/").content
    assert browser.post("/thresholds/editions/begin/").status_code == 302
    draft = ThresholdEdition.objects.get()
    at = f"/thresholds/editions/{draft.public_id}/"
    asked = {"level": "4", "domain": "child", "topic": "Education", "text": "Locked out of school", "alone": "alone"}
    assert browser.post(f"{at}new/", asked).status_code == 302
    made = draft.indicators.get(text="Locked out of school")
    assert made.alone
    assert browser.post(f"{at}{made.code}/", asked | {"level": "2"}).status_code == 200, "only tier 4 stands alone"
    assert browser.post(f"{at}{made.code}/", asked | {"text": "Locked out", "alone": []}).status_code == 302
    assert b"Locked out" in browser.get(at).content
    assert browser.post(f"{at}{made.code}/drop/").status_code == 302
    words = {"title": "Continuum", "source": "Our document, 2026"}
    for level in "1234":
        words |= {f"label_{level}": f"Level {level}", f"who_{level}": f"Those of {level}"}
    assert browser.post(f"{at}words/", words).status_code == 302
    today = timezone.localdate()
    days = {
        f"{name}-{part}": value
        for name, day in (("starts_on", today), ("review_by", today + timedelta(days=100)))
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year))
    }
    assert browser.post(f"{at}release/", days).status_code == 302
    page = browser.get("/thresholds/").content.decode()
    assert "Continuum" in page
    assert "Those of 3" in page
    assert browser.get(at).status_code == 404, "a released edition has no editor"


def test_a_heading_is_one_however_it_is_written_and_the_same_words_are_not_said_twice(edition, keeper, signed_in):
    with acting_as(keeper) as by:
        draft = thresholds.begin_draft(area=make.area(), by=by, at=timezone.now())
        held = draft.indicators.count()
        known = thresholds.IndicatorFacts(2, "child", "education", "suspensions", alone=False)
        new = thresholds.IndicatorFacts(2, "child", "EDUCATION", "Moved school often", alone=False)
        acts = {"by": by, "at": timezone.now()}
        assert thresholds.write_indicator(draft, known, **acts).text == "Suspensions"
        assert thresholds.write_indicator(draft, new, **acts).topic == "Education"
        assert draft.indicators.count() == held + 1
        other = draft.indicators.get(text="Moved school often")
    asked = {"level": "2", "domain": "child", "topic": "Education", "text": "Suspensions"}
    page = signed_in(keeper).post(f"/thresholds/editions/{draft.public_id}/{other.code}/", asked).content.decode()
    assert "These words stand under this heading and tier already" in page


def test_before_release_the_page_says_what_differs_and_every_change_can_be_undone(edition, keeper, signed_in):
    browser = signed_in(keeper)
    browser.post("/thresholds/editions/begin/")
    draft = ThresholdEdition.objects.get(released_at=None)
    at = f"/thresholds/editions/{draft.public_id}/"
    assert "Nothing in it differs from the newest edition" in browser.get(f"{at}release/").content.decode()
    code = {text: draft.indicators.get(text=text, topic="Education").code for text in ("Suspensions", "Attends well")}
    browser.post(f"{at}new/", {"level": "4", "domain": "child", "topic": "Online", "text": "Threatened with pictures"})
    browser.post(
        f"{at}{code['Suspensions']}/", {"level": "3", "domain": "child", "topic": "Education", "text": "Suspensions"}
    )
    browser.post(f"{at}{code['Attends well']}/drop/")
    for page in (unescape(browser.get(f"{at}{last}/").content.decode()) for last in ("release", "undo")):
        assert "Online, Tier 4: “Threatened with pictures”" in page
        assert "Education, Tier 1: “Attends well”" in page
        assert (
            "Education, Tier 2: “Suspensions” becomes The child's development, Education, Tier 3: “Suspensions”" in page
        )
    gone = browser.get(f"{at}{code['Attends well']}/", follow=True).content.decode()
    assert "That indicator is no longer in the draft" in gone
    assert browser.post(f"{at}undo/").url == at
    assert "Nothing in it differs from the newest edition" in browser.get(f"{at}release/").content.decode()
    assert thresholds.edition_in_force(make.area(), timezone.localdate()) == edition


def test_a_screener_records_the_level_of_need_on_its_page(edition, mash, screener, signed_in):
    with acting_as(screener) as by:
        case = case_of(child_named("Ada", by), mash, by)
    browser = signed_in(screener)
    at = f"/cases/{case.reference}/level/"
    page = unescape(browser.get(at).content.decode())
    domains = page.split('<h3 class="govuk-heading-s')[1:]
    assert [part.split(">")[1].split("<")[0] for part in domains] == [domain.label for domain in Domain]
    assert [part.count("<details") for part in domains[:-1]] == [4] * (
        len(domains) - 1
    )  # a fold a tier, no script needed
    assert page.count('type="checkbox"') == edition.indicators.count()
    key = str(uuid4())
    refused = browser.post(at, {"idempotency": key, "level": "", "reason": "Kept words"})
    assert "Kept words" in refused.content.decode()
    one = edition.indicators.filter(level=2).first()
    boxes = {f"seen_{one.domain}_{one.level}": [str(one.pk)]}
    ticked = browser.post(
        at, {"idempotency": str(uuid4()), "level": "", "reason": "Kept words", **boxes}
    ).content.decode()
    assert " ticked</span>" in ticked
    sent = browser.post(at, {"idempotency": key, "level": "2", "reason": REASON, "missing": "the father", **boxes})
    assert sent.status_code == 302
    with acting_as(screener):
        view = thresholds.view_of(case)
        assert (view.level, [seen.indicator_id for seen in view.considered.all()]) == (2, [one.pk])
