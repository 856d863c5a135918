"""What each agreement and disagreement between a question and a known person is worth, in bits (log2 of m over u).

Learnt: they are those of the model that links lists (`linking/model/splink.json`), read level by level, so that typing a name and linking
a list weigh alike and a model taught again changes both. Where a question has a level that lists have not (half a postcode, a year
alone), the weight is reckoned from what it says and stands in `OWN`. A name that agrees is worth by how common it is.
"""

import json
from collections.abc import Mapping
from math import log2
from pathlib import Path

MODEL = Path(__file__).parents[1] / "linking" / "model"


def _learnt() -> dict[str, dict[str, tuple[float, float]]]:
    """(m, u) of each level of the model by its words, under the comparison it is of."""
    model = json.loads((MODEL / "splink.json").read_text(encoding="utf-8"))
    return {
        comparison["output_column_name"]: {
            level["label_for_charts"]: (level["m_probability"], level["u_probability"])
            for level in comparison["comparison_levels"]
            if level.get("m_probability")
        }
        for comparison in model["comparisons"]
    }


LEARNT = _learnt()


def _bits(of: str, said: Mapping[str, str], own: Mapping[str, float]) -> dict[str, float]:
    """Weights by the search's own levels: `said` names the model's level of each."""
    return {level: log2(m / u) for level, (m, u) in ((level, LEARNT[of][words]) for level, words in said.items())} | {
        "missing": 0.0,
        **own,
    }


def agreeing(of: str) -> float:
    """How often two records of one person have the very same name (m); what it is worth depends on how common the name is."""
    return LEARNT[of][f"same {of}"][0]


# Bounds of what a name that agrees exactly is worth: (m, least, most). The commonest is borne by one in a hundred.
FORENAME_SAME = (agreeing("forename"), 5.5, 13.0)
SURNAME_SAME = (agreeing("surname"), 5.5, 14.0)

FORENAME = _bits(
    "forename",
    {
        "sounds and looks": "forename sounds the same",
        "alike": "forename spelt nearly the same",
        "variant": "forename can be short for the other",
        "shortened": "forename can be short for the other",
        "sounds": "forename has the same consonants",
        "rather alike": "forename spelt something like it",
        "other": "differs",
    },
    # Of two forenames the first: nearly as good as the whole. An initial typed agrees with one stranger in twelve.
    own={"first part": 7.0, "initial": 3.0},
)
SURNAME = _bits(
    "surname",
    {
        "sounds and looks": "surname sounds the same",
        "alike": "surname spelt nearly the same",
        "part": "one part of the surname is the same",
        "rather alike": "surname spelt something like it",
        "other": "differs",
    },
    own={"sounds": 4.5, "initial": 1.5},
)
BORN = _bits(
    "born",
    {
        "same day": "same date of birth",
        "swapped": "day and month swapped",
        "one figure": "one figure of the date of birth differs",
        "same day, next year": "same birthday, a year apart",
        "first of January": "1 January given for the day",
        "same month": "born within a month",
        "within a week": "born within a month",
        "same year": "same year of birth",
        "other": "differs",
    },
    # Someone who gives a month or a year alone: one stranger in 216, in eighteen; two years about it hold one in four.
    own={"asked month": 7.0, "asked year": 4.0, "near year": -0.5},
)
POSTCODE = _bits(
    "home",
    {
        "same": "same postcode",
        "one character": "postcode differs by one character",
        "same sector": "lives nearby",
        "other": "differs",
    },
    own={"asked part": 2.5},
)
_HOUSE = _bits(
    "home",
    {"both": "same house and postcode", "house": "same house, other postcode", "other": "same postcode, other house"},
    {},
)
ADDRESS = {
    "same house": _HOUSE["both"] - POSTCODE["same"],
    "same house, no postcode": _HOUSE["house"],
    "same street": 1.5,
    "other house": _HOUSE["other"] - POSTCODE["same"],
    "other": 0.0,
    "missing": 0.0,
}

# Subtracted where the name that agreed is not the name in use.
BY_KIND = {"FORMER": 0.5, "ALIAS": 0.5, "SPELLING": 0.0, "KNOWN_AS": 0.0, "MIDDLE": 2.5, "PART": 1.0, "NAME": 0.0}
# Forename and surname exchanged: how much seldomer than in their order.
SWAPPED_NAMES = log2(agreeing("forename") * agreeing("surname") / LEARNT["forename"]["forename and surname swapped"][0])
# A line of text may put either name first.
SWAPPED_IN_TEXT = 0.5

# Bands. A pool of 200,000 needs some 18 bits before a stranger is as likely as the person meant. Both names in another spelling
# that sounds and looks the same (Muhammad Stevenson, Mohammed Stephenson) reach 23.9 with the day of birth: the same person.
SAME, POSSIBLE, WEAK = 23.5, 14.0, 6.0
# Whoever may bear another surname by now: a rare forename alone, or a usual one with the year.
FAINT = 3.0
# Below this the whole name is also compared by likeness, which costs more.
LOOK_WIDER_BELOW = 22.0
# ... or below this part of what the question could reach.
NEARLY_ALL = 0.85
# Candidates this near to the best are as likely as it.
TIE = 2.0
