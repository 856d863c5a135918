"""The pages of a review, each opened by somebody named on the incident, and by a stranger who finds none."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from breakwater.improvement.learning.models import AnonymityScan, LocalReview, Publication, ReportVersion
from breakwater.improvement.learning.reviews import views
from breakwater.improvement.learning.reviews.operations import drafts, family, running
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from . import planted
from .test_before_it_is_published import DELAY, to_do


def on(name: str, day: str = "1-6-2026") -> dict[str, str]:
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), day.split("-"), strict=True))


@pytest.fixture
def full(case):
    """With something of everything on it."""
    publication = case.ready()
    case.written(text="It was on Christmas Day, and Amelie cried.")
    case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    case.do(family.leave_out, case.do(family.add, case.review, "Ben Thackray", "father"), "CANNOT", "Moved abroad")
    case.do(running.delay, case.review, DELAY)
    case.do(running.add_proceeding, case.review, "POLICE", running.EntryFacts(DELAY.told_panel_on, "DI North", "Spoke"))
    case.do(views.publishing.anonymity.run, publication)
    return case


def keys(case) -> dict[str, str]:
    """The public id of what each address names."""
    with acting_as(case.manager):
        review = LocalReview.objects.select_related("incident").get()
        rows = {
            "serious-incidents/": review.incident,
            "practice-reviews/": review,
            "practice-reviews/family/": review.family.first(),
            "practice-reviews/delays/": review.delays.first(),
            "practice-reviews/proceedings/": review.proceedings.first(),
            "practice-reviews/drafts/": review.versions.order_by("-number").first(),
            "practice-reviews/copies/": review.copies.first(),
            "practice-reviews/publications/": Publication.objects.get(),
            "practice-reviews/scans/": AnonymityScan.objects.order_by("-pk").first(),
        }
        return {at: row.public_id for at, row in rows.items()}


def addresses(case) -> list[str]:
    """Every page of the room that is read by GET."""
    known = keys(case)
    found = []
    for view in set(views.VIEWS) - set(views.public.VIEWS):
        if "get" in view.http_method_names:
            at, _, rest = view.route.partition("<str:public_id>")
            found.append(f"/{at}{known[at]}{rest}")
    return found


def test_every_page_opens_for_the_business_manager_and_for_a_stranger_none_is_there(full):
    manager, stranger = browsers.signed_in(full.manager), browsers.signed_in(make.actor("business_manager"))
    opened = {each: manager.get(each).status_code for each in addresses(full)}
    assert {each: code for each, code in opened.items() if code not in (200, 302)} == {}
    assert {each for each in opened if stranger.get(each).status_code != 404} == set()


def test_a_partner_reads_and_signs_and_records_nothing_else(full):
    with acting_as(full.manager):
        version = ReportVersion.objects.order_by("-number").first()
    full.do(drafts.put_to_partners, version)
    browser = browsers.signed_in(full.partners[0])
    page = browser.get(reverse("learning:practice_review", args=[full.review.public_id])).content.decode()
    assert f"Sign draft {version.number} for Local authority" in page
    assert "Commission the review" not in page
    sign = reverse("learning:draft_sign", args=[version.public_id])
    assert "not stand in this draft" in browser.post(sign, follow=True).content.decode()
    with acting_as(full.manager):
        publication = Publication.objects.get()
    full.do(views.publishing.words.explain_difference, publication, "A shorter telling")
    assert browser.post(sign).status_code == 302
    with acting_as(full.manager):
        others = version.copies.get(why="AGENCY")
    assert browser.get(reverse("learning:copy_file", args=[others.public_id])).status_code == 403
    with acting_as(full.manager):
        assert version.signed.get().partner == "AUTHORITY"
    assert browser.get(reverse("learning:words", args=[full.review.public_id])).status_code == 403


def test_a_draft_comes_in_and_goes_out_as_a_numbered_copy_of_whoever_reads_it(case):
    manager, reader = browsers.signed_in(case.manager), browsers.signed_in(case.reviewer)
    address = reverse("learning:draft_new", args=[case.review.public_id])
    key = re.search(r'name="idempotency" value="([^"]+)"', manager.get(address).content.decode())[1]
    file = SimpleUploadedFile("report.docx", planted.word())
    assert manager.post(address, {"file": file, "note": "First", "idempotency": key}).status_code == 302
    with acting_as(case.manager):
        version = ReportVersion.objects.get()
    answered = reader.post(reverse("learning:draft_read", args=[version.public_id]), follow=True)
    assert answered["Content-Disposition"] == 'attachment; filename="copy-1.docx"'
    assert case.reviewer.membership.user.name.encode() in word_text(answered.content)


def test_a_draft_that_no_scanner_saw_is_given_to_nobody_and_is_read_by_the_scan_all_the_same(case, settings):
    settings.BREAKWATER_UNSCANNED = "hold"
    version = case.draft()
    reader = browsers.signed_in(case.reviewer)
    page = reader.post(reverse("learning:draft_read", args=[version.public_id]), follow=True).content.decode()
    assert drafts.NotReady.words in page
    with acting_as(case.manager):
        assert views.publishing.anonymity.look_into(version) == ([], "")


def word_text(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml")


def test_an_old_word_file_is_refused_at_its_box(case):
    manager, address = browsers.signed_in(case.manager), reverse("learning:draft_new", args=[case.review.public_id])
    key = re.search(r'name="idempotency" value="([^"]+)"', manager.get(address).content.decode())[1]
    answered = manager.post(address, {"file": SimpleUploadedFile("report.doc", b"x"), "idempotency": key})
    assert answered.status_code == 200
    assert "docx" in answered.content.decode()


def test_the_words_are_written_checked_and_explained_on_their_pages(case):
    case.signed()
    manager = browsers.signed_in(case.manager)
    said = {
        "form": "REPORT",
        "title": "Child A",
        "text": "It was on Christmas Day.",
        "helpline": "Ring",
        "revision": "0",
    }
    answered = manager.post(reverse("learning:words", args=[case.review.public_id]), said | on("planned_on"))
    with acting_as(case.manager):
        publication = Publication.objects.get()
    assert answered["Location"] == reverse("learning:publication", args=[publication.public_id])
    manager.post(reverse("learning:scan_run", args=[publication.public_id]))
    with acting_as(case.manager):
        done = AnonymityScan.objects.get()
    page = manager.get(reverse("learning:scan", args=[done.public_id])).content.decode()
    assert "Christmas Day" in page
    assert "Explain what may stay" in page
    explain = reverse("learning:scan_explain", args=[done.public_id])
    hit = re.search(r'name="hits"[^>]*value="([^"]+)"', manager.get(explain).content.decode())[1]
    manager.post(explain, {"hits": [hit], "why": "Of every family"})
    look = reverse("learning:scan_look", args=[done.public_id])
    partly = manager.post(look, {"looked": ["quotes"], "words": "Nothing"})
    assert "Look for each of these before you confirm" in partly.content.decode()
    manager.post(look, {"looked": ["combination", "quotes", "pictures", "jigsaw"], "words": "Nothing"})
    assert to_do(case)["anonymity"] == "1 more to look through it"


def test_what_somebody_else_saved_meanwhile_is_not_written_over(case):
    case.written()
    case.written(text="Newer")
    manager = browsers.signed_in(case.manager)
    said = {"form": "REPORT", "title": "Child A", "text": "Older", "helpline": "Ring", "revision": "1"}
    answered = manager.post(reverse("learning:words", args=[case.review.public_id]), said | on("planned_on"))
    assert "Somebody saved this meanwhile" in answered.content.decode()
    with acting_as(case.manager):
        assert Publication.objects.get().text == "Newer"
