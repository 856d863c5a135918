"""What rows here share: how they are handled, ages and what a need is about."""

from datetime import date, datetime

from django.db import models

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import Handling, Sensitivity

PLANNED = Handling(
    Sensitivity.INTERNAL, keep="Kept for good: what was known of need, and what was decided of it, is asked years later"
)


def is_over(starts_on: date, at: datetime) -> bool:
    """Whether a quarter had ended at a moment."""
    return london_date(at) >= months_later(starts_on, 3)


class AgeBand(models.TextChoices):
    ALL = "0-17", "All ages, 0 to 17"
    EARLY = "0-4", "0 to 4"
    PRIMARY = "5-10", "5 to 10"
    SECONDARY = "11-15", "11 to 15"
    OLDER = "16-17", "16 and 17"

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and the oldest."""
        youngest, oldest = self.value.split("-")
        return int(youngest), int(oldest)


class Domain(models.TextChoices):
    """What a need is about (PL 5.2)."""

    POPULATION = "POPULATION", "Population"
    DEPRIVATION = "DEPRIVATION", "Deprivation"
    EARLY_YEARS = "EARLY_YEARS", "Early years"
    PARENTS = "PARENTS", "Parental factors"
    HARM = "HARM", "Harm"
    OUTSIDE_HOME = "OUTSIDE_HOME", "Harm outside the home"
    EDUCATION = "EDUCATION", "Education"
    HEALTH = "HEALTH", "Health"
    VOICE = "VOICE", "Voice"
