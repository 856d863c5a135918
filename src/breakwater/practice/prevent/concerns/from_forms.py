"""What the form for the MASH asks about radicalisation is taken out of it for the compartment (SG-12)."""

from collections.abc import Mapping

from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.taken_out import COMPARTMENTS, Compartment

from . import operations

CONCERN, WORDS = "radicalisation_concern", "radicalisation_words"


def take_out(values: Mapping) -> str:
    """What a form says that goes by the specialist route, or "" where it says nothing of the kind."""
    if as_word(values.get(CONCERN)) != "yes":
        return ""
    words = values.get(WORDS)
    return (words if isinstance(words, str) else "").strip() or "No words were written: call the referrer."


COMPARTMENTS.register("prevent", Compartment((CONCERN, WORDS), take_out, operations.keep_specialist_concern))
