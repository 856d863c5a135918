"""What the product brings to the library: whole lessons that work offline, public resources, collections; each checked first."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.content import lessons, rules
from breakwater.knowledge.content.models import Collection, Resource
from breakwater.knowledge.content.models.resources import Check, KeyStage, Subject
from breakwater.knowledge.content.operations import collections, library, shelf
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.reading_age import HIGHEST, age_of_page, report


@pytest.fixture
def brought_shelf(site_here, by, keeper):
    """The whole shelf, published after its checks."""
    with acting_as(by):
        assert shelf.bring(area=make.area(), by=by, at=timezone.now()) >= 25
    checks = [by, make.actor("prevent_lead", of=keeper.team), make.actor("link_manager", of=keeper.team)]
    for resource in Resource.objects.order_by("pk"):
        for what in (Check.SPECIALIST, Check.EDUCATION):
            whose = next(each for each in checks if rules.gives(each, resource, what))
            with acting_as(whose):
                library.decide(resource=resource, what=what, words="Read", by=whose, at=timezone.now())
        with acting_as(by):
            library.decide(resource=resource, what=Check.PUBLISHED, words="", by=by, at=timezone.now())


def lesson_called(title: str) -> Resource:
    return Resource.objects.get(title=title)


def test_nothing_that_is_brought_is_shown_before_its_two_checks_and_twice_brings_nothing(site_here, client, by):
    with acting_as(by):
        assert shelf.bring(area=make.area(), by=by, at=timezone.now()) == Resource.objects.waiting().count()
        assert shelf.bring(area=make.area(), by=by, at=timezone.now()) == 0
    assert "Half an hour on consent" not in client.get("/library/").content.decode()
    assert len(collections.shown_in(make.area())) == Collection.objects.count() == 3


def test_the_shelf_has_something_for_every_subject_and_key_stage_with_its_licence_and_a_drawn_cover(
    brought_shelf, client
):
    for subject in Subject:
        page = client.get(f"/library/?subject={subject}").content.decode()
        assert page.count('class="bw-shelf__one"') >= 1, subject
        assert page.count('<svg class="bw-cover') == page.count('class="bw-shelf__one"'), subject
    for stage in KeyStage:
        assert 'class="bw-shelf__one"' in client.get(f"/library/?key_stage={stage}").content.decode(), stage
    for each in Resource.objects.all():
        assert each.licence
        assert each.expires_on == each.reviewed_on + library.LASTS
        assert each.lesson or each.address.startswith("https://")


def test_a_teacher_finds_the_consent_lesson_with_one_filter_and_takes_its_slides_along(brought_shelf, client):
    ContactPoint.objects.create(
        label="Childline",
        telephone="0800 1111",
        for_children=True,
        purpose=ContactPoint.Purpose.HELPLINE,
        source="childline.org.uk",
        order=1,
        effective_from=london_date(timezone.now()) - timedelta(days=1),
        last_checked_on=london_date(timezone.now()),
        review_by=london_date(timezone.now()) + timedelta(days=90),
    )
    page = client.get("/library/?subject=consent&key_stage=ks3&minutes=30&only=offline").content.decode()
    address = re.search(r'href="(/library/[^"/]+/)">Half an hour on consent', page)[1]
    assert "/offline/slides/" in client.get(address).content.decode()
    answer = client.get(f"{address}offline/slides/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="half-an-hour-on-consent-slides.html"'
    deck = answer.content.decode()
    assert deck.count("<section ") == len(lesson_called("Half an hour on consent").lesson["slides"]) + 1
    assert "Childline: 0800 1111" in deck
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|<script', deck)  # nothing is fetched from anywhere
    plan = client.get(f"{address}offline/plan/").content.decode()
    assert "Card D" in plan
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|<script', plan)
    assert client.get(f"{address}offline/other/").status_code == 404


def test_a_lesson_says_all_that_a_lesson_needs_and_its_minutes_add_up(brought_shelf):
    for title in ("Half an hour on consent", "Stop, think, tell: messages from people you don't know"):
        found = lesson_called(title)
        lesson = lessons.read(found.lesson)
        assert sum(step.minutes for step in lesson.steps) == found.minutes
        empty = [name for name, said in vars(lesson).items() if not said]
        assert empty == [], title


def test_words_find_and_stand_in_no_address(brought_shelf, client):
    sent_on = client.post("/library/", {"words": "concent lesson", "key_stage": "ks3", "only": "offline"})
    assert re.fullmatch(r"/library/found/[\w-]+/", sent_on.headers["Location"])
    for _ in range(2):  # Back and Reload
        page = client.get(sent_on.headers["Location"]).content.decode()
        assert re.search(r'href="/library/[a-z0-9]+/">([^<]+)</a></h3>', page)[1] == "Half an hour on consent"
    assert Client().get(sent_on.headers["Location"]).headers["Location"] == "/library/"  # for nobody else
    only_codes = client.post("/library/", {"words": "", "key_stage": "ks3"})
    assert only_codes.headers["Location"] == "/library/?key_stage=ks3"
    assert "concent" not in str(client.get("/library/?words=concent").content)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("vapeing", "Talk to FRANK: honest information about drugs"),
        ("lesson about strangers online for year 4", "Stop, think, tell: messages from people you don't know"),
        ("sexting", "Sharing nudes and semi-nudes: advice for schools"),
        ("shoplifting ks3", "The story after the shop door"),
        ("swimming in the sea", "RNLI: water safety in the classroom"),
        ("consent", "Half an hour on consent"),
        ("stranger danger", "Clever Never Goes"),
        ("baby wont stop crying", "ICON: babies cry, you can cope"),
        ("prevent", "Educate Against Hate"),
        ("knife crime", "The Ben Kinsella Trust"),
    ],
)
def test_what_teachers_and_parents_type_finds_it_among_the_first_three(brought_shelf, client, typed, title):
    page = client.post("/library/", {"words": typed}, follow=True).content.decode()
    found = re.findall(r'href="/library/[a-z0-9]+/">([^<]+)</a></h3>', page)
    assert title in [unescape(each) for each in found[:3]]


def test_distress_typed_into_the_library_brings_help_first(brought_shelf, client):
    page = client.post("/library/", {"words": "my dad hit me"}, follow=True).content.decode()
    assert page.index("Somebody helps now") < page.index("What you look for")


def test_the_library_shows_collections_and_a_moderator_adds_one_and_removes_it(brought_shelf, client, signed_in, by):
    assert "Life online" in client.get("/library/").content.decode()
    kept = client.post(f"/library/{Resource.objects.first().public_id}/keep/")
    theirs = Collection.objects.get(area=None)
    desk = signed_in(by)
    said = {"title": "Assemblies", "words": "Ten minutes each.", "idempotency": "5f0a7a3e-6a0e-4b0e-9d6e-0d9d8e6a1b11"}
    wrong = desk.post("/site/collections/new/", said | {"link": "https://example.org/nothing/"})
    assert "There is no collection at this address" in wrong.content.decode()
    desk.post("/site/collections/new/", said | {"link": f"http://testserver/library/collections/{theirs.public_id}/"})
    shown = Collection.objects.get(title="Assemblies")
    assert shown.kept.count() == 1
    client.post(kept.headers["Location"], {"take_out": Resource.objects.first().public_id})
    assert shown.kept.count() == 1
    desk.post(f"/site/collections/{shown.public_id}/remove/")
    assert "Assemblies" not in client.get("/library/").content.decode()
    assert desk.post(f"/site/collections/{theirs.public_id}/remove/").status_code == 404
    assert (
        collections.forget_old(at=timezone.now() + timedelta(days=800)) == 1
    )  # theirs, and none that the library shows


def test_most_people_of_eleven_can_read_what_the_library_says_of_its_resources(brought_shelf, client):
    paths = ["/library/", *(reverse("content:resource", args=[each.public_id]) for each in Resource.objects.all())]
    answers = {path: client.get(path) for path in paths}
    titles = {path: re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode())[1] for path, answer in answers.items()}
    ages = {titles[path]: age_of_page(answer) for path, answer in answers.items()}
    report(ages)
    assert {title: age for title, age in ages.items() if age > HIGHEST} == {}
