"""The pages of the panel: each opens for the team and is there for nobody else; the tracker goes out without names and comes in once."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.learning.deaths import lookup as deaths
from breakwater.improvement.learning.deaths.operations import opening, professionals, states, support
from breakwater.improvement.learning.deaths.panels import counting, lookup, tracker_file
from breakwater.improvement.learning.deaths.panels import views as pages
from breakwater.improvement.learning.deaths.panels.operations import importing, outcomes, sharing
from breakwater.improvement.learning.models import ChildDeath, DeathState, PanelCase, PanelMeeting, PanelOutcome
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.word import document, p

from .conftest import AT, DAY, LATER, concluded, opened

FILE = (
    "eCDOP ID,NCMD ID,Given names,Family name,Date of birth,NHS number,Date of death,CDRM date,CDOP date,"
    "Category of death,Modifiable factors,Form edition\n"
    "E-1,N-1,Uma,Ledger,03/02/2020,,05/03/2020,01/06/2020,04/02/2021,10,Yes,2010\n"
    "E-2,N-2,Vik,Ledger,,943 476 5919,07/09/2026,,,,,\n"
    "E-3,,Wyn,Ledger,,,31/02/2026,,,,,\n"
    "E-2,,Vik,Ledger,,,07/09/2026,,,,,\n"
)


@pytest.fixture
def full(panel):
    """With something of everything on it."""
    panel.seated("Olu Brine")
    case = panel.case()
    panel.do(outcomes.add_factor, case, outcomes.FactorFacts("B", "safe-sleep", "2", is_modifiable=True))
    panel.add(case, document(p("A baby was found in the morning.")))
    asked = outcomes.RecommendationWords("AGENCY", "Ask where a baby sleeps", "Babies sleep safely", "safe-sleep")
    panel.do(outcomes.recommend, case, asked, key=uuid4())
    notice = sharing.NoticeFacts("safe-sleep", "10", "Sofas are no beds", "Ask", "Health visitors")
    panel.notice = panel.do(sharing.write, notice, key=uuid4())
    panel.listed = case
    return panel


def addresses(full) -> list[str]:
    """Every page of the room that is read by GET."""
    keys = {"meetings/": full.meeting.public_id, "cases/": full.listed.public_id, "notices/": full.notice.public_id}
    found = []
    for view in pages.VIEWS:
        if "get" not in view.http_method_names:
            continue
        at = view.route.removeprefix(pages.meetings.AT).partition("<")[0]
        args = ["meeting"] if "slug" in view.route else [keys[at]] if "<" in view.route else []
        found.append(reverse(f"learning:{view.name}", args=args))
    return found


def test_every_page_opens_for_the_team_and_for_others_none_is_there(full):
    ours, other = browsers.signed_in(full.by), browsers.signed_in(make.actor("business_manager"))
    elsewhere = make.team("Another team", in_area=make.area("852", "Southampton"), service="child_death_review")
    stranger = browsers.signed_in(make.actor("child_death_reviewer", of=elsewhere))
    asked = addresses(full)
    assert len(asked) > 20
    assert {at: code for at in asked if (code := ours.get(at).status_code) != 200} == {}
    assert {other.get(at).status_code for at in asked} <= {403, 404}
    of_one = [at for at in asked if re.search(r"/(meetings|cases|notices)/(?!new).+", at) and "publish" not in at]
    assert {at: code for at in of_one if (code := stranger.get(at).status_code) != 404} == {}


def test_no_title_or_address_of_a_page_names_a_child(full):
    ours = browsers.signed_in(full.by)
    for at in addresses(full):
        said = ours.get(at)
        if said.headers["Content-Type"].startswith("text/html"):
            title = re.search(r"<title>(.*?)</title>", said.content.decode(), re.DOTALL)[1]
            assert "Nowhere" not in title + at


def test_a_paper_with_a_name_is_refused_at_its_box_and_says_where(full):
    ours = browsers.signed_in(full.by)
    at = reverse("learning:panel_case_paper", args=[full.listed.public_id])
    file = SimpleUploadedFile("case.docx", document(p("Nel was found in the morning.")))
    said = ours.post(at, {"file": file, "idempotency": str(uuid4())})
    assert "Take out names" in said.content.decode()
    assert said.status_code == 200


def test_an_outcome_is_recorded_on_its_page(full):
    ours = browsers.signed_in(full.by)
    at = reverse("learning:panel_case_outcome", args=[full.listed.public_id])
    typed = {
        "result": "CONCLUDED",
        "category": "10",
        "modifiable": "YES",
        "feedback": "",
        "why": "",
        "idempotency": str(uuid4()),
    }
    typed |= {"on-day": "1", "on-month": "11", "on-year": "2026"}
    wrong = ours.post(at, typed | {"modifiable": "NO"}).content.decode()
    assert "recorded as modifiable" in wrong
    assert ours.post(at, typed).status_code == 302
    with acting_as(full.by):
        assert ChildDeath.objects.get(pk=full.listed.death_id).state == DeathState.CONCLUDED


def test_the_export_has_neither_a_name_nor_a_number(full):
    said = browsers.signed_in(full.by).get(reverse("learning:death_file_export")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [row["Reference"] for row in rows] == [full.listed.death.reference]
    assert "Nowhere" not in said
    assert "NHS" not in said


def test_a_file_is_shown_first_then_taken_in_and_a_second_time_adds_nothing(full):
    ours = browsers.signed_in(full.by)
    at = reverse("learning:death_file")
    with acting_as(full.by):
        before = ChildDeath.objects.count()
    shown = ours.post(at, {"file": SimpleUploadedFile("tracker.csv", FILE.encode())}).content.decode()
    with acting_as(full.by):
        assert ChildDeath.objects.count() == before
    assert "2 of 4 rows change something" in shown
    assert "is no past date" in shown
    assert "an earlier line is of the same child" in shown
    rows = re.search(r'name="rows"[^>]*value="([^"]+)"', shown) or re.search(r'value="([^"]+)"[^>]*name="rows"', shown)
    typed = {"rows": rows[1], "idempotency": str(uuid4())}
    assert "Ledger" not in rows[1]
    for _ in range(2):
        assert ours.post(reverse("learning:death_file_confirm"), typed).status_code == 302
    with acting_as(full.by):
        assert ChildDeath.objects.count() == before + 2
        uma = ChildDeath.objects.get(local_id="E-1")
        assert (uma.called, uma.national_id, uma.state) == ("Uma Ledger", "N-1", DeathState.CONCLUDED)
        assert PanelCase.objects.get(death=uma).edition == "2010"
        assert PanelOutcome.objects.get(case__death=uma).category == "10"
        assert PanelMeeting.objects.get(cases__death=uma).state == PanelMeeting.State.HELD
    again = ours.post(at, {"file": SimpleUploadedFile("tracker.csv", FILE.encode())}).content.decode()
    assert "0 of 4 rows change something" in again


def test_a_file_never_writes_over_what_stands_here(full):
    with acting_as(full.by) as by:
        death = ChildDeath.objects.get(pk=full.listed.death_id)
        death.national_id = "N-9"
        death.save(update_fields=["national_id"])
        said = f"reference,ncmd id,date of death,expected\n{death.reference},N-10,{death.died_at:%d/%m/%Y},yes\n"
        rows = tracker_file.read(said.encode(), [death.area], LATER.date(), lookup.all_held(death.team))
        assert [each.is_taken for each in rows] == [False]
        importing.take_in(rows, {}, by=by, at=LATER, key=uuid4())
        death.refresh_from_db()
        assert (death.national_id, death.expected) == ("N-9", False)


def test_rows_of_an_hour_ago_or_of_another_hand_are_not_taken_in(full):
    with acting_as(full.by):
        packed = tracker_file.packed([tracker_file.Row(2, {"died_on": "2026-01-01"})], AT)
    for carried, at in ((packed, AT + timedelta(hours=2)), (packed[:-2] + "00", AT), ("zz", AT)):
        with pytest.raises(tracker_file.Stale):
            tracker_file.unpacked(carried, at)


def test_measures_count_what_is_in_time_and_leave_out_what_is_not_due(panel):
    soon, late = panel.ready(died_at=AT - timedelta(hours=47)), panel.ready(died_at=AT - timedelta(days=9))
    with acting_as(panel.by):
        rows = counting.told_of(AT.date() - timedelta(days=30), AT.date())
        said = {each.death.pk: counting.DUTIES["notified"].met(each, DAY) for each in rows}
        assert said == {soon.pk: True, late.pk: False}
        assert {counting.DUTIES["meeting"].met(each, DAY) for each in rows} == {None}
        assert {counting.DUTIES["meeting"].met(each, DAY + timedelta(days=120)) for each in rows} == {False}


def test_small_numbers_of_categories_are_hidden_and_the_page_shows_none(panel):
    concluded(panel)
    with acting_as(panel.by):
        found = counting.found_by(lookup.concluded(DAY, DAY))
        assert found.amount("All", counting.OF).is_exact
        assert found.amount("All", "YES").words == "5"
    said = browsers.signed_in(panel.by).get(reverse("learning:panel_figures") + "?file=csv").content.decode()
    assert "Every measure" in said


def test_a_nil_return_is_a_return_and_a_key_worker_counts_by_the_working_day(panel):
    death = panel.ready()
    named = professionals.Named("Harbour practice", "")
    with acting_as(panel.by) as by:
        listed = professionals.add_professional(death, named, by=by, at=AT)
        asked = professionals.ask(listed, professionals.AskFacts("A child", "Please"), by=by, at=AT)
        soon = support.KeyWorkerFacts("Bereavement nurse", "07700 900 451")
        support.name_key_worker(death, soon, key=uuid4(), by=by, at=AT + timedelta(days=1))

        def met(key, day):
            return counting.DUTIES[key].met(counting.told_of(DAY - timedelta(days=30), DAY)[0], day)

        due = asked.request.due_on
        assert met("key_worker", DAY) is True
        assert (met("forms", due), met("forms", due + timedelta(days=1))) == (None, False)
        nil = professionals.ReturnFacts("NIL", "Did not know the child")
        professionals.record_return(asked.request, nil, by=by, at=AT + timedelta(days=2))
        assert met("forms", due) is True


def test_what_was_exported_is_read_again_though_a_number_of_another_system_is_missing(reviewer):
    now = timezone.now()
    facts = opening.DeathFacts(called="Nel Nowhere", died_at=now - timedelta(days=2))
    with acting_as(reviewer) as by:
        opening.open_record(facts, area=by.membership.team.area, by=by, at=now, key=uuid4())
    browser = browsers.signed_in(reviewer)
    sent = browser.get(reverse("learning:death_file_export"))
    file = SimpleUploadedFile("tracker.csv", sent.getvalue(), "text/csv")
    answer = browser.post(reverse("learning:death_file"), {"file": file})
    assert answer.status_code == 200
    assert "nothing changes" in answer.content.decode()
    assert "Left out" not in answer.content.decode()


def test_the_figures_count_as_overdue_what_the_tracker_does(reviewer):
    now = timezone.now()
    death, nurse = (
        opened(reviewer, died_at=now - timedelta(days=100)),
        support.KeyWorkerFacts("Bereavement nurse", "07700 900 451"),
    )
    with acting_as(reviewer) as by:
        support.name_key_worker(death, nurse, key=uuid4(), by=by, at=now - timedelta(days=99))
        one = professionals.add_professional(death, professionals.Named("Harbour Surgery"), by=by, at=now)
        yesterday = london_date(now) - timedelta(days=1)
        professionals.ask(one, professionals.AskFacts("Nel", "Please answer", yesterday), by=by, at=now)
        states.move(death, DeathState.ANALYSED, by=by, at=now - timedelta(days=60))
        assert deaths.next_of(deaths.tracked().get(), london_date(now)).is_late
        said = dict(counting.overdue(at=now).rows)
    assert said["not with a panel six weeks after the analysis"] == "1"
    assert said["with a reporting form overdue"] == "1"
