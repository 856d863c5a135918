"""The letter that tells a sender of a decision, in the words allowed (FD 1.6, FD-14)."""

from dataclasses import dataclass
from datetime import datetime

from breakwater.partnership.organisations.levels import COORDINATOR, COORDINATORS, LEVELS
from breakwater.partnership.organisations.models import Area

from ..models import Outcome
from ..services import WAITS_FOR_ACCEPTANCE
from ..who_to_call import reach_now

# The public hears that we looked, and nothing about the family (FD 1.6).
WORDS_FOR_THE_PUBLIC = "We have looked into what you told us. Thank you for telling us."

WORDS_FOR_PROFESSIONALS = {
    Outcome.ADVICE: "Information or advice given",
    Outcome.SIGNPOST: "Signposted to universal services",
    Outcome.BY_REFERRER: f"Early help at {LEVELS[2].name}, which you are asked to start: a co-ordinator helps you",
    Outcome.TIER2: f"Early help at {LEVELS[2].name}: offered to the {COORDINATORS}",
    Outcome.TIER3: f"{LEVELS[3].offer.capitalize()}: offered to the team",
    Outcome.ASSESSMENT: "Passed to children's social care",
    Outcome.STRATEGY: "Passed to children's social care",
    Outcome.PROTECTION: "Passed to children's social care",
    Outcome.OPEN_CASE: "Passed to the allocated worker",
    Outcome.SPECIALIST_SERVICE: "Passed to a specialist service",
    Outcome.SPECIALIST: "Specialist route",
    Outcome.TRANSFER: "Passed to another authority",
    Outcome.NO_FURTHER: "No further action after screening",
    Outcome.DUPLICATE: "Recorded together with an earlier contact",
}
TIER = {
    Outcome.SIGNPOST: LEVELS[1].words,
    Outcome.BY_REFERRER: LEVELS[2].words,
    Outcome.TIER2: LEVELS[2].words,
    Outcome.TIER3: LEVELS[3].words,
    Outcome.ASSESSMENT: LEVELS[4].words,
    Outcome.STRATEGY: LEVELS[4].words,
    Outcome.PROTECTION: LEVELS[4].words,
}
UNTIL_ACCEPTED = "The {mash}, until the service named above has accepted. You read here when it has."
NOBODY_NEW = "Nobody new. The {mash} has finished its part."
STAY_IN_TOUCH = "Continue with your own part. Expect to be asked for information. Tell the {mash}{on_number} at once if something changes."
EXPECTED = {
    Outcome.ADVICE: "Do as advised above, and keep watching. Make a new contact if you are more worried.",
    Outcome.SIGNPOST: "Help the family to reach the service named above. Make a new contact if you are more worried.",
    Outcome.BY_REFERRER: f"Start early help with the family. A {COORDINATOR} calls you to help.",
    Outcome.TIER2: "Stay in touch with the family. The co-ordinators will ask you to join the team around the family.",
    Outcome.TRANSFER: "Continue with your own part. Expect to be asked for information. If something changes, tell the {mash}{on_number} "
    "until the other authority has it, and that authority from then on.",
    Outcome.NO_FURTHER: "Continue with your own support, and keep watching. Make a new contact if you are more worried.",
    Outcome.DUPLICATE: "Nothing more. What you sent is kept with the earlier contact.",
}
# Where a decision, or whoever sent it, names somebody who must not be told: without whom and without why (SG-27).
NOT_YET = "Do not tell the family yet."
NOT_TO_TELL = f"{NOT_YET} Call the {{mash}}{{on_number}} before you say anything to them."
IF_YOU_DISAGREE = (
    "If you disagree, say so today: call the {mash}{on_number} and ask for a Re-think, giving the reference. If that does not settle it, "
    "your safeguarding lead takes it up the escalation steps. Until it is settled, keep the child safe as you see it."
)


@dataclass(frozen=True)
class Office:
    """The front door of an area as its senders read of it: a bare "the MASH" may be their own area's, and is not meant."""

    mash: str
    number: str = ""

    @property
    def said(self) -> str:
        return ", ".join(filter(None, [self.mash, self.number]))

    def put_into(self, words: str) -> str:
        return words.format(mash=self.mash, on_number=f" on {self.number}" if self.number else "")


def office_of(area: Area, *, at: datetime) -> Office:
    """The area's own front door and the number of its office, whichever area the sender is of (SG-08)."""
    office = reach_now(at, area=area).office
    return Office(f"{area.name} MASH", office.telephone if office else "")


def letter_fields(outcome: Outcome, words: str, office: Office, *, not_to_tell: bool = False) -> dict[str, str]:
    """The letter in fields: everything a sender reads of a decision, and nothing else (FD-14).

    `not_to_tell`: somebody of the family must not be told, so what is expected begins with a line that says so.
    """
    passed = outcome in WAITS_FOR_ACCEPTANCE
    expected = EXPECTED.get(outcome, STAY_IN_TOUCH)
    return {
        "outcome": outcome.value,
        "outcome_words": WORDS_FOR_PROFESSIONALS.get(outcome, outcome.label)[:120],
        "tier": TIER.get(outcome, ""),
        "reasons": words,
        "responsible": office.put_into(UNTIL_ACCEPTED if passed else NOBODY_NEW),
        "expected": office.put_into(f"{NOT_TO_TELL}\n{expected}" if not_to_tell else expected),
        "challenge": office.put_into(IF_YOU_DISAGREE),
    }
