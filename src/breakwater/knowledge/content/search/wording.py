"""Words as the search compares them: lower case, without accents or endings. A light stemmer: what it misses, synonyms and spelling catch."""

import re
from functools import lru_cache

from ..childs_data import plain

# "Early help" is one word: "help" alone says nothing, and "early" leads to whatever begins early.
WORD = re.compile(r"\bearly help\b|[^\W_]+")
# They say nothing of what is looked for.
_SILENT = """
a about all am an and any are arent as at be been being but by can cannot cant could did didnt do does doesnt doing
dont else ever feel feels for from get gets getting give go going got had has have havent having he help her here him
his how i if im in into is isnt it its ive just keep keeps know like make makes me might my near need needs no not of
on one or our out own please she should so some somebody someone something than that the their them then there these
they thing think this those to up us very want wants was wasnt we went were what when where which who why will with
wont would wouldnt you your
"""
SILENT = frozenset(_SILENT.split())
# Whom it is about. It counts little beside what it is about.
_WEAK = """
baby boy boys brother child children dad daughter families family girl girls grandad granddaughter grandson kid kids
mom mum nan old parent parents people person pupil sister son student stuff teen teenager young
"""
WEAK = frozenset(_WEAK.split())
ENDINGS = (
    ("isation", "is"),
    ("ation", ""),
    ("ment", ""),
    ("ness", ""),
    ("tion", "t"),
    ("ive", ""),
    ("ing", ""),
    ("ed", ""),
    ("ly", ""),
)
SHORTEST = 3  # letters that an ending leaves at least


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return WORD.findall(plain(text).replace("'", "").replace("’", ""))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending: bullying, bullied and bullies are one."""
    if len(word) <= SHORTEST or not word.isalpha():
        return word
    word = word.replace("iz", "is") if "iz" in word[2:] else word
    if word.endswith("ies") and len(word) > SHORTEST + 1:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)] + instead
            if len(word) > SHORTEST and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("e") and len(word) > SHORTEST:
        word = word[:-1]
    return f"{word[:-1]}i" if word.endswith("y") and len(word) > SHORTEST else word


def stems(text: str) -> list[str]:
    """Of every word that says something, its stem."""
    return [stem(word) for word in words(text) if word not in SILENT]


def stemmed(said: list[str]) -> tuple[str, ...]:
    """A phrase by the stems of the words that say something in it; of all, where none does."""
    return tuple(stem(word) for word in said if word not in SILENT) or tuple(map(stem, said))
