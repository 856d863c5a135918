"""Every fault of a census file, in the order of its lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from .editions import Edition, NoSuchEdition, edition_of, years
from .file import CensusFile, Child
from .reading import CannotBeRead
from .rules import whole_return
from .rules.registry import Census, Where, broken

FORMAT = "FORMAT"  # in place of a number: a value that no census system can read breaks the schema before any rule


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`child` is the authority's own number for the child, "" where the fault is the whole file's."""

    line: int
    rule: str
    child: str
    is_error: bool
    words: str

    @property
    def weight(self) -> str:
        return "error" if self.is_error else "query"


@dataclass(frozen=True)
class Checked:
    edition: Edition
    children: int
    faults: tuple[Fault, ...]
    software: str = ""

    @property
    def errors(self) -> int:
        return sum(fault.is_error for fault in self.faults)

    @property
    def queries(self) -> int:
        return len(self.faults) - self.errors


def check(file: CensusFile) -> Checked:
    """Ask every rule of the file's edition. Raises CannotBeRead where the edition is not known."""
    edition = _edition(file)
    census, faults = Census(file, edition), []
    for each in file.misread:
        faults.append(Fault(each.line, FORMAT, each.child, True, each.words))
    for line, number in whole_return.of_the_file(file, census):
        faults.append(_fault(edition, line, number, ""))
    for child in file.children:
        for line, number in _of_child(census, child):
            faults.append(_fault(edition, line, number, child.id))
    return Checked(edition, len(file.children), tuple(sorted(faults)), file.header.software)


def _edition(file: CensusFile) -> Edition:
    said, day = file.header.year, file.header.reference_date
    if file.header.collection not in ("CIN", ""):
        raise CannotBeRead("The file says that it is another collection than the CIN census")
    year = int(said) if said.isdecimal() and len(said) == 4 else day.year if day else years()[0]
    try:
        return edition_of(year)
    except NoSuchEdition as fault:
        raise CannotBeRead(str(fault)) from None


def _fault(edition: Edition, line: int, number: str, child: str) -> Fault:
    rule = edition.rules[number]
    return Fault(line, number, child, rule.is_error, rule.words)


def _of_child(census: Census, child: Child) -> Iterator[tuple[int, str]]:
    yield from broken(child, Where(census, child, None))
    for episode in child.episodes:
        where = Where(census, child, episode)
        yield from broken(episode, where)
        for thing in (*episode.assessments, *episode.plans, *episode.enquiries, *episode.protection_plans):
            yield from broken(thing, where)
        for plan in episode.protection_plans:
            for reviews in plan.reviews:
                yield from broken(reviews, where)
