"""Which service takes a child on after each outcome, what its decision starts, and when the family's agreement is needed."""

from dataclasses import dataclass

from breakwater.partnership.organisations.levels import COORDINATOR, COORDINATORS, LEVELS

from .models import Outcome

PASSED_TO = {
    Outcome.BY_REFERRER: "early_help",
    Outcome.TIER2: "early_help",
    Outcome.TIER3: "targeted_support",
    Outcome.ASSESSMENT: "assessment",
    Outcome.STRATEGY: "strategy",
    Outcome.PROTECTION: "strategy",
    Outcome.OPEN_CASE: "allocated_worker",
    Outcome.SPECIALIST_SERVICE: "specialist_services",
    Outcome.SPECIALIST: "specialist",
}
# What a strategy discussion hands to the worker of a case that is open: social care may not decline an enquiry (SG-01).
WORKER_OF_AN_ENQUIRY = "allocated_worker_enquiry"
# Out of our hands only when someone has said that they have it: a service that accepts, or another authority's receipt.
WAITS_FOR_ACCEPTANCE = {*PASSED_TO, Outcome.TRANSFER}

# Help that is voluntary: it cannot be decided without the family's agreement (FD 1.5, TR-12).
NEEDS_AGREEMENT = {Outcome.BY_REFERRER, Outcome.TIER2, Outcome.TIER3}
# Protection needs nobody's agreement; that nobody asked has a reason on record (FD 1.5).
PROTECTS = {Outcome.STRATEGY, Outcome.PROTECTION}
# Where a refusal is followed by nothing, a manager says whether the refusal itself raises the concern (FD 1.5).
ENDS = {Outcome.ADVICE, Outcome.SIGNPOST, Outcome.NO_FURTHER}

# Where social care has the case open already, these leave its worker out: the contact goes to that worker (FD 1.7).
PAST_THE_WORKER = {*ENDS, *NEEDS_AGREEMENT, Outcome.ASSESSMENT, Outcome.SPECIALIST_SERVICE}

WHAT_IT_STARTS = {
    Outcome.ADVICE: "The contact closes. The referrer reads your advice.",
    Outcome.SIGNPOST: "The contact closes. The referrer reads where to turn.",
    Outcome.BY_REFERRER: f"The referrer starts early help. A {COORDINATOR} is offered the case, helps them do it, and answers by the next working day.",
    Outcome.TIER2: f"The {COORDINATORS} are offered the case and answer by the next working day. You stay responsible until they accept.",
    Outcome.TIER3: f"{LEVELS[3].offer.capitalize()} is offered the case. You stay responsible until it accepts.",
    Outcome.ASSESSMENT: "The assessment team is offered a referral. You stay responsible until it accepts and names a worker.",
    Outcome.STRATEGY: "The assessment team is offered a strategy discussion, which it may not decline. Call it as well.",
    Outcome.PROTECTION: "The assessment team is offered immediate protection, which it may not decline. Call it now.",
    Outcome.OPEN_CASE: "For a child whose case is open: whoever is allocated is offered it and must accept, social care's team or else who helps in early help. No new referral is made.",
    Outcome.SPECIALIST_SERVICE: "The specialist service you name is offered the case. You stay responsible until it accepts.",
    Outcome.SPECIALIST: "The specialist intake is offered the case.",
    Outcome.TRANSFER: "The authority where the child lives or is gets the contact. You stay responsible until its receipt.",
    Outcome.NO_FURTHER: "The contact closes. The referrer reads why.",
    Outcome.DUPLICATE: "The contact closes as a duplicate or an error. Nothing is lost.",
}


@dataclass(frozen=True)
class Fault:
    """What the agreement rules find wrong: the box it is about, and what to do."""

    box: str
    words: str


def agreement_fault(
    outcome: str,
    *,
    agreement: str,
    chosen: str = "",
    agreement_words: str = "",
    dispensed_because: str = "",
    refusal_considered: str = "",
) -> Fault | None:
    """What the decision table of FD 1.5 forbids, or asks for, with this outcome and this answer of the family (TR-12).

    `agreement` is what holds for one child, `chosen` what was answered for the family: whoever agrees may not have named this child.
    """
    if outcome in NEEDS_AGREEMENT and not (agreement == "AGREES" and agreement_words.strip()):
        if "AGREES" in (agreement, chosen):
            return Fault(
                "agreement_words" if agreement == "AGREES" else "agreement_covers",
                "Nobody’s agreement names this child. Write who agrees for this child, how and when",
            )
        return Fault(
            "agreement", "This help is voluntary. Ask the family first, or choose an outcome that needs no agreement"
        )
    if agreement == "NOT_ASKED" and outcome in PROTECTS and not dispensed_because:
        return Fault("dispensed_because", "Choose why the family was not asked")
    if agreement == "REFUSES" and outcome in {*ENDS, Outcome.ASSESSMENT} and not refusal_considered.strip():
        return Fault(
            "refusal_considered",
            "An assessment needs the family to work with it. Write why this is no section 47 concern and still goes ahead"
            if outcome == Outcome.ASSESSMENT
            else "Write whether the refusal itself raises the concern, and tell the referrer what would change the decision",
        )
    return None
