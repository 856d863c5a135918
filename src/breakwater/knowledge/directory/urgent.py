"""Whether what someone looks for sounds as if somebody may be in danger: then whom to ring stands before anything that was found.

The directory's own search and the one of the whole site ask it alike.
"""

import difflib
import re

from django.db.models import Q

from breakwater.partnership.organisations.models import ContactPoint

from .finding import plain

# Beginnings of words, as people type them when they look for help, in the languages of the site. Too many is right:
# nothing is hidden by it.
ENGLISH = (
    r"abus|acid\b|afraid|assault|attack|beat(s|en|ing)?\b|bleed|blackmail|blood|bruis|bull(y|ied)|burn(s|ed|t)?\b|chok|cut(s|ting)?\b|danger|"
    r"dead\b|death|die[ds]?\b|domestic viol|drown|dv\b|dying|emergenc|end (it|my|his|her|their)\b|exploit|fgm\b|frighten|genital|"
    r"grab|groom|gun(s|man)?\b|hang(ed|ing|s)?\b|harm|hit(s|ting)?\b|honou?r.based|hurt|kick|kidnap|kill|kms\b|knife|knives|lock(s|ed)? (me|us|him|her|them)\b|"
    r"marriage|missing|molest|murder|naked|neglect|nude|(not|never|\w*n.?t) (feel(ing)? )?safe|overdos|pills?\b|poison|punch|rap(e[ds]?|ing|ists?)\b|(ran|run|runs|running) away|"
    r"scar(e|ed|es|ing|s|y)\b|self.?harm|sext|sexual|sex\b|shak(e|en|es|ing)\b|shoot|shot\b|slap|slit|smack|stab|starv|strangl|suffocat|"
    r"suicid|terrified|threat|took (pills|tablets|too)|tortur|touch|traffick|unsafe|violen|want to die|weapon|wrist"
)
FRENCH = (
    r"agress|aide[zr]?.moi|armes?\b|attentat|au secours|batt(re|u)|blesse|coup(s)?\b|couteau|en finir|enlev|excision|fait mal|frapp|fugu|harcel|"
    r"maltrait|mariage|menac|mort[es]?\b|mortel|mourir|noy(er|ee?)\b|peur|saign|se tuer|tue[rs]?\b|urgence|viol\b|viol(e[er]?|ee)\b"
)
DUTCH = (
    r"aanslag|bang\b|bedreig|bloed|bloot|dood|dreig|geslagen|gestoken|gevaar|geweld|gewond|huwelijk|mes\b|mishandel|misbruik|noodgeval|pest(en|t)?\b|"
    r"pijn|schop|sla(at|an|g|ns)\b|sterven|uitbuit|vergif|verdrink|verkracht|vermist|vermoord|wapen|weggelopen|wurg|zelfdod|zelfmoord"
)
SOUNDS = re.compile(rf"\b({ENGLISH}|{FRENCH}|{DUTCH})")
# Long words that are often misspelt, whole, as they are compared with what was typed.
MISSPELT = (
    "abuse",
    "abused",
    "abusive",
    "assaulted",
    "attacked",
    "bullied",
    "bullying",
    "dangerous",
    "drowned",
    "emergency",
    "exploitation",
    "exploited",
    "frightened",
    "grooming",
    "knife",
    "marriage",
    "mishandeld",
    "molested",
    "murdered",
    "neglect",
    "neglected",
    "overdose",
    "poison",
    "scared",
    "shooting",
    "stabbed",
    "strangled",
    "suicidal",
    "suicide",
    "terrified",
    "threatened",
    "tortured",
    "trafficked",
    "unsafe",
    "violence",
    "violent",
    "zelfmoord",
)
ALIKE = 0.84  # of 1: one letter lost or too many, or one wrong in a word of seven; not "shared" for "scared"
LONG = 5  # letters of a word that is compared
READ = 2000  # letters: nobody's sentence is longer


def sounds_urgent(words: str) -> bool:
    said = plain(words[:READ])
    return bool(SOUNDS.search(said)) or any(_misspelt(each) for each in set(re.findall(rf"\w{{{LONG},}}", said)))


def _misspelt(word: str) -> bool:
    return bool(difflib.get_close_matches(word, MISSPELT, n=1, cutoff=ALIKE))


def helplines(today) -> list[ContactPoint]:
    """National helplines in force, as the front page shows them."""
    rows = ContactPoint.objects.filter(Q(effective_to=None) | Q(effective_to__gte=today), effective_from__lte=today)
    return list(rows.filter(area=None, purpose=ContactPoint.Purpose.HELPLINE).order_by("order", "pk"))
