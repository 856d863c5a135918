"""What stands before a review is published: each step, missing alone, makes it impossible (PL 6.5, 6.8, 6.9)."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from pypdf import PdfWriter

from breakwater.foundation import storage
from breakwater.foundation.dates.london_time import london, london_date
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.improvement.learning.anonymity import NotReadable
from breakwater.improvement.learning.models import LocalReview, PartnerDecision, Publication, ReportCopy
from breakwater.improvement.learning.reviews import pathway
from breakwater.improvement.learning.reviews.operations import (
    anonymity,
    drafts,
    family,
    opening,
    partners,
    running,
    words,
)
from breakwater.improvement.learning.reviews.operations.steps import steps_of
from breakwater.improvement.learning.reviews.today import reviews_due
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

from . import planted
from .conftest import REPORT

DELAY = running.DelayFacts("TRIAL", "Trial of an adult", date(2026, 5, 1), date(2026, 5, 2), "The mother")


def to_do(case, at: datetime | None = None) -> dict[str, str]:
    with acting_as(case.manager):
        review = LocalReview.objects.select_related("incident__area").get(pk=case.review.pk)
        return {step.key: step.to_do for step in steps_of(review, at=at or case.at) if not step.stands}


def test_at_first_every_step_is_to_do_but_that_nothing_holds_it_back(case):
    assert set(to_do(case)) == {
        "signed",
        "family",
        "lines",
        "practitioners",
        "legal",
        "anonymity",
        "notice",
        "helpline",
        "embargo",
    }


def test_once_every_step_is_done_nothing_is_to_do(case):
    case.ready()
    assert to_do(case) == {}


def test_six_months_count_from_the_decision_to_the_same_day_or_the_last_of_the_month(case):
    area = case.review.incident.area
    assert pathway.PUBLISH.due_on(date(2026, 3, 12), area) == date(2026, 9, 12)
    assert pathway.PUBLISH.due_on(date(2026, 8, 31), area) == date(2027, 2, 28)
    assert case.review.due_on == pathway.PUBLISH.due_on(case.review.decided_on, area)


def test_a_delay_by_a_trial_keeps_the_day_on_which_it_was_due_with_the_reason_and_who_was_told(case):
    case.ready()
    due = case.review.due_on
    delayed = case.do(running.delay, case.review, DELAY)
    assert to_do(case) == {"delay": "Publication is delayed"}
    with acting_as(case.manager):
        review = LocalReview.objects.select_related("incident").get(pk=case.review.pk)
        assert (review.due_on, review.incident.state) == (due, "DEFERRED")
        kept = review.delays.get()
        assert (kept.get_reason_display(), kept.words, kept.told_panel_on, kept.told_secretary_on, kept.told_others) == (
            "Criminal proceedings", "Trial of an adult", date(2026, 5, 1), date(2026, 5, 2), "The mother"
        )  # fmt: skip
    case.do(running.end_delay, delayed)
    assert to_do(case) == {}


def test_a_second_delay_is_not_recorded_beside_the_first(case):
    case.do(running.delay, case.review, DELAY)
    with pytest.raises(running.DelayedAlready):
        case.do(running.delay, case.review, DELAY)


def holidays() -> set[date]:
    return {
        each["date"] for each in BankHolidays(use_cached_holidays=True).get_holidays(BankHolidays.ENGLAND_AND_WALES)
    }


def counted_by_hand(start: date, n: int) -> date:
    closed, day = holidays(), start
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5 and day not in closed
    return day


@pytest.mark.parametrize(
    "sent", [date(2025, 4, 14), date(2025, 5, 1), date(2025, 12, 19), date(2025, 8, 21), date(2025, 3, 8)]
)
def test_seven_working_days_agree_with_an_independent_calendar(case, sent):
    assert pathway.NOTICE.due_on(sent, case.review.incident.area) == counted_by_hand(sent, 7)


def test_notice_that_is_short_by_a_day_does_not_stand_and_on_the_day_it_does(case):
    publication = case.ready()
    with acting_as(case.manager):
        publication.notices.all()  # they stand
        Publication.objects.filter(pk=publication.pk).update(helpline="Ring somebody else")
    publication = case.written(helpline="Ring somebody else", text="Other words")
    at = london(2026, 12, 18, 9)
    case.do(words.record_notice, publication, ["PANEL", "SECRETARY", "OFSTED"], date(2026, 12, 18), at=at)
    earliest = counted_by_hand(date(2026, 12, 18), 7)
    before = datetime.combine(earliest, at.timetz()) - timedelta(days=1)
    assert to_do(case, before)["notice"].startswith("The earliest day is")
    assert "notice" not in to_do(case, before + timedelta(days=1))


def test_two_of_three_having_their_copy_is_not_notice(case):
    case.signed()
    publication = case.written()
    case.notice(publication, ["PANEL", "OFSTED"])
    assert to_do(case)["notice"] == "Send a copy of these words to: Secretary of State"


def test_no_copy_was_sent_before_the_partners_signed(case):
    publication = case.written()
    case.notice(publication, days_ago=30)
    case.signed()
    assert to_do(case)["notice"].startswith("Send a copy of these words to")
    with pytest.raises(words.SentUnsigned):
        case.notice(publication, days_ago=22)
    case.notice(publication, days_ago=14)
    assert "notice" not in to_do(case)
    version = case.do(drafts.put_to_partners, case.draft(REPORT))
    for partner in case.partners:
        case.do(drafts.sign, version, by=partner)
    assert to_do(case)["notice"].startswith("Send a copy of these words to")


def test_words_that_change_take_the_legal_check_the_scan_and_the_notice_with_them(case):
    case.ready()
    case.written(text="One more sentence")
    assert set(to_do(case)) == {"lines", "legal", "anonymity", "notice"}


def test_a_check_of_words_that_changed_meanwhile_is_of_other_words(case):
    publication = case.written()
    case.written(text="Newer")
    with pytest.raises(words.OtherWords):
        case.do(words.record_legal, publication, date(2026, 1, 5), "Solicitor", "None", revision=publication.revision)
    with pytest.raises(words.OtherWords):
        case.do(words.record_notice, publication, ["PANEL"], date(2026, 1, 5), revision=publication.revision)


def test_a_later_draft_takes_the_signatures_and_the_scan_with_it(case):
    case.ready()
    case.draft(REPORT)
    assert set(to_do(case)) == {"signed", "anonymity", "practitioners"}  # who saw another draft did not see this one


def test_three_partners_are_three_people(case):
    version = case.do(drafts.put_to_partners, case.draft())
    case.do(drafts.sign, version, by=case.partners[0])
    with pytest.raises(partners.SignedAlready):
        case.do(drafts.sign, version, by=case.partners[0])
    with pytest.raises(partners.NotAPartner):
        case.do(drafts.sign, version, by=case.manager)
    case.do(drafts.sign, version, by=case.partners[1])
    assert to_do(case)["signed"].startswith("Still to sign: ")
    case.do(drafts.sign, version, by=case.partners[2])
    assert "signed" not in to_do(case)
    with acting_as(case.manager):
        assert len(set(PartnerDecision.objects.values_list("partner", "user"))) == 3


def test_nobody_signs_a_draft_that_was_not_put_to_them_or_has_a_later_one(case):
    first = case.draft()
    with pytest.raises(drafts.NotSettled):
        case.do(drafts.sign, first, by=case.partners[0])
    case.do(drafts.put_to_partners, first)
    case.draft()
    with pytest.raises(drafts.NotTheLast):
        case.do(drafts.sign, first, by=case.partners[0])


def test_a_parent_who_must_not_be_approached_is_the_partners_to_decide_and_does_not_block(case):
    case.ready()
    father = case.do(family.add, case.review, "Ben Thackray", "father")
    assert to_do(case)["family"] == "One person was not told of the review and offered a part."
    case.do(family.leave_out, father, "MUST_NOT", "He is on trial; the police ask that nobody speaks to him")
    assert to_do(case)["family"] == "The three partners have not decided yet that one person is not involved."
    for partner in case.partners:
        case.do(family.decide, father, by=partner)
    assert set(to_do(case)) == {"anonymity"}  # his name is looked for from now on
    with acting_as(case.manager):
        father.refresh_from_db()
        assert (father.unreached, father.unreached_why) == (
            "MUST_NOT",
            "He is on trial; the police ask that nobody speaks to him",
        )


def test_what_the_partners_decided_of_one_reason_does_not_hold_for_another(case):
    father = case.do(family.add, case.review, "Ben Thackray", "father")
    case.do(family.leave_out, father, "CANNOT", "Moved abroad")
    for partner in case.partners:
        case.do(family.decide, father, by=partner)
    assert "family" not in to_do(case)
    case.do(family.leave_out, father, "MUST_NOT", "He is back, and on trial")
    assert "family" in to_do(case)


@pytest.mark.parametrize(
    ("less", "words_of"),
    [
        ({"told_on": None}, "told of the review"),
        ({"offered_on": None}, "offered a part"),
        ({"reading_offered_on": None, "read_on": None}, "offered to read it first"),
        ({"read_on": None}, "has not read it yet"),
        ({"date_told_on": None}, "told the day of publication"),
    ],
)
def test_the_family_sees_it_first(case, less, words_of):
    case.signed()
    case.involved(**less)
    assert words_of in to_do(case)["family"]


def test_who_declines_is_offered_to_read_and_told_the_day_and_that_is_enough(case):
    case.involved(wish="DECLINES", read_on=None)
    assert "family" not in to_do(case)


def test_a_name_of_the_case_in_the_words_is_found_with_whose_it_is(case):
    case.signed()
    publication = case.written(
        text="Amelie lived at Quayside Terrace. She was born on 12 March 2024, and Brightwater knew."
    )
    done = case.do(anonymity.run, publication)
    assert {(hit.words, hit.what) for hit in anonymity.hits_of(done)} == {
        ("Amelie", "the child"),
        ("12 March 2024", "the child's date of birth"),
    }
    assert to_do(case)["anonymity"] == "2 found by the scan to take out or explain"


def test_nobody_confirms_what_is_not_settled_and_two_confirm_what_is(case):
    case.signed()
    publication = case.written(text="This was on Christmas Day.")
    done = case.do(anonymity.run, publication)
    with pytest.raises(anonymity.HitsOpen):
        case.do(anonymity.check, done, "Looked")
    (hit,) = anonymity.hits_of(done)
    case.do(anonymity.answer, done, [anonymity.key_of(hit)], "Of every family")
    case.do(anonymity.check, done, "Looked")
    with pytest.raises(anonymity.CheckedAlready):
        case.do(anonymity.check, done, "Looked once more")
    assert to_do(case)["anonymity"] == "1 more to look through it"
    case.do(anonymity.check, done, "Looked", by=case.reviewer)
    assert "anonymity" not in to_do(case)


def test_what_was_explained_stays_explained_where_it_is_found_again_and_is_looked_through_anew(case):
    case.signed()
    publication = case.written(text="This was on Christmas Day.")
    done = case.do(anonymity.run, publication)
    case.do(anonymity.answer, done, [anonymity.key_of(each) for each in anonymity.hits_of(done)], "Of every family")
    case.written(text="This was on Christmas Day.", helpline="Ring somebody else")
    again = case.do(anonymity.run, publication)
    with acting_as(case.manager):
        assert (anonymity.open_hits(again), again.checks.count()) == ([], 0)
    with pytest.raises(anonymity.OutOfDate):
        case.do(anonymity.check, done, "Looked")


def test_the_signed_report_is_scanned_with_the_words(case):
    hidden = dict(planted.in_word())["hidden text"]
    case.signed(hidden)
    done = case.do(anonymity.run, case.written())
    assert [(hit.kind, hit.what) for hit in anonymity.hits_of(done)] == [("HIDDEN", "hidden text")]


def test_nobody_signs_a_report_that_lacks_published_words_before_somebody_says_why_and_it_is_signed_anew_then(case):
    publication = case.written(text="A toddler was known.\n\n- Nobody signed this line")
    version = case.draft(planted.word(planted._p(planted._r("A tod") + planted._r("dler was known."))))
    case.do(drafts.put_to_partners, version)
    with pytest.raises(drafts.LinesMissing, match="1 line of what is to be published does not stand"):
        case.do(drafts.sign, version, by=case.partners[0])
    assert to_do(case)["lines"].startswith("1 line does not stand in draft 1")
    case.do(words.explain_difference, publication, "A list of the report, as a sentence")
    case.sign(version)
    assert {"lines", "signed"} & set(to_do(case)) == set()
    case.written(text="A toddler was known.\n\n- Nobody signed this line\n\n- Nor this one")
    assert to_do(case)["lines"].startswith("2 lines do not stand in draft 1")
    case.do(words.explain_difference, publication, "One more")
    assert to_do(case)["signed"].startswith("Still to sign: ")  # what they would sign is not what they signed
    with acting_as(case.manager):
        case.review.incident.refresh_from_db()
        assert case.review.incident.state == "DRAFT"
    case.written(text="A toddler was known.")
    with pytest.raises(words.NothingDiffers):
        case.do(words.explain_difference, publication, "Nothing")


def test_a_check_or_a_copy_before_the_words_were_written_is_of_other_words(case):
    case.signed()
    publication = case.written()
    before = london_date(case.at - timedelta(days=41))
    with pytest.raises(words.CheckedBefore, match="These words were written on"):
        case.do(words.record_legal, publication, before, "Solicitor", "None")
    with pytest.raises(words.CheckedBefore):
        case.do(words.record_notice, publication, ["PANEL"], before)
    case.do(words.record_legal, publication, london_date(case.at - timedelta(days=40)), "Solicitor", "None")
    assert "legal" not in to_do(case)


def test_who_read_an_earlier_draft_has_not_read_the_last_one(case):
    case.ready()
    with acting_as(case.manager):
        member = case.review.family.get()
    facts = {name: getattr(member, name) for name in family.Involvement.__dataclass_fields__}
    earlier = {"read_on": london_date(case.at) - timedelta(days=1), "read_draft": 1}
    with pytest.raises(drafts.ReadBefore, match="Draft 1 was added on"):
        case.do(family.involve, member, family.Involvement(**facts | earlier))
    case.do(family.involve, member, family.Involvement(**facts | {"read_draft": 1}))
    case.sign(case.do(drafts.put_to_partners, case.draft(REPORT)))
    assert to_do(case)["family"] == "One person read an earlier draft than 2. Offer them this one."
    case.do(family.involve, member, family.Involvement(**facts | {"read_draft": 2}))
    assert "family" not in to_do(case)


def test_a_fact_check_that_nobody_answered_is_named_until_a_reason_is_said(case):
    copy = case.do(drafts.give_copy, case.draft(REPORT), drafts.CopyFor("Harbour Trust", "AGENCY"))
    assert to_do(case)["checks"].startswith("Not answered: copy 1, Harbour Trust.")
    case.do(drafts.take_back, copy)
    assert "checks" in to_do(case)
    case.do(drafts.go_without, copy, "Asked three times; the trust has closed")
    assert "checks" not in to_do(case)


def test_the_reference_of_a_record_is_found_and_whose_a_name_is_is_not_said(case, child):
    known = "C-26-Q03V5-Q"
    case.signed()
    publication = case.written(text=f"See {known}, and LR-26-4F7K2-X. Amelie Thackray lived at 14 Quayside Terrace.")
    done = case.do(anonymity.run, publication)
    with acting_as(case.manager):
        found = {hit.words: hit.what for hit in anonymity.hits_of(done) if hit.where.startswith("the text")}
    assert found[known] == "the reference of a record"
    assert not {what for what in found.values() if "family" in what or "address" in what}


def test_a_draft_is_checked_before_it_is_put_to_anybody(case):
    version = case.draft(dict(planted.in_word())["dc:creator"])
    with acting_as(case.manager):
        hits, refused = anonymity.look_into(version)
    assert ([hit.kind for hit in hits], refused) == (["METADATA"], "")


def test_a_numbered_copy_says_whose_it_is_on_every_page(case):
    for content, name in ((planted.pdf(), "report.pdf"), (planted.word(), "report.docx")):
        version = case.draft(content, name)
        copy = case.do(drafts.give_copy, version, drafts.CopyFor("Harbour Trust & Co", "AGENCY"))
        with acting_as(case.manager):
            got = drafts.open_copy(copy)
            says = " ".join(each.words for each in read_back(got, name))
            assert f"Copy {copy.number} of draft {version.number}, for Harbour Trust & Co" in says
            assert "toddler" in says.lower()
    with acting_as(case.manager):
        assert list(ReportCopy.objects.order_by("number").values_list("number", "version__number")) == [(1, 1), (2, 2)]


@pytest.mark.parametrize("name", ["hidden text", "a comment", "words deleted"])
def test_no_copy_with_words_behind_the_words_leaves_those_who_are_named(case, name):
    made = next(content for key, content in planted.in_word() if name in key)
    version = case.draft(made)
    for why in ("FAMILY", "AGENCY", "PRACTITIONER", "NATIONAL"):
        with pytest.raises(drafts.MarksInside):
            case.do(drafts.give_copy, version, drafts.CopyFor("Ann Thackray", why))
    assert case.do(drafts.copy_for_oneself, version, by=case.partners[0]).why == "PARTNER"
    assert case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Ann Thackray", "FAMILY")).number == 2


def test_each_partner_has_the_draft_on_today_until_they_signed(case):
    def today(actor):
        with acting_as(actor) as by:
            panel = reviews_due(by, case.at)
            return [row.text for row in panel.rows] if panel else []

    version = case.draft()
    assert [today(each) for each in (case.manager, *case.partners)] == [[]] * 4
    case.do(drafts.put_to_partners, version)
    case.do(drafts.sign, version, by=case.partners[0])
    said = [f"Read draft {version.number}, and sign it for your organisation"]
    assert [today(each) for each in (case.manager, case.reviewer, *case.partners)] == [[], [], [], said, said]


def read_back(content: bytes, name: str):
    from breakwater.improvement.learning.anonymity import read_file

    return read_file(content, name.rpartition(".")[2]).passages


def test_a_fact_check_has_ten_working_days_and_is_answered_once(case):
    copy = case.do(drafts.give_copy, case.draft(), drafts.CopyFor("Harbour Trust", "AGENCY"))
    assert copy.answer_by == pathway.FACT_CHECK.due_on(copy.given_on, case.review.incident.area)
    case.do(drafts.record_answer, copy, copy.given_on, "The visit was by another team", "Corrected")
    with pytest.raises(drafts.Answered):
        case.do(drafts.record_answer, copy, copy.given_on, "Another answer", "")


def test_who_decides_on_the_case_cannot_review_it(case):
    name = case.partners[0].membership.user.name
    with pytest.raises(opening.NotIndependent):
        case.do(opening.commission, case.review, commission(f"{name}, consultant"))
    made = case.do(opening.commission, case.review, commission("Jo Outside, independent reviewer"))
    assert (made.reviewer, made.commissioned_by) == ("Jo Outside, independent reviewer", case.manager)


def commission(reviewer: str) -> opening.Commission:
    return opening.Commission(reviewer, "Never worked here", "SYSTEMS", "", "Terms", "Scope", None, None, "A member")


def test_other_proceedings_keep_a_log_with_contact_restriction_and_next_date(case):
    entry = running.EntryFacts(
        date(2026, 4, 1), "DI North", "Agreed a disclosure protocol", "Nobody talks to witnesses", date(2026, 5, 1)
    )
    made = case.do(running.add_proceeding, case.review, "POLICE", entry)
    case.do(running.log, made, running.EntryFacts(date(2026, 5, 1), "DI North", "The trial is over"), ended=True)
    with acting_as(case.manager):
        assert [each.words for each in made.entries.order_by("on")] == [
            "Agreed a disclosure protocol",
            "The trial is over",
        ]
    with pytest.raises(running.OverAlready):
        case.do(running.log, made, entry)


def test_sg_12_nobody_who_is_not_named_finds_a_review_or_any_part_of_it(case):
    publication = case.ready()
    case.checked(publication)
    stranger = make.actor("business_manager")
    with acting_as(stranger):
        assert (LocalReview.objects.count(), Publication.objects.count(), PartnerDecision.objects.count()) == (0, 0, 0)
    with acting_as(case.reviewer):
        assert LocalReview.objects.get().pk == case.review.pk


def test_a_stale_page_of_the_family_blanks_nothing(case):
    member = case.involved()
    day = member.told_on
    blank = dict.fromkeys(("told_on", "offered_on", "reading_offered_on", "read_on", "date_told_on"))
    stale = family.Involvement(offered="", wish="", supporter="", read_draft=None, **blank)
    with pytest.raises(ChangedMeanwhile) as refused:
        case.do(family.involve, member, stale, revision=member.revision - 1)
    assert refused.value.theirs.revision == member.revision
    with acting_as(case.manager):
        assert case.review.family.get().told_on == day


def test_a_second_commission_does_not_write_over_one_that_it_did_not_see(case):
    shown = case.review.revision
    case.do(opening.commission, case.review, commission("Jo Outside, independent reviewer"), revision=shown)
    with pytest.raises(ChangedMeanwhile):
        case.do(opening.commission, case.review, commission("Al Elsewhere"), revision=shown)
    with acting_as(case.manager):
        assert LocalReview.objects.get().reviewer == "Jo Outside, independent reviewer"


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("a password")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def other_word() -> bytes:
    """A document whose body is written with another prefix, as some writers do."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(planted.word())) as source, zipfile.ZipFile(made, "w") as target:
        for part in source.infolist():
            held = source.read(part)
            if part.filename == "word/document.xml":
                held = held.replace(b"<w:", b"<x:").replace(b"</w:", b"</x:").replace(b"xmlns:w=", b"xmlns:x=")
            target.writestr(part, held)
    return made.getvalue()


@pytest.mark.parametrize(("name", "make_file"), [("report.pdf", locked_pdf), ("report.docx", other_word)])
def test_a_draft_that_cannot_be_read_or_stamped_is_refused_in_words_and_not_kept(case, name, make_file):
    with pytest.raises((storage.Refused, NotReadable), match="password"):
        case.draft(make_file(), name)
    with acting_as(case.manager):
        assert not case.review.versions.exists()


def test_what_was_explained_of_other_words_or_for_another_reason_is_not_explained(case):
    case.signed()
    publication = case.written(text="Amelie Road was shut that day.")
    done = case.do(anonymity.run, publication)
    hits = [each for each in anonymity.hits_of(done) if each.words == "Amelie"]
    case.do(anonymity.answer, done, [anonymity.key_of(each) for each in hits], "A street")
    case.written(text="Amelie Road was shut that day, and Amelie cried.")
    again = case.do(anonymity.run, publication)
    with acting_as(case.manager):
        assert "Amelie" in {each.words for each in anonymity.open_hits(again)}
