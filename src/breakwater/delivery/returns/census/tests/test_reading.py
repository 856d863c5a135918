"""What a census file may be, and how it is refused where it is something else."""

import pytest

from breakwater.delivery.returns.census import reading
from breakwater.delivery.returns.census.checking import FORMAT, check
from breakwater_dev.census.damaging import example, line_of

BOMB = b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Message>&b;</Message>'
OUTWARD = b'<?xml version="1.0"?><!DOCTYPE m SYSTEM "http://example.org/x.dtd"><Message/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not whole"),
        (b"Name,Date\n", "not XML at line 1"),
        (example()[:5000], "not whole"),
        (BOMB, "document type"),
        (OUTWARD, "document type"),
        (b"<CTfile/>", "Message"),
        (b"<Message/>", "no header"),
        (b"<Message>" + b"<a>" * 50 + b"</a>" * 50 + b"</Message>", "too deep"),
        (b'<?xml version="1.0" encoding="no-such"?><Message/>', "not XML"),
    ],
)
def test_what_is_no_census_file_gives_nothing_and_says_why(content, words):
    with pytest.raises(reading.CannotBeRead, match=words):
        reading.read(content)


def test_a_file_that_is_too_large_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "LARGEST", 1000)
    path = tmp_path / "large.xml"
    path.write_bytes(example())
    with pytest.raises(reading.CannotBeRead, match="larger"):
        reading.read_file(path)


def test_a_file_with_a_namespace_is_the_same_file():
    spaced = example().replace(b"<Message>", b'<Message xmlns="urn:cin">')
    assert reading.read(spaced).children == reading.read(example()).children


def test_the_pre_proceedings_group_of_2026_to_2027_is_known():
    group = b"<PreProceedingsandFGDM><PPStartDate>2026-07-01</PPStartDate></PreProceedingsandFGDM></CINdetails>"
    assert check(reading.read(example().replace(b"</CINdetails>", group, 1))).faults == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<PersonBirthDate>2013-02-02<", b"<PersonBirthDate>02/02/2013<", "PersonBirthDate is not a date"),
        (b"<PersonBirthDate>2013-02-02<", b"<PersonBirthDate>2013-02-30<", "PersonBirthDate is not a date"),
        (b"<UPN>R851200119101<", b"<Nickname>Al</Nickname><UPN>R851200119101<", "Nickname has no place"),
        (b"<Sex>F<", b"<Sex>F</Sex><Sex>F<", "Sex is given twice"),
    ],
)
def test_a_value_that_no_system_reads_is_a_fault_at_its_line(old, new, words):
    content = example().replace(old, new, 1)
    (fault, *_) = [fault for fault in check(reading.read(content)).faults if fault.rule == FORMAT]
    assert words in fault.words
    assert fault.child == "PSCP000002"
    assert fault.line == line_of(content, new.decode().split("<")[1].split(">")[0] if b"Nick" in new else new.decode())
