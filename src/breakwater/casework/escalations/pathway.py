"""The stages of a disagreement, and the clock of each with its source."""

from breakwater.casework.clocks.rules import ClockRule, LocalAgreement, register_clock
from breakwater.casework.pathways.registry import PATHWAYS, Pathway, Stage
from breakwater.foundation.dates.limits import WorkingDays

ESCALATION = "escalation"
SETTLED, WITHDRAWN = "settled", "withdrawn"
LADDER = ("rethink", "stage1", "stage2", "stage3", "stage4")
LAST = LADDER[-1]

# Who speaks with whom at each stage (FD 2.11).
WHO = {
    "rethink": "Both practitioners, with someone to facilitate",
    "stage1": "Practitioner to practitioner",
    "stage2": "Line managers or safeguarding leads",
    "stage3": "Senior managers or designated professionals",
    "stage4": "The partnership: business manager, independent scrutineer, executive",
}
OF_MANAGERS = ("stage2", "stage3")
LABELS = {"rethink": "Re-think", "stage1": "Stage 1", "stage2": "Stage 2", "stage3": "Stage 3", "stage4": "Stage 4"}

PATHWAYS.register(
    ESCALATION,
    Pathway(
        key=ESCALATION,
        noun="disagreement",
        prefix="D",
        url_name="casework:escalation",
        offered_to=(),
        ends_on_its_own_page=True,
        stages=(
            *(
                Stage(key, LABELS[key], (*LADDER[place + 1 : place + 2], SETTLED, WITHDRAWN))
                for place, key in enumerate(LADDER)
            ),
            Stage(SETTLED, "Settled", is_end=True),
            Stage(WITHDRAWN, "Withdrawn", is_end=True),
        ),
    ),
)

_PROCEDURE = LocalAgreement(
    "HIPS professional differences and escalation procedure", section="stage timings, indicative"
)
RULES = {
    stage: register_clock(
        ClockRule(
            key=f"casework.escalation_{stage}",
            label=f"Disagreement: answer at {LABELS[stage]}",
            allows=WorkingDays(days),
            starts_when=f"{LABELS[stage]} begins",
            source=LocalAgreement("Portsmouth Re-think") if stage == "rethink" else _PROCEDURE,
        )
    )
    for stage, days in {"rethink": 2, "stage1": 1, "stage2": 2, "stage3": 3, "stage4": 5}.items()
}


def after(stage: str) -> str | None:
    """The stage that follows on the ladder; None after the last."""
    place = LADDER.index(stage)
    return LADDER[place + 1] if place + 1 < len(LADDER) else None
