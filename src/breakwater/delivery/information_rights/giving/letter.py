"""The letter before the record: what it is, why it is held, how long, with whom it was shared, what is left out, what the reader may do."""

import re
from collections.abc import Iterable
from datetime import datetime

from breakwater.foundation.dates.in_words import date_in_words, plural
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import Handling

from ..gathering.ways import tables
from ..models import Ground, RightsRequest

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
    "each needs it. The agencies that this record names are listed in it, under “Agencies it was shared with”."
)
RIGHTS = (
    "You can ask us to correct what is wrong. If you do not agree with something, we can keep your own words beside it. You can object to how we "
    "use it, and ask us to use it less while we look into that. You can ask us to erase it; records of safeguarding children are seldom erased before their time."
)
COMPLAIN = (
    "If you think something is missing, or left out wrongly, tell us and somebody else will look again. You can also complain to the Information "
    "Commissioner’s Office: ico.org.uk, 0303 123 1113. A court can decide too."
)
SUPPORT = (
    "A record like this can be hard to read, and it was written by people at work. You need not read it alone: we can go through it with you. "
    "If you were in care, ask your local authority’s leaving care team, or a care leavers’ advice line, for somebody to be with you."
)
OUR_OWN = re.compile(r" ?\((?:FD|PL)[^)]*\)")  # where our own papers say so, which no reader has
CANNOT_SAY = (
    "There are some kinds of record of which we never say whether there is one. That sentence stands in every letter."
)


def sections(
    request: RightsRequest, grounds: Iterable[str], sources: Iterable[str], *, whole: int, at: datetime
) -> list[tuple[str, list[str]]]:
    """Headings with their paragraphs. `whole` is how many rows were left out whole."""
    day = date_in_words(london_date(at))
    scope = (
        [f"We agreed that it covers: {request.scope}"]
        if request.scope
        else ["It is everything we found in the whole of our record."]
    )
    left = [WHY[Ground(each)] for each in grounds]
    left += (
        [f"{plural(whole, 'part')} of the record left out whole: their numbers are missing from the copy."]
        if whole
        else []
    )
    return [
        (
            "What this is",
            [
                f"You asked on {date_in_words(request.received_on)} for a copy of what we hold. This is it, as it stood when we gathered it. We made it on {day}.",
                *scope,
            ],
        ),
        ("Before you read it", [SUPPORT]),
        ("Why we hold it", [PURPOSE]),
        ("Who it was shared with", [SHARED]),
        ("How long we keep it", kept(sources)),
        (
            "What we left out",
            [
                *(left or ["Nothing that we can name here."]),
                "Where something was left out, the page says so and why.",
                CANNOT_SAY,
            ],
        ),
        ("What you can do", [RIGHTS, COMPLAIN]),
    ]


def kept(sources: Iterable[str]) -> list[str]:
    """How long, in the words of the models' own handling."""
    known = tables()
    rules = {}
    for source in sources:
        handling = getattr(known.get(source), "handling", None)
        if isinstance(handling, Handling):
            rules.setdefault(OUR_OWN.sub("", handling.keep).rstrip(". "), None)
    return [f"{each}." for each in rules] or ["As long as the schedule of your area says."]
