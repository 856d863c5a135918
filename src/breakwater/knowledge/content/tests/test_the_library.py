"""The library: anyone offers, two checks come before publishing, a teacher keeps and shares, and everything ends in time."""

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import timezone

from breakwater.foundation import storage
from breakwater.foundation.dates import london
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import is_public
from breakwater.knowledge.content.models import Collection, Feedback, Resource
from breakwater.knowledge.content.models.resources import Check, State
from breakwater.knowledge.content.operations import library, sent
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Submission
from breakwater_dev.testing import factories as make

SAID = {
    "title": "Talking about consent",
    "summary": "A lesson of half an hour.",
    "sort": "lesson",
    "subject": "consent",
    "key_stages": ["ks3"],
    "audiences": ["schools"],
    "settings": ["secondary"],
    "minutes": "30",
    "address": "https://example.org/consent",
    "credit": "Harbour School",
    "licence": "cc-by",
    "offered_by": "Tess Teacher",
    "email": "tess@example.org",
    "promise": ["right", "nobody"],
}


def send(client, **more):
    return client.post("/library/offer/", SAID | {"idempotency": str(uuid4())} | more)


READ_BY = "Read by Pat Constable, police education team"


@pytest.fixture
def teacher(keeper):
    """Who gives the teaching check: nobody who keeps the site does."""
    return make.actor("link_manager", of=keeper.team)


def decide(resource, whose, what, words=READ_BY):
    with acting_as(whose):
        return library.decide(resource=resource, what=what, words=words, by=whose, at=timezone.now())


def publish(resource, by, teacher):
    for whose, what in ((by, Check.SPECIALIST), (teacher, Check.EDUCATION), (by, Check.PUBLISHED)):
        resource = decide(resource, whose, what)
    return resource


@pytest.fixture
def published(site_here, client, by, teacher):
    send(client)
    return publish(Resource.objects.get(), by, teacher)


def test_an_offer_is_seen_by_nobody_before_two_checks_and_its_maker_hears(site_here, client, signed_in, by, teacher):
    key = str(uuid4())
    assert send(client, idempotency=key).status_code == send(client, idempotency=key).status_code == 302
    resource = Resource.objects.get()
    assert client.get(f"/library/{resource.public_id}/").status_code == 404
    asked = signed_in(by).get(f"/site/resources/{resource.public_id}/").content.decode()
    assert 'value="specialist"' in asked
    assert 'value="archived"' not in asked
    for whose, what in ((by, "published"), (by, "specialist"), (teacher, "education"), (by, "published")):
        signed_in(whose).post(
            f"/site/resources/{resource.public_id}/", {"what": what, "words": READ_BY, "idempotency": str(uuid4())}
        )
    resource.refresh_from_db()
    assert [step.what for step in resource.steps.order_by("pk")] == ["specialist", "education", "published"]
    assert b"Harbour School" in client.get(f"/library/{resource.public_id}/").content
    assert OutboxMessage.objects.filter(to="tess@example.org").count() == 2


def test_a_writer_is_asked_on_today_for_the_check_that_nobody_made_and_for_no_second_one(
    site_here, client, signed_in, by
):
    send(client)
    writer = make.actor("link_manager")
    with acting_as(writer):
        assert [row.text for row in TODAY_PANELS["content.site"](writer, timezone.now()).rows] == [
            f"Check a resource: {Resource.objects.get().title}"
        ]
        decide(Resource.objects.get(), writer, Check.EDUCATION)
        assert TODAY_PANELS["content.site"](writer, timezone.now()) is None


def choices(page: bytes) -> set[str]:
    return set(re.findall(r'name="what"[^>]*value="(\w+)"', page.decode()))


def test_only_what_can_be_done_now_is_asked_and_nothing_where_nothing_can(site_here, client, signed_in, by, teacher):
    send(client)
    found = Resource.objects.get()
    address = f"/site/resources/{found.public_id}/"
    ours, writers = signed_in(by), signed_in(teacher)
    assert choices(ours.get(address).content) == {"specialist", "changes", "declined", "worry"}
    writers.post(address, {"what": "education", "words": "", "idempotency": str(uuid4())})
    assert choices(writers.get(address).content) == {"worry"}
    assert choices(ours.get(address).content) == {"specialist", "changes", "declined", "worry"}
    ours.post(address, {"what": "specialist", "words": READ_BY, "idempotency": str(uuid4())})
    assert "published" in choices(ours.get(address).content)
    ours.post(address, {"what": "declined", "words": "Not ours", "idempotency": str(uuid4())})
    shown = writers.get(address).content
    assert b"nothing for you to do" in shown
    assert b"Record it" not in shown


def test_a_second_press_or_a_colleague_who_was_first_reads_where_it_stands(site_here, client, signed_in, by):
    send(client)
    address = f"/site/resources/{Resource.objects.get().public_id}/"
    desk, said = signed_in(by), {"what": "declined", "words": "Not ours", "idempotency": str(uuid4())}
    for _ in range(2):
        answer = desk.post(address, said, follow=True)
    page = answer.content.decode()
    assert "It is at" in page
    assert "Choose one of" not in page
    assert "Record it" not in page
    assert Resource.objects.get().steps.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": ""},
        {"summary": "About Sam, 943 476 5919"},
        {"address": "javascript:alert(1)"},
        {"promise": ["right"]},
    ],
)
def test_what_cannot_stand_is_said_at_once(site_here, client, wrong):
    assert send(client, **wrong).status_code == 200
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lesson.svg", b"<svg onload='alert(1)'/>"),
        ("lesson.pdf", b"<html><script>alert(1)</script>"),
        ("lesson.docx", b"MZ\x90\x00 a program"),
    ],
)
def test_files_that_run_or_are_not_what_they_say_are_refused(site_here, client, name, content):
    assert send(client, address="", file=SimpleUploadedFile(name, content)).status_code == 200
    assert not Resource.objects.exists()


def test_a_file_that_no_scanner_saw_is_called_that_where_it_is_checked_and_where_it_is_saved(
    site_here, client, signed_in, by, teacher, settings, tmp_path
):
    settings.BREAKWATER_DATA, settings.BREAKWATER_KEY_FILE = tmp_path, str(tmp_path.with_suffix(".keys"))
    settings.BREAKWATER_UNSCANNED, settings.BREAKWATER_CLAMD = "release", ""
    storage.create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    send(client, address="", file=SimpleUploadedFile("lesson.pdf", b"%PDF-1.7\nA lesson\n%%EOF"))
    resource = Resource.objects.get()
    assert "Not scanned for viruses" in signed_in(by).get(f"/site/resources/{resource.public_id}/").content.decode()
    resource = publish(resource, by, teacher)
    page = f"/library/{resource.public_id}/"
    assert "Not scanned for viruses" in client.get(page).content.decode()
    settings.BREAKWATER_CLAMD = "/run/clamd"
    assert "Not scanned for viruses" not in client.get(page).content.decode()


def test_the_library_is_found_by_age_subject_and_length(published, client):
    for wish, found in (("key_stage=ks3&subject=consent&minutes=30", True), ("key_stage=ks1", False)):
        assert (b"Talking about consent" in client.get(f"/library/?{wish}").content) == found


def test_a_teacher_keeps_shares_and_takes_out_without_an_account(published, client):
    mine = client.post(f"/library/{published.public_id}/keep/").headers["Location"]
    assert b"Talking about consent" in client.get(mine).content
    shared = f"/library/collections/{Collection.objects.get().public_id}/"
    assert b"Talking about consent" in client.get(shared).content
    client.post(mine, {"take_out": published.public_id})
    assert b"Talking about consent" not in client.get(shared).content
    assert client.get("/library/mine/guessed/").status_code == 404


def test_a_resource_leaves_the_library_when_its_time_is_over(published, client, by):
    later = timezone.now() + library.LASTS + timedelta(days=1)
    Resource.objects.update(reviewed_on="2020-01-01", expires_on="2021-01-01")
    assert client.get(f"/library/{published.public_id}/").status_code == 404
    with acting_as(by):
        assert library.take_out_what_is_over(area=make.area(), on=london_date(later), by=by, at=later) == 1
    assert Resource.objects.get().state == State.ARCHIVED


def test_another_area_does_not_decide_ours(published, signed_in):
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    assert signed_in(elsewhere).get(f"/site/resources/{published.public_id}/").status_code == 403


def wrote(words: str) -> Feedback:
    return sent.send(area=make.area(), about="prevent/", was_useful=False, words=words, key=uuid4(), at=timezone.now())


def test_sg_28_a_moderator_makes_a_contact_of_a_worry_at_once_and_its_words_leave_the_site(site_here, signed_in, by):
    make.team("MASH", service="front_door")
    feedback = wrote("The boy next door is locked out at night")
    answer = signed_in(by).post(f"/site/feedback/{feedback.public_id}/", {"what": "worry", "idempotency": str(uuid4())})
    feedback.refresh_from_db()
    assert answer.status_code == 302
    assert (feedback.state, feedback.words) == ("worry", "")
    with acting_as(make.intake()):
        assert Submission.objects.get().worry == "The boy next door is locked out at night"


def test_sg_28_a_worry_sent_as_a_resource_becomes_a_contact_at_once_and_its_words_leave(
    site_here, client, signed_in, by, teacher
):
    make.team("MASH", service="front_door")
    send(client, title="Please help", summary="The boy next door is locked out at night")
    resource = Resource.objects.get()
    address, told = f"/site/resources/{resource.public_id}/", OutboxMessage.objects.count()
    desk = signed_in(teacher)  # who only checks may not wait for whoever publishes
    assert b"This is a worry about a child" in desk.get(address).content
    for _ in range(2):
        desk.post(address, {"what": "worry", "words": "I know the street", "idempotency": str(uuid4())})
    with acting_as(make.intake()):
        worry = Submission.objects.get()
    assert all(said in worry.worry for said in ("Please help", "locked out at night", "I know the street"))
    resource.refresh_from_db()
    assert (resource.state, resource.summary, resource.words, resource.email) == (State.DECLINED, "", "", "")
    page = signed_in(by).get(address).content.decode()
    assert "locked out" not in page
    assert "tess@example.org" not in page
    assert OutboxMessage.objects.filter(to="tess@example.org").count() == told


def test_sg_28_a_reader_who_wrote_a_worry_on_a_page_loses_no_word(site_here, client):
    make.team("MASH", service="front_door")
    answer = client.post("/tell-us/public/carried/", {"words": "A child cries every night"})
    assert answer.headers["Location"] == "/tell-us/public/q/danger/"
    assert b"A child cries every night" in client.get("/tell-us/public/q/worry/").content


BOX = re.compile(r'<textarea|<input[^>]*type="(?:text|search)"')


def public_addresses(resolver=None, prefix="/"):
    """Every address of the public site that has no parameter."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from public_addresses(pattern, route)
        elif not re.search(r"[<(\\]", route) and _is_of_the_site(pattern.callback):
            yield route


def _is_of_the_site(view) -> bool:
    return is_public(view) and view.__module__.startswith("breakwater.knowledge.")


def test_sg_28_every_page_with_a_box_of_the_site_says_where_a_worry_goes(published, client):
    kept = client.post(f"/library/{published.public_id}/keep/").url
    addresses = {*public_addresses(), "/guide/prevent/", kept}
    with_box = set()
    for address in sorted(addresses):
        page = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        if BOX.search(page):
            with_box.add(address)
            assert 'href="/worried/"' in page, address
    assert {"/find/", "/library/", "/library/offer/", "/feedback/", "/services/", kept} <= with_box


def test_sg_29_a_hard_stop_stands_before_the_file(site_here, client):
    text = client.get("/library/offer/").content.decode()
    assert text.index("Never send a sexual picture of a child") < text.index('type="file"')


def test_nobody_makes_both_checks_in_whatever_post(site_here, client, by, keeper):
    send(client)
    resource = Resource.objects.get()
    other_post = make.actor("link_manager", of=keeper.team, user=keeper.user)
    decide(resource, by, Check.SPECIALIST)
    with pytest.raises(library.NotChecked):
        decide(resource, other_post, Check.EDUCATION)


@pytest.mark.parametrize(
    ("subject", "check", "role", "gives"),
    [
        ("consent", Check.SPECIALIST, "business_manager", True),
        ("consent", Check.SPECIALIST, "prevent_lead", False),
        ("radicalisation", Check.SPECIALIST, "prevent_lead", True),
        ("radicalisation", Check.SPECIALIST, "business_manager", False),
        ("consent", Check.SPECIALIST, "link_manager", False),
        ("consent", Check.EDUCATION, "link_manager", True),
        ("consent", Check.EDUCATION, "link_coordinator", True),
        ("consent", Check.EDUCATION, "business_manager", False),
        ("consent", Check.EDUCATION, "prevent_lead", False),
    ],
)
def test_each_check_is_given_by_whoever_may_give_it(site_here, client, keeper, subject, check, role, gives):
    send(client, subject=subject)
    resource, whose = Resource.objects.get(), make.actor(role, of=keeper.team)
    assert (check in library.can_be_done(resource=resource, by=whose, publishes=True)) == gives
    if not gives:
        with pytest.raises(library.NotTheirs):
            decide(resource, whose, check)
        return
    decide(resource, whose, check)
    assert resource.steps.get().what == check


def test_the_office_names_the_specialist_who_read_it_and_a_topic_lead_is_one(site_here, client, signed_in, by, keeper):
    send(client)
    address = f"/site/resources/{Resource.objects.get().public_id}/"
    said = {"what": "specialist", "words": "", "idempotency": str(uuid4())}
    page = signed_in(by).post(address, said).content.decode()
    assert "Say who read it" in page
    assert not Resource.objects.get().steps.exists()
    Resource.objects.update(subject="radicalisation")
    signed_in(make.actor("prevent_lead", of=keeper.team)).post(address, said)
    assert Resource.objects.get().steps.get().what == "specialist"


def test_a_link_coordinator_finds_what_waits_for_its_check_and_nothing_of_the_site_besides(
    site_here, client, signed_in, keeper
):
    send(client)
    checks = make.actor("link_coordinator", of=keeper.team)
    with acting_as(checks):
        panel = TODAY_PANELS["content.site"](checks, timezone.now())
    assert [row.text for row in panel.rows] == ["Check a resource: Talking about consent"]
    desk = signed_in(checks)
    assert "Talking about consent" in desk.get(panel.href).content.decode()
    assert desk.get("/site/").status_code == 403


def test_a_moderator_corrects_title_and_summary_and_what_they_were_is_kept(published, client, signed_in, by, teacher):
    address = f"/site/resources/{published.public_id}/correct/"
    said = {"title": "Talk about consent", "summary": "Half an hour, with slides.", "idempotency": str(uuid4())}
    assert signed_in(teacher).post(address, said).status_code == 403
    assert signed_in(by).post(address, said).status_code == 302
    page = client.get(f"/library/{published.public_id}/").content.decode()
    assert "Half an hour, with slides." in page
    assert "A lesson of half an hour." not in page
    kept = published.steps.get(what=Check.CORRECTED)
    assert kept.words == "It was: “Talking about consent”. A lesson of half an hour."
    assert b"Talk about consent" in client.post("/library/", {"words": "talk consent"}, follow=True).content


def test_a_writer_checks_and_does_not_publish(site_here, client, signed_in, teacher):
    send(client)
    address = f"/site/resources/{Resource.objects.get().public_id}/"
    desk = signed_in(teacher)
    assert b"Put it in the library" not in desk.get(address).content
    desk.post(address, {"what": "published", "idempotency": str(uuid4())})
    assert Resource.objects.get().state == State.RECEIVED
    desk.post(address, {"what": "education", "words": "", "idempotency": str(uuid4())})
    assert Resource.objects.get().steps.get().what == "education"


ASKED = {
    "wants": "visit",
    "words": "May a class of Year 8 visit?",
    "asked_by": "Tess Teacher, Harbour School",
    "email": "tess@example.org",
}


def test_a_moderator_reads_what_a_message_is_about_by_its_name(published, client, signed_in, by):
    for about in ("babies/", f"library/{published.public_id}", "made up"):
        client.post(
            "/feedback/", {"about": about, "was_useful": "no", "words": "Unclear.", "idempotency": str(uuid4())}
        )
    desk = signed_in(by)
    page = desk.get("/site/").content.decode()
    assert [
        page.count(f">{name}</a>") for name in ("Babies: crying, sleep and bruises", published.title, "made up")
    ] == [1, 1, 1]
    first = Feedback.objects.order_by("pk").first()
    assert (
        "About “Babies: crying, sleep and bruises”" in desk.get(f"/site/feedback/{first.public_id}/").content.decode()
    )


def test_whoever_made_one_check_reads_that_somebody_else_makes_the_other(site_here, client, signed_in, by):
    send(client)
    address = f"/site/resources/{Resource.objects.get().public_id}/"
    desk = signed_in(by)
    assert "somebody else makes the other" not in desk.get(address).content.decode()
    desk.post(address, {"what": "specialist", "words": READ_BY, "idempotency": str(uuid4())})
    assert "somebody else makes the other" in desk.get(address).content.decode()


def test_a_file_of_another_kind_is_said_to_be_that_and_nothing_besides(site_here, client):
    drawing = SimpleUploadedFile("a.svg", b"<svg/>", content_type="image/svg+xml")
    page = send(client, address="", file=drawing).content.decode()
    assert "Choose a file that ends in" in page
    assert "Give either its address" not in page


def test_a_question_to_the_police_education_team_is_answered_by_mail(site_here, client, signed_in, by):
    key = str(uuid4())
    for _ in range(2):
        assert client.post("/library/ask-the-police/", ASKED | {"idempotency": key}).status_code == 302
    address = f"/site/feedback/{Feedback.objects.get().public_id}/"
    desk = signed_in(by)
    assert b"May a class of Year 8 visit?" in desk.get(address).content
    desk.post(address, {"what": "reply", "words": "Yes, in March.", "idempotency": str(uuid4())})
    assert OutboxMessage.objects.get(to="tess@example.org").body == "Yes, in March.\n"
    assert Feedback.objects.get().state == "done"
    sent.forget_old(at=timezone.now() + sent.KEPT + timedelta(days=1))
    assert (Feedback.objects.get().words, Feedback.objects.get().email) == ("", "")


def test_sg_28_a_worry_in_a_question_becomes_a_contact_and_a_crime_is_told_where_to_go(
    site_here, client, signed_in, by
):
    make.team("MASH", service="front_door")
    page = client.get("/library/ask-the-police/").content
    assert b"tel:101" in page
    assert b"who to call, and how to tell us" in page
    client.post("/library/ask-the-police/", ASKED | {"words": "A pupil is hit at home", "idempotency": str(uuid4())})
    address = f"/site/feedback/{Feedback.objects.get().public_id}/"
    signed_in(by).post(address, {"what": "worry", "idempotency": str(uuid4())})
    assert (Feedback.objects.get().state, Feedback.objects.get().words) == ("worry", "")


@pytest.mark.parametrize(
    ("hour", "day", "read"),
    [(10, 20, 20), (18, 20, 23), (10, 21, 23), (10, 22, 23)],
    ids=["Friday", "evening", "Saturday", "Sunday"],
)
def test_the_team_reads_monday_to_friday(hour, day, read):
    assert sent.read_on(london(2026, 11, day, hour)) == date(2026, 11, read)


def test_how_useful_a_resource_was_is_said_by_setting_from_five_voices_on(published, client):
    address, about = f"/library/{published.public_id}/", f"library/{published.public_id}"
    for number, useful in enumerate(("yes", "no", "yes", "yes", "no")):
        assert "Secondary school: useful to" not in client.get(address).content.decode(), number
        client.post(
            "/feedback/",
            {"about": about, "was_useful": useful, "setting": "secondary", "words": "", "idempotency": str(uuid4())},
        )
    assert "Secondary school: useful to 3 of 5." in client.get(address).content.decode()
