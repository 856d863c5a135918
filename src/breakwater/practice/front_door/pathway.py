"""The stages of a contact and the clocks of the front door, each with its source."""

from breakwater.casework.clocks.rules import ClockRule, Guidance, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import WorkingDays

CONTACT = "contact"

PATHWAYS.register(
    CONTACT,
    Pathway(
        key=CONTACT,
        noun="contact",
        prefix="C",
        url_name="front_door:contact",
        offered_to=(),  # a contact moves on by its decision alone, which says why and starts no second way past it
        ends_on_its_own_page=True,
        stages=(
            Stage("received", "Received", ("screening", "decided")),
            Stage("screening", "Screening", ("decided", "received")),
            Stage("decided", "Decided", ("handed_on", "closed", "screening")),
            Stage("handed_on", "Handed on", ("closed", "decided")),
            Stage("closed", "Closed", is_end=True),
        ),
    ),
)

DECISION = register_clock(
    ClockRule(
        key="front_door.decision",
        label="Decision on next steps",
        allows=WorkingDays(1),
        starts_when="the contact is received",
        source=Guidance("Working Together to Safeguard Children", edition="2023", chapter=3, heading="Referral"),
    )
)

REFERRAL = "referral"

# What a social care team holds in Breakwater while its own record is kept in another system.
PATHWAYS.register(
    REFERRAL,
    Pathway(
        key=REFERRAL,
        noun="referral",
        prefix="R",
        url_name="casework:case",
        stages=(
            Stage("open", "Open", ("closed",)),
            Stage("closed", "Closed", is_end=True),
        ),
    ),
)
