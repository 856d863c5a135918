"""What each agreement and disagreement between a question and a known person is worth, in bits (log2 of m over u).

Set by hand from measurements on invented cities. The learnt model of the lists replaces this table with its own
weights; nothing else of the search changes then.
"""

# A name that agrees exactly is worth log2(m / how common it is), between the two bounds.
FORENAME_SAME = (0.75, 5.5, 13.0)
SURNAME_SAME = (0.80, 5.5, 14.0)

FORENAME = {
    "first part": 7.0,
    "sounds and looks": 6.5,
    "variant": 5.5,
    "alike": 6.0,
    "sounds": 4.0,
    "shortened": 4.5,
    "rather alike": 3.0,
    "initial": 2.5,
    "other": -6.0,
    "missing": 0.0,
}
SURNAME = {
    "sounds and looks": 7.5,
    "alike": 7.0,
    "part": 6.0,
    "sounds": 4.5,
    "rather alike": 3.5,
    "initial": 1.5,
    "other": -4.5,
    "missing": 0.0,
}
BORN = {
    "same day": 12.0,
    "swapped": 8.5,
    "one figure": 6.5,
    "same day, next year": 6.0,
    "same month": 5.5,
    "within a week": 5.5,
    "first of January": 3.5,
    "same year": 2.0,
    "asked year": 4.0,
    "near year": -0.5,
    "other": -7.0,
    "missing": 0.0,
}
POSTCODE = {
    "same": 8.0,
    "one character": 5.0,
    "same sector": 2.0,
    "asked part": 2.5,
    "other": -1.5,
    "missing": 0.0,
}
ADDRESS = {"same house": 4.0, "same house, no postcode": 8.0, "same street": 1.5, "other": 0.0, "missing": 0.0}

# Subtracted where the name that agreed is not the name in use.
BY_KIND = {"FORMER": 0.5, "ALIAS": 0.5, "SPELLING": 0.0, "KNOWN_AS": 0.0, "MIDDLE": 2.5, "PART": 1.0, "NAME": 0.0}
SWAPPED_NAMES = 2.5
# A line of text may put either name first.
SWAPPED_IN_TEXT = 0.5

# Bands. A pool of 200,000 needs some 18 bits before a stranger is as likely as the person meant.
SAME, POSSIBLE, WEAK = 25.0, 14.0, 6.0
# Below this the whole name is also compared by likeness, which costs more.
LOOK_WIDER_BELOW = 22.0
# ... or below this part of what the question could reach.
NEARLY_ALL = 0.85
# Candidates this near to the best are as likely as it.
TIE = 2.0
