"""What this room reads of the assessment by name: an area's own version keeps these questions and their choices (P4)."""

from collections.abc import Iterable

from breakwater.casework.recording.registry import RELIED_ON, Reliance

from .assessments.operations.writing import FORM


@RELIED_ON.register(FORM)
def of_the_assessment() -> Iterable[Reliance]:
    """What is filled in from the incident, and what is not approved after rape or assault by penetration."""
    return [
        Reliance("capacity", "By it a child has the parts that fit"),
        Reliance("classes", "After rape or assault by penetration the children share no classes"),
        Reliance("pattern", "Breakwater fills it in"),
        *(Reliance(key, "Breakwater fills it in") for key in ("when_where", "features", "crime_number", "conditions")),
    ]
