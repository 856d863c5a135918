"""The copy is read by the mother: by case and day, in the words of the pages, each thing once; and who told us is told nowhere."""

import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Case, Participant, Transition
from breakwater.casework.recording import operations as recording
from breakwater.delivery.information_rights.disputing import operations as disputing
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.gathering import proposals
from breakwater.delivery.information_rights.giving import letter
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem
from breakwater.foundation.design.locked_paper import new_passphrase
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact, Submission
from breakwater_dev.testing import factories as make

from .requests_made import Made, the_team

NOW = timezone.now()
LINE = "Mother was out and the children were with a sitter who is twelve"


@pytest.fixture
def family(db):
    """A mother and her son in two cases; the later one was entered first. What came with it a neighbour told, who has an account and is kept back."""
    mother, son = make.person("Maria", "Wright"), make.person("Aaron", "Wright", ethnicity="WBRI")
    team, sender = the_team("front_door"), make.actor("dsl").membership.user
    with acting_as(make.intake()) as by:
        for reference, days in (("C-26-00002-X", 10), ("C-26-00001-X", 90)):
            at = NOW - timedelta(days=days)
            facts = {"kind": "contact", "stage": "received", "stage_since": at, "opened_at": at, "opened_by": by}
            case = Case.objects.create(reference=reference, area=son.area, responsible_team=team, **facts)
            for person, capacity in ((mother, "PARENT"), (son, "CHILD")):
                Participant.objects.create(case=case, person=person, capacity=capacity, starts_at=at)
            Transition.objects.create(case=case, from_stage="", to_stage="received", at=at, by=by)
            for later, what in ((2, f"Later of {reference}"), (1, f"Earlier of {reference}")):
                when = at + timedelta(hours=later)
                chronology.record(what=what, kind="visit", by=by, at=when, happened_at=when, case=case, person=son)
        for what in (LINE, f"{LINE}.", "A neighbour has told us that she hears shouting. Aaron was calm."):
            chronology.record(what=what, kind="visit", by=by, at=NOW, case=case, person=son)
        sent = Submission.objects.create(
            reference="S-1", area=son.area, team=team, key=str(uuid4()), received_at=NOW, source_code="1A", by=by,
            channel="PHONE", worry="Shouting at night", sender_user=sender, name_kept_back="ASKED",
            sender_words="Agnes Grice, next door", reply_to="01632 960555",
        )  # fmt: skip
        Contact.objects.create(
            case=case, reference="C-26-00001-X", submission=sent, position=1, child=son, received_at=NOW,
            channel="PHONE", worry="Shouting at night, says Agnes Grice", sender_user=sender, source_said="Somebody next door",
        )  # fmt: skip
    made = Made([mother, son], asker="PARENT", asker_name="Maria Wright")
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
    return made, sender.name


def copy_of(made: Made) -> tuple[str, dict]:
    """The pages, and the data that is attached."""
    passphrase = new_passphrase()
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer) as by:
        _, handed = giving.give(made.one, "EMAIL", passphrase, by=by, at=NOW + timedelta(seconds=2))
    reader = PdfReader(io.BytesIO(handed), password=passphrase)
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    return text, json.loads(reader.attachments["record.json"][0])


def test_it_is_in_the_order_of_time_in_the_words_of_the_pages_and_each_thing_once(family):
    made, _ = family
    with acting_as(made.officer) as by:
        item = next(each for each in GatheredItem.objects.select_related("request") if f'"{LINE}"' in each.facts)
        words = disputing.Dispute("the mother", "I was in the garden", False)
        disputing.dispute(item, words, key=uuid4(), by=by, at=NOW + timedelta(milliseconds=1))
    text, data = copy_of(made)
    told = ["About Maria Wright", "About Aaron Wright", "Contact C-26-00001-X, opened", "Contact C-26-00002-X, opened"]
    headings = [each["title"] for each in data["sections"]]
    assert [next(place for place, said in enumerate(headings) if said.startswith(each)) for each in told] == [
        0,
        1,
        2,
        3,
    ]
    for reference in ("C-26-00001-X", "C-26-00002-X"):
        assert text.index(f"Earlier of {reference}") < text.index(f"Later of {reference}")
    for said in (
        "White British",
        "Dear Maria Wright",
        "I was in the garden",
        "answers for this copy",
        "until the youngest child is 25",
    ):
        assert said in text, said
    for code in ("WBRI", "Transition", "source code", "Chronology entry", "Process"):
        assert code not in text, code
    assert text.count("a sitter who is twelve") == 1
    assert text.count("I was in the garden") == 2  # in the letter, and beside the line
    assert "entries about how our system keeps the record" in text
    assert "received" in json.dumps(data).lower()  # the data has them all


def test_what_is_said_of_several_rows_stands_once_in_the_letter_with_their_numbers(family):
    made, _ = family
    with acting_as(made.officer) as by:
        items = [each for each in GatheredItem.objects.select_related("request") if "arlier of C-26" in each.facts]
        for item in items:
            said = disputing.Dispute("the mother", "I was at home", False)
            disputing.dispute(item, said, key=uuid4(), by=by, at=NOW + timedelta(milliseconds=1))
    text, _ = copy_of(made)
    first, second = sorted(each.number for each in items)
    assert text.count(f"You say of rows {first} and {second}: “I was at home”") == 1
    assert text.count("You say") == 1


def test_what_is_read_is_what_is_printed_and_each_thing_once(signed_in, family):
    made, _ = family
    at, browser = f"/information-requests/{made.one.public_id}/redact/", signed_in(made.officer)
    with acting_as(made.officer):
        transition = GatheredItem.objects.filter(source="casework_transition").first()
        rows = [each for each in GatheredItem.objects.order_by("number") if "a sitter who is twelve" in each.facts]

    def drawn(query: str) -> str:
        text, number = "", 1
        while number == 1 or f"page={number}" in text:
            text, number = text + browser.get(f"{at}?{query}page={number}").text, number + 1
        return text

    read = drawn("")
    assert f'id="item-{transition.number}"' not in read
    assert f'id="item-{transition.number}"' in drawn("rows=apart&")
    assert read.count("a sitter who is twelve") == 1
    assert f"As in row {rows[0].number}" in read
    with acting_as(made.officer) as by:  # what is left out says nothing for another row, and is itself said whole
        masking.leave_out(rows[0], "THIRD_PARTY", "", by=by, at=NOW)
    assert drawn("").count("a sitter who is twelve") == 2
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    checked = signed_in(made.second).get(f"/information-requests/{made.one.public_id}/check/").text
    assert f'id="item-{transition.number}"' in checked
    assert checked.count("a sitter who is twelve") == 2


def test_one_returns_to_the_row_that_was_decided(signed_in, family):
    made, _ = family
    browser = signed_in(made.officer)
    with acting_as(made.officer):
        row = GatheredItem.objects.exclude(source="casework_transition").order_by("-number").first()
    left = browser.post(f"/information-requests/items/{row.public_id}/leave-out/", {"ground": "OUTSIDE"})
    assert left.status_code == 302
    page = browser.get(left.url, follow=True)
    assert page.redirect_chain[-1][0].endswith(f"#item-{row.number}")
    _, found, after = page.text.partition(f'id="item-{row.number}"')
    assert found
    assert "Left out whole" in after.partition("<section")[0]


def test_what_is_disputed_or_to_be_corrected_is_shown_where_it_is_asked(signed_in, family):
    made, _ = family
    browser = signed_in(made.officer)
    with acting_as(made.officer):
        item = next(each for each in GatheredItem.objects.all() if f'"{LINE}"' in each.facts)
    for page in ("dispute", "correct"):
        assert LINE in browser.get(f"/information-requests/items/{item.public_id}/{page}/").text


def test_an_opinion_on_serious_harm_is_recorded_once_for_all_and_the_rows_are_named(signed_in, family):
    made, _ = family
    browser, at = signed_in(made.officer), f"/information-requests/{made.one.public_id}/redact/"
    with acting_as(made.officer) as by:
        items = list(GatheredItem.objects.filter(source="casework_chronologyentry").order_by("number")[:3])
        marks = [masking.leave_out(each, "HARM", "Dr Who", by=by, at=NOW) for each in items]
        for mark in marks:  # as they are proposed
            mark.opinion = ""
            mark.save(update_fields=["opinion"])
    first, second, third = (each.number for each in items)
    refused = browser.post(f"{at}send/", {"words": "Keepers are away"}).text
    assert f"Not yet for rows {first}, {second} and {third}" in refused
    page = browser.get(at).text
    for mark, item in zip(marks, items, strict=True):
        assert f'href="/information-requests/marks/{mark.public_id}/">row {item.number}</a>' in page
    judge = f"/information-requests/marks/{marks[0].public_id}/"
    assert "the opinion on the 2 others" in browser.get(judge).text
    said = {"ground": "HARM", "opinion": "Dr Grey, 1 December", "for_all": "yes"}
    assert browser.post(judge, said).status_code == 302
    assert "Needs an opinion before" not in browser.get(at).text
    assert browser.post(f"{at}send/", {"words": "Keepers are away"}).status_code == 302


def test_who_told_us_stands_in_no_field_and_in_no_sentence(family):
    made, sender = family
    text, data = copy_of(made)
    whole = text + json.dumps(data, ensure_ascii=False)
    for told in ("Agnes", "Grice", "960555", "eighbour", "hears shouting", "next door", sender):
        assert told not in whole, told
    assert "Aaron was calm" in text


def test_what_was_found_of_a_dispute_names_nobody_in_the_letter_whom_the_copy_masks(family):
    made, _ = family
    with acting_as(made.officer) as by:
        item = next(each for each in GatheredItem.objects.select_related("request") if f'"{LINE}"' in each.facts)
        disputing.dispute(item, disputing.Dispute("the mother", "Not so", False), key=uuid4(), by=by, at=NOW)
        disputing.find(made.one, "Agnes Grice says that it was on Tuesday", by=by, at=NOW)
    text, _ = copy_of(made)
    assert "What we found:" in text
    assert "it was on Tuesday" in text
    assert "Grice" not in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "A neighbour has told us that she hears shouting. Aaron was calm.",
            ["A neighbour has told us that she hears shouting"],
        ),
        ("What the neighbour saw", ["What the neighbour saw"]),
        ("Her aunt rang on Sunday", ["Her aunt rang on Sunday"]),
        ("She lives with her aunt", []),
        ("A member of the public called; Mother was in", ["A member of the public called"]),
    ],
)
def test_a_sentence_that_tells_who_told_us_is_proposed(said, told):
    assert [one.words for one in proposals.informants([("t", 1, [("What happened", said)])])] == told


def test_agencies_are_named_and_one_that_would_show_where_a_child_is_by_its_kind():
    shared = [
        ("City Hospital", "Health: Contact"),
        ("[removed: somebody else’s information]", "School or college: School"),
    ]
    assert letter.recipients(shared) == ["It was shared with: City Hospital; School or college."]


@pytest.mark.parametrize(
    "asked", ["by the authority that passed it on", "in their own form", "in the written form of a call"]
)
def test_a_professional_who_must_not_be_named_to_the_family_is_nowhere_on_the_copy_nor_is_their_agency(db, asked):
    son, agency = make.person("Aaron", "Wright"), make.organisation("Lantern Refuge", "VCSE")
    team, told = the_team("front_door"), make.actor("dsl", of=make.team("Lantern helpers", of=agency)).membership
    who = {"sender_user": told.user, "sender_team": told.team, "sender_organisation": agency}
    with acting_as(make.intake()) as by:
        facts = {"kind": "contact", "stage": "received", "stage_since": NOW, "opened_at": NOW, "opened_by": by}
        case = Case.objects.create(reference="C-26-00003-X", area=son.area, responsible_team=team, **facts)
        Participant.objects.create(case=case, person=son, capacity="CHILD", starts_at=NOW)
        said = {"sender_name": "Agnes Grice", "sender_job": "Outreach worker", "name_withheld": "yes"}
        form = recording.start("front_door.contact", recording.Holder(area=son.area), by=by, at=NOW, defaults=said)
        sent = {
            "area": son.area, "team": team, "received_at": NOW, "source_code": "1A", "by": by, "worry": "Shouting",
            "channel": "PROFESSIONAL", "sender_words": "Agnes Grice, Lantern Refuge", **who,
        }  # fmt: skip
        is_own = asked == "in their own form"
        kept_back = "ASKED" if asked == "by the authority that passed it on" else ""
        one = Submission.objects.create(
            reference="S-2", key=str(uuid4()), name_kept_back=kept_back, answers=form if is_own else None, **sent
        )
        if asked == "in the written form of a call":
            Submission.objects.create(reference="S-3", key=str(uuid4()), answers=form, joined_to=case, **sent)
        Contact.objects.create(
            case=case, reference="C-26-00003-X", submission=one, position=1, child=son, received_at=NOW,
            channel="PROFESSIONAL", worry="Shouting", sender_user=told.user, sender_organisation=agency, source_said="An agency",
        )  # fmt: skip
    made = Made([son], asker="PARENT", asker_name="Maria Wright")
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
    text, data = copy_of(made)
    assert "Shouting" in text
    for secret in ("Lantern", "Grice", told.user.name, "Outreach worker"):
        assert secret not in text, secret
        assert secret not in json.dumps(data), secret
