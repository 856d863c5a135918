"""Early help, contacts and referrals as tables: one number for a child in all of them, no names, no free text."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Answers, FormVersion, Participant
from breakwater.delivery.downloads import operations as downloads
from breakwater.delivery.downloads.models import Download
from breakwater.delivery.returns.packages import ALL_TABLES, dictionary, write_tables
from breakwater.delivery.returns.tables import early_help
from breakwater.delivery.returns.tables.declared import age_on, as_text
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.models import Assessment, Closing, Episode, Goal, Score
from breakwater_dev.testing import factories as make

WORDS = "Mornings without shouting"


@pytest.fixture
def child(db) -> Person:
    return make.person("Ada", "Example", born_on=date(2016, 5, 4), born_precision="DAY", sex="F")


@pytest.fixture
def helped(mash, child):
    """An episode of the child's that a co-ordinator accepted, with a goal scored twice, and closed."""
    team = make.team("Tier 2 help", service="early_help")
    coordinator, giver = make.actor("tier2_coordinator", of=team), make.actor("social_worker", of=make.team())
    now = timezone.now()
    with acting_as(make.intake()) as intake:
        people = [(child, Participant.Capacity.CHILD), (make.person("Mo", "Example"), Participant.Capacity.PARENT)]
        case = cases.open_case(
            kind="referral", area=make.area(), team=giver.membership.team, by=intake, at=now, people=people
        )
    with acting_as(giver):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason=WORDS), by=giver, at=now)
    with acting_as(coordinator) as by:
        episode = Episode.objects.select_related("case").get(
            case=handovers.accept(handover=offer, by=by, at=now).opened_case
        )
        goal = Goal.objects.create(
            episode=episode, words=WORDS, framework="sf", outcomes=["1", "5"], made_at=now, by=by
        )
        for value in (3, 6):
            Score.objects.create(goal=goal, giver="CHILD", value=value, words=WORDS, at=now, by=by)
        Closing.objects.create(episode=episode, code="C1", words=WORDS, at=now, by=by)
    episode.by_test = coordinator
    return episode


def written(officer, until: date | None = None) -> dict[str, list[dict[str, str]]]:
    """Name of each table -> its rows by column."""
    at = timezone.now()
    with acting_as(officer):
        content = write_tables({"until": (until or london_date(at)).isoformat()}, officer, at)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert WORDS not in "".join(texts.values())
    assert "Ada" not in "".join(texts.values())
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text)))
        for name, text in texts.items()
        if name.endswith(".csv")
    }


def test_a_child_has_one_number_in_every_table(officer, child, helped, contact_arrives, decides, social_care):
    contact = contact_arrives(source_code="6")
    decides(contact, outcome="O6", child=child)
    tables, number, today = written(officer), child.public_id.upper(), london_date(timezone.now()).isoformat()
    (told,) = tables["annex_a_1_contacts"]
    assert (told["child_id"], told["contact_on"], told["source"], told["outcome"]) == (number, today, "6", "O6")
    (referral,) = tables["annex_a_3_referrals"]
    assert (referral["child_id"], referral["referred_on"], referral["no_further_action"]) == (number, today, "0")
    assert (referral["referrals_in_12_months"], referral["sex"]) == ("0", "F")
    members = {row["child_id"]: row["capacity"] for row in tables["early_help_members"]}
    assert members[number] == "CHILD"
    assert sorted(members.values()) == ["CHILD", "PARENT"]
    (episode,) = tables["safeguarding_episodes"]
    assert (episode["child_id"], episode["episode_id"]) == (number, helped.reference)


def test_a_familys_needs_are_by_headline_with_the_scores_as_evidence(officer, helped):
    tables = written(officer)
    (family,) = tables["early_help_families"]
    assert (family["family_id"], family["members"], family["closing_code"]) == (helped.reference, "2", "C1")
    needs = tables["early_help_needs"]
    assert [(row["headline"], row["first_score"], row["last_score"]) for row in needs] == [
        ("1", "3", "6"),
        ("5", "3", "6"),
    ]
    assert {row["family_id"] for row in needs} == {helped.reference}


def test_an_assessment_is_in_list_2_while_its_six_months_last(officer, child, helped):
    assert written(officer)["annex_a_2_early_help"] == []
    with acting_as(helped.by_test) as by:
        now = timezone.now()
        version = FormVersion.objects.order_by("-pk").first()
        answers = Answers.objects.create(
            version=version,
            area=make.area(),
            case=helped.case,
            team=by.membership.team,
            user=by.membership.user,
            started_at=now,
            saved_at=now,
            by=by,
        )
        Assessment.objects.create(episode=helped, answers=answers, started_at=now, started_by=by)
    (row,) = written(officer)["annex_a_2_early_help"]
    assert (row["child_id"], row["family_id"], row["completed_on"]) == (child.public_id.upper(), helped.reference, "")
    assert row["organisation"]


def test_six_months_from_closing_are_counted_by_days_in_london(
    officer, child, helped, contact_arrives, decides, social_care
):
    """Closed at half past midnight of 1 July, and referred again on 31 December."""
    referred = datetime.fromisoformat("2025-12-31T12:00:00+00:00")
    decides(contact_arrives(at=referred), outcome="O6", child=child, at=referred)
    closed = Closing(at=datetime.fromisoformat("2025-06-30T23:30:00+00:00"))
    with acting_as(officer):
        again = early_help._seen_again([helped], {helped.pk: closed})
    assert as_text(again[helped.pk]) == "2025-12-31"


def test_the_second_referral_counts_the_first(officer, child, contact_arrives, decides, social_care):
    now = timezone.now()
    for days in (40, 2):
        contact = contact_arrives(at=now - timedelta(days=days))
        decides(contact, outcome="O6", child=child, at=now - timedelta(days=days))
    rows = written(officer)["annex_a_3_referrals"]
    assert [row["referrals_in_12_months"] for row in rows] == ["0", "1"]


def test_sg_18_tables_hold_what_the_wall_shows_and_no_more(
    officer, child, helped, contact_arrives, decides, social_care
):
    contact = contact_arrives()
    decides(contact, outcome="O6", child=child)
    school = make.actor("data_officer", of=make.team(in_area=make.area("852", "Southampton")))
    tables = written(school)
    assert not any(rows for name, rows in tables.items() if name != "dictionary")


def test_the_dictionary_says_every_column_that_is_written(officer, helped):
    tables = written(officer)
    said = {(row["file"].removesuffix(".csv"), row["column"]) for row in tables["dictionary"]}
    for table in ALL_TABLES:
        assert {column.name for column in table.columns} == {name for key, name in said if key == table.key}
        assert all(list(row) == [column.name for column in table.columns] for row in tables[table.key])
    assert all(len(row) == 7 and all(row[:6]) for row in list(dictionary())[1:])


def test_values_are_written_as_the_dictionary_says():
    assert [as_text(value) for value in (None, True, False, 3, date(2026, 4, 1))] == ["", "1", "0", "3", "2026-04-01"]
    assert as_text(datetime.fromisoformat("2026-06-01T23:30:00+00:00")) == "2026-06-02"
    assert [age_on(date(2016, 5, 4), date(2026, 5, day)) for day in (3, 4)] == [9, 10]
    assert age_on(None, date(2026, 5, 4)) is None


def test_they_are_asked_for_on_a_page_and_a_day_to_come_is_refused(officer, helped, signed_in):
    page, day = signed_in(officer), london_date(timezone.now())

    def sent(until: date) -> dict[str, str]:
        (key,) = re.findall(r'name="idempotency" value="([^"]+)"', page.get(reverse("returns:tables")).text)
        parts = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
        return {name: str(value) for name, value in parts.items()} | {"reason": "The inspection", "idempotency": key}

    later = page.post(reverse("returns:tables"), sent(day + timedelta(days=1)))
    assert "must be today or in the past" in later.text
    assert "They are no return of the authority" in later.text
    answer = page.post(reverse("returns:tables"), sent(day))
    with acting_as(officer):
        found = Download.objects.select_related("by").get()
    assert answer.url == reverse("downloads:download", args=[found.public_id])
    downloads.write(found.pk, by=found.by, at=timezone.now())
    given = page.get(reverse("downloads:file", args=[found.public_id]))
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        assert len(archive.namelist()) == len(ALL_TABLES) + 2
