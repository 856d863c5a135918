"""The stages of what the front door holds, and its clocks, each with its source."""

from breakwater.casework.clocks.rules import ClockRule, Guidance, LocalAgreement, register_clock
from breakwater.casework.handovers.operations import OFFER_DECLINED
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import Hours, Limit, Minutes, WorkingDays, WorkingHours

CONTACT = "contact"
TO_SCREEN = ("received", "screening", "gathering", "analysing")  # stages in which the screeners have it
READY = "ready"  # a screener has handed it to a manager, who decides it or sends it back
TO_DECIDE = (*TO_SCREEN, READY)  # stages in which nobody has decided yet

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
            Stage("screening", "Screening", ("gathering", "analysing", READY, "decided", "received")),
            Stage("gathering", "Information gathering", ("analysing", "screening", READY, "decided")),
            Stage("analysing", "Analysing", ("gathering", "screening", READY, "decided")),
            Stage(READY, "Ready for decision", ("decided", "analysing", "gathering", "screening")),
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


def _clock(
    key: str, label: str, allows: Limit, starts_when: str, source: Guidance | LocalAgreement, in_danger: bool = False
) -> ClockRule:
    """A row of the tables below."""
    return register_clock(
        ClockRule(
            key=f"front_door.{key}",
            label=label,
            allows=allows,
            starts_when=starts_when,
            source=source,
            in_danger=in_danger,
        )
    )


def _working_together(chapter: int, heading: str) -> Guidance:
    return Guidance("Working Together to Safeguard Children", edition="2023", chapter=chapter, heading=heading)


_RECEIVED = "the contact is received"
_REFERRAL = _working_together(3, "Referral")
_STAGES = LocalAgreement("MASH protocol", section="stages of triage; to be confirmed by each area")
_RATINGS = LocalAgreement(
    "MASH timescales and rating policy", section="decision by rating; to be confirmed by each area"
)
_DISCUSSIONS = LocalAgreement("MASH protocol", section="strategy discussions; to be confirmed by each area")
_IN_DANGER = "a contact says that a child is in danger now, or what it says is rated red"

# fmt: off
# The contact. The MASH's own times run beside the statutory one and never move it (TR-01). Red is worked past closing and
# counts at any hour (TR-02); amber and green are due with the statutory decision; blue has no target.
DECISION = _clock("decision", "Decision on next steps", WorkingDays(1), _RECEIVED, _REFERRAL)
RATED = {
    "RED": _clock("rated_red", "Rated red: decide", Hours(4),
                  "the contact is received, or is rated higher later; worked past closing time", _RATINGS,
                  in_danger=True),
    "AMBER": _clock("rated_amber", "Rated amber: decide", WorkingDays(1),
                    "the contact is received, or is rated higher later", _RATINGS),
    "GREEN": _clock("rated_green", "Rated green: decide", WorkingDays(1), _RECEIVED, _RATINGS),
}
ONWARD = _clock("onward", "Rated green: taken on by the service", Hours(72),
                "it is decided and offered onwards; this is no time to decide in (TR-01)", _RATINGS)
BASIC_CHECKS = _clock("basic_checks", "Basic checks: who it is, and what is known", WorkingHours(2), _RECEIVED, _STAGES)
BASIC_CHECKS_NOW = _clock("basic_checks_now", "Basic checks, a child in danger: who it is, and what is known",
                          WorkingHours(1), _IN_DANGER, _STAGES, in_danger=True)
FIRST_RATING = _clock("first_rating", "First rating", WorkingHours(2), _RECEIVED, _STAGES)
FIRST_RATING_NOW = _clock("first_rating_now", "First rating, a child in danger", Minutes(30), _IN_DANGER, _STAGES,
                          in_danger=True)
OPEN_CASE_ROUTED = _clock(
    "open_case_routed", "Pass to the worker of the open case", Hours(1),
    "it is known that social care has an open case of the child",
    LocalAgreement("Contacts on open cases", section="to the worker within the hour; to be confirmed"))
OF_THE_MASH = (*RATED.values(), BASIC_CHECKS, BASIC_CHECKS_NOW, FIRST_RATING, FIRST_RATING_NOW, OPEN_CASE_ROUTED)

# Its sender. An area may agree another number of days to tell them, five at most (FeedbackPromise): then that is the source.
ACKNOWLEDGE = _clock("acknowledge", "Tell the referrer that we have it", WorkingDays(1), _RECEIVED, _REFERRAL)
FEEDBACK = _clock(
    "feedback", "Tell the referrer what was decided", WorkingDays(3), "the contact is decided",
    LocalAgreement("Feedback to referrers", section="3 working days, 5 at most; to be confirmed by each area"))
WRITTEN_FORM = _clock(
    "written_form", "Written form after a call", Hours(48), "a professional calls",
    LocalAgreement("Inter-agency contact procedure", section="professional's written form after a call"))

# Another area.
TRANSFER_IN = _clock(
    "transfer_in", "Transfer-in conference", WorkingDays(15),
    "another area tells us that a child with a protection plan moves here",
    LocalAgreement("Child protection plans moving between areas", section="transfer-in conference; to be confirmed"))
PASSING = _clock(
    "passing", "Receipt from the other authority", WorkingDays(1), "the contact is referred to another authority",
    LocalAgreement("Contacts about children who live in another area", section="receipt; to be confirmed by the four areas"))

# An allegation, and emergency duty: "in danger now", or what cannot wait, outside hours pages them; unanswered, it goes to the next post (SG-04).
OFFICER_NOTICE = _clock("officer_notice", "Take up the allegation", WorkingDays(1), "the allegation is received",
                        _working_together(4, "People in positions of trust"))
FIRST_STEPS = _clock(
    "officer_first_steps", "Record who in the employer may know, and the children's immediate safety", WorkingDays(1),
    "the allegation is received", _working_together(4, "People in positions of trust"))
EMPLOYER_TOLD = _clock(
    "employer_told", "Tell those of the employer who may know", WorkingDays(1), "the LADO records who may know",
    LocalAgreement("LADO procedure", section="first discussion with the employer; to be confirmed by each area"))
EMERGENCY = _clock(
    "emergency", "Emergency duty answers the page", Minutes(15),
    "a child is said to be in danger now, or not to be able to wait, while the office is closed",
    LocalAgreement("Emergency duty protocol", section="answering a page; to be confirmed by each area"))

# A strategy discussion. The first is for the same day, said so that it also holds at night.
STRATEGY_NOW = _clock("strategy_now", "Hold the strategy discussion now", Hours(4),
                      "it is called for immediate harm; worked past closing time", _DISCUSSIONS)
STRATEGY = _clock("strategy", "Hold the strategy discussion", WorkingDays(1), "it is called", _DISCUSSIONS)
CIRCULATE = _clock("strategy_minute", "Circulate the record of the strategy discussion", WorkingDays(1), "it was held",
                   _working_together(3, "Strategy discussion"))
CONFERENCE = _clock("conference", "Initial child protection conference", WorkingDays(15),
                    "the strategy discussion that began the enquiry was held",
                    _working_together(3, "Initial child protection conferences"))
# fmt: on


DUTIES = (DECISION.key, OFFER_DECLINED.key)


SOONER = (RATED["RED"].key, FIRST_RATING_NOW.key, OPEN_CASE_ROUTED.key)  # the MASH's own times that end before the duty
