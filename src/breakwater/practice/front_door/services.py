"""Which service takes a child on after each outcome, and what its decision starts."""

from .models import Outcome

PASSED_TO = {
    Outcome.TIER2: "early_help",
    Outcome.TIER3: "targeted_support",
    Outcome.ASSESSMENT: "assessment",
    Outcome.STRATEGY: "strategy",
    Outcome.PROTECTION: "strategy",
    Outcome.OPEN_CASE: "allocated_worker",
    Outcome.SPECIALIST: "specialist",
}

# What may be decided where nobody could find out who the child is.
WITHOUT_A_CHILD = {Outcome.ADVICE, Outcome.SIGNPOST, Outcome.NO_FURTHER, Outcome.DUPLICATE}

# Help that is voluntary: it cannot be decided without the family's agreement (FD 1.5, TR-12).
NEEDS_AGREEMENT = {Outcome.TIER2, Outcome.TIER3}

WHAT_IT_STARTS = {
    Outcome.ADVICE: "The contact closes. The sender reads your advice.",
    Outcome.SIGNPOST: "The contact closes. The sender reads where to turn.",
    Outcome.TIER2: "The Tier 2 co-ordinators are offered the case and answer by the next working day. You stay responsible until they accept.",
    Outcome.TIER3: "Targeted family support is offered the case. You stay responsible until it accepts.",
    Outcome.ASSESSMENT: "The assessment team is offered a referral. You stay responsible until it accepts and names a worker.",
    Outcome.STRATEGY: "The assessment team is offered a strategy discussion, which it may not decline. Ring it as well.",
    Outcome.PROTECTION: "The assessment team is offered immediate protection, which it may not decline. Ring it now.",
    Outcome.OPEN_CASE: "The allocated worker's team is told and must acknowledge. No new referral is made.",
    Outcome.SPECIALIST: "The specialist intake is offered the case.",
    Outcome.NO_FURTHER: "The contact closes. The sender reads why.",
    Outcome.DUPLICATE: "The contact closes as a duplicate or an error. Nothing is lost.",
}
