"""Policy officers write, ask, settle and decide on pages; another area's or agency's post does not."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.knowledge.policies import finding
from breakwater.knowledge.policies.models import Chapter, Comment, Consultation, Manual, Version
from breakwater.knowledge.policies.operations import consulting, drafting
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from .conftest import TEXT, facts_of

DECIDED = {
    "body": "Executive",
    "decided_on-day": "20",
    "decided_on-month": "10",
    "decided_on-year": "2026",
    "decision": "7/26",
    "present": "5",
    "needed": "4",
}
WRITTEN = {
    "title": "Bruises",
    "summary": "What to do",
    "text": TEXT,
    "source": "Local",
    "significance": "MAJOR",
    "note_everyone": "Call.",
    "review_by-day": "1",
    "review_by-month": "11",
    "review_by-year": "2030",
    "revision": "0",
}


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


def test_a_chapter_is_added_written_settled_ratified_and_put_in_force_on_pages(office, manual, client):
    made = office.post(
        "/policies/new/", {"manual": "shared", "number": "3.1", "title": "Missing children", "sort": "PROCEDURE"}
    )
    assert office.post(made.headers["Location"], WRITTEN).status_code == 302
    chapter = Chapter.objects.get(number="3.1")
    version = chapter.versions.get()
    assert office.post(f"/policies/drafts/{version.public_id}/settle/").status_code == 302
    assert "not ratified" in office.get(f"/policies/versions/{version.public_id}/force/").content.decode()
    refused = office.post(f"/policies/versions/{version.public_id}/ratify/", DECIDED | {"present": "3"})
    assert "Without a quorum nothing was decided" in refused.content.decode()
    assert office.post(f"/policies/versions/{version.public_id}/ratify/", DECIDED).status_code == 302
    starts = {"starts_on-day": "1", "starts_on-month": "11", "starts_on-year": "2026"}
    slip = office.post(f"/policies/versions/{version.public_id}/force/", starts | {"starts_on-year": "2025"})
    assert "It was decided on 20 October 2026, and cannot have been in force before" in slip.content.decode()
    assert office.post(f"/policies/versions/{version.public_id}/force/", starts).status_code == 302
    assert "Bruises" in client.get("/procedures/shared/3.1/portsmouth/").content.decode()
    assert (
        office.post("/policies/new/", {"manual": "shared", "number": "3.1", "title": "X", "sort": "GUIDE"}).status_code
        == 200
    )


def test_a_draft_two_people_save_is_not_lost(office, chapter, officer, now):
    with acting_as(officer):
        draft = drafting.begin(chapter=chapter, by=officer, at=now)
    here = f"/policies/drafts/{draft.public_id}/"
    assert office.post(here, WRITTEN).status_code == 302
    second = office.post(here, WRITTEN | {"text": "Mine"})
    assert "Someone else saved this draft" in second.content.decode()
    assert "Mine" in second.content.decode()
    four = office.post(here, WRITTEN | {"revision": "1", "note_everyone": "1\n2\n3\n4"})
    assert "up to 3 lines" in four.content.decode()


def test_agencies_say_what_they_think_and_every_comment_is_answered(chapter, settle, officer, office, signed_in):
    settle()
    now = timezone.now()
    with acting_as(officer):
        draft = drafting.begin(chapter=chapter, by=officer, at=now)
        draft = drafting.write(
            version=draft,
            facts=facts_of(significance="MAJOR", review_by=date(2030, 1, 1)),
            text=f"{TEXT}\n\nNew.",
            revision=0,
            by=officer,
            at=now,
        )
        with pytest.raises(drafting.NotReady, match="a major change is consulted on"):
            drafting.settle(version=draft, by=officer, at=now)
        with pytest.raises(consulting.TooShort):
            consulting.open_to(version=draft, about="Clear?", closes_on=now.date(), by=officer, at=now)
        consulting.open_to(
            version=draft, about="Is it clear?", closes_on=consulting.earliest_close(now.date()), by=officer, at=now
        )
    nurse = signed_in(make.actor("agency_professional", of=make.team("Health visiting")))
    here = f"/policies/drafts/{draft.public_id}/comments/"
    assert "Is it clear?" in nurse.get(here).content.decode()
    assert draft.chapter.heading in nurse.get("/policies/asked/").content.decode()
    said = {"anchor": draft.body[-1]["anchor"], "words": "Say who calls", "idempotency": str(uuid4())}
    assert [nurse.post(here, said).status_code for _ in range(2)] == [302, 302]
    comment = Comment.objects.get()
    assert nurse.post(f"/policies/comments/{comment.public_id}/", {"answer": "PART", "reason": "x"}).status_code == 403
    Consultation.objects.update(closes_on=date(2026, 1, 2))
    assert office.post(f"/policies/drafts/{draft.public_id}/close/").status_code == 302
    draft.refresh_from_db()
    assert drafting.lacks(draft) == ["Answer 1 comment of the consultation"]
    office.post(f"/policies/comments/{comment.public_id}/", {"answer": "ACCEPTED", "reason": "Done"})
    assert drafting.lacks(Version.objects.get(pk=draft.pk)) == []
    assert "Done" in nurse.get(here).content.decode()


def test_an_area_decides_for_itself_alone(settle, signed_in, officers):
    version = settle()
    elsewhere = signed_in(make.actor("policy_officer", of=make.team("Elsewhere", in_area=make.area("999", "Far away"))))
    for path in (f"/policies/{version.chapter.public_id}/", f"/policies/versions/{version.public_id}/ratify/"):
        assert elsewhere.get(path).status_code == 403
    dsl = signed_in(make.actor("dsl", of=make.team("School", of=make.organisation("School", "SCHOOL"))))
    assert dsl.get("/policies/").status_code == 403
    hampshire = signed_in(officers["hampshire"])
    hampshire.post(f"/policies/versions/{version.public_id}/ratify/", DECIDED)
    assert [each.area.name for each in version.ratifications.all()] == ["Hampshire"]


def test_the_overview_and_today_ask_the_same_whatever_waits(office, manual, settle, chapter, in_force, officer, now):
    in_force(settle(review_by=date(2026, 1, 1)), "portsmouth", date(2025, 1, 1))
    settle()

    def asked(path):
        office.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path).status_code == 200
        return len(queries)

    before = [asked("/policies/"), asked("/today/")]
    assert "Review 2.1" in office.get("/today/").content.decode()
    with acting_as(officer):
        from breakwater.knowledge.policies.operations import manuals

        for number in range(2):
            more = manuals.add_chapter(
                manual=manual, number=f"5.{number}", title="More", kept_by=officer.membership.team, by=officer, at=now
            )
            drafting.begin(chapter=more, by=officer, at=now)
            Chapter.objects.filter(pk=more.pk).update(review_by=date(2026, 2, 2))
    assert [asked("/policies/"), asked("/today/")] == before


def test_a_review_keeps_it_in_force_and_a_flag_tells_every_reader(office, settle, in_force, chapter, client):
    in_force(settle(review_by=date(2026, 1, 1)), "portsmouth", date(2025, 1, 1))
    here = f"/policies/{chapter.public_id}/review/"
    key = {"idempotency": str(uuid4())}
    office.post(here, key | {"found": "looking", "words": "The law has changed"})
    assert "The law has changed" in client.get("/procedures/shared/2.1/portsmouth/").content.decode()
    key = {"idempotency": str(uuid4())}
    assert office.post(here, key | {"found": "stands", "words": "Read against the law"}).status_code == 200
    again = {"review_by-day": "1", "review_by-month": "2", "review_by-year": "2029"}
    for _ in range(2):
        assert office.post(here, key | {"found": "stands", "words": "Read against the law"} | again).status_code == 302
    assert chapter.reviews.count() == 1
    assert "Under review" not in client.get("/procedures/shared/2.1/portsmouth/").content.decode()


def test_no_childs_data_is_taken_into_a_chapter_or_said_of_one(office, settle, in_force, chapter, officer, now):
    version = settle()
    in_force(version, "portsmouth", date(2026, 3, 1))
    with acting_as(officer):
        draft = drafting.begin(chapter=chapter, by=officer, at=now)
    here, sam = f"/policies/{chapter.public_id}", "Sam, 943 476 5919"
    starts = {"starts_on-day": "1", "starts_on-month": "11", "starts_on-year": "2026"}
    ends = {"ends_on-day": "1", "ends_on-month": "11", "ends_on-year": "2026"}
    for path, said in (
        (f"/policies/drafts/{draft.public_id}/", WRITTEN | {"text": sam}),
        (f"/policies/drafts/{draft.public_id}/", WRITTEN | {"note_health": sam}),
        (
            f"{here}/vary/{version.body[1]['anchor']}/",
            DECIDED | starts | {"mode": "replace", "text": sam, "why": "x", "idempotency": str(uuid4())},
        ),
        (f"{here}/withdraw/", ends | {"why": sam}),
        (f"{here}/review/", {"found": "looking", "words": sam, "idempotency": str(uuid4())}),
        (f"/policies/drafts/{draft.public_id}/comments/", {"words": sam, "idempotency": str(uuid4())}),
    ):
        told = office.post(path, said)
        assert told.status_code == 200
        assert "seems to hold an NHS number" in told.content.decode()
    chapter.refresh_from_db()
    draft.refresh_from_db()
    assert (draft.revision, chapter.under_review, chapter.locals.count(), chapter.withdrawals.count()) == (0, "", 0, 0)


def test_a_variation_sent_twice_is_one(office, settle, in_force, chapter):
    version = settle()
    in_force(version, "portsmouth", date(2026, 3, 1))
    here = f"/policies/{chapter.public_id}/vary/{version.body[1]['anchor']}/"
    starts = {"starts_on-day": "1", "starts_on-month": "11", "starts_on-year": "2026"}
    said = DECIDED | starts | {"mode": "replace", "text": "Ours.", "why": "x", "idempotency": str(uuid4())}
    assert [office.post(here, said).status_code for _ in range(2)] == [302, 302]
    assert chapter.locals.count() == 1


@pytest.mark.parametrize("slug", ["shared", "read", "portsmouth"])
def test_a_manual_takes_no_address_that_another_has_or_an_area_or_a_page(office, manual, areas, slug):
    said = {"title": "Another", "slug": slug, "areas": [each.code for each in areas.values()]}
    told = office.post("/policies/manuals/new/", said)
    assert "goes by this name" in told.content.decode()
    assert Manual.objects.count() == 1


def test_whoever_varies_is_told_when_another_text_begins_without_it(office, settle, in_force, chapter, areas):
    version = settle()
    in_force(version, "portsmouth", date(2026, 3, 1))
    in_force(settle(TEXT.replace("the same day", "at once")), "portsmouth", date(2027, 1, 1))
    here = f"/policies/{chapter.public_id}/vary/{version.body[1]['anchor']}/"
    said = DECIDED | {
        "starts_on-day": "1",
        "starts_on-month": "11",
        "starts_on-year": "2026",
        "mode": "replace",
        "text": "Ours.",
        "why": "x",
    }
    told = office.post(here, said | {"idempotency": str(uuid4())}, follow=True).content.decode()
    assert "Another text begins on 1 January 2027, without it" in told
    said |= {"starts_on-month": "1", "starts_on-year": "2027"}
    told = office.post(here, said | {"idempotency": str(uuid4())}, follow=True).content.decode()
    assert "Recorded" in told
    assert "Another text begins" not in told
    assert finding.in_force(chapter, areas["portsmouth"], date(2027, 1, 1)).local.changes[0]["text"] == "Ours."


def test_a_text_that_is_settled_twice_says_where_it_stands_in_words(settle, office):
    answer = office.post(f"/policies/drafts/{settle().public_id}/settle/", follow=True).content.decode()
    assert "this text is at “Settled: each area decides”" in answer
    assert "SETTLED" not in answer
