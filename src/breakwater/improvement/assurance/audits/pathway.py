"""The days of a round, each with its source. Reminders 10 and 3 working days before are the self-assessment's own (PL 12, K15)."""

from collections.abc import Mapping

from ..models import Chase

# Working days after the day by which a return is due -> who is told (K15, local).
ESCALATES: Mapping[int, Chase.Step] = {1: Chase.Step.AFTER_1, 5: Chase.Step.AFTER_5}
# Working days before it of the self-assessment's first reminder: what is asked at shorter notice has no reminder half way.
FIRST_REMINDER = 10
# Months after its report at which a moderated audit is looked at again (K16, local).
FOLLOW_UPS = (3, 6)
# Why a day is as it is, by what it is of or by the months between two rounds: K15, K16, K12 and K17 of PL 12.
BECAUSE = {
    "chase": "Half way, 10 and 3 working days before the day, and 1 and 5 after it (set locally)",
    "follow_up": "3 and 6 months after the report (set locally)",
    24: "Every two years, as compact audits of partnerships are",
    12: "Annual review of policies and procedures, Keeping children safe in education",
}
POWER = "section 16H of the Children Act 2004"
