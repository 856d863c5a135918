"""A bulletin's e-mail drawn beside its plain words: the area's name and colour, pictures within it, and nothing that tells who opened it."""

import re
from email import message_from_bytes
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.images.models import Image as Picture
from wagtail.images.models import Rendition

from breakwater.knowledge.content import letters
from breakwater.knowledge.content.models import Home
from breakwater.knowledge.content.models.pages import dark_enough
from breakwater.knowledge.content.operations import bulletins, dispatching
from breakwater.partnership.notifications import jobs as outbox
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.bulletins import carry_all, issue, send, sent, subscriber

PICTURES = "/site/text-pictures/"


def picture(kind="PNG", **more) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "#0d3b55").save(made, kind, **more)
    return made.getvalue()


def add(desk, content=None, name="tree.png", alternative="A tree", **more):
    file = SimpleUploadedFile(name, content or picture(), content_type="image/png")
    return desk.post(
        PICTURES, {"file": file, "alternative": alternative}, headers={"accept": "application/json"}, **more
    )


@pytest.fixture(autouse=True)
def pictures_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BREAKWATER_UNSCANNED = tmp_path, "release"


def test_an_issue_is_drawn_in_the_area_s_name_and_colour_beside_its_plain_words(site_here, by):
    Home.objects.update(colour="#5a1846")
    subscriber()
    with acting_as(by):
        made = issue(by, title="Winter & after")
        words = "## What\n\nA **talk** on [Prevent](/guide/prevent/).\n\n| Day | Where |\n| Monday | Hall |"
        bulletins.add(issue=made, heading="A <talk>", words=words, address="/guide/", by=by, at=timezone.now())
        send(made, by=by)
    carry_all()
    message = OutboxMessage.objects.get()
    assert "A talk on Prevent" in message.body
    assert "Monday: Hall" in message.body
    assert "#5a1846" in message.html
    assert make.area().partnership_name in message.html
    assert 'href="https://breakwater.test/guide/prevent/"' in message.html or 'guide/prevent/"' in message.html
    assert "<strong>talk</strong>" in message.html
    assert "A &lt;talk&gt;" in message.html
    assert "<script" not in message.html


def test_nothing_in_a_drawn_message_is_asked_of_a_server_when_it_is_opened(site_here, desk, by):
    subscriber()
    address = add(desk).json()["address"]
    with acting_as(by):
        made = issue(by)
        bulletins.add(issue=made, heading="A tree", words=f"![A tree]({address})", address="", by=by, at=timezone.now())
        send(made, by=by)
    carry_all()
    message = OutboxMessage.objects.get()
    assert re.findall(r'(?:src|background)="([^"]*)"', message.html) == ["cid:1"]
    assert "url(" not in message.html
    assert "Picture: A tree" in message.body
    assert len(message.pictures) == 1


def test_by_smtp_the_plain_words_the_drawn_ones_and_the_pictures_travel_together(site_here, desk, by, settings):
    settings.BREAKWATER_MAIL = "smtp"
    address = add(desk).json()["address"]
    with acting_as(by):
        made = issue(by, title="Winter")
        bulletins.add(issue=made, heading="A tree", words=f"![A tree]({address})", address="", by=by, at=timezone.now())
        bulletins.try_on(made, by=by, at=timezone.now())
    outbox.carry(OutboxMessage.objects.get().pk, at=timezone.now())
    [out] = mail.outbox
    parts = {part.get_content_type(): part for part in message_from_bytes(out.message().as_bytes()).walk()}
    assert {"text/plain", "text/html", "image/png"} <= parts.keys()
    assert parts["image/png"]["Content-ID"] == "<1>"
    assert parts["image/png"].get_content_disposition() == "inline"
    assert "cid:1" in parts["text/html"].get_payload(decode=True).decode()
    left = OutboxMessage.objects.get()
    assert (left.body, left.html) == ("", "")


def test_a_digest_and_an_alert_are_drawn_too(site_here, by):
    sent(by, title="Spring")
    letter = dispatching.letters.of_words(
        make.area(), "Bulletins of the week", "First\nhttps://example.org/a?b=1&c=2\n\n<Second>"
    )
    assert '<a href="https://example.org/a?b=1&amp;c=2">' in letter.html
    assert "&lt;Second&gt;" in letter.html


def test_the_writer_sees_the_drawn_message_under_a_policy_that_runs_nothing(site_here, desk, by):
    with acting_as(by):
        made = issue(by)
    answer = desk.get(f"/site/bulletins/{made.public_id}/e-mail/")
    assert b"Each reader&#x27;s own link" in answer.content or b"Each reader's own link" in answer.content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_what_could_not_be_delivered_is_said_by_reason_and_never_by_address(site_here, desk, by):
    for number in range(3):
        subscriber(f"r{number}@example.org")
    made = sent(by)
    carry_all()
    OutboxMessage.objects.update(state="FAILED", last_fault="SMTP [550]")
    OutboxMessage.objects.filter(to="r0@example.org").update(last_fault="TimeoutError")
    assert dispatching.faults(made.dispatch) == [
        ("Bounced: the reader's mail server refused it (550)", 2),
        ("Given up after 12 tries: no mail server took it", 1),
    ]
    shown = desk.get(f"/site/bulletins/{made.public_id}/").content
    assert b"refused it (550): 2" in shown
    assert b"r1@example.org" not in shown


@pytest.mark.parametrize("colour", ["#ffff00", "blue", "#0d3b5", "#8899aa"])
def test_a_colour_on_which_white_cannot_be_read_is_refused(colour):
    with pytest.raises(ValidationError):
        dark_enough(colour)


def test_a_picture_is_shown_drawn_anew_without_what_the_camera_wrote(site_here, desk, client):
    place = Image.Exif()
    place[0x010E] = "taken at home"
    answer = add(desk, picture("JPEG", exif=place), "home.jpg")
    shown = b"".join(client.get(answer.json()["address"]).streaming_content)
    assert b"taken at home" not in shown
    assert Image.open(BytesIO(shown)).size == (40, 30)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg onload='alert(1)'/>", "a.png"),
        (b"<svg/>", "a.svg"),
        (picture()[:60], "a.png"),
        (b"MZ not a picture", "a.png"),
    ],
)
def test_what_is_no_picture_comes_in_nowhere(site_here, desk, content, name):
    answer = add(desk, content, name)
    assert answer.status_code == 400
    assert answer.json()["words"]
    assert desk.get(PICTURES, headers={"accept": "application/json"}).json() == {"pictures": []}


def test_without_a_scanner_no_picture_comes_in_unseen(site_here, desk, settings):
    settings.BREAKWATER_UNSCANNED = "hold"
    assert "No virus scanner has answered" in add(desk).json()["words"]


def test_without_script_a_picture_is_added_on_a_page_that_says_its_line(site_here, desk):
    file = SimpleUploadedFile("tree.png", picture(), content_type="image/png")
    shown = desk.post(
        PICTURES, {"file": file, "alternative": "A tree"}, headers={"accept": "text/html"}
    ).content.decode()
    assert "![A tree](/pictures/" in shown


def test_a_picture_says_what_it_shows_and_nothing_of_a_child(site_here, desk):
    assert add(desk, alternative="").status_code == 400
    assert add(desk, alternative="NHS number 943 476 5919").status_code == 400


def test_links_are_chosen_from_what_is_public_on_the_site(site_here, desk, by):
    sent(by, title="Spring")
    hidden = sent(by, title="Inside", reach="professionals", roles=["dsl"])
    found = {each["address"]: each["title"] for each in desk.get("/site/links/").json()["links"]}
    assert found["/guide/prevent/"] == "Prevent"
    assert found["/bulletins/prevent/1/"] == "Spring (bulletin)"
    assert hidden.title not in " ".join(found.values())


@pytest.mark.parametrize("address", ["/site/links/", PICTURES])
def test_only_who_writes_asks_for_links_and_pictures(site_here, signed_in, address):
    assert signed_in(make.actor("dsl")).get(address).status_code == 403


def test_a_picture_has_a_name_that_nobody_guesses_and_is_offered_to_its_own_area_alone(site_here, desk, signed_in):
    address = add(desk).json()["address"]
    assert re.search(r"/text-[0-9a-f]{32}\.", address)
    elsewhere = make.actor("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    ask = {"headers": {"accept": "application/json"}}
    assert desk.get(PICTURES, **ask).json() == {"pictures": [{"address": address, "title": "A tree"}]}
    assert signed_in(elsewhere).get(PICTURES, **ask).json() == {"pictures": []}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_too_many_dots_is_refused_before_it_is_drawn(site_here, desk, settings, kind):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40 * 30 - 1
    answer = add(desk, picture(kind), f"tree.{kind.lower()}")
    assert "too many dots" in answer.json()["words"]


def test_the_form_says_that_a_picture_is_public_at_once(site_here, desk):
    assert b"public at once" in desk.get(PICTURES, headers={"accept": "text/html"}).content


@pytest.mark.parametrize("kept", ["original", "nothing"])
def test_mail_takes_along_no_file_but_a_picture_made_for_a_page(site_here, desk, by, kept):
    add(desk)
    name = Picture.objects.get().file.name if kept == "original" else "none.png"
    with acting_as(by):
        made = issue(by)
        bulletins.add(
            issue=made, heading="A tree", words=f"![A tree](/pictures/{name})", address="", by=by, at=timezone.now()
        )
        letter = letters.of_issue(bulletins.numbered(made), list(made.items.all()))
    assert letter.pictures == ()
    assert "<img" not in letter.html.partition("A tree")[2]


def test_an_issue_whose_picture_is_gone_is_not_tried_for_ever(site_here, desk, by, settings):
    settings.BREAKWATER_MAIL = "smtp"
    address = add(desk).json()["address"]
    with acting_as(by):
        made = issue(by)
        bulletins.add(issue=made, heading="A tree", words=f"![A tree]({address})", address="", by=by, at=timezone.now())
        bulletins.try_on(made, by=by, at=timezone.now())
    for each in Rendition.objects.all():
        each.file.storage.delete(each.file.name)
    outbox.carry(OutboxMessage.objects.get().pk, at=timezone.now())
    assert OutboxMessage.objects.get().state == OutboxMessage.State.FAILED
