"""Where each section of a report is drawn from."""

from ..facts import Drawers
from . import audits, boards, learning, plans

DRAWERS: Drawers = {
    "done": (plans.work_done, learning.reviews_published, learning.services),
    "contributions": (boards.attendance, boards.money_by_partner, plans.actions_closed),
    "themes": (learning.themes, plans.scrutiny_findings, audits.rounds, audits.case_audits),
    "impact": (plans.outcomes, learning.training_change),
    "slow": (plans.slow,),
    "incidents": (learning.serious_incidents, learning.deaths),
    "decisions": (boards.decisions, boards.challenges, plans.escalations),
    "voice": (plans.voices,),
    "costs": (boards.costs,),
    "education": (boards.education, learning.education_training),
    "information": (boards.agreements, plans.measured),
    "scrutiny": (plans.scrutiny_impact,),
    "arrangements": (boards.arrangements_facts,),
    "reforms": (learning.national_reviews,),
}
