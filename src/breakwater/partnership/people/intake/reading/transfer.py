"""The Common Transfer File: XML that every school's system writes, any year's version of it.

Parsed without DTD, entities or network, element by element; what is not named here is passed over, its text never held.
Source: the Department for Education's Common Transfer File specifications, versions 12 to 25.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .rows import NotARoll, TheSchool

PIECE = 256 * 1024
DEEPEST = 40
MOST_PUPILS = 20_000
LONGEST = 500

HEADER = {
    "DocumentName": "name",
    "CTFversion": "version",
    "DocumentQualifier": "qualifier",
    "SourceSchool/LEA": "from la",
    "SourceSchool/Estab": "from estab",
    "DestSchool/LEA": "to la",
    "DestSchool/Estab": "to estab",
}
PUPIL = {
    "UPN": "upn",
    "Surname": "surname",
    "Forename": "forename",
    "DOB": "born_on",
    "Sex": "sex",
    "Gender": "sex",
    "BasicDetails/FormerUPN": "former_upn",
    "BasicDetails/PreferredForename": "known_as",
    "BasicDetails/FormerSurname": "former_surname",
    "BasicDetails/MiddleNames": "middle_names",
    "BasicDetails/NCyearActual": "year_group",
    "BasicDetails/EnrolStatus": "registration",
    "Address/PostCode": "postcode",
    "Address/BS7666Address/UniquePropertyReferenceNumber": "uprn",
    **{f"Address/BS7666Address/{name}": "address" for name in ("SAON", "PAON", "Street", "Locality", "Town")},
    **{f"Address/AddressLines/AddressLine{number}": "address" for number in range(1, 6)},
}
HOLDS = {path.rpartition("/")[0] for path in (*HEADER, *PUPIL)} | {"Address"}


@dataclass
class Transfer:
    """What a transfer file says: its header, its pupils as (line, text by field), and how many elements were passed over.

    Many systems write the file as one long line: then a pupil's number is the place in the file, so that no two have one number.
    """

    header: dict[str, str] = field(default_factory=dict)
    pupils: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    passed_over: int = 0

    @property
    def is_whole(self) -> bool | None:
        return {"full": True, "partial": False}.get(self.header.get("qualifier", "").strip().casefold())

    @property
    def of(self) -> TheSchool:
        return TheSchool(la=self.header.get("from la", "").strip(), estab=self.header.get("from estab", "").strip())

    @property
    def to(self) -> TheSchool:
        return TheSchool(la=self.header.get("to la", "").strip(), estab=self.header.get("to estab", "").strip())


class _Elements:
    """The target of the parser: follows the path, and holds the text of the elements wanted."""

    def __init__(self):
        self.transfer = Transfer()
        self.path: list[str] = []
        self.wanted = ""
        self.text: list[str] = []
        self.pupil: dict[str, str] | None = None
        self.line = 0
        self.line_now = lambda: 0

    def start(self, tag: str, attributes) -> None:
        name = tag.rpartition("}")[2]
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise NotARoll("The file is not a Common Transfer File")
        if len(self.path) == 1 and name != "CTfile":
            raise NotARoll(
                "This XML file is not a Common Transfer File. Export the pupils from your system as a CTF or as CSV"
            )
        self.wanted, self.text = "", []
        if self.path[1:] == ["CTFpupilData", "Pupil"]:
            self.pupil, self.line = {}, self.line_now()
            if len(self.transfer.pupils) >= MOST_PUPILS:
                raise NotARoll(f"The file has more than {MOST_PUPILS:,} pupils. Send one school's roll")
            return
        if len(self.path) > 2 and self.path[1] == "Header":
            self.wanted = HEADER.get("/".join(self.path[2:]), "")
        elif self.pupil is not None:
            below = "/".join(self.path[3:])
            self.wanted = PUPIL.get(below, "")
            if not self.wanted and below not in HOLDS:
                self.transfer.passed_over += 1

    def data(self, text: str) -> None:
        if self.wanted and len(self.text) < LONGEST:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if self.wanted:
            said = "".join(self.text).strip()[:LONGEST]
            into = self.pupil if self.pupil is not None else self.transfer.header
            if self.wanted == "address":
                said = ", ".join(part for part in (into.get("address", ""), said) if part)
            if said:
                into[self.wanted] = said
        elif self.path[1:] == ["CTFpupilData", "Pupil"]:
            self.transfer.pupils.append((self.line, self.pupil))
            self.pupil = None
        self.wanted, self.text = "", []
        self.path.pop()

    def close(self) -> Transfer:
        found = self.transfer.pupils
        if len({line for line, _ in found}) < len(found):
            self.transfer.pupils = [(place, values) for place, (_, values) in enumerate(found, 1)]
        return self.transfer


def read_transfer(content: bytes) -> Transfer:
    """Read a transfer file. Raises NotARoll: a file that breaks off gives nothing at all."""
    target = _Elements()
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    target.line_now = lambda: parser.parser.CurrentLineNumber
    try:
        for start in range(0, len(content), PIECE):
            parser.feed(content[start : start + PIECE])
        return parser.close()
    except DefusedXmlException:
        raise NotARoll(
            "The file is written in a way that is not safe (it defines entities). Export it from your system again"
        ) from None
    except ParseError as fault:
        line = fault.position[0] if getattr(fault, "position", None) else parser.parser.CurrentLineNumber
        raise NotARoll(
            f"The file is cut off or damaged near line {line}. Nothing of it was read. Export it again"
        ) from None
    except (LookupError, ValueError, UnicodeError):
        raise NotARoll("The file's characters cannot be read. Export it again as UTF-8") from None
