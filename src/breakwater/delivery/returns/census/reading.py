"""A CIN census file read element by element, without entities, document types or network.

Source of the names: Children in need census, business and technical specification, 2024 to 2025 until 2026 to 2027.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .file import (
    Assessment,
    CensusFile,
    Child,
    CinPlan,
    Enquiry,
    Episode,
    Header,
    Misread,
    PreProceedings,
    ProtectionPlan,
    Reviews,
    Thing,
)

LARGEST = 200 * 1024 * 1024
MOST_CHILDREN = 200_000
DEEPEST = 12
LONGEST = 200
MOST_MISREAD = 1000
PIECE = 256 * 1024
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FLAGS = {"true": True, "1": True, "false": False, "0": False}


class CannotBeRead(ValueError):
    """The file is no CIN census file; the message says what to do."""


class NotSo(ValueError):
    """A value in a form that no census system reads; the message says which form it should have."""


def text(said: str) -> str:
    return said


def day(said: str) -> date | None:
    if not said:
        return None
    try:
        if DATE.fullmatch(said):
            return date.fromisoformat(said)
    except ValueError:
        pass
    raise NotSo("is not a date of the form 2026-04-01")


def flag(said: str) -> bool | None:
    return FLAGS.get(said)


def number(said: str) -> int | None:
    return int(said) if re.fullmatch(r"[0-9]{1,4}", said) else None


@dataclass(frozen=True)
class Shape:
    """What may stand in a group: path below it -> (our name, how it is read), `many` of which come more than once; and groups in it."""

    made: type[Thing]
    fields: dict[str, tuple[str, Callable[[str], Any]]]
    groups: dict[str, tuple[str, "Shape"]] = field(default_factory=dict)
    many: frozenset[str] = frozenset()

    @cached_property
    def between(self) -> set[str]:
        """Paths of elements that only hold others."""
        paths = (path.split("/") for path in (*self.fields, *self.groups))
        return {"/".join(parts[:end]) for parts in paths for end in range(1, len(parts))}


HEADER = Shape(
    Header,
    {
        "CollectionDetails/Collection": ("collection", text),
        "CollectionDetails/Year": ("year", text),
        "CollectionDetails/ReferenceDate": ("reference_date", day),
        **{f"Source/{name}": ("", text) for name in ("SourceLevel", "LEA", "Release", "SerialNo", "DateTime")},
        "Source/SoftwareCode": ("software", text),
        "Content/CBDSLevels/CBDSLevel": ("", text),
    },
)
ASSESSMENT = Shape(
    Assessment,
    {
        "AssessmentActualStartDate": ("started_on", day),
        "AssessmentInternalReviewDate": ("reviewed_on", day),
        "AssessmentAuthorisationDate": ("authorised_on", day),
        "FactorsIdentifiedAtAssessment/AssessmentFactors": ("factors", text),
    },
    many=frozenset({"factors"}),
)
CIN_PLAN = Shape(CinPlan, {"CINPlanStartDate": ("started_on", day), "CINPlanEndDate": ("ended_on", day)})
ENQUIRY = Shape(
    Enquiry,
    {
        "S47ActualStartDate": ("started_on", day),
        "InitialCPCtarget": ("target_on", day),
        "DateOfInitialCPC": ("conference_on", day),
        "ICPCnotRequired": ("not_required", flag),
    },
)
REVIEWS = Shape(Reviews, {"CPPreviewDate": ("held_on", day)}, many=frozenset({"held_on"}))
PROTECTION_PLAN = Shape(
    ProtectionPlan,
    {
        "CPPstartDate": ("started_on", day),
        "CPPendDate": ("ended_on", day),
        "InitialCategoryOfAbuse": ("initial_category", text),
        "LatestCategoryOfAbuse": ("latest_category", text),
        "NumberOfPreviousCPP": ("previous", number),
    },
    {"Reviews": ("reviews", REVIEWS)},
)
PRE_PROCEEDINGS = Shape(
    PreProceedings,
    {
        **dict.fromkeys(
            ("PPStartDate", "LBPSentDate", "InitialPPMeetingDate", "StepDecisionDate", "CourtAppDate"), ("", day)
        ),
        **dict.fromkeys(
            ("FGDMMeetingOffer", "FGDMMeetingFac", "ReviewMeetingsCount", "PPOutcome", "LetterInitCPDate"), ("", text)
        ),
    },
)
EPISODE = Shape(
    Episode,
    {
        "CINreferralDate": ("referred_on", day),
        "ReferralSource": ("source", text),
        "PrimaryNeedCode": ("need", text),
        "CINclosureDate": ("closed_on", day),
        "ReasonForClosure": ("reason", text),
        "DateOfInitialCPC": ("conference_on", day),
        "ReferralNFA": ("nfa", flag),
    },
    {
        "Assessments": ("assessments", ASSESSMENT),
        "CINPlanDates": ("plans", CIN_PLAN),
        "Section47": ("enquiries", ENQUIRY),
        "ChildProtectionPlans": ("protection_plans", PROTECTION_PLAN),
        "PreProceedingsandFGDM": ("pre_proceedings", PRE_PROCEEDINGS),
    },
)
CHILD = Shape(
    Child,
    {
        "ChildIdentifiers/LAchildID": ("id", text),
        "ChildIdentifiers/UPN": ("upn", text),
        "ChildIdentifiers/FormerUPN": ("former_upn", text),
        "ChildIdentifiers/UPNunknown": ("upn_unknown", text),
        "ChildIdentifiers/PersonBirthDate": ("born_on", day),
        "ChildIdentifiers/ExpectedPersonBirthDate": ("expected_on", day),
        "ChildIdentifiers/Sex": ("sex", text),
        "ChildIdentifiers/PersonDeathDate": ("died_on", day),
        "ChildCharacteristics/Ethnicity": ("ethnicity", text),
        "ChildCharacteristics/Disabilities/Disability": ("disabilities", text),
    },
    {"CINdetails": ("episodes", EPISODE)},
    many=frozenset({"disabilities"}),
)
FILE = Shape(CensusFile, {}, {"Header": ("header", HEADER), "Children/Child": ("children", CHILD)})


class _Open:
    """A group that is being read."""

    def __init__(self, shape: Shape, line: int):
        self.shape, self.line = shape, line
        self.path: list[str] = []
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}

    @property
    def below(self) -> str:
        return "/".join(self.path)

    def add(self, name: str, value: Any) -> None:
        self.values.setdefault(name, []).append(value)

    def made(self) -> Any:
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in self.values.items()}
        return self.shape.made(line=self.line, lines=self.lines, **values)


class _Elements:
    """The target of the parser: the groups that are open, the innermost last."""

    def __init__(self):
        self.open: list[_Open] = []
        self.text: list[str] | None = None
        self.misread: list[Misread] = []
        self.strange: set[str] = set()
        self.depth = 0
        self.line_now = lambda: 0

    def start(self, tag: str, attributes) -> None:
        name, self.depth, line = tag.rpartition("}")[2], self.depth + 1, self.line_now()
        if self.depth > DEEPEST:
            raise CannotBeRead("The file is not a CIN census file: its elements stand too deep in one another")
        if not self.open:
            if name != "Message":
                raise CannotBeRead(
                    "The file is not a CIN census file: it begins with another element than Message. Choose the file that "
                    "your case system writes for the census"
                )
            self.open.append(_Open(FILE, line))
            return
        now = self.open[-1]
        now.path.append(name)
        below = now.below
        if below in now.shape.groups:
            self.open.append(_Open(now.shape.groups[below][1], line))
            if len(now.values.get("children", ())) >= MOST_CHILDREN:
                raise CannotBeRead(f"The file has more than {MOST_CHILDREN:,} children")
        elif below in now.shape.fields:
            self.text = []
            called = now.shape.fields[below][0] or name
            if called in now.lines and called not in now.shape.many:
                self._misread(line, f"{name} is given twice")
            now.lines.setdefault(called, line)
        elif below not in now.shape.between and below not in self.strange:
            self.strange.add(below)
            self._misread(line, f"{_short(name)} has no place here in the census")

    def data(self, said: str) -> None:
        if self.text is not None and len(self.text) < LONGEST:
            self.text.append(said)

    def end(self, tag: str) -> None:
        self.depth -= 1
        now = self.open[-1]
        if not now.path:
            if len(self.open) > 1:
                self.open.pop()
                into = self.open[-1]
                into.add(into.shape.groups[into.below][0], now.made())
                into.path.pop()
            return
        if self.text is not None:
            self._value(now, tag.rpartition("}")[2], "".join(self.text).strip()[:LONGEST])
            self.text = None
        now.path.pop()

    def _value(self, now: _Open, name: str, said: str) -> None:
        called, read = now.shape.fields[now.below]
        try:
            value = read(said)
        except NotSo as fault:
            self._misread(self.line_now(), f"{name} {fault}")
            value = None
        if called in now.shape.many:
            now.add(called, value)
        elif called:
            now.values[called] = value

    def _misread(self, line: int, words: str) -> None:
        if len(self.misread) < MOST_MISREAD:
            child = next((one.values.get("id", "") for one in self.open if one.shape is CHILD), "")
            self.misread.append(Misread(line, child, words))

    def close(self) -> CensusFile:
        values = self.open[0].values if self.open else {}
        if "header" not in values:
            raise CannotBeRead("The file is not a CIN census file: it has no header")
        return CensusFile(values["header"][0], tuple(values.get("children", ())), tuple(self.misread))


def read(content: bytes) -> CensusFile:
    """Read a census file. Raises CannotBeRead: a file that breaks off gives nothing at all."""
    if len(content) > LARGEST:
        raise CannotBeRead(f"The file is larger than {LARGEST // 1024 // 1024} MB, which no CIN census file is")
    target = _Elements()
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    target.line_now = lambda: parser.parser.CurrentLineNumber
    try:
        for start in range(0, len(content), PIECE):
            parser.feed(content[start : start + PIECE])
        return parser.close()
    except DefusedXmlException:
        raise CannotBeRead(
            "The file has a document type or entities, which a CIN census file does not need. Export it again"
        ) from None
    except (ParseError, ValueError, LookupError) as fault:
        if isinstance(fault, CannotBeRead):
            raise
        where = f" at line {fault.position[0]}" if isinstance(fault, ParseError) else ""
        raise CannotBeRead(
            f"The file is not whole, or is not XML{where}. Export it again from your case system"
        ) from None


def read_file(path: Path) -> CensusFile:
    """Read a census file from disk. Raises CannotBeRead and OSError."""
    with path.open("rb") as opened:
        return read(opened.read(LARGEST + 1))


def _short(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])
