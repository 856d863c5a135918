"""The letter before the record: what it is, why it is held, how long, with whom it was shared, what is left out, what the reader may do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from breakwater.delivery.retention.schedule import schedule
from breakwater.foundation.dates.in_words import date_in_words, plural
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import ContactPoint

from ..masking.once import numbers
from ..models import Ground, RightsRequest, RightsStep
from ..redaction import Fact

# In plain words, for whoever reads that something is left out. Each is an exemption of the Data Protection Act 2018.
WHY = {
    Ground.THIRD_PARTY: "Information about other people, where it would not be fair to them to give it (schedule 2, paragraph 16)",
    Ground.SOURCE: "Who told us something in confidence (schedule 2, paragraph 16)",
    Ground.REFUGE: "Anything that would show where somebody at risk lives (schedule 2, paragraph 16)",
    Ground.HARM: "Information that is likely to cause serious harm to somebody’s health (schedule 3)",
    Ground.ABUSE: "Information about abuse of a child, where giving it would not be in the child’s interest (schedule 3, part 5)",
    Ground.CRIME: "Information that would make it harder to prevent or detect crime (schedule 2, paragraph 2)",
    Ground.LEGAL: "Legal advice, or papers for legal proceedings (schedule 2, paragraph 19)",
    Ground.COURT: "Adoption records and reports to a court, which have rules of their own (schedules 3 and 4)",
    Ground.OUTSIDE: "Information that is not about you, or that you did not ask for",
}
PURPOSE = (
    "We hold it to keep children safe and to offer families help. The law that lets us is the public task of safeguarding children "
    "(UK GDPR article 6(1)(e); for health and other sensitive information article 9(2)(g) and the Data Protection Act 2018, schedule 1, paragraph 18)."
)
SHARED = (
    "We share it with the people who help or protect a child: children’s social care, health, police, schools and early help services, as far as "
    "each needs it."
)
RIGHTS = (
    "You can ask us to correct what is wrong. If you do not agree with something, we can keep your own words beside it. You can object to how we "
    "use it, and ask us to use it less while we look into that. You can ask us to erase it; records of safeguarding children are seldom erased before their time."
)
MISSING = "If you think something is missing, or left out wrongly, tell us and somebody else will look again."
# What every answer says of complaining and of courts (UK GDPR article 12(4)).
COMPLAIN = (
    "You can complain to us: we tell you within 30 days that we have your complaint, and then what came of it (Data Protection Act 2018, section 164A).",
    "You can complain to the Information Commissioner: ico.org.uk/make-a-complaint, or call 0303 123 1113.",
    "You can also ask a court to decide.",
)
SUPPORT = (
    "A record like this can be hard to read, and it was written by people at work. You need not read it alone: we can go through it with you. "
    "If you were in care, ask your local authority’s leaving care team, or a care leavers’ advice line, for somebody to be with you."
)
DISPUTED = "Your own words are beside what you do not agree with. Everybody who reads the record reads them."
NOTED, FOUND, ROW = "Noted that it is disputed", "Said what was found", re.compile(r"Row (\d+): ")
# Whose class of the schedule a gathered table is of.
KINDS = {"front_door_contact": "contact", "front_door_strategy": "strategy", "early_help_episode": "early_help"}
CANNOT_SAY = (
    "There are some kinds of record of which we never say whether there is one. That sentence stands in every letter."
)


@dataclass(frozen=True)
class Told:
    """What the letter tells of the copy: what it was gathered from, the agencies it names, what whoever asks disputes, and how much of it is where."""

    sources: tuple[str, ...] = ()
    shared: tuple[Fact, ...] = ()
    disputes: tuple[str, ...] = ()
    left_out: int = 0
    in_data_alone: int = 0
    has_data: bool = False


def sections(
    request: RightsRequest, grounds: Iterable[str], told: Told, *, at: datetime
) -> list[tuple[str, list[str]]]:
    """Headings with their paragraphs."""
    scope = (
        [f"We agreed that it covers: {request.scope}"]
        if request.scope
        else ["It is everything we found in the whole of our record."]
    )
    left = [WHY[Ground(each)] for each in grounds]
    left += (
        [f"{plural(told.left_out, 'part')} of the record left out whole: their numbers are missing from the copy."]
        if told.left_out
        else []
    )
    return [
        (
            "What this is",
            [
                f"You asked on {date_in_words(request.received_on)} for a copy of what we hold. This is it, as it stood when we gathered it. We made it on {date_in_words(london_date(at))}.",
                *scope,
                *_how_to_read(told),
            ],
        ),
        ("Before you read it", [SUPPORT]),
        *([("What you do not agree with", [DISPUTED, *told.disputes])] if told.disputes else []),
        ("Why we hold it", [PURPOSE]),
        ("Who it was shared with", [SHARED, *recipients(told.shared)]),
        ("How long we keep it", kept(told.sources)),
        (
            "What we left out",
            [
                *(left or ["Nothing that we can name here."]),
                "Where something was left out, the page says so and why.",
                CANNOT_SAY,
            ],
        ),
        ("What you can do", [RIGHTS, MISSING, *COMPLAIN]),
        ("Who to ask", who_to_ask(request, at)),
    ]


def _how_to_read(told: Told) -> Iterator[str]:
    yield "It is in the order of time: first who you are in our record, then each case from its first day to its last. What stands in several places is printed once."
    if told.in_data_alone:
        many = plural(told.in_data_alone, "entry") if told.in_data_alone == 1 else f"{told.in_data_alone} entries"
        where = (
            "They are in the file of data that comes with it."
            if told.has_data
            else "Ask us if you want to read them too."
        )
        yield f"{many} about how our system keeps the record, such as when a case moved from one stage to the next, are not printed. {where}"


def recipients(shared: Iterable[Fact]) -> list[str]:
    """Each agency by name; of one whose name would show where a child is, what kind of agency it is (UK GDPR article 15(1)(c))."""
    said = [words.partition(":")[0] if "[removed" in name else name for name, words in shared]
    return [f"It was shared with: {'; '.join(dict.fromkeys(said))}."] if said else []


def disputes(steps: Iterable[RightsStep], rows: Mapping[int, str]) -> Iterator[str]:
    """In the words of whoever asks, each once with the rows of the copy that it is about, as `rows` has them; and what was found of it."""
    said: set[str] = set()
    for step in steps:
        words = ROW.sub("", step.words)
        if step.what.startswith(NOTED) and words not in said:
            said.add(words)
            about = sorted(number for number, note in rows.items() if note == words)
            yield f"You say{f' of {numbers(about)}' if about else ''}: “{words}”"
        elif step.what.startswith(FOUND):
            yield f"What we found: {step.words}"


def disputed_rows(request: RightsRequest, steps: Iterable[RightsStep]) -> dict[int, str]:
    """By a row's number, what is said of it: of what was noted since it was gathered, for gathering numbers it anew."""
    noted = [
        step for step in steps if step.what.startswith(NOTED) and request.gathered_at and step.at >= request.gathered_at
    ]
    return {int(found[1]): ROW.sub("", step.words) for step in noted if (found := ROW.match(step.words))}


def who_to_ask(request: RightsRequest, at: datetime, what: str = "this copy") -> list[str]:
    """Who answers for it, and the number to call."""
    points = ContactPoint.published(request.area, ContactPoint.Purpose.FRONT_DOOR, on=london_date(at))
    number = next((each.telephone for each in points if each.telephone), "")
    who = (
        f"{request.officer.user.name}, {request.team.name}, answers for {what}. Give the reference {request.reference}."
    )
    return [
        who,
        f"Call {number} and ask for information governance."
        if number
        else "Reply to the address or the person that this came from.",
    ]


def kept(sources: Iterable[str]) -> list[str]:
    """How long, in sentences, by the product's schedule; an area may keep longer."""
    found, classes = set(sources), schedule().classes.values()
    said = [
        f"{each.label}: we keep this {each.rule[:1].lower()}{each.rule[1:]}."
        for table, kind in KINDS.items()
        if table in found
        for each in classes
        if each.record.key == "case" and f"'{kind}'" in each.where and "not in" not in each.where
    ]
    return [
        *said,
        "We keep your name, date of birth and addresses as long as any record that names you.",
        "Your area may keep some of this for longer. Ask us, and we tell you the day.",
        "We delete this copy 90 days after we gave it to you. Keep yours in a safe place.",
    ]
