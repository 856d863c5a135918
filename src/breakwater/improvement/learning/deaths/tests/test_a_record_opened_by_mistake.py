"""A record opened by mistake counts nowhere and asks nobody; what is due of the others stands on their page, on Today and with the panel."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.learning.deaths import lookup
from breakwater.improvement.learning.deaths.operations import (
    coroner,
    mistakes,
    professionals,
    response,
    states,
    tracker,
)
from breakwater.improvement.learning.deaths.panels import counting
from breakwater.improvement.learning.deaths.panels import lookup as panels
from breakwater.improvement.learning.deaths.panels.today import of_the_panel
from breakwater.improvement.learning.deaths.today import deaths_due
from breakwater.improvement.learning.models import DeathRequest, DeathState
from breakwater.partnership.organisations.access import acting_as

from .conftest import AT, opened


def todo(actor, at) -> list[str]:
    with acting_as(actor) as by:
        found = [shows(by, at) for shows in (deaths_due, of_the_panel)]
        return [each.text for panel in found if panel for each in panel.rows]


def test_it_counts_in_no_figure_and_no_panel_its_links_end_and_it_is_opened_again(reviewer, signed_in):
    death, today = opened(reviewer), london_date(AT)
    with acting_as(reviewer) as by:
        listed = professionals.add_professional(death, professionals.Named("Harbour Surgery"), by=by, at=AT)
        professionals.ask(listed, professionals.AskFacts("Nel", "Please"), by=by, at=AT)
        assert len(counting.told_of(today, today)) == 1
    browser, page = signed_in(reviewer), f"/child-deaths/{death.public_id}/"
    browser.post(f"{page}mistake/", {"why": "The child lives: another record was meant"})
    shown = browser.get(page).content.decode()
    assert "Opened by mistake: it counts in no figures" in shown
    assert "another record was meant" in shown
    assert f"{page}triage/" not in shown
    assert death.reference not in browser.get("/child-deaths/").content.decode()
    assert death.reference in browser.get("/child-deaths/?show=mistaken").content.decode()
    assert todo(reviewer, AT) == []
    with acting_as(reviewer) as by:
        assert not DeathRequest.objects.get().is_open
        assert counting.told_of(today, today) == []
        with pytest.raises(states.WasMistaken):
            response.decline(death, "An illness", by=by, at=AT)
    browser.post(f"{page}open-again/", {})
    assert death.reference in browser.get("/child-deaths/").content.decode()
    with acting_as(reviewer):
        assert len(counting.told_of(today, today)) == 1


def test_a_case_on_a_panels_list_comes_off_it_first_and_its_page_leads_there(panel, signed_in):
    case = panel.case()
    page = signed_in(panel.by).get(f"/child-deaths/{case.death.public_id}/").content.decode()
    assert reverse("learning:panel_case", args=[case.public_id]) in page
    with pytest.raises(mistakes.IsListed):
        panel.do(mistakes.mark, case.death, "The child lives")
    panel.seated()
    panel.settle(case)
    with pytest.raises(mistakes.IsConcluded):
        panel.do(mistakes.mark, case.death, "The child lives")


def test_the_national_database_twelve_months_and_a_coroners_report_have_their_clocks(reviewer, signed_in):
    death, later = opened(reviewer), AT + timedelta(days=3)
    assert lookup.NATIONAL in todo(reviewer, later)
    with acting_as(reviewer) as by:
        held = lookup.tracked().get()
        due = {each.words: each.by for each in lookup.clocks_of(held, london_date(later))}
        assert due[lookup.NATIONAL] == london_date(AT + timedelta(hours=47))
        assert due[lookup.CONCLUDE] == london_date(AT).replace(year=2027)
        known = {name: getattr(held, name) for name in tracker.KnownFacts.__dataclass_fields__}
        tracker.correct(held, tracker.KnownFacts(**known | {"national_id": "N-1"}), revision=0, by=by, at=later)
        facts = coroner.ReportFacts("Harbour Hospital", london_date(AT))
        report = coroner.add_report(held, facts, key=uuid4(), by=by, at=later)
        assert lookup.answer_due(report, held.area) == london_date(AT) + timedelta(days=56)
    assert lookup.NATIONAL not in todo(reviewer, later)
    words = "A coroner’s report waits for its answer"
    assert words not in todo(reviewer, later)
    assert words in todo(reviewer, AT + timedelta(days=50))
    where = reverse("learning:death_prevention_answer", args=[report.public_id])
    browser = signed_in(reviewer)
    assert where in browser.get(f"/child-deaths/{death.public_id}/").content.decode()
    said = {"on-day": "1", "on-month": "11", "on-year": "2026", "words": "On the coroner’s pages"}
    assert browser.post(where, said).status_code == 302
    assert words not in todo(reviewer, AT + timedelta(days=50))


def test_a_review_that_reached_its_panel_late_is_due_within_twelve_months_all_the_same(reviewer):
    death = opened(reviewer)
    with acting_as(reviewer) as by:
        states.move(death, DeathState.ANALYSED, on=london_date(AT) + timedelta(days=350), by=by, at=AT)
        held = lookup.tracked().get()
        assert lookup.next_of(held, london_date(AT)).words == lookup.NAME_KEY_WORKER
        held._prefetched_objects_cache["supports"] = [None]
        assert lookup.next_of(held, london_date(AT)).by == london_date(AT).replace(year=2027)


def test_the_panel_is_on_today_with_its_meetings_what_waits_and_the_yearly_report(panel, reviewer):
    ready = panel.ready("Odalys Fenwick")
    listed = panel.case()
    before, on_the_day = AT - timedelta(days=10), panel.meeting.on
    assert "1 to prepare" in [each.hint for each in rows(reviewer, before)][0]
    after = AT + timedelta(days=5)
    assert [each.text for each in rows(reviewer, after)] == [
        "Record what the panel settled, and the meeting as held",
        "Arrange a panel: reviews wait for one",
    ]
    with acting_as(reviewer):
        assert panels.report_due(reviewer.membership.team) == on_the_day.replace(year=2027)
    assert "Publish the yearly report" in todo(reviewer, AT + timedelta(days=360))
    assert ready.pk != listed.death_id


def rows(actor, at):
    with acting_as(actor) as by:
        return of_the_panel(by, at).rows
