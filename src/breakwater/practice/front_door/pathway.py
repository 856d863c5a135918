"""The stages of a contact and the clocks of the front door, each with its source."""

from breakwater.casework.clocks.rules import ClockRule, Guidance, LocalAgreement, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import Hours, WorkingDays

CONTACT = "contact"
TO_DECIDE = ("received", "screening", "gathering", "analysing")  # stages in which nobody has decided yet

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
            Stage("screening", "Screening", ("gathering", "analysing", "decided", "received")),
            Stage("gathering", "Gathering information", ("analysing", "screening", "decided")),
            Stage("analysing", "Analysing", ("gathering", "screening", "decided")),
            Stage("decided", "Decided", ("handed_on", "on_open_case", "closed", "duplicate", "recorded_in_error", "screening")),
            Stage("on_open_case", "Contact on an open case", ("handed_on", "screening")),
            Stage("handed_on", "Handed on", ("closed",)),
            Stage("closed", "Closed", is_end=True),
            Stage("duplicate", "Duplicate", is_end=True),
            Stage("recorded_in_error", "Recorded in error", is_end=True),
        ),
    ),  # FD 9. Nothing closes undecided; what came back declined is screened again.
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

ACKNOWLEDGE = register_clock(
    ClockRule(
        key="front_door.acknowledge",
        label="Tell the sender that we have it",
        allows=WorkingDays(1),
        starts_when="the contact is received",
        source=Guidance("Working Together to Safeguard Children", edition="2023", chapter=3, heading="Referral"),
    )
)

# An area may agree another number of days, five at most (FeedbackPromise); then that agreement is the source.
FEEDBACK = register_clock(
    ClockRule(
        key="front_door.feedback",
        label="Tell the sender what was decided",
        allows=WorkingDays(3),
        starts_when="the contact is decided",
        source=LocalAgreement("Feedback to referrers", section="3 working days, 5 at most; to be confirmed by each area"),
    )
)

WRITTEN_FORM = register_clock(
    ClockRule(
        key="front_door.written_form",
        label="Written form after a call",
        allows=Hours(48),
        starts_when="a professional rings",
        source=LocalAgreement("Inter-agency contact procedure", section="professional's written form after a call"),
    )
)

TRANSFER_IN = register_clock(
    ClockRule(
        key="front_door.transfer_in",
        label="Transfer-in conference",
        allows=WorkingDays(15),
        starts_when="another area tells us that a child with a protection plan moves here",
        source=LocalAgreement("Child protection plans moving between areas", section="transfer-in conference; to be confirmed"),
    )
)
