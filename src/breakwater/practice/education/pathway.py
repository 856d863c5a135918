"""The clocks of a list, each with its source, and the case by which a school's worry reaches the front door."""

from breakwater.casework.clocks.rules import ClockRule, LocalAgreement, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import CalendarDays, Hours, SchoolDays, WorkingDays

SCHOOL_WORRY = "school_worry"
CALL_WORRY = "call_worry"
LINK_SERVICE = "education_link"
CONSULTATION = "consultation"
AGREED = "Education link protocol"

PATHWAYS.register(
    SCHOOL_WORRY,
    Pathway(
        key=SCHOOL_WORRY,
        noun="worry of a school",
        prefix="W",
        offered_to=("front_door",),
        stages=(Stage("told", "Told", ("closed",)), Stage("closed", "With the MASH", is_end=True)),
    ),
)

PATHWAYS.register(
    CALL_WORRY,
    Pathway(
        key=CALL_WORRY,
        noun="worry from a call to a school",
        prefix="K",
        offered_to=("front_door",),
        stages=(Stage("told", "Told", ("closed",)), Stage("closed", "With the MASH", is_end=True)),
    ),
)

PATHWAYS.register(
    CONSULTATION,
    Pathway(
        key=CONSULTATION,
        noun="consultation",
        prefix="KN",
        offered_to=("front_door",),
        stages=(Stage("told", "Brought", ("closed",)), Stage("closed", "With the MASH", is_end=True)),
    ),
)


def _clock(key: str, label: str, allows, starts_when: str, section: str) -> ClockRule:
    return register_clock(
        ClockRule(
            key=f"education.{key}",
            label=label,
            allows=allows,
            starts_when=starts_when,
            source=LocalAgreement(AGREED, section=section),
        )
    )


RELEASE = _clock("release", "Next list released", CalendarDays(14), "the last list was released", "the fortnight")
OPEN = _clock("open", "List opened", SchoolDays(2), "the list is released", "what a school answers")
ANSWER = _clock("answer", "List answered", SchoolDays(5), "the list is released", "what a school answers")
LAPSE = _clock("lapse", "List not answered: it lapses", SchoolDays(10), "the list is released", "what a school answers")
CORRECT = _clock(
    "correct", "What a school says is wrong, looked into", WorkingDays(5), "the school says so", "corrections"
)
CORRECT_WORKER = _clock(
    "correct_worker", "The worker's name put right", WorkingDays(2), "the school says so", "corrections"
)
SEND_FILE = _clock(
    "send_file",
    "Safeguarding file sent to the new school",
    SchoolDays(5),
    "the pupil has left the roll",
    "transfers, after Keeping children safe in education",
)
HAVE_FILE = _clock(
    "have_file",
    "Safeguarding file has come from the school before",
    SchoolDays(5),
    "the pupil is on the new roll",
    "transfers, after Keeping children safe in education",
)
REPLY = _clock("reply", "Reply about a pupil a school worries about", WorkingDays(1), "the school tells us", "worries")
CALL_FROM = _clock(
    "call_from", "School can be called about its list", SchoolDays(3), "the list is released", "the call"
)
CALL_BY = _clock("call_by", "School called about its list", SchoolDays(8), "the list is released", "the call")
INCIDENT = _clock(
    "incident",
    "Decide whether a wrong list must be reported",
    Hours(72),
    "the list is recalled",
    "recall, after UK GDPR article 33",
)

# School days after the release by which each rung of the ladder is climbed (FD 5.6).
LADDER = (("REMINDED", 3), ("CALL", 6), ("HEAD", 8), ("TRUST", 15))
