"""What belongs to others is masked on the copy, checked by a second person, and is nowhere in what is given."""

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from breakwater.casework.documents import operations as documents
from breakwater.casework.models import Case, ChronologyEntry, Document, Participant
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.gathering import proposals
from breakwater.delivery.information_rights.gathering.rows import Names
from breakwater.delivery.information_rights.giving import operations as giving
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import GatheredItem, Mark, Package
from breakwater.delivery.information_rights.redaction import masked
from breakwater.foundation.design.locked_paper import is_passphrase
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address, Guard, PersonContact
from breakwater.partnership.people.records.operations import circumstances
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
SAID = {"x": "removed"}


def without(text: str, words: str) -> str:
    return masked(text, [(words, "x")], SAID)[0]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Zoë O’Neil", "ZOE  O'NEIL"),
        ("Zoë O’Neil", "Zoe\nO'Neil"),
        ("01632 960 123", "+44 1632 960123"),
        ("01632960123", "01632-960 123"),
        ("PO5 1AA", "po51aa"),
        ("2019-03-03", "3rd March 2019"),
        ("2019-03-03", "03/03/19"),
        ("2019-03-03", "March 3, 2019"),
        ("3 Quay Street", "3, Quay Street"),
        ("mia@example.org", "Mia@Example.org"),
        ("Griffiths", "Gri\ufb03ths"),
        ("Łukasz", "Lukasz"),
        ("Zoëlla", "Zoe\u0308lla"),
        ("Harkaway", "Har-\nkaway"),
        ("Harkaway", "Hark\u00adaway"),
        ("O’Neil", "ONeil"),
        ("Mary Jane", "Maryjane"),
        ("01632 960999", "+44 (0)1632 960999"),
        ("01632 960999", "0044 1632 960999"),
        ("+44 1632 960999", "01632 960999"),
        ("1985-07-09", "9-Jul-1985"),
        ("1985-07-09", "09 07 1985"),
    ],
)
def test_words_are_found_however_they_are_written(words, text):
    assert without(f"before {text} after", words) == "before [removed] after"


def test_an_underscore_parts_words():
    assert without("assessment_Harkaway_2026.pdf", "Harkaway") == "assessment_[removed]_2026.pdf"
    assert without("zbigniew_harkaway@example.org", "Zbigniew Harkaway") == "[removed]@example.org"
    assert without("Gri\ufb03ths’s and Zoe\u0308lla.", "Zoëlla") == "Gri\ufb03ths’s and [removed]."


def test_an_address_is_masked_by_its_street_alone():
    other = proposals.Other(1, "address", "77 Hidden Lane, Southsea", protected=True)
    assert ("77 Hidden Lane", "THIRD_PARTY") in proposals.protected_words([other], set())
    assert ("77 Hidden Lane", "THIRD_PARTY") in proposals.protected_words([other], {"77 hidden lane"})


def test_a_part_of_another_word_stays():
    assert without("Annette and the annual review", "Ann") == "Annette and the annual review"
    assert without("ring 016329601234", "01632960123") == "ring 016329601234"


FATHER = {"forename": "Zbigniew", "surname": "Harkaway"}


@pytest.fixture
def family(db):
    """A mother's son, his father, a protected aunt, and a case in which all are named."""
    made = Made()
    ben = make.person("Ben", "Quayside", born_on=date(2019, 3, 3), born_precision="DAY")
    father, aunt = (
        make.person(**FATHER, born_on=date(1985, 7, 9), born_precision="DAY"),
        make.person("Perpetua", "Shield"),
    )
    with acting_as(make.intake()) as intake:
        Address.objects.create(person=father, lines="77 Hidden Lane", postcode="PO5 9ZZ")
        PersonContact.objects.create(person=father, kind="PHONE", value="01632 960999")
        case = Case.objects.create(
            reference="C-26-00001-X",
            kind="k",
            area=ben.area,
            stage="s",
            stage_since=NOW,
            responsible_team=made.mash,
            opened_at=NOW,
            opened_by=intake,
        )
        for person, capacity in ((ben, "CHILD"), (father, "PARENT"), (aunt, "OTHER")):
            Participant.objects.create(case=case, person=person, capacity=capacity, starts_at=NOW)
        Guard.objects.create(person=aunt, kind="PROTECTED_IDENTITY", since=NOW, by=intake)
        ChronologyEntry.objects.create(
            case=case,
            person=ben,
            happened_at=NOW,
            kind="note",
            what="Zbigniew (born 9 July 1985) rang from 01632-960999",
            detail="He lives at 77, Hidden Lane. Perpetua said so. Ben was calm.",
            source="MASH",
            recorded_at=NOW,
            by=intake,
        )
    again = Made([ben])
    with acting_as(again.officer) as by:
        gathering.gather(again.one.pk, by=by, at=NOW)
    return again


SECRETS = ("Zbigniew", "Harkaway", "9 July 1985", "960999", "Hidden Lane", "PO5 9ZZ", "Perpetua", "Shield")


def text_of(content: bytes, passphrase: str = "") -> str:
    """All text of a PDF: its pages, its properties, what is attached."""
    reader = PdfReader(io.BytesIO(content))
    if passphrase:
        reader.decrypt(passphrase)
    attached = "\n".join(each.decode() for files in reader.attachments.values() for each in files)
    return "\n".join(
        [*(page.extract_text() for page in reader.pages), str(reader.metadata), str(reader.xmp_metadata), attached]
    )


def given(made: Made, how: str = "EMAIL", passphrase: str = "aaaaa-bbbbb-ccccc-ddddd-eeeee") -> tuple[Package, bytes]:
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "Keepers are away", by=by, at=NOW)
    with acting_as(made.second) as by:
        masking.check(made.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(made.officer) as by:
        return giving.give(made.one, how, passphrase, by=by, at=NOW)


def test_sg_18_nothing_masked_is_in_the_pdf_nor_in_the_data(family):
    passphrase = "aaaaa-bbbbb-ccccc-ddddd-eeeee"
    with acting_as(family.officer):
        before = "\n".join(item.facts for item in GatheredItem.objects.all())
    assert "Zbigniew" in before
    assert is_passphrase(passphrase)
    package, handed = given(family, passphrase=passphrase)
    text = re.sub(r"\s+", " ", text_of(handed, passphrase))
    assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []
    for kept in ("Ben was calm", "Quayside", "removed: somebody else’s information", "0303 123 1113"):
        assert kept in text
    assert package.masked > 3
    assert PdfReader(io.BytesIO(handed)).is_encrypted
    assert (
        "Ben was calm"
        in json.loads(PdfReader(io.BytesIO(handed), password=passphrase).attachments["record.json"][0])[
            "sections"
        ].__repr__()
    )


def test_sg_13_whoever_is_protected_is_masked_before_anybody_reads_it_and_named_in_no_mark(family):
    with acting_as(family.officer):
        seen = "\n".join(
            [*(item.facts for item in GatheredItem.objects.all()), *(mark.words for mark in Mark.objects.all())]
        )
    assert "Perpetua" not in seen
    assert "Shield" not in seen


def test_the_record_itself_stays_as_it_is(family):
    given(family)
    with acting_as(family.second):
        assert "Zbigniew" in ChronologyEntry.objects.get().what


def test_a_printed_copy_is_a_tagged_pdf_without_data_beside(family):
    _, handed = given(family, how="LETTER")
    reader = PdfReader(io.BytesIO(handed))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"]
    assert dict(reader.attachments) == {}
    assert not [secret for secret in SECRETS if secret in text_of(handed)]


def test_nothing_is_given_without_a_second_person_and_no_change_after_their_word(family):
    with acting_as(family.officer) as by:
        with pytest.raises(giving.NotCheckedYet):
            giving.give(family.one, "LETTER", "", by=by, at=NOW)
        with pytest.raises(masking.KeepersToAnswer):
            masking.send_to_check(family.one, by=by, at=NOW)
        masking.send_to_check(family.one, "Keepers are away", by=by, at=NOW)
        with pytest.raises(masking.NotChecked):
            masking.check(family.one, by=by, at=NOW)
        with pytest.raises(masking.WithTheSecond):
            masking.mask_again(Mark.objects.select_related("request").first(), by=by, at=NOW)
    with acting_as(family.second) as by:
        masking.check(family.one, by=by, at=NOW + timedelta(seconds=1))
    with acting_as(family.officer) as by:
        masking.take_back(family.one, by=by, at=NOW + timedelta(seconds=2))
        masking.send_to_check(family.one, "As before", by=by, at=NOW + timedelta(seconds=3))
        with pytest.raises(giving.NotCheckedYet):
            giving.give(family.one, "LETTER", "", by=by, at=NOW)


def test_serious_harm_needs_an_opinion_by_name(family):
    with acting_as(family.officer) as by:
        with pytest.raises(masking.NeedsOpinion):
            masking.add(family.one, "calm", "HARM", "", by=by, at=NOW)
        with pytest.raises(masking.NothingLikeIt):
            masking.add(family.one, "thunder", "CRIME", "", by=by, at=NOW)
        masking.add(family.one, "calm", "HARM", "Dr Ada Quill, 3 March", by=by, at=NOW)
    assert "calm" not in text_of(given(family, how="LETTER")[1]).lower()


def test_what_was_gathered_and_given_is_gone_after_ninety_days(family):
    given(family)
    late = NOW + timedelta(days=91)
    assert giving.forget(make.area(), at=NOW) == 0
    assert giving.forget(make.area(), at=late) == 1
    with acting_as(family.officer):
        assert not GatheredItem.objects.exists()
        assert not Mark.objects.exists()
        kept = Package.objects.get()
        assert kept.deleted_at == late
        with pytest.raises(FileNotFoundError):
            assert kept.content


def test_the_pages_of_an_officer_and_a_second_person(signed_in, family):
    officer, second, at = (
        signed_in(family.officer),
        signed_in(family.second),
        f"/information-requests/{family.one.public_id}/",
    )
    page = officer.get(f"{at}redact/")
    assert "<mark" in page.text
    with acting_as(family.officer):
        mark = Mark.objects.exclude(words="").filter(item=None).first()
    assert mark.words in officer.get(f"/information-requests/marks/{mark.public_id}/give/").text
    assert officer.post(f"/information-requests/marks/{mark.public_id}/give/", {"words": ""}).status_code == 200
    officer.post(f"/information-requests/marks/{mark.public_id}/give/", {"words": "He agreed to it"})
    assert "He agreed to it" in officer.get(at).text
    officer.post(f"/information-requests/marks/{mark.public_id}/mask-again/")
    officer.post(f"/information-requests/marks/{mark.public_id}/give/", {"words": "He still agrees"})
    assert "is discarded" in officer.get(f"{at}gather-again/").text
    assert mark.words not in officer.get(at).text  # the history outlasts what was gathered
    assert officer.post(f"{at}redact/add/", {"words": "calm", "ground": "OUTSIDE"}).status_code == 302
    assert second.get(f"{at}redact/").status_code == 403
    assert "works on it" in second.get(f"{at}check/").text
    assert officer.post(f"{at}redact/send/", {"words": "Keepers are away"}).status_code == 302
    assert family.one.reference in second.get("/today/").text
    read = second.get(f"{at}check/").text
    assert "<mark" in read
    for said in ("Keepers are away", "Not answered yet: Restricted records", "He still agrees"):
        assert said in read, said
    assert read.index("<mark") < read.index("Approve what is masked</button>")
    assert second.post(f"{at}check/", {"words": "Row 3 " + "names his aunt. " * 20}).status_code == 302
    assert "names his aunt" in officer.get(f"{at}redact/").text
    assert officer.post(f"{at}redact/send/", {"words": "Keepers are away"}).status_code == 302
    assert officer.post(f"{at}check/approve/").status_code == 403
    (sent,) = re.findall(r'name="sent" value="([^"]+)"', second.get(f"{at}check/").text)
    assert second.post(f"{at}check/approve/", {"sent": sent}).status_code == 302
    done = officer.get(at).text.partition("What was done")[2]
    assert done.index("What is gathered approved") < done.index("What is masked approved")
    assert done.count(family.second.membership.user.name) > 2  # named, and twice by their own word
    shown = officer.get(f"{at}give/")
    assert "Ben" in text_of(officer.get(f"{at}give/preview/").content)
    assert "Given" not in officer.get(at).text.partition("What was done")[0]
    refused = officer.post(f"{at}give/", {"how": "EMAIL", "passphrase": "x", "agreed": "no"})
    assert "Agree the way with them first" in refused.text
    (passphrase,) = re.findall(r"<code>([a-z0-9-]+)</code>", shown.text)
    file = officer.post(f"{at}give/", {"how": "EMAIL", "passphrase": passphrase, "agreed": "yes"})
    assert file["Content-Type"] == "application/pdf"
    assert "Ben" in text_of(file.content, passphrase)
    assert "Given" in officer.get(at).text


def test_a_keepers_words_become_a_row_once_they_decided(signed_in, family):
    prevent = make.actor("mash_manager", of=family.mash)
    with acting_as(prevent):
        from breakwater.delivery.information_rights.models import KeeperAsked

        asked = KeeperAsked.objects.get(keeper="front_door")
    browser = signed_in(prevent)
    assert "Mia Quayside" in browser.get(f"/information-requests/keepers/{asked.public_id}/").text
    answer = browser.post(f"/information-requests/keepers/{asked.public_id}/", {"given": "A sealed note may be given"})
    assert answer.status_code == 302
    with acting_as(family.officer) as by:
        gathering.add_answer(asked.pk, by=by, at=NOW)
        assert json.loads(GatheredItem.objects.get(source="front_door").facts)[0][1] == "A sealed note may be given"


def test_sg_27_a_father_does_not_learn_from_the_copy_where_a_mother_in_a_refuge_took_the_child(db):
    school = make.organisation("Quayside Primary", "SCHOOL")
    ben, team = make.person("Ben", "Quayside"), make.team("Quayside Primary safeguarding", of=school)
    with acting_as(make.intake()) as intake:
        Address.objects.create(person=ben, kind="REFUGE")
        PersonContact.objects.create(person=ben, kind="PHONE", value="01632 960777")
        circumstances.enrol(
            person=ben, team=team, year_group="1", starts_on=date(2026, 1, 5), verified=True, by=intake, at=NOW
        )
    made = Made([ben], asker="PARENT")
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        whole = "\n".join(item.facts for item in GatheredItem.objects.all())
    assert "Quayside Primary" in whole
    text = text_of(given(made, how="LETTER")[1])
    assert [each for each in ("Quayside Primary", "960777") if each in text] == []


def test_the_copy_says_with_which_agencies_it_was_shared(db):
    ben, team = (
        make.person("Ben", "Quayside"),
        make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL")),
    )
    with acting_as(make.intake()) as intake:
        circumstances.enrol(
            person=ben, team=team, year_group="1", starts_on=date(2026, 1, 5), verified=True, by=intake, at=NOW
        )
    made = Made([ben])
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        shared = json.loads(GatheredItem.objects.get(source="recipients").facts)
    assert [name for name, _ in shared] == ["Harbour School"]


def test_the_text_of_a_document_is_gathered_and_masked(family):
    with acting_as(family.second) as by:
        case = Case.objects.get()
        facts = documents.Upload(
            io.BytesIO(b"Seen with Zbigniew Harkaway at 77 Hidden Lane"), "note.txt", "text/plain", "A note"
        )
        kept = documents.add(case, facts, by=by, at=NOW)
        Document.objects.filter(pk=kept.pk).update(state="CLEAN")
    with acting_as(family.officer) as by:
        gathering.gather(family.one.pk, by=by, at=NOW)
        assert "Seen with Zbigniew" in GatheredItem.objects.get(source="casework_document").facts
    text = text_of(given(family, how="LETTER")[1])
    assert "Seen with" in text
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("has_account", [False, True])
def test_whoever_told_us_without_an_account_is_masked_and_a_professional_is_not(db, has_account):
    """Scenario K: the referrer's identity is masked by default, that of professionals at work is given."""
    sent = {"answers_id": 5, "sender_user_id": 3 if has_account else None, "sender_words": "Agnes Grice, next door"}
    sent |= {"reply_to": "01632 960555", "name_kept_back": ""}
    values = {"sender_name": "Agnes Grice", "family": [{"adult_name": "Otto Lodger"}], "professional_name": "Dr Quill"}
    rows = [("front_door_submission", 1, sent), ("casework_answers", 5, {"values": values, "version_id": -1})]
    found = {(one.words, one.ground) for one in proposals.proposed(Made().one, rows, [], Names({}, {}))}
    told = {(words, "SOURCE") for words in ("Agnes Grice, next door", "01632 960555", "Agnes Grice", "Agnes", "Grice")}
    assert found == {("Otto Lodger", "THIRD_PARTY")} | (set() if has_account else told)
