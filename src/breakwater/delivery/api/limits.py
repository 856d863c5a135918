"""How much one key, and one connection, may ask: counted by the minute."""

from datetime import datetime

from django.conf import settings

from breakwater.foundation.limits import counted

from .problems import Problem

A_MINUTE, AN_HOUR = 60, 3600
OF_A_KEY = settings.BREAKWATER_API_A_MINUTE
OF_A_CONNECTION, BAD_KEYS = OF_A_KEY * 3, OF_A_KEY // 10  # a minute; bad keys are counted by the hour


def count(what: str, who: str, most: int, *, at: datetime, seconds: int = A_MINUTE) -> None:
    """Count one more. Raises Problem 429 with when to try again."""
    so_far, left = counted(f"api.{what}", who, at=at, seconds=seconds)
    if so_far > most:
        raise Problem(429, f"Try again in {left} seconds", headers={"Retry-After": str(left)})
