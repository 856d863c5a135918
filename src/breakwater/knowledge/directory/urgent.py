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
# Somebody who cannot go on, as people say it without a word of death.
NOT = r"(not|never|no longer|cannot|(ca|do|does|did|wo|would|could|should|is|are|was)n.?t)"
DESPAIR = (
    r"hat(e|es|ed|ing) (my ?self|him ?self|her ?self|(my|his|her|this) (life|body)|being (me|alive|here)|living)\b|hml\b|unalive|"
    rf"{NOT} (go on|carry on|cope|live|do this|do it|take (it|this|much|any)|see a way)\b|(sick|tired) of (life|living|everything)\b|"
    r"(nobody|no.?one|no body)( \w+)? (miss|care|notice|love|like|want|listen|believe|understand|help)\w*( about| to)? (me|if i)\b|"
    r"no (point|reason|use)\b(?! of)|point (of|in) (living|life|anything|going on|trying)|what.?s the point|(worth|deserve) (living|to live)\b|"
    rf"{NOT} (want|wanna|wish|deserve)( to)? (be (here|alive|around)|live|exist|wake up|go home|go on)\b|"
    r"(want|wish|make|need)\w* (it|this|him|her|them|everything)( all)?( to)? (stop|end|be over|go away)\b|want to disappear|(wish|if) i (was|were|had)\w*( \w+)? (here|born|gone|alive)\b|"
    r"better off without me|(give|gave|giving) up on (life|everything|me)|worthless|hopeless|(ending|end) it all"
)
# An adult whom a child is taught to trust, and what he or she does, says or asks for.
ADULT = (
    r"(teacher|tutor|coach|trainer|instructor|youth worker|leader|priest|vicar|imam|pastor|baby.?sitter|driver|doctor|boss|manager|neighbou?r|"
    r"uncle|aunt|auntie|step.?\w+|mum.?s (boyfriend|partner)|(foster )?(carer|dad|father|mum|mother)|grandad|grandpa|grandfather|cousin|"
    r"brother|boyfriend|girlfriend|sir|man|men|guy|lad|bloke|stranger|adult|someone|somebody|person|he|she|they)s?"
)
REACH = r"(text|messag|snap|dm|call|ring|phon|touch|strok|kiss|cuddl|hug|tickl|follow|watch|film|record|flirt|star(e|ing)|bother|pester)\w*"
CHILD = (
    r"(me|us|my|her|him|them|girls?|boys?|child|children|kids?|pupils?|students?|daughter|son|private(ly)?|at night)"
)
PICTURE = r"(pics?|pictures?|photos?|selfies?|videos?)"
TRUST = (
    rf"{ADULT}( \w+){{0,4}} {REACH}( to| at| on)? {CHILD}\b|{ADULT}( \w+){{0,2}} (keeps?|kept|{NOT} stop)( on)? {REACH}|"
    rf"(keeps?|kept|{NOT} stop)( on)? {REACH}( to| at| on)? (me|us|her|him|them)\b|"
    rf"(wants?|wanted|ask(s|ed|ing)?|told|tells|makes?|made|making|force[sd]?|invite[sd]?)( me| my \w+)? to (meet|undress|take off|lie|keep quiet|come to his)\b|"
    rf"meet(s|ing)?( up)?( with)?( me| him| her| them| us)? (alone|in secret|in private|on my own)\b|alone with (him|her|me|my)\b|"
    rf"(send|sends|sending|sent) (him|her|them|me|someone|somebody)( \w+){{0,3}} {PICTURE}\b|(wants?|demands?|asks?|asked|asking|begs?)( me)?( for| to send)?( \w+){{0,2}} "
    rf"(pics?|selfies?|(pictures?|photos?|videos?) of (me|my|her|him))\b|our (little )?secret|keep (it|this|a|our)( \w+)? secret|{NOT} (to )?tell (any|my|mum|dad|no)\w*"
)
SOUNDS = re.compile(rf"\b({ENGLISH}|{DESPAIR}|{TRUST}|{FRENCH}|{DUTCH})")
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
