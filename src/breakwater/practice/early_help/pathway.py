"""The stages of an early help episode and its clocks, each with its source."""

from breakwater.casework.clocks.rules import ClockRule, LocalAgreement, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.partnership.organisations.levels import COORDINATORS

EPISODE = "early_help"

PATHWAYS.register(
    EPISODE,
    Pathway(
        key=EPISODE,
        noun="early help episode",
        prefix="E",
        url_name="early_help:episode",
        offered_to=("front_door", "early_help"),  # whatever is more than early help passes the front door
        stages=(
            Stage("offered", "Agreement to be asked", ("agreed", "active", "closed")),
            Stage("agreed", "Lead professional to be found", ("active", "closed", "offered")),
            Stage("active", "Active", ("agreed", "offered", "closed")),
            Stage("closed", "Closed", is_end=True),
        ),
    ),
)

ADVICE = "advice"

# A child whom nobody named when advice was asked, named after all: carried to the front door, and closed with that.
PATHWAYS.register(
    ADVICE,
    Pathway(
        key=ADVICE,
        noun="advice",
        prefix="N",
        offered_to=("front_door",),
        stages=(Stage("open", "Named after all", ("closed",)), Stage("closed", "At the MASH", is_end=True)),
    ),
)

CALL = "early_help_call"

# Somebody wanted to start early help where a family has it already, or has a social worker: the co-ordinators call them.
PATHWAYS.register(
    CALL,
    Pathway(
        key=CALL,
        noun="call about early help",
        offered_to=(),
        prefix="T",
        stages=(Stage("open", "To be called", ("closed",)), Stage("closed", "Called", is_end=True)),
    ),
)

CALL_STARTER = register_clock(
    ClockRule(
        key="early_help.call_starter",
        label="Call whoever wanted to start early help",
        allows=WorkingDays(1),
        starts_when="somebody wants to start early help where someone works with the child already",
        source=LocalAgreement(f"{COORDINATORS}' practice standard", section="one assessment for a family"),
    )
)

CALL_FAMILY = register_clock(
    ClockRule(
        key="early_help.call_family",
        label="Speak with the family: do they agree, what do they want",
        allows=WorkingDays(2),
        starts_when="the episode opens",
        source=LocalAgreement(f"{COORDINATORS}' practice standard", section="task 2"),
    )
)

FIND_LEAD = register_clock(
    ClockRule(
        key="early_help.find_lead",
        label="Lead professional found and accepted",
        allows=WorkingDays(5),
        starts_when="the episode opens",
        source=LocalAgreement(f"{COORDINATORS}' practice standard", section="task 5"),
    )
)

STANDARD = "Early help practice standard"

ASSESS = register_clock(
    ClockRule(
        key="early_help.assess",
        label="Assessment complete",
        allows=WorkingDays(20),
        starts_when="the family agrees to it",
        source=LocalAgreement(STANDARD, section="assessment"),
    )
)

FIRST_MEETING = register_clock(
    ClockRule(
        key="early_help.first_meeting",
        label="First meeting of the team around the family",
        allows=WorkingDays(15),
        starts_when="the family agrees to the assessment",
        source=LocalAgreement(STANDARD, section="meetings"),
    )
)

PLAN = register_clock(
    ClockRule(
        key="early_help.plan",
        label="Plan made, and a copy with the family",
        allows=WorkingDays(5),
        starts_when="the first meeting is held",
        source=LocalAgreement(STANDARD, section="plan"),
    )
)

REVIEW = register_clock(
    ClockRule(
        key="early_help.review",
        label="Review of the plan",
        allows=WorkingDays(30),
        starts_when="the plan is made, and each review after it",
        source=LocalAgreement(
            STANDARD, section="reviews: six weeks (30 working days) or the day agreed, never more than eight"
        ),
    )
)

ANSWER_FAMILY = register_clock(
    ClockRule(
        key="early_help.answer_family",
        label="Answer what the family wrote",
        allows=WorkingDays(2),
        starts_when="someone of the family writes by their link",
        source=LocalAgreement(STANDARD, section="messages of families"),
    )
)

MOVED_ON = register_clock(
    ClockRule(
        key="early_help.moved_on",
        label="Receipt from the area that the family moved to",
        allows=WorkingDays(5),
        starts_when="the episode of a family that moved away is closed before anyone there has said that they have it",
        source=LocalAgreement(STANDARD, section="families that move away; to be confirmed by each area"),
        outlives_case=True,
    )
)

# Working days after a review or an action of the plan was due, by which each rung is climbed. FD 4.9 gives the rungs; the
# days are a local rule: "Early help practice standard", section "chasing", to be confirmed by each area.
LADDER = (("OWNER", 1), ("LEAD", 3), ("COORDINATOR", 5), ("MANAGER", 10))
