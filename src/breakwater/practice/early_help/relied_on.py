"""What early help reads of its forms by name: an area's own version keeps these questions (P4)."""

from collections.abc import Iterable

from breakwater.casework.recording.registry import RELIED_ON, Reliance

FAMILYS = "early_help.assessment"
FAMILY_WRITES = ("change", "helped", "side")
MATTERS = ("priorities", "what", "for_whom", "child_score", "parent_score", "lead_score")
CHILDS_PART = "early_help.assessment_child"
RELEASED = "By it the child’s own words go to the family, or stay with workers (SG-27)"
SEEN = "An assessment is not finished while a child was not seen or heard and nobody says why"
CHECKED = "An assessment is not finished without the safeguarding checks, or a reason for each that is left out"
SIGNED = "An assessment is not finished unsigned"
CHILDS_WORDS = {
    "good_day": "A good day",
    "bad_day": "A bad day",
    "worries": "Worries",
    "wishes": "Wishes",
    "says": "Also said",
}  # by question of a child's part: what the child says, and how it is introduced wherever it is read
CHECKS = ("neglect", "exploitation", "substance", "mental")
WORDS = "The family’s copy carries the child’s words where the child agreed"


@RELIED_ON.register(CHILDS_PART)
def of_a_childs_part() -> Iterable[Reliance]:
    """What the family's copy reads of a child's part of the assessment."""
    seen = ("seen", "not_seen_why", "heard", "seen_instead", "says_why")
    return (
        Reliance("family_may_read", RELEASED),
        *(Reliance(key, WORDS) for key in CHILDS_WORDS),
        *(Reliance(key, SEEN) for key in seen),
    )


@RELIED_ON.register(FAMILYS)
def of_the_familys_form() -> Iterable[Reliance]:
    """What rings the alarm, what the plan and the family's words are taken from, what their own link asks, and how they came."""
    yield Reliance("harm", "By it the alarm of serious harm is on every page until the MASH has heard (FD 4.3)")
    yield Reliance("story_who", "The family’s words are on their page with who says them")
    yield from (Reliance(key, "The plan begins from what matters most") for key in MATTERS)
    yield Reliance("route", "Breakwater fills it in where it knows how the family came")
    yield from (Reliance(key, "The family writes it themselves by their own link") for key in FAMILY_WRITES)
    checks = [f"check_{key}{part}" for key in CHECKS for part in ("", "_note", "_why")]
    yield from (Reliance(key, CHECKED) for key in ("asked_safely", "not_asked_why", "abuse", *checks))
    yield Reliance("signed", SIGNED)
