"""Whether what someone looks for sounds as if somebody may be in danger: then whom to ring stands before anything that was found."""

import re

from breakwater.partnership.organisations.models import ContactPoint

from . import presenting
from .childs_data import plain

# Beginnings of words, as people type them when they look for help. Too many is right: nothing is hidden by it.
SOUNDS = re.compile(
    r"\b(abus|assault|attack|beat(s|en|ing)?\b|bleed|bruis|burn(s|ed|t)?\b|chok|cut(s|ting)?\b|danger|die\b|dying|domestic viol|dv\b|emergenc|"
    r"grab|groom|harm|hit(s|ting)?\b|hurt|kick|kill|knife|knives|molest|neglect|overdos|punch|rape|raping|run(ning)? away|scare|scar(ed|y)\b|"
    r"self.?harm|sex(ual)? |shak(e|en|ing)\b|slap|smack|strangl|suicid|threat|touch|trafficked|violen|want to die|weapon)"
)


def sounds_urgent(words: str) -> bool:
    return bool(SOUNDS.search(f"{plain(words)} "))


def helplines(today) -> list[ContactPoint]:
    """National helplines in force, as the front page shows them."""
    return list(presenting.points_on(today).filter(area=None, purpose=ContactPoint.Purpose.HELPLINE))
