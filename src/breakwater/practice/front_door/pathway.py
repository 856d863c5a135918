"""The stages of a contact and the clocks of the front door, each with its source."""

from breakwater.casework.clocks.rules import ClockRule, Guidance, LocalAgreement, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import Hours, Minutes, WorkingDays, WorkingHours

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
            Stage(
                "decided",
                "Decided",
                ("handed_on", "on_open_case", "closed", "duplicate", "recorded_in_error", "screening"),
            ),
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

_MASH_STAGES = LocalAgreement("MASH protocol", section="stages of triage; to be confirmed by each area")
_RATINGS = LocalAgreement(
    "MASH timescales and rating policy", section="decision by rating; to be confirmed by each area"
)

# The MASH's own times run beside the statutory one and never move it (TR-01). Red is worked past closing and counts at any
# hour (TR-02); amber and green are due with the statutory decision; blue has no target.
RATED = {
    "RED": register_clock(
        ClockRule(
            key="front_door.rated_red",
            label="Rated red: decide",
            allows=Hours(4),
            starts_when="the contact is received, or is rated higher later; worked past closing time",
            source=_RATINGS,
            in_danger=True,
        )
    ),
    "AMBER": register_clock(
        ClockRule(
            key="front_door.rated_amber",
            label="Rated amber: decide",
            allows=WorkingDays(1),
            starts_when="the contact is received, or is rated higher later",
            source=_RATINGS,
        )
    ),
    "GREEN": register_clock(
        ClockRule(
            key="front_door.rated_green",
            label="Rated green: decide",
            allows=WorkingDays(1),
            starts_when="the contact is received",
            source=_RATINGS,
        )
    ),
}
ONWARD = register_clock(
    ClockRule(
        key="front_door.onward",
        label="Rated green: taken on by the service",
        allows=Hours(72),
        starts_when="it is decided and offered onwards; this is no time to decide in (TR-01)",
        source=_RATINGS,
    )
)
BASIC_CHECKS = register_clock(
    ClockRule(
        key="front_door.basic_checks",
        label="Basic checks: who it is, and what is known",
        allows=WorkingHours(2),
        starts_when="the contact is received",
        source=_MASH_STAGES,
    )
)
BASIC_CHECKS_NOW = register_clock(
    ClockRule(
        key="front_door.basic_checks_now",
        label="Basic checks, a child in danger: who it is, and what is known",
        allows=WorkingHours(1),
        starts_when="a contact says that a child is in danger now, or what it says is rated red",
        source=_MASH_STAGES,
        in_danger=True,
    )
)
FIRST_RATING = register_clock(
    ClockRule(
        key="front_door.first_rating",
        label="First rating",
        allows=WorkingHours(2),
        starts_when="the contact is received",
        source=_MASH_STAGES,
    )
)
FIRST_RATING_NOW = register_clock(
    ClockRule(
        key="front_door.first_rating_now",
        label="First rating, a child in danger",
        allows=Minutes(30),
        starts_when="a contact says that a child is in danger now, or what it says is rated red",
        source=_MASH_STAGES,
        in_danger=True,
    )
)
OPEN_CASE_ROUTED = register_clock(
    ClockRule(
        key="front_door.open_case_routed",
        label="Pass to the worker of the open case",
        allows=Hours(1),
        starts_when="it is known that social care has an open case of the child",
        source=LocalAgreement("Contacts on open cases", section="to the worker within the hour; to be confirmed"),
    )
)
OF_THE_MASH = (*RATED.values(), BASIC_CHECKS, BASIC_CHECKS_NOW, FIRST_RATING, FIRST_RATING_NOW, OPEN_CASE_ROUTED)

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
        source=LocalAgreement(
            "Feedback to referrers", section="3 working days, 5 at most; to be confirmed by each area"
        ),
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
        source=LocalAgreement(
            "Child protection plans moving between areas", section="transfer-in conference; to be confirmed"
        ),
    )
)

ALLEGATION = "allegation"

PATHWAYS.register(
    ALLEGATION,
    Pathway(
        key=ALLEGATION,
        noun="allegation",
        prefix="L",
        url_name="front_door:allegation",
        offered_to=(),  # it stays with its named readers
        ends_on_its_own_page=True,
        stages=(
            Stage("received", "Received", ("taken_up", "closed")),
            Stage("taken_up", "Taken up", ("closed",)),
            Stage("closed", "Closed", is_end=True),
        ),
    ),
)

OFFICER_NOTICE = register_clock(
    ClockRule(
        key="front_door.officer_notice",
        label="Take up the allegation",
        allows=WorkingDays(1),
        starts_when="the allegation is received",
        source=Guidance(
            "Working Together to Safeguard Children", edition="2023", chapter=4, heading="People in positions of trust"
        ),
    )
)

# SG-04: "in danger now" outside hours pages emergency duty; unanswered, it goes to the next post.
EMERGENCY = register_clock(
    ClockRule(
        key="front_door.emergency",
        label="Emergency duty answers the page",
        allows=Minutes(15),
        starts_when="a child is said to be in danger now while the office is closed",
        source=LocalAgreement("Emergency duty protocol", section="answering a page; to be confirmed by each area"),
    )
)

PASSING = register_clock(
    ClockRule(
        key="front_door.passing",
        label="Receipt from the other authority",
        allows=WorkingDays(1),
        starts_when="the contact is passed over the boundary",
        source=LocalAgreement(
            "Contacts about children who live in another area", section="receipt; to be confirmed by the four areas"
        ),
    )
)

STRATEGY_CASE = "strategy"

PATHWAYS.register(
    STRATEGY_CASE,
    Pathway(
        key=STRATEGY_CASE,
        noun="strategy discussion",
        prefix="SD",
        url_name="front_door:strategy",
        offered_to=(),
        ends_on_its_own_page=True,
        stages=(
            Stage("called", "Called", ("recorded", "not_held")),
            Stage("recorded", "Recorded, actions open", ("concluded",)),
            Stage("concluded", "Concluded", is_end=True),
            Stage("not_held", "Not held", is_end=True),
        ),
    ),
)

_WORKING_TOGETHER = {"title": "Working Together to Safeguard Children", "edition": "2023", "chapter": 3}
STRATEGY_NOW = register_clock(
    ClockRule(
        key="front_door.strategy_now",
        label="Hold the strategy discussion now",
        allows=Hours(4),  # the same day, said so that it also holds at night
        starts_when="it is called for immediate harm; worked past closing time",
        source=LocalAgreement("MASH protocol", section="strategy discussions; to be confirmed by each area"),
    )
)
STRATEGY = register_clock(
    ClockRule(
        key="front_door.strategy",
        label="Hold the strategy discussion",
        allows=WorkingDays(1),
        starts_when="it is called",
        source=LocalAgreement("MASH protocol", section="strategy discussions; to be confirmed by each area"),
    )
)
CIRCULATE = register_clock(
    ClockRule(
        key="front_door.strategy_minute",
        label="Circulate the record of the strategy discussion",
        allows=WorkingDays(1),
        starts_when="it was held",
        source=Guidance(**_WORKING_TOGETHER, heading="Strategy discussion"),
    )
)
CONFERENCE = register_clock(
    ClockRule(
        key="front_door.conference",
        label="Initial child protection conference",
        allows=WorkingDays(15),
        starts_when="the strategy discussion that began the enquiry was held",
        source=Guidance(**_WORKING_TOGETHER, heading="Initial child protection conferences"),
    )
)
