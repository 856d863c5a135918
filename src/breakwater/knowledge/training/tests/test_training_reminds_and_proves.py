"""Evaluations are asked for once each; lapses are told of without a name; evidence from elsewhere is uploaded and verified (PL 8.5, 8.10)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.knowledge.training import jobs
from breakwater.knowledge.training.models import CourseGroup, Delegate, Employment, ExternalEvidence
from breakwater.knowledge.training.operations import interest
from breakwater.knowledge.training.today import own_training, training_of_a_team, waits_for_the_training_team
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

from .test_from_the_register_to_a_certificate import attended, over
from .test_who_is_out_of_date_and_why import proved

pytestmark = pytest.mark.usefixtures("db")
TODAY = london_date(timezone.now())


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


def posted() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("subject", flat=True))


def test_evaluations_are_asked_for_before_on_the_day_and_three_months_on_each_once(school):
    ann = training.delegate("Ann Example", of=school, manager_email="head@example.org")
    training.booking(training.event(starts_at=timezone.now() + timedelta(days=3)), ann)
    over_now, long_ago = (training.event(starts_at=timezone.now() - timedelta(hours=2)) for _ in range(2))
    held = [training.booking(each, ann) for each in (over_now, long_ago)]
    for event, booking in zip((over_now, long_ago), held, strict=True):
        attended(event, [booking])
    over(over_now)
    over(long_ago, days=(TODAY - months_later(TODAY, -3)).days + 1)
    jobs.ask_for_evaluations()
    jobs.ask_for_evaluations()
    assert sorted(posted()) == [
        "Training: two minutes before your course",
        "Training: what a colleague’s course has changed",
        "Training: what your course has changed",
        "Training: your evaluation, then your certificate",
    ]
    bodies = " ".join(OutboxMessage.objects.values_list("body", flat=True))
    assert "Ann" not in bodies
    assert "/training/evaluation/" in bodies


@pytest.mark.parametrize(("days", "told"), [(90, 1), (89, 0), (30, 1), (0, 1), (-1, 1), (-2, 0)])
def test_whoever_lapses_hears_of_it_on_its_days_and_no_mail_names_anybody(school, days, told):
    ann = training.delegate("Ann Example", of=school, staff_groups=["link_governor"])
    training.requirement("link_governor", "link_governor", code="link_governor.formal", every_months=24)
    proved(ann, "link_governor", months_later(TODAY + timedelta(days=days), -24))
    training.course()
    jobs.remind_of_lapses()
    assert len(posted()) == told
    assert "Ann" not in " ".join(OutboxMessage.objects.values_list("body", flat=True))
    assert not Notification.objects.exists()


def test_today_says_what_lapses_to_the_person_and_who_is_overdue_to_the_delegate_manager(school):
    dsl = make.membership("dsl", of=school)
    ann = training.delegate("Ann", of=school, user=dsl.user, staff_groups=["dsl"])
    proved(ann, "dsl_formal", months_later(TODAY + timedelta(days=30), -24))
    training.delegate("Bob", of=school, staff_groups=["recruiter"])
    with acting_as(dsl) as actor:
        mine, team = own_training(actor, timezone.now()), training_of_a_team(actor, timezone.now())
        assert waits_for_the_training_team(actor, timezone.now()) is None
    assert ("Formal training of designated safeguarding leads", "Due soon") in [
        (row.text, row.tag) for row in mine.rows
    ]
    assert "Overdue: 2 of your staff" in [row.text for row in team.rows]


def test_today_says_what_is_asked_of_whoever_has_no_training_record_yet(school):
    with acting_as(make.membership("dsl", of=school)) as actor:
        mine = own_training(actor, timezone.now())
    assert "Formal training of designated safeguarding leads" in [row.text for row in mine.rows]


def test_the_training_team_hears_of_dates_that_nobody_teaches_and_of_courses_asked_for():
    keeper, course = training.administrator(), training.course("Neglect")
    asked = interest.InterestFacts(make.organisation("A surgery", "HEALTH"), people=4)
    with acting_as(keeper) as actor:
        interest.ask_for(course, asked, by=actor, at=timezone.now())
        before = {row.text for row in waits_for_the_training_team(actor, timezone.now()).rows}
    training.event(course, starts_at=timezone.now() + timedelta(days=20))
    with acting_as(keeper) as actor:
        after = {row.text for row in waits_for_the_training_team(actor, timezone.now()).rows}
    assert "Courses asked for that have no date: 1" in before - after
    assert "Dates within four weeks without a trainer: 1" in after - before


def picture() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (20, 20), "white").save(made, "PNG")
    return SimpleUploadedFile("certificate.png", made.getvalue(), "image/png")


def test_a_certificate_from_elsewhere_counts_once_the_training_team_has_verified_it(signed_in, school):
    dsl = make.membership("dsl", of=school)
    training.delegate("Ann", of=school, user=dsl.user, staff_groups=["dsl"])
    browser, team = signed_in(dsl), signed_in(training.administrator())
    form = browser.get("/training/mine/evidence/").content.decode()
    key = form.partition('name="idempotency"')[2].partition('value="')[2].partition('"')[0]
    day = {"completed_on-day": TODAY.day, "completed_on-month": TODAY.month, "completed_on-year": TODAY.year}
    said = {"title": "DSL level 3", "provider": "Elsewhere Ltd", "group": "dsl_formal", "idempotency": key} | day
    for _ in range(2):
        assert browser.post("/training/mine/evidence/", said | {"file": picture()}).status_code == 302
    assert "To be verified" in browser.get("/training/mine/").content.decode()
    with acting_as(training.service()):
        kept = ExternalEvidence.objects.get()
    page = team.get(f"/training/evidence/{kept.public_id}/").content.decode()
    assert "Elsewhere Ltd" in page
    answer = {"answer": "yes", "group": "dsl_formal", "why": ""}
    assert team.post(f"/training/evidence/{kept.public_id}/", answer).status_code == 302
    page = browser.get("/training/mine/").content.decode()
    assert "Verified" in page
    assert f"it lapses on {months_later(TODAY, 24):%-d %B %Y}" in page
    stranger = signed_in(make.membership("dsl", of=make.team(of=make.organisation("Other", "SCHOOL"))))
    assert stranger.get(f"/training/evidence/{kept.public_id}/file/").status_code == 404


def test_what_was_done_elsewhere_is_added_before_anything_is_booked(signed_in, school):
    """Nobody books a course again because their record is not made yet."""
    training.administrator()
    dsl = make.membership("dsl", of=school)
    browser = signed_in(dsl)
    assert "/training/mine/evidence/" in browser.get("/training/mine/").content.decode()
    event = training.event(training.course(group_id="dsl_formal"))
    assert "/training/mine/evidence/" in browser.get(f"/training/dates/{event.public_id}/book/").content.decode()
    form = browser.get("/training/mine/evidence/").content.decode()
    with acting_as(training.service()):
        assert not Delegate.objects.filter(user=dsl.user).exists(), "to look makes no record"
    key = form.partition('name="idempotency"')[2].partition('value="')[2].partition('"')[0]
    day = {"completed_on-day": TODAY.day, "completed_on-month": TODAY.month, "completed_on-year": TODAY.year}
    said = {"title": "DSL level 3", "provider": "Elsewhere Ltd", "group": "dsl_formal", "idempotency": key} | day
    assert browser.post("/training/mine/evidence/", said | {"file": picture()}).status_code == 302
    assert "To be verified" in browser.get("/training/mine/").content.decode()


def test_e_learning_is_proved_by_its_code_once_a_day(signed_in, school):
    dsl = make.membership("dsl", of=school)
    training.delegate("Ann", of=school, user=dsl.user, staff_groups=["dsl"])
    training.course("Prevent e-learning", completion_code="HARBOUR-7", group=CourseGroup.objects.get(code="prevent"))
    browser = signed_in(dsl)
    assert "not the completion code" in browser.post("/training/mine/code/", {"code": "WRONG"}).content.decode()
    for _ in range(2):
        assert browser.post("/training/mine/code/", {"code": "harbour-7"}).status_code == 302
    with acting_as(training.service()):
        assert ExternalEvidence.objects.get().verified_at is not None


def file_of(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "staff.csv", "\n".join(("Name,Email,Role,Course,Date completed", *rows)).encode(), "text/csv"
    )


def test_staff_and_records_are_imported_once_with_a_check_of_who_is_who_before(signed_in, school):
    dsl = make.membership("dsl", of=school)
    training.training_team()
    training.delegate("Ann Example", of=school, email="ann@example.org")
    browser = signed_in(dsl)
    rows = (
        "Ann Example,ANN@example.org,dsl,Formal training of designated safeguarding leads,03/09/2025",
        "Bob Newcomer,bob@example.org,School or college staff; recruiter,Something unheard of,2025-10-01",
        "Anne Example,anne@example.org,,,",
        "Cyd,no address,,,",
        "Dee,dee@example.org,astronaut,,",
    )
    for people, records, alike in ((3, 2, 1), (3, 0, 0)):
        page = browser.post("/training/import/", {"file": file_of(*rows)}).content.decode()
        assert "3 of 5 rows can be taken in" in page
        carried = page.partition('name="rows"')[2].partition('value="')[2].partition('"')[0]
        done = browser.post("/training/import/confirm/", {"rows": carried}, follow=True).content.decode()
        assert f"{people} people and {records} training records taken in" in done
        assert page.count("Is it Ann Example?") == alike
    with acting_as(training.service()):
        kept = {each.title: each.group_id for each in ExternalEvidence.objects.all()}
    assert kept == {"Formal training of designated safeguarding leads": "dsl_formal", "Something unheard of": None}
    assert "Something unheard of" in signed_in(training.administrator()).get("/training/evidence/").content.decode()


def carried(page: str) -> str:
    return page.partition('name="rows"')[2].partition('value="')[2].partition('"')[0]


@pytest.mark.parametrize(("said", "taken"), [({}, 0), ({"same": ["2"]}, 1)])
def test_an_address_known_under_another_name_goes_in_when_somebody_says_it_is_the_same_person_sg_15(
    signed_in, school, said, taken
):
    ann = training.delegate("Ann Example", of=school, email="ann@example.org")
    browser = signed_in(make.membership("dsl", of=school))
    line = "Victor Longshore,ann@example.org,,Prevent awareness,03/09/2025"
    page = browser.post("/training/import/", {"file": file_of(line)}).content.decode()
    assert "Victor Longshore in the file, Ann Example in our records" in page
    browser.post("/training/import/confirm/", {"rows": carried(page)} | said)
    with acting_as(training.service()):
        assert ann.evidence.count() == taken


def test_nobody_who_left_is_joined_by_an_address_alone_sg_15(signed_in, school):
    training.delegate("Ann Example", email="ann@example.org")
    browser = signed_in(make.membership("dsl", of=school))
    page = browser.post("/training/import/", {"file": file_of("Victor Longshore,ann@example.org,,,")}).content.decode()
    assert "Ann" not in page
    said = {"rows": carried(page), "same": ["2"]}
    assert "Not added: line 2" in browser.post("/training/import/confirm/", said, follow=True).content.decode()


def test_training_that_is_still_to_come_is_not_taken_in(signed_in, school):
    browser = signed_in(make.membership("dsl", of=school))
    line = "Ann,ann@example.org,,Prevent awareness,03/09/2199"
    page = browser.post("/training/import/", {"file": file_of(line)}).content.decode()
    assert "0 of 1 rows can be taken in" in page
    assert "still to come" in page


def test_the_training_team_imports_for_an_organisation_and_no_school_for_another(signed_in, school):
    keeper = signed_in(training.administrator())
    said = {"file": file_of("Bob Newcomer,bob@example.org,,,"), "team": school.pk}
    page = keeper.post("/training/keep/import/", said).content.decode()
    assert school.organisation.name in page
    other = make.membership("dsl", of=make.team(of=make.organisation("Pier School", "SCHOOL")))
    signed_in(other).post("/training/import/confirm/", {"rows": carried(page)})
    with acting_as(training.service()):
        assert not Employment.objects.exists()
    keeper.post("/training/keep/import/confirm/", {"rows": carried(page)})
    with acting_as(training.service()):
        job = Employment.objects.get()
    assert (job.team, job.organisation) == (school, school.organisation)


def test_an_import_opens_nobody_s_record_who_works_elsewhere(signed_in, school):
    training.delegate("Ann", of=make.team(of=make.organisation("Pier School", "SCHOOL")), email="ann@example.org")
    browser = signed_in(make.membership("dsl", of=school))
    page = browser.post("/training/import/", {"file": file_of("Ann,ann@example.org,dsl,,")}).content.decode()
    assert "New: added to your team" in page
    carried = page.partition('name="rows"')[2].partition('value="')[2].partition('"')[0]
    done = browser.post("/training/import/confirm/", {"rows": carried}, follow=True).content.decode()
    assert "Not added: line 2" in done
    assert "0 people" in done
