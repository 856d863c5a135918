"""The part of the census that Breakwater holds: children whom the MASH referred to social care in the period, and nothing besides.

A referral is a contact decided as an assessment under section 17, a strategy discussion or immediate protection; a section 47 enquiry is one
that a recorded strategy discussion began. Whoever writes it sees what the wall shows them, and whoever is left out is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from breakwater import VERSION
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people.models import Guard, Identifier, Person
from breakwater.practice.front_door.models import Contact, Outcome, Strategy, Submission

from .census.editions import codes
from .census.file import Child, Enquiry, Episode

REFERRED = (Outcome.ASSESSMENT, Outcome.STRATEGY, Outcome.PROTECTION)
SOFTWARE = "Breakwater part"
NOT_MATCHED = "Nobody has said yet who the child is: match the contact, then write the part again"
SMALL = 5
DISABLED = {code.lower(): code for code in codes("Disability")}


@dataclass(frozen=True)
class LeftOut:
    reference: str
    decided_on: date
    why: str


@dataclass(frozen=True)
class Part:
    """`hidden` is how many referrals of the period whoever writes it may not read, or whose child they may not."""

    area: Area
    year: int
    children: tuple[Child, ...]
    left_out: tuple[LeftOut, ...]
    hidden: int

    @property
    def source(self) -> dict[str, str]:
        return {
            "SourceLevel": "L",
            "LEA": self.area.code,
            "SoftwareCode": SOFTWARE,
            "Release": VERSION,
            "SerialNo": "001",
        }

    def so_far(self, at: datetime) -> str:
        """Until when it counts, where its period has not ended; else nothing."""
        day, last = london_date(at), date(self.year, 3, 31)
        if day > last:
            return ""
        return f"The period runs until {date_in_words(last)}: this has the referrals decided until {date_in_words(day)} alone."

    @property
    def hidden_in_words(self) -> str:
        """One sentence for none and few alike: what is hidden is never stated as absent (SG-13)."""
        return f"fewer than {SMALL}, or none" if self.hidden < SMALL else str(self.hidden)


def period_of(year: int) -> tuple[datetime, datetime]:
    """The first moment of the period that ends in a year, and the first after it."""
    return start_of(date(year - 1, 4, 1)), start_of(date(year, 4, 1))


def referrals(area: Area, year: int) -> list[tuple[Contact, Person | None]]:
    """The contacts decided as referrals in the period, the earliest first, each with the record in use of its child, where one is matched.

    None of a guarded child, not even for its readers, nor of a child whom the reader may not read: that one may be guarded (SG-13).
    """
    start, end = period_of(year)
    decided = Contact.objects.filter(case__area=area, outcome__in=REFERRED, decided_at__gte=start, decided_at__lt=end)
    contacts = list(decided.select_related("case").order_by("decided_at", "pk"))
    found = people_in_use({contact.child_id for contact in contacts if contact.child_id})
    of_child = {pk: person.pk for pk, person in found.items()}
    guards = Guard.objects.standing().filter(person__in={*of_child, *of_child.values()})
    guarded = set(guards.values_list("person_id", flat=True))
    named = {pk for pk, in_use in of_child.items() if not guarded & {pk, in_use}}
    return [
        (contact, found.get(contact.child_id))
        for contact in contacts
        if contact.child_id is None or contact.child_id in named
    ]


def part_of(area: Area, year: int) -> Part:
    """Read it all, as whoever acts."""
    referred = referrals(area, year)
    contacts = [contact for contact, _ in referred]
    by_person, left_out = defaultdict(list), []
    for contact, person in referred:
        if person is not None and not person.is_provisional:
            by_person[person].append(contact)
        else:
            left_out.append(LeftOut(contact.reference, london_date(contact.decided_at), NOT_MATCHED))
    audit.saw("person", *(person.pk for person in by_person))
    audit.saw("case", *(contact.case_id for contact in contacts))
    said = {
        each.pk: each
        for each in Submission.objects.filter(pk__in={one.submission_id for one in contacts}).select_related("answers")
    }
    numbers, enquiries = numbers_of(by_person), _enquiries(contacts)
    children = tuple(
        _child(person, theirs, numbers[person.pk], said, enquiries)
        for person, theirs in sorted(by_person.items(), key=lambda pair: pair[0].pk)
    )
    return Part(area, year, children, tuple(left_out), _hidden(area, year))


def people_in_use(ids: Iterable[int]) -> dict[int, Person]:
    """The record in use of each: what was merged counts as the one that stands for it."""
    people = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    found = {pk: person.in_use() for pk, person in people.items() if person.merged_into_id}
    return people | found


def numbers_of(people: Iterable[Person]) -> dict[int, dict[str, str]]:
    """By person and scheme the number that holds now: the latest entered."""
    numbers: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Identifier.objects.checked().filter(person__in=[person.pk for person in people]).order_by("pk")
    for row in rows:
        if row.ends_on is None or row.scheme == Identifier.Scheme.FORMER_UPN:
            numbers[row.person_id][row.scheme] = row.value
    return numbers


def number_of(person: Person, numbers: dict[str, str]) -> str:
    """The authority's own number for the child where it is recorded; ours otherwise, the same in every file and table."""
    return numbers.get(Identifier.Scheme.LA_CHILD) or person.public_id.upper()


def _enquiries(contacts: Iterable[Contact]) -> dict[int, list[date]]:
    """By contact the days on which a strategy discussion about it, or about its case, began a section 47 enquiry."""
    by_case, days = {contact.case_id: contact.pk for contact in contacts}, defaultdict(list)
    about = Q(contact__in=by_case.values()) | Q(about_case__in=by_case)
    began = Strategy.objects.filter(about, recorded_at__isnull=False, threshold_met=True)
    for strategy in began.exclude(enquiry=Strategy.Enquiry.NONE).order_by("held_at", "pk"):
        audit.saw("case", strategy.case_id)
        days[strategy.contact_id or by_case[strategy.about_case_id]].append(london_date(strategy.held_at))
    return days


def _child(person: Person, contacts: list[Contact], numbers, said, enquiries) -> Child:
    unborn = person.born_on is None and person.expected_on is not None
    day_known = person.born_precision in (Person.Precision.DAY, Person.Precision.MONTH)
    return Child(
        id=number_of(person, numbers),
        upn=numbers.get(Identifier.Scheme.UPN, ""),
        former_upn=numbers.get(Identifier.Scheme.FORMER_UPN, ""),
        born_on=person.born_on if day_known else None,
        expected_on=person.expected_on,
        sex="U" if unborn else person.sex,
        died_on=person.died_on,
        ethnicity=person.ethnicity if person.ethnicity in codes("Ethnicity") else "",
        disabilities=_disabilities(contacts, said),
        episodes=tuple(_episodes(contacts, said, enquiries)),
    )


def _episodes(contacts: list[Contact], said, enquiries) -> Iterator[Episode]:
    """One for each day: two contacts referred on one day are one referral."""
    by_day: dict[date, list[Contact]] = defaultdict(list)
    for contact in contacts:
        by_day[london_date(contact.decided_at)].append(contact)
    for day, together in sorted(by_day.items()):
        submission = said.get(together[0].submission_id)
        source = submission.source_code if submission else ""
        began = sorted({start for contact in together for start in enquiries.get(contact.pk, ())})
        yield Episode(
            referred_on=day,
            source=source if source in codes("ReferralSource") else "",
            nfa=False,
            enquiries=tuple(Enquiry(started_on=start) for start in began),
        )


def _disabilities(contacts: list[Contact], said) -> tuple[str, ...]:
    """As the latest form says that was asked, "NONE" included; nothing where nobody was asked or knew."""
    for contact in reversed(contacts):
        submission = said.get(contact.submission_id)
        rows = (submission.answers.values if submission and submission.answers_id else {}).get("children")
        row = rows[contact.position] if isinstance(rows, list) and contact.position < len(rows) else {}
        answer = row.get("child_disability") if isinstance(row, dict) else None
        if isinstance(answer, list) and answer:
            return tuple(dict.fromkeys(DISABLED[one] for one in answer if one in DISABLED))
    return ()


def _hidden(area: Area, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select access.referrals_left_out(%s, %s, %s)", [area.pk, *period_of(year)])
        return cursor.fetchone()[0]
