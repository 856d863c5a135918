"""What Breakwater holds of the census is written for the authority's system to merge, and never as the authority's census."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Answers, Case, FormVersion, Participant
from breakwater.delivery.downloads import operations as downloads
from breakwater.delivery.downloads.models import Download
from breakwater.delivery.returns import census_part, operations
from breakwater.delivery.returns.census import reading
from breakwater.delivery.returns.packages import CENSUS_PART, write_census_part
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import ROLES, NotPermitted, Permission, acting_as
from breakwater.partnership.people.models import Guard, Identifier, Person
from breakwater.practice.front_door.contact_form.operations.sending import PROFESSIONAL_FORM
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make

UPN = "R851200118100"


def running(at: datetime | None = None) -> int:
    day = london_date(at or timezone.now())
    return day.year + (day.month > 3)


def a_child(forename: str = "Sam", **facts) -> Person:
    born = {"born_on": date(2016, 5, 4), "born_precision": "DAY", "sex": "F", "ethnicity": "WBRI"}
    return make.person(forename, "Sample", **born | facts)


def written(officer) -> dict[str, str]:
    """Name of each file of the part -> its text."""
    at = timezone.now()
    with acting_as(officer):
        content = write_census_part({"year": str(running(at))}, officer, at)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def xml_of(files: dict[str, str]):
    (name,) = [name for name in files if name.endswith(".xml")]
    assert name.startswith("cin-part-851-")
    return reading.read(files[name].encode())


@pytest.fixture
def referred(contact_arrives, decides, social_care):
    """`referred(child)`: the MASH decided that the child needs an assessment by social care."""

    def refer(child: Person, outcome: str = "O6", **more):
        contact = contact_arrives(source_code="2A", **more)
        decides(contact, outcome=outcome, child=child)
        return contact

    return refer


def test_it_says_what_it_is_and_gives_only_what_is_recorded(officer, referred):
    child = a_child()
    with acting_as(make.intake()):
        Identifier.objects.create(person=child, scheme="UPN", value=UPN, passes_check=True)
    referred(child)
    files = written(officer)
    read = xml_of(files)
    (found,) = read.children
    assert found.id == child.public_id.upper()
    assert (found.upn, found.sex, found.ethnicity, found.born_on) == (UPN, "F", "WBRI", date(2016, 5, 4))
    (episode,) = found.episodes
    assert (episode.referred_on, episode.source, episode.nfa) == (london_date(timezone.now()), "2A", False)
    assert (episode.need, episode.assessments, episode.closed_on, found.disabilities) == ("", (), None, ())
    text = next(text for name, text in files.items() if name.endswith(".xml"))
    assert "<SoftwareCode>Breakwater part</SoftwareCode>" in text
    assert "PrimaryNeedCode" not in text
    until = f"The period runs until 31 March {running()}: this has the referrals decided until"
    assert until in files["read-me.txt"]
    assert text.index("It is not the authority's census") < text.index(until) < text.index("<Header>")
    assert "Sample" not in "".join(files.values())
    assert files["read-me.txt"].startswith(
        "This is the part of the children in need census that Breakwater holds. It is not"
    )
    faults = [row["rule"] for row in csv.DictReader(io.StringIO(next(v for k, v in files.items() if "faults" in k)))]
    assert set(faults) >= {"8540", "8610"}
    assert "FORMAT" not in faults


def test_the_authoritys_own_number_goes_before_ours(officer, referred):
    child = a_child()
    with acting_as(make.intake()):
        Identifier.objects.create(person=child, scheme="LA_CHILD", value="PSCP000077", passes_check=True)
    referred(child)
    assert [each.id for each in xml_of(written(officer)).children] == ["PSCP000077"]


def test_an_unborn_child_has_the_expected_day_and_no_sex(officer, referred):
    expected = date(running(), 5, 20)
    referred(a_child("Baby", born_on=None, born_precision="", expected_on=expected, sex="F"))
    (found,) = xml_of(written(officer)).children
    assert (found.born_on, found.expected_on, found.sex) == (None, expected, "U")


def test_a_recorded_strategy_discussion_begins_an_enquiry_and_says_no_more(officer, screener, referred):
    contact, now = referred(a_child(), outcome="O7"), timezone.now()
    facts = {"concern": "Harm is suspected", "is_immediate": True, "planned_for": now, "how": "CALL"}
    asked = [discussions.Asked("POLICE", "PC Example")]
    decided = {"threshold_met": True, "enquiry": "JOINT", "protection": "NONE", "rationale": "A bruise"}
    decided |= {"absence_because": "Ill", "absence_manager": "A. Manager"}
    with acting_as(screener) as by:
        strategy = discussions.call(
            contact, discussions.DiscussionFacts(**facts, asked=asked), key=uuid4(), by=by, at=now
        )
    assert not xml_of(written(officer)).children[0].episodes[0].enquiries
    with acting_as(screener) as by:
        discussions.say(attendee=strategy.attendees.get(), was_there=True, knows="Calls", by=by, at=now)
        at = timezone.now()
        discussions.record(strategy=strategy, held_at=at, by=by, at=at, **decided)
    (enquiry,) = xml_of(written(officer)).children[0].episodes[0].enquiries
    assert enquiry.started_on == london_date(at)
    assert (enquiry.conference_on, enquiry.not_required, enquiry.target_on) == (None, None, None)


@pytest.mark.parametrize(
    ("answer", "codes"), [(["mob", "ld"], ("MOB", "LD")), (["none"], ("NONE",)), ({"state": "not_known"}, ())]
)
def test_disability_is_what_the_form_answered(officer, referred, answer, codes):
    now, child = timezone.now(), a_child()
    with acting_as(make.intake()) as by:
        answers = Answers.objects.create(
            version=FormVersion.objects.filter(form__key=PROFESSIONAL_FORM).latest("pk"),
            values={"children": [{"child_disability": answer}]},
            **{"area": make.area(), "started_at": now, "saved_at": now, "by": by},
        )
    referred(child, answers=answers)
    assert xml_of(written(officer)).children[0].disabilities == codes


def test_a_year_alone_is_no_date_of_birth(officer, referred):
    referred(a_child(born_on=date(2016, 7, 1), born_precision="YEAR"))
    (found,) = xml_of(written(officer)).children
    assert found.born_on is None


def test_what_led_to_nothing_of_social_cares_is_no_referral(officer, referred):
    referred(a_child(), outcome="O1")
    with acting_as(officer):
        assert not census_part.part_of(officer.membership.team.area, running()).children
    facts = operations.PartFacts(running(), "The return")
    with acting_as(officer), pytest.raises(operations.NobodyReferred):
        operations.ask_for_part(None, facts, key=uuid4(), by=officer, at=timezone.now())


def test_two_children_referred_twice_have_their_own_episodes(officer, referred):
    sam, alex = a_child("Sam"), a_child("Alex")
    referred(sam)
    referred(sam)
    referred(alex)
    found = {child.id: child for child in xml_of(written(officer)).children}
    assert len(found) == 2
    assert len(found[sam.public_id.upper()].episodes) == 1  # both on one day: one referral


def restrict(contact, reason: str, *readers) -> None:
    with acting_as(readers[0]), connection.cursor() as cursor:
        ids = [reader.membership.user_id for reader in readers]
        cursor.execute("select access.seal_row('case', %s, %s, %s, true, null)", [contact.case_id, ids, reason])


def test_sg_18_a_restricted_child_is_left_out_and_counted_and_given_to_a_named_reader(officer, manager, referred):
    open_child, closed = a_child("Sam"), a_child("Alex")
    referred(open_child)
    contact = referred(closed)
    another = make.actor("mash_manager", of=manager.membership.team)
    restrict(contact, "why", manager, another)
    files = written(officer)
    assert [child.id for child in xml_of(files).children] == [open_child.public_id.upper()]
    assert "may not read: fewer than 5, or none" in files["read-me.txt"]
    assert contact.reference not in "".join(files.values())


def test_sg_18_a_named_reader_has_the_restricted_child_in_the_part(officer, manager, referred):
    contact = referred(a_child("Alex"))
    restrict(contact, "why", manager, officer)
    files = written(officer)
    assert len(xml_of(files).children) == 1
    assert "may not read: fewer than 5, or none" in files["read-me.txt"]


def test_sg_13_a_guarded_identity_is_in_no_file(officer, referred):
    child = a_child()
    contact = referred(child)
    with acting_as(make.intake()) as intake:
        Guard.objects.create(person=child, kind="ADOPTION_SEALED", since=timezone.now(), by=intake)
    files = written(officer)
    assert not xml_of(files).children
    for said in (contact.reference, child.public_id.upper(), "guarded"):
        assert said not in "".join(files.values())
    assert "Referrals left out: 0" in files["read-me.txt"]
    facts = operations.PartFacts(running(), "The return")
    with acting_as(officer), pytest.raises(operations.NobodyReferred):
        operations.ask_for_part(None, facts, key=uuid4(), by=officer, at=timezone.now())


def seal_of_child(child: Person, *readers) -> None:
    with acting_as(readers[0]), connection.cursor() as cursor:
        ids = [reader.membership.user_id for reader in readers]
        cursor.execute("select access.seal_row('person', %s, %s, 'why', false, null)", [child.pk, ids])


@pytest.mark.parametrize("is_guarded", [True, False])
def test_sg_13_of_a_child_whom_the_officer_does_not_read_nothing_is_listed(officer, manager, referred, is_guarded):
    contact, child = referred(a_child("Alex")), a_child("Sam")
    closed = referred(child)
    with acting_as(manager) as by:
        assert Participant.objects.filter(case=closed.case_id, person=child).update(ends_at=timezone.now())
        if is_guarded:
            Guard.objects.create(person=child, kind="ADOPTION_SEALED", since=timezone.now(), by=by)
    seal_of_child(child, manager, make.actor("mash_manager", of=manager.membership.team))
    with acting_as(officer), connection.cursor() as cursor:
        assert Case.objects.filter(pk=closed.case_id).exists(), "the case is read all the same"
        assert not Person.objects.filter(pk=child.pk).exists()
        assert CENSUS_PART.count({"year": str(running())}, officer) == 1
        asked = [officer.membership.team.area_id, *census_part.period_of(running())]
        cursor.execute("select access.referrals_left_out(%s, %s, %s)", asked)
        assert cursor.fetchone()[0] == (0 if is_guarded else 1)
    files = written(officer)
    assert closed.reference not in "".join(files.values())
    assert contact.reference not in "".join(files.values())
    assert len(xml_of(files).children) == 1
    assert "Referrals left out: 0" in files["read-me.txt"]


def test_the_count_is_the_data_officers_alone(officer, manager, referred):
    contact = referred(a_child())
    another = make.actor("mash_manager", of=manager.membership.team)
    restrict(contact, "why", manager, another)
    asked = [officer.membership.team.area_id, *census_part.period_of(running())]
    for who, answer in ((officer, 1), (make.actor("head_of_service"), 0), (make.actor("mash_screener"), 0)):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select access.referrals_left_out(%s, %s, %s)", asked)
            assert cursor.fetchone()[0] == answer, who
    assert [role.value for role, of in ROLES.items() if Permission.RETURN_WRITE in of.permissions] == ["data_officer"]


def ask(officer, at=None) -> Download:
    at = at or timezone.now()
    with acting_as(officer):
        return downloads.ask_package(
            CENSUS_PART, {"year": str(running(at))}, reason="The return", key=uuid4(), by=officer, at=at
        )


def test_it_is_asked_for_with_a_reason_written_by_the_worker_and_gone_in_a_week(officer, referred, signed_in):
    referred(a_child())
    page = signed_in(officer)
    form = page.get(reverse("returns:part"))
    assert "It is not the authority" in form.text
    (key,) = re.findall(r'name="idempotency" value="([^"]+)"', form.text)
    sent = {"year": str(running()), "reason": "", "idempotency": key}
    assert "Enter what you need it for" in page.post(reverse("returns:part"), sent).text
    answer = page.post(reverse("returns:part"), sent | {"reason": "The return"})
    with acting_as(officer):
        found = Download.objects.select_related("by").get()
    assert answer.url == reverse("downloads:download", args=[found.public_id])
    now = timezone.now()
    downloads.write(found.pk, by=found.by, at=now)
    assert "is ready" in page.get(answer.url).text
    given = page.get(reverse("downloads:file", args=[found.public_id]))
    assert re.search(r'filename="cin-part-20\d\d-to-20\d\d-', given["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        assert len(archive.namelist()) == 4
    assert downloads.forget(found.by.membership.team.area, at=now + timedelta(days=8)) == 1
    assert page.get(reverse("downloads:file", args=[found.public_id])).status_code == 302


def test_sg_18_it_is_asked_again_as_it_is_given(officer, manager, referred, signed_in):
    contact = referred(a_child())
    found = ask(officer)
    downloads.write(found.pk, by=officer, at=timezone.now())
    page = signed_in(officer)
    file = reverse("downloads:file", args=[found.public_id])
    assert page.get(file).status_code == 200
    restrict(contact, "why", manager, make.actor("mash_manager", of=manager.membership.team))
    assert "may no longer be given" in page.get(file, follow=True).text


def test_sg_20_nobody_else_writes_it_whatever_they_may_read(manager, referred, signed_in):
    referred(a_child())
    for who in (manager, make.actor("head_of_service"), make.actor("system_administrator")):
        assert signed_in(who).get(reverse("returns:part")).status_code == 403
        with acting_as(who), pytest.raises(NotPermitted):
            downloads.ask_package(CENSUS_PART, {"year": "2027"}, reason="x", key=uuid4(), by=who, at=timezone.now())


def test_the_data_officer_opens_no_childs_record(officer, referred, signed_in):
    contact = referred(a_child())
    page = signed_in(officer)
    assert page.get(f"/contacts/{contact.reference}/").status_code in (403, 404)
    assert page.get("/board/").status_code in (403, 404)
