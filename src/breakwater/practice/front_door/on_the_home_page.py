"""What the home page of the site says first: who answers about a child this minute."""

from datetime import datetime

from breakwater.knowledge.content.registry import CALLED, CallNow

from .who_to_call import NoFrontDoor, reach_now


@CALLED.register("front_door")
def who_answers(at: datetime) -> CallNow | None:
    """The number of this hour."""
    try:
        reach = reach_now(at)
    except NoFrontDoor:
        return None
    if reach.number is None:
        return None
    words = (
        f"Someone answers until {reach.until_words}."
        if reach.is_open
        else "Our office is closed. Someone still answers."
    )
    if not reach.is_open and reach.opens_words:
        words += f" The office opens at {reach.opens_words}."
    return CallNow(reach.number.telephone, reach.number.label, words)
