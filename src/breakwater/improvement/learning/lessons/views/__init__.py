"""Pages of lessons: recommendations and reviews for the partnership, answers, and what everyone reads."""

from . import answers, briefings, keeping, over_time, public, reading, showing

VIEWS = (
    *over_time.VIEWS,
    *keeping.VIEWS,
    *showing.VIEWS,
    *answers.VIEWS,
    *briefings.VIEWS,
    *reading.VIEWS,
    *public.VIEWS,
)
